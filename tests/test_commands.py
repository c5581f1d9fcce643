"""Batches of questions: no record stops them."""

from __future__ import annotations

import gc
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import commands
from rag.commands import record
from rag.errors import InputError
from rag.pipeline import Assistant
from rag.settings import Settings
from rag.types import Answer, Message


def test_one_question_is_answered_without_garbage_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []
    monkeypatch.setattr(commands, "_one", lambda options: found.append(gc.isenabled()) or 0)
    assert commands.ask(Namespace(batch=None)) == 0
    assert found == [False] and gc.isenabled()


def test_a_record() -> None:
    line = {
        "id": "q7",
        "question": "谁牵头？",
        "history": [{"role": "user", "content": "云山"}, {"role": "assistant", "content": "见一"}],
    }
    name, question, history = record(json.dumps(line).encode(), 3)
    assert (name, question) == ("q7", "谁牵头？")
    assert history == (Message("user", "云山"), Message("assistant", "见一"))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'{"question": "a"}', "3"),
        (b'{"id": null, "question": "a"}', "3"),
        (b'{"id": 12, "question": "a"}', "12"),
        (b'{"id": "x", "question": "a", "history": null}', "x"),
        ('\ufeff{"id": "bom", "question": "a"}'.encode(), "bom"),
    ],
)
def test_the_id_of_a_record_else_its_line(line: bytes, name: str) -> None:
    assert record(line, 3) == (name, "a", ())


BAD = [
    b"not json",
    b"",
    b"[1, 2]",
    b'"text"',
    b"null",
    b'{"id": "x"}',
    b'{"question": 5}',
    b'{"question": null}',
    b"\xff\xfe{}",
    b'{"question": "a", "history": "text"}',
    b'{"question": "a", "history": [1]}',
    b'{"question": "a", "history": [{"role": "system", "content": "x"}]}',
    b'{"question": "a", "history": [{"role": "user"}]}',
    b'{"question": "a", "history": [{"role": "user", "content": 1}]}',
    b"[" * 100_000,
    b'{"id": ' + b"9" * 5000 + b', "question": "a"}',
]


@pytest.mark.parametrize("line", BAD, ids=range(len(BAD)))
def test_a_bad_record_is_named_by_its_line(line: bytes) -> None:
    with pytest.raises(InputError, match=r"^line 3: "):
        record(line, 3)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_record_or_an_input_error(line: bytes) -> None:
    try:
        name, question, _ = record(line, 1)
    except InputError:
        return
    assert isinstance(name, str) and isinstance(question, str)


def batch(tmp_path: Path, lines: list[bytes]) -> list[dict[str, Any]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join(lines))
    assert commands.ask(Namespace(batch=source, output=target, index=None, question=None, json=False)) == 0
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_bad_records_get_an_answer_and_the_rest_is_answered(
    process_settings: Settings, tmp_path: Path
) -> None:
    good = json.dumps({"id": "good", "question": "云山医保基金谁牵头？"}).encode()
    odd = [
        json.dumps({"id": "empty", "question": ""}).encode(),
        json.dumps({"id": "long", "question": "问" * 5000}).encode(),
        b'{"id": "surrogate", "question": "\\ud800\xe7\xad\xbe"}',
        b'{"id": "\\ud800", "question": "\\u7b7e"}',
        json.dumps({"id": "control", "question": "云山\x00\x07医保基金谁牵头？"}).encode(),
        json.dumps(
            {"id": "turn", "question": "谁牵头？", "history": [{"role": "user", "content": "\ud800"}]}
        ).encode(),
    ]
    answers = batch(tmp_path, [*[line for line in BAD if line], *odd, b"", b"   ", good])
    assert len(answers) == len([line for line in BAD if line]) + len(odd) + 1
    by_id = {a["id"]: a for a in answers}
    assert by_id["good"]["status"] == by_id["control"]["status"] == "answered"
    assert {by_id[n]["status"] for n in ("empty", "long", "surrogate")} == {"error"}
    bad = answers[: len([line for line in BAD if line])]
    assert {a["status"] for a in bad} == {"error"}
    assert [a["id"] for a in bad[:2]] == ["1", "2"], "a record without an id is named by its line"
    assert all(a["answer"] for a in answers)


def test_a_fault_of_the_program_costs_its_record_alone(
    process_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Assistant.ask

    def ask(self: Assistant, question: str, *args: Any, **more: Any) -> Answer:
        if "签约" in question:
            raise RecursionError("too deep")
        return asked(self, question, *args, **more)

    monkeypatch.setattr(Assistant, "ask", ask)
    lines = [
        json.dumps({"question": question}).encode() for question in ("签约率是多少？", "云山医保基金谁牵头？")
    ]
    failed, answered = batch(tmp_path, lines)
    assert (failed["status"], failed["answer"]) == ("error", commands.FAILED)
    assert answered["status"] == "answered"


def test_histories_are_used(process_settings: Settings, tmp_path: Path) -> None:
    turns = [
        {"role": "user", "content": "云山县家庭医生签约覆盖率目标是多少？"},
        {"role": "assistant", "content": "45%"},
    ]
    (answer,) = batch(
        tmp_path, [json.dumps({"id": "f", "question": "那临江呢？", "history": turns}).encode()]
    )
    assert answer["standalone_question"].startswith("临江") and "44%" in answer["answer"]


def test_the_answers_come_in_the_order_of_the_questions(process_settings: Settings, tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(i), "question": "云山医保基金谁牵头？"}).encode() for i in (3, 1, 2)]
    answers = batch(tmp_path, lines)
    assert [a["id"] for a in answers] == ["3", "1", "2"]
    assert len({a["answer"] for a in answers}) == 1


def test_an_output_that_cannot_be_written_says_so(process_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"question": "a"}', "utf-8")
    options = Namespace(
        batch=tmp_path / "in.jsonl", output=tmp_path / "no" / "out", index=None, question=None, json=False
    )
    with pytest.raises(InputError, match=r"cannot be written.*choose another file"):
        commands.ask(options)


def test_the_progress_bar_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show = commands.progress_bar()
    show(1, 2)
    show(2, 2)
    assert capsys.readouterr() == ("", "")
