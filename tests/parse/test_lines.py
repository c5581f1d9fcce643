"""Which line of a wrapped text goes on in the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.text import normalise, squeeze
from rag.language.units import Unit, spans
from rag.parse.cut import cut
from rag.parse.lines import _broken_number, flowing, paragraphs
from rag.parse.narrow import width_of
from rag.parse.parser import parse

BODY = (
    "一、工作目标",
    "到二〇二五年底全市基层医疗卫生机构服务能力明显提升，群众就医满意度持续提高，家庭医生签约服务覆盖面稳步扩大并形成可以复制推广的经验做法。",
    "二、重点任务",
    "（一）加强站点建设。每个街道设置不少于一处社区卫生服务站点，站点建设应当符合国家标准，由区卫生健康部门会同有关各方依照市有关规定组织验收，验收结果按年度汇总后依照第三条规定向社会公布并接受监督。",
    "各区应当在年底前完成建设任务并将有关情况报市级主管部门备案，逾期未完成的予以通报。",
)
#: Set 27 characters wide, as text copied out of a PDF is.
WRAPPED = "\n".join(line[i : i + 27] for line in BODY for i in range(0, len(line), 27))


def texts(text: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(cut(text))]


def test_wrapped_lines_become_paragraphs() -> None:
    assert "\n第三条规定向" in WRAPPED, "the reference must stand at the start of a line"
    assert texts(WRAPPED) == list(BODY)


def test_a_line_end_inside_a_paragraph_is_a_space() -> None:
    flown = flowing(WRAPPED, paragraphs(cut(WRAPPED)))
    assert [squeeze(line) for line in flown.split("\n")] == list(BODY)
    assert [c for c in flown if c not in " \n"] == [c for c in WRAPPED if c not in " \n"]
    assert len(flown) == len(WRAPPED), "offsets hold"


#: Lines that break inside numbers: 45%, 20万元, 1,000人 and 3.5%.
NUMBERS = (
    "某市管理办法\n\n"
    "第一条　为加强对数据安全的管理，规范数据处理活动，保\n障数据安全，促进数据开发利用，制定本办法。\n"
    "第二条　企业应当建立健全数据安全管理制度，培训率达到4\n5%以上，采取相应的技术措施，投入的资金应当不得低于2\n"
    "0万元，每年参加培训的人数应当保持不少于每千人中有1,\n000人次，经费占比应当达到百分率并且不得低于全年的3.\n5%，相关情况按季度报送主管部门。\n"
    "第三条　本办法由市数据管理部门负责解释，自二〇二四年\n一月一日起施行，有效期五年，此前规定与本办法不一致的\n，以本办法为准。\n"
)


def test_a_number_broken_off_at_the_end_of_a_line_is_whole() -> None:
    document = parse(normalise(NUMBERS), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("第二条",))
    assert [figure.text for figure in clause.figures] == ["45%", "20万元", "1,000人次", "3.5%"]
    for figure in clause.figures:
        assert squeeze(document.text[figure.start : figure.end]) == figure.text
    words = "".join(squeeze(Unit(clause, *span).text) for span in spans(clause))
    assert "达到45%以上" in words and "低于20万元" in words and "1,000人次" in words and "3.5%" in words


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("达到4", "5%以上", 2),
        ("达到4", ".5%以上", 3),
        ("达到45", "%以上", 1),
        ("达到4.", "5个", 1),
        ("共1,", "000人", 3),
        ("共1,", "20人", 0),
        ("第1，", "000人", 0),
        ("达到", "45%", 0),
        ("2024", "年底", 0),
        ("一、", "5个", 0),
    ],
)
def test_what_belongs_to_a_broken_number(before: str, after: str, count: int) -> None:
    assert _broken_number(before, after) == count


@given(st.lists(st.text(alphabet="甲乙，。45.%", min_size=18, max_size=22), min_size=2, max_size=12))
def test_what_flows_is_where_the_paragraphs_say(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = paragraphs(cut(text))
    flown = flowing(text, found)
    assert len(flown) == len(text)
    for paragraph in found:
        places = paragraph.spans(0, len(paragraph.text))
        assert "".join(flown[a:b] for a, b in places) == paragraph.text


#: A page that breaks inside 不得, with the number of the page below it.
PAGES = (
    "某市管理办法\n\n"
    "第一条　为加强对数据安全的管理，规范数据处理活动，保\n障数据安全，促进数据开发利用，制定本办法。\n"
    "第二条　企业应当建立健全数据安全管理的各项制度，组织\n开展数据安全教育培训，采取相应的技术措施。任何单位不\n"
    "— 2 —\n得泄露涉及国家安全的敏感信息，收集和产生的重要数据应\n当在境内存储。\n"
    "第三条　本办法由市数据管理部门负责解释，自二〇二四年\n一月一日起施行，有效期五年，此前规定与本办法不一致的\n，以本办法为准。\n"
)


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    """Its words are quoted in two pieces, without the page's number."""
    document = parse(normalise(PAGES), document_id="d")
    clause = next(c for c in document.walk() if "泄露" in c.text)
    units = [Unit(clause, *span) for span in spans(clause)]
    assert [squeeze(unit.text) for unit in units] == [
        "企业应当建立健全数据安全管理的各项制度，组织开展数据安全教育培训，采取相应的技术措施。",
        "任何单位不得泄露涉及国家安全的敏感信息，收集和产生的重要数据应当在境内存储。",
    ]
    pieces = [document.text[a:b] for a, b in units[1].places]
    assert len(pieces) == 2 and pieces[0] == "任何单位不" and pieces[1].startswith("得泄露")
    assert "".join(pieces) == units[1].text


