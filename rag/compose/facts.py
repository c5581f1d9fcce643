"""Facts of a document itself: number, title, date, issuer, addressees, basis, validity; which ones there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.compose.authors import drawn_up, issued_by_others, issued_otherwise, of_another_paper
from rag.compose.draft import STATED, Material, some_of
from rag.compose.extract import extract
from rag.compose.goals import goals
from rag.compose.headed import section_asked
from rag.compose.mentions import mentions
from rag.compose.overview import outline
from rag.compose.premise import WRONG
from rag.compose.silent import repeals
from rag.composition import Composition, Draft, Quote
from rag.language.document_kinds import IN_FORCE, NAMES, SPOKEN
from rag.language.numerals import quantities
from rag.language.organs import is_organ
from rag.language.text import fold, squeeze
from rag.language.units import spans
from rag.lazy_re import any_of, either, lazy_re
from rag.types import Clause, Document
from rag.understand.asked_facts import DRAWN_UP, OFFICE, WHICH
from rag.understand.claims import YES_OR_NO
from rag.understand.query import Query
from rag.understand.subject import share
from rag.understand.whole import OVERVIEW, figures_meant


def facts_about(query: Query, material: Material) -> Composition:
    """Number, title, date, issuer, addressees, basis of the document asked about."""
    if query.as_a_whole:
        return _as_a_whole(query, material)
    if WHICH.search(query.text) and not query.documents:
        return _which(query, material)
    names = [h.clause.document_id for h in material.hits]
    document = _meant(query, [material.documents[name] for name in names])
    of_another = query.facts == ("issuer",) and of_another_paper(query, document)
    if of_another and (told := issued_by_others(query, material)):
        return told
    drafts, missing = [], []
    for fact in query.facts:
        found = _told_elsewhere(fact, query, material, document) or _fact(
            fact, document, bool(_UNTIL.search(query.text))
        )
        office = re.search(OFFICE, query.text) if fact == "speaker" else None
        if office:
            found = _in_office(office[0], [material.documents[n] for n in names if n in query.documents])
        if found is None:
            missing.append("姓名" if office else _FACT_NAMES[fact])
        else:
            drafts.append(found)
    if not drafts and "issuer" in query.facts and (told := issued_by_others(query, material)):
        return told
    return Composition(
        tuple(drafts),
        tuple(missing),
        fit=STATED if drafts else 0.0,
        lead=WRONG if _claims_otherwise(query, document, drafts) else "",
    )


#: What a question calls a document by which its title tells it: 公报, 公告. 方案 may be said of any.
_CALLED = lazy_re(any_of(*(name for name in NAMES if name not in SPOKEN)))


def _meant(query: Query, documents: Sequence[Document]) -> Document:
    """Of documents, the likeliest first, the one of which a fact is asked: named, or called what the question says."""
    if query.documents:
        return next((d for d in documents if d.id in query.documents), documents[0])
    called = _CALLED.findall(query.text)
    return next((d for d in documents if called and any(name in d.title for name in called)), documents[0])


def _told_elsewhere(fact: str, query: Query, material: Material, document: Document) -> Draft | None:
    """What the text tells where the question is not of what frames the document: another's number, who drew it up."""
    if fact == "number":
        return _of_another(query, material)
    return drawn_up(document) if fact == "issuer" and DRAWN_UP.search(query.text) else None


def _as_a_whole(query: Query, material: Material) -> Composition:
    """The figures of the documents asked about; what the one says, else which ones there are."""
    names = [name for name in material.every if not query.documents or name in query.documents]
    if not names:
        return Composition()
    documents = [material.documents[name] for name in names[:READ]]
    if query.whole == "mentions":
        return mentions(query, documents, len(names))
    asked = OVERVIEW.search(query.text)
    tasks = "任务" if asked and asked["tasks"] else ""
    by_name = len(names) == 1 and not (tasks and query.whole == "outline")
    if by_name and (parts := section_asked(query, material, names[0])):
        return parts
    if query.whole == "goals":
        found = goals(documents, query.years, figures_meant(query.text))
        return replace(found, lead=some_of(len(names), len(documents), "份文件") + found.lead)
    if query.whole == "listing" or len(names) > 1:
        told = tuple(draft for draft in map(_title, documents) if draft)
        lead = some_of(len(names), len(told), "份文件") or f"共{len(names)}份文件：\n"
        return Composition(told, fit=STATED if told else 0.0, lead=lead)
    return outline(documents[0], tasks)


