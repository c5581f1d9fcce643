"""PDF: lines back to paragraphs, furniture, columns, ruled tables, refusals, damaged bytes."""

from __future__ import annotations

import io
import shutil
import subprocess
import zlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.load import Loaded, Skipped, load_file, load_folder
from rag.load.layout import flow, without_furniture
from rag.load.ocr import read_page
from rag.load.paragraphs import paragraphs
from rag.load.pdf import read_pdf
from rag.load.ruling import Rule, tables
from rag.load.sheet import Glyph, Page, Run, joined, runs, text_lines

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MIB = 2**20

# --- A PDF writer of forty lines: Chinese text in a font that is named, not embedded -----------


def pdf(pages: list[str], *, extra: str = "", trailer: str = "", page: str = "") -> bytes:
    """A PDF with one content stream a page; font /F is Chinese and takes UTF-16 in hex."""
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        4: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
        5: b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/Ascent 880/Descent -120"
        b"/CapHeight 700/ItalicAngle 0/StemV 80/FontBBox[0 -120 1000 880]>>",
    }
    for i, content in enumerate(pages):
        stream = zlib.compress(content.encode())
        objects[10 + 2 * i] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents {11 + 2 * i} 0 R{page}"
            f"/Resources<</Font<</F 3 0 R>>>>{extra}>>"
        ).encode()
        objects[11 + 2 * i] = (
            f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream"
        )
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    for number, place in places.items():
        out += b"" if number > 1 else b"xref\n"
        out += f"{number} 1\n{place:010d} 00000 n \n".encode()
    end = f"trailer<</Size {max(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF"
    return out + end.encode()


def shown(text: str, x: float, y: float, size: float = 10) -> str:
    return f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def text_of(*pages: str) -> list[str]:
    return read_pdf(pdf(list(pages))).text.split("\n")


# --- Paragraphs ------------------------------------------------------------------------------

WIDTH = 30  # characters a line
BODY = (
    "第一条为了加强医疗保障基金使用监督管理，保障基金安全，促进基金有效使用，维护公民医疗保障合法权益，"
    "根据第三条规定的原则，结合本市实际，制定本办法。"
)


def set_in_lines(text: str, *, indent: int = 2, width: int = WIDTH) -> list[tuple[int, str]]:
    """``text`` broken as a typesetter without rules would: (indent in ems, characters)."""
    lines = [(indent, text[: width - indent])]
    rest = text[width - indent :]
    return lines + [(0, rest[i : i + width]) for i in range(0, len(rest), width)]


def page_of(*texts: str, indent: int = 2, top: float = 550) -> str:
    lines = [line for text in texts for line in set_in_lines(text, indent=indent)]
    return "".join(shown(text, 40 + 10 * i, top - 16 * k) for k, (i, text) in enumerate(lines))


def test_lines_of_an_indented_paragraph_are_joined() -> None:
    second = "第二条本办法自发布之日起施行。"
    assert text_of(page_of(BODY, second, BODY)) == [BODY, second, BODY]


def test_a_reference_at_a_line_start_does_not_tear_the_sentence() -> None:
    head = "第四条" + "医" * (WIDTH - 2 - 4) + "。"  # fills its line to the end, with a stop
    text = head + "第三条规定的情形除外，按照前款办理。"
    assert len(set_in_lines(text)) == 2 and set_in_lines(text)[1][1].startswith("第三条")
    assert text_of(page_of(BODY, text, BODY)) == [BODY, text, BODY]


def test_a_paragraph_goes_on_over_the_page_and_past_its_number() -> None:
    lines = set_in_lines(BODY)
    first = page_of(BODY) + "".join(shown(t, 40 + 10 * i, 70 - 16 * k) for k, (i, t) in enumerate(lines[:2]))
    rest = "".join(shown(t, 40 + 10 * i, 550 - 16 * k) for k, (i, t) in enumerate(lines[2:]))
    pages = [first + shown("— 1 —", 180, 20), rest + shown("第2页", 180, 20)]
    assert text_of(*pages) == [BODY, BODY]


def test_an_entry_of_a_table_of_contents_does_not_go_on() -> None:
    entries = [f"第{n}章 建设{'.' * 44}{i}" for i, n in enumerate("一二三", start=1)]
    page = "".join(shown(entry, 50, 560 - 18 * i) for i, entry in enumerate(entries))
    body = "".join(shown("文" * WIDTH, 50, 480 - 18 * i) for i in range(4))
    assert text_of(page + body)[:3] == entries


