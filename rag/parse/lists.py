"""Where a list ends: what stands behind its last item may be no part of that."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.labels import LAW
from rag.parse.node import Node
from rag.parse.numbering import Numbering
from rag.parse.parts import OWN

#: Styles of clauses that are no items of a list inside a section.
_NO_ITEMS = frozenset((*LAW, *OWN, "款", "§", "—", "行"))
#: Paragraphs that are looked through for the label that comes next.
_AHEAD = 40


def list_is_over(i: int, owner: Node | None, numbering: Numbering, roots: Sequence[Node]) -> bool:
    """Whether the list that ends with ``owner`` is over, so that paragraph ``i`` behind it is no part of the item.

    It is where it is one sentence, （一）…；（二）…。, where it ends a quotation that began above it, and where
    the paragraph leads on to a list that counts anew: 下列情形不予支持：. In an article such a paragraph is the
    next 款; elsewhere it is a group without a number, as the words above the list do not govern it.

    Args:
        i: the paragraph behind the list.
        owner: what it would go to.
        numbering: what is open there.
        roots: of the tree.
    """
    stack, paragraph = numbering.stack, numbering.paragraphs[i]
    if owner is None or not stack or owner is not stack[-1] or owner.children or len(owner.parts) > 1:
        return False
    if owner.style in _NO_ITEMS or any(node.style == "条" for node in stack):
        return False
    own = owner.own()
    quoted = own.endswith("”") and own.count("”") > own.count("“")
    if not paragraph.first.opens_line or paragraph.first.cell or not (quoted or own.endswith(("。", "。”"))):
        return False
    siblings = stack[-2].children if len(stack) > 1 else roots
    before = [node for node in siblings if node.style == owner.style][-owner.number : -1]
    following = next((la for la in numbering.labels[i + 1 : i + _AHEAD] if la and not la.weak), None)
    place = (following.style, following.number) if following else None
    if not before or place == (owner.style, owner.number + 1):
        return False
    sentence = all(node.own().endswith(("；", ";")) for node in before)
    return quoted or sentence or (place == (owner.style, 1) and _leads_in(i, numbering))


def _leads_in(i: int, numbering: Numbering) -> bool:
    """Whether a paragraph announces the list that begins in the next one."""
    label = numbering.labels[i + 1] if i + 1 < len(numbering.labels) else None
    announces = numbering.paragraphs[i].text.endswith(("：", ":"))
    return announces and label is not None and not label.weak and label.number == 1


def is_whole(owner: Node, numbering: Numbering, roots: Sequence[Node]) -> bool:
    """Whether the last item of a list has as many paragraphs as the longest of the others."""
    stack = numbering.stack
    if not stack or owner is not stack[-1] or owner.children or owner.style in _NO_ITEMS:
        return False
    siblings = stack[-2].children if len(stack) > 1 else roots
    others = [node for node in siblings if node.style == owner.style and node is not owner]
    alike = len(others) > 1 and not any(node.children for node in others)
    return alike and len(owner.parts) >= max(len(node.parts) for node in others)
