"""Several questions asked in one breath: each goes through the stages by itself, and what they give is joined.

A question that is not answered takes nothing from the others: it is named as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from rag.compose.draft import called
from rag.composition import Composition, Draft, Quote
from rag.conversation.breath import asks_by_itself
from rag.decide import UNSURE, Decision
from rag.evidence.counts import counted
from rag.evidence.demand import kind_held, want_held, wanted
from rag.language.numerals import states_year
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.turn import Turn
from rag.understand.query import Query
from rag.understand.subject import share

#: Hits of the question before that tell which documents are asked about, where it is not answered.
NEAREST = 3


def composed(turns: Sequence[Turn], compose: Callable[[Turn], Turn]) -> tuple[Turn, ...]:
    """Each composed.

    One that leans on those before it is asked of the documents that answered them. Where it names no thing
    of its own (…，花多少钱？), it is asked of their clauses first, and others must speak of their matter.
    """
    done: list[Turn] = []
    for turn in turns:
        quotes = [q for before in done[-1:] for d in before.composition.drafts for q in d.quotes]
        about = {q.document.id for q in quotes} or {
            h.clause.document_id for before in done[-1:] for h in before.hits[:NEAREST]
        }
        made = compose(_within(turn, about))
        assert turn.query is not None
        if quotes and _leans(turn) and not _of_another_time(turn, done[-1]):
            same = compose(_within(turn, {q.clause.id for q in quotes}))
            better = _tells(made) and made.composition.fit > same.composition.fit
            if turn.query.kind == "department" and _names_its_own(done[-1]):
                better = False
            made = same if _tells(same) and not better else made
        if quotes and _leans(made) and not _of_the_matter(made, quotes):
            made = replace(made, composition=Composition())
        done.append(made)
    return tuple(done)


def _leans(turn: Turn) -> bool:
    return turn.query is not None and turn.query.leans == "wholly"


_TIMES = lazy_re(r"[今去明本前上]年|(?:19|20)\d\d")


def _of_another_time(turn: Turn, before: Turn) -> bool:
    """Whether a question names a time, and another than the one before it."""
    assert turn.query is not None and before.query is not None
    times = set(_TIMES.findall(turn.query.text.rpartition("，")[2]))
    return bool(times) and times != set(_TIMES.findall(before.query.text))


def _states_its_years(turn: Turn) -> bool:
    """Whether the answer to a question states the years that it names, each of them."""
    assert turn.query is not None
    text = " ".join(draft.text for draft in turn.composition.drafts)
    return bool(turn.query.years) and all(states_year(text, year) for year in turn.query.years)


def _within(turn: Turn, names: Container[str]) -> Turn:
    """A question that leans on those before it with the hits of some clauses or documents, if there are any."""
    kept = tuple(h for h in turn.hits if h.clause.document_id in names or h.clause.id in names)
    return replace(turn, hits=kept) if kept and turn.query and turn.query.leans else turn


def _of_the_matter(turn: Turn, before: Sequence[Quote]) -> bool:
    """Whether what is quoted, or its heading, holds the rarest thing asked about that the answer before holds."""
    assert turn.query is not None
    quotes = [quote for draft in turn.composition.drafts for quote in draft.quotes]
    things = [concept for concept in turn.query.concepts if concept.noun and share([concept], _said(before))]
    return not things or share([max(things, key=lambda thing: thing.rarity)], _said(quotes)) > 0.0


def _said(quotes: Sequence[Quote]) -> str:
    return fold(" ".join(f"{quote.clause.heading} {quote.clause.text}" for quote in quotes))


def _tells(turn: Turn) -> bool:
    """Whether what is composed is of the kind asked for."""
    assert turn.query is not None
    text = " ".join(draft.text for draft in turn.composition.drafts)
    return bool(text) and _held(turn.query, text) is True


def _names_its_own(turn: Turn) -> bool:
    """Whether what answers is of a clause that names who is responsible for it."""
    assert turn.query is not None
    drafts = turn.composition.drafts
    tells = _held(turn.query, " ".join(draft.text for draft in drafts)) is not False
    return tells and any(quote.clause.responsible for draft in drafts for quote in draft.quotes)


def _held(query: Query, text: str) -> bool | None:
    """Whether a text holds the kind of thing, and the special thing, asked for; None where any text would do."""
    found = {kind_held(query, text), want_held(query, text)}
    return False if False in found else True if True in found else None


def decided(turns: Sequence[Turn], decide: Callable[[Turn], Turn]) -> tuple[Turn, ...]:
    """Each decided; those behind one that is refused must speak of what that one asks about as well."""
    done: list[Turn] = []
    refused: Query | None = None
    for turn in turns:
        assert turn.query is not None
        query = turn.query
        if refused and query.leans == "partly":
            query = replace(query, concepts=(*refused.concepts, *query.concepts))
        made = decide(replace(turn, query=query))
        if refused and query.leans and query.kind == "yesno":  # …几个城市，名单有吗: more of what is not told
            made = replace(made, decision=done[-1].decision)
        done.append(made)
        refused = refused or (None if _stands(made) else made.query)
    return tuple(done)


def joined(turn: Turn) -> tuple[Composition, Decision]:
    """The answers to all, each once, with what none tells; as sure as the least sure of them.

    A part that asks nothing is told only where it is wrong. Where one is refused, the others are told
    only if they are sure.
    """
    asked = [t for t in turn.parts if t.query and asks_by_itself(t.query.text)]
    if not asked or _apart(turn.parts):
        asked = list(turn.parts)
    told = [t for t in turn.parts if _stands(t) and (t in asked or t.composition.lead)]
    if any(not _stands(t) for t in asked):
        told = [t for t in told if t.decision and t.decision.confidence >= UNSURE]
    if not told:
        best = max(
            (t for t in asked if not _stands(t)), key=lambda t: t.decision.confidence if t.decision else 0.0
        )
        assert best.decision is not None
        return best.composition, best.decision
    drafts: list[Draft] = []
    again: list[Turn] = []
    for at, one in enumerate(told):
        who = _of(one, told)
        added = [_add(drafts, replace(draft, text=f"{who}{draft.text}")) for draft in one.composition.drafts]
        if at and not any(added) and _of_another_time(one, told[at - 1]) and not _states_its_years(one):
            again.append(one)  # the figure of last year is none of this year
    missing = [name for one in told for name in one.composition.missing]
    missing += [_lacking(one, asked) for one in asked if one in again]
    missing += [_lacking(one, asked) for one in asked if one not in told and not _told_by(one, drafts)]
    first = min(told, key=lambda t: t.decision.confidence if t.decision else 0.0)
    lead = next((t.composition.lead for t in told if t.composition.lead), "")
    assert first.decision is not None
    made = Composition(tuple(drafts), tuple(dict.fromkeys(missing)), lead=lead, best=first.composition.best)
    return made, first.decision


def _add(drafts: list[Draft], draft: Draft) -> bool:
    """Adds a draft, in the place of one of which it says the whole; False where one says it already."""
    pieces = [piece for piece in _PIECES.split(draft.text) if piece]
    if any(all(piece in other.text for piece in pieces) and _of_one(draft, other) for other in drafts):
        return False
    at = next((i for i, other in enumerate(drafts) if other.text in draft.text), len(drafts))
    drafts[at : at + 1] = [draft]
    return True


#: What stands between the cells of a row that is told.
_PIECES = lazy_re("[：，。]")


def _of_one(one: Draft, other: Draft) -> bool:
    """Whether one draft says the whole of the other in one go, or both quote the same clauses."""
    clauses = [{quote.clause.id for quote in draft.quotes} for draft in (one, other)]
    return one.text in other.text or clauses[0] <= clauses[1]


#: Evidence that what was found is of another thing, time or place: what holds it tells nothing of what was asked.
_SHUT_OUT = ("contrast", "review", "other_year", "year", "unmatched")


def _told_by(turn: Turn, drafts: Sequence[Draft]) -> bool:
    """Whether the answers to the others tell what one asks that was refused: its kind of thing, or its clause."""
    assert turn.query is not None
    own = [draft for draft in drafts if _in_scope(turn.query, draft)]
    held = _held(turn.query, " ".join(draft.text for draft in own))
    if any(_told_together(turn.query, draft.text) for draft in own):
        return True
    best = turn.composition.best
    quoted = best is not None and best.clause.id in {q.clause.id for draft in own for q in draft.quotes}
    evidence = turn.decision.evidence if turn.decision else {}
    if any(evidence.get(name, 0.0) > 0.0 for name in _SHUT_OUT):
        return False
    return held is True or (held is None and quoted)


def _told_together(query: Query, text: str) -> bool:
    """Whether a statement tells several figures respectively, and one of what a question asks: 甲和乙分别增长4%、5%."""
    things = [c for c in query.concepts if not any(place in c.word for place in query.places)]
    told = query.kind == "figure" and "分别" in text and len(counted(text)) > 1
    return told and bool(things) and all(share([thing], fold(text)) > 0.0 for thing in things)


def _in_scope(query: Query, draft: Draft) -> bool:
    return all(query.in_scope(quote.document.id) for quote in draft.quotes)


def _stands(turn: Turn) -> bool:
    return turn.decision is not None and turn.decision.refusal is None


def _apart(turns: Sequence[Turn]) -> bool:
    """Whether each of some questions is for a place of its own."""
    return len({t.query.documents for t in turns if t.query}) == len(turns)


def _of(turn: Turn, among: Sequence[Turn]) -> str:
    """Whose answer it is, where each question is for a place of its own."""
    if len(among) < 2 or not _apart(among):
        return ""
    quoted = [{q.document.id: q.document for d in t.composition.drafts for q in d.quotes} for t in among]
    own = list(quoted[among.index(turn)].values())
    others = [document for held in quoted for document in held.values()]
    return f"{called(own[0], others)}：" if len(own) == 1 else ""


def _lacking(turn: Turn, among: Sequence[Turn]) -> str:
    """What a question asks for that was not answered: of which place, where they are for several."""
    assert turn.query is not None
    if turn.composition.missing:
        return "、".join(turn.composition.missing)
    apart = len({t.query.documents for t in among if t.query}) > 1
    what = wanted(turn.query)
    if apart:
        return f"{'、'.join(turn.query.regions)}的{what}"
    alike = any(wanted(t.query) == what for t in among if t is not turn and t.query)
    return f"{what}（“{turn.query.text.rpartition('，')[2]}”）" if alike else what
