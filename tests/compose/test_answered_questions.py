"""Answers of a document that asks its questions itself: told without 问：/答：, whole, judged with the question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import assistant_over, said

from rag.compose.answered import answer_of, whole_answer, with_verdict
from rag.compose.answering import answering
from rag.compose.draft import Material, draft_of
from rag.compose.leads import units_in
from rag.compose.selection import Scored
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Clause

FAQ = """云溪市公租房问答

为便民制定。

一、申请

1、问：公租房租金怎么算？
   答：按每平方米6元计收。低保家庭减免八成。残疾人家庭减免五成。

2、问：公租房可以转租给亲戚住吗？
   答：不可以。发现转租的，收回住房。

3、问：公租房补贴标准是多少？
   答：标准如下：

   等级      在家      住院
   一级      200元     260元
   二级      400元     520元

   边缘家庭按六成执行。

二、遛狗

4、问：遛狗什么时间不能去公园？
   答：7时至9时不得携犬进入公园。

云溪市住房中心
2026年6月3日
"""


@pytest.fixture(scope="module")
def faq(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(FAQ, tmp_path_factory.mktemp("faq"))


def clause(faq: Assistant, name: str) -> Clause:
    return next(c for c in faq.index.document("document").walk() if "/".join(c.path) == name)


def test_the_whole_answer_is_told_where_no_more_is_asked(faq: Assistant) -> None:
    assert said(faq, "公租房租金怎么算？") == ["按每平方米6元计收。低保家庭减免八成。残疾人家庭减免五成。"]
    assert said(faq, "公租房租金低保家庭减免多少？")[0].startswith("低保家庭减免八成")


def test_what_an_answer_announces_comes_before_what_it_adds(faq: Assistant) -> None:
    assert said(faq, "公租房补贴标准是多少？") == [
        "标准如下：",
        "一级：在家 200元，住院 260元",
        "二级：在家 400元，住院 520元",
        "边缘家庭按六成执行。",
    ]


def test_an_answer_is_judged_with_its_question(faq: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "遛狗什么时间不能去公园？"
    assert faq.turn(question).decision.evidence["no_kind"] == 0.0  # type: ignore[union-attr]
    monkeypatch.setattr("rag.evidence.answered.SAME", 1.1)
    assert faq.turn(question).decision.evidence["no_kind"] == 1.0  # type: ignore[union-attr]


def test_the_word_that_answers_goes_before_the_rest(faq: Assistant) -> None:
    of_yes = clause(faq, "一/2")
    first, second = answer_of(of_yes)
    assert (first.text, second.text) == ("不可以。", "发现转租的，收回住房。")
    assert with_verdict(second, [second]) == with_verdict(second, [second, first]) == [first, second]
    assert with_verdict(first, [first]) == [first]
    plain = replace(second, clause=replace(of_yes, heading="转租"))
    assert with_verdict(plain, [plain]) == [plain], "no question, no answer to it"
    rent = units_in(clause(faq, "一/1"))[2:3]
    assert with_verdict(rent[0], rent) == rent, "a sentence is no word"
    assert said(faq, "公租房转租给亲戚，住房收回吗？") == ["不可以。发现转租的，收回住房。"]


def test_the_answer_is_verified_as_it_is_told(faq: Assistant) -> None:
    answer = faq.ask("公租房可以转租给亲戚住吗？")
    assert answer.status == "answered" and "答：" not in answer.text
    assert [citation.verdict for citation in answer.citations] == ["verified"]


def test_nothing_is_told_whole_of_a_clause_that_answers_no_question(faq: Assistant) -> None:
    query = replace(faq.understood("怎么算？"), concepts=())
    rent = clause(faq, "一/1")
    material = Material((), {"document": faq.index.document("document")})
    first = answer_of(rent)[0]
    assert whole_answer(query, material, first) == answer_of(rent)
    assert whole_answer(query, material, replace(first, clause=replace(rent, heading="租金"))) == []


def test_each_unit_is_scored_and_told_with_the_question(faq: Assistant) -> None:
    turn = faq.turn("公租房租金怎么算？")
    assert turn.query is not None
    material = Material(turn.hits, {"document": faq.index.document("document")})
    first = material.select(turn.query, turn.hits)[0]
    heading = "公租房租金怎么算？"
    assert first.unit.clause.heading == heading and first.text == f"{heading}{first.unit.text}"
    assert draft_of(material, first.unit).meant == f"{heading}{first.unit.text}"


def test_the_answer_goes_before_a_date_told_of_something_else(faq: Assistant) -> None:
    query = faq.understood("遛狗什么时间不能去公园？")
    hit = faq.turn("遛狗什么时间不能去公园？").hits[0]
    other = parse("云溪市办法\n一、附则\n公园遛狗办法自2026年7月1日起施行。", document_id="d")
    dog = answer_of(clause(faq, "二/4"))[0].scored(3.0)
    dated = next(unit for c in other.walk() for unit in units_in(c) if "7月1日" in unit.text).scored(2.0)
    scored = [Scored(dog, hit, 1.0), Scored(dated, hit, 1.0)]
    assert answering(query, scored).unit == dog
