"""A sentence-transformers model exported to ONNX, held against the model before it is kept."""

from __future__ import annotations

import copy
import hashlib
import logging
import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from rag.encode.encoder import load_sentence_transformer
from rag.encode.onnx_encoder import (
    DESCRIPTION,
    INPUTS,
    MODEL,
    OUTPUT,
    TOKENIZER,
    Description,
    Matrix,
    OnnxEncoder,
    Precision,
    has_external_data,
)
from rag.encode.windows import window, windowed
from rag.errors import EncoderError, InputError

#: The newest version of the operators that the exporter which needs no further package writes well.
OPSET = 17
#: Poolings that can be exported.
POOLINGS = ("mean", "cls")
#: Texts on which an export is held against its model: short, long, of several scripts, cut off.
PROBES = (
    "家庭医生",
    "到2025年，家庭医生签约覆盖率达到45%以上，重点人群签约覆盖率不低于80%。（牵头单位：县卫生健康局）",
    "任何单位和个人不得将医保基金挪作他用。",
    "Family doctors, BAAI/bge 2024",
    "",
    "改革完善家庭医生制度，" * 200,
)
#: The least cosine between a row and the model's own: what is below is another model.
LEAST: Mapping[Precision, float] = {"fp32": 0.9999, "int8": 0.9}


@dataclass(frozen=True, slots=True)
class Export:
    """What was written; ``cosine``: the least one to the model's own rows, over ``PROBES``."""

    folder: Path
    description: Description
    bytes: int
    cosine: float


