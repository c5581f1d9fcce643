"""The load run, shortened: a real server, several askers, a rebuild in their midst; and that it would notice."""

from __future__ import annotations

import json
from pathlib import Path

from eval import load
from eval.load import Outcome, Seen

QUESTIONS = (
    "云山县家庭医生签约覆盖率目标是多少？",
    "临江市家庭医生签约覆盖率目标是多少？",
    "云山县有几家牙科诊所？",
    "云山县发展中医服务由谁牵头？",
)


def test_a_short_run_has_no_errors_and_sees_the_rebuild(small_corpus: Path, tmp_path: Path) -> None:
    with load.served(tmp_path, small_corpus, "hashing") as server:
        outcome = load.run(server, QUESTIONS, askers=4, seconds=2.0)
    assert outcome.well(timed=False), outcome.lines()
    assert len(outcome.seen.seconds) >= 4 and outcome.early > 0 and server.process.poll() is not None
    assert outcome.seen.outcomes["refused"] and outcome.seen.outcomes["answered"]


def body(status: str = "answered", text: str = "45%", index: str = "v1") -> bytes:
    return json.dumps(
        {"id": text, "status": status, "answer": text, "index": index, "timings_ms": {}}
    ).encode()


def test_what_is_wrong_is_counted() -> None:
    seen = Seen()
    seen.took("a", 200, body(), 0.1)
    seen.took("a", 200, body(), 0.2)
    seen.took("a", 200, body(text="54%", index="v2"), 0.2)
    seen.took("a", 429, b"", 0.0)
    assert seen.errors == [] and seen.statuses == {200: 3, 429: 1} and len(seen.seconds) == 3
    seen.took("a", 200, body(text="54%"), 0.1)
    seen.took("a", 200, body("error", "x", "v3"), 0.1)
    seen.took("a", 500, b"oops", 0.1)
    seen.failed(ConnectionResetError("gone"))
    assert [error.partition(" ")[0] for error in seen.errors] == [
        "another", "another", "status", "ConnectionResetError:",
    ]  # fmt: skip


def outcome(**changes: object) -> Outcome:
    seen = Seen(seconds=[0.1] * 94 + [2.4] * 6)
    values = {"askers": 1, "lasted": 10.0, "seen": seen, "early": 100.0, "late": 104.9, "peak": 120.0}
    return Outcome(**{**values, "rebuilt": True, **changes})  # type: ignore[arg-type]


def test_aims() -> None:
    assert outcome().well() and outcome().seen.within(0.5) == 0.1
    assert not outcome(late=106.0).well() and outcome(late=106.0).well(timed=False)
    assert not outcome(rebuilt=False).well(timed=False)
    assert not outcome(seen=Seen(seconds=[2.6] * 10)).well()
    assert not outcome(seen=Seen(seconds=[0.1], errors=["x"])).well(timed=False)
    assert not outcome(seen=Seen()).well(timed=False), "nobody was answered"
