"""What of a page is not the document: navigation, share buttons, adverts, copies, page numbers.

Works on units: stretches of text between line ends, table rules and wide gaps. A unit is discarded
only for a named reason; whatever no rule names stays in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.box import box
from rag.departments import COLUMN
from rag.labels import ANNEX, label_at
from rag.lazy_re import lazy_re
from rag.text import fold


@dataclass(slots=True)
class Unit:
    """A stretch of text on one line: ``text`` is ``document.text[start:end]``, stripped.

    ``opens_line``: nothing stands before it on its line. ``gap``: a blank line stands before it.
    ``cell``: a table rule stands beside it. ``column``: which cell of a row ``| a | b |`` it is in,
    -1 outside such rows. ``indent``: its line starts with white space. ``reason``: why it is
    discarded, or None.
    """

    start: int
    end: int
    text: str
    opens_line: bool
    gap: bool
    cell: bool
    column: int = -1
    indent: bool = False
    reason: str | None = None


_WIDE_GAP = lazy_re(r"[ \u3000]{2,}")
_CELL = lazy_re(r"[^|]+")


#: A drawn rule: |---|:--:|, ┌──┬──┐, or a line of hyphens.
_RULE = lazy_re(r"[|+:=\-─━│┃┌┐└┘├┤┬┴┼╋┏┓┗┛ ]{3,}")


def cut(text: str) -> list[Unit]:
    """The units of a text, in order; what lies between them is white space and table rules."""
    units: list[Unit] = []
    at, gap = 0, False
    if len(text) > 200 and "\n" not in text.strip():
        return _one_line(text)
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or bare.strip("| ") == "" or _RULE.fullmatch(bare):
            gap = gap or not bare
        elif "|" in bare:
            units.extend(_cells(line, at, gap))
            gap = False
        else:
            start = at + line.index(bare[0])
            indent = start - at >= 2 or line[0] == "\u3000"
            units.extend(_pieces(bare, start, gap, indent))
            gap = False
        at += len(line) + 1
    return units


#: Where a line end became a space: beside a Chinese character or its punctuation.
LOST_END = lazy_re(r"(?<=[^\x00-\x7f])[ \u3000]+|(?<! )[ \u3000]+(?=[^\x00-\x7f])")


def _one_line(text: str) -> list[Unit]:
    """The units of a page that was copied into one line, its line ends turned into spaces."""
    units: list[Unit] = []
    begin = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    for match in [*LOST_END.finditer(text, begin, last), None]:
        end = match.start() if match else last
        if match and (_spaced_out(text, match) or _bare_label(text[begin : min(end, begin + 13)])):
            continue
        if begin < end:
            units.append(Unit(begin, end, text[begin:end], True, False, False))
        begin = match.end() if match else end
    return units


def _pieces(bare: str, start: int, gap: bool, indent: bool) -> list[Unit]:
    """A line's parts between wide gaps; a label alone keeps what stands behind the gap."""
    if "  " not in bare and "\u3000" not in bare:
        return [Unit(start, start + len(bare), bare, True, gap, False, -1, indent)]
    units: list[Unit] = []
    begin = 0
    for match in [*_WIDE_GAP.finditer(bare), None]:
        end = match.start() if match else len(bare)
        if match and (_spaced_out(bare, match) or _bare_label(bare[begin : min(end, begin + 13)])):
            continue
        piece = bare[begin:end]
        units.append(Unit(start + begin, start + end, piece, not units, gap and not units, False, -1, indent))
        begin = match.end() if match else end
    return units


def _bare_label(piece: str) -> bool:
    label = label_at(piece + " x") if len(piece) <= 12 else None
    return label is not None and label.length >= len(piece)


def _spaced_out(line: str, gap: re.Match[str]) -> bool:
    """Whether single characters stand on both sides (总　　则, 标　题：): a word spaced out."""
    a, b = gap.span()
    return line[a - 2 : a - 1].strip() == "" and line[b + 1 : b + 2].strip(" \u3000：:") == ""


