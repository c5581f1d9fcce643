"""Clause trees worked out by hand, and what must hold for any text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.language.text import normalise
from rag.parse.parser import parse
from rag.types import Clause, Document

ROOT = Path(__file__).resolve().parents[2]


def tree(text: str) -> list[str]:
    """The paths of a text's clauses, in order."""
    return ["/".join(clause.path) for clause in parse(text, document_id="d").walk()]


def clauses(text: str) -> dict[str, Clause]:
    return {"/".join(clause.path): clause for clause in parse(text, document_id="d").walk()}


def assert_sound(document: Document) -> None:
    """What must hold for every document."""
    text = document.text
    times = Counter[int]()
    for clause in document.walk():
        assert clause.text == "".join(text[a:b] for a, b in clause.segments)
        for a, b in clause.segments:
            times.update(range(a, b))
        for figure in clause.figures:
            assert clause.start <= figure.start < figure.end <= clause.end
    for span in document.discarded:
        assert span.start < span.end and span.reason
        times.update(range(span.start, span.end))
    assert times == Counter(range(len(text))), "each character stands in one place"
    ids = [clause.id for clause in document.walk()]
    assert len(set(ids)) == len(ids)
    for clause in document.walk():
        assert clause.id.split("~")[0] == f"{document.id}#{'/'.join(clause.path)}"
        assert all(child.path[:-1] == clause.path for child in clause.children)


# -- the two styles ------------------------------------------------------------------------------

PLAN = """某市人民政府办公室关于加强基层卫生工作的通知
某政办〔2023〕5号
各区县人民政府，市政府各部门：
为加强基层卫生工作，现就有关事项通知如下。
一、总体要求
坚持预防为主。
（一）工作目标
到2025年，服务覆盖率达到90%。
——设施更加完善。
——队伍更加稳定。
二、重点任务
（一）建设站点。1.每个街道设置站点。2.配备人员。（责任单位：市卫生健康委）
（二）培训人员。
（1）每年培训；
①集中培训。
②在线培训。
（2）每年考核。
三、工作要求
加强组织领导。
附件：1.任务清单
2.时间表
某市人民政府办公室
2023年3月1日
附件1
任务清单
一、建设任务
1.建设站点。
附件2
时间表
一、三月完成。"""


def test_a_plan() -> None:
    assert tree(PLAN) == [
        "标题", "主送", "前言",
        "一", "一/（一）", "一/（一）/—1", "一/（一）/—2",
        "二", "二/（一）", "二/（一）/1", "二/（一）/2",
        "二/（二）", "二/（二）/（1）", "二/（二）/（1）/①", "二/（二）/（1）/②", "二/（二）/（2）",
        "三", "附件说明", "落款",
        "附件1", "附件1/一", "附件1/一/1", "附件2", "附件2/一",
    ]  # fmt: skip


def test_headings_and_their_text() -> None:
    found = clauses(PLAN)
    assert found["一/（一）"].heading == "工作目标"
    assert found["一/（一）"].text == "（一）工作目标\n到2025年，服务覆盖率达到90%。"
    assert found["附件1"].heading == "任务清单"
    assert found["二/（一）/2"].text == "2.配备人员。（责任单位：市卫生健康委）"
    assert found["二/（一）/2"].responsible == {"责任单位": ("市卫生健康委",)}


LAW = """某市公共卫生条例
（2020年1月1日某市人民代表大会常务委员会通过）
第一编　总论
第一章　总则
第一条　为了保护健康，制定本条例。
第二条　本条例适用于本市。
本市以外另有规定的，从其规定。
第二章　服务
第一节　站点
第三条　站点应当具备下列条件：
（一）有场所；
（二）有人员：
1.医师；
2.护士。
第三条规定的条件由市政府解释。
第四条　有下列情形之一的，不得设置：
（一）距离不足的；
（二）其他情形。
前款第二项由市卫生健康部门认定。
认定结果应当公布。
第四条之一　本条为增加的条文。
第三章　附则
第五条　本条例自2020年3月1日起施行。"""


