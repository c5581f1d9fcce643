"""Sense units: slices that can stand in an answer, never cut inside a figure, bracket or quotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus import read
from rag.numerals import quantities
from rag.parse import parse
from rag.pipeline import Assistant
from rag.subject import Concept
from rag.text import normalise
from rag.types import Clause, Document
from rag.units import (
    Unit,
    answers_date,
    answers_figure,
    answers_list,
    counted,
    dated,
    indicator_share,
    is_heading,
    rank,
    spans,
)

ROOT = Path(__file__).resolve().parents[1]


def units_of(document: Document, clause: Clause) -> list[str]:
    return [document.text[a:b] for a, b in spans(clause)]


def article(body: str) -> tuple[Document, Clause]:
    document = parse(
        normalise(f"某县办法\n\n第一条 {body}\n\n第二条 本办法自印发之日起施行。\n"), document_id="d"
    )
    return document, next(c for c in document.walk() if c.path == ("第一条",))


def by_path(document: Document, *path: str) -> Clause:
    return next(c for c in document.walk() if c.path == path)


def test_label_heading_and_bracket_with_departments_are_cut_off(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    assert units_of(document, by_path(document, "二", "（一）", "1")) == [
        "充实人员。",
        "每个乡镇卫生院配备不少于3名全科医生，空缺岗位在2024年9月底前补齐。",
    ]
    assert units_of(document, by_path(document, "一"))[-1] == "县域内就诊率稳定在90%左右。"


def test_a_stop_in_brackets_or_quotation_marks_ends_no_unit() -> None:
    document, clause = article("推行“先看病。后付钱”服务（含门诊；住院）。其他按规定办。")
    assert units_of(document, clause) == ["推行“先看病。后付钱”服务（含门诊；住院）。", "其他按规定办。"]


def test_a_bracket_in_the_middle_stays() -> None:
    document, clause = article("牵头部门（县医保局）应当每月公布。")
    assert units_of(document, clause) == ["牵头部门（县医保局）应当每月公布。"]


def check(document: Document) -> None:
    for clause in document.walk():
        last = 0
        for start, end in spans(clause):
            assert start < end and any(a <= start and end <= b for a, b in clause.segments)
            text = document.text[start:end]
            assert text == text.strip()
            assert start >= last or len(clause.segments) > 1
            last = end


def test_spans_are_slices_of_the_clause_in_order_over_the_corpus() -> None:
    for document in read([ROOT / "corpus"], limit=2**20):
        assert isinstance(document, Document)
        check(document)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="甲乙，。；（）“”：45%\n（牵头单位责任1.", max_size=80))
def test_spans_of_any_text_are_slices(body: str) -> None:
    check(parse(normalise(f"办法\n\n第一条 {body}\n\n第二条 完。"), document_id="d"))


def ranked(small: Assistant, question: str, *path: str) -> list[Unit]:
    document = small.index.document("yunshan-2024")
    query = small.understood(question)
    return rank(query, by_path(document, *path), document, {t: small.idf(t) for t in query.terms})


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("重点人群签约覆盖率是多少", ("一",), "重点人群签约覆盖率不低于80%"),
        ("县域内就诊率是多少", ("一",), "县域内就诊率稳定在90%左右"),
        ("空缺岗位什么时候补齐", ("二", "（一）", "1"), "2024年9月底前"),
        ("医保基金能不能挪作他用", ("二", "（二）"), "不得将医保基金挪作他用"),
        ("基金运行情况多久公布一次", ("二", "（二）"), "每季度公布"),
        ("2024年先在哪些医院试行", ("二", "（三）"), "县人民医院"),
    ],
)
def test_the_best_unit_holds_the_point(
    small: Assistant, question: str, path: tuple[str, ...], words: str
) -> None:
    assert words in ranked(small, question, *path)[0].text


def test_a_figure_that_shares_no_word_with_the_question_gains_nothing_for_being_one(
    small: Assistant,
) -> None:
    for question in ("牙科椅配几台", "种植牙什么时候降价"):
        assert all(unit.score <= 0 for unit in ranked(small, question, "一")), question
    assert ranked(small, "签约率是多少", "一")[0].score > 0.4


def test_units_are_slices_and_come_best_first(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    found = ranked(small, "家庭医生签约覆盖率是多少", "一")
    assert all(unit.text == document.text[unit.start : unit.end] for unit in found)
    assert [u.score for u in found] == sorted((u.score for u in found), reverse=True)


def test_a_window_never_cuts_a_figure(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    for clause in document.walk():
        whole = [(clause.start + q.start, clause.start + q.end) for q in quantities(clause.text)]
        query = small.understood("家庭医生签约覆盖率到哪年要达到多少")
        for unit in rank(query, clause, document, dict.fromkeys(query.terms, 1.0)):
            assert not [f for f in whole if f[0] < unit.start < f[1] or f[0] < unit.end < f[1]]


def test_a_bare_heading_is_told_from_one_that_says_more(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    clause = by_path(document, "二", "（一）", "1")
    assert is_heading(Unit(clause, 0, 5, "充实人员。"))
    assert not is_heading(Unit(clause, 0, 9, "配备3名全科医生"))
    assert "充实人员。" not in [u.text for u in ranked(small, "怎么充实人员", "二", "（一）", "1")]


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("签约率是多少", "达到45%以上", True),
        ("签约率是多少", "百分之七十", True),
        ("签约率是多少", "实现全覆盖", False),
        ("签约率是多少", "建设12个中医馆", False),
        ("建几个中医馆", "建设12个中医馆", True),
        ("补助多少元", "建设12个中医馆", False),
        ("补助多少元", "每人补助200元", True),
        ("配几名医生", "做好服务", False),
    ],
)
def test_whether_a_text_states_a_figure_of_the_sort_asked_for(
    question: str, text: str, answers: bool
) -> None:
    assert answers_figure(question, text) is answers


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("到哪年完成", "2024年9月底前补齐", True),
        ("到哪年完成", "每季度公布", False),
        ("多久公布一次", "每季度公布", True),
        ("多少天内办结", "20个工作日内办结", True),
        ("什么时候补齐", "尽快补齐", False),
        ("什么时候补齐", "年底前补齐", True),
    ],
)
def test_whether_a_text_states_the_sort_of_time_asked_for(question: str, text: str, answers: bool) -> None:
    assert answers_date(question, text) is answers


@pytest.mark.parametrize(
    ("question", "text", "spelt"),
    [
        ("“三医联动”是哪三医", "推进“三医联动”。", False),
        ("“三医联动”是哪三医", "推进“三医联动”，完善医疗、医保的政策。", False),
        ("“三医联动”是哪三医", "“三医联动”指医疗、医保、医药。", True),
        ("“三医联动”是哪三医", "“三医联动”（医疗、医保、医药）。", True),
        ("“三高”指什么", "高血压、高血糖、高血脂“三高”管理。", True),
        ("“三高”指什么", "高血压、高血糖患者，做好“三高”管理。", False),
        ("“三高”管理谁牵头", "推进“三高”管理。", True),
        ("三高是哪三高", "推进三高管理。", True),
    ],
)
def test_naming_a_quoted_term_again_does_not_spell_it_out(question: str, text: str, spelt: bool) -> None:
    assert answers_list(question, text) is spelt


def test_counts_and_dates() -> None:
    assert [q.value for q in counted("到2025年达到45%，建12个")] == ["45", "12"]
    assert dated("2024年") and dated("20个工作日") and not dated("45%")


def test_the_share_of_words_that_stand_beside_a_figure() -> None:
    text = "家庭医生签约覆盖率达到45%，人均预期寿命达到81.5岁。"

    def share(*words: Concept) -> float:
        return indicator_share(words, text)

    signed, rate, dentist = Concept("签约"), Concept("覆盖率"), Concept("牙科")
    assert share(signed, rate) == 1.0
    assert share(dentist, signed) == 0.5
    assert share(dentist) == 0.0
    assert share(Concept("口腔", ("签约",))) == 1.0
    assert share() == 0.5
    assert indicator_share((signed,), "没有数字") == 0.0
