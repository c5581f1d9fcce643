"""What the commands of the README print: run for real over ``corpus/``, stored, shown.

``python -m eval.docs --outputs`` runs them again (about half a minute); nothing in the README is
written by hand between the markers.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from eval.measured import BASELINE, ROOT, defaults, run
from rag.errors import InputError

FILE = BASELINE / "outputs.json"

ASKED = "徐汇区家庭医生签约率要达到多少？"
#: Questions of the README by the name of their block; a test asks them again.
QUESTIONS = {
    "ask": ASKED,
    "ask-department": "平顶山市哪些部门负责药品带量采购？",
    "ask-compare": "徐汇和丽水的家庭医生签约率分别是多少？",
    "ask-mentions": "哪些文件没有提到DRG？",
    "ask-refused": "平顶山市到2025年每千人口床位数要达到多少张？",
}
#: A batch: a question, a follow-up, and a line that is no record.
BATCH = (
    {"id": "q1", "question": ASKED},
    {
        "id": "q2",
        "question": "那丽水呢？",
        "history": [{"role": "user", "content": ASKED}, {"role": "assistant", "content": "45%"}],
    },
    "not a record",
)
#: Fields of the JSON form that the README leaves out: long, or other at every run.
LEFT_OUT = ("id", "retrieved", "timings_ms", "index", "table", "notes", "model", "standalone_question")
_OUTLINE = "rag outline corpus/xuhui-2023-community-health.txt"


def commands() -> dict[str, str]:
    """Every command shown, by the name of its block, in the order they are run."""
    return {
        "build": "rag build",
        **{name: f'rag ask "{question}"' for name, question in QUESTIONS.items()},
        "ask-json": f'rag ask --json "{ASKED}"',
        "outline": _OUTLINE,
        "check": "rag check",
        "index-list": "rag index list",
        "doctor": "rag doctor",
    }


def capture() -> dict[str, str]:
    """Runs every command over an index of its own and gives what each printed.

    Raises:
        InputError: one of them failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        env = {**defaults(), "RAG_INDEX": str(Path(scratch) / "index")}
        # rag check and rag doctor end with 1 where they find something: that is output too.
        printed = {name: run(command, env=env, well=(0, 1)).rstrip() for name, command in commands().items()}
        printed["ask-json"] = shorter(json.loads(printed["ask-json"]))
        printed["ask-batch"] = _batch(Path(scratch), env)
    return {name: _open_folder(text, scratch) for name, text in printed.items()}


def _open_folder(text: str, scratch: str) -> str:
    """The folders of this run as the user's own are called."""
    return text.replace(f"{scratch}/", "").replace(f"{ROOT}/", "")


def _batch(scratch: Path, env: dict[str, str]) -> str:
    asked, answers = scratch / "questions.jsonl", scratch / "answers.jsonl"
    lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in BATCH]
    asked.write_text("\n".join(lines) + "\n", "utf-8")
    run("rag ask --batch", str(asked), "--output", str(answers), env=env)
    records = [json.loads(line) for line in answers.read_text("utf-8").splitlines()]
    kept = [{key: r[key] for key in ("id", "standalone_question", "status", "answer")} for r in records]
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in kept)


def shorter(answer: dict[str, Any]) -> str:
    """The JSON form without ``LEFT_OUT``, the cited document by its title alone."""
    kept = {key: value for key, value in answer.items() if key not in LEFT_OUT}
    kept["citations"] = [
        {**citation, "document": {"id": citation["document"]["id"], "title": citation["document"]["title"]}}
        for citation in kept["citations"]
    ]
    return json.dumps(kept, ensure_ascii=False, indent=1)


def store(printed: dict[str, str], file: Path = FILE) -> None:
    """Writes the outputs whole or not at all."""
    beside = file.with_suffix(".tmp")
    lines = {name: text.split("\n") for name, text in printed.items()}
    beside.write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(beside, file)


def stored(file: Path = FILE) -> dict[str, str]:
    """The stored outputs.

    Raises:
        InputError: they are missing or damaged.
    """
    try:
        lines = json.loads(file.read_text("utf-8"))
        return {name: "\n".join(lines[name]) for name in (*commands(), "ask-batch")}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{file.name}: no stored outputs ({error}); run: python -m eval.docs --outputs"
        ) from error