def test_a_law() -> None:
    part = "第一编/第一章"
    two = "第一编/第二章/第一节"
    assert tree(LAW) == [
        "标题", "第一编", part, f"{part}/第一条",
        f"{part}/第二条", f"{part}/第二条/第一款", f"{part}/第二条/第二款",
        "第一编/第二章", two,
        f"{two}/第三条", f"{two}/第三条/第一款", f"{two}/第三条/第一款/（一）",
        f"{two}/第三条/第一款/（二）", f"{two}/第三条/第一款/（二）/1", f"{two}/第三条/第一款/（二）/2",
        f"{two}/第三条/第二款",
        f"{two}/第四条", f"{two}/第四条/第一款", f"{two}/第四条/第一款/（一）", f"{two}/第四条/第一款/（二）",
        f"{two}/第四条/第二款", f"{two}/第四条/第三款",
        f"{two}/第四条之一", "第一编/第三章", "第一编/第三章/第五条",
    ]  # fmt: skip


def test_the_label_of_an_article_with_paragraphs_is_its_own_text() -> None:
    found = clauses(LAW)
    assert found["第一编/第一章/第二条"].text == "第二条"
    assert found["第一编/第一章/第二条/第一款"].text == "本条例适用于本市。"
    assert found["第一编/第二章/第一节/第三条/第二款"].text.startswith("第三条规定的条件")


def test_items_hang_directly_under_an_article_of_one_paragraph() -> None:
    assert tree("第一条　条件如下：\n（一）甲；\n（二）乙。\n第二条　丙。") == [
        "第一条", "第一条/（一）", "第一条/（二）", "第二条",
    ]  # fmt: skip


def test_a_paragraph_inside_a_list_stays_with_its_item() -> None:
    assert tree("第一条　程序：\n（一）申请。\n申请书一式两份。\n（二）受理。\n第二条　丙。") == [
        "第一条", "第一条/（一）", "第一条/（二）", "第二条",
    ]  # fmt: skip


def test_numbered_sections_that_hold_articles() -> None:
    text = "一、总则\n第一条　甲。\n第二条　乙。\n二、管理\n第三条　丙。\n三、附则\n第四条　丁。"
    assert tree(text) == ["一", "一/第一条", "一/第二条", "二", "二/第三条", "三", "三/第四条"]


def test_chapters_with_sections_running_on_through_them() -> None:
    text = "第一章　总则\n一、甲。\n二、乙。\n第二章　职责\n三、丙。\n（一）丁；\n（二）戊。"
    assert tree(text) == [
        "第一章",
        "第一章/一",
        "第一章/二",
        "第二章",
        "第二章/三",
        "第二章/三/（一）",
        "第二章/三/（二）",
    ]


def test_decimal_numbering() -> None:
    text = "1 总则\n1.1 目的\n为了应急。\n1.2 原则\n1.2.1 统一\n（1）甲；\n（2）乙。\n1.2.2 分级\n2 机构\n2.1 指挥部\n2.1.1 职责"
    assert tree(text) == [
        "1", "1/1.1", "1/1.2", "1/1.2/1.2.1", "1/1.2/1.2.1/（1）", "1/1.2/1.2.1/（2）", "1/1.2/1.2.2",
        "2", "2/2.1", "2/2.1/2.1.1",
    ]  # fmt: skip


def test_a_decimal_label_before_a_figure_and_a_decimal_figure_at_the_start_of_a_line() -> None:
    text = (
        "1 总则\n1.1 目的。为了应急，共有\n1.2亩绿地。\n1.2 20家单位参加。\n1.3 2025年底前完成3次。\n"
        "2 组织体系\n2.1 机构\n2.1.1 5个组由市政府领导。\n2.1.2 10名专家咨询。"
    )
    assert tree(text) == ["1", "1/1.1", "1/1.2", "1/1.3", "2", "2/2.1", "2/2.1/2.1.1", "2/2.1/2.1.2"]
    found = {c.path[-1]: [f.text for f in c.figures] for c in parse(text, document_id="d").walk()}
    assert found["1.1"] == ["1.2亩"] and found["1.2"] == ["20家"] and found["2.1.2"] == ["10名"]
    assert found["2"] == [], "the label of 2 组织体系 counts no groups"


def test_an_item_may_begin_with_a_figure_behind_its_stop() -> None:
    text = "一、任务\n1.建设站点。\n2.20家单位参加，投入2.5万元。\n3.5万人受益。\n4.完善机制。\n二、保障\n共有\n2.5万人参加。"
    assert tree(text) == ["一", "一/1", "一/2", "一/3", "一/4", "二"]
    found = {c.path[-1]: [f.text for f in c.figures] for c in parse(text, document_id="d").walk()}
    assert found["2"] == ["20家", "2.5万元"] and found["3"] == ["5万人"] and found["二"] == ["2.5万人"]


