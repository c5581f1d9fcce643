"""The thesaurus: plain files of equal words, and of everyday words with the official ones."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SettingsError
from rag.understand.thesaurus import FILES, Thesaurus, default_thesaurus

WORDS = st.text(alphabet="医保基金县域门诊报销", min_size=1, max_size=4)


def found(thesaurus: Thesaurus, text: str) -> dict[str, tuple[str, ...]]:
    return {text[start:end]: others for start, end, others in thesaurus.spans(text)}


def test_a_word_brings_its_group_and_not_itself() -> None:
    thesaurus = Thesaurus.parse("起付线 = 门槛费 = 起付标准")
    assert thesaurus.spans("门槛费是多少") == ((0, 3, ("起付线", "起付标准")),)
    assert thesaurus.spans("封顶线") == ()


def test_an_everyday_word_leads_to_the_official_ones_and_not_back() -> None:
    thesaurus = Thesaurus.parse("大夫, 郎中 > 医生, 医师")
    assert found(thesaurus, "找大夫") == {"大夫": ("医生", "医师")}
    assert found(thesaurus, "郎中") == {"郎中": ("医生", "医师")}
    assert found(thesaurus, "医生和医师") == {}


def test_the_longest_word_wins_and_what_lies_in_it_is_not_looked_at() -> None:
    thesaurus = Thesaurus.parse("医保 = 医疗保险\n医保局 = 医疗保障局")
    assert found(thesaurus, "医保局") == {"医保局": ("医疗保障局",)}
    assert thesaurus.spans("医保局管医保") == ((0, 3, ("医疗保障局",)), (4, 6, ("医疗保险",)))


@pytest.mark.parametrize("asked", ["多开些药", "多开点儿药", "多开了药", "多开药", "能多开一点药吗"])
def test_a_phrase_is_known_with_other_light_characters(asked: str) -> None:
    thesaurus = Thesaurus.parse("多开点药 > 长期处方")
    (others,) = found(thesaurus, asked).values()
    assert others == ("长期处方",)


@pytest.mark.parametrize("asked", ["开的药", "多开的着了过药", "多开中药", "多开"])
def test_a_phrase_needs_three_characters_of_weight_close_together(asked: str) -> None:
    assert found(Thesaurus.parse("多开点药 > 长期处方\n开药 > 处方"), asked) == {}


def test_a_phrase_with_a_figure_is_known_to_the_letter_only() -> None:
    thesaurus = Thesaurus.parse("10个亿 > 10亿元")
    assert found(thesaurus, "拿10个亿") == {"10个亿": ("10亿元",)}
    assert found(thesaurus, "拿10亿设专项") == {}


def test_what_stands_there_to_the_letter_goes_first() -> None:
    thesaurus = Thesaurus.parse("多开点药 > 长期处方\n多开些药回家 > 出院带药\n些药回 > 另一个")
    assert found(thesaurus, "多开些药回") == {"些药回": ("另一个",)}
    assert found(thesaurus, "多开些药回家") == {"多开些药回家": ("出院带药",)}


def test_a_word_of_two_groups_has_the_words_of_both() -> None:
    thesaurus = Thesaurus.parse("人头 = 按人头付费\n人头 = 人均\n人头 > 人均, 每人")
    assert found(thesaurus, "人头") == {"人头": ("按人头付费", "人均", "每人")}


def test_comments_blank_lines_and_case() -> None:
    thesaurus = Thesaurus.parse("# a comment = no group\n\n  DRG =  疾病诊断相关分组 \n")
    assert found(thesaurus, "drg付费") == {"drg": ("疾病诊断相关分组",)}


@pytest.mark.parametrize(
    "line", ["医保", "医保 =", "= 医保", "医保 = = 医疗保险", "大夫 >", "> 医生", "大夫,, 郎中 > 医生"]
)
def test_a_bad_line_is_named_with_its_number_and_how_to_write_it(line: str) -> None:
    with pytest.raises(SettingsError, match=r"list\.txt, line 2: write equal words as: word = word"):
        Thesaurus.parse(f"甲 = 乙\n{line}\n", "list.txt")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.txt cannot be read"):
        Thesaurus.read([tmp_path / "gone.txt"])


def test_the_files_that_ship_are_sound() -> None:
    thesaurus = default_thesaurus()
    assert "医疗保障局" in found(thesaurus, "医保局")["医保局"]
    assert "医生" in found(thesaurus, "大夫")["大夫"] and "大夫" not in found(thesaurus, "医护")
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                everyday, _, official = line.partition(">")
                words = [w.strip() for w in everyday.split("," if official else "=")]
                assert len(set(words)) == len(words), line
                assert not set(words) & {w.strip() for w in official.split(",")}, line


@given(st.lists(st.lists(WORDS, min_size=2, max_size=4, unique=True), max_size=5))
def test_equal_words_are_equal_both_ways(groups: list[list[str]]) -> None:
    thesaurus = Thesaurus.parse("\n".join(" = ".join(group) for group in groups))
    for group in groups:
        for word in group:
            assert set(group) - {word} <= set(found(thesaurus, word)[word])


@given(
    st.lists(st.lists(WORDS, min_size=2, max_size=3, unique=True), max_size=4),
    st.text(alphabet="医保基金县域门诊报销的", max_size=20),
)
def test_spans_are_in_order_apart_and_of_known_words(groups: list[list[str]], text: str) -> None:
    spans = Thesaurus.parse("\n".join(" = ".join(group) for group in groups)).spans(text)
    known = {word for group in groups for word in group}
    assert all(text[start:end] in known for start, end, _ in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_a_phrase_goes_by_the_equal_names_of_the_word_that_it_adds_a_character_to() -> None:
    thesaurus = Thesaurus.parse("供暖 = 集中供暖\n供暖费 > 热费账单")
    assert found(thesaurus, "供暖费") == {"供暖费": ("热费账单", "集中供暖")}
    assert found(Thesaurus.parse("供暖 > 集中供暖\n供暖费 > 热费账单"), "供暖费") == {"供暖费": ("热费账单",)}
