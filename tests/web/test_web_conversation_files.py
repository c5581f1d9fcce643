"""Exports of a conversation: every answer with its references, nothing interpreted."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

from docx import Document
from fakes import SCRIPT, FakeAssistant

from rag.web.answer import plain_text
from rag.web.conversation_files import saved, to_docx, to_markdown
from rag.web.exchanges import Exchange, exchange_from


def exchanges() -> list[Exchange]:
    assistant = FakeAssistant()
    asked = (f"徐汇签约 {SCRIPT}", "丽水签约", "牙科\x01")
    return [exchange_from(assistant.ask(q), assistant.index) for q in asked]  # type: ignore[arg-type]


def test_markdown_has_a_footnote_for_every_mark() -> None:
    text = to_markdown(exchanges(), "zh")
    assert "达到45%以上。[^1-1]" in text
    assert "[^1-1]: 《徐汇区进一步提升社区卫生服务能力的实施方案》（徐府办〔2023〕5号）五（二）1：" in text
    assert "[^2-1]: 《丽水市卫生健康现代化实施意见》" in text
    assert "（未能核对）" in text and "*部分核对*" in text
    assert "最接近的条款" in text
    assert "<script>" not in text


def test_docx_opens_and_holds_the_same() -> None:
    book = Document(io.BytesIO(to_docx(exchanges(), "en")))
    text = "\n".join(p.text for p in book.paragraphs)
    assert SCRIPT in text  # plain text in a run, nothing that runs
    assert "[1] 《徐汇区进一步提升社区卫生服务能力的实施方案》" in text
    assert "(Partly verified)" in text.replace("（", "(").replace("）", ")")


def test_a_refusal_is_told_once() -> None:
    """Its text names what is missing and the nearest clauses too, on lines of their own."""
    refused = exchanges()[2]
    nearest = [name for name, _ in refused.nearest]
    text = "\n".join(
        [
            f"现有文件不能回答这个问题：{refused.missing}。",
            "最接近的条款：",
            *(f"· {name}" for name in nearest),
        ]
    )
    exchange = replace(refused, text=text)
    book = Document(io.BytesIO(to_docx([exchange], "zh")))
    copied = plain_text(exchange, "zh")
    for told in (copied, to_markdown([exchange], "zh"), "\n".join(p.text for p in book.paragraphs)):
        assert told.count(exchange.missing) == 1 and told.count("最接近的条款") == 1
        assert all(told.count(name) == 1 for name in nearest) and nearest
        assert told.count("现有文件没有规定") == 1 and "文件未规定" not in told
        assert "· " not in told
    short = replace(exchange, text="现有文件没有规定。", missing="", nearest=())
    assert "现有文件没有规定。" in plain_text(short, "zh")


BASE = "https://policy.example"


def test_references_open_the_clause() -> None:
    one = exchanges()[:1]
    assert f"五（二）1](<{BASE}{one[0].sources[0].url}>)：“" in to_markdown(one, "zh", BASE)
    book = Document(io.BytesIO(to_docx(one, "zh", BASE)))
    links = [link for p in book.paragraphs for link in p.hyperlinks]
    assert [link.url for link in links] == [BASE + source.url for source in one[0].sources]
    assert [link.text for link in links] == [source.label for source in one[0].sources]


def test_what_qualifies_an_answer_goes_with_it() -> None:
    """A digest that is quoted without its warning passes for the official text."""
    note, understood = "所引文件为摘编，以正式文本为准。", "徐汇区2025年的签约目标"
    exchange = replace(exchanges()[0], notes=(note,), understood=understood, scope=("上海市徐汇区",))
    book = Document(io.BytesIO(to_docx([exchange], "zh")))
    for text in (to_markdown([exchange], "zh"), "\n".join(p.text for p in book.paragraphs)):
        assert note in text
        assert f"理解为：{understood}" in text
        assert "限定范围：上海市徐汇区" in text


def test_a_file_is_named_after_the_question_without_what_no_file_system_takes() -> None:
    exchange = replace(exchanges()[0], question="徐汇/杨浦: 签约？\n*")
    file = saved([exchange], "md", "zh", BASE)
    assert file is not None and file["name"] == "徐汇 杨浦 签约？.md"
    assert base64.b64decode(file["data"]).decode().startswith("# ")
    nameless = saved([replace(exchange, question="???")], "docx", "en", BASE)
    assert nameless is not None and nameless["name"] == "Policy answers.docx"
