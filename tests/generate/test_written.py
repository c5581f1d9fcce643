"""A model's text becomes the same sentences and marks however it is cut into chunks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.generate.written import Reader, Written, is_bare, is_lead, is_not_stated, is_stub


def read(text: str, size: int = 1, given: range = range(1, 7)) -> list[Written]:
    reader = Reader(given)
    out = [w for at in range(0, len(text), size) for w in reader.feed(text[at : at + size])]
    return [*out, *reader.close()]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("甲[1]。", (1,)),
        ("甲。[1]", (1,)),
        ("甲［１］。", (1,)),
        ("甲【2】。", (2,)),
        ("甲[1][2]。", (1, 2)),
        ("甲[1,2]。", (1, 2)),
        ("甲[1， 2、3]。", (1, 2, 3)),
        ("甲[2-4]。", (2, 3, 4)),
        ("甲[^3]。", (3,)),
        ("甲【条款3】。", (3,)),
        ("甲【1†来源】。", (1,)),
        ("甲 [1] 。", (1,)),
        ("甲[1]乙[1]。", (1,)),
    ],
)
def test_forms_of_marks(text: str, marks: tuple[int, ...]) -> None:
    for size in (1, 2, 3, 100):
        (one,) = read(text, size)
        assert one.marks == marks and one.unknown == 0
        assert not set("[]［］【】1234１†^") & set(one.text)


@pytest.mark.parametrize("text", ["甲[9]。", "甲【99】。", "甲[0]。"])
def test_a_mark_of_a_clause_not_given_is_dropped_and_counted(text: str) -> None:
    assert read(text) == [Written("甲。", (), 1)]


def test_known_marks_beside_unknown_ones_stay() -> None:
    assert read("甲[1,9]。") == [Written("甲。", (1,), 1)]


def test_a_year_in_brackets_is_no_mark() -> None:
    assert read("沪府办[2023]5号和〔2022〕1号[1]。") == [Written("沪府办[2023]5号和〔2022〕1号。", (1,))]


def test_figures_are_not_cut() -> None:
    text = "占比61.5%，补助1,200元，每千人3.2张，2025.6前完成[1]。"
    assert read(text) == [Written(text.replace("[1]", ""), (1,))]


def test_stops_in_brackets_and_quotes_do_not_cut() -> None:
    assert [w.text for w in read("甲（一。二）丙“三。四”丁[1]。")] == ["甲（一。二）丙“三。四”丁。"]


def test_sentence_takes_the_marks_of_the_next_marked_one_of_its_line() -> None:
    assert [w.marks for w in read("甲。乙[2]。丙。\n丁。\n戊[1]。")] == [(2,), (2,), (), (), (1,)]


def test_list_signs_and_bold_are_left_out() -> None:
    texts = [w.text for w in read("- **甲**[1]\n2. 乙[1]\n3、丙[1]\n## 丁[1]\n2025年戊[1]\n2.5万己[1]")]
    assert texts == ["甲", "乙", "丙", "丁", "2025年戊", "2.5万己"]


def test_thoughts_are_left_out() -> None:
    assert read("<think>想[1]。\n想。</think>\n甲[1]。") == [Written("甲。", (1,))]
    assert read("<think>没有想完[1]。") == []
    assert read("<3%的甲[1]。") == [Written("<3%的甲。", (1,))]


def test_sentence_comes_as_soon_as_it_is_certain() -> None:
    reader = Reader([1, 2])
    assert list(reader.feed("甲。[1]")) == []  # [2] may follow
    assert list(reader.feed("[")) == []
    assert list(reader.feed("2]乙")) == [Written("甲。", (1, 2))]
    assert list(reader.feed("[1]\n")) == [Written("乙", (1,))]


@pytest.mark.parametrize("text", ["", "\n\n", "[1]", "。", "甲[1", "甲[", "【", "[1]\n[2]"])
def test_odds_and_ends(text: str) -> None:
    assert all(written.text for written in read(text))


PIECES = st.sampled_from([
    "甲乙", "45%", "61.5", "，", "。", "！", "；", "\n", " ", "（", "）", "“", "”", "[1]", "［2］", "【3】",
    "[1,2]", "[9]", "[", "]", "1", "、", "- ", "2. ", "**", "〔2023〕", "<think>", "</think>",
])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(1, 9))
@example("。[1]甲乙\n", 1)
@example("！[1,2]。[9]、 ！", 1)
@example("。[1]。）]\n", 1)
def test_chunks_do_not_matter(text: str, size: int) -> None:
    assert read(text, size) == read(text, len(text) + 1)


@given(st.text(max_size=80), st.integers(1, 5))
def test_any_text_is_read(text: str, size: int) -> None:
    for written in read(text, size):
        assert set(written.marks) <= set(range(1, 7))


@pytest.mark.parametrize("text", ["根据所给条款：", "答：", "根据上述文件，回答如下：", "好的，"])
def test_leads(text: str) -> None:
    assert is_lead(text)


@pytest.mark.parametrize("text", ["文件未写明。", "所给条款中没有提及费用。", "条款未明确规定这一比例。"])
def test_not_stated(text: str) -> None:
    assert is_not_stated(text) and not is_lead(text)


@pytest.mark.parametrize("text", ["是的。", "不可以。", "对，可以。", "没有", "可以！"])
def test_bare(text: str) -> None:
    assert is_bare(text)


@pytest.mark.parametrize("text", ["可以开长处方。", "根据条款可以收费。", "到2025年达到45%。"])
def test_claims_are_neither(text: str) -> None:
    assert not is_bare(text) and not is_lead(text) and not is_not_stated(text)


@pytest.mark.parametrize("text", ["国发", "根据条款，卫医函。", "根据所给条款：45%", "是的。"])
def test_one_word_is_a_stub(text: str) -> None:
    assert is_stub(text)


@pytest.mark.parametrize("text", ["应签尽签。", "根据条款，由市医保局牵头。", "2025年达到45%"])
def test_a_short_sentence_is_none(text: str) -> None:
    assert not is_stub(text)
