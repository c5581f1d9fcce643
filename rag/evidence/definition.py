"""Whether a text says what a term means: a sentence that merely holds the term explains nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.evidence.names import spelt_by_parts
from rag.language.numerals import chinese_number
from rag.language.text import fold
from rag.lazy_re import lazy_re
from rag.understand.query import Query
from rag.understand.subject import asking_words
from rag.understand.term import term_of

#: Asks for several things, which are told one by one.
_SEVERAL = lazy_re("分别|各|哪")
#: 两个允许, 双随机: a number of sentences with one word in common, explained where they stand.
_COUNTED = lazy_re("(?:双|(?P<count>[两二三四五六七八九])个?)(?P<word>.{2,})")


def meant(query: Query) -> str:
    """The one term that a question wants explained, folded; empty where it is not told which."""
    term = term_of(query.text) if query.kind == "definition" and not query.of_document else ""
    return "" if term in asking_words() or _SEVERAL.search(query.text) else fold(term)


def defined_in(question: str, text: str) -> bool:
    """Whether a text sets in so many words what the term of a question means: 本法所称X，是指…, X，是指….

    Not of a term that ends in it: what 严重X is says nothing of X.
    """
    sets = _sets(question)
    return sets is not None and sets.search(fold(text)) is not None


@lru_cache(maxsize=64)
def _sets(question: str) -> re.Pattern[str] | None:
    """How folded texts set the term of a question; None where it has none."""
    term = re.escape(fold(term_of(question)))
    said = rf"(?:^|所称|[^\u4e00-\u9fff]){term}[\"』」]?(?:\([^()]*\))?,?是?指"
    return re.compile(said) if term else None


@lru_cache(maxsize=256)
def _says(name: str) -> re.Pattern[str]:
    """How folded texts say what a term means; ``name`` may be several, parted by bars."""
    term = rf"(?:{name})"
    return re.compile(
        # X是指…, X（…）是…, X：…, “X”——…
        rf"(?<![与和及同]){term}[\"』」]?(?:\([^()]*\))?,?(?:是(?![否不])|指|即|[:：]|—|包括)"
        # X（what it is）, X项目（…）, and its short form behind the long one: 多学科诊疗(MDT)
        rf"|{term}[\"』」]?[\u4e00-\u9fff]{{0,3}}\([^()]{{2,}}|[\u4e00-\u9fff]{{2}}\({term}\)|(?:统称|简称|称为|称作|下称)\"?{term}"
        # What it stands for before it: …、…、…的“X”, 医疗、医保、医药三医联动
        rf"|[^,.;]{{6}}的\"{term}\"|,[^,.;]{{1,8}},(?:[^,.;的]{{1,8}}?\"?|[^,.;]{{1,8}}的\"){term}"
    )


def explains(query: Query, text: str, heading: str = "") -> bool | None:
    """Whether a text, under its heading, says what the term asked about means; None where no term is told."""
    term = meant(query)
    if not term:
        return None
    folded = fold(text)
    counted = _COUNTED.fullmatch(term)
    if counted and folded.count(counted["word"]) > (chinese_number(counted["count"] or "二") or 0):
        return True
    if spelt_by_parts(term, folded):
        return True
    beside = re.search(rf"{re.escape(term)}\(([^()]+)\)", fold(query.text))
    names = [term, *(beside.groups() if beside else ())]
    return fold(heading).endswith(term) or bool(_says("|".join(map(re.escape, names))).search(folded))
