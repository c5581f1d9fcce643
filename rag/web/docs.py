"""``/docs``: the API's routes on one page of our own; the usual pages load scripts of another host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from rag.web.page import language_of, page
from rag.web.words import Language, told


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the address, or a field of the body."""

    name: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a route."""

    method: str
    path: str
    summary: str
    fields: tuple[Parameter, ...]
    example: str


def docs_routes(app: FastAPI) -> APIRouter:
    """``/docs``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs", response_class=HTMLResponse)
    def docs(request: Request) -> HTMLResponse:
        schema = app.openapi()
        base = str(request.base_url).rstrip("/")
        found = list(operations(schema, base, language_of(request)))
        return page(request, "docs.html", "", operations=found, version=schema["openapi"])

    return router


def operations(schema: Mapping[str, Any], base: str, language: Language) -> Iterator[Operation]:
    """What an OpenAPI document describes, in its order and in one of its two languages."""
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            body = _body(schema, said)
            fields = [
                replace(one, meaning=told(one.meaning, language))
                for one in (*_parameters(said), *_fields(schema, body))
            ]
            example = _example(method.upper(), base + path, body)
            yield Operation(
                method.upper(), path, told(said.get("summary", ""), language), tuple(fields), example
            )


def _parameters(said: Mapping[str, Any]) -> Iterator[Parameter]:
    for one in said.get("parameters", ()):
        shape = one.get("schema", {})
        yield Parameter(one["name"], _kind(shape), one.get("required", False), one.get("description", ""))


def _body(schema: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    content = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    return _resolved(schema, content.get("schema", {}))


def _fields(schema: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Parameter]:
    needed = body.get("required", ())
    for name, shape in body.get("properties", {}).items():
        yield Parameter(name, _kind(shape), name in needed, shape.get("description", ""))


def _resolved(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in shape:
        return shape
    found: Mapping[str, Any] = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
    return found


def _kind(shape: Mapping[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in shape:
        return " | ".join(_kind(one) for one in shape["anyOf"])
    if "enum" in shape or "const" in shape:
        return " | ".join(json.dumps(value) for value in shape.get("enum", [shape.get("const")]))
    if shape.get("type") == "array":
        return f"[{_kind(shape.get('items', {}))}]"
    return str(shape.get("type", "any"))


def _example(method: str, address: str, body: Mapping[str, Any]) -> str:
    examples = body.get("examples")
    if not examples:
        return ""
    data = json.dumps(examples[0], ensure_ascii=False)
    return f"curl -X {method} {address} -H 'Content-Type: application/json' -d '{data}'"
