"""Answer or refuse: the evidence for an answer weighed by a small calibrated model.

The question fixes a region, years, departments, a subject and the kind of thing wanted; each is
held against the clauses the answer leans on. The weights are in ``data/evidence.json``, learned by
``python -m eval.fit`` on the training split; the confidence is the chance that the answer is right.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.draft import Composition
from rag.numerals import quantities
from rag.subject import Concept, share
from rag.text import fold
from rag.types import Hit, Refusal
from rag.understand import Query
from rag.units import answers_date, answers_figure, answers_list, indicator_share

WEIGHTS = Path(__file__).parent / "data" / "evidence.json"

#: What the model reads, each within about 0 … 1.
EVIDENCE: dict[str, str] = {
    "fit": "how well the best unit answers",
    "score": "fusion score of the best clause",
    "coverage": "share of the question's terms in the best clause",
    "subject": "share of content words, or a synonym, in the best clause and its headings",
    "subject_unit": "the same in the quoted words and the heading",
    "unmatched": "rarity of the rarest content word that the best clause lacks",
    "unknown": "share of content words that no document holds",
    "dense": "cosine of question and passage",
    "kind": "the quoted words hold the kind of thing asked for",
    "no_kind": "they do not, although a figure, date or department is asked for",
    "want": "a special thing is asked for (money, phone, name, penalty …) and stated",
    "no_want": "it is not stated",
    "year": "an asked year is missing from the clause",
    "other_year": "a figure or date is asked for a year that the clause does not state",
    "fact": "a fact of the document itself, and it is stated",
    "clause": "a clause named by its label, and it exists",
    "missing": "share of the asked documents that say nothing",
    "place": "share of the places asked about that neither the document's region nor its text names",
    "region": "the question names a region that the documents cover",
    "short": "the question has at most one content word",
    "run": "longest stretch of the question that stands in the passage to the letter",
    "role_subject": "share of content words that the clause lacks, where departments are asked for",
    "indicator": "share of content words that stand beside the figure, where one is asked for",
    "no_indicator": "share that does not",
    "elsewhere": "how much better a clause of a document not asked about would answer",
    "unknown_noun": "the same as unknown, nouns only",
    "yesno": "a yes-or-no question",
    "open": "asks how, what or which",
}


#: The most that an answer can be sure of which does not hold the kind of thing asked for; it is
#: refused whatever else speaks for it (of the training cases so answered, one in ten was right).
LACKING = 0.1
#: Below this confidence an answer shows the best words of a second clause too.
UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """The confidence that the composed answer is right, and a refusal where it is too low."""

    confidence: float
    refusal: Refusal | None
    evidence: Mapping[str, float]


_WANTS: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    ("金额", re.compile(r"多少(?:钱|元|万|亿|块|资金|经费|保费|补助|补贴|奖金)|几(?:块|元|万|亿|毛)(?:钱)?|金额(?:是|为|有|到底)?(?:多少|几)|(?:年薪|工资|罚款|补贴|补助|保费|经费|费用)(?:标准)?(?:是|为|定|一般|到底|每)?\S{0,6}多少|交多少|缴多少|花多少|降价多少|罚多少"), re.compile(r"[\d百千万亿]\s*元")),
    ("报销或补助的标准", re.compile(r"(?:报|报销|减免|优惠)(?:个|到|了)?(?:多少|几成|百分之几)"), re.compile(r"\d\s*%|百分之|[\d一二三四五六七八九十]成|\d\s*[万亿]?元|全额")),
    ("电话", re.compile(r"电话|联系方式|热线|手机号|邮箱|微信号|传真|网址|网站"), re.compile(r"\d{3,4}-?\d{7,8}|1\d{10}|@|www|http|热线")),
    ("地址", re.compile(r"地址|哪条路|几号楼|办公地点|在哪(?:儿|里)?办公|门牌|怎么走"), re.compile(r"[路街道]\d*号|地址")),
    ("姓名", re.compile(r"(?:谁|长|主任|书记|负责人|联系人|签发人|领导)\S{0,6}(?:叫什么|姓名|名字)|姓名|姓什么|何许人|(?:局长|主任|院长|市长|区长|书记)(?:现在)?是谁$|谁签发|签发人|联系人是"), re.compile(r"联系人|签发人|同志")),
    ("处罚", re.compile(r"罚|处分|处罚|问责|追责|判|开除|吊销"), re.compile(r"罚|处分|问责|追责|吊销|约谈|惩戒|严肃查处|处理")),
    ("具体日期", re.compile(r"几月几[号日]|哪[一]?天|几号|几月(?!份?饼)|完工|竣工|开工|搬进|启用|投用|投入使用|正式运行"), re.compile(r"\d+\s*月|\d+\s*日|季度|工作日")),
    ("流程", re.compile(r"(?:办理|申请|报销|备案|报名|申报)(?:的)?(?:流程|手续|材料|步骤)|要(?:带|交|提供|准备)(?:哪些|什么)材料|怎么(?:申请|办理|报名|备案)|在哪(?:里|儿)?(?:申请|办理|报名)"), re.compile(r"流程|申请|提交|材料|备案|报名|办理")),
    ("名单", re.compile(r"名单|分别是哪(?:几|些)(?:家|所|个)|哪[几两三四五六七八九十](?:家|所|个)(?:医院|机构|企业|公司)"), re.compile(r"、|和")),
]  # fmt: skip


@lru_cache(maxsize=1)
def evidence_model() -> dict[str, float]:
    """Weights of the evidence, ``bias`` and ``threshold``."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {**stored["weights"], "bias": stored["bias"], "threshold": stored["threshold"]}