# -- damage --------------------------------------------------------------------------------------


def test_damaged_and_mixed_brackets() -> None:
    text = "一、任务\n（一）甲。\n二)乙。\n(三）丙。\n〔四〕丁。\n（五戊己庚。\n（六）辛。"
    assert tree(text)[1:] == [f"一/（{n}）" for n in "一二三四五六"]


def test_several_clauses_in_one_paragraph() -> None:
    text = "一、任务\n（一）甲工作。（二）乙工作。（三）丙工作。\n二、要求：1.甲；2.乙；3.丙。"
    assert tree(text) == ["一", "一/（一）", "一/（二）", "一/（三）", "二", "二/1", "二/2", "二/3"]


def test_a_clause_glued_to_the_end_of_the_one_before() -> None:
    text = "一、任务\n（一）做好甲工作\n（二）做好乙工作（三）做好丙工作\n（四）做好丁工作"
    assert tree(text)[1:] == ["一/（一）", "一/（二）", "一/（三）", "一/（四）"]
    assert "一/（三）" not in tree("一、任务\n（一）甲\n（二）依照第（三）项办理\n（四）丁")


def test_a_list_may_begin_inside_a_paragraph_and_go_on_below() -> None:
    assert tree("一、甲\n条件如下：（一）乙；\n（二）丙。\n二、丁") == ["一", "一/（一）", "一/（二）", "二"]


def test_words_that_count_are_no_labels() -> None:
    text = "一、任务\n一是加强甲。二是加强乙。\n第一，加强丙。第二，加强丁。\n二、要求"
    assert tree(text) == ["一", "二"]


@pytest.mark.parametrize(
    "line",
    ["第五条规定的情形除外。", "第三条、第四条所列机构。", "依照本办法第三条。", "第三条第二款的规定。"],
)
def test_a_cross_reference_at_the_start_of_a_line_is_no_heading(line: str) -> None:
    text = f"第一条　甲。\n第二条　乙，\n{line}\n第三条　丙。"
    assert [path for path in tree(text) if "款" not in path] == ["第一条", "第二条", "第三条"]


def test_lost_headings_become_groups() -> None:
    text = "某市健康工作实施方案\n1.甲。\n2.乙。\n1.丙。\n2.丁。\n3.戊。\n（一）己。\n（二）庚。"
    assert tree(text) == [
        "标题", "§1", "§1/1", "§1/2", "§2", "§2/1", "§2/2", "§2/3", "§3", "§3/（一）", "§3/（二）",
    ]  # fmt: skip


def test_a_number_printed_twice_makes_no_group() -> None:
    document = parse("一、甲\n二、乙\n二、丙\n三、丁", document_id="d")
    assert [clause.id for clause in document.walk()] == ["d#一", "d#二", "d#二~2", "d#三"]


def test_numbering_may_run_on_across_sections() -> None:
    assert tree("一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊\n（四）己")[3:] == [
        "二",
        "二/（三）",
        "二/（四）",
    ]


def test_a_wrapped_line_does_not_open_a_clause() -> None:
    words = "各区县人民政府应当按照国家有关规定做好基层医疗卫生服务体系建设工作并接受监督检查" * 9
    lines = [words[i : i + 26] for i in range(0, 26 * 8, 26)]
    lines[3] = "3、" + lines[3][2:]
    text = "\n".join(["一、总体要求", *lines, "完。", "二、重点任务", *lines, "完。"])
    assert tree(text) == ["一", "二"]


def test_an_excerpt_that_starts_in_the_middle() -> None:
    assert tree("第三章　监督\n第十条　甲。\n第十一条　乙。") == [
        "第三章",
        "第三章/第十条",
        "第三章/第十一条",
    ]
    assert tree("三、要求\n（一）甲。\n（二）乙。\n四、附则") == ["三", "三/（一）", "三/（二）", "四"]


# -- the parts around the clauses ----------------------------------------------------------------


def test_a_notice_and_the_plan_it_carries() -> None:
    text = (
        "某市卫生健康委员会关于印发《某市健康行动实施方案》的通知\n各区卫生健康委：\n"
        "现将方案印发给你们，请遵照执行。\n某市卫生健康委员会\n2021年5月6日\n（此件公开发布）\n"
        "某市健康行动实施方案\n为推进健康行动，制定本方案。\n一、目标\n甲。\n二、任务\n乙。\n"
        "抄送：市委办公室。\n某市卫生健康委员会办公室 2021年5月6日印发"
    )
    assert tree(text) == ["标题", "主送", "前言", "落款", "一", "二"]
    found = clauses(text)
    assert "某市健康行动实施方案\n" not in found["标题"].text.split("\n", 1)[0]
    assert found["标题"].text.endswith("某市健康行动实施方案")
    assert found["落款"].text.endswith("印发")


