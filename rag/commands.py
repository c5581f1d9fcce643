"""What each command does; heavy modules are imported by the command that needs them."""

from __future__ import annotations

import gc
import json
import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from rag.errors import InputError, RagError
from rag.settings import CHECKOUT, record_settings, settings


def _folder(options: Namespace) -> Path:
    return options.index or settings().index


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: of what one answer builds nearly all is in use to the end.

    Looking through it again and again takes a tenth of a cold start.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def ask(options: Namespace) -> int:
    """``rag ask``: one question, or a batch."""
    if options.batch:
        return _batch(options)
    with _uncollected():
        return _one(options)


def _one(options: Namespace) -> int:
    from rag.encode.encoder import load_encoder

    encoder = load_encoder(settings().encoder)  # is read in a thread while the rest is imported
    from rag.pipeline import Assistant
    from rag.records.kept import record_of_a_tool
    from rag.render import to_json, to_text

    question = options.question
    if question is None or question == "-":
        question = sys.stdin.buffer.read(4 * settings().max_question + 16).decode("utf-8", "replace")
    answer = Assistant.open(_folder(options), encoder=encoder).ask(question)
    record_of_a_tool("cli", question, answer)
    if options.json:
        print(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    else:
        print(to_text(answer), file=sys.stderr if answer.status == "error" else sys.stdout)
    return 2 if answer.status == "error" else 0


#: What a record gets that ran into a fault of the program.
FAILED = "程序出错，其余问题照常回答，请将日志交给维护者 / the program failed; the log says where, the other records were answered"


def _batch(options: Namespace) -> int:
    """Answers every record of a file; a bad record gets an answer with status ``error``."""
    from rag.answer import error_answer
    from rag.encode.encoder import load_encoder
    from rag.pipeline import Assistant
    from rag.records.kept import record_of_a_tool
    from rag.render import to_json

    if not options.output:
        raise InputError("rag ask --batch: name the file for the answers with --output OUT.jsonl")
    try:
        lines = options.batch.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{options.batch}: cannot be read ({error.strerror}); check the path") from error
    assistant = Assistant.open(_folder(options), encoder=load_encoder(settings().encoder))
    try:
        with options.output.open("w", encoding="utf-8") as out:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                name = str(number)
                try:
                    name, question, history = record(line, number)
                    answer = assistant.ask(question, history, id=name)
                    record_of_a_tool("cli", question, answer, history)
                except RagError as error:
                    answer = error_answer(name, "", str(error), assistant.index.id, 0.0)
                except Exception:  # a fault of ours: the other records are still answered
                    logging.getLogger(__name__).exception("record %s failed", name)
                    answer = error_answer(name, "", FAILED, assistant.index.id, 0.0)
                out.write(json.dumps(to_json(answer), ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputError(
            f"{options.output}: cannot be written ({error.strerror}); choose another file"
        ) from error
    return 0


def record(line: bytes, number: int) -> tuple[str, str, tuple[Any, ...]]:
    """(id, question, history) of one batch record.

    Raises:
        InputError: it is no JSON object of that form.
    """
    from rag.types import Message

    try:
        # ValueError: not UTF-8, not JSON, or a number of thousands of digits.
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f'line {number}: not a JSON object in UTF-8; write {{"id": …, "question": …}}'
        ) from error
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        raise InputError(f'line {number}: needs a text "question"')
    history = value.get("history") or []
    if not isinstance(history, list) or not all(
        isinstance(m, dict) and m.get("role") in ("user", "assistant") and isinstance(m.get("content"), str)
        for m in history
    ):
        raise InputError(f'line {number}: "history" is a list of {{role: user|assistant, content}}')
    turns = tuple(Message(m["role"], m["content"]) for m in history)
    name = number if value.get("id") is None else value["id"]
    return str(name).encode("utf-8", "replace").decode("utf-8"), value["question"], turns


def build(options: Namespace) -> int:
    """``rag build``: the index over folders; prints what was built and what was skipped."""
    from rag.builder import build_index

    read = options.folders or [settings().corpus]
    where = ", ".join(str(folder.absolute()) for folder in read)
    print(f"{where} → {_folder(options).absolute()}", file=sys.stderr)
    report = build_index(
        read,
        _folder(options),
        progress=None if options.quiet else progress_bar(),
    )
    for skipped in report.skipped:
        print(f"跳过 / skipped: {skipped.source}: {skipped.reason}", file=sys.stderr)
    print(
        f"{report.documents} documents, {report.clauses} clauses, {report.passages} passages → {report.version}"
    )
    return 0


def progress_bar() -> Callable[[int, int], None]:
    """A progress bar on standard error, drawn only on a terminal."""
    from tqdm import tqdm

    bar: Any = tqdm(total=0, unit="passage", desc="encoding", disable=None, leave=False)

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show


def outline(options: Namespace) -> int:
    """``rag outline``: a document's clause tree."""
    from rag.corpus import read_file
    from rag.outline import to_json, to_text

    document = read_file(options.file, limit=settings().max_file_bytes)
    if options.json:
        print(json.dumps(to_json(document), ensure_ascii=False, indent=2))
    else:
        print(to_text(document))
    return 0


def check(options: Namespace) -> int:
    """``rag check``: missing numbers and dates, broken numbering, duplicates; 1 where anything is wrong."""
    from rag.check import check as examine
    from rag.corpus import read
    from rag.types import Document

    if not options.folders:
        print(settings().corpus.absolute(), file=sys.stderr)
    items = list(read(options.folders or [settings().corpus], limit=settings().max_file_bytes))
    problems = examine(items)
    for problem in problems:
        print(f"{problem.source}: {problem.kind}: {problem.message}")
    read_ones = sum(isinstance(item, Document) for item in items)
    print(f"{read_ones} documents, {len(problems)} findings")
    return 1 if problems else 0


def diff(options: Namespace) -> int:
    """``rag diff``: clauses added, removed, reworded, renumbered."""
    from rag.corpus import read_file
    from rag.diff import diff as compare
    from rag.render import join_path

    old, new = (read_file(path, limit=settings().max_file_bytes) for path in (options.old, options.new))
    changes = compare(old, new)
    for change in changes:
        places = [join_path(clause.path) for clause in (change.old, change.new) if clause]
        clause = change.new or change.old
        assert clause is not None
        print(f"{change.kind:10} {' → '.join(dict.fromkeys(places))}  {clause.heading}")
    print(f"{len(changes)} changes")
    return 0


def mcp(options: Namespace) -> int:
    """``rag mcp``: the tools for other programs, over standard input and output."""
    from rag.mcp_server import main

    return main(_folder(options))


def chat(options: Namespace) -> int:
    """``rag chat``: builds the index where it is missing or stale, then serves the page."""
    from rag.builder import build_index, is_stale
    from rag.encode.encoder import load_encoder
    from rag.pipeline import Assistant

    folder, encoder = _folder(options), load_encoder(settings().encoder)
    if options.index is None and is_stale(settings().corpus, folder):
        print(f"building the index of {settings().corpus.absolute()} …", file=sys.stderr)
        build_index([settings().corpus], folder, progress=progress_bar(), encoder=encoder)
    opened = partial(Assistant.open, folder, encoder=encoder, full_check=True)
    from rag.web.app import serve

    port = options.port if options.port is not None else settings().port
    serve(opened, options.host or settings().host, port, index=folder)
    return 0


def evaluate(arguments: Sequence[str]) -> int:
    """``rag eval``: the evaluation suite, which a checkout has beside the package and a wheel has not."""
    if CHECKOUT is None:
        raise InputError("rag eval needs the eval/ folder of the repository; run it from a clone")
    if str(CHECKOUT) not in sys.path:  # behind all others, where an installation knows of rag alone
        sys.path.append(str(CHECKOUT))
    from eval.cli import main

    return main(list(arguments))


def access(arguments: Sequence[str]) -> int:
    """``rag access``: users, API keys, and which groups may read which document."""
    from rag.access.cli import main

    return main(arguments)


def index(options: Namespace) -> int:
    """``rag index``: versions listed, switched, checked or removed."""
    from rag.index import versions

    folder = _folder(options)
    if options.action == "use":
        if not options.version:
            raise InputError("rag index use: name a version; rag index list shows them")
        versions.use(folder, options.version)
    elif options.action == "gc":
        gone = versions.gc(folder, keep=options.keep)
        for name in gone:
            print(f"removed {name}")
        _warn_of(gone)
    elif options.action == "verify":
        from rag.index.search import verify_version

        verify_version(folder / versions.current_id(folder))
        print("ok")
        return 0
    lines = list(_versions(folder))
    if not lines:
        versions.current_id(folder)  # raises: no index here, and what to do
    print("\n".join(lines))
    return 0


def _warn_of(gone: Sequence[str]) -> None:
    """Says how many recorded answers came from versions that are gone now."""
    from rag.records.kept import records_of

    if gone and (count := records_of(record_settings()).of_versions(gone)):
        print(f"{count} recorded answers can be replayed from a backup only", file=sys.stderr)


def _versions(folder: Path) -> Iterator[str]:
    from rag.index import versions

    for version in versions.list_versions(folder):
        mark = "*" if version.current else " "
        if version.manifest is None:
            yield f"{mark} {version.id}  damaged: {version.problem}"
        else:
            manifest = version.manifest
            counts = ", ".join(f"{count} {name}" for name, count in manifest.counts.items())
            yield f"{mark} {version.id}  encoder {manifest.encoder.name}, {counts}"


def encoder(options: Namespace) -> int:
    """``rag encoder export``: a sentence-transformers model as a folder that needs no torch."""
    from rag.encode.export import PROBES, export_encoder

    made = export_encoder(options.model, options.folder, int8=options.int8)
    told = made.description
    print(
        f"{told.source}, {told.dim} dimensions, {told.pooling} pooling, {told.precision}, "
        f"{made.bytes / 1e6:.1f} MB → {made.folder}"
    )
    print(f"cosine to the model's own rows on {len(PROBES)} texts: {made.cosine:.4f} at least")
    return 0


def doctor(options: Namespace) -> int:
    """``rag doctor``: what is installed, which encoder, which index, what is wrong."""
    from rag.doctor import examine

    wrong = 0
    for finding in examine(_folder(options)):
        print(f"{'ok ' if finding.well else 'BAD'} {finding.name}: {finding.detail}")
        wrong += not finding.well
    return 1 if wrong else 0


def audit(options: Namespace) -> int:
    """``rag audit``: the newest records, one a line, or those removed that are too old."""
    from rag.records import commands as records
    from rag.records.kept import records_of

    store = records_of(record_settings())
    if options.action == "prune":
        return records.prune(store, options.days)
    return records.show(store, options.last, options.json)


def replay(options: Namespace) -> int:
    """``rag replay``: a recorded answer given again; 0 the same bytes, 1 not."""
    from rag.records import commands as records
    from rag.records.kept import records_of

    return records.replay(records_of(record_settings()), options.id, _folder(options))


def backup(options: Namespace) -> int:
    """``rag backup``: everything that cannot be made again, in one file."""
    from rag.records import commands as records

    return records.backup(options.file, _places(options), options.replace)


def restore(options: Namespace) -> int:
    """``rag restore``: a backup put back, checked whole before anything is touched."""
    from rag.records import commands as records
    from rag.records.restore import inside

    places = inside(options.to) if options.to else _places(options)
    return records.restore(options.file, places, options.replace)


def _places(options: Namespace) -> Any:
    from rag.records.backup import Places

    chosen = record_settings()
    return Places(chosen.corpus, _folder(options), chosen.data, chosen.prompts)
