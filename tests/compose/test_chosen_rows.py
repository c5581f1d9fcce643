"""The row whose case a figure is, the row of a rank, several columns at once: told by comparison of figures alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.compose.cases import of_the_case, tells_a_case
from rag.language.bands import told_in
from rag.language.tabled import tables
from rag.pipeline import Assistant

PORT = """汐城港务局港区管理裁量规定

一、处罚档次

| 序号 | 违法行为 | 适用情形 | 处理标准 |
| 1 | 超期堆放集装箱 | 堆放不足6天，主动清走的 | 警告 |
| 1 | 超期堆放集装箱 | 堆放6天以上15天以下 | 处800元罚款 |
| 1 | 超期堆放集装箱 | 堆放超过15天 | 处3000元罚款 |
| 2 | 遮挡航道灯标 | 遮挡面积不足2平方米 | 处600元罚款 |
| 2 | 遮挡航道灯标 | 遮挡面积2平方米以上 | 处2500元罚款 |

二、靠泊优惠

| 年靠泊增长率 | 优惠金额 |
| 10%以上不足25% | 7万元 |
| 25%以上 | 19万元 |

三、服务要求

| 指标 | 目标值 | 分值 |
| 装船准点率 | ≥90% | 15 |
| 卸船准点率 | ≥70% | 25 |

四、码头评比

表1 码头年度评比名次

| 名次 | 码头 | 评比得分 | 吞吐量（吨） | 事故数 |
| 1 | 东礁码头 | 97.1 | 5200 | 2 |
| 2 | 月牙码头 | 93.4 | 8100 | 4 |
| 3 | 石矶码头 | 88.6 | 3300 | 0 |
| 合计 | — | — | 16600 | 6 |

五、船员评分

船员评分85分以上的，续聘三年；70分以上不足85分的，续聘一年；不足70分的，不再续聘。

汐城港务局

2033年6月1日
"""

DUTIES = """汐城港航标准化任务与轮值

一、任务分工

| 序号 | 任务 | 年度目标 | 牵头科室 | 配合科室 | 完成时限 |
| 1 | 浮标普查 | 普查310座 | 航标科 | 测绘科、船舶科 | 4月底 |
| 2 | 缆绳检定 | 检定率96% | 计量科 | 船舶科 | 9月10日 |

二、轮值安排

| 日期 | 轮值领导 | 轮值人员 | 候补人员 | 轮值电话 |
| 7月1日 | 祁山 | 阮青、霍明 | 夏禾 | 6610021 |
| 7月2日 | 庄亮 | 裴洁 | 丁一凡 | 6610022 |

三、规程清单

| 序号 | 规程名称 | 层级 | 状态 | 规程编号 |
| 1 | 浮标涂装规程 | 行业 | 起草中 | JT-草31 |
| 2 | 缆绳存放规范 | 地方 | 已发布 | DB7/T882-2031 |
| 3 | 灯器巡检规程 | 行业 | 起草中 | JT-草45 |
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(PORT, tmp_path_factory.mktemp("port"))


@pytest.fixture(scope="module")
def duties(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(DUTIES, tmp_path_factory.mktemp("duties"))


def told(assistant: Assistant, question: str) -> list[str]:
    answer = assistant.ask(question)
    assert all(statement.verdict == "verified" for statement in answer.statements)
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("question", "case", "standard"),
    [
        ("集装箱超期堆放9天怎么处理？", "堆放6天以上15天以下", "处800元罚款"),
        ("集装箱超期堆放6天罚多少？", "堆放6天以上15天以下", "处800元罚款"),
        ("集装箱超期堆放15天罚多少？", "堆放6天以上15天以下", "处800元罚款"),
        ("集装箱超期堆放16天罚多少？", "堆放超过15天", "处3000元罚款"),
        ("集装箱超期堆放超过15天罚多少？", "堆放超过15天", "处3000元罚款"),
        ("遮挡灯标1.5㎡罚多少？", "遮挡面积不足2平方米", "处600元罚款"),
        ("遮挡灯标2平方米罚多少？", "遮挡面积2平方米以上", "处2500元罚款"),
    ],
)
def test_the_row_whose_case_a_figure_is(port: Assistant, question: str, case: str, standard: str) -> None:
    (statement,) = told(port, question)
    assert case in statement and f"处理标准 {standard}" in statement


def test_the_case_goes_before_other_words_of_its_rule(port: Assistant) -> None:
    """主动清走 stands in the first row alone, of which 20天 is none."""
    assert ["堆放超过15天" in text for text in told(port, "集装箱超期堆放20天后主动清走罚多少？")] == [True]


def test_a_figure_that_falls_in_a_case_is_no_wrong_premise(port: Assistant) -> None:
    answer = port.ask("集装箱堆放3天主动清走了要罚款吗？")
    assert "不足6天" in answer.text and not answer.text.startswith("与文件不符")


