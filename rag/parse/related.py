"""Which other documents one says that it implements, and which it repeals or replaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.labels import label_at
from rag.language.masthead import NUMBER
from rag.language.text import squeeze
from rag.lazy_re import lazy_re
from rag.types import Clause

_IMPLEMENTS = lazy_re(r"(?:根据|按照|落实|贯彻|依据|依照|执行)")
_CITED = lazy_re(
    rf"《([^《》]{{4,80}}(?:〈[^〉]{{0,200}}〉[^《》]{{0,200}})?)》(?:\s*的?通知)?(?:\s*[（(]({NUMBER.pattern}|[^（）()]{{2,20}}号)[）)])?"
)
_BLANKS = lazy_re(r"\s{2,}")
_MAY_END = ("废止", "停止执行", "不再执行", "停止施行", "失效")
#: 《…》同时废止: what ends it stands behind it.
_ENDED = lazy_re(r"废止(?!\s*《)|^[^，。；《]{0,16}(?:停止执行|不再执行|停止施行|即行失效|自行失效)")
#: 废止《甲》《乙》: what ends them stands before them …
_ENDS = lazy_re(r"(?<![不未已被拟])(?:废止|停止执行)\s*(?=《)")
#: … but is only asked for or planned, or ends no more than a part.
_PLANNED = lazy_re(r"(?:建议|研究|推动|适时|逐步|拟|或者?|提请|修[订改][和、]?)\s*$")
_PART = lazy_re(
    r"\s*(?:中|内|的?第|的?(?:部分|有关|相关)(?:条款|规定|内容)|(?:的规定)?[与和]本[^，。；]{1,10}?(?:不一致|相?抵触)|"
    r"的?(?:[一二三四五六七八九十]{1,3}\s*[、（(]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:\.\d|\s*[、（(条款项点])))"
)
_AND = lazy_re(r"\s*+(?:(?:[、，和及与]|以及)\s*+)?(?=《)")
#: 附件1 废止的规范性文件目录; 下列文件予以废止：. A list of what is changed as well says of none that it ends.
_LIST = lazy_re(
    r"^(?!.*(?:修改|修订|保留|继续有效|拟|建议))(?:.{0,40}(?:废止|失效|停止执行)的?[^。；，《》]{0,24}(?:目录|清单|一览表|名单|文件|规章|法规)|"
    r".{0,60}(?:下列|以下)[^。《》]{0,40}(?:废止|失效|停止执行)[^。《》]{0,8}[：:]?|"
    r".{0,60}(?:废止|停止执行)(?:下列|以下|如下)[^。《》]{0,30}[：:]?)$"
)


def related(clauses: Sequence[Clause]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(documents that this one implements, documents that it replaces), as cited."""
    implements: list[str] = []
    replaces: list[str] = []
    for clause in clauses:
        for node in clause.walk():
            ends = any(word in node.text for word in _MAY_END)
            if node.kind == "preamble" or ends:
                _cited(node, implements, replaces)
            if ends:
                replaces.extend(_ended(node.text))
                replaces.extend(_listed(node, clauses))
    return tuple(dict.fromkeys(implements)), tuple(dict.fromkeys(replaces))


def _cited(node: Clause, implements: list[str], replaces: list[str]) -> None:
    """Adds what a clause cites by the words behind each citation, or before it."""
    basis = _IMPLEMENTS.search(node.text) if node.kind == "preamble" else None
    for match in _CITED.finditer(node.text):
        behind = node.text[match.end() : match.end() + 40]
        if _ENDED.search(behind.split("。")[0]):
            if not _PART.match(node.text, match.end()):
                replaces.append(_name(match))
        elif basis and basis.end() <= match.start():
            implements.append(_name(match))


def _name(match: re.Match[str], number: str = "") -> str:
    number = match[2] or number
    title = " ".join(map(squeeze, _BLANKS.split(match[1])))  # one blank is where a line ended
    return f"《{title}》" + (f"（{number}）" if number else "")


def _ended(text: str) -> Iterator[str]:
    """The documents behind 废止: 废止《甲》（…号）、《乙》."""
    for ends in _ENDS.finditer(text):
        if _PLANNED.search(text[max(0, ends.start() - 8) : ends.start()]):
            continue
        at = ends.end()
        while match := _CITED.match(text, at):
            if not _PART.match(text, match.end()):
                yield _name(match)
            following = _AND.match(text, match.end())
            at = following.end() if following else len(text)


def _listed(node: Clause, roots: Sequence[Clause]) -> Iterator[str]:
    """The documents of a list that a clause, a preamble or an annex opens as one of what is repealed.

    The items behind a preamble are the document's own clauses.
    """
    if node.kind not in ("clause", "preamble"):
        return
    lines = [squeeze(line) for line in node.text.split("\n") if line.strip()]
    head = next((i for i, line in enumerate(lines) if _LIST.search(_last_sentence(line))), None)
    if head is None:
        return
    items = node.children if node.kind == "clause" else [c for c in roots if c.kind == "clause"]
    if node.kind == "preamble":
        items = [c for c in items if not c.path[0].startswith("附")]
    told = [line for item in items for part in item.walk() for line in part.text.split("\n")]
    for line in [*lines[head + 1 :], *told]:
        if cited := _item(line):
            yield cited


#: An item is a title, perhaps with a label; one that is cited in a sentence is none.
_OPENS = lazy_re(r"[\s|\d一二三四五六七八九十.、（）()]*(?:[\u4e00-\u9fff]{2,30}关于(?:印发|发布|公布))?《")


def _last_sentence(line: str) -> str:
    """The last sentence of a line, without the label of an annex."""
    return re.sub(r"^附\s*[件表录]\s*\d*\s*", "", line).rstrip("。").rpartition("。")[2]


def _item(line: str) -> str | None:
    """A line of such a list as a citation: by its 《》, else by what stands before its number."""
    number = NUMBER.search(line)
    if (match := _CITED.search(line)) and (number or _OPENS.match(line)):
        return _name(match, number[0] if number else "")
    if number is None:
        return None
    label = label_at(line)
    title = re.sub(r"^[\s|\d]+|[\s|（(]+$", "", line[label.length if label else 0 : number.start()])
    return f"《{squeeze(title)}》（{number[0]}）" if len(title) >= 4 else None
