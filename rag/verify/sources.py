"""What a statement may lean on: the cited clause, the headings above it, and the document's facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.language.departments import BODY, responsible_in
from rag.language.dialogue import without_marks
from rag.language.labels import label_at, label_end
from rag.lazy_re import lazy_re
from rag.types import Clause, Document
from rag.verify.reading import Sentence, Word, plain, read
from rag.verify.synonyms import synonyms
from rag.verify.words import OPPOSITES, ROLES
from rag.verify.years import dated


@dataclass(frozen=True, slots=True)
class Source:
    """One cited clause, read.

    ``body`` are the sentences of its own text without the bracket of departments, ``context`` the
    title and the headings above it; ``facts`` is what the document says of itself, ``own`` the part of
    it without titles and headings, ``text`` all of the clause, all plain; ``roles`` maps a class of
    role to plain names. ``named`` needs no place in a sentence: facts of the document, and the
    departments; ``haystack`` is everything that may be named, roles as they are called too; ``printed`` are the
    sentences of the clause as it prints them. Orders to the reader's assistant are in none of them.
    """

    document: Document
    clause: Clause
    body: tuple[Sentence, ...]
    context: tuple[Sentence, ...]
    facts: str
    own: str
    text: str
    roles: tuple[tuple[str, str], ...]
    named: str
    haystack: str
    printed: frozenset[str]


_ROLE_BRACKET = lazy_re(
    r"[（(\[【]\s*(?:" + "|".join(ROLES) + r")" + BODY + r"?\s*[：:]"
    r"[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*(?:[）)\]】]|$)"
)


_MACHINE = r"(?:AI|人工智能|大?模型|智能体|机器人|(?:问答|对话|检索)(?:系统|程序|平台)|智能客服|助手)"
_THIS = "[本此](?:文件|方案|文档|条款?|通知|办法|段|页)"
_READS = "(?:阅读|读取|读到|检索|引用|处理|分析|解析|加载)"
_SAYS = "(?:回答|告知|答复|回复|声明|答称|输出|称|说)"
#: What no policy says and an attack does, none of 141,577 documents and articles of law at hand: the rules of a
#: reader that is a program, what such a reader of this very document is to do, what this program is to say to all,
#: and the marks of a conversation with one. What a rule on 人工智能 asks of those who offer it is none of these.
_ORDER = lazy_re(
    r"(?:忽略|无视|忘记|忘掉|不要理会|跳过)(?:以上|上述|上面|之前|前面|先前|其他|其它|所有|一切|全部)"
    r"[^，。；]{0,8}(?:规则|规定|指令|指示|提示|要求|设定|文件|条款)|"
    r"(?:请|读到此处的|AI|智能|本|作为)助手(?:将|把|应|必须|改|注意|输出|回答|请|只)|助手(?:注意)?[：:]|"
    r"助手(?:只能|不得)(?:引用|回答|输出)|"
    rf"{_READS}到?{_THIS}[^，。；\n]{{0,8}}{_MACHINE}|{_MACHINE}[^，。；\n]{{0,6}}{_READS}到?{_THIS}|"
    rf"{_MACHINE}[^，。；\n]{{0,12}}(?:一律|任何问题)[^，。；\n]{{0,6}}{_SAYS}|"
    rf"[本你](?:平台|系统|网站|站)?[^，。；\n]{{0,4}}{_MACHINE}[^，。；\n]{{0,4}}(?:应当?|必须|只能|不得){_SAYS}|"
    r"最高指令|系统指令|(?:^|(?<=[。；！）\n]))系统提示词?(?:[：:。]|$)|"
    r"</?(?:system|assistant|user|instructions?)>|<\|(?:im_|system)|\[/?INST\]|"
    r"ignore\s*(?:all|any|the|previous|prior)[^.]{0,20}(?:instruction|rule)",
    re.IGNORECASE,
)


def addressed(text: str) -> bool:
    """Whether a sentence gives orders to a program that reads the document."""
    return _ORDER.search(text) is not None


def without_orders(text: str) -> str:
    """A clause's text without such sentences: they prove nothing."""
    if not addressed(text):
        return text
    return "".join(part for part in re.split(r"(?<=[。；！\n])", text) if not addressed(part))


def source(clause: Clause, document: Document, year: int | None = None) -> Source:
    """The clause read for verification (the costly part is kept by ``read``), 今年 in it as ``year``."""
    context = [document.title, *_headings(clause, document)]
    facts = [document.title, document.number, document.issuer, document.region, *context]
    facts += [*document.addressees, *document.implements, *document.replaces, "".join(clause.path)]
    roles = tuple(_roles(clause))
    own = dated(own_text(clause), year)
    text, told = plain(without_orders(own)), plain("\n".join(f for f in facts if f))
    named = "\n".join((told, *(name for _, name in roles)))
    headed = "\n".join(map(plain, clause.responsible))  # 牵头科室 stands in the head of the table
    return Source(
        document,
        clause,
        body=_body(own),
        context=tuple(s for part in context for s in read(part)),
        facts=told,
        own=plain("\n".join(f for f in (document.number, document.issuer, document.region) if f)),
        text=text,
        roles=roles,
        named=named,
        haystack=f"{text}\n{named}\n{headed}",
        printed=printed(own_text(clause)) | printed(own),
    )


