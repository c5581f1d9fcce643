"""Building: what is encoded, what is switched, what is left when something fails."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.errors import DocumentError, EncoderError, IndexStateError, InputError
from rag.index import Index, build, encoding, open_current, vectors, versions
from rag.index.manifest import read_manifest
from rag.types import Clause, Document, Passage

DIM = 48


class PairEncoder:
    """Character pairs hashed into a few dimensions; counts the passages and the words that it encodes."""

    name = "pairs"
    dim = DIM

    def __init__(self, fingerprint: str = "pairs-1") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []
        self.words: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length 1, shape (n, dim)."""
        for text in texts:  # a passage is encoded with its context, a line before it
            (self.encoded if "\n" in text else self.words).append(text)
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """One row of length 1, shape (dim,)."""
        row = np.zeros(DIM, np.float32)
        for pair in zip(text, text[1:] + "$", strict=True):
            at = crc32("".join(pair).encode("utf-8", "surrogatepass"))
            row[at % DIM] += 1.0 if at & 1024 else -1.0
        row[0] += 0.01  # never a row of zeros
        return row / np.linalg.norm(row)


def tokenize(text: str) -> list[str]:
    """Characters and pairs of characters."""
    return [*text, *map("".join, pairwise(text))]


def split(document: Document) -> list[Passage]:
    """One passage for each clause that has text."""
    return [
        Passage(c.id, document.id, c.start, c.end, c.text, f"{document.title} {c.heading}")
        for c in document.walk()
        if c.text
    ]


def document(document_id: str, *texts: str) -> Document:
    """A document of top-level clauses with the given texts."""
    clauses, at = [], 0
    for i, text in enumerate(texts):
        clauses.append(
            Clause(
                f"{document_id}#{i}",
                document_id,
                (str(i),),
                f"第{i}条",
                text,
                ((at, at + len(text)),),
                responsible={"牵头": ("卫健委",)},
            )
        )
        at += len(text) + 1
    return Document(
        document_id, f"{document_id}办法", None, None, None, None, f"{document_id}.txt",
        "0" * 64, "\n".join(texts), tuple(clauses), (),
    )  # fmt: skip


CORPUS = (
    document("徐汇", "家庭医生签约率达到45%", "由区卫生健康委牵头负责", "2025年底前完成"),
    document("平顶山", "住院费用按病种付费", "由市医保局牵头负责"),
)


def make(documents: Iterable[Document], folder: Path, encoder: PairEncoder | None = None) -> Index:
    """Builds with the stand-ins of this file."""
    return build.build(documents, encoder or PairEncoder(), folder, split=split, tokenize=tokenize)


def names(folder: Path) -> set[str]:
    """What lies in an index folder besides versions, CURRENT and the lock."""
    known = {versions.CURRENT, versions.LOCK, *(v.id for v in versions.list_versions(folder))}
    return {path.name for path in folder.iterdir()} - known


def answers(index: Index) -> tuple[object, ...]:
    """Everything a reader can get out of an index."""
    rows = range(index.passage_count)
    return (
        index.document_ids,
        [index.document(i) for i in index.document_ids],
        index.headers(),
        index.passages(rows),
        index.passage_document.tolist(),
        index.passage_clause.tolist(),
        index.vectors(np.arange(len(rows))).tolist(),
        index.lexical("body", dict.fromkeys(tokenize("医生牵头"), 1.0)).tolist(),
        index.lexical("context", {"办法": 1.0, "第": 0.5}).tolist(),
    )


def test_an_index_gives_back_what_was_built(tmp_path: Path) -> None:
    with closing(make(CORPUS, tmp_path / "deep" / "index")) as index:
        passages = [p for d in CORPUS for p in split(d)]
        assert index.passage_count == len(passages) == 5
        assert index.document_ids == ("徐汇", "平顶山")
        assert index.passage_document.tolist() == [0, 0, 0, 1, 1]
        assert index.passages([4, 0]) == [passages[4], passages[0]]
        assert index.document("平顶山") == CORPUS[1]
        assert index.clause("徐汇#1") == CORPUS[0].clauses[1]
        rows, scores = index.dense(PairEncoder().encode_query(encoding.embedded_text(passages[3])), 2)
        assert rows[0] == 3
        assert scores[0] == pytest.approx(1, abs=0.001)
        assert set(index.dense(PairEncoder().encode_query("牵头"), 9, [1])[0].tolist()) == {3, 4}
        assert np.flatnonzero(index.lexical("body", {"牵头": 1.0})).tolist() == [1, 4]
        assert not index.lexical("body", {"办法": 1.0}).any()
        assert index.lexical("context", {"办法": 1.0}).all()
        assert (index.df("body", "牵头"), index.idf("body", "无此")) == (2, 0.0)


