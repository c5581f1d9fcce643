"""What an index promises, on both stores: files, and a real Milvus server over TCP."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from handmade import settings_for_tests
from milvus_server import free_port, milvus_server, require_milvus
from numpy.typing import NDArray
from test_index_build import CORPUS, DIM, PairEncoder, document, make, names, split, tokenize

from rag.access.part import Part
from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.errors import EncoderError, IndexStateError, InputError
from rag.index import Index, open_current, search, versions
from rag.index.layout import STORE, VECTORS
from rag.language.tokens import tokens
from rag.pipeline import Assistant
from rag.render import to_json
from rag.settings import settings

Use = Callable[[str], None]
STORES = pytest.mark.parametrize("store", ["faiss", "milvus"], indirect=True)
LONG = [
    *CORPUS,
    *(document(f"文{i}", *(f"第{j}项任务由{i}局负责，{j * i}件" for j in range(5))) for i in range(6)),
]
PASSAGES = 5 + 6 * 5


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Sets ``RAG_STORE`` for the process."""

    def choose(store: str) -> None:
        monkeypatch.setenv("RAG_STORE", store)
        settings.cache_clear()

    yield choose
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URI of one server for all tests."""
    require_milvus()
    with milvus_server(tmp_path_factory.mktemp("milvus") / "data") as uri:
        yield uri


@pytest.fixture
def store(request: pytest.FixtureRequest, use: Use) -> str:
    """The value of ``RAG_STORE``."""
    chosen: str = request.getfixturevalue("milvus") if request.param == "milvus" else "faiss"
    use(chosen)
    return chosen


@pytest.fixture(scope="module", params=["faiss", "milvus"])
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index over ``LONG`` on each store, for tests that only read."""
    store = request.getfixturevalue("milvus") if request.param == "milvus" else "faiss"
    with stored_in(store):
        index = make(LONG, tmp_path_factory.mktemp("long"))
    yield index
    index.close()


@contextmanager
def stored_in(store: str) -> Iterator[None]:
    """What is built and opened meanwhile lies there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAG_STORE", store)
        settings.cache_clear()
        yield
    settings.cache_clear()


def rows_of(index: Index, *documents: int) -> set[int]:
    """By definition, without the index's own filter."""
    return {row for row, owner in enumerate(index.passage_document.tolist()) if owner in documents}


# ---- one store at a time -------------------------------------------------------------------------


def test_every_passage_finds_itself(long: Index) -> None:
    passages = long.passages(range(long.passage_count))
    assert long.passage_count == PASSAGES
    assert len({VECTORS, STORE} & long.manifest.files.keys()) == 1
    for row in range(0, PASSAGES, 6):
        text = f"{passages[row].context}\n{passages[row].text}"
        rows, scores = long.dense(PairEncoder().encode_query(text), 5)
        assert row in rows.tolist() and scores[0] == pytest.approx(1, abs=0.001)
        assert sorted(scores.tolist(), reverse=True) == scores.tolist()
        best, _ = long.words(dict.fromkeys(tokenize(passages[row].text), 1.0)).best(3)
        assert row in best.tolist()


def test_dense_scores_are_inner_products(long: Index) -> None:
    query = PairEncoder().encode_query("卫生健康委负责")
    everything = np.arange(PASSAGES)
    exact = long.vectors(everything) @ query
    rows, scores = long.dense(query, 20)
    assert scores == pytest.approx(exact[rows], abs=1e-4)
    assert scores == pytest.approx(np.sort(exact)[::-1][:20], abs=1e-4)
    assert np.linalg.norm(long.vectors(everything), axis=1) == pytest.approx(1, abs=0.001)
    assert long.vectors(everything[::-1]).tolist() == long.vectors(everything)[::-1].tolist()


@pytest.mark.parametrize("documents", [[1], [0, 5, 7], [], list(range(8))])
def test_a_search_keeps_to_its_documents(documents: list[int], long: Index) -> None:
    terms = dict.fromkeys(tokenize("任务由局负责牵头"), 1.0)
    inside = rows_of(long, *documents)
    everywhere, all_scores = long.words(terms).best(1000)
    rows, scores = long.words(terms).best(1000, documents)
    assert set(rows.tolist()) == inside & set(everywhere.tolist())
    known = dict(zip(everywhere.tolist(), all_scores.tolist(), strict=True))
    assert scores.tolist() == pytest.approx([known[row] for row in rows.tolist()], abs=1e-5)
    query = PairEncoder().encode_query("负责")
    assert set(long.dense(query, 1000, documents)[0].tolist()) == inside
    assert set(long.dense(query, 2, documents)[0].tolist()) <= inside
    assert set(long.rows(documents).tolist()) == inside


