"""Tables of tasks as rows: heads of two rows, points inside a cell, cells to the left, odd heads."""

from __future__ import annotations

import pytest

from rag.index.passages import passages
from rag.language.departments import column_names, column_role
from rag.parse.parser import parse
from rag.types import Clause


def clauses(text: str) -> dict[str, Clause]:
    found = parse(f"云溪市任务分工表\n{text}", document_id="d").walk()
    return {"/".join(clause.path): clause for clause in found if clause.kind == "clause"}


BOTH = {"牵头单位": ("市教育局",), "配合单位": ("市财政局",)}


def test_a_head_of_two_rows_with_a_column_of_numbers() -> None:
    found = clauses(
        "| 序号 | 任务 | 责任分工 | | 时限 |\n| | | 牵头单位 | 配合单位 | |\n| 一、教育 | | | | |\n"
        "| 1 | 新建学校12所 | 市教育局 | 市财政局 | 12月底 |\n| 2 | 改造操场 | 市教育局 | 市财政局 | 10月底 |"
    )
    assert list(found) == ["一", "一/1", "一/2"]
    assert found["一/1"].responsible == found["一/2"].responsible == BOTH
    assert found["一/1"].heading == "新建学校12所"


def test_a_head_of_two_rows_without_numbers() -> None:
    found = clauses(
        "| 重点 | 措施 | 责任单位 | |\n| | | 牵头单位 | 配合单位 |\n| 教育 | 新建学校 | 市教育局 | 市财政局 |\n"
        "| | 改造操场 | | |\n| 卫生 | 建站点 | 市卫生健康委 | 市财政局 |"
    )
    assert list(found) == ["行1", "行2", "行3"]
    assert found["行1"].responsible == found["行2"].responsible == BOTH


def test_two_tables_in_a_row_have_a_head_each() -> None:
    found = clauses("| 序号 | 任务 | 责任单位 |\n| 任务 | 牵头单位 |\n| 办学 | 市教育局 |")
    assert found["行1"].responsible == {"牵头单位": ("市教育局",)}


@pytest.mark.parametrize(("first", "second"), [("1.", "2."), ("（1）", "（2）"), ("①", "②")])
def test_points_inside_a_cell_stand_below_the_row_and_have_its_departments(first: str, second: str) -> None:
    cell = f"{first}建学校4所。{second}招教师80人。"
    found = clauses(
        f"| 序号 | 任务 | 措施 | 牵头单位 | 配合单位 |\n| 1 | 教育 | {cell} | 市教育局 | 市财政局 |\n"
        f"| 2 | 卫生 | {cell} | 市卫生健康委 | 市财政局 |"
    )
    names = [name.rstrip(".") for name in (first, second)]
    assert list(found) == ["1", *(f"1/{n}" for n in names), "2", *(f"2/{n}" for n in names)]
    assert all(found[f"1/{n}"].responsible == BOTH for n in names)
    assert found["1"].responsible == BOTH and found["1"].heading == "教育"
    assert found["2"].responsible["牵头单位"] == ("市卫生健康委",)


def test_points_inside_the_cells_of_a_table_without_numbers() -> None:
    found = clauses(
        "| 任务 | 措施 | 牵头单位 |\n| 教育 | 1.建学校。2.招教师。 | 市教育局 |\n| 卫生 | 1.建站点。2.招医师。 | 市卫生健康委 |"
    )
    assert list(found) == ["行1", "行1/1", "行1/2", "行2", "行2/1", "行2/2"]
    assert found["行2/2"].responsible == {"牵头单位": ("市卫生健康委",)}


def test_a_single_point_is_the_text_of_its_row() -> None:
    found = clauses(
        "| 序号 | 任务 | 措施 | 牵头单位 |\n| 1 | 教育 | 1.建学校。 | 市教育局 |\n| 2 | 卫生 | 1.建站点。 | 市财政局 |"
    )
    assert list(found) == ["1", "2"]
    assert "1.建学校。" in found["1"].text


def test_several_labels_in_the_first_cell_all_have_the_departments_of_the_row() -> None:
    found = clauses("| 任务 | 牵头单位 |\n| 1.建学校。2.招教师。 | 市教育局 |\n| 3.建站点。 | 市财政局 |")
    assert found["1"].responsible == found["2"].responsible == {"牵头单位": ("市教育局",)}
    assert found["3"].responsible == {"牵头单位": ("市财政局",)}


def test_a_cell_to_the_left_of_the_label_belongs_to_its_row() -> None:
    found = clauses(
        "| 类别 | 序号 | 项目 | 责任单位 |\n| 医疗 | 1 | 社区医院 | 市卫生健康委 |\n| | 2 | 急救站点 | 市应急局 |\n"
        "| 养老 | 3 | 老年食堂 | 市民政局 |\n| 指标 | 4.护理床位 | 十张 | 市民政局 |"
    )
    assert [clause.heading for clause in found.values()] == ["社区医院", "急救站点", "老年食堂", "护理床位"]
    assert "养老" not in found["2"].text and found["3"].text.startswith("养老 | 3")
    assert found["4"].text.startswith("指标 | 4.")


