"""What a follow-up names in the place of its like."""

from __future__ import annotations

import pytest

from rag.conversation.substitution import drop, of_its_kind, placed, with_region


@pytest.mark.parametrize(
    ("before", "thing", "text"),
    [
        ("县级冷库补贴多少", "市级", "市级冷库补贴多少"),
        ("县级冷库补贴多少", "市里", "市级冷库补贴多少"),
        ("民政局牵头哪些任务", "教育局", "教育局牵头哪些任务"),
        ("乙（3）型水闸多久检修一次", "乙（4）型", "乙（4）型水闸多久检修一次"),
        ("Ⅱ级预警由谁发布", "Ⅳ级", "Ⅳ级预警由谁发布"),
        ("第二标段什么时候开工", "第三标段", "第三标段什么时候开工"),
        ("PPP项目占多少", "EPC", "EPC项目占多少"),
        ("哪些渔民可以领补贴？", "外地渔民", "外地渔民可以领补贴吗？"),
        ("东仓大棚租金多少", "小棚", "东仓小棚租金多少"),
        ("可以退租吗", "转租", "可以转租吗"),
        ("东山水库要建成什么", "南湖水库", "南湖水库要建成什么"),
        ("感知层是做什么的", "平台层", "平台层是做什么的"),
        ("检查组组长是谁", "副组长", "检查组副组长是谁"),
        ("市级粮库建几座", "县里的粮库", "县级粮库建几座"),
        ("9月8日闭园吗", "9月9号", "9月9日闭园吗"),
        ("大棚超过20亩补多少", "不足5亩", "大棚不足5亩补多少"),
        # With what qualifies the name, or what 的 puts before it.
        ("劳务报酬所得怎么算", "稿酬所得", "稿酬所得怎么算"),
        ("定量风浪预报的范围是哪里", "赤潮的范围", "赤潮的范围是哪里"),
        ("从事海水网箱养殖的渔村能补多少", "不搞网箱的内陆渔村", "不搞网箱的内陆渔村能补多少"),
    ],
)
def test_the_like_is_exchanged(before: str, thing: str, text: str) -> None:
    assert of_its_kind(before, thing) == text


@pytest.mark.parametrize(
    ("before", "thing"),
    [
        ("养老床位使用率要多少", "图书使用率"),  # another measure is of its own thing
        ("冷链物流在哪个市试点", "粮食流通试点"),  # what is asked for is not exchanged
        ("创业补贴给多少", "小微企业"),  # 企业 is no word in 创业
        ("对上转的病人怎么办", "下转"),
        ("二级和三级医院都要吗", "一级"),  # which of two
        ("民政局和教育局谁牵头", "财政局"),
        ("水闸多久检修一次", "冷库"),
        ("市级水闸多久检修一次", "县里的泵站"),  # another thing of another level
        ("大棚5亩补多少", "10米"),
        ("水闸多久检修一次", "水闸"),
    ],
)
def test_no_like_is_no_guess(before: str, thing: str) -> None:
    assert of_its_kind(before, thing) == ""


def test_the_place_is_no_part_of_a_name() -> None:
    assert of_its_kind("云山仓库有几座", "粮食仓库", "云山") == "云山粮食仓库有几座"
    assert of_its_kind("云山市级仓库有几座", "县级", "云山市") == "云山县级仓库有几座"


def test_what_stands_in_quotation_marks_stays_whole() -> None:
    assert drop("云山的“平安云山”平台", ["云山"]) == "的“平安云山”平台"
    assert with_region("云山的“平安云山”平台做什么", ["云山", "云山"], "临江") == "临江的“平安云山”平台做什么"


def test_a_place_before_a_level_is_not_read_as_another_place() -> None:
    assert placed("云山", "省级仓库几座") == "云山的省级仓库几座"
    assert placed("云山", "仓库几座") == "云山仓库几座"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("云山和临江的水闸投资哪个高？", "青石水闸投资是多少？"),
        ("云山和临江的水闸各多少座", "青石水闸多少座"),
        ("云山的水闸投资和临江的粮库投资哪个高", "青石水闸投资是多少"),
    ],
)
def test_a_third_place_is_asked_by_itself(before: str, text: str) -> None:
    assert with_region(before, ["云山", "临江"], "青石") == text
