"""Who signs, keeps or receives something in an office: told by the rule, whatever kind of body is asked for."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.evidence.kinds import tells_who, tells_who_does
from rag.pipeline import Assistant
from rag.understand.asked_facts import facts_of
from rag.understand.asked_roles import as_who, does_asked, goes_to, without_role

OFFICE = """碧湖市文化局文件
碧文〔2024〕6号
碧湖市文化局关于印发《公章与文书管理办法》的通知

各部室：

现将《公章与文书管理办法》印发给你们，请遵照执行。

碧湖市文化局
2024年2月8日

公章与文书管理办法

第一条　报送上级的文书由局长签发；部室文书由部主任签发。
第二条　开具在馆证明，由部主任签字、综合部盖章。
第三条　馆藏钥匙由值守员保管，采购专用章由采编部保管。
第四条　设备台账每月报技术部备案。
第五条　年度借阅榜由流通部于1月20日前发布。
第六条　过期文书移交档案室。
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(OFFICE, tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("报送上级的文书由谁签发？", "由局长签发"),
        ("部室文书谁签发", "由部主任签发"),
        ("在馆证明找谁盖章？", "综合部盖章"),
        ("馆藏钥匙由谁保管？", "值守员保管"),
        ("采购专用章由哪个科室保管？", "采编部保管"),
        ("采购专用章由哪个部门保管？", "采编部保管"),
        ("设备台账报哪个部门备案？", "技术部备案"),
        ("年度借阅榜由谁发布？", "流通部于1月20日前发布"),
        ("过期文书移交给谁？", "移交档案室"),
    ],
)
def test_the_rule_tells_who_does_it(office: Assistant, question: str, told: str) -> None:
    answer = office.ask(question)
    assert answer.status == "answered", answer.text
    assert told in answer.text
    assert "发文机关" not in answer.text


@pytest.mark.parametrize("question", ["这份通知是谁签发的？", "公章与文书管理办法是谁印发的？"])
def test_of_the_document_itself_its_issuer_is_told(office: Assistant, question: str) -> None:
    assert "发文机关：碧湖市文化局" in office.ask(question).text


def test_any_paper_is_signed_and_sealed() -> None:
    assert (
        facts_of("这份通知谁签发")
        == facts_of("方案是谁签发的")
        == facts_of("通知盖的是谁的章")
        == ("issuer",)
    )
    assert (
        not facts_of("函件由谁签发")
        and not facts_of("在馆证明找谁盖章")
        and not facts_of("合同谁签字才能盖章")
    )
    assert not facts_of("来函没有分送给谁看") and not facts_of("收文没登记怎么办")


def test_the_kind_of_body_asks_and_is_of_no_matter() -> None:
    assert as_who("专用章由哪个科室保管") == "专用章由谁保管"
    assert without_role("专用章由哪个科室保管？", lambda word: True) == "专用章由谁保管？"
    assert does_asked("专用章由哪个科室保管？") == does_asked("专用章由谁保管？") == "保管"
    assert goes_to("过期文书移交给谁？") == "移交" and goes_to("钥匙给谁") is None


def test_whoever_does_it_may_be_told_behind_you() -> None:
    assert tells_who_does("保管", "馆藏钥匙由值守员保管。")
    assert tells_who_does("备案", "台账报技术科备案。")
    assert not tells_who_does("保管", "馆藏钥匙应当妥善保管。")
    assert tells_who("由采编科3月底前将清单报文化局。") and not tells_who("由纸质书改为电子书。")
