"""A thing that nothing names: a parking lot beside the services of the clause, or 整形诊疗 for its 诊疗.

One such word is enough, however many others the sentence takes from the clause: what is told beside them
is made up. Verbs and adverbs are exchanged freely, and have shares of their own in ``support``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.lazy_re import lazy_re
from rag.verify.faults import Fault
from rag.verify.reading import Word
from rag.verify.sources import Source
from rag.verify.support import Lean
from rag.verify.words import LIGHT, OPEN, OPPOSITES

#: Classes of words that name a thing, a time, or one kind of a thing; not what is called a name of a place or person:
#: places have a rule of their own, and the dictionary takes verbs for names.
_NAMES = frozenset(("n", "nt", "ng", "b", "t"))


#: What may stand behind any thing: 库里, 城乡之间, 人才队伍, 符合条件者.
_ENDS = lazy_re(f"(?:[里中内上者]|之间|{'|'.join(OPEN)})$")


def check_invented(found: Sequence[Lean], sources: Sequence[Source]) -> Iterator[Fault]:
    """A fault for each thing that neither the clauses, nor their headings, nor the question name."""
    hay = "\n".join(one.haystack for one in sources)
    for word in dict.fromkeys(w for lean in found for w in lean.missing):
        if _thing(word) and not set(_ENDS.sub("", word.text)) <= set(hay):
            yield Fault("words", f"所引条款中没有“{word.text}”")


def _thing(word: Word) -> bool:
    return word.tag in _NAMES and not (word.text in LIGHT or word.text in OPEN or word.text in OPPOSITES)
