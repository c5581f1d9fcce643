"""An answer as HTML for a chat bubble, and as plain text with its references.

Gradio runs a message through Markdown. A message that is one ``<div>`` on one line without blank
lines is left alone by it, so everything is escaped here and nothing is interpreted later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from rag.lazy_re import lazy_re
from rag.web.exchanges import Exchange, Sentence, Source
from rag.web.page import environment
from rag.web.words import Language, told, words

_IN_TEXT = lazy_re(r"\[(\d{1,3})\]")
_MARKS = lazy_re(r"\A(?:\s*\[\d{1,3}\])+")
#: Documents and regions of a scope that are named; more are counted.
MAX_NAMED = 3


def _one_line(html: str) -> str:
    return re.sub(r"\s*\n\s*", "", html)


def lines(text: str) -> Markup:
    """Escaped text with ``<br>`` for line ends."""
    return Markup("<br>").join(escape(line) for line in text.strip().splitlines())


def question_html(question: str) -> str:
    """A question in a bubble: text, whatever it holds."""
    return f'<div class="question">{lines(question)}</div>'


def pending_html(text: str, language: Language) -> str:
    """An answer while it arrives."""
    if not text:
        hint = words(language)["thinking"]
        return f'<div class="answer pending" aria-busy="true">{escape(hint)}</div>'
    return f'<div class="answer pending" aria-busy="true">{lines(text)}</div>'


def answer_html(exchange: Exchange, language: Language) -> str:
    """A finished answer: sentences with numbered chips, sources, verdict, or the refusal."""
    table = [[cell_parts(cell, exchange.sources) for cell in row] for row in exchange.table]
    heads = {words("zh")[key]: words(language)[key] for key in ("document", "content", "clause")}
    table[:1] = [[[heads.get(cell, cell)] for cell in row] for row in exchange.table[:1]]
    sentences = [(s, sentence_parts(s, exchange.sources)) for s in exchange.sentences]
    # A comparison is told twice, as sentences and as a table; where they go together, the table
    # is shown with the sentences' chips and verdicts.
    places = row_places(exchange)
    paired = [
        (
            row,
            [
                (exchange.sentences[i], told_in_row(cells, exchange.sentences[i], exchange.sources))
                for i in own
            ],
        )
        for row, cells, own in zip(table[1:], exchange.table[1:], places, strict=False)
    ]
    template = environment().get_template("answer.html")
    lead, tail = around(exchange)
    html = template.render(
        exchange=exchange,
        w=words(language),
        lines=lines,
        table=table,
        sentences=sentences,
        paired=paired,
        lead=lead,
        tail=tail,
        headline=headline(exchange, words(language)),
        hint=_HINTS.get(exchange.state, ""),
        copy=plain_text(exchange, language),
        scope=scope_text(exchange),
        told=lambda text: told(text, language),
    )
    return _one_line(html)


def row_places(exchange: Exchange) -> tuple[tuple[int, ...], ...]:
    """For each row of the table the places of its sentences, none for a row that cites no clause.

    Empty where a sentence has no row of its own, or a row cites without a sentence that was
    verified: then table and sentences are both shown.
    """
    places = [_tells(row, exchange.sentences) for row in exchange.table[1:]]
    if any(not own and row[-1].strip() for row, own in zip(exchange.table[1:], places, strict=True)):
        return ()
    found = [place for own in places for place in own]
    return tuple(places) if sorted(found) == list(range(len(exchange.sentences))) else ()


def _tells(row: tuple[str, ...], sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """Places of the sentences ``name：words`` whose words stand in the row of that name."""
    if len(row) < 2:
        return ()
    split = [sentence.text.strip().partition("：") for sentence in sentences]
    return tuple(i for i, (name, _, words) in enumerate(split) if name == row[0] and words in row[1])


def told_in_row(row: tuple[str, ...], sentence: Sentence, sources: Sequence[Source]) -> list[str | Source]:
    """The parts of a sentence in its row, whose first cell says already whom it is about."""
    text = sentence.text.strip().removeprefix(f"{row[0]}：")
    return sentence_parts(replace(sentence, text=text), sources)


def around(exchange: Exchange) -> tuple[str, str]:
    """What the text says before the first and behind the last statement.

    A count (共77项，列出8项), a premise that is wrong (与文件不符), what no document states: no
    statements, so nothing to verify, but without them the statements mislead.
    """
    if not exchange.sentences:
        return "", ""
    first, last = (s.text.strip() for s in (exchange.sentences[0], exchange.sentences[-1]))
    start, end = exchange.text.find(first), exchange.text.rfind(last)
    if start < 0 or end < 0:
        return "", ""
    return exchange.text[:start].strip(), _MARKS.sub("", exchange.text[end + len(last) :]).strip()


_HINTS = {
    "verified": "verified_hint",
    "partly_verified": "partly_hint",
    "unsupported": "unsupported_hint",
}


def sentence_parts(sentence: Sentence, sources: Sequence[Source]) -> list[str | Source]:
    """The sentence cut at its marks: text and sources; marks it does not print come last."""
    known = {source.mark: source for source in sources}
    parts: list[str | Source] = []
    printed: set[int] = set()
    at = 0
    for match in _IN_TEXT.finditer(sentence.text):
        mark = int(match[1])
        if mark not in sentence.marks or mark not in known:
            continue  # brackets of the text itself
        parts += [sentence.text[at : match.start()], known[mark]]
        printed.add(mark)
        at = match.end()
    parts.append(sentence.text[at:])
    parts += [known[mark] for mark in sentence.marks if mark in known and mark not in printed]
    return [part for part in parts if part != ""]


def cell_parts(text: str, sources: Sequence[Source]) -> list[str | Source]:
    """A cell of a table, cut at the marks of sources that there are."""
    marks = tuple(int(match[1]) for match in _IN_TEXT.finditer(text))
    return sentence_parts(Sentence(text, marks, "verified"), sources)


def lead_in(exchange: Exchange, language: Language) -> list[str]:
    """What an answer was limited to, and the question as understood where that is not as typed."""
    w = words(language)
    out = [f"{w['scope']}{w['colon']}{scope_text(exchange)}"] if exchange.scope else []
    if exchange.understood and exchange.understood != exchange.question:
        out.append(f"{w['understood']}{w['colon']}{exchange.understood}")
    return out


def scope_text(exchange: Exchange) -> str:
    """The documents and regions that were searched, the first few by name."""
    named = "、".join(exchange.scope[:MAX_NAMED])
    return named + (f" +{len(exchange.scope) - MAX_NAMED}" if len(exchange.scope) > MAX_NAMED else "")


def headline(exchange: Exchange, w: Mapping[str, str]) -> str:
    """The kind of a refusal, where what is missing and the nearest clauses stand below it.

    The text of such a refusal tells all three, and would tell them twice.
    """
    if not exchange.reason or exchange.sentences or not (exchange.missing or exchange.nearest):
        return ""
    return w.get(exchange.reason, w["refused"])


def paragraphs(exchange: Exchange, language: Language) -> list[list[str | Source]]:
    """The answer for files and the clipboard: text and sources, nothing left out that is shown."""
    w = words(language)
    said: list[list[str | Source]] = []
    if not exchange.sentences:
        said.append([headline(exchange, w) or told(exchange.text, language)])
        if exchange.missing:
            said.append([f"{w['missing']}{w['colon']}{exchange.missing}"])
        return said
    lead, tail = around(exchange)
    said += [[lead], *(_flagged(s, exchange, w) for s in exchange.sentences)]
    said += [["：".join(row[:2])] for row in rows_without_clause(exchange)]
    said.append([tail])
    return [parts for parts in said if parts != [""]]


def _flagged(sentence: Sentence, exchange: Exchange, w: Mapping[str, str]) -> list[str | Source]:
    flag = [] if sentence.verdict == "verified" else [f"（{w[sentence.verdict]}）"]
    return [*sentence_parts(sentence, exchange.sources), *flag]


def rows_without_clause(exchange: Exchange) -> list[tuple[str, ...]]:
    """Rows of a comparison whose document says nothing and that the text does not tell of."""
    rows = zip(exchange.table[1:], row_places(exchange), strict=False)
    return [row for row, own in rows if not own and not all(cell in exchange.text for cell in row)]


def plain_text(exchange: Exchange, language: Language) -> str:
    """Question, answer with [1] marks, sources with their quotes: what 复制 gives."""
    w = words(language)
    out = [exchange.question, "", *lead_in(exchange, language)]
    out += ["".join(marked(p) for p in parts) for parts in paragraphs(exchange, language)]
    out += [f"{w['nearest']}{w['colon']}{name}" for name, _ in exchange.nearest]
    if exchange.sources:
        out += ["", f"{w['sources']}{w['colon']}"]
        out += [f"[{s.mark}] {s.label}：“{s.quote}”" for s in exchange.sources]
    out += ["", *exchange.notes] if exchange.notes else []
    out += ["", f"（{state}）"] if (state := state_text(exchange, w)) else []
    return "\n".join(out)


def state_text(exchange: Exchange, w: Mapping[str, str]) -> str:
    """What was verified, and that it is a part of an answer where it is one; nothing of what is none."""
    if not exchange.sentences:
        return ""
    return "；".join([w[exchange.state], *([w["partial"]] if exchange.status == "partial" else [])])


def marked(part: str | Source) -> str:
    """A part of an answer as text, a source as its mark."""
    return part if isinstance(part, str) else f"[{part.mark}]"
