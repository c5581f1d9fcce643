"""DOCX: body order, printed numbers, merged cells, tracked changes, hostile packages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.load import load_file
from rag.load.docx import read_docx
from rag.load.headed import bare
from rag.load.numbering import printed_number

NS = nsdecls("w")
MIB = 2**20


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(document: Document) -> list[str]:
    return bare(read_docx(saved(document)).text).split("\n")


def level(number: int, style: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(levels: str, nums: str = "") -> Document:
    """A document with one list definition, list 50, and any further ``nums``."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = f'<w:abstractNum {NS} w:abstractNumId="50">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    for num in [f'<w:num {NS} w:numId="50"><w:abstractNumId w:val="50"/></w:num>', nums]:
        if num:
            numbering.append(parse_xml(num))
    return document


def add(document: Document, text: str, ilvl: int, num: int = 50) -> None:
    paragraph = document.add_paragraph(text)
    properties = f'<w:numPr {NS}><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))


def xml(document: Document, inner: str) -> None:
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:p {NS}>{inner}</w:p>"))


def test_paragraphs_and_tables_in_body_order() -> None:
    document = docx.Document()
    document.core_properties.title = "某办法"
    document.add_heading("某办法", 0)
    document.add_paragraph("第一条\t为了\n换行")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "任务", "单位"
    document.add_paragraph("附则")
    assert lines(document) == ["某办法", "第一条 为了", "换行", "| 任务 | 单位 |", "附则"]
    assert read_docx(saved(document)).title == "某办法"


def test_merged_cells_are_said_in_each_row_and_two_heads_are_one() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for i in range(3):
        for j in range(3):
            table.cell(i, j).text = f"{i}{j}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "竖"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横\n二"
    table.cell(2, 0).merge(table.add_row().cells[0]).text = "竖二"
    assert lines(document) == ["| 竖 | 横二 11 | 横二 12 |", "| 竖二 | 21 | 22 |"]
    table.cell(3, 1).text = "31"
    assert lines(document)[1:] == ["| 竖二 | 21 | 22 |", "| 竖二 | 31 |  |"]


def test_one_column_tables_are_boxes_not_tables() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "红头"
    assert lines(document) == ["红头"]


def test_numbers_run_restart_below_and_print_their_label() -> None:
    document = numbered(
        level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>')
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "decimal", "%1.%4", "<w:isLgl/>")
        + level(4, "decimalEnclosedCircle", "%5")
    )
    for text, ilvl in [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2), ("庚", 0),
                       ("辛", 3), ("壬", 4), ("癸", 4)]:  # fmt: skip
        add(document, text, ilvl)
    assert lines(document) == [
        "一、甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "1.己", "二、庚", "2.1 辛",
        "① 壬", "② 癸",
    ]  # fmt: skip


def test_articles_run_on_across_chapters_that_do_not_restart_them() -> None:
    document = numbered(
        level(0, "chineseCounting", "第%1章")
        + level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
    )
    for text, ilvl in [("总则", 0), ("甲", 1), ("乙", 1), ("附则", 0), ("丙", 1)]:
        add(document, text, ilvl)
    assert lines(document) == [
        "第一章 总则", "第一条 甲", "第二条 乙", "第二章 附则", "第三条 丙",
    ]  # fmt: skip


