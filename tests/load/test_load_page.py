"""HTML: visible text, a block a line, tables in place, encodings as declared, hostile pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.load.headed import bare
from rag.load.page import read_page


def lines(source: str) -> list[str]:
    return bare(read_page(source.encode()).text).split("\n")


def test_blocks_start_lines_and_inline_marks_do_not() -> None:
    page = "<h1>标<b>题</b></h1><div>甲<span>乙</span><p>丙<br/>丁</div>戊<a href=x>己</a>"
    assert lines(page) == ["标题", "甲乙", "丙", "丁", "戊己"]


def test_what_is_not_seen_is_dropped() -> None:
    page = (
        "<head><title>题</title><style>p{}</style></head><body><script>var a='<p>'</script>"
        "<noscript>开启脚本</noscript><template>模</template><p hidden>隐</p>"
        "<p style='DISPLAY : none'>藏</p>前<select><option>选</select>后<!-- 注 -->"
    )
    assert lines(page) == ["前后"]


@pytest.mark.parametrize(
    "style",
    [
        "font-size:0", "font-size: 0px", "opacity:0", "opacity:0.0;color:red", "max-height:0;overflow:hidden", "color:transparent",
        "position:absolute;left:-9999px", "text-indent:-9999px", "transform:scale(0)", "clip-path:inset(100%)",
        "clip:rect(0,0,0,0)", "color:rgba(0,0,0,0)",
    ],
)  # fmt: skip
def test_what_a_style_hides_is_not_read(style: str) -> None:
    assert lines(f"<p>前<span style='{style}'>上限四万元</span>后</p>") == ["前后"]


@pytest.mark.parametrize(
    "style",
    [
        "font-size:0.8em", "font-size:10px", "opacity:0.5", "text-indent:-2em", "left:-10px", "margin:0", "background-color:transparent",
        "border-color:rgba(0,0,0,0)", "line-height:0", "transform:scale(0.9)", "color:rgba(0,0,0,0.5)", "letter-spacing:0",
        "left:50%;margin-left:-480px", "top:-120px",
    ],
)  # fmt: skip
def test_what_a_style_only_moves_or_tints_is_read(style: str) -> None:
    assert lines(f"<p>前<span style='{style}'>文</span>后</p>") == ["前文后"]


def test_text_struck_through_is_deleted_text() -> None:
    page = "<p>补助<del>500</del><s>600</s><strike>700</strike>800元，<ins>不</ins>限次数</p>"
    styled = "<p>补助<span style='color:red;text-decoration: line-through'>500</span>800元</p>"
    assert lines(page + styled) == ["补助800元，不限次数", "补助800元"]
    assert lines("<p style='text-decoration:underline'>下划线</p>") == ["下划线"]


def test_a_superscript_is_no_digit_of_the_number_before_it() -> None:
    page = "<p>低于10×10<sup>9</sup>/L，误差10<sup>-3</sup>，79.3<sup>[1]</sup>岁<sup>注</sup>，PM<sub>2.5</sub></p>"
    assert lines(page) == ["低于10×10⁹/L，误差10⁻³，79.3[¹]岁注，PM2.5"]


def test_white_space_is_collapsed_and_chinese_lines_are_joined() -> None:
    page = "<p>中文\n    换行 and\n words&nbsp;&lt;5&gt;</p>"
    assert lines(page) == ["中文换行 and words\xa0<5>"]
    assert lines("<pre>一\n  二</pre>") == ["一", "二"]


def test_merged_cells_keep_the_columns_in_place() -> None:
    page = (
        "<table><caption>表1</caption><tr><th rowspan=2>序号<th colspan=2>任务<th>期限"
        "<tr><td>甲<td>乙<td rowspan=2>年底<tr><td>1<td colspan=2>丙</table>"
    )
    assert lines(page) == ["表1", "| 序号 | 任务 甲 | 任务 乙 | 期限 年底 |", "| 1 | 丙 |  | 年底 |"]


def test_a_merged_cell_is_said_in_each_of_its_rows_but_a_number_a_label_and_a_long_text_are_not() -> None:
    page = (
        "<table><tr><th>序号<th>类别<th>项目<th>标准<tr><td rowspan=2>1<td rowspan=2>水稻<td>早稻<td rowspan=2>30"
        f"<tr><td>晚稻<tr><td>2<td rowspan=2>（二）旱粮<td>玉米<td rowspan=2>{'长' * 61}<tr><td>3<td>大豆</table>"
    )
    assert lines(page) == [
        "| 序号 | 类别 | 项目 | 标准 |",
        "| 1 | 水稻 | 早稻 | 30 |",
        "|  | 水稻 | 晚稻 | 30 |",
        f"| 2 | （二）旱粮 | 玉米 | {'长' * 61} |",
        "| 3 |  | 大豆 |  |",
    ]


def test_in_a_table_of_duties_a_merged_cell_is_written_once() -> None:
    page = (
        "<table><tr><th>任务<th colspan=2>分工<tr><td><td>牵头单位<td>配合单位"
        "<tr><td>建站<td rowspan=2>市教育局<td>市财政局<tr><td>扩招<td>市人社局</table>"
    )
    assert lines(page)[2:] == ["| 建站 | 市教育局 | 市财政局 |", "| 扩招 |  | 市人社局 |"]


def test_merged_cells_without_end_add_little() -> None:
    cell = "甲" * 50
    page = "<table><tr>" + f"<td rowspan=9999>{cell}" * 100 + "<tr><td>乙" * 2000 + "</table>"
    assert sum(map(len, lines(page))) < 1_500_000


def test_a_cell_is_one_line_and_its_bars_are_no_borders() -> None:
    page = "<table><tr><td><p>一，</p><p>二<br>三 a</p><td>x|y</table>"
    assert lines(page) == ["| 一，二三a | x｜y |"]


def test_tables_for_layout_are_read_as_blocks() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"
    assert lines(f"<table><tr><td>菜单<td><p>正文</p>{inner}</table>") == [
        "菜单", "正文", "| a | b |", "| c | d |"
    ]  # fmt: skip
    body = "".join(f"<p>第{n}条正文正文</p>" for n in range(12))
    assert lines(f"<table><tr><td>导航<td>{body}</table>")[:2] == ["导航", "第0条正文正文"]


def test_hostile_spans_are_cut() -> None:
    page = "<table><tr><td colspan=999999 rowspan=999999>甲<td>乙<tr><td>丙<td>丁</table>"
    assert max(map(len, lines(page))) < 2000


def test_numbers_of_ordered_lists_are_printed_once() -> None:
    page = "<ol><li>甲<li>（二）乙<li value=7>丙</ol><ul><li>丁</ul><ol start=3><li><p>2025年</ol>"
    assert lines(page) == ["1.甲", "（二）乙", "7.丙", "丁", "3. 2025年"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gb18030"), ("GBK", "gbk"), ("big5", "big5"), ("utf-8", "utf-8"), ("", "gb18030"),
     ("utf-8", "gb18030"), ("gb2312", "utf-8"), ("no-such", "gb18030")],
)  # fmt: skip
def test_encodings_declared_truly_falsely_or_not(declared: str, encoding: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html><head>{meta if declared else ''}</head><p>市政府公共服務管理的通知</p>"
    assert read_page(page.encode(encoding)).text == "市政府公共服務管理的通知"


def test_title_and_date_are_hints() -> None:
    page = (
        "<head><title> 首页 - \n 网站</title><meta name=ArticleTitle content='某办法'>"
        "<meta name=PubDate content='2022-03-04 10:00'></head><p>正文"
    )
    content = read_page(page.encode())
    assert (content.title, content.published) == ("某办法", "2022-03-04 10:00")
    assert read_page(page.replace("ArticleTitle", "x").encode()).title == "首页 - 网站"


def test_xml_declarations_and_entities_are_harmless() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><p>文&b;</p>"
    assert len(read_page(f"<?xml version='1.0' encoding='gb2312'?>{bomb}".encode()).text) < 60
    file = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><p>文&e;</p>"
    assert read_page(file.encode()).text.strip().endswith("&e;")


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ol><li", "font"])
def test_deep_nesting_neither_recurses_nor_loses_text_in_silence(tag: str) -> None:
    assert "内容" in read_page((f"<{tag}>" * 40 + "内容").encode()).text
    try:
        assert "内容" in read_page((f"<{tag}>" * 50_000 + "内容").encode()).text
    except DocumentError as error:
        assert "deep" in str(error)


TAGS = [
    "<p>", "</p>", "<table>", "<tr>", "<td>", "<td rowspan=3>", "</td>", "</table>", "<br>", "<ol>",
    "<li>", "</ol>", "<pre>", "</pre>", "<div hidden>", "</div>", "<script>", "</script>", "<svg>",
    "<!--", "-->", "&nbsp;", "&#0;", "<body>", "</html>", "<td colspan=0>", "<caption>",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(TAGS),
            st.text(max_size=6),
        ),
        max_size=40,
    )
)
def test_any_soup_is_read(parts: list[str]) -> None:
    try:
        text = read_page("".join(parts).encode("utf-8", "replace")).text
    except DocumentError:
        return
    assert all(line.strip() for line in text.split("\n")) or not text


def test_links_side_by_side_in_a_menu_are_apart_and_those_in_a_sentence_are_not() -> None:
    menu = "<div><a>网站首页</a><a>机构概况</a><span><a>通知公告</a></span></div>"
    assert lines(menu) == ["网站首页　　机构概况　　通知公告"]
    assert lines("<p>依照<a>某市</a><a>条例</a>办理</p>") == ["依照某市条例办理"]
    assert lines("<p><a>某市</a><br><a>条例</a></p><p><a>一</a></p>") == ["某市", "条例", "一"]
