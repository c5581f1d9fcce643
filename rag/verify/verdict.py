"""A statement against the clauses it cites: the rules in order, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.lazy_re import lazy_re
from rag.render import label as official_label
from rag.types import CitationVerdict, Clause, Document, StatementVerdict
from rag.verify.cause import check_cause
from rag.verify.conditions import check_conditions
from rag.verify.crossing import check_crossing, check_dealt, check_respectively
from rag.verify.duty import check_duty
from rag.verify.edits import check_edits
from rag.verify.exchange import check_exchanged, check_grades
from rag.verify.faults import FIGURES, LABELS, Fault
from rag.verify.figures import check_figures
from rag.verify.invented import check_invented
from rag.verify.joints import check_joints
from rag.verify.listing import check_listing
from rag.verify.order import check_order
from rag.verify.parties import check_parties, parties
from rag.verify.periods import check_periods
from rag.verify.pivot import check_pivots
from rag.verify.placed import check_placed
from rag.verify.reading import Sentence, plain, read
from rag.verify.references import check_references, quote_stands
from rag.verify.regions import check_regions
from rag.verify.rows import check_rows
from rag.verify.series import check_series
from rag.verify.shares import check_shares
from rag.verify.slots import check_slots
from rag.verify.sources import Source, addressed, source
from rag.verify.support import Lean, check_words, leans
from rag.verify.words import DENIALS
from rag.verify.years import dated, year_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cited clause and the words of it that the statement leans on."""

    clause: Clause
    document: Document
    quote: str


@dataclass(frozen=True, slots=True)
class Check:
    """What one check of one citation says; ``reason`` is empty where it holds."""

    verdict: CitationVerdict
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of a statement: one citation verdict for each evidence, and the reasons.

    ``reasons`` are ``rule: message`` lines, the message in Chinese, fit to be shown.
    """

    verdict: StatementVerdict
    citation_verdicts: tuple[CitationVerdict, ...]
    reasons: tuple[str, ...]


def verify_quote(evidence: Evidence) -> Check:
    """Whether the quote stands to the letter in the clause's own text."""
    reason = quote_stands(evidence.quote, evidence.clause, evidence.document)
    return Check("quote_not_found", reason) if reason else Check("verified", "")


def verify_label(label: str, clause: Clause, document: Document) -> Check:
    """Whether ``label`` is the official reference of the clause."""
    expected = official_label(document, clause)
    if plain(label) == plain(expected):
        return Check("verified", "")
    return Check("label_mismatch", f"条款的正式标注是“{expected}”")


def verify_in_force(document: Document, today: date) -> Check:
    """Whether the document is in force on ``today``, as far as it says itself."""
    day = today.isoformat()
    if document.status in ("superseded", "repealed"):
        return Check("superseded", "文件已被替代或废止")
    if document.expires_on and document.expires_on < day:
        return Check("superseded", f"文件有效期至{document.expires_on}")
    if document.effective_on and document.effective_on > day:
        return Check("superseded", f"文件自{document.effective_on}起施行")
    return Check("verified", "")


#: Each sentence is held against each of the clause: so many, besides those that it prints.
MOST_SENTENCES = 200
_CITATION = lazy_re(r"\[\d{1,3}(?:[,，、]\d{1,3})*\]|【\d{1,3}】|［\d{1,3}］")


