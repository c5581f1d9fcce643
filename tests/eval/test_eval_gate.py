"""eval.gate: five points down in any measure closes it; runs without a change never do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from eval_fakes import Scripted, answer, case, citation, unanswerable

from eval import gate
from eval.records import Record
from eval.run import run
from eval.summary import LOWER, overall
from rag.errors import InputError

CASES = [case(f"c{n}") for n in range(200)] + [unanswerable(f"u{n}") for n in range(100)]
UNSURE = {f"c{n}": answer(confidence=1.0) for n in range(200)}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return run(Scripted(UNSURE), CASES)


def worse(records: list[Record], measure: str, count: int) -> list[Record]:
    """The run with one measure at its worst in the first cases that it applies to."""
    changed = []
    for item in records:
        if count and item.measures.get(measure) is not None:
            count -= 1
            bad = 1.0 if measure in LOWER else 0.0
            item = replace(item, measures={**item.measures, measure: bad})
        changed.append(item)
    return changed


def names(stored: dict[str, object], records: list[Record]) -> set[str]:
    return {drop.measure for drop in gate.drops(json.loads(json.dumps(stored)), records)}


def test_twenty_runs_without_a_change_raise_no_alarm(records: list[Record]) -> None:
    stored = gate.baseline(records)
    for _ in range(20):
        assert names(stored, run(Scripted(UNSURE), CASES)) == set()


PER_CASE = sorted({name for item in run(Scripted(), [case(), unanswerable()]) for name in item.measures})


@pytest.mark.parametrize("measure", PER_CASE)
def test_five_points_in_any_measure_close_it(records: list[Record], measure: str) -> None:
    applies = sum(item.measures.get(measure) is not None for item in records)
    planted = worse(records, measure, -(-applies * 5 // 100))
    assert measure in names(gate.baseline(records), planted)


def test_five_points_in_what_is_only_defined_over_all_close_it(records: list[Record]) -> None:
    stored = gate.baseline(records)
    refusing = [
        replace(item, status="refused") if item.id in {f"c{n}" for n in range(10)} else item
        for item in records
    ]
    assert {"false_refusals", "refusal_precision"} <= names(stored, refusing)
    answering = [
        replace(item, status="answered") if item.id in {f"u{n}" for n in range(5)} else item
        for item in records
    ]
    assert "refusal_recall" in names(stored, answering)
    boasting = [replace(item, right=item.id not in {f"c{n}" for n in range(12)}) for item in records]
    assert overall(boasting)["ece"] > 0.05 and "ece" in names(stored, boasting)


def test_a_small_drop_closes_it_only_if_significant(records: list[Record]) -> None:
    stored = gate.baseline(records)
    assert names(stored, worse(records, "right", 4)) == set()  # 2 points, p = 0.13
    found = gate.drops(stored, worse(records, "right", 9))  # 4.5 points, p = 0.004
    assert [drop.measure for drop in found] == ["right"] and "p = 0.00" in str(found[0])


def test_a_rise_is_no_drop(records: list[Record]) -> None:
    stored = gate.baseline(worse(records, "right", 30))
    assert names(stored, records) == set()


def test_a_question_left_out_closes_it_and_a_new_one_does_not(records: list[Record]) -> None:
    stored = gate.baseline(records)
    found = gate.drops(stored, records[1:])
    assert [drop.measure for drop in found] == ["questions"] and "c0" in str(found[0])
    wrong = run(Scripted({"new": ValueError()}), [case("new")])
    assert gate.drops(stored, [*records, *wrong]) == []


def test_nothing_left_to_measure_closes_it(records: list[Record]) -> None:
    stored = gate.baseline(records)
    none = [replace(x, measures={**x.measures, "label": None}) for x in records]
    assert names(stored, none) == {"label"}


def test_baseline_file(tmp_path: Path, records: list[Record]) -> None:
    file = tmp_path / "deep" / "baseline.json"
    gate.write_baseline(file, records)
    assert gate.drops(gate.read_baseline(file), records) == []
    first = file.read_bytes()
    gate.write_baseline(file, records)
    assert file.read_bytes() == first
    file.write_text("[]", "utf-8")
    with pytest.raises(InputError, match="not a baseline"):
        gate.read_baseline(file)
    with pytest.raises(InputError, match="cannot be read"):
        gate.read_baseline(tmp_path / "none.json")


def test_citations_that_go_wrong_are_seen(records: list[Record]) -> None:
    bad = answer(citations=(citation(label="《甲市试行方案》九"),), confidence=1.0)
    spoilt = run(Scripted(UNSURE | {f"c{n}": bad for n in range(10)}), CASES)
    assert names(gate.baseline(records), spoilt) == {"label"}
