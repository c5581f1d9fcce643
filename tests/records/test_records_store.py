"""The record store: everything asked is in it, nothing of it can be changed, and it outlives a crash."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import FakeAssistant
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.errors import InputError, SettingsError
from rag.pipeline import Assistant
from rag.records.entry import Asked, digest, lasting, program
from rag.records.store import FILE, Keeping, Opinion, Records
from rag.types import Message

ANSWER = FakeAssistant().ask("徐汇的签约目标是多少？")
ASKED = Asked(
    "api",
    "徐汇的签约目标是多少？",
    (Message("user", "你好"),),
    frozenset({"b", "a"}),
    "王芳",
    frozenset({"b", "a", "c"}),
)


def rows(records: Records, table: str = "answers") -> int:
    with closing(sqlite3.connect(records.path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def aged(records: Records, days: float, id: str = "old") -> None:
    """A record and a vote of so many days ago, put in past the clock of the store."""
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    columns = "at, id, user, channel, asked, index_version, clauses, verdicts, status, timings, program"
    with closing(sqlite3.connect(records.path)) as connection, connection:
        connection.execute(
            f"INSERT INTO answers ({columns}) VALUES (?, ?, '-', 'api', '{{}}', 'v', '[]', '[]', 's', '{{}}', 'p')",
            (at, id),
        )
        connection.execute(
            "INSERT INTO feedback (at, id, user, vote, comment, index_version, exchange)"
            " VALUES (?, ?, '-', 'up', '', 'v', '{}')",
            (at, id),
        )


def test_everything_about_an_answer_is_kept(tmp_path: Path) -> None:
    records = Records(tmp_path)
    records.answered(ASKED, ANSWER)
    (entry,) = records.entries()
    assert (entry.user, entry.channel, entry.question) == ("王芳", "api", ASKED.question)
    assert entry.history == ASKED.history and entry.documents == ("a", "b")
    assert entry.visible == ("a", "b", "c")
    assert (entry.id, entry.index, entry.status) == (ANSWER.id, "v1", "answered")
    assert entry.clauses == tuple(dict.fromkeys(c.clause.id for c in ANSWER.citations))
    assert entry.verdicts == ("verified", "verified", "[1] verified", "[2] verified")
    assert entry.mode == "extractive" and entry.model is None and entry.answer is None
    assert entry.timings == ANSWER.timings_ms
    assert entry.sha256 == digest(lasting(ANSWER)) and entry.program == program()
    moment = datetime.fromisoformat(entry.at)
    assert timedelta(0) <= datetime.now(UTC) - moment < timedelta(minutes=1)


def test_the_digest_leaves_out_what_differs_each_time_and_nothing_else() -> None:
    base = digest(lasting(ANSWER))
    assert digest(lasting(replace(ANSWER, id="x", timings_ms={"total": 99.0}))) == base
    others = [
        replace(ANSWER, text=ANSWER.text + " "),
        replace(ANSWER, index="v2"),
        replace(ANSWER, citations=ANSWER.citations[:1]),
        replace(ANSWER, statements=(replace(ANSWER.statements[0], verdict="unsupported"),)),
        replace(ANSWER, confidence=ANSWER.confidence + 0.01),
        replace(ANSWER, notes=("x",)),
    ]
    assert base not in {digest(lasting(other)) for other in others}


def test_an_answer_of_a_model_is_kept_whole(tmp_path: Path) -> None:
    records = Records(tmp_path)
    written = replace(ANSWER, mode="generative", model="m", timings_ms={"model": 5.0, "total": 6.0})
    records.answered(ASKED, written)
    (entry,) = records.entries()
    assert entry.answer == lasting(written) and entry.model == "m"


def test_without_questions_nothing_that_was_typed_is_on_disk(tmp_path: Path) -> None:
    records = Records(tmp_path, Keeping(questions=False))
    records.answered(replace(ASKED, question="绝密的问题"), replace(ANSWER, timings_ms={"model": 1.0}))
    (entry,) = records.entries()
    assert entry.question is None and entry.history is None and entry.answer is None
    assert entry.clauses and entry.sha256 and entry.user == "王芳"
    records.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "绝密的问题".encode() not in held and "你好".encode() not in held


def test_off_writes_nothing(tmp_path: Path) -> None:
    records = Records(tmp_path, Keeping("off"))
    records.answered(ASKED, ANSWER)
    records.unanswered(ASKED, "failed", "v1")
    assert list(tmp_path.iterdir()) == [] and records.entries() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answers SET status = 'x'",
        "UPDATE feedback SET vote = 'down'",
        "UPDATE retention SET before = '9'",
        "DELETE FROM answers",
        "DELETE FROM feedback",
        "DELETE FROM retention",
        "INSERT OR REPLACE INTO answers SELECT number, at, id, 'eve', channel, asked, documents,"
        " index_version, clauses, verdicts, status, mode, model, sha256, timings, program, answer, visible,"
        " reranker FROM answers",
        "UPDATE document_sets SET documents = '[]'",
        "DELETE FROM document_sets",
        "REPLACE INTO document_sets SELECT number, sha256, '[]' FROM document_sets",
        "REPLACE INTO feedback SELECT number, at, id, user, 'down', comment, index_version, exchange FROM feedback",
    ],
)
def test_no_row_can_be_changed_or_removed(tmp_path: Path, statement: str) -> None:
    records = Records(tmp_path)
    aged(seeded(records), 400)
    records.prune(300)  # leaves a line in retention
    aged(records, 10)
    before = contents(records)
    with closing(sqlite3.connect(records.path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        connection.commit()
    assert contents(records) == before


def seeded(records: Records) -> Records:
    records.answered(ASKED, ANSWER)
    records.said(Opinion("2099-01-01T00:00:00.000Z", "1", "-", "up", "", "v1", {}))
    return records


def contents(records: Records) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(records.path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("answers", "feedback", "retention", "document_sets")
        ]


def test_the_protection_is_what_protects(tmp_path: Path) -> None:
    """Without the triggers the same statements go through: the test above can fail."""
    records = seeded(Records(tmp_path))
    with closing(sqlite3.connect(records.path)) as connection, connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        assert len(names) == 12
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE answers SET status = 'x'")
    assert records.entries()[0].status == "x"


def test_prune_removes_what_is_too_old_and_says_so(tmp_path: Path) -> None:
    records = seeded(Records(tmp_path, Keeping(days=30)))
    for days in (29, 31, 400):
        aged(records, days, f"{days} days")
    assert records.prune() == (2, 2)
    assert [entry.id for entry in records.entries()] == [ANSWER.id, "29 days"]
    (kept,) = contents(records)[2]
    assert kept[3:] == (2, 2)
    assert records.prune() == (0, 0) and rows(records, "retention") == 1
    assert records.prune(0) == (0, 0) and rows(records) == 2


def test_records_go_by_themselves_when_their_days_are_over(tmp_path: Path) -> None:
    aged(seeded(Records(tmp_path)), 31)
    Records(tmp_path, Keeping(days=30)).answered(ASKED, ANSWER)
    assert {entry.id for entry in Records(tmp_path).entries()} == {ANSWER.id}


def test_what_was_pruned_is_not_left_in_the_file(tmp_path: Path) -> None:
    records = seeded(Records(tmp_path))
    aged(records, 40, "绝密的编号")
    records.prune(30)
    records.close()
    assert "绝密的编号".encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_went_by_itself_is_not_left_in_the_log_of_changes(tmp_path: Path) -> None:
    """The server prunes once a day and keeps the file open: nothing empties the log for it."""
    with closing(seeded(Records(tmp_path))) as before:
        aged(before, 40, "绝密的编号")
    records = Records(tmp_path, Keeping(days=30))
    reader = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answers").fetchone()
    records.answered(ASKED, ANSWER)  # goes out at once, although a reader keeps the log as it was
    assert [entry.id for entry in records.entries()][-1] == ANSWER.id
    reader.close()
    records.answered(ASKED, ANSWER)
    wal = tmp_path / f"{FILE}-wal"
    assert wal.exists() and "绝密的编号".encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_an_entry_by_id_or_number(tmp_path: Path) -> None:
    records = Records(tmp_path)
    for name in ("a", "b", "b"):
        records.answered(ASKED, replace(ANSWER, id=name))
    assert records.entry("a").number == 1 and records.entry("#3").id == "b"
    with pytest.raises(InputError, match="#2, #3"):
        records.entry("b")
    for unknown in ("c", "#9", "#", "#x", "", f"#{'9' * 40}", "\ud800"):
        with pytest.raises(InputError, match="no answer"):
            records.entry(unknown)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return Records(tmp_path_factory.mktemp("records"))


@given(
    question=st.text(st.characters(exclude_categories=())),
    user=st.text(max_size=300),
    said=st.lists(st.text(st.characters(exclude_categories=())), max_size=3),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_text_comes_back_to_the_letter(
    shared: Records, question: str, user: str, said: list[str]
) -> None:
    history = tuple(Message("user", text) for text in said)
    shared.answered(Asked("api", question, history, None, user), ANSWER)
    entry = shared.entries(1)[0]
    assert (entry.question, entry.history, entry.documents) == (question, history, None)


def test_many_threads_and_stores_lose_nothing(tmp_path: Path) -> None:
    stores = [Records(tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: stores[n % 4].answered(ASKED, replace(ANSWER, id=str(n))), range(200)))
    assert {entry.id for entry in stores[0].entries(1000)} == set(map(str, range(200)))
    assert not any(store.failures for store in stores)


def test_a_record_outlives_a_kill(tmp_path: Path) -> None:
    """What was acknowledged before kill -9 is there afterwards, and the store opens."""
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from test_records_store import ANSWER, ASKED, Path, Records, replace
records = Records(Path({str(tmp_path)!r}))
for number in range(10**6):
    records.answered(ASKED, replace(ANSWER, id=str(number)))
    print(number, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(25)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split("\n")[:-1]]
    assert process.wait() == -signal.SIGKILL
    kept = {int(entry.id) for entry in Records(tmp_path).entries(10**6)}
    assert set(acknowledged) <= kept


def broken(tmp_path: Path, mode: str) -> Records:
    (tmp_path / FILE).mkdir()  # cannot be opened as a file, whoever runs this
    return Records(tmp_path, Keeping(mode))  # type: ignore[arg-type]


def test_a_store_that_cannot_be_written_is_counted_and_answers_go_out(tmp_path: Path) -> None:
    records = broken(tmp_path, "on")
    records.answered(ASKED, ANSWER)
    records.unanswered(ASKED, "failed", "v1")
    assert records.failures == 2 and FILE in records.problem and not records.is_well()
    (tmp_path / FILE).rmdir()
    assert records.is_well() and not records.problem
    records.answered(ASKED, ANSWER)
    assert rows(records) == 1


def test_where_records_are_required_no_answer_goes_out_without_one(tmp_path: Path) -> None:
    records = broken(tmp_path, "required")
    with pytest.raises(SettingsError, match="RAG_AUDIT=on"):
        records.answered(ASKED, ANSWER)
    records.unanswered(ASKED, "failed", "v1")  # there is nothing to hold back


def test_a_full_disk_in_the_middle_leaves_whole_rows(tmp_path: Path) -> None:
    records = seeded(Records(tmp_path))
    with closing(sqlite3.connect(records.path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    records._base.opened().execute(f"PRAGMA max_page_count = {pages}")  # SQLITE_FULL, as on a full disk
    for number in range(50):
        records.answered(replace(ASKED, question="长" * 5000), replace(ANSWER, id=str(number)))
        if records.failures:
            break
    assert records.failures == 1 and "full" in records.problem
    assert [len(entry.question or "") for entry in records.entries(100)][1:] == [5000] * (rows(records) - 1)


def test_a_store_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    records = seeded(Records(tmp_path))
    records.close()
    with closing(sqlite3.connect(records.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SettingsError, match="format 99"):
        Records(tmp_path).entries()
    later = Records(tmp_path)
    later.answered(ASKED, ANSWER)
    assert later.failures == 1


def test_a_store_that_was_replaced_is_opened_again(tmp_path: Path) -> None:
    records, other = seeded(Records(tmp_path / "a")), Records(tmp_path / "b")
    other.answered(replace(ASKED, user="other"), ANSWER)
    other.close()
    os.rename(tmp_path / "a", tmp_path / "aside")
    os.rename(tmp_path / "b", tmp_path / "a")
    assert [entry.user for entry in records.entries()] == ["other"]


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    assert seeded(Records(tmp_path)).path.stat().st_mode & 0o077 == 0


def test_real_answers_are_recorded_with_their_clauses(tmp_path: Path, small: Assistant) -> None:
    records = Records(tmp_path)
    for question in ("云山县家庭医生签约覆盖率目标是多少？", "云山县有几家牙科诊所？", ""):
        records.answered(Asked("cli", question), small.ask(question))
    answered, refused, wrong = records.entries()
    assert answered.clauses and answered.verdicts[0] == "verified"
    assert (refused.status, refused.clauses) == ("refused", ()) and wrong.status == "error"
