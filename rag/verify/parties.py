"""Departments under their role, and organisations: each named as the clause names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.language.departments import BODY, split_names
from rag.language.short_forms import SHORT_NAMES
from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Sentence, Word, places, plain
from rag.verify.regions import stem
from rag.verify.sources import Source
from rag.verify.words import BARE, LIGHT, NO_PARTY, PARTY_ENDS, ROLES, word_set

_LEVELS = word_set("市 区 县 省 州 镇 乡 国家 中央 全国 省级 市级 区级 县级 各市 各县 自治区 街道")
#: Nouns that a name may follow without being part of it.
_NOUNS = word_set("单位 部门 机构 主体 工作 方面 责任 其中 文件 方案")
_BARE_ENDS = tuple(BARE)
_WALLS = "，：、；（）《》"
_SINGLE = frozenset("局厅署委部")
#: Classes of words that no name begins with: 由, 向, 和, 的, 其.
_NO_FIRST = ("p", "c", "u", "r")


@dataclass(frozen=True, slots=True)
class Party:
    """A department or organisation in a sentence; ``known`` is the part that the sources name."""

    start: int
    end: int
    name: str
    known: bool


@lru_cache(maxsize=256)
def parties(sentence: Sentence, hay: str, own: str) -> tuple[Party, ...]:
    """The organisations of a sentence, each cut to the longest form that ``hay`` holds.

    ``own`` is what names the document's own region and issuer, which may stand before a name.
    """
    found: list[Party] = []
    for i, token in enumerate(sentence.tokens):
        members = token.text == "单位" and sentence.text[: token.start].endswith("成员")
        alone = len(token.text) == 1 and not re.match("[\u4e00-\u9fff]", sentence.text[: token.start][-1:])
        if alone or not (members or _ends_party(token)):
            continue
        party = _party(sentence, i, hay, own)
        named = (token.tag == "nt" and token.text not in hay) or not token.text.endswith(_BARE_ENDS)
        short = next((s for s in SHORT_NAMES if sentence.text.endswith(s, 0, token.end)), None)
        named = named or (short is not None and short not in hay)  # 医保部门
        if named or (party.known and party.end - party.start > len(token.text)):
            if found and party.known and party.start < found[-1].end:
                found.pop()  # 区委 in 区委宣传部
            found.append(party)
    return tuple(found)


def _ends_party(token: Word) -> bool:
    if token.text in NO_PARTY:
        return False
    if len(token.text) == 1 and token.text not in BARE:
        return token.text in _SINGLE
    return token.text.endswith(PARTY_ENDS) and token.tag[:1] not in ("v", "d", "a", "m", "r")


def _party(sentence: Sentence, index: int, hay: str, own: str) -> Party:
    end = sentence.tokens[index].end
    start = end
    if sentence.text[end - 1] == "委":
        hay = hay.replace("委员", "\n")  # 管理委 is no part of 管理委员会
    while start and sentence.text[start - 1] not in _WALLS and sentence.text[start - 1 : end] in hay:
        start -= 1
    first = index
    while first and sentence.tokens[first - 1].start >= start:
        first -= 1
    starts = {sentence.tokens[i].start: i for i in range(first, index + 1)}
    borders = [at for at in sorted(starts) if at >= start]
    by = [at for at in borders[1:-1] if sentence.tokens[starts[at]].text == "由"]
    if by:  # 会议由教育部: the clause has it in one too
        borders = [at for at in borders if at > by[-1]]
        start = borders[0]
    while len(borders) > 1 and sentence.tokens[starts[borders[0]]].tag.startswith(_NO_FIRST):
        start = borders.pop(0) + 1
    start = min(start, borders[0]) if borders else start
    if not borders or (borders[0] > start and end - borders[0] < 2):
        return Party(start, end, sentence.text[start:end], False)
    single = sentence.text[end - 1] in _SINGLE
    border = borders[0]
    known = _complete(sentence.tokens, starts[border], end - border, single, own)
    # 函告市财政局 stands in the clause too: the name begins further on, with its level or behind the verb.
    inner = [
        s
        for s in borders[1:]
        if end - s > 2
        and (sentence.tokens[starts[s]].text in _LEVELS or sentence.tokens[starts[s] - 1].tag == "v")
    ]
    if not known and inner:
        border, known = inner[0], True
    return Party(border, end, sentence.text[border:end], known)


def _complete(tokens: Sequence[Word], at: int, length: int, single: bool, own: str) -> bool:
    """Whether the name does not go on to the left with something the clause does not name."""
    left = tokens[at - 1] if at else None
    if left is None or not "\u4e00" <= left.text[-1] <= "\u9fff":
        return length > 1
    if left.text in _LEVELS:
        return left.text == "全国" or f"{left.text}\n" in own
    if left.tag == "ns":
        return stem(left.text) in own
    if left.tag[:1] in ("n", "j", "b") or (left.tag in ("vn", "an") and single):
        return left.text in _NOUNS
    return length > 1


def check_parties(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """Organisations that no source names, and departments under another role than printed."""
    hay = "\n".join(s.haystack for s in sources)
    own = "\n".join(own_names(s) for s in sources)
    found = parties(sentence, hay, own)
    for party in found:
        if not party.known:
            shown = sentence.text[max(0, party.end - 8) : party.end]
            yield Fault("department", f"所引条款中没有“…{shown}”")
    yield from _turned(sentence, [p for p in found if p.known], sources)
    yield from _leading(sentence, sources)
    printed = [pair for s in sources for pair in s.roles]
    for name in _listed(sentence):
        if name not in hay and not any(party.name in name and party.known for party in found):
            yield Fault("department", f"所引条款中没有“{name}”")
    for kind, party in _claims(sentence, [p for p in found if p.known]):
        name = _whole_name(sentence, party, printed)
        if not _has_role(kind, name, printed, sources) and not _acts(sentence, party, sources):
            yield Fault("role", f"条款中“{name}”不是这一角色")
        elif (matter := _beside(sentence, party, found, sources)) is not None:
            yield Fault("role", f"条款没有写“{matter}”由谁{_ROLE_WORD[kind]}")


#: What joins two departments other than in a list.
_VERB = lazy_re(r"(?![和与及等])(?!共同|分别)[^、（）由]{2,14}")


def _turned(sentence: Sentence, found: list[Party], sources: Sequence[Source]) -> Iterator[Fault]:
    """「A会同B」, 「A函告B」 where the clause only says it the other way round."""
    for a, b in pairwise(sorted(found, key=lambda p: p.start)):
        between = sentence.text[a.end : b.start]
        apart = sentence.segment(a.start) != sentence.segment(b.start)
        if apart or a.name == b.name or not _VERB.fullmatch(between):
            continue
        both = [
            (theirs.text[start:end].find(a.name), theirs.text[start:end].find(b.name))
            for one in sources
            for theirs in one.body
            for start, end in theirs.segments
        ]
        both = [pair for pair in both if min(pair) >= 0]
        if both and all(x > y for x, y in both) and between in "\n".join(s.text for s in sources):
            yield Fault("role", f"条款中“{b.name}”在先，“{a.name}”在后")


_TOGETHER = lazy_re(r"([^，：、]{2,4})(?<![应要须])(?:应当?|要|须)?会同")


def _leading(sentence: Sentence, sources: Sequence[Source]) -> Iterator[Fault]:
    """Who acts together with the others: the name in front of 会同."""
    said = list(_TOGETHER.finditer(sentence.text)) if "会同" in sentence.text else []
    firsts = {match[1] for s in sources for match in _TOGETHER.finditer(s.text)} if said else set()
    for match in said:
        if firsts and not any(f.endswith(match[1]) or match[1].endswith(f) for f in firsts):
            yield Fault("role", f"条款中会同各方的是“…{'、'.join(sorted(firsts))}”")


_ROLE_WORD = {"lead": "牵头", "support": "配合", "responsible": "负责"}


def _beside(
    sentence: Sentence, party: Party, found: Sequence[Party], sources: Sequence[Source]
) -> str | None:
    """「X由P牵头」 where X is only named in a clause on something else: its heading knows no word of it."""
    start = sentence.segments[sentence.segment(party.start)][0]
    by = sentence.text.rfind("由", start, party.start)
    if by <= start:
        return None
    words = [w for w in sentence.within((start, by)) if w.text not in LIGHT]
    words = [w for w in words if not any(p.start <= w.start < p.end for p in found)]
    printed = [s for s in sources if any(kind for kind, name in s.roles if name.endswith(party.name))]
    heads = [head.text for s in printed if s.clause.heading for head in s.context[1:]]
    if sentence.text.startswith(("此", "该", "这", "其", "上述"), start):  # 此项工作由…
        return None
    if not words or not heads or any(w.text in head for w in words for head in heads):
        return None
    said = sentence.text[start : party.end]
    return None if any(said in s.text for s in sources) else sentence.text[start:by]


def _whole_name(sentence: Sentence, party: Party, printed: Sequence[tuple[str, str]]) -> str:
    """区委编办 where the sentence goes on as a printed name does, not the 区委 it opens with."""
    longer = [n for _, n in printed if n.startswith(party.name) and sentence.text.startswith(n, party.start)]
    return max(longer, key=len, default=party.name)


def own_names(source: Source) -> str:
    """What names the document's own region and issuer, plain."""
    document = source.document
    return plain("".join(f"{p or ''}\n" for p in (document.region, document.issuer, document.title)))


