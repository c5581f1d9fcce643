"""Answers composed from the clauses: each kind of question over two documents made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handmade import assistant_over, composed, said, settings_for_tests

from rag.builder import build_index
from rag.compose.answering import answering
from rag.compose.composer import Composition, Material, _inner, compose
from rag.compose.draft import called
from rag.compose.extract import _heads, extract
from rag.compose.facts import _validity
from rag.compose.premise import premise
from rag.compose.roles import _of_part
from rag.compose.selection import Scored, select
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.index.passages import passages
from rag.language.text import fold, normalise, squeeze
from rag.language.units import Unit, spans, units_of
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Document, Hit, Passage
from rag.understand.subject import share

YUNSHAN, LINJIANG = "yunshan-2024", "linjiang-2023"


def paths(composition: Composition) -> list[str]:
    return ["/".join(q.clause.path) for d in composition.drafts for q in d.quotes]


def test_a_figure_with_its_bound_and_year(small: Assistant) -> None:
    (text,) = said(small, "云山县家庭医生签约覆盖率目标是多少？")
    assert "到2025年" in text and "家庭医生签约覆盖率达到45%以上" in text
    assert "县域内就诊率" not in text, "what is not needed stays away"


def test_the_figure_of_the_thing_asked_for_and_not_of_its_neighbour(small: Assistant) -> None:
    assert any("81.5" in t for t in said(small, "临江的人均预期寿命目标是多少"))
    assert any("90%左右" in t for t in said(small, "云山县域内就诊率是多少"))
    assert any("百分之七十" in t for t in said(small, "临江按病种分值付费占比多少"))
    assert any("不少于3名" in t for t in said(small, "每个乡镇卫生院要配多少名全科医生？"))


def test_a_department_by_its_role(small: Assistant) -> None:
    (lead,) = said(small, "云山医保基金谁牵头？")
    assert lead == "管好医保基金——牵头单位：县医保局"
    (both,) = said(small, "云山医保基金的牵头和配合单位分别有哪些？")
    assert both == "管好医保基金——牵头单位：县医保局；配合单位：县审计局、县财政局"


def test_who_chairs_is_taken_from_the_sentence(small: Assistant) -> None:
    assert any("县长任组长" in text for text in said(small, "云山领导小组组长是谁？"))


def test_a_date(small: Assistant) -> None:
    assert any("2024年9月底前" in text for text in said(small, "空缺岗位什么时候补齐？"))


def test_a_list(small: Assistant) -> None:
    assert any("针灸、推拿、拔罐" in text for text in said(small, "云山的中医馆提供哪些服务？"))


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


@pytest.mark.parametrize(
    ("question", "text", "path"),
    [
        ("云山方案的文号是多少？", "发文字号：云政办〔2024〕12号", "标题"),
        ("云山方案什么时候印发的？", "印发日期：2024年3月15日", "落款"),
        ("云山方案是谁印发的？", "发文机关：云山县人民政府办公室", "落款"),
        ("云山方案的全称是什么？", "文件标题：《云山县基层卫生服务提升实施方案》", "标题"),
        ("云山方案主送哪些单位？", "主送机关：“各乡镇人民政府，县政府各部门”", "主送"),
        (
            "云山方案的制定依据是哪个文件？",
            "依据：《临江市“十四五”卫生健康发展规划》（临政发〔2022〕3号）",
            "前言",
        ),
        ("临江的意见什么时候印发的？", "印发日期：2023年11月2日", "落款"),
    ],
)
def test_a_fact_of_the_document_and_where_it_stands(
    small: Assistant, question: str, text: str, path: str
) -> None:
    composition = composed(small, question)
    assert [d.text for d in composition.drafts] == [text]
    assert paths(composition) == [path]


def test_a_fact_that_the_document_does_not_state_is_missing(small: Assistant) -> None:
    composition = composed(small, "临江的文号是多少？")
    assert composition.drafts == () and composition.missing == ("发文字号",)


def test_a_percentage_that_no_clause_states_is_not_answered_by_another(small: Assistant) -> None:
    assert small.ask("云山45%的签约覆盖率由谁牵头？").status == "answered"
    refused = small.ask("云山98%的签约覆盖率由谁牵头？")
    assert refused.status == "refused" and "98%" in (refused.refusal.missing if refused.refusal else "")
    assert small.ask("云山签约覆盖率是98%吗？").text.startswith("与文件不符")


def test_a_row_of_a_comparison_speaks_of_the_matter(small: Assistant) -> None:
    composition = composed(small, "哪些地方规定了中医馆")
    assert [d.text.partition("：")[0] for d in composition.drafts] == ["云山县"]
    query = small.understood("哪些地方规定了中医馆")
    assert query.every_region and all("地方" not in concept.word for concept in query.concepts)


def test_a_comparison_has_a_row_a_document(small: Assistant) -> None:
    composition = composed(small, "云山和临江的家庭医生签约覆盖率目标分别是多少？")
    by_region = {d.text.partition("：")[0]: d.text for d in composition.drafts}
    assert set(by_region) == {"云山县", "临江市"}
    assert "45%以上" in by_region["云山县"] and "44%" in by_region["临江市"]
    head, *rows = composition.table
    assert len(head) == 3 and {row[0] for row in rows} == {"云山县", "临江市"}
    assert composition.missing == ()


@pytest.mark.parametrize("question", ["各地的家庭医生签约率是多少", "哪个地方的家庭医生签约率目标最高？"])
def test_a_figure_of_every_place_is_a_figure(small: Assistant, question: str) -> None:
    assert _inner(small.understood(question)).kind == "figure"
    answer = small.ask(question)
    assert (
        "45%" in answer.table[1][1] + answer.table[2][1] and "44%" in answer.table[1][1] + answer.table[2][1]
    )


def test_a_bare_heading_is_shown_with_the_parts_below_it(small: Assistant) -> None:
    answer = small.ask("云山的保障措施是怎么规定的？")
    assert answer.statements[0].text == "保障措施"
    assert "加强领导" in answer.statements[1].text and "严格督查" in answer.statements[2].text


def test_a_comparison_says_which_document_is_silent(small: Assistant) -> None:
    composition = composed(small, "云山和临江分别建多少个中医馆？")
    assert composition.missing == ("临江市",)
    assert len(composition.drafts) == 1 and "12个中医馆" in composition.drafts[0].text


def test_the_duties_of_a_department_are_every_clause_that_names_it(small: Assistant) -> None:
    composition = composed(small, "云山县财政局要配合什么？")
    assert {"一", "二/（二）"} == set(paths(composition))
    assert all("配合单位：县财政局" in draft.text for draft in composition.drafts)
    assert set(paths(composed(small, "云山县医保局牵头哪些工作？"))) == {"二/（二）"}


def test_a_role_that_a_department_has_nowhere_is_said(small: Assistant) -> None:
    lead = composed(small, "云山县财政局牵头哪些工作？").lead
    assert lead.startswith("文件没有写明由财政局牵头的任务，列名的条款如下。")
    assert composed(small, "云山县卫生健康局配合哪些工作？").lead.startswith(
        "文件没有写明由卫生健康局配合的任务"
    )
    assert composed(small, "云山县财政局要配合什么？").lead == ""


def test_a_department_that_no_clause_names_has_no_duties(small: Assistant) -> None:
    composition = composed(small, "云山县公安局负责哪些工作？")
    assert composition.drafts == () and "公安局" in composition.missing[0]


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("云山二（二）讲什么？", "二/（二）", "每季度公布"),
        ("云山方案二（二）讲什么？", "二/（二）", "每季度公布"),
        ("云山三（二）讲什么？", "三/（二）", "通报"),
        ("云山二（一）2的内容是什么？", "二/（一）/2", "12个中医馆"),
    ],
)
def test_a_clause_by_its_label(small: Assistant, question: str, path: str, words: str) -> None:
    composition = composed(small, question)
    assert set(paths(composition)) == {path}
    assert words in "".join(d.text for d in composition.drafts)


def test_a_heading_is_told_with_its_parts(small: Assistant) -> None:
    found = paths(composed(small, "云山二（一）讲什么？"))
    assert {"二/（一）/1", "二/（一）/2"} <= set(found)


def test_a_clause_that_does_not_exist_is_missing(small: Assistant) -> None:
    composition = composed(small, "云山五（九）讲什么？")
    assert composition.drafts == () and "五（九）" in composition.missing[0]


@pytest.mark.parametrize(
    "question",
    [
        "云山家庭医生签约覆盖率要达到60%对吗？",
        "云山医保基金是县教育局牵头吧？",
        "云山的家庭医生签约覆盖率是到2030年达到45%对吗？",
    ],
)
def test_a_wrong_premise_is_said_first(small: Assistant, question: str) -> None:
    assert composed(small, question).lead.startswith("与文件不符")


@pytest.mark.parametrize(
    "question",
    [
        "云山家庭医生签约覆盖率要达到45%对吗？",
        "云山医保基金是县医保局牵头吧？",
        "云山家庭医生签约覆盖率是多少？",
        "云山家庭医生签约覆盖率要到百分之四十五，对吧？",
    ],
)
def test_a_right_premise_is_not(small: Assistant, question: str) -> None:
    assert composed(small, question).lead == ""


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


def test_rows_of_a_comparison_are_called_by_what_tells_them_apart() -> None:
    def document(name: str, region: str | None) -> Document:
        return replace(
            parse(normalise(f"{name}\n\n一、目标\n\n到2025年达到45%。\n"), document_id=name), region=region
        )

    one, two, three = document("甲方案", "甲市"), document("乙方案", "乙市"), document("丙方案", "乙市")
    assert [called(d, [one, two, three]) for d in (one, two, three)] == ["甲市", "《乙方案》", "《丙方案》"]
    assert called(document("丁方案", None), [one]) == "《丁方案》"


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


def test_a_unit_that_lacks_what_is_asked_for_gives_way_to_one_that_has_it(small: Assistant) -> None:
    text = (
        "某县办法\n\n第一条 申报平台的奖励由企业自愿提出，奖励材料应当真实。\n\n"
        "第二条 平台奖励由县科技局负责。\n\n第三条 县卫生健康局负责别的事。\n"
    )
    document = parse(normalise(text), document_id="d")
    clauses = {c.path[0]: c for c in document.walk() if c.path[0].startswith("第")}
    query = small.understood("申报平台的奖励归哪个局受理？")

    def scored(*scores: float) -> list[Scored]:
        units = [
            Unit(clause, *spans(clause)[0], score)
            for clause, score in zip(clauses.values(), scores, strict=True)
        ]
        hits = [Hit(u.clause, 1.0, 1, Passage(u.clause.id, "d", 0, 1, "", "")) for u in units]
        return [Scored(unit, hit) for unit, hit in zip(units, hits, strict=True)]

    assert answering(query, scored(5.0, 4.0, 1.0)).unit.clause.path == ("第二条",)
    assert answering(query, scored(5.0, 1.0, 0.0)).unit.clause.path == ("第一条",), "too far behind"


def test_what_was_reached_gives_way_to_what_is_planned(small: Assistant) -> None:
    text = (
        "某县政府工作报告\n\n一、2025年工作回顾\n\n粮食总产量达到120万斤。\n\n"
        "二、2026年工作安排\n\n粮食总产量达到125万斤。\n"
    )
    document = parse(normalise(text), document_id="d")
    clauses = [c for c in document.walk() if c.path in (("一",), ("二",))]
    contexts = {p.clause_id: p.context for p in passages(document)}
    scored = [
        Scored(
            Unit(clause, *spans(clause)[-1], score),
            Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", f"{contexts[clause.id]} {clause.heading}")),
        )
        for clause, score in zip(clauses, (5.0, 4.0), strict=True)
    ]
    planned = small.understood("今年粮食总产量要达到多少万斤？")
    assert answering(planned, scored).unit.clause.path == ("二",)
    reached = small.understood("粮食总产量达到多少万斤？")
    assert answering(reached, scored).unit.clause.path == ("一",)


@pytest.mark.parametrize(
    ("headings", "question"),
    [
        (("2015年工作", "2016年工作"), "2015年新增就业多少人？"),
        (("“十二五”时期发展", "“十三五”时期发展"), "十二五期间新增就业多少人？"),
    ],
)
def test_a_figure_of_another_time_gives_way(
    small: Assistant, headings: tuple[str, str], question: str
) -> None:
    text = f"某县报告\n\n一、{headings[0]}\n\n新增就业312人。\n\n二、{headings[1]}\n\n新增就业350人。\n"
    document = parse(normalise(text), document_id="d")
    clauses = [c for c in document.walk() if c.path in (("二",), ("一",))]
    scored = [
        Scored(
            Unit(clause, *spans(clause)[-1], score),
            Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", f"某县报告 {clause.heading}")),
        )
        for clause, score in zip(reversed(clauses), (5.0, 4.0), strict=True)
    ]
    assert scored[0].unit.clause.path == ("二",)
    assert answering(small.understood(question), scored).unit.clause.path == ("一",)


def test_a_premise_is_wrong_only_where_a_figure_of_its_sort_stands(small: Assistant) -> None:
    document = parse(normalise("某县办法\n\n第一条 给予平台最高300万元补助。\n"), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("第一条",))
    unit = Unit(clause, *spans(clause)[0])
    assert premise(small.understood("平台的补助是200万元吧？"), unit, clause).startswith("与文件不符")
    assert premise(small.understood("平台的补助是分三年拨付的吧？"), unit, clause) == ""
    assert premise(small.understood("平台的补助是300万元吧？"), unit, clause) == ""


def test_heads_that_run_into_the_text_are_listed() -> None:
    text = (
        "某县意见\n\n一、基本原则\n\n坚持问题导向，注重创新。着力解决当前基层服务能力不足、人员不稳、设施陈旧等突出问题，"
        "形成长效机制。坚持因地制宜，分类施策。各乡镇根据人口规模和服务半径，明确目标，细化任务，持续提升服务水平。"
        "坚持系统集成，协同联动。统筹医疗、医保、医药相关改革，加强部门之间的协调配合，推动形成工作合力。\n"
    )
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    heads = [squeeze(unit.text) for unit in _heads(clause)]
    assert heads == ["坚持问题导向，注重创新。", "坚持因地制宜，分类施策。", "坚持系统集成，协同联动。"]
    plain = parse(
        normalise("某县意见\n\n一、任务\n\n新建中医馆。配备医生。开展服务。加强督查。\n"), document_id="d"
    )
    assert _heads(next(c for c in plain.walk() if c.path == ("一",))) == []


def test_a_first_sentence_that_says_something_is_no_heading() -> None:
    text = "某县办法\n\n一、由于目前市场开放程度仍较低，近期增设新品种的条件还不成熟。应先做好准备。\n\n二、加强管理，优化服务。应先做好准备。\n"
    document = parse(normalise(text), document_id="d")
    first, second = (c for c in document.walk() if c.path in (("一",), ("二",)))
    assert next(unit.text for unit in units_of(first, fine=False)).startswith("由于目前")
    assert [unit.text for unit in units_of(second, fine=False)] == ["应先做好准备。"]


def test_who_sits_for_an_organ_is_told_alone(tmp_path: Path) -> None:
    text = (
        "临江市关于调整防汛领导小组成员的通知\n\n各县：\n\n现将调整后的防汛领导小组名单通知如下：\n\n组 长：韩 青 副市长\n\n"
        "成 员：魏山 水利局副局长\n\n刘大伟 财政局局长\n\n防汛领导小组办公室设在水利局。\n\n临江市人民政府\n\n2024年5月1日\n"
    )
    (tmp_path / "zu.txt").write_text(text, encoding="utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    asked = Assistant(index, HashingEncoder(), limits=settings_for_tests())
    assert said(asked, "防汛领导小组组长是谁") == ["组长：韩青（副市长）"]
    assert said(asked, "防汛领导小组财政局的成员是谁") == ["成员：刘大伟（财政局局长）"]
    assert asked.ask("防汛领导小组民政局的成员是谁").status == "refused"
    index.close()


def test_a_unit_knows_how_much_of_the_question_it_holds(small: Assistant) -> None:
    turn = small.turn("云山新建几个中医馆？")
    assert turn.query is not None
    documents = {hit.clause.document_id: small.index.document(hit.clause.document_id) for hit in turn.hits}
    entries = select(turn.query, turn.hits, documents, {})
    for entry in entries:
        assert entry.subject == pytest.approx(share(turn.query.concepts, fold(entry.unit.text)))
    assert {entry.subject > 0 for entry in entries} == {True, False}


def test_departments_of_the_part_that_is_asked_about(small: Assistant) -> None:
    text = (
        "某县方案\n\n一、绿色生活\n\n推进快递绿色包装，基本实现环境友好型包装全面应用。（县商务局、县邮政局指导）"
        "推动公共机构无纸化办公。焚烧企业应当公开排放数据，确保达标排放。（县生态环境局指导）\n"
    )
    document = parse(normalise(text), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    material = Material((), {"d": document})
    units = {clause.text[a:b][:4]: Unit(clause, a, b) for a, b in spans(clause)}
    told = {name: _of_part(material, unit) for name, unit in units.items()}
    assert told["推进快递"] is not None and told["推进快递"].text.endswith("（县商务局、县邮政局指导）")
    assert told["推动公共"] is not None and told["推动公共"].text.endswith("（县生态环境局指导）")
    assert all("县商务局" not in draft.text for name, draft in told.items() if draft and name != "推进快递")


def test_how_long_a_document_holds_is_said_of_itself() -> None:
    """A plan that is carried out from a year on, or a certificate, is not the document."""
    text = (
        "某县办法\n\n第一条 实施顶尖人才集聚计划，给予1亿元资助。\n\n第二条 证书有效期3年。\n\n"
        "第三条 本办法自2023年2月22日起施行，有效期至2026年2月21日。\n"
    )
    document = parse(normalise(text), document_id="d")
    draft = _validity(document, ends=False)
    assert draft is not None and draft.text == "本办法自2023年2月22日起施行，有效期至2026年2月21日。"
    plain = parse(normalise("某县办法\n\n第一条 实施三年行动计划，2025年完成。\n"), document_id="d")
    assert _validity(plain, ends=False) is None


def test_until_when_a_document_holds_is_not_from_when() -> None:
    from_when = parse(normalise("某县办法\n\n第一条 本办法自2024年5月1日起施行。\n"), document_id="d")
    assert _validity(from_when, ends=False) is not None and _validity(from_when, ends=True) is None
    until = parse(normalise("某县办法\n\n第一条 本办法自2024年5月1日起施行，有效期五年。\n"), document_id="d")
    found = _validity(until, ends=True)
    assert found is not None and "有效期五年" in found.text


@pytest.mark.parametrize(
    "words",
    [
        "本规范自2024年5月1日起试行，试行期2年。",
        "执行期限自2024年5月1日至2026年4月30日。",
        "适用截止2026年4月30日。",
        "本预案至2026年4月30日自行废止。",
    ],
)
def test_until_when_a_document_holds_is_said_in_many_ways(words: str) -> None:
    document = parse(normalise(f"某县办法\n\n第一条 本县适用本办法。\n\n第二条 {words}\n"), document_id="d")
    found = _validity(document, ends=True)
    assert found is not None and found.text == words


def test_a_department_of_another_level_is_another(small: Assistant) -> None:
    assert composed(small, "云山县财政局要配合什么？").drafts
    county = said(small, "县卫生健康局负责哪些工作？")
    assert county and all("县卫生健康局" in text for text in county if "（" in text)
    assert not any("县卫生健康局" in text for text in said(small, "省卫生健康局负责哪些工作？"))


def test_the_tasks_in_each_role_are_told_one_after_the_other(small: Assistant) -> None:
    """The second question names no department: it is still that of the first."""
    turn = small.turn("云山县审计局牵头哪些，配合哪些？")
    assert turn.query is not None and [part.kind for part in turn.query.parts] == ["duty", "duty"]
    (told,) = [draft.text for draft in turn.composition.drafts]
    assert told.startswith("管好医保基金：") and told.endswith("（配合单位：县审计局）")
    assert turn.composition.lead.startswith("文件没有写明由审计局牵头的任务")


def test_who_leads_does_not_take_part(assistant: Assistant) -> None:
    """Its clauses know 牵头单位 and 责任单位: asked for 配合, those that the bureau leads are left out."""

    def told(question: str) -> list[str]:
        return [draft.text for draft in assistant.turn(question).composition.drafts]

    assert any("牵头单位" in text for text in told("平顶山市财政局牵头哪些工作？"))
    assert not any("责任单位" in text for text in told("平顶山市财政局牵头哪些工作？"))
    taking_part = told("平顶山市财政局配合哪些工作？")
    assert taking_part and not any("牵头单位" in text for text in taking_part)
    both = assistant.turn("平顶山市财政局牵头和配合哪些工作？").composition
    assert "共17项" in both.lead


GOALS = """某县规划

