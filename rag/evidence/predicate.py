"""Whether what a yes-or-no question asks about its matter is told at all: 能不能兼任 of 院长能不能兼任.

A clause on the matter that says nothing of it answers neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import lazy_re
from rag.understand.claims import ASSERTS
from rag.understand.query import Query
from rag.understand.subject import Matter

#: Behind it stands what is asked: of its two sorts the first tells more.
_WHETHER = (
    lazy_re(
        r"能不能|可不可以|可以不|能否|可否|是否|有没有|有无|行不行|要不要|会不会|该不该|算不算|是不是"
        r"|(?P<verb>[给管包收算让准补发报交用要该许])不(?P=verb)"
    ),
    lazy_re(r"(?<![不只才功性智技])能(?![力源量耗])|可以|允许|[还也]要|算|给|要"),
)
#: Verbs of one character that go with anything, and say nothing by themselves.
_LIGHT = frozenset("有是做搞弄去来拿用给让要能会想看说讲到过上下在把被就得可应该没还行算管")
#: Of a question without such a word the last content words are what is asked.
_LAST = 2
#: The nearness to a word of a text from which it tells of the word.
NEAR = 0.6


def lost_predicate(query: Query, quoted: str, above: str) -> bool:
    """Whether a text holds no word of what a yes-or-no question asks, and none that is near.

    Args:
        query: the question taken apart.
        quoted: the words that answer it.
        above: the headings above them.
    """
    if query.kind != "yesno" or query.parts or ASSERTS.search(query.text):
        return False
    asked = next((found for p in _WHETHER for found in [p.search(query.text)] if found), None)
    behind = query.text[asked.end() :] if asked else ""
    adverbs = {word for word, tag in tagged(query.text) if tag.startswith(("d", "ad"))}
    told = [c for c in query.concepts if c.word not in adverbs and (c.word in behind or not asked)]
    told = told if asked else told[-_LAST:]
    near = [float(verb in quoted) for verb in _verbs(behind)]
    if told:
        text = f"{quoted} {above}"
        near += Matter(told).held([fold(text)]).max(axis=1).tolist()
        near += query.near([c.word for c in told], [text]).max(axis=1).tolist()
    return bool(near) and max(near) < NEAR


def _verbs(text: str) -> Iterator[str]:
    """The verbs of one character in a text that say something by themselves; 换 is a name to the dictionary."""
    for word, tag in tagged(text):
        if len(word) == 1 and (tag[0] == "v" or tag == "nz") and word not in _LIGHT:
            yield word
