"""Who is responsible for a clause: trailing brackets and table cells, read into roles and names."""

from __future__ import annotations

import re

from rag.language.organs import NAME_BEGINS
from rag.language.text import squeeze
from rag.lazy_re import any_of, either, lazy_re


def spaced(words: str) -> str:
    """A pattern with room between the characters of its words: 牵  头."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\\s*", words)


#: Said of a department behind its name and before 单位 or a colon, and no heading ends in it.
_PARTS = ("牵头", "配合", "负责", "参与", "协助", "主办", "协办", "承办", "会办", "督办", "主责")
#: Said there as well, but also of matters: 强化资金保障.
_ACTS = (
    *_PARTS, "参加", "落实", "实施", "组织实施", "承担", "协同", "协作", "会同", "支持", "指导", "督导", "监督", "保障",
)  # fmt: skip
#: Every word for the part of a department, those that stand only before 单位 or a colon last.
ROLE_WORDS = (*_ACTS, "责任", "主管", "联系", "完成")
#: 市医疗保障部门 is a name, no role.
_IN_A_NAME = r"(?<=[\u4e00-\u9fff])(?:保障|监督)(?:部门|机构)"
#: What heads the names of persons, or who does which part; departments may stand there too.
_PERSONS = (
    r"(?:(?:省|市|区|县|镇)级|主要|直接|第一|具体|分管|单位)?责任(?:人(?:员)?|领导)|"
    r"(?:(?:省|市|区|县|镇)级)?(?:分管|主管|主要|牵头|包保|包联|挂钩|联系)领导|(?:主要|分管|牵头)负责人|(?:责任|职责|任务)分工"
)
#: What a role stands before, where it is told whose it is.
BODY = "(?:部门|单位|处室|科室|机构|地区|领导)"
#: A role as printed. The bare word counts only where a colon follows.
ROLE = lazy_re(
    rf"(?P<role>(?:{_PERSONS})(?=\s*[：:])"
    rf"|(?!{_IN_A_NAME}){any_of(*ROLE_WORDS)}{BODY}"
    rf"|{any_of('责任', '分工', '会同', '监督', *_PARTS)}(?=\s*[：:]))\s*[：:]?\s*"
)
_OPEN, _CLOSE = "（([〔【", "）)]〕】"
_TAIL = lazy_re(
    r"(?:按(?:照)?(?:各自)?职(?:责|能)(?:分工)?(?:分别)?(?:负责|落实|配合|组织实施)?|分别负责|负责|共同负责|等)++$"
)
#: Names that hold a separator of their own and stay whole.
_WHOLE = lazy_re(
    r"各(?:市|设区市|县|区|地|乡镇|州|盟)[^，；。]{0,14}?(?:人民政府|政府|管委会)(?![、，]?管委)|各县〔[^〕]*〕党委、政府|各[^，；。、]{1,8}党委、政府"
)
_NOTE = lazy_re(
    r"以下(?=(?s:.){3,1000}?不再)[^。）)]{0,12}(?:均|都)[^。）)]{0,6}?(?:由|需)?(?P<names>(?:[^。，,（(）)]|[（(][^（()）]{0,20}[）)]){2,40}?)"
    r"(?:共同)?(?:参与|组织|贯彻)?(?P<duty>负责|落实|配合|实施)[，,；;]?(?:以下)?不再(?:一一|逐一|分别|另行)?(?:列出|列明|单列|注明|标注)"
)
#: Where a list of departments is over: a sentence end, another entry of the bracket (适用范围：…),
#: or the date by which the work is due.
_NOT_NAMES = lazy_re(
    either(
        "。",
        r"[，,；;、]?\s*以下[^。）)]{0,12}(?:均|都)",
        r"[，,；;、]?\s*不再(?:一一)?列",
        # ，责任人
        r"[，,；;、\s]+(?:责任人|负责人|联系人|联络人|经办人|(?:分管|责任|包保|牵头)领导|主要负责人)",
        r"[，,；;、\s]+(?:联系方式|联系电话|电话)\s*[：:]",
        r"[，,；;、\s]*(?:完成|实施|推进|办结|整改|工作|启动|时间|起止)?(?:时限|时间|期限|进度|节点)(?:要求)?\s*[：:]",
        r"[，,；;、]\s*[\u4e00-\u9fff]{2,8}\s*[：:]",
        # ，2026年
        r"[，,；;、]\s*(?:20\d\d\s*年|长期|持续|下同|排在|列第)",
    )
)
#: 商务部等有关部门 names the 商务部 alone.
_FEW = lazy_re(r"(?<=.)等(?:有关|相关|各有关|各相关)?(?:部门|单位|部门和单位)?$")
_MARK = "\x00"
#: 和 between two departments; in 人力资源和社会保障局 it belongs to the name.
_AND = lazy_re(r"(?:\x00|各|相关|有关|国家|中央|省|市|区|县)")
_ENDS = "局委部办厅院会府心位门所站行司组社署处镇"

#: A table cell that holds nothing but departments.
_ONE = (
    rf"(?:{any_of(*NAME_BEGINS)}|[\u4e00-\u9fff]{{2,3}}(?:省|市|区|县))"
    r"[\u4e00-\u9fff〔〕\[\]（）()]{0,22}?"
    r"(?:局|委|部|办|厅|院|会|府|中心|单位|部门|所|站|银行|公司|组|社|署|总队|支队|街道(?:[（(]镇[）)])?|镇|处|集团|学校|医院|大学|海关|协会|"
    r"室|队|馆|妇联|科协|残联|工会|团委|工商联|指挥部|专班|联社|分行|支行|分公司)"
    r"(?:[（(][\u4e00-\u9fff]{1,10}[）)])?"
)
CELL = lazy_re(rf"{_ONE}(?:[、，,；;\s]+(?:{_ONE}))*[、，,；;]?(?:等)?")
_DUTY = spaced(any_of(*ROLE_WORDS))
_HEAD_BODY = spaced("(?:部门|单位|处室|科室|主体|机构|领导)")
_HEAD = (
    rf"(?:省|市|区|县|镇|州)?(?:级|直|里)?(?:主要|共同|具体|任务|工作|分工|第一)?{_DUTY}(?:[、（(]{_DUTY}[）)]?|{_DUTY})?"
    rf"(?:省|市|区|县)?(?:级|直)?\s*{_HEAD_BODY}(?:[（(](?:{_DUTY})?{_HEAD_BODY}[）)])?"
)
#: 责任单位（列第一位的为牵头单位，下同）: what a head says of its names is no part of the role.
_HEAD_NOTE = lazy_re(rf"\s*[（(](?!{_DUTY}?{_HEAD_BODY}?[）)])[^（）()]*[）)]$")
#: What heads the column of numbers in a table.
NUMBER_COLUMN = lazy_re(r"序\s*号|编\s*号|任务\s*号|No\.?", re.IGNORECASE)
#: A table head that names a column of departments.
COLUMN = lazy_re(
    rf"{_HEAD}(?:\s*(?:[及、和/／]|以及)\s*(?:{_HEAD}|(?:责任|负责|联系|经办)人(?:员)?|(?:配合|责任|参与|协办)))?"
    r"(?:\s*[（(][\u4e00-\u9fff、，,；]{1,24}[）)])?"
)


_HEADS_PERSONS = lazy_re(_PERSONS)


def column_role(head: str) -> str | None:
    """The role that a table head gives to the names below it, None where it is no head of departments.

    A head of persons (责任人) is one; whether departments stand below it, ``column_names`` tells.

    >>> column_role("责任单位（列第一位的为牵头单位，下同）"), column_role("完成时限")
    ('责任单位', None)
    """
    named = COLUMN.fullmatch(head) or _HEADS_PERSONS.fullmatch(squeeze(head))
    return _HEAD_NOTE.sub("", squeeze(head)) if named else None


def of_persons(role: str) -> bool:
    """Whether persons may stand in a role, so that only what is named like a department is one."""
    return role.endswith(("人", "人员", "领导", "分工"))


def column_names(role: str, text: str) -> tuple[str, ...]:
    """The names in a cell of departments; of 责任人 or 责任单位及责任人 the departments alone."""
    return _of_role(role, split_names(re.sub("[/／]", "、", text)))


def cell_roles(role: str, text: str) -> dict[str, tuple[str, ...]]:
    """A cell's departments by role: its column's, or what 责任分工 says itself (甲局牵头，乙局配合)."""
    shares = dict[str, tuple[str, ...]]()
    for own, names in _roles_behind(text.strip("。；; ")) if role.endswith("分工") else ():
        _join(shares, own, names)
    return {role: ()} | shares if shares else {role: column_names(role, text)}


def _of_role(role: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(_is_department, names)) if of_persons(role) else names


def _is_department(name: str) -> bool:
    """Whether a name among those of persons is a department's; a person may be called 张志会."""
    bare = re.sub(r"[（(〔\[][^（）()〔〕]*[）)〕\]]", "", name)  # 各县（市、区）政府
    sure = len(bare) > 3 or bare.endswith(tuple("局委厅办署所院")) or _LEVEL.match(bare)
    return bool(sure and _NAME.fullmatch(bare))


