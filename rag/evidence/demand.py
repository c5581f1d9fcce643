"""What an answer must hold to answer at all: the kind of thing that its question asks for."""

from __future__ import annotations

from rag.composition import Composition
from rag.evidence.counts import THINGS, answers_date, answers_figure, same_sort
from rag.evidence.kinds import (
    ASKS_WHO_PAYS,
    fields_of,
    states,
    tells_to_whom,
    tells_whence,
    tells_who,
    tells_who_does,
    tells_who_pays,
    want_of,
    wants_of,
)
from rag.evidence.names import answers_list, names_each
from rag.language.bands import bands
from rag.language.measures import RATE, in_letters
from rag.language.numerals import SUM, Quantity, quantities
from rag.lazy_re import lazy_re
from rag.understand.asked_roles import does_asked, goes_to
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.term import term_of


def kind_held(query: Query, text: str) -> bool | None:
    """Whether a text holds the kind of thing asked for; None where any text would do."""
    if not answers_list(query.text, text):
        return False
    if query.kind == "figure":
        return answers_figure(query.text, text)
    if query.kind == "date":
        return answers_date(query.text, text)
    if ASKS_WHO_PAYS.search(query.text) and not query.of_document:
        return tells_who_pays(text)
    if query.kind == "department" and not _REACHED_AT.intersection(wants_of(query.text)):
        if goes := goes_to(query.text):
            return tells_to_whom(goes, text)
        deed = does_asked(query.text)
        does = deed is not None and tells_who_does(deed, text)
        return does or tells_who(text) or tells_whence(query.text, text)
    return None


def want_held(query: Query, text: str) -> bool | None:
    """Whether a text states the special thing asked for (money, phone …), or what an open question is about.

    None where none is asked for.
    """
    wants = wants_of(query.text)
    if "金额" in wants and (query.kind == "yesno" or _SHARE.search(query.text)):
        wants = tuple(want for want in wants if want != "金额")
    explained = query.kind == "definition" and term_of(
        query.text
    )  # 个税里劳务报酬所得是指什么 is about no tax
    if not wants and query.kind in _OPEN and not explained:
        wants = fields_of(query.text)
    elif query.kind == "department":
        wants = (*wants, *(field for field in fields_of(query.text) if field in _TO_WHOM))
    if not wants or query.of_document:
        return None
    alone = _OF_ONE.search(query.text) and not _OF_ALL.search(query.text)
    told = _IN_BULK.sub("", text) if alone else text
    if alone and "金额" in wants and not _SUM.search(told):
        return False
    return all(states(want, query.text, told if want == "金额" else text) for want in wants)


#: How one reaches an office: who it is need not be told beside it.
_REACHED_AT = frozenset({"电话", "邮箱或网址", "地址"})
#: What stands in a signature besides who issues: whom to ask, and how.
CONTACT = _REACHED_AT | {"姓名"}
#: Who leads a task is not to whom one complains.
_TO_WHOM = ("申诉", "举报")
_OPEN = ("yesno", "measure", "list", "definition")
_SHARE = lazy_re(f"{RATE}|比例|占比|比重|强度|几成|百分")
#: What one gets or pays: 生一个娃给多少, 一张床位补几千块, 一个月能领多少.
_OF_ONE = lazy_re(
    r"(?:每|一)(?:个|名|位|人|户|家|张|次|套|度|亩|台|辆|月|天|年)|个人|我(?!市|区|省|县|国)|几[百千](?:块|元)?"
)
#: What tells what one person gets or pays: no share of a total.
_SUM = lazy_re(rf"{SUM}|元[/／]|免费|免[收交缴]|不收|全额|[\d一二三四五六七八九十]\s*[%％成]")
#: What is spent as a whole, by the year too: 全省一年投入多少资金.
_OF_ALL = lazy_re(r"亿|投入|安排|筹集|下达|规模|总[额共计量]|一共|合计|全[省市县区国]")
#: Sums that no single person or firm gets.
_IN_BULK = lazy_re(r"(?:[\d.．]+\s*(?:万|千|百)?|[一二三四五六七八九十百千几数]+(?:多|余)?)亿元?")


def figure_matched(query: Query, text: str) -> bool | None:
    """Whether a text states a figure of each sort that a yes-or-no question asserts; None where it asserts none.

    分三年拨付 is neither confirmed nor put right by a clause that states no years.
    """
    if not YES_OR_NO.search(query.text) or query.of_document:
        return None
    # Things that are counted may be named one by one instead: 是甲、乙、丙三家吧.
    asserted = [
        q
        for q in quantities(query.text)
        if q.kind == "percent"
        or (q.kind == "number" and q.unit and q.unit not in THINGS and not how_often(query.text, q))
    ]
    if not asserted:
        return None
    found = quantities(text)
    return all(any(same_sort(one, other) for other in found) for one in asserted)


#: Behind an age: of whom it is.
_OF_WHOM = lazy_re("[及或]?以[上下](?![吗吧对])|的")


def of_whom(text: str, quantity: Quantity) -> bool:
    """Whether a number is the age of those of whom something is asked: 70岁的人, 六十岁以上老人."""
    return quantity.key[2] == "岁" and bool(_OF_WHOM.match(text, quantity.end))


def band_held(query: Query, text: str) -> bool | None:
    """Whether a text tells of each band of a unit in letters that a question asks a figure for; None where it names none.

    The limit for 20-25MHz is none that is told for 5-6MHz, or for no band.
    """
    named = [band for band in bands(query.text) if in_letters(band.unit)] if query.kind == "figure" else []
    if not named:
        return None
    told = bands(text)
    return all(any(band.covers(one) for band in told) for one in named)


def band_lost(query: Query, quoted: str, composition: Composition) -> bool:
    """Whether another band is told than the one that a figure is asked for, or none by a document that knows it not."""
    if not any(in_letters(band.unit) for band in bands(quoted)):
        documents = {
            quote.document.id: quote.document for draft in composition.drafts for quote in draft.quotes
        }
        quoted = "\n".join(document.text for document in documents.values())
    return band_held(query, quoted) is False


def how_often(text: str, quantity: Quantity) -> bool:
    """Whether a time only says how often something else is done: 一年要开展2次, not 蹲满一年."""
    one = quantity.value == "1" and quantity.unit in ("年", "月", "个月", "天", "日", "周")
    return one and bool(_DONE.match(text, quantity.end))


_DONE = lazy_re("[内里]?(?:[要得应须能可]|至少|最[多少]|开展|[搞办做评考查发]|[\\d一两二三四五])")


def met(query: Query, text: str) -> bool:
    """Whether nothing that the question asks for is lacking in a text that is to answer it alone."""
    demands = (
        kind_held(query, text),
        want_held(query, text),
        names_each(query.text, [text]) if asks_names(query) else None,
        figure_matched(query, text),
        band_held(query, text),
    )
    return False not in demands


def asks_names(query: Query) -> bool:
    """Whether things to be named one by one must be: departments are told by role, and their duties by task."""
    if query.kind == "duty":
        return not query.departments
    return query.kind not in ("comparison", "clause", "department", "document")


def wanted(query: Query) -> str:
    """What is asked for, as it is named where it is missing."""
    want = want_of(query.text)
    if want:
        return want[0]
    names = {
        "figure": "数字",
        "date": "时间",
        "department": "负责部门",
        "duty": "职责分工",
        "list": "具体名目",
        "definition": "含义",
    }
    fields = "、".join(f"“{field}”" for field in fields_of(query.text))
    return names.get(query.kind) or (f"关于{fields}的规定" if fields else "规定")