def test_a_column_of_numbers_without_a_number_numbers_nothing() -> None:
    found = clauses("| 序号 | 任务 | 责任单位 |\n| | 建学校 | 市教育局 |\n| | 建站点 | 市财政局 |")
    assert list(found) == ["行1", "行2"]


def test_a_numbered_row_that_names_departments_in_general_is_no_head() -> None:
    found = clauses("| 序号 | 事项 | 责任单位 |\n| 1 | 检查 | 主管部门 |\n| 2 | 验收 | 市财政局 |")
    assert list(found) == ["1", "2"]


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("责任单位（列第一位的为牵头单位，下同）", "责任单位"),
        ("责任单位（排在首位的为牵头单位）", "责任单位"),
        ("责任部门（单位）", "责任部门（单位）"),
        ("牵头（责任）单位", "牵头（责任）单位"),
        ("市级牵头单位", "市级牵头单位"),
        ("市直责任单位", "市直责任单位"),
        ("牵头单位/配合单位", "牵头单位/配合单位"),
        ("责任单位及责任人", "责任单位及责任人"),
        ("责任领导", "责任领导"),
        ("主管部门", "主管部门"),
        ("承担单位", "承担单位"),
        ("协作单位", "协作单位"),
        ("责 任 单 位", "责任单位"),
    ],
)
def test_heads_of_a_column_of_departments(head: str, role: str) -> None:
    assert column_role(head) == role
    found = clauses(
        f"| 序号 | 任务 | {head} |\n| 1 | 建学校 | 市教育局、市财政局 |\n| 2 | 建站点 | 市民政局 |"
    )
    assert found["1"].responsible == {role: ("市教育局", "市财政局")}


@pytest.mark.parametrize(
    "head", ["完成时限", "责任", "责任书", "任务", "联系人", "部门", "落实情况", "主管部门意见"]
)
def test_heads_of_other_columns(head: str) -> None:
    assert column_role(head) is None


def test_names_of_persons_beside_the_departments_are_left_out() -> None:
    assert column_names("责任单位及责任人", "市教育局 王志强") == ("市教育局",)
    assert column_names("牵头单位/配合单位", "市教育局/市财政局") == ("市教育局", "市财政局")


def all_clauses(text: str) -> dict[str, Clause]:
    return {"/".join(clause.path): clause for clause in parse(text, document_id="d").walk()}


def test_a_row_knows_what_the_head_calls_its_columns() -> None:
    text = (
        "云溪县价目表\n| 序号 | 项目 | 单位 | 标准（元） |\n| 1 | 寄存 | 盒 | 40 |\n| 2 | 运送 | 次 | 260 |"
    )
    document = parse(text, document_id="d")
    found = {"/".join(clause.path): clause for clause in document.walk()}
    assert found["2"].columns == ("序号", "项目", "单位", "标准（元）")
    assert found["2"].text == "2 | 运送 | 次 | 260"
    assert "标准（元）" in next(p for p in passages(document) if p.clause_id == "d#2").context


def test_the_halves_of_a_head_give_one_name() -> None:
    found = clauses(
        "| 序号 | 任务 | 责任分工 | | 时限 |\n| | | 牵头单位 | 配合单位 | |\n| 1 | 建校 | 市教育局 | 市财政局 | 年底 |\n| 2 | 扩招 | 市教育局 | 市财政局 | 6月 |"
    )
    assert found["1"].columns == ("序号", "任务", "责任分工 牵头单位", "责任分工 配合单位", "时限")


def test_clauses_that_are_no_rows_have_no_columns() -> None:
    assert not any(c.columns for c in all_clauses("某办法\n一、目标\n建站。\n二、要求\n落实。").values())


TWO = (
    "云溪县企业名单公示\n经审核，现将名单公示如下。\n拟认定企业\n| 序号 | 企业 | 产值 |\n| 1 | 甲公司 | 300 |\n| 2 | 乙公司 | 200 |\n"
    "拟取消企业\n| 序号 | 企业 | 原因 |\n| 1 | 丙公司 | 停产 |\n公示期间可以书面提出意见。\n"
)


def test_captioned_tables_stand_under_their_captions() -> None:
    found = all_clauses(TWO)
    assert [p for p in found if p not in ("标题", "前言")] == [
        "拟认定企业", "拟认定企业/1", "拟认定企业/2", "拟取消企业", "拟取消企业/1",
    ]  # fmt: skip
    assert found["拟取消企业/1"].columns == ("序号", "企业", "原因")
    assert found["拟认定企业/2"].text == "2 | 乙公司 | 200"
    assert found["前言"].text.endswith("公示期间可以书面提出意见。")


