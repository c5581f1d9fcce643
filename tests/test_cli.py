"""The command line: its commands, exit codes and messages."""

from __future__ import annotations

import io
import json
import os
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from rag import cli, commands
from rag.cli import main, parser
from rag.errors import RagError
from rag.settings import Settings


@pytest.fixture
def here(process_settings: Settings) -> Settings:
    return process_settings


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_every_command_has_a_function() -> None:
    (commands_of,) = [a for a in parser()._actions if hasattr(a, "choices") and isinstance(a.choices, dict)]
    names = set(commands_of.choices or ())
    assert {"ask", "build", "outline", "chat", "eval", "index", "doctor"} <= names
    for name in names - {"eval"}:
        assert callable(getattr(commands, name, None)) or name == "mcp", name
    assert callable(commands.evaluate)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["ask", "--help"],
        ["build", "--help"],
        ["outline", "--help"],
        ["chat", "--help"],
        ["doctor", "--help"],
        ["index", "--help"],
    ],
)
def test_help_is_there(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    assert "usage: rag" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["ask", "--no-such"], ["outline"], ["chat", "--port", "x"], ["index", "burn"]]
)
def test_wrong_usage_exits_with_2_and_shows_the_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: rag" in capsys.readouterr().err


def test_ask_prints_the_answer_with_its_references(
    here: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "ask", "云山县家庭医生签约覆盖率目标是多少？")
    assert code == 0 and err == ""
    assert "45%以上" in out and "依据：" in out
    assert "[1] 《云山县基层卫生服务提升实施方案》（云政办〔2024〕12号）一" in out


def test_ask_json(here: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "--json", "云山医保基金谁牵头？")
    value = json.loads(out)
    assert code == 0 and value["status"] == "answered"
    assert value["citations"][0]["clause_id"] == "yunshan-2024#二/（二）"
    assert "县医保局" in out, "Chinese stays readable"


def test_a_refusal_is_no_failure(here: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "云山县有几家牙科诊所？")
    assert code == 0 and "没有写明" in out


