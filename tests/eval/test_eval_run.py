"""eval.run and eval.records: nothing is left out, runs resume, equal runs are equal bytes."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from eval_fakes import CLAUSES, FIRST, Scripted, answer, case, refusal, unanswerable

from eval.records import from_line, record, to_line
from eval.run import PART, RECORDS, TIMINGS, read_records, read_timings, run
from eval.summary import latency, means, overall, summarise, table
from rag.errors import InputError
from rag.types import Answer

CASES = [case(f"c{n}") for n in range(5)] + [unanswerable("u1"), unanswerable("u2")]


class Interrupt(Scripted):
    """Stops the run, as Ctrl-C does, at one case."""

    def ask(self, question: str, history: object = (), *, id: str | None = None) -> Answer:
        if id == "c3":
            raise KeyboardInterrupt
        return super().ask(question, (), id=id)


def test_every_case_has_a_record_in_order() -> None:
    records = run(Scripted(), CASES, known=frozenset(CLAUSES))
    assert [item.id for item in records] == [item.id for item in CASES]
    assert all(item.right and item.cause is None for item in records)
    assert records[0].measures["recall@1"] == 1 and records[0].documents == ("jia",)
    assert records[-1].measures == {**{"refused": 1.0, "label": None, "quote": None, "superseded": None}}


def test_a_crash_is_a_wrong_answer_with_its_message() -> None:
    records = run(Scripted({"c1": ValueError("boom"), "u1": RecursionError()}), CASES)
    crash = records[1]
    assert crash.status == "error" and crash.error == "ValueError: boom"
    assert crash.cause == "crash" and not crash.right
    assert crash.measures["right"] == 0 and crash.measures["label"] == 0
    assert crash.measures["recall@10"] == 0 and crash.measures["citation_recall"] == 0
    assert records[5].measures["refused"] == 0
    total = overall(records)
    assert total["right"] == pytest.approx(4 / 5) and total["refused"] == 0.5
    assert total["crashes"] == pytest.approx(2 / 7) and total["recall@10"] == pytest.approx(4 / 5)


def test_an_error_answer_is_a_wrong_answer_too() -> None:
    broken = Answer(id="c1", question="x", status="error", text="too long")
    assert run(Scripted({"c1": broken}), CASES)[1].error == "too long"


def test_two_runs_are_equal_bytes_and_timings_are_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(Scripted({"c1": ValueError("boom")}), CASES, folder=tmp_path / name)
    assert (tmp_path / "a" / RECORDS).read_bytes() == (tmp_path / "b" / RECORDS).read_bytes()
    assert len(read_timings(tmp_path / "a")) == len(CASES)
    assert "ms" not in json.loads((tmp_path / "a" / RECORDS).read_text().split("\n")[0])
    assert not (tmp_path / "a" / PART).exists()


def test_lines_keep_everything() -> None:
    for given in (answer(), refusal(), answer(table=(("甲", "45%"),))):
        item = record(case(), given)
        assert to_line(from_line(to_line(item))) == to_line(item)
    with pytest.raises(ValueError, match="not a record"):
        from_line('{"id": "c1", "documents": []}')


def stopped(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(Interrupt(), CASES, folder=folder, key="k")


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    stopped(tmp_path)
    with (tmp_path / PART).open("a") as file:
        file.write('{"case": "cut sho')
    again = Scripted()
    seen: list[tuple[int, int]] = []
    records = run(again, CASES, folder=tmp_path, key="k", progress=lambda *at: seen.append(at))
    assert again.asked == ["c3", "c4", "u1", "u2"]
    assert [item.id for item in records] == [item.id for item in CASES]
    assert seen[0] == (4, 7) and seen[-1] == (7, 7)
    run(Scripted(), CASES, folder=tmp_path / "whole")
    assert (tmp_path / RECORDS).read_bytes() == (tmp_path / "whole" / RECORDS).read_bytes()


def test_a_run_of_something_else_is_not_resumed(tmp_path: Path) -> None:
    stopped(tmp_path)
    again = Scripted()
    run(again, CASES, folder=tmp_path, key="other")
    assert len(again.asked) == len(CASES)


def test_a_changed_case_is_asked_again(tmp_path: Path) -> None:
    stopped(tmp_path)
    again = Scripted()
    changed = [case("c0", facts=(("46%",),)), *CASES[1:]]
    assert not run(again, changed, folder=tmp_path, key="k")[0].right
    assert again.asked[0] == "c0" and "c1" not in again.asked


def test_a_finished_run_is_done_anew(tmp_path: Path) -> None:
    run(Scripted(), CASES, folder=tmp_path, key="k")
    again = Scripted()
    run(again, CASES, folder=tmp_path, key="k")
    assert len(again.asked) == len(CASES)


def test_several_processes_give_the_same_and_outlive_a_dead_worker(tmp_path: Path) -> None:
    opener = partial(Scripted, {"c2": "die", "c4": ValueError("boom")})
    records = run(Scripted(), CASES, folder=tmp_path, jobs=2, reopen=opener)
    assert [item.id for item in records] == [item.id for item in CASES]
    assert [item.id for item in records if item.status == "error"] == ["c2", "c4"]
    assert "BrokenProcessPool" in (records[2].error or "")
    with pytest.raises(InputError, match="--jobs 1"):
        run(Scripted(), CASES, jobs=2)


def test_records_that_are_missing_or_foreign_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no records"):
        read_records(tmp_path)
    (tmp_path / RECORDS).write_text("{}\n", "utf-8")
    with pytest.raises(InputError, match="no records"):
        read_records(tmp_path)
    assert read_timings(tmp_path) == []
    run(Scripted(), CASES, folder=tmp_path)
    assert len(read_records(tmp_path)) == len(CASES) and (tmp_path / TIMINGS).exists()


# ---- summary ----


def test_means_leave_out_only_what_does_not_apply() -> None:
    records = run(Scripted({"c0": refusal(), "u1": answer()}), CASES)
    found = means(records)
    assert found["right"] == pytest.approx(4 / 5) and found["false_refusal"] == pytest.approx(1 / 5)
    assert found["refused"] == 0.5 and found["gold_cited"] == 1 and found["label"] == 1
    assert found["citation_recall"] == pytest.approx(4 / 5)


def test_groups_and_table() -> None:
    cases = [*CASES, case("c9", kind="date", style="typo", gold=((FIRST,), ("yi#一",)))]
    summary = summarise(run(Scripted({"c0": refusal()}), cases), [10.0, 20.0, 30.0])
    assert summary["by"]["kind"]["date"]["n"] == 1
    assert summary["by"]["kind"]["unanswerable"] == {
        **{"n": 2, "refused": 1.0, "label": None, "quote": None, "superseded": None}
    }
    assert summary["by"]["document"]["jia"]["n"] == 6 and summary["by"]["document"]["yi"]["n"] == 1
    assert summary["overall"]["false_refusals"] == pytest.approx(1 / 6)
    assert summary["causes"] == {"refusal": 1}
    text = table(summary)
    assert "by document" in text and "p50 20.0 ms" in text and "refusal 1" in text
    widths = {len(line) for line in text.split("\n")[:2]}
    assert len(widths) == 1
    assert latency([]) == {"p50": None, "p95": None, "max": None}


def test_a_summary_of_nothing_has_no_figures() -> None:
    assert summarise([])["overall"]["n"] == 0
    assert "–" in table(summarise([]))