#: What a role stands before. 责任： behind another word ends a heading: 落实投入责任：保障公立医院….
_BEFORE = lazy_re(
    rf"(?P<role>{'|'.join(ROLES)})(?:工?作)?(?:的?{BODY})?(?:分别)?(?:的?(?:是|为|有|包括)：?)"
    rf"|(?P<role2>{'|'.join(ROLES)})(?:工?作)?{BODY}：|(?P<role3>牵头|配合|(?<![\u4e00-\u9fff])责任|主办|协办)："
)
_HEADED = lazy_re(rf"{BODY}|的?(?:是|为)|：")
_IS = lazy_re(rf"(?:为|是|作为|担任)(?P<role>{'|'.join(ROLES)}){BODY}")


def _claims(sentence: Sentence, found: list[Party]) -> Iterator[tuple[str, Party]]:
    """(class of role, department) pairs that the statement asserts."""
    headed = [
        m for m in _BEFORE.finditer(sentence.text) if not _IS.match(sentence.text, max(0, m.start() - 2))
    ]
    for party in found:
        kind = _role_behind(sentence, party, found) or _role_ahead(party, headed)
        if kind:
            yield kind, party


def _acts(sentence: Sentence, party: Party, sources: Sequence[Source]) -> bool:
    """「A负责加强统筹」 where the clause says 「A加强统筹」."""
    match = re.match("负责(.{4})", sentence.text[party.end :])
    return match is not None and any(party.name + match[1] in s.text for s in sources)


