"""Planted changes between two versions are told apart."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.diff import diff
from rag.parse.parser import parse
from rag.types import Document

ITEMS = [
    "建设社区卫生服务站点并配备人员",
    "开展家庭医生签约服务工作",
    "完善药品供应保障机制",
    "落实财政投入责任",
    "加强宣传引导营造氛围",
]


def version(items: list[str], title: str = "某市健康工作方案") -> Document:
    lines = [f"{n}.{item}。" for n, item in enumerate(items, start=1)]
    return parse("\n".join([title, "一、任务", *lines]), document_id="d")


def told(old: Document, new: Document) -> list[tuple[str, str | None, str | None]]:
    return [
        (c.kind, "/".join(c.old.path) if c.old else None, "/".join(c.new.path) if c.new else None)
        for c in diff(old, new)
    ]


def test_no_change() -> None:
    assert diff(version(ITEMS), version(ITEMS)) == []


def test_added_and_renumbered() -> None:
    new = [*ITEMS[:2], "推进信息化平台互联互通", *ITEMS[2:]]
    assert told(version(ITEMS), version(new)) == [
        ("added", None, "一/3"),
        ("renumbered", "一/3", "一/4"),
        ("renumbered", "一/4", "一/5"),
        ("renumbered", "一/5", "一/6"),
    ]


def test_removed() -> None:
    assert told(version(ITEMS), version(ITEMS[:4])) == [("removed", "一/5", None)]


def test_reworded_in_place_and_elsewhere() -> None:
    new = [ITEMS[0], "全面开展家庭医生签约服务工作", *ITEMS[2:]]
    (change,) = diff(version(ITEMS), version(new))
    assert change.kind == "reworded" and 0.5 < change.similarity < 1
    moved = [*ITEMS[:1], *ITEMS[2:], "全面开展家庭医生签约服务工作"]
    assert ("reworded", "一/2", "一/5") in told(version(ITEMS), version(moved))


def test_other_words_under_the_same_label_are_another_clause() -> None:
    new = [*ITEMS[:4], "推进信息化平台互联互通"]
    assert told(version(ITEMS), version(new)) == [("added", None, "一/5"), ("removed", "一/5", None)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ITEMS), max_size=7), st.lists(st.sampled_from(ITEMS), max_size=7))
def test_each_clause_is_told_once(a: list[str], b: list[str]) -> None:
    old, new = version(a), version(b)
    changes = diff(old, new)
    for side, document in (("old", old), ("new", new)):
        ids = [clause.id for change in changes if (clause := getattr(change, side))]
        assert len(set(ids)) == len(ids)
        assert set(ids) <= {clause.id for clause in document.walk()}
    assert len(a) - len(b) == sum(c.kind == "removed" for c in changes) - sum(
        c.kind == "added" for c in changes
    ) or not (a and b)
