"""Trees of texts whose headings or items lack a printed number, or part of it."""

from __future__ import annotations

import pytest

from rag.parse.parser import parse
from rag.types import Clause


def clauses(text: str) -> dict[str, Clause]:
    return {"/".join(clause.path): clause for clause in parse(text, document_id="d").walk()}


LONG = "全市上下齐心协力，各项工作稳步推进，群众生活继续改善，城乡面貌有了新的变化。"


def test_a_number_without_a_stop_counts_where_the_sequence_carries_it() -> None:
    found = clauses(
        "一、任务\n（一）创新\n1建设平台。建一个平台。（责任单位：市科技局）\n2培育企业。培育一批企业。（责任单位：市商务局）\n"
        "（二）开放\n3扩大合作。加强合作。\n二、保障\n3个部门参加。\n12月底前完成。"
    )
    assert list(found) == [
        "一",
        "一/（一）",
        "一/（一）/1",
        "一/（一）/2",
        "一/（二）",
        "一/（二）/3",
        "二",
    ]
    assert found["一/（一）/1"].heading == "建设平台"
    assert found["一/（一）/2"].responsible == {"责任单位": ("市商务局",)}


def test_a_stop_of_a_font_of_its_own_is_a_stop() -> None:
    assert list(clauses("一、任务\n1\ue010建设平台。\n2\ue010培育企业。")) == ["一", "一/1", "一/2"]


def test_one_stop_lost_in_a_numbering_with_stops() -> None:
    assert list(clauses("一、任务\n1.建设平台。\n2培育企业。\n3.扩大合作。")) == [
        "一",
        "一/1",
        "一/2",
        "一/3",
    ]


def test_digits_that_count_something_open_no_clause() -> None:
    assert list(clauses("一、任务\n2个平台建成。\n5家企业入驻。")) == ["一"]


REPORT = (
    f"云溪市政府工作报告\n各位代表：\n现在，我向大会报告工作，请予审议。\n过去五年工作回顾\n{LONG}\n"
    f"——产业更强。产值翻了一番。\n——环境更好。河水变清了。\n{LONG}\n今后五年的目标任务\n{LONG}\n"
    "一、发展产业\n建设园区。\n二、改善民生\n修建学校。"
)


def test_headings_without_a_number_are_groups_and_hold_what_has_no_number() -> None:
    found = clauses(REPORT)
    assert list(found) == ["标题", "主送", "前言", "§1", "§1/—1", "§1/—2", "§2", "一", "二"]
    assert (found["§1"].heading, found["§2"].heading) == ("过去五年工作回顾", "今后五年的目标任务")
    assert found["前言"].text == "现在，我向大会报告工作，请予审议。"


def test_what_follows_a_list_of_dashes_belongs_to_what_the_list_stands_in() -> None:
    found = clauses(REPORT)
    assert found["§1/—2"].text == "——环境更好。河水变清了。"
    assert found["§1"].text.count(LONG) == 2


def test_a_paragraph_between_two_dashes_belongs_to_the_first() -> None:
    found = clauses("一、目标\n——产业更强。\n产值翻了一番。\n——环境更好。\n二、任务\n建设园区。")
    assert found["一/—1"].text == "——产业更强。\n产值翻了一番。"


def test_a_dash_heading_waits_for_its_text() -> None:
    found = clauses("一、目标\n——产业更强\n产值翻了一番。\n二、任务\n建设园区。")
    assert found["一/—1"].text == "——产业更强\n产值翻了一番。"


def test_a_heading_above_a_numbering_that_starts_anew_is_the_heading_of_its_group() -> None:
    found = clauses(
        f"报告如下。\n过去的工作\n{LONG}\n一、发展产业\n建了园区。\n二、改善民生\n修了学校。\n"
        f"今后的工作\n{LONG}\n一、发展产业\n再建园区。\n二、改善民生\n再修学校。"
    )
    assert list(found) == ["前言", "§1", "§1/一", "§1/二", "§2", "§2/一", "§2/二"]
    assert found["§2"].heading == "今后的工作"


def test_a_single_line_that_looks_like_a_heading_is_text() -> None:
    assert list(clauses(f"报告如下。\n过去的工作\n{LONG}\n一、发展产业\n建了园区。")) == ["前言", "一"]