def test_a_decree_and_its_regulation() -> None:
    text = (
        "中华人民共和国国务院令\n第700号\n现公布《某某条例》，自2020年1月1日起施行。\n总理 李某某\n2019年12月1日\n"
        "某某管理条例\n（2019年11月1日国务院第1次常务会议通过）\n第一条　甲。\n第二条　乙。"
    )
    assert tree(text) == ["标题", "前言", "落款", "第一条", "第二条"]


def test_a_report_greets_and_closes() -> None:
    text = "2026年某省政府工作报告\n——2026年1月20日在某省人民代表大会上\n各位代表：\n现在，我报告工作。\n一、回顾\n甲。\n各位代表！成绩来之不易。\n二、任务\n乙。\n各位代表！让我们努力奋斗！"
    assert tree(text) == ["标题", "主送", "前言", "一", "二", "结语"]


def test_a_closing_paragraph_behind_a_bracket_of_departments() -> None:
    text = "一、甲\n（一）乙。（责任单位：市教育局）\n（二）丙。（责任单位：市财政局）\n各区要加强领导，按季度报送进展。"
    assert tree(text)[-1] == "结语"


def test_an_effective_date_closes_a_plan_but_is_an_article_of_a_law() -> None:
    assert tree("一、甲\n乙。\n二、丙\n丁。\n本意见自2020年1月1日起施行，有效期5年。")[-1] == "结语"
    assert tree("第一条　甲。\n第二条　乙。\n本办法自2020年1月1日起施行。")[-1] == "第二条/第二款"


def test_a_list_of_annexes_is_no_annex() -> None:
    text = (
        "某市方案办法通知\n一、甲\n乙。\n附件：某某清单\n某市教育局\n2020年1月2日\n附件：\n某某清单\n一、丙"
    )
    assert tree(text)[2:] == ["附件说明", "落款", "附件", "附件/一"]


def test_unnumbered_subheadings_belong_to_the_clause_above() -> None:
    assert tree("一、甲\n乙。\n关于丙\n丁。\n二、戊") == ["一", "二"]


# -- tables --------------------------------------------------------------------------------------


def test_a_table_of_tasks_with_merged_cells() -> None:
    text = (
        "一、甲\n附件1\n重点任务分工表\n| 序号 | 重点任务 | 牵头部门 | 配合部门 |\n| 一、提升服务 | | | |\n"
        "| 1 | 建设站点 | 市卫生健康委 | 市财政局、市教育局 |\n| 2 | 培训人员 | | |\n| 二、强化保障 | | | |\n| 3 | 落实经费 | 市财政局 | |"
    )
    found = clauses(text)
    assert list(found)[2:] == [f"附件1/{p}" for p in ("一", "一/1", "一/2", "二", "二/3")]
    both = {"牵头部门": ("市卫生健康委",), "配合部门": ("市财政局", "市教育局")}
    assert found["附件1/一/1"].responsible == found["附件1/一/2"].responsible == both
    assert found["附件1/二/3"].responsible == {"牵头部门": ("市财政局",)}
    assert found["附件1/一"].responsible == {}


def test_a_table_flattened_to_one_cell_a_line() -> None:
    text = (
        "一、甲\n附件\n任务清单\n重点任务\n牵头部门\n配合部门\n一、提升服务\n1、建设站点\n市卫生健康委\n市财政局、市教育局\n"
        "2、培训人员\n3、宣传引导\n市委宣传部\n市卫生健康委"
    )
    found = clauses(text)
    assert found["附件/一/2"].responsible == {
        "牵头部门": ("市卫生健康委",),
        "配合部门": ("市财政局", "市教育局"),
    }
    assert found["附件/一/3"].responsible == {"牵头部门": ("市委宣传部",), "配合部门": ("市卫生健康委",)}


