"""Answers composed from the clauses themselves, with no language model.

Every statement is a slice of a clause, or a short form (角色：部门；发文字号：…) whose parts all
stand in one. The point comes first, and what is not needed stays away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.render import join_path
from rag.signals import stem
from rag.text import fold, squeeze
from rag.types import Clause, Document, Hit
from rag.understand import Query
from rag.units import Unit, answers_date, answers_figure, counted, is_heading, rank, spans

#: What a unit loses for each point of fusion score that its clause lies behind the best one.
LEAD = 0.05
#: A list or measure is answered in at most this many characters.
LONG = 260


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that a statement leans on: ``document.text[start:end]``."""

    clause: Clause
    document: Document
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is verified."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """Drafts in order; ``missing`` names what was asked and is not stated; ``table`` compares.

    ``fit`` is how well the best unit answers, the measure that the decision to refuse reads;
    ``alternate`` the best of another clause, shown too where the answer is unsure.
    """

    drafts: tuple[Draft, ...] = ()
    missing: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    lead: str = ""
    fit: float = 0.0
    best: Unit | None = None
    alternate: Draft | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a composer works from: the hits, their documents, and how rare each term is."""

    hits: Sequence[Hit]
    documents: Mapping[str, Document]
    idf: Mapping[str, float] = field(default_factory=dict)

    def units(self, query: Query, hits: Sequence[Hit]) -> list[tuple[Unit, Hit]]:
        """Units of the hits, best first; a unit gains from the rank of its clause."""
        out = []
        for place, hit in enumerate(hits):
            document = self.documents[hit.clause.document_id]
            lead = hits[0].score - hit.score
            for unit in rank(query, hit.clause, document, self.idf):
                score = unit.score - min(0.9, LEAD * lead) - 0.02 * place
                out.append((Unit(unit.clause, unit.start, unit.end, unit.text, score), hit))
        out.sort(key=lambda pair: (-pair[0].score, pair[1].rank, pair[0].start))
        return out

    def quote(self, clause: Clause, start: int, end: int) -> Quote:
        return Quote(clause, self.documents[clause.document_id], start, end)


def compose(query: Query, material: Material) -> Composition:
    """The answer to a query from its hits; empty drafts where they hold none."""
    if not material.hits:
        return Composition()
    if query.kind == "comparison":
        return _comparison(query, material)
    if query.parts:
        return _in_parts(query, material)
    return _of_one(query, material)


def _in_parts(query: Query, material: Material) -> Composition:
    """The answers to several questions asked in one breath, each once."""
    found = [_of_one(part, material) for part in query.parts]
    drafts: list[Draft] = []
    for composition in found:
        for draft in composition.drafts:
            if not any(draft.text in d.text for d in drafts):
                drafts = [d for d in drafts if d.text not in draft.text] + [draft]
    first = next((c for c in found if c.drafts), found[0])
    missing = tuple(dict.fromkeys(name for c in found for name in c.missing))
    lead = next((c.lead for c in found if c.lead), "")
    return replace(first, drafts=tuple(drafts), missing=missing, lead=lead)