一、目标

共有三个平台，分布在20个乡镇。到2025年，平台达到12个。队伍水平明显提高。

到2035年，平台达到30个。队伍水平全国领先。
"""


def _scored_units(words: dict[str, float]) -> list[Scored]:
    """Units of the clause by how they begin, with scores, best first."""
    document = parse(normalise(GOALS), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    hit = Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", "某县规划 目标"))
    units = [Unit(clause, *span) for span in spans(clause)]
    found = [
        Scored(unit.scored(score), hit)
        for unit in units
        for start, score in words.items()
        if unit.text.startswith(start)
    ]
    return sorted(found, key=lambda entry: -entry.unit.score)


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("云山2025年平台要有多少个", {"共有三个": 5.0, "到2025年": 4.5}, "到2025年"),
        ("云山2025年平台要有多少个", {"共有三个": 5.0, "到2025年": 3.5}, "共有三个"),  # too far behind
        ("云山到2025年队伍要怎么样", {"队伍水平全国": 5.0, "队伍水平明显": 4.0}, "队伍水平明显"),
        ("云山到2035年队伍要怎么样", {"队伍水平全国": 5.0, "队伍水平明显": 4.0}, "队伍水平全国"),
    ],
)
def test_what_is_told_for_the_year_goes_first(
    small: Assistant, question: str, words: dict[str, float], told: str
) -> None:
    found = answering(small.understood(question), _scored_units(words))
    assert found.unit.text.startswith(told)


def test_a_named_clause_of_short_parts_is_told_whole(tmp_path: Path) -> None:
    long = "乙方应当每日清点花架并登记在册，缺损的当日补齐。" * 12
    text = (
        "花架租赁合同\n\n第一条 租金\n（一）租金按月支付。逾期的，每日加收万分之三。\n（二）押金退场时退还。损坏的从中扣除。\n\n"
        f"第二条 养护\n（一）花架由乙方擦拭。{long}\n（二）喷灌由甲方检修。{long}\n\n第三条 其他\n（一）本合同一式两份。\n"
    )
    asked = assistant_over(text, tmp_path)
    rent = "".join(draft.text for draft in asked.turn("合同第一条规定了什么？").composition.drafts)
    assert "万分之三" in rent and "从中扣除" in rent
    care = "".join(draft.text for draft in asked.turn("合同第二条规定了什么？").composition.drafts)
    assert "喷灌由甲方检修" in care and "登记在册" not in care, "of long parts the first sentence"
