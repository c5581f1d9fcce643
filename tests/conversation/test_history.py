"""Follow-up questions: what the history adds to them."""

from __future__ import annotations

import pytest

from rag.conversation.history import Talk, standalone
from rag.types import Message
from rag.understand.catalog import Catalog

FIRST = "云山县家庭医生签约覆盖率目标是多少？"


def talk(*questions: str) -> list[Message]:
    turns: list[Message] = []
    for question in questions:
        turns += [Message("user", question), Message("assistant", "45%。[1]")]
    return turns


def read(catalog: Catalog, question: str, *before: str) -> str:
    return standalone(question, talk(*before), catalog).text


def test_without_a_history_nothing_changes(catalog: Catalog) -> None:
    for question in ("那临江呢？", "牵头的是谁？", FIRST):
        alone = standalone(question, [], catalog)
        assert (alone.text, alone.changed, alone.context) == (question, False, "")


@pytest.mark.parametrize("question", ["那临江呢？", "临江市呢", "换成临江", "那么临江怎么样？", "临江的呢？"])
def test_another_region_is_put_in_the_place_of_the_one_before(catalog: Catalog, question: str) -> None:
    text = read(catalog, question, FIRST)
    assert "临江" in text and "云山" not in text
    assert text.endswith("家庭医生签约覆盖率目标是多少？")


def test_a_place_that_no_document_covers_is_asked_for_too(catalog: Catalog) -> None:
    assert read(catalog, "厦门呢？", FIRST) == "厦门家庭医生签约覆盖率目标是多少？"


@pytest.mark.parametrize(
    "question",
    [
        "牵头的是谁？",
        "谁负责？",
        "到哪年？",
        "这个指标哪年要完成？",
        "配合的有谁？",
        "什么时候完成？",
        "为什么？",
    ],
)
def test_another_point_of_the_same_matter(catalog: Catalog, question: str) -> None:
    alone = standalone(question, talk(FIRST), catalog)
    assert alone.changed
    assert "云山" in alone.text and "家庭医生签约覆盖率" in alone.text and question in alone.text
    assert "多少" not in alone.text, "what was asked before is answered"


def test_another_thing_of_the_same_kind(catalog: Catalog) -> None:
    alone = standalone("那重点人群呢？", talk(FIRST), catalog)
    assert alone.text == "云山县重点人群是多少？"
    assert "签约覆盖率" in alone.context


def test_a_full_question_without_a_region_keeps_the_region(catalog: Catalog) -> None:
    alone = standalone("乡镇中医馆一共要建设多少个？", talk(FIRST), catalog)
    assert alone.text == "云山县乡镇中医馆一共要建设多少个？"
    assert alone.context == "家庭医生签约覆盖率目标", "what was talked of helps to find the clause"


def test_a_full_question_with_a_region_needs_no_history(catalog: Catalog) -> None:
    for question in ("临江的人均预期寿命是多少？", "云山县领导小组组长是谁？"):
        assert standalone(question, talk(FIRST), catalog).changed is False


def test_a_fact_of_the_document_spoken_of(catalog: Catalog) -> None:
    assert read(catalog, "文号是多少？", FIRST) == "云山县文号是多少？"


def test_the_region_of_the_last_turn_counts(catalog: Catalog) -> None:
    """那临江呢 is a stub itself; the turn after it speaks of 临江, not of 云山."""
    text = read(catalog, "那谁负责？", FIRST, "那临江呢？")
    assert "临江" in text and "云山" not in text and "家庭医生签约覆盖率" in text
    assert read(catalog, "云山呢？", FIRST, "那临江呢？") == "云山家庭医生签约覆盖率目标是多少？"


def test_the_matter_is_carried_over_two_stubs(catalog: Catalog) -> None:
    text = read(catalog, "到哪年？", FIRST, "谁牵头？")
    assert "云山" in text and "家庭医生签约" in text


def test_a_region_named_further_back_is_remembered(catalog: Catalog) -> None:
    text = read(catalog, "先诊疗后付费在哪里试行？", FIRST, "中医馆提供哪些中医药服务？")
    assert "云山" in text


def test_two_regions_before_leave_the_region_open(catalog: Catalog) -> None:
    text = read(catalog, "人均预期寿命的目标是什么？", "云山和临江的签约率分别是多少？")
    assert not text.startswith(("云山", "临江"))


