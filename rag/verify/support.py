"""Content words: each stands in the clause, and those of one part in one sentence of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, Word
from rag.verify.sources import Source, holds
from rag.verify.words import ABSOLUTE, FINAL, LIGHT, OPPOSITES, STRICT, UNDOING, alike

#: Largest share of a sentence's words that its clauses need not hold, and the least share of a
#: part's words that must stand together in one sentence of a clause, and the largest share of a
#: part's words that no clause need hold. Fitted on half of the
#: documents by ``python -m eval.verifier_sets``.
MISSING, TOGETHER, ALONE = 0.2, 0.55, 0.26
#: How many sentences of a clause a part may lean on when they hold it equally well.
_TIES = 3


@dataclass(frozen=True, slots=True)
class Lean:
    """A part of a statement's sentence and the clause sentences that hold it best."""

    part: Span
    best: tuple[tuple[Source, Sentence], ...]
    words: tuple[Word, ...]
    missing: tuple[Word, ...]
    apart: tuple[Word, ...]


def leans(sentence: Sentence, sources: Sequence[Source], question: str) -> list[Lean]:
    """Each part of a sentence with the clause sentences that it restates."""
    table = [
        (one, theirs, frozenset(w for w in sentence.words if holds(theirs.text, w)))
        for one in sources
        for theirs in (*one.body, *one.context)
    ]
    return [_lean(sentence, part, table, question) for part in sentence.segments]


def _lean(
    sentence: Sentence,
    part: Span,
    table: Sequence[tuple[Source, Sentence, frozenset[Word]]],
    question: str,
) -> Lean:
    words = tuple(sentence.within(part))
    if not table:
        return Lean(part, (), words, words, ())
    figures = [q.key for q in sentence.quantities if part[0] <= q.start < part[1]]
    duties = {mark.name for mark in sentence.marks if part[0] <= mark.start < part[1]} & STRICT
    scores = [
        (
            sum(w in found for w in words) + _shared(figures, theirs),
            len(duties & {mark.name for mark in theirs.marks}) if duties else 0,
            len(found),
        )
        for _, theirs, found in table
    ]
    top = max(scores)
    best = tuple(
        (one, theirs)
        for (one, theirs, _), score in zip(table, scores, strict=True)
        if score == top and score[2]
    )[:_TIES]
    chosen = list({id(one): one for one, *_ in best or table}.values())
    told = tuple(w for w in words if not spelled_short(sentence, w, best))
    missing = tuple(w for w in told if not _anywhere(w, chosen, question))
    facts = "\n".join((question, *(one.named for one in chosen)))
    lost = frozenset(missing)
    apart = tuple(w for w in told if w not in lost and not _near(w, best, facts))
    return Lean(part, best, words, missing, apart)


def _shared(figures: Sequence[object], theirs: Sentence) -> int:
    """How many figures of a part the clause's sentence has: a part of hardly more is told by them."""
    return sum(q.key in figures for q in theirs.quantities) if figures else 0


_UP, _REACHED = alike("提高"), lazy_re(r"[到至]\d")


def spelled_short(sentence: Sentence, word: Word, best: Sequence[tuple[Source, Sentence]]) -> bool:
    """县级公立医院 where the clause has 市、县公立医院, 新增企业 for 新企业, 提高到42% for 达42%."""
    texts = [theirs.text for _, theirs in best]
    tail = sentence.text[word.end : word.end + 2]
    if word.text in _UP and _REACHED.match(sentence.text, word.end):
        return not any(other in text for other in OPPOSITES[word.text] for text in texts)
    first = word.text[:-1] if word.text.endswith("级") else word.text[0]
    said = (first + tail, f"{first}）级", f"{first}、县级{tail}", f"{first}、区级{tail}")  # 县（区）级
    return len(tail) == 2 and word.text in OPPOSITES and any(form in text for form in said for text in texts)


def _anywhere(word: Word, sources: Sequence[Source], question: str) -> bool:
    return holds(question, word) or any(holds(one.haystack, word) for one in sources)


def _near(word: Word, best: Sequence[tuple[Source, Sentence]], facts: str) -> bool:
    return holds(facts, word) or any(holds(theirs.text, word) for _, theirs in best)


def _weight(words: Sequence[Word]) -> float:
    return sum(0.5 if w.text in LIGHT or w.run or w.tag == "d" else 1.0 for w in words)


