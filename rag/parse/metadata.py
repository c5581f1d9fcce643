"""What a document says of itself: title, number, issuer, dates, status, region.

Body and signature beat the page around them. What the text does not state is None, never guessed:
a number in brackets behind a cited title is that document's number, not this one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from rag.language.departments import COLUMN
from rag.language.document_kinds import IN_FORCE, LETTERS, NAMES, OTHER_TITLES
from rag.language.masthead import (
    CN_DATE,
    ISSUE,
    SPEAKER,
    government,
    is_mark,
    is_masthead,
    leading_number,
    organ_and_date,
    red_head,
)
from rag.language.masthead import DATE_LINE as DATE_LINE
from rag.language.masthead import NUMBER_LINE as NUMBER_LINE
from rag.language.numerals import quantities
from rag.language.organs import is_addressees as is_addressees
from rag.language.organs import is_organ as is_organ
from rag.language.organs import listed, named
from rag.language.region import own_region
from rag.language.region import region_of as region_of
from rag.language.text import fold, half_width, squeeze, unmarked
from rag.lazy_re import any_of, lazy_re
from rag.parse.box import box, stated
from rag.parse.clean import TITLE
from rag.parse.cut import LOST_END, Unit
from rag.parse.related import related
from rag.types import Clause, DocumentStatus

#: What stands in the title block and is no title: number, date, history, subtitle, speaker.
_NO_TITLE = lazy_re(
    rf"(?:{NUMBER_LINE.pattern})$|{DATE_LINE.pattern}$|[（(].*(?:通过|公布|发布|批准|修订|会议|日)[^）)]*[）)]$|[—–―─－-]|"
    rf"(?:{SPEAKER.pattern})$|.{{0,14}}\d{{1,2}}日.{{0,2}}在.*会议上|.{{2,16}}作(?:政府)?工作报告$|"
    r"附\s*[件表录]\s*(?:\d{1,2}(?:-\d{1,2})?|[一二三四五六七八九十]{1,2})?\s*[：:]?$|"
    r"(?:[\u4e00-\u9fff]\s+){1,3}(?![知案法见定例划告令函则度])[\u4e00-\u9fff]$"
)


def _is_no_title(line: str) -> bool:
    """Whether a line of the title block is none of the title's own."""
    if _NO_TITLE.match(line) or is_mark(line) or organ_and_date(line) or leading_number(line):
        return True
    if stated([line]):
        return True
    return red_head(line) is not None


def _lines(clauses: tuple[Clause, ...], kind: str, text: str) -> list[str]:
    lines: list[str] = []
    line_end = re.compile("\n") if "\n" in text.strip() else LOST_END
    for clause in clauses:
        if clause.kind == kind and clause.path[0] != "结语":
            for start, end in clause.segments:
                lines.extend(
                    line.strip() for line in _untabled(line_end.split(text[start:end])) if line.strip()
                )
    return lines


def _untabled(lines: list[str]) -> Iterator[str]:
    """The lines up to the head of a table; number and signer may stand in cells side by side."""
    for line in lines:
        cells = [cell for part in line.split("|") if (cell := part.strip())]
        if "|" in line and all(map(is_masthead, cells)):
            yield from cells
            continue
        if "|" in line or _TABLE_HEAD.fullmatch(line.strip()):
            return
        yield line


_TABLE_HEAD = lazy_re(r"序\s*号|编\s*号|" + COLUMN.pattern)


def _titles(lines: list[str]) -> list[str]:
    """Title groups: consecutive lines joined until one ends like a title."""
    groups: list[str] = []
    current = ""
    for line in map(unmarked, lines):
        goes_on = bool(groups) and not current and _goes_on(groups[-1], line)
        if _is_no_title(line) or (line[0] in "（(" and not current and not goes_on):
            current = ""
            continue
        if _says_again(current, line):
            current = ""
        joined = (groups.pop() if goes_on else current) + line
        if TITLE.match(squeeze(joined)) and joined.count("《") == joined.count("》"):
            groups.append(_printed(joined))
            current = ""
        elif is_organ(line) and not current:
            current = line if len(line) < 20 else ""
        else:
            current = joined if len(joined) < 90 else line
    return groups


def _says_again(current: str, line: str) -> bool:
    """Whether a line begins what is there already, as where a page prints its title over the document's own."""
    a, b = fold(current), fold(line)
    return min(len(a), len(b)) >= _TOLD and (a.startswith(b) or b.startswith(a))


#: Characters that tell a title from its first word, at least.
_TOLD = 5


def _printed(title: str) -> str:
    """A title on one line; two bodies before 关于 stay apart."""
    names = named(title)
    whole = squeeze(title)
    return " ".join(names) + whole[len("".join(names)) :] if len(names) > 1 else whole


