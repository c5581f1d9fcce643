"""A part of an index answers as an index of its documents alone: byte for byte, whatever is asked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handmade import SMALL, settings_for_tests

from rag import lookup
from rag.access.part import Part, limited
from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.errors import InputError
from rag.index import open_current
from rag.pipeline import Assistant
from rag.render import to_json
from rag.types import Message

#: Names what a third document alone has: its region, number, words, a slip of one of them.
THIRD = """青溪县托育服务管理办法
青政发〔2023〕7号

第一条 为规范托育服务，制定本办法。

第二条 托育机构每班不超过20名幼儿，保育人员与幼儿比例不低于1比5。

第三条 县教育局负责托育机构的备案，县卫生健康局配合。

第四条 家庭医生为托育机构提供签约服务，签约覆盖率达到90%。

青溪县人民政府

2023年6月1日
"""
TEXTS = {**SMALL, "qingxi-2023.txt": THIRD}
IDS = tuple(name.removesuffix(".txt") for name in TEXTS)
QUESTIONS = (
    "家庭医生签约覆盖率目标是多少？",
    "云山县的家庭医生签约覆盖率要达到多少？",
    "临江市2027年人均预期寿命目标是多少？",
    "青溪县托育机构每班最多多少名幼儿？",
    "青政发〔2023〕7号是谁印发的？",
    "青溪县托育服务管理办法什么时候印发的？",
    "各地签约覆盖率分别是多少？",
    "云山县和青溪县的签约覆盖率有什么不同？",
    "托育机构的备案由哪个部门负责？",
    "托宇机构每班多少人？",
    "第三条讲什么？",
    "县教育局负责什么？",
    "医保基金可以挪作他用吗？",
    "什么是先诊疗后付费？",
    "中医馆要新建几个？",
    "按病种分值付费的比例",
    "幼儿",
)
FOLLOW_UP = (Message("user", "云山县签约覆盖率是多少？"), Message("assistant", "45%以上"))


@dataclass(frozen=True)
class World:
    """An assistant over all documents, and one over each set of them alone."""

    whole: Assistant
    alone: Callable[[frozenset[str]], Assistant]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made: dict[frozenset[str], Assistant] = {}

    def alone(documents: frozenset[str]) -> Assistant:
        if documents not in made:
            folder = tmp_path_factory.mktemp("corpus")
            for name in documents:
                (folder / f"{name}.txt").write_text(TEXTS[f"{name}.txt"], encoding="utf-8")
            made[documents] = built(folder, tmp_path_factory.mktemp("index"))
        return made[documents]

    yield World(alone(frozenset(IDS)), alone)


def built(corpus: Path, folder: Path) -> Assistant:
    build_index([corpus], folder, encoder="hashing")
    index = open_current(folder, fingerprint=HashingEncoder.fingerprint)
    return Assistant(index, HashingEncoder(), limits=settings_for_tests())


def told(
    assistant: Assistant, question: str, history: tuple[Message, ...] = (), **more: Any
) -> dict[str, Any]:
    """An answer as the world sees it, with the hits and signals behind it, without index and times."""
    answer = assistant.ask(question, history, id="x", **more)
    whole = to_json(replace(answer, index="", timings_ms={}))
    hits = [(h.clause.id, round(h.score, 5), dict(h.signals)) for h in answer.retrieved]
    signals = [{name: round(value, 5) for name, value in s.items()} for _, _, s in hits]
    return {
        **whole,
        "confidence": round(answer.confidence, 6),
        "_hits": [h[:2] for h in hits],
        "_signals": signals,
    }


SETS = [frozenset(c) for n in (1, 2) for c in itertools.combinations(IDS, n)]


@pytest.mark.parametrize("documents", SETS, ids=lambda d: "+".join(sorted(d)))
def test_a_part_answers_as_if_there_were_no_other_documents(world: World, documents: frozenset[str]) -> None:
    part, alone = limited(world.whole, documents), world.alone(documents)
    for question in QUESTIONS:
        assert told(part, question) == told(alone, question), question
        assert told(part, question, FOLLOW_UP) == told(alone, question, FOLLOW_UP), question
        assert lookup.search(part, question, 10) == lookup.search(alone, question, 10), question
    one = frozenset([min(documents)])
    assert told(part, QUESTIONS[0], documents=one) == told(alone, QUESTIONS[0], documents=one)


def test_the_whole_would_answer_otherwise(world: World) -> None:
    """The comparison above can fail: what the others hold does change answers."""
    part = limited(world.whole, frozenset(IDS[:2]))
    assert any(told(part, q) != told(world.whole, q) for q in QUESTIONS)


def test_without_any_document_there_is_nothing(world: World) -> None:
    nobody = limited(world.whole, frozenset())
    assert nobody.index.headers() == () and nobody.index.passage_count == 0
    for question in QUESTIONS:
        answer = nobody.ask(question, FOLLOW_UP)
        assert answer.status == "refused" and not answer.retrieved
        assert not answer.refusal or not answer.refusal.nearest
    assert lookup.search(nobody, QUESTIONS[0], 10) == []


@pytest.mark.parametrize("exact", [10_000, 0], ids=["counted", "masked"])
def test_other_documents_cannot_be_opened(world: World, exact: int) -> None:
    whole, hidden = world.whole.index, IDS[2]
    part = Part(whole, frozenset(IDS[:2]), exact)
    assert {d.id for d in part.headers()} == set(IDS[:2]) == set(part.document_ids)
    ids = [clause.id for clause in whole.document(hidden).walk()]
    for act, name in [(part.document, hidden), *((part.clause, i) for i in ids)]:
        with pytest.raises(InputError) as known:
            act(name)
        with pytest.raises(InputError) as unknown:
            act("never-was#1")
        assert str(known.value).replace(name, "X") == str(unknown.value).replace("never-was#1", "X")
    held = part.passages(range(part.passage_count))
    assert {p.document_id for p in held} == set(IDS[:2])
    for row in (-1, part.passage_count):
        with pytest.raises(InputError):
            part.passages([row])
    assert not hasattr(part, "manifest") and not hasattr(part, "passage_clause")


def test_beyond_the_exact_size_words_are_still_the_parts_own(world: World) -> None:
    """Rarity is counted in the part alone; scores differ from those of an index of its own by the
    average length only, so the order of clearly different passages is the same."""
    documents = frozenset(IDS[:2])
    part, alone = Part(world.whole.index, documents, 0), world.alone(documents).index
    for term in ("托育", "幼儿", "签约", "家庭", "=45%", "县教"):
        for field in ("body", "context"):
            assert part.df(field, term) == alone.df(field, term)
            assert part.idf(field, term) == pytest.approx(alone.idf(field, term))
    scores, own = (i.lexical("body", {"签约": 1.0, "家庭": 1.0}) for i in (part, alone))
    assert np.array_equal(scores > 0, own > 0) and int(scores.argmax()) == int(own.argmax())
    assert not part.lexical("body", {"托育": 1.0, "幼儿": 1.0}).any()


@pytest.mark.parametrize("exact", [10_000, 0], ids=["counted", "masked"])
def test_the_holders_of_a_term_are_the_parts_own(world: World, exact: int) -> None:
    documents = frozenset(IDS[1:])
    part, alone = Part(world.whole.index, documents, exact), world.alone(documents).index
    assert part.document_ids == alone.document_ids
    asked = range(len(IDS) - 1)
    found = {term: part.holders(term, asked) for term in ("托育", "签约", "家庭", "县教", "没有这个")}
    assert found == {term: alone.holders(term, asked) for term in found}
    assert {frozenset(held) for held in found.values()} > {frozenset()}


def test_dense_search_finds_rows_of_the_part_only(world: World) -> None:
    documents = frozenset(IDS[1:])
    part, alone = Part(world.whole.index, documents), world.alone(documents).index
    vector = HashingEncoder().encode_query("签约覆盖率")
    for k in (1, 5, 500):
        rows, sims = part.dense(vector, k)
        own_rows, own_sims = alone.dense(vector, k)
        assert np.allclose(sims, own_sims) and set(rows.tolist()) == set(own_rows.tolist())
    rows, _ = part.dense(vector, 500, [0])
    assert {part.passages([row])[0].document_id for row in rows.tolist()} == {part.document_ids[0]}
