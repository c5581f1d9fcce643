"""What a document's frame states of it, and whose principles are told."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

NOTICE = """白河市人民政府关于加强河道管理的通知

各县（市、区）人民政府：

为保护河道，现通知如下。

一、基本原则

（一）坚持保护优先。先保护后利用，不乱占岸线。

（二）坚持分级负责。各级管好各段，不留空白。

二、重点任务

（一）改革采砂定价。采砂定价按照“分段核算、逐年调整”的原则，由各县拟订办法。

（二）清理岸线。拆除违建，恢复植被。

白河市人民政府

一九九八年四月七日
"""
REPORT = """2024年甘肃省政府工作报告

——2024年1月9日在甘肃省人民代表大会第二次会议上

甘肃省省长

赵一鸣

各位代表：

一、工作回顾

全年新修公路300公里，新建学校12所。

二、工作安排

新修公路500公里，新建学校20所。
"""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(NOTICE, tmp_path_factory.mktemp("notice"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(REPORT, tmp_path_factory.mktemp("report"))


@pytest.mark.parametrize(
    "question", ["白河河道管理的通知是什么时候印发的？", "白河河道管理的通知日期是哪天？"]
)
def test_a_date_in_chinese_numerals_is_told(notice: Assistant, question: str) -> None:
    assert [s.text for s in notice.ask(question).statements] == ["印发日期：1998年4月7日"]


def test_a_fact_that_is_not_stated_is_named_as_such(notice: Assistant) -> None:
    assert notice.ask("白河通知什么时候印发的，文号是多少？").text.count("发文字号") == 1


def test_the_principle_of_one_task_is_none_of_the_document(notice: Assistant) -> None:
    answer = notice.ask("白河采砂定价的原则是什么？")
    assert "分段核算" in answer.text and "坚持" not in answer.text
    assert "坚持分级负责" in notice.ask("白河河道管理的基本原则是什么？").text


def test_who_holds_an_office_stands_in_the_title_of_a_report(report: Assistant) -> None:
    assert "赵一鸣" in report.ask("甘肃省长是谁？").text
    assert "赵一鸣" in report.ask("甘肃的政府工作报告是谁作的？").text
    assert "赵一鸣" not in report.ask("甘肃副省长是谁？").text
