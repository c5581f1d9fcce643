"""Facts that stand in the words of a document: who issued it, who spoke, who drew it up."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.compose.draft import Material
from rag.compose.facts import facts_about
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit, Passage
from rag.understand.asked_facts import issuer_claimed


def test_who_issued_a_document_that_a_clause_names(tmp_path: Path) -> None:
    text = (
        "某行业年度报告\n\n一、进展\n\n县商务局印发《夜间集市管理指南》，摊位增加200个。\n\n"
        "二、展望\n\n完善标准。\n"
    )
    assistant = assistant_over(text, tmp_path)
    assert "县商务局印发" in assistant.ask("夜间集市管理指南是谁印发的？").text
    assert assistant.ask("早餐工程管理指南是谁印发的？").status == "refused"


def test_who_drafted_a_document_that_a_text_reports_on(tmp_path: Path) -> None:
    text = "夜间集市座谈纪要\n\n一、进展\n\n县商务局前期起草《夜间集市管理指南》初稿，听取摊主意见。\n\n二、展望\n\n完善标准。\n"
    assistant = assistant_over(text, tmp_path)
    assert "县商务局前期起草" in assistant.ask("夜间集市管理指南初稿是谁起草的").text
    assert assistant.ask("早餐工程管理指南初稿是谁起草的").status == "refused"


REPORT = (
    "2026年云山县政府工作报告\n\n——2026年1月26日在云山县第十四届人民代表大会第四次会议上\n\n"
    "云山县人民政府县长 王某某\n\n各位代表：\n\n一、去年工作\n\n全县生产总值增长5%。\n"
)
PASSED_ON = (
    "云山县人民政府办公室关于转发县卫生健康局制订的《云山县基层服务方案》的通知\n\n各乡镇人民政府：\n\n"
    "一、目标\n\n签约率达到45%。\n\n云山县人民政府办公室\n2024年5月1日\n"
)
SIGNED = (
    "云山县深化医改工作方案\n\n各乡镇人民政府：\n\n一、目标\n\n签约率达到45%。\n\n"
    "云山县深化医改领导小组办公室\n云山县卫生健康局\n2024年5月1日\n"
)
ANSWERS = (
    "云山县人民政府关于同意建立联席会议制度的批复\n\n县教育局：\n\n"
    "你局《关于提请建立职业教育联席会议制度的请示》（云教〔2018〕8号）收悉。同意建立联席会议制度。\n\n"
    "云山县人民政府\n2018年11月20日\n"
)


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        (REPORT, "报告是谁在哪次会议上所作的？", "王某某"),
        (PASSED_ON, "这个方案是谁制订、谁转发的？", "转发县卫生健康局制订的"),
        (ANSWERS, "所答复的请示是什么文号？", "云教〔2018〕8号"),
        (SIGNED, "方案盖的是谁的章？", "云山县卫生健康局"),
    ],
)
def test_who_spoke_who_drew_it_up_and_the_number_of_another(
    small: Assistant, text: str, question: str, told: str
) -> None:
    document = parse(normalise(text), document_id="d")
    hits = [
        Hit(clause, 1.0, rank, Passage(clause.id, "d", clause.start, clause.end, clause.text, ""), {})
        for rank, clause in enumerate(document.walk(), start=1)
    ]
    found = facts_about(small.understood(question), Material(hits, {"d": document}))
    assert told in " ".join(draft.text for draft in found.drafts)
    for draft in found.drafts:
        assert all(document.text[q.start : q.end].strip() for q in draft.quotes)


@pytest.mark.parametrize(
    ("text", "question", "wrong"),
    [
        (SIGNED, "云山的方案是省卫健委发的吗？", True),
        (SIGNED, "云山的方案是县卫健局印发的吧？", False),
        (SIGNED, "云山的方案是县医改领导小组办公室和县财政局联合发的吗？", True),
        (PASSED_ON, "云山的方案是县政府办转发的吗？", False),
        (PASSED_ON, "云山的方案是不是县教育局制订的？", True),
    ],
)
def test_whether_an_organ_issued_a_document_is_answered_by_who_did(
    tmp_path: Path, text: str, question: str, wrong: bool
) -> None:
    answer = assistant_over(text, tmp_path).ask(question)
    assert answer.status == "answered" and answer.text.startswith("与文件不符") == wrong
    assert "云山县" in answer.statements[0].text


def test_what_is_handed_out_is_no_document(tmp_path: Path) -> None:
    assert issuer_claimed("云山的方案是县卫健局发的吗") == "县卫健局"
    assert issuer_claimed("云山的补贴是县财政局发的吗") == ""
    assert issuer_claimed("云山的方案是去年发的吗") == ""
