"""The best words of a clause, and what is told with them: parts, stages, the next sentence, another clause."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handmade import paths, said, settings_for_tests

from rag.builder import build_index
from rag.compose.composer import Material, compose
from rag.compose.extract import extract
from rag.compose.selection import Scored
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.index.passages import passages
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit, Passage

YUNSHAN, LINJIANG = "yunshan-2024", "linjiang-2023"


def test_what_a_clause_announces_follows_it(small: Assistant) -> None:
    text = "某县定点机构管理办法\n\n第一条 本办法自印发之日起施行。\n\n第二条 有下列情形之一的，撤销其定点资格：\n（一）提供虚假信息的；\n（二）拒不接受检查的。\n\n第三条 本办法由县医保局解释。\n"
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("第二条",))
    passage = next(p for p in passages(document) if p.clause_id == clause.id)
    query = small.understood("哪些情形会撤销定点资格？")
    material = Material([Hit(clause, 5.0, 1, passage)], {"d": document}, dict.fromkeys(query.terms, 1.0))
    told = compose(query, material)
    assert [d.text for d in told.drafts] == [
        "有下列情形之一的，撤销其定点资格：",
        "提供虚假信息的",
        "拒不接受检查的。",
    ]
    assert paths(told) == ["第二条", "第二条/（一）", "第二条/（二）"]


def test_another_clause_is_shown_too_only_where_it_may_be_the_one(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "家庭医生签约覆盖率目标是多少？"  # two documents state one
    turn = small.turn(question)
    assert turn.query is not None
    material = Material(
        turn.hits,
        {n: small.index.document(n) for n in (YUNSHAN, LINJIANG)},
        dict.fromkeys(turn.query.terms, 1.0),
    )
    monkeypatch.setattr("rag.compose.extract.ALSO_LIKELY", 0.0)
    other = compose(turn.query, material).alternate
    assert (
        other is not None
        and other.quotes[0].document.id != compose(turn.query, material).drafts[0].quotes[0].document.id
    )
    monkeypatch.setattr("rag.compose.extract.ALSO_LIKELY", 1.0)
    assert compose(turn.query, material).alternate is None


def test_a_figure_that_the_next_sentence_states_is_given_with_it(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best unit tells of the matter and the next one how long: both are the answer."""
    text = (
        "某县办法\n\n第一条 超过部分可以在以后年度补扣。补扣期限最长不得超过五年。申请材料由县税务局受理。\n"
    )
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("第一条",))
    query = small.understood("超过的部分往后几年里能补扣？")
    units = [Unit(clause, a, b, score) for (a, b), score in zip(spans(clause), (5.0, 3.0, 1.0), strict=True)]
    hit = Hit(clause, 1.0, 1, Passage(clause.id, "d", clause.start, clause.end, clause.text, ""))
    scored = [Scored(unit, hit) for unit in units]
    monkeypatch.setattr(Material, "select", lambda *_: scored)
    (draft,) = extract(query, Material([hit], {"d": document}), [hit]).drafts
    assert draft.text == "超过部分可以在以后年度补扣。补扣期限最长不得超过五年。"
    scored[1:] = [Scored(replace(unit, score=-9.0), hit) for unit in units[1:]]
    (draft,) = extract(query, Material([hit], {"d": document}), [hit]).drafts
    assert draft.text == "超过部分可以在以后年度补扣。", "too far behind"


def test_the_parts_that_a_question_counts_are_named(small: Assistant) -> None:
    parts = ["（一）加强领导。", "（二）严格督查。"]
    for question in ("云山有几条保障措施？", "云山的保障措施有几条", "云山两条保障措施分别是什么"):
        assert said(small, question) == parts, question


STAGES = """临江市改革方案

一、总体要求

坚持统筹推进。

二、进度安排

（一）动员部署阶段（2024年6月）。召开会议，印发方案。

（二）组织实施阶段（2024年7月至12月）。逐项落实改革任务。

（三）总结提升阶段（2025年）。总结改革经验。
"""


def test_stages_are_told_where_there_are_as_many_as_asked_about(tmp_path: Path) -> None:
    (tmp_path / "gaige.txt").write_text(STAGES, encoding="utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    asked = Assistant(index, HashingEncoder(), limits=settings_for_tests())
    three = [
        f"{name}。"
        for name in ("动员部署阶段（2024年6月）", "组织实施阶段（2024年7月至12月）", "总结提升阶段（2025年）")
    ]
    for question in ("临江改革的三个阶段分别是什么", "临江改革有几个阶段"):
        assert said(asked, question)[-3:] == three, question
    assert said(asked, "临江改革的四个阶段分别是什么")[-3:] != three
    (second,) = said(asked, "临江改革第二阶段到什么时候")
    assert second == "组织实施阶段（2024年7月至12月）。"
    assert "总结改革经验" in said(asked, "临江第三步做什么")[0]
    assert said(asked, "临江第一阶段到哪月，第3阶段呢")[0].startswith("总结提升阶段")
    assert said(asked, "临江改革第四阶段到什么时候") == []
    index.close()


def test_a_bare_heading_is_shown_with_the_parts_below_it(small: Assistant) -> None:
    answer = small.ask("云山的保障措施是怎么规定的？")
    assert answer.statements[0].text == "保障措施"
    assert "加强领导" in answer.statements[1].text and "严格督查" in answer.statements[2].text