@STORES
def test_word_scores_are_those_of_the_formula(store: str, tmp_path: Path) -> None:
    """BM25 worked out anew from the passages' tokens."""
    terms = {"牵": 1.0, "由区": 2.0, "办法": 0.5, "没有这个": 3.0}
    with closing(make(CORPUS, tmp_path)) as index:
        passages = [p for d in CORPUS for p in split(d)]
        rows = np.array([4, 1, 0], np.int64)
        body, context = index.words(terms).at(rows)
        for found, texts in ((body, [p.text for p in passages]), (context, [p.context for p in passages])):
            expected = [bm25(texts, terms, int(row)) for row in rows]
            assert found.tolist() == pytest.approx(expected, rel=1e-5)
        assert body[1] > body[0] > 0 and body[2] == 0
        everything = np.arange(5, dtype=np.int64)
        mixed = [b + 0.5 * c for b, c in zip(*index.words(terms).at(everything), strict=True)]
        best, scores = index.words(terms).best(3)
        assert best[0] == int(np.argmax(mixed)) and scores.tolist() == pytest.approx(
            sorted(mixed)[:1:-1], rel=1e-5
        )
        assert len(index.words({"没有这个": 1.0}).best(3)[0]) == 0
        assert index.words({}).at(rows)[0].tolist() == [0, 0, 0]


def bm25(texts: list[str], terms: dict[str, float], row: int) -> float:
    """The formula as ``rag.index.lexical`` states it, with k1 = 1.2 and b = 0.75."""
    tokens = [tokenize(text) for text in texts]
    average = sum(map(len, tokens)) / len(tokens)
    total = 0.0
    for term, weight in terms.items():
        df = sum(term in each for each in tokens)
        tf = tokens[row].count(term)
        length = len(tokens[row]) / average
        if tf:
            idf = float(np.log1p((len(texts) - df + 0.5) / (df + 0.5)))
            total += weight * idf * tf / (tf + 1.2 * (0.25 + 0.75 * length))
    return total


@STORES
def test_what_is_removed_is_gone_and_what_stays_is_not_encoded_again(store: str, tmp_path: Path) -> None:
    make(LONG, tmp_path).close()
    encoder = PairEncoder()
    with closing(make(LONG[1:], tmp_path, encoder)) as index:
        assert encoder.encoded == [], "vectors come from the version before, wherever it lies"
        assert index.passage_count == PASSAGES - 3
        assert "徐汇" not in {p.document_id for p in index.passages(range(index.passage_count))}
        with pytest.raises(InputError):
            index.clause("徐汇#1")
        assert len(index.words({"签约": 1.0}).best(5)[0]) == 0
        rows, _ = index.dense(PairEncoder().encode_query("家庭医生签约率达到45%"), 1000)
        assert sorted(rows.tolist()) == list(range(index.passage_count))


@STORES
def test_nothing_changed_builds_nothing(store: str, tmp_path: Path) -> None:
    with closing(make(CORPUS, tmp_path)) as first, closing(make(CORPUS, tmp_path)) as second:
        assert first.id == second.id
    assert len(versions.list_versions(tmp_path)) == 1 and names(tmp_path) == set()


@STORES
def test_versions_are_switched_and_rolled_back(store: str, tmp_path: Path) -> None:
    with closing(make(CORPUS, tmp_path)) as old, closing(make(LONG, tmp_path)) as new:
        query = PairEncoder().encode_query("由区卫生健康委牵头负责")
        assert old.id != new.id == versions.current_id(tmp_path)
        # The one opened before goes on over its own passages.
        assert (old.passage_count, len(old.dense(query, 1000)[0])) == (5, 5)
        assert len(new.dense(query, 1000)[0]) == new.passage_count
        versions.use(tmp_path, old.id)
        with closing(open_current(tmp_path, full_check=True)) as back:
            assert back.id == old.id and back.dense(query, 2)[0].tolist() == old.dense(query, 2)[0].tolist()
            assert back.vectors(np.arange(5)).tolist() == old.vectors(np.arange(5)).tolist()