def test_answers_of_the_assistant_are_not_read_as_questions(catalog: Catalog) -> None:
    turns = [Message("user", FIRST), Message("assistant", "见临江市的方案")]
    assert "云山" in standalone("谁负责？", turns, catalog).text
    assert standalone("谁负责？", [Message("assistant", FIRST)], catalog).changed is False


def test_a_slip_in_a_follow_up_is_put_right(catalog: Catalog) -> None:
    assert "中医馆" in read(catalog, "中医馆的家廷医生有几位呢？", FIRST)


def test_a_long_history_of_stubs_ends(catalog: Catalog) -> None:
    text = read(catalog, "谁负责？", *[FIRST, *["那呢？"] * 19])
    assert len(text) < 2000


@pytest.mark.parametrize("question", ["第五条第二款是什么", "二（二）讲什么？"])
def test_a_clause_by_its_label_takes_the_region_alone(catalog: Catalog, question: str) -> None:
    assert read(catalog, question, FIRST) == f"云山县{question}"


def test_a_short_question_on_another_matter_is_not_mixed_with_the_one_before(catalog: Catalog) -> None:
    assert read(catalog, "重点人群签约率", "云山县中医馆要新建几个？") == "云山县重点人群签约率"


def test_what_was_asked_for_leaves_no_hole(catalog: Catalog) -> None:
    assert "  " not in read(catalog, "谁负责？", "云山县要在哪年之前新建几个中医馆？")
    assert "新建中医馆" in read(catalog, "谁负责？", "云山县要在哪年之前新建几个中医馆？")


def test_a_stub_asks_of_another_thing_what_was_asked_before(catalog: Catalog) -> None:
    assert read(catalog, "中医馆呢？", "云山县重点人群签约率怎么要求？").startswith("云山县中医馆")
    assert "签约率" not in read(catalog, "中医馆呢？", "云山县重点人群签约率怎么要求？")


def test_another_region_may_plan_for_another_year(catalog: Catalog) -> None:
    alone = read(catalog, "那临江呢？", "云山县2025年家庭医生签约覆盖率要达到多少？")
    assert "临江" in alone and "2025" not in alone and "签约覆盖率" in alone


@pytest.mark.parametrize(
    ("questions", "meant"),
    [
        (("云山五（二）1讲了什么", "下一条呢"), "云山五（二）2讲了什么"),
        (("云山五（二）1讲了什么", "下一条呢", "再下一条"), "云山五（二）3讲了什么"),
        (("云山五（二）2讲了什么", "上一条呢？"), "云山五（二）1讲了什么"),
        (("云山五（二）1讲了什么", "下一条呢", "上一条是什么"), "云山五（二）1讲了什么"),
        (("云山第十二条谁负责", "那下一条呢"), "云山第十三条谁负责"),
        (("云山第17号任务谁负责", "前面一项呢"), "云山第16号任务谁负责"),
        (("云山三（一）讲什么", "下一点呢"), "云山三（二）讲什么"),
    ],
)
def test_the_clause_behind_or_before_is_that_of_the_next_number(
    catalog: Catalog, questions: tuple[str, ...], meant: str
) -> None:
    *before, last = questions
    assert read(catalog, last, *before) == meant


def test_before_the_first_clause_there_is_none(catalog: Catalog) -> None:
    alone = standalone("上一条呢", talk("云山三（一）讲什么"), catalog)
    assert (alone.text, alone.changed) == ("上一条呢", False), "never the same clause again"
    assert standalone("下一条呢", talk("云山附件附表讲什么"), catalog).text == "下一条呢"


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        ("云山集采药款几天付清？", "那预付比例呢", "预付比例是多少"),
        ("云山集采药款是多少？", "付款期限呢", "付款期限是什么时候"),
        ("云山签约率是多少？", "护理床位呢", "护理床位是多少？"),
    ],
)
def test_another_thing_is_asked_for_in_its_own_way(
    catalog: Catalog, before: str, question: str, asked: str
) -> None:
    assert read(catalog, question, before).endswith(asked)


def test_what_was_looked_up_is_looked_up_for_another_term(catalog: Catalog) -> None:
    first = "哪些文件提到了DRG？"
    assert read(catalog, "那DIP呢？", first) == "哪些文件提到了DIP？"
    assert read(catalog, "哪些没提到", first) == first
    assert read(catalog, "还有中医馆呢", "云山的文件哪些条款提到了医保") == "云山的文件哪些条款提到了中医馆"
    assert read(catalog, "云山呢", first) == "云山哪些文件提到了DRG？"
    assert read(catalog, "哪些文件没提到家庭医生", first) == "哪些文件没提到家庭医生"


