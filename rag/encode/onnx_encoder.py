"""An encoder exported to ONNX: run without torch, on request with int8 weights.

``rag encoder export`` makes the folder: ``model.onnx`` with pooling and normalisation inside,
``tokenizer.json``, and ``onnx_encoder.json`` by which the folder is recognised.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from rag.cores import cores
from rag.encode.windows import window, windowed
from rag.errors import EncoderError

Matrix = NDArray[np.float32]
Precision = Literal["fp32", "int8"]

DESCRIPTION, MODEL, TOKENIZER = "onnx_encoder.json", "model.onnx", "tokenizer.json"
#: Raised when older code could misread what newer code writes.
FORMAT = 1
INPUTS, OUTPUT = ("input_ids", "attention_mask"), "row"
#: A tensor kept in a file of its own names it under this key (TensorProto.external_data).
_ELSEWHERE = b"\x0a\x08location"


@dataclass(frozen=True, slots=True)
class Description:
    """What ``onnx_encoder.json`` says.

    ``source``: name of the model it was made from; ``max_length`` in tokens; ``prompts``: what
    stands before a ``query`` and a ``document``; ``sha256`` of the other files, by name.
    """

    source: str
    dim: int
    max_length: int
    pooling: str
    precision: Precision
    prompts: Mapping[str, str]
    sha256: Mapping[str, str]
    format: int = FORMAT

    def text(self) -> str:
        """As it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class OnnxEncoder:
    """An exported encoder, run by onnxruntime on one core a text; safe to share between threads."""

    def __init__(self, name: str) -> None:
        """Loads the folder ``name``, each file held against its checksum.

        Raises:
            EncoderError: the extra is missing, or the folder is damaged.
        """
        runtime, tokenizers = _packages(name)
        text = _read(name, DESCRIPTION)
        self.description = described(name, text)
        self.name = name
        self.dim = self.description.dim
        self._window = window(self.description.max_length, self.description.prompts.values())
        self.fingerprint = (
            f"onnx-windows-{self.description.precision}-{hashlib.sha256(text).hexdigest()[:16]}"
        )
        model, tokenizer = (_checked(name, file, self.description) for file in (MODEL, TOKENIZER))
        if has_external_data(model):
            raise EncoderError(
                f"encoder {name}: {MODEL} keeps weights in another file, which no checksum covers; "
                "export it again: rag encoder export MODEL FOLDER"
            )
        try:
            self._tokenizer = tokenizers.Tokenizer.from_str(tokenizer.decode("utf-8"))
            self._session = _session(runtime, model)
            shape = self._session.get_outputs()[0].shape
        except Exception as error:  # both packages raise kinds of their own
            raise _damaged(name, f"cannot be loaded ({type(error).__name__})") from error
        if {one.name for one in self._session.get_inputs()} != set(INPUTS) or shape[-1] != self.dim:
            raise _damaged(name, f"{MODEL} is not of the form that {DESCRIPTION} says")

    def encode_documents(self, texts: Sequence[str]) -> Matrix:
        """Rows for passages, shape (len(texts), dim); a long one is encoded in windows."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        return windowed(texts, self._window, self._encoded)

    def _encoded(self, texts: Sequence[str]) -> Matrix:
        """Rows of texts that the model reads at once; side by side, one core each."""
        whole = [self.description.prompts["document"] + text for text in texts]
        if len(whole) == 1:
            return self._row(whole[0])[None]
        with ThreadPoolExecutor(min(len(whole), cores()), "onnx") as pool:
            return np.stack(list(pool.map(self._row, whole)))

    def encode_query(self, text: str) -> Matrix:
        """The row of a query, shape (dim,)."""
        return self._row(self.description.prompts["query"] + text)

    def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
        """The rows of a query, shape (dim,), and of some words, (len(words), dim)."""
        # One after the other: a model may want another prompt before a query.
        return self.encode_query(text), self.encode_documents(words)

    def _row(self, text: str) -> Matrix:
        """The row of a text, shape (dim,).

        Never two texts in a run: an int8 model scales its activations over the whole run, and a
        text's row would depend on those beside it. Passages are no slower so: nothing is padded.
        """
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        (rows,) = self._session.run([OUTPUT], dict(zip(INPUTS, (ids, np.ones_like(ids)), strict=True)))
        return np.asarray(rows[0], np.float32)


def is_exported(name: str) -> bool:
    """Whether a name is that of a folder with an exported encoder."""
    return (Path(name) / DESCRIPTION).is_file()


def has_external_data(model: bytes) -> bool:
    """Whether an ONNX file leaves some of its tensors to other files."""
    return _ELSEWHERE in model


def described(name: str, text: bytes) -> Description:
    """The description in a file's bytes.

    Raises:
        EncoderError: it is damaged, or of another version.
    """
    try:
        found = Description(**json.loads(text))
        prompts, sums = dict(found.prompts), dict(found.sha256)
    except (ValueError, TypeError, RecursionError) as error:
        raise _damaged(name, f"{DESCRIPTION} is not of its form") from error
    if found.format != FORMAT:
        raise _damaged(name, f"{DESCRIPTION} has format {found.format}, this version reads {FORMAT}")
    strings = [*prompts.values(), *sums.values()]
    if (
        found.precision not in get_args(Precision)
        or type(found.dim) is not int
        or prompts.keys() != {"query", "document"}
        or sums.keys() != {MODEL, TOKENIZER}
        or not all(isinstance(value, str) for value in strings)
    ):
        raise _damaged(name, f"{DESCRIPTION} is not of its form")
    return found


def _packages(name: str) -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise EncoderError(
            f"encoder {name}: the package {error.name} is missing; install the extra [onnx]: "
            "pip install 'policy-rag[onnx]', or set RAG_ENCODER to another encoder"
        ) from error
    return onnxruntime, tokenizers


def _session(runtime: Any, model: bytes) -> Any:
    runtime.disable_telemetry_events()  # its builds for Windows report home
    options = runtime.SessionOptions()
    # More threads make a single query slower on a small machine, and the digits would depend on them.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _read(name: str, file: str) -> bytes:
    try:
        return (Path(name) / file).read_bytes()
    except OSError as error:
        raise _damaged(name, f"{file} cannot be read ({error.strerror})") from error


def _checked(name: str, file: str, description: Description) -> bytes:
    data = _read(name, file)
    if hashlib.sha256(data).hexdigest() != description.sha256[file]:
        raise _damaged(name, f"{file} is not the one that was exported (its SHA-256 differs)")
    return data


def _damaged(name: str, what: str) -> EncoderError:
    return EncoderError(
        f"encoder {name}: {what}; export it again: rag encoder export MODEL FOLDER, or set RAG_ENCODER "
        "to another encoder"
    )