@STORES
def test_clean_up_keeps_the_newest_and_the_current(store: str, tmp_path: Path) -> None:
    built = [make(LONG[:count], tmp_path) for count in (2, 3, 4, 5)]
    versions.use(tmp_path, built[1].id)
    assert set(versions.gc(tmp_path, keep=1)) == {built[0].id, built[2].id}
    for name in (built[1].id, built[3].id):
        assert search.verify_version(tmp_path / name).id == name
    assert names(tmp_path) == set()


@STORES
def test_an_empty_index_answers_nothing(store: str, tmp_path: Path) -> None:
    with closing(make([], tmp_path)) as index:
        assert index.passage_count == 0
        assert len(index.dense(np.ones(DIM, np.float32) / DIM**0.5, 5)[0]) == 0
        assert len(index.words({"牵头": 1.0}).best(5)[0]) == 0
        assert index.vectors(np.empty(0, np.int64)).shape == (0, DIM)


def test_terms_are_counted_within_documents(long: Index) -> None:
    for term in ("负", "牵", "没有这个"):
        for documents in ([0], [1, 4, 7], [], None):
            chosen = range(8) if documents is None else documents
            held = [p for p in (long.passages(sorted(rows_of(long, *chosen)))) if term in tokenize(p.text)]
            assert long.df("body", term, documents) == len(held), (term, documents)


