"""Trees of texts whose headings or items lack a printed number, or part of it."""

from __future__ import annotations

from rag.parse import parse
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