def test_what_another_figure_is_of(catalog: Catalog) -> None:
    assert read(catalog, "38%呢", "云山45%是什么指标？") == "云山38%是什么指标？"
    assert read(catalog, "那百分之三十呢？", "80%和85%分别指什么") == "百分之三十分别指什么"
    assert read(catalog, "签约率呢", "云山45%是什么指标？") != "云山签约率是什么指标？"


def test_another_year_is_put_in_the_place_of_the_one_before(catalog: Catalog) -> None:
    assert read(catalog, "2023年呢？", "云山县2025年签约率是多少？") == "云山县2023年签约率是多少？"
    assert read(catalog, "临江呢", "云山县2025年签约率是多少？", "2023年呢？") == "临江签约率是多少？"
    assert read(catalog, "2023年呢", FIRST) == "云山县2023年家庭医生签约覆盖率目标是多少？"
    assert read(catalog, "那今年要建多少", "云山去年建成冷库多少座？") == "云山今年建成冷库多少座？"
    assert "今年建" not in read(catalog, "那今年谁负责", "云山去年建成冷库多少座？"), "another thing is asked"
    issued = "云山的方案什么时候印发的？"
    assert not read(catalog, "2023年呢", issued).startswith("云山2023年"), "a document is of one year"


def test_a_document_as_a_whole_needs_no_history(catalog: Catalog) -> None:
    for question in ("临江的意见讲了什么", "云山的方案说了啥", "临江44%是什么指标", "临江有哪些量化指标"):
        for before in (FIRST, "哪些文件提到了DRG？", "云山45%是什么指标"):
            assert read(catalog, question, before) == question
    assert read(catalog, "哪些文件提到了家庭医生", FIRST) == "哪些文件提到了家庭医生"
    assert read(catalog, "80%是什么指标", FIRST) == "云山县80%是什么指标"


def test_what_is_asked_for_another_year_leaves_the_year_before_behind(catalog: Catalog) -> None:
    text = read(catalog, "2025年想提到多少？", "云山2024年新建的中医馆占比到多少了？")
    assert "2025年" in text and "2024年" not in text and "中医馆" in text


def test_the_same_is_asked_again(catalog: Catalog) -> None:
    for question in ("还有吗？", "那还有别的吗", "再具体点"):
        assert read(catalog, question, FIRST) == FIRST, question
    assert read(catalog, "还有哪些部门？", FIRST) != FIRST


def test_a_part_of_what_was_asked_about(catalog: Catalog) -> None:
    assert read(catalog, "那第二条呢", "云山的基本原则有哪些？") == "云山第二条原则是什么"
    assert read(catalog, "最后一条呢？", "云山的主要目标是什么？") == "云山最后一条目标是什么"


@pytest.mark.parametrize(
    ("before", "asked_now", "text"),
    [
        ("云山市级医院的床位占比是多少？", "那县级呢？", "云山县级医院的床位占比是多少？"),
        ("云山市级医院的床位占比是多少？", "县里的呢?", "云山县级医院的床位占比是多少？"),
        ("云山三乙医院要建几家？", "三甲呢", "云山三甲医院要建几家？"),
        ("云山县医保局牵头哪些任务？", "那财政局呢", "云山县财政局牵头哪些任务？"),
    ],
)
def test_another_member_of_a_scale_or_another_department(
    catalog: Catalog, before: str, asked_now: str, text: str
) -> None:
    assert read(catalog, asked_now, before) == text


