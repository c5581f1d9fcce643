"""A scripted assistant over two small documents made by hand, for tests of the surfaces.

Nothing here parses, retrieves or verifies: the objects are what those stages would give.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi.testclient import TestClient

from rag.errors import InputError
from rag.render import label, url
from rag.types import (
    Answer,
    Citation,
    Clause,
    Document,
    Figure,
    Hit,
    Message,
    Passage,
    Refusal,
    Statement,
)

SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Part:
    """A clause as a test writes it: its place is worked out when the document is made."""

    path: str
    heading: str
    text: str
    responsible: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: tuple[tuple[str, str, str, str, str | None, str], ...] = ()
    children: tuple[Part, ...] = ()


def make_document(identity: str, title: str, parts: Sequence[Part], **facts: object) -> Document:
    """A document whose text is the parts' texts, one blank line between them."""
    pieces: list[str] = []
    clauses = tuple(_clause(part, identity, pieces) for part in parts)
    plain: dict[str, object] = {
        "number": None,
        "issuer": None,
        "issued_on": None,
        "region": None,
        "source": f"{identity}.txt",
        "sha256": "0" * 64,
    }
    text = "".join(pieces)
    return Document(
        id=identity,
        title=title,
        text=text,
        clauses=clauses,
        discarded=(),
        **{**plain, **facts},  # type: ignore[arg-type]
    )


def _clause(part: Part, identity: str, pieces: list[str]) -> Clause:
    start = sum(map(len, pieces))
    pieces.extend((part.text, "\n\n"))
    return Clause(
        id=f"{identity}#{part.path}",
        document_id=identity,
        path=tuple(part.path.split("/")),
        heading=part.heading,
        text=part.text,
        segments=((start, start + len(part.text)),),
        responsible=part.responsible,
        figures=tuple(_figure(row, part.text, start) for row in part.figures),
        children=tuple(_clause(child, identity, pieces) for child in part.children),
    )


def _figure(row: tuple[str, str, str, str, str | None, str], text: str, start: int) -> Figure:
    at = start + text.index(row[5])
    return Figure(*row, start=at, end=at + len(row[5]))


XUHUI = make_document(
    "xuhui-2023-community-health",
    "徐汇区进一步提升社区卫生服务能力的实施方案",
    [
        Part("前言", "", "区政府各委、办、局：\n本方案经区政府同意，请认真执行。"),
        Part(
            "五",
            "主要任务",
            "五、主要任务",
            children=(
                Part(
                    "五/（二）",
                    "做实家庭医生签约服务",
                    "（二）做实家庭医生签约服务",
                    children=(
                        Part(
                            "五/（二）/1",
                            "扩大签约覆盖",
                            "1.扩大签约覆盖。到2025年，家庭医生签约覆盖率达到45%以上，"
                            "重点人群签约覆盖率不低于80%。",
                            {"牵头部门": ("区卫生健康委",), "配合部门": ("区医保局", "区财政局")},
                            (
                                ("家庭医生签约覆盖率", "45", "%", ">=", "2025", "达到45%以上"),
                                ("重点人群签约覆盖率", "80", "%", ">=", "2025", "不低于80%"),
                            ),
                        ),
                        Part(
                            "五/（二）/2",
                            "推进上门服务",
                            "2.推进上门服务。为失能老人提供上门医疗服务。",
                            {"牵头部门": ("区卫生健康委",), "配合部门": ("区民政局",)},
                        ),
                    ),
                ),
            ),
        ),
    ],
    number="徐府办〔2023〕5号",
    issuer="上海市徐汇区人民政府办公室",
    issued_on="2023-08-01",
    region="上海市徐汇区",
    status="in_force",
    digest=True,
)

LISHUI = make_document(
    "lishui-2023-health-modernisation",
    "丽水市卫生健康现代化实施意见",
    [
        Part(
            "一",
            "强化基层",
            "一、强化基层",
            children=(
                Part(
                    "一/（一）",
                    "签约服务",
                    "（一）签约服务。家庭医生签约覆盖率达到44%，"
                    "由 市卫生健康委 负责。\n第二段 & <b>不是标签</b>。",
                    {"责任单位": ("市卫生健康委", '=HYPERLINK("http://evil")')},
                    (("家庭医生签约覆盖率", "44", "%", "=", None, "达到44%"),),
                ),
            ),
        ),
    ],
    issued_on="2023-03-01",
    region="浙江省丽水市",
)

DOCUMENTS = (XUHUI, LISHUI)


class FakeIndex:
    """The part of ``rag.index.Index`` that surfaces use."""

    def __init__(self, documents: Sequence[Document] = DOCUMENTS, name: str = "v1") -> None:
        self.id = name
        self.limited_to: frozenset[str] | None = None
        self._documents = {document.id: document for document in documents}

    def headers(self) -> list[Document]:
        return [replace(d, text="", clauses=()) for d in self._documents.values()]

    def document(self, identity: str) -> Document:
        try:
            return self._documents[identity]
        except KeyError:
            raise InputError(f"no document {identity!r}; see the list of documents") from None

    def clause(self, identity: str) -> Clause:
        document = self.document(identity.partition("#")[0])
        for clause in document.walk():
            if clause.id == identity:
                return clause
        raise InputError(f"no clause {identity!r}")


