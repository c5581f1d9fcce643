"""A department is named for what its own sentence says, not for what another one of the clause does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.parties import own_names, parties
from rag.verify.reading import Sentence, Word
from rag.verify.sources import Source, holds
from rag.verify.support import Lean
from rag.verify.words import ROLES

#: What stands before the one that acts, pays or is told.
_BY = frozenset("由从向归报")
#: What stands between it and another verb than its own.
_APART = lazy_re(r"[由从向归报到至的\d]")
#: 国务院办公厅要求…: who issued it, not who does it.
_SPEAKS = lazy_re(r"(?:关于|办公厅|办公室)?[^，]{0,6}?(?:要求|提出|明确|规定|印发|发布|指出)")
#: 配合部门, 成员单位: no department by name.
_GENERIC = frozenset((*ROLES, "成员", "有关", "相关"))
#: What names a kind of body rather than one: 公立医院, 龙头企业.
_KINDS = ("医院", "学院", "学校", "公司", "集团", "协会", "银行", "中心", "单位", "企业")
#: How many words on the verb may stand.
_FAR = 14
#: Words that a part must hold besides, to lean on one sentence at all.
_TOLD = 2


def check_placed(sentence: Sentence, sources: Sequence[Source], found: Sequence[Lean]) -> Iterator[Fault]:
    """The faults of the departments of one sentence.

    What a role bracket names stands for the whole clause, and has rules of its own.
    """
    hay = "\n".join(one.haystack for one in sources)
    own = "\n".join(own_names(one) for one in sources)
    named = [name for one in sources for _, name in one.roles]
    yield from _agents(sentence, sources)
    yield from _by_another(sentence, found, sources, named)
    yield from _to_another(sentence, found, sources)
    every = parties(sentence, hay, own)
    taken = {at for party in every for at in range(party.start, party.end)}
    rest: dict[int, list[Word]] = {}
    for word in sentence.words:
        if word.start not in taken:
            rest.setdefault(sentence.segment(word.start), []).append(word)
    for party in every:
        if not party.known or len(party.name) < 3 or party.name[:2] in _GENERIC:
            continue
        if party.name.endswith(_KINDS) or any(party.name in name or name in party.name for name in named):
            continue
        words = rest.get(sentence.segment(party.start), [])
        if len(words) < _TOLD or _SPEAKS.match(sentence.text, party.end):
            continue
        homes = list(_homes(words, sources))
        if homes and not any(party.name in text for text in homes):
            yield Fault("department", f"条款此处没有“{party.name}”")


def _agents(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """由就业补助资金列支 where the clause has 由失业保险基金列支."""
    hay = "\n".join(theirs.text for one in sources for theirs in one.body)
    for i, token in enumerate(sentence.tokens):
        if token.text not in _BY:
            continue
        end = sentence.segments[sentence.segment(token.start)][1]
        for verb in sentence.tokens[i + 2 : i + _FAR]:
            if verb.end > end:
                break
            if len(verb.text) < 2 or not (verb.tag.startswith("v") or verb.end == end):
                continue
            who = sentence.within((token.end, verb.start))
            said = re.findall(f"{token.text}([^，。；、的\d\n]{{2,16}}?){verb.text}", hay)
            if not who or not said or _APART.search(sentence.text, token.end, verb.start):
                continue
            if sentence.text[token.start : verb.end] in hay:
                continue
            if not any(w.text in other for w in who for other in said):
                yield Fault("role", f"条款写的是“{token.text}{said[0]}{verb.text}”")
                break


_BY_WHOM = lazy_re(r"(?<![理自缘])由(?P<who>[^，。；、\d]{2,16})")
#: What shows that the one in front of it does something itself.
_DOES = "[^，。；]{0,8}?(?:将|应|须|要|可|负责|会同|牵头|组织|承担)"


def _by_another(
    sentence: Sentence, found: Sequence[Lean], sources: Sequence[Source], named: Sequence[str]
) -> Iterator[Fault]:
    """由纳税人申报 where the sentence that it restates has 由税务机关核定, and nothing is 纳税人's to do."""
    whole = [theirs.text for lean in found for _, theirs in lean.best[:1]]
    hay = "\n".join(theirs.text for one in sources for theirs in one.body)
    agents = [m["who"] for m in _BY_WHOM.finditer(hay)]
    for lean in found:
        said = _BY_WHOM.search(sentence.text, *lean.part)
        there = _BY_WHOM.search(max(whole, key=whole.count)) if said and whole else None
        if said is None or there is None:
            continue
        who = next(iter(sentence.within((said.start("who"), lean.part[1]))), None)
        if who is None or any(who.text in name for name in (*agents, *named)):
            continue
        if not re.search(re.escape(who.text) + _DOES, hay):
            yield Fault("role", f"条款写的是“{there[0]}”")


_TO_WHOM = lazy_re(r"(?<![方倾导走面])向(?P<who>[^，。；、\d]{2,16})")


def _to_another(sentence: Sentence, found: Sequence[Lean], sources: Sequence[Source]) -> Iterator[Fault]:
    """向社会公布 where the sentence that it restates has 向主管部门报告, and the clauses know of no 社会."""
    for lean in found:
        said = _TO_WHOM.search(sentence.text, *lean.part)
        there = [_TO_WHOM.search(theirs.text) for _, theirs in lean.best] if said else []
        if said is None or not there or None in there:
            continue
        who = next(iter(sentence.within((said.start("who"), lean.part[1]))), None)
        if who is not None and who.thing and not any(holds(one.haystack, who) for one in sources):
            yield Fault("role", f"条款写的是“{there[0][0] if there[0] else ''}”")


def _homes(words: Sequence[Word], sources: Sequence[Source]) -> Iterator[str]:
    """The sentences of the clauses that hold most of the words."""
    texts = [theirs.text for one in sources for theirs in one.body]
    held = [sum(holds(text, word) for word in words) for text in texts]
    yield from (text for text, number in zip(texts, held, strict=True) if number == max(held) > 0)
