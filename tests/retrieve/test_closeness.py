"""How near words are: by hand over made-up vectors, and what must never depend on other documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.encode.encoder import BundledEncoder, HashingEncoder
from rag.index.lexicon import Lexicon, as_bytes, common_words
from rag.retrieve.closeness import NEAR, SAME, Closeness, WordVectors


def rows(*vectors: list[float]) -> NDArray[np.int8]:
    return as_bytes(np.array(vectors, np.float32))


#: Four common words of which the cosines with 医生's vector (1, 0) are 0, 0, 0.6 and -0.6.
COMMON = ([0.0, 1.0], [0.0, -1.0], [0.6, 0.8], [-0.6, 0.8])


class FlatEncoder(HashingEncoder):
    """Whatever is asked lies where 医生 does."""

    dim = 2

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1.0, 0.0]] * len(texts), np.float32).reshape(-1, self.dim)


def table(**words: list[float]) -> WordVectors:
    lexicon = Lexicon(["甲"] * len(COMMON), list(words), rows(*COMMON, *words.values()))
    return WordVectors(lexicon, FlatEncoder())


def of(near: Closeness, word: str, *texts: str) -> list[float]:
    """The nearness of one word to each text."""
    found: list[float] = near([word], texts)[0].tolist()
    return found


def test_nearness_counts_standard_deviations_above_a_common_word() -> None:
    near = Closeness(table(医生=[1.0, 0.0], 大夫=[1.0, 0.0], 药品=[0.0, 1.0]), "问", ["医生"])
    spread = np.sqrt((0.6**2 + 0.6**2) / 4)
    assert of(near, "医生", "大夫", "药品") == pytest.approx(
        [(1 / spread - NEAR) / (SAME - NEAR), 0.0], abs=0.01
    )


def test_the_nearest_word_of_a_text_counts() -> None:
    near = Closeness(table(医生=[1.0, 0.0], 大夫=[1.0, 0.0], 药品=[0.0, 1.0]), "问", ["医生", "药品"])
    texts = ["药品和大夫", "大夫", "药品"]
    both, doctor, medicine = near(["医生", "药品"], texts).T.tolist()
    assert both == [doctor[0], medicine[1]]
    assert of(near, "药品", *texts) == [both[1], doctor[1], medicine[1]], "a part of the words will do"


def test_nothing_is_near_to_nothing() -> None:
    some = table(医生=[1.0, 0.0])
    assert Closeness(some, "问", [])([], ["医生"]).shape == (0, 1)
    assert of(Closeness(some, "问", ["医生"]), "医生", "。", "") == [0.0, 0.0]
    assert of(Closeness(some, "问", ["医生"]), "医生", "。", "医生", "")[1] > 0.0
    assert Closeness(some, "问", ["医生"])(["医生"], []).shape == (1, 0)
    assert Closeness(some, "问", ["医生"])(["药品", "医生"], ["医生"])[:, 0].tolist() == [
        0.0,
        *of(Closeness(some, "问", ["医生"]), "医生", "医生"),
    ]
    assert of(Closeness(some, "问", []), "医生", "医生") == [0.0]


def test_a_word_that_no_document_holds_is_encoded_with_the_question() -> None:
    near = Closeness(table(大夫=[1.0, 0.0]), "郎中是谁", ["郎中", "大夫"])
    assert near.vector.tolist() == [1.0, 0.0]
    assert of(near, "郎中", "大夫") == of(near, "大夫", "大夫") != [0.0]


def test_another_documents_words_change_nothing() -> None:
    """What a visitor may not read must not show in the scores of what they may."""
    encoder = HashingEncoder()
    words = ["医生", "手术"]
    vectors = as_bytes(encoder.encode_documents([*common_words(), *words]))
    with_both = WordVectors(Lexicon(common_words(), words, vectors), encoder)
    without = WordVectors(Lexicon(common_words(), words[:1], vectors[:-1]), encoder)
    assert of(Closeness(with_both, "手术", ["手术"]), "手术", "医生") == of(
        Closeness(without, "手术", ["手术"]), "手术", "医生"
    )


def test_everyday_words_stand_near_the_official_ones(bundled: BundledEncoder) -> None:
    words = ["负债", "专家", "生育", "药品", "收费"]
    vectors = as_bytes(bundled.encode_documents([*common_words(), *words]))
    near = Closeness(
        WordVectors(Lexicon(common_words(), words, vectors), bundled), "欠账", ["欠账", "老专家", "生娃"]
    )
    for word, official, other in (
        ("欠账", "负债", "药品"),
        ("老专家", "专家", "药品"),
        ("生娃", "生育", "收费"),
    ):
        close, far = of(near, word, official, other)
        assert close > far


def test_words_that_stand_everywhere_may_be_left_out() -> None:
    words = table(医生=[1.0, 0.0], 大夫=[1.0, 0.0], 医院=[1.0, 0.0])
    near = Closeness(words, "问", ["医生"], {"大夫": 0.8, "医院": 0.2}.__getitem__)
    assert near(["医生"], ["医院"])[0, 0] > 0.0
    assert near(["医生"], ["医院", "医院的大夫"], 0.6)[0].tolist() == [0.0, near(["医生"], ["大夫"])[0, 0]]
