"""Lists of the members of a group: 组长：…, 副组长：…, 成员：…, and the lines below each that go on with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.text import squeeze
from rag.lazy_re import lazy_re

#: What one is in a group, as a list of its members and a question call it.
PART = (
    "(?:(?:第一|常务|执行|名誉)?副?总?(?:组长|指挥长|指挥(?!部)|召集人|会长|理事长|主席|主任|秘书长|队长)"
    "|(?:成员|组员|委员|联络员)(?!单位))"
)
_SPACED = re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\\s*", PART)
#: A name of two characters is set as wide as one of three: 杨　帆.
_NAME = "[\u4e00-\u9fff]\\s{0,4}[\u4e00-\u9fff]|[\u4e00-\u9fff·]{3,10}"
_POST = "[\u4e00-\u9fff][^。；：:\n]{1,59}"
_SEAT = lazy_re(
    rf"\s*(?:(?P<part>{_SPACED})\s*[：:]\s*)?(?P<name>{_NAME})"
    rf"(?:\s+(?P<post>{_POST})|\s*[（(](?P<told>{_POST})[）)])"
)


#: How an answer tells a member: 成员：某某（某局局长）.
_TOLD = lazy_re(rf"{PART}：(?!由)[\u4e00-\u9fff·]{{2,10}}（")


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is what in a group; ``begin`` and ``end`` of the line in the text, ``opens``: where its part is printed."""

    part: str
    name: str
    post: str
    opens: int
    begin: int
    end: int


def seats(text: str) -> list[Seat]:
    """The members that a text lists, a line each; empty where it lists none."""
    found: list[Seat] = []
    part, opens, at = "", 0, 0
    for line in text.splitlines(keepends=True):
        match = _SEAT.fullmatch(line.rstrip())
        if match and match["part"]:
            part, opens = re.sub(r"\s", "", match["part"]), at
        elif match is None and line.strip():
            part = ""
        if match and part:
            name = re.sub(r"\s", "", match["name"])
            found.append(
                Seat(part, name, squeeze(match["post"] or match["told"]), opens, at, at + match.end())
            )
        at += len(line)
    return found


def names_members(text: str) -> bool:
    """Whether a statement tells members of a group, each with the post in brackets."""
    return bool(_TOLD.search(text))
