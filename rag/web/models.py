"""What the HTTP API takes and gives, for the edge and its OpenAPI page; checked here, nowhere below."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rag.lookup import MAX_CITED, MAX_STATEMENT
from rag.types import AnswerStatus, CitationVerdict, RefusalReason, Role, StatementVerdict
from rag.web.feedback import MAX_COMMENT

#: Earlier turns that a request may hold; fewer are read, see ``RAG_MAX_HISTORY``.
MAX_TURNS = 200


def _text(value: str) -> str:
    """Text that UTF-8 can hold; JSON lets lone surrogates pass, and so does ``str``."""
    if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
        raise PydanticCustomError("string_unicode", "holds lone surrogates")
    return value


Text = Annotated[str, AfterValidator(_text)]


class Said(BaseModel):
    """One earlier turn of the conversation."""

    role: Role
    content: Text


class Ask(BaseModel):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "徐汇的家庭医生签约覆盖率目标是多少？"}]}
    )

    question: str = Field(description="中文问题 / as typed, Chinese")
    history: list[Said] = Field(
        default=[], max_length=MAX_TURNS, description="之前的对话，从早到晚 / oldest first"
    )
    documents: list[Text] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="只在这些文件（编号）中找；不填为全部 / ids; search only these; absent: all",
    )
    id: Text | None = Field(default=None, max_length=200, description="答案沿用的编号 / kept in the answer")
    stream: bool = Field(
        default=False,
        description="流式返回（SSE），等同请求头 Accept: text/event-stream / "
        "server-sent events; so does Accept: text/event-stream",
    )


class Opinion(BaseModel):
    """What a user says of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "徐汇的家庭医生签约覆盖率目标是多少？", "vote": "up"}]}
    )

    question: Text = Field(min_length=1, max_length=4000, description="所问的问题 / what was asked")
    vote: Literal["up", "down"] = Field(description="有用 up，没用 down / helpful or not")
    comment: Text = Field(default="", max_length=MAX_COMMENT, description="补充说明 / in the user's words")
    id: Text = Field(default="", max_length=200, description="答案编号 / the id of the answer")
    answer: Text = Field(default="", max_length=20_000, description="答案全文 / its text")
    status: AnswerStatus = Field(default="answered", description="答案状态 / its status")
    clause_ids: list[Text] = Field(
        default=[], max_length=MAX_CITED, description="所引条款编号 / what it cited"
    )


class Claim(BaseModel):
    """A statement and the clauses that it cites."""

    statement: Text = Field(
        min_length=1, max_length=MAX_STATEMENT, description="要核对的话 / what is to be checked"
    )
    clause_ids: list[Text] = Field(
        min_length=1, max_length=MAX_CITED, description="所引条款编号 / the clauses cited"
    )
    quotes: list[Text] = Field(
        default=[],
        max_length=MAX_CITED,
        description="所引原文，每个条款一段 / the words leaned on, one for each clause",
    )
    question: Text = Field(
        default="",
        max_length=MAX_STATEMENT,
        description="原问题，其中的词不需依据 / its words need no support",
    )


class DocumentOut(BaseModel):
    """What a document says of itself; more fields follow."""

    id: str
    title: str
    number: str | None = Field(description="发文字号")
    issuer: str | None
    issued_on: str | None
    region: str | None


class StatementOut(BaseModel):
    """One sentence of an answer."""

    text: str
    citations: list[int] = Field(description="marks of its citations")
    verdict: StatementVerdict


class CitationOut(BaseModel):
    """A clause that a statement leans on."""

    mark: int = Field(ge=1)
    clause_id: str
    document: DocumentOut
    path: list[str]
    label: str = Field(description="the official reference")
    heading: str
    quote: str = Field(description="verbatim")
    text: str = Field(description="the whole clause, verbatim")
    start: int
    end: int = Field(description="half-open, code points of the document's text")
    verdict: CitationVerdict
    url: str = Field(description="opens the document at the clause, the quote marked")


class HitOut(BaseModel):
    """A clause found."""

    clause_id: str
    document_id: str
    path: list[str]
    score: float
    text: str


class RefusalOut(BaseModel):
    """Why there is no answer."""

    reason: RefusalReason
    missing: str
    nearest: list[str] = Field(description="clause ids")


class AnswerOut(BaseModel):
    """An answer (answer.schema.json)."""

    id: str
    question: str
    standalone_question: str | None
    status: AnswerStatus
    answer: str = Field(description="plain text with [1] marks that point into citations")
    statements: list[StatementOut]
    citations: list[CitationOut]
    retrieved: list[HitOut]
    refusal: RefusalOut | None
    confidence: float = Field(ge=0, le=1)
    mode: Literal["extractive", "generative"]
    model: str | None
    timings_ms: dict[str, float]
    index: str
    notes: list[str]
    table: list[list[str]]
    nearest: list[dict[str, Any]] = Field(description="the refusal's clauses with label and url")
    rest: str | None = Field(description="where the whole list stands, if the answer gives a part of one")


class ErrorOut(BaseModel):
    """What is wrong, in plain words, and a code for programs."""

    message: str
    code: str


class Problem(BaseModel):
    """Every error of the API."""

    error: ErrorOut
