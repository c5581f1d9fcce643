"""What a question names: documents by region, number or title, and places that no document covers."""

from __future__ import annotations

import dataclasses

import pytest

from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Document
from rag.understand.catalog import Catalog

TITLES = {
    "sh-xh": ("徐汇区社区卫生方案", "上海市徐汇区", "徐府办〔2023〕5号"),
    "sh-yp": ("杨浦区医改方案", "上海市杨浦区", "杨卫健委〔2022〕146号"),
    "jx": ("江西省医药卫生体制改革重点任务", "江西省", None),
    "cn": ("全国医保条例", "全国", None),
    "none": ("关于改进某项工作的通知", None, None),
}


def header(name: str) -> Document:
    title, region, number = TITLES[name]
    plain = parse(title, document_id=name)
    return dataclasses.replace(plain, title=title, region=region, number=number)


@pytest.fixture(scope="module")
def five() -> Catalog:
    pairs = {"医保", "基金", "三明", "福建"}
    return Catalog(map(header, TITLES), {"医保", "基金"}, lambda pair: pair in pairs)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("徐汇的目标", {"sh-xh"}),
        ("徐汇区怎么做", {"sh-xh"}),
        ("上海市杨浦区谁牵头", {"sh-yp"}),
        ("江西省里谁管", {"jx"}),
        ("省里怎么说", {"jx"}),
        ("上海怎么做", {"sh-xh", "sh-yp"}),
        ("徐汇和江西比", {"sh-xh", "jx"}),
        ("医保基金怎么管", set()),
        ("杨卫健委〔2022〕146号是什么", {"sh-yp"}),
        ("杨卫健委[2022]146号", {"sh-yp"}),
        ("杨卫健委（2022）146 号文", {"sh-yp"}),
        ("请看徐府办〔2023〕5号", {"sh-xh"}),
        ("徐府办2023 5号", {"sh-xh"}),
        ("府办〔2023〕5号", {"sh-xh"}),
        ("《江西省医药卫生体制改革重点任务》讲什么", {"jx"}),
    ],
)
def test_documents_by_region_number_and_title(five: Catalog, text: str, documents: set[str]) -> None:
    assert five.named(text).documents == documents


def test_the_order_of_the_regions_is_that_of_the_question(five: Catalog) -> None:
    assert five.named("江西和徐汇").regions == ("江西省", "上海市徐汇区")
    assert five.named("徐汇和江西").regions == ("上海市徐汇区", "江西省")


def test_a_region_that_holds_several_is_not_a_second_one_beside_a_closer_one(five: Catalog) -> None:
    """上海 beside 江西 is a partner that the question mentions."""
    assert five.named("江西与上海的合作").documents == {"jx"}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("徐汇落实省里的集采怎么做", {"sh-xh"}),
        ("徐汇在全省排第几", {"sh-xh"}),
        ("徐汇和江西全省比", {"sh-xh", "jx"}),
        ("徐汇支援江西的医生每天补多少", {"sh-xh"}),
        ("杨浦从江西回来的人要隔离几天", {"sh-yp"}),
        ("徐汇招不招江西籍的医生", {"sh-xh"}),
        ("徐汇不招江西人吗", {"sh-xh"}),
        ("赴江西的医生补多少", {"jx"}),
        ("进展每月几号前报省里", set()),
        ("进展每月几号前报送给省里", set()),
        ("省里每月几号前报进展", {"jx"}),
        ("徐汇和江西人工智能怎么补", {"sh-xh", "jx"}),
        ("徐汇、江西各自的目标", {"sh-xh", "jx"}),
        ("徐汇返还多少，江西返还多少", {"sh-xh", "jx"}),
    ],
)
def test_a_place_that_belongs_to_what_is_done_is_not_asked_about(
    five: Catalog, text: str, documents: set[str]
) -> None:
    assert five.named(text).documents == documents


def test_the_province_of_a_city_is_its_own(five: Catalog) -> None:
    """省里 beside a city is a province that is held only where the city lies in it."""
    nanchang = dataclasses.replace(header("jx"), id="nc", title="南昌市某项方案", region="南昌市")
    catalog = Catalog([*map(header, TITLES), nanchang], (), lambda pair: True)
    assert catalog.named("南昌落实全省的要求").regions == ("南昌市", "江西省")
    assert catalog.named("徐汇落实全省的要求").regions == ("上海市徐汇区",)
    assert five.named("省里的签约率").places == ("江西",)


def test_half_a_title_names_no_document_of_another_place(five: Catalog) -> None:
    assert five.named("社区卫生方案讲什么").documents == {"sh-xh"}
    assert five.named("杨浦的社区卫生方案讲什么").documents == {"sh-yp"}
    assert five.named("杨浦按改进某项工作的通知怎么做").documents == {"none"}


def test_who_holds_an_office_is_no_place(five: Catalog) -> None:
    assert five.named("江西省长是谁").words == ("江西",)
    assert five.named("徐汇区长任组长吗").words == ("徐汇",)
    assert five.named("上海市徐汇区长期护理怎么做").words == ("上海市徐汇区",)


