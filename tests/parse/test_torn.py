"""Sentences that a page's end or a link tears go on; headings hung on the line before are lines of their own."""

from __future__ import annotations

import pytest

from rag.language.text import normalise, squeeze
from rag.parse.cut import cut
from rag.parse.lines import paragraphs
from rag.parse.parser import parse

PLAIN = "一、工作回顾\n" + "\n".join(f"第{n}季度各项工作有序推进，任务按期完成。" for n in "一二三四") + "\n"


def texts(text: str) -> list[str]:
    return [squeeze(paragraph.text) for paragraph in paragraphs(cut(normalise(text)))]


def paths(text: str) -> list[str]:
    return ["/".join(clause.path) for clause in parse(normalise(text), document_id="d").walk()]


@pytest.mark.parametrize("gap", ["\n", "\n\u200b\n", "\n\u200b\n\n"])
def test_a_figure_keeps_its_unit_over_the_end_of_a_page(gap: str) -> None:
    text = f"{PLAIN}收入稳步增加。全年营业收入达到31.6{gap}亿元，增长4%。"
    assert texts(text)[-1] == "收入稳步增加。全年营业收入达到31.6亿元，增长4%。"
    figures = [f.text for c in parse(normalise(text), document_id="d").walk() for f in c.figures]
    assert figures == ["31.6亿元", "4%"]


def test_lines_around_links_are_one_sentence() -> None:
    text = f"{PLAIN}——交通更加便利。新建\n环城公路\n通车里程80公里，新增\n充电桩\n300个。\n——\n园区建设\n成效明显。引进企业9家。"
    assert texts(text)[-2:] == [
        "——交通更加便利。新建环城公路通车里程80公里，新增充电桩300个。",
        "——园区建设成效明显。引进企业9家。",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "（二）加强监管", "2.加强监管", "附件：名单", "2024年3月1日", "云溪市教育局", "★ 怎么办", "图2 流程", "专栏3 工程",
        "注：另有规定的除外", "联系人：王某", "02 车间改造", "AB安全要求", "（主动公开）",
    ],
)  # fmt: skip
def test_what_starts_anew_does_not_go_on(line: str) -> None:
    assert texts(f"{PLAIN}措施落实到位。效果明显，群众满意度提高\n{line}")[-1] == squeeze(line)


@pytest.mark.parametrize(
    "end", ["如下：", "见附件）", "“一件事”", "后续……", "要点——", "02 车间改造", "三、重点任务"]
)
def test_nothing_goes_on_behind_what_ends_a_paragraph_or_names_an_entry(end: str) -> None:
    assert len(texts(f"{PLAIN}措施落实到位。{end}\n各单位按要求执行。")) >= len(texts(PLAIN)) + 2


#: Set 24 characters wide; the pages were read one after the other, so that line ends are lost between them.
WIDE = (
    "第一章 总则\n为规范全市档案的收集和整理工作，提高档案管理的水平，\n结合本市的实际制定本规范，各有关单位应当遵照执行。第二章 收集\n"
    "2.1 范围\n各单位在工作中形成的有保存价值的文件材料都应当按照规\n定的时间向档案部门移交，任何人不得据为己有。\n"
    "2.2 时限\n文件材料应当在次年的六月底以前完成整理并且移交，逾期不移交的予以通报。2.3 验收\n"
    "档案部门在收到移交的材料以后应当在三十日之内组织验收工\n作，验收合格的出具回执，验收不合格的退回重新整理。\n"
    "2.4 利用\n利用档案应当遵守保密的规定，查阅的人应当如实地进行登\n记，未经批准不得复制和公布，违者依照规定处理。\n"
)


def test_a_heading_hung_on_the_last_line_of_a_page_opens_its_clause() -> None:
    found = {"/".join(c.path): c for c in parse(WIDE, document_id="d").walk()}
    assert [p for p in found if p[0] == "第"] == [
        "第一章", "第二章", "第二章/2.1", "第二章/2.2", "第二章/2.3", "第二章/2.4",
    ]  # fmt: skip
    assert found["第二章/2.3"].heading == "验收" and "三十日" in found["第二章/2.3"].text


def test_a_decimal_heading_behind_a_full_line_with_a_stop_is_no_part_of_it() -> None:
    text = WIDE.replace("违者依照规定处理。", "违者依照有关规定处理完毕。\n2.5 鉴定\n到期的档案应当鉴定。")
    assert "第二章/2.5" in paths(text)


def test_a_first_line_whose_indent_was_lost_goes_on_in_the_next() -> None:
    first, full, last = (
        "各级档案部门要依法履行职责并且接受社会各界",
        "的监督检查依法公开可以公开的档案目录和馆藏的信息",
        "方便公众查阅。",
    )
    assert (
        texts("\n".join((first, full, last)) + ("\n" + "\n".join((first, full, last))) * 3)
        == [first + full + last] * 4
    )


def test_a_part_in_lenticular_brackets_is_a_part() -> None:
    text = (
        "2023年发展报告\n一、总体情况\n总体平稳。\n二、评价\n良好。\n【第一篇】基础设施\n一、网络\n覆盖扩大。\n二、算力\n规模增长。\n"
        "【第二篇】经济\n三、产业\n稳中有进。\n"
    )
    assert [p for p in paths(text) if p != "标题"] == [
        "一", "二", "第一篇", "第一篇/一", "第一篇/二", "第二篇", "第二篇/三",
    ]  # fmt: skip


def test_a_heading_and_its_text_stay_apart_over_a_page_mark() -> None:
    text = "一、场景\n1.智能导诊\n— 3 —\n基本概念：为患者推荐科室。\n2.智能随访\n基本概念：自动提醒复诊。\n"
    clause = next(c for c in parse(text, document_id="d").walk() if c.path[-1] == "1")
    assert clause.text == "1.智能导诊\n基本概念：为患者推荐科室。"
    at = clause.text.index("基本")
    (span,) = clause.places(at, at + 4)
    assert text[span[0] : span[1]] == "基本概念"
