"""A clause said again but for one place: 对下转的患者提高起付线 where the clause has 对上转的.

Every word of such a statement stands somewhere in the clause. Part and clause are laid beside each other, and
what stands between the same neighbours must be the same thing, whoever or whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Span, Word
from rag.verify.sources import Source
from rag.verify.support import Lean
from rag.verify.synonyms import synonyms
from rag.verify.words import ABSOLUTE, BARE, LIGHT, MARKS, OPEN, OPPOSITES, STOP, same_side

#: The share of a part's characters that one part of the clause must have in their order for it to be said again,
#: and that the whole sentence must have where no part has.
_AGAIN, _WHOLE = 0.7, 0.55
#: How many characters beside an edit must be the same, on both sides together.
_BESIDE = 4
#: A longer part is told by its words alone: to lay two texts beside each other takes the square of their length.
_LONGEST = 150
#: The least number of characters in a row that tell that the two stand at the same place.
_RUN = 2
#: So many things are no longer one for another.
_MANY = 4
Block = tuple[int, int, int]
_WALLS = frozenset("，：；")
_JOINTS = tuple("、和及与或")
#: Characters that turn round, narrow or lower what they stand beside, by families: one for another of its own.
_FAMILIES = tuple(
    map(
        frozenset,
        (
            "前后", "内外", "上下升降增减提", "主辅副", "同异", "横纵", "年季月周日", "正副", "左右", "男女", "老幼",
            "东西南北中", "甲乙丙丁", "公民私", "首末初终", "进出", "买卖", "收支", "输受", "早晚", "冷热", "有无",
            "一二三四五六", "省市区县乡镇村",
        ),
    )
)  # fmt: skip
#: What says another thing of whatever it is put before or behind.
_TURNS = frozenset(("不", "非", "未", "副", "外", "第一"))


@dataclass(frozen=True, slots=True)
class Edit:
    """What a part has where a clause has something else, between the same neighbours."""

    said: Span
    there: Span
    left: str
    right: str


def check_edits(sentence: Sentence, found: Sequence[Lean], sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each part that says a sentence of the clause again with another thing in a place of it."""
    hay = "\n".join(one.haystack for one in sources)
    for lean in found:
        best = [(one, theirs) for one, theirs in lean.best if "分别" not in theirs.text]
        if sentence.text[slice(*lean.part)] in hay:
            continue
        each = [next(_faults(sentence, lean.part, one, theirs, hay), None) for one, theirs in best]
        if each and all(each):
            yield from filter(None, each[:1])


def _faults(mine: Sentence, part: Span, one: Source, theirs: Sentence, hay: str) -> Iterator[Fault]:
    for edit in edits(mine, part, theirs):
        said, there = mine.text[slice(*edit.said)], theirs.text[slice(*edit.there)]
        stands = f"{edit.left}{said}{edit.right}"
        if stands in (hay if len(stands) >= _AGAIN * (part[1] - part[0]) else theirs.text):
            continue
        ours, others = _over(mine, edit.said), _over(theirs, edit.there)
        if _counts(mine, edit.said) or _counts(theirs, edit.there):
            continue
        if any(w.text in one.own for w in (*ours, *others) if len(w.text) > 1):
            continue
        other = _other_side(said, there) or _other_thing(edit, mine, part, ours, others, hay)
        other = other or _put_in(edit, ours, theirs, one, hay) or _of_another(edit, ours, theirs, one)
        if other or _wider(edit, said, there, mine, theirs) or _crossed(ours, others, mine, part, theirs):
            shown = "".join(w.text for w in others) or there or edit.left[-4:] + edit.right[:4]
            yield Fault("opposite", f"条款此处写的是“{shown}”，不是“{''.join(w.text for w in ours) or said}”")


def _over(sentence: Sentence, span: Span) -> list[Word]:
    """The tokens that a stretch of characters runs through."""
    return [t for t in sentence.tokens if t.start < span[1] and span[0] < t.end]


