"""What speaks for a clause being the one asked for: one number a signal, all within about ±1.

Each signal is a line in ``SIGNALS``; their weights are in ``data/fusion.json``, learned by
``python -m eval.fit``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.numerals import quantities
from rag.subject import share
from rag.text import fold
from rag.tokens import tokens
from rag.types import Clause, Passage
from rag.understand import Query

#: Name of each signal with what it measures.
SIGNALS: dict[str, str] = {
    "body": "BM25 of the passage, as a share of the most the question could score",
    "context": "the same over title and headings",
    "dense": "cosine of question and passage",
    "coverage": "share of the question's terms, by rarity, that clause and headings hold",
    "passage_coverage": "the same for the passage alone",
    "context_coverage": "the same for title and headings alone",
    "beyond": "share of the terms that the document's title lacks which the passage holds",
    "opening": "the first passage of its document, which repeats the title",
    "before": "BM25 of the passage before it in the document: what a lead-in announces",
    "after": "BM25 of the passage behind it",
    "run": "longest stretch of the question that stands in the passage to the letter, in tens",
    "subject": "share of the question's content words, by any name, that clause and headings hold",
    "passage_subject": "the same for the passage alone",
    "near_subject": "the same as subject, a near word counting too",
    "passage_near": "the same for the passage alone",
    "region": "1: a document that the question names; -1: one of another region; 0: not known",
    "place": "the document, if it has no region, speaks of a place that the question names",
    "place_here": "share of the places asked about that the passage, its headings or its title name",
    "year": "share of the years asked about that the clause states",
    "number": "share of the figures in the question that the clause states",
    "figure": "a figure is asked for and the passage states one",
    "date": "a date is asked for and the passage states one",
    "department": "departments are asked for and the clause names some",
    "enumeration": "a list is asked for and the passage has one",
    "named_department": "the clause is the task of a department that the question names",
    "fact": "the part of the document that states the fact asked for: number, date, issuer …",
    "front": "title, addressees, preamble or signature, and none of their facts is asked for",
    "bare_heading": "a heading without text of its own",
    "annex": "the clause stands in an annex",
    "annex_asked": "the same, and the question speaks of an annex",
    "heading": "share of the heading that the question repeats",
    "length": "length of the clause, logarithm",
    "reference": "the clause that the question names by its label",
}

_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|‰|％|[个家所名人张元万亿天日倍项条类支次分])|百分之|第?[一二三四五六七八九十]+[个家所名项类](?!月)"
)
_DATE = re.compile(
    r"(?:19|20)\d\d\s*年|\d+\s*(?:个工作日|日内|天内|个月|年内|日|天)|年底|每年|每季|年度|二〇"
)


@dataclass(frozen=True, slots=True)
class Look:
    """One candidate: passage, its clause, and the scores that the searches gave it.

    ``before`` and ``after``: body scores of its neighbours in the document; ``place``: its document
    names a place of the question; ``title``: of its document; ``opening``: the first of its document.
    """

    row: int
    passage: Passage
    clause: Clause
    body: float
    context: float
    dense: float
    before: float = 0.0
    after: float = 0.0
    place: bool = False
    title: str = ""
    opening: bool = False


@lru_cache(maxsize=50_000)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


_folded = lru_cache(maxsize=50_000)(fold)


@lru_cache(maxsize=50_000)
def _pairs_of(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))


def signals(query: Query, look: Look, idf: Mapping[str, float], ceiling: float) -> list[float]:
    """The signals of one candidate, in the order of ``SIGNALS``.

    Args:
        query: the question taken apart.
        look: the candidate.
        idf: of every term of the question.
        ceiling: the most BM25 could give the question.
    """
    clause, passage = look.clause, look.passage
    everything = _terms_of(clause.text) | _terms_of(passage.context)
    whole = _folded(clause.text) + _folded(passage.context)
    front = clause.kind in ("title", "addressees", "preamble", "signature")
    asks = query.kind
    near = query.near(passage.text)
    return [
        look.body / ceiling,
        look.context / ceiling,
        look.dense,
        _coverage(query.terms, everything, idf),
        _coverage(query.terms, _terms_of(passage.text), idf),
        _coverage(query.terms, _terms_of(passage.context), idf),
        _beyond(query.terms, _terms_of(look.title), _terms_of(passage.text), idf),
        float(look.opening),
        look.before / ceiling,
        look.after / ceiling,
        min(1.5, _run(query.text, passage.text) / 10),
        share(query.concepts, whole),
        share(query.concepts, _folded(passage.text)),
        share(query.concepts, whole, _nearest(near, query.near(passage.context))),
        share(query.concepts, _folded(passage.text), near),
        _region(query, passage.document_id),
        float(look.place and query.in_scope(passage.document_id)),
        _share(query.places, passage.text + passage.context),
        _share(query.years, clause.text),
        _numbers(query.asked, clause.text),
        float(asks == "figure" and bool(_FIGURE.search(passage.text))),
        float(asks == "date" and bool(_DATE.search(passage.text))),
        float(asks == "department" and bool(clause.responsible)),
        float(asks in ("list", "definition") and passage.text.count("、") >= 2),
        _department(query.departments, clause),
        _fact(query.facts, clause.kind),
        float(front and not query.facts),
        float(bool(clause.children) and len(clause.text) <= len(clause.heading) + 8),
        float(clause.path[0].startswith("附")),
        float(query.annex and clause.path[0].startswith("附")),
        _heading(query.text, clause.heading),
        math.log1p(len(clause.text)) / 6,
        _reference(query, clause),
    ]


def _nearest(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    return {word: max(value, other[word]) for word, value in one.items()}


def _coverage(terms: Mapping[str, float], held: frozenset[str], idf: Mapping[str, float]) -> float:
    total = got = 0.0
    for term, weight in terms.items():
        worth = weight * idf[term]
        if weight >= 1.0:
            total += worth
        if term in held:
            got += worth
    return min(1.2, got / total) if total else 0.0


def _beyond(
    terms: Mapping[str, float], title: frozenset[str], held: frozenset[str], idf: Mapping[str, float]
) -> float:
    return _coverage({term: weight for term, weight in terms.items() if term not in title}, held, idf)


def _run(question: str, text: str) -> int:
    """Length of the longest stretch of the question whose pairs all stand in the text."""
    folded, held = fold(question), _pairs_of(text)
    best = run = 0
    for i in range(len(folded) - 1):
        run = run + 1 if folded[i : i + 2] in held else 0
        best = max(best, run)
    return best + 1 if best else 0


def _region(query: Query, document_id: str) -> float:
    if document_id in query.documents or document_id in query.titled:
        return 1.0
    if not query.documents or document_id in query.placeless:
        return 0.0
    return -1.0


def _share(words: Sequence[str], text: str) -> float:
    return sum(word in text for word in words) / len(words) if words else 0.0


def _numbers(asked: Sequence[str], text: str) -> float:
    if not asked:
        return 0.0
    held = {q.value for q in quantities(text)}
    return sum(value in held for value in asked) / len(asked)


def _department(named: Sequence[str], clause: Clause) -> float:
    if not named:
        return 0.0
    held = "、".join(name for names in clause.responsible.values() for name in names)
    if any(stem(name) in stem(held) for name in named):
        return 1.0
    return 0.4 if any(stem(name) in stem(clause.text) for name in named) else 0.0


_SHORT = [
    (re.compile("卫生健康委员会|卫生健康委|卫生健康局|卫健局"), "卫健委"),
    (re.compile("医疗保障局"), "医保局"),
    (re.compile("发展和改革委员会|发展改革委员会|发展改革委"), "发改委"),
    (re.compile("人力资源和?社会保障(?=[局厅])"), "人社"),
    (re.compile("市场监督管理局"), "市场监管局"),
    (re.compile("工业和信息化(?=[局厅])"), "工信"),
    (re.compile("规划资源局"), "规资局"),
    (re.compile("科学技术委员会"), "科委"),
    (re.compile("药品监督管理局"), "药监局"),
    (re.compile("中医药管理局"), "中医药局"),
    (re.compile("政务服务和大数据管理局"), "大数据局"),
    (re.compile("机构编制委员会办公室"), "编办"),
]


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """A department's short name without its level: 市卫生健康委 and 卫健委 are equal."""
    for pattern, short in _SHORT:
        name = pattern.sub(short, name)
    return re.sub(r"(?<![\u4e00-\u9fff])(?:上海市|江西)?[省市区县州](?=[\u4e00-\u9fff]{2})", "", name)