def _cells(line: str, at: int, gap: bool) -> list[Unit]:
    """A line's cells; their columns are known only where the line is a whole row."""
    units: list[Unit] = []
    row = line.strip()[:1] == "|"
    bars, last = 0, 0
    for match in _CELL.finditer(line):
        bars, last = bars + match.start() - last, match.end()
        text = match[0].strip()
        if not text:
            continue
        start = at + match.start() + match[0].index(text[0])
        column = bars - 1 if row else -1
        for piece in _pieces(text, start, False, False) if not row else [None]:
            a, b = (piece.start, piece.end) if piece else (start, start + len(text))
            units.append(Unit(a, b, text[a - start : b - start], not units, gap and not units, True, column))
    return units


_HEAD = [
    ("digest notice", r"【摘编】.*"),
    (
        "navigation",
        r"(?:.{0,8}当前位置|您(?:现在)?的位置|首页\s*[>＞»/]).*|首页|内容|正文|发送至邮箱|收藏|关闭|打印|下载|全屏|"
        r"加大|还原|减小|【?字(?:号|体).*|】|[【\[（(]?\s*[大中小]\s*[】\]）)]?|分享.{0,12}|返回.{0,6}|网站首页|"
        r"(?:微信|手机|支付宝)?扫码.{0,6}|无障碍.{0,4}|繁體|繁体|English|长者(?:模式|版)|朗读.{0,6}|语音播报|上一篇.*|下一篇.*|查看(?:详情|更多).{0,3}|"
        r"相关(?:推荐|阅读|文章|链接|解读)|(?:最近|热门)搜索|扫一扫.*|关注我们|微信公众号|点赞.{0,6}|行业资讯.{0,30}",
    ),
    (
        "page metadata",
        r"[•·].*|(?:发布|发文|成文|公开|生成|更新)(?:日期|时间|机构)\s*[:：].*|(?:信息)?来源\s*[:：].*|作者\s*[:：].*|"
        r"提交者\s*[:：]?.*|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s*[:：]?\s*\d*\s*次?|责任编辑.*|编辑\s*[:：].*|"
        r"(?:发布)?时间\s*[:：]\s*\d.*|(?:索引号|索\s*引\s*号|主题分类|体裁分类|服务对象|主题词|信息分类|有效性|文号|名称)"
        r"\s*[:：].{0,40}|索引号|主题分类|体裁分类|服务对象|责任编辑|本报记者.*摄|.{0,80}(?:记者|通讯员)[^。]{0,24}摄(?:影)?|.{0,60}作.{0,8}工作报告。.{0,20}记者[^。]{2,12}|来源[:：].*|时间[:：].*",
    ),
    ("news introduction", r"(?:近日|日前|昨日|今日|记者).*(?:如下|获悉)[:：]?"),
]
_HEAD_RULES = [(reason, lazy_re(pattern)) for reason, pattern in _HEAD]

_FOOT = lazy_re(
    r"免责声明.{0,10}|扫一扫.*|相关(?:推荐|阅读|文章|链接|解读|新闻|报道).{0,4}|更多资讯.*|查看(?:详情|更多).{0,3}|责任编辑.{0,10}|"
    r"(?:本作品|[这這]部作品|此作品).{0,30}(?:中华人民共和国|中国共产党|发表|發表|版权|著作权|公有).*|Public domain.*|打印本页|关闭(?:窗口|本页)|上一[篇条].*|下一[篇条].*|附件下载.{0,30}|"
    r".{0,60}\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)|分享到.*|【?(?:打印|关闭|收藏|返回).{0,8}|版权所有.*|主办单位?[:：].*|"
    r".{0,200}热线[:：]?\s*\d{3,4}-\d{7,8}.{0,200}(?:微信|二维码|添加).*|.*扫描.{0,6}二维码.*|.*ICP备.*",
    re.IGNORECASE,
)
_DOTS = lazy_re(r"[.．…·]{4,}\s*\d{0,4}$")
_PAGE = lazy_re(r"[—–―-]\s*\d{1,3}\s*[—–―-]|第\s*\d{1,3}\s*页(?:\s*[共/].{0,8})?|\d{1,3}\s*/\s*\d{1,3}")
_ADVERT = lazy_re(
    r"^(?!附|标题|文件|主题|抄送|来源|根据|名称)[^:：《》，。]{1,10}[:：](?=[^，。]{4,}(?:通知|意见|方案|办法|规定|公告|规划)$)"
)