def _counts(sentence: Sentence, span: Span) -> bool:
    """Whether a stretch runs through a figure: figures have rules of their own."""
    return any(q.start < span[1] and span[0] < q.end for q in sentence.quantities)


def edits(mine: Sentence, part: Span, theirs: Sentence) -> Iterator[Edit]:
    """The places of a part that differ from the clause, where the rest is what the clause says."""
    own = mine.text[part[0] : part[1]]
    found = _again(own, theirs)
    if found is None:
        return
    (start, end), blocks = found
    other = theirs.text[start:end]
    for before, after in zip([(0, 0, 0), *blocks], [*blocks, (len(own), len(other), 0)], strict=True):
        a, b = before[0] + before[2], before[1] + before[2]
        c, d = after[0], after[1]
        if not before[2]:
            b = max([b, *(other.rfind(wall, 0, d) + 1 for wall in "，：、；")])
        if not after[2]:
            d = min([d, *(at for at in (other.find(wall, b) for wall in "，：、；") if at >= 0)])
        left, right = own[before[0] : a], own[c : c + after[2]]
        while a < c and b < d and own[a] == other[b]:
            a, b = a + 1, b + 1
        while a < c and b < d and own[c - 1] == other[d - 1]:
            c, d = c - 1, d - 1
        if (a, b) == (c, d) or len(left) + len(right) < _BESIDE or _WALLS & set(other[b:d]):
            continue
        yield Edit((part[0] + a, part[0] + c), (start + b, start + d), left, right)


_UNIT = lazy_re("[^，：；、]+")


def _again(own: str, theirs: Sentence) -> tuple[Span, tuple[Block, ...]] | None:
    """The member of a list, else the part, else the whole of a clause's sentence that a part says again.

    The smallest: in the whole the words of one subject are found behind the next.
    """
    members = [m.span() for m in _UNIT.finditer(theirs.text)]
    if not members or len(own) > _LONGEST:
        return None
    for spans, share in ((members, _AGAIN), (theirs.segments, _AGAIN), ([(0, len(theirs.text))], _WHOLE)):
        (same, blocks), span = max(((_same(own, theirs.text[a:b]), (a, b)) for a, b in spans), key=_number)
        if same >= share * len(own):
            return span, blocks
    return None


def _number(found: tuple[tuple[int, tuple[Block, ...]], Span]) -> int:
    return found[0][0]


@lru_cache(maxsize=1024)
def _same(own: str, other: str) -> tuple[int, tuple[Block, ...]]:
    """How many characters of a part another has in their order, and in which blocks."""
    blocks = SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks()
    blocks = [b for b in blocks if b.size >= _RUN]
    return sum(b.size for b in blocks), tuple((b.a, b.b, b.size) for b in blocks)


def _other_side(said: str, there: str) -> bool:
    """不同级别 for 同级别, 编制总量外 for 编制总量内: a character that turns the rest round."""
    if not said or not there:
        return said + there in _TURNS
    return len(said) == len(there) == 1 and any(said in family and there in family for family in _FAMILIES)


def _put_in(edit: Edit, ours: Sequence[Word], theirs: Sentence, one: Source, hay: str) -> bool:
    """A thing of another sentence put into the list of this one."""
    if edit.there[0] != edit.there[1] or min(len(edit.left), len(edit.right)) < _RUN:
        return False
    things = _things(ours) if any(w.text == "、" for w in ours) else []
    return any(w in hay and w not in theirs.text and w not in one.named for w in things)


#: So many characters of one part told again behind a subject, and so many of its name that tell what it is.
_TOLD, _HEAD = 6, 2
#: Classes of words that what acts stands before.
_ACTS = ("v", "d", "p")


