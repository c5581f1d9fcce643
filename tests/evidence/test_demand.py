"""What an answer must hold to answer at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.evidence.demand import asks_names, band_held, figure_matched, kind_held, met, want_held, wanted
from rag.pipeline import Assistant


@pytest.mark.parametrize(
    ("question", "text", "matched"),
    [
        ("云山的补助是分三年拨付的吧？", "给予最高300万元补助。", False),
        ("云山的补助是分三年拨付的吧？", "补助分五年拨付。", True),
        ("云山的计划是三年的吧？", "实施清廉医院建设五年行动计划。", True),
        ("云山七十岁以上的人坐船要票吗？", "七十周岁以上的游客免票。", True),
        ("云山签约率是45%对吗", "签约率达到40%以上。", True),
        ("云山签约率是45%对吗", "建设12个中医馆。", False),
        ("云山只建甲、乙、丙三家吧？", "建设甲、乙、丙中医馆。", None),
        ("云山七十岁的居民免交费用吗", "六十周岁以上的居民免交费用。", True),  # 周岁 counts as 岁
        ("云山签约率是多少", "签约率达到40%以上。", None),
        ("云山给补助吗", "给予补助。", None),
    ],
)
def test_a_figure_asserted_needs_one_of_its_sort(
    small: Assistant, question: str, text: str, matched: bool | None
) -> None:
    assert figure_matched(small.understood(question), text) is matched


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("云山生一个娃给多少钱", "下达育儿补贴资金26.4亿元。", False),
        ("云山生一个娃给多少钱", "每孩每年补贴3600元。", True),
        ("云山今年投入多少资金", "投入资金26.4亿元。", True),
        ("云山一年投入多少资金", "每年投入资金26.4亿元。", True),
        ("云山每年安排多少亿元", "每年安排26.4亿元。", True),
        ("云山约谈以后会给什么处分", "对工作滞后的进行约谈。", False),
        ("云山约谈以后会给什么处分", "情节严重的，给予问责。", True),
        ("云山没付清罚多少钱", "支付合同金额的50元。", False),
        ("云山没付清罚多少钱", "处500元罚款。", True),
        ("云山能报几成", "按最高50％的比例给予补助。", True),
        ("云山拿药能报多少", "按合同总金额的50%预付给医疗机构。", False),
        ("云山拿药能报多少", "药费按50%报销。", True),
        ("云山给老年人每月发多少养老金", "每千名老年人达到5.8张床位。", False),
        ("云山给老年人每月发多少养老金", "每人每月发放养老金200元。", True),
        ("云山研发经费投入强度是多少", "研发投入强度达到2.5%。", None),
        ("云山签约率是多少", "签约率达到40%以上。", None),
        ("云山有没有说付多少钱要看质量？", "按质量付费。", None),
        ("云山的税务办法里滞纳补贴是指什么", "滞纳补贴，是指迟来的船费。", None),
    ],
)
def test_the_special_thing_asked_for(small: Assistant, question: str, text: str, held: bool | None) -> None:
    assert want_held(small.understood(question), text) is held


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("云山针灸推拿要不要钱", "提供针灸、推拿、拔罐服务。", False),
        ("云山针灸推拿要不要钱", "针灸、推拿免收挂号费。", True),
        ("云山康复能报销吗", "建设康复医院。", False),
        ("云山康复能报销吗", "将康复项目纳入医保支付范围。", True),
        ("云山请护士上门报备吗", "护士上门提供护理。", None),
        ("云山生三胎有没有奖金", "宣传新型婚育文化。", False),
        ("云山生三胎有没有奖金", "给予一次性补助。", True),
        ("云山看病能便宜点吗", "提升服务能力，增强获得感。", False),
        ("云山看病能便宜点吗", "对签约居民减免诊查费。", True),
        ("云山想招什么样的医生", "完善考核评价机制。", False),
        ("云山想招什么样的医生", "引进儿科、精神科人才。", True),
        ("云山的药为什么买不到", "常态化推进集中采购。", False),
        ("云山的药为什么买不到", "因企业停产造成短缺的，及时报告。", True),
        ("云山对结果不服可以申诉吗", "将结果予以公布。", False),
        ("云山对结果不服可以申诉吗", "可在十日内申请复议。", True),
        ("云山做手术出了事谁来赔", "开展手术。", False),
        ("云山转诊手续怎么走", "推进双向转诊。", False),
        ("云山转诊手续怎么走", "由医生提交转诊申请。", True),
        ("云山手续费给不给", "推进双向转诊。", None),
        ("云山评审没通过还能再来吗", "开展评审。", False),
        ("云山评审没通过还能再来吗", "未达标的，一年后重新评审。", True),
        ("云山的补助申请要交的材料包括哪些", "给予补助。", False),
        ("云山的补助申请要交的材料包括哪些", "申请补助须提交申报表。", True),
        ("云山中医馆晚上开不开", "新建12个中医馆。", False),
        ("云山中医馆晚上开不开", "中医馆提供夜间门诊。", True),
        ("云山编外人员有没有年龄限制", "编外人员择优聘用。", False),
        ("云山签约要不要钱", "合理确定签约服务费，评价结果与其挂钩。", False),
        ("云山签约要自己出钱吗", "签约服务费由医保基金和个人分担，个人负担不高于三成。", True),
        ("云山针灸免费吗", "针灸每次收取30元。", True),
        ("云山住院可以按床日付费吗", "对住院医疗服务按床日付费。", None),
        ("云山怎么推进签约", "推进签约服务。", None),
    ],
)
def test_what_an_open_question_is_about(
    small: Assistant, question: str, text: str, held: bool | None
) -> None:
    assert want_held(small.understood(question), text) is held


def test_a_question_for_a_figure_needs_no_word_of_what_it_is_about(small: Assistant) -> None:
    """The kind says what it needs: 补助 may be called by any name where a sum is asked for."""
    assert want_held(small.understood("云山补助的比例是多少"), "签约率达到45%。") is None


def test_a_refusal_names_what_the_question_is_about(small: Assistant) -> None:
    answer = small.ask("云山针灸推拿要不要钱？")
    assert answer.status == "refused" and answer.refusal is not None and "收费" in answer.text


def test_a_refusal_names_nothing_of_which_the_question_is_not(small: Assistant) -> None:
    assert "医保" not in wanted(small.understood("停车费怎么报销？"))


def test_to_whom_something_goes_is_not_who_does_something(small: Assistant) -> None:
    query = small.understood("云山的旧档案移交给谁？")
    assert kind_held(query, "旧档案移交市档案馆。") is True
    assert kind_held(query, "旧档案由市教育局负责清点。") is False


def test_who_pays_is_told_by_a_payer_whatever_the_kind(small: Assistant) -> None:
    asked = small.understood("云山签约服务费谁出")
    assert asked.kind != "department"
    assert kind_held(asked, "签约服务费由医保基金和个人分担。") is True
    assert kind_held(asked, "签约服务质量控制由县卫生健康局负责。") is False
    assert kind_held(asked, "签约服务费自理。") is True
    asked = small.understood("云山出了医疗事故谁来赔")
    assert kind_held(asked, "医疗事故由医院依法承担赔偿责任。") is True
    assert kind_held(asked, "医疗事故由县卫生健康局调查。") is False


def test_the_number_of_tasks_asked_for_is_named(small: Assistant) -> None:
    for question, names in (("云山15项健康任务有哪些", True), ("云山县财政局有哪些任务", False)):
        assert asks_names(small.understood(question)) is names


def test_the_kind_of_thing_and_all_together(small: Assistant) -> None:
    asked = small.understood("云山家庭医生签约由哪个部门受理？")
    assert kind_held(asked, "县卫生健康局根据有关规定组织开展受理、审查等工作。") is True
    assert kind_held(asked, "推进签约服务。") is False
    called = small.understood("云山家庭医生签约牵头单位联系电话")
    assert called.kind == "department" and kind_held(called, "电话：0570-1234567") is None
    assert met(asked, "由县卫生健康局负责。") and not met(asked, "推进签约服务。")
    assert met(small.understood("云山怎么推进签约"), "推进签约服务。")


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("云山410-420MHz的限值是多少", "410-420MHz 4W 25kHz", True),
        ("云山412-415MHz的限值是多少", "410-420MHz 4W 25kHz", True),
        ("云山410-420MHz的限值是多少", "409-410MHz 0.5W 12.5kHz", False),
        ("云山410-420MHz的限值是多少", "限值为4W", False),
        ("云山的限值是多少", "409-410MHz 0.5W 12.5kHz", None),
        # What is asserted may be put right, and people are no band.
        ("云山使用410-420MHz吧", "使用409-410MHz", None),
        ("云山3-5人的小组有多少个", "设小组9个", None),
    ],
)
def test_the_figure_of_one_band_is_none_of_another(
    small: Assistant, question: str, text: str, held: bool | None
) -> None:
    query = small.understood(question)
    assert band_held(query, text) is held
    assert met(query, text) is (held is not False)


BANDS = "云山电台管理办法\n\n一、电台使用410-420MHz。\n\n二、信道间隔为25kHz。\n\n三、杂散限值：409-410MHz为-36dBm。\n"


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("409-410MHz的杂散限值是多少", True),
        ("500-510MHz的杂散限值是多少", False),
        ("500-510MHz的信道间隔是多少", False),
        # The document is of that band, and its clause names no other.
        ("410-420MHz的信道间隔是多少", True),
    ],
)
def test_a_band_that_a_document_knows_not_has_no_figure_there(
    tmp_path: Path, question: str, answered: bool
) -> None:
    turn = assistant_over(BANDS, tmp_path).turn(question)
    assert turn.decision is not None and bool(turn.decision.evidence["unmatched"]) is not answered


def test_who_does_just_what_is_asked_is_told_by_the_organisation_beside_it(assistant: Assistant) -> None:
    held = assistant.understood("那场座谈会是哪家组织召开的")
    assert held.kind == "department"
    assert kind_held(held, "3月4日，装备司在白河组织召开座谈会。") is True
    assert kind_held(held, "3月4日，座谈会顺利召开，装备司派人到会。") is False, "who was there"
    assert kind_held(assistant.understood("规划草案提请谁审议"), "编制了规划草案，提请本次大会审议。") is True


def test_who_provides_something_is_told_by_whence_it_comes(small: Assistant) -> None:
    asked = small.understood("渔获数据由哪个部门提供")
    assert asked.kind == "department"
    assert kind_held(asked, "渔获数据来自临江海关；其余另计。") is True
    assert kind_held(asked, "渔获数据来自多条渔船。") is False
    led = small.understood("渔获数据由哪个部门牵头")
    assert kind_held(led, "渔获数据来自临江海关。") is False