def find(identity: str) -> tuple[Document, Clause]:
    """A document of this file and one of its clauses."""
    index = FakeIndex()
    return index.document(identity.partition("#")[0]), index.clause(identity)


def cite(mark: int, identity: str, quote: str, verdict: str = "verified") -> Citation:
    """A citation of words that stand in the clause."""
    document, clause = find(identity)
    start = document.text.index(quote, clause.start)
    end = start + len(quote)
    return Citation(
        mark=mark,
        clause=clause,
        document=document,
        label=label(document, clause),
        quote=quote,
        start=start,
        end=end,
        verdict=verdict,  # type: ignore[arg-type]
        url=url(document, clause, start, end),
    )


SIGNING = "xuhui-2023-community-health#五/（二）/1"
HOME_VISIT = "xuhui-2023-community-health#五/（二）/2"
LISHUI_SIGNING = "lishui-2023-health-modernisation#一/（一）"


def _answered(
    question: str, statements: Sequence[Statement], citations: Sequence[Citation], **more: object
) -> Answer:
    text = "".join(s.text + "".join(f"[{m}]" for m in s.citations) for s in statements)
    return Answer(
        id="a1",
        question=question,
        status="answered",
        text=text,
        statements=tuple(statements),
        citations=tuple(citations),
        confidence=0.9,
        timings_ms={"total": 1.0},
        index="v1",
        **more,  # type: ignore[arg-type]
    )


def _xuhui_target(question: str) -> Answer:
    return _answered(
        question,
        [
            Statement("到2025年，徐汇区家庭医生签约覆盖率达到45%以上。", (1,), "verified"),
            Statement("重点人群签约覆盖率不低于80%。", (2,), "verified"),
        ],
        [
            cite(1, SIGNING, "家庭医生签约覆盖率达到45%以上"),
            cite(2, SIGNING, "重点人群签约覆盖率不低于80%"),
        ],
    )


def _lishui_target(question: str, history: Sequence[Message]) -> Answer:
    return _answered(
        question,
        [
            Statement("丽水市家庭医生签约覆盖率达到44%。", (1,), "verified"),
            Statement("签约覆盖率还会提高。", (1,), "unsupported"),
        ],
        [cite(1, LISHUI_SIGNING, "家庭医生签约覆盖率达到44%", "weak_support")],
        standalone_question="丽水市家庭医生签约覆盖率目标是多少？" if history else None,
    )


def _refused(question: str) -> Answer:
    document, clause = find(HOME_VISIT)
    passage = Passage(clause.id, document.id, clause.start, clause.end, clause.text, document.title)
    return Answer(
        id="a2",
        question=question,
        status="refused",
        text="现有文件没有规定这一事项。",
        refusal=Refusal("not_in_documents", "文件没有写明牙科诊所的数量", (clause.id,)),
        retrieved=(Hit(clause, 0.4, 1, passage),),
        timings_ms={"total": 1.0},
        index="v1",
    )


class FakeAssistant:
    """Answers by keyword: 徐汇 or 签约, 丽水, 故障 (an error of ours), 空 (an error of theirs), 慢 (slowly)."""

    def __init__(self, index: FakeIndex | None = None) -> None:
        self.index = index or FakeIndex()
        self.asked: list[tuple[str, tuple[Message, ...], frozenset[str] | None]] = []
        self.itself = self

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        id: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history), documents))
        if "故障" in question:
            raise RuntimeError("secret detail of a stack")
        if not question.strip():
            raise InputError("the question is empty; type a question")
        return replace(self._made(question, history, documents), id=id or f"a{len(self.asked)}")

    def _made(self, question: str, history: Sequence[Message], documents: frozenset[str] | None) -> Answer:
        allowed = {d.id for d in DOCUMENTS} if documents is None else documents
        if "丽水" in question or allowed == {LISHUI.id}:
            if "签约" not in question and not history:
                return _refused(question)
            return _lishui_target(question, history)
        if XUHUI.id in allowed and ("签约" in question or "徐汇" in question):
            return _xuhui_target(question)
        return _refused(question)

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        id: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Iterator[str | Answer]:
        answer = self.ask(question, history, id=id, documents=documents)
        for piece in re.findall(r".{1,6}", answer.text):
            time.sleep(0.15 if "慢" in question else 0)
            yield piece
        yield answer


def web_client(folder: Path, assistant: FakeAssistant | None = None, **options: object) -> TestClient:
    """A client of the whole application over a fake assistant; server errors come as responses."""
    from rag.web.app import create_app
    from rag.web_settings import WebSettings

    settings = WebSettings(data=folder, **options)  # type: ignore[arg-type,call-arg]
    app = create_app(assistant or FakeAssistant(), settings)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False)
