"""All figures of a document, and all that it sets a year for."""

from __future__ import annotations

import pytest

from rag.compose.goals import goals
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.understand.whole import asks_figures_meant, asks_goals, figures_meant

FIGURES = [
    "到2025年，家庭医生签约覆盖率达到45%以上，重点人群签约覆盖率不低于80%",
    "县域内就诊率稳定在90%左右。",
    "每个乡镇卫生院配备不少于3名全科医生，空缺岗位在2024年9月底前补齐。",
    "新建12个中医馆，开展针灸、推拿、拔罐等中医药服务。",
]


@pytest.mark.parametrize(
    "question", ["云山方案有哪些量化指标？", "把云山方案的指标都列出来", "云山有哪些指标"]
)
def test_every_figure_of_a_document(small: Assistant, question: str) -> None:
    answer = small.ask(question)
    assert answer.status == "answered"
    assert [s.text for s in answer.statements] == FIGURES
    assert answer.citations[0].label.endswith("一")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("云山到2025年的目标有哪些？", ["45%"]),
        ("云山2024年底前要完成哪些事", ["9月底前补齐", "先在县人民医院"]),
        ("云山2024年有什么任务", ["9月底前补齐", "先在县人民医院"]),
    ],
)
def test_what_is_set_for_a_year(small: Assistant, question: str, words: list[str]) -> None:
    statements = small.ask(question).statements
    assert len(statements) == len(words)
    assert all(word in s.text for word, s in zip(words, statements, strict=True))


def test_a_year_that_nothing_is_set_for_is_refused(small: Assistant) -> None:
    answer = small.ask("云山2031年的目标有哪些？")
    assert answer.status == "refused" and "2031年的目标" in answer.text


def test_two_documents_side_by_side(small: Assistant) -> None:
    answer = small.ask("云山和临江的指标分别有哪些？")
    told = {row[0]: row[1] for row in answer.table[1:]}
    assert "12个中医馆" in told["云山县"] and "81.5岁" in told["临江市"]


@pytest.mark.parametrize(
    "question",
    [
        "云山家庭医生签约的指标是多少",
        "云山医保基金2024年有什么任务",
        "有哪些指标",
        "云山签约率2025年要达到多少",
    ],
)
def test_a_matter_is_no_whole(small: Assistant, question: str) -> None:
    assert small.understood(question).whole != "goals"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("的指标有哪些", True),
        ("到2025年要实现什么目标", True),
        ("的主要目标是什么", False),
        ("2025年的目标值是多少", True),
        ("的数据中心建几个", False),
    ],
)
def test_what_asks_for_goals(text: str, asks: bool) -> None:
    assert asks_goals(text) is asks


def told(text: str, *years: str) -> list[str]:
    document = parse(normalise(f"某市2024年工作要点\n\n一、任务\n\n{text}\n"), document_id="d")
    return [draft.text for draft in goals([document], years).drafts]


def test_a_long_sentence_is_cut_to_the_parts_with_figures() -> None:
    text = (
        "到2026年，按照统一部署，坚持问题导向，完善制度，优化流程，改进作风，"
        "全市公共图书馆达到20个，全年举办活动300场以上，读者满意度明显提高。"
    )
    assert told(text) == ["到2026年，全市公共图书馆达到20个，全年举办活动300场以上"]


def test_how_long_a_thing_takes_sets_no_aim() -> None:
    assert told("打造15分钟生活圈，三个工作日内办结，新建20个公园。")[0].startswith("打造15分钟生活圈")
    assert told("打造15分钟生活圈，5个工作日内办结全部申请事项。") == []


def test_the_year_of_a_title_or_number_is_none_of_a_goal() -> None:
    assert told("落实《2023年规划》（某政发〔2023〕1号）的要求，做好各项工作。", "2023") == []


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("45%是指什么", True),
        ("百分之四十五是什么目标", True),
        ("80%和85%分别指什么", True),
        ("5.8张说的是什么", True),
        ("40%这个数字代表什么意思", True),
        ("30%是哪个指标的目标值", True),
        ("3名全科医生是什么要求", False),
        ("15+3是什么", False),
        ("2025年是什么阶段", False),
        ("为什么是45%", False),
    ],
)
def test_what_a_figure_is_of_is_asked(question: str, asks: bool) -> None:
    assert asks_figures_meant(question) is asks


def test_every_place_of_a_figure_is_told_and_no_other(small: Assistant) -> None:
    answer = small.ask("云山45%是什么指标")
    (only,) = answer.statements
    assert only.text.startswith("到2025年，家庭医生签约覆盖率达到45%以上")
    both = small.ask("44%和70%分别指什么")
    assert [s.text for s in both.statements] == [
        "临江市：到2027年，家庭医生签约覆盖率达到44%，人均预期寿命达到81.5岁。",
        "临江市：按病种分值付费的医保基金支出占住院基金支出的比例达到百分之七十。",
    ]
    none = small.ask("云山5%是指什么")
    assert none.refusal is not None and none.refusal.missing == "云山县的文件没有写明5%这个数字"


def test_a_number_of_another_unit_is_another_figure() -> None:
    text = "某市方案\n\n一、任务\n\n新建公园45个，方便群众休闲。绿化覆盖率达到45%，稳步提高。\n"
    document = parse(normalise(text), document_id="d")
    (draft,) = goals([document], asked=figures_meant("45%是指什么")).drafts
    assert draft.text.startswith("绿化覆盖率")


def test_a_figure_in_chinese_numerals_is_the_same() -> None:
    document = parse(normalise("某市方案\n\n一、任务\n\n三家医院先行试点，十家跟进。\n"), document_id="d")
    (draft,) = goals([document], asked=figures_meant("3家是指什么")).drafts
    assert draft.text.startswith("三家医院先行试点")


def test_the_year_that_a_document_is_for_asks_for_all_its_figures() -> None:
    assert told("新建公园20个，改造道路30条。", "2024") == ["新建公园20个，改造道路30条。"]
    assert told("新建公园20个，改造道路30条。", "2025") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "到2025年，除县城外，各乡镇不得新建养老机构，确需新建的须报县政府批准，控制在3家以内，并报县民政局备案。",
        "对符合规定的老年人，按照自愿申请、逐级审核、社会化发放的做法，每人每月补助300元，具体办法另行制定。",
        "除法律法规另有规定外，各单位在组织招标采购活动中为中小企业预留采购份额，预留比例达到40%，并接受监督。",
        "逾期完成年度任务的县（市、区），由市政府予以通报并约谈主要负责人，扣减次年补助资金20%，取消评优资格。",
    ],
)
def test_what_binds_a_figure_is_told_with_it(sentence: str) -> None:
    """A figure without its exception, its condition or those whom it is for is another one."""
    assert told(sentence) == [sentence]


def test_goals_of_a_year_stand_in_the_preamble_too_and_a_title_of_several_years_is_for_none() -> None:
    text = (
        "某县公园建设规划（2021-2030年）\n\n为改善环境，制定本规划。到2030年，人人出门见绿。\n\n"
        "一、任务\n\n新建公园45个。\n\n二、保障\n\n落实资金。\n"
    )
    document = parse(normalise(text), document_id="d")
    assert [draft.text for draft in goals([document], ["2030"]).drafts] == ["到2030年，人人出门见绿。"]
