"""Whether what a yes-or-no question asks about its matter is told at all: 能不能兼任 of 院长能不能兼任.

A clause on the matter that says nothing of it answers neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.evidence.counts import counted
from rag.evidence.demand import figure_matched, of_whom
from rag.language.places import known_place
from rag.language.text import fold
from rag.language.tokens import frequency, tagged
from rag.language.tokens import words as words_within
from rag.lazy_re import either, lazy_re
from rag.understand.asked_roles import as_who
from rag.understand.claims import STATES
from rag.understand.query import Query
from rag.understand.subject import CAUGHT, Concept, matter_of, share

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
#: The rarity from which a word tells of one that it is near: 医院 and 保障 stand everywhere, and near everything.
TELLING = 0.6


def lost_predicate(query: Query, quoted: str, above: str) -> bool:
    """Whether a text holds no word of what a yes-or-no question asks, and none that is near.

    Args:
        query: the question taken apart.
        quoted: the words that answer it.
        above: the headings above them.
    """
    if query.kind != "yesno" or query.parts or STATES.search(query.text):
        return False
    text = f"{quoted} {above}"
    if thing := _thing_asked_for(query):
        return not _named(query, thing, text)
    told, near = _asked(query, quoted, text)
    if not near or max(near) >= NEAR:
        return False
    missed = [c for c in told if _is_word(c.word)]
    if not missed and len(near) == len(told):
        return False
    matter = [c for c in query.concepts if c not in told and not known_place(c.word)]
    if _FOR_SOME.search(quoted) and _is_told(query, matter, text):
        return False
    if _ruled_by_figure(query, quoted):
        return not _is_told(query, matter, text)
    return any(_is_thing(query, c) for c in missed) or not (rules(quoted) and _is_told(query, matter, text))


def _ruled_by_figure(query: Query, text: str) -> bool:
    """Whether a text states a figure of the sort asked about: that rules on it, whatever the verb. An age does not."""
    return figure_matched(query, text) is True and not any(
        of_whom(query.text, q) for q in counted(query.text)
    )


def _is_thing(query: Query, concept: Concept) -> bool:
    """Whether a word names a thing: right behind the auxiliary, 裁掉 of 能裁掉 is a verb, whatever it passes for."""
    deed = fold(_behind(query) or "").startswith(concept.word)
    return concept.noun and not (deed and all(tag == "v" for _, tag in tagged(concept.word)))


def tells_it(query: Query, quoted: str, above: str) -> bool | None:
    """Whether a text holds a word of what a yes-or-no question asks, or one that is near; None where it asks none."""
    if query.kind != "yesno" or query.parts or STATES.search(query.text):
        return None
    _, near = _asked(query, quoted, f"{quoted} {above}")
    return max(near) >= NEAR if near else None


def of_its_matter(query: Query, text: str) -> bool:
    """Whether a text is on the matter of which a yes-or-no question asks something, by its own words."""
    told, _ = _asked(query, text, text)
    matter = [c for c in query.concepts if c.known and c not in told and not known_place(c.word)]
    return share(matter, fold(text)) >= OF_IT


#: Behind it, in a question, stands what somebody does: 由谁审批, 哪个部门审批.
_WHO_DOES = lazy_re(r"(?:谁|哪(?:[几两三]?[个家]|些)?(?:局|厅|办|委))来?(?=[\u4e00-\u9fff])")


def deed_asked(query: Query) -> Concept | None:
    """What a question asks who does, as a content word: 审批 of 由谁审批; None where it asks who is responsible."""
    text = as_who(query.text)
    found = _WHO_DOES.search(text) if query.kind == "department" else None
    behind = fold(text[found.end() :]) if found else ""
    return next((c for c in query.concepts if c.known and behind.startswith(c.word)), None)


def _asked(query: Query, quoted: str, text: str) -> tuple[list[Concept], list[float]]:
    """The content words of what is asked of a matter, and how much a text holds of them and of its bare verbs."""
    behind = _behind(query)
    adverbs = {word for word, tag in tagged(query.text) if tag.startswith(("d", "ad"))}
    words = [c for c in query.concepts if not known_place(c.word)]
    told = [c for c in words if c.word not in adverbs and (behind is None or c.word in behind)]
    told = told[-_LAST:] if behind is None else told
    near = [float(verb in quoted) for verb in _verbs(behind or "")]
    return told, near + _told(query, told, text)


def _behind(query: Query) -> str | None:
    """What stands in a question behind the word that asks whether something is so; None where no word does."""
    asked = next((found for p in _WHETHER for found in [p.search(query.text)] if found), None)
    return query.text[asked.end() :] if asked else None


#: Characters beside a word that the dictionary takes for a part of it: 先看, 养一拨, 一样多.
_BESIDE = frozenset(f"{CAUGHT}先多少一两")


def _is_word(text: str) -> bool:
    """Whether a word is one of the dictionary, holds one that says something, or holds no character from beside it.

    Any other names nothing that a text must hold.
    """
    if frequency(text) or _BESIDE.isdisjoint(text):
        return True
    return any(len(part) > 1 and tag[0] in "nvaijl" and frequency(part) for part, tag in tagged(text))


#: What is for some alone is for no other: 只受理延期, 每人限报一项.
_ONLY = "[只仅][能可限受办接]|限[报购领选填]"
#: A ban, a licence, a duty or a condition: of the matter it says whether one may, whatever verb it has for it.
_RULES = lazy_re(
    either(
        "不得|不准|不许|不予|禁止|严禁|拒绝|予以拒|停止|暂停|无需|无须|必须|可以",
        f"{_ONLY}|免[收交缴征予除]|不影响",
        "应(?:当|该|予|由|按|在|于)|[后後](?:方可|方能|再|才)",
        "有(?:义务|权)(?=[^，,。；;、])",
    )
)
_FOR_SOME = lazy_re(_ONLY)
#: The share of the other content words from which a rule is one on the matter.
OF_IT = 0.5


def rules(text: str) -> bool:
    """Whether a text sets a rule: what one may, must or must not."""
    return bool(_RULES.search(text))


def _is_told(query: Query, matter: Sequence[Concept], text: str) -> bool:
    """Whether a text is on a matter: most of its words stand there."""
    held = _held(query, matter, text)
    return bool(held) and sum(held) / len(held) >= OF_IT


def _held(query: Query, words: Sequence[Concept], text: str) -> list[float]:
    """How much of each word a text holds, or something near it, 0 … 1."""
    if not words:
        return []
    near = query.near([c.word for c in words], [text])[:, 0]
    return [max(pair) for pair in zip(_standing(words, text), near.tolist(), strict=True)]


def _told(query: Query, words: Sequence[Concept], text: str) -> list[float]:
    """How much of each word a text tells, 0 … 1: it stands there, or a telling word that is near."""
    near = [_near(query, concept.word, text) for concept in words]
    return [max(pair) for pair in zip(_standing(words, text), near, strict=True)]


def told_of(query: Query, concept: Concept, text: str) -> bool:
    """Whether a word or one near it stands in a text; of a word that no document holds, one near its head.

    健康 is no 健康证, but 阶段 is near to 第二阶段.
    """
    if _standing([concept], text)[0] > 0.0:
        return True
    modifiers = () if concept.known else words_within(concept.word, shortest=2)
    for part in modifiers:
        if not concept.word.endswith(part):
            text = text.replace(part, "，")
    return float(query.near([concept.word], [text])[0, 0]) >= NEAR


def _standing(words: Sequence[Concept], text: str) -> list[float]:
    """How much of each word stands in a text, by any of its names."""
    found: list[float] = matter_of(tuple(words)).held([fold(text)])[:, 0].tolist()
    return found


def _near(query: Query, word: str, text: str) -> float:
    """How near a word is to the nearest telling one of a text.

    A part of its name is near and is not it: 服务 is no 上门服务.
    """
    for part in words_within(word, shortest=2):
        if part != word:
            text = text.replace(part, "，")
    return float(query.near([word], [text], TELLING)[0, 0])


#: Asks whether there is something, or must be: 有没有要求设老年医学科, 要不要配校医. What it is stands last.
_WHETHER_THERE_IS = lazy_re(r"有没有|有无|是否有|要不要(?=[设建配])")
#: What ends a question.
_END = lazy_re(r"[吗么呢啊的了？?。\s]+$")


def _is_noun(text: str) -> bool:
    """Whether all words of a text are nouns: what a name has behind the last content word, 科 of 老年医学科."""
    return all(tag.startswith(("n", "k", "g")) for _, tag in tagged(text))


def _thing_asked_for(query: Query) -> tuple[Concept, ...]:
    """The words that name, last in the question, what may be there; with the characters behind them."""
    asked = _WHETHER_THERE_IS.search(query.text)
    text = fold(query.text[asked.end() :]) if asked else ""
    text = text[: len(text) - len(end[0])] if (end := _END.search(text)) else text
    named: list[Concept] = []
    stop = len(text)
    for concept in reversed(query.concepts):
        if not concept.noun:  # 出过 of 有没有出过事故 is what it does, not its name
            break
        at = text.rfind(concept.word, 0, stop)
        tail = text[at + len(concept.word) : stop] if at >= 0 else ""
        if at < 0 or (tail and (named or not _is_noun(tail))):
            break
        named.insert(0, concept if named else replace(concept, word=text[at:stop]))
        stop = at
    return tuple(named)


def _named(query: Query, thing: Sequence[Concept], text: str) -> bool:
    """Whether a text names a thing, by whatever name or by a word that is near, or with a wrong character."""
    name = "".join(concept.word for concept in thing)
    return _but_for_one(name, fold(text)) or min(_told(query, thing, text)) >= NEAR


def _verbs(text: str) -> Iterator[str]:
    """The verbs of one character in a text that say something by themselves; 换 is a name to the dictionary."""
    for word, tag in tagged(text):
        if len(word) == 1 and (tag[0] == "v" or tag == "nz") and word not in _LIGHT:
            yield word


#: Characters from which a word with a wrong one is still known.
_LONG = 4


def _but_for_one(word: str, text: str) -> bool:
    """Whether a text holds a longer word but for one character: 总会记师 for 总会计师."""
    size = len(word)
    return size >= _LONG and any(
        sum(a != b for a, b in zip(word, text[at : at + size], strict=True)) <= 1
        for at in range(len(text) - size + 1)
    )
