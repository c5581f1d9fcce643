"""The benchmark: laws as documents, what is timed, the gate, the tables and the plots."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from eval_fakes import case

from eval import benchmark, benchmark_tables, encoders, growth, laws, plots, stored, timing
from eval.laws import Article
from eval.run import Assistant as Asked
from rag.encode.encoder import HashingEncoder
from rag.errors import InputError
from rag.index import Index
from rag.index.passages import passages
from rag.pipeline import Assistant

ARTICLES = [
    Article("L1", "甲市档案条例", "第一章 总则", "第一条", "为了加强档案管理，制定本条例。"),
    Article("L1", "甲市档案条例", "第一章 总则", "第二条", "本条例适用于本市。\n国家另有规定的，从其规定。"),
    Article("L1", "甲市档案条例", "第二章 管理", "第一条", "市档案局负责管理。"),
    Article("L2", "乙市规定", "", "第一条", "一年一次。"),
    Article("L2", "乙市规定", "", "", "没有条号。"),
]


# ---- laws as documents -------------------------------------------------------------------------


def test_laws_are_documents_whose_offsets_are_right() -> None:
    first, second = laws.laws(ARTICLES)
    assert [c.id for c in first.walk()] == [
        "L1#标题",
        "L1#第一章",
        "L1#第一章/第一条",
        "L1#第一章/第二条",
        "L1#第二章",
        "L1#第二章/第一条",
    ]
    for document in (first, second):
        assert all(document.text[c.start : c.end] == c.text for c in document.walk())
        assert "".join(c.text + "\n" for c in document.walk()) == document.text
    assert passages(first)[2].context == "甲市档案条例第一章总则"
    assert len({c.id for c in second.walk()}) == 3


def test_a_label_that_comes_twice_gets_an_id_of_its_own() -> None:
    twice = laws.law("L", [ARTICLES[3], ARTICLES[3]])
    assert [c.id for c in twice.walk()] == ["L#标题", "L#第一条", "L#第一条~2"]


def test_articles_are_grown_by_copies_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "articles", lambda: iter(ARTICLES))
    assert list(laws.grown(3)) == ARTICLES[:3]
    many = list(laws.grown(12))
    assert many[:5] == ARTICLES and len(many) == 12
    assert many == list(laws.grown(12)), "the same copies every time"
    copy = many[6]
    assert (
        copy.law == "L1-1" and sorted(copy.text) == sorted(ARTICLES[1].text) and copy.text != ARTICLES[1].text
    )
    assert {a.law for a in many} == {"L1", "L2", "L1-1", "L2-1", "L1-2"}


# ---- timing ------------------------------------------------------------------------------------


def test_the_stopwatch_tells_functions_apart_and_starts_anew() -> None:
    watch = timing.Stopwatch()
    waits = threading.Event()
    slow, quick = watch.around("slow", lambda: waits.wait(0.02)), watch.around("quick", lambda x: x + 1)
    assert quick(1) == 2
    slow()
    slow()
    read = watch.read()
    assert read["slow"] >= 40 > read["quick"] and watch.read() == {}


def test_a_clock_counts_waiting() -> None:
    clock = timing.Clock()
    assert clock.time(lambda: threading.Event().wait(0.03)) is False
    found = clock.spread()
    assert found["p50"] >= 30 and found["p50"] == found["p99"] and found["cpu_p50"] >= 0


def test_stages_sum_up_to_the_whole(small_index: Index) -> None:
    assistant = Assistant(small_index, HashingEncoder())
    found = timing.stages(assistant, [case(question="家庭医生签约率是多少？")])
    assert list(found) == list(timing.STAGES)
    parts = sum(times["p50"] for name, times in found.items() if name != "total")
    assert parts == pytest.approx(found["total"]["p50"], abs=1e-6)
    assert all(times["p50"] >= 0 for times in found.values())


def test_every_asker_gets_every_answer() -> None:
    asked: list[str] = []

    class Counting:
        def ask(self, question: str) -> None:
            asked.append(question)

    scripted: Asked = Counting()  # type: ignore[assignment]
    found = timing.askers(scripted, [case("a", question="甲？"), case("b", question="乙？")], (1, 4))  # type: ignore[arg-type]
    assert sorted(asked) == ["乙？"] * 4 + ["甲？"] * 4 and set(found) == {"1", "4"}
    assert all(values["per_s"] > 0 for values in found.values())


def test_a_build_is_measured_beside_its_encoder(small_corpus: Path, tmp_path: Path) -> None:
    found = timing.building(small_corpus, HashingEncoder(), tmp_path / "index")
    assert found["documents"] == 2 and found["clauses"] > 4 and found["characters"] > 100
    assert 0 < found["passage_share"] < found["share"] < 1 and found["words"] > 100
    assert 0 < found["wall_share"] < 1 and found["next_seconds"] > 0
    assert found["bytes_per_clause"] == timing.size_of(tmp_path / "index") / found["clauses"]


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(InputError, match="exit code 3"):
        timing.ran(["-c", "raise SystemExit(3)"], 1)


def test_drawn_rows_are_those_of_the_text() -> None:
    rows = growth.DrawnEncoder().encode_documents(["甲", "乙", "甲"])
    assert rows.shape == (3, 512) and (rows[0] == rows[2]).all() and abs(rows[0] @ rows[1]) < 0.3
    assert [round(float(row @ row), 5) for row in rows] == [1.0, 1.0, 1.0]


# ---- encoders ----------------------------------------------------------------------------------


def test_each_way_finds_what_stands_in_the_documents(small_index: Index) -> None:
    first = small_index.passages([3])[0]
    asked = case("q", question=first.text, gold=((first.clause_id,),))
    encoder = HashingEncoder()
    for search in (
        encoders.lexical(small_index),
        encoders.dense(small_index, encoder),
        encoders.fused(Assistant(small_index, encoder)),
    ):
        assert encoders.judged(asked, search(asked)) == [1.0, 1.0, 1.0]
    assert encoders.judged(asked, []) == [0.0, 0.0, 0.0]
    whole = sum(mark.bytes for mark in small_index.manifest.files.values())
    assert encoders.bytes_of(small_index, "") == round(whole / small_index.passage_count)
    assert 0 < encoders.bytes_of(small_index, "body") < encoders.bytes_of(small_index, "")


# ---- gate, tables, plots -----------------------------------------------------------------------

_SPREAD = {"p50": 2.0, "p95": 4.0, "p99": 5.0, "cpu_p50": 1.0}


def values(**changes: float) -> dict[str, object]:
    """What a run measures, made up."""
    grown = [
        {
            "articles": n,
            "passages": 2 * n,
            "build_s": n / 100,
            "bytes": 4000 * n,
            "query": _SPREAD | {"cpu_p50": n / 100},
            "answer": _SPREAD,
            "own_mib": 100.0,
            "mapped_mib": 5.0,
            "usual": {"build_s": n / 50, "query": _SPREAD, "own_mib": 900.0} if n < 1000 else None,
        }
        for n in (300, 3000)
    ]
    found = {
        "startup": {
            n: {"wall_s": 0.1 * i, "cpu_s": 0.1 * i} for i, n in enumerate(("python", "help", "ask"), 1)
        },
        "building": {
            **dict.fromkeys(("documents", "clauses", "passages", "characters", "index_bytes"), 10),
            **dict.fromkeys(("seconds", "next_seconds", "unchanged_seconds", "clauses_per_s"), 2.0),
            **{
                "characters_per_s": 9.0,
                "share": 0.5,
                "passage_share": 0.4,
                "wall_share": 0.3,
                "bytes_per_clause": 3000.0,
            },
        },
        "stages": {name: _SPREAD for name in timing.STAGES},
        "askers": {str(n): {"per_s": 50.0, **_SPREAD} for n in (1, 8, 32)},
        "memory": {**dict.fromkeys(timing.HELD, 100.0), "txtai_usual": None},
        "peers": {
            "retrieval": {
                name: {
                    "recall@1": 0.5,
                    "recall@5": 0.7,
                    "recall@10": 0.9,
                    "p50_ms": 1.0,
                    "cpu_ms": 1.0,
                    "build": {"wall_s": 2.0, "cpu_s": 1.0},
                }
                for name in ("ours", "other")
            },
            "paired": {"other": {"p": 0.5, "wins": 1, "ties": 2, "losses": 3}},
            "missing": [],
        },
        "growth": grown,
    }
    return {**found, "ratios": {**timing.ratios(found), **changes}}


def test_ratios_of_a_made_up_run() -> None:
    found = timing.ratios(values())
    assert found["cold answer over bare python"] == pytest.approx(3.0)
    assert found["build over its encoding"] == 2.0 and found["one asker over eight"] == 1.0
    assert found["query at 3,000 over 300 articles"] == pytest.approx(10.0)


def test_the_gate_names_what_became_worse() -> None:
    before = {"a": 1.0, "b": 2.0, "gone": 1.0}
    assert benchmark.worse(before, {"a": 1.4, "b": 2.0, "new": 9.0}) == []
    assert benchmark.worse(before, {"a": 1.6, "b": 1.0}) == ["a: 1.60, stored 1.00"]


def test_the_command_gates_and_stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = values()
    monkeypatch.setattr(benchmark, "run", lambda *_: now)
    monkeypatch.setattr(stored.store, "__defaults__", (tmp_path, None))
    monkeypatch.setattr(stored.read, "__defaults__", (tmp_path,))
    assert benchmark.main(["--gate"]) == 2 and "no stored result" in capsys.readouterr().err
    assert benchmark.main(["--store"]) == 0
    kept = stored.read("benchmark")
    assert kept.command == "python -m eval.benchmark --store" and kept.values["ratios"]
    assert benchmark.main(["--gate"]) == 0 and "gate: open" in capsys.readouterr().out
    now = values(**{"bytes a clause": 4600.0})
    assert benchmark.main(["--gate"]) == 1
    caught = capsys.readouterr()
    assert "bytes a clause: 4600.00, stored 3000.00" in caught.err and "gate: closed" in caught.out


def test_every_table_shows_what_was_measured() -> None:
    text = benchmark_tables.text(values())
    assert "txtai  " in text and "not run" in text and "0.5000, 1/2/3" in text
    _, beside = benchmark_tables.usual(values())
    assert beside[0] == ["300", "3.0", "6.0", "2.0", "2.0", "100", "900"]
    assert beside[1] == ["3,000", "30.0", "not run", "2.0", "not run", "100", "not run"]
    for name, part in benchmark_tables.PARTS.items():
        heading, body = part(values())
        assert body and all(len(line) == len(heading) for line in body), name


def test_plots_are_sound_xml_and_stand_alone() -> None:
    points = {"a <b>": [(300, 2.0), (30_000, 8.0)], "b": [(300, 0.0)]}
    for svg in (plots.curves(points, "x", "ms"), plots.curves({}, "x", "y"), plots.lengths({"a": 0.0}, "ms")):
        root = ElementTree.fromstring(plots.standalone(svg))
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and "href" not in svg
    assert plots.curves(points, "x", "ms").count("<circle") == 2, "what is not above 0 has no place on it"


def test_one_size_is_built_and_asked_in_processes_of_their_own(tmp_path: Path) -> None:
    if not laws.DATA.exists():
        pytest.skip("the law articles are not beside the repository")
    found = subprocess.run(
        [sys.executable, "-m", "eval.growth", "20", str(tmp_path)], capture_output=True, text=True, check=True
    )
    built = json.loads(found.stdout)
    assert built["articles"] == 20 and built["passages"] > 300 and built["bytes"] > 10_000


def test_the_peer_grows_over_the_same_documents() -> None:
    if not laws.DATA.exists():
        pytest.skip("the law articles are not beside the repository")
    pytest.importorskip("langchain_text_splitters")
    found = growth.usual(20)
    assert found["build_s"] > 0 and found["query"]["p50"] > 0 and found["own_mib"] > 10
