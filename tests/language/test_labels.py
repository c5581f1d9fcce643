"""Which printed forms are labels, and which only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.labels import ANNEX, any_label_at, element_place, label_at
from rag.language.numerals import to_chinese


@pytest.mark.parametrize(
    ("text", "style", "number", "name"),
    [
        ("第三章 组织", "章", 3, "第三章"),
        ("第一部分 总论", "编", 1, "第一部分"),
        ("第二十一条　为了", "条", 21, "第二十一条"),
        ("第十二条之一 对", "条", 12, "第十二条之一"),
        ("第１２条 对", "条", 12, "第12条"),
        ("第一百〇三条 对", "条", 103, "第一百〇三条"),
        ("第一千零一条 对", "条", 1001, "第一千零一条"),
        ("五、加强", "一、", 5, "五"),
        ("十二.加强", "一、", 12, "十二"),
        ("（二）加强", "（一）", 2, "（二）"),
        ("(二）加强", "（一）", 2, "（二）"),
        ("二)加强", "（一）", 2, "（二）"),
        ("〔二〕加强", "（一）", 2, "（二）"),
        ("㈡加强", "（一）", 2, "（二）"),
        ("3.加强", "1.", 3, "3"),
        ("３．加强", "1.", 3, "3"),
        ("3、加强", "1.", 3, "3"),
        ("⒊加强", "1.", 3, "3"),
        ("1.2025年底前", "1.", 1, "1"),
        ("（3）加强", "（1）", 3, "（3）"),
        ("3）加强", "（1）", 3, "（3）"),
        ("⑶加强", "（1）", 3, "（3）"),
        ("③加强", "①", 3, "③"),
        ("㉒加强", "①", 22, "㉒"),
        ("——加强", "—", 0, "—"),
        ("─────加强", "—", 0, "—"),
        ("--加强", "—", 0, "—"),
    ],
)
def test_printed_labels(text: str, style: str, number: int, name: str) -> None:
    label = label_at(text)
    assert label is not None
    assert (label.style, label.number, label.name) == (style, number, name)


@pytest.mark.parametrize(
    "text",
    [
        "第五条规定的情形",
        "第三条、第四条所列",
        "第三条 第二款 规定",
        "第三条第二款",
        "第六条和第七条",
        "1.5亿元",
        "3.5%以上",
        "01 关键技术",
        "二〇二三年",
        "一是加强",
        "第一，加强",
        "一、二、三产业融合",
        "一九五八、",
        "2020年",
        "-5℃",
        "",
    ],
)
def test_what_only_looks_like_a_label(text: str) -> None:
    assert label_at(text) is None


@pytest.mark.parametrize(
    ("text", "style", "name"),
    [
        ("一 总则", "一、", "一"),
        ("（一加强领导", "（一）", "（一）"),
        ("1 总则", "d1", "1"),
        ("1.2 工作原则", "d2", "1.2"),
        ("1.2.1 分级", "d3", "1.2.1"),
        ("2.1", "d2", "2.1"),
        ("2.1 20家单位参加", "d2", "2.1"),
        ("3.1.1 2025年底前", "d3", "3.1.1"),
        ("2.2 5G网络", "d2", "2.2"),
        ("2.3、1,000家企业", "d2", "2.3"),
        ("2.1人员职责", "d2", "2.1"),
        ("2.2公共服务", "d2", "2.2"),
        ("2.3小微企业", "d2", "2.3"),
    ],
)
def test_weak_labels_are_only_offered(text: str, style: str, name: str) -> None:
    label = any_label_at(text)
    assert label is not None and label.weak
    assert (label.style, label.name) == (style, name)
    assert label_at(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2.5万人参加",
        "1.2亩的绿地",
        "3.5吨以下",
        "1.5人次",
        "2.5兆瓦",
        "1.5升以上",
        "2.5 2.8 3.1",
        "2.4 GHz频段",
    ],
)
def test_a_decimal_figure_is_no_label(text: str) -> None:
    assert any_label_at(text) is None


def test_an_article_may_begin_like_a_reference() -> None:
    for text in ("第三条　所称机构，是指", "第八条 已经登记的，", "第十条 不适用"):
        assert label_at(text) is not None, text


@given(st.integers(1, 99))
def test_chinese_and_arabic_labels_give_the_same_number(number: int) -> None:
    chinese = to_chinese(number)
    for text in (
        f"{chinese}、甲",
        f"（{chinese}）甲",
        f"{number}.甲",
        f"（{number}）甲",
        f"第{chinese}条 甲",
    ):
        label = label_at(text)
        assert label is not None and label.number == number, text


@given(st.text(max_size=40))
def test_a_label_never_reaches_beyond_its_text(text: str) -> None:
    label = any_label_at(text)
    assert label is None or 0 < label.length <= len(text)


def test_path_elements_tell_style_and_number() -> None:
    assert element_place("第二款") == ("款", 2)
    assert element_place("—3") == ("—", 3)
    assert element_place("§2") == ("§", 2)
    assert element_place("7") == ("1.", 7)
    assert element_place("③") == ("①", 3)
    assert element_place("前言") is None
    assert element_place("附件1") is None


def test_annex_lines() -> None:
    match = ANNEX.match("附件 2：任务清单")
    assert match is not None and match["number"] == "2" and match.end() == 5
    assert ANNEX.match("附则") is None
