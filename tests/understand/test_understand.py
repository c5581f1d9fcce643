"""A question taken apart: what it fixes and what kind of thing it asks for."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.conversation.decompose import Decomposer
from rag.understand.asked_facts import facts_of
from rag.understand.asking import kind_of
from rag.understand.catalog import Catalog
from rag.understand.query import CONTEXT, Query, understand
from rag.understand.thesaurus import Thesaurus, default_thesaurus


@pytest.fixture
def ask(catalog: Catalog):  # type: ignore[no-untyped-def]
    def run(text: str, context: str = "") -> Query:
        query = understand(text, catalog, default_thesaurus(), context)
        return Decomposer(catalog, default_thesaurus(), lambda _: 0.5).decomposed(query)

    return run


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("云山县家庭医生签约覆盖率目标是多少？", "figure"),
        ("云山要建几个中医馆", "figure"),
        ("云山每万人口全科医生数", "figure"),
        ("云山粮食播种面积", "figure"),
        ("云山少数", "measure"),
        ("签约覆盖率要达到百分之几", "figure"),
        ("空缺岗位什么时候补齐", "date"),
        ("哪一年实现签约目标", "date"),
        ("医保基金谁牵头", "department"),
        ("由哪个部门负责中医馆建设", "department"),
        ("签约服务归谁管", "department"),
        ("中医馆提供哪些服务", "list"),
        ("什么是先诊疗后付费", "definition"),
        ("怎么管好医保基金", "measure"),
        ("医保基金能不能挪作他用", "yesno"),
        ("县医保局负责哪些工作", "duty"),
        ("县医保局的职责是什么", "duty"),
        ("云山的文号是多少", "document"),
        ("云山和临江的签约率分别是多少", "comparison"),
        ("各地的签约率有什么不同", "comparison"),
        ("云山二（二）讲什么", "clause"),
        ("云山附表里第17号任务是哪件事", "clause"),
        ("云山的中医馆", "measure"),
        ("云山缺的那几种医生招不来怎么办", "measure"),
        ("云山的文件讲了什么", "document"),
    ],
)
def test_the_kind_of_thing_asked_for(ask, text: str, kind: str) -> None:  # type: ignore[no-untyped-def]
    assert ask(text).kind == kind


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("云山二（二）讲什么", ("二", "（二）")),
        ("云山方案二（二）讲什么", ("二", "（二）")),
        ("云山的五(二)1写了什么", ("五", "（二）", "1")),
        ("第五部分（二）第1点说什么", ("五", "（二）", "1")),
        ("第十二条第二款写了什么", ("第十二条", "第二款")),
        ("云山第17号任务谁负责", ("17",)),
        ("云山附表里35号任务讲什么", ("附表", "35")),
        ("第12条讲什么", ("第十二条",)),
        ("（三）讲什么", ("（三）",)),
        ("§2/3讲什么", ("§2", "3")),
        ("附件第5项内容是什么", ("附件", "5")),
        ("附表第23项讲什么", ("附表", "23")),
        ("第3部分讲什么", ("三",)),
        ("预案 5.2.4 有什么要求", ("5.2.4",)),
        ("第5.2节讲什么", ("5.2",)),
        ("预案4.2.2（3）规定了什么", ("4.2.2", "（3）")),
    ],
)
def test_a_clause_is_named_however_sloppily(ask, text: str, path: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    (reference,) = ask(text).references
    assert reference.path == path
    assert reference.text in text


@pytest.mark.parametrize(
    "text",
    [
        "签约率达到45%了吗",
        "一次性补助是多少",
        "附件里写了什么",
        "第一时间谁负责",
        "三甲医院有几家",
        "增长5.2%吗",
        "2020.6.30印发的吗",
        "安排5.2项任务吗",
    ],
)
def test_what_is_no_label_of_a_clause(ask, text: str) -> None:  # type: ignore[no-untyped-def]
    assert ask(text).references == ()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("云山方案的文号是多少", "number"),
        ("这份文件的全称是什么", "title"),
        ("云山方案什么时候印发的", "date"),
        ("方案是哪天发布的", "date"),
        ("方案是谁印发的", "issuer"),
        ("由哪个单位发文", "issuer"),
        ("主送哪些单位", "addressees"),
        ("依据的是哪份文件", "basis"),
        ("云山方案什么时间印发的", "date"),
        ("是对着市里哪个号的文件写的", "basis"),
        ("对照国家哪份文件定的", "basis"),
        ("有效期到什么时候", "validity"),
        ("这政策打哪天开始实行的", "validity"),
        ("这套政策能用到哪天为止", "validity"),
        ("那个批复是哪天下的", "date"),
        ("2024年公报什么时候发布", "date"),
        ("云山的什么时候发布的", "date"),
        ("这本登记卡的通知有效期几年", "validity"),
        ("那个意见是哪几家一块儿发的", "issuer"),
        ("报告是由谁在哪次会议上所作", "speaker"),
        ("政府工作报告谁作的", "speaker"),
    ],
)
def test_facts_of_a_document(text: str, fact: str) -> None:
    assert fact in facts_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "航行津贴每个月几号发",
        "船检结果什么时候公布",
        "录取名单什么时候公布",
        "登记卡有效期几年",
        "空缺岗位什么时候补齐",
        "谁负责医保基金",
        "中医馆有几个",
        "怎么管好基金",
        "谁做家庭医生的工作",
    ],
)
def test_what_is_no_fact_of_a_document(text: str) -> None:
    assert facts_of(text) == ()


def test_documents_regions_years_figures_departments(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("云山县医保局说2025年签约率要到60%，对吗？")
    assert query.documents == {"yunshan-2024"} and query.regions == ("云山县",)
    assert query.years == ("2025",) and query.asked == ("60",)
    assert any(name.endswith("医保局") for name in query.departments)
    assert query.kind == "yesno"


@pytest.mark.parametrize(
    "name",
    [
        "县医保局",
        "市卫生健康委",
        "县卫生健康局",
        "区卫健委",
        "市财政局",
        "市人力资源社会保障局",
        "区发展改革委",
        "市教育局",
    ],
)
def test_departments_are_told(ask, name: str) -> None:  # type: ignore[no-untyped-def]
    query = ask(f"{name}负责什么")
    assert query.departments == (name,) and query.kind == "duty"


def test_words_of_the_question_weigh_more_than_synonyms_and_those_before(catalog: Catalog) -> None:
    thesaurus = Thesaurus.parse("医保 = 医疗保险")
    query = understand("医保基金谁管", catalog, thesaurus, "中医馆")
    terms = query.terms
    assert terms["医保"] == terms["基金"] == 1.0
    assert 0 < terms["疗保"] < 1 and terms["中医"] == CONTEXT
    assert terms["医保"] > terms["谁管"]


def test_nothing_asked_is_lost_as_a_term(ask) -> None:  # type: ignore[no-untyped-def]
    assert {"不得", "挪作"} <= set(ask("不得挪作他用吗").terms)


def test_a_slip_is_put_right_and_what_was_typed_is_kept(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("家廷医生签约覆盖率")
    assert query.text == "家庭医生签约覆盖率"
    assert query.corrections == {"家廷医生": "家庭医生"}
    assert {"家庭", "家廷"} <= set(query.terms)


def test_a_word_that_was_right_is_kept_beside_a_slip_of_it(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("家庭医生和家廷医生的覆盖率")
    assert query.text == "家庭医生和家庭医生的覆盖率"
    assert query.as_typed == "家庭医生和家廷医生的覆盖率"
    asked = ask("家廷医生的覆盖率要到多少，谁牵头？")
    assert asked.as_was_typed("家庭医生的覆盖率要到多少") == "家廷医生的覆盖率要到多少"
    assert query.as_was_typed("家庭医生的覆盖率") == "家庭医生的覆盖率"


def test_a_percentage_in_chinese_numerals_is_the_arabic_one(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("达到百分之四十五吗").asked == ask("达到45%吗").asked == ("45",)
    assert "=45%" in ask("达到百分之四十五吗").terms


def test_a_place_that_no_document_covers(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("北京的签约率是多少")
    assert query.foreign == ("北京",) and not query.documents
    assert ask("杭州的签约率是多少").foreign == ("杭州",), "its last character is a level elsewhere"


def test_each_of_two_years_is_asked_about_by_itself(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("2016年和2017年的中医馆分别是多少个")
    assert query.years == ("2016", "2017")
    assert [part.years for part in query.parts] == [("2016",), ("2017",)]


def test_every_region_and_annex(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("各地签约率分别是多少").every_region and not ask("云山签约率").every_region
    for acting in (
        "国家要求各地加强培训的措施",
        "各地税务部门有什么举措",
        "各市要怎样做好排查",
        "对各地有什么要求",
    ):
        assert not ask(acting).every_region, acting
    assert ask("附件里的清单").annex and not ask("云山签约率").annex


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("签约服务的流程是什么？", "measure"),
        ("怎么签约的，是这么办么？", "yesno"),
        ("牵头的是医保局，配合的有哪些？", "department"),
        ("“两个允许”是允许哪两件事", "list"),
        ("允许在校内开设托管班吗", "yesno"),
        ("改革分几步走？", "list"),
        ("一共有几个阶段", "list"),
        ("保障措施有几条", "list"),
        ("补助分几次拨付", "figure"),
        ("中医馆和谁合作", "measure"),
        ("李干青在领导小组是什么职务", "measure"),
        ("领导小组的职责是什么", "duty"),
        ("县医保局和谁一起负责", "department"),
        ("要建几个中心", "figure"),
    ],
)
def test_what_sounds_like_another_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_a_document_without_a_region_is_in_scope_beside_those_of_the_region_asked_about(ask) -> None:  # type: ignore[no-untyped-def]
    query = dataclasses.replace(ask("云山的签约率"), placeless=frozenset({"national"}))
    assert query.in_scope("yunshan-2024") and query.in_scope("national")
    assert not query.in_scope("linjiang-2023")
    assert not dataclasses.replace(query, exact=True).in_scope("national")


def test_places_are_told_without_their_level(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("云山县和北京市的签约率").places == ("云山", "北京")


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="云山临江的签约率谁牵头多少吗（二）第三条12%2025年医保局？ab\n", max_size=30))
def test_any_text_can_be_taken_apart(catalog: Catalog, text: str) -> None:
    query = understand(text, catalog, default_thesaurus())
    assert all(0 < weight <= 1 for weight in query.terms.values())
    assert query.documents <= set(catalog.headers)
    assert query == understand(text, catalog, default_thesaurus())


def test_a_slip_of_the_asking_word(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("云山医保基金由那个部门负责").kind == "department"
    assert ask("云山签约率到那年达标").kind == "date"
    assert "那个部门" in ask("那个部门说的签约率是多少").text, "where something else asks, it may be meant"


def test_what_others_have_to_issue_is_no_fact_of_the_document() -> None:
    assert facts_of("云山试点乡镇应当在什么时候印发实施方案？") == ()
    assert facts_of("细则由谁制定？") == ()
    assert facts_of("云山的申报通知每年什么时候印发？") == ()
    assert facts_of("云山方案什么时候印发的？") == ("date",)
    assert facts_of("这个方案是谁印发的？") == ("issuer",)
    assert facts_of("它的文号是什么？") == ("number",)


def test_two_documents_named_by_their_titles_are_compared() -> None:
    assert kind_of("甲方案和乙方案的期限各是几年", 2) == "comparison"


def test_each_of_two_things_is_a_question_of_its_own(ask) -> None:  # type: ignore[no-untyped-def]
    first, second = ask("应急状态国家级和省级怎么区分").parts
    assert "国家级" in first.subject and "省级" not in first.subject
    assert "省级" in second.subject and not any("国家" in term for term in second.terms)


def test_a_year_in_two_digits(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("云山23年签约率是多少").years == ("2023",)
    assert ask("云山20年以上的医生有几名").years == ()
    assert ask("云山第23年怎么办").years == ()
    assert ask("云山干了20年的村医怎么补").years == ()
    assert ask("云山工龄23年的村医怎么补").years == ()
    assert ask("云山23年建了几个中医馆").years == ("2023",)


def test_words_of_asking_are_no_matter(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("云山这个办法能管几年")
    assert "管几年" not in query.subject
    assert "有效" in query.terms, "what documents call it is looked for all the same"


def test_rules_are_looked_for_in_their_own_words(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("游船是什么意思").terms["是指"] < ask("游船是指什么").terms["是指"] == 1.0
    assert "下列" in ask("哪些情形可以停航").terms and "下列" not in ask("哪些游船可以停航").terms


def test_the_words_of_a_title_in_brackets_are_of_no_matter(ask) -> None:  # type: ignore[no-untyped-def]
    query = ask("《云山县基层卫生服务提升实施方案》怎么评选中医馆")
    assert query.exact and query.subject[0] == "评选" and "提升" not in query.subject
    assert query.terms["提升"] < query.terms["评选"]
    unheld = ask("《云山县养老服务提升计划》怎么评选中医馆")
    assert "提升" in unheld.subject, "the words of a title that no document has are kept"


@pytest.mark.parametrize("text", ["云山方案还有效吗", "云山的通知废止了吗", "云山这个文件现在还管用吗"])
def test_whether_a_document_is_in_force_is_a_fact_of_it(ask, text: str) -> None:  # type: ignore[no-untyped-def]
    assert ask(text).facts == ("validity",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("接口规范归哪类", "list"),
        ("接口规范归哪一类标准", "list"),
        ("这件事归哪个部门", "department"),
        ("这件事归哪个部受理", "department"),
        ("解释权归谁", "department"),
        ("公园归哪管", "department"),
    ],
)
def test_a_class_is_no_department(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_how_long_a_document_is_said_to_hold_is_a_fact_of_it(catalog: Catalog) -> None:
    assert understand("云山方案是不是有效两年", catalog, default_thesaurus()).facts == ("validity",)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # How far a thing reaches is no term of validity.
        ("电子票用到哪些公园", ()),
        ("免票管到几岁的小孩", ()),
        ("新标准管到哪些环节", ()),
        ("这个办法管到哪年", ("validity",)),
        ("优惠用到几号", ("validity",)),
        # A document that is pointed at, in everyday words.
        ("云山这一整套是照省里哪份文弄的", ("basis",)),
        ("云山那份东西哪天出来的", ("date",)),
        ("云山这套任务是谁定下来的", ("issuer",)),
        ("那份东西叫什么名字", ("title",)),
        ("种这几份苗按照什么办法做", ()),
        ("这套设备是谁", ()),
    ],
)
def test_a_document_pointed_at_is_asked_for_its_facts(text: str, facts: tuple[str, ...]) -> None:
    assert facts_of(text) == facts