def test_captions_and_carried_titles_are_no_headings() -> None:
    text = f"现印发给你们。\n图1工作流程\n{LONG}\n某市社区食堂建设方案\n{LONG}\n一、发展产业\n建了园区。"
    assert not any(path.startswith("§") for path in clauses(text))


def test_a_label_behind_a_stray_mark() -> None:
    assert list(clauses("五、报备。应当报备。\n六、公示。应当公示。“七、本通知自2024年1月1日起执行。")) == [
        "五",
        "六",
        "七",
    ]


# -- headings ------------------------------------------------------------------------------------


def test_a_space_may_part_a_heading_from_its_text() -> None:
    found = clauses(
        "（一）开展测试能力建设 充分利用现有的条件与基础，建立测试环境。\n（二）构建标准体系\n开展制修订工作。"
    )
    assert [clause.heading for clause in found.values()] == ["开展测试能力建设", "构建标准体系"]


def test_a_clause_that_is_one_sentence_has_no_heading() -> None:
    found = clauses(
        "一、支持措施\n（一）支持设立窗口。（负责部门：市商务局）\n（二）优先审理开放项目，简化手续；不再收费。\n"
        "（三）申报单位应当具备以下条件：\n1.依法注册；\n2.信用良好。"
    )
    assert {path: clause.heading for path, clause in found.items() if clause.heading} == {"一": "支持措施"}


def test_among_clauses_of_plain_text_a_first_sentence_is_no_heading() -> None:
    plain = (
        "各区应当在每年年底之前把当年的工作情况和下一年度的工作打算一并书面报送市民政局和市财政局备案存查。"
    )
    found = clauses(f"一、{plain}\n二、{plain}\n三、各区要高度重视，认真落实。发现问题及时报告。")
    assert [clause.heading for clause in found.values()] == ["", "", ""]


def test_the_heading_of_a_parent_may_end_with_a_stop() -> None:
    assert (
        clauses("一、建设网络。\n1.铺设线路。年底完成。\n2.开通站点。明年完成。")["一"].heading == "建设网络"
    )


REVIEW = (
    "政府工作报告\n各位代表：\n现在报告工作。\n一、2024年工作回顾\n一年来，主要做了以下工作。\n（一）经济稳步增长\n企业效益改善。\n"
    "（二）民生持续改善\n新增学位300个。\n安全生产形势平稳。\n{}\n二、2025年工作安排\n（一）扩大内需\n五年来首次举办展会。\n促进消费。\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "一年来，我们加强自身建设，公开政务信息。", "五年来，全市面貌焕然一新。", "各位代表！成绩来之不易。",
        "刚刚过去的2024年，我们经受了考验。", "在肯定成绩的同时，我们也清醒地看到，短板仍然不少。", "我们也清醒认识到，困难不少。",
        "看到成绩，更要正视问题。", "回顾过去，我们深切体会到，实干最重要。",
    ],
)  # fmt: skip
def test_what_sums_up_a_review_belongs_to_the_review(line: str) -> None:
    found = {"/".join(c.path): c.text for c in parse(REVIEW.format(line), document_id="d").walk()}
    assert found["一"].endswith(line) and line not in found["一/（二）"]
    assert "安全生产" in found["一/（二）"]
    assert "五年来首次" in found["二/（一）"], "the text of the part itself"


def test_in_the_middle_of_a_review_it_belongs_to_its_part() -> None:
    text = REVIEW.format("各项事业全面进步。").replace("（二）民生", "五年来，企业增加200家。\n（二）民生")
    found = {"/".join(c.path): c.text for c in parse(text, document_id="d").walk()}
    assert "增加200家" in found["一/（一）"]


LAW = "某市渡口管理规定\n第一条　为了加强渡口管理，制定本规定。\n第二条　渡船应当检验合格。\n{}\n第三条　本规定自公布之日起施行。\n"


@pytest.mark.parametrize("line", ["附则", "附　则", "罚 则", "法律责任"])
def test_a_chapter_without_a_number_is_no_text_of_the_article_above(line: str) -> None:
    found = {"/".join(c.path): c for c in parse(LAW.format(line), document_id="d").walk()}
    assert found["第二条"].text == "第二条　渡船应当检验合格。" and "第二条/第二款" not in found
    assert next(c for c in found.values() if c.path[0][0] == "§").text == line


