"""Markdown as plain lines: marks removed, so that printed labels stand at the line's start."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from rag.language.text import raised
from rag.lazy_re import lazy_re
from rag.load.grid import MAX_COLUMNS, Cell, grid, lines, note_line
from rag.load.headed import headed
from rag.load.loaded import Content
from rag.load.plain import decode

_FENCE = lazy_re(r"^\s{0,3}(?:`{3,}|~{3,})")
_PREFIX = lazy_re(r"^(?:[ \t]*>)+[ \t]?|^[ \t]*[-*+][ \t]+(?=\S)")
_HEADING = lazy_re(r"^\s{0,3}#{1,6}(?:[ \t]+|$|(?=[\u4e00-\u9fff（]))")
_DEFINITION = lazy_re(r"^\s{0,3}\[[^\]\n]{1,200}\]:\s*\S")
_NOTE = lazy_re(r"^\s{0,3}\[\^([^\]\n]{1,200})\]:[ \t]*(?=\S)")
_NOTE_MARK = lazy_re(r"\[\^([^\]\n]{1,200})\]")
_AZ = "A-Za-z0-9"
#: Every repetition is bounded, so that a line of a million marks costs linear time.
_INLINE = (
    (lazy_re(r"<br\s{0,4}/?>", re.IGNORECASE), "\n"),
    (lazy_re(r"<(del|s|strike)(?:\s[^<>\n]{0,300})?>[^\n]{0,300}?</\1>", re.IGNORECASE), ""),
    (lazy_re(r"</?[A-Za-z][A-Za-z0-9]{0,12}(?:\s[^<>\n]{0,300})?/?>"), ""),
    (lazy_re(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,600}\)"), ""),
    (lazy_re(r"\[([^\[\]\n]{1,300})\]\([^()\n]{0,600}\)"), r"\1"),
    (lazy_re(r"(?<!\*)\*{2,3}(?!\*)"), ""),
    (lazy_re(rf"(?<![_{_AZ}])__(?=[^\s_])([^\n]{{1,300}}?)(?<=[^\s_])__(?![_{_AZ}])"), r"\1"),
    (lazy_re(rf"(?<![*{_AZ}])\*(?=[^\s*])([^*\n]{{1,300}})(?<=[^\s*])\*(?![*{_AZ}])"), r"\1"),
    (lazy_re(rf"(?<![_{_AZ}])_(?=[^\s_])([^_\n]{{1,300}})(?<=[^\s_])_(?![_{_AZ}])"), r"\1"),
    (lazy_re(r"~~(?=\S)[^~\n]{1,300}~~"), ""),
    (lazy_re(r"`{1,2}([^`\n]{1,300})`{1,2}"), r"\1"),
)
_RAISED = lazy_re(r"<sup(?:\s[^<>\n]{0,300})?>([^<\n]{0,60})</sup>", re.IGNORECASE)
#: No pattern of ``_INLINE``, nor an entity, is without one of these.
_MARK = lazy_re(r"[<\[*_~`&]")
_ESCAPED = lazy_re(r"\\([!-/:-@\[-`{-~])")
_KEPT = 0xF0000  # private code points that carry escaped marks past the rules for marks
_RESTORED = {_KEPT + code: code for code in range(0x80)}


def read_markdown(data: bytes) -> Content:
    """The text of a Markdown file; the front matter gives title and date, not text.

    Raises:
        DocumentError: the bytes are not text.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    text, stated = _front_matter(text.removeprefix("\ufeff"))
    text = _ESCAPED.sub(lambda found: chr(_KEPT + ord(found[1])), _without_comments(text))
    notes, kept = _notes(text.split("\n"))
    marked = frozenset(notes)
    out: list[str] = []
    waiting: list[str] = []
    fenced = False
    for line in kept:
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            out.append(line)
        else:
            row = line.lstrip().startswith("|")
            out += [] if row else waiting
            waiting = waiting if row else []
            waiting += [note_line(notes.pop(mark)) for mark in _NOTE_MARK.findall(line) if mark in notes]
            out += _line(_NOTE_MARK.sub(lambda found: "" if found[1] in marked else found[0], line))
            out += [] if row else waiting
            waiting = waiting if row else []
    out += [*waiting, *map(note_line, notes.values())]
    return Content("\n".join(out).translate(_RESTORED), stated.get("title"), stated.get("date"))


def _notes(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The footnotes by their marks, and the lines without them; an indented line goes on with the note above."""
    notes: dict[str, list[str]] = {}
    kept: list[str] = []
    open_ = ""
    for line in lines:
        if (match := _NOTE.match(line)) and match[1] not in notes:
            open_ = match[1]
            notes[open_] = [_inline(line[match.end() :].strip())]
        elif open_ and line.startswith(("    ", "\t")) and line.strip():
            notes[open_].append(_inline(line.strip()))
        else:
            open_ = ""
            kept.append(line)
    return {mark: "".join(said) for mark, said in notes.items()}, kept


def _front_matter(text: str) -> tuple[str, dict[str, str]]:
    if not text.startswith("---\n"):
        return text, {}
    head, mark, body = text[4:].partition("\n---\n")
    pairs = [line.partition(":") for line in head.split("\n")]
    if not mark or len(head) > 10_000 or not any(colon for _, colon, _ in pairs):
        return text, {}
    return body, {key.strip(): value.strip().strip("\"'") for key, colon, value in pairs if colon}


def _without_comments(text: str) -> str:
    """The text less its closed comments (a pattern would take quadratic time on open ones)."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _drawn(row: str) -> bool:
    """Whether a line is a ruler: ``---``, ``===`` under a heading, ``|---|---|`` in a table."""
    marks = set(row) - {" ", "\t"}
    if "|" in marks:
        return "-" in marks and marks <= set("|:-")
    return marks == {"="} or (len(marks) == 1 and marks <= set("-*_") and len(row) >= 3)


def _line(line: str) -> list[str]:
    """A source line as printed; none for what is not printed, more where it holds ``<br>``."""
    line = _PREFIX.sub("", _PREFIX.sub("", line))
    level = 0
    if mark := _HEADING.match(line):
        level, line = mark[0].count("#"), _HEADING.sub("", line).rstrip("# ")
    row = line.strip()
    if _drawn(row) or _DEFINITION.match(line):
        return []
    if row.startswith("|") and row.count("|") >= 2:
        row = row.removesuffix("|")[1:].replace(chr(_KEPT + ord("|")), "｜")
        cells = row.split("|", MAX_COLUMNS)[:MAX_COLUMNS] if row.strip("| \t") else []
        return lines(grid([[Cell(_inline(cell)) for cell in cells]]))
    first, *more = _inline(line).split("\n")
    return [headed(first, level if first.strip() else 0), *more]


def _inline(text: str) -> str:
    if _MARK.search(text) is None:
        return text
    text = _RAISED.sub(lambda found: raised(found[1]), text)
    for pattern, shown in _INLINE:
        text = pattern.sub(shown, text)
    return html.unescape(text)