def verify(
    statement: str,
    evidence: Sequence[Evidence],
    *,
    question: str = "",
    today: date | None = None,
) -> Verdict:
    """Whether every sentence of ``statement`` stands in the cited clauses, by lookup and equality.

    Words of ``question`` need no support, its figures do. ``today`` (default: the clock's) is the
    day on which the documents must be in force.
    """
    checks = [_check_evidence(e, today or date.today()) for e in evidence]
    year = year_of(e.document for e in evidence)
    sources = [
        source(e.clause, e.document, year)
        for e, c in zip(evidence, checks, strict=True)
        if c.verdict != "quote_not_found"
    ]
    question = dated(plain(question), year)
    asserted = _without_premise(dated(plain(_CITATION.sub("", statement)), year), question)
    text, rows, other = check_rows(asserted, sources)
    whole = dict.fromkeys(s for s in read(text) if any(s.text in one.printed for one in sources))
    left = "。".join(s.text for s in read(text) if s not in whole) if whole else text
    if len(read(left)) > MOST_SENTENCES:
        fault = Fault("length", f"超过{MOST_SENTENCES}句，不能核对")
        return _verdict([fault], [], checks, evidence, rows)
    faults, rest, facts = check_references(left, sources)
    faults += other
    sentences = [*whole, *read(rest)]
    told = dict.fromkeys(s for s in sentences if len(s.text) > 1)
    outcome = [_judge(s, sentences, sources, question) for s in told]
    faults += check_shares(text, sources)
    faults += check_crossing([s for s in sentences if s not in whole and s.readable], sources)
    if facts:  # 该文件于2020年6月30日印发: what is left needs no support
        outcome = [([f for f in part if f.rule != "empty"], found) for part, found in outcome]
    if not sources or not (outcome or facts or rows):
        faults.append(Fault("empty", "没有可核对的内容或引文"))
    return _verdict(faults, outcome, checks, evidence, rows)


_PREMISE = lazy_re(
    r"(?:并?不是|并非|而非|不为)(?P<said>[^，。；]{1,30}?)(?:，?(?:而是|应为|是|为)|，|$|(?=[。；]))"
)


def _without_premise(text: str, question: str) -> str:
    """「不是95%，而是90%以上」 without what it denies, where the question said that."""

    def cut(match: re.Match[str]) -> str:
        return "" if match["said"] in question else match[0]

    return _PREMISE.sub(cut, text)


def _check_evidence(evidence: Evidence, today: date) -> Check:
    check = verify_quote(evidence)
    return check if check.verdict != "verified" else verify_in_force(evidence.document, today)


def _judge(
    sentence: Sentence, whole: Sequence[Sentence], sources: Sequence[Source], question: str
) -> tuple[list[Fault], list[Lean]]:
    """The faults of one sentence, and what it leans on."""
    home = tuple((one, sentence) for one in sources if sentence.text in one.printed)
    if home:
        return [], [Lean((0, len(sentence.text)), home, sentence.words, (), ())]
    if not sentence.readable:
        return [Fault("length", "这一句太长，又与条款不是逐字相同，不能核对")], []
    found = leans(sentence, sources, question)
    if _verbatim(sentence, found):
        return [], found
    known = frozenset(
        w.text for w in sentence.words if w.text in question or any(w.text in s.facts for s in sources)
    )
    faults = check_figures(sentence, sources, known)
    faults += check_periods(sentence, sources)
    faults += check_parties(sentence, sources)
    faults += check_regions(sentence, sources)
    faults += check_words(sentence, found)
    faults += check_invented(found, sources)
    faults += check_slots(sentence, found)
    faults += check_edits(sentence, found, sources)
    faults += check_exchanged(sentence, found, sources)
    faults += check_grades(sentence, found)
    faults += check_series(sentence, sources)
    faults += check_placed(sentence, sources, found)
    faults += check_order(sentence, sources)
    faults += check_pivots(sentence, sources)
    faults += check_cause(sentence, sources)
    faults += check_joints(sentence, sources)
    faults += check_listing(sentence, sources)
    faults += check_dealt(sentence, sources)
    faults += check_respectively(sentence, sources)
    faults += _contents(sentence, found, sources)
    faults += _duties(sentence, found)
    theirs = list(dict.fromkeys(t for lean in found for _, t in lean.best[:1]))
    every = (t for one in sources for t in one.body)
    return faults + list(check_conditions(sentence, whole, theirs, every)), found