def test_the_longest_name_counts_once(five: Catalog) -> None:
    named = five.named("上海市徐汇区的方案")
    assert named.words == ("上海市徐汇区",) and named.regions == ("上海市徐汇区",)


@pytest.mark.parametrize("text", ["徐府办〔2023〕6号", "沪府办〔2023〕5号", "徐府办〔2022〕5号"])
def test_a_number_that_no_document_has_is_foreign(five: Catalog, text: str) -> None:
    named = five.named(f"{text}讲什么")
    assert named.documents == set() and named.foreign == (text,)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("北京的目标是多少", ("北京",)),
        ("厦门市怎么做", ("厦门市",)),
        ("徐汇和厦门比", ("厦门",)),
        ("福建三明经验怎么推广", ()),
        ("农村地区的社区怎么办", ()),
        ("云山县的签约率是多少", ("云山县",)),
        ("请问叶县的签约率", ("叶县",)),
        ("东区的签约率", ()),
        ("那云山县呢", ("云山县",)),
        ("市区两级怎么分工", ()),
        ("乡镇社区怎么做", ()),
        ("《北京市医保条例》之外", ()),
    ],
)
def test_places_that_no_document_covers_or_mentions(
    five: Catalog, text: str, foreign: tuple[str, ...]
) -> None:
    assert five.named(text).foreign == foreign


def test_a_document_of_the_whole_country_answers_to_no_region(five: Catalog) -> None:
    assert five.named("全国怎么规定").documents == set()


def test_names_of_regions_are_not_corrected(five: Catalog) -> None:
    assert five.corrections("徐汇的医宝") == {"医宝": "医保"}
    assert five.corrections("江西") == {}


def test_a_slip_in_a_region_is_put_right(five: Catalog) -> None:
    assert five.corrections("扬浦区谁管").get("扬浦区") == "杨浦区"


def test_over_documents_made_by_hand(small: Assistant) -> None:
    named = small.catalog.named("云山县的方案和临江比")
    assert named.documents == {"yunshan-2024", "linjiang-2023"}
    assert small.catalog.named("云政办〔2024〕12号").documents == {"yunshan-2024"}
    assert small.catalog.corrections("云山的家廷医生") == {"家廷医生": "家庭医生"}


def test_zones_are_no_places(five: Catalog) -> None:
    for text in ("自贸区的个人能买债券吗", "综保区研发用的货物要许可吗", "高新区企业怎么补"):
        assert five.named(text).foreign == (), text


def test_a_title_in_brackets_need_not_be_whole(five: Catalog) -> None:
    assert five.named("《全国医保条例》第三条").documents == {"cn"}
    assert five.named("《医药卫生体制改革重点任务》讲什么").documents == {"jx"}
    assert five.named("《某项别的办法》讲什么").documents == set()


def numbered(*numbers: str) -> Catalog:
    """Documents that have nothing but a number."""
    texts = [f"{number}\n\n关于做好第{i}项工作的通知\n\n一、做好工作。\n" for i, number in enumerate(numbers)]
    documents = [
        parse(normalise(text), document_id=number) for number, text in zip(numbers, texts, strict=True)
    ]
    assert [d.number for d in documents] == list(numbers)
    return Catalog(documents, (), lambda _: False)


@pytest.mark.parametrize(
    ("text", "documents", "foreign"),
    [
        ("国发〔2020〕7号讲什么", {"国发〔2020〕7号"}, ()),
        ("平办〔2020〕7号讲什么", {"平办〔2020〕7号"}, ()),
        ("平办7号讲什么", {"平办〔2020〕7号"}, ()),
        ("请问平办第7号讲什么", {"平办〔2020〕7号"}, ()),
        ("国发8号讲什么", set(), ()),
        ("国办7号讲什么", set(), ("国办7号",)),
        ("第7号任务是什么", set(), ()),
    ],
)
def test_documents_of_one_number_are_told_by_who_issued_them(
    text: str, documents: set[str], foreign: tuple[str, ...]
) -> None:
    catalog = numbered("国发〔2020〕7号", "平办〔2020〕7号", "国发〔2019〕8号", "国发〔2018〕8号")
    named = catalog.named(text)
    assert (named.documents, named.foreign) == (documents, foreign)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("除了江西，哪些地方提到", {"sh-xh", "sh-yp", "cn", "none"}),
        ("不看徐汇，杨浦怎么做", {"sh-yp"}),
        ("除了徐汇和江西，杨浦怎么做", {"sh-yp"}),
        ("江西除外，徐汇怎么做", {"sh-xh"}),
        ("不管徐汇还是江西，都怎么做", {"sh-xh", "jx"}),
    ],
)
def test_a_place_that_is_left_out_is_not_asked_about(five: Catalog, text: str, documents: set[str]) -> None:
    assert five.named(text).documents == documents
