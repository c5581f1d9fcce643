"""Who is responsible for a clause: trailing brackets and table cells, read into roles and names."""

from __future__ import annotations

import re

#: A role as printed. The bare word counts only where a colon follows.
ROLE = re.compile(
    r"(?P<role>(?:牵头|配合|责任|主办|协办|参与|参加|负责|主管|实施|落实|协同|协作|支持|督导|指导|承办|联系)"
    r"(?:部门|单位|处室|科室|机构|地区|领导)|(?:牵头|配合|责任|分工|负责|参与)(?=\s*[：:]))\s*[：:]?\s*"
)
_OPEN, _CLOSE = "（([〔【", "）)]〕】"
_TAIL = re.compile(
    r"(?:等)?(?:按(?:照)?(?:各自)?职(?:责|能)(?:分工)?(?:分别)?(?:负责|落实|配合|组织实施)?|分别负责|负责|共同负责|等)+$"
)
#: Names that hold a separator of their own and stay whole.
_WHOLE = re.compile(
    r"各(?:市|设区市|县|区|地|乡镇|州|盟)[^，；。]{0,14}?(?:人民政府|政府|管委会)(?![、，]?管委)|各县〔[^〕]*〕党委、政府|各[^，；。、]{1,8}党委、政府"
)
_NOTE = re.compile(r"以下[^。）)]{0,12}(?:均|都)[^。）)]{0,6}?(?:由|需)?(?P<names>[^。，,）)]{2,40}?)(?:共同)?负责[，,]不再(?:一一)?列出")
_MARK = "\x00"
#: 和 between two departments; in 人力资源和社会保障局 it belongs to the name.
_AND = re.compile(r"(?:\x00|各|相关|有关|国家|中央|省|市|区|县)")
_ENDS = "局委部办厅院会府心位门所站行司组社署处镇"

#: A table cell that holds nothing but departments.
_ONE = (
    r"(?:国家|中央|全|省|自治区|市|区|县|州|盟|旗|镇|乡|各|本|相关|有关|[\u4e00-\u9fff]{2,3}(?:省|市|区|县))"
    r"[\u4e00-\u9fff〔〕\[\]（）()]{0,22}?"
    r"(?:局|委|部|办|厅|院|会|府|中心|单位|部门|所|站|银行|公司|组|社|署|总队|支队|街道(?:[（(]镇[）)])?|镇|处|集团|学校|医院|大学|海关|协会)"
    r"(?:[（(][\u4e00-\u9fff]{1,10}[）)])?"
)
CELL = re.compile(rf"{_ONE}(?:[、，,；;\s]+(?:{_ONE}))*[、，,；;]?(?:等)?")
#: A table head that names a column of departments.
COLUMN = re.compile(r"(?:牵头|配合|责任|主办|协办|参与|负责|实施|落实)(?:部门|单位|处室|科室)(?:及配合(?:部门|单位))?")


def split_names(text: str) -> tuple[str, ...]:
    """The departments of a list: separators inside brackets do not split, 等 is left out."""
    text = re.split(r"[。]", text)[0]
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
        if part and part not in names and len(part) <= 40:
            names.append(part)
    return tuple(names)


def _brackets(text: str) -> list[str]:
    """The contents of brackets that open with a role; an unclosed one runs to the end."""
    found = []
    for match in re.finditer(r"[（(\[【]\s*(?=(?:牵头|配合|责任|主办|协办|参与|参加|负责|实施|落实|分工)[\u4e00-\u9fff]{0,2}\s*[：:]?)", text):
        depth, end = 0, len(text)
        for i in range(match.start(), len(text)):
            depth += (text[i] in "（([【") - (text[i] in "）)]】")
            if depth == 0:
                end = i
                break
        found.append(text[match.end() : end])
    return found


#: 「（市教育局、市财政局按职责分工负责）」 and 「（市科技局牵头，市财政局配合）」: roles behind the names.
_BEHIND = re.compile(
    rf"[（(](?P<body>(?:{_ONE}|[、，,；;和等]|按职责分工|分别|共同|负责|牵头|配合|参与|参加|落实)+)[）)]\s*$"
)
_BEHIND_ROLE = {"牵头": "牵头", "配合": "配合", "参与": "参与", "参加": "参加", "负责": "负责", "落实": "落实"}


def responsible_in(text: str) -> dict[str, tuple[str, ...]]:
    """Roles and departments that a clause's own text names in brackets.

    >>> responsible_in("…。(牵头单位市医疗保障局责任单位市财政局、市卫生健康委)")
    {'牵头单位': ('市医疗保障局',), '责任单位': ('市财政局', '市卫生健康委')}
    """
    roles: dict[str, tuple[str, ...]] = {}
    for content in _brackets(text):
        parts = list(ROLE.finditer(content))
        for here, match in enumerate(parts):
            end = parts[here + 1].start() if here + 1 < len(parts) else len(content)
            names = split_names(content[match.end() : end])
            if names:
                role = match["role"]
                roles[role] = (*roles.get(role, ()), *(n for n in names if n not in roles.get(role, ())))
    if not roles and (match := _BEHIND.search(text[-200:])):
        roles = _roles_behind(match["body"])
    return roles


def _roles_behind(body: str) -> dict[str, tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {}
    for part in re.finditer(r"(?P<names>.+?)(?:按职责分工|分别|共同)?(?P<role>牵头|配合|参与|参加|负责|落实)[，,；;]?", body):
        names = split_names(part["names"])
        if names:
            roles[part["role"]] = names
    return roles


def carried_in(text: str) -> tuple[str, ...]:
    """Departments that a note puts on all later clauses: 「以下均需各市、县〔区〕人民政府负责，不再列出」."""
    match = _NOTE.search(text.replace(",", "，"))
    return split_names(match["names"]) if match else ()