def check_words(sentence: Sentence, found: Sequence[Lean]) -> list[Fault]:
    """Words without support, parts that mix sentences, opposites and added absolutes."""
    faults = [f for lean in found for f in (*_sharp(sentence, lean), *_undone(sentence, lean))]
    missing = [w for lean in found for w in lean.missing]
    total = _weight(sentence.words)
    lost = _weight(missing)
    if total and ((lost > MISSING * total and lost >= 1) or lost >= min(3, total)):
        shown = "、".join(dict.fromkeys(w.text for w in missing[:5]))
        faults.append(Fault("words", f"所引条款中没有：{shown}"))
    for lean in found:
        total, lost = _weight(lean.words), _weight([*lean.missing, *lean.apart])
        gone = _weight(lean.missing)
        if (lost >= 2 and total - lost < TOGETHER * total) or (gone > 1 and gone > ALONE * total):
            shown = "、".join(w.text for w in (*lean.missing, *lean.apart)[:5])
            faults.append(Fault("words", f"这几个词不在条款的同一句中：{shown}"))
            break
    return faults


def _opposites(word: str) -> frozenset[str]:
    """The opposites of a word, or of the word that it ends in (大幅度降低)."""
    inner = next(
        (w for w in OPPOSITES if len(word) > len(w) and (word.endswith(w) or word.startswith(w))), word
    )
    return OPPOSITES.get(word) or OPPOSITES.get(inner, frozenset())


#: The least number and share of the words behind a verb that undoes which show that the same is spoken of.
_OBJECT, _WHOLE = 2, 0.75


def _undone(sentence: Sentence, lean: Lean) -> Iterator[Fault]:
    """全面推开登记制度 where the clause has 全面取消登记制度: the verb that turned it round is gone."""
    start, end = lean.part
    said = sentence.text[start:end]
    for _, theirs in lean.best[:1]:
        for i, word in enumerate(theirs.words):
            if word.text not in UNDOING or any(c in sentence.text for c in alike(word.text)):
                continue
            stop = theirs.segments[theirs.segment(word.start)][1]
            undone = [w.text for w in theirs.words[i + 1 :] if w.end <= stop]
            held = sum(text in said for text in undone)
            if held < max(_OBJECT, _WHOLE * len(undone)) or _TURNS.search(said) or set(word.text) & set(said):
                continue
            yield Fault("opposite", f"条款写的是“{word.text}{undone[0]}”，陈述中没有“{word.text}”")


#: Whatever denies or undoes in other words.
_TURNS = lazy_re("[不未无非免禁停减降撤废退除拒防控]|去(?!年)")
_EVERY = frozenset(("全部", "所有", "一切"))
_EACH = lazy_re("[各均都]|全(?:额|覆盖|员|程)")


def _sharp(sentence: Sentence, lean: Lean) -> list[Fault]:
    """Words that say the opposite of the clause, and absolutes that it does not know."""
    faults = []
    for word in (*lean.missing, *lean.apart):
        others = _opposites(word.text)
        tail = sentence.text[word.end : word.end + 2]
        texts = [theirs.text for _, theirs in lean.best]
        if word.text in _EVERY and any(_EACH.search(text) or "全面" + tail in text for text in texts):
            continue
        if others and not word.text.startswith(FINAL):
            there = [o for o in sorted(others) if any(o in text for text in texts)]
            same = [*(w for w, o in OPPOSITES.items() if o == others), *(alike(word.text) - {word.text})]
            turned = any(o + tail in text for o in others for text in texts)
            if not turned and any(w in text for w in same for text in texts):
                continue
            plain_word = word.text in OPPOSITES and word.text not in LIGHT
            if there or (word in lean.missing and plain_word):
                shown = f"条款写的是“{there[0]}”" if there else "条款中没有"
                faults.append(Fault("opposite", f"“{word.text}”：{shown}"))
        elif word.text in UNDOING and word in lean.missing and not any(map(_TURNS.search, texts)):
            faults.append(Fault("opposite", f"条款中没有“{word.text}”"))
        elif word.text in ABSOLUTE or word.text.startswith(FINAL):
            if any(m.name == "forbid" and m.start < word.start < m.tight[1] for m in sentence.marks):
                continue  # 禁止自行处理
            faults.append(Fault("opposite", f"条款此处没有“{word.text}”"))
    return faults
