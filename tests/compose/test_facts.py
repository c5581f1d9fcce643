"""What a document's frame states of it, and whose principles are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handmade import assistant_over, composed, paths

from rag.compose.facts import _meant, _validity
from rag.language.text import normalise
from rag.parse.parser import parse
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


DRAFT = """白河市档案保管规则公开征求意见

为规范档案保管，白河市档案局前期组织起草了《白河市档案保管规则（试行）》初稿，对接收和借阅作了规定。

一、征求意见的范围

各单位可以对初稿提出意见。
"""


def test_who_drew_up_what_a_document_tells_of(tmp_path: Path) -> None:
    (told,) = composed(assistant_over(DRAFT, tmp_path), "档案保管规则初稿是谁起草的").drafts
    assert "白河市档案局前期组织起草" in told.text


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("公报什么时候发布", "沙滩市渔业发展公报"),
        ("公告什么时候发布", "沙滩市渔业局招聘公告"),
        # 通知 may be said of any.
        ("通知什么时候发布", "沙滩市渔业局招聘公告"),
    ],
)
def test_a_document_is_the_one_that_is_called_so(notice: Assistant, question: str, title: str) -> None:
    texts = ("沙滩市渔业局招聘公告\n\n一、招聘2名。\n", "沙滩市渔业发展公报\n\n一、渔船400艘。\n", NOTICE)
    documents = [parse(normalise(text), document_id=str(at)) for at, text in enumerate(texts)]
    query = replace(notice.understood(question), documents=frozenset())
    assert _meant(query, documents).title == title
