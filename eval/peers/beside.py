"""The peers beside ours: the same documents, encoder and questions, in one process.

Time is that of one question, query encoding included; build time is from the documents' texts to
an index that answers, chunking or parsing included, the encoder loaded before. Beside each stands
the CPU time, which says more where others use the machine.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

from eval.cases import Case
from eval.compare import bootstrap_interval, randomisation_p
from eval.measures import places
from eval.peers.coverage import Ranking, case_measures, mean_measures
from eval.summary import shown
from rag.errors import SettingsError
from rag.parse.parser import parse
from rag.types import Document

if TYPE_CHECKING:
    from rag.encode.encoder import Encoder

T = TypeVar("T")
#: Modules of the peers, each with ``peers(documents, encoder)``.
MODULES = ("langchain_usual", "txtai_usual", "llamaindex_usual")
OURS = "ours"
COLUMNS = ("recall@1", "recall@5", "recall@10", "success@5", "mrr", "ndcg@10")
#: The measure that the paired test is about.
TESTED = "recall@5"
#: Places of a ranking, ours and theirs.
DEPTH = 20


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock and of the processor."""

    wall_s: float
    cpu_s: float


def taking(work: Callable[[], T]) -> tuple[T, Took]:
    """What ``work`` gives, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return made, Took(time.perf_counter() - wall, time.process_time() - cpu)


@dataclass(frozen=True, slots=True)
class Peer:
    """A retriever that is compared: its name, its rankings, and what building it took."""

    name: str
    ranking: Callable[[Case], Ranking]
    build: Took


@dataclass(frozen=True, slots=True)
class Measured:
    """A peer over the answerable cases: mean measures, one value a case of ``TESTED``, times."""

    name: str
    means: Mapping[str, float]
    tested: tuple[float, ...]
    p50_ms: float
    cpu_ms: float
    build: Took


@dataclass(frozen=True, slots=True)
class Paired:
    """Ours against a peer, case by case: mean difference with its 95 % interval, p, win/tie/loss."""

    name: str
    difference: float
    low: float
    high: float
    p: float
    wins: int
    ties: int
    losses: int


def ours(documents: Sequence[Document], encoder: Encoder) -> Peer:
    """Our retrieval, built anew from the documents' texts in a temporary folder.

    A follow-up is understood with its history, which is part of the retriever; the others are
    given its last question alone, for they take no history.
    """
    from rag.index.build import build
    from rag.pipeline import Assistant

    def built() -> Assistant:
        with tempfile.TemporaryDirectory() as scratch:
            read = [
                parse(d.text, document_id=d.id, source=d.source, sha256=d.sha256, title=d.title)
                for d in documents
            ]
            # The files stay readable for the open index when their folder is gone.
            return Assistant(build(read, encoder, Path(scratch)), encoder)

    assistant, took = taking(built)

    def ranking(case: Case) -> Ranking:
        query = assistant.understood(case.question, case.history)
        return places(hit.clause.id for hit in assistant.retriever.search(query, DEPTH))

    return Peer(OURS, ranking, took)


def measure(peer: Peer, cases: Sequence[Case]) -> Measured:
    """The rankings of a peer judged, each question timed; the first is asked once before."""
    answerable = [case for case in cases if case.answerable]
    peer.ranking(answerable[0])
    values, times = [], []
    for case in answerable:
        ranking, took = taking(partial(peer.ranking, case))
        times.append(took)
        values.append(case_measures(case, ranking))
    return Measured(
        name=peer.name,
        means=mean_measures(values),
        tested=tuple(value[TESTED] for value in values),
        p50_ms=1000 * median(took.wall_s for took in times),
        cpu_ms=1000 * median(took.cpu_s for took in times),
        build=peer.build,
    )


def paired(first: Measured, other: Measured) -> Paired:
    """The paired randomisation test of ``TESTED`` over the same cases."""
    moved = [a - b for a, b in zip(first.tested, other.tested, strict=True)]
    low, high = bootstrap_interval(moved)
    return Paired(
        name=other.name,
        difference=sum(moved) / len(moved),
        low=low,
        high=high,
        p=randomisation_p(moved),
        wins=sum(d > 0 for d in moved),
        ties=sum(d == 0 for d in moved),
        losses=sum(d < 0 for d in moved),
    )


def available(
    documents: Sequence[Document], encoder: Encoder, missing: list[str], modules: Iterable[str] = MODULES
) -> Iterator[Peer]:
    """The peers whose packages are here; a line for each of the others is added to ``missing``."""
    for module in modules:
        try:
            yield from import_module(f"eval.peers.{module}").peers(documents, encoder)
        except SettingsError as error:
            missing.append(f"not run: {error}")


def beside(
    documents: Sequence[Document], encoder: Encoder, cases: Sequence[Case]
) -> tuple[list[Measured], list[str]]:
    """Ours and every peer that is here, and a line for each that is not."""
    encoder.encode_query("预热")  # loaded before anything is timed
    missing: list[str] = []
    measured = [measure(ours(documents, encoder), cases)]
    measured += [measure(peer, cases) for peer in available(documents, encoder, missing)]
    return measured, missing


def text(measured: Sequence[Measured], missing: Sequence[str]) -> str:
    """What ``rag eval --peers`` prints: the table, the paired tests, and what was not run."""
    heading = f"{'retrieval':20}" + "".join(
        f"{name:>11}" for name in (*COLUMNS, "p50 ms", "CPU ms", "build s", "CPU s")
    )
    lines = [heading]
    for item in measured:
        cells = [shown(item.means.get(name)) for name in COLUMNS]
        times = (item.p50_ms, item.cpu_ms, item.build.wall_s, item.build.cpu_s)
        cells += [f"{value:.1f}" for value in times]
        lines.append(f"{item.name:20}" + "".join(f"{cell:>11}" for cell in cells))
    lines.append(f"{TESTED}, ours against   difference   95 % interval        p   win/tie/loss")
    for test in (paired(measured[0], other) for other in measured[1:]):
        lines.append(
            f"{test.name:24} {test.difference:+10.3f}   {test.low:+.3f} … {test.high:+.3f}   "
            f"{test.p:.4f}   {test.wins}/{test.ties}/{test.losses}"
        )
    return "\n".join([*lines, *missing])


def as_json(measured: Sequence[Measured], missing: Sequence[str]) -> dict[str, Any]:
    """The same as plain values, for the run's summary."""
    tests = {other.name: asdict(paired(measured[0], other)) for other in measured[1:]}
    return {
        "retrieval": {
            item.name: {
                **item.means,
                "p50_ms": item.p50_ms,
                "cpu_ms": item.cpu_ms,
                "build": asdict(item.build),
            }
            for item in measured
        },
        "paired": tests,
        "missing": list(missing),
    }


def documents_of(index: Path) -> list[Document]:
    """The documents of an index, whole."""
    from rag.index import open_current

    with closing(open_current(index)) as opened:
        return [opened.document(name) for name in opened.document_ids]
