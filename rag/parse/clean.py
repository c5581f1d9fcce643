"""What of a page is not the document: navigation, share buttons, adverts, copies, page numbers.

Works on units (``rag.parse.cut``). A unit is discarded only for a named reason; whatever no rule names
stays in the document. A rule for web pages holds only over the document's first sentence and under
its last clause, signature and annex (``rag.parse.foot``), and words that a document may use as well count
only beside what is surely a page's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from statistics import median

from rag.language.document_kinds import NAMES, OTHER_TITLES
from rag.language.labels import ANNEX, label_at
from rag.language.masthead import is_masthead
from rag.language.text import NOTE_MARK, fold
from rag.lazy_re import any_of, lazy_re
from rag.parse.box import box
from rag.parse.cut import Unit
from rag.parse.cut import cut as cut
from rag.parse.foot import BUTTONS, foot

_HEAD = [
    ("digest notice", r"【摘编】.*"),
    (
        "navigation",
        r"(?:.{0,8}当前(?:所在|所处)?的?位置|[您你](?:现在|目前)?(?:所在|所处)?的?位置|首页\s*[>＞»/]).*|"
        rf"{BUTTONS}|"
        r"(?:[网本]站)?首页[\s|]*(?:政务|政府|党务|信息|新闻|要闻|动态|机构|领导|走进|互动|网上|办事|服务|公众|通知|公告|专题|数据|公开|概况)[^，。；]{0,80}|"
        r"今天是\s*[：:].{0,60}|首页|内容|正文|发送至邮箱|下载|全屏|"
        r"加大|还原|减小|【?字(?:号|体).*|】|[【\[（(]?\s*[大中小]\s*[】\]）)]?|分享.{0,12}|返回.{0,6}|[网本]站首页|"
        r"(?:微信|手机|支付宝)?扫码.{0,6}|无障碍.{0,4}|繁體|繁体|English|(?:长者|适老|关怀|老年|无障碍)(?:化)?(?:模式|版)|朗读.{0,6}|语音播报|上一篇.*|下一篇.*|查看(?:详情|更多).{0,3}|"
        r"相关(?:推荐|阅读|文章|链接|解读)|(?:最近|热门)搜索|扫一扫.*|关注我们|微信公众号|点赞.{0,6}|行业资讯.{0,30}",
    ),
    (
        "page metadata",
        r"[（(]?(?:发布|发文|成文|公开|生成|更新)(?:日期|时间|机构)\s*[:：].*|[（(]?(?:信息)?来源\s*[:：].{0,60}|作者\s*[:：].{0,60}|"
        r"提交者\s*[:：]?.*|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s*[:：]?\s*\d*\s*次?|责任编辑.*|编辑\s*[:：].{0,30}|"
        r"发布时间\s*[:：]\s*\d.*|(?:索引号|索\s*引\s*号|主题分类|体裁分类|信息分类)\s*[:：].{0,40}|索引号|主题分类|体裁分类|"
        r"本报记者.*摄|.{0,80}(?:记者|通讯员)[^。]{0,24}摄(?:影)?|.{0,60}作.{0,8}工作报告。.{0,20}记者[^。]{2,12}",
    ),
    ("news introduction", r"(?:近日|日前|昨日|今日|记者).*(?:如下|获悉)[:：]?"),
]
_HEAD_RULES = [(reason, lazy_re(pattern)) for reason, pattern in _HEAD]
#: Links that end in the title of another document.
_LINKED = lazy_re(r"[上下]一篇|.{0,8}当前(?:所在|所处)?的?位置|[您你]|(?:[网本]站)?首页")
_OF_PAGE = frozenset(("navigation", "page metadata", "advert"))
#: Page metadata in words that a document has as well: only beside what is a page's.
_UNSURE = lazy_re(r"时间\s*[:：].*|(?:服务对象|主题词|有效性|文号|名称)\s*[:：].{0,40}|服务对象")
_DOTS = lazy_re(r"[.．…·]{4,}\s*\d{0,4}$")
_PAGE = lazy_re(r"[—–―-]\s*\d{1,3}\s*[—–―-]|第\s*\d{1,3}\s*页(?:\s*[共/].{0,8})?|\d{1,3}\s*/\s*\d{1,3}")
_ADVERT = lazy_re(
    rf"^(?!附|标题|文件|主题|抄送|来源|根据|名称)[^:：《》，。]{{1,10}}[:：](?=[^，。]{{4,}}{any_of(*NAMES)}$)"
)

#: A line that names a document: it ends in the name of a kind of document.
TITLE = lazy_re(
    rf"^[^。；！？]{{3,90}}(?:{any_of(*NAMES, *OTHER_TITLES)}(?<![^的复]函)|"
    r"(?:申[请报]|登记|汇总|明细|分工|分解|任务|一览|统计|计划|安排|评分|指标|标准|收费|进度|信息|情况|推荐|审批)表)"
    rf"(?:[（(][^（）()]{{1,30}}[）)]){{0,3}}[》”]?{NOTE_MARK}?$"
)


def _repeats(units: list[Unit]) -> None:
    """Marks the second copy of a document within a page: a long run of units seen before."""
    first: dict[str, int] = {}
    run: list[int] = []
    offset = 0

    def close() -> None:
        if len(run) >= 8 and sum(len(units[i].text) for i in run) >= 400:
            for i in range(run[0], run[-1] + 1):
                units[i].reason = "second copy"

    for i, unit in enumerate(units):
        key = unit.text
        seen = first.get(key)
        if run and i - offset < len(units) and units[i - offset].text == key:
            run.append(i)
            continue
        close()
        run = []
        if seen is not None and len(key) >= 12:
            offset = i - seen
            start = i
            while start > offset and units[start - 1].text == units[start - 1 - offset].text:
                start -= 1
            if units[start].reason is None:
                run = list(range(start, i + 1))
        first.setdefault(key, i)
    close()


def _contents(units: list[Unit]) -> None:
    """Marks a table of contents: dotted lines, or entries after 目录 that come again later."""
    start = None
    for i, unit in enumerate(units):
        if len(unit.text) < 120 and _DOTS.search(unit.text):
            unit.reason = "table of contents"
        elif start is None and len(unit.text) < 8 and fold(unit.text) == "目录":
            unit.reason = "table of contents"
            start = i + 1
    if start is None:
        return
    last = {_entry(u.text): i for i, u in enumerate(units) if len(u.text) < 120}
    seen: set[str] = set()
    for i in range(start, min(start + 300, len(units))):
        key = _entry(units[i].text)
        if units[i].reason == "table of contents" or not key:
            continue
        if key in seen or last.get(key, i) == i:
            return
        seen.add(key)
        units[i].reason = "table of contents"


def _entry(text: str) -> str:
    return re.sub(r"[.…·\d]+$", "", fold(text))


#: Characters of a page that is nearly empty; the rows of a table stand closer.
_PAGE_FULL = 200


def _page_numbers(units: list[Unit]) -> None:
    """Marks page numbers: by their form (— 2 —), or bare ones that count up a page apart."""
    bare = []
    for i, unit in enumerate(units):
        if unit.reason or not unit.opens_line or len(unit.text) > 16:
            continue
        if _PAGE.fullmatch(unit.text):
            unit.reason = "page number"
        elif _is_bare_number(unit) and (i + 1 == len(units) or units[i + 1].opens_line):
            bare.append(i)
    bare = [i for run in _runs(units, bare) if not _counts_rows(units, run) for i in run]
    numbers = [int(units[i].text) for i in bare]
    rising = sum(b - a == 1 for a, b in pairwise(numbers))
    if len(numbers) >= 3 and rising >= 0.8 * (len(numbers) - 1):
        for i in bare:
            units[i].reason = "page number"


def _is_bare_number(unit: Unit) -> bool:
    return unit.text.isascii() and unit.text.isdecimal() and len(unit.text) <= 3 and not unit.cell


def _runs(units: Sequence[Unit], bare: Sequence[int]) -> list[list[int]]:
    """The bare numbers in runs that count up by one."""
    runs: list[list[int]] = []
    for i in bare:
        if runs and int(units[i].text) == int(units[runs[-1][-1]].text) + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _counts_rows(units: Sequence[Unit], run: Sequence[int]) -> bool:
    """Whether a run numbers the rows of a table printed a cell a line: 序号, …, 1, 甲, 乙, 2, …."""
    if units[run[0]].text != "1":
        return False
    if any(unit.text == "序号" for unit in units[max(0, run[0] - 10) : run[0]]):
        return True
    gaps = [units[b].start - units[a].end for a, b in pairwise(run)]
    return bool(gaps) and median(gaps) < _PAGE_FULL


def _head(units: list[Unit], stop: int) -> int:
    """Marks page furniture before the first clause; where the document's own first sentence begins."""
    boxed = box(units[:stop])
    begun = _page_lines(units[:stop], {id(unit) for unit, _, _ in boxed})
    for unit, _, _ in boxed:
        if unit.start < (units[begun].start if begun < len(units) else unit.start + 1):
            unit.reason = unit.reason or "page metadata"
    _menus(units[:begun])
    _crumbs(units[:stop])
    kept = [i for i in range(min(stop, begun)) if units[i].reason is None]
    anchor = next((i for n, i in enumerate(kept) if _names_document(units, kept[n : n + 3])), 0)
    for i in kept:
        if "。" in units[i].text or units[i].text.endswith(("：", ":")) or _GREETING.match(units[i].text):
            break
        if i < anchor and _furniture(units, i):
            units[i].reason = "page head"
    return begun