def surveyed(query: Query, material: Material) -> Composition:
    """Which documents have a thing by its name, as those that mention it; nothing where none calls it so."""
    documents = [material.documents[name] for name in material.every[:READ]]
    return mentions(replace(query, mentioned=query.surveyed), documents, len(material.every))


#: Documents told of at most, where they are asked about as a whole.
READ = 20


def _title(document: Document) -> Draft | None:
    return _stated(f"《{document.title}》", document, ("title", "preamble"), document.title)


def _which(query: Query, material: Material) -> Composition:
    """The document that treats a matter: its title and number, and the words that do."""
    found = extract(replace(query, kind="measure", facts=()), material, material.hits)
    if found.best is None:
        return found
    document = material.documents[found.best.clause.document_id]
    named = [_fact(fact, document, ends=False) for fact in ("title", "number")]
    return replace(found, drafts=(*(draft for draft in named if draft), *found.drafts), lead="")


_FACT_NAMES = {
    "number": "发文字号",
    "title": "标题",
    "date": "印发日期",
    "issuer": "发文机关",
    "addressees": "主送机关",
    "basis": "依据的文件",
    "validity": "施行日期和有效期",
    "speaker": "报告人和会议",
}


def _claims_otherwise(query: Query, document: Document, drafts: Sequence[Draft]) -> bool:
    """Whether a question gives the document another date than its own, or another issuer than it tells."""
    dated = "date" in query.facts and query.documents and query.years and document.issued_on
    if dated and document.issued_on and document.issued_on[:4] not in query.years:
        return True
    if query.facts == ("validity",) and drafts:
        return _in_force_otherwise(query.text, drafts[0].text)
    told = [document.issuer or "", *(draft.text for draft in drafts)]
    return bool(query.documents and drafts) and issued_otherwise(query.text, document, " ".join(told))


def _in_force_otherwise(question: str, told: str) -> bool:
    """Whether a question claims another day, month or year than a text tells from when on a document holds."""
    claimed, stated = ([q.value for q in quantities(text) if q.year] for text in (question, told))
    return bool(YES_OR_NO.search(question) and claimed and stated) and not any(
        day.startswith(claimed[-1]) for day in stated
    )


#: A document named in a text with its number: 《…的函》（国科函规〔2020〕15号）.
_NUMBERED = lazy_re(r"《([^《》]{4,80})》\s*[（(]([^（）()]{2,16}[〔\[（(]\d{4}[〕\]）)]第?\d+号)[）)]")


def _of_another(query: Query, material: Material) -> Draft | None:
    """The number of a document that a clause names, where the question is of that one and not of the clause's own."""
    best, found = 0.0, None
    for hit in material.hits[:OTHERS]:
        clause, document = hit.clause, material.documents[hit.clause.document_id]
        own = share(query.concepts, fold(document.title))
        for match in _NUMBERED.finditer(clause.text):
            held = share(query.concepts, fold(match[1]))
            kind = match[1][-1:]
            if held > max(best, own - WORSE) and kind in query.text and kind != document.title[-1:]:
                quotes = tuple(Quote(clause, document, *place) for place in clause.places(*match.span()))
                best, found = held, Draft(squeeze(match[0]), quotes)
    return found


#: Hits of which the named documents are looked at; how much worse than the title one may fit the question.
OTHERS, WORSE = 8, 0.15