def test_text_behind_a_table_belongs_to_what_the_table_stands_in() -> None:
    found = clauses(
        "一、收费\n| 序号 | 项目 | 标准 |\n| 1 | 寄存 | 40元 |\n| 2 | 运送 | 60元 |\n丧属自愿选择。\n二、减免\n免收寄存费。"
    )
    assert found["一/2"].text == "2 | 运送 | 60元"
    assert found["一"].text.endswith("丧属自愿选择。")


def test_a_table_right_under_the_title_is_no_title() -> None:
    found = all_clauses("云溪县2024年供水价格表\n单位：元\n| 类别 | 价格 |\n| 居民 | 2.1 |\n| 企业 | 3.2 |")
    assert found["标题"].text == "云溪县2024年供水价格表\n单位：元"
    assert "| 居民 | 2.1" in found["前言"].text and found["前言"].kind == "preamble"


def test_the_lower_half_of_a_head_names_columns_that_are_no_departments() -> None:
    found = clauses(
        "| 序号 | 项目 | 投资 | | 责任单位 | 时限 |\n| | | 总额 | 县级 | | |\n"
        "| 1 | 公厕 | 300 | 120 | 市城管局 | 六月 |\n| 2 | 菜场 | 850 | 400 | 市商务局 | 十月 |"
    )
    assert list(found) == ["1", "2"]
    assert found["1"].columns == ("序号", "项目", "投资 总额", "投资 县级", "责任单位", "时限")


def test_a_first_row_with_an_empty_number_is_no_half_of_a_head() -> None:
    found = clauses("| 序号 | 项目 | 责任单位 |\n| | 公厕 | 市城管局 |\n| 1 | 菜场 | 市商务局 |")
    assert found["1"].columns == ("序号", "项目", "责任单位")


@pytest.mark.parametrize("total", ["合计", "总  计"])
def test_the_sum_of_a_table_is_no_part_of_its_last_row(total: str) -> None:
    found = clauses(
        f"| 序号 | 项目 | 投资 | 责任单位 |\n| 1 | 公厕 | 300 | 市城管局 |\n| 2 | 菜场 | 850 | 市商务局 |\n| {total} | | 1150 | |"
    )
    assert list(found) == ["1", "2", "行1"]
    assert "1150" not in found["2"].text
    assert (found["行1"].columns, found["行1"].responsible) == (("序号", "投资"), {})


def test_a_row_is_called_by_the_column_that_tells_it_from_the_others() -> None:
    found = clauses(
        "| 序号 | 部门 | 收费项目 | 收费项目 | 标准 |\n| 1 | 公安 | 护照 | 首次 | 120元/本 |\n"
        "| 2 | 公安 | 护照 | 补办 | 160元/本 |\n| 3 | 公安 | 号牌 | 首次 | 100元/副 |\n| 4 | 水务 | 开户 | 首次 | 30元/户 |"
    )
    assert [found[name].heading for name in "1234"] == ["护照 首次", "护照 补办", "号牌 首次", "开户 首次"]
    assert [figure.indicator for figure in found["2"].figures] == ["护照 补办 标准"]
    kinds = clauses(
        "| 序号 | 类别 | 任务 | 牵头单位 |\n| 1 | 河道 | 清淤 | 市水务局 |\n| 2 | 河道 | 护岸 | 市水务局 |\n"
        "| 3 | 水厂 | 扩建 | 市住建局 |"
    )
    assert [kinds[name].heading for name in "123"] == ["清淤", "护岸", "扩建"]


def test_what_stands_below_a_table_is_no_more_of_its_last_cell() -> None:
    found = clauses(
        "一、时间\n| 阶段 | 内容 | 责任单位 |\n| 申报 | 填表 | 市民政局 |\n| 审核 | 看表 | 市财政局 |\n7月31日17时截止。"
    )
    assert found["一"].text == "一、时间\n| 阶段 | 内容 | 责任单位 |\n7月31日17时截止。"


def test_notes_that_count_from_one_below_a_table_are_a_part_of_their_own() -> None:
    table = "| 序号 | 项目 | 标准 |\n| 1 | 办证 | 10元 |\n| 2 | 换证 | 5元 |\n"
    for notes in ("说明：1.免收工本费。2.首证免费。", "说明：\n1.免收工本费。\n2.首证免费。"):
        found = clauses(table + notes)
        assert [name for name in found if name != "说明"] == ["1", "2", "说明/1", "说明/2"]
        assert found["说明/2"].text == "2.首证免费。"
    assert "说明" not in clauses(f"{table}说明：标准另定。")