#: How a department's name begins in a list: the level that it is of.
_LEVEL = lazy_re(rf"{any_of(*NAME_BEGINS)}[\u4e00-\u9fff]")


def are_two_names(line: str, following: str) -> bool:
    """Whether a line of a cell ends a department's name and the next one begins another's.

    >>> are_two_names("市财政局", "市医保局"), are_two_names("市人力资源社会", "保障局")
    (True, False)
    """
    return len(line) <= 400 and bool(_LEVEL.match(following)) and bool(CELL.fullmatch(line))


def split_names(text: str) -> tuple[str, ...]:
    """The departments of a list: separators inside brackets do not split, 等 is left out."""
    text = _NOT_NAMES.split(text)[0]
    text = re.sub(r"\s+", "", text) if not re.search(r"[一-鿿]\s+[一-鿿]", text) else text
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"{_MARK}{len(kept) - 1}{_MARK}"

    text = _WHOLE.sub(keep, text)
    parts, depth, current = [], 0, ""
    for i, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        joins = char in "和与及" and _AND.match(text, i + 1) and current[-1:] in _ENDS
        if depth == 0 and (char in "、，,；;" or char.isspace() or joins):
            parts.append(current)
            current = ""
        else:
            current += char
    parts.append(current)
    names = []
    for part in parts:
        part = re.sub(rf"{_MARK}(\d+){_MARK}", lambda m: kept[int(m[1])], part)
        part = _TAIL.sub("", part.strip(" ：:")).strip(" ：:")
        part = _FEW.sub("", part)
        while part.endswith(_CLOSES) and sum(map(part.count, _CLOSES)) > sum(map(part.count, _OPENING)):
            part = part[:-1]  # the bracket around them all
        if part and part not in names and len(part) <= 40:
            names.append(part)
    return tuple(names)


