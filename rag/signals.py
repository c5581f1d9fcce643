"""What speaks for a clause being the one asked for: one number a signal, all within about ±1.

Each signal is a line in ``SIGNALS``; their weights are in ``data/fusion.json``, learned by
``python -m eval.fit``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from rag.held import Held, Worths, longest_run, pairs_of, terms_in
from rag.numerals import chinese_number, quantities
from rag.subject import Matter
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


@dataclass(frozen=True, slots=True)
class Look:
    """One candidate: what its passage and clause hold, and the scores that the searches gave it.

    ``before`` and ``after``: body scores of its neighbours in the document; ``place``: its document
    names a place of the question; ``title``: of its document; ``opening``: the first of its document.
    """

    row: int
    held: Held
    body: float
    context: float
    dense: float
    before: float = 0.0
    after: float = 0.0
    place: bool = False
    title: str = ""
    opening: bool = False

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.held.passage

    @property
    def clause(self) -> Clause:
        """The clause that the passage is of."""
        return self.held.clause


class Reader:
    """The signals of candidates for one query; what the query alone fixes is worked out once.

    Args:
        query: the question taken apart.
        idf: of every term of the question.
        ceiling: the most BM25 could give the question.
    """

    def __init__(self, query: Query, idf: Mapping[str, float], ceiling: float) -> None:
        self._query = query
        self._ceiling = ceiling
        self._worths = Worths(query.terms, idf)
        self._beyond = lru_cache(maxsize=None)(lambda title: self._worths.without(terms_in(title)))
        self._region = lru_cache(maxsize=None)(partial(_region, query))
        self._fact = lru_cache(maxsize=None)(partial(_fact, query.facts))
        self._matter = Matter(query.concepts)
        self._pairs = pairs_of(query.text)
        self._asked = frozenset(self._pairs)

    def signals(self, look: Look) -> list[float]:
        """The signals of one candidate, in the order of ``SIGNALS``."""
        query, held, clause = self._query, look.held, look.held.clause
        document, asks = clause.document_id, query.kind
        return [
            look.body / self._ceiling,
            look.context / self._ceiling,
            look.dense,
            *self._coverages(held, look.title),
            float(look.opening),
            look.before / self._ceiling,
            look.after / self._ceiling,
            min(1.5, longest_run(self._pairs, held.pairs) / 10),
            *self._subject(held),
            self._region(document),
            float(look.place and query.in_scope(document)),
            _share(query.places, held.passage.text + held.passage.context) if query.places else 0.0,
            _share(query.years, clause.text),
            _numbers(query.asked, clause.text),
            float(asks == "figure" and held.figure),
            float(asks == "date" and held.date),
            float(asks == "department" and bool(clause.responsible)),
            float(asks in ("list", "definition") and held.lists),
            _department(query.departments, clause),
            self._fact(clause.kind),
            float(held.front and not query.facts),
            float(held.bare),
            float(held.annex),
            float(held.annex and query.annex),
            len(held.heading & self._asked) / len(held.heading) if held.heading else 0.0,
            held.length,
            _reference(query, clause) if query.references else 0.0,
        ]

    def _subject(self, held: Held) -> tuple[float, float, float, float]:
        """Share of the content words in clause and passage, and the same with near words."""
        matter, near = self._matter, self._query.near
        clause = matter.held(held.whole, held.whole_pairs)
        passage = matter.held(held.text, held.pairs)
        here, above = near(held.passage.text), near(held.passage.context)
        by_passage = matter.nearer(passage, here)
        by_clause = matter.nearer(matter.nearer(clause, here), above)
        return matter.mean(clause), matter.mean(passage), matter.mean(by_clause), matter.mean(by_passage)

    def _coverages(self, held: Held, title: str) -> tuple[float, float, float, float]:
        """Coverage by clause and headings, passage, headings, and by the passage beyond the title."""
        worths = self._worths
        passage, above = worths.among(held.terms), worths.among(held.above)
        clause = passage if held.clause_terms is held.terms else worths.among(held.clause_terms)
        return (
            worths.coverage_of_both(clause, above),
            worths.coverage(passage),
            worths.coverage(above),
            self._beyond(title).coverage(passage),
        )


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


def _reference(query: Query, clause: Clause) -> float:
    return max((matches(reference.path, clause.path) for reference in query.references), default=0.0)


def matches(asked: Sequence[str], path: Sequence[str]) -> float:
    """1 where the asked path elements are the clause's path; less where they only end it.

    >>> matches(("五", "（二）", "1"), ("五", "（二）", "1"))
    1.0
    """
    asked = [_as_printed(element, path) for element in asked]
    if asked == list(path):
        return 1.0
    if len(asked) <= len(path) and list(path[-len(asked) :]) == asked:
        return 0.8
    if len(asked) > 1 and asked[-1] == path[-1] and _in_order(asked, path):
        return 0.7
    return 0.0


def _as_printed(element: str, path: Sequence[str]) -> str:
    """An element as the path prints it: staff call point 2 of a part 第2条 too."""
    match = re.fullmatch(r"第([一二三四五六七八九十百]+)条", element)
    number = chinese_number(match[1]) if match and element not in path else None
    same = [step for step in path[1:] if number and step in (str(number), f"（{match[1]}）" if match else "")]
    return same[-1] if same else element


def _in_order(asked: Sequence[str], path: Sequence[str]) -> bool:
    rest = iter(path)
    return all(any(element == step for step in rest) for element in asked)