def _single(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    if query.kind == "clause" and query.references:
        return _clause(query, material, hits)
    if query.kind == "department":
        return _departments(query, material, hits)
    if query.kind == "duty" and query.departments:
        return _duties(query, material, hits)
    return _sentences(query, material, hits)


# -- sentences --------------------------------------------------------------------------------


def _sentences(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """The best unit, and near ones of the same clause where a list or measure is asked for."""
    ranked = material.units(query, hits[:5])
    if not ranked:
        return Composition()
    single = query.kind in ("figure", "date")
    best, hit = _held_first(query, ranked) if single else ranked[0]
    chosen = (_beside if single else _more)(query, best, [u for u, _ in ranked[1:]])
    children = _children(query, material, hits)
    drafts = tuple(_draft(material, unit) for unit in children or _joined(material, chosen))
    other = next((u for u, _ in ranked if u.clause.id != best.clause.id and not _twin(u, best)), None)
    return Composition(
        drafts,
        lead=_premise(query, best, hit.clause),
        fit=best.score,
        best=best,
        alternate=_draft(material, other) if other and other.score > 0.6 * best.score else None,
    )


def _held_first(query: Query, ranked: Sequence[tuple[Unit, Hit]]) -> tuple[Unit, Hit]:
    """The best unit that states the sort of figure or date asked for, if it fits nearly as well."""
    answers = answers_figure if query.kind == "figure" else answers_date
    for unit, hit in ranked:
        if unit.score < 0.7 * ranked[0][0].score:
            break
        if answers(query.text, unit.text):
            return unit, hit
    return ranked[0]


def _twin(one: Unit, other: Unit) -> bool:
    """Whether two units say nearly the same, as a body clause and its row in an annex do."""
    a, b = (set(zip(u.text, u.text[1:], strict=False)) for u in (one, other))
    return len(a & b) > 0.6 * min(len(a), len(b))


def _joined(material: Material, units: Sequence[Unit]) -> list[Unit]:
    """Neighbouring units of one clause as one, so that they share a quote and a mark."""
    out: list[Unit] = []
    for unit in units:
        last = out[-1] if out else None
        if last and last.clause.id == unit.clause.id and 0 <= unit.start - last.end <= 2:
            text = material.documents[unit.clause.document_id].text
            out[-1] = Unit(unit.clause, last.start, unit.end, text[last.start : unit.end], last.score)
        else:
            out.append(unit)
    return out


def _more(query: Query, best: Unit, others: Sequence[Unit]) -> list[Unit]:
    """Units of the same clause that fit nearly as well, in the clause's order."""
    chosen = [best]
    size = len(best.text)
    for unit in others:
        if unit.clause.id != best.clause.id or unit.start == best.start or len(chosen) == 3:
            continue
        near = unit.score >= 0.62 * best.score
        follows = 0 <= unit.start - best.end <= 2 and len(best.text) < 24
        if (near or follows) and size + len(unit.text) <= LONG:
            chosen.append(unit)
            size += len(unit.text)
    return sorted(chosen, key=lambda unit: unit.start)


def _beside(query: Query, best: Unit, others: Sequence[Unit]) -> list[Unit]:
    """With a figure, the one that stands beside it and fits as well: another year, another body."""
    for unit in others:
        near = unit.clause.id == best.clause.id and -1 <= max(unit.start - best.end, best.start - unit.end) <= 2
        if near and unit.score >= best.score - 0.3 and len(unit.text) + len(best.text) <= 120:
            if counted(unit.text) or query.kind == "date":
                return sorted((best, unit), key=lambda u: u.start)
    return [best]


def _children(query: Query, material: Material, hits: Sequence[Hit]) -> list[Unit]:
    """Where the parts of a clause are asked for (几个阶段, 哪几条原则): the first words of each."""
    if not _HOW_MANY.search(query.text):
        return []
    parent = _parent(material, hits)
    if parent is None:
        return []
    headings = fold(parent.heading) + fold("".join(child.heading for child in parent.children))
    asked = [*query.subject, *re.findall("阶段|步骤|原则|方面|措施|目标", query.text)]
    if not any(word in headings for word in asked):
        return []
    if len(parent.text) > len(parent.heading) + 40:
        return []
    units = []
    text = material.documents[parent.document_id].text
    for child in parent.children[:12]:
        first = next(iter(spans(child)), None)
        if first:
            units.append(Unit(child, *first, text[first[0] : first[1]]))
    return units if len(units) >= 2 else []


def _parent(material: Material, hits: Sequence[Hit]) -> Clause | None:
    """The best hit where it has parts, else the clause that holds two of the first four hits."""
    first = hits[0].clause
    if first.children and len(first.text) <= len(first.heading) + 40:
        return first
    above = first.id.rpartition("/")[0]
    same = sum(h.clause.id.rpartition("/")[0] == above and h.clause.document_id == first.document_id for h in hits[:4])
    if not above or same < 2:
        return None
    return next((c for c in material.documents[first.document_id].walk() if c.id == above), None)


_HOW_MANY = re.compile(r"(?:哪|分)?几(?:个|条|项|大)?(?:方面|点|部分|步骤?|阶段|原则|任务|章节)|(?:原则|阶段|步骤|保障措施)(?:有|是|包括|分)(?:哪|几|什么)")


def _draft(material: Material, unit: Unit) -> Draft:
    return Draft(squeeze(unit.text), (material.quote(unit.clause, unit.start, unit.end),))


def _premise(query: Query, unit: Unit, clause: Clause) -> str:
    """「与文件不符」 where the question asserts a figure or year that the clause gives otherwise."""
    if query.kind != "yesno" and not _ASSERTS.search(query.text):
        return ""
    stated = counted(unit.text)
    held = {q.value for q in counted(clause.text)}
    wrong = [value for value in query.asked if value not in held]
    if wrong and stated and query.asked:
        return "与文件不符。文件写明："
    years = set(re.findall(r"(?:19|20)\d\d", clause.text))
    if query.years and years and not set(query.years) & years:
        return "与文件不符。文件写明："
    named = [stem(name) for name in query.departments]
    roles = [stem(n) for names in clause.responsible.values() for n in names]
    if named and roles and not any(n in r or r in n for n in named for r in roles):
        return "与文件不符。文件写明："
    return ""


_ASSERTS = re.compile(r"吧[？?]?$|对吗|对不对|没错|是不是|听说|是真的|对么|对吧|不是.{1,12}吗")


# -- departments ------------------------------------------------------------------------------


def _departments(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """Who leads and who takes part, by role; a sentence where the text itself says who."""
    ranked = material.units(query, hits[:5])
    best = ranked[0][0] if ranked else None
    told = next((u for u, _ in ranked[:6] if _WHO.search(u.text) and best and u.score > 0.75 * best.score), None)
    if told and _OFFICE.search(query.text):
        return Composition((_draft(material, told),), fit=told.score, best=told)
    for hit in hits[:3]:
        if hit.clause.responsible and hit.score >= hits[0].score - 1.2:
            drafts = (_roles(query, material, hit.clause),)
            unit = next((u for u, h in ranked if h.clause.id == hit.clause.id), best)
            lead = _premise(query, unit, hit.clause) if unit else ""
            return Composition(drafts, lead=lead, fit=unit.score if unit else 0.0, best=unit)
    return _sentences(query, material, hits)


_WHO = re.compile(r"领导小组.{0,10}(?:统筹|协调)|任(?:组长|第一组长)|担任|牵头|负责|由.{2,20}(?:承担|牵头|负责|组织)|设在|兼任|主任|组长")
_OFFICE = re.compile(r"组长|主任|秘书处|设在|日常工作|兼|担任|领导小组|谁当|依托|为核心|为基础")


def _roles(query: Query, material: Material, clause: Clause) -> Draft:
    """「牵头单位：…；责任单位：…」 for a clause; only the role asked for where one is named."""
    roles = dict(clause.responsible)
    asked = [r for r in roles if ("牵头" in r and "牵头" in query.text) or ("配合" in r and re.search("配合|协助|协同", query.text))]
    if asked and len(asked) < len(roles) and not re.search("责任单位|还有谁|哪些|分别|配合", query.text):
        roles = {r: roles[r] for r in asked}
    subject = clause.heading or _short(material, clause)
    text = "；".join(f"{role}：{'、'.join(names)}" for role, names in roles.items())
    return Draft(f"{subject}——{text}", (_role_quote(material, clause, roles),))


def _short(material: Material, clause: Clause) -> str:
    """The first words of a clause without a heading, up to a stop."""
    first = next(iter(spans(clause)), None)
    text = squeeze(material.documents[clause.document_id].text[slice(*first)]) if first else ""
    return re.split("[，,。；]", text)[0]


def _role_quote(material: Material, clause: Clause, roles: Mapping[str, Sequence[str]]) -> Quote:
    """The stretch of the clause that names the departments; its own text where a table does."""
    document = material.documents[clause.document_id]
    names = [name for group in roles.values() for name in group]
    for start, end in clause.segments:
        text = document.text[start:end]
        places = [(text.rfind(name), len(name)) for name in names if name in text]
        if places:
            first = min(at for at, _ in places)
            last = max(at + length for at, length in places)
            opening = max(text.rfind("（", 0, first), text.rfind("(", 0, first))
            if opening >= 0 and first - opening <= 12:
                first = opening
            if last < len(text) and text[last] in "）)等":
                last += 1
            return material.quote(clause, start + first, start + last)
    return material.quote(clause, clause.start, clause.segments[0][1])


def _duties(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """What a department has to do: every clause that names it, with the task; many, by heading."""
    wanted = [stem(name) for name in query.departments]
    found = _tasks(query, material, hits, wanted)
    if not found:
        answer = _sentences(query, material, hits)
        named = answer.best and any(w in stem(answer.best.clause.text) for w in wanted)
        missing = (f"{query.departments[0]}的职责",)
        return answer if named else Composition(missing=missing, fit=answer.fit, best=answer.best)
    drafts = []
    for clause, role, names in found[:TASKS]:
        units = rank(query, clause, material.documents[clause.document_id], material.idf)
        top = _task(clause, units)
        if top is None:
            continue
        said = f"（{role}：{'、'.join(names)}）"
        short = len(found) > 3 and clause.heading
        text = f"{clause.heading if short else squeeze(top.text)}{said}"
        quotes = [_role_quote(material, clause, {role: names})]
        if not short:
            quotes.insert(0, material.quote(clause, top.start, top.end))
        drafts.append(Draft(text, tuple(quotes)))
    lead = f"共{len(found)}项，列出{len(drafts)}项：\n" if len(found) > len(drafts) else ""
    return Composition(tuple(drafts), lead=lead, fit=1.2, best=None)


#: Tasks of a department listed at most.
TASKS = 8


def _tasks(
    query: Query, material: Material, hits: Sequence[Hit], wanted: Sequence[str]
) -> list[tuple[Clause, str, tuple[str, ...]]]:
    """(clause, role, names) of the clauses that name a department, best hits first."""
    order = {hit.clause.id: i for i, hit in enumerate(hits)}
    scope = {h.clause.document_id for h in hits if not query.documents or h.clause.document_id in query.documents}
    if not query.documents:
        scope = {hits[0].clause.document_id}
    found = []
    for name in sorted(scope):
        for clause in material.documents[name].walk():
            for role, names in clause.responsible.items():
                meant = tuple(n for n in names if any(w in stem(n) or stem(n) in w for w in wanted))
                if meant:
                    found.append((clause, role, meant))
                    break
    if "牵头" in query.text and any("牵头" in role for _, role, _ in found):
        found = [entry for entry in found if "牵头" in entry[1]]
    found.sort(key=lambda entry: (entry[0].path[0].startswith("附"), order.get(entry[0].id, 999)))
    return found


def _task(clause: Clause, units: Sequence[Unit]) -> Unit | None:
    """The unit that tells the task best, its bare heading only where nothing else stands."""
    longer = [u for u in units if len(u.text) > len(clause.heading) + 3]
    candidates = longer or list(units)
    return candidates[0] if candidates else None


# -- one clause -------------------------------------------------------------------------------


def _clause(query: Query, material: Material, hits: Sequence[Hit]) -> Composition:
    """What a clause says: its text, whole sentences up to the limit; the parts of a heading."""
    hit = next((h for h in hits if h.signals.get("reference", 0.0) >= 0.7), None)
    if hit is None and re.fullmatch(r"第\S{1,3}条", query.references[0].path[-1]) and query.subject:
        return _sentences(query, material, hits)
    if hit is None:
        return Composition(missing=(f"“{query.references[0].text}”这一条",))
    clause = hit.clause
    document = material.documents[clause.document_id]
    units = [Unit(clause, a, b, document.text[a:b]) for a, b in spans(clause)]
    if len(units) > 1 and is_heading(units[0]):
        units.pop(0)
    if clause.children and len(clause.text) <= len(clause.heading) + 12:
        for child in clause.children[:10]:
            first = next(iter(spans(child)), None)
            if first:
                units.append(Unit(child, *first, document.text[first[0] : first[1]]))
    chosen: list[Unit] = []
    size = 0
    for unit in units:
        if chosen and size + len(unit.text) > LONG + 60:
            break
        chosen.append(unit)
        size += len(unit.text)
    drafts = tuple(_draft(material, unit) for unit in _joined(material, chosen))
    return Composition(drafts, fit=1.5, best=chosen[0] if chosen else None)


# -- comparison -------------------------------------------------------------------------------


def _comparison(query: Query, material: Material) -> Composition:
    """One row a document: its statement, or that it says nothing of it."""
    names = sorted(query.documents) or sorted({h.clause.document_id for h in material.hits})
    order = {h.clause.document_id: i for i, h in reversed(list(enumerate(material.hits)))}
    names.sort(key=lambda name: order.get(name, 99))
    drafts: list[Draft] = []
    rows: list[tuple[str, ...]] = [("文件", "内容", "条款")]
    missing: list[str] = []
    fits: list[float] = []
    best: Unit | None = None
    inner = _inner(query)
    for name in names:
        hits = [h for h in material.hits if h.clause.document_id == name]
        document = material.documents.get(name) or (material.documents[hits[0].clause.document_id] if hits else None)
        if document is None:
            continue
        who = document.region or document.title
        found = _of_one(inner, Material(hits, material.documents, material.idf))
        enough = found.drafts and (query.facts or query.every_region is False or found.fit >= 0.5)
        enough = enough and holds_kind(inner, found)
        # Any figure or date gains 0.4 for being one; it must share words with the question as well.
        floor = 0.5 if inner.kind in ("figure", "date") else 0.3
        if enough and (query.facts or found.fit >= floor):
            for draft in found.drafts:
                drafts.append(Draft(f"{who}：{draft.text}", draft.quotes))
            rows.append((who, "；".join(d.text for d in found.drafts), "、".join(dict.fromkeys(join_path(q.clause.path) for d in found.drafts for q in d.quotes))))
            fits.append(found.fit)
            best = best or found.best
        elif not query.every_region:
            missing.append(who)
            rows.append((who, "（文件未写明）", ""))
    return Composition(tuple(drafts), tuple(missing), tuple(rows) if len(drafts) > 1 else (), fit=max(fits, default=0.0), best=best)


def holds_kind(query: Query, composition: Composition) -> bool:
    """Whether the drafts hold a figure or date of the sort asked for, where one is asked for."""
    text = " ".join(draft.text for draft in composition.drafts)
    if query.kind == "figure":
        return answers_figure(query.text, text)
    return answers_date(query.text, text) if query.kind == "date" else True


def _of_one(query: Query, material: Material) -> Composition:
    """The answer from one document's hits."""
    if not material.hits:
        return Composition()
    if query.facts:
        return _facts(query, material)
    return _single(query, material, material.hits)


def _inner(query: Query) -> Query:
    """The question put to one document of a comparison."""
    from rag.understand import kind_of

    kind = kind_of(re.sub(r"分别|各自?|对比|比较|区别|不同|相比", "", query.text))
    return replace(query, kind="measure" if kind == "comparison" else kind, regions=query.regions[:1])


# -- facts of a document ----------------------------------------------------------------------


def _facts(query: Query, material: Material) -> Composition:
    """Number, title, date, issuer, addressees, basis of the document asked about."""
    names = sorted({h.clause.document_id for h in material.hits} & query.documents) or [material.hits[0].clause.document_id]
    document = material.documents[names[0]]
    drafts, missing = [], []
    for fact in query.facts:
        found = _fact(fact, document)
        if found is None:
            missing.append(_FACT_NAMES[fact])
        else:
            drafts.append(found)
    return Composition(tuple(drafts), tuple(missing), fit=1.2 if drafts else 0.0, lead=_dated_premise(query, document))


_FACT_NAMES = {
    "number": "发文字号",
    "title": "标题",
    "date": "印发日期",
    "issuer": "发文机关",
    "addressees": "主送机关",
    "basis": "依据的文件",
    "validity": "施行日期和有效期",
}


def _dated_premise(query: Query, document: Document) -> str:
    if "date" in query.facts and query.years and document.issued_on and document.issued_on[:4] not in query.years:
        return "与文件不符。文件写明："
    return ""


def _fact(fact: str, document: Document) -> Draft | None:
    name = _FACT_NAMES[fact]
    if fact == "number" and document.number:
        return _stated(f"{name}：{document.number}", document, ("title", "signature"), document.number)
    if fact == "title":
        return _stated(f"文件标题：《{document.title}》", document, ("title", "preamble"), document.title)
    if fact == "date" and document.issued_on:
        year, month, day = (int(part) for part in document.issued_on.split("-"))
        return _stated(f"{name}：{year}年{month}月{day}日", document, ("signature", "title"), f"{year}年{month}月{day}日")
    if fact == "issuer" and document.issuer:
        return _stated(f"{name}：{document.issuer}", document, ("signature", "title"), document.issuer)
    if fact == "addressees" and document.addressees:
        return _whole(document, "addressees", name)
    if fact == "basis" and document.implements:
        return _basis(document)
    if fact == "validity" and (document.effective_on or document.expires_on):
        return _validity(document)
    return None


def _stated(text: str, document: Document, kinds: Sequence[str], words: str) -> Draft | None:
    """A fact with the place that states it; the first clause of the kinds where it is in pieces."""
    clauses = [c for kind in kinds for c in document.clauses if c.kind == kind]
    wanted = fold(words)
    for clause in clauses:
        at = _locate(clause, document, wanted)
        if at:
            return Draft(text, (Quote(clause, document, *at),))
    for clause in clauses:
        if fold(clause.text).find(wanted[:6]) >= 0 or any(part in fold(clause.text) for part in re.split("[、，]", wanted) if len(part) > 3):
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
        first, last = text.find("《"), text.rfind("》")
        if re.search("根据|按照|落实|贯彻|依据", text) and 0 <= first < last:
            bracket = re.match(r"[^，。]{0,8}?[（(][^）)]*号[）)]", text[last + 1 :])
            stop = last + 1 + (bracket.end() if bracket else 0)
            return Draft(f"依据：{squeeze(text[first:stop])}", (Quote(clause, document, start + first, start + stop),))
    return None


def _validity(document: Document) -> Draft | None:
    for clause in document.walk():
        for start, end in spans(clause):
            text = document.text[start:end]
            if re.search(r"施行|实施|生效|有效期|废止", text) and re.search(r"\d|之日", text):
                return Draft(squeeze(text), (Quote(clause, document, start, end),))
    return None