def _fact(fact: str, document: Document, ends: bool) -> Draft | None:
    name = _FACT_NAMES[fact]
    if fact == "number" and document.number:
        return _stated(f"{name}：{document.number}", document, ("title", "signature"), document.number)
    if fact == "title":
        return _stated(f"文件标题：《{document.title}》", document, ("title", "preamble"), document.title)
    if fact == "date" and document.issued_on:
        return _dated(name, document, document.issued_on)
    if fact == "issuer" and document.issuer:
        told = _passed_on(document) or _signed(document)
        if told:
            return told
        return _stated(f"{name}：{document.issuer}", document, ("signature", "title"), document.issuer)
    if fact == "addressees" and document.addressees:
        return _whole(document, "addressees", name)
    if fact == "basis" and document.implements:
        return _basis(document)
    if fact == "validity":
        return _validity(document, ends)
    if fact == "speaker":
        return _speaker(document)
    return None


def _dated(name: str, document: Document, date: str) -> Draft | None:
    """The date with the place that states it, in whichever numerals."""
    year, month, day = (int(part) for part in date.split("-"))
    words = f"{year}年{month}月{day}日"
    for clause in (c for kind in ("signature", "title") for c in document.clauses if c.kind == kind):
        for found in quantities(clause.text):
            if found.value == date:
                quotes = (Quote(clause, document, *place) for place in clause.places(found.start, found.end))
                return Draft(f"{name}：{words}", tuple(quotes))
    return _stated(f"{name}：{words}", document, ("signature", "title"), words)


def _passed_on(document: Document) -> Draft | None:
    """The title of a document that passes on what another office has drawn up: 关于转发…制订的《…》的通知."""
    title = next((c for c in document.clauses if c.kind == "title"), None)
    match = (
        re.search(r"[^\n]*(?:转发|印发)[^《》]{2,40}?(?:制[订定]|拟[订定]|起草)的[^》]*》?[^\n]*", title.text)
        if title
        else None
    )
    if title is None or match is None:
        return None
    return Draft(
        squeeze(match[0]), tuple(Quote(title, document, *place) for place in title.places(*match.span()))
    )


def _signed(document: Document) -> Draft | None:
    """Those who signed, where the document is signed by more than is known of it."""
    signature = next((c for c in document.clauses if c.kind == "signature"), None)
    every = re.finditer(r"[^\n]+", signature.text) if signature else ()
    lines = [m for m in every if is_organ(m[0].strip()) and not _STAMPED_BY.search(m[0])]
    names = [squeeze(line[0]) for line in lines]
    if signature is None or len(names) < 2 or all(name in (document.issuer or "") for name in names):
        return None
    quotes = tuple(Quote(signature, document, *p) for line in lines for p in signature.places(*line.span()))
    return Draft(f"发文机关：{'、'.join(names)}", quotes)


#: Whose seal stands in for that of the issuer.
_STAMPED_BY = lazy_re(r"代章|^\s*[（(].*[）)]\s*$")
_MEETING = lazy_re(
    r"会议上|[省市县区州长席理任]\s*[\u4e00-\u9fff]{2,4}$|[省市县区州长席理任][ \u3000]+[\u4e00-\u9fff]{1,2}[ \u3000]+[\u4e00-\u9fff]$"
)


#: A line of a title; with the next one, where an office stands on the one and a name on the other.
_SPEAKER = lazy_re(
    r"[^\n]*(?:[省市县区州]长|总理|主席|主任)[ \u3000]*\n\s*(?![的关])[\u4e00-\u9fff]{2,4}[ \u3000]*(?=\n|$)|[^\n]+"
)


def _speaker(document: Document) -> Draft | None:
    """Who gave a report and where: the lines below its title that say so."""
    title = next((c for c in document.clauses if c.kind == "title"), None)
    if title is None:
        return None
    lines = [m.span() for m in _SPEAKER.finditer(title.text) if _MEETING.search(m[0].strip())]
    if not lines:
        return None
    quotes = tuple(Quote(title, document, *place) for line in lines for place in title.places(*line))
    return Draft("；".join(squeeze(title.text[a:b]).strip("—- ") for a, b in lines), quotes)


def _in_office(office: str, documents: Sequence[Document]) -> Draft | None:
    """The first speaker of some documents who holds an office: 省长."""
    spoke = (draft for document in documents if (draft := _speaker(document)))
    return next((draft for draft in spoke if re.search(f"(?<!副){office}", draft.text)), None)


