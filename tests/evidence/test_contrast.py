"""Scales of which one member shuts out the others."""

from __future__ import annotations

import pytest

from rag.evidence.contrast import SCALES, Contrast


@pytest.mark.parametrize(
    ("question", "text", "out"),
    [
        ("拿了三等奖给多少", "一等奖30万元、二等奖20万元", True),
        ("拿了二等奖给多少", "一等奖30万元、二等奖20万元", False),
        ("出了重大事故罚多少", "发生特别重大事故的，罚八百万元", True),
        ("出了重大事故罚多少", "发生较大、重大事故的，罚三百万元", False),
        ("出了较大险情谁上报", "一般及以上险情由乡长上报", False),
        ("出了较大险情谁上报", "一般由乡长上报，重大事故隐患另行登记", False),
        ("省级平台给多少", "对市级平台给予50万元", True),
        ("省级平台给多少", "对市级以上平台给予50万元", False),
        ("县级平台给多少", "对市级及以上平台给予50万元", True),
        ("省级平台给多少", "国家、省、市级平台", False),
        ("县级平台给多少", "国家、省级平台", True),
        ("省级平台给多少", "对平台给予50万元", False),
        ("农村居民的呢", "城镇居民收入增长", True),
        ("评为不合格的怎么办", "评为合格的，颁发证书", True),
        ("评为合格的怎么办", "评为不合格的，限期整改", True),
        ("出口增长多少", "进出口增长5%", True),
        ("进出口增长多少", "进出口增长5%", False),
        ("平台给多少", "对市级平台给予50万元", False),
        ("三级医院配几台", "二级以上医院每院配2台", False),
        ("三级医院配几台", "二级及以上医院每院配2台", False),
        ("三级医院配几台", "二级医院每院配2台", True),
        ("二级医院配几台", "二、三级医院每院配2台", False),
        ("一级医院配几台", "二、三级医院每院配2台", True),
        ("大中型泵站谁管", "大型泵站由县里管", False),
        ("大中型泵站谁管", "小型泵站由村里管", True),
        ("初中几点上课", "中小学九点上课", False),
        ("初中几点上课", "小学九点上课", True),
        ("第三次园区普查谁牵头", "第二次全国园区普查由统计局牵头", True),
        ("第3次园区普查谁牵头", "第二次和第三次园区普查由统计局牵头", False),
        ("第三次园区普查谁牵头", "园区普查由统计局牵头", False),
        ("第三次园区普查谁牵头", "第二产业由统计局牵头", False),
        ("第十五届花会几月办", "办好第十六届花会", True),
        ("农村低保一个月多少", "城市低保每月700元", True),
        ("农村低保一个月多少", "乡村低保每月500元", False),
        ("农村低保一个月多少", "城乡低保每月500元", False),
        ("城市能不能申请", "乡村可以申请", False),
        ("中等职业学校每人拨多少", "高等职业教育每人拨款9000元", True),
        ("中职学校每人拨多少", "高职院校每人拨款9000元", True),
        ("高职院校每人拨多少", "高等职业教育每人拨款9000元", False),
    ],
)
def test_what_is_said_of_another_member_says_nothing_of_the_one_asked_about(
    question: str, text: str, out: bool
) -> None:
    assert Contrast(question).shuts_out(text) is out


def test_members_of_a_scale_shut_out_each_other_and_never_themselves() -> None:
    for scale in SCALES:
        for one in scale:
            for other in scale:
                assert Contrast(f"{one}的标准").shuts_out(f"{other}的标准") is (one != other), (one, other)


@pytest.mark.parametrize(
    ("question", "text", "none"),
    [
        ("第三批什么时候申报", "3年内不得申报。", True),
        ("第三批什么时候申报", "第三批在五月申报。", False),
        ("第三批什么时候申报", "第二批在五月申报。", False),  # shut out as another
        ("第三类什么时候申报", "3年内不得申报。", False),
        ("什么时候申报", "3年内不得申报。", False),
    ],
)
def test_a_turn_asked_about_by_its_number_is_numbered(question: str, text: str, none: bool) -> None:
    assert Contrast(question).names_no_turn(text) is none


@pytest.mark.parametrize(
    "asked", ["Ⅱ级管控由谁解除", "二级管控由谁解除", "II级管控由谁解除", "2级管控由谁解除"]
)
def test_a_grade_shuts_out_the_others_however_they_are_written(asked: str) -> None:
    assert Contrast(asked).shuts_out("Ⅲ级管控由站长解除")
    assert Contrast(asked).shuts_out("三级管控由站长解除")
    assert not Contrast(asked).shuts_out("Ⅱ级管控由站长解除")
    assert Contrast(asked).names_one("（二级）管控")
    assert not Contrast(asked).names_one("管控由站长解除")