@pytest.mark.parametrize("question", ["", "   ", "？", "问" * 2001])
def test_a_question_that_cannot_be_taken_exits_with_2(
    here: Settings, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    code, out, err = run(capsys, "ask", question)
    assert code == 2 and out == "" and "/ " in err


def test_the_question_may_come_from_standard_input(
    here: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in (["ask"], ["ask", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("云山医保基金谁牵头？\n".encode())))
        code, out, _ = run(capsys, *arguments)
        assert code == 0 and "县医保局" in out


def test_bytes_on_standard_input_that_are_no_text(
    here: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe" * 9)))
    assert run(capsys, "ask", "-")[0] in (0, 2)


def test_outline(here: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(here.corpus / "yunshan-2024.txt")
    code, out, _ = run(capsys, "outline", file)
    assert code == 0 and "发文字号: 云政办〔2024〕12号" in out and "牵头单位：县医保局" in out
    code, out, _ = run(capsys, "outline", "--json", file)
    assert code == 0 and json.loads(out)["document"]["id"] == "yunshan-2024"


def test_build_says_what_it_built_and_skipped(
    here: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("某县办法\n\n第一条 完。\n", "utf-8")
    (tmp_path / "docs" / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    code, out, err = run(
        capsys, "build", str(tmp_path / "docs"), "--index", str(tmp_path / "index"), "--quiet"
    )
    assert code == 0 and out.startswith("1 documents, ") and "b.pdf: " in err


def test_index_lists_verifies_and_switches(
    here: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--index", str(tmp_path / "index")]
    docs = tmp_path / "docs"
    docs.mkdir()
    for text in ("甲", "乙"):
        (docs / "a.txt").write_text(f"某县办法\n\n第一条 {text}。\n", "utf-8")
        assert run(capsys, "build", str(docs), "--quiet", *folder)[0] == 0
    code, out, _ = run(capsys, "index", "list", *folder)
    lines = out.splitlines()
    assert code == 0 and len(lines) == 2 and sum(line.startswith("*") for line in lines) == 1
    other = next(line.split()[0] for line in lines if not line.startswith("*"))
    code, out, _ = run(capsys, "index", "use", other, *folder)
    assert code == 0 and f"* {other}" in out
    assert run(capsys, "index", "verify", *folder)[:2] == (0, "ok\n")
    code, out, _ = run(capsys, "index", "gc", "--keep", "1", *folder)
    assert code == 0 and len([line for line in out.splitlines() if not line.startswith("removed")]) >= 1
    code, _, err = run(capsys, "index", "use", *folder)
    assert code == 2 and "rag index list" in err
    code, _, err = run(capsys, "index", "use", "none", *folder)
    assert code == 2 and "none" in err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "谁牵头", "--index", "{tmp}/none"], "rag build"),
        (["index", "list", "--index", "{tmp}/none"], "rag build"),
        (["build", "{tmp}/none", "--index", "{tmp}/index"], "check the path"),
        (["build", "{tmp}", "--index", "{tmp}/index"], "no readable documents"),
        (["outline", "{tmp}/none.txt"], "none.txt"),
        (["outline", "{tmp}"], "give a document"),
        (["ask", "--batch", "{tmp}/none.jsonl", "--output", "{tmp}/out"], "none.jsonl"),
        (["ask", "--batch", "{tmp}/none.jsonl"], "--output"),
    ],
)
def test_what_is_missing_exits_with_2_names_it_and_the_next_step(
    here: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    code, out, err = run(capsys, *[a.format(tmp=tmp_path) for a in arguments])
    assert code == 2 and out == ""
    assert err.splitlines()[-1].startswith("rag: ") and named.format(tmp=tmp_path) in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "prune", "--days", "-5"],
        ["audit", "prune", "--days", "0"],
        ["audit", "--last", "-1"],
        ["index", "gc", "--keep", "-3"],
        ["index", "gc", "--keep", "0"],
        ["index", "gc", "--keep", "x"],
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2 and "give a whole number of 1 or more" in capsys.readouterr().err


def test_a_setting_without_a_valid_value_exits_with_2(
    process_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.settings import settings

    monkeypatch.setenv("RAG_MAX_QUESTION", "many")
    settings.cache_clear()
    code, _, err = run(capsys, "ask", "谁牵头")
    assert code == 2 and "RAG_MAX_QUESTION" in err and "unset it" in err


def test_an_encoder_that_is_not_here_exits_with_2(
    process_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.settings import settings

    monkeypatch.setenv("RAG_ENCODER", "./no-such-folder")
    settings.cache_clear()
    code, _, err = run(capsys, "ask", "谁牵头")
    assert code == 2 and "no-such-folder" in err and "RAG_ENCODER" in err


def test_errors_of_ours_are_told_and_others_are_not_hidden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(error: BaseException) -> None:
        def command(options: Namespace) -> int:
            raise error

        monkeypatch.setattr(commands, "doctor", command)

    fails(RagError("what, where, next step"))
    assert run(capsys, "doctor") == (2, "", "rag: what, where, next step\n")
    fails(KeyboardInterrupt())
    assert run(capsys, "doctor")[0] == 130
    fails(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        main(["doctor"])


def test_nothing_leaves_the_machine_unless_somebody_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in cli._QUIET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(commands, "doctor", lambda options: 0)
    main(["doctor"])
    assert {name: os.environ[name] for name in cli._QUIET} == cli._QUIET
    assert {"HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED"} <= set(cli._QUIET)


def test_tracing_is_off_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2")
    for name in names:
        monkeypatch.setenv(name, "true")
    monkeypatch.setattr(commands, "doctor", lambda options: 0)
    main(["doctor"])
    assert [os.environ[name] for name in names] == ["false", "false"]