@pytest.mark.parametrize("term", ["负", "牵", "办法", "由区", "没有这个"])
def test_the_holders_of_a_term_are_found_among_documents(
    term: str, long: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.index.milvus.MOST", 2)  # a server names so many at once
    passages = long.passages(range(PASSAGES))
    holding = {
        owner
        for passage, owner in zip(passages, long.passage_document.tolist(), strict=True)
        if term in tokenize(passage.text) + tokenize(passage.context)
    }
    everything = range(len(long.document_ids))
    assert bool(holding) == (term != "没有这个")
    for documents in ([*everything], [1], [5, 0, 7, 5], []):
        assert long.holders(term, documents) == holding & set(documents)


def test_headings_may_weigh_their_own_way(long: Index) -> None:
    everything = np.arange(PASSAGES, dtype=np.int64)
    both = long.words({"负": 2.0}, 0.5, {"办法": 3.0})
    body, context = both.at(everything)
    assert body.tolist() == pytest.approx((2 * long.lexical("body", {"负": 1.0})).tolist(), rel=1e-5)
    assert context.tolist() == pytest.approx((3 * long.lexical("context", {"办法": 1.0})).tolist(), rel=1e-5)
    _, scores = both.best(PASSAGES)
    assert scores == pytest.approx(np.sort(body + 0.5 * context)[::-1], rel=1e-5)


def test_a_query_of_another_encoder_is_refused(long: Index) -> None:
    with pytest.raises(IndexStateError, match=r"7 dimensions, but the index holds 48"):
        long.dense(np.ones(7, np.float32), 3)
    with pytest.raises(EncoderError, match="not finite"):
        long.dense(np.full(DIM, np.nan, np.float32), 3)
    with pytest.raises(IndexStateError, match="no "):
        long.vectors(np.array([0, 99]))


@STORES
def test_text_that_no_server_takes_is_no_obstacle(store: str, tmp_path: Path) -> None:
    """A lone surrogate, a passage without terms, and one longer than a VARCHAR."""
    odd = document("怪", "半个\ud83d字", "长" * 70_000, "中")
    with closing(make([odd], tmp_path)) as index:
        assert [p.text for p in index.passages(range(3))] == [c.text for c in odd.clauses]
        assert index.words({"中": 1.0}).best(5)[0].tolist() == [2]


# ---- both stores side by side --------------------------------------------------------------------

QUESTIONS = (
    "云山县家庭医生签约覆盖率的目标是多少？",
    "临江市2027年人均预期寿命要达到多少岁？",
    "谁牵头管好医保基金？",
    "每个乡镇卫生院要配备几名全科医生？",
    "什么是先诊疗后付费？",
    "云山县方案第三条第二款说了什么？",
    "医保基金可以挪作他用吗？",
    "云山县和临江市的签约覆盖率目标有什么不同？",
    "云山县实施方案的文号是什么？",
    "县里有几家牙科诊所？",
    "新建多少个中医馆？",
)


@pytest.fixture(scope="module")
def two(milvus: str, small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    """Assistants over the same documents, one on each store."""
    made = {}
    for name, store in (("faiss", "faiss"), ("milvus", milvus)):
        folder = tmp_path_factory.mktemp("same")
        with stored_in(store):
            build_index([small_corpus], folder, encoder="hashing")
            made[name] = Assistant(open_current(folder), HashingEncoder(), limits=settings_for_tests())
    return made


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer(question: str, two: dict[str, Assistant]) -> None:
    shown = []
    for assistant in two.values():
        answer = replace(assistant.ask(question, id="q"), timings_ms={}, index="")
        shown.append([to_json(answer), [(hit.clause.id, hit.rank) for hit in answer.retrieved]])
        assert answer.retrieved
    same(*shown)


@pytest.mark.parametrize("exact", [10_000, 0], ids=["counted", "weighed"])
def test_a_visitor_of_some_documents_gets_the_same_from_both(exact: int, two: dict[str, Assistant]) -> None:
    terms = dict.fromkeys(tokens("家庭医生签约覆盖率的医保基金目标"), 1.0)
    found = []
    for assistant in two.values():
        part = Part(assistant.index, frozenset({"linjiang-2023"}), exact)
        rows, scores = part.words(terms).best(9)
        assert {p.document_id for p in part.passages(rows.tolist())} == {"linjiang-2023"}
        rarity = [part.idf("body", term) for term in terms]
        found.append(
            [rows.tolist(), scores.tolist(), *(s.tolist() for s in part.words(terms).at(rows)), rarity]
        )
    assert found[0][0]
    same(*found)


def same(one: object, other: object) -> None:
    """Equal words, citations and ranks; numbers differ by what a sum in another order may."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        for key in one:
            same(one[key], other[key])
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        assert len(one) == len(other)
        for each, its in zip(one, other, strict=True):
            same(each, its)
    else:
        assert one == (pytest.approx(other, abs=2e-4) if isinstance(other, float) else other)


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_and_over_some_documents_too(question: str, two: dict[str, Assistant]) -> None:
    only = frozenset({"linjiang-2023"})
    ids = [
        [hit.clause.id for hit in assistant.ask(question, documents=only).retrieved]
        for assistant in two.values()
    ]
    assert ids[0] == ids[1] != [] and {name.partition("#")[0] for name in ids[0]} == only


def test_the_stores_hold_the_same_numbers(milvus: str, tmp_path: Path, use: Use) -> None:
    held: list[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]] = []
    for store in ("faiss", milvus):
        use(store)
        with closing(make(LONG, tmp_path / store[:3])) as index:
            everything = np.arange(index.passage_count, dtype=np.int64)
            words = index.words(dict.fromkeys(tokenize("任务由卫生健康委牵头，办法"), 1.3))
            held.append((index.vectors(everything), *words.at(everything)))
    assert held[0][0].tobytes() == held[1][0].tobytes()
    for files, server in zip(held[0][1:], held[1][1:], strict=True):
        assert files.any() and server == pytest.approx(files, rel=1e-5, abs=1e-6)


# ---- what only a server has ----------------------------------------------------------------------


def client(uri: str) -> object:
    """As another program would connect."""
    from pymilvus import MilvusClient

    return MilvusClient(uri)


def collections(uri: str) -> set[str]:
    return set(client(uri).list_collections())  # type: ignore[attr-defined]


def collection_of(folder: Path, version: str) -> str:
    import json

    name: str = json.loads((folder / version / STORE).read_text())["collection"]
    return name


def test_the_alias_follows_the_version_in_use(milvus: str, tmp_path: Path, use: Use) -> None:
    use(milvus)
    with closing(make(CORPUS, tmp_path)) as old, closing(make(LONG, tmp_path)) as new:
        named = [client(milvus).describe_alias("policy_current")["collection_name"]]  # type: ignore[attr-defined]
        versions.use(tmp_path, old.id)
        named.append(client(milvus).describe_alias("policy_current")["collection_name"])  # type: ignore[attr-defined]
        assert named == [collection_of(tmp_path, new.id), collection_of(tmp_path, old.id)]


def test_a_collection_goes_with_its_version(milvus: str, tmp_path: Path, use: Use) -> None:
    use(milvus)
    before = collections(milvus)
    built = [make(LONG[:count], tmp_path).id for count in (1, 2, 3)]
    made = {name: collection_of(tmp_path, name) for name in built}
    assert collections(milvus) == before | set(made.values())
    versions.gc(tmp_path, keep=1)
    assert collections(milvus) == before | {made[built[2]]}


def test_a_failed_build_leaves_no_collection(
    milvus: str, tmp_path: Path, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(milvus)
    make(CORPUS, tmp_path).close()
    before = collections(milvus)
    from rag.index import build

    monkeypatch.setattr(build, "_finds_vector", lambda *_: False)
    with pytest.raises(IndexStateError, match="not harmed"):
        make(LONG, tmp_path)
    assert collections(milvus) == before
    assert all(name.startswith(".encoded-") for name in names(tmp_path)), "only the vectors are kept"


def test_a_killed_build_leaves_a_collection_that_the_next_one_drops(
    milvus: str, tmp_path: Path, use: Use
) -> None:
    use(milvus)
    before = collections(milvus)
    killed = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from rag.index import milvus_collection
from test_index_store_contract import LONG, make
milvus_collection.count = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
make(LONG, Path({str(tmp_path)!r}))
"""
    environment = {**os.environ, "RAG_STORE": milvus}
    assert subprocess.run([sys.executable, "-c", killed], env=environment).returncode == -9
    assert len(collections(milvus) - before) == 1
    make(CORPUS, tmp_path).close()
    assert len(collections(milvus) - before) == 1 and names(tmp_path) == set()


def test_a_lost_collection_is_named_and_built_again(milvus: str, tmp_path: Path, use: Use) -> None:
    use(milvus)
    with closing(make(CORPUS, tmp_path)) as index:
        lost = collection_of(tmp_path, index.id)
    for alias in client(milvus).list_aliases(lost)["aliases"]:  # type: ignore[attr-defined]
        client(milvus).drop_alias(alias)  # type: ignore[attr-defined]
    client(milvus).drop_collection(lost)  # type: ignore[attr-defined]
    with pytest.raises(IndexStateError, match=rf"{lost}.*rag build"):
        open_current(tmp_path)
    with pytest.raises(IndexStateError, match=lost):
        versions.use(tmp_path, index.id)
    with closing(make(CORPUS, tmp_path)) as again:
        assert again.passage_count == 5 and again.id != index.id


def test_rows_that_are_missing_there_are_noticed(milvus: str, tmp_path: Path, use: Use) -> None:
    use(milvus)
    with closing(make(CORPUS, tmp_path)) as index:
        name = collection_of(tmp_path, index.id)
    client(milvus).delete(name, filter="document == 1")  # type: ignore[attr-defined]
    with pytest.raises(IndexStateError, match="disagree"):
        open_current(tmp_path)


def test_other_programs_can_search_both_ways_at_once(milvus: str, tmp_path: Path, use: Use) -> None:
    """Milvus's own hybrid search over our collection is reciprocal rank fusion of our two searches."""
    from pymilvus import AnnSearchRequest, RRFRanker

    use(milvus)
    query = PairEncoder().encode_query("第3项任务由5局负责")
    with closing(make(LONG, tmp_path)) as index:
        words = index.words(dict.fromkeys(tokenize("第3项任务由5局负责"), 1.0))
        dense, _ = index.dense(query, 10)
        lexical, _ = index.words(dict.fromkeys(tokenize("第3项任务由5局负责"), 1.0)).best(10)
        fused = {
            row: sum(1 / (60 + list(each).index(row) + 1) for each in (dense, lexical) if row in each)
            for row in {*dense.tolist(), *lexical.tolist()}
        }
        requests = [
            AnnSearchRequest([query], "dense", {"metric_type": "IP"}, 10),
            AnnSearchRequest([words._both], "words", {"metric_type": "IP"}, 10),  # type: ignore[attr-defined]
        ]
        found = client(milvus).hybrid_search(  # type: ignore[attr-defined]
            "policy_current", requests, RRFRanker(60), limit=5, output_fields=["row", "text", "document_id"]
        )[0]
        assert [hit["distance"] for hit in found] == pytest.approx(sorted(fused.values())[:-6:-1])
        (passage,) = index.passages([found[0]["row"]])
        assert (found[0]["entity"]["text"], found[0]["entity"]["document_id"]) == (
            passage.text,
            passage.document_id,
        )


def test_another_kind_of_vector_index(
    milvus: str, tmp_path: Path, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.index import milvus_collection as store

    monkeypatch.setattr(store, "FLAT_ROWS", 4)
    monkeypatch.setenv("RAG_STORE_INDEX", "HNSW")
    use(milvus)
    with closing(make(CORPUS, tmp_path)) as index:
        assert "HNSW" in search.whereabouts(tmp_path / index.id)
        exact = index.vectors(np.arange(index.passage_count)) @ PairEncoder().encode_query("任务")
        _, scores = index.dense(PairEncoder().encode_query("任务"), 10)
        assert scores == pytest.approx(np.sort(exact)[::-1], abs=1e-3)


def test_a_server_that_is_not_there_is_named(tmp_path: Path, use: Use) -> None:
    require_milvus()
    make(CORPUS, tmp_path).close()
    use(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(IndexStateError, match=r"Milvus at http://127.0.0.1:\d+.*check that the server runs"):
        make(LONG, tmp_path)
    with closing(open_current(tmp_path)) as index:  # the old version is files, and still answers
        assert index.passage_count == 5
    use("nonsense://x")
    with pytest.raises(IndexStateError, match="RAG_STORE"):
        make(LONG, tmp_path)


def test_a_server_that_goes_and_comes_back(tmp_path: Path, use: Use) -> None:
    require_milvus()
    port, data, query = free_port(), tmp_path / "data", PairEncoder().encode_query("牵头")
    with milvus_server(data, port) as uri:
        use(uri)
        index = make(CORPUS, tmp_path / "index")
        expected = index.dense(query, 3)[0].tolist()
    with pytest.raises(IndexStateError, match="cannot search the collection"):
        index.dense(query, 3)
    with milvus_server(data, port):
        with closing(eventually(lambda: open_current(tmp_path / "index"))) as again:
            assert again.dense(query, 3)[0].tolist() == expected
        assert index.dense(query, 3)[0].tolist() == expected, "an opened index recovers by itself"
    index.close()


def eventually(call: Callable[[], Index]) -> Index:
    """gRPC waits a second or more before it tries a lost server again."""
    until = time.monotonic() + 30
    while True:
        try:
            return call()
        except IndexStateError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_moving_between_the_stores_encodes_nothing_again(milvus: str, tmp_path: Path, use: Use) -> None:
    make(LONG, tmp_path).close()
    use(milvus)
    encoder = PairEncoder()
    with closing(make(LONG, tmp_path, encoder)) as index:
        assert encoder.encoded == [] and "Milvus" in search.whereabouts(tmp_path / index.id)
        vectors = index.vectors(np.arange(9))
    use("faiss")
    with pytest.raises(IndexStateError, match="lies on a Milvus server; set RAG_STORE"):
        open_current(tmp_path)
    with closing(make(LONG, tmp_path, encoder)) as index:
        assert search.whereabouts(tmp_path / index.id) == "files"
        assert index.vectors(np.arange(9)).tolist() == vectors.tolist()


def test_without_the_package_it_says_what_to_install(
    tmp_path: Path, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus.exceptions", None)
    use("http://127.0.0.1:1")
    with pytest.raises(IndexStateError, match=r"install the extra \[milvus\]"):
        make(CORPUS, tmp_path)


def test_a_damaged_description_is_named(milvus: str, tmp_path: Path, use: Use) -> None:
    use(milvus)
    with closing(make(CORPUS, tmp_path)) as index:
        folder = tmp_path / index.id
    text = (folder / STORE).read_text()
    for damaged in ("", "[]", '{"collection": 1}', text[:-20]):
        (folder / STORE).write_text(damaged.ljust(len(text)))
        with pytest.raises(IndexStateError, match=r"store\.json: missing or damaged"):
            open_current(tmp_path)
    shutil.rmtree(folder)