def test_one_turn_of_topic_is_carried(catalog: Catalog) -> None:
    text = read(catalog, "谁负责？", FIRST, "到哪年？", "怎么申请？", "要多少钱？")
    assert text == "云山县家庭医生签约覆盖率目标，谁负责？"
    assert read(catalog, "临江呢", FIRST, "到哪年？", "谁负责？") == "临江家庭医生签约覆盖率目标，谁负责？"


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("云山冷库租金是多少？", "不对，我问的是仓库押金", "云山仓库押金是多少？"),
        ("云山冷库2025年建几座？", "不是2025，是2023", "云山冷库2023年建几座？"),
        ("云山冷库建几座？", "我说的是临江", "临江冷库建几座？"),
        ("云山冷库建几座？", "我说的是临江不是云山", "临江冷库建几座？"),
        ("云山冷库建几座？", "错了，是问临江的粮库", "临江的粮库建几座？"),
    ],
)
def test_a_correction_takes_the_place_of_what_was_wrong(
    catalog: Catalog, before: str, question: str, text: str
) -> None:
    assert read(catalog, question, before).replace("的", "") == text.replace("的", "")


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("云山冷库建几座？", "仓库管理员呢", "云山仓库管理员建多少？"),
        ("云山护士休假几天？", "保险呢", "云山保险多少？"),
        ("云山中医馆建几家？", "敬老院呢", "云山敬老院建几家？"),
        ("云山每年引进多少高层次人才？", "博士呢", "云山博士引进多少？"),
        ("云山冷库每亩补多少？", "鱼塘呢", "云山鱼塘补多少？"),
        ("云山县长在领导小组里担任什么？", "书记呢", "云山书记担任什么？"),
        ("云山2023年要修多少公里公路？", "桥梁呢", "云山2023年桥梁修多少公里？"),
        # The verb is kept, and what is counted where another doer is named.
        ("云山首次入围的农场奖励多少？", "渔村呢", "云山渔村奖励多少？"),
        ("云山渔民能申领多少油价补助？", "养鸭厂呢", "云山养鸭厂申领多少油价补助？"),
        ("云山乡镇初审要几天？", "市里那头呢", "云山市里那头多少？"),
    ],
)
def test_what_is_asked_fits_the_other_thing(catalog: Catalog, before: str, question: str, text: str) -> None:
    assert read(catalog, question, before) == text


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("云山冷库建设谁牵头？", "加强粮食质量安全监管这一块呢", "云山加强粮食质量安全监管谁牵头？"),
        ("云山冷库建设责任部门是谁？", "鼓励多方参与呢", "云山鼓励多方参与责任部门是谁？"),
        ("云山冷库建设谁牵头？", "配合的呢？", "云山冷库建设，配合部门是谁？"),
        ("云山冷库建设怎么推进？", "责任部门？", "云山冷库建设推进，责任部门是谁？"),
    ],
)
def test_who_does_it_is_asked_of_another_matter(
    catalog: Catalog, before: str, question: str, text: str
) -> None:
    assert read(catalog, question, before) == text


def test_the_time_asked_for_is_not_of_the_next_question(catalog: Catalog) -> None:
    assert read(catalog, "要带哪些材料？", "云山运动会报名截止时间？") == "云山运动会报名，要带哪些材料？"
    assert read(catalog, "多少天内？", "云山货款预付比例是多少？") == "云山货款预付，多少天内？"
    assert "预付比例" in read(catalog, "谁付？", "云山货款预付比例是多少？")


def test_a_fact_of_the_document_leaves_what_was_asked_of_the_matter(catalog: Catalog) -> None:
    assert read(catalog, "鱼塘呢", "云山冷库每亩补多少？", "文号是多少？") == "云山鱼塘补多少？"


def test_of_two_both_are_told_or_the_one_meant(catalog: Catalog) -> None:
    both = "云山冷库租金是多少，临江冷库租金是多少"
    before = ("云山冷库租金是多少？", "临江呢")
    assert read(catalog, "哪个高", *before) == both
    assert read(catalog, "差多少？", *before) == both
    assert read(catalog, "前者呢", *before) == "云山冷库租金是多少？"
    assert read(catalog, "后者谁收？", *before).startswith("临江冷库租金")
    apart = "云山和临江的冷库租金分别是多少？"
    assert read(catalog, "哪个高", apart) == both
    assert read(catalog, "后者呢", apart, "哪个高") == "临江冷库租金是多少？"
    assert "，" in read(catalog, "哪个高", "云山冷库租金是多少？"), "nothing to compare"


def test_the_first_question_is_asked_again(catalog: Catalog) -> None:
    before = ("云山冷库租金是多少？", "鱼塘补贴呢")
    assert read(catalog, "我第一个问题是什么", *before) == before[0]
    assert read(catalog, "再说一遍", before[0]) == before[0]


def test_another_thing_and_a_question_of_its_own(catalog: Catalog) -> None:
    text = read(catalog, "那平台层呢，要建哪三个库？", "云山的感知层是做什么的？")
    assert text.startswith("云山平台层") and text.endswith("要建哪三个库？")