_OPENING, _CLOSES = ("（", "("), ("）", ")")
#: A word that may open a list of roles: behind a bracket, or at the start of a sentence.
_OPENS = lazy_re(
    rf"(?:主要|直接|第一|具体)?{any_of('分工', '分管', '包保', *ROLE_WORDS)}"
    r"[\u4e00-\u9fff]{0,2}\s*(?P<colon>[：:]?)"
)


def _openings(text: str) -> list[str]:
    """What stands in brackets that open with a role, or on a line that does (责任单位：…).

    An unclosed bracket runs to the end of its line.
    """
    found, behind = [], 0
    for match in _OPENS.finditer(text):
        start = match.start()
        if start < behind:
            continue
        before = text[max(0, start - 8) : start].rstrip(" \u3000")[-1:]
        if before not in tuple(_OPEN) and not (match["colon"] and before in ("", "\n", "。", "；", "|")):
            continue
        end = _closing(text, start) if before in tuple(_OPEN) else None
        end = _line_end(text, start) if end is None else end
        found.append(text[start:end])
        behind = end
    return found


def _closing(text: str, start: int) -> int | None:
    """Where the bracket that was opened before ``start`` is closed; None where it is not."""
    depth = 1
    for i in range(start, min(len(text), start + 600)):
        depth += (text[i] in _OPEN) - (text[i] in _CLOSE)
        if depth == 0:
            return i
    return None


def _line_end(text: str, start: int) -> int:
    """Where the line ends; one that breaks off behind a 、 goes on in the next."""
    end = text.find("\n", start)
    while end >= 0 and text.endswith(("、", "，", ","), 0, end):
        end = text.find("\n", end + 1)
    return len(text) if end < 0 else end


#: 「（市教育局、市财政局按职责分工负责）」 and 「（市科技局牵头，市财政局配合）」: roles behind the names.
_BEHIND = lazy_re(
    r"[（(【〔\[](?P<body>[^（）()【】\n]{2,300}?(?:[（(][^（）()\n]{1,20}[）)][^（）()【】\n]{0,300}?){0,6})[）)】〕\]]"
)
#: A bracket of departments stands at the end of a sentence, before its stop or behind it.
_STOP = lazy_re(r"\s*(?:[。；;]|$|\n)")
_SHARE = lazy_re(
    r"(?P<names>.+?)(?:按(?:照)?(?:各自)?职(?:责|能)|分工|分别|共同|具体|各自){0,4}"
    rf"(?P<role>{any_of(*_ACTS)})(?:负责|落实|实施|组织实施|做好)?"
)
_NAME = lazy_re(
    r"(?!接受|请|在)[\u4e00-\u9fff（）()〔〕“”·]{2,30}?(?:[局委部办厅院会府署行组团司所站社处镇县区市]|中心|单位|部门|公司|街道|集团|总队|支队|"
    r"银行|海关|大学|学校|医院|办公室|各地|地区|园区|机关|机构|工会|妇联|残联|团委|科协|法院|检察院|联合会|"
    r"管委会|总局|地方|乡|企业|协会)(?:[（(][\u4e00-\u9fff]{1,12}[）)])?"
)