@pytest.mark.parametrize("line", ["渡工应当持证上岗。", "安全须知"])
def test_other_lines_between_articles_are_text(line: str) -> None:
    found = {"/".join(c.path) for c in parse(LAW.format(line), document_id="d").walk()}
    assert "第二条/第二款" in found


def test_decimals_stand_under_chapters_numbered_without_a_space() -> None:
    text = "某县防汛预案\n" + "".join(
        f"{n}第{n}部分\n{n}.1第一项内容。\n{n}.2第二项内容。\n" for n in range(1, 6)
    )
    found = ["/".join(c.path) for c in parse(text, document_id="d").walk()]
    assert found[1:] == [p for n in range(1, 6) for p in (f"{n}", f"{n}/{n}.1", f"{n}/{n}.2")]


STEPS = (
    "一、目标\n分两步推进：\n第一步，到2027年基本成形。\n——站点建成。\n——车辆到位。\n"
    "第二步，到2030年全面成形。\n——站点覆盖乡镇。\n二、保障\n——加强领导。\n到2031年总结一次。\n——落实经费。"
)


def test_each_step_of_a_plan_holds_the_dash_paragraphs_below_it() -> None:
    found = clauses(STEPS)
    assert list(found) == ["一", "一/§1", "一/§1/—1", "一/§1/—2", "一/§2", "一/§2/—1", "二", "二/—1", "二/—2"]
    assert found["一/§2"].text.startswith("第二步，到2030年")
    assert found["一/§1/—2"].text.strip() == "——车辆到位。"
    assert "2031年" in found["二/—1"].text


# -- news and releases: no number anywhere --------------------------------------------------------

TOLD = "记者从县文化馆了解到，馆内新增了三个展厅，全年免费向公众开放。"


def test_headlines_stand_above_paragraphs_where_nothing_has_a_number() -> None:
    text = f"县文化馆有哪些新变化\n{TOLD}\n预约难不难？提前一天即可\n{TOLD}\n交通：\n两条公交线路直达\n{TOLD}\n展品，常换常新\n{TOLD}"
    found = clauses(text)
    assert list(found) == ["标题", "前言", "§1", "§2", "§3"]
    assert found["§1"].heading == "预约难不难？提前一天即可"
    assert found["§2"].heading == "交通：两条公交线路直达"
    assert found["§3"].text == f"展品，常换常新\n{TOLD}"


def test_the_second_line_of_a_headline_stays_apart_in_it() -> None:
    found = clauses(f"县城出行有变\n{TOLD}\n公交\n末班车延到十点\n{TOLD}\n铁路\n增开两趟慢车\n{TOLD}")
    assert found["§1"].heading == "公交 末班车延到十点"


@pytest.mark.parametrize("line", ["11:06", "图1 展厅分布", "馆长表示，", "云溪县文化局"])
def test_other_lines_of_news_are_no_headlines(line: str) -> None:
    assert list(clauses(f"县文化馆有哪些新变化\n{TOLD}\n{line}\n{TOLD}\n{line}\n{TOLD}")) == ["标题", "前言"]


# -- decimals and rows ----------------------------------------------------------------------------


def test_decimals_below_an_article_count_by_its_number() -> None:
    found = clauses(
        "第一条 标的\n1.1 一台车。\n第二条 交付\n2.1 五日内交付。\n第三条 付款\n3.1 先付三成。\n3.2 再付七成。\n第四条 其他\n4.1 一式两份。"
    )
    assert found["第三条"].text == "第三条 付款"
    assert [path for path in found if path.startswith(("第三条/", "第四条/"))] == [
        "第三条/3.1", "第三条/3.2", "第四条/4.1",
    ]  # fmt: skip


def test_a_heading_may_begin_with_a_roman_numeral() -> None:
    found = clauses(
        "1 总则\n1.1 目的。为了应急。\n2 分级\n2.1 Ⅰ级（重大）：停水一天。\n2.2 Ⅱ级（较大）：停水半天。\n3 附则"
    )
    assert (found["2/2.1"].heading, found["2/2.2"].heading) == ("Ⅰ级（重大）", "Ⅱ级（较大）")


ROWS = [f"{n} A港口机械岸桥通用技术第{n}部分国家标准SB/T140{n}-20{n + 10}" for n in range(1, 8)]


