"""Who is responsible, as printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.departments import (
    _ACTS,
    _PARTS,
    CELL,
    COLUMN,
    ROLE_WORDS,
    carried_in,
    column_role,
    responsible_in,
    split_names,
)
from rag.parse.parser import parse


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("……。（责任单位：市教育局、市财政局）", {"责任单位": ("市教育局", "市财政局")}),
        (
            "……。(牵头部门:区卫健委；配合部门：区财政局，区医保局等)",
            {"牵头部门": ("区卫健委",), "配合部门": ("区财政局", "区医保局")},
        ),
        (
            "……。(牵头单位市医疗保障局责任单位市财政局、市卫生健康委)",
            {"牵头单位": ("市医疗保障局",), "责任单位": ("市财政局", "市卫生健康委")},
        ),
        ("……。（牵头部门：区科委(信息委)、区财政局）", {"牵头部门": ("区科委(信息委)", "区财政局")}),
        ("……。（责任单位：市财政局、各县〔市、区〕政府", {"责任单位": ("市财政局", "各县〔市、区〕政府")}),
        ("……。（责任单位：各市、县〔区〕人民政府）", {"责任单位": ("各市、县〔区〕人民政府",)}),
        (
            "……。（责任单位：市人力资源和社会保障局和市民政局）",
            {"责任单位": ("市人力资源和社会保障局", "市民政局")},
        ),
        ("……。（责任单位：市教育局按职责分工负责）", {"责任单位": ("市教育局",)}),
        ("……。（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）", {"负责": ("税务总局", "财政部")}),
        ("……（海关总署、商务部等有关部门负责）。", {"负责": ("海关总署", "商务部")}),
        (
            "……。（市科技局牵头，市财政局、市教育局按职责分工负责）",
            {"牵头": ("市科技局",), "负责": ("市财政局", "市教育局")},
        ),
        ("……。（全国总工会等和各省级人民政府负责）", {"负责": ("全国总工会", "各省级人民政府")}),
        ("甲。\n责任单位：市教育局、市财政局\n完成时限：2023年12月", {"责任单位": ("市教育局", "市财政局")}),
        ("甲。牵头单位：市教育局；完成时限：长期坚持", {"牵头单位": ("市教育局",)}),
        ("（责任单位：市教育局；完成时限：2023年12月底前）", {"责任单位": ("市教育局",)}),
    ],
)
def test_roles_and_names(text: str, roles: dict[str, tuple[str, ...]]) -> None:
    assert responsible_in(text) == roles


@pytest.mark.parametrize("word", ROLE_WORDS)
def test_every_role_stands_before_a_body(word: str) -> None:
    text = f"甲。（牵头单位：市数据局；{word}单位：市财政局、市卫生健康委）"
    expected = ("市数据局", "市财政局", "市卫生健康委")
    assert tuple(n for names in responsible_in(text).values() for n in names) == expected
    assert column_role(f"{word}单位") == f"{word}单位" and column_role(f"{word} 部门") == f"{word}部门"


@pytest.mark.parametrize("word", [*_PARTS, "会同", "监督"])
def test_a_role_stands_before_a_colon(word: str) -> None:
    text = f"甲。（牵头：市数据局；{word}：市财政局、市卫生健康委）"
    names = ("市财政局", "市卫生健康委")
    assert responsible_in(text)[word] == (("市数据局", *names) if word == "牵头" else names)


@pytest.mark.parametrize("word", _ACTS)
def test_a_role_stands_behind_the_names(word: str) -> None:
    assert responsible_in(f"甲。（市数据局牵头，市财政局、市卫生健康委{word}）")[word][-1] == "市卫生健康委"


def test_departments_that_end_in_a_role() -> None:
    roles = responsible_in("甲。（责任单位：市医疗保障部门、市社会保障机构、市民政局）")
    assert roles == {"责任单位": ("市医疗保障部门", "市社会保障机构", "市民政局")}
    glued = {"牵头单位": ("市数据局",), "保障单位": ("市财政局",)}
    assert responsible_in("（牵头单位市数据局保障单位市财政局）") == glued


@pytest.mark.parametrize(
    "text",
    [
        "（接受市财政局监督）",
        "强化社区医院保障",
        "加强学校监督。",
        "由市教育局负责解释。",
        "各责任单位要加强领导，落实责任。",
        "落实责任制（以下简称责任制）。",
        "（联合体牵头人名称）",
        "压实主体责任（含监管责任）。",
        "（不含主要参与者）",
        "",
    ],
)
def test_text_that_names_nobody(text: str) -> None:
    assert responsible_in(text) == {}


def test_a_department_named_in_two_brackets_stands_once() -> None:
    text = "甲。（责任单位：市教育局）乙。（责任单位：市教育局、市财政局）"
    assert responsible_in(text) == {"责任单位": ("市教育局", "市财政局")}


def test_notes_that_carry() -> None:
    assert carried_in("（市教育局；以下均需各市、县〔区〕人民政府负责，不再列出）") == (
        "负责",
        ("各市、县〔区〕人民政府",),
    )
    assert carried_in("（以下均需试点城市政府落实，不再列出）") == ("落实", ("试点城市政府",))
    assert carried_in("以下工作均由市教育局负责。") is None


def test_cells_and_columns() -> None:
    assert CELL.fullmatch("区发展改革委、区规划资源局")
    assert not CELL.fullmatch("推进区属公立医院高质量发展")
    assert COLUMN.fullmatch("牵头部门") and COLUMN.fullmatch("责任单位")
    assert not COLUMN.fullmatch("重点任务")


@given(st.text(alphabet="市教育局、，和（）()〔〕等：责任单位。", max_size=80))
def test_names_are_never_empty_and_never_repeated(text: str) -> None:
    names = split_names(text)
    assert all(name.strip() == name and name for name in names)
    assert len(set(names)) == len(names)
    responsible_in(text)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "甲。【市委宣传部牵头；市文旅局、各县区配合】",
            {"牵头": ("市委宣传部",), "配合": ("市文旅局", "各县区")},
        ),
        ("甲。（责任单位：市委组织部；责任人：李某；联系电话：123）", {"责任单位": ("市委组织部",)}),
        ("甲。\n责任单位：市政务局、\n市大数据中心", {"责任单位": ("市政务局", "市大数据中心")}),
        ("甲。（责任单位：市民政局；以下均需各县（市、区）政府落实，不再列出）", {"责任单位": ("市民政局",)}),
    ],
)
def test_where_a_list_of_departments_ends(text: str, roles: dict[str, tuple[str, ...]]) -> None:
    assert responsible_in(text) == roles


@pytest.mark.parametrize(
    "note",
    [
        "以下均需各县（市、区）政府落实，不再列出",
        "以下任务均由各县（市、区）政府负责，不再一一列出",
        "以下各项均需各县（市、区）政府贯彻落实，不再单列",
    ],
)
def test_notes_that_are_carried(note: str) -> None:
    carried = carried_in(f"（责任单位：市民政局；{note}）")
    assert carried is not None and carried[1] == ("各县（市、区）政府",)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "建设站点。（市民政局牵头，市财政局参与）配备设备。（市商务局指导）逐步推广。",
            {"牵头": ("市民政局",), "参与": ("市财政局",), "指导": ("市商务局",)},
        ),
        (
            "给予补助。（市民政局、市财政局，各区人民政府按职责分工负责）",
            {"负责": ("市民政局", "市财政局", "各区人民政府")},
        ),
        (
            "开展试点。（负责部门：市商务局、市财政局，适用范围：东城片区）",
            {"负责部门": ("市商务局", "市财政局")},
        ),
        (
            "（二）指导单位。\n市民政局牵头，市财政局、市商务局配合。",
            {"牵头": ("市民政局",), "配合": ("市财政局", "市商务局")},
        ),
        ("由市民政局和有关方面研究（市财政局参与）后确定。", {}),
    ],
)
def test_brackets_inside_a_paragraph_and_names_that_wait_for_their_role(
    text: str, roles: dict[str, tuple[str, ...]]
) -> None:
    assert responsible_in(text) == roles


def test_a_note_gives_its_own_duty_where_a_clause_knows_no_responsible_one() -> None:
    text = (
        "（一）布点。建站。（市民政局指导，各区政府负责。以下均需各区政府落实，不再列出）\n（二）减租。免租。（市财政局指导）\n"
        "（三）监管。抽检。（责任单位：市商务局）"
    )
    found = [clause.responsible for clause in parse(text, document_id="d").walk()]
    assert found == [
        {"指导": ("市民政局",), "负责": ("各区政府",)},
        {"指导": ("市财政局",), "落实": ("各区政府",)},
        {"责任单位": ("市商务局", "各区政府")},
    ]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("甲。（责任人：市教育局、市财政局）", {"责任人": ("市教育局", "市财政局")}),
        ("甲。（第一责任人：各县（市、区）政府）", {"第一责任人": ("各县（市、区）政府",)}),
        ("甲。（责任分工：市教育局、市财政局）", {"责任分工": ("市教育局", "市财政局")}),
        (
            "甲。（责任分工：市教育局牵头，市财政局、各区政府配合）",
            {"牵头": ("市教育局",), "配合": ("市财政局", "各区政府")},
        ),
        ("甲。（主要责任单位：市教育局）", {"责任单位": ("市教育局",)}),
        ("甲。（分管领导：张某；责任单位：市教育局）", {"责任单位": ("市教育局",)}),
        ("甲。（主要负责人：王志会，责任单位：市教育局；责任人：李某）", {"责任单位": ("市教育局",)}),
        ("（责任领导张某，责任单位市教育局）", {"责任单位": ("市教育局",)}),
        ("甲。（责任领导：张某）", {}),
        ("甲。\n主要负责人：张德行\n联系电话：123", {}),
        ("甲。（责任人：市教育局局长张某）", {}),
        ("甲。（责任单位：市教育局，责任人张某）", {"责任单位": ("市教育局",)}),
        (
            "甲。（牵头单位：市民政局、分管领导李某；配合单位：市财政局）",
            {"牵头单位": ("市民政局",), "配合单位": ("市财政局",)},
        ),
        ("落实责任分工：各单位要抓好落实。", {}),
        ("（分管领导要亲自抓）", {}),
    ],
)
def test_departments_where_persons_may_stand(text: str, roles: dict[str, tuple[str, ...]]) -> None:
    assert responsible_in(text) == roles


def table(head: str, first: str, second: str) -> dict[str, dict[str, tuple[str, ...]]]:
    text = f"云溪市方案\n\n一、任务\n| 任务 | {head} | 时限 |\n|---|---|---|\n| 建站 | {first} | 6月 |\n| 培训 | {second} | 7月 |\n二、其他\n"
    return {c.path[-1]: dict(c.responsible) for c in parse(text, document_id="d").walk() if c.responsible}


def test_a_column_of_persons_is_one_of_departments_where_it_names_them() -> None:
    assert table("责任人", "市教育局、市财政局", "各区政府") == {
        "行1": {"责任人": ("市教育局", "市财政局")},
        "行2": {"责任人": ("各区政府",)},
    }
    assert table("责任分工", "市教育局牵头，市财政局配合", "市民政局") == {
        "行1": {"牵头": ("市教育局",), "配合": ("市财政局",)},
        "行2": {"责任分工": ("市民政局",)},
    }
    for head in ("责任人", "分管领导", "责任领导", "主要负责人"):
        assert table(head, "张某", "李某、王志会") == {}, head
    assert column_role("联系人") is None and column_role("负责人") is None