def responsible_in(text: str) -> dict[str, tuple[str, ...]]:
    """Roles and departments that a clause's own text names.

    >>> responsible_in("…。(牵头单位市医疗保障局责任单位市财政局、市卫生健康委)")
    {'牵头单位': ('市医疗保障局',), '责任单位': ('市财政局', '市卫生健康委')}
    """
    roles: dict[str, tuple[str, ...]] = {}
    for content in _openings(text):
        parts = list(ROLE.finditer(content))
        for here, match in enumerate(parts):
            end = parts[here + 1].start() if here + 1 < len(parts) else len(content)
            for role, names in cell_roles(match["role"], content[match.end() : end]).items():
                _join(roles, role, names)
    if not roles:
        for start, end in notes_in(text):
            for role, names in _roles_behind(text[start + 1 : end - 1]):
                _join(roles, role, names)
    if not roles and len(text) <= 400 and _ROLE_LINE.search(text):
        for line in text.split("\n"):
            for role, names in _roles_behind(line.strip().rstrip("。")) if _ROLE_LINE.search(line) else ():
                _join(roles, role, names)
    return roles


def notes_in(text: str) -> list[tuple[int, int]]:
    """Spans of the brackets at the end of a sentence that hold departments with their role behind them."""
    if not _MAY_BE_BEHIND.search(text):
        return []
    return [
        match.span()
        for match in _BEHIND.finditer(text)
        if (_STOP.match(text, match.end()) or _behind_stop(text, match.start()))
        and _roles_behind(match["body"])
    ]


def _behind_stop(text: str, at: int) -> bool:
    """Whether a sentence ends before ``at``, but for white space."""
    while at and text[at - 1].isspace():
        at -= 1
    return text.endswith(("。", "；"), 0, at)


def brackets_in(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, departments) of the brackets in a text that name departments by role, in order."""
    found = []
    for match in _BEHIND.finditer(text):
        names = tuple(name for group in responsible_in(match[0]).values() for name in group)
        if names:
            found.append((*match.span(), names))
    return found


#: A line that tells nothing else: 甲司牵头，乙司、丙司配合。
_ROLE_LINE = lazy_re(rf"^\s*[^。：:\n]{{2,100}}{any_of(*_PARTS)}。?\s*$", re.MULTILINE)
_MAY_BE_BEHIND = lazy_re(rf"{any_of(*_ACTS)}[^（）()【】〔〕\[\]]{{0,60}}[）)】〕\]]")


def _join(roles: dict[str, tuple[str, ...]], role: str, names: tuple[str, ...]) -> None:
    if names:
        known = roles.get(role, ())
        roles[role] = (*known, *(name for name in names if name not in known))


def _roles_behind(body: str) -> list[tuple[str, tuple[str, ...]]]:
    """(role, names) of 甲局牵头，乙局、丙局配合; nothing where the first part names no department.

    Names without a role have that of the part behind them: 甲局、乙局，各区政府按职责分工负责.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    waiting: tuple[str, ...] = ()
    for i, part in enumerate(re.split(r"[，,；;。]", body)):
        part = part.strip().removeprefix("由")
        match = _SHARE.fullmatch(part)
        names = split_names(re.sub(r"等?(?:会同|和(?=各))", "、", match["names"] if match else part))
        if not names or not all(_NAME.fullmatch(name) for name in names):
            if i == 0:
                return []
            waiting = ()
        elif match is None:
            waiting += names
        else:
            found.append((match["role"], waiting + names))
            waiting = ()
    return found


def carried_in(text: str) -> tuple[str, tuple[str, ...]] | None:
    """(duty, departments) that a note puts on all later clauses, or None.

    >>> carried_in("（市教育局负责。以下均需各区政府落实，不再列出）")
    ('落实', ('各区政府',))
    """
    match = _NOTE.search(text.replace(",", "，"))
    names = split_names(match["names"]) if match else ()
    return (match["duty"], names) if match and names else None
