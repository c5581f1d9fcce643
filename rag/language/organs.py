"""Names of organs: lines that hold nothing else, lines of addressees, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.lazy_re import any_of, either, lazy_re

#: The levels that governments and departments are of.
_LEVELS = ("国家", "中央", "省", "自治区", "市", "区", "县", "州", "盟", "旗", "镇", "乡")
#: What the name of a department begins with in a list of them.
NAME_BEGINS = (*_LEVELS, "全", "各", "本", "相关", "有关")
_ORGAN = lazy_re(
    either(
        # 这个怎么办
        r"(?:[\u4e00-\u9fff（）()·\s]{2,44})"
        "(?:委员会|人民政府|办公室|办公厅|办事处|局|厅|部|院|委|(?<!社)会|(?<![主承举开创兴督协筹])办|(?<!公)司|中心|领导小组|人民银行|总署|总局|集团|兵团|公司|"
        "学院|大学|协会|代章[）)]|党组|法院|检察院|[支总大]队|调查队)(?:[（(].{2,24}[）)])?",
    )
)


def is_organ(text: str) -> bool:
    """Whether a line holds nothing but the names of organs."""
    return len(text) <= 60 and "。" not in text and bool(_ORGAN.fullmatch(text)) and "关于" not in text


_LISTED = lazy_re(rf"{any_of('国务院', '各', '有关', *_LEVELS)}|[\u4e00-\u9fff]{{2,5}}(?:省|市|区|县)")


def is_addressees(text: str) -> bool:
    """Whether a line is the 主送 line: a list of organs, usually with a colon at its end."""
    if len(text) > 400 or re.search("。|关于|《", text):  # 市政府决定对《…》作如下修改： opens a text
        return False
    listed = bool(_LISTED.match(text))
    names = bool(
        re.search(
            r"政府|各.{0,8}(?:单位|部门|局|委|机构|团体|企业|组织|协会)|领导小组|委员会|位代表|同志|兵团|"
            r"(?:局|厅|委|部|办)(?:[（(][^（）()]{1,20}[）)])?[、，,:：]",
            text,
        )
    )
    if text.endswith(("：", ":")):
        return (listed and names) or all(is_organ(name.strip()) for name in re.split("[、，,；;]", text[:-1]))
    return text.startswith("各") and names and len(re.findall("[、，,]", text)) >= 3


#: 等五部门 behind the first of several issuers.
_OTHERS = lazy_re(r"等(?:[\d一二三四五六七八九十]{1,3}个?)?(?:部门|单位|部委)$")


def listed(organs: Sequence[str]) -> str:
    """The organs of one or more lines as a list; 科 技 部 is one name, spaced out."""
    names = [name for line in organs for name in ([line] if _SPACED_OUT.fullmatch(line) else line.split())]
    return "、".join("".join(name.split()) for name in names)


_SPACED_OUT = lazy_re(r"\S(?:\s+\S)+")


def named(title: str) -> list[str]:
    """The organs before 关于 in a title: 甲部等五部门关于…, 甲委 乙办关于…."""
    match = re.match(r"(.{3,60}?)关于", " ".join(title.split()))
    names = match[1].split() if match else []
    return names if all(is_organ(_OTHERS.sub("", name)) for name in names) else []