def test_a_place_without_documents_of_its_own_stays(catalog: Catalog) -> None:
    assert read(catalog, "失业保险返还", "温州稳岗资金多少") == "温州失业保险返还"


def test_a_name_in_quotation_marks_keeps_its_place(catalog: Catalog) -> None:
    assert "“健康云山”" in read(catalog, "谁负责？", "云山的“健康云山”平台要做什么？")


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("云山市级冷库建几座？", "县里几座？", "云山县级冷库建几座？"),
        ("云山市级冷库建几座？", "县里的冷库要建几座？", "云山县级冷库建几座？"),
        ("云山市级冷库建几座？", "县里的冷库要到几座？", "云山县级冷库建几座？"),
        ("6月2日谁值班", "6月3号谁值班？", "6月3日谁值班"),
        ("6月2日谁值班", "那6月3号呢", "6月3日谁值班"),
        ("冷库5平方米租金多少", "如果是10平方米以上呢", "冷库10平方米以上租金多少"),
        ("云山第一批什么时候申报？", "第二批什么时候开始？", "云山第二批什么时候申报？"),
        ("云山市级冷库建几座？", "县里谁负责？", "云山的市级冷库，县里谁负责？"),
    ],
)
def test_a_question_of_its_own_takes_the_place_of_its_like(
    catalog: Catalog, before: str, question: str, text: str
) -> None:
    assert read(catalog, question, before) == text


def test_a_figure_of_another_thing_is_asked_for_the_same_year(catalog: Catalog) -> None:
    before = "云山县2026年粮食产量目标是多少？"
    assert (
        read(catalog, "新建的冷库库容总量要达到多少？", before)
        == "云山县2026年新建的冷库库容总量要达到多少？"
    )
    assert "2026" not in read(catalog, "2024年新建的冷库库容总量达到多少？", before)
    assert "2026" not in read(catalog, "冷链运输企业补贴申请找谁办理？", before), "no figure is asked for"


def test_of_what_it_is_was_told_before(catalog: Catalog) -> None:
    text = read(catalog, "退伍的呢？", "云山在校学生的学费减免比例是多少？")
    assert text == "云山在校学生的学费减免比例，退伍的是多少？"
    assert read(catalog, "示范类的呢", "云山养老驿站要建多少家？") == "云山示范类要建多少家？"


def test_the_same_measure_of_another_step_needs_no_matter(catalog: Catalog) -> None:
    alone = standalone("复核几天？", talk("云山县乡镇初审要几天？"), catalog)
    assert alone.text == "云山县复核几天？" and "初审" in alone.context
    assert "补贴" in read(catalog, "每座多少？", "云山冷库补贴是多少？")


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("云山试点阶段要做什么？", "下一个阶段要干什么？", "云山试点阶段的下一个阶段要干什么？"),
        ("云山试点阶段是什么时候？", "再往后呢？", "云山试点阶段的下一个阶段是什么时候？"),
        ("云山第二阶段是什么时候？", "下一阶段呢", "云山第三阶段是什么时候？"),
        ("云山第二阶段是什么时候？", "上一个阶段呢", "云山第一阶段是什么时候？"),
    ],
)
def test_the_next_stage_is_that_behind_the_one_talked_of(
    catalog: Catalog, before: str, question: str, text: str
) -> None:
    assert read(catalog, question, before) == text


def test_what_comes_later_is_no_stage_where_none_was_talked_of(catalog: Catalog) -> None:
    assert "阶段" not in read(catalog, "再往后呢？", FIRST)


