"""Answers composed from the clauses: each kind of question over two documents made by hand."""

from __future__ import annotations

import pytest
from handmade import composed, said

from rag.compose.composer import Material, compose
from rag.language.text import fold, squeeze
from rag.pipeline import Assistant


def test_a_figure_with_its_bound_and_year(small: Assistant) -> None:
    (text,) = said(small, "云山县家庭医生签约覆盖率目标是多少？")
    assert "到2025年" in text and "家庭医生签约覆盖率达到45%以上" in text
    assert "县域内就诊率" not in text, "what is not needed stays away"


def test_the_figure_of_the_thing_asked_for_and_not_of_its_neighbour(small: Assistant) -> None:
    assert any("81.5" in t for t in said(small, "临江的人均预期寿命目标是多少"))
    assert any("90%左右" in t for t in said(small, "云山县域内就诊率是多少"))
    assert any("百分之七十" in t for t in said(small, "临江按病种分值付费占比多少"))
    assert any("不少于3名" in t for t in said(small, "每个乡镇卫生院要配多少名全科医生？"))


def test_who_chairs_is_taken_from_the_sentence(small: Assistant) -> None:
    assert any("县长任组长" in text for text in said(small, "云山领导小组组长是谁？"))


def test_a_date(small: Assistant) -> None:
    assert any("2024年9月底前" in text for text in said(small, "空缺岗位什么时候补齐？"))


def test_a_list(small: Assistant) -> None:
    assert any("针灸、推拿、拔罐" in text for text in said(small, "云山的中医馆提供哪些服务？"))


def test_what_one_of_several_questions_lacks_is_named(small: Assistant) -> None:
    answer = small.ask("临江的人均预期寿命是多少，谁牵头？")
    assert answer.status == "partial" and answer.text.endswith("文件未写明：负责部门。")
    assert any("81.5岁" in statement.text for statement in answer.statements)
    assert small.ask("云山的签约覆盖率是多少，谁牵头？").status == "answered"


def test_a_measure(small: Assistant) -> None:
    assert any("每季度公布" in text for text in said(small, "云山怎么公布医保基金运行情况？"))
    assert any("通报" in text for text in said(small, "云山工作不力的单位怎么处理？"))


def test_a_definition(small: Assistant) -> None:
    assert said(small, "什么是先诊疗后付费？")[0].startswith("先诊疗后付费是指住院患者入院时不交押金")


def test_a_percentage_that_no_clause_states_is_not_answered_by_another(small: Assistant) -> None:
    assert small.ask("云山45%的签约覆盖率由谁牵头？").status == "answered"
    refused = small.ask("云山98%的签约覆盖率由谁牵头？")
    assert refused.status == "refused" and "98%" in (refused.refusal.missing if refused.refusal else "")
    assert small.ask("云山签约覆盖率是98%吗？").text.startswith("与文件不符")


def test_yes_or_no_is_answered_by_the_rule_itself(small: Assistant) -> None:
    assert any("不得将医保基金挪作他用" in t for t in said(small, "云山医保基金能不能挪作他用？"))


QUESTIONS = [
    "云山县家庭医生签约覆盖率目标是多少？",
    "云山医保基金谁牵头？",
    "云山县财政局要配合什么？",
    "云山和临江的家庭医生签约覆盖率目标分别是多少？",
    "云山方案的制定依据是哪个文件？",
    "云山二（一）讲什么？",
    "什么是先诊疗后付费？",
    "怎么管好医保基金",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_draft_leans_on_words_of_the_documents(small: Assistant, question: str) -> None:
    """Each draft has quotes inside their clause, and each of its words stands in a clause it cites."""
    composition = composed(small, question)
    assert composition.drafts
    for draft in composition.drafts:
        assert draft.quotes
        for quote in draft.quotes:
            assert any(a <= quote.start < quote.end <= b for a, b in quote.clause.segments)
            assert quote.document.text[quote.start : quote.end].strip()
        held = fold(
            "".join(q.clause.text + q.document.title + (q.document.region or "") for q in draft.quotes)
        )
        body = draft.text
        for form in ("——", "；", "：", "、", "（", "）", "。"):
            body = body.replace(form, "\n")
        short = ("发文字号", "印发日期", "发文机关", "文件标题", "主送机关", "依据")
        parts = [p for p in body.split("\n") if p.strip() and p not in short]
        assert not [p for p in parts if fold(p) not in held.replace(",", "") and fold(p) not in held]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_is_composed_the_same_way(small: Assistant, question: str) -> None:
    assert composed(small, question) == composed(small, question)


def test_no_hits_give_no_drafts(small: Assistant) -> None:
    for question in QUESTIONS:
        assert compose(small.understood(question), Material((), {})).drafts == ()


def test_a_statement_is_on_one_line(small: Assistant) -> None:
    for question in QUESTIONS:
        for text in said(small, question):
            assert text == squeeze(text)
