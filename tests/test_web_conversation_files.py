"""Exports of a conversation: every answer with its references, nothing interpreted."""

from __future__ import annotations

import io

from docx import Document
from fakes import SCRIPT, FakeAssistant

from rag.web.conversation_files import to_docx, to_markdown
from rag.web.turns import Turn, turn_from


def turns() -> list[Turn]:
    assistant = FakeAssistant()
    asked = (f"徐汇签约 {SCRIPT}", "丽水签约", "牙科\x01")
    return [turn_from(assistant.ask(q), assistant.index) for q in asked]  # type: ignore[arg-type]


def test_markdown_has_a_footnote_for_every_mark() -> None:
    text = to_markdown(turns(), "zh")
    assert "达到45%以上。[^1-1]" in text
    assert "[^1-1]: 《徐汇区进一步提升社区卫生服务能力的实施方案》（徐府办〔2023〕5号）五（二）1：" in text
    assert "[^2-1]: 《丽水市卫生健康现代化实施意见》" in text
    assert "（未能核对）" in text and "*部分核对*" in text
    assert "最接近的条款" in text
    assert "<script>" not in text


def test_docx_opens_and_holds_the_same() -> None:
    book = Document(io.BytesIO(to_docx(turns(), "en")))
    text = "\n".join(p.text for p in book.paragraphs)
    assert SCRIPT in text  # plain text in a run, nothing that runs
    assert "[1] 《徐汇区进一步提升社区卫生服务能力的实施方案》" in text
    assert "(Partly verified)" in text.replace("（", "(").replace("）", ")")
