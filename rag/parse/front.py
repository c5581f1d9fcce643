"""What the paragraphs around the clauses are: title block, addressees, preamble, signature, annex.

Each function looks at one paragraph and, where needed, at the few behind it; the order they are
asked in is the tree's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rag.language.document_kinds import NAMES
from rag.language.labels import ANNEX, label_at
from rag.language.masthead import CENTURY, DATE_LINE, NUMBER_LINE, OFFICE, in_brackets, organ_and_date
from rag.language.organs import is_addressees, is_organ
from rag.lazy_re import any_of, either, lazy_re
from rag.parse.clean import TITLE
from rag.parse.lines import Paragraph

_GREETING = lazy_re(
    r"(?:各位(?:代表|委员|领导|同志|来宾|常委)|同志们|主任|主席|委员长|尊敬的).{0,30}[：:！!]"
    r"|[\u4e00-\u9fff·]{2,6}(?:副?(?:主席|委员长|部长|省长|市长|主任)|委员|代表|同志|先生|女士)[：:]"
)
_PERSON = lazy_re(
    rf"(?:国家)?{OFFICE}"
    r"[\s：:]*[\u4e00-\u9fff·]{2,12}(?:\s+[\u4e00-\u9fff]{1,2})?"
)
#: 2024年3月 below an organ: a date without its day.
_MONTH = lazy_re(rf"{CENTURY}\d\d\s*年\s*\d{{1,2}}\s*月")
_BLANK_DATE = lazy_re(rf"{CENTURY}\d\d\s*年\s*\d{{0,2}}\s*月\s*\d{{0,2}}\s*日")
#: 出席：… of minutes (GB/T 9704-2012, 10.3), 抄送：…, XX办公室 2019年1月3日印发, 校对：…: what stands below the last rule of a document.
_IMPRINT = lazy_re(
    r"(?:抄\s*[送报]|分送|主持|出席|列席|缺席|请假|记录|主题词|校对|打印|承办|共印|印发范围|公开方式|信息公开选项)\s*[:：].*"
    r"|.{0,40}\d\s*日\s*印\s*发.{0,4}|[（(].{0,12}(?:此件|公开|发至|联系人).*[）)]|此件.{0,12}公开.{0,6}",
    re.DOTALL,
)
#: 联 系 人：…, 传真：…: whom to ask, below a document.
_CONTACT = lazy_re(
    either(
        r"(?:[\u4e00-\u9fff（）、]{2,20}(?=联\s*系))?(?:联\s*系|咨\s*询|办\s*公|举\s*报)?\s*"
        r"(?:人|电\s*话|传\s*真|方\s*式|地\s*址|(?:电\s*子)?邮\s*[箱件编]|邮\s*政\s*编\s*码)(?:及\S{1,4})?\s*[:：].{0,120}",
    )
)
_PARTICULAR = lazy_re(r"[\u4e00-\u9fff（）、]{2,12}\s*[：:]\s*[^。；：:]{1,60}")
_HISTORY = lazy_re(r"[（(].{0,400}(?:通过|公布|发布|批准|修订|修正|施行|会议|稿|试行|日).{0,40}[）)]?")
#: 某社北京2月1日电, 某日报讯（记者甲）: how the text of a report in the news begins.
_DATELINE = lazy_re(
    r"[\u4e00-\u9fff]{2,12}(?:\d{1,2}月\d{1,2}日[电讯](?:[（(\s].*)?|[报网社]讯\s*(?:[（(].*)?)"
)
_SUBTITLE = lazy_re(r"[—–―─━－-]{1,8}\s*[^。]{2,60}")
#: What a notice can carry.
_CARRIED = lazy_re(rf".{{3,60}}{any_of(*NAMES)}(?:[（(][^（）()]{{1,30}}[）)])?")
_CLOSING = lazy_re(
    r"特此|专此|此(?:通知|复|令|函)|感谢您|现将.{2,24}一并(?:报送|送上|转去)|以上(?:意见|方案|报告)?.{0,12}(?:请|如无不妥|妥否)|"
    r"本[\u4e00-\u9fff]{2,8}?(?:自.{0,24}起?(?:施行|实施|执行|生效)|有效期)|结束语$"
)

#: How a report sums up behind the last part of a review: 五年来，…, 各位代表！过去一年…, 我们也清醒看到….
_SUMS_UP = lazy_re(
    r"各位代表|(?:刚刚)?过去的?(?:[一三五]年|\d{4}年)|(?:这)?[一三五]年来|回顾|(?:在)?(?:充分)?(?:肯定|看到)成绩|"
    r"[^。，、]{0,8}(?:[，、][^。，]{0,8})?我们(?:也|更|还)?(?:清醒|深切|深刻)(?:地)?(?:看到|认识到|认识|体会)"
)


def front_role(paragraph: Paragraph, ahead: Sequence[Paragraph], seen: set[str]) -> str:
    """标题, 主送, 前言 or 落款 for a paragraph before the first clause.

    Args:
        paragraph: the paragraph.
        ahead: the ones behind it.
        seen: what stood in this block so far.
    """
    text = paragraph.text
    if NUMBER_LINE.fullmatch(text):
        return "标题"
    if "主送" not in seen and "前言" not in seen and is_salutation(text):
        return "主送"
    if {"主送", "前言"} & seen and signs(paragraph, ahead):
        return "标题" if _stands_under_title(paragraph, ahead) else "落款"
    if _HISTORY.fullmatch(text) and "前言" not in seen:
        return "标题"
    if "前言" in seen or "主送" in seen:
        return "标题" if carried_title(text, ahead) else "前言"
    if (
        _DATELINE.fullmatch(text) or text[0] in "，、。；：）》" or unicodedata.category(text[0]) == "So"
    ):  # ★ and ☞ open no title
        return "前言"
    if text.endswith(("。", "：", ":", "！", "；")) or "。" in text:
        return "前言"
    return "前言" if len(text) > 60 and not TITLE.match(text) else "标题"


def is_salutation(text: str) -> bool:
    """主送 or the greeting of a speech."""
    return is_addressees(text) or (len(text) <= 40 and bool(_GREETING.fullmatch(text)))


def _stands_under_title(paragraph: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Whether organs and a date are those under the title of a document that a notice carries.

    The date of a signature has no brackets, and no sentence follows it.
    """
    lines = [paragraph, *ahead[:6]]
    date = next((i for i, line in enumerate(lines) if DATE_LINE.fullmatch(line.text)), None)
    if date is None or not in_brackets(lines[date].text) or date + 1 >= len(lines):
        return False
    return "。" in lines[date + 1].text or label_at(lines[date + 1].text) is not None


