"""Questions about documents as a whole: what one says, its figures, which there are, which mention a term."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from rag.language.document_kinds import SPOKEN
from rag.language.numerals import Quantity, quantities
from rag.language.tokens import tagged
from rag.lazy_re import any_of, either, lazy_re
from rag.understand.subject import ASKING
from rag.understand.thesaurus import ASKS

#: What such questions ask for: what a document says, its figures, which documents there are, and which of
#: them mention a term.
Whole = Literal["outline", "goals", "listing", "mentions"]
#: Asks what a document says as a whole, unless a matter is named beside it.
OVERVIEW = lazy_re(
    either(
        # 写哪些东西
        "(?:主要|大概|大致|总体|整体|到底|具体|总共|一共|都){0,6}(?:讲|说|写|规定|涉及|包含|包括)(?:了|的是|的|到|些){0,6}(?:什么|啥|哪些|哪几)"
        "(?:个?方面|内容|东西|事|部分|章节?)?(?:的?内容)?",
        # 主要内容
        "(?:主要|大概|大致|基本|核心|总体|全部|整体)的?(?:内容|要点|意思)(?:是|有|包括){0,6}(?:什么|啥|哪些|哪几)?(?:个?方面)?",
        # 目录
        "(?:内容|要点|结构|框架|目录|提纲|大纲|概要|摘要)(?:是|有|包括){0,6}(?:什么|啥|哪些|怎样|怎么样)?",
        # 总结
        "(?:介绍|概括|总结|概述|归纳|简述|梳理)(?:一下|下|一遍)?",
        "说说|讲讲",
        "(?:一共|总共)?(?:分|有|由)(?:为|成|了){0,6}哪?几(?:个|大)?(?:部分|章|板块)(?:组成|构成)?",
        "(?<!第)[两二三四五六七八九十]+(?:个|大)部分(?:分别|各){0,6}(?:是|有|讲|说|写){0,6}(?:了|的是){0,6}(?:什么|啥|哪些|哪几个)?",
        # 有什么异同
        "有?(?:什么|啥|哪些)(?P<apart>区别|不同|差别|差异|异同)",
        # 几项任务
        "(?:[有提部列]?[出署]?了?[几两二三四五六七八九十]+[大项条个](?:重点|主要|工作|具体){0,6}|(?:重点|主要|工作|具体){1,6}|"
        "(?:[有要做干抓]|包括|部署了?|安排了?){1,4}(?:哪些|什么|啥|哪几[项个])(?:重点|主要|工作|具体){0,6})(?P<tasks>任务|(?<=[些么啥项个点要])工作)"
        "(?:(?:是|有|包括|分别){0,6}(?:什么|啥|哪些|哪几项?)|(?=[？?]?$))",
    )
)
#: What a document is called in a question.
_KINDS = f"(?:实施|工作)?{any_of('文件', '政策', '决议', '公告', *SPOKEN)}"
#: The same, and what else may stand beside the question without naming a matter.
_ANY_DOCUMENT = lazy_re(
    rf"[这那该本此]?[份个]文件|它|其|{_KINDS}|要点|任务|主要|大概|整个|全文|全部|分别|重点|简单|快速|一遍"
)
#: Asks which documents there are.
_TITLES = lazy_re(
    either(
        "(?:都|一共|总共|现在|目前|这里|里面|你们?){0,6}(?:有|收录?|包含|包括|存|能查)(?:了|到|的是){0,6}(?:哪些|哪几份|什么|几份|多少份?|啥)(?:政策|政府){0,6}"
        "(?:文件|资料|文档|方案)",
        "(?:这些|所有|全部|这[几两三四五]份)(?:文件|方案|资料)(?:都|分别|各|主要){0,6}(?:讲|说|写|是)(?:了|的是|的|些){0,6}(?:什么|啥|哪些)(?:内容|的)?",
        "你们?(?:能|会|可以)(?:回答|解答|查|告诉我|干|做|帮我?[做干查]?)(?:些|点){0,6}(?:什么|哪些|啥)(?:样的)?(?:问题|内容|文件|事情?|忙)?",
    )
)


def asks_titles(text: str) -> bool:
    """Whether a question asks which documents there are: of a region or title that is left out here, or at all."""
    return bool(_TITLES.search(text)) and not re.sub(r"\W", "", ASKING.sub("", _TITLES.sub("", text)))


def names_a_document(text: str, exact: bool) -> bool:
    """Whether nothing is said but what a document is called: 徐汇方案, 平办〔2020〕7号.

    Args:
        text: as for ``asks_overview``.
        exact: whether it named a document by title or number.
    """
    called = _CALLED.search(text)
    return bool(exact or called) and not re.search(r"\w", _CALLED.sub("", text))


_CALLED = lazy_re(f"的|{_KINDS}")


def asks_overview(text: str, titles: Iterable[str] = (), several: bool = False) -> bool:
    """Whether a question asks what a document says as a whole.

    Args:
        text: the question, without the region, the title in brackets and the number that it names.
        titles: of the documents named; the words of one are of no matter of their own.
        several: whether more than one is named, which may be asked to be told apart.
    """
    asked = OVERVIEW.search(text)
    if not asked or (asked["apart"] and not several):
        return False
    return _no_matter(OVERVIEW.sub("", text), titles)


def _no_matter(rest: str, titles: Iterable[str]) -> bool:
    """Whether what is left of a question names nothing, but for words of a title."""
    chars = set(re.sub(r"\W", "", ASKING.sub("", _ANY_DOCUMENT.sub("", rest))))
    return not chars or any(chars <= set(title) for title in titles)


#: Asks for all figures of a document, or for what it sets a year for.
_FIGURES = lazy_re(
    either(
        # 指标是
        "(?:(?:哪些|什么|啥|所有|全部|列出|列举|列一下|把|都)(?:有|的){0,6})?(?:量化|具体|约束性|核心|考核|发展|主要|工作|重点|硬|关键){0,6}"
        "(?:指标|目标值|数字|数据)(?:都|分别|各|全){0,6}(?:是|有|包括|为|列){0,6}(?:什么|啥|哪些|哪几[个项]|出来|一下)?",
    )
)
_BY_YEAR = lazy_re(
    either(
        # 办成啥
        "(?:要|需|应该?|得|计划|打算|准备){0,6}(?:完成|实现|达到|做到|做成?|干|落实|办成?)(?:好|到)?(?:哪些|什么|啥)(?:事情?|任务|工作|目标|指标)?",
        # 任务分别是哪些
        "(?:主要|具体|工作|发展|总体|重点){0,6}(?:目标|任务|指标|安排|计划)(?:都|分别){0,6}(?:是|有|包括){0,6}(?:什么|啥|哪些)",
        # 啥安排
        "(?:哪些|什么|啥)(?:主要|具体|工作|发展){0,6}(?:目标|任务|指标|安排|计划)",
    )
)
_TIME = lazy_re(
    r"(?:到|至|在|截至|于)?(?P<year>(?:19|20)\d\d)(?:年)?(?:底|末|初|上半年|下半年)?(?:前|之前|以前)?"
)


def asks_goals(text: str, titles: Iterable[str] = ()) -> bool:
    """Whether a question asks for all figures of a document, or for all that it sets a year for.

    Args:
        text: as for ``asks_overview``.
        titles: of the documents named.
    """
    bare = _TIME.sub("", text)
    overview = OVERVIEW.search(bare)
    years = [found["year"] for found in _TIME.finditer(text)]
    if overview and overview["tasks"] and any(year in title for year in years for title in titles):
        return False  # 2022年有哪些任务 of the tasks of 2022: no year that the document sets something for
    asked = (_BY_YEAR.search(bare) or _FIGURES.search(bare)) if bare != text else _FIGURES.search(text)
    return bool(asked and _no_matter(bare.replace(asked[0], "", 1), titles))


#: 45%是什么指标, 5.8张说的是什么: what a figure is of.
_MEANS = lazy_re(
    either(
        # 是什么
        "(?:这|那)?(?:几|两)?(?:个|些)?(?:数字?|数据|数值|比例|指标)?(?:分别|各自?|都|到底){0,6}(?:是|指|说|讲|代表|对应|写|用来|衡量){1,6}的?"
        "(?:是|在)?(?:哪(?:[个些项]|几[个项])?|什么|啥)的?(?:指标|目标|数字?|数据|比例|标准|要求|意思|任务|方面|含义){0,6}的?(?:目标|指标)?值?",
    )
)


def figures_meant(text: str) -> tuple[Quantity, ...]:
    """The figures of which a question asks what they are of; none where it asks for something else.

    Args:
        text: the question; a figure is a percentage, or a number with its unit.
    """
    figures = tuple(q for q in quantities(text) if q.kind == "percent" or (q.kind == "number" and q.unit))
    return figures if figures and _MEANS.search(_without(text, figures)) else ()


def asks_figures_meant(text: str, titles: Iterable[str] = ()) -> bool:
    """Whether a question asks what a figure is of, and names no matter.

    Args:
        text: as for ``asks_overview``.
        titles: of the documents named.
    """
    figures = figures_meant(text)
    return bool(figures) and _no_matter(_MEANS.sub("", _without(text, figures), count=1), titles)


def _without(text: str, figures: Iterable[Quantity]) -> str:
    for figure in sorted(figures, key=lambda q: -q.start):
        text = text[: figure.start] + text[figure.end :]
    return text


_CLAUSES = r"哪[些几]?个?条款?(?!件|例)|哪[些几]个?章节"
_DOCUMENTS = rf"(?:哪(?:[些几两三四五]份?|一?份|一?个|[几些一]?年的)个?(?:政策|政府|工作)*{_KINDS}|哪(?:[些几]个?|一?个)(?:地方|地区|省份?|城市|市|区县?|县)|谁家?的?{_KINDS}|(?:[两三四五六七八九十几]份|所有|全部|每份|各份|这些)的?{_KINDS}|{_KINDS}(?:里面?|中)?哪[些几](?:[份个])?|{_CLAUSES})"
_TELLS = "(?:提(?:[到及过了]|(?![到及过了出供高升交前取醒请级案倡示名议速]))|涉及到?|出现)"
_WRITES = f"(?:{_TELLS}|[写讲说谈][到了过])"
#: A document, or of whom it is where it writes: 哪几家写了.
_WHO_WRITES = f"(?:{_DOCUMENTS}|哪[些几]家)"
_INSIDE = "的?(?:文件|方案|文本|正文|原文)?(?:里面?|里头|中|当中|内)?(?:都|也|还|曾|分别|没有?|未|不|有){0,6}"
_OBJECT = (
    r"[了过]?(?P<term>(?![了过吗呢的]*(?:[，。？?]|$)|(?:[都是有]|的是)?(?:什么|啥|哪))[^，。？?]{1,24}?)"
)
#: 哪些文件提到X, 提到X的有哪些文件, X在哪些文件里提到; one document is not asked for by 讲了: that is what it is about.
_MENTION = (
    lazy_re(rf"(?!哪一?[份个]){_WHO_WRITES}{_INSIDE}{_WRITES}{_OBJECT}(?=[，。？?]|$)"),
    lazy_re(rf"{_DOCUMENTS}{_INSIDE}{_TELLS}{_OBJECT}(?=[，。？?]|$)"),
    lazy_re(rf"{_WRITES}{_OBJECT}的?(?:都|分别)?[是有]?{_DOCUMENTS}"),
    lazy_re(rf"{_OBJECT}(?:这个[词字]|这几个字|一词)?(?:都|分别)?[在被是有]?{_WHO_WRITES}{_INSIDE}{_WRITES}[了过吗呢的]*(?=[，。？?]|$)"),
    lazy_re(rf"(?:有没有|有无|是否|是不是)(?:提[到及过]|出现){_OBJECT}(?=[，。？?]|$)"),
    lazy_re(rf"{_KINDS}(?:里面?|中|上)有没有(?!规定|要求|明确|说|写|安排|对|关于|给|能){_OBJECT}(?=[，。？?]|$)"),
)  # fmt: skip
#: 哪些地区没有X, 哪些文件不实行X: which documents do not mention it tells who does, too.
_LACKED = lazy_re(
    either(
        rf"(?!哪一?[份个]){_DOCUMENTS}的?(?:里面?|中|当中|内)?(?:都|也|还)?(?:没有?|未|不|尚未|还没有?)(?:明确)?"
        rf"(?:实行|开展|推行|规定|写明?|要求|建立|设立?|实施|包含|包括|提出|安排|有)?{_OBJECT}(?=[，。？?]|$)",
    )
)
#: What is done about a thing, before its name: 要搞X, 推行X, 建了X; no first part of a name, as 建设 is.
_DONE = "(?:[要须得应已也都还搞弄设建有了过]|建立|设[立置]|推[行广动]?|[实试]行|开展|加强|要求|需要|打算|探索|鼓励|支持|允许|落实|引入|采用|推进|实施){1,6}"
_DEED = lazy_re(_DONE)
_PLACES = f"哪[些几]个?(?:地方|地区|省份?|城市|市|区县?|县)|哪[些几两三四五][份个]?(?:政策|政府)*{_KINDS}"
_SEVERAL = "[两三四五六七八九十几]个(?:地方|地区|省市?|城市)(?:的?文件)?(?:里面?|里头|当?中)?(?:都|各|有)?(?:谁|哪(?:些|[几个]个?))"
#: Which places or documents, several of them, have something: 哪几个地区要求X, 几个地方里谁搞X, X哪些地方要建, 要搞X的有哪几个地方.
_SURVEYED = (
    lazy_re(rf"^\W*(?:请问|这|那)?(?:{_SEVERAL}|{_PLACES}){_INSIDE}{_OBJECT}(?=[，。？?]|$)"),
    lazy_re(
        rf"^\W*(?:请问)?(?:[^，。？?]{{1,12}}?[要须应]{_DONE})?{_OBJECT}"
        rf"(?:(?:都|分别)?[是有]?(?<!在)(?:{_PLACES}){_INSIDE}{_DONE}|的[是有]?(?:{_PLACES}))[了过吗呢的]*(?=[，。？?]|$)"
    ),
)
_TAIL = lazy_re("的?(?:相关|有关)?(?:规定|内容|要求|事情?|问题|说法|字样|字眼|这个[词字])?[了过吗呢的]*$")


def term_mentioned(text: str) -> str:
    """The term of which a question asks what documents mention it, without quotation marks; empty where it asks for none."""
    found = next((match for pattern in (*_MENTION, _LACKED) if (match := pattern.search(text))), None)
    return _bare_term(found["term"]) if found else ""


def term_surveyed(text: str) -> str:
    """The term of which a question asks what places or documents have it, where that may be a name; else empty."""
    found = next((match for pattern in _SURVEYED if (match := pattern.search(text))), None)
    term = _bare_term(found["term"]) if found else ""
    return "" if len(term) < 2 or ASKS.search(term) or re.search(r"\d", term) else term


def _bare_term(term: str) -> str:
    """A term without quotation marks, and without what is done about it where it stands in none: 要搞安宁疗护."""
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", _TAIL.sub("", term))
    if not bare or not term.lstrip().startswith(bare[0]):
        return bare
    at = 0
    for word, tag in tagged(bare):
        if tag not in ("v", "d", "ul") or not _DEED.fullmatch(word):
            break
        at += len(word)
    return bare[at:] if len(bare) - at > 1 else bare


def asks_clauses(text: str) -> bool:
    """Whether a question about a term asks which clauses mention it, not only which documents."""
    return bool(re.search(_CLAUSES, text))
