"""Slips of one character, and what is no slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.understand.spelling import Speller, _allowed, _parts

TEXT = "医保基金、家庭医生签约覆盖率、县域就诊率、分级诊疗、牵头部门、发热门诊、电子健康档案、综合改革"
WORDS = [
    "医保",
    "基金",
    "家庭",
    "家庭医生",
    "医生",
    "签约",
    "覆盖率",
    "就诊率",
    "分级诊疗",
    "牵头",
    "部门",
    "门诊",
    "健康档案",
    "改革",
]


def known(pair: str) -> bool:
    return pair in TEXT


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(WORDS, known)


@pytest.mark.parametrize(
    ("typed", "slip", "meant"),
    [
        ("医宝怎么报", "医宝", "医保"),
        ("家廷医生", "家廷医生", "家庭医生"),
        ("分极诊疗", "分极诊疗", "分级诊疗"),
        ("复盖率是多少", "复盖率", "覆盖率"),
        ("健康档安", "健康档安", "健康档案"),
    ],
)
def test_a_homophone_is_put_right(speller: Speller, typed: str, slip: str, meant: str) -> None:
    assert speller.corrections(typed) == {slip: meant}


def test_a_wrong_character_in_a_word_of_four_is_put_right_whatever_its_sound(speller: Speller) -> None:
    assert speller.corrections("健康当案") == {"健康当案": "健康档案"}


def test_what_is_counted_in_begins_no_word(speller: Speller) -> None:
    text = "中药材与药品目录"
    herbs = Speller(["中药", "药品"], lambda pair: pair in text)
    assert herbs.corrections("种药") == {"种药": "中药"}
    assert herbs.corrections("要采购多少种药") == {}


def test_a_wrong_character_of_another_sound_in_a_short_word_is_left(speller: Speller) -> None:
    assert speller.corrections("医院") == {}


@pytest.mark.parametrize("text", ["医保基金", "家庭医生签约覆盖率", "DRG 45%", "", "？？"])
def test_what_the_documents_hold_is_left_alone(speller: Speller, text: str) -> None:
    assert speller.corrections(text) == {}


@pytest.mark.parametrize("text", ["医保是什么", "谁来牵头的", "基金怎么管"])
def test_function_words_are_no_slips(speller: Speller, text: str) -> None:
    assert speller.corrections(text) == {}


def test_sounds_that_typists_confuse_are_one_in_longer_words() -> None:
    """审 shěn and 生 shēng are one in 审批权, but a word of two must sound the same."""
    speller = Speller(["审批权", "审批"], lambda pair: False)
    assert speller.corrections("生批权") == {"生批权": "审批权"}
    assert Speller(["审批"], lambda pair: False).corrections("生批") == {}


def test_without_a_vocabulary_nothing_is_corrected() -> None:
    assert Speller([], known).corrections("医宝") == {}


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("牵头任务一共", "医共体 医共"),
        ("普查时点", "开展试点"),
        ("中期评估", "从中起步 中起"),
        ("设备质保期", "小麦植保期"),
        ("水务局", "税务局"),
    ],
)
def test_what_the_dictionary_knows_is_no_slip(typed: str, held: str) -> None:
    words = [held[i:j] for i in range(len(held)) for j in range(i + 2, i + 5)]
    assert Speller(words, lambda pair: pair in held).corrections(typed) == {}


@pytest.mark.parametrize("typed", ["捡到文件", "增至三家", "9个市"])
def test_a_verb_with_its_result_is_no_slip(typed: str) -> None:
    assert Speller(["见到", "增值", "各市"], lambda pair: False).corrections(typed) == {}


def test_a_rare_spelling_of_a_common_word_is_put_right() -> None:
    """复盖 and 人材 stand in the dictionary, but a hundred times more often they are 覆盖 and 人才."""
    speller = Speller(["覆盖率", "人才", "检查"], lambda pair: pair in "覆盖率 人才 检查")
    assert speller.corrections("复盖率") == {"复盖率": "覆盖率"}
    assert speller.corrections("人材") == {"人材": "人才"}
    assert speller.corrections("监查") == {}, "of another tone"


def test_a_word_is_a_slip_where_a_commoner_one_goes_with_its_neighbours() -> None:
    speller = Speller(["分级", "诊疗"], lambda pair: pair in "分级诊疗")
    assert speller.corrections("分机诊疗") == {"分机": "分级"}
    assert speller.corrections("办公分机") == {}


def test_what_sounds_like_a_long_word_of_the_documents_is_a_slip_of_it() -> None:
    """官理 is a rare word of the dictionary, but no part of a name that the documents have."""
    assert Speller(["管理中心"], lambda pair: pair in "管理中心").corrections("官理中心") == {
        "官理中心": "管理中心"
    }


@given(st.text(alphabet=TEXT + "宝廷极复的是ABC1", max_size=20))
def test_corrections_stand_in_the_text_and_lead_to_the_vocabulary(text: str) -> None:
    speller = Speller(WORDS, known)
    for wrong, right in speller.corrections(text).items():
        assert wrong in text and right in WORDS and wrong != right
        assert len(wrong) == len(right), "one character for another, none added"
        assert any(not known(wrong[i : i + 2]) for i in range(len(wrong) - 1))


@given(st.text(alphabet="医保基金", min_size=2, max_size=8), st.data())
def test_a_word_with_no_more_slips_than_allowed_shares_a_part(word: str, data: st.DataObject) -> None:
    """The vocabulary is searched by parts: no slip may escape that."""
    places = data.draw(st.lists(st.integers(0, len(word) - 1), max_size=_allowed(word)))
    slip = "".join("宝" if at in places else c for at, c in enumerate(word))
    assert set(_parts(slip)) & set(_parts(word))
