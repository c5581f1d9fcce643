"""What a model writes, cut into sentences with their citation marks while it arrives.

A sentence is given out once nothing that follows can still belong to it: a mark may be split over
chunks, stand before or after the full stop, in half-width, full-width or black brackets. A year in
brackets (沪府办[2023]5号) is no mark; a figure is never cut, for ``.`` and ``,`` end nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.language.text import sentences, squeeze
from rag.lazy_re import lazy_re

_NUMBER = r"\d{1,2}"
_BETWEEN = r"\s*[,，、;；\-–—~～至]\s*"
_OPENING = r"[\[［【]\s*(?:\^|条款|来源|引用)?\s*"
#: [1] ［１］ 【1】 [1,2] [1、2] [1-3] [^1] 【条款1】 【1†出处】; two digits at most, so no year.
_MARK = lazy_re(rf"\s*{_OPENING}({_NUMBER}(?:{_BETWEEN}{_NUMBER})*)\s*(?:†[^\]］】\n]{{0,20}})?[\]］】]")
_MARKS = lazy_re(f"(?:{_MARK.pattern})*")
#: What may yet become a mark: an opening bracket and what may stand in one.
_HALF = lazy_re(r"\s*[\[［【][\s^条款来源引用\d,，、;；\-–—~～至]*(?:†[^\]］】\n]{0,20})?")
_STOPS = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence without its marks, and the numbers of the clauses it cites.

    ``unknown`` counts the numbers that no given clause has; they are in no other field.
    """

    text: str
    marks: tuple[int, ...]
    unknown: int = 0


class Reader:
    """Takes chunks of a model's text and gives its sentences.

    A sentence without a mark takes those of the next marked sentence of its line; a line without
    any keeps none.

    Args:
        given: the numbers of the clauses that the model was given.
    """

    def __init__(self, given: Collection[int]) -> None:
        self.given = frozenset(given)
        self._text = ""
        self._thought = False

    def feed(self, chunk: str) -> Iterator[Written]:
        """The sentences that are complete with this chunk."""
        self._text += chunk
        yield from self._take(last=False)

    def close(self) -> Iterator[Written]:
        """What is left when the model has ended."""
        yield from self._take(last=True)

    def _take(self, last: bool) -> Iterator[Written]:
        if not self._thought and not self._skip_thought(last):
            return
        while "\n" in self._text:
            line, self._text = self._text.split("\n", 1)
            yield from self._line(line)
        if last:
            line, self._text = self._text, ""
            yield from self._line(line)
            return
        cut = _closed(self._text)
        line, self._text = self._text[:cut], self._text[cut:]
        yield from self._line(line)

    def _skip_thought(self, last: bool) -> bool:
        """Leaves out <think>…</think> at the start; False while it is not known where it ends."""
        text = self._text.lstrip()
        if text.startswith("<think>"):
            if "</think>" not in text:
                self._text = "" if last else text
                return last
            self._text = text.split("</think>", 1)[1]
        elif not last and "<think>".startswith(text):
            return False
        self._thought = True
        return True

    def _line(self, line: str) -> Iterator[Written]:
        waiting: list[str] = []
        for text, numbers in _marked(line):
            if not numbers:
                waiting.append(text)
                continue
            marks = tuple(dict.fromkeys(n for n in numbers if n in self.given))
            unknown = sum(n not in self.given for n in numbers)
            yield from (Written(one, marks, unknown) for one in (*waiting, text) if one)
            waiting = []
        yield from (Written(text, ()) for text in waiting if text)


def _marked(line: str) -> list[tuple[str, list[int]]]:
    """The sentences of a line with their numbers; marks after the stop belong before it."""
    out: list[tuple[str, list[int]]] = []
    for start, end in sentences(line, _STOPS):
        text = line[start:end]
        lead = _MARKS.match(text)
        if out and lead and lead.end():
            out[-1][1].extend(_numbers(lead[0]))
            text = text[lead.end() :]
        if _says_something(text):
            out.append((_plain(_MARK.sub("", text)), _numbers(text)))
    return out


def _says_something(text: str) -> bool:
    """Whether a piece is more than marks and a full stop."""
    return bool(_MARK.sub("", text).strip(" 。"))


def _closed(text: str) -> int:
    """Up to where an unfinished line is certain.

    That is the end of the last marked sentence and its marks, where what follows is no mark.
    """
    cut = 0
    for start, end in list(sentences(text, _STOPS))[1:]:
        lead = _MARKS.match(text[start:end])
        at = start + (lead.end() if lead else 0)
        rest = text[at:end]
        told = text[cut:at]
        if (
            _says_something(rest)
            and not _HALF.fullmatch(rest)
            and _MARK.search(told)
            and _says_something(told)
        ):
            cut = at
    return cut


def _numbers(text: str) -> list[int]:
    """The numbers of the marks in a text; a range gives all that lie between."""
    out: list[int] = []
    for match in _MARK.finditer(text):
        parts = re.split(f"({_BETWEEN})", match[1])
        for i in range(0, len(parts), 2):
            number = int(parts[i])
            if i and parts[i - 1].strip() not in tuple(",，、;；"):
                out.extend(range(out[-1] + 1, number))
            out.append(number)
    return out


_BULLET = lazy_re(r"\s*(?:[-*•·]\s+|#{1,6}\s+|\d{1,2}[.、)）]\s*(?!\d))")


def _plain(text: str) -> str:
    """A sentence without the signs of a Markdown list, heading or bold type, on one line."""
    text = text.replace("**", "")
    bullet = _BULLET.match(text)
    return squeeze(text[bullet.end() :] if bullet else text)


#: Words in front of an answer that claim nothing.
_LEAD = lazy_re(
    r"(?:好的[，,。]?)?(?:答|回答|答案)?[：:]?(?:根据|依据|按照)?(?:所给|以上|上述|给出|提供)?的?"
    r"(?:条款|文件|资料)?(?:内容)?(?:，|,)?(?:回答|答案|要点|具体)?(?:如下)?[：:，,。]?"
)
_NOT_STATED = lazy_re(
    r"(?:(?:所给|以上|上述|现有|给出|提供)?的?(?:文件|条款|资料)(?:中|里)?)(?:均|都)?"
    r"(?:未|没有?|并未|没能?)(?:有)?(?:明确)?(?:写明|提及|提到|说明|规定|载明|给出|涉及).{0,60}",
    re.DOTALL,
)
_BARE = lazy_re(
    r"(?:是|可以|对|能|没?有|行|会|应当?|不得|必须|允许|需要?|"
    r"正确|错误|好|当然|不|没错|的|吗|[，,。！!：:、\s])*"
)


def is_lead(text: str) -> bool:
    """Whether a line only announces the answer (根据所给条款：)."""
    return bool(_LEAD.fullmatch(text.strip()))


def is_not_stated(text: str) -> bool:
    """Whether a line says that the documents do not state something."""
    return bool(_NOT_STATED.fullmatch(text.strip()))


def is_bare(text: str) -> bool:
    """Whether a sentence is no more than yes or no: no words that a clause could bear."""
    return bool(_BARE.fullmatch(text.strip()))


def is_stub(text: str) -> bool:
    """Whether a sentence is one word behind its announcement: three characters or fewer."""
    lead = _LEAD.match(text.strip())
    rest = text.strip()[lead.end() :] if lead else text
    return len(re.sub(r"\W+", "", rest)) <= 3
