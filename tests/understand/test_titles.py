"""Documents named in passing: enough of one title, and never a chance word."""

from __future__ import annotations

import pytest

from rag.understand.titles import Titles

TITLES = Titles(
    [
        ("school", "国务院关于印发国家职业教育改革实施方案的通知"),
        ("zone", "国务院关于支持自由贸易试验区深化改革创新若干措施的通知"),
        ("mine", "智能化示范煤矿管理暂行办法"),
        ("ship", "智能船舶发展行动计划（2019-2021年）"),
        ("report", "2019年国务院政府工作报告"),
        ("health", "云山县基层卫生服务提升实施方案"),
        ("health2", "临江市基层卫生服务提升实施方案"),
        ("again", "智能化示范煤矿管理暂行办法"),
    ]
)


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("示范煤矿那个暂行办法第三条讲什么？", {"mine"}),
        ("职教改革方案里说双师型老师怎么认？", {"school"}),
        ("自贸试验区若干措施通知归谁管？", {"zone"}),
        ("那个讲智能船的三年计划管哪几年？", {"ship"}),
        ("职教改革方案和自贸试验区那份通知，哪个先印发？", {"school", "zone"}),
        ("2019年国务院报告里经济增长定的是多少？", {"report"}),
    ],
)
def test_enough_of_a_title_names_the_document(question: str, documents: set[str]) -> None:
    assert TITLES.named(question) == documents


@pytest.mark.parametrize(
    "question",
    [
        "基层卫生服务提升方案要达到多少？",  # two documents are called so
        "2020年政府工作报告里经济增长定的是多少？",  # another year's
        "公立医院薪酬改革方案怎么定？",  # 改革 alone is a chance word
        "这个实施方案什么时候印发？",
        "智能船舶条例第二章讲什么？",  # no 条例 is called so
        "签约率是多少？",
    ],
)
def test_a_chance_word_another_subject_or_several_titles_name_none(question: str) -> None:
    assert TITLES.named(question) == frozenset()


def test_a_region_beside_the_subject_is_not_of_the_title() -> None:
    titles = Titles([("health", "基层卫生服务提升实施方案"), ("care", "养老服务实施意见")])
    assert titles.named("云山县基层卫生方案怎么说？", ["云山县"]) == {"health"}
    assert titles.named("云山县基层卫生方案怎么说？") == frozenset()


def test_the_kind_of_a_document_names_none() -> None:
    """的 that stands where a place was cut out counts for nothing."""
    for question in ("云山县的实施方案由谁牵头？", "管理暂行办法几条？", "实施方案的资金谁来投？"):
        assert TITLES.named(question, ["云山县", "云山"]) == set()


def test_what_the_title_of_one_document_alone_says_is_its_subject() -> None:
    assert TITLES.subjects("智能船舶示范企业建多少家？") == ("智能船舶",)
    assert TITLES.subjects("智能化示范煤矿一年补多少？")[:2] == ("智能化示", "能化示范")
    # Of two documents, in no title, words of any title, a place.
    for question in ("基层卫生服务怎么提升？", "智能飞艇几年建成？", "推进发展行动计划怎么落实？"):
        assert TITLES.subjects(question) == ()
    assert Titles([("a", "云山新城建设规划")]).subjects("云山新城补多少？", ["云山新城"]) == ()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("合同第六条规定了什么", {"contract"}),
        ("设备采购合同里第4.3条", {"contract"}),
        ("租房合同第六条", set()),  # of another matter
        ("办法第二条", set()),  # two are called so
        ("垃圾分类办法第二条", {"waste"}),
        ("合同有几条", set()),
    ],
)
def test_a_clause_is_cited_of_the_one_document_of_its_kind(text: str, cited: set[str]) -> None:
    titles = Titles(
        [("contract", "影像设备采购合同"), ("waste", "生活垃圾分类办法（试行）"), ("dogs", "城区养犬办法")]
    )
    assert titles.cited(text, (), ()) == cited
    assert titles.cited("办法第二条", (), {"dogs", "contract"}) == {"dogs"}


def test_a_department_named_in_full_or_in_short_is_the_same_one() -> None:
    titles = Titles(
        [
            ("a", "云山县发展和改革委员会关于电价的通知"),
            ("b", "临江市发展改革委关于粮食收购的通知"),
        ]
    )
    assert titles.named("发展和改革委员会印发的通知怎么说？") == frozenset()
    assert titles.named("发展和改革委员会粮食收购的通知怎么说？") == {"b"}


def test_a_year_is_of_no_matter() -> None:
    plan = Titles([("plan", "白河市2025年重点工作任务分解表")])
    assert plan.subjects("今年重点工程投资多少") == ()
    assert plan.subjects("重点工作任务分解表有几项") != ()
