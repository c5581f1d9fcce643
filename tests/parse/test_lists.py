"""Where lists and documents end: what stands behind a last item and is no part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.compose.leads import leads_over, units_in
from rag.parse.parser import parse
from rag.types import Clause


def clauses(text: str) -> dict[str, Clause]:
    return {"/".join(clause.path): clause for clause in parse(text, document_id="d").walk()}


VOUCHERS = """云溪县消费券发放指南
一、适用范围
（一）餐饮堂食；
（二）百货零售；
（三）影院观影。
下列消费不得使用：
1.烟酒购买；
2.充值预存。
二、领取材料
（一）身份证件；
（二）居住证明。
以上材料只看原件。
三、期限
六月底前使用。
"""


def test_a_list_that_is_one_sentence_ends_with_its_stop() -> None:
    found = clauses(VOUCHERS)
    assert found["一/（三）"].text == "（三）影院观影。"
    assert found["一/§1"].heading == "下列消费不得使用"
    assert [path for path in found if path.startswith("一/§1/")] == ["一/§1/1", "一/§1/2"]
    assert (found["二/（二）"].text, found["二/§1"].text) == ("（二）居住证明。", "以上材料只看原件。")


def test_an_item_of_whole_sentences_keeps_its_second_paragraph() -> None:
    found = clauses("一、任务\n1.修路。年内完工。\n2.架桥。次年完工。\n桥面铺沥青。\n二、保障\n专人负责。")
    assert found["一/2"].text.endswith("桥面铺沥青。")


def test_a_list_that_counts_anew_has_the_words_that_announce_it() -> None:
    found = clauses(
        "一、服务\n1.借书。\n2.还书。\n馆内还提供：\n1.饮水。\n2.存包。\n二、时间\n每天九点开馆。"
    )
    assert list(found) == ["一", "一/§1", "一/§1/1", "一/§1/2", "一/§2", "一/§2/1", "一/§2/2", "二"]
    assert (found["一/§2"].heading, found["一/§1/2"].text) == ("馆内还提供", "2.还书。")


def test_what_stands_behind_a_list_is_not_governed_by_its_lead_in(tmp_path: Path) -> None:
    text = "清河县泳池管理规定\n\n一、泳池内严禁下列行为：\n\n（一）跳水；\n\n（二）追逐。\n\n儿童由家长陪同入池。\n\n二、开放\n\n每年六月开放。\n"
    made = assistant_over(text, tmp_path)
    (header,) = made.index.headers()
    document = made.index.document(header.id)
    found = {"/".join(clause.path): clause for clause in document.walk()}
    over = {path: leads_over(document, units_in(clause)[0]) for path, clause in found.items()}
    assert over["一/§1"] == []
    assert [lead.text for lead in over["一/（二）"]] == ["泳池内严禁下列行为："]


def test_an_exception_is_told_as_one(tmp_path: Path) -> None:
    made = assistant_over(VOUCHERS.replace("\n", "\n\n"), tmp_path)
    assert "不得使用" in made.ask("云溪县消费券可以购买烟酒吗？").text


# -- the end of a document ------------------------------------------------------------------------

LETTER = "某市公园管理处关于延长开放的通知\n各公园：\n现通知如下。\n一、延长时间。开放到晚上十点。\n二、增加照明。主路装灯。\n三、加强值守。夜间两人值班。\n"


@pytest.mark.parametrize("date", ["2024年5月1日", ""])
def test_the_last_words_of_a_signed_document_are_none_of_its_last_item(date: str) -> None:
    found = clauses(f"{LETTER}各公园每周报送情况。\n联系电话：12345。\n某市公园管理局\n{date}")
    assert found["三"].text == "三、加强值守。夜间两人值班。"
    assert found["结语"].text.startswith("各公园每周报送情况。")
    assert found["落款"].text.endswith("某市公园管理局" + (f"\n{date}" if date else ""))


def test_without_a_signature_or_with_longer_items_they_are_its_own() -> None:
    assert clauses(f"{LETTER}值班表贴在门口。\n")["三"].text.endswith("值班表贴在门口。")
    longer = LETTER.replace("主路装灯。", "主路装灯。\n灯柱间隔十米。")
    found = clauses(f"{longer}值班表贴在门口。\n某市公园管理局\n2024年5月1日")
    assert found["三"].text.endswith("值班表贴在门口。")


def test_a_list_of_annexes_may_stand_between_the_last_words_and_the_signature() -> None:
    text = f"{LETTER}各公园每周报送情况。\n附件：1.灯具清单\n2.值班表\n某市公园管理局\n2024年5月1日\n附件1\n灯具清单\n"
    assert clauses(text)["结语"].text.strip() == "各公园每周报送情况。"


def test_a_line_of_departments_ends_a_clause_as_brackets_do() -> None:
    text = "一、甲\n1.修路。\n责任单位：县交通局、县财政局\n2.架桥。\n责任单位：县水利局\n本措施执行到年底。"
    assert clauses(text)["结语"].text == "本措施执行到年底。"


def test_an_organ_alone_signs_a_document_at_its_end() -> None:
    document = parse(f"{LETTER}某市公园管理局", document_id="d")
    assert document.issuer == "某市公园管理局"
    assert "局" not in next(c for c in document.walk() if c.path == ("三",)).text


def test_a_list_that_stands_in_no_section_ends_with_its_stop_too() -> None:
    found = clauses(
        "云溪县出新规\n申请时要交：\n1)申请表；\n2)照片。\n办理分两步：\n①窗口受理；\n②现场核实。"
    )
    assert found["（2）"].text == "2)照片。"
    assert [path for path in found if path.startswith("§1")] == ["§1", "§1/①", "§1/②"]


def test_a_list_in_a_quotation_ends_with_it() -> None:
    found = clauses(
        "法规问答\n一、哪些行为受罚？\n条例写明：“有下列行为的处罚：\n（一）占道。\n（二）乱停的。……”\n规章还写明：罚款五十元。\n二、谁来罚？\n交警。"
    )
    assert found["一/（二）"].text == "（二）乱停的。……”"
    assert found["一/§1"].text == "规章还写明：罚款五十元。"
