"""Questions that say too little to be looked for."""

from __future__ import annotations

import pytest

from rag.pipeline import Assistant
from rag.understand.catalog import Catalog
from rag.understand.query import understand
from rag.understand.thesaurus import default_thesaurus
from rag.understand.vague import is_vague, points_back


def test_a_clause_a_fact_or_a_department_is_enough_to_look_for(catalog: Catalog) -> None:
    for text in ("第二条讲什么", "云山的文号", "县医保局", "45%"):
        assert not is_vague(understand(text, catalog, default_thesaurus())), text


def test_words_that_point_back_need_a_history(catalog: Catalog) -> None:
    assert points_back(understand("刚才说的是哪个部门", catalog, default_thesaurus()))
    assert not points_back(understand("云山方案里前面那个二（二）", catalog, default_thesaurus()))


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("那个标准现在是多少？", True),
        ("这个比例能提到几成", True),
        ("这事儿归谁？", True),
        ("那活儿谁干", True),
        ("云山县中医馆和乡镇卫生院建设这事归谁管", False),
        ("那个免费体检包不包胃镜", False),
        ("这个标准里签约率和就诊率要到多少", False),
    ],
)
def test_what_nothing_but_a_pointer_is_asked_of(small: Assistant, text: str, points: bool) -> None:
    assert points_back(small.understood(text)) is points


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("继续", True),
        ("请继续说", True),
        ("接着往下讲吧", True),
        ("继续执行到哪年", False),
        ("继续深化医改", False),
    ],
)
def test_going_on_is_no_matter(catalog: Catalog, text: str, vague: bool) -> None:
    assert is_vague(understand(text, catalog, default_thesaurus())) is vague


@pytest.mark.parametrize("text", ["云山", "云山县", "云山呢"])
def test_a_place_alone_asks_nothing(small: Assistant, text: str) -> None:
    answer = small.ask(text)
    assert answer.refusal is not None and answer.refusal.reason == "too_vague"


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("归谁管", True),
        ("谁来办", True),
        ("什么时候完成", True),
        ("找哪个部门", True),
        ("门诊归谁管", False),
        ("2025年要完成多少", False),
    ],
)
def test_what_names_no_matter_is_asked_back(small: Assistant, text: str, vague: bool) -> None:
    assert is_vague(small.understood(text)) is vague
