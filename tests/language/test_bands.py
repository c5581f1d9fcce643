"""Bands of values: as the law counts, 以上, 以下 and 以内 include the number, 不足, 不满 and 超过 do not."""

from __future__ import annotations

import pytest

from rag.language.bands import bands, told_in, without_bands


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("舱位不足6个", ("5个",), ("6个", "7个")),
        ("舱位6个以上18个以下", ("6个", "18个"), ("5个", "19个")),
        ("舱位超过18个", ("19个",), ("18个",)),
        ("舱位18个以上", ("18个", "30个"), ("17个",)),
        ("面积30㎡以上不足70㎡", ("30平方米", "69平米", "50"), ("70平方米", "30亩", "30%")),
        ("40%～60%", ("40%", "60%", "百分之五十"), ("61%", "50")),
        ("不超过12天", ("12天", "3天"), ("13天",)),
        ("年满60周岁不满70周岁", ("60岁", "69岁"), ("70岁",)),
    ],
)
def test_which_figures_lie_in_a_band(text: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    told = bands(text)
    for figure in inside:
        assert any(band.covers(told_in(figure)[0]) for band in told), figure
    for figure in outside:
        assert not any(band.covers(told_in(figure)[0]) for band in told), figure


def test_a_band_asked_for_must_lie_in_it_whole() -> None:
    (case,) = bands("浓度5毫克以上不足9毫克")
    assert case.covers(bands("6毫克以上8毫克以下")[0])
    assert not case.covers(bands("6毫克以上")[0])
    assert not case.covers(bands("不足9毫克")[0])


def test_bands_that_share_an_end_do_not_overlap() -> None:
    first, second, third = (bands(text)[0] for text in ("9吨以下", "9吨以上21吨以下", "15吨以上"))
    assert not first.overlaps(second) and second.overlaps(third) and not first.overlaps(third)


def test_a_condition_is_told_from_a_goal() -> None:
    conditions = ["不足9吨", "9吨以上不足21吨", "低于15%"]
    goals = ["9吨以上", "不超过9吨", "15%以内", "3—5人"]
    assert all(bands(text)[0].condition for text in conditions)
    assert not any(bands(text)[0].condition for text in goals)


def test_what_stands_beside_a_band() -> None:
    assert without_bands("拆除高度不足3米的围栏") == without_bands("拆除高度3米以上的围栏") == "拆除高度围栏"