_LIST = lazy_re(
    rf"(?:由|：)(?P<names>[^，：]{{3,}}?)(?:共同|分别)?(?:{'|'.join(ROLES)})(?=$|，|的)|"
    rf"(?:牵头|配合|责任|主办|协办)(?:部门|单位)(?:是|为|：)+(?P<names2>[^，：]+)$"
)


def _listed(sentence: Sentence) -> Iterator[str]:
    """The members of a list of departments, whatever they look like."""
    for match in _LIST.finditer(sentence.text):
        for listed in split_names(match["names"] or match["names2"]):
            name = listed if "（" in listed else listed.rstrip("）")  # the bracket around them all
            if len(name) > 2:
                yield name


def _role_behind(sentence: Sentence, party: Party, found: list[Party]) -> str | None:
    """The role in 「由A、B牵头」, 「A为责任单位」: behind a list of departments."""
    rest = sentence.text[party.end :]
    for other in sorted(found, key=lambda p: p.start):
        if other.start >= party.end and re.fullmatch(
            r"[、和与及等〔〕（）市区县各]*", sentence.text[party.end : other.start]
        ):
            rest = sentence.text[other.end :]
            party = other
    rest = re.sub(r"^(?:等|共同|分别|部门|单位|按职责分工|按职责)+", "", rest)
    match = _IS.match(rest)
    if match:
        return ROLES[match["role"]]
    for word, kind in ROLES.items():
        if rest.startswith(word) and not _HEADED.match(rest[len(word) :]):
            return kind if word not in ("实施", "落实", "责任", "分工") else None
    return None


def _role_ahead(party: Party, headed: list[re.Match[str]]) -> str | None:
    """The role in 「牵头部门：A、B；配合部门：C」: the last one in front."""
    before = [m for m in headed if m.end() <= party.start]
    if not before:
        return None
    return ROLES[before[-1]["role"] or before[-1]["role2"] or before[-1]["role3"]]


def _has_role(kind: str, name: str, printed: list[tuple[str, str]], sources: Sequence[Source]) -> bool:
    held = {k for k, n in printed if n.endswith(name) or name.endswith(n) or _opens(name, n)}
    if kind in held or (kind == "responsible" and "lead" in held):
        return True
    if held:
        return False
    words = [w for w, k in ROLES.items() if k == kind]
    words += ["承担"] if kind == "responsible" else []  # in a list it is no role, in a sentence it is
    for one in sources:
        for sentence in one.body:
            for at in places(name, sentence.text):
                span = sentence.segments[sentence.segment(at)]
                if any(w in sentence.text[span[0] : span[1]] for w in words):
                    return True
    return False


def _opens(name: str, printed: str) -> bool:
    """区公安分局 for 区公安分局（治安支队）, and what stands in such a bracket."""
    if f"（{name}）" in printed:
        return True
    return printed.startswith(name) and printed[len(name) :][:1] in ("（", "〔", "和", "及", "与")
