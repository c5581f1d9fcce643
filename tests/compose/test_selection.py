"""Answer selection: the unit that holds the point comes first, each feature is what it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.compose.selection import FEATURES, Scored, chances, select, selection_weights, weighed
from rag.language.text import fold, normalise
from rag.language.units import Unit
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Clause, Document, Hit, Passage
from rag.understand.query import Query
from rag.understand.subject import Concept, share


def by_path(document: Document, *path: str) -> Clause:
    return next(c for c in document.walk() if c.path == path)


def ranked(small: Assistant, question: str, *path: str) -> list[Unit]:
    document = small.index.document("yunshan-2024")
    query = small.understood(question)
    hit = Hit(by_path(document, *path), 5.0, 1, small.index.passages([0])[0])
    idf = {t: small.idf(t) for t in query.terms}
    return [entry.unit for entry in select(query, [hit], {"yunshan-2024": document}, idf)]


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("重点人群签约覆盖率是多少", ("一",), "重点人群签约覆盖率不低于80%"),
        ("县域内就诊率是多少", ("一",), "县域内就诊率稳定在90%左右"),
        ("空缺岗位什么时候补齐", ("二", "（一）", "1"), "2024年9月底前"),
        ("医保基金能不能挪作他用", ("二", "（二）"), "不得将医保基金挪作他用"),
        ("基金运行情况多久公布一次", ("二", "（二）"), "每季度公布"),
        ("2024年先在哪些医院试行", ("二", "（三）"), "县人民医院"),
    ],
)
def test_the_best_unit_holds_the_point(
    small: Assistant, question: str, path: tuple[str, ...], words: str
) -> None:
    assert words in ranked(small, question, *path)[0].text


def test_units_come_best_first(small: Assistant) -> None:
    found = ranked(small, "家庭医生签约覆盖率是多少", "一")
    assert [u.score for u in found] == sorted((u.score for u in found), reverse=True)


@pytest.mark.parametrize(
    ("question", "title", "answers"),
    [
        ("怎么认定示范中医馆", "云山县示范中医馆认定管理办法", False),
        ("怎么认定示范中医馆", "云山县示范中医馆认定管理办法（2024年版）", True),
        ("云山由几个部门联合认定中医馆", "云山县三部门关于认定示范中医馆的意见", True),
        ("云山示范中医馆什么时候认定", "云山县2024年示范中医馆认定管理办法", False),
    ],
)
def test_a_bare_title_answers_no_open_question(
    small: Assistant, question: str, title: str, answers: bool
) -> None:
    document = replace(small.index.document("yunshan-2024"), id="d", text=title)
    clause = Clause("d#标题", "d", ("标题",), "", title, ((0, len(title)),), "title")
    hit = Hit(clause, 5.0, 1, Passage(clause.id, "d", 0, len(title), title, title))
    query = small.understood(question)
    assert bool(select(query, [hit], {"d": document}, dict.fromkeys(query.terms, 1.0))) is answers


def test_every_feature_has_a_weight() -> None:
    assert set(selection_weights()) == set(FEATURES)


def features(small: Assistant, question: str, text: str, **changes: object) -> dict[str, float]:
    """The features of one made-up sentence of a clause."""
    document = small.index.document("yunshan-2024")
    clause = Clause("d#一", "d", ("一",), "", text, ((0, len(text)),))
    passage = Passage(clause.id, "d", 0, len(text), text, "某某方案")
    query: Query = replace(small.understood(question), **changes)  # type: ignore[arg-type]
    hit = Hit(clause, 1.0, 1, passage, {"dense": 0.25})
    made = replace(document, id="d", text=text)
    _, table = weighed(query, [hit], {"d": made}, dict.fromkeys(query.terms, 1.0))
    assert len(table) == 1
    return dict(zip(FEATURES, table[0].tolist(), strict=True))


def test_a_figure_of_the_sort_is_told_from_any_figure_and_from_none(small: Assistant) -> None:
    names = ("figure", "counted", "lacking")
    for text, told in (
        ("签约率达到45%。", (1.0, 1.0, 0.0)),
        ("建设12个中医馆。", (0.0, 1.0, 0.0)),
        ("提高签约率。", (0.0, 0.0, 1.0)),
    ):
        found = features(small, "签约率是多少", text)
        assert tuple(found[name] for name in names) == told, text


def test_words_of_the_text_count_more_than_near_ones_and_those_more_than_none(small: Assistant) -> None:
    def near(words: Sequence[str], texts: Sequence[str]) -> NDArray[np.float64]:
        return np.array([[0.5 if "覆盖" in text else 0.0 for text in texts] for _ in words])

    found = [
        features(
            small,
            "签约率是多少",
            text,
            near=near,
            concepts=(Concept("签约率"),),
        )
        for text in ("签约率提高。", "覆盖扩大。", "药品供应。")
    ]
    assert [f["subject"] for f in found] == [1.0, 0.0, 0.0]
    assert [f["near"] for f in found] == [1.0, 0.5, 0.0]
    assert found[2]["missing"] > 0.0 == found[0]["missing"]


def test_who_and_lists_and_definitions_count_where_they_are_asked_for(small: Assistant) -> None:
    text = "医联体是指医院、卫生院、卫生室组成的联合体，由县卫健委牵头。"
    asked = {q: features(small, q, text) for q in ("谁牵头医联体", "什么是“医联体”", "医联体怎么建")}
    assert [f["who"] for f in asked.values()] == [1.0, 0.0, 0.0]
    assert [f["list"] for f in asked.values()] == [0.0, 1.0, 0.0]
    assert [f["defines"] for f in asked.values()] == [0.0, 1.0, 0.0]


def test_the_special_thing_asked_for_counts_for_or_against(small: Assistant) -> None:
    assert features(small, "补助多少钱", "补助200元。")["want"] == 1.0
    assert features(small, "补助多少钱", "补助10人。")["want"] == -1.0
    assert features(small, "签约率是多少", "签约率45%。")["want"] == 0.0


def test_chances_are_the_softmax_summed_by_clause() -> None:
    clauses = [Clause(f"d#{n}", "d", (n,), "", "", ((0, 1),)) for n in "一二"]
    hits = [Hit(c, 0.0, 1, Passage(c.id, "d", 0, 1, "", "")) for c in clauses]
    scored = [
        Scored(Unit(hits[which].clause, 0, 1, score), hits[which])
        for which, score in ((0, math.log(4)), (1, math.log(3)), (0, math.log(1)))
    ]
    assert chances(scored) == pytest.approx({"d#一": 5 / 8, "d#二": 3 / 8})
    assert chances([]) == {}


def test_things_named_one_by_one_are_told_from_a_number_of_them(small: Assistant) -> None:
    question = "中心具体是哪三家医院"
    assert features(small, question, "依托甲医院、乙医院、丙医院建设中心")["named"] == 1.0
    assert features(small, question, "建设3家医院的中心")["named"] == -1.0
    assert features(small, "签约率是多少", "依托甲医院、乙医院、丙医院建设中心")["named"] == 0.0


def test_a_paper_to_hand_in_is_told_from_a_rule(small: Assistant) -> None:
    assert features(small, "补贴能不能转租", "房租补贴申请表")["paper"] == 1.0
    assert features(small, "补贴能不能转租", "房租补贴不得转租。")["paper"] == 0.0


def test_a_year_in_the_headings_counts_and_one_in_the_title_does_not(small: Assistant) -> None:
    document = small.index.document("yunshan-2024")
    clause = by_path(document, "一")
    query = small.understood("2025年中医馆要建几个")
    held = []
    for context in (f"{document.title} 到2025年，主要目标是：", f"{document.title} 主要目标"):
        passage = Passage(clause.id, document.id, clause.start, clause.end, clause.text, context)
        made = Clause(clause.id, document.id, clause.path, "", "建设中医馆。", ((0, 6),))
        hit = Hit(made, 1.0, 1, passage, {"dense": 0.25})
        _, table = weighed(query, [hit], {document.id: replace(document, text="建设中医馆。")}, {})
        held.append(table[0][list(FEATURES).index("years")])
    assert held == [1.0, 0.0]
    titled = replace(document, title="云山县2025年方案", text="建设中医馆。")
    passage = Passage(clause.id, document.id, 0, 6, "建设中医馆。", "云山县2025年方案 主要目标")
    _, table = weighed(query, [Hit(made, 1.0, 1, passage, {})], {document.id: titled}, {})
    assert table[0][list(FEATURES).index("years")] == 0.0


def test_a_unit_knows_how_much_of_the_question_it_holds(small: Assistant) -> None:
    turn = small.turn("云山新建几个中医馆？")
    assert turn.query is not None
    documents = {hit.clause.document_id: small.index.document(hit.clause.document_id) for hit in turn.hits}
    entries = select(turn.query, turn.hits, documents, {})
    for entry in entries:
        assert entry.subject == pytest.approx(share(turn.query.concepts, fold(entry.unit.text)))
    assert {entry.subject > 0 for entry in entries} == {True, False}


def test_lists_of_cases_are_looked_at_however_low_they_stand(small: Assistant) -> None:
    articles = [f"第{n}条 县渡口管理所负责第{n}号渡口的停航。" for n in "一二三四五六七八"]
    text = "\n\n".join(
        ["某县渡口办法", *articles, "第九条 有下列情形之一的，停航：", "（一）大雾的；", "（二）大风的。"]
    )
    document = parse(normalise(text), document_id="d")
    clauses = [c for c in document.walk() if c.kind == "clause" and len(c.path) == 1]
    hits = [Hit(c, 1.0, n, Passage(c.id, "d", 0, 1, "", "")) for n, c in enumerate(clauses, start=1)]

    def paths(question: str) -> set[str]:
        return {e.unit.clause.path[0] for e in select(small.understood(question), hits, {"d": document}, {})}

    assert "第九条" in paths("什么情形下停航？") and "第九条" not in paths("怎么停航？")
