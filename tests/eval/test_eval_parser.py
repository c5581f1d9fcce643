"""The figures of the parser: what is counted, what is printed, and the page of the docs."""

from __future__ import annotations

from eval import parse_speed, parser
from eval.trees import Counts, Gold, Score
from rag.parse.parser import parse

RATES = {"all": 3.5, "without figures": 5.0, "x1": 6.0, "x4": 6.0, "x16": 5.0, "ratio": 1.2}


def score(then: Counts | None) -> Score:
    gold = Gold("d", None, None, None, (("一",), ("二",)), frozenset(), then)
    return Score(gold, parse("一、甲\n二、乙", document_id="d"), Counts(2, 2, 2), Counts())


def test_the_share_at_first_sight_is_told_only_where_all_trees_have_it() -> None:
    assert parser._group([score(Counts(2, 2, 1)), score(Counts(2, 2, 2))])["path_f1_then"] == 0.75
    assert "path_f1_then" not in parser._group([score(None), score(Counts(2, 2, 2))])


def test_what_is_printed() -> None:
    values = {
        "trees": {"all": parser._group([score(None)])},
        "unaccounted": 0,
        "documents": 5,
        "speed": RATES,
    }
    shown = "\n".join(parser.lines(values, {"parser": {"cases": 9, "failed": 0, "slowest": 0.1}}))
    assert "3.5 MB/s" in shown and "0 in 5 documents" in shown and "fuzz parser: 9 cases, 0 failed" in shown


def test_copies_differ_in_each_line() -> None:
    text = "甲乙丙丁戊己庚辛壬癸\n短"
    assert parse_speed.renamed(text, 3) == "甲乙丙丁戊己庚辛壬癸3\n短"


def test_the_ugly_page_is_read_as_it_was_worked_out_by_hand() -> None:
    document = parse(parser.UGLY.read_text("utf-8"), document_id="ugly-page")
    assert ["/".join(clause.path) for clause in document.walk()] == [
        "标题", "主送", "前言", "一", "一/1", "一/2", "二", "二/（一）", "二/（二）", "二/（三）", "二/（三）/①", "二/（三）/②",
        "三", "附件说明", "落款", "附件", "附件/行1", "附件/行2", "附件/行3",
    ]  # fmt: skip
    assert (document.number, document.status) == ("云政办发〔2024〕9号", "in_force")
    assert (document.effective_on, document.expires_on) == ("2024-05-01", "2027-05-01")