#: Ends a title; behind a 规划 or 制度 it may go on with …的通知.
_WHOLE = lazy_re(rf".*{any_of(*LETTERS, '意见', '方案', '办法', '条例', '报告')}(?:[（(].{{1,30}}[）)])*$")


def _goes_on(group: str, line: str) -> bool:
    """Whether a title that could end here goes on: …关于…执法公示制度 + …审核制度的指导意见."""
    if line[0] in "（(":
        return len(line) <= 14 and bool(re.search(r"[稿行版年期案订]", line))
    short = len(group) + len(line) <= 90 and not line.startswith(("关于", "《", "国务院"))
    return short and "关于" in group and not _WHOLE.match(group) and bool(_WHOLE.match(line))


def _inner(title: str) -> str:
    """The plan that a forwarding notice carries, where the title names it in 《》 or after 印发."""
    match = re.search(r"关于(?:印发|转发|发布|公布|下发)[^《]{0,30}《([^》]{4,80})》的通知$", title)
    if match is None:
        match = re.search(
            rf"关于(?:印发|发布|公布|下发)(.{{4,70}}{any_of(*NAMES, *OTHER_TITLES)}(?:[（(].{{2,8}}[）)])?)的通知$",
            title,
        )
    return match[1] if match else title


def _bare(title: str) -> str:
    """A title without the marks around it; those inside stay: 《X》政策解读 speaks of another."""
    whole = re.fullmatch("《([^《》]+)》", title)
    return whole[1] if whole else title


def _title(lines: list[str], text: str, container: str | None) -> str:
    """The title that the text prints; else the container's; else the first line."""
    groups = _titles(lines)
    if groups:
        named = [g for g in groups if g == _inner(g)]
        return _bare(named[-1] if named else _inner(groups[-1]))
    if container and fold(text[:400]).startswith(fold(container)):
        printed = "".join(line for line in lines if not _is_no_title(line))
        runs_on = len(printed) >= _TOLD and fold(container).startswith(fold(printed))
        return squeeze(printed if runs_on else container)[:120]
    plain = [line for line in lines if not _is_no_title(line) and not is_organ(line)]
    if plain and line_is_title(plain[0]):
        joined = squeeze("".join(takewhile(line_is_title, plain[:4])))
        return joined if len(joined) <= 90 else squeeze(plain[0])
    return squeeze(container or text.strip().split("\n")[0])[:120] or "（无标题）"


def line_is_title(line: str) -> bool:
    """Whether a line without the ending of a title may still be one."""
    return len(line) <= 60 and not re.search(r"[。；：:]", line)


def _iso(line: str) -> str | None:
    found = [
        q
        for q in quantities(line.replace("○", "〇").replace("Ｏ", "〇").replace("O", "〇"))
        if q.kind == "date"
    ]
    return found[-1].value if found else None


def _dated(lines: Sequence[str]) -> str | None:
    """The first date of these lines."""
    return next((date for line in lines if (date := _iso(line))), None)


def _issuer(signature: list[str], head: list[str], groups: list[str], intro: str) -> str | None:
    organs = [
        line for line in signature if is_organ(line) or line.endswith("代章)") or line.endswith("代章）")
    ]
    organs = [line for line in organs if "代章" not in line] or organs
    organs = organs or [organ for line in signature if (organ := organ_and_date(line))]
    if organs:
        return listed(organs)
    for line in head:
        match = _DECREES.fullmatch(re.sub(r"\s", "", line))
        if match and all(map(is_organ, match[1].split("、"))):
            return match[1]
    for line in head:
        if decree := _DECREE.match(line):
            return decree["organ"]
    told = [told for line in head if (told := government(line) or organ_and_date(line))]
    organs = [line for line in head if is_organ(line)] or told
    if organs:
        return listed(organs[:2])
    for title in groups:
        if names := named(title):
            return listed(names)
    if red := next((organ for line in head if (organ := red_head(line))), None):
        return red
    for line in signature:
        if (match := _PRINTED.fullmatch(line)) and is_organ(match[1]):
            return squeeze(match[1])
    match = re.search(r"(?:近日|日前)[，,]\s*([\u4e00-\u9fff]{4,24}?)(?:发布|印发|出台)", intro)
    return match[1] if match else None


#: 某部令, 某总局公告: whose decree or notice it is, where the line is no title of one (某项目招标公告).
_DECREES = lazy_re(r"(?:中华人民共和国)?([\u4e00-\u9fff、]{3,30}?)(?:令|公告)")
#: 某市人民政府办公室2020年12月10日印发 under the last rule of a document.
_PRINTED = lazy_re(rf"([^：:]{{4,40}}?)\s{{0,20}}{CN_DATE}\s*印\s*发.{{0,4}}")


