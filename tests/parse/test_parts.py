"""Boxes, questions, glossaries, reprints, lists of contents and footnotes: what has labels of its own."""

from __future__ import annotations

import pytest

from rag.language.text import normalise
from rag.parse.parser import parse
from rag.types import Clause, Document


def document(text: str) -> Document:
    return parse(normalise(text), document_id="d")


def clauses(text: str) -> dict[str, Clause]:
    return {"/".join(clause.path): clause for clause in document(text).walk()}


# -- questions in numbered items, notes at the end --


@pytest.mark.parametrize(
    "text",
    [
        "一、津贴\n1、问：谁能领？要带什么？\n   答：老人能领。带身份证。\n2、问：几号到账？\n   答：15日前到账。",
        "一、津贴\n1.谁能领？要带什么？\n老人能领。带身份证。\n2.几号到账？\n15日前到账。",
        "一、津贴\n1.谁能领？要带什么？老人能领。带身份证。\n2.几号到账？15日前到账。",
    ],
)
def test_the_question_heads_the_item_that_answers_it(text: str) -> None:
    found = clauses(f"云溪市津贴问答\n{text}")
    assert [found[f"一/{n}"].heading for n in "12"] == ["谁能领？要带什么？", "几号到账？"]


def test_both_questions_head_their_answer_and_a_lone_one_heads_nothing() -> None:
    found = clauses("云溪市问答\n问：收费吗？多久办好？\n答：不收费。当场办好。\n问：在哪办？\n答：窗口。")
    assert [found[f"问{n}"].heading for n in "12"] == ["收费吗？多久办好？", "在哪办？"]
    assert clauses("云溪市办法\n一、收费吗？\n二、办理\n到窗口办理。")["一"].heading == "收费吗？"


def test_notes_at_the_end_are_none_of_the_last_section() -> None:
    head = "云溪市统计公报\n一、综合\n产值[1]增长。\n二、环境\n水质[2]优良。\n"
    notes = "注：\n[1]产值按现价计算。\n[2]水质指河流水质。\n资料来源：市统计局。"
    found = clauses(head + notes)
    assert list(found)[1:] == ["一", "二", "注"]
    assert "资料来源" in found["注"].text and "注" not in found["二"].text
    assert "注" not in clauses(f"{head}注：数据均为初步数。")


# -- boxes ---------------------------------------------------------------------------------------

PLAN = (
    "云溪市养老规划\n一、任务\n（一）居家养老\n1.家庭床位。建设5000张。\n2.改造住房。改造1000户。\n"
    "专栏1  居家工程\n1.床位项目：每张补助2000元。\n2.改造项目：每户补助3000元。\n（二）机构养老\n新建10所。\n二、保障\n加大投入。"
)


def test_a_box_has_its_own_numbering_and_leaves_that_of_the_section() -> None:
    found = clauses(PLAN)
    inner = ("", "/1", "/2", "/专栏1", "/专栏1/1", "/专栏1/2")
    assert list(found) == ["标题", "一", *[f"一/（一）{p}" for p in inner], "一/（二）", "二"]
    assert found["一/（一）/2"].text == "2.改造住房。改造1000户。"
    assert found["一/（一）/专栏1"].heading == "居家工程"


def test_behind_a_box_the_numbering_of_the_section_goes_on() -> None:
    head = "一、任务\n1.床位。建设床位。\n专栏2 工程\n1.甲项目：十张。\n2.乙项目：十户。\n3.丙项目：十所。\n"
    assert list(clauses(f"{head}2.住房。改造住房。\n3.餐厅。开办餐厅。"))[1:] == [
        "一/1", "一/专栏2", "一/专栏2/1", "一/专栏2/2", "一/专栏2/3", "一/2", "一/3",
    ]  # fmt: skip


def test_where_both_numberings_could_go_on_a_blank_line_ends_the_box() -> None:
    head = "一、任务\n1.床位。建设床位。\n专栏2 工程\n1.甲项目：十张。\n"
    assert "一/2" in clauses(f"{head}\n2.住房。改造住房。")
    assert "一/专栏2/2" in clauses(f"{head}2.住房。改造住房。")