#: A line that names a document: it ends in the name of a kind of document.
TITLE = lazy_re(
    r"^[^。；！？]{3,90}(?:通知|意见|方案|办法|规定|条例|规划|计划|任务|要点|报告|细则|决定|通报|公告|通告|制度|标准|规范|"
    r"指南|指引|清单|纲要|措施|决议|批复|复函|章程|准则|目录|规程|规则|预案|公约|法|公报|申报|建议|目标|政策|解读|公示|提示|令|的函|行动|"
    r"(?:申[请报]|登记|汇总|明细|分工|分解|任务|一览|统计|计划|安排|评分|指标|标准|收费|进度|信息|情况|推荐|审批)表)"
    r"(?:[（(][^（）()]{1,30}[）)]){0,3}[》”]?$"
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


def _page_numbers(units: list[Unit]) -> None:
    """Marks page numbers: by their form (— 2 —), or bare ones that count up through the text."""
    bare = []
    for i, unit in enumerate(units):
        if unit.reason or not unit.opens_line or len(unit.text) > 16:
            continue
        if _PAGE.fullmatch(unit.text):
            unit.reason = "page number"
        elif unit.text.isascii() and unit.text.isdigit() and len(unit.text) <= 3 and not unit.cell:
            bare.append(i)
    table = _numbered_table(units)
    bare = [i for i in bare if i < table]
    numbers = [int(units[i].text) for i in bare]
    rising = sum(b - a == 1 for a, b in pairwise(numbers))
    if len(numbers) >= 3 and rising >= 0.8 * (len(numbers) - 1):
        for i in bare:
            units[i].reason = "page number"


def _numbered_table(units: list[Unit]) -> int:
    """Where a table begins whose rows are numbered, printed a cell a line (序号, 责任单位, 1, …)."""
    for i, unit in enumerate(units):
        if unit.text == "序号" and not unit.cell:
            near = units[i + 1 : i + 10]
            if any(COLUMN.fullmatch(u.text) for u in near) and any(u.text == "1" for u in near):
                return i
    return len(units)


def _head(units: list[Unit], stop: int) -> None:
    """Marks page furniture before the first clause."""
    addressed = False
    for unit in units[:stop]:
        for reason, pattern in _HEAD_RULES:
            if unit.reason is None and pattern.fullmatch(unit.text):
                own = reason == "news introduction" and (addressed or _announces(unit.text))
                unit.reason = None if own else reason
        addressed = addressed or (unit.reason is None and unit.text.endswith(("：", ":")))
    _crumbs(units[:stop])
    for unit, _, _ in box(units[:stop]):
        unit.reason = unit.reason or "page metadata"
    kept = [i for i in range(stop) if units[i].reason is None]
    anchor = next((i for n, i in enumerate(kept) if _names_document(units, kept[n : n + 3])), 0)
    for i in kept:
        if "。" in units[i].text or units[i].text.endswith(("：", ":")):
            break
        if i < anchor and _furniture(units, i):
            units[i].reason = "page head"


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
    """Whether a title starts at the first of these lines; it may be broken over two or three."""
    joined = ""
    for n, i in enumerate(lines):
        line = units[i].text
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
    if (annex := ANNEX.match(text)) and annex.end() == len(text):  # an annex published on its own
        return False
    if len(text) > 60 or "。" in text or text.endswith(("：", ":")) or re.search(r"第?\s*\d+\s*号$", text):
        return False
    if _ORGAN.search(text) or text.startswith(("关于", "国务院", "中共", "中华人民共和国")) or "关于" in text:
        return False
    following = units[i + 1]
    return following.gap or following.reason is not None or len(text) < 8


def _foot(units: list[Unit], start: int) -> None:
    """Marks everything from the first foot mark after the last clause label."""
    for i in range(start, len(units)):
        if units[i].reason is None and _FOOT.fullmatch(units[i].text):
            for unit in units[i:]:
                unit.reason = unit.reason or "page foot"
            return


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
    _head(units, first)
    _foot(units, labelled[-1] + 1 if labelled else first)
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
