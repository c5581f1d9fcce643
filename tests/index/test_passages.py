"""Passages are slices of one clause each; the context line is searched, never quoted."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus import read
from rag.index.passages import TARGET, passages
from rag.language.text import normalise, squeeze
from rag.parse.parser import parse
from rag.types import Document

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(__file__).resolve().parents[3] / "shared"


def folder(path: Path) -> list[Document]:
    return [d for d in read([path], limit=2**20) if isinstance(d, Document)]


def check(document: Document) -> None:
    """What holds for the passages of any document."""
    clauses = {clause.id: clause for clause in document.walk()}
    covered: set[int] = set()
    for passage in passages(document):
        clause = clauses[passage.clause_id]
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text.strip() == passage.text != ""
        span = set(range(passage.start, passage.end))
        if passage.end > clause.end:  # a clause with its parts, which have passages of their own
            assert (passage.start, passage.end) == (clause.start, max(c.end for c in clause.walk()))
            assert len(passage.text) <= TARGET
            span = {i for a, b in clause.segments for i in range(a, b)}
        else:
            assert any(a <= passage.start and passage.end <= b for a, b in clause.segments)
        assert not span & covered, "a character stands in one passage of its own clause only"
        covered |= span
    written = {i for c in clauses.values() for a, b in c.segments for i in range(a, b)}
    missing = {i for i in written - covered if not document.text[i].isspace()}
    assert not missing, "every character of a clause can be found"


@pytest.fixture(scope="module")
def shipped() -> list[Document]:
    return folder(ROOT / "corpus")


def test_the_passages_of_the_corpus_are_slices_of_their_clauses(shipped: list[Document]) -> None:
    for document in shipped:
        check(document)


def test_the_passages_of_the_originals_are_slices_of_their_clauses() -> None:
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared/corpus with the original documents is not here")
    for document in folder(SHARED / "corpus"):
        check(document)


def test_the_mean_length_over_the_corpus_is_below_200(shipped: list[Document]) -> None:
    lengths = [len(p.text) for d in shipped for p in passages(d)]
    assert mean(lengths) < 200
    assert max(lengths) <= 2 * TARGET


def test_they_come_in_the_order_of_the_clauses(shipped: list[Document]) -> None:
    """A clause may have a second segment behind its children; its passages stay together."""
    for document in shipped:
        place = {clause.id: i for i, clause in enumerate(document.walk())}
        order = [(place[p.clause_id], p.start) for p in passages(document)]
        assert order == sorted(order)


def test_context_is_title_and_headings_from_the_top(small_corpus: Path) -> None:
    document = next(d for d in folder(small_corpus) if d.id == "yunshan-2024")
    found = {p.clause_id.partition("#")[2]: p for p in passages(document)}
    assert found["二/（一）/2"].context == squeeze(f"{document.title} 重点任务 建强乡镇卫生院 发展中医服务")
    assert found["前言"].context == document.title
    assert document.title not in found["二/（一）/2"].text, "the context is not part of the quoted text"


def article(sentences: list[str]) -> Document:
    text = normalise("某市办法\n\n第一条 " + "".join(sentences) + "\n\n第二条 本办法自印发之日起施行。\n")
    return parse(text, document_id="d")


def test_sentences_are_packed_up_to_the_target() -> None:
    assert TARGET == 750
    document = article(["甲" * 299 + "。"] * 5)
    lengths = [len(p.text) for p in passages(document) if p.clause_id == "d#第一条"]
    assert lengths == [4 + 600, 600, 300]


def test_a_sentence_longer_than_the_target_is_cut_at_its_commas() -> None:
    document = article(["乙" * 99 + "，"] * 8 + ["完。"])
    found = [p for p in passages(document) if p.clause_id == "d#第一条"]
    assert len(found) > 1
    assert all(p.text.endswith(("，", "。")) for p in found)
    assert all(len(p.text) <= TARGET for p in found)


def test_text_without_any_stop_is_cut_where_the_target_ends() -> None:
    document = article(["丙" * 1900])
    found = [p for p in passages(document) if p.clause_id == "d#第一条"]
    assert [len(p.text) for p in found] == [TARGET, TARGET, 1904 - 2 * TARGET]
    assert [p.start for p in found[1:]] == [p.end for p in found[:-1]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="甲乙丙，。；、（）“”45%\n 一二", min_size=1, max_size=300), min_size=1, max_size=4
    )
)
def test_any_text_is_covered_by_slices(pieces: list[str]) -> None:
    check(article(pieces))
    check(parse(normalise("\n".join(pieces)), document_id="d"))


def test_a_lead_in_without_a_heading_is_context_of_what_it_announces() -> None:
    body = "第一条 本办法自印发之日起施行，各有关单位应当按照职责分工认真抓好贯彻落实工作。\n\n第二条 县医保局应当加强管理。有下列情形之一的，撤销其定点资格：\n（一）提供虚假信息的；\n（二）拒不接受检查的。\n\n第三条 本办法由县医保局解释。\n"
    document = parse(normalise(f"某县定点机构管理办法\n\n{body}"), document_id="d")
    below = [p for p in passages(document) if p.clause_id.startswith("d#第二条/")]
    assert len(below) == 2
    assert all(p.context.endswith("有下列情形之一的，撤销其定点资格：") for p in below)
    assert all("加强管理" not in p.context for p in below), "the last sentence alone announces them"


ITEMS = "（一）提供虚假信息的；\n（二）拒不接受检查的。\n"


@pytest.mark.parametrize(
    ("above", "items", "gathered"),
    [
        ("县医保局应当加强管理。有下列情形之一的，撤销其定点资格：", ITEMS, True),
        (
            "县医保局应当加强管理。有下列情形之一的，撤销其定点资格：",
            ITEMS.replace("虚假", "虚假" * 200) * 2,
            False,
        ),
    ],
    ids=["short", "too long together"],
)
def test_a_short_list_is_one_passage_with_what_announces_it(above: str, items: str, gathered: bool) -> None:
    body = f"第一条 本办法自印发之日起施行。\n\n第二条 {above}\n{items}\n第三条 本办法由县医保局解释。\n"
    document = parse(normalise(f"某县定点机构管理办法\n\n{body}"), document_id="d")
    (whole,) = [p for p in passages(document) if p.clause_id == "d#第二条"]
    assert ("虚假信息" in whole.text) == gathered
    parts = [p.text for p in passages(document) if p.clause_id.startswith("d#第二条/")]
    assert parts[0].startswith("（一）"), "each part is found by itself too"


def test_a_bare_heading_gathers_nothing() -> None:
    text = "某县工作方案\n\n一、重点任务\n\n（一）建强卫生院。新建2所。\n\n（二）发展中医。设中医馆。\n\n二、保障措施\n\n（一）加强领导。成立小组。\n"
    document = parse(normalise(text), document_id="d")
    found = {p.clause_id.partition("#")[2]: p.text for p in passages(document)}
    assert found["一"] == "一、重点任务" and "新建2所" in found["一/（一）"]


def test_a_heading_gathers_the_list_below_it_whose_parts_have_no_headings() -> None:
    text = "某县游泳馆开放须知\n\n一、入馆前的准备\n1.凭身份证件登记，并把随身物品存入柜中。\n2.淋浴以后方可下水，皮肤有伤口的不得下水。\n\n二、离馆\n1.交还手牌，并在出口处签名。\n"
    found = {p.clause_id.partition("#")[2]: p.text for p in passages(parse(normalise(text), document_id="d"))}
    assert found["一"].startswith("一、入馆前的准备") and found["一"].endswith("不得下水。")
    assert found["一/2"].startswith("2."), "each part is found by itself too"
