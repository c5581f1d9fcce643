"""Sense units: slices that can stand in an answer, never cut inside a figure, bracket or quotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus import read
from rag.language.numerals import quantities
from rag.language.text import normalise
from rag.language.units import Unit, is_heading, spans, units_of
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Clause, Document

ROOT = Path(__file__).resolve().parents[2]


def texts_of(clause: Clause) -> list[str]:
    return [clause.text[a:b] for a, b in spans(clause)]


def article(body: str) -> Clause:
    document = parse(
        normalise(f"某县办法\n\n第一条 {body}\n\n第二条 本办法自印发之日起施行。\n"), document_id="d"
    )
    return next(c for c in document.walk() if c.path == ("第一条",))


def by_path(document: Document, *path: str) -> Clause:
    return next(c for c in document.walk() if c.path == path)


def test_label_heading_and_bracket_with_departments_are_cut_off(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    assert texts_of(by_path(document, "二", "（一）", "1")) == [
        "充实人员。",
        "每个乡镇卫生院配备不少于3名全科医生，空缺岗位在2024年9月底前补齐。",
    ]
    assert texts_of(by_path(document, "一"))[-1] == "县域内就诊率稳定在90%左右。"


def test_a_stop_in_brackets_or_quotation_marks_ends_no_unit() -> None:
    clause = article("推行“先看病。后付钱”服务（含门诊；住院）。其他按规定办。")
    assert texts_of(clause) == ["推行“先看病。后付钱”服务（含门诊；住院）。", "其他按规定办。"]


def test_a_bracket_in_the_middle_stays() -> None:
    clause = article("牵头部门（县医保局）应当每月公布。")
    assert texts_of(clause) == ["牵头部门（县医保局）应当每月公布。"]


def check(document: Document) -> None:
    for clause in document.walk():
        last = 0
        for start, end in spans(clause):
            assert last <= start < end
            text = clause.text[start:end]
            assert text == text.strip()
            places = clause.places(start, end)
            assert "".join(document.text[a:b] for a, b in places) == text
            assert all(any(a <= x and y <= b for a, b in clause.segments) for x, y in places)
            last = end


def test_spans_are_slices_of_the_clause_in_order_over_the_corpus() -> None:
    for document in read([ROOT / "corpus"], limit=2**20):
        assert isinstance(document, Document)
        check(document)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="甲乙，。；（）“”：45%\n（牵头单位责任1.", max_size=80))
def test_spans_of_any_text_are_slices(body: str) -> None:
    check(parse(normalise(f"办法\n\n第一条 {body}\n\n第二条 完。"), document_id="d"))


@pytest.mark.parametrize("fine", [True, False])
def test_units_are_slices_in_order(small: Assistant, fine: bool) -> None:
    document = small.index.document("yunshan-2024")
    for clause in document.walk():
        found = list(units_of(clause, fine))
        assert all(unit.text == "".join(document.text[a:b] for a, b in unit.places) for unit in found)
        assert [unit.begin for unit in found] == sorted(unit.begin for unit in found)


def test_a_window_never_cuts_a_figure(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    for clause in document.walk():
        whole = [(q.start, q.end) for q in quantities(clause.text)]
        for unit in units_of(clause, fine=True):
            assert not [f for f in whole if f[0] < unit.begin < f[1] or f[0] < unit.stop < f[1]]


def test_a_bare_heading_is_told_from_one_that_says_more(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    clause = by_path(document, "二", "（一）", "1")
    heading, other = (Unit(clause, *span) for span in spans(clause))
    assert is_heading(heading) and heading.text == "充实人员。"
    assert not is_heading(other)
    assert "充实人员。" not in [u.text for u in units_of(clause, fine=False)]


def test_a_bracket_behind_a_stop_belongs_to_the_sentence_before_it() -> None:
    clause = article("推进快递绿色包装。（商务部、邮政局指导）焚烧企业应当公开排放数据。（一）不是标注。")
    assert texts_of(clause) == [
        "推进快递绿色包装。（商务部、邮政局指导）",
        "焚烧企业应当公开排放数据。",
        "（一）不是标注。",
    ]


def test_a_bracket_on_a_line_of_its_own_and_one_at_the_end() -> None:
    clause = article("发放失业保险金。（县人力资源社会保障局、县医保局负责）")
    assert texts_of(clause) == ["发放失业保险金。（县人力资源社会保障局、县医保局负责）"]


def test_a_first_sentence_that_rules_something_is_more_than_a_heading() -> None:
    text = "关于加强管理的通知\n一、其技术处理由防化部门负责。发现后要逐级上报，确保安全。\n二、加强组织领导。各地要明确分工，落实责任。"
    document = parse(normalise(text), document_id="d")
    first, second = (c for c in document.walk() if c.kind == "clause")
    assert first.heading and second.heading
    assert next(iter(units_of(first, fine=False))).text == "其技术处理由防化部门负责。"
    assert [u.text for u in units_of(second, fine=False)] == ["各地要明确分工，落实责任。"]


def test_the_rule_of_a_table_is_no_part_of_a_unit() -> None:
    """A cell that ends at its rule, and one that a rule opens."""
    text = "关于加强管理的通知\n一、加强管理。提升服务能力。| 完善诊疗科目|\n二、加强组织。各地落实责任。"
    document = parse(normalise(text), document_id="d")
    units = [u.text for c in document.walk() if c.kind == "clause" for u in units_of(c, fine=False)]
    assert "完善诊疗科目" in units and not any("|" in unit for unit in units)
    cell = Clause("d#一", "d", ("一",), "", "提升团队服务能力|", ((0, 9),))
    assert [u.text for u in units_of(cell, fine=False)] == ["提升团队服务能力"]


def test_a_first_sentence_that_says_something_is_no_heading() -> None:
    text = "某县办法\n\n一、由于目前市场开放程度仍较低，近期增设新品种的条件还不成熟。应先做好准备。\n\n二、加强管理，优化服务。应先做好准备。\n"
    document = parse(normalise(text), document_id="d")
    first, second = (c for c in document.walk() if c.path in (("一",), ("二",)))
    assert next(unit.text for unit in units_of(first, fine=False)).startswith("由于目前")
    assert [unit.text for unit in units_of(second, fine=False)] == ["应先做好准备。"]