@pytest.mark.parametrize(("rate", "sum_of_money"), [("12%", "7万元"), ("25%", "19万元"), ("40%", "19万元")])
def test_rows_that_are_told_by_their_band_alone(port: Assistant, rate: str, sum_of_money: str) -> None:
    (statement,) = told(port, f"年靠泊增长率{rate}的优惠金额是多少？")
    assert statement.endswith(f"优惠金额 {sum_of_money}")


def test_targets_are_no_cases() -> None:
    """80% lies in that of 卸船 alone, which says nothing of 装船."""
    table = next(t for t in tables(PORT) if "装船" in t.rows[0].meant)
    assert of_the_case(table.rows, told_in("准点率80%得几分")) is None


def test_a_rule_of_cases_in_a_sentence(port: Assistant) -> None:
    assert "70分以上不足85分的，续聘一年" in port.ask("船员评分77分续聘几年？").text
    rule = "评分85分以上的，续聘三年；70分以上不足85分的，续聘一年。"
    assert tells_a_case("评分77分", "评分85分以上的", rule)
    assert not tells_a_case("评分60分", "评分85分以上的", rule)
    assert not tells_a_case("评分77分", "评分85分以上的", "评分85分以上的，续聘三年。")


@pytest.mark.parametrize(
    ("question", "name", "cell"),
    [
        ("评比得分最高的是哪个码头？", "东礁码头", "评比得分 97.1"),
        ("吞吐量最大的是哪个码头？", "月牙码头", "吞吐量（吨）8100"),
        ("哪个码头事故数最少？", "石矶码头", "事故数 0"),
        ("评比第二名是哪个码头？", "月牙码头", "名次 2"),
        ("评比最后一名是哪个码头？", "石矶码头", "名次 3"),
        ("评比倒数第二名是哪个码头？", "月牙码头", "名次 2"),
        ("评比最差的是哪个码头？", "石矶码头", "名次 3"),
    ],
)
def test_the_row_of_a_rank(port: Assistant, question: str, name: str, cell: str) -> None:
    (statement,) = told(port, question)
    assert statement.startswith(f"{name}：") and cell in statement


def test_the_highest_figure_of_no_row_is_not_told_apart(port: Assistant) -> None:
    """最高罚多少 asks for a sum, and every row has one."""
    assert len(told(port, "超期堆放集装箱最高罚多少？")) > 1


def test_a_rank_that_another_row_has(port: Assistant) -> None:
    wrong = port.ask("评比最后一名是月牙码头对吗？").text
    assert wrong.startswith("与文件不符") and "石矶码头" in wrong
    assert port.ask("评比第一名是东礁码头对吗？").text.startswith("东礁码头：")


def test_the_last_of_a_part_is_not_the_last_of_all(tmp_path: Path) -> None:
    part = assistant_over(PORT.replace("码头年度评比名次", "码头年度评比前3名"), tmp_path)
    assert len(told(part, "吞吐量最小的是哪个码头？")) > 1
    assert told(part, "评比第一名是哪个码头？")[0].startswith("东礁码头：")


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("7月1日谁轮值，轮值电话多少？", "7月1日：轮值领导 祁山，轮值人员 阮青、霍明，轮值电话 6610021"),
        ("缆绳检定谁牵头、什么时候完成？", "缆绳检定——牵头科室：计量科 | 缆绳检定：完成时限 9月10日"),
        ("浮标普查谁牵头谁配合？", "浮标普查——牵头科室：航标科；配合科室：测绘科、船舶科"),
        ("缆绳存放规范的编号是多少？", "缆绳存放规范：规程编号 DB7/T882-2031"),
        ("起草中的规程有哪些？", "规程名称：浮标涂装规程、灯器巡检规程"),
    ],
)
def test_all_that_is_asked_of_a_row(duties: Assistant, question: str, statements: str) -> None:
    assert told(duties, question) == statements.split(" | ")


def test_a_place_that_no_row_names_is_of_the_row_for_all_others(tmp_path: Path) -> None:
    rows = "| 序号 | 城市 | 补贴（元） |\n| 1 | 桂林 | 80 |\n| 2 | 洛阳 | 60 |\n"
    travel = "云山县港航局外出参观补贴\n\n一、标准\n\n%s\n云山县港航局\n\n2033年1月6日\n"
    (tmp_path / "others").mkdir()
    (tmp_path / "none").mkdir()
    others = assistant_over(travel % f"{rows}| 3 | 其他城市 | 30 |\n", tmp_path / "others")
    assert told(others, "去昆明参观补贴多少元？") == ["其他城市：补贴（元）30"]
    assert told(others, "去洛阳参观补贴多少元？") == ["洛阳：补贴（元）60"]
    assert others.ask("昆明的落户条件是什么？").refusal is not None
    none = assistant_over(travel % rows, tmp_path / "none")
    assert none.ask("去昆明参观补贴多少元？").status == "refused"
