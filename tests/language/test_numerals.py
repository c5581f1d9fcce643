"""Numbers as printed and their values: a table worked out by hand, and there and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.numerals import CHINESE, bound_at, chinese_number, quantities, to_chinese


def read(text: str) -> list[tuple[str, str, str, str]]:
    return [(q.kind, q.value, q.unit, q.bound) for q in quantities(text)]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("零", 0), ("〇", 0), ("两", 2), ("十", 10), ("十五", 15), ("二十", 20), ("二十一", 21), ("一百", 100), ("一百零八", 108),
        ("一百一十", 110), ("三百二十一", 321), ("一千", 1000), ("一千零一", 1001), ("两千三百", 2300), ("一万", 10_000),
        ("三万五千", 35_000), ("十二万", 120_000), ("一亿二千万", 120_000_000), ("二〇二二", 2022), ("一九四九", 1949),
    ],
)  # fmt: skip
def test_chinese_numerals(printed: str, value: int) -> None:
    assert chinese_number(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("三万五", 35_000), ("三万零五", 30_005), ("一百五", 150), ("一百零五", 105), ("两千三", 2300), ("一亿二", 120_000_000),
        ("十万五", 105_000), ("十五", 15), ("五", 5), ("三万五千", 35_000), ("二〇二五", 2025), ("一千零五十", 1050),
    ],
)  # fmt: skip
def test_an_amount_may_leave_its_last_unit_out(printed: str, value: int) -> None:
    assert chinese_number(printed, elided=True) == value
    assert [q.value for q in quantities(f"每人{printed}元")] == [str(value)]


@pytest.mark.parametrize(("printed", "value"), [("一百五", 105), ("三百二", 302), ("一万五", 10_005)])
def test_a_label_leaves_out_no_unit_but_the_zero(printed: str, value: int) -> None:
    assert chinese_number(printed) == value


@pytest.mark.parametrize("printed", ["", "十四五", "三年", "a", "1", "一1", "甲乙"])
def test_what_is_no_numeral(printed: str) -> None:
    assert chinese_number(printed) is None


@given(st.integers(0, 9999))
def test_there_and_back_again(number: int) -> None:
    assert chinese_number(to_chinese(number)) == number == chinese_number(to_chinese(number), elided=True)


@given(st.text(alphabet=CHINESE, max_size=9))
def test_any_run_of_numerals_is_read_or_refused(text: str) -> None:
    value = chinese_number(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("覆盖率达到45%", ("percent", "45", "%", "=")),
        ("覆盖率达到４５％", ("percent", "45", "%", "=")),
        ("百分之四十五", ("percent", "45", "%", "=")),
        ("百分之六十一点五", ("percent", "61.5", "%", "=")),
        ("千分之五", ("percent", "0.5", "%", "=")),
        ("不超过五分之一", ("percent", "20", "%", "<=")),
        ("三分之二以上", ("percent", "66.6667", "%", ">=")),
        ("3.2‰", ("percent", "0.32", "%", "=")),
        ("提高两成", None),
        ("下降四成五", ("percent", "45", "%", "=")),
        ("三成就够了", ("percent", "30", "%", "=")),
        ("占六成了吧", ("percent", "60", "%", "=")),
        ("四成半左右", ("percent", "45", "%", "~")),
        ("补助3万元", ("number", "30000", "元", "=")),
        ("补助三万元", ("number", "30000", "元", "=")),
        ("补助1,000万元", ("number", "10000000", "元", "=")),
        ("投资2.5亿元", ("number", "250000000", "元", "=")),
        ("不少于20家", ("number", "20", "家", ">=")),
        ("至少建成20家", ("number", "20", "家", ">=")),
        ("20家以上", ("number", "20", "家", ">=")),
        ("60岁及以上", ("number", "60", "岁", ">=")),
        ("不超过三个月", ("number", "3", "个月", "<=")),
        ("5个工作日内", ("number", "5", "个工作日", "<=")),
        ("降至10%", ("percent", "10", "%", "=")),
        ("超过100人", ("number", "100", "人", ">")),
        ("不足50人", ("number", "50", "人", "<")),
        ("约200个", ("number", "200", "个", "~")),
        ("2020年6月30日", ("date", "2020-06-30", "", "=")),
        ("二〇二〇年六月三十日", ("date", "2020-06-30", "", "=")),
        ("2020-06-30", ("date", "2020-06-30", "", "=")),
        ("2022年6月", ("month", "2022-06", "", "=")),
        ("2025年", ("year", "2025", "", "=")),
        ("第三", ("ordinal", "3", "", "=")),
        ("第二十一条", ("ordinal", "21", "", "=")),
    ],
)
def test_quantities(text: str, expected: tuple[str, str, str, str] | None) -> None:
    assert read(text) == ([expected] if expected else [])


def test_words_that_only_look_like_counts() -> None:
    assert read("一个重要方面，一些单位，一级医院，百姓") == []
    assert read("十四五规划") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3-6个月", ["3", "6"]),
        ("三至六个月", ["3", "6"]),
        ("3至5万元", ["30000", "50000"]),
        ("60—70%", ["60", "70"]),
        ("统一至2个", ["2"]),
    ],
)
def test_both_ends_of_a_range_have_its_unit(text: str, values: list[str]) -> None:
    found = quantities(text)
    assert [q.value for q in found] == values
    assert len({(q.kind, q.unit) for q in found}) == 1


@given(st.integers(1, 9999), st.sampled_from(["家", "个", "人", "张", "个月"]))
def test_chinese_and_arabic_counts_are_equal(number: int, unit: str) -> None:
    (arabic,) = quantities(f"新建{number}{unit}。")
    assert (arabic.value, arabic.unit) == (str(number), unit)
    chinese = quantities(f"新建{to_chinese(number)}{unit}。")
    if number > 9:  # 一个, 一家 … may be no count
        assert [q.key for q in chinese] == [arabic.key]


@given(st.integers(0, 100))
def test_percentages_are_equal_in_both_writings(number: int) -> None:
    assert [q.key for q in quantities(f"{number}%")] == [
        q.key for q in quantities(f"百分之{to_chinese(number)}")
    ]


@given(
    st.text(alphabet="0123456789.,%％一二三十百千万亿分之成年月日第至到-家元个不超过以上约 甲。", max_size=40)
)
def test_quantities_stand_in_order_inside_the_text(text: str) -> None:
    at = 0
    for found in quantities(text):
        assert at <= found.start < found.end <= len(text)
        assert found.bound in ("=", ">=", "<=", ">", "<", "~")
        at = found.end


def test_a_bound_is_looked_for_on_both_sides() -> None:
    assert bound_at("不低于90%", 3, 6) == ">="
    assert bound_at("90%以下", 0, 3) == "<="
    assert bound_at("达到90%", 2, 5) == "="
    assert bound_at("以上，90%", 3, 6) == "=", "the word belongs to what stands before it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("罚款二十元", [("number", "20", "元", "=")]),
        ("打破城乡二元结构", []),
        ("三元正极材料", []),
        ("排在最后一名", []),
        ("架构分四层", [("number", "4", "层", "=")]),
        # 统一 and 同一 end in no numeral.
        ("统一五项标准", [("number", "5", "项", "=")]),
        ("同一三家医院", [("number", "3", "家", "=")]),
        ("统一十二项标准", [("number", "12", "项", "=")]),
    ],
)
def test_money_floors_and_last_places(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("number", "written"),
    [(13, "十三"), (113, "一百一十三"), (110, "一百一十"), (1002, "一千零二"), (1010, "一千零一十")],
)
def test_tens_behind_hundreds_are_written_out(number: int, written: str) -> None:
    assert to_chinese(number) == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("台站功率为26dBm", [("number", "26", "dBm", "=")]),
        ("低温库为-18℃", [("number", "-18", "℃", "=")]),
        # What stands behind a figure or its unit is the mark of a range, no sign.
        ("使用470-510MHz", [("number", "470", "MHz", "="), ("number", "510", "MHz", "=")]),
        ("使用30MHz-1GHz", [("number", "30", "MHz", "="), ("number", "1", "GHz", "=")]),
        ("0-1MHz -21dBm", [("number", "0", "MHz", "="), ("number", "1", "MHz", "="), ("number", "-21", "dBm", "=")]),
        # However it is written, it is one unit.
        ("500mhz", [("number", "500", "MHz", "=")]),
        ("噪声65分贝", [("number", "65", "dB", "=")]),
        ("架设110千伏线路", [("number", "110", "kV", "=")]),
        ("管径200mm", [("number", "200", "毫米", "=")]),
        # Letters that name what a thing is are no unit.
        ("建设5G基站", [("number", "5", "", "=")]),
        ("评定3A级景区", [("number", "3", "", "=")]),
    ],
)  # fmt: skip
def test_units_in_letters(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("铺设管道4万2千米。", [("number", "40000", "", "="), ("number", "2", "千米", "=")]),
        ("绿道长3万6千公里。", [("number", "36000", "公里", "=")]),
        ("商户有7万8千多户。", [("number", "78000", "户", "=")]),
        ("游客达2亿4千多万人。", [("number", "240000000", "人", "=")]),
        ("安排6亿5000万元。", [("number", "650000000", "元", "=")]),
        ("产值4万3千亿元。", [("number", "4300000000000", "元", "=")]),
        ("招录1万2500人。", [("number", "12500", "人", "=")]),
        ("到2万2030年完成。", [("number", "20000", "", "="), ("year", "2030", "", "=")]),
        ("受益四千多万人。", [("number", "40000000", "人", "=")]),
        ("四点二万人。", [("number", "42000", "人", "=")]),
        ("一点六亿元。", [("number", "160000000", "元", "=")]),
        ("1万-3万户。", [("number", "10000", "户", "="), ("number", "30000", "户", "=")]),
        ("1-3万户。", [("number", "10000", "户", "="), ("number", "30000", "户", "=")]),
    ],
)
def test_numbers_of_two_parts(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected
