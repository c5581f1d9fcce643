"""Who pays, who answers, who must act: asked, and told by a sentence."""

from __future__ import annotations

import pytest

from rag.evidence.kinds import ASKS_WHO_PAYS, tells_who, tells_who_pays


@pytest.mark.parametrize(
    ("question", "pays"),
    [
        ("超支的费用谁承担", True),
        ("药款由谁支付给企业", True),
        ("超支部分由谁分担", True),
        ("看病的钱谁来出", True),
        ("上门服务的费用要老百姓出吗", True),
        ("培训的钱是政府全包吧", True),
        ("经费由单位出具证明吗", False),
        ("主体责任谁承担", False),
        ("基金监管谁负责", False),
        ("谁支持社会办医", False),
    ],
)
def test_who_pays_is_asked(question: str, pays: bool) -> None:
    assert bool(ASKS_WHO_PAYS.search(question)) is pays


def test_who_pays_is_told() -> None:
    assert tells_who_pays("所需资金由市级财政承担") and tells_who_pays("医疗机构应在30天内支付药款")
    assert not tells_who_pays("落实结余留用、合理超支分担") and not tells_who_pays("推进支付方式改革")


def test_who_answers_for_something_is_told() -> None:
    assert tells_who("医疗卫生机构对本机构依法执业、服务质量等承担主体责任")
    assert not tells_who("压实主体责任")


def test_what_is_pooled_in_a_region_is_no_duty_of_it() -> None:
    assert not tells_who("在全县六成的统筹地区试行新办法")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("市民政局应当自收到申请之日起5个工作日内作出决定。", True),
        ("街道办事处应当在3个工作日内完成初审。", True),
        ("居民应当在3个工作日内领取。", False),
        ("完善对医院、主要负责人、职工的评价。", False),
    ],
)
def test_who_must_do_something_within_a_time(text: str, tells: bool) -> None:
    assert tells_who(text) is tells