def weigh(
    query: Query,
    hits: Sequence[Hit],
    composition: Composition,
    elsewhere: float,
) -> dict[str, float]:
    """The evidence for the composed answer, by the names in ``EVIDENCE``.

    Args:
        query: the question taken apart.
        hits: of the documents that it names, or all.
        composition: the answer composed from them.
        elsewhere: how well the best clause of another document fits.
    """
    top = _leaned_on(hits, composition)
    if top is None:
        return dict.fromkeys(EVIDENCE, 0.0) | {"unknown": 1.0, "no_kind": 1.0}
    clause_text = fold(" ".join([_lineage(composition, top), top.passage.context]))
    unit_text = fold(" ".join(d.text for d in composition.drafts) + top.passage.context)
    found, rare, unknown = _subject(query.concepts, clause_text)
    in_unit = _subject(query.concepts, unit_text)[0]
    kind = _kind_held(query, composition)
    want = _want_held(query, unit_text + " " + clause_text)
    years = [y for y in query.years if y not in clause_text]
    quoted = " ".join(d.text for d in composition.drafts)
    figure = query.kind == "figure" and bool(composition.drafts)
    beside = indicator_share(query.concepts, quoted) if figure else 0.0
    asked = max(1, len(query.documents)) if query.kind == "comparison" else 1
    return {
        "fit": min(1.6, composition.fit),
        "score": math.tanh(top.score / 12),
        "coverage": top.signals.get("coverage", 0.0),
        "subject": found,
        "subject_unit": in_unit,
        "unmatched": rare,
        "unknown": unknown,
        "dense": top.signals.get("dense", 0.0),
        "kind": float(kind is True),
        "no_kind": float(kind is False),
        "want": float(want is True),
        "no_want": float(want is False),
        "year": len(years) / len(query.years) if query.years else 0.0,
        "other_year": float(_other_year(query, years)),
        "fact": float(bool(query.facts and composition.drafts)),
        "clause": float(bool(query.references and composition.drafts)),
        "missing": len(composition.missing) / asked,
        "place": _places_lost(query, top, composition),
        "region": float(bool(query.documents)),
        "short": float(len(query.concepts) <= 1),
        "run": top.signals.get("run", 0.0),
        "role_subject": 1.0 - found if query.kind in ("department", "duty") else 0.0,
        "indicator": beside,
        "no_indicator": 1.0 - beside if figure else 0.0,
        "elsewhere": max(0.0, min(1.0, elsewhere - composition.fit)) if query.kind != "comparison" else 0.0,
        "unknown_noun": _unknown_nouns(query.concepts),
        "yesno": float(query.kind == "yesno"),
        "open": float(query.kind in ("measure", "list", "definition")),
    }


def _leaned_on(hits: Sequence[Hit], composition: Composition) -> Hit | None:
    """The hit of the first clause that the answer leans on, else the best hit."""
    cited = [q.clause.id for d in composition.drafts for q in d.quotes]
    if composition.best is not None:
        cited.insert(0, composition.best.clause.id)
    for name in cited:
        for hit in hits:
            if hit.clause.id == name:
                return hit
    return hits[0] if hits else None


def _lineage(composition: Composition, top: Hit) -> str:
    clauses = {q.clause.id: q.clause for d in composition.drafts for q in d.quotes}
    clauses[top.clause.id] = top.clause
    roles = " ".join(n for c in clauses.values() for names in c.responsible.values() for n in names)
    return " ".join(c.text for c in clauses.values()) + " " + roles


