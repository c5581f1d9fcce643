"""Plain text and Markdown: encodings told apart, junk refused, marks removed."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.load.headed import bare
from rag.load.markdown import read_markdown
from rag.load.plain import decode, read_plain

SHARED = Path(__file__).resolve().parents[3] / "shared"
SIMPLIFIED = "各区人民政府：为贯彻落实国务院文件精神，到2025年覆盖率达到95％。〔2022〕14号①"
TRADITIONAL = "為貫徹落實國家發展計畫，加強對地方政府財政補助經費之監督管理，特訂定本辦法。"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"],
)
def test_simplified_text_in_any_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5", "big5hkscs", "gb18030"])
def test_traditional_text_in_any_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@given(st.integers(0, 25), st.integers(8, 13))
def test_short_slices_are_told_apart(start: int, length: int) -> None:
    gb, big5 = SIMPLIFIED[start : start + length], TRADITIONAL[start : start + length]
    assert decode(gb.encode("gb18030")) == gb
    assert decode(big5.encode("big5")) == big5


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")
def test_real_documents_survive_gb18030_and_utf_16() -> None:
    with gzip.open(SHARED / "data" / "policies.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    for text in texts:
        for piece in (text, text[:40], text[-200:]):
            assert decode(piece.encode("gb18030")) == piece
        assert decode(text.encode("utf-16")) == text.removeprefix("\ufeff")


def test_a_few_bad_bytes_do_not_lose_the_rest() -> None:
    for encoding in ("utf-8", "gb18030"):
        data = (SIMPLIFIED * 20).encode(encoding)
        assert SIMPLIFIED * 18 in decode(data[:-30] + b"\xff" + data[-29:] + b"\x81")


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 4, b"\x00" * 64, b"\x89PNG\r\n\x1a\n" + bytes(range(200)), b"\xff" * 50],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"binary data|is not text"):
        decode(data)


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    for read in (decode, lambda data: read_markdown(data).text):
        with suppress(DocumentError):
            assert isinstance(read(data), str)


def printed(text: str) -> str:
    return read_plain(text.encode()).text


def test_a_table_copied_out_of_word_or_excel_keeps_its_columns() -> None:
    table = "序号\t任务\t责任单位\n1\t建设食堂\t市民政局\n2\t\t市财政局"
    assert printed(f"分工表\n{table}\n完").split("\n") == [
        "分工表",
        "| 序号 | 任务 | 责任单位 |",
        "| 1 | 建设食堂 | 市民政局 |",
        "| 2 |  | 市财政局 |",
        "完",
    ]
    pairs = "姓名\t单位\n甲\t市民政局\n乙\t市财政局"
    assert printed(pairs).startswith("| 姓名 | 单位 |\n| 甲 |")


@pytest.mark.parametrize(
    "text",
    [
        "\t第一段。\n\t第二段。\n\t第三段。",
        "一、\t总则\n二、\t任务\n三、\t附则",
        "第一章  总则\t1\n第二章  任务\t3\n第三章  附则\t12",
        "第一章\t总则\t1\n第二章\t任务\t3",
        "\t\t某市民政局\n\t\t2024年3月1日",
        "联系人：\t某某\n电话：\t12345",
    ],
)
def test_tabs_that_indent_or_lead_to_a_page_make_no_table(text: str) -> None:
    assert printed(text) == text


# --- Markdown ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("## 一、总体要求 ##", "一、总体要求"),
        ("#（一）目标", "（一）目标"),
        ("- （一）推进改革", "（一）推进改革"),
        ("> > **第一条** 为了*加强*__管理__", "第一条 为了加强管理"),
        (r"1\. 不是列表，5\*3 与 \*", "1. 不是列表，5*3 与 *"),
        ("1. 列表", "1. 列表"),
        ("见[《办法》](https://example.org/a)和![图](a.png)", "见《办法》和"),
        ("甲<br>乙 &lt;丙&gt; <b>丁</b>", "甲\n乙 <丙> 丁"),
        ("补助~~500元~~800元，<del>限1次</del><s>限2次</s>不限次数", "补助800元，不限次数"),
        ("低于10×10<sup>9</sup>/L，20~30岁", "低于10×10⁹/L，20~30岁"),
        ("项目____年 snake_case_name 2*3*4", "项目____年 snake_case_name 2*3*4"),
        ("——坚持公平。", "——坚持公平。"),
        ("标题\n===\n正文\n\n---\n\n尾", "标题\n正文\n\n\n尾"),
        ("```\n# 原样\n```", "# 原样"),
        ("前<!-- 注\n释 -->后", "前后"),
        ("|任务|**单位**|\n|:--|---|\n| a\\|b | 委 |", "| 任务 | 单位 |\n| a｜b | 委 |"),
    ],
)
def test_marks_are_removed(source: str, printed: str) -> None:
    assert bare(read_markdown(source.encode()).text) == printed


def test_footnotes_stand_behind_their_paragraph_or_table_and_at_the_end_where_no_mark_is() -> None:
    source = (
        "一、寄存费[^1]每年40元。\n\n|项|价|\n|--|--|\n|甲[^b]|1|\n|乙|2|\n\n二、其他[^x]\n\n[l]: http://a.cn\n"
        "[^1]: 首年**免费**，\n    次年起收取。\n[^b]: 不含税\n[^z]: 无处可放\n"
    )
    assert [line for line in read_markdown(source.encode()).text.split("\n") if line] == [
        "一、寄存费每年40元。", "注：首年免费，次年起收取。", "| 项 | 价 |", "| 甲 | 1 |", "| 乙 | 2 |", "注：不含税",
        "二、其他[^x]", "注：无处可放",
    ]  # fmt: skip


def test_front_matter_gives_title_and_date() -> None:
    content = read_markdown('---\ntitle: "某办法"\ndate: 2022-01-02\n---\n正文'.encode())
    assert (content.text, content.title, content.published) == ("正文", "某办法", "2022-01-02")


@pytest.mark.parametrize(
    "mark", ["<!--", "**a", "[", "`", "__a ", "|-", "- ", "> ", "<a ", "\\*", "~~a", "[^1]: a\n    b\n"]
)
def test_a_hundred_thousand_open_marks_are_read_in_linear_time(mark: str) -> None:
    assert read_markdown((mark * 100_000 + "x").encode()).text is not None


def test_a_table_of_figures_set_out_with_gaps_becomes_rows() -> None:
    table = "   等级      在家      住院\n   一级      200元     260元\n   二级      400元     520元"
    assert printed(f"标准如下：\n{table}\n执行。").split("\n")[1:-1] == [
        "| 等级 | 在家 | 住院 |", "| 一级 | 200元 | 260元 |", "| 二级 | 400元 | 520元 |",
    ]  # fmt: skip
    for other in (
        "甲局    乙局    丙局\n丁局    戊局    己局\n庚局    辛局    壬局",
        "等级    在家    住院\n一级    200元    另定\n二级    400元    520元",
        "等级    在家\n一级    200元\n二级    400元",
    ):
        assert printed(other) == other
