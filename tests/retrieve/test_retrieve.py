"""Retrieval over two documents made by hand, and over the documents that ship."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from contextlib import closing

import numpy as np
import pytest
from handmade import settings_for_tests

from rag.encode.encoder import HashingEncoder, Matrix
from rag.index import Index, open_current
from rag.index.build import build
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.retrieve.retriever import Retriever
from rag.retrieve.signals import SIGNALS
from rag.types import Hit
from rag.understand.query import Query
from rag.understand.subject import Concept


def search(assistant: Assistant, text: str, k: int = 20, **more: object) -> list[Hit]:
    return assistant.retriever.search(assistant.understood(text), k, **more)  # type: ignore[arg-type]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.clause.id for hit in hits]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("云山县家庭医生签约覆盖率目标是多少", "yunshan-2024#一"),
        ("临江家庭医生签约覆盖率目标是多少", "linjiang-2023#一"),
        ("中医馆要建几个", "yunshan-2024#二/（一）/2"),
        ("医保基金能不能挪作他用", "yunshan-2024#二/（二）"),
        ("按病种分值付费占比要到百分之七十吗", "linjiang-2023#二/（二）"),
        ("云山方案什么时候印发的", "yunshan-2024#落款"),
        ("云山方案主送哪些单位", "yunshan-2024#主送"),
        ("云山二（二）讲什么", "yunshan-2024#二/（二）"),
        ("云山三（二）讲什么", "yunshan-2024#三/（二）"),
        ("什么是先诊疗后付费", "yunshan-2024#二/（三）"),
    ],
)
def test_the_clause_asked_for_comes_first(small: Assistant, question: str, best: str) -> None:
    assert ids(search(small, question))[0] == best


def test_hits_are_ranked_and_each_clause_comes_once(small: Assistant) -> None:
    hits = search(small, "家庭医生签约")
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len(set(ids(hits))) == len(hits)
    assert all(a.score >= b.score for a, b in itertools.pairwise(hits))
    assert all(set(hit.signals) == set(SIGNALS) for hit in hits)
    assert all(hit.passage.clause_id == hit.clause.id for hit in hits)


def test_k_is_the_most_there_are(small: Assistant) -> None:
    assert len(search(small, "家庭医生签约", 3)) == 3
    assert ids(search(small, "家庭医生签约", 3)) == ids(search(small, "家庭医生签约", 9))[:3]


@pytest.mark.parametrize(
    "question", ["医保基金", "牙科", "？", "今天天气怎么样", "怎么样", "a", "我妈头痛吃什么药"]
)
def test_there_are_at_least_ten_where_there_are_ten(small: Assistant, question: str) -> None:
    assert len(search(small, question)) >= 10


def test_only_the_documents_chosen_are_searched(small: Assistant) -> None:
    chosen = search(small, "家庭医生签约覆盖率", documents=frozenset({"linjiang-2023"}))
    assert chosen and {hit.clause.document_id for hit in chosen} == {"linjiang-2023"}
    assert search(small, "家庭医生签约覆盖率", documents=frozenset()) == []


@pytest.mark.parametrize(
    "question",
    [
        "云山方案的文号是多少？",
        "云山二（二）讲什么？",
        "文号是多少？",
        "（二）讲什么",
        "云山和临江的签约率",
        "云山县医保局负责什么",
    ],
)
def test_a_question_that_names_another_document_does_not_get_past_that(
    small: Assistant, question: str
) -> None:
    within = frozenset({"linjiang-2023"})
    assert {hit.clause.document_id for hit in search(small, question, documents=within)} == within
    answer = small.ask(question, documents=within)
    assert {c.document.id for c in answer.citations} <= within


def test_documents_of_a_comparison_come_in_turn(small: Assistant) -> None:
    hits = search(small, "云山和临江的家庭医生签约覆盖率分别是多少")
    assert {hit.clause.document_id for hit in hits[:2]} == {"yunshan-2024", "linjiang-2023"}


def test_words_that_stand_nowhere_find_nothing_by_chance(small: Assistant) -> None:
    assert small.idf("牙科") == 0 and small.idf("签约") > 0
    assert small.rarity("牙科诊所") == 1.0 > small.rarity("签约") > 0


def test_a_rare_word_is_rarer(small: Assistant) -> None:
    assert small.idf("拔罐") > small.idf("家庭") > 0


def test_the_same_question_finds_the_same(small: Assistant) -> None:
    assert search(small, "中医馆") == search(small, "中医馆")


def test_an_empty_query_is_no_error(small: Assistant) -> None:
    assert isinstance(small.retriever.search(Query("？", "measure", {})), list)


def test_weights_decide_the_order(small_index: Index, small: Assistant) -> None:
    """With the region alone weighed, every clause of 临江 stands before those of 云山."""
    retriever = Retriever(small_index, HashingEncoder(), {"region": 1.0})
    hits = retriever.search(small.understood("临江家庭医生签约"))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert {hit.score for hit in hits} == {1.0, -1.0}


def test_an_index_of_one_clause(tmp_path) -> None:  # type: ignore[no-untyped-def]
    document = parse("某县办法\n\n第一条 不得挪用医保基金。\n", document_id="one")
    build([document], HashingEncoder(), tmp_path)
    index = open_current(tmp_path)
    hits = Retriever(index, HashingEncoder()).search(
        Query("挪用", "measure", {"挪用": 1.0}, concepts=(Concept("挪用"),))
    )
    assert hits[0].clause.path == ("第一条",)
    index.close()


def test_of_many_clauses_of_one_label_those_with_the_best_words_are_looked_at(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    things = ("渡口", "集市", "苗圃", "水库", "粮仓")
    texts = [
        f"某县{thing}办法\n\n第一条 {thing}由乡镇负责。\n第二条 本办法自印发之日起施行。\n"
        for thing in things
    ]
    build([parse(text, document_id=str(at)) for at, text in enumerate(texts)], HashingEncoder(), tmp_path)
    # Nothing but the label chooses the candidates.
    for name, value in (("CLOSE", 0), ("LEAST", 0), ("NEAR", 0), ("LABELLED", 1)):
        monkeypatch.setattr(f"rag.retrieve.retriever.{name}", value)
    with closing(open_current(tmp_path)) as index:
        assistant = Assistant(index, HashingEncoder(), limits=settings_for_tests())
        assert ids(search(assistant, "第一条里水库归谁管")) == ["3#第一条"]


def test_the_encoder_is_asked_for_the_question_and_its_words_once(small_index: Index) -> None:
    asked: list[tuple[str, list[str]]] = []

    class Listening(HashingEncoder):
        def encode_question(self, text: str, words: Sequence[str]) -> tuple[Matrix, Matrix]:
            asked.append((text, list(words)))
            return super().encode_question(text, words)

        def encode_query(self, text: str) -> Matrix:
            assert asked and text == asked[-1][0], "only as a part of the question"
            return super().encode_query(text)

    assistant = Assistant(small_index, Listening())
    assistant.ask("云山的家廷医生")
    assert [text for text, _ in asked] == ["云山的家庭医生"]
    assert all(word not in small_index.lexicon.row for _, words in asked for word in words)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        (
            "徐汇区家庭医生签约覆盖率2025年要达到多少",
            {"xuhui-2023-community-health#五/（二）/1", "xuhui-2023-community-health#附表/二/（一）/17"},
        ),
        ("平顶山到2022年县域就诊率要提高到多少", {"pingdingshan-2020-health-reform#二/（一）/1"}),
        ("江西国家和地方集采的药品要达到多少种", {"jiangxi-2022-reform-tasks#二/（六）"}),
    ],
)
def test_over_the_documents_that_ship(assistant: Assistant, question: str, best: set[str]) -> None:
    assert best & set(ids(search(assistant, question, 3)))


def test_two_character_terms_of_every_clause_find_it(small: Assistant) -> None:
    """Whatever pair of characters a clause is asked for by, it is among the hits."""
    for passage in small.index.passages(range(small.index.passage_count)):
        pair = next(
            (
                passage.text[i : i + 2]
                for i in range(len(passage.text) - 1)
                if passage.text[i : i + 2].isalpha() and not passage.text[i : i + 2].isascii()
            ),
            None,
        )
        if pair:
            rows = np.flatnonzero(small.index.lexical("body", {pair: 1.0}))
            assert passage.clause_id in {p.clause_id for p in small.index.passages(rows.tolist())}, pair
