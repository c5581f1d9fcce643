"""The plan for many clauses: its arithmetic by hand, and that a sample is measured, not assumed."""

from __future__ import annotations

import pytest

from eval.capacity import Sample, plan, sample, table

ONE = Sample(
    clauses=100,
    passages=125,
    dim=512,
    terms=92.0,
    text_bytes=300.0,
    file_bytes={
        "vectors.faiss": 1032.0,
        "body/rows.npy": 300.0,
        "clauses.sqlite": 1400.0,
        "body/hashes.npy": 80.0,
    },
    encoding=0.01,
    rest=0.001,
)


def test_ten_million_by_hand() -> None:
    """12.5 million passages: 520 bytes of vector, 92 · 8 + 32 bytes of words, 300 of text."""
    made = plan(ONE, 10_000_000, "IVF_SQ8")
    assert made.vectors == pytest.approx(12.5e6 * 520 / 2**30)
    assert made.words == pytest.approx(12.5e6 * 768 / 2**30)
    assert made.ssd == pytest.approx(12.5e6 * 300 / 2**30)
    assert (made.nodes, made.month) == (1, (1 + 3) * 730)


def test_a_hundred_million_with_hnsw_by_hand() -> None:
    """125 million passages of 2,048 + 128 + 768 bytes are 342.7 GiB: eight nodes of 44.8."""
    made = plan(ONE, 100_000_000, "HNSW")
    assert made.vectors + made.words == pytest.approx(342.7, abs=0.1)
    assert (made.nodes, made.month) == (8, 11 * 730)


def test_diskann_trades_memory_for_disk() -> None:
    graph, disk = (plan(ONE, 10_000_000, kind) for kind in ("HNSW", "DISKANN"))
    assert disk.vectors == pytest.approx(12.5e6 * 2048 * 0.225 / 2**30)
    assert disk.ssd - graph.ssd == pytest.approx(12.5e6 * 4096 / 2**30)


def test_what_stays_in_the_folder_leaves_out_what_milvus_holds() -> None:
    assert ONE.kept_bytes == 1480
    text = "\n".join(table(ONE))
    assert "100 passages a core-second; all else: 1000" in text
    assert "10,000,000 clauses: version folder 17 GiB; embedding anew 35 core-hours (17 h on 2 cores" in text


@pytest.mark.shared
def test_a_sample_is_measured() -> None:
    from eval.laws import DATA

    if not DATA.exists():
        pytest.skip("../shared/data/law_articles.jsonl.gz is not here")
    few = sample(40)
    assert few.clauses >= 40 and few.passages > 30 and few.dim == 512
    assert few.file_bytes["vectors.faiss"] > 1024 and few.terms > 10 and few.encoding > 0
