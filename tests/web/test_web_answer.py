"""An answer as HTML and as text: chips where the marks stand, nothing interpreted."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from fakes import SCRIPT, FakeAssistant
from hypothesis import given
from hypothesis import strategies as st

from rag.web.answer import (
    answer_html,
    around,
    pending_html,
    plain_text,
    question_html,
    sentence_parts,
)
from rag.web.conversation_files import to_markdown
from rag.web.exchanges import Exchange, Sentence, Source, exchange_from
from rag.web.words import Language


def exchange(question: str) -> Exchange:
    assistant = FakeAssistant()
    return exchange_from(assistant.ask(question), assistant.index)  # type: ignore[arg-type]


SOURCES = tuple(Source(n, f"《文》{n}", "引", "/documents/a", "verified") for n in (1, 2))


@pytest.mark.parametrize(
    ("text", "marks", "parts"),
    [
        ("甲。", (1,), ["甲。", 1]),
        ("甲[1]，乙[2]。", (1, 2), ["甲", 1, "，乙", 2, "。"]),
        ("甲[2]。", (1, 2), ["甲", 2, "。", 1]),
        ("见[3]和[1]。", (1,), ["见[3]和", 1, "。"]),
        ("甲", (9,), ["甲"]),
        ("甲[2]", (1,), ["甲[2]", 1]),
    ],
)
def test_marks_become_sources_once(text: str, marks: tuple[int, ...], parts: list[object]) -> None:
    found = sentence_parts(Sentence(text, marks, "verified"), SOURCES)
    assert [p if isinstance(p, str) else p.mark for p in found] == parts


def test_chips_carry_label_quote_and_deep_link() -> None:
    html = answer_html(exchange("徐汇签约"), "zh")
    chips = re.findall(r'<a class="chip" href="([^"]+)"[^>]* title="([^"]+)"', html)
    assert len(chips) == 2
    assert chips[0][1] == "家庭医生签约覆盖率达到45%以上"
    assert chips[0][0].startswith("/documents/xuhui-2023-community-health?mark=")
    assert html.count('<a class="cite"') == 2
    assert '<span class="state verified"' in html and "已核对" in html
    assert "摘编" in html


def test_what_is_not_verified_is_said_in_words() -> None:
    html = answer_html(exchange("丽水签约"), "zh")
    assert '<p class="sentence unsupported">' in html
    assert "（未能核对）" in html and "部分核对" in html and "依据不足" in html
    assert "Partly verified" in answer_html(exchange("丽水签约"), "en")


def test_a_refusal_shows_what_is_missing_and_where_to_look() -> None:
    html = answer_html(exchange("牙科"), "zh")
    assert "文件没有写明牙科诊所的数量" in html
    assert '<a class="cite-link" href="/documents/xuhui-2023-community-health?mark=' in html
    assert "现有文件没有规定" in html


@pytest.mark.parametrize("language", ["zh", "en"])
@given(text=st.text(alphabet=st.sampled_from("<>&\"'`*_[]()#|\\\n $!a 一"), max_size=30))
def test_no_text_becomes_markup_or_ends_the_block(language: Language, text: str) -> None:
    """A blank line would end the HTML block, and Markdown would take over."""
    source = Source(1, text, text, "/documents/a", "verified")
    odd = Exchange(
        "1",
        text,
        "answered",
        text,
        understood=text,
        sentences=(Sentence(text, (1,), "verified"),),
        sources=(source,),
        missing=text,
        nearest=((text, "/documents/a"),),
        notes=(text,),
        table=((text,), (text,)),
    )
    plain = Exchange("1", "", "answered", "")
    tags = re.findall(r"</?([a-z]+)", answer_html(odd, language))
    assert set(tags) <= {
        "div",
        "p",
        "span",
        "a",
        "b",
        "ol",
        "ul",
        "li",
        "details",
        "summary",
        "blockquote",
        "button",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
    }
    for html in (
        answer_html(odd, language),
        answer_html(plain, language),
        question_html(text),
        pending_html(text, language),
    ):
        assert "\n" not in html
        assert html.startswith("<div") and html.endswith("</div>")


def test_script_is_text() -> None:
    assert SCRIPT not in question_html(SCRIPT) and "&lt;script&gt;" in question_html(SCRIPT)
    assert SCRIPT not in pending_html(SCRIPT, "zh")


def test_copied_text_has_references_and_verdict() -> None:
    text = plain_text(exchange("徐汇签约"), "zh")
    assert "到2025年，徐汇区家庭医生签约覆盖率达到45%以上。[1]" in text
    assert "[1] 《徐汇区进一步提升社区卫生服务能力的实施方案》（徐府办〔2023〕5号）五（二）1" in text
    assert "（已核对）" in text
    assert "最接近的条款" in plain_text(exchange("牙科"), "zh")


def test_copied_text_has_what_qualifies_it() -> None:
    """Whoever pastes an answer must not lose that it is of a digest, of a part, or not verified."""
    whole = replace(
        exchange("丽水签约"), notes=("所引文件为摘编，以正式文本为准。",), scope=("丽水市", "甲", "乙", "丙")
    )
    text = plain_text(whole, "zh")
    assert "所引文件为摘编" in text and "（未能核对）" in text
    assert "限定范围：丽水市、甲、乙 +1" in text


def test_copied_text_keeps_its_lines_and_rides_along_unseen() -> None:
    html = answer_html(exchange("徐汇签约"), "zh")
    (copied,) = re.findall(r'<span class="copy-source">(.*?)</span>', html)
    lines = plain_text(exchange("徐汇签约"), "zh").split("\n")
    assert [unescape(line) for line in copied.split("<br>")] == lines


def test_the_question_as_understood_is_shown() -> None:
    understood = Exchange("1", "那丽水呢？", "answered", "x", understood="丽水市目标是多少？")
    assert "理解为" in answer_html(understood, "zh")
    same = Exchange("1", "问", "answered", "x", understood="问")
    assert "理解为" not in answer_html(same, "zh")


def test_marks_in_a_table_are_chips() -> None:
    with_table = Exchange("1", "q", "answered", "x", sources=SOURCES, table=(("地区",), ("徐汇[1]",)))
    assert re.search(r"<td>徐汇<a class=\"cite\"", answer_html(with_table, "zh"))


def test_a_comparison_is_shown_once_as_a_table_with_chips_and_verdicts() -> None:
    rows = (("文件", "内容", "条款"), ("徐汇", "达到45%。", "一"), ("丽水", "达到44%。", "二"))
    sentences = (
        Sentence("徐汇：达到45%。", (1,), "verified"),
        Sentence("丽水：达到44%。", (2,), "unsupported"),
    )
    both = Exchange("1", "q", "answered", "x", sentences=sentences, sources=SOURCES, table=rows)
    html = answer_html(both, "zh")
    assert html.split("copy-source")[0].count("达到45%。") == 1
    said = r'<p class="sentence unsupported">达到44%。<a class="cite"[^>]*>2</a><span class="flag"[^>]*>（未能核对）'
    assert re.search(f"<td>丽水</td><td>{said}</span></p></td><td>二</td>", html)
    assert '<th scope="col">Clause</th>' in answer_html(both, "en")
    other = Exchange("1", "q", "answered", "x", sentences=sentences[:1], sources=SOURCES, table=rows)
    assert '<p class="sentence verified">' in answer_html(other, "zh")


def test_a_row_of_several_sentences_shows_each_with_its_own_chip_and_none_twice() -> None:
    rows = (("文件", "内容", "条款"), ("徐汇", "甲；；乙。", "一"), ("丽水", "甲；", "二"))
    texts = (("徐汇：甲；", 1), ("徐汇：乙。", 2), ("丽水：甲；", 2))
    said = tuple(Sentence(text, (mark,), "verified") for text, mark in texts)
    html = answer_html(Exchange("1", "q", "answered", "x", sentences=said, sources=SOURCES, table=rows), "zh")
    shown = html.split("copy-source")[0]
    assert shown.count('<p class="sentence verified">') == 3 and "；；" not in shown
    assert re.search(
        r"<td>徐汇</td><td><p[^>]*>甲；<a[^>]*>1</a></p><p[^>]*>乙。<a[^>]*>2</a></p></td>", shown
    )


def test_a_row_that_cites_nothing_stands_in_the_table_without_a_chip() -> None:
    rows = (("文件", "内容", "条款"), ("徐汇", "达到45%。", "一"), ("丽水", "未写明", ""))
    said = (Sentence("徐汇：达到45%。", (1,), "verified"),)
    both = Exchange("1", "q", "partial", "徐汇：达到45%。[1]", sentences=said, sources=SOURCES, table=rows)
    html = answer_html(both, "zh").split("copy-source")[0]
    assert '<tr class="none"><td>丽水</td><td>未写明</td><td></td></tr>' in html
    assert html.count("达到45%。") == 1
    assert "只答出一部分" in html and "已核对" in html
    copied = plain_text(both, "zh")
    assert "丽水：未写明" in copied and "（已核对；只答出一部分）" in copied
    told = replace(both, text="徐汇：达到45%。[1]\n丽水：未写明")
    assert plain_text(told, "zh").count("未写明") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("共9项，列出2项：\n甲。[1]\n乙。[2]", ("共9项，列出2项：", "")),
        ("与文件不符。文件写明：甲。[1]\n乙。[2]", ("与文件不符。文件写明：", "")),
        ("甲。[1]\n乙。[1][2]\n所收文件中没有北京的文件。", ("", "所收文件中没有北京的文件。")),
        ("甲。[1]\n乙。[2]\n文件未写明：[3]。", ("", "文件未写明：[3]。")),
        ("甲。[1]\n乙。[2]", ("", "")),
        ("别的文字", ("", "")),
    ],
)
def test_what_the_text_says_around_the_statements_is_shown_everywhere(
    text: str, said: tuple[str, str]
) -> None:
    sentences = (Sentence("甲。", (1,), "verified"), Sentence("乙。", (2,), "verified"))
    whole = Exchange("1", "q", "answered", text, sentences=sentences, sources=SOURCES)
    assert around(whole) == said
    for part in filter(None, said):
        assert part in answer_html(whole, "zh").split("copy-source")[0]
        assert part in plain_text(whole, "zh")
        assert part.replace("[3]", r"\[3\]") in to_markdown([whole], "zh")


def test_nothing_is_around_a_refusal() -> None:
    assert around(exchange("牙科")) == ("", "")