def test_text_behind_the_table_of_a_box_belongs_to_the_section() -> None:
    rows = "| 指标 | 2025年 |\n| 床位 | 30 |"
    for head in ("专栏1 主要指标\n", "| 专栏1 主要指标 | |\n"):
        found = clauses(f"第一节 目标\n定下目标。\n{head}{rows}\n各区照此安排。\n第二节 原则\n坚持公益。")
        assert list(found) == ["第一节", "第一节/专栏1", "第二节"]
        assert found["第一节"].text.endswith("各区照此安排。")


def test_a_box_of_plain_text_opens_nothing_as_its_end_is_not_told() -> None:
    text = "一、任务\n专栏1 工程\n水泥行业：改造窑炉。\n平台建设。建设平台。\n二、保障\n加大投入。"
    assert list(clauses(text)) == ["一", "二"]


# -- questions -----------------------------------------------------------------------------------


def test_each_question_with_its_answer_is_a_clause() -> None:
    found = document(
        "云溪市津贴问答\n\n问：谁可以领取津贴？\n答：缴费满9个月的职工。\n问：怎么领取？\n答：1.先备案；2.持卡领取。\n问：多久到账？\n答：30天。"
    )
    paths = ["/".join(clause.path) for clause in found.walk()]
    assert paths == ["标题", "问1", "问2", "问2/1", "问2/2", "问3"]
    assert found.title == "云溪市津贴问答"
    assert [c.heading for c in found.clauses[1:]] == ["谁可以领取津贴？", "怎么领取？", "多久到账？"]
    assert found.clauses[1].text.endswith("答：缴费满9个月的职工。")


def test_questions_of_a_section_end_with_it_and_keep_their_numbers() -> None:
    found = clauses(
        "一、背景\n定本办法。\n二、问答\n问题1：谁领？\n答：职工。\nQ2：领多少？\nA2：九十元。\n三、附则\n即日执行。"
    )
    assert list(found) == ["一", "二", "二/问1", "二/问2", "三"]


def test_a_list_in_an_answer_is_no_section() -> None:
    found = clauses(
        "云溪市津贴问答\n（一）缴费\n问：谁缴费？\n答：下列人员：\n（一）职工；\n（二）居民。\n（二）待遇\n问：领多少？\n答：九十元。"
    )
    assert list(found)[1:] == [
        "（一）",
        "（一）/问1",
        "（一）/问1/（一）",
        "（一）/问1/（二）",
        "（二）",
        "（二）/问2",
    ]


def test_a_question_behind_one_that_is_a_section_stands_beside_it() -> None:
    found = clauses(
        "一、为什么出台？\n为了老人。\n二、标准是多少？\n答：八百元。\n问：卡里的钱会少吗？\n答：不会。"
    )
    assert list(found) == ["一", "二", "问1"]


def test_a_question_without_an_answer_is_text() -> None:
    assert list(clauses("一、接待\n做好接待。\n问：请说明来意。\n二、登记\n认真登记。")) == ["一", "二"]


# -- behind the text -----------------------------------------------------------------------------


def test_a_glossary_is_a_part_of_its_own_and_closes_the_speech_before_it() -> None:
    found = clauses(
        "一、回顾\n（一）产业兴旺。\n（二）民生改善。\n二、安排\n（一）办实事。办好十件实事。\n各位代表！让我们再创佳绩！\n"
        "名词解释\n1.医共体：县域的医疗联合体。\n2.总额付费：预先定额的付费方式。"
    )
    assert list(found)[-4:] == ["结语", "名词解释", "名词解释/1", "名词解释/2"]
    assert found["二/（一）"].text == "（一）办实事。办好十件实事。"


def test_a_section_on_terms_is_no_glossary() -> None:
    text = "一、总则\n定本规范。\n名词解释\n1.甲：指甲。\n2.乙：指乙。\n二、要求\n按要求办。"
    assert list(clauses(text)) == ["一", "一/1", "一/2", "二"]