def test_two_lists_of_one_definition_count_on_unless_overridden() -> None:
    again = (
        f'<w:num {NS} w:numId="51"><w:abstractNumId w:val="50"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    document = numbered(level(0, "decimal", "（%1）"), again)
    for text, num in [("甲", 50), ("乙", 50), ("丙", 51), ("丁", 51)]:
        add(document, text, 0, num)
    add(document, "无", 0, 0)
    assert lines(document) == ["（1）甲", "（2）乙", "（5）丙", "（6）丁", "无"]


def test_numbers_may_come_from_the_style() -> None:
    document = numbered(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>')
        + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="Heading2"/>')
    )
    for name in ("Heading 1", "Heading 2"):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {NS}><w:numId w:val="50"/></w:numPr>'))
    document.add_heading("总体要求", 1)
    document.add_heading("目标", 2)
    document.add_heading("任务", 2)
    assert lines(document) == ["一、总体要求", "（一）目标", "（二）任务"]


def test_bullets_are_not_text_but_dashes_are() -> None:
    document = numbered(level(0, "bullet", "\uf0b7") + level(1, "bullet", "—"))
    add(document, "点", 0)
    add(document, "坚持公平", 1)
    assert lines(document) == ["点", "——坚持公平"]


@pytest.mark.parametrize(
    ("style", "number", "shown"),
    [
        ("chineseCounting", 21, "二十一"), ("chineseCountingThousand", 101, "一百零一"),
        ("japaneseCounting", 10, "十"), ("ideographDigital", 12, "一二"), ("decimalZero", 3, "03"),
        ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"),
        ("decimalFullWidth", 10, "１０"), ("chineseLegalSimplified", 23, "贰拾叁"),
        ("ideographTraditional", 2, "乙"), ("ideographZodiac", 13, "子"), ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"), ("upperLetter", 27, "AA"), ("lowerLetter", 2, "b"),
        ("decimalEnclosedParen", 1, "⑴"), ("no such format", 7, "7"),
        ("upperRoman", 999999, "999999"),
    ],
)  # fmt: skip
def test_number_formats(style: str, number: int, shown: str) -> None:
    assert printed_number(number, style) == shown


def test_tracked_changes_hidden_text_and_fields() -> None:
    document = docx.Document()
    run = "<w:r><w:t>{}</w:t></w:r>".format
    changed = f'<w:del w:id="1">{run("可以")}</w:del><w:ins w:id="2">{run("公开")}</w:ins>'
    xml(document, run("应当") + changed)
    xml(document, f'<w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>{run("前半")}')
    xml(document, run("后半"))
    xml(document, f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>{run('显')}")
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    xml(document, f"{field}<w:hyperlink>{run('链接')}</w:hyperlink>")
    assert lines(document) == ["应当公开", "前半后半", "显", "链接"]


def test_text_struck_through_is_deleted_text() -> None:
    document = docx.Document()
    run = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>".format
    xml(document, run("", "补助") + run("<w:strike/>", "500") + run("<w:dstrike/>", "600") + run("", "800元"))
    xml(document, run('<w:strike w:val="0"/>', "照旧"))
    assert lines(document) == ["补助800元", "照旧"]


def styled(document: Document, name: str, kind: str, font: str, based: str = "") -> None:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    document.styles.element.append(
        parse_xml(
            f'<w:style {NS} w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{on}'
            f"<w:rPr>{font}</w:rPr></w:style>"
        )
    )


def test_text_that_a_style_strikes_through_or_hides_is_left_out() -> None:
    document = docx.Document()
    run = '<w:r><w:rPr><w:rStyle w:val="{}"/>{}</w:rPr><w:t>{}</w:t></w:r>'.format
    styled(document, "Out", "character", "<w:strike/>")
    styled(document, "OutTwice", "character", "<w:dstrike/>")
    styled(document, "Hidden", "character", "<w:vanish/>")
    styled(document, "Based", "character", "<w:b/>", "Out")
    styled(document, "Back", "character", '<w:strike w:val="0"/>', "Out")
    styled(document, "Loop", "character", "<w:b/>", "Loop")
    left_out = [run(name, "", "删") for name in ("Out", "OutTwice", "Hidden", "Based")]
    kept = [run("Back", "", "留"), run("Loop", "", "存"), run("Out", '<w:strike w:val="0"/>', "用")]
    xml(document, "".join([*left_out, *kept]))
    assert lines(document) == ["留存用"]


def test_a_paragraph_style_strikes_out_all_but_what_a_style_switches_back() -> None:
    document = docx.Document()
    styled(document, "Old", "paragraph", "<w:strike/>")
    styled(document, "Older", "paragraph", "<w:b/>", "Old")
    styled(document, "Out", "character", "<w:strike/>")
    plain = "<w:r><w:t>旧</w:t></w:r>"
    back = '<w:r><w:rPr><w:rStyle w:val="Out"/></w:rPr><w:t>新</w:t></w:r>'
    xml(document, f'<w:pPr><w:pStyle w:val="Older"/></w:pPr>{plain}{back}')
    assert lines(document) == ["新"]


def test_a_style_raises_digits_too() -> None:
    document = docx.Document()
    styled(document, "Mark", "character", '<w:vertAlign w:val="superscript"/>')
    run = '<w:r><w:rPr><w:rStyle w:val="Mark"/>{}</w:rPr><w:t>{}</w:t></w:r>'.format
    flat = '<w:vertAlign w:val="baseline"/>'
    xml(document, f"<w:r><w:t>补助10</w:t></w:r>{run('', '1')}<w:r><w:t>万元</w:t></w:r>{run(flat, '2')}")
    assert lines(document) == ["补助10¹万元2"]


def test_a_superscript_is_no_digit_of_the_number_before_it() -> None:
    document = docx.Document()
    run = '<w:r><w:rPr><w:vertAlign w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'.format
    plain = "<w:r><w:t>{}</w:t></w:r>".format
    xml(document, plain("10×10") + run("superscript", "9") + plain("/L，PM") + run("subscript", "2.5"))
    assert lines(document) == ["10×10⁹/L，PM2.5"]


def test_of_a_page_header_the_documents_number_is_read() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "云财行〔2020〕77号"
    document.add_paragraph("某县差旅费管理规定")
    assert lines(document) == ["云财行〔2020〕77号", "某县差旅费管理规定"]
    document.sections[0].header.paragraphs[0].text = "某县财政局"
    assert lines(document) == ["某县差旅费管理规定"]


def test_footnotes_follow_the_paragraph_of_their_mark() -> None:
    document = docx.Document()
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    xml(document, f"<w:r><w:t>第一条　补贴</w:t></w:r>{mark.format(2)}<w:r><w:t>按月发放。</w:t></w:r>")
    xml(
        document,
        f'<w:del w:id="9">{mark.format(3)}</w:del><w:r><w:t>第二条　本办法施行。</w:t></w:r>{mark.format(7)}',
    )
    notes = (
        f'<w:footnotes {NS}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        + "".join(
            f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
            for n, text in ((2, "每月80元。"), (3, "已删去。"))
        )
        + "</w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)
    assert lines(document) == ["第一条　补贴按月发放。", "注：每月80元。", "第二条　本办法施行。"]


def test_text_boxes_follow_their_paragraph_once() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    xml(
        document,
        f'<w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps"><w:drawing>{box}'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent><w:t>正文</w:t></w:r>",
    )
    assert lines(document) == ["正文", "框"]


# --- Hostile packages ----------------------------------------------------------------------------


def repacked(change: dict[str, bytes]) -> bytes:
    document = docx.Document()
    document.add_paragraph("正文")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return out.getvalue()


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密", encoding="utf-8")
    for declared in ("'" + "a" * 1000 + "'", f"SYSTEM 'file://{secret}'"):
        body = (
            f"<!DOCTYPE d [<!ENTITY e {declared}>]><w:document {NS}><w:body><w:p><w:r>"
            f"<w:t>文{'&e;' * 50}</w:t></w:r></w:p></w:body></w:document>"
        )
        text = read_docx(repacked({"word/document.xml": body.encode()})).text
        assert "机密" not in text and "aaa" not in text


def test_bombs_and_foreign_packages_are_refused() -> None:
    with pytest.raises(DocumentError, match="200 to 1"):
        read_docx(repacked({"word/media/image1.bmp": bytes(40 * MIB)}))
    with pytest.raises(DocumentError, match="no whole DOCX"):
        read_docx(repacked({"[Content_Types].xml": b"<Types/>"}))
    with pytest.raises(DocumentError, match="no whole DOCX"):
        read_docx(b"PK\x03\x04")


def test_tables_nested_without_end_are_refused() -> None:
    inner = "<w:p/>"
    for _ in range(60):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    body = f"<w:document {NS}><w:body>{inner}</w:body></w:document>"
    with pytest.raises(DocumentError, match="30 deep"):
        read_docx(repacked({"word/document.xml": body.encode()}))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["word/document.xml", "word/numbering.xml", "word/styles.xml", None]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_mutated_packages_raise_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, part: str | None, changes: list[tuple[int, int]]
) -> None:
    data = WHOLE if part is None else zipfile.ZipFile(io.BytesIO(WHOLE)).read(part)
    mutated = bytearray(data)
    for place, value in changes:
        mutated[place % len(mutated)] = value
    path = tmp_path_factory.getbasetemp() / "mutated.docx"
    path.write_bytes(bytes(mutated) if part is None else repacked({part: bytes(mutated)}))
    try:
        assert load_file(path, limit=MIB).text
    except DocumentError as error:
        assert "mutated.docx" in str(error)


def _whole() -> bytes:
    document = numbered(level(0, "chineseCounting", "%1、"))
    add(document, "甲", 0)
    document.add_table(2, 2).cell(0, 0).merge(document.tables[0].cell(1, 0)).text = "并"
    return saved(document)


WHOLE = _whole()


def test_a_cell_that_holds_nothing_but_its_automatic_number_prints_it() -> None:
    document = numbered(level(0, "decimal", "%1"))
    table = document.add_table(3, 2)
    for row, name in enumerate(["任务", "建步道", "建食堂"]):
        table.cell(row, 1).text = name
    table.cell(0, 0).text = "序号"
    properties = f'<w:numPr {NS}><w:ilvl w:val="0"/><w:numId w:val="50"/></w:numPr>'
    for row in (1, 2):
        table.cell(row, 0).paragraphs[0]._p.get_or_add_pPr().append(parse_xml(properties))
    assert lines(document) == ["| 序号 | 任务 |", "| 1 | 建步道 |", "| 2 | 建食堂 |"]


def test_an_empty_numbered_paragraph_elsewhere_prints_nothing() -> None:
    document = numbered(level(0, "decimal", "%1."))
    add(document, "甲", 0)
    add(document, "", 0)
    cell = document.add_table(1, 2).cell(0, 0)
    cell.text = "乙"
    properties = f'<w:numPr {NS}><w:ilvl w:val="0"/><w:numId w:val="50"/></w:numPr>'
    cell.add_paragraph("")._p.get_or_add_pPr().append(parse_xml(properties))
    document.tables[0].cell(0, 1).text = "丙"
    assert lines(document) == ["1.甲", "| 乙 | 丙 |"]


def test_names_and_points_on_lines_of_their_own_stay_apart_in_a_cell() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "1.建步道。\n2.建食堂"
    table.cell(0, 1).text = "市财政局\n市医保局、市人力资源社会\n保障局\n各区政府"
    assert lines(document) == ["| 1.建步道。 2.建食堂 | 市财政局 市医保局、市人力资源社会保障局 各区政府 |"]


def test_in_a_table_of_duties_the_kind_of_a_task_is_said_in_each_row_and_the_task_once() -> None:
    document = docx.Document()
    table = document.add_table(5, 4)
    rows = [
        ("类别", "任务", "时限", "牵头单位"),
        ("河道", "清淤", "6月", "甲局"),
        ("", "护岸", "7月", "乙局"),
        ("水厂", "扩建", "8月", "丙局"),
        ("", "", "", "丁局"),
    ]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for column, top, bottom in ((0, 1, 2), (0, 3, 4), (1, 3, 4), (2, 3, 4)):
        text = table.cell(top, column).text
        table.cell(top, column).merge(table.cell(bottom, column)).text = text
    assert lines(document) == [
        "| 类别 | 任务 | 时限 | 牵头单位 |",
        "| 河道 | 清淤 | 6月 | 甲局 |",
        "| 河道 | 护岸 | 7月 | 乙局 |",
        "| 水厂 | 扩建 | 8月 | 丙局 |",
        "|  |  |  | 丁局 |",
    ]