def test_a_date_under_a_large_title_is_a_line_of_its_own() -> None:
    cover = shown("云溪市停车规划", 130, 560, 20) + shown("2021年12月", 120, 530, 20)
    body = "".join(shown("文" * WIDTH, 50, 460 - 18 * i) for i in range(8))
    assert text_of(cover + body)[:2] == ["云溪市停车规划", "2021年12月"]


def test_a_number_under_a_title_of_its_size_is_a_line_of_its_own() -> None:
    cover = shown("云溪市停车规划", 130, 560, 20) + shown("云政发〔2021〕7号", 110, 530, 20)
    body = "".join(shown("文" * WIDTH, 50, 460 - 18 * i) for i in range(8))
    assert text_of(cover + body)[:2] == ["云溪市停车规划", "云政发〔2021〕7号"]


def test_a_large_centred_title_is_one_line() -> None:
    title, rest = "某某市人民政府办公室关于印发某某办法", "的通知"
    head = shown(title, 56, 560, 16) + shown(rest, 176, 536, 16)
    assert text_of(head + page_of(BODY, top=500))[0] == title + rest


def test_unindented_labels_after_a_stop_start_anew() -> None:
    first = "（一）" + "加强监督" * 6 + "全面落实。"  # a full line and a bit
    first = first[:29] + "。"
    second = "（二）健全制度。"
    assert text_of(page_of(first, second, first, second, indent=0)) == [first, second] * 2


def test_words_of_latin_letters_keep_their_space() -> None:
    assert joined("Internet of", "Things") == "Internet of Things"
    assert joined("到2025", "年") == "到2025年"
    assert joined("推进", "改革") == "推进改革"


def test_a_raised_smaller_digit_is_no_digit_of_the_number_before_it() -> None:
    """As Word, LaTeX and browsers set it: 10 with a raised 9 is no 109, and m² no m2."""
    for size, rise in ((6.5, 3.3), (7, 4), (8.3, 3.3), (6, 5.5)):
        line = shown("白细胞计数", 40, 500) + shown("10", 90, 500) + shown("9", 110, 500 + rise, size)
        assert text_of(line + shown("个面积", 117, 500)) == ["白细胞计数10⁹个面积"], (size, rise)
    signed = shown("浓度10", 40, 500) + shown("-9", 80, 503, 6.5) + shown("以下", 93, 500)
    assert text_of(signed) == ["浓度10⁻⁹以下"]


def test_the_mark_of_a_note_and_of_its_text_are_no_figures() -> None:
    body = shown("补助标准为50", 40, 500) + shown("1", 110, 504, 6) + shown("万元。", 116, 500)
    note = shown("2", 40, 63, 5) + shown("指上一年度。", 45, 60, 8)
    assert text_of(body + note) == ["补助标准为50¹万元。", "²指上一年度。"]


def test_a_superscript_in_a_cell_of_a_table() -> None:
    rules = "0.5 w 40 460 m 200 460 l S 40 500 m 200 500 l S 40 540 m 200 540 l S "
    rules += "40 460 m 40 540 l S 100 460 m 100 540 l S 200 460 m 200 540 l S\n"
    cells = shown("面积", 45, 515) + shown("单价", 105, 515) + shown("30m", 45, 475)
    cells += shown("2", 75, 479, 6) + shown("15元", 105, 475)
    assert text_of(rules + cells) == ["| 面积 | 单价 |", "| 30m² | 15元 |"]


def test_smaller_digits_on_the_baseline_or_below_it_stay_digits() -> None:
    line = shown("细颗粒物PM", 40, 500) + shown("2.5", 110, 498, 6) + shown("达到", 128, 500)
    level = shown("全市", 40, 460) + shown("120", 60, 460, 7) + shown("家", 81, 460)
    assert "".join(text_of(line + level)).replace(" ", "") == "细颗粒物PM2.5达到全市120家"


# --- Furniture, columns ------------------------------------------------------------------------


def test_running_heads_and_page_numbers_are_removed() -> None:
    heads = shown("某某市人民政府公报", 150, 580)
    bodies = [f"第{n}条" + BODY[3 * n :] for n in (1, 2, 3, 4)]
    pages = [heads + page_of(b) + shown(f"- {n} -", 190, 20) for n, b in enumerate(bodies, 1)]
    assert text_of(*pages) == bodies


