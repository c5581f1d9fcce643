"""What a document says as a whole, and which documents there are."""

from __future__ import annotations

import pytest

from rag.compose.overview import MOST, outline
from rag.composition import Draft
from rag.language.text import fold, normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Document, Message
from rag.understand.whole import asks_goals, asks_overview, asks_titles

YUNSHAN = [
    "一、总体目标",
    "二、重点任务",
    "（一）建强乡镇卫生院",
    "（二）管好医保基金",
    "（三）推行先诊疗后付费",
    "三、保障措施",
    "（一）加强领导",
    "（二）严格督查",
]


@pytest.mark.parametrize(
    "question",
    [
        "云山方案讲了什么？",
        "云山的文件主要内容是什么",
        "介绍一下云山县的方案",
        "《云山县基层卫生服务提升实施方案》有哪些内容",
        "云政办〔2024〕12号讲了什么",
        "云山方案分几个部分？",
        "基层卫生服务提升方案大概说了啥",
        "云山方案",
        "云政办〔2024〕12号",
        "《云山县基层卫生服务提升实施方案》",
    ],
)
def test_a_document_is_told_by_its_headings(small: Assistant, question: str) -> None:
    answer = small.ask(question)
    assert answer.status == "answered" and answer.notes == ()
    assert [statement.text for statement in answer.statements] == YUNSHAN
    assert [fold(c.quote) for c in answer.citations] == [fold(text) for text in YUNSHAN]
    assert answer.citations[3].label.endswith("二（二）")


@pytest.mark.parametrize(
    "question",
    [
        "云山的重点任务有哪些",
        "云山方案主要任务是什么",
        "云山的重点任务",
        "云山有哪些任务",
        "云山要做哪些工作",
    ],
)
def test_the_tasks_are_the_parts_of_the_section_so_called(small: Assistant, question: str) -> None:
    assert [s.text for s in small.ask(question).statements] == YUNSHAN[1:5]


@pytest.mark.parametrize(
    "question",
    [
        "云山方案对中医馆讲了什么",
        "云山二（二）讲什么",
        "云山方案里关于医保基金的内容",
        "云山医保基金有哪些规定",
        "中医馆提供哪些服务内容",
        "讲了什么",
    ],
)
def test_a_matter_or_a_clause_is_no_whole(small: Assistant, question: str) -> None:
    assert small.understood(question).whole != "outline"


@pytest.mark.parametrize(
    "question", ["有哪些文件？", "你们收录了哪些文件", "这两份文件分别讲了什么", "你能回答什么问题？"]
)
def test_which_documents_there_are(small: Assistant, question: str) -> None:
    answer = small.ask(question)
    assert answer.status == "answered" and answer.text.startswith("共2份文件：")
    assert {s.text for s in answer.statements} == {
        "《云山县基层卫生服务提升实施方案》",
        "《临江市推进卫生健康现代化实施意见》",
    }


def test_only_documents_that_may_be_searched_are_named(small: Assistant) -> None:
    answer = small.ask("有哪些文件？", documents=frozenset({"yunshan-2024"}))
    assert [s.text for s in answer.statements] == ["《云山县基层卫生服务提升实施方案》"]
    assert "临江" not in answer.text and answer.text.startswith("共1份文件")


@pytest.mark.parametrize("question", ["云山方案讲了什么？", "云山有哪些文件？"])
def test_a_document_that_may_not_be_searched_is_not_told_of(small: Assistant, question: str) -> None:
    answer = small.ask(question, documents=frozenset({"linjiang-2023"}))
    assert answer.status == "refused" and "乡镇卫生院" not in answer.text and "《云山" not in answer.text


def test_nor_is_it_set_beside_another(small: Assistant) -> None:
    answer = small.ask("云山和临江的方案分别讲了什么？", documents=frozenset({"linjiang-2023"}))
    assert answer.citations and all(c.document.id == "linjiang-2023" for c in answer.citations)
    assert "乡镇卫生院" not in answer.text


def test_the_titles_of_a_region(small: Assistant) -> None:
    answer = small.ask("临江有哪些文件")
    assert [s.text for s in answer.statements] == ["《临江市推进卫生健康现代化实施意见》"]