def test_the_rows_of_a_table_with_a_head_are_clauses_and_pairs_are_not() -> None:
    text = "一、指标\n| 指标 | 2020年 | 2025年 |\n| 床位数 | 5.5 | 6.0 |\n| 医师数 | 2.1 | 2.6 |\n二、任务"
    assert tree(text) == ["一", "一/行1", "一/行2", "二"]
    assert clauses(text)["一/行2"].heading == "医师数"
    assert clauses(text)["一"].text == "一、指标\n| 指标 | 2020年 | 2025年"
    for other in (
        "一、事项\n| 名称 | 开办食堂 |\n| 窗口 | 二楼 |\n二、任务",
        "一、指标\n| 指标 | 2020年 | 2025年 |\n| 床位数 | 5.5 | 6.0 |\n二、任务",
        "一、指标\n| 床位数 | 5.5 | 6.0 |\n| 医师数 | 2.1 | 2.6 |\n| 护士数 | 3.1 | 3.6 |\n二、任务",
    ):
        assert tree(other) == ["一", "二"]


def test_a_note_puts_a_department_on_all_later_clauses() -> None:
    text = (
        "一、甲\n（一）乙。（责任单位：市教育局）\n（二）丙。（责任单位：市财政局、各县人民政府，以下均需各县人民政府负责，不再列出）\n"
        "（三）丁。（责任单位：市民政局）"
    )
    found = clauses(text)
    assert found["一/（一）"].responsible == {"责任单位": ("市教育局",)}
    assert found["一/（三）"].responsible == {"责任单位": ("市民政局", "各县人民政府")}


# -- what must hold for any text -----------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "一、", "二、", "（一）", "（二）", "二)", "1.", "2．", "（1）", "①", "——", "第一章 ", "第一条　", "第二条　", "第三条规定的",
        "附件1", "附件：", "甲乙丙丁。", "戊己，", "：", "；", "\n", "\n\n", "　　", " | ", "| ", " |\n", "（责任单位：市教育局、市财政局）",
        "牵头部门", "市卫生健康委", "2020年6月30日", "某市人民政府", "某市关于某事的通知", "各区人民政府：", "达到90%以上", "目录\n",
        "各位代表！", "（", "）", "《", "》", "3", "1.1 ", "1.1.2 ", "第", "条", "页", "某政办〔2020〕7号",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
@example("| 第一章 目录\n达到90%以上")
def test_any_mixture_of_pieces_gives_a_sound_document(text: str) -> None:
    text = normalise(text)
    assert_sound(parse(text, document_id="d"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_sound_document(text: str) -> None:
    text = normalise(text)
    document = parse(text, document_id="d", title="名")
    assert_sound(document)
    assert parse(normalise(text), document_id="d", title="名") == document


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["gb18030", "utf-8", "utf-16-le", "big5"]))
def test_damaged_bytes_give_a_sound_document(noise: bytes, encoding: str) -> None:
    whole = PLAN.encode(encoding, "replace")
    middle = len(whole) // 2
    text = normalise((whole[:middle] + noise + whole[middle:]).decode(encoding, "replace"))
    assert_sound(parse(text, document_id="d"))


@pytest.mark.parametrize(
    "text",
    [
        "（" * 20_000,
        "（牵头单位" * 5_000,
        "；（1）①一、" * 3_000,
        "\n".join(f"{n % 99 + 1}.甲" for n in range(5_000)),
        "第一条　甲：\n" + "（一）乙；\n丙。\n" * 2_000,
        "　 x" * 20_000,
        "|" * 50_000,
        "1.1.1.1." * 5_000,
        "《" * 50_000,
        "",
        "\n",
    ],
    ids=lambda text: f"{text[:6]!r}…",
)
def test_hostile_shapes_end(text: str) -> None:
    assert_sound(parse(normalise(text), document_id="d"))


@pytest.mark.parametrize("file", sorted((ROOT / "corpus").glob("*.txt")), ids=lambda file: file.stem)
def test_the_digests_are_sound(file: Path) -> None:
    document = parse(normalise(file.read_text("utf-8")), document_id=file.stem)
    assert_sound(document)
    assert document.digest
    assert not [span for span in document.discarded if span.reason not in ("blank", "digest notice")]


def test_clause_ids_come_from_place_not_from_chance() -> None:
    once, again = (parse(PLAN, document_id="d") for _ in range(2))
    assert once == again
    longer = parse(PLAN.replace("坚持预防为主。", "坚持预防为主，加强协同。"), document_id="d")
    assert [c.id for c in longer.walk()] == [c.id for c in once.walk()]