def test_lines_that_are_paragraphs_stay_apart() -> None:
    plain = "\n".join(f"{n}．做好第{n}项工作。" + "按要求落实。" * n for n in range(1, 15))
    assert texts(plain) == plain.split("\n")


def test_a_sentence_torn_around_a_link_is_joined() -> None:
    text = "本次会议审议并通过了《\n某某条例\n》，自公布之日起施行。\n二、其他"
    assert texts(text) == ["本次会议审议并通过了《某某条例》，自公布之日起施行。", "二、其他"]


def test_a_bracket_that_a_line_leaves_open_is_closed_in_the_next() -> None:
    torn = "某社云溪2月5日电（记者\n甲、乙）县里新建了两所幼儿园，秋季开始招生，每所有九个班。"
    assert texts(torn) == [torn.replace("\n", "")]
    apart = "馆内陈列（分三层\n一层是陶器，二层是青铜器，三层是书画，各层（除周一）全天开放。"
    assert len(texts(apart)) == 2


def test_a_label_in_a_full_line_is_marked_not_joined() -> None:
    full = "甲" * 24
    lines = [full] * 12 + ["3.乙" + "丙" * 22, full]
    found = paragraphs(cut("\n".join(lines)))
    assert [paragraph.glued for paragraph in found] == [False, True]


@given(st.lists(st.text(alphabet="甲乙，。《》一、（）1. ", max_size=30), max_size=30))
def test_paragraphs_are_the_units_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    units = cut(text)
    found = paragraphs(units)
    parts = [
        unit for paragraph in found for unit in paragraph.units
    ]  # a heading hung on a line is cut off it
    assert "".join(unit.text for unit in parts) == "".join(unit.text for unit in units)
    assert [unit.start for unit in parts] == sorted(unit.start for unit in parts)
    for paragraph in found:
        spans = paragraph.spans(0, len(paragraph.text))
        assert "".join(text[a:b] for a, b in spans) == paragraph.text
        middle = len(paragraph.text) // 2
        both = paragraph.spans(0, middle) + paragraph.spans(middle, len(paragraph.text))
        assert "".join(text[a:b] for a, b in both) == paragraph.text