def _subject(concepts: Sequence[Concept], text: str) -> tuple[float, float, float]:
    """(share of content words held, rarity of the rarest one not held, share held nowhere)."""
    if not concepts:
        return 0.5, 0.0, 0.0
    lost = [concept.rarity for concept in concepts if not concept.share(text)]
    return share(concepts, text), max(lost, default=0.0), sum(r >= 1.0 for r in lost) / len(concepts)


def _places_lost(query: Query, top: Hit, composition: Composition) -> float:
    if not query.places or top.clause.document_id in query.documents:
        return 0.0
    texts = [d.document.text for draft in composition.drafts for d in draft.quotes]
    text = " ".join([top.passage.context, top.clause.text, *texts])
    return sum(place not in text for place in query.places) / len(query.places)


def _unknown_nouns(concepts: Sequence[Concept]) -> float:
    nouns = [concept for concept in concepts if concept.noun]
    return sum(not concept.known for concept in nouns) / len(nouns) if nouns else 0.0


def _kind_held(query: Query, composition: Composition) -> bool | None:
    """Whether the drafts hold the kind of thing asked for; None where any text would do."""
    text = " ".join(d.text for d in composition.drafts)
    if query.kind == "figure":
        return answers_figure(query.text, text) or (
            bool(quantities(text)) and not re.search("率|比例|占比|百分|多少", query.text)
        )
    if query.kind == "date":
        return answers_date(query.text, text)
    if query.kind in ("list", "definition"):
        return None if answers_list(query.text, text) else False
    if query.kind == "department":
        return (
            bool(re.search(r"(?:牵头|配合|责任|负责|组长|主任|担任|设在|由|领导小组|统筹|协调|承担)", text))
            if text
            else False
        )
    if query.kind == "duty" and query.departments:
        return bool(composition.drafts)
    return None


def _other_year(query: Query, lost: Sequence[str]) -> bool:
    """Whether the year asked about is not the clause's; a premise to be put right is no such case."""
    asserts = re.search(r"吧[？?]?$|对吗|对不对|没错|是不是|吗[？?]?$|么[？?]?$", query.text)
    return query.kind in ("figure", "date") and bool(lost) and not asserts and not query.facts


def _want_held(query: Query, text: str) -> bool | None:
    for _, asks, states in _WANTS:
        if asks.search(query.text):
            return bool(states.search(text))
    return None


def wanted(query: Query) -> str:
    """What is asked for, as named in a refusal."""
    for name, asks, _ in _WANTS:
        if asks.search(query.text):
            return name
    names = {
        "figure": "数字",
        "date": "时间",
        "department": "负责部门",
        "duty": "职责分工",
        "list": "具体名目",
    }
    return names.get(query.kind, "规定")


def confidence(evidence: Mapping[str, float], model: Mapping[str, float] | None = None) -> float:
    """The chance, 0 … 1, that an answer with this evidence is right; at most ``LACKING`` if it lacks."""
    weights = model or evidence_model()
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return min(chance, LACKING) if lacks(evidence) else chance


def lacks(evidence: Mapping[str, float]) -> bool:
    """Whether the answer does not hold the kind of thing, or the year, that is asked for."""
    return any(evidence.get(name) for name in ("no_kind", "no_want", "other_year"))


def decide(
    query: Query,
    hits: Sequence[Hit],
    composition: Composition,
    elsewhere: float,
) -> Decision:
    """Whether the composed answer is given, and how sure it is."""
    evidence = weigh(query, hits, composition, elsewhere)
    sure = confidence(evidence)
    nearest = tuple(hit.clause.id for hit in hits[:3])
    if not composition.drafts or lacks(evidence) or sure < evidence_model()["threshold"]:
        return Decision(
            sure, Refusal("not_in_documents", missing(query, composition, evidence), nearest), evidence
        )
    return Decision(sure, None, evidence)


def missing(query: Query, composition: Composition, evidence: Mapping[str, float]) -> str:
    """What the documents lack, in a sentence."""
    where = "、".join(query.regions) + "的文件" if query.regions else "所收文件"
    if composition.missing and query.kind != "comparison":
        return f"{where}没有写明{'、'.join(composition.missing)}"
    subject = "".join(query.subject[:4])
    thing = wanted(query)
    about = f"“{subject}”的" if subject and subject != thing else ""
    if evidence.get("other_year"):
        about = f"{'、'.join(query.years)}年{about}"
    return f"{where}没有写明{about}{thing}"
