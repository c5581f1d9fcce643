"""Questions where something is higher or more: each place by a figure of the indicator that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import settings_for_tests

from rag.builder import build_index
from rag.compose.composer import _inner
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.pipeline import Assistant
from rag.understand.asking import kind_of
from rag.understand.each import WHICH_MORE

HEYUAN = """和源县基层医疗卫生实施方案

各乡镇人民政府：

一、主要目标

（一）基层首诊。到2025年，基层医疗卫生机构诊疗量占比达到65%以上。

（二）家庭医生。到2025年，家庭医生签约率达到45%。

（三）医务人员薪酬。落实“两个允许”要求，完善医务人员薪酬分配。

和源县人民政府

2023年5月6日
"""
QINGXI = """清溪县基层医疗卫生实施方案

各乡镇人民政府：

一、主要目标

（一）基层中医。到2025年，80%以上的基层医疗卫生机构达到中医馆建设标准。

（二）家庭医生。到2025年，家庭医生签约率达到40%。

清溪县人民政府

2023年6月7日
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("two")
    for name, text in {"heyuan": HEYUAN, "qingxi": QINGXI}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index([folder], folder / "index", encoder="hashing")
    index = open_current(folder / "index", fingerprint=HashingEncoder.fingerprint)
    return Assistant(index, HashingEncoder(), limits=settings_for_tests())


def test_a_row_has_a_figure_of_the_indicator_asked_for(two: Assistant) -> None:
    answer = two.ask("和源县和清溪县，哪个的基层诊疗量占比更高？")
    assert "65%" in answer.text
    assert "80%" not in answer.text, "the share of those that have built something is another indicator"
    assert "文件未写明：清溪县" in answer.text


def test_a_number_that_is_part_of_a_name_is_no_figure(two: Assistant) -> None:
    assert "两个允许" not in two.ask("和源县和清溪县，哪个的医务人员薪酬更高？").text


def test_places_that_both_set_the_figure_stand_side_by_side(two: Assistant) -> None:
    for question in ("和源县和清溪县家庭医生签约率谁定得高？", "家庭医生签约率哪里定得更高？"):
        answer = two.ask(question)
        assert "45%" in answer.text and "40%" in answer.text, question


@pytest.mark.parametrize(
    "question",
    [
        "谁定得高？",
        "哪个地方的占比更高",
        "两家哪边给的钱多？",
        "签约率哪里定得高一些",
        "哪份文件的要求更低？",
    ],
)
def test_what_asks_where_there_is_more(question: str) -> None:
    assert WHICH_MORE.search(question)


@pytest.mark.parametrize("question", ["两个小组各是谁当组长？", "谁出多少？", "哪三高？", "哪些地方高考加分"])
def test_what_does_not(question: str) -> None:
    assert not WHICH_MORE.search(question)


def test_such_a_question_asks_each_place_for_a_figure(two: Assistant) -> None:
    question = "家庭医生签约率哪里定得更高？"
    assert kind_of(question) == "comparison"
    assert _inner(two.understood(question)).kind == "figure"


def test_each_place_is_asked_a_question_of_its_own(two: Assistant) -> None:
    for question in ("和源县的签约数量是多少，清溪县呢？", "和源县的签约数量各是多少？"):
        assert _inner(two.understood(question)).text.rstrip("？") == "和源县的签约数量是多少"