#: Where a document states a fact of itself.
_STATED_IN = {
    "number": {"title": 1.0},
    "title": {"title": 1.0, "preamble": 0.3},
    "date": {"signature": 1.0},
    "issuer": {"signature": 1.0, "title": 0.8},
    "addressees": {"addressees": 1.0},
    "basis": {"preamble": 1.0},
    "validity": {},
}


def _fact(facts: Sequence[str], kind: str) -> float:
    return max((_STATED_IN[fact].get(kind, 0.0) for fact in facts), default=0.0)


def _heading(question: str, heading: str) -> float:
    pairs = _pairs_of(heading)
    return len(pairs & _pairs_of(question)) / len(pairs) if pairs else 0.0


def _reference(query: Query, clause: Clause) -> float:
    return max((matches(reference.path, clause.path) for reference in query.references), default=0.0)


def matches(asked: Sequence[str], path: Sequence[str]) -> float:
    """1 where the asked path elements are the clause's path; less where they only end it.

    >>> matches(("五", "（二）", "1"), ("五", "（二）", "1"))
    1.0
    """
    if tuple(asked) == tuple(path):
        return 1.0
    if len(asked) <= len(path) and tuple(path[-len(asked) :]) == tuple(asked):
        return 0.8
    if len(asked) > 1 and asked[-1] == path[-1] and _in_order(asked, path):
        return 0.7
    return 0.0


def _in_order(asked: Sequence[str], path: Sequence[str]) -> bool:
    rest = iter(path)
    return all(any(element == step for step in rest) for element in asked)