def _stated(text: str, document: Document, kinds: Sequence[str], words: str) -> Draft | None:
    """A fact with the place that states it; the first clause of the kinds where it is in pieces."""
    clauses = [c for kind in kinds for c in document.clauses if c.kind == kind]
    wanted = fold(words)
    for clause in clauses:
        at = _locate(clause, document, wanted)
        if at:
            return Draft(text, (Quote(clause, document, *at),))
    for clause in clauses:
        if fold(clause.text).find(wanted[:6]) >= 0 or any(
            part in fold(clause.text) for part in re.split("[、，]", wanted) if len(part) > 3
        ):
            return Draft(text, (Quote(clause, document, clause.start, clause.segments[0][1]),))
    return None


def _locate(clause: Clause, document: Document, wanted: str) -> tuple[int, int] | None:
    """The span of a clause whose folded text is ``wanted``."""
    for start, end in clause.segments:
        text = document.text[start:end]
        places = [i for i, char in enumerate(text) if fold(char)]
        folded = "".join(fold(text[i]) for i in places)
        at = folded.find(wanted)
        if at >= 0:
            return start + places[at], start + places[at + len(wanted) - 1] + 1
    return None


def _whole(document: Document, kind: str, name: str) -> Draft | None:
    clause = next((c for c in document.clauses if c.kind == kind), None)
    if clause is None:
        return None
    start, end = clause.segments[0]
    words = squeeze(document.text[start:end]).rstrip("：:")
    return Draft(f"{name}：“{words}”", (Quote(clause, document, start, end),))


def _basis(document: Document) -> Draft | None:
    clause = next((c for c in document.clauses if c.kind == "preamble"), None)
    if clause is None:
        return None
    for start, end in clause.segments:
        text = document.text[start:end]
        named = [m for m in re.finditer("《[^《》]+》", text) if fold(m[0][1:-1]) not in fold(document.title)]
        first, last = (named[0].start(), named[-1].end() - 1) if named else (0, 0)
        if re.search("根据|按照|落实|贯彻|依据", text) and first < last:
            bracket = re.match(r"[^，。]{0,8}?[（(][^）)]*号[）)]", text[last + 1 :])
            stop = last + 1 + (bracket.end() if bracket else 0)
            return Draft(
                f"依据：{squeeze(text[first:stop])}", (Quote(clause, document, start + first, start + stop),)
            )
    return None


#: 自…起施行, 有效期至…: said of the document, not of a plan that is carried out or a certificate.
_IN_FORCE = lazy_re(
    either(
        # 自何时起施行
        "自[^，。；]{0,24}(?:之日)?起?(?:正式)?(?:施行|实施|执行|生效)",
        "(?:施行|实施|生效)(?:日期|之日)",
        "(?:有效|[执试]行|适用)期限?",
        "适用截止",
        "(?:同时|自行|自动)废止",
        "失效",
    )
)
_OF_THE_DOCUMENT = lazy_re(
    rf"本{any_of(*IN_FORCE)}|自[^，。；]{{0,24}}起|(?:有效|[执试]行|适用)(?:期限?|截止)[至限为：自\d一二两三四五]"
)


#: The question wants to know until when.
_UNTIL = lazy_re(r"有效期|有效到|[管用行]到|为止|失效|作废|到期|废止|几年|多久|到哪|至哪|至何时")
_ENDS = lazy_re(
    r"(?:有效|[执试]行|适用)期|适用截止|至[^，。；]{0,16}(?:止|终止|结束|日)|失效|废止|[一二三四五六七八九十\d]年内?有效"
)


def _validity(document: Document, ends: bool) -> Draft | None:
    """The last sentence that says from when or, where ``ends``, until when the document itself holds."""
    found = None
    for clause in document.walk():
        for start, end in spans(clause):
            text = clause.text[start:end]
            if (
                _IN_FORCE.search(text)
                and _OF_THE_DOCUMENT.search(text)
                and not repeals(text)
                and re.search(r"\d|之日|[一二三四五六七八九十]年", text)
                and (not ends or _ENDS.search(text))
            ):
                quotes = tuple(Quote(clause, document, *place) for place in clause.places(start, end))
                found = Draft(squeeze(text), quotes)
    return found