def test_the_turns_before_are_read_once(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    named = catalog.named
    monkeypatch.setattr(catalog, "named", lambda text: (asked.append(text), named(text))[1])
    reader = Talk(catalog)
    turns = [FIRST, "到哪年？", "谁牵头？"]
    reader.standalone("临江呢", talk(*turns))
    asked.clear()
    assert reader.standalone("临江呢", talk(*turns)) == standalone("临江呢", talk(*turns), catalog)
    asked.clear()
    reader.standalone("配合的呢", talk(*turns))
    assert not any(FIRST in text for text in asked), "what was read is remembered"


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("云山冷库使用率要多少？", "临江有这个指标吗？", "临江冷库使用率要多少？"),
        ("云山冷库使用率要多少？", "临江有没有这项要求", "临江冷库使用率要多少？"),
        ("云山冷库改造谁牵头？", "临江也有这个任务吗？", "临江冷库改造"),
        ("云山三号仓库有什么隐患？", "它的整改期限到哪天？", "云山三号仓库的整改期限到哪天？"),
        ("云山三号仓库有什么隐患？", "其整改期限到哪天？", "云山三号仓库的整改期限到哪天？"),
        ("云山3万元的修缮怎么走流程？", "那80万的货物怎么采购？", "云山修缮走流程，80万的货物怎么采购？"),
        ("申请云山渔船补贴要什么条件？", "要交什么材料？", "云山申请渔船补贴，要交什么材料？"),
        ("云山冷库领导小组组长是谁？", "秘书处设在哪？", "云山秘书处设在哪？"),
    ],
)
def test_what_a_turn_points_at_stands_in_its_question(
    catalog: Catalog, before: str, question: str, text: str
) -> None:
    assert read(catalog, question, before) == text


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        # One of an order, or another time, is of what was told before.
        ("云山新办农场三年共补贴多少？", "最后一年呢", "云山新办农场三年共补贴，最后一年多少？"),
        ("云山渔船补贴多少？", "原来呢", "云山渔船补贴，原来多少？"),
        # One of those told, by what it does or where it stands.
        ("云山要修完哪几座码头？", "刚开工的又是哪几座？", "云山修完的码头，刚开工的又是哪几座？"),
        ("云山码头平台分几层？", "最上面那层是哪个？", "云山码头平台，最上面那层是哪个？"),
        # A thing of its own with a question of its own: both stay.
        (
            "云山渔船的“每次”怎么算？",
            "把船租给别人的呢，怎么算一次？",
            "云山渔船的“每次”，把船租给别人的，怎么算一次？",
        ),
        # Its point was asked before another one of the thing.
        ("云山冷库的范围，容量多少？", "渔港那个的范围呢", "云山渔港的范围是什么"),
    ],
)
def test_a_turn_is_of_what_was_told(catalog: Catalog, before: str, question: str, text: str) -> None:
    assert read(catalog, question, before) == text


def test_a_document_named_in_passing_stays(catalog: Catalog) -> None:
    before = "1973年的渔业报告说鲢鱼产量多少？"
    assert read(catalog, "网箱呢？", before) == "1973年的渔业报告说网箱多少？"
    assert read(catalog, "临江鲤鱼产量呢？", before).startswith("临江")


def test_the_topic_of_a_question_of_its_date_is_the_document(catalog: Catalog) -> None:
    assert (
        read(catalog, "目标定在哪一年？", "云山的渔业方案是哪年印发的？") == "云山渔业方案，目标定在哪一年？"
    )


def test_a_pronoun_is_what_the_answer_names(catalog: Catalog) -> None:
    asked = [
        Message("user", "云山渔港推行什么制度？"),
        Message("assistant", "云山渔港推行首席船长制度。"),
    ]
    assert standalone("临江也有这个制度吗？", asked, catalog).text == "临江也有首席船长制度吗？"
    several = [asked[0], Message("assistant", "推行首席船长制度和船员轮岗制度。")]
    assert "首席船长" not in standalone("临江也有这个制度吗？", several, catalog).text
    matter = [Message("user", "云山渔港的制度谁定？"), asked[1]]
    assert "首席船长" not in standalone("临江也有这个制度吗？", matter, catalog).text


def test_what_is_asked_in_other_words_of_another_place_is_of_the_matter_before(catalog: Catalog) -> None:
    before = "云山去年加固了多少座水闸？"
    assert read(catalog, "那临江今年打算改造多少座", before) == "临江加固的水闸，今年打算改造多少座"
    assert read(catalog, "临江同期完成了多少座", before) == "临江加固的水闸，去年完成了多少座"
    assert read(catalog, "那临江今年打算种多少亩茶园", before) == "那临江今年打算种多少亩茶园"


def test_what_was_reached_is_not_the_goal(catalog: Catalog) -> None:
    assert read(catalog, "去年实际完成了多少？", "云山今年水闸投资计划多少？") == "云山去年水闸投资多少？"
    assert (
        read(catalog, "去年增长了多少", "云山今年茶叶产值目标增长多少？")
        == "云山茶叶产值增长，去年增长了多少"
    )


def test_who_is_told_already_is_no_matter(catalog: Catalog) -> None:
    before = "云山水闸谁牵头？"
    assert read(catalog, "除了水利局还有谁管", before) == "云山水闸，除了水利局还有谁管"
