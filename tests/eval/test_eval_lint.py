"""eval.lint: every planted fault is found, and the shipped cases are proved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eval_fakes import DOCUMENT, FIRST, SECOND, case, unanswerable

from eval.cases import Case, load_cases, to_json
from eval.corpus import read_documents
from eval.lint import QUESTIONS, lint, main, overview
from rag.types import Message

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(__file__).resolve().parents[3] / "shared"
TURNS = (Message("user", "问"), Message("assistant", "答"))


def messages(item: Case) -> str:
    return "\n".join(str(finding) for finding in lint([item], [DOCUMENT]))


def test_sound_cases_pass() -> None:
    metadata = case(
        "c2",
        kind="document",
        facts=(("甲办[2021]3号",), ("2021年6月30日",), ("甲市人民政府",), ("甲市试行方案",)),
    )
    department = case("c3", facts=(("九成", "市卫生健康委"),))
    followup = case("c4", style="followup", history=TURNS)
    assert lint([case(), metadata, department, followup, unanswerable()], [DOCUMENT]) == []


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (case(gold=((FIRST, "jia#九"),)), "no clause jia#九"),
        (case(facts=(("46%",),)), "fact 46% is in no gold clause"),
        (case(gold=((SECOND,),)), "fact 45% is in no gold clause"),
        (case(facts=()), "no fact is needed"),
        (case(facts=(("45%",), ("45%",))), "given twice"),
        (case(gold=()), "no gold clause is given"),
        (case(near=True), "must be null"),
        (case(kind="riddle"), "kind 'riddle'"),
        (case(style="verse"), "style 'verse'"),
        (case(style="followup"), "go together"),
        (case(history=TURNS), "go together"),
        (case(style="followup", history=TURNS[:1]), "assistant's turn"),
        (unanswerable(gold=((FIRST,),)), "must be empty"),
        (unanswerable(facts=(("45%",),)), "must be empty"),
        (unanswerable(reason=None), "reason must be one of"),
        (unanswerable(near=None), "near must be true or false"),
    ],
)
def test_a_planted_fault_is_found(item: Case, said: str) -> None:
    assert said in messages(item)


def test_an_id_used_twice_is_found_once() -> None:
    found = lint([case(), case(), case()], [DOCUMENT])
    assert [finding.message for finding in found] == ["id used twice"]


def test_main_reports_and_sets_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "q.jsonl"
    monkeypatch.setattr("eval.lint.read_documents", lambda folder: [DOCUMENT])
    arguments = ["--corpus", str(tmp_path), "--questions", str(file)]
    file.write_text(json.dumps(to_json(case())), "utf-8")
    assert main(arguments) == 0
    assert "1 answerable" in capsys.readouterr().out
    file.write_text(json.dumps(to_json(case(facts=(("46%",),)))), "utf-8")
    assert main(arguments) == 1
    assert "c1: fact 46%" in capsys.readouterr().out
    file.write_text("{", "utf-8")
    assert main(arguments) == 2
    assert "q.jsonl:1" in capsys.readouterr().err


def test_a_lopsided_split_is_said() -> None:
    chain = [case(f"c{n}", gold=((f"d#{n}",), (f"d#{n + 1}",))) for n in range(10)]
    assert "lopsided" in overview(chain)


def test_the_shipped_cases_hold_on_the_originals() -> None:
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared/corpus with the original documents is not here")
    findings = lint(load_cases(QUESTIONS), read_documents(SHARED / "corpus"))
    assert not findings, "\n".join(map(str, findings))


def test_the_shipped_cases_hold_on_the_digests() -> None:
    findings = lint(load_cases(QUESTIONS), read_documents(ROOT / "corpus"))
    assert not findings, "\n".join(map(str, findings))
