"""The clause store gives back exactly what was put in, and says what is wrong otherwise."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError, IndexStateError, InputError
from rag.index import codec
from rag.index.store import ClauseStore, ClauseStoreWriter
from rag.types import Clause, Discarded, Document, Figure, Passage

# Every str, lone surrogates included: whatever a loader lets through must come back.
TEXT = st.text(st.characters(), max_size=8)
SPAN = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9))
FIGURES = st.builds(
    Figure, TEXT, TEXT, TEXT, st.sampled_from(["=", ">=", "~"]), st.none() | TEXT, TEXT,
    st.integers(0, 99), st.integers(0, 99),
)  # fmt: skip
KINDS = st.sampled_from(["clause", "title", "addressees", "preamble", "signature", "closing"])


def nodes(children: st.SearchStrategy[tuple[Clause, ...]]) -> st.SearchStrategy[Clause]:
    """Clauses with the given children; ids and document are filled in later."""
    return st.builds(
        Clause,
        id=st.just(""),
        document_id=st.just(""),
        path=st.lists(TEXT, max_size=3).map(tuple),
        heading=TEXT,
        text=TEXT,
        segments=st.lists(SPAN, min_size=1, max_size=3).map(tuple),
        kind=KINDS,
        responsible=st.dictionaries(TEXT, st.lists(TEXT, max_size=3).map(tuple), max_size=2),
        figures=st.lists(FIGURES, max_size=2).map(tuple),
        children=children,
    )


TREES = st.recursive(st.just(()), lambda inner: st.lists(nodes(inner), max_size=3).map(tuple), max_leaves=8)
DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    title=TEXT,
    number=st.none() | TEXT,
    issuer=st.none() | TEXT,
    issued_on=st.none() | TEXT,
    region=st.none() | TEXT,
    source=TEXT,
    sha256=TEXT,
    text=TEXT,
    clauses=TREES,
    discarded=st.lists(st.builds(Discarded, st.integers(0, 9), st.integers(0, 9), TEXT), max_size=2).map(
        tuple
    ),
    effective_on=st.none() | TEXT,
    expires_on=st.none() | TEXT,
    status=st.sampled_from(["in_force", "trial", "unknown"]),
    addressees=st.lists(TEXT, max_size=2).map(tuple),
    implements=st.lists(TEXT, max_size=2).map(tuple),
    replaces=st.lists(TEXT, max_size=2).map(tuple),
    digest=st.booleans(),
)


def named(document: Document, number: int) -> Document:
    """The document with an id of its own and with clause ids from their place."""

    def walk(clauses: tuple[Clause, ...], prefix: str) -> tuple[Clause, ...]:
        return tuple(
            replace(
                clause,
                id=f"{prefix}/{i}",
                document_id=document_id,
                children=walk(clause.children, f"{prefix}/{i}"),
            )
            for i, clause in enumerate(clauses)
        )

    document_id = f"{document.id}-{number}"
    return replace(document, id=document_id, clauses=walk(document.clauses, f"{document_id}#"))


def one_passage_each(document: Document) -> list[tuple[Passage, bytes]]:
    return [
        (Passage(c.id, document.id, c.start, c.end, c.text, c.heading), str(i).encode())
        for i, c in enumerate(document.walk())
    ]


def write(path: Path, documents: list[Document]) -> None:
    with closing(ClauseStoreWriter(path)) as writer:
        for document in documents:
            writer.add(document, one_passage_each(document))
        writer.commit()


def clause(clause_id: str, *children: Clause) -> Clause:
    return Clause(clause_id, "d", ("一",), "标题", "文字", ((0, 2),), children=children)


def document(*clauses: Clause, document_id: str = "d") -> Document:
    return Document(document_id, "题", None, None, None, None, f"{document_id}.txt", "0", "文", clauses, ())


@given(st.lists(DOCUMENTS, max_size=3))
@settings(max_examples=60, deadline=None)
def test_everything_comes_back_equal(drawn: list[Document]) -> None:
    documents = [named(document, i) for i, document in enumerate(drawn)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clauses.sqlite"
        write(path, documents)
        with closing(ClauseStore(path)) as store:
            assert [store.document(d.id) for d in documents] == documents
            assert store.document_ids() == tuple(d.id for d in documents)
            assert store.headers() == tuple(replace(d, text="", clauses=(), discarded=()) for d in documents)
            clauses = [clause for d in documents for clause in d.walk()]
            assert [store.clause(c.id) for c in clauses] == clauses
            passages = [p for d in documents for p, _ in one_passage_each(d)]
            assert store.passages(range(len(passages))) == passages
            assert store.counts == {
                "documents": len(documents), "clauses": len(clauses), "passages": len(passages),
            }  # fmt: skip


def test_types_come_back_as_they_were(tmp_path: Path) -> None:
    """Equality alone would let a list pass for a tuple inside ``responsible``."""
    before = replace(
        document(replace(clause("d#一"), responsible={"牵头": ("卫健委", "医保局")})),
        addressees=("各区县",),
    )
    write(tmp_path / "s", [before])
    with closing(ClauseStore(tmp_path / "s")) as store:
        assert repr(store.document("d")) == repr(before)


def test_passages_keep_the_order_asked_for(tmp_path: Path) -> None:
    clauses = [clause(f"d#{i}") for i in range(1500)]  # more than one statement takes
    write(tmp_path / "s", [document(*clauses)])
    rows = list(range(1500))
    random.Random(0).shuffle(rows)
    with closing(ClauseStore(tmp_path / "s")) as store:
        assert store.clause_ids(rows) == [f"d#{row}" for row in rows]
        assert store.clause_ids([3, 3, 1]) == ["d#3", "d#3", "d#1"]
        assert store.passages([]) == []


def test_clauses_come_with_all_below_them(tmp_path: Path) -> None:
    parents = [clause(f"d#{i}", clause(f"d#{i}/1"), clause(f"d#{i}/2")) for i in range(600)]
    write(tmp_path / "s", [document(*parents)])
    with closing(ClauseStore(tmp_path / "s")) as store:
        found = store.clauses([*(each.id for each in reversed(parents)), "d#3/1", "d#3"])
        assert found == {each.id: each for each in [*parents, clause("d#3/1")]}
        assert store.clauses([]) == {}
        with pytest.raises(InputError, match="'d#nowhere'"):
            store.clauses(["d#1", "d#nowhere"])


def test_owners_are_ordinals(tmp_path: Path) -> None:
    first = document(clause("a#1", clause("a#2")), document_id="a")
    second = document(clause("b#1"), document_id="b")
    write(tmp_path / "s", [first, document(document_id="empty"), second])
    with closing(ClauseStore(tmp_path / "s")) as store:
        documents, clauses = store.passage_owners()
        assert documents.tolist() == [0, 0, 2]
        assert clauses.tolist() == [0, 1, 2]
        assert store.keys() == [b"0", b"1", b"0"]


def test_unknown_ids_and_rows_are_named(tmp_path: Path) -> None:
    write(tmp_path / "s", [document(clause("d#1"))])
    with closing(ClauseStore(tmp_path / "s")) as store:
        with pytest.raises(InputError, match="'nowhere'"):
            store.document("nowhere")
        with pytest.raises(InputError, match="'d#2'"):
            store.clause("d#2")
        for row in (-1, 1, 10**12):
            with pytest.raises(InputError, match=str(row)):
                store.passages([0, row])


def test_double_ids_are_refused(tmp_path: Path) -> None:
    with closing(ClauseStoreWriter(tmp_path / "s")) as writer:
        writer.add(document(), [])
        with pytest.raises(DocumentError, match=r"two documents.*'d'.*d\.txt"):
            writer.add(document(), [])
    with (
        closing(ClauseStoreWriter(tmp_path / "t")) as writer,
        pytest.raises(DocumentError, match="occurs twice"),
    ):
        writer.add(document(clause("d#1", clause("d#1"))), [])


def test_passages_of_foreign_clauses_are_refused(tmp_path: Path) -> None:
    stray = Passage("d#9", "d", 0, 1, "文", "")
    with (
        closing(ClauseStoreWriter(tmp_path / "s")) as writer,
        pytest.raises(DocumentError, match="'d#9'"),
    ):
        writer.add(document(clause("d#1")), [(stray, b"")])


def test_many_threads_read_at_once(tmp_path: Path) -> None:
    documents = [document(*(clause(f"{i}#{j}") for j in range(20)), document_id=str(i)) for i in range(60)]
    write(tmp_path / "s", documents)
    with closing(ClauseStore(tmp_path / "s")) as store, ThreadPoolExecutor(8) as pool:
        asked = [i % 60 for i in range(600)]
        assert list(pool.map(lambda i: store.document(str(i)), asked)) == [documents[i] for i in asked]
        assert list(pool.map(lambda i: store.clause(f"{i}#7").id, asked)) == [f"{i}#7" for i in asked]


def test_a_store_outlives_its_folder(tmp_path: Path) -> None:
    """Old versions may be deleted while a server still answers from them."""
    write(tmp_path / "s", [document(clause("d#1"))])
    with closing(ClauseStore(tmp_path / "s")) as store:
        (tmp_path / "s").unlink()
        assert store.clause("d#1") == clause("d#1")


def test_the_file_is_not_touched_by_readers(tmp_path: Path) -> None:
    write(tmp_path / "s", [document(clause("d#1"))])
    before = (tmp_path / "s").read_bytes()
    with closing(ClauseStore(tmp_path / "s")) as store:
        store.document("d")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]
    assert (tmp_path / "s").read_bytes() == before


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "clauses # 100%.sqlite"
    with pytest.raises(IndexStateError, match=r"clauses.*rag build"):
        ClauseStore(path)
    for data in (b"", b"no database" * 100):
        path.write_bytes(data)
        with pytest.raises(IndexStateError, match=r"clauses.*rag build"):
            ClauseStore(path)


def test_a_damaged_node_is_named(tmp_path: Path) -> None:
    write(tmp_path / "s", [document(clause("d#1"))])
    data = (tmp_path / "s").read_bytes()
    (tmp_path / "s").write_bytes(data.replace(b'{"id":"d#1"', b'{"id":"d#1}'))
    with closing(ClauseStore(tmp_path / "s")) as store:
        for read in (lambda: store.clause("d#1"), lambda: store.document("d")):
            with pytest.raises(IndexStateError, match="rag build"):
                read()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    write(tmp_path / "s", [document(clause("d#1"))])
    store = ClauseStore(tmp_path / "s")
    store.close()
    with pytest.raises(IndexStateError, match="closed"):
        store.document("d")


def test_equal_values_give_equal_bytes() -> None:
    assert codec.dump({"一": ("a",)}) == codec.dump({"一": ["a"]}) == b'{"\xe4\xb8\x80":["a"]}'