DECISION = (
    "云溪市人民政府关于修改《云溪市停车办法》的决定\n市政府决定对《云溪市停车办法》作如下修改：\n"
    "一、将第二条修改为：“停车收费。”\n二、删去第九条。\n本决定自2024年4月1日起施行。\n《云溪市停车办法》根据本决定重新公布。\n"
    "云溪市停车办法\n（2015年3月1日公布　根据2024年2月20日决定修正）\n第一条　为规范停车，制定本办法。\n第二条　停车收费。"
)


def test_a_regulation_printed_again_behind_a_decision_is_a_part_of_its_own() -> None:
    found = clauses(DECISION)
    again = "《云溪市停车办法》"
    assert list(found) == ["标题", "前言", "一", "二", "结语", again, f"{again}/第一条", f"{again}/第二条"]
    assert found[again].heading == "云溪市停车办法" and "修正" in found[again].text
    assert document(DECISION).title == "云溪市人民政府关于修改《云溪市停车办法》的决定"


def test_a_month_below_an_organ_is_a_signature() -> None:
    assert list(clauses("一、目标\n服务群众。\n二、要求\n认真执行。\n云溪市医院\n2024年3月"))[-1] == "落款"


# -- what carries labels and opens nothing -------------------------------------------------------


def test_sections_listed_in_the_preamble_are_its_text() -> None:
    text = "各位代表！\n报告分三个部分：一、回顾工作；二、分析形势；三、明年安排。\n请审议。\n一、回顾工作\n产量增加。\n二、分析形势\n形势向好。\n三、明年安排\n再增产量。"
    found = clauses(text)
    assert list(found) == ["主送", "前言", "一", "二", "三"]
    assert "三、明年安排。" in found["前言"].text


def test_sections_listed_a_line_each_are_its_text_too() -> None:
    text = "现报告如下：\n一、回顾\n二、形势\n三、安排\n一、回顾\n产量增加。\n二、形势\n形势向好。\n三、安排\n再增产量。"
    found = clauses(text)
    assert list(found) == ["前言", "一", "二", "三"]
    assert found["一"].text == "一、回顾\n产量增加。"


def test_a_list_that_does_not_come_again_is_one_of_clauses() -> None:
    text = "现通知如下：一、按时报名；二、带好证件；三、保持安静。"
    assert list(clauses(text)) == ["前言", "一", "二", "三"]


def test_numerals_alone_on_their_lines_are_sections() -> None:
    body = "全市农业连年增产，人民的生活有了明显的改善，各项事业都在前进。"
    found = clauses(
        f"各位代表：\n现在报告工作。\n一\n{body}\n1.粮食增产。\n2.棉花增产。\n二\n{body}\n{body}\n三\n明年的任务\n{body}"
    )
    assert list(found) == ["主送", "前言", "一", "一/1", "一/2", "二", "三"]
    assert found["二"].text == f"二\n{body}\n{body}"
    assert found["三"].heading == "明年的任务"


def test_numerals_that_do_not_count_up_or_head_no_text_are_none() -> None:
    body = "全市农业连年增产，人民的生活有了明显的改善，各项事业都在前进。"
    assert list(clauses(f"现在报告工作。\n一\n{body}\n三\n{body}")) == ["前言"]
    assert list(clauses(f"{body}\n组别\n一\n甲班\n乙班\n二\n丙班\n丁班")) == ["前言"]


def test_a_footnote_belongs_to_the_clause_that_its_mark_stands_in() -> None:
    found = clauses(
        "一、账户\n（一）职工。计入缴费基数的2%①。\n（二）居民。每月75元。\n① 基数按上年工资核定。\n二、服务\n（一）门诊。先行结算②。\n（二）住院。\n② 异地除外。"
    )
    assert not [path for path in found if "①" in path or "②" in path]
    assert found["一/（一）"].text.endswith("① 基数按上年工资核定。")
    assert found["二/（一）"].text.endswith("② 异地除外。")