def test_the_manifest_tells_what_is_in_it(tmp_path: Path) -> None:
    manifest = make(CORPUS, tmp_path).manifest
    assert manifest.counts == {"documents": 2, "clauses": 5, "passages": 5}
    assert (manifest.encoder.name, manifest.encoder.dim) == ("pairs", DIM)
    assert [mark.source for mark in manifest.sources] == ["徐汇.txt", "平顶山.txt"]
    files = {p for p in (tmp_path / manifest.id).rglob("*") if p.is_file()}
    assert {p.relative_to(tmp_path / manifest.id).as_posix() for p in files} == {
        *manifest.files, "manifest.json",
    }  # fmt: skip


def test_nothing_changed_makes_no_new_version(tmp_path: Path) -> None:
    first = make(CORPUS, tmp_path)
    encoder = PairEncoder()
    again = make(CORPUS, tmp_path, encoder)
    assert again.id == first.id
    assert encoder.encoded == []
    assert len(versions.list_versions(tmp_path)) == 1
    assert names(tmp_path) == set()


def test_only_new_text_is_encoded(tmp_path: Path) -> None:
    make(CORPUS, tmp_path)
    encoder = PairEncoder()
    changed = document("徐汇", "家庭医生签约率达到50%", *[c.text for c in CORPUS[0].clauses[1:]])
    index = make([changed, CORPUS[1], document("新", "由区卫生健康委牵头负责")], tmp_path, encoder)
    assert [text.split("\n")[1] for text in encoder.encoded] == [
        "家庭医生签约率达到50%", "由区卫生健康委牵头负责",
    ]  # fmt: skip
    assert index.passages([0])[0].text.endswith("50%")


def test_equal_texts_are_encoded_once(tmp_path: Path) -> None:
    encoder = PairEncoder()
    same = Passage("d#0", "d", 0, 2, "相同", "同")
    index = build.build(
        [document("d", "相同")], encoder, tmp_path, split=lambda _: [same] * 7, tokenize=tokenize
    )
    assert len(encoder.encoded) == 1
    assert len({tuple(row) for row in index.vectors(np.arange(7)).tolist()}) == 1


def test_another_encoder_encodes_all_anew(tmp_path: Path) -> None:
    first = make(CORPUS, tmp_path)
    encoder = PairEncoder("pairs-2")
    index = make(CORPUS, tmp_path, encoder)
    assert len(encoder.encoded) == 5
    assert index.id != first.id
    assert open_current(tmp_path, fingerprint="pairs-2").id == index.id
    with pytest.raises(IndexStateError, match=r"'pairs'.*pairs-2.*pairs-1.*rag build"):
        open_current(tmp_path, fingerprint="pairs-1")


def test_progress_reaches_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BATCH", 2)
    make(CORPUS[:1], tmp_path)
    calls: list[tuple[int, int]] = []
    build.build(
        CORPUS, PairEncoder(), tmp_path, split=split, tokenize=tokenize,
        progress=lambda done, total: calls.append((done, total)),
    )  # fmt: skip
    assert calls == [(3, 5), (5, 5)]


def test_an_empty_corpus_is_an_empty_index(tmp_path: Path) -> None:
    """Whoever deletes the last document must not go on being answered from it."""
    make(CORPUS, tmp_path)
    with closing(make([], tmp_path)) as index:
        assert index.passage_count == 0
        assert len(index.dense(np.ones(DIM, np.float32), 5)[0]) == 0
        assert index.lexical("body", {"牵头": 1.0}).shape == (0,)
        assert index.headers() == ()


