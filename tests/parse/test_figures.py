"""Figure records: indicator, value, unit, bound, by when, and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parse.figures import figures_in
from rag.types import Figure


def figures(text: str) -> list[Figure]:
    return list(figures_in(text, ((0, len(text)),)))


@pytest.mark.parametrize(
    ("text", "indicator", "value", "unit", "bound", "by"),
    [
        ("到2025年，基层诊疗量占比达到65%以上。", "基层诊疗量占比", "65", "%", ">=", "2025"),
        ("到2025年，基层诊疗量占比达到百分之六十五。", "基层诊疗量占比", "65", "%", "=", "2025"),
        ("个人卫生支出占比不高于27%。", "个人卫生支出占比", "27", "%", "<=", None),
        ("每千人口执业医师数达到3.2人。", "每千人口执业医师数", "3.2", "人", "=", None),
        ("新增床位不少于500张，", "新增床位", "500", "张", ">=", None),
    ],
)
def test_records(text: str, indicator: str, value: str, unit: str, bound: str, by: str | None) -> None:
    found = [figure for figure in figures(text) if figure.unit == unit]
    assert len(found) == 1
    figure = found[0]
    assert (figure.indicator, figure.value, figure.bound, figure.by) == (indicator, value, bound, by)


def test_years_and_ordinals_are_no_figures() -> None:
    assert figures("2023年6月30日前完成第三批任务。") == []
    assert figures("完成试点工作，形成经验。") == []


def test_a_range_is_one_record() -> None:
    assert [figure.value for figure in figures("培训周期为3-6个月。")] == ["3-6"]


def test_offsets_count_in_the_document_across_discarded_spans() -> None:
    text, segments = "占比达到65%以上。", ((10, 14), (20, 26))
    (figure,) = figures_in(text, segments)
    assert (figure.start, figure.end) == (20, 23)


@given(st.text(alphabet="占比达到65.%以上万人，。；百分之年二〇到-、\n", max_size=60))
def test_a_figure_is_a_slice_of_its_text(text: str) -> None:
    for figure in figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.bound in ("=", ">=", "<=", ">", "<", "~")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.每户不少于1个。", [("每户", "1", None)]),
        ("对个人处200元以上1000元以下罚款。", [("个人处", "200", None), ("个人处", "1000", None)]),
        ("一、二、三产业分别增长4%。", [("一、二、三产业分别增长", "4", None)]),
        ("自2024年起，每人补助500元。", [("每人补助", "500", None)]),
        (
            "到2025年，每千人口3岁以下婴幼儿托位数达到4.6个。",
            [("每千人口3岁以下婴幼儿托位数", "4.6", "2025")],
        ),
        ("65岁以上老年人签约率达到80%。", [("65岁以上老年人签约率", "80", None)]),
        ("| 城东 | 新建20家 | 市民政局 |", [("新建", "20", None)]),
    ],
)
def test_indicators_without_labels_groups_and_cells(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = [(f.indicator, f.value, f.by) for f in figures_in(text, ((0, len(text)),))]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长6%－6.5%。", [("增长", "6-6.5", "%")]),
        (
            "农村贫困人口减少1386万，搬迁5万人。",
            [("农村贫困人口减少", "13860000", ""), ("搬迁", "50000", "人")],
        ),
        ("港口吞吐量达到320.5万标准箱、居前列。", [("港口吞吐量", "3205000", "标准箱")]),
        ("登记农房8万栋（含院落）。", [("登记农房", "80000", "栋")]),
        ("平台吸引1.2亿用户以上，", [("平台吸引", "120000000", "用户")]),
        ("惠及40万农户、7万商户。", [("惠及", "400000", "农户"), ("惠及", "70000", "商户")]),
        ("服务业贡献率接近60%。", [("服务业贡献率", "60", "%")]),
        ("庆祝建市70周年，", [("庆祝建市", "70", "周年")]),
        ("肉、奶产量分别稳定在3万吨、7万吨左右。", [("肉产量", "30000", "吨"), ("奶产量", "70000", "吨")]),
        (
            "氨氮、二氧化硫排放量分别下降3%和2%。",
            [("氨氮排放量下降", "3", "%"), ("二氧化硫排放量下降", "2", "%")],
        ),
        (
            "建设50所示范学校和150个骨干专业（群）。",
            [("建设示范学校", "50", "所"), ("骨干专业", "150", "个")],
        ),
        ("范围扩大至甲市、乙市、丙市14个城市，", [("城市", "14", "个")]),
        ("课时占总课时一半以上。", [("课时占总课时", "50", "%")]),
        ("教师应当具有3年以上经历。", [("教师应当", "3", "年")]),
        ("檐口高度不得超过9米。", [("檐口高度", "9", "米")]),
        ("病假满3天不满8天的，由科长批准。", [("病假满", "3", "天"), ("病假满", "8", "天")]),
        ("2年内不得再次申报。", [("不得再次申报", "2", "年")]),
        (
            "6小时内雨量将达70毫米以上的，停课。",
            [("雨量将达70毫米以上的", "6", "小时"), ("雨量", "70", "毫米")],
        ),
    ],
)
def test_what_a_figure_is_a_figure_of(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(f.indicator, f.value, f.unit) for f in figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "近3年未受到处罚的；",
        "通过1～2年时间形成模式。",
        "2024年1月1日至12月31日，补贴照发。",
        "2024年4月16日至18日考察。",
        "每月5日前上报。",
        "提供7×24小时服务。",
        "覆盖14亿中国人的医保网。",
        "完成20万任务。",
        "用户跨过3亿大关。",
        "连上9万亿三个台阶。",
    ],
)
def test_times_and_products_are_no_figures(text: str) -> None:
    assert figures(text) == []


def test_a_term_of_days_is_one() -> None:
    assert [(f.value, f.unit) for f in figures("收到之日起30日内答复。")] == [("30", "日")]


def test_a_figure_in_a_cell_is_of_the_nearest_cell_with_words() -> None:
    rows = "| 东街 | 29 | -12.1% |\n| 西街 | 14 | 100% |"
    assert [(figure.indicator, figure.text) for figure in figures(rows)] == [
        ("东街", "12.1%"),
        ("西街", "100%"),
    ]


def test_ends_of_a_range_in_two_units_are_two_figures_and_a_sign_is_no_range() -> None:
    text = "杂散限值：30MHz-1GHz为-36dBm，400-410MHz为-30dBm。"
    told = [(figure.value, figure.unit) for figure in figures(text)]
    assert told == [("30", "MHz"), ("1", "GHz"), ("-36", "dBm"), ("400-410", "MHz"), ("-30", "dBm")]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("由两级财政按4:6分担，每户补助300元。", ["每户补助"]),
        ("窗口8：30分开门，每日受理50件。", ["每日受理"]),
        ("按1：2的比例确定人选（招聘3人以上的另定）。", ["招聘"]),
        ("遗体接运（30公里以内）免费。", ["遗体接运"]),
        ("比选（不少于3家）。", ["比选"]),
        ("2026年度营业收入500万元以上。", ["营业收入"]),
    ],
)
def test_a_ratio_counts_nothing_and_an_open_bracket_names_what_stands_in_it(
    text: str, indicators: list[str]
) -> None:
    assert [figure.indicator for figure in figures(text)] == indicators
