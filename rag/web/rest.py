"""Where the rest of a list stands of which an answer gives a part: 共77项，列出8项."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlencode

from rag.types import Answer

_PART = re.compile(r"共\d+项，列出\d+项")
#: A task names its departments at its end: （牵头单位：市医疗保障局）.
_DEPARTMENTS = re.compile(r"（[^（）：]+：([^（）]+)）")


def rest_of(answer: Answer) -> str | None:
    """Address of the page that lists all the duties of the department asked about; None: no list is cut."""
    if not _PART.search(answer.text):
        return None
    told = [found[-1] for s in answer.statements if (found := _DEPARTMENTS.findall(s.text))]
    named = Counter(name for names in told for name in names.split("、"))
    if not named:
        return None
    wanted = [("department", named.most_common(1)[0][0])]
    documents = {citation.document.id for citation in answer.citations}
    wanted += [("document", identity) for identity in documents] if len(documents) == 1 else []
    return f"/duties?{urlencode(wanted)}"
