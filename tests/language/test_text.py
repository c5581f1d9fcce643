"""Normalisation never moves a printed label, and sentences tile the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.language.numerals import quantities
from rag.language.text import fold, normalise, raised, sentences, squeeze

TEXT = st.text(alphabet="甲乙丙。；！？（）《》“”\n 　1①a", max_size=200)


def test_labels_keep_their_printed_form() -> None:
    printed = "①（一）〔2020〕１．"
    assert normalise(printed) == printed


def test_invisible_characters_and_radicals_are_repaired() -> None:
    assert normalise("\ufeff⼈⺠\u200b政府\r\n第\u00a0一\x0b章\r") == "人民政府\n第 一\n章\n"


def test_lone_surrogates_can_be_stored() -> None:
    normalise("甲\ud800乙").encode("utf-8")


@given(st.text(max_size=300))
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXT)
def test_sentences_are_in_order_without_overlap_and_lose_only_white_space(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


def test_a_stop_in_brackets_does_not_end_a_sentence() -> None:
    text = "开展试点（甲区。乙区）工作。完成评估。"
    assert [text[a:b] for a, b in sentences(text)] == ["开展试点（甲区。乙区）工作。", "完成评估。"]


def test_a_bracket_never_closed_does_not_swallow_the_text() -> None:
    text = "（" + "甲" * 130 + "。乙乙。"
    assert len(list(sentences(text))) == 2


def test_squeeze_and_fold() -> None:
    assert squeeze(" 总　 则 \n一 ") == "总则一"
    assert squeeze("the  AI 平台") == "the AI平台"
    assert fold("（Ａ） 一、〔2020〕") == "(a)一,[2020]"


def test_superscripts_are_digits_to_nobody_that_counts() -> None:
    assert raised("9") == "⁹" and raised("-３") == "⁻³" and raised("注") == "注" and raised("+") == "+"
    assert not any(char.isdecimal() for char in raised("0123456789"))
    found = quantities(
        f"低于10×10{raised('9')}/L，{raised('2')}名，面积80m{raised('2')}以下，寿命79.3{raised('1')}岁"
    )
    assert [q.value for q in found] == ["10", "10", "80", "79.3"]


#: A report that sets every digit apart.
APART = "".join(
    f"第{place}处，1 9 {n} 0 年植树2 {n} 0 公顷，增长1 {n} ．3 ％。"
    for n, place in zip("345678", "甲乙丙丁戊己", strict=True)
)


def test_digits_set_apart_are_joined() -> None:
    joined = normalise(APART)
    assert joined.startswith("第甲处，1930年植树230公顷，增长13.3％。")
    assert [q.value for q in quantities(joined)][:3] == ["1930", "230", "13.3"]
    assert normalise(joined) == joined
    assert normalise(f"{APART}\n2 0 1 0 年，降到0 ．0 5 ‰。").endswith("\n2010年，降到0.05‰。")


def test_single_digits_beside_each_other_stay_where_figures_are_printed_together() -> None:
    few = "答对题号：1 2 3 4。2024年植树230公顷。"
    assert normalise(few) == few
    mixed = APART + "2024年植树230公顷，2025年植树240公顷。"
    assert normalise(mixed) == mixed


def test_columns_of_a_table_are_not_joined() -> None:
    table = "街道 站点 车辆 人员\n" + "".join(f"{name}街道 1 2 3\n" for name in "甲乙丙丁戊己庚辛壬癸")
    assert normalise(table) == table
    assert normalise(f"{APART}\n{table}").endswith(table)