#: Characters of a link in a menu, at most.
_LINK = 10
#: How a speech begins.
_GREETING = lazy_re(r"各位|同志们|尊敬的")


def _page_lines(head: Sequence[Unit], boxed: Set[int]) -> int:
    """Marks the lines of a page over a document; where the document's own first sentence begins.

    Behind the addressees, 如下： or a sentence, • 每名患者… and 时间：… are what the document says.
    """
    unsure: list[int] = []
    begun = len(head)
    for i, unit in enumerate(head):
        reason = unit.reason or (None if unit.column > 0 else _page_line(unit.text))
        if reason == "digest notice" or i < begun:
            unit.reason = reason
        if unit.reason or i > begun or id(unit) in boxed:
            continue
        if _UNSURE.fullmatch(unit.text):
            unsure.append(i)
        elif "。" in unit.text or unit.text.endswith(("：", ":")):
            begun = i
    for i in unsure:
        if any(near.reason in _OF_PAGE for near in head[max(0, i - 3) : i + 4]):
            head[i].reason = "page metadata"
    return begun


def _menus(units: Sequence[Unit]) -> None:
    """Marks the other links of a menu on one line: 首页 | 政务公开 | 办事服务."""
    starts = [i for i, unit in enumerate(units) if unit.opens_line]
    for a, b in zip(starts, [*starts[1:], len(units)], strict=False):
        line = units[a:b]
        if len(line) > 2 and line[0].reason == "navigation" and all(len(u.text) <= _LINK for u in line):
            for unit in line:
                unit.reason = unit.reason or "navigation"


