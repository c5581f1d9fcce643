"""A small world for the evaluation's tests: a document, cases, assistants that are scripted."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases import Case
from rag.types import Answer, Citation, Clause, Document, Hit, Message, Passage, Refusal, Statement

TITLE = "甲市试行方案"
NUMBER = "甲办〔2021〕3号"
_CLAUSES: tuple[tuple[tuple[str, ...], str, dict[str, tuple[str, ...]]], ...] = (
    (("一", "（一）"), "到2025年，签约率达到45%以上。", {"牵头部门": ("市卫生健康委",)}),
    (("一", "（二）"), "建立12个专家工作站，由市医保局配合。", {}),
    (("二", "1"), "2022年12月底前完成改造，不得延期。", {}),
)


def document(name: str = "jia", **changes: Any) -> Document:
    """A document of three clauses whose offsets are right."""
    text, clauses = f"{TITLE}\n{NUMBER}\n", []
    for path, words, responsible in _CLAUSES:
        start = len(text)
        text += words + "\n"
        clauses.append(
            Clause(
                id=f"{name}#{'/'.join(path)}",
                document_id=name,
                path=path,
                heading="",
                text=words,
                segments=((start, start + len(words)),),
                responsible=responsible,
            )
        )
    fields: dict[str, Any] = {
        "id": name,
        "title": TITLE,
        "number": NUMBER,
        "issuer": "甲市人民政府",
        "issued_on": "2021-06-30",
        "region": "甲市",
        "source": f"{name}.txt",
        "sha256": "0" * 64,
        "text": text,
        "clauses": tuple(clauses),
        "discarded": (),
    }
    return Document(**(fields | changes))


DOCUMENT = document()
CLAUSES = {clause.id: clause for clause in DOCUMENT.walk()}
FIRST, SECOND, THIRD = CLAUSES


def case(name: str = "c1", **changes: Any) -> Case:
    """An answerable case on the first clause."""
    fields: dict[str, Any] = {
        "id": name,
        "question": "签约率目标是多少？",
        "history": (),
        "kind": "figure",
        "style": "formal",
        "answerable": True,
        "gold": ((FIRST,),),
        "facts": (("45%",), ("2025",)),
        "reason": None,
        "near": None,
    }
    return Case(**(fields | changes))


def unanswerable(name: str = "u1", **changes: Any) -> Case:
    """A case that the document does not answer."""
    fields = {"answerable": False, "gold": (), "facts": (), "reason": "off_topic", "near": False}
    return case(name, question="食堂几点开饭？", **(fields | changes))


def hit(clause_id: str, rank: int = 1) -> Hit:
    """A hit on a clause of the document, or on one that is not in it."""
    clause = CLAUSES.get(clause_id) or Clause(clause_id, "x", ("x",), "", "x", ((0, 1),))
    passage = Passage(clause.id, clause.document_id, clause.start, clause.end, clause.text, "")
    return Hit(clause, 1 / rank, rank, passage)


def citation(clause_id: str = FIRST, mark: int = 1, **changes: Any) -> Citation:
    """A citation of a whole clause with everything right."""
    clause = CLAUSES[clause_id]
    fields: dict[str, Any] = {
        "mark": mark,
        "clause": clause,
        "document": DOCUMENT,
        "label": f"《{TITLE}》（{NUMBER}）{''.join(clause.path)}",
        "quote": clause.text,
        "start": clause.start,
        "end": clause.end,
        "verdict": "verified",
        "url": "",
    }
    return Citation(**(fields | changes))


def answer(text: str = "到2025年达到45%。[1]", **changes: Any) -> Answer:
    """An answer with one verified statement that cites the first clause."""
    fields: dict[str, Any] = {
        "id": "c1",
        "question": "签约率目标是多少？",
        "status": "answered",
        "text": text,
        "statements": (Statement(text, (1,), "verified"),),
        "citations": (citation(),),
        "retrieved": (hit(FIRST, 1), hit(SECOND, 2)),
        "confidence": 0.9,
    }
    return Answer(**(fields | changes))


def refusal(**changes: Any) -> Answer:
    """A refusal that still shows what was retrieved."""
    fields: dict[str, Any] = {
        "status": "refused",
        "statements": (),
        "citations": (),
        "refusal": Refusal("not_in_documents", "没有说明", (FIRST,)),
        "confidence": 0.0,
    }
    return answer("文件没有说明。", **(fields | changes))


class Scripted:
    """Answers from a script by id; whatever is not in it gets the right answer or a refusal.

    An exception in the script is raised; ``"die"`` ends the process.
    """

    def __init__(self, script: Mapping[str, Answer | Exception | str] | None = None) -> None:
        """Keeps the script and counts what is asked."""
        self.script = script or {}
        self.asked: list[str] = []

    def ask(self, question: str, history: Sequence[Message] = (), *, id: str | None = None) -> Answer:
        """The scripted answer."""
        self.asked.append(id or "")
        scripted = self.script.get(id or "")
        if isinstance(scripted, Exception):
            raise scripted
        if scripted == "die":
            os._exit(9)
        if isinstance(scripted, Answer):
            return scripted
        return refusal() if (id or "").startswith("u") else answer()