def test_items_with_circled_numbers_stay_items() -> None:
    assert list(clauses("一、比例\n①职工50%。\n②居民60%。")) == ["一", "一/①", "一/②"]


def test_a_line_that_comes_again_beside_page_numbers_is_a_running_head() -> None:
    found = document(
        "云溪市津贴办法\n一、标准\n每人每月发给津贴\n云溪市人民政府文件\n— 1 —\n八十元。\n二、期限\n即日执行。\n云溪市人民政府文件\n— 2 —\n三、附则\n市民政局解释。"
    )
    assert [s.reason for s in found.discarded if s.reason != "blank"].count("page head") == 2
    assert "云溪市人民政府文件" not in "".join(clause.text for clause in found.walk())


def test_a_line_beside_one_page_number_is_text() -> None:
    found = document("云溪市津贴办法\n一、标准\n发给津贴\n云溪市人民政府\n— 1 —\n二、期限\n即日执行。")
    assert not [s for s in found.discarded if s.reason == "page head"]


def test_what_comes_again_beside_bare_numbers_may_be_cells_of_a_table() -> None:
    rows = "".join(f"{n}\n建设类\n第{n}套标准已经发布，各区照此执行。\n" for n in range(1, 6))
    found = document(f"云溪市标准目录\n一、标准\n{rows}二、期限\n即日执行。")
    assert not [s for s in found.discarded if s.reason == "page head"]


# -- who answers, and what is quoted ---------------------------------------------------------------


def test_an_answer_may_say_who_gives_it() -> None:
    found = clauses(
        "云溪市热线问答\n问题1：2024年怎样预约取暖检修？\n市供热办主任王某答：拨打热线预约。\n材料包括：（1）房本；（2）合同。\n"
        "材料齐全的当场登记。\n问题2：多久上门？\n王某答：两天以内上门。"
    )
    assert list(found) == ["标题", "问1", "问1/（1）", "问1/（2）", "问1/§1", "问2"]
    assert found["问1"].heading == "2024年怎样预约取暖检修？"


def test_a_question_on_the_line_below_its_mark_is_its_heading() -> None:
    found = clauses(
        "云溪市热线问答\n问题1：\n怎样预约？\n王某答：拨打热线预约。\n问题2：\n多久上门？\n王某答：两天。"
    )
    assert [found["问1"].heading, found["问2"].heading] == ["怎样预约？", "多久上门？"]


def test_reporters_ask_and_speakers_answer() -> None:
    found = clauses(
        "供热发布会实录\n主持人：现在提问。\n晚报记者：哪天开始供热？\n甲局长：十一月十日。\n一、先供老区。\n二、再供新区。\n"
        "日报记者：费用变不变？\n李某：不变。"
    )
    assert [path for path in found if path.startswith("问")] == ["问1", "问1/一", "问1/二", "问2"]
    assert found["问2"].text == "日报记者：费用变不变？\n李某：不变。"


def test_a_byline_of_a_reporter_asks_nothing() -> None:
    assert not any(path.startswith("问") for path in clauses("供热开始\n记者：赵某\n统筹：王某\n十日供热。"))


REPLY = (
    "关于停车收费的复函\n东区：\n请示收悉。函复如下：\n一、《停车办法》规定：\n“第八条 夜间停车不收费。\n{0}第九条 白天每小时两元。”\n"
    "你区照此执行。\n二、公示价目。\n三、乱收费的予以查处。"
)


def test_articles_in_a_quotation_are_text_of_the_clause_that_quotes_them() -> None:
    for anew in ("", "“"):
        found = clauses(REPLY.format(anew))
        assert [path for path in found if path[0] in "一二三第"] == ["一", "二", "三"]
        assert found["一"].text.endswith("每小时两元。”\n你区照此执行。")


def test_articles_behind_a_quotation_that_never_ends_are_articles() -> None:
    text = "停车办法\n第一条 本办法称：“第八条 夜间停车。\n第二条 白天收费。\n第三条 公示价目。"
    assert list(clauses(text)) == ["标题", "第一条", "第二条", "第三条"]