def export_encoder(name: str, folder: Path, *, int8: bool = False) -> Export:
    """Writes the model ``name`` as ONNX into a new ``folder``, whole or not at all.

    ``int8``: the weights of matrices and embeddings in 8 bits, activations scaled as they come
    (dynamic quantisation): a quarter of the size, rows that differ a little.

    Args:
        name: a folder, or a hub name that is on this machine: Transformer, mean or cls Pooling.
        folder: must not exist yet, or be empty.
        int8: whether the weights are quantised.

    Raises:
        InputError: the folder is taken or cannot be written.
        EncoderError: a package is missing, the model cannot be loaded or is of another shape, or
            the export gives other rows than the model.
    """
    for package in ("onnx", "onnxruntime"):
        if find_spec(package) is None:
            raise EncoderError(
                f"encoder {name}: to export it the package {package} is needed; install the extra "
                "[onnx]: pip install 'policy-rag[onnx]'"
            )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is there already; name a folder that does not exist yet")
    model = load_sentence_transformer(name, model_kwargs={"attn_implementation": "eager"}, device="cpu")
    model.float().eval()
    pooling = _pooling(name, model)
    own = _own_rows(model)
    draft = folder.parent / f".{folder.name}.{os.getpid()}"
    try:
        draft.mkdir(parents=True)
        description = _written(name, model, pooling, draft, "int8" if int8 else "fp32")
        made = OnnxEncoder(str(draft))
        rows = np.stack([*made.encode_documents(PROBES), *map(made.encode_query, PROBES)])
        cosine = float(np.min(np.sum(own * rows, axis=1)))
        if not cosine >= LEAST[description.precision]:  # NaN is none
            raise EncoderError(
                f"encoder {name}: the export gives other rows than the model (cosine {cosine:.4f}); "
                f"use the model itself: RAG_ENCODER={name}"
            )
        size = sum(file.stat().st_size for file in draft.iterdir())
        os.replace(draft, folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Export(folder, description, size, cosine)


def _pooling(name: str, model: Any) -> str:
    """The pooling of a model of the shape that can be exported."""
    kinds = [type(module).__name__ for module in model]
    mode = getattr(model[1], "pooling_mode", None) if len(model) > 1 else None
    shaped = kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
    if not shaped or mode not in POOLINGS or not hasattr(model.tokenizer, "backend_tokenizer"):
        raise EncoderError(
            f"encoder {name}: {' + '.join(kinds)} (pooling {mode}) cannot be exported, only Transformer + "
            f"Pooling ({' or '.join(POOLINGS)}) with a fast tokenizer; use the model itself: RAG_ENCODER={name}"
        )
    return str(mode)


def _own_rows(model: Any) -> Matrix:
    """The model's own rows of the probes: as passages, then as queries."""
    options = {"show_progress_bar": False, "normalize_embeddings": True}
    size = window(model.get_max_seq_length(), _prompts(model).values())
    documents = windowed(PROBES, size, lambda texts: model.encode_document(list(texts), **options))
    queries = model.encode_query(list(PROBES), **options)
    return np.concatenate([documents, queries]).astype(np.float32)


def _written(name: str, model: Any, pooling: str, draft: Path, precision: Precision) -> Description:
    """Writes the files of an export and gives their description."""
    try:
        with _quiet():
            _write_model(model, pooling, draft / MODEL)
            if precision == "int8":
                _quantise(draft / MODEL)
    except (RuntimeError, ValueError) as error:  # operators without an ONNX form, more than 2 GB …
        told = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise EncoderError(
            f"encoder {name}: cannot be exported ({told}); use the model itself: RAG_ENCODER={name}"
        ) from error
    if os.listdir(draft) != [MODEL] or has_external_data((draft / MODEL).read_bytes()):
        raise EncoderError(
            f"encoder {name}: its weights do not fit into one file (2 GB); use the model itself: "
            f"RAG_ENCODER={name}"
        )
    length = int(model.get_max_seq_length())
    _write_tokenizer(model.tokenizer, length, draft / TOKENIZER)
    description = Description(
        source=Path(name).name if Path(name).exists() else name,
        dim=int(model.get_embedding_dimension()),
        max_length=length,
        pooling=pooling,
        precision=precision,
        prompts=_prompts(model),
        sha256={file: hashlib.sha256((draft / file).read_bytes()).hexdigest() for file in (MODEL, TOKENIZER)},
    )
    (draft / DESCRIPTION).write_text(description.text(), "utf-8")
    return description


def _prompts(model: Any) -> dict[str, str]:
    """What stands before a query and a document, chosen as sentence-transformers does."""
    held = model.prompts or {}
    first = [key for key in ("document", "passage", "corpus") if key in held]
    usual = held.get(model.default_prompt_name) or "" if model.default_prompt_name else ""
    document = held[first[0]] if first else usual
    return {"query": held.get("query", usual) or "", "document": document or ""}


def _write_model(model: Any, pooling: str, file: Path) -> None:
    """Transformer, pooling and normalisation as one graph; batch and length are free."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = model[0].auto_model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            tokens = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            if pooling == "cls":
                rows = tokens[:, 0]
            else:
                mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
                rows = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(rows, dim=1)

    # Of two lengths: a trace without padding could leave the mask out.
    example = model.tokenizer(["家庭医生", "医保基金不得挪用"], padding=True, return_tensors="pt")
    free = {0: "batch", 1: "length"}
    with torch.no_grad():
        torch.onnx.export(
            Whole().eval(),
            tuple(example[key] for key in INPUTS),
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={**dict.fromkeys(INPUTS, free), OUTPUT: {0: "batch"}},
        )


def _quantise(file: Path) -> None:
    """The model in a file with int8 weights, in its place."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = file.with_suffix(".fp32")
    file.rename(whole)
    # Seven bits of the eight: without VNNI a processor adds two products in 16 bits, which overflow
    # with scales by channel (m3e-small: cosine 0.70 instead of 0.998).
    quantize_dynamic(whole, file, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()


def _write_tokenizer(tokenizer: Any, length: int, file: Path) -> None:
    """The tokenizer with its cut, so that the file alone gives the model's input."""
    own = copy.deepcopy(tokenizer.backend_tokenizer)
    own.enable_truncation(length)
    own.no_padding()
    file.write_text(own.to_str(), "utf-8")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporters' advice on other ways to export."""
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