def test_a_numbered_table_flattened_to_one_cell_a_line() -> None:
    text = (
        "一、甲\n附件1\n重点任务分工表\n序号\n工作任务\n责任单位\n1\n建设站点\n市卫生健康委\n2\n培训人员\n市教育局、市财政局\n"
        "3\n宣传引导\n市委宣传部\n4\n落实经费\n市财政局"
    )
    found = clauses(text)
    assert list(found)[1:] == ["附件1", "附件1/1", "附件1/2", "附件1/3", "附件1/4"]
    assert found["附件1/2"].responsible == {"责任单位": ("市教育局", "市财政局")}


def test_a_heading_glued_to_its_first_item() -> None:
    text = "一、总体要求（一）指导思想。甲。\n（二）基本原则。乙。\n二、重点任务（一）丙工作。丁。（二）戊工作。己。"
    assert tree(text) == ["一", "一/（一）", "一/（二）", "二", "二/（一）", "二/（二）"]


def test_articles_printed_with_a_comma() -> None:
    text = "第一条、为了健康，制定本办法。\n第二条、本办法适用于本市。\n第三条、由市政府解释。"
    assert tree(text) == ["第一条", "第二条", "第三条"]


# -- damage: lost line ends, misread labels ------------------------------------------------------


def test_a_label_without_a_stop_before_it_is_found_where_the_numbering_lacks_it() -> None:
    assert tree("一、甲\n1.乙\n2.丙品牌二、丁\n3.戊\n三、己") == ["一", "一/1", "一/2", "二", "二/3", "三"]
    assert tree("（一）甲包括两部分1.乙\n2.丙\n（二）丁") == ["（一）", "（一）/1", "（一）/2", "（二）"]


def test_the_last_entry_of_a_list_may_hang_at_the_one_before() -> None:
    assert tree("第一条 程序：\n（一）申请。\n（二）公示5个工作日（三）公布目录。\n第二条 其他。") == [
        "第一条", "第一条/（一）", "第一条/（二）", "第一条/（三）", "第二条",
    ]  # fmt: skip
    assert tree("第一条 甲。\n第二条 由市局解释第三条本办法自2024年1月1日起施行。")[-1] == "第三条"
    assert tree("第一条 甲。\n第二条 违反第三条本办法规定的，从其规定。") == ["第一条", "第二条"]


def test_references_to_other_entries_do_not_open_them() -> None:
    assert tree("（一）甲。\n（二）按照（三）的要求，以及第（三）项办理。") == ["（一）", "（二）"]
    assert tree("一、分为一、二、三等奖。\n三、乙。") == ["一", "三"]


def test_numbers_that_run_on_may_be_glued_to_a_heading() -> None:
    text = "一、强化统筹，保障发展1.加强谋划。充分发挥作用。\n2.强化保障。\n二、加大力度，促进发展3.抓好招商。\n4.抓好人才。"
    assert tree(text) == ["一", "一/1", "一/2", "二", "二/3", "二/4"]


def test_a_numeral_read_as_a_stroke() -> None:
    assert tree("第十九条 甲。\n第二十条 乙。\n第二十-条 丙。\n第二十二条 丁。")[2] == "第二十一条"
    assert tree("一、甲\n（-）乙\n（二）丙") == ["一", "一/（一）", "一/（二）"]
    assert tree("一、甲\n（-）乙") == ["一"], "nothing says that it is a label"


def test_lettered_items() -> None:
    text = "1.甲：\n（a）乙；\n（b）丙。\n2.丁：\nA.戊；\nB.己。\nC类企业除外。"
    assert tree(text) == ["1", "1/（a）", "1/（b）", "2", "2/A", "2/B", "2/§1"]
    assert tree("一、甲\nA.乙") == ["一"], "one letter is no list"


def test_lettered_items_inside_a_line() -> None:
    assert tree("一、要求：(a)建账；(b)报送；(c)归档。\n二、乙。") == [
        "一",
        "一/（a）",
        "一/（b）",
        "一/（c）",
        "二",
    ]
    assert tree("一、甲\n(a)乙。(b)丙。\n二、丁\n(a)戊\n己。(b)庚。") == [
        "一", "一/（a）", "一/（b）", "二", "二/（a）", "二/（b）",
    ]  # fmt: skip
    assert tree("一、甲\n(a)乙的做法(b)丙的做法。\n(c)丁。") == ["一", "一/（a）", "一/（b）", "一/（c）"]
    assert tree("一、甲\n(a)乙，按照(b)丙办理。\n(c)丁。\n二、见(a)戊。") == ["一", "二"]


