"""``rag audit``, ``replay``, ``backup`` and ``restore``: what they print, and their exit codes."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from rag.records.backup import Places
from rag.records.entry import Entry
from rag.records.store import Records


def show(store: Records, last: int, as_json: bool) -> int:
    """Prints the newest records, the oldest of them first."""
    for entry in store.entries(max(0, last)):
        print(json.dumps(asdict(entry), ensure_ascii=False) if as_json else line(entry))
    return 0


def line(entry: Entry) -> str:
    """A record as one reads it: number, time, who, channel, status, question, clauses."""
    question = "(question not kept)" if entry.question is None else " ".join(entry.question.split())
    cited = f"  → {', '.join(entry.clauses)}" if entry.clauses else ""
    return f"#{entry.number}  {entry.at}  {entry.user}  {entry.channel}  {entry.status}  {question}{cited}"


def prune(store: Records, days: int | None) -> int:
    """Removes what is older than the days given, or than those of the settings."""
    answers, votes = store.prune(days)
    print(f"removed {answers} answers and {votes} words of users")
    return 0


def replay(store: Records, name: str, folder: Path) -> int:
    """Prints the answer on standard output and what comes of the comparison on standard error."""
    from rag.records.replay import replay as again

    entry = store.entry(name)
    found = again(entry, folder)
    print(found.text)
    what = f"#{entry.number} of {entry.at}, index {entry.index}"
    if found.result == "same":
        print(f"the same, byte for byte: {what}", file=sys.stderr)
        return 0
    if found.result == "stored":
        print(f"as recorded: {what}; a language model was asked, which is not asked again", file=sys.stderr)
        for statement in found.unsupported:
            print(f"not found in the clauses cited: {statement}", file=sys.stderr)
        return 1 if found.unsupported else 0
    why = (
        f"the program has changed since ({entry.program} → {found.program})"
        if entry.program != found.program
        else "the program is the same; have its settings changed (RAG_MAX_QUESTION, RAG_MAX_HISTORY)?"
    )
    print(f"different: {what}; {why}", file=sys.stderr)
    return 1


def backup(target: Path, places: Places, replace: bool) -> int:
    """Writes a backup and says what is in it."""
    from rag.records.backup import backup as write

    names = [name for name in os.environ if name.startswith("RAG_")]
    content = write(target, places, names, replace=replace)
    size = sum(size for size, _ in content.files.values())
    print(f"{len(content.files)} files, {size} bytes, index {content.version or 'none'} → {target}")
    print(
        "the settings are not in it (they hold keys): keep .env and the environment yourself", file=sys.stderr
    )
    return 0


def restore(source: Path, places: Places, replace: bool) -> int:
    """Puts a backup back and says where, and where the old folders are."""
    from rag.records.restore import restore as put_back

    content, aside = put_back(source, places, replace=replace)
    print(f"{len(content.files)} files of {content.created}, index {content.version or 'none'}")
    for name, folder in places.items():
        if any(file.startswith(f"{name}/") for file in content.files):
            print(f"{name}: {folder}")
    for old in aside:
        print(f"moved aside: {old}")
    if content.settings:
        print(f"settings then in force: {', '.join(content.settings)}", file=sys.stderr)
    print("start the server again, so that it opens what was restored", file=sys.stderr)
    return 0