#: Organs that sign one document together, at most: thirteen ministries do.
SIGNERS = 24


def signs(paragraph: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Whether a paragraph is part of a signature: a date, an organ or person before a date."""
    text = paragraph.text
    if len(text) > 120:
        return is_imprint(text)
    if DATE_LINE.fullmatch(text) or _BLANK_DATE.fullmatch(text) or is_imprint(text):
        return True
    if not (is_organ(text) or _PERSON.fullmatch(text)):
        return organ_and_date(text) is not None
    for following in ahead[:SIGNERS]:
        if any(date.fullmatch(following.text) for date in (DATE_LINE, _BLANK_DATE, _MONTH)):
            return True
        if not (is_organ(following.text) or _PERSON.fullmatch(following.text)):
            return organ_and_date(following.text) is not None
    return is_organ(text) and len(ahead) <= SIGNERS  # the document ends with its organs, without a date


#: Paragraphs that speak of a whole document above its signature, at most.
_LAST_WORDS = 4


def signed_below(ahead: Sequence[Paragraph]) -> bool:
    """Whether a signature follows, with nothing but a few paragraphs and a list of annexes above it."""
    listed, told = False, 0
    for i, paragraph in enumerate(ahead):
        listed = listed or ANNEX.match(paragraph.text) is not None
        told += "。" in paragraph.text
        if paragraph.first.cell or told > _LAST_WORDS or (label_at(paragraph.text) and not listed):
            return False
        if signs(paragraph, ahead[i + 1 :]):
            return True
    return False


def is_imprint(text: str) -> bool:
    """Copy list, contact or printing line under a document."""
    return bool(_IMPRINT.fullmatch(text))


def asks(paragraph: Paragraph, before: Paragraph, ahead: Sequence[Paragraph]) -> bool:
    """Whether a line says whom to ask, with nothing but such lines and a signature behind it.

    Behind 名称：… and 地址：… it is one more of the particulars that a clause gives.
    """
    if not _CONTACT.fullmatch(paragraph.text) or _PARTICULAR.fullmatch(before.text):
        return False
    for i, following in enumerate(ahead):
        if not _CONTACT.fullmatch(following.text):
            return signs(following, ahead[i + 1 :]) or bool(ANNEX.match(following.text))
    return True


def carried_title(text: str, ahead: Sequence[Paragraph]) -> bool:
    """Whether a line is the title, or the start of a title, of a document that a notice carries."""
    if len(text) > 60 or re.search(r"[。；：:，！]|\A[■◆▲●▍]", text) or label_at(text):
        return False
    joined = text
    for following in [None, *ahead[:4]]:
        if following is not None:
            if len(following.text) > 40 or label_at(following.text):
                return False
            joined += following.text
        if _CARRIED.fullmatch(re.sub(r"\s", "", joined)):
            return True
        if re.search(r"[。；：:，！]", joined) or NUMBER_LINE.fullmatch(joined):
            return False
    return False


#: 关于印发…的通知, 关于公布…的决定: a title that tells of another document.
_ISSUES = lazy_re(r"[印转批分下]发|[发公颁]布|批转|施行|实施")


def issues(title: str) -> bool:
    """Whether a document with this title carries another one."""
    return bool(_ISSUES.search(title))


def is_carried(title: str) -> bool:
    """Whether a title, without white space, is that of a document that a notice can carry."""
    return bool(_CARRIED.fullmatch(title))


def is_subtitle(text: str) -> bool:
    """A dash line under a title: ——2026年1月26日在…会议上."""
    return bool(_SUBTITLE.fullmatch(text))


def closes(text: str) -> bool:
    """Whether a paragraph speaks of the whole document: 特此通知, 本办法自…起施行."""
    return bool(_CLOSING.match(text))


def sums_up(text: str) -> bool:
    """Whether a paragraph speaks of a whole review, not of the last of its parts."""
    return bool(_SUMS_UP.match(text))


def lists_annexes(paragraph: Paragraph, ahead: Sequence[Paragraph], *, signed: bool) -> bool:
    """Whether a line that begins with 附件 lists annexes (附件：1.…) and does not open one."""
    match = ANNEX.match(paragraph.text)
    if match is None:
        return bool(re.match(r"附\s*[：:]", paragraph.text)) and len(paragraph.text) <= 80
    rest = paragraph.text[match.end() :]
    following = ahead[0].text if ahead else ""
    if not rest:
        label = label_at(following)
        colon = paragraph.text.rstrip().endswith(("：", ":"))
        if not colon or label is None or label.number != 1 or len(following) > 60:
            return False
        return any(_opens_or_signs(ahead, i) for i in range(1, min(len(ahead), 12)))
    if "。" in rest or len(rest) > 80:
        return False
    listed = label_at(rest)
    if (listed is not None and listed.number == 1) or not ahead:
        return True
    if any(_opens(ahead, i) for i in range(min(len(ahead), 4))) and not match["number"]:
        return True
    if signed:
        return False
    another = ANNEX.match(following)
    if another is not None and len(following) > another.end():
        return True
    return any(_opens_or_signs(ahead, i) for i in range(min(len(ahead), 3)))


def _opens(ahead: Sequence[Paragraph], i: int) -> bool:
    match = ANNEX.match(ahead[i].text)
    return match is not None and match.end() == len(ahead[i].text)


def _opens_or_signs(ahead: Sequence[Paragraph], i: int) -> bool:
    return _opens(ahead, i) or signs(ahead[i], ahead[i + 1 :])


def opens_annex(paragraph: Paragraph, ahead: Sequence[Paragraph], *, signed: bool) -> bool:
    """Whether a line that does not list annexes opens one: 附件, 附件2, 附件1 任务清单, 附表：… over a table."""
    match = ANNEX.match(paragraph.text)
    if match is None or not paragraph.first.opens_line:
        return False
    rest = paragraph.text[match.end() :]
    if not rest:
        return True
    if len(rest) > 60 or re.search(r"[。；，]", rest):
        return False
    return signed or bool(match["number"]) or bool(_CARRIED.fullmatch(rest)) or _tabled(ahead[:2])


def _tabled(lines: Sequence[Paragraph]) -> bool:
    """Whether these begin with a table, or with a line whose parts a wide gap keeps apart."""
    drawn = bool(lines) and lines[0].first.column >= 0
    return drawn or (len(lines) > 1 and not lines[1].first.opens_line)