def test_lettered_items_whose_first_was_lost_or_misread() -> None:
    lost = "一、甲\n(a)乙。\n(b)丙。\n二、在收集、使(a)用中丁\n(b)戊。\n(c)己。"
    assert tree(lost) == ["一", "一/（a）", "一/（b）", "二", "二/（b）", "二/（c）"]
    misread = "一、甲\n(a)乙。\n(b)丙。\n(a)丁。\n(d)戊。\n二、己\n(a)庚。\n(b)辛。"
    assert tree(misread)[1:6] == ["一/（a）", "一/（b）", "一/（c）", "一/（d）", "二"]
    anew = "一、甲\n(a)乙。(b)丙。\n二、丁\n(a)戊的做法(b)己的做法\n(c)庚。"
    assert tree(anew)[3:] == ["二", "二/（a）", "二/（b）", "二/（c）"], "each section counts from (a)"


def test_the_last_numbered_entry_may_hang_at_the_one_before() -> None:
    assert tree("（一）甲\n1.建库：包括收储等部分2.用库：包括调运。\n（二）乙") == [
        "（一）",
        "（一）/1",
        "（一）/2",
        "（二）",
    ]
    assert tree("（一）甲\n1.建库：收储布局见附图2.收储网点。\n（二）乙") == ["（一）", "（一）/1", "（二）"]


def test_a_list_that_is_one_sentence_has_no_headings() -> None:
    text = "第一条 下列人员免票：\n（一）老人；\n（二）带老人出行的亲属，凭证件免票。证件由街道发放。"
    assert [c.heading for c in parse(text, document_id="d").clauses[0].children] == ["", ""]


def test_a_section_number_on_a_line_of_its_own() -> None:
    wide = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥甲乙丙丁戊己"
    text = "\n".join(
        ["第1章 总则", "1.1", "适用范围", *[wide] * 8, "完。", "1.2", "总体目标", *[wide] * 6, "完。"]
    )
    assert tree(text) == ["第1章", "第1章/1.1", "第1章/1.2"]


def test_a_page_copied_into_one_line() -> None:
    text = (
        "某市关于做好防暑工作的通知 某卫发〔2022〕9号 各区卫生局，委直属各单位： 近期持续高温，现就有关工作通知如下： "
        "一、提高认识 各单位要高度重视，切实加强组织领导，把各项措施落到实处，确保广大职工安全健康平安地度过夏天。 二、落实措施 "
        "（一）调整作业时间。合理安排，避开高温时段，保证休息。 （二）发放防暑物品。每人每月不低于200元。（责任单位：各区卫生局） "
        "某市卫生健康委员会 2022年7月1日"
    )
    assert len(text) > 200
    assert tree(text) == ["标题", "主送", "前言", "一", "二", "二/（一）", "二/（二）", "落款"]
    document = parse(text, document_id="d")
    assert (document.number, document.issued_on) == ("某卫发〔2022〕9号", "2022-07-01")
    assert document.issuer == "某市卫生健康委员会"


# -- annexes and tables of tasks -----------------------------------------------------------------


def test_an_annex_published_on_its_own_keeps_its_label() -> None:
    document = parse("附件2\n某市任务分工表\n一、甲\n二、乙", document_id="d")
    assert document.clauses[0].text == "附件2\n某市任务分工表"
    assert document.title == "某市任务分工表"


def test_annexes_behind_the_last_article() -> None:
    text = (
        "第一条 标准见附表。\n第二条 本办法自2024年5月1日起施行。\n附件：1.设置标准\n2.收费标准\n"
        "附件1\n设置标准\n一、住宅区\n1.每户一个。\n附表\n收费标准表\n| 区域 | 首小时 | 其后 |\n| 一类 | 10 | 5 |"
    )
    assert tree(text) == ["第一条", "第二条", "附件说明", "附件1", "附件1/一", "附件1/一/1", "附表"]
    found = clauses(text)["附表"]
    assert found.text.endswith("| 一类 | 10 | 5"), "10 and 5 do not run together"
    assert found.heading == "收费标准表"


