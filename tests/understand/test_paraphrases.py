"""Phrases that a question says in other words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.understand.paraphrases import LEAST_SHARE, PAIR, Paraphrases
from rag.understand.subject import concepts_of
from rag.understand.thesaurus import Thesaurus

PHRASES = (
    ("片子换家医院认", ("检查结果互认",)),
    ("医院排队太久", ("预约诊疗",)),
    ("老人上门看病", ("家庭病床",)),
    ("孩子上学远", ("就近入学",)),
    ("货款拖欠不给", ("清理拖欠账款",)),
)


def said(text: str) -> list[str]:
    return [name for phrase in Paraphrases(PHRASES).said_in(text) for name in phrase.others]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("片子换家医院认", ["检查结果互认"]),
        ("大医院拍的片子换家医院认不认", ["检查结果互认"]),
        ("换家医院片子还认吗", ["检查结果互认"]),
        ("换家医院病历还认吗", []),  # another noun
        ("病历换家医院认", []),
        ("银行排队太久", []),
        ("片子", []),
        ("老人看病要上门", ["家庭病床"]),
        ("", []),
    ],
)
def test_a_phrase_is_said_in_other_words_but_with_its_nouns(text: str, names: list[str]) -> None:
    assert said(text) == names


def test_the_share_is_counted_by_rarity_as_worked_out_by_hand() -> None:
    """Of 甲乙, 甲丙, 丙丁: in all three stand 甲 2, 乙 1, 丙 2, 丁 1, and each pair once."""
    found = Paraphrases([("甲乙", ("a",)), ("甲丙", ("b",)), ("丙丁", ("c",))])
    twice, once = math.log(1 + 3 / 3), math.log(1 + 3 / 2)
    whole = [twice + once + PAIR * once, 2 * twice + PAIR * once, twice + once + PAIR * once]
    held = [twice + once, twice, 0.0]  # of 乙甲: both characters of the first, and no pair
    assert found._whole == pytest.approx(whole, abs=1e-6)
    assert found._held("乙甲") == pytest.approx(held)
    assert found._held("丙丁") == pytest.approx([0.0, twice, whole[2]])


@given(st.lists(st.text(alphabet="片子医院认换家老人看", min_size=1, max_size=8), min_size=1, unique=True))
def test_what_a_text_holds_whole_is_its_whole_worth(phrases: list[str]) -> None:
    """Against the same sums, made phrase by phrase."""
    found = Paraphrases((phrase, ("x",)) for phrase in phrases)
    grams = [{*phrase, *(phrase[i : i + 2] for i in range(len(phrase) - 1))} for phrase in phrases]
    for text, own in zip(phrases, grams, strict=True):
        for row, other in enumerate(grams):
            worth = sum(
                math.log(1 + len(grams) / (1 + sum(gram in g for g in grams)))
                * (PAIR if len(gram) > 1 else 1)
                for gram in other & own
            )
            assert found._held(text)[row] == pytest.approx(worth)


def test_most_alike_first_and_not_too_many() -> None:
    many = Paraphrases([(f"医院药房{tail}", (tail,)) for tail in "远近冷热忙"])
    assert many.said_in("医院药房忙")[0].others == ("忙",)
    assert len(many.said_in("医院药房忙远近冷热")) == 3


def test_a_word_takes_the_names_of_the_phrase_it_is_said_in() -> None:
    thesaurus = Thesaurus.parse("片子换家医院认 > 检查结果互认\n货款拖欠不给 > 清理拖欠账款")
    found = {concept.word: concept.others for concept in concepts_of("换家医院片子还认吗", (), thesaurus)}
    assert found["医院"] == found["片子"] == ("检查结果互认",)
    asked = concepts_of("换家医院检查结果互认的片子", (), thesaurus)
    assert not any(concept.others for concept in asked)  # the question has the name itself


@pytest.mark.parametrize("line", ["多少钱一张床 > 床位费", "满10个床位 > 达标床位", "床不够 > 床位"])
def test_asking_figures_and_short_phrases_are_known_to_the_letter_only(line: str) -> None:
    thesaurus = Thesaurus.parse(line)
    phrase = line.split(" > ")[0]
    assert thesaurus.spans(phrase) and not thesaurus.paraphrases(phrase)


def test_no_phrase_is_said_where_there_are_none() -> None:
    assert Paraphrases([]).said_in("片子换家医院认") == []
    assert 0 < LEAST_SHARE < 1