def _contents(sentence: Sentence, found: Sequence[Lean], sources: Sequence[Source]) -> list[Fault]:
    """A sentence must say something that can be looked up; an order to the reader says nothing."""
    if addressed(sentence.text):
        return [Fault("instruction", "这是对助手的指示，不是条款的内容")]
    said = sentence.text.strip("，：、")
    if any(lean.words for lean in found) or any(said in _parts(one) for one in sources):
        return []
    if any(parties(sentence, one.haystack, "") for one in sources):
        return []
    if sentence.quantities:
        shown = sentence.text[sentence.quantities[0].start : sentence.quantities[0].end]
        return [Fault("indicator", f"没有说明“{shown}”是什么")]
    return [Fault("empty", "没有可核对的内容")]


def _parts(one: Source) -> set[str]:
    """What the clause says between its commas, and what the document says of itself."""
    parts = {s.text[start:end] for s in one.body for start, end in s.segments}
    return parts | set(one.named.split("\n"))


def _verbatim(sentence: Sentence, found: Sequence[Lean]) -> bool:
    return any(sentence.text == theirs.text for lean in found for _, theirs in lean.best)


def _duties(sentence: Sentence, found: Sequence[Lean]) -> list[Fault]:
    """The duty words of each part, against the best of the clause sentences it leans on."""
    faults: list[Fault] = []
    for lean in found:
        denied = any(m.name in DENIALS and lean.part[0] <= m.start < lean.part[1] for m in sentence.marks)
        if _only_names(lean) and not denied:
            continue
        tries = sorted((check_duty(sentence, lean.part, t, one.own) for one, t in lean.best), key=len)
        if tries:
            faults += tries[0]
    return faults


def _only_names(lean: Lean) -> bool:
    """Whether a part holds nothing but departments: no duty word of the text is about them."""
    roles = [name for one, _ in lean.best for _, name in one.roles]
    named = [w for w in lean.words if any(w.text in name for name in roles)]
    own = [one.own for one, _ in lean.best]
    return bool(named) and all(w in named or any(w.text in o for o in own) for w in lean.words)


def _verdict(
    faults: list[Fault],
    outcome: list[tuple[list[Fault], list[Lean]]],
    checks: list[Check],
    evidence: Sequence[Evidence],
    rows: Sequence[str],
) -> Verdict:
    every = [*faults, *(f for part, _ in outcome for f in part)]
    citations = tuple(
        c.verdict if c.verdict != "verified" else _citation(e, every, outcome, rows)
        for e, c in zip(evidence, checks, strict=True)
    )
    reasons = [str(f) for f in every]
    reasons += [f"citation {i}: {c.reason}" for i, c in enumerate(checks, 1) if c.reason]
    hard = faults or any(f.rule != "words" for f in every)
    held = sum(not part for part, _ in outcome)
    verdict: StatementVerdict = "verified"
    if every:
        verdict = "partly_verified" if held and not hard else "unsupported"
    elif not any(c == "verified" for c in citations):
        verdict = "unsupported" if "quote_not_found" in citations else "partly_verified"
    elif "quote_not_found" in citations or "superseded" in citations:
        verdict = "partly_verified"
    return Verdict(verdict, citations, tuple(dict.fromkeys(reasons)))


def _citation(
    evidence: Evidence,
    faults: list[Fault],
    outcome: list[tuple[list[Fault], list[Lean]]],
    rows: Sequence[str],
) -> CitationVerdict:
    """What shows on a citation whose quote stands: the kind of the fault, or that it bears nothing."""
    rules = {f.rule for f in faults}
    if rules & FIGURES:
        return "figure_mismatch"
    if rules & LABELS:
        return "label_mismatch"
    if rules:
        return "weak_support"
    used = [*rows, *(s.clause.id for _, found in outcome for lean in found for s, _ in lean.best)]
    return "verified" if not used or evidence.clause.id in used else "weak_support"
