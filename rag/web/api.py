"""The HTTP API under ``/api/v1``; see ``/docs`` for its routes and ``/openapi.json`` for its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.routing import Match

from rag import lookup, outline
from rag.errors import InputError
from rag.records.kept import records_of
from rag.render import document_json, label, url
from rag.types import Answer, Message
from rag.web.answering import Pieces, answer_json, asked, asker, opened
from rag.web.exchanges import Exchange, Source
from rag.web.feedback import record_feedback
from rag.web.lists import Duty, Lists, Target
from rag.web.models import AnswerOut, Ask, Claim, Opinion, Problem, Said
from rag.web.problems import failure, problem
from rag.web.views import duties_of, targets_of
from rag.web.visitors import groups_of
from rag.web.wire import dumps
from rag.web_settings import WebSettings

if TYPE_CHECKING:
    from rag.pipeline import Assistant

#: Rows that one request for duties or indicators gives at most.
MAX_ROWS = 1000

Json = dict[str, Any]
DocumentId = Annotated[str, Path(description="文件编号 / the document's id")]
ClauseId = Annotated[str, Path(description="条款编号：文件编号#条款 / document#path")]
Documents = Annotated[
    list[str] | None, Query(description="只在这些文件（编号）中查 / search only these documents")
]

_ERRORS: dict[int | str, Json] = {
    400: {"model": Problem, "description": "The input cannot be taken"},
    404: {"model": Problem, "description": "There is no such thing"},
    422: {"model": Problem, "description": "The input has not the form asked for"},
    503: {"model": Problem, "description": "The index cannot be read"},
}
#: One server-sent event; its data are JSON.
EVENT: Json = {
    "type": "object",
    "properties": {"event": {"enum": ["delta", "answer", "error"]}, "data": {"type": "string"}},
    "required": ["event", "data"],
}
_STREAM = {
    "description": "The answer. As text/event-stream: events `delta` ({text}) while it comes, then "
    "`answer` (the answer), or `error`. The text of the deltas is provisional, `answer` counts.",
    "content": {"text/event-stream": {"schema": EVENT}},
    "model": AnswerOut,
}


def api_routes(assistant: Assistant, lists: Callable[[], Lists], settings: WebSettings) -> APIRouter:
    """All routes under ``/api/v1``."""
    router = APIRouter(prefix="/api/v1", responses=_ERRORS)
    _asking(router, assistant, settings)
    _reading(router, assistant)
    _listing(router, lists)
    _judging(router, assistant, settings)
    return router


def messages(history: Sequence[Said]) -> list[Message]:
    """Earlier turns as the assistant reads them."""
    return [Message(turn.role, turn.content) for turn in history]


# asking


def _asking(router: APIRouter, assistant: Assistant, settings: WebSettings) -> None:
    @router.post(
        "/answer", tags=["ask"], summary="回答一个问题 / Answer a question", responses={200: _STREAM}
    )
    def answer(ask: Ask, request: Request) -> Response:
        documents = lookup.scope(assistant.index, ask.documents)
        history, by = messages(ask.history), asker(request, settings)
        if not ask.stream and "text/event-stream" not in request.headers.get("accept", ""):
            made = asked(assistant, "api", ask.question, history, id=ask.id, documents=documents, by=by)
            return _whole(made, assistant)
        pieces = opened(assistant, "sse", ask.question, history, id=ask.id, documents=documents, by=by)
        if isinstance(pieces, Answer):
            return _whole(pieces, assistant)
        return EventSourceResponse(_events(pieces, assistant), headers={"X-Accel-Buffering": "no"})


def _whole(answer: Answer, assistant: Assistant) -> Response:
    """The answer; one that is an error carries the error beside it and the status 400."""
    body = answer_json(answer, assistant.index)
    if answer.status != "error":
        return JSONResponse(body)
    body["error"] = {"message": answer.text, "code": "question_not_taken"}
    return JSONResponse(body, status_code=400)


def _events(pieces: Pieces, assistant: Assistant) -> Iterator[bytes]:
    try:
        for piece in pieces:
            if isinstance(piece, Answer):
                yield _event("answer", answer_json(piece, assistant.index))
            else:
                yield _event("delta", {"text": piece})
    except Exception as error:  # the status is out already: the stream itself must tell
        message, code = failure(error)
        yield _event("error", {"error": {"message": message, "code": code}})


def _event(name: str, data: Json) -> bytes:
    return format_sse_event(event=name, data_str=dumps(data))


# reading


def _reading(router: APIRouter, assistant: Assistant) -> None:
    @router.get("/search", tags=["read"], summary="与检索词最接近的条款 / The clauses nearest to a query")
    def search(
        q: Annotated[str, Query(description="检索词 / what is looked for")],
        k: Annotated[int, Query(ge=1, le=lookup.MAX_FOUND, description="最多几条 / at most so many")] = 10,
        document: Documents = None,
    ) -> Json:
        return {"query": q, "results": lookup.search(assistant, q, k, document)}

    @router.get("/documents", tags=["read"], summary="全部文件 / All documents")
    def documents() -> Json:
        index = assistant.index
        return {"index": index.id, "documents": [document_json(d) for d in index.headers()]}

    @router.get("/documents/{identity}", tags=["read"], summary="一份文件的条款树 / A document's clause tree")
    def document(identity: DocumentId, request: Request) -> Response:
        try:
            return JSONResponse(outline.to_json(assistant.index.document(identity)))
        except InputError as error:
            return problem(request, 404, str(error), "no_such_document")

    @router.get(
        "/clauses/{clause_id:path}",
        tags=["read"],
        summary="一个条款（地址中的 # 写作 %23） / One clause; write # as %23 in the address",
    )
    def clause(clause_id: ClauseId, request: Request) -> Response:
        try:
            return JSONResponse(lookup.clause_json(assistant.index, clause_id))
        except InputError as error:
            zh, _, en = str(error).partition(" / ")
            if "#" not in clause_id:
                zh += "；条款编号为 文件编号#条款，# 写作 %23"
                en += "; a clause id is document#path, # written %23"
            return problem(request, 404, f"{zh} / {en}", "no_such_clause")


# lists

Limit = Annotated[int, Query(ge=1, le=MAX_ROWS, description="最多几行 / at most so many rows")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="跳过几行 / rows left out at the start")]
DocumentFilter = Annotated[str, Query(description="只列这份文件（编号） / only of this document")]


def _listing(router: APIRouter, lists: Callable[[], Lists]) -> None:
    @router.get(
        "/departments",
        tags=["lists"],
        summary="全部部门，或一个部门的职责 / Departments, or the duties of one",
    )
    def departments(
        name: Annotated[str, Query(description="部门名称 / of the department")] = "",
        role: Annotated[str, Query(description="角色，如 牵头单位 / as printed")] = "",
        document: DocumentFilter = "",
        limit: Limit = 200,
        offset: Offset = 0,
    ) -> Json:
        if not name:
            return {"departments": [{"name": n, "duties": c} for n, c in lists().departments]}
        found = duties_of(lists().duties, name, role, document)
        rows = [_duty(duty) for duty in found[offset : offset + limit]]
        return {"name": name, "total": len(found), "duties": rows}

    @router.get(
        "/indicators", tags=["lists"], summary="文件写明的指标 / The figures that the documents state"
    )
    def indicators(
        text: Annotated[str, Query(description="指标名称中的词 / words of the indicator")] = "",
        region: Annotated[str, Query(description="地区 / of the document")] = "",
        document: DocumentFilter = "",
        by: Annotated[str, Query(description="期限（年） / the year")] = "",
        limit: Limit = 200,
        offset: Offset = 0,
    ) -> Json:
        found = targets_of(lists().targets, text=text, region=region, document=document, by=by)
        rows = [_target(target) for target in found[offset : offset + limit]]
        return {"total": len(found), "indicators": rows}


def _duty(duty: Duty) -> Json:
    clause, document = duty.clause, duty.document
    return {
        "department": duty.department,
        "role": duty.role,
        **_place(duty),
        "text": clause.text,
        "url": url(document, clause, clause.start, clause.end),
    }


def _target(target: Target) -> Json:
    figure = target.figure
    return {
        "indicator": figure.indicator,
        "value": figure.value,
        "unit": figure.unit,
        "bound": figure.bound,
        "by": figure.by,
        "text": figure.text,
        **_place(target),
        "url": url(target.document, target.clause, figure.start, figure.end),
    }


def _place(row: Duty | Target) -> Json:
    return {
        "clause_id": row.clause.id,
        "label": label(row.document, row.clause),
        "heading": row.clause.heading,
        "document_id": row.document.id,
        "region": row.document.region,
    }


# judging


def _judging(router: APIRouter, assistant: Assistant, settings: WebSettings) -> None:
    @router.post(
        "/validate",
        tags=["check"],
        summary="核对一句话与所引条款是否一致 / Does a statement stand in the clauses it cites?",
    )
    def validate(claim: Claim) -> Json:
        return lookup.validate(
            assistant.index, claim.statement, claim.clause_ids, claim.quotes, claim.question
        )

    @router.post(
        "/feedback",
        tags=["check"],
        summary="用户对答案的评价 / What a user says of an answer",
        status_code=201,
    )
    def feedback(opinion: Opinion, request: Request) -> Json:
        index = assistant.index
        sources = []
        for mark, identity in enumerate(opinion.clause_ids, start=1):
            cited = lookup.reference(index, index.clause(identity))
            sources.append(Source(mark, cited["label"], "", cited["url"], "verified"))
        exchange = Exchange(
            opinion.id, opinion.question, opinion.status, opinion.answer, sources=tuple(sources)
        )
        records, user = records_of(settings), asker(request, settings).user
        groups = groups_of(request)
        record_feedback(records, exchange, opinion.vote, opinion.comment, index.id, user, groups)
        return {"stored": True}


def unknown_routes(*routers: APIRouter) -> APIRouter:
    """Whatever else is asked for under ``/api`` and ``/v1``; else the chat page would answer."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/{rest:path}", methods=_METHODS)
    @router.api_route("/v1/{rest:path}", methods=_METHODS)
    def unknown(request: Request) -> Response:
        known = [route for r in routers for route in r.routes]
        if any(route.matches(request.scope)[0] is Match.PARTIAL for route in known):
            return problem(request, 405, "method_not_allowed")
        return problem(request, 404, "not_found")

    return router


_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