def _addressees(clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    for clause in clauses:
        if clause.kind == "addressees":
            text = re.sub(r"\s+", "", clause.text).rstrip("：:")
            return tuple(part for part in re.split(r"[，,；;]", text) if part)
    return ()


#: 实施期限为2022年1月1日至2023年12月31日.
_TERM = lazy_re(
    rf"(?:有效|执行|实施|试行)期(?:限)?(?:为|：)?自?\s*({CN_DATE})\s*起?(?:至|到|—|-)\s*({CN_DATE})"
)
_FROM = lazy_re(
    rf"(?:本{any_of(*IN_FORCE)}[^。]{{0,12}}?自|(?:^|[。；，])\s*自)"
    rf"\s*({CN_DATE})\s*起\s*(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_UNTIL = lazy_re(rf"有效期(?:限)?(?:为|：)?(?:至|到|截至|截止)(?:到|至)?\s*({CN_DATE})")
_YEARS = lazy_re(
    r"(?:有效|试行|暂行)期(?:限)?(?:为|：)?(?:自[\u4e00-\u9fff]{2,4}之日起)?\s*([\d一二两三四五六七八九十]+)\s*年"
)


def _first(pattern: re.Pattern[str], text: str, mark: str, before: int, behind: int) -> re.Match[str] | None:
    """The first match around a character that each match has; many times as fast as a plain search."""
    at = text.find(mark)
    while at >= 0:
        if match := pattern.search(text, max(0, at - before), at + behind):
            return match
        at = text.find(mark, at + 1)
    return None


def _validity(text: str, issued_on: str | None) -> tuple[str | None, str | None]:
    """(effective, expiry) dates that the document sets for itself."""
    effective = expires = None
    match = _first(_FROM, text, "起", 64, 12)
    if match:
        effective = _iso(match[1])
    elif issued_on and re.search(r"自(?:发布|印发|公布|下发)之日起(?:施行|实施|执行|生效|试行)", text):
        effective = issued_on
    term = _first(_TERM, text, "期", 2, 60)
    if term and effective is None:
        effective = _iso(term[1])
    match = term or _first(_UNTIL, text, "期", 2, 40)
    if match:
        expires = _iso(match[2] if match is term else match[1])
    else:
        match = _first(_YEARS, text, "期", 2, 40)
        years = quantities(match[1] + "年") if match else ()
        if effective and years and years[0].value.isdigit() and int(years[0].value) < 50:
            expires = f"{int(effective[:4]) + int(years[0].value):04d}{effective[4:]}"
    return effective, expires


def metadata(
    text: str, clauses: tuple[Clause, ...], units: list[Unit], container: str | None
) -> dict[str, Any]:
    """The fields of ``Document`` that the text states, as keyword arguments."""
    head = _lines(clauses, "title", text)
    signature = _lines(clauses, "signature", text)
    intro = " ".join(u.text for u in units if u.reason == "news introduction")
    page = [u.text for u in units[:30] if u.reason is None and TITLE.match(u.text)]
    page_says = _box(units)
    says = {field: known for field, value in stated(head) if (known := _valued(field, value))}
    title = _title(head, text, page_says.get("title") or container)
    number = _own_number(head + signature)
    issued_on = _dated([line for line in signature if not _PRINTED.fullmatch(line)])
    issued_on = issued_on or _approved(head) or says.get("issued_on") or _dated(signature)
    groups = _titles(head) or page
    issuer = _issuer(signature, head, ["".join(head[:4]), *groups], intro) or says.get("issuer")
    issuer = issuer or page_says.get("issuer")
    number = number or says.get("number") or page_says.get("number")
    issued_on = issued_on or page_says.get("issued_on")
    effective, expires = _validity(text, issued_on)
    implements, replaces = related(clauses)
    return {
        "title": title,
        "number": number,
        "issuer": issuer,
        "issued_on": issued_on,
        "region": region_of(*(name for name in (issuer, title, *groups) if name))
        or _seat(head)
        or own_region(title, text)
        or _spoken_for(text),
        "effective_on": effective or page_says.get("effective_on"),
        "expires_on": expires or page_says.get("expires_on"),
        "status": _status(title, page_says.get("status", ""), units),
        "addressees": _addressees(clauses),
        "implements": implements,
        "replaces": replaces,
        "digest": any(unit.reason == "digest notice" for unit in units),
    }


#: ——2024年1月16日在某市第十六届人民代表大会第三次会议上: whose congress a report was given to.
_CONGRESS = lazy_re(r"在([\u4e00-\u9fff]{2,16}?)第[\d一二三四五六七八九十]{1,3}届人民代表大会")


def _seat(head: Sequence[str]) -> str | None:
    """The region whose people's congress heard a report, by the line under its title."""
    found = (match for line in head if (match := _CONGRESS.search(line)))
    return next((region_of(match[1]) for match in found), None)


#: 我代表国务院，向大会报告工作: whose report it is, where nothing above it says so.
_SPOKEN_FOR = lazy_re(r"我谨?代表([\u4e00-\u9fff]{3,20}?)[，,]?\s*向[\u4e00-\u9fff]{0,12}(?:报告|作)")
#: Characters within which a report says for whom it is given.
_OPENING = 300


def _spoken_for(text: str) -> str | None:
    """The region of the government for which a report is given, as its first sentence has it."""
    match = _SPOKEN_FOR.search(text, 0, _OPENING)
    return region_of(match[1]) if match else None


def _box(units: Sequence[Unit]) -> dict[str, str]:
    """What the box over the document says; the body and the signature beat it."""
    says: dict[str, str] = {}
    for _, field, value in box([u for u in units[:80] if u.reason == "page metadata"]):
        if value := _valued(field, value):
            says.setdefault(field, value)
    return says


def _valued(field: str, value: str) -> str:
    """What stands behind a key, in the form of its field; "" for what is none."""
    if field.endswith("_on"):
        return _iso(value) or ""
    if field == "number":
        return _number(value) if NUMBER_LINE.fullmatch(value) else ""
    if field == "issuer":
        names = re.split(r"[、\s]+", value.strip())
        return "、".join(names) if all(map(is_organ, names)) else ""
    return value if field else ""


#: Lines over a document that say that it holds no longer: 【本文件已废止】.
_OVER = lazy_re(
    rf"(?:本|该|此){any_of(*IN_FORCE)}(?:已|已经|已被|被|现已)[^。]{{0,60}}?(?P<how>废止|失效|替代|代替|取代)|"
    r"[【（(\[]\s*已?(?P<mark>废止|失效)\s*[】）)\]]"
)


def _status(title: str, page: str, units: Sequence[Unit]) -> DocumentStatus:
    """In force, trial, superseded or repealed where title, box or a line above the text says so."""
    over = next((m for u in units[:30] if len(u.text) <= 120 and (m := _OVER.search(u.text))), None)
    if over is not None:
        return "superseded" if (over["how"] or "") in ("替代", "代替", "取代") else "repealed"
    if re.search(r"废止|失效|无效", page):
        return "repealed"
    if re.search(r"替代|代替|取代", page):
        return "superseded"
    if re.search(r"[（(]?(?:试行|暂行)", title):
        return "trial"
    return "in_force" if re.search(r"有效", page) else "unknown"


def _own_number(lines: list[str]) -> str | None:
    """The number in the title block; 第707号 alone takes the decree's name from the line above."""
    issues = [line for line in lines if ISSUE.fullmatch(line)]
    for i, line in enumerate(lines):
        if not NUMBER_LINE.fullmatch(line) or line in issues:
            continue
        number = _number(line)
        above = re.sub(r"\s|^中华人民共和国", "", lines[i - 1]) if i else ""
        if number.startswith("第") and above.endswith(("令", "公告")) and len(above) <= 24:
            return above.removeprefix("中华人民共和国") + number
        return number
    for line in lines:
        if decree := _DECREE.match(line):
            return _number(decree["number"])
        if leading := leading_number(line):
            return _number(leading)
    return _number(issues[0]) if issues else None


#: （2021年5月6日某市人民政府令第35号公布…）under a title: the decree that it came with.
_DECREE = lazy_re(
    rf"[（(]\s*{CN_DATE}\s*(?P<number>(?P<organ>[\u4e00-\u9fff]{{3,24}}?)令\s*第\s*\d+\s*号)\s*(?:公布|发布|颁布|施行)"
)


def _number(line: str) -> str:
    """A number as it is filed: no blanks, half-width digits, the brackets 〔〕 round the year; a standard's as it is."""
    if re.match("[A-Z]", line.strip()):
        return " ".join(line.split())
    line = re.sub(r"^文号[:：]|签发人[:：].*", "", re.sub(r"\s+", "", line)).strip("（）()")
    return re.sub(r"[\[（(【［]((?:19|20)\d\d)[\])）】］]", r"〔\1〕", half_width(line))


def _approved(head: list[str]) -> str | None:
    """The date in 「（2018年…公布）」, 「——2026年1月26日在…会议上」 or 「（2017年10月18日）」 under a title."""
    for line in head:
        if (
            DATE_LINE.fullmatch(line)
            or organ_and_date(line)
            or re.match(r"[（(].*(?:通过|公布|发布|批准|印发)|[（(—–―─－-]*[^，。]{0,14}日.{0,2}在.*会", line)
        ):
            found = [q.value for q in quantities(line) if q.kind == "date"]
            if found:
                return found[0]
    return None