def own_text(clause: Clause) -> str:
    """A clause's text, without a label that runs into a figure: 2.75%乙醇 is no 2.75%."""
    text = clause.text
    if label_at(text) is not None or not clause.path:
        return text
    end = label_end(text, clause.path[-1])
    return text[end:] if text[end : end + 1].isdecimal() else text


@lru_cache(maxsize=4096)
def _body(text: str) -> tuple[Sentence, ...]:
    every = read(_ROLE_BRACKET.sub("\n", without_orders(text)))
    body = tuple(sentence for sentence in every if sentence.readable)
    return (*body, *(s for one in body for s in _dealt_out(one)))


@lru_cache(maxsize=4096)
def printed(text: str) -> frozenset[str]:
    """The sentences of a clause's text in plain form, brackets of departments and all.

    The first stands there with its label and without, and what is answered without the word for it.
    """
    whole = without_orders(text)
    label = label_at(whole)
    unlabelled = read(whole[label.length :])[:1] if label else ()
    told = without_marks(whole)
    unspoken = read(told) if told != whole else ()
    return frozenset(sentence.text for sentence in (*read(whole), *unlabelled, *unspoken))


RESPECTIVELY = lazy_re(
    r"(?P<items>[^，：；\d]{2,60})分别(?P<verb>[^，、\d]{0,8})(?P<values>\d[^，、]*(?:[、和]\d[^，、]*)+)"
)


_SHARED = lazy_re("(?:以上|以下|以内|左右)$")


def _dealt_out(sentence: Sentence) -> Iterator[Sentence]:
    """黄金、白银产量分别增长5%、2% as 黄金产量增长5% and 白银产量增长2%."""
    for match in RESPECTIVELY.finditer(sentence.text):
        items, values = (re.split("[、和]", match[name]) for name in ("items", "values"))
        if len(items) != len(values):
            continue
        first = next((t for t in read(items[-1])[0].tokens), None)
        tail = items[-1][len(first.text) :] if first else ""
        if first and first.text.endswith("级"):  # 市、县级医院分别1家、8家
            tail = "级" + tail
        if bound := _SHARED.search(values[-1]):  # 分别达8%、4%以上
            values = [v if _SHARED.search(v) else v + bound[0] for v in values]
        for i, (item, value) in enumerate(zip(items, values, strict=True)):
            whole = item if i == len(items) - 1 else item + tail
            yield from read(f"{whole}{match['verb']}{value}")


@lru_cache(maxsize=4096)
def _printed_roles(text: str) -> dict[str, tuple[str, ...]]:
    return responsible_in(text)


def _roles(clause: Clause) -> Iterator[tuple[str, str]]:
    for roles in (clause.responsible, _printed_roles(clause.text)):
        for role, names in roles.items():
            kind = next((k for word, k in ROLES.items() if word in role), "responsible")
            yield from ((kind, plain(name)) for name in names)


def _headings(clause: Clause, document: Document) -> Iterator[str]:
    """The headings on the way from the root of the tree down to the clause."""
    level: Sequence[Clause] = document.clauses
    for depth in range(1, len(clause.path) + 1):
        here = next((c for c in level if c.path == clause.path[:depth]), None)
        if here is None:
            break
        if here.heading:
            yield here.heading
        level = here.children
    if clause.heading:
        yield clause.heading


@lru_cache(maxsize=4096)
def _short_for(word: str) -> re.Pattern[str]:
    """The characters of a short form (卫健委) near to one another and in their order."""
    return re.compile("[^，。；、\n]{0,4}".join(map(re.escape, word)))


@lru_cache(maxsize=4096)
def _spread(word: str) -> re.Pattern[str]:
    """A word of the dictionary with others between its characters: 标准规范 said of 标准和规范."""
    return re.compile("[^，。；、\n]{0,2}".join(map(re.escape, word)))


#: The longest word that may stand spread out in a clause.
_LONGEST = 6


def holds(text: str, word: Word) -> bool:
    """Whether a plain text holds the word, or one that says the same."""
    if word.text in text or any(other in text for other in synonyms(word.text)):
        return True
    if not all(char in text for char in word.text):
        return False
    if word.run:
        return len(word.text) < 4 and _short_for(word.text).search(text) is not None
    opposed = word.text in OPPOSITES  # 境外 is not said of 境内区外
    return not opposed and 1 < len(word.text) <= _LONGEST and _spread(word.text).search(text) is not None
