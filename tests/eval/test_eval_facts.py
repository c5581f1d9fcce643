"""eval.facts: folded letters, equal numbers, and nothing cut out of a longer number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.facts import fact_found, fact_in, is_figure
from rag.language.numerals import to_chinese

FOUND = [
    ("45%", "达到百分之四十五以上"),
    ("百分之四十五", "达到45%"),
    ("45％", "达到 45 % 以上"),
    ("2025", "到二〇二五年"),
    ("2025年", "2025年12月底前"),
    ("2020年6月30日", "2020-06-30"),
    ("2020年6月", "2020年6月30日印发"),
    ("12月", "2022年12月底前"),
    ("12个", "十二个专家工作站"),
    ("12", "共12家"),
    ("60万", "不超过60万元"),
    ("60万元", "600000元"),
    ("15分钟健康圈", "建成十五分钟健康圈"),
    ("平办[2020]7号", "平办〔2020〕7号"),
    ("市卫生健康委", "由 市卫生 健康委 牵头"),
    ("第一康复医院", "市第一康复医院"),
    ("ct", "购置CT设备"),
    ("十万元以下", "处十万元以下的罚款"),
]
NOT_FOUND = [
    ("5%", "达到45%"),
    ("45%", "达到45.5%"),
    ("45%", "共45家"),
    ("百分之八", "百分之八十"),
    ("百分之八十", "百分之八"),
    ("12个", "提高12个百分点"),
    ("12", "到2012年"),
    ("12", "共120家"),
    ("2025", "到2024年"),
    ("2020年6月30日", "2020年6月印发"),
    ("公共卫生20条", "公共卫生120条"),
    ("平办〔2020〕7号", "平办〔2020〕17号"),
    ("卫生健康委", "卫生局"),
    ("十万元以下", "处二十万元以下的罚款"),
    ("五万", "十五万元"),
    ("二十", "二十万元"),
    ("。", ""),
]


@pytest.mark.parametrize(("fact", "text"), FOUND)
def test_found(fact: str, text: str) -> None:
    assert fact_in(fact, text)


@pytest.mark.parametrize(("fact", "text"), NOT_FOUND)
def test_not_found(fact: str, text: str) -> None:
    assert not fact_in(fact, text)


def test_one_alternative_is_enough() -> None:
    assert fact_found(("九成", "45%"), "达到45%")
    assert not fact_found(("九成", "46%"), "达到45%")


def test_what_is_a_figure() -> None:
    assert is_figure(("45%",)) and is_figure(("2020年6月30日",)) and is_figure(("60万",))
    assert not is_figure(("市卫生健康委",)) and not is_figure(("公共卫生20条",))


@given(st.integers(2, 9999), st.integers(2, 9999))
def test_numerals_are_equal_just_when_their_values_are(a: int, b: int) -> None:
    assert fact_in(f"{a}家", f"建设{to_chinese(b)}家医院") == (a == b)
    assert fact_in(f"{to_chinese(a)}家", f"建设{b}家医院") == (a == b)
