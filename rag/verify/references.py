"""Quotes, labels, document numbers, titles and facts of the document: equal to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.labels import label_end
from rag.language.numerals import Quantity, quantities
from rag.lazy_re import lazy_re
from rag.render import cited_path
from rag.types import Clause, Document
from rag.verify.faults import Fault
from rag.verify.reading import plain, read
from rag.verify.sources import Source


def quote_stands(quote: str, clause: Clause, document: Document) -> str | None:
    """Why a quote does not stand to the letter in the clause, or None.

    A quote that begins or ends inside a figure stands there letter by letter and still says
    another thing (5% of 45%): it is refused. Between the clause's own label and a figure it may begin.
    """
    if not quote.strip():
        return "引文为空"
    cut = False
    for start, end in clause.segments:
        text = document.text[start:end]
        own = label_end(text, clause.path[-1]) if start == clause.start and clause.path else 0
        at = text.find(quote)
        while at >= 0:
            if (at == own or not _inside(text, at)) and not _inside(text, at + len(quote)):
                return None
            cut = True
            at = text.find(quote, at + 1)
    return "引文切断了数字" if cut else "条款中没有逐字相同的引文"


def _inside(text: str, at: int) -> bool:
    """Whether ``at`` is between two characters of one figure."""
    if not 0 < at < len(text):
        return False
    pair = text[at - 1 : at + 1]
    if re.fullmatch(r"[\d.][\d.%％‰]|\d[,，]", pair) and not re.match(
        r"\d[.,，](?!\d)", text[at - 1 : at + 2]
    ):
        return True
    low = max(0, at - 12)
    spans = ((q.start + low, q.end + low) for q in quantities(text[low : at + 12]) if q.kind != "number")
    return any(s < at < e for s, e in spans)


_NUMBER = lazy_re(r"〔(?:19|20)\d\d〕(?:第)?\d+号|令第?\d+号")
_TITLE = lazy_re(r"《([^《》]+(?:《[^《》]+》[^《》]*)*)》")
_CN = "一二三四五六七八九十百"
_PATH = lazy_re(
    rf"(?:第[{_CN}零〇\d]+[编章节条款项目](?:之[{_CN}])?|第（(?:[{_CN}]+|\d+)）[项目]|附[件表录][{_CN}\d]*|[{_CN}]{{1,3}}(?=（)|（[{_CN}]{{1,3}}）|"
    rf"(?<=[）{_CN}\d])[—§]?\d{{1,3}}(?![\d.%年月日个项家所])|（\d{{1,2}}）|[①-⑳]|(?<=[》）])(?:[{_CN}]{{1,3}}|[—§]?\d{{1,3}})(?=[，。：规提要明]))++"
)
#: 第（三）项 and 第三项 are one.
_ITEM = lazy_re(rf"第（([{_CN}]+|\d+)）([项目])")
_RULES_IT = lazy_re(r"(?:文件)?(?:规定|要求|提出|明确|指出)")
_NUMBER_FACT = lazy_re(r"的?(?:发文字号|文件字号|文件编号|发文号|文号)(?:为|是|：)*$")


def check_references(text: str, sources: Sequence[Source]) -> tuple[list[Fault], str, int]:
    """The faults of the references in a plain statement, what is left of it, and how many there were."""
    faults: list[Fault] = []
    cuts: list[tuple[int, int]] = []
    for rule in (_facts, _titles, _numbers, _labels):
        for span, fault in rule(text, sources):
            if any(span[0] < e and s < span[1] for s, e in cuts):
                continue
            cuts.append(span)
            if fault:
                faults.append(fault)
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    return faults, re.sub(r"（）", "", text), len(cuts)


Found = Iterator[tuple[tuple[int, int], Fault | None]]


def _numbers_of(source: Source) -> list[str]:
    own = [source.document.number] if source.document.number else []
    return [*map(plain, own)]


def _numbers(text: str, sources: Sequence[Source]) -> Found:
    for match in _NUMBER.finditer(text):
        own = [n for s in sources for n in _numbers_of(s)]
        known = next((n for n in own if text[: match.end()].endswith(n)), None)
        if known:
            fact = _NUMBER_FACT.search(text[: match.end() - len(known)])
            yield (fact.start() if fact else match.end() - len(known), match.end()), None
            continue
        start = match.start()
        while (
            start and "\u4e00" <= text[start - 1] <= "\u9fff" and _hay(text[start - 1 : match.end()], sources)
        ):
            start -= 1
        fact = _NUMBER_FACT.search(text[:start])
        complete = match.start() - start > 1 and (
            fact is None or _stands_behind(text[: fact.start()], text[start : match.end()], sources)
        )
        rules = _RULES_IT.match(text, match.end())  # 国发〔2099〕1号规定…: not this document
        if complete and rules and not _hay(text[start : rules.end()], sources):
            complete = False
        fault = (
            None
            if complete
            else Fault("number", f"发文字号“{text[max(0, start - 6) : match.end()]}”与条款不符")
        )
        yield (start, match.end()), fault


#: Share of the words said of a document that stand in its title, in front of its number.
_ITS_TITLE = 0.7


def _stands_behind(told: str, number: str, sources: Sequence[Source]) -> bool:
    """Whether a clause cites with this number what is told: 《关于甲的请示》（某发〔2004〕5号） for 甲的请示，文号是…."""
    said = [w.text for sentence in read(told)[-1:] for w in sentence.words]
    for one in sources:
        at = one.text.find(f"（{number}")
        title = re.split("[《。；\n]", one.text[: max(at, 0)].removesuffix("》"))[-1]
        if len(said) > 1 and sum(word in title for word in said) >= _ITS_TITLE * len(said):
            return True
    return False


def _hay(part: str, sources: Sequence[Source]) -> bool:
    return any(part in s.haystack for s in sources)


def _titles(text: str, sources: Sequence[Source]) -> Found:
    """《…》 with the number in brackets that follows: of one document, or so in the clause."""
    for match in _TITLE.finditer(text):
        behind = re.match(r"（([^（）]*〔\d{4}〕[^（）]*号)）", text[match.end() :])
        number = behind[1] if behind else None
        end = match.end() + (behind.end() if behind else 0)
        documents = [s.document for s in sources if plain(s.document.title) == match[1]]
        if documents:
            wrong = number is not None and all(plain(d.number or "") != number for d in documents)
            message = f"《{match[1]}》的发文字号不是“{number}”"
            yield (match.start(), end), Fault("number", message) if wrong else None
        elif any(text[match.start() : end] in s.haystack for s in sources):
            yield (match.start(), end), None
        elif any(match[0] in s.haystack for s in sources):
            yield (match.start(), end), Fault("number", f"条款中《{match[1]}》没有这一发文字号")
        else:
            yield (match.start(), end), Fault("title", f"所引条款没有提到《{match[1]}》")


def _labels(text: str, sources: Sequence[Source]) -> Found:
    """A clause label right behind a title or 根据, or one of two levels anywhere."""
    for match in _PATH.finditer(text):
        label = match[0]
        named = text[: match.start()].endswith(("》", "号）", "根据", "依据", "依照", "见", "详见", "出自"))
        if not named and not re.match(rf"[{_CN}]+（[{_CN}]+）|（[{_CN}]+）\d", label):
            continue
        said = _ITEM.sub(r"第\1\2", label)
        if any(p.startswith(said) and _border(p, said) for s in sources for p in _paths(s)):
            yield match.span(), None
        elif _hay(label, sources) and not text[: match.start()].endswith(("》", "号）")) and match.start():
            continue
        else:
            yield match.span(), Fault("label", f"所引条款不是“{label}”")


def _paths(source: Source) -> tuple[str, ...]:
    """What a clause may be called: with all that stands above it, and as it is cited, 第…项 said or not."""
    path = source.clause.path
    cited = cited_path(source.document, path)
    short = cited_path(source.document, path[:-1]) + path[-1] if len(path) > 1 else cited
    return tuple(_ITEM.sub(r"第\1\2", plain(p)) for p in ("".join(path), cited, short))


def _border(path: str, label: str) -> bool:
    rest = path[len(label) :]
    return not rest or (
        not (label[-1].isdigit() and rest[0].isdigit()) and not (label[-1] in _CN and rest[0] in _CN)
    )


_DATE = r"((?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|[\d-]{8,10}|[零〇一二三四五六七八九]{4}年(?:[一二三四五六七八九十]+月(?:[一二三四五六七八九十]+日)?)?)"
_FACTS = [
    ("issued_on", lazy_re(rf"(?:印发|发布|公布|成文|发文|制定|出台)(?:日期|时间)(?:为|是|：)*{_DATE}")),
    ("issued_on", lazy_re(rf"(?:于|在)?{_DATE}(?:印发|发布|公布|出台|发文)(?=$|[，。；的])")),
    ("effective_on", lazy_re(rf"(?:施行|生效|实施|执行)(?:日期|时间)(?:为|是|：)*{_DATE}|自{_DATE}起(?:施行|生效|实施|执行)")),
    ("expires_on", lazy_re(rf"(?:有效期(?:至|到)|失效日期(?:为|是|：)*){_DATE}")),
]  # fmt: skip
_DATE_GROUP = lazy_re(_DATE)
_ISSUER = lazy_re(
    r"(?:发文机关|发文单位|印发单位|发布机关|制定机关|印发机关|发布单位)(?:为|是|：)+(?P<name>[^，。；]+)"
)


def _facts(text: str, sources: Sequence[Source]) -> Found:
    for name, pattern in _FACTS:
        for match in pattern.finditer(text):
            shown = _DATE_GROUP.search(match[0])
            assert shown is not None
            stated = [getattr(s.document, name) for s in sources if getattr(s.document, name)]
            if any(_same_date(shown[0], day) for day in stated):
                yield match.span(), None
            elif stated or not _hay(shown[0], sources):
                yield match.span(), Fault("fact", f"日期“{shown[0]}”与文件不符")
    for match in _ISSUER.finditer(text):
        names = [plain(s.document.issuer) for s in sources if s.document.issuer]
        if names:
            fault = None if match["name"] in names else Fault("fact", f"发文机关不是“{match['name']}”")
            yield match.span(), fault


def _same_date(shown: str, day: str) -> bool:
    found: tuple[Quantity, ...] = quantities(shown)
    return bool(found) and day.startswith(found[0].value)
