"""Where the rest of a list stands of which an answer gives a part: 共77项，列出8项."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from rag.lazy_re import lazy_re
from rag.types import Answer

_PART = lazy_re(r"共\d+项，列出\d+项")
#: A task names its departments at its end: （牵头单位：市医疗保障局）, （责任单位：各街道（镇））.
_DEPARTMENTS = lazy_re(r"（(?P<role>[^（）：]+)：(?P<names>(?:[^（）]|（[^（）]*）)+)）")
#: Between two departments; a bracket may hold a list of its own.
_BETWEEN = lazy_re(r"、(?![^（）]*）)")


def rest_of(answer: Answer) -> str | None:
    """Address of the page that lists all the duties of the department asked about; None: no list is cut."""
    if not _PART.search(answer.text):
        return None
    told = [found[-1] for s in answer.statements if (found := _DEPARTMENTS.findall(s.text))]
    named = Counter(name for _, names in told for name in _BETWEEN.split(names))
    if not named:
        return None
    wanted = [("department", named.most_common(1)[0][0])]
    roles = {role for role, _ in told}
    if "牵头" in answer.question and len(roles) == 1 and "牵头" in (role := roles.pop()):
        wanted.append(("role", role))  # the answer counts no task that others lead
    documents = {citation.document.id for citation in answer.citations}
    wanted += [("document", identity) for identity in documents] if len(documents) == 1 else []
    return f"/duties?{urlencode(wanted)}"
