"""Members of a group are read off their list with the part that is printed once for several lines."""

from __future__ import annotations

import pytest

from rag.language.rolls import names_members, seats

ROLL = """一、组成人员
组　长：甘　霖　　市委副书记、市长
常务副组长：骆明远　　副市长
副组长：邢　岚　　市政府秘书长
　　　　贺兰山　　市水利局局长
成　员：尤小满（市财政局副局长）
聂　川　　市气象台台长
办公室设在市水利局，由贺兰山兼任主任。
阮　青　　市档案馆馆长
"""


def test_a_part_holds_for_the_lines_below_it() -> None:
    assert [(seat.part, seat.name, seat.post) for seat in seats(ROLL)] == [
        ("组长", "甘霖", "市委副书记、市长"),
        ("常务副组长", "骆明远", "副市长"),
        ("副组长", "邢岚", "市政府秘书长"),
        ("副组长", "贺兰山", "市水利局局长"),
        ("成员", "尤小满", "市财政局副局长"),
        ("成员", "聂川", "市气象台台长"),
    ]


def test_a_blank_line_ends_no_list() -> None:
    assert [seat.part for seat in seats("成员：尤小满　副局长\n\n聂川　台长\n")] == ["成员", "成员"]


def test_a_seat_is_quoted_from_where_its_part_is_printed() -> None:
    seat = seats(ROLL)[3]
    assert ROLL[seat.opens : seat.end].startswith("副组长：邢") and ROLL[seat.opens : seat.end].endswith(
        "局长"
    )


@pytest.mark.parametrize(
    "text",
    [
        "组长：由市长担任。",
        "成员：市财政局、市水利局有关负责人。",
        "成员单位：水利局　财政局",
        "甘　霖　　市长",
        "联系电话：甘霖　2233445",
    ],
)
def test_what_is_no_list_of_members(text: str) -> None:
    assert seats(text) == []


def test_a_statement_of_members() -> None:
    assert names_members("成员：尤小满（市财政局副局长）")
    assert not names_members("组长：由市长（兼）担任") and not names_members("成员单位：某局（牵头）")
