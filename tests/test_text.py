"""Normalisation never moves a printed label, and sentences tile the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.text import fold, normalise, sentences, squeeze, unbroken

TEXT = st.text(alphabet="甲乙丙。；！？（）《》“”\n 　1①a", max_size=200)


def test_labels_keep_their_printed_form() -> None:
    printed = "①（一）〔2020〕１．"
    assert normalise(printed) == printed


def test_invisible_characters_and_radicals_are_repaired() -> None:
    assert normalise("\ufeff⼈⺠\u200b政府\r\n第\u00a0一\x0b章\r") == "人民政府\n第 一\n章\n"


def test_lone_surrogates_can_be_stored() -> None:
    normalise("甲\ud800乙").encode("utf-8")


@given(st.text(max_size=300))
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXT)
def test_sentences_are_in_order_without_overlap_and_lose_only_white_space(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


def test_a_stop_in_brackets_does_not_end_a_sentence() -> None:
    text = "开展试点（甲区。乙区）工作。完成评估。"
    assert [text[a:b] for a, b in sentences(text)] == ["开展试点（甲区。乙区）工作。", "完成评估。"]


def test_a_bracket_never_closed_does_not_swallow_the_text() -> None:
    text = "（" + "甲" * 130 + "。乙乙。"
    assert len(list(sentences(text))) == 2


def test_squeeze_and_fold() -> None:
    assert squeeze(" 总　 则 \n一 ") == "总则一"
    assert squeeze("the  AI 平台") == "the AI平台"
    assert fold("（Ａ） 一、〔2020〕") == "(a)一,[2020]"


#: A page of 24 characters a line, broken inside words.
PAGE = (
    "推出具备大屏幕、大字体的手机，支持企业在产品研发中考\n"
    "虑老年人的需要。鼓励企业简化操作流程，任何单位不\n"
    "得把说明书写得太小。支持研发监护类的产品，实现无感\n"
    "应用。\n"
)


def parts(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


def test_the_width_of_a_page_ends_no_sentence() -> None:
    assert [squeeze(part) for part in parts(PAGE)] == [
        "推出具备大屏幕、大字体的手机，支持企业在产品研发中考虑老年人的需要。",
        "鼓励企业简化操作流程，任何单位不得把说明书写得太小。",
        "支持研发监护类的产品，实现无感应用。",
    ]
    assert "不得把" in unbroken(PAGE) and "\n" not in unbroken(PAGE).rstrip("\n")


def test_lines_that_are_items_end_where_they_end() -> None:
    for items in (
        "县卫生健康局负责统筹乡镇卫生院的建设\n县医保局\n县财政局负责安排资金\n",
        "一、加强乡镇卫生院的建设和人员的配备\n二、加强村卫生室的建设和药品的配备工作\n三、加强监督\n",
        "联系人：云山县卫生健康局办公室张某某\n联系电话：县卫生健康局办公室值班的电话\n传真：县局办公室\n",
        "加强乡镇卫生院建设\n每个乡镇卫生院配备不少于三名全科医生，空缺岗位在九月底前补齐，经费由县财政安排，不足部分由乡镇自行筹措解决，年底前完成验收。\n",
    ):
        assert [part.strip() for part in parts(items)] == items.split("\n")[:-1], items
        assert unbroken(items) == items


@given(st.text(alphabet="甲乙丙。，\n（1", max_size=200))
def test_joined_lines_lose_nothing_but_line_ends(text: str) -> None:
    assert unbroken(text).replace("\n", "") == text.replace("\n", "")
    assert "".join(parts(text)).split() == text.split() or not text.strip()