def _of_another(edit: Edit, ours: Sequence[Word], theirs: Sentence, one: Source) -> bool:
    """A subject of another sentence, where this one has its own of the same kind or comes before it."""
    things = _things(ours) if not edit.left and edit.there[0] == edit.there[1] else []
    if len(edit.right) < _TOLD or not things or not all(map(_still, ours)):
        return False
    who = things[-1]
    at = one.text.find(who)
    if at < 0 or who in theirs.text or who in one.named:
        return False
    before = [t for t in theirs.tokens if t.start < edit.there[0]]
    own = any(
        t.text.endswith(who[-_HEAD:]) and after.tag[:1] in _ACTS and after.tag != "vn"
        for t, after in pairwise(before)
    )
    return own or at > one.text.find(theirs.text) >= 0


def _wider(edit: Edit, said: str, there: str, mine: Sentence, theirs: Sentence) -> bool:
    """医院 for 公立医院: of two kinds the clause names one, and the statement none."""
    kind = there in OPPOSITES and there not in LIGHT and there not in ABSOLUTE and not there.startswith("最")
    of = _over(theirs, (edit.there[1], edit.there[1] + 1))
    return (
        bool(not said and kind and edit.left)
        and there not in mine.text
        and any(w.tag.startswith("n") for w in of)
    )


def _crossed(
    ours: Sequence[Word], others: Sequence[Word], mine: Sentence, part: Span, theirs: Sentence
) -> bool:
    """启动甲、加快乙 where the clause has 加快甲、启动乙: each verb stands with the other's object."""
    verbs = [*ours[:1], *others[-1:]]
    if len(ours) != 1 or not 0 < len(others) <= _VERB or not all(_does(w) for w in verbs):
        return False
    rest = mine.text[: part[0]] + "\n" + mine.text[part[1] :]
    return ours[0].text in theirs.text and others[-1].text in rest


#: A verb, and an adverb before it.
_VERB = 2


def _does(word: Word) -> bool:
    return word.tag.startswith("v") and len(word.text) > 1 and word.text not in MARKS


def _other_thing(
    edit: Edit, mine: Sentence, part: Span, ours: Sequence[Word], others: Sequence[Word], hay: str
) -> bool:
    """康复医院 in the place of 护理院: two things, and each is one that the clause knows."""
    if edit.said[0] == edit.said[1] or edit.there[0] == edit.there[1] or not all(map(_still, ours)):
        return False
    if "、" in mine.text[slice(*edit.said)] or any(w.text == "、" for w in others):
        return False
    said = [*_things(ours), *(w.text for w in ours if _AREA.fullmatch(w.text))]
    there = _things(others)
    if not said or not 0 < len(there) < _MANY or not all(w in hay or _AREA.fullmatch(w) for w in said):
        return False
    listed = edit.left.endswith(_JOINTS) or edit.right.startswith(_JOINTS)
    if listed and any(w in mine.text[part[0] : part[1]] for w in there):  # in another order
        return False
    return not any(_alike(a, b) for a in said for b in there)


#: The whole of an area, which is one among others where the clause names another.
_AREA = lazy_re("全[国省市区县]")


_VAGUE = LIGHT | OPEN | STOP


def _things(words: Sequence[Word]) -> list[str]:
    """The things that a stretch names; what no dictionary has (市东) as one."""
    named = [w.text for w in words if _names(w)]
    nouns = [w.text for w in words if w.tag.startswith("n")]
    unknown = len(nouns) > 1 and any(len(text) == 1 for text in nouns) and not _VAGUE & set(nouns)
    return named or ["".join(nouns)] * unknown


def _still(word: Word) -> bool:
    """Whether a token neither does anything nor says that it must be done."""
    return (word.text not in MARKS and word.tag[:1] not in ("v", "d")) or word.tag == "vn"


def _names(word: Word) -> bool:
    return (
        word.tag.startswith(("n", "b", "j"))
        and len(word.text) > 1
        and word.text not in _VAGUE
        and word.text not in BARE
        and word.text not in OPPOSITES
    )


def _alike(one: str, other: str) -> bool:
    if one in other or other in one or same_side(one, other) or other in synonyms(one):
        return True
    return one[0] == other[0] and (set(one) <= set(other) or set(other) <= set(one))
