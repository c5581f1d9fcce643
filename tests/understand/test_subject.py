"""What a question is about: content words, what else they are called, and how much of them a text holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.pairs import pairs_of
from rag.understand.subject import (
    LEAST_WORTH,
    MOST,
    OTHERWISE,
    WORDS,
    Concept,
    Matter,
    concepts_of,
    share,
    subject_of,
    terms_of,
    without_asking,
)
from rag.understand.thesaurus import Thesaurus, default_thesaurus

LAY = Thesaurus.parse("大夫 > 医生\n医保 = 医疗保险\n隔空盯着 > 远程监测")


def rare(*unknown: str):  # type: ignore[no-untyped-def]
    """Rarity where the named words stand in no document."""
    return lambda word: 1.0 if any(w in word for w in unknown) else 0.4


def words(text: str, *named: str, rarity=lambda _: 0.4) -> list[str]:  # type: ignore[no-untyped-def]
    return [concept.word for concept in concepts_of(text, named, LAY, rarity)]


def test_of_hundreds_of_words_the_rarest_are_looked_for() -> None:
    """Each is held against each unit: a question of two thousand characters would take a minute."""
    trees, beasts = "松柏杨柳桃李杏梅槐榆", "虎豹狼熊鹿兔马牛羊犬"
    text = "，".join(f"“{tree}与{beast}的事”" for tree in trees for beast in beasts)
    found = words(text, rarity=rare("犬"))
    assert len(found) == WORDS == len(set(found))
    assert [word for word in found if "犬" in word] == [f"{tree}与犬的事" for tree in trees]
    assert words(text.split("，")[3]) == ["松与熊的事"]


def test_places_and_words_of_asking_are_left_out() -> None:
    assert subject_of("云山县家庭医生签约目标是多少", ["云山县"]) == ("家庭医生", "签约")
    assert subject_of("请问有哪些要求", []) == ()
    assert words("让不让在药店拿药") == ["药店", "拿药"]


def test_a_word_that_asks_is_none_of_the_matter_where_no_document_holds_it() -> None:
    """The dictionary takes some for one word: 哪几个, 百分之几, 咋算."""
    unknown = rare("哪几个", "百分之几", "咋算")
    assert words("签约率是百分之几，哪几个中心，咋算", rarity=unknown) == ["签约率", "中心"]


def test_a_word_of_the_thesaurus_is_one_concept_however_it_is_cut() -> None:
    (concept,) = concepts_of("能不能隔空盯着", (), LAY, rare("隔空", "盯着"))
    assert (concept.word, concept.others) == ("隔空盯着", ("远程监测",))
    assert concept.known and concept.rarity == 0.4


def test_a_word_that_no_document_calls_by_any_name_is_unknown() -> None:
    doctor, clinic = concepts_of("大夫开牙科诊所", (), LAY, rare("大夫", "牙科"))[:2]
    assert doctor.known and not clinic.known and clinic.rarity == 1.0


def test_a_word_that_caught_a_neighbour_is_freed_where_no_document_holds_it() -> None:
    assert "里会" not in words("平顶山市里会怎么处理", rarity=rare("里会"))


def test_an_auxiliary_is_no_part_of_a_word_that_the_dictionary_lacks() -> None:
    words = subject_of("护理假能休几天", (), lambda _: 1.0)
    assert "假能" not in words and "护理" in words
    assert "产能" in subject_of("钢铁产能多少", (), lambda _: 1.0)


def test_what_stands_in_quotation_marks_is_one_word() -> None:
    assert words("“15分钟”健康圈到哪年建成")[0] == "15分钟"


def test_share_by_hand() -> None:
    whole, other, lost = (
        Concept("签约", rarity=0.7),
        Concept("大夫", ("医生",), rarity=0.2),
        Concept("牙科", rarity=1.0),
    )
    held = Matter((whole, other, lost)).held(["家庭医生签约服务", "大夫"])
    assert held.T.tolist() == [[1.0, OTHERWISE, 0.0], [0.0, 1.0, 0.0]]
    worths = [LEAST_WORTH + r for r in (0.7, 0.2, 1.0)]
    expected = (worths[0] + OTHERWISE * worths[1]) / sum(worths)
    assert share((whole, other, lost), "家庭医生签约服务") == pytest.approx(expected)
    assert share((), "家庭医生签约服务") == 0.0


@given(
    st.lists(st.text(alphabet="医保基金a", max_size=8), max_size=4),
    st.lists(st.text(alphabet="医保基金a", min_size=1, max_size=5), min_size=2, max_size=4, unique=True),
)
def test_a_word_is_held_whole_or_by_another_name_or_in_parts(texts: list[str], names: list[str]) -> None:
    """As told one by one, without looking for all of them at once."""
    word, *others = names

    def told(text: str) -> float:
        if word in text:
            return 1.0
        if any(other in text for other in others):
            return OTHERWISE
        held = [pair in text for pair in pairs_of(word)]
        part = sum(held) / len(held) if len(held) > 1 else 0.0
        return part if part > MOST else 0.0

    assert Matter([Concept(word, tuple(others))]).held(texts)[0].tolist() == list(map(told, texts))


def test_most_of_a_long_word_counts_in_parts_and_less_does_not() -> None:
    word = Concept("社区卫生服务站")
    assert Matter([word]).held(["社区卫生服务中心", "社区医院"]).tolist() == [[pytest.approx(5 / 6), 0.0]]


def test_words_of_asking_are_cut_out_and_words_of_documents_are_not_cut_into() -> None:
    assert without_asking("地区中医定点怎么定", rarity=lambda _: 0.4).split() == ["地区中医定点"]
    assert "中医" not in without_asking("地区中医", rarity=lambda _: 1.0)


def test_other_names_are_searched_for_at_less_weight() -> None:
    terms = terms_of("医保基金", (), concepts_of("医保基金", (), LAY))
    assert terms["医保"] == terms["基金"] == 1.0 and 0 < terms["疗保"] < 1.0


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="云山的签约率谁牵头多少吗大夫医保“15分钟”让不让里会ab\n", max_size=30))
def test_any_text_has_concepts_that_stand_in_it(text: str) -> None:
    for concept in concepts_of(text, (), LAY):
        assert concept.word and 0 <= share([concept], text.lower()) <= 1
        assert concept.word not in concept.others


def test_a_phrase_that_asks_leaves_its_words_to_the_matter() -> None:
    thesaurus = default_thesaurus()
    assert "组长" in [c.word for c in concepts_of("谁当组长", (), thesaurus)]


def test_a_figure_with_a_unit_in_letters_is_no_word_and_a_range_of_them_names_a_band() -> None:
    assert words("基站功率是33dBm吧") == ["基站", "功率"]
    assert "20-25mhz" in words("20-25MHz功率多少")