def test_two_documents_are_set_side_by_side(small: Assistant) -> None:
    answer = small.ask("云山和临江的方案分别讲了什么？")
    assert [row[0] for row in answer.table[1:]] == ["云山县", "临江市"]


def test_the_document_talked_of_before(small: Assistant) -> None:
    history = (Message("user", "云山县家庭医生签约覆盖率目标是多少？"), Message("assistant", "45%以上"))
    answer = small.ask("这份文件讲了什么？", history)
    assert [s.text for s in answer.statements] == YUNSHAN


def test_a_document_that_nobody_named_is_asked_for(small: Assistant) -> None:
    answer = small.ask("这份文件讲了什么？")
    assert answer.refusal is not None and answer.refusal.reason == "too_vague"


@pytest.mark.parametrize(
    ("text", "title", "whole"),
    [
        ("的方案讲了什么", "", True),
        ("智慧助老的通知说了啥", "关于开展“智慧助老”行动的通知", True),
        ("智慧养老的通知说了啥", "关于开展“智慧助老”行动的通知", False),
        ("概括一下这份文件", "", True),
        ("这份文件是谁发的", "", False),
    ],
)
def test_what_asks_for_the_whole(text: str, title: str, whole: bool) -> None:
    assert asks_overview(text, [title]) is whole


def test_one_document_is_told_apart_from_nothing() -> None:
    assert asks_overview("和的方案有什么区别", several=True)
    assert not asks_overview("的方案有什么区别")


@pytest.mark.parametrize(("text", "asks"), [("有哪些文件", True), ("有哪些文件提到中医馆", False)])
def test_what_asks_for_titles(text: str, asks: bool) -> None:
    assert asks_titles(text) is asks


def document(sections: int, parts: int) -> Document:
    """A document of so many sections with so many parts each."""
    lines = ["某市工作方案", ""]
    for number in "一二三四五六七八九"[:sections]:
        lines.append(f"{number}、部分{number}")
        for part in "一二三四五六七八九"[:parts]:
            lines.append(f"（{part}）小节{number}{part}。做好工作，抓好落实，形成合力。")
    return parse(normalise("\n".join(lines) + "\n"), document_id="d")


def told(draft: Draft) -> str:
    return draft.text.strip()


def test_parts_are_left_out_where_they_are_many() -> None:
    assert len(outline(document(4, 4)).drafts) == 20 == MOST
    assert [told(d) for d in outline(document(5, 4)).drafts] == [f"{n}、部分{n}" for n in "一二三四五"]


def test_a_space_parts_a_chapter_from_its_heading() -> None:
    text = "某市管理办法\n\n第一章　总则\n\n第一条　为加强管理，制定本办法。\n\n第二章　职责\n\n第二条　各区负责。\n"
    drafts = outline(parse(normalise(text), document_id="d")).drafts
    assert [d.text for d in drafts] == ["第一章 总则", "第二章 职责"]


def test_a_question_for_a_section_that_is_not_there_gets_them_all() -> None:
    assert len(outline(document(2, 2), "任务").drafts) == 6
    assert len(outline(document(5, 4), "任务").drafts) == 25, "the tasks are told to the last"


def test_the_year_of_a_title_is_none_that_something_is_set_for() -> None:
    title = "云溪市2022年下半年重点工作任务"
    assert not asks_goals("2022年下半年有哪些任务", [title]) and asks_overview(
        "2022年下半年有哪些任务", [title]
    )
    assert asks_goals("2022年有哪些任务", ["云溪市工作方案"])
    assert asks_goals("2022年底要达到哪些指标", [title])


def test_an_annex_without_a_name_is_no_section() -> None:
    text = "某市方案\n\n一、目标\n\n做好工作。\n\n附件\n\n1.甲\n\n2.乙\n"
    assert [told(d) for d in outline(parse(normalise(text), document_id="d")).drafts] == ["一、目标"]


def test_every_document_that_ships_has_an_outline(assistant: Assistant) -> None:
    for header in assistant.index.headers():
        drafts = outline(assistant.index.document(header.id)).drafts
        assert 3 <= len(drafts) <= MOST
        for draft in drafts:
            assert "".join(q.document.text[q.start : q.end] for q in draft.quotes)