def _page_line(text: str) -> str | None:
    """Why a line over a document is the page's, or None."""
    for reason, pattern in _HEAD_RULES:
        if pattern.fullmatch(text):
            titled = reason == "navigation" and TITLE.match(text) and not _LINKED.match(text)
            own = reason == "news introduction" and _announces(text)
            return None if titled or own else reason
    return None


def _announces(text: str) -> bool:
    """Whether 近日，某部发布了… is the document's own first paragraph, not a news page's."""
    return bool(re.search("现[将就把提]", text))


_CRUMB = lazy_re(r"[>＞»›/]{1,2}")
_KEY = lazy_re(
    r"(?:发布|发文|成文|公开|生成|更新)?(?:日期|时间|机构)\s*[:：]|(?:信息)?来源\s*[:：]|作者\s*[:：]"
)


def _crumbs(units: list[Unit]) -> None:
    """Marks the path to the page (首页 > 政策 > 文件), values under their keys, titles printed twice."""
    last: dict[str, int] = {}
    for i, unit in enumerate(units):
        before = units[i - 1] if i else None
        if _CRUMB.fullmatch(unit.text):
            for near in units[max(0, i - 1) : i + 2]:
                if len(near.text) <= 30:
                    near.reason = near.reason or "navigation"
        elif before and before.reason and _KEY.fullmatch(before.text) and len(unit.text) <= 30:
            unit.reason = unit.reason or "page metadata"
        if unit.reason is None and len(unit.text) >= 8 and TITLE.match(unit.text):
            if unit.text in last and i - last[unit.text] <= 30:
                units[last[unit.text]].reason = "page head"
            last[unit.text] = i


