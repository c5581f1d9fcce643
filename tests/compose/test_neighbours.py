"""Which sentences are told beside the one that answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.compose.neighbours import beside_figure, told_with
from rag.compose.selection import Scored
from rag.language.text import fold, normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit, Passage
from rag.understand.query import Query
from rag.understand.subject import share

Entry = Callable[..., Scored]


def entries(text: str, question: str, assistant: Assistant) -> tuple[Query, Entry]:
    """A question, and the sentences of a clause by place, each with the score given."""
    document = parse(normalise(f"某县办法\n\n第一条 {text}\n"), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("第一条",))
    hit = Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", ""))
    query = assistant.understood(question)

    def entry(at: int, score: float, subject: float | None = None) -> Scored:
        unit = Unit(clause, *spans(clause)[at], score)
        held = share(query.concepts, fold(unit.text)) if subject is None else subject
        return Scored(unit, hit, held)

    return query, entry


def test_what_is_told_beside_the_best_speaks_of_what_is_asked(small: Assistant) -> None:
    query, entry = entries(
        "改善学校食堂条件。新建中医馆十二个，分布在各乡镇卫生院和社区卫生服务中心；费用由县里承担。"
        "开展群众文化活动。每个中医馆配备医师两名。",
        "中医馆怎么建",
        small,
    )

    def told(best: int, *others: tuple[int, float]) -> list[str]:
        subjects = [0.0, 1.0, 0.0, 0.0, 1.0]
        units = told_with(
            query, entry(best, 4.0, subjects[best]), [entry(at, score, subjects[at]) for at, score in others]
        )
        return [unit.text[:4] for unit in units]

    food, built, paid, culture, staffed = range(5)
    assert told(built, (food, 2.0), (culture, 2.0), (staffed, 2.0)) == ["新建中医", "每个中医"]
    assert told(built, (food, 3.9)) == ["改善学校", "新建中医"], "it fits as well"
    assert told(built, (paid, 2.0)) == ["新建中医", "费用由县"], "it is of one sentence with the best"
    assert told(culture, (food, 2.0)) == ["改善学校", "开展群众"], "none speaks of it"
    assert told(built, (food, 2.0), (culture, 2.0)) == ["新建中医"]


@pytest.mark.parametrize(("subject", "told"), [(0.5, 2), (0.4, 1)])
def test_what_holds_less_than_half_as_much_must_fit_better(
    small: Assistant, subject: float, told: int
) -> None:
    query, entry = entries("新建中医馆十二个。为医馆添置药柜。", "中医馆怎么建", small)
    assert len(told_with(query, entry(0, 4.0, 1.0), [entry(1, 1.7, subject)])) == told


def test_a_short_sentence_is_an_answer_and_no_heading(small: Assistant) -> None:
    query, entry = entries("卫生院配齐心电图机。改善学校食堂条件。", "卫生院有心电图机吗", small)
    assert [unit.text for unit in told_with(query, entry(0, 6.0), [entry(1, 0.0)])] == [
        "卫生院配齐心电图机。"
    ]


def test_what_an_announcement_leads_to_is_told_however_it_fits(small: Assistant) -> None:
    query, entry = entries("中医馆的建设要求如下。面积不小于八十平方米。", "中医馆的建设要求", small)
    assert len(told_with(query, entry(0, 6.0), [entry(1, 0.0)])) == 2


def test_one_sentence_answers_whether_it_is_so(small: Assistant) -> None:
    query, entry = entries(
        "卫生院可以设中医馆。支持卫生院的中医馆发展。卫生院的中医馆不得外包。中医馆配备全科医生。",
        "卫生院能不能设中医馆",
        small,
    )
    best = entry(0, 6.0)
    assert len(told_with(query, best, [entry(1, 4.2)])) == 1, "it says no more"
    assert len(told_with(query, best, [entry(1, 4.6)])) == 2, "it fits nearly as well"
    assert len(told_with(query, best, [entry(2, 4.2)])) == 2, "it sets a rule"
    both, entry = entries(
        "卫生院可以设中医馆。支持卫生院的中医馆发展。卫生院的中医馆不得外包。中医馆配备全科医生。",
        "卫生院能不能设中医馆、配全科医生",
        small,
    )
    assert len(told_with(both, entry(0, 6.0), [entry(3, 4.2)])) == 2, "it is of what else is asked"


def test_a_figure_of_another_thing_is_not_told_beside_the_one_asked_for(small: Assistant) -> None:
    query, entry = entries(
        "新建中医馆十二个，培训护士三百名，中医馆每年接诊两万人次。", "中医馆有多少个", small
    )
    clause = entry(0, 0.0).unit.clause

    def part(words: str, score: float, subject: float) -> Scored:
        begin = clause.text.index(words)
        return Scored(Unit(clause, begin, begin + len(words), score), entry(0, 0.0).hit, subject)

    best = part("新建中医馆十二个，", 6.0, 1.0)
    nurses, seen = part("培训护士三百名，", 5.0, 0.0), part("培训护士三百名，", 5.0, 0.6)
    assert len(beside_figure(query, best, [nurses])) == 1
    assert len(beside_figure(query, best, [seen])) == 2