def test_rows_of_a_table_without_columns_are_clauses() -> None:
    found = clauses("一、总则\n制定清单。\n附件1\n港口机械标准清单\n" + "\n".join(ROWS))
    assert [path for path in found if path.startswith("附件1/")] == [f"附件1/{n}" for n in range(1, 8)]
    assert found["附件1/3"].text.strip() == ROWS[2]
    zeros = [f"0{row}" for row in ROWS]
    assert "一/1" not in clauses("一、总则\n类别如下。\n" + "\n".join(zeros) + "\n二、附则\n试行。")


def test_a_name_between_a_table_and_a_list_is_the_heading_of_the_list() -> None:
    table = "| 序号 | 事项 | 时限 |\n| 1 | 修桥 | 6月 |\n| 2 | 铺路 | 9月 |\n"
    found = clauses(f"碧湖市民生事项清单\n{table}填报说明\n1.每月报送一次。\n2.逾期通报。\n")
    assert found["§2"].heading == "填报说明" and "每月报送" in found["§2/1"].text
    assert "说明" not in found["前言"].text + found["§1/2"].text


SPEECH = (
    "在供水会上的讲话\n一、去年情况\n新建水厂两座。\n二、今年安排\n抓好三件事。\n第一，建好水厂\n年底通水。\n（一）备料。六月完成。\n"
    "（二）开工。七月完成。\n第二、换好管网\n换管四十公里。\n第三：管好水价\n价格不变。\n三、组织领导\n亲自抓。"
)


def test_ordinals_on_lines_of_their_own_head_the_parts_of_a_section() -> None:
    found = clauses(SPEECH)
    parts = ["二/第一", "二/第一/（一）", "二/第一/（二）", "二/第二", "二/第三"]
    assert [path for path in found if path[0] in "一二三"] == ["一", "二", *parts, "三"]
    assert [found[path].heading for path in ("二/第一", "二/第三")] == ["建好水厂", "管好水价"]


def test_ordinals_that_run_into_their_text_or_do_not_count_up_head_nothing() -> None:
    run_in = "一、安排\n第一，建好水厂。年底通水。\n第二，换好管网。换管四十公里。\n二、保障\n亲自抓。"
    assert list(clauses(run_in)) == ["一", "二"]
    alone = "一、安排\n第二，换好管网\n换管四十公里。\n第四，管好水价\n价格不变。\n二、保障\n亲自抓。"
    assert list(clauses(alone)) == ["一", "二"]


NOTICE = "云溪市民政局关于做好{0}工作的通知\n各区：\n通知如下：\n{1}云溪市民政局\n2022年11月21日\n走访工作要点\n一、对象\n老人。\n二、内容\n看住房。"


def test_what_stands_behind_a_notice_that_issues_nothing_is_its_annex() -> None:
    text = NOTICE.format("过冬", "一、走访。下月完成。\n二、送被。每户两床。\n")
    found = clauses(text)
    assert [path for path in found if path[0] in "一二附"] == ["一", "二", "附件", "附件/一", "附件/二"]
    assert found["附件"].heading == "走访工作要点"
    assert parse(text, document_id="d").title == "云溪市民政局关于做好过冬工作的通知"


@pytest.mark.parametrize(
    ("what", "own"),
    [("印发走访要点", "一、走访。下月完成。\n二、送被。每户两床。\n"), ("走访", "请认真做好。\n")],
)
def test_what_a_notice_issues_or_carries_alone_is_the_document(what: str, own: str) -> None:
    assert not any(path.startswith("附件") for path in clauses(NOTICE.format(what, own)))


def test_a_marked_line_is_a_heading_and_no_title_that_a_notice_carries() -> None:
    found = clauses(
        "游泳馆怎样安全开放\n今年夏天，全县游泳馆陆续开放，主管部门提出了以下要求。\n"
        "■开放前的准备\n1.检查水泵，清洗滤网。\n2.培训救生员，备好救生圈。\n"
        "■有人溺水时的应急措施\n1.立即救起，并拨打急救电话。\n2.疏散其他人员，保护现场。\n"
        "■关闭以后的保养\n1.放水清池，切断电源。\n"
    )
    assert found["§2"].heading == "■有人溺水时的应急措施"
    assert found["§2/1"].text.startswith("1.立即救起")
