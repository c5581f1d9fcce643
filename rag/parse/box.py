"""The box over a document on the pages of governments: 发文字号, 成文日期, 有效性 … by key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.lazy_re import lazy_re

if TYPE_CHECKING:
    from rag.parse.cut import Unit

#: What the box over a document says of it, on the pages of governments: key → field.
_BOX = {
    "发文字号": "number",
    "文件字号": "number",
    "文号": "number",
    "文件编号": "number",
    "发文机关": "issuer",
    "发文单位": "issuer",
    "制发机关": "issuer",
    "制定机关": "issuer",
    "印发机关": "issuer",
    "印发单位": "issuer",
    "制定单位": "issuer",
    "发布单位": "issuer",
    "成文日期": "issued_on",
    "发文日期": "issued_on",
    "签发日期": "issued_on",
    "印发日期": "issued_on",
    "实施日期": "effective_on",
    "施行日期": "effective_on",
    "生效日期": "effective_on",
    "失效日期": "expires_on",
    "废止日期": "expires_on",
    "有效性": "status",
    "时效性": "status",
    "时效": "status",
    "文件状态": "status",
    "效力状态": "status",
    "标题": "title",
    "文件名称": "title",
    **dict.fromkeys(
        [
            "索引号",
            "信息索引",
            "主题分类",
            "体裁分类",
            "信息分类",
            "公文种类",
            "公开方式",
            "公开类别",
            "主题词",
            "统一编号",
            "统一登记号",
            "登记号",
            "附加码",
            "服务对象",
            "发布机构",
            "发布机关",
            "发布日期",
            "公开日期",
            "名称",
            "信息名称",
            "关键词",
        ],
        "",
    ),
}
_BOX_KEY = lazy_re(
    r"(?P<bullet>[•·]?)\s*(?P<key>"
    + "|".join(r"\s*".join(key) for key in sorted(_BOX, key=len, reverse=True))
    + r")\s*(?P<colon>[：:]?)\s*"
)


def box(units: Sequence[Unit]) -> list[tuple[Unit, str, str]]:
    """The units of the box over a document, each with its field and value ("" where it has none).

    A box has at least three keys; a key without a colon counts only where nothing follows it on
    its line or in its cell, and its value is the next unit: of a list • 键 • 值 the next bullet.
    """
    found: list[tuple[Unit, str, str]] = []
    keys, i = 0, 0
    while i < len(units):
        match = _BOX_KEY.match(units[i].text)
        rest = units[i].text[match.end() :] if match else ""
        if match is None or (rest and not match["colon"]) or len(rest) > 120:
            i += 1
            continue
        field = _BOX[re.sub(r"\s", "", match["key"])]
        keys += 1
        following = units[i + 1] if i + 1 < len(units) else None
        if rest or following is None or not _is_value(following.text, match["bullet"]):
            found.append((units[i], field, rest))
            i += 1
        else:
            found += [(units[i], "", ""), (following, field, following.text.lstrip("•· "))]
            i += 2
    return found if keys >= 3 else []


_APART = lazy_re(r"\s{2,}|\u3000+")


def stated(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Field and value of what the lines under a title say of the document by key: 印发日期：2023年6月20日."""
    found = []
    for piece in (piece for line in lines for piece in _APART.split(line)):
        match = _BOX_KEY.match(piece)
        if match and match["colon"] and match.end() < len(piece):
            found.append((_BOX[re.sub(r"\s", "", match["key"])], piece[match.end() :]))
    return found


def _is_value(text: str, bullet: str) -> bool:
    """Whether what follows a key alone is its value, not the next key nor what stands under the box."""
    return not _BOX_KEY.match(text) and len(text) <= 120 and (not bullet or text[0] == bullet)