def _names_document(units: list[Unit], lines: list[int]) -> bool:
    """Whether a title starts at the first of these lines; it may be broken over two or three, but stands in no table."""
    joined = ""
    for n, i in enumerate(lines):
        line = units[i].text
        if units[i].column >= 0:
            return False
        if len(line) > 60 or line.endswith(("!", "！", "?", "？")) or i != lines[0] + n:
            return False
        if n and TITLE.match(line):
            return False
        joined += line
        if TITLE.match(joined):
            return True
    return False


_ORGAN = lazy_re(r"(?:委员会|人民政府|办公室|办公厅|[^布]局|厅|部|院|委|会|令|文件)$")


def _furniture(units: list[Unit], i: int) -> bool:
    """A short line before the title, neither an organ's name nor the title's own first line."""
    text = units[i].text
    if units[i].column >= 0:  # a cell of the document's first table
        return False
    if (annex := ANNEX.match(text)) and annex.end() == len(text):  # an annex published on its own
        return False
    if len(text) > 60 or "。" in text or text.endswith(("：", ":")) or re.search(r"第?\s*\d+\s*号$", text):
        return False
    if is_masthead(text):  # of the document, but where the page prints it over its own copy of the title
        return any(unit.text == text for unit in units[i + 1 : i + 30])
    if _ORGAN.search(text) or text.startswith(("关于", "国务院", "中共", "中华人民共和国")) or "关于" in text:
        return False
    following = units[i + 1]
    return following.gap or following.reason is not None or len(text) < 8


_INSIDE = lazy_re(r"法宝联想[：:].*|【法宝引证码】.*|展开全文|收起|\[?点击(?:查看|阅读|展开).{0,8}\]?")


def _inside(units: list[Unit]) -> None:
    """Marks what law portals print between the articles."""
    for unit in units:
        if unit.reason is None and len(unit.text) <= 40 and _INSIDE.fullmatch(unit.text):
            unit.reason = "site link"


def clean(units: list[Unit]) -> list[Unit]:
    """Sets ``reason`` on the units that are not the document's; returns the units.

    An advert word before a title is split off into a unit of its own.
    """
    _repeats(units)
    _page_numbers(units)
    _inside(units)
    _contents(units)
    labelled = [i for i, u in enumerate(units) if u.reason is None and _labelled(u.text)]
    first = labelled[0] if labelled else min(len(units), 12)
    begun = _head(units, first)
    foot(units, labelled[-1] + 1 if labelled else begun + 1)
    return _split_adverts(units, first)


def _labelled(text: str) -> bool:
    """Whether a line starts with a clause label; a dash may also open a line under the title."""
    label = label_at(text)
    return label is not None and label.style != "—"


def _split_adverts(units: list[Unit], stop: int) -> list[Unit]:
    out = []
    for i, unit in enumerate(units):
        match = _ADVERT.match(unit.text) if i < stop and unit.reason is None else None
        if match is None:
            out.append(unit)
            continue
        cut_at = unit.start + match.end()
        out.append(Unit(unit.start, cut_at, match[0], unit.opens_line, unit.gap, False, reason="advert"))
        out.append(Unit(cut_at, unit.end, unit.text[match.end() :], False, False, False))
    return out