def test_updates_leave_no_trace_in_inverted_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also above the size of flat search, where the index is trained on its vectors."""
    monkeypatch.setattr(vectors, "FLAT_ROWS", 100)
    many = [document(f"文{i}", *(f"第{j}项由{i}局负责" for j in range(20))) for i in range(20)]
    make(many[5:], tmp_path / "used")
    updated = make(many[:15], tmp_path / "used")
    assert updated.manifest.files == make(many[:15], tmp_path / "fresh").manifest.files


def test_an_empty_index_changes_its_encoder_too(tmp_path: Path) -> None:
    make([], tmp_path)
    make([], tmp_path, PairEncoder("pairs-2"))
    assert open_current(tmp_path, fingerprint="pairs-2").passage_count == 0


TEXTS = st.lists(st.text("医生签约牵头负责市区", min_size=1, max_size=6), max_size=3)
CORPORA = st.lists(st.dictionaries(st.sampled_from("甲乙丙丁"), TEXTS, max_size=4), min_size=2, max_size=4)


@given(CORPORA)
@settings(max_examples=25, deadline=None)
def test_no_trace_of_earlier_versions(history: list[dict[str, list[str]]]) -> None:
    """After any updates and deletions the index equals one built from nothing."""
    corpora = [[document(name, *texts) for name, texts in sorted(corpus.items())] for corpus in history]
    with TemporaryDirectory() as used, TemporaryDirectory() as fresh:
        for corpus in corpora:
            index = make(corpus, Path(used))
        other = make(corpora[-1], Path(fresh))
        assert index.manifest.files == other.manifest.files
        assert answers(index) == answers(other)
        kept = {d.id for d in corpora[-1]}
        for gone in {d.id for corpus in corpora for d in corpus} - kept:
            with pytest.raises(InputError):
                index.document(gone)
            with pytest.raises(InputError):
                index.clause(f"{gone}#0")
            assert gone not in {p.document_id for p in index.passages(range(index.passage_count))}


def test_a_clean_up_leaves_no_text_of_removed_documents(tmp_path: Path) -> None:
    make(CORPUS, tmp_path)
    make(CORPUS[:1], tmp_path)
    versions.gc(tmp_path, keep=1)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert "平顶山".encode() not in path.read_bytes()


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Lets no file of this process grow beyond ``size``, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 1, 150, 400, 1000, 5000, 20_000, 30_000])
def test_a_full_disk_keeps_the_old_version(size: int, tmp_path: Path) -> None:
    make(CORPUS, tmp_path)
    before = answers(open_current(tmp_path, full_check=True))
    many = [document(f"文{i}", *(f"第{j}项任务由{i}局负责" for j in range(20))) for i in range(10)]
    with file_size_limit(size), pytest.raises(IndexStateError, match=r"cannot write .*make room"):
        make(many, tmp_path)
    assert answers(open_current(tmp_path, full_check=True)) == before
    assert not list(tmp_path.glob(".draft-*"))
    assert make(many, tmp_path).passage_count == 200


@pytest.mark.parametrize("call", ["fsync", "replace", "rename", "open"])
def test_every_single_failing_call_keeps_an_openable_index(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Disk full at the first, second, third … call, until a build gets through."""
    before = make(CORPUS[:1], tmp_path)
    real = getattr(os, call)
    for failing in range(60):
        calls = 0

        def fails_once(*args: object, turn: int = failing, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls == turn + 1:
                raise OSError(28, "No space left on device")
            return real(*args, **more)

        with monkeypatch.context() as patched:
            patched.setattr(os, call, fails_once)
            try:
                index = make(CORPUS, tmp_path)
            except IndexStateError as error:
                assert "No space left" in str(error)
                assert "rag build" in str(error)
                after = open_current(tmp_path, full_check=True).document_ids
                # The last sync comes after the switch: then the new version is in use already.
                assert after in (before.document_ids, ("徐汇", "平顶山"))
            else:
                break
    assert failing >= 1
    assert index.document_ids == ("徐汇", "平顶山")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(IndexStateError, match=r"cannot write the index in .*file"):
        make(CORPUS, tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named_and_can_be_read(tmp_path: Path) -> None:
    make(CORPUS, tmp_path)
    tmp_path.chmod(0o555)
    (tmp_path / versions.LOCK).chmod(0o444)
    try:
        with pytest.raises(IndexStateError, match=r"cannot write.*Permission denied"):
            make(CORPUS[:1], tmp_path)
        assert open_current(tmp_path, full_check=True).document_ids == ("徐汇", "平顶山")
    finally:
        tmp_path.chmod(0o755)


def test_a_second_builder_is_told_about_the_first(tmp_path: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    class Waiting(PairEncoder):
        def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
            inside.set()
            assert leave.wait(30)
            return super().encode_documents(texts)

    first = threading.Thread(target=make, args=(CORPUS, tmp_path, Waiting()))
    first.start()
    try:
        assert inside.wait(30)
        for step in (
            lambda: make(CORPUS, tmp_path),
            lambda: versions.gc(tmp_path),
        ):
            with pytest.raises(IndexStateError, match=rf"another build.*process {os.getpid()}"):
                step()
    finally:
        leave.set()
        first.join()
    assert open_current(tmp_path).passage_count == 5


def test_a_lock_file_left_behind_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / versions.LOCK).write_text("99999")
    assert make(CORPUS, tmp_path).passage_count == 5
    with (tmp_path / versions.LOCK).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("wrong", [np.nan, 0.0, 3.0])
def test_wrong_vectors_stop_the_build(wrong: float, tmp_path: Path) -> None:
    class Wrong(PairEncoder):
        def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().encode_documents(texts) * np.float32(wrong)

    make(CORPUS[:1], tmp_path)
    with pytest.raises(EncoderError, match=r"pairs.*平顶山办法 第0条"):
        make(CORPUS, tmp_path, Wrong())
    assert open_current(tmp_path).document_ids == ("徐汇",)


def test_wrong_shapes_stop_the_build(tmp_path: Path) -> None:
    class Short(PairEncoder):
        def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().encode_documents(texts)[:-1]

    with pytest.raises(EncoderError, match=r"\(4, 48\) for 5 texts"):
        make(CORPUS, tmp_path, Short())
    with pytest.raises(IndexStateError, match="no index in"):
        open_current(tmp_path)


def test_errors_of_documents_pass_unchanged(tmp_path: Path) -> None:
    def broken() -> Iterator[Document]:
        yield CORPUS[0]
        raise DocumentError("third.pdf is encrypted")

    with pytest.raises(DocumentError, match=r"third\.pdf"):
        make(broken(), tmp_path)
    with pytest.raises(DocumentError, match="two documents"):
        make([CORPUS[0], CORPUS[0]], tmp_path)
    assert names(tmp_path) == set()


def test_an_interrupted_build_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BATCH", 2)

    class Dying(PairEncoder):
        def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if len(self.encoded) >= 4:
                raise KeyboardInterrupt
            return super().encode_documents(texts)

    with pytest.raises(KeyboardInterrupt):
        make(CORPUS, tmp_path / "a", Dying())
    assert names(tmp_path / "a") == {next((tmp_path / "a").glob(".encoded-*")).name}
    encoder = PairEncoder()
    resumed = make(CORPUS, tmp_path / "a", encoder)
    assert len(encoder.encoded) == 1
    assert names(tmp_path / "a") == set()
    assert resumed.manifest.files == make(CORPUS, tmp_path / "b").manifest.files


def test_a_build_heals_a_damaged_version(tmp_path: Path) -> None:
    first = make(CORPUS, tmp_path)
    for name in [*first.manifest.files, "manifest.json"]:
        broken = open_current(tmp_path).id
        path = tmp_path / broken / name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(IndexStateError, match=rf"{re.escape(str(path))}.*rag build"):
            open_current(tmp_path, full_check=True)
        encoder = PairEncoder()
        index = make(CORPUS, tmp_path, encoder)
        assert index.id != broken
        assert answers(open_current(tmp_path, full_check=True)) == answers(first)
        # Vectors are used again unless they, or what names them, may be damaged.
        from_nothing = name in ("vectors.faiss", "clauses.sqlite", "manifest.json")
        assert len(encoder.encoded) == (5 if from_nothing else 0)


def test_a_build_that_does_not_find_its_passages_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(CORPUS[:1], tmp_path)
    monkeypatch.setattr(build, "_finds_vector", lambda *_: False)
    with pytest.raises(IndexStateError, match="does not find passage 0"):
        make(CORPUS, tmp_path)
    monkeypatch.undo()
    # Tokens that differ between building and asking find nothing either.
    turn = iter(range(10**6))
    with pytest.raises(IndexStateError, match="does not find passage"):
        build.build(CORPUS, PairEncoder(), tmp_path, split=split, tokenize=lambda _: [str(next(turn))])
    assert open_current(tmp_path).document_ids == ("徐汇",)


def test_readers_see_the_old_or_the_new(tmp_path: Path) -> None:
    """While builds and clean-ups run, every opened index is one of the two, and whole."""
    small, large = CORPUS[:1], CORPUS
    expected = {answers_key(make(c, tmp_path / str(i))) for i, c in enumerate([small, large])}
    folder = tmp_path / "index"
    make(small, folder)
    stop = threading.Event()
    problems: list[object] = []
    seen: set[str] = set()

    def read() -> None:
        while not stop.is_set():
            try:
                with closing(open_current(folder)) as index:
                    seen.add(key := answers_key(index))
                    if key not in expected:
                        problems.append(key)
            except Exception as error:
                problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(16):
        make(large if turn % 2 == 0 else small, folder).close()
        versions.gc(folder, keep=1)
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert seen == expected


def answers_key(index: Index) -> str:
    return repr(answers(index))


def test_an_open_index_outlives_its_version(tmp_path: Path) -> None:
    index = make(CORPUS, tmp_path)
    before = answers(index)
    shutil.rmtree(tmp_path / index.id)
    assert answers(index) == before


def test_the_built_manifest_is_the_one_on_disk(tmp_path: Path) -> None:
    index = make(CORPUS, tmp_path)
    assert read_manifest(tmp_path / index.id) == index.manifest