def paths(text: str) -> list[str]:
    return ["/".join(c.path) for c in parse(text, document_id="d").walk() if c.kind == "clause"]


def test_the_items_of_a_list_stand_behind_commas() -> None:
    text = "第一条　申请人应当提交下列材料，\n（一）申请书，\n（二）身份证明，\n（三）其他材料。\n第二条　本办法自印发之日起施行。"
    assert paths(text) == ["第一条", "第一条/（一）", "第一条/（二）", "第一条/（三）", "第二条"]
    lettered = "一、任务\n各部门要做好，\na.宣传，\nb.培训。\n二、保障"
    assert paths(lettered) == ["一", "一/a", "一/b", "二"]


def test_the_first_item_under_a_heading_that_fills_its_line_is_an_item() -> None:
    line = "全市各级各部门要把这件事抓在手上落到实处取得实效"
    heading = "二、" + line[:22]
    text = "\n".join(
        [
            f"一、{line[:22]}",
            *[line] * 9,
            "见效。",
            heading,
            f"（一）{line[:21]}",
            "见效。",
            f"（二）{line[:21]}",
            "见效。",
        ]
    )
    assert paths(text) == ["一", "二", "二/（一）", "二/（二）"]
    cited = text.replace(heading, f"{line[:-4]}按照前款第").replace("（二）", "")
    assert "一/（一）" not in paths(cited)


def test_decimal_labels_behind_commas_open_clauses_where_they_count_on() -> None:
    text = "1 总则\n1.1 目的\n为了应急，\n1.2 原则\n统一领导，\n1.3 分级\n按级响应。\n2 机构\n2.1 职责"
    assert paths(text) == ["1", "1/1.1", "1/1.2", "1/1.3", "2", "2/2.1"]


def test_a_reference_or_a_figure_behind_a_comma_opens_nothing() -> None:
    reference = "第一条　申请人符合条件，\n（一）项规定的除外。\n第二条　有下列情形：\n（一）甲；\n（二）乙。"
    assert paths(reference) == ["第一条", "第二条", "第二条/（一）", "第二条/（二）"]
    alone = "建成二十家站点，平均每平方公里\n《规划》要求，\n1.4 处为宜，达标。"
    assert texts(alone) == ["建成二十家站点，平均每平方公里", "《规划》要求，1.4 处为宜，达标。"]


def test_rows_that_count_on_are_lines_of_their_own() -> None:
    rows = [f"{n} 港口机械类岸桥与轮胎吊通用技术第{n}部分国家标准SB/T140{n}-20{n + 10}" for n in range(1, 8)]
    text = WRAPPED + "\n附件1\n港口机械标准清单\n" + "\n".join(rows)
    assert texts(text)[-7:] == rows
    assert all(row in flowing(text, paragraphs(cut(text))).split("\n") for row in rows)


def test_a_figure_at_the_start_of_a_wrapped_line_is_no_row() -> None:
    wrapped = WRAPPED.replace("\n第三条规定向", "\n1 市规定向")
    assert "1 市规定向社会公布" in texts(wrapped)[-2]


def test_a_row_that_opens_with_a_range_of_a_unit_stands_alone() -> None:
    rows = [f"{n}09.125-{n}10.875MHz 0.5W 12.5kHz 供本县内各单位应急联络" for n in (3, 4, 5)]
    wide = WRAPPED.splitlines()[1]
    assert width_of(rows[0]) == width_of(wide), "as wide as the page, a line goes on in the next"
    assert [p for p in texts(WRAPPED + "\n" + "\n".join(rows)) if "Hz" in p] == rows
    (alone,) = [p for p in texts(f"{WRAPPED}\n{wide}\n{rows[0]}") if "Hz" in p]
    assert alone == wide + rows[0], "one such line may be the end of a sentence"