def test_a_number_that_ends_a_paragraph_is_no_page_number() -> None:
    run = Run("目标任务数为", 40, 100, 560, 10)
    page = Page(400, 600, (run, Run("3", 40, 45, 576, 10)))
    assert [r.text for r in without_furniture([page])[0].runs] == ["目标任务数为", "3"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = set_in_lines(BODY, width=15)
    right = set_in_lines(BODY.replace("第一条", "第二条"), width=15)
    title = shown("某某市医疗保障基金使用监督管理办法", 72, 570, 15)
    both = "".join(
        shown(text, x + 10 * i, 530 - 16 * k)
        for x, column in ((40, left), (210, right))
        for k, (i, text) in enumerate(column)
    )
    assert text_of(title + both)[1:] == [BODY, BODY.replace("第一条", "第二条")]


def test_a_list_of_short_pairs_is_not_two_columns() -> None:
    pairs = "".join(
        shown(f"单位{k}", 40, 500 - 16 * k) + shown(f"电话{k}", 250, 500 - 16 * k) for k in range(9)
    )
    assert text_of(pairs)[0] == "单位0 电话0"


def test_bold_by_printing_twice_is_read_once() -> None:
    once = written("总则", 0, 50)
    by_glyph = [replace(g, x0=g.x0 + d, x1=g.x1 + d) for g in once for d in (0, 0.3)]
    by_run = [replace(g, x0=g.x0 + d, x1=g.x1 + d) for d in (0, 0.3) for g in once]
    assert [line.text for line in text_lines(runs(by_glyph))] == ["总则"]
    assert [line.text for line in text_lines(runs(by_run))] == ["总则"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_upright(turn: int) -> None:
    matrix = {90: "0 1 -1 0 400 0", 180: "-1 0 0 -1 400 600", 270: "0 -1 1 0 0 600"}[turn]
    assert text_of(f"q {matrix} cm\n{page_of(BODY, top=300)}Q")[0][:30] == BODY[:30]


def test_slanted_watermarks_are_left_out() -> None:
    mark = "q .7 .7 -.7 .7 100 100 cm " + shown("内部资料", 0, 0, 40) + "Q\n"
    assert text_of(mark + page_of(BODY)) == [BODY]


# --- Tables --------------------------------------------------------------------------------------


def ruled(xs: list[float], ys: list[float], without: tuple[Rule, ...] = ()) -> list[Rule]:
    """All stretches of a full grid, less those in ``without``."""
    rules = [Rule(True, x, a, b) for x in xs for a, b in pairwise(ys)]
    rules += [Rule(False, y, a, b) for y in ys for a, b in pairwise(xs)]
    return [rule for rule in rules if rule not in without]


def written(text: str, x: float, y: float) -> list[Glyph]:
    return [Glyph(char, x + 10 * i, x + 10 * i + 10, y, 10) for i, char in enumerate(text)]


def test_cells_merge_where_no_line_is_drawn_and_are_said_in_each_of_their_rows() -> None:
    xs, ys = [0.0, 50.0, 100.0, 150.0], [0.0, 20.0, 40.0, 60.0]
    gaps = (Rule(False, 40.0, 0.0, 50.0), Rule(True, 100.0, 0.0, 20.0))
    glyphs = [
        *written("序", 5, 14), *written("任务", 60, 14),
        *written("合并", 5, 44), *written("甲", 60, 34), *written("乙", 110, 34),
        *written("丙", 60, 54), *written("丁", 110, 54), *written("表外", 200, 14),
    ]  # fmt: skip
    found, outside = tables(ruled(xs, ys, gaps), glyphs)
    assert found[0].rows == (("序", "任务", ""), ("合并", "甲", "乙"), ("合并", "丙", "丁"))
    assert "".join(glyph.char for glyph in outside) == "表外"


def test_a_frame_round_text_is_no_table() -> None:
    found, outside = tables(ruled([0.0, 100.0], [0.0, 50.0]), written("框内", 10, 30))
    assert found == [] and len(outside) == 2


def test_a_drawn_table_becomes_rows() -> None:
    lines = "".join(f"{x} 400 m {x} 460 l S\n" for x in (40, 120, 300))
    lines += "".join(f"40 {y - 0.5} 260 1 re f\n" for y in (400, 430, 460))
    cells = shown("任务", 50, 440) + shown("牵头|部门", 130, 440)
    cells += shown("推进", 50, 418) + shown("改革", 50, 406) + shown("医保局", 130, 410)
    rows = ["| 任务 | 牵头｜部门 |", "| 推进改革 | 医保局 |"]
    assert text_of(page_of(BODY) + lines + cells)[1:] == rows


# --- Refusals ---------------------------------------------------------------------------------


def test_no_text_layer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DocumentError, match=r"no text layer.*\[ocr\]"):
        read_pdf(pdf(["", ""]))


def test_encrypted_and_damaged_files_are_said() -> None:
    key = "<" + "41" * 32 + ">"
    locked = f"/Encrypt<</Filter/Standard/V 1/R 2/O{key}/U{key}/P -44>>/ID[<41><41>]"
    with pytest.raises(DocumentError, match="encrypted"):
        read_pdf(pdf([page_of(BODY)], trailer=locked))
    with pytest.raises(DocumentError, match="damaged"):
        read_pdf(b"%PDF-1.7\nnothing follows")


#: A picture of one grey pixel, drawn over the whole page.
SCAN = "q 400 0 0 600 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID A EI Q\n"


def test_a_scanned_page_among_others_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    content = read_pdf(pdf([page_of(BODY), SCAN, page_of(BODY), SCAN + shown("— 4 —", 190, 20)]))
    assert "scanned pages are missing from its text: 2, 4 of 4" in content.missing
    (tmp_path / "甲.pdf").write_bytes(pdf([page_of(BODY), SCAN]))
    read, skipped = load_folder([tmp_path], limit=MIB)
    assert isinstance(read, Loaded) and isinstance(skipped, Skipped)
    assert skipped.source == read.source and "2 of 2" in skipped.reason and "[ocr]" in skipped.reason


def test_an_empty_page_and_a_small_picture_are_no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    stamp = SCAN.replace("400 0 0 600", "80 0 0 80")
    assert read_pdf(pdf([page_of(BODY), "", stamp])).missing == ""


def test_scans_are_read_where_the_extra_is_installed() -> None:
    pytest.importorskip("rapidocr", reason="the extra [ocr] is not installed")
    import numpy
    from PIL import Image, ImageDraw, ImageFont

    assert read_page(numpy.full((100, 100, 3), 255, dtype="uint8")).runs == ()
    image = Image.new("L", (700, 200), 255)
    ImageDraw.Draw(image).text((40, 60), "POLICY 2025", font=ImageFont.load_default(60), fill=0)
    scan = io.BytesIO()
    image.save(scan, "PDF")
    assert "POLICY2025" in read_pdf(scan.getvalue()).text.replace(" ", "")


# --- Hostile bytes ----------------------------------------------------------------------------

WHOLE = pdf([page_of(BODY) + "40 400 100 30 re S\n" + shown("表", 50, 410)])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=30))
def test_mutated_files_raise_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    path = tmp_path_factory.getbasetemp() / "mutated.pdf"
    path.write_bytes(data)
    try:
        assert load_file(path, limit=MIB).text
    except DocumentError as error:
        assert "mutated.pdf" in str(error)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Run,
            st.text("第一条（）。、abc 1", min_size=1, max_size=8),
            *[st.floats(0, 400) for _ in range(3)],
            st.sampled_from([5.0, 10.0, 16.0]),
        ),
        max_size=40,
        unique_by=lambda run: run.text,  # one printed twice at one place is read once
    )
)
def test_layout_loses_no_character(found: list[Run]) -> None:
    page = Page(400, 600, tuple(found))
    kept = "".join(run.text for run in page.runs)
    out = "".join(paragraphs(flow([page])))
    assert sorted(out.replace(" ", "")) == sorted(kept.replace(" ", ""))


# --- Real producers ------------------------------------------------------------------------------


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_page_printed_by_chromium_gives_the_page_back(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>任务{n}</td><td>市卫生健康委</td></tr>" for n in range(60))
    body = "".join(f"<p>{BODY.replace('第一条', f'第{n}条')}</p>" for n in "一二三四五六七八九")
    html = (
        "<!doctype html><meta charset=utf-8><style>p{text-indent:2em;margin:0}"
        "table{border-collapse:collapse}td,th{border:1px solid}h1{text-align:center}</style>"
        f"<h1>某某市人民政府办公室关于印发某某市医疗保障基金使用监督管理实施办法的通知</h1>{body}"
        f"<table><thead><tr><th>序号<th>任务<th>单位</tr></thead><tbody>{rows}</table><p>附则。</p>"
    )
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    command = [str(CHROMIUM), *flags.split(), "--disable-background-networking"]
    target = tmp_path / "page.pdf"
    subprocess.run(
        [*command, f"--print-to-pdf={target}", str(tmp_path / "page.html")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    printed = load_file(target, limit=16 * MIB).text
    assert printed == load_file(tmp_path / "page.html", limit=MIB).text
