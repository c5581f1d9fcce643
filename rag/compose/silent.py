"""What says nothing but of its own matter: which documents hold, and the cases of a breach.

A sentence that repeals a rule on seals tells nobody what to do with a lost one, and that forged certificates
count as absence tells nobody which certificate to bring, however well its words fit.
"""

from __future__ import annotations

from rag.compose.leads import leads_over
from rag.language.document_kinds import IN_FORCE
from rag.language.pairs import pairs_of
from rag.language.text import fold
from rag.language.units import Unit
from rag.lazy_re import any_of, either, lazy_re
from rag.types import Document
from rag.understand.asking import ASKS_CASES, ASKS_CONSEQUENCE
from rag.understand.query import Query
from rag.understand.wants import PENALTIES

_NO_LONGER = "(?:废止|失效|停止(?:执行|施行|使用)|不再(?:执行|适用))"
#: Says that another document holds no longer, and nothing before it.
_REPEALS = lazy_re(
    rf"[^《》。施执实效释]*(?:(?:《[^《》]{{2,80}}》[^《》。；;]{{0,40}})+{_NO_LONGER}|{_NO_LONGER}\s*《)"
)
#: Says from when on the document itself holds, or who explains it.
_OF_ITSELF = lazy_re(
    rf"(?:\d+[.、]?|第[^条]{{1,6}}条)?\s*本{any_of(*IN_FORCE)}[由自从]?[^。；;《》]{{0,40}}(?:解释|[施执实]行|实施|生效)"
)
_TITLE = lazy_re("《([^《》]{2,80})》")
#: Asks what holds, or which document does.
_ASKS_WHAT_HOLDS = lazy_re(
    either(
        _NO_LONGER,
        "作废|有效|生效|[施执实]行|实施|开始|解释|起[算用效]?|[管用]到|[管用][几多]|取代|替[代换]|代替|旧|原[来有先]|以前|过去|老的|文号",
        rf"哪一?[份个些部][^，。？]{{0,4}}{any_of(*IN_FORCE)}",
    )
)
#: An item that is a case, as it ends; and what a lead-in threatens such cases with.
_CASE = lazy_re("的[；;。]?$")
_THREAT = lazy_re(f"{PENALTIES}|[以按]?[^，,。；;：:]{{1,6}}(?:处理|论处)|视为|取消|扣[减除发]")
#: Asks what follows from a breach, or of one that is named.
_ASKS_OF_BREACH = lazy_re(
    f"{PENALTIES}|停[业产职]|判|怎么办|咋办|后果|违[反规法纪]|算不?算?|属于|处理|禁止|不准|不许"
)


def silent(query: Query, document: Document, unit: Unit) -> bool:
    """Whether a unit is of what holds, or of the cases of a breach, alone, and the question of neither.

    Args:
        query: the question taken apart.
        document: that of the unit.
        unit: a sentence or an item.
    """
    if query.of_document or query.references:
        return False
    return _of_the_law(query, unit.text) or _of_a_breach(query.text, document, unit)


def _of_the_law(query: Query, text: str) -> bool:
    """Whether a text only tells from when on a document holds, or that others do not, and a question asks for neither."""
    ended = repeals(text)
    of_itself = not ended and query.kind not in ("department", "duty") and _OF_ITSELF.match(text)
    if not (ended or of_itself) or _ASKS_WHAT_HOLDS.search(query.text):
        return False
    return not (ended and any(_names(query.text, title) for title in _TITLE.findall(text)))


def repeals(text: str) -> bool:
    """Whether a text says no more than that other documents hold no longer.

    >>> repeals("《旧办法》自本办法施行之日起废止。"), repeals("本办法自印发之日起施行，《旧办法》同时废止。")
    (True, False)
    """
    return "《" in text and _REPEALS.match(text) is not None


def _names(question: str, title: str) -> bool:
    """Whether a question names a document by the end of its title: 使用规定."""
    return title[-_END:] in question


#: Characters of the end of a title by which it is named.
_END = 4


def _of_a_breach(question: str, document: Document, unit: Unit) -> bool:
    """Whether a unit is one of the cases that a rule threatens, and a question neither names it nor asks for such.

    It names one by the word that the case begins with: 伪造 of 伪造证明的.
    """
    text = unit.text
    if not _CASE.search(text) or _ASKS_OF_BREACH.search(question):
        return False
    if ASKS_CASES.search(question) or ASKS_CONSEQUENCE.search(question) or text[:2] in question:
        return False
    leads = " ".join(lead.text for lead in leads_over(document, unit))
    threat = _THREAT.search(leads)
    return threat is not None and not set(pairs_of(fold(threat[0]))) & set(pairs_of(fold(question)))
