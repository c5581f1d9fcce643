"""What is told of a place answers for that place, not for one around or within it."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant
from rag.where import of_the_whole

PLAN = """惠州市社区服务方案

为打造健康广东示范区，制定本方案。

一、主要目标

到2027年，签约率达到44%，建成12个站点。全省在2028年前建成90个中心。（牵头单位：市卫生健康局）

二、试点安排

惠东县在2026年底前建成3个驿站。怎么推进：分片包干，按季度通报。

惠州市人民政府

2025年1月6日
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("plan")
    return assistant_over(PLAN, folder)


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("惠州签约率要达到多少？", False),
        ("签约率要达到多少？", False),
        ("广东省惠州市签约率要达到多少？", False),
        ("广东签约率要达到多少？", True),  # above
        ("广东省要建成多少个中心？", False),  # told of the whole province
        ("惠州惠东县要建成几个驿站？", False),  # told of the county
        ("惠州博罗县签约率要达到多少？", True),  # within, and not told of
        ("广东签约率到哪年达标？", True),
        ("广东的签约率由哪个部门牵头？", True),
        ("广东怎么分片包干、按季度通报？", False),  # a way to do it
    ],
)
def test_a_figure_of_another_level_is_no_answer(plan: Assistant, question: str, lacks: bool) -> None:
    turn = plan.turn(question)
    assert turn.decision is not None and turn.composition.drafts
    assert bool(turn.decision.evidence["of_the_whole"]) is lacks


def test_a_refusal_names_the_place_that_is_not_told_of(plan: Assistant) -> None:
    answer = plan.ask("惠州博罗县签约率要达到多少？")
    assert answer.refusal is not None and "写明博罗“" in answer.refusal.missing


@pytest.mark.parametrize(
    ("places", "best", "stated", "whole"),
    [
        (["烟台"], "全省算力规模达到14EFlops", "主要目标 全省算力规模达到14EFlops", True),
        (["烟台"], "算力规模达到14EFlops", "烟台 算力规模达到14EFlops", False),
        (["烟台"], "全省算力规模达到14EFlops", "烟台等市 全省算力规模达到14EFlops", False),
        (["山东"], "全省算力规模达到14EFlops", "全省算力规模达到14EFlops", False),
        (["山东"], "全国算力规模达到300EFlops", "全国算力规模达到300EFlops", True),
        ([], "全省算力规模达到14EFlops", "全省算力规模达到14EFlops", False),
    ],
)  # fmt: skip
def test_a_figure_of_the_whole_is_none_of_a_part(
    places: list[str], best: str, stated: str, whole: bool
) -> None:
    assert of_the_whole(places, best, stated) == whole
