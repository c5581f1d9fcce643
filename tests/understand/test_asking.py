"""What kind of answer a question asks for, where who does something is near."""

from __future__ import annotations

import pytest

from rag.understand.asking import kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁是居民健康的守门人？", "measure"),
        ("谁是领导小组组长？", "department"),
        ("谁是牵头单位？", "department"),
        ("社区门诊量占比是40%吗？", "yesno"),
        ("社区门诊量占比是多少？", "figure"),
        ("医生的工资跟看多少病人挂钩吗？", "yesno"),
        ("有没有说付多少钱要看质量？", "yesno"),
        ("拿多少奖金跟什么挂钩？", "measure"),
        ("去医院看病要交多少钱？", "figure"),
        ("什么情形下可以续签固定期限合同？", "measure"),
        ("给不给上养老保险", "yesno"),
        ("谁负责制定年度任务清单？", "department"),
        ("方案是谁制定的？", "document"),
    ],
)
def test_kinds_that_one_word_decides(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("薪酬形式除了年薪制还有哪些？", "list"),
        ("牵头的还有哪些？", "department"),
        ("还有哪些部门？", "department"),
        ("平台的链接由谁发布到门户上？", "department"),
        ("网信办全称是什么？", "measure"),
        ("方案的全称是什么？", "document"),
    ],
)
def test_what_else_there_is_need_be_no_department(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁来宣传医改", "department"),
        ("云山什么单位负责急救", "department"),
        ("派出所联动哪家管", "department"),
        ("哪几家管派出所联动", "department"),
        ("谁来给居民看病", "measure"),
        ("哪家管得严", "list"),
        ("哪些任务由市医保局督办", "duty"),
        ("市医保局督办哪几家单位", "duty"),
    ],
)
def test_who_does_it_in_other_words(question: str, kind: str) -> None:
    assert kind_of(question) == kind
