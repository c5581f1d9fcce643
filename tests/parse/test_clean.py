"""What is the page's and what is the document's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parse.box import box
from rag.parse.clean import clean
from rag.parse.cut import cut
from rag.parse.parser import parse

BODY = "\n".join(
    [
        "某市关于加强健康服务的实施意见",
        "各区县人民政府：",
        "为加强健康服务，提出以下意见。",
        "一、总体要求",
        "坚持预防为主，到2025年服务覆盖率达到90%以上。",
        "二、重点任务",
        "（一）建设服务站点。每个街道至少设置一处站点并配备人员。",
    ]
)


def reasons(text: str) -> dict[str, str]:
    return {unit.text: unit.reason for unit in clean(cut(text)) if unit.reason}


@given(st.text(alphabet="甲乙 　|\n。、（一）1.", max_size=120))
def test_units_are_slices_in_order_and_leave_only_white_space_and_rules(text: str) -> None:
    at = 0
    for unit in cut(text):
        assert text[unit.start : unit.end] == unit.text == unit.text.strip()
        assert not text[at : unit.start].replace("|", "").strip()
        at = unit.end
    assert not text[at:].replace("|", "").strip()


def test_cells_know_their_column() -> None:
    text = "| 序号 | 任务 |\n| 1 | | 市局 |\n散落的 | 单元"
    assert [(u.text, u.column) for u in cut(text)] == [
        ("序号", 0), ("任务", 1), ("1", 0), ("市局", 2), ("散落的", -1), ("单元", -1),
    ]  # fmt: skip


def test_wide_gaps_part_a_line_but_not_a_label_from_its_text() -> None:
    assert [u.text for u in cut("第一条　　为了加强\n第一章　总　　则")] == [
        "第一条　　为了加强",
        "第一章　总　　则",
    ]
    assert [u.text for u in cut("索引号：0001　　发布日期：2020")] == ["索引号：0001", "发布日期：2020"]


def test_page_furniture_around_a_document_is_named() -> None:
    page = "\n".join(
        [
            "首页",
            "打印",
            "【字号：大 中 小】",
            "来源：某报",
            "发布时间：2023-01-02",
            BODY,
            "扫一扫在手机打开当前页",
            "版权所有 某网",
        ]
    )
    found = reasons(page)
    assert {found[x] for x in ("首页", "打印", "【字号：大 中 小】")} == {"navigation"}
    assert {found[x] for x in ("来源：某报", "发布时间：2023-01-02")} == {"page metadata"}
    assert {found[x] for x in ("扫一扫在手机打开当前页", "版权所有 某网")} == {"page foot"}
    assert not set(BODY.split("\n")) & set(found)


def test_a_breadcrumb_and_the_value_under_its_key() -> None:
    found = reasons(f"首页\n>\n政务公开\n时间：\n2023-02-02 09:20\n{BODY}")
    assert found["政务公开"] == "navigation"
    assert found["2023-02-02 09:20"] == "page metadata"


def test_the_other_links_of_a_menu_are_navigation_too() -> None:
    found = reasons(f"网站首页 | 政务公开 | 办事服务\n{BODY}")
    assert {found[link] for link in ("网站首页", "政务公开", "办事服务")} == {"navigation"}
    assert "办事服务" not in reasons("甲事 | 政务公开 | 办事服务\n甲事答问\n问的人多。")


def test_the_second_copy_of_a_document_goes() -> None:
    long = (
        BODY
        + "\n"
        + "\n".join(
            f"（{n}）第{n}项工作由各区县按照职责抓好落实并按季度报告进展情况，年底前全面完成。"
            for n in "二三四五六七八九"
        )
    )
    units = clean(cut(f"{long}\n{long}"))
    half = len(units) // 2
    assert not any(unit.reason for unit in units[:half])
    assert all(unit.reason == "second copy" for unit in units[half:])


def test_a_repeated_line_is_no_copy() -> None:
    assert not reasons(f"{BODY}\n（二）同上。\n为加强健康服务，提出以下意见。")


def test_contents_are_left_out_and_the_headings_kept() -> None:
    text = "某市健康规划\n目  录\n一、总体要求\n二、重点任务\n一、总体要求\n坚持预防为主。\n二、重点任务\n建设站点。"
    units = clean(cut(text))
    assert [u.text for u in units if u.reason == "table of contents"] == [
        "目  录",
        "一、总体要求",
        "二、重点任务",
    ]
    assert [u.text for u in units if not u.reason].count("一、总体要求") == 1


def test_dotted_contents() -> None:
    assert (
        reasons("规划\n一、总体要求........1\n（一）背景…………2\n一、总体要求\n正文。")["一、总体要求........1"]
        == "table of contents"
    )


def test_page_numbers_by_form_or_by_counting_up() -> None:
    page = "正文" * 150
    text = f"甲方案\n一、要求\n— 2 —\n正文\n1\n{page}\n2\n{page}\n3\n正文"
    units = clean(cut(text))
    assert [u.text for u in units if u.reason == "page number"] == ["— 2 —", "1", "2", "3"]
    assert not reasons("甲方案\n一、要求\n3\n正文\n90\n正文\n7")


def test_an_advert_word_before_the_title_is_split_off() -> None:
    units = clean(cut("医改头条：某市关于深化医改的实施方案\n一、要求"))
    assert [(u.text, u.reason) for u in units[:2]] == [
        ("医改头条：", "advert"),
        ("某市关于深化医改的实施方案", None),
    ]


def test_the_digest_notice_is_named() -> None:
    title, _, rest = BODY.partition("\n")
    found = reasons(f"{title}\n【摘编】本文件逐条改写，以正式文本为准。\n{rest}")
    assert list(found.values()) == ["digest notice"]


def test_nothing_of_a_plain_document_is_lost() -> None:
    assert not reasons(BODY)


BOX = """索引号：K02-2024-31
发文机关：某市人民政府
标　题：某市社区食堂方案
发文字号：某政发〔2024〕9号
有效性：有效
某市社区食堂方案
一、目标
建设食堂。"""


def test_the_box_over_a_document_is_metadata() -> None:
    assert [u.text for u in clean(cut(BOX)) if u.reason is None] == [
        "某市社区食堂方案",
        "一、目标",
        "建设食堂。",
    ]
    two = "标题：某市社区食堂方案\n名称\n一、目标"
    assert "名称" not in reasons(two), "two keys are no box"


def test_a_box_in_cells_gives_its_values() -> None:
    text = "| 索引号 | K02 | 发文字号 | 某政发〔2024〕9号 |\n| 成文日期 | 2024年3月1日 | 有效性 | 失效 |\n某市社区食堂方案\n一、目标"
    assert [(field, value) for _, field, value in box(cut(text)) if field] == [
        ("number", "某政发〔2024〕9号"), ("issued_on", "2024年3月1日"), ("status", "失效"),
    ]  # fmt: skip


def test_drawn_rules_are_no_text() -> None:
    assert [u.text for u in cut("| 甲 | 乙 |\n|---|:--:|\n┌──┬──┐\n-----\n| 1 | 2 |")] == [
        "甲",
        "乙",
        "1",
        "2",
    ]


def test_an_annex_list_is_no_advert_and_an_annex_no_page_head() -> None:
    text = "附件：某市社区食堂管理办法\n一、目标"
    assert not reasons(text)
    assert not reasons("附件2\n某市任务分工表\n一、目标")


def test_one_line_is_cut_at_its_lost_line_ends() -> None:
    text = "某市通知 某政办〔2022〕9号 一、目标 建设 2 个站点。" + "甲" * 200
    assert [u.text for u in cut(text)][:3] == ["某市通知", "某政办〔2022〕9号", "一、目标"]
    assert all(u.opens_line for u in cut(text))


def test_a_photo_caption_is_no_preamble() -> None:
    found = reasons(
        "云溪市政府工作报告\n市长某某作政府工作报告。本报记者 某某 摄\n各位代表：\n一、回顾\n很好。"
    )
    assert found["市长某某作政府工作报告。本报记者 某某 摄"] == "page metadata"


def test_a_preamble_that_begins_like_a_news_page_stays() -> None:
    own = "近日，省民政厅发布了指南。现将有关要求通知如下："
    assert own not in reasons(f"云溪市民政局关于建设食堂的通知\n各有关单位：\n{own}\n一、目标\n建成。")
    news = "近日，云溪市印发了方案，全文如下："
    assert reasons(f"{news}\n云溪市食堂建设方案\n一、目标\n建成。")[news] == "news introduction"


@pytest.mark.parametrize(
    "lines",
    [
        ["居民也可扫描下方二维码缴费。学生由学校统一组织。", "逾期参保的，设置三个月等待期。"],
        ["附件：体检项目表.docx"],
        ["主办单位：某市民政局"],
        ["关闭小煤矿12处"],
        ["扫一扫下方二维码即可登记，无需提交材料。"],
        ["相关链接"],
    ],
)
@pytest.mark.parametrize("page", ["", "首页\n打印\n"])
def test_nothing_that_stands_over_a_signature_is_the_foot_of_a_page(lines: list[str], page: str) -> None:
    signed = "\n".join([BODY, *lines, "", "某市民政局", "2024年8月25日"])
    found = reasons(f"{page}{signed}\n版权所有 某网")
    assert [text for text, reason in found.items() if reason == "page foot"] == ["版权所有 某网"]


def test_words_of_documents_and_pages_alike_are_a_foot_only_on_a_page() -> None:
    asks = "更多服务，请拨打热线：0101-23456789，或扫描二维码添加客服微信"
    for line in (asks, "某市健康服务意见.pdf", "主办单位：某市民政局"):
        assert not reasons(f"{BODY}\n{line}")
        assert reasons(f"首页\n打印\n{BODY}\n{line}")[line] == "page foot"
        assert reasons(f"{BODY}\n{line}\nICP备12345号")[line] == "page foot"
        sentence = "补助资金由市财政局按季度拨付。"
        assert line not in reasons(f"首页\n打印\n{BODY}\n{line}\n{sentence}")


def test_an_annex_without_labels_stands_behind_no_foot() -> None:
    found = reasons(f"首页\n打印\n{BODY}\n关于印发意见的通知.pdf\n附件\n收费标准表\n每床每日20元")
    assert not {"附件", "收费标准表", "每床每日20元"} & set(found)


def test_behind_the_first_sentence_nothing_is_page_metadata() -> None:
    head = "某市民政局关于召开会议的通知\n各区民政局：\n有关事项通知如下：\n"
    body = "时间：2024年5月10日上午9:00\n地点：一楼\n来源：各区上报\n名称：现场会"
    assert not reasons(head + body)
    assert reasons(f"首页\n{head}{body}") == {"首页": "navigation"}
    bullets = "• 每名患者只可固定一名陪护。\n• 探视时间为每日15:00至17:00。"
    assert not reasons(f"某市医院陪护须知\n为规范陪护，告知如下：\n{bullets}\n某市医院\n2024年1月8日")


def test_a_time_over_the_text_is_the_pages_only_beside_what_is_the_pages() -> None:
    assert not reasons("某市健康讲座预告\n时间：2024年5月10日\n地点：市图书馆\n服务对象：全体市民")
    found = reasons(f"来源：某报\n时间：2024-05-10\n{BODY}")
    assert found["时间：2024-05-10"] == "page metadata"


def test_a_box_of_bullets_gives_its_values_and_ends_with_them() -> None:
    text = "• 索引号\n• K02\n• 成文日期\n• 2024年3月1日\n• 服务对象\n某市社区食堂方案\n一、目标\n建成。"
    units = cut(text)
    assert [(field, value) for _, field, value in box(units) if field] == [("issued_on", "2024年3月1日")]
    assert "某市社区食堂方案" not in reasons(text)


def test_a_title_in_words_of_a_button_is_a_title() -> None:
    title = "分享经济发展工作方案"
    assert title not in reasons(f"{title}\n一、目标\n建成。")
    assert reasons(f"上一篇：某市社区食堂方案\n{BODY}")["上一篇：某市社区食堂方案"] == "navigation"


def test_a_greeting_and_the_marks_over_a_title_are_no_furniture() -> None:
    assert not reasons("在大会上的讲话\n同志们！\n我代表委员会作工作报告\n一、回顾\n很好。")
    assert not reasons("000123\n机密★1年\n特急\n\n某市社区食堂方案\n一、目标\n建成。")


def test_row_numbers_of_a_table_are_no_page_numbers() -> None:
    rows = "\n".join(f"{n}\n第{n}药店\n滨海路{n}0号" for n in range(1, 7))
    assert not reasons(f"某市公告\n名单如下：\n药店名称\n地址\n{rows}")
    long = "\n".join(f"{n}\n{'药店' * 150}" for n in range(1, 5))
    assert not reasons(f"某市公告\n名单如下：\n序号\n药店名称\n{long}")
    page = "正文" * 150
    both = clean(cut(f"某市公告\n名单如下：\n1\n{page}\n{rows}\n{page}\n2\n{page}\n3"))
    assert [u.text for u in both if u.reason] == ["1", "2", "3"]


def test_a_table_set_out_with_wide_gaps_has_columns() -> None:
    text = "序号  指标  单位  2025年\n1  预期寿命  岁  80.5\n2  死亡率  ‰  3.1"
    assert [(u.text, u.column) for u in cut(text)][4:8] == [("1", 0), ("预期寿命", 1), ("岁", 2), ("80.5", 3)]
    assert all(u.cell and text[u.start : u.end] == u.text for u in cut(text))
    counted = "1  甲店  东路\n2  乙店  西路\n3  丙店  南路"
    assert [u.column for u in cut(counted)] == [0, 1, 2] * 3
    for other in (
        "市民政局  市财政局  市教育局\n市卫生健康委  市医保局  市公安局\n市司法局  市水利局  市体育局",
        "1  总则  1\n2  术语  3\n3  要求  4",
    ):
        assert not any(u.cell for u in cut(other))


def test_decimals_in_a_table_set_out_with_wide_gaps_open_no_clause() -> None:
    rows = "1  预期寿命  岁  79.3  80.5\n2  死亡率  ‰  3.1  3.0以下\n3  床位数  张  6.1  7.2"
    text = f"某市健康规划\n第三章  目标\n建设服务。\n序号  指标  单位  2020年  2025年\n{rows}\n第四章  保障\n落实。"
    paths = ["".join(clause.path) for clause in parse(text, document_id="d").walk()]
    assert paths == ["标题", "第三章", "第三章1", "第三章2", "第三章3", "第四章"]


def test_number_and_cited_title_are_not_cut_at_a_wide_gap() -> None:
    whole = "为落实《中共中央  国务院关于加强服务的意见》精神"
    assert [u.text for u in cut(f"2024年  第3号\n{whole}\n市民政局  市财政局")] == [
        "2024年  第3号",
        whole,
        "市民政局",
        "市财政局",
    ]


def test_number_and_signer_in_cells_are_no_row_of_a_table() -> None:
    units = cut("| 某卫字〔2024〕12号 | 签发人：某某 |\n| 1 | 建设食堂 |")
    assert [(u.text, u.column, u.cell) for u in units][:3] == [
        ("某卫字〔2024〕12号", -1, False),
        ("签发人：某某", -1, False),
        ("1", 0, True),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "您当前的位置：首页 > 政务公开 > 公示公告", "您现在所在的位置：首页>通知公告", "你目前所在位置：首页 / 文件",
        "当前所在位置：首页＞政策", "首页政务公开政务服务互动交流", "首页 走进云溪 政务公开 今天是：2024年5月6日 星期一",
        "今天是：", "今天是：2024年5月6日 星期一 欢迎访问", "适老化模式", "关怀版", "首页 | 新闻中心 | 政务公开",
    ],
)  # fmt: skip
def test_navigation_in_other_words_is_none_of_the_title(line: str) -> None:
    text = f"{line}\n关于做好站点建设工作的通知\n各乡镇人民政府：\n现将有关事项通知如下：\n一、目标\n建成3个站点。\n"
    document = parse(text, document_id="d")
    assert document.title == "关于做好站点建设工作的通知"
    assert next(c for c in document.clauses if c.kind == "title").text == "关于做好站点建设工作的通知"


@pytest.mark.parametrize("title", ["位置服务管理办法", "首位度提升工作方案", "今天的作业管理规定"])
def test_titles_in_such_words_stay(title: str) -> None:
    assert (
        parse(
            f"{title}\n第一条　为了加强管理，制定本办法。\n第二条　本办法自公布之日起施行。\n",
            document_id="d",
        ).title
        == title
    )


def test_buttons_and_menus_over_a_title_and_a_note_of_the_source_are_the_pages() -> None:
    found = reasons(f"网站首页 机构概况 通知公告\n【关闭窗口】\n{BODY}")
    assert {found["网站首页 机构概况 通知公告"], found["【关闭窗口】"]} == {"navigation"}
    note = "（来源：市民政局养老处    更新日期：2026-02-20）"
    title, _, rest = BODY.partition("\n")
    assert reasons(f"{title}\n{note}\n{rest}")[note] == "page metadata"
