"""What 10 and 100 million clauses would take: a plan from what a sample measures here.

``python -m eval.capacity`` builds an index over the first laws of ``../shared/data`` with the bundled
encoder, in files, and prints what a clause takes of disk, words and processor time, and what follows
for a Milvus cluster. What is not measured here is Milvus's own and named with its source.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from eval.laws import articles, laws
from rag.encode.encoder import BundledEncoder
from rag.index.build import build
from rag.index.layout import FIELDS
from rag.index.lexical import Postings

GIB = 2**30
#: What is planned for, in clauses.
SIZES = (10_000_000, 100_000_000)
#: One machine of the plan.
NODE_CORES, NODE_GIB = 16, 64
#: Share of a query node's memory that data may fill.
FILLED = 0.7
#: Hours of a month.
MONTH = 730
#: Cores and GiB of Milvus's smallest cluster beside its query nodes: coordinators, proxy, data and
#: index node, etcd, MinIO, Pulsar (Milvus Sizing Tool, "Minimum Milvus cluster setup").
BESIDE_CORES, BESIDE_GIB = 39.5, 163.5
#: DiskANN keeps in memory this share of the vectors: PQ codes and cached nodes
#: (Milvus documentation, "On-disk Index": PQCodeBudgetGBRatio 0.125, SearchCacheBudgetGBRatio 0.10).
DISKANN_SHARE = 0.125 + 0.10
#: Neighbours of a vector in HNSW's lowest layer, four bytes each, for M = 16 as we build it.
HNSW_LINKS = 2 * 16 * 4
#: A sparse vector has a dimension and a value a term, four bytes each.
TERM_BYTES = 8
#: Row, document and their indexes.
SCALAR_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sample:
    """What a build over a sample measured; bytes and seconds are a passage's."""

    clauses: int
    passages: int
    dim: int
    terms: float
    text_bytes: float
    file_bytes: dict[str, float]
    encoding: float
    rest: float

    @property
    def kept_bytes(self) -> float:
        """What stays in the version folder where vectors and words lie on Milvus."""
        gone = ("vectors.faiss", "rows.npy", "impacts.npy")
        return sum(size for name, size in self.file_bytes.items() if not name.endswith(gone))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a number of clauses takes with one kind of vector index; memory and disks in GiB."""

    clauses: int
    kind: str
    vectors: float
    words: float
    nodes: int
    ssd: float
    month: int


def sample(count: int) -> Sample:
    """Builds an index over about ``count`` articles and measures it."""
    documents = list(laws(islice(articles(), count)))
    encoder = _Timed()
    with tempfile.TemporaryDirectory() as scratch:
        began = time.process_time()
        with closing(build(documents, encoder, Path(scratch))) as index:
            spent = time.process_time() - began - encoder.seconds
            passages, folder = index.passage_count, Path(scratch) / index.id
            held = [Postings.load(folder / field) for field in FIELDS]
            sizes = {name: mark.bytes / passages for name, mark in index.manifest.files.items()}
            text = sum(len(p.text.encode()) for p in index.passages(range(passages)))
    return Sample(
        clauses=sum(1 for document in documents for _ in document.walk()),
        passages=passages,
        dim=encoder.dim,
        terms=sum(len(each.rows) for each in held) / passages,
        text_bytes=text / passages,
        file_bytes=sizes,
        encoding=encoder.seconds / passages,
        rest=spent / passages,
    )


class _Timed(BundledEncoder):
    """The bundled encoder, its processor seconds counted over all cores."""

    seconds = 0.0

    def encode_documents(self, texts):  # type: ignore[no-untyped-def]
        began = time.process_time()
        try:
            return super().encode_documents(texts)
        finally:
            self.seconds += time.process_time() - began


def plan(measured: Sample, clauses: int, kind: str) -> Plan:
    """What ``clauses`` take; ``kind``: IVF_SQ8, HNSW or DISKANN."""
    passages = clauses * measured.passages / measured.clauses
    full = 4 * measured.dim
    per_vector = {"IVF_SQ8": measured.dim + 8, "HNSW": full + HNSW_LINKS, "DISKANN": full * DISKANN_SHARE}
    vectors = passages * per_vector[kind] / GIB
    words = passages * (measured.terms * TERM_BYTES + SCALAR_BYTES) / GIB
    ssd = passages * (measured.text_bytes + (4096 if kind == "DISKANN" else 0)) / GIB
    nodes = math.ceil((vectors + words) / (NODE_GIB * FILLED))
    beside = math.ceil(max(BESIDE_CORES / NODE_CORES, BESIDE_GIB / NODE_GIB))
    return Plan(clauses, kind, vectors, words, nodes, ssd, (nodes + beside) * MONTH)


def table(measured: Sample) -> list[str]:
    """The lines that are printed."""
    core = 1 / measured.encoding
    lines = [
        f"sample: {measured.clauses} clauses, {measured.passages} passages, {measured.dim} dimensions",
        f"a passage has {measured.terms:.0f} terms in text and context, {measured.text_bytes:.0f} bytes of text",
        "bytes of a passage on disk: "
        + ", ".join(f"{name} {size:.0f}" for name, size in measured.file_bytes.items() if size >= 0.5),
        f"kept in the version folder beside Milvus: {measured.kept_bytes:.0f} bytes a passage",
        f"encoding: {core:.0f} passages a core-second; all else: {1 / measured.rest:.0f} a core-second",
        "",
        f"{'clauses':>11}  {'index':8}{'vectors':>9}{'words':>8}{'nodes':>7}{'SSD':>8}{'node-hours/month':>18}",
    ]
    for size in SIZES:
        for kind in ("IVF_SQ8", "HNSW", "DISKANN"):
            made = plan(measured, size, kind)
            lines.append(
                f"{size:>11,}  {kind:8}{made.vectors:>9.0f}{made.words:>8.0f}{made.nodes:>7}"
                f"{made.ssd:>8.0f}{made.month:>18,}"
            )
    lines.append("")
    for size in SIZES:
        passages = size * measured.passages / measured.clauses
        hours = passages * measured.encoding / 3600
        lines.append(
            f"{size:>11,} clauses: version folder {passages * measured.kept_bytes / GIB:.0f} GiB; "
            f"embedding anew {hours:.0f} core-hours ({hours / 2:.0f} h on 2 cores, {hours / 64:.1f} h on 64); "
            f"all else {passages * measured.rest / 3600:.0f} core-hours"
        )
    lines.append(f"GiB; a node: {NODE_CORES} cores, {NODE_GIB} GiB, filled to {FILLED:.0%}; one replica")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints."""
    assert __doc__
    parser = argparse.ArgumentParser(prog="python -m eval.capacity", description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=4000, help="size of the sample (default: 4000)")
    args = parser.parse_args(argv)
    print("\n".join(table(sample(args.articles))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
