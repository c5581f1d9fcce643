"""Who drew a document up, told by its preamble, where that is asked and not who issued it."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.compose.authors import drawn_up
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.understand.asking import facts_of

GUIDE = """白河市智慧码头建设指南

为规范智慧码头建设，白河市港航局按照《港口信息化规划》，组织编写了《白河市智慧码头建设指南》。

一、岸桥

岸桥改造由港口企业负责，改造方案由港口企业编制。

二、云平台

云平台汇集船期信息。
"""
REPLY = """白河市人民政府办公室关于第31号提案的答复

白政办函〔2009〕8号

柳成荫等委员：

你们提出的关于增设夜间渡轮的提案收悉，现答复如下。

夜间渡轮于2008年3月1日试航。

一、航线

先开通东港至西港航线。

白河市人民政府办公室

二〇〇九年四月六日
"""


def test_the_sentence_of_the_preamble_that_says_so() -> None:
    found = drawn_up(parse(normalise(GUIDE), document_id="d"))
    assert found is not None and "白河市港航局按照" in found.text
    other = GUIDE.replace("《白河市智慧码头建设指南》。", "《岸桥操作手册》。")
    assert drawn_up(parse(normalise(other), document_id="d")) is None


def test_it_may_be_said_elsewhere_by_the_end_of_its_title() -> None:
    said = GUIDE.replace("，组织编写了《白河市智慧码头建设指南》", "，推进改造")
    said = said.replace("云平台汇集", "市船管局组织编制了《建设指南》。云平台汇集")
    found = drawn_up(parse(normalise(said), document_id="d"))
    assert found is not None and "船管局" in found.text
    other = said.replace("《建设指南》", "《岸桥指南》")
    assert drawn_up(parse(normalise(other), document_id="d")) is None


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("这份指南是谁编的？", ("issuer",)),
        ("建设指南是哪个部门组织编写的", ("issuer",)),
        ("建设指南是哪个局牵头写的", ("issuer",)),
        ("建设指南落款是哪个单位", ("issuer",)),
        ("建设指南落款是哪一天", ("date",)),
        ("改造方案由谁编制", ()),
        ("提案的答复是哪天作出的", ("date",)),
        ("第31号提案是谁答复的", ("issuer",)),
    ],
)
def test_what_is_asked_of_the_document_itself(question: str, facts: tuple[str, ...]) -> None:
    assert facts_of(question) == facts


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(GUIDE, tmp_path_factory.mktemp("guide"))


@pytest.fixture(scope="module")
def reply(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(REPLY, tmp_path_factory.mktemp("reply"))


def told(assistant: Assistant, question: str) -> str:
    return " ".join(draft.text for draft in assistant.turn(question).composition.drafts)


def test_who_drew_it_up_is_told(guide: Assistant) -> None:
    assert "白河市港航局按照" in told(guide, "智慧码头建设指南是谁编的？")


def test_the_date_of_a_signature_in_chinese_numerals(reply: Assistant) -> None:
    assert told(reply, "第31号提案的答复是哪天作出的？") == "印发日期：2009年4月6日"


def test_of_those_addressed_the_preamble_tells(reply: Assistant) -> None:
    assert "增设夜间渡轮的提案" in told(reply, "柳成荫等委员提的是什么提案？")


def test_a_signature_answers_who_asks_for_its_contacts(tmp_path: Path) -> None:
    notice = (
        "关于开展码头检查的通知\n\n各码头：\n\n现将有关事项通知如下：\n\n一、范围\n\n检查所有码头的消防设施。\n\n"
        "二、要求\n\n各码头应当配合检查。\n\n联系人：钟大年，联系电话：0536-5550123\n\n白河市港航局\n\n2021年5月8日\n"
    )
    assistant = assistant_over(notice, tmp_path)
    answer = assistant.ask("码头检查的联系电话是多少？")
    assert answer.status == "answered" and "5550123" in answer.text