def test_rows_without_a_label_are_clauses_where_the_table_names_departments() -> None:
    text = (
        "一、甲\n附件\n任务分解表\n| 类别 | 工作任务 | 牵头单位 | 配合单位 |\n|---|---|---|---|\n"
        "| 养老 | 新增床位500张 | 市民政局 | 各区政府 |\n| | 培训护理员200名 | | |\n| 交通 | | | |\n"
        "| | 新增泊位3000个 | 市城管局 | 市公安局、各区政府 |\n注：排在第一位的为牵头单位。"
    )
    found = clauses(text)
    assert list(found)[1:] == ["附件", "附件/行1", "附件/行2", "附件/行3"]
    both = {"牵头单位": ("市民政局",), "配合单位": ("各区政府",)}
    assert found["附件/行1"].responsible == found["附件/行2"].responsible == both
    assert found["附件/行3"].responsible == {"牵头单位": ("市城管局",), "配合单位": ("市公安局", "各区政府")}
    assert found["附件/行2"].figures[0].value == "200"
    assert "注：" in found["附件"].text and "交通" in found["附件"].text


def test_blocks_of_a_numbered_table_may_stand_in_the_column_of_numbers() -> None:
    text = "一、甲\n附件\n分工表\n|序号|任务|责任部门|\n|一|提升服务||\n|1|建设站点|市卫健委|\n|2|培训人员||\n|二|强化保障||\n|3|落实经费|市财政局|"
    found = clauses(text)
    assert list(found)[2:] == ["附件/一", "附件/一/1", "附件/一/2", "附件/二", "附件/二/3"]
    assert found["附件/一/2"].responsible == {"责任部门": ("市卫健委",)}
    assert found["附件/二/3"].heading == "落实经费"


def test_a_flattened_row_with_all_its_cells_is_read_by_their_places() -> None:
    text = "一、甲\n附件\n分工表\n序号\n任务\n牵头单位\n配合单位\n1\n建设站点\n供电公司\n人行营管部\n2\n培训人员\n市政府督查室"
    found = clauses(text)
    assert found["附件/1"].responsible == {"牵头单位": ("供电公司",), "配合单位": ("人行营管部",)}
    assert found["附件/2"].responsible == {"牵头单位": ("市政府督查室",)}


def test_paragraphs_behind_a_last_bracket_of_departments_close_the_notice() -> None:
    text = "一、甲。（市教育局负责）\n二、乙。（市财政局、市民政局负责）\n各单位要抓好落实。\n定期开展评估。"
    assert tree(text) == ["一", "二", "结语"]


def test_a_long_list_of_years_and_figures_takes_linear_time_to_read() -> None:
    text = "一、" + "2025年达到90%，" * 4000
    assert len(clauses(text)["一"].figures) == 4000


def test_a_heading_ends_at_no_colon_inside_a_figure() -> None:
    text = "一、资金\n（一）补助由两级财政按5:5分担。另有规定的除外。\n（二）值班从8：30开始：每日一人。"
    found = clauses(text)
    assert [found[f"一/（{n}）"].heading for n in "一二"] == ["补助由两级财政按5:5分担", "值班从8：30开始"]


def test_an_annex_may_be_named_in_the_line_that_opens_it() -> None:
    start = "一、休假\n按附件休假。\n二、解释\n由人事科解释。\n"
    tabled = "附件：假期表\n| 假别 | 天数 | 材料 |\n| 婚假 | 13天 | 证书 |\n| 丧假 | 3天 | 无 |"
    assert tree(start + tabled) == ["一", "二", "附件", "附件/行1", "附件/行2"]
    phones = "附表：各县电话\n   甲县    0512-6123 0001\n   乙县    0512-6123 0002"
    assert clauses(start + phones)["附表"].heading == "各县电话"
    assert tree(f"{start}附件：假期表\n云溪市水务局\n2026年3月1日")[:3] == ["一", "二", "附件说明"]


def test_letters_label_items_that_begin_with_a_figure() -> None:
    text = "1 响应\n1.1 条件\na) 发布蓝色预警；\nb) 1个站点超过警戒水位；\nc) 水库出险。\n1.2 程序\n报批。\n2 保障\n2.1 物资\n储备。"
    assert tree(text)[:5] == ["1", "1/1.1", "1/1.1/a", "1/1.1/b", "1/1.1/c"]


def test_the_one_who_presides_stands_below_minutes() -> None:
    text = "某局会议纪要\n会议议定如下：\n一、防汛\n加强值班。\n二、其他\n按期报送。\n\n主持：陈甲\n出席：李乙  周丙\n记录：沈丁"
    assert clauses(text)["落款"].text.startswith("主持：陈甲")
