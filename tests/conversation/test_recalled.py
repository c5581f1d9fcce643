"""What opens a turn without being of its matter, and what calls back earlier turns."""

from __future__ import annotations

import pytest

from rag.conversation.recalled import OfTwo, asks_again, of_the_first, of_two, opened


@pytest.mark.parametrize(
    ("turn", "meant"),
    [
        ("不对，我问的是仓库租金", "仓库租金"),
        ("错了，是问临江的租金", "临江的租金"),
        ("我打错了，应该是临江", "临江"),
        ("说错了，是副组长", "副组长"),
        ("我说的是临江", "临江"),
        ("哦不是，是冷库", "冷库"),
    ],
)
def test_a_correction_is_not_of_the_matter(turn: str, meant: str) -> None:
    assert (opened(turn).text, opened(turn).corrects) == (meant, True)


@pytest.mark.parametrize(
    ("turn", "meant", "wrong"),
    [
        ("不是2025，是2023", "2023", "2025"),
        ("不是云山，而是临江", "临江", "云山"),
        ("我说的是租金不是押金", "租金", "押金"),
    ],
)
def test_what_is_not_meant_is_told_from_what_is(turn: str, meant: str, wrong: str) -> None:
    assert (opened(turn).text, opened(turn).wrong) == (meant, wrong)


@pytest.mark.parametrize(
    ("turn", "meant"),
    [
        ("换个话题，冷库有几座", "冷库有几座"),
        ("再问下临江的租金", "临江的租金"),
        ("算了，问一下冷库", "冷库"),
        ("回到临江，租金呢", "临江，租金呢"),
        ("没有的话，临江呢", "临江呢"),
    ],
)
def test_a_turn_to_another_matter_is_no_correction(turn: str, meant: str) -> None:
    assert (opened(turn).text, opened(turn).corrects) == (meant, False)


@pytest.mark.parametrize("turn", ["不对", "是不是要公示", "不是企业的能申报吗", "对不符合条件的怎么办"])
def test_a_question_that_only_begins_alike_is_left(turn: str) -> None:
    assert opened(turn).text == turn


def test_the_same_again() -> None:
    for turn in ("再说一遍", "请再重复一下", "再说一遍数字", "还有吗", "再具体点"):
        assert asks_again(turn), turn
    assert not asks_again("再说说租金")


def test_the_first_question_is_called_back() -> None:
    assert of_the_first("我刚才问的第一个问题是什么") == ""
    assert of_the_first("刚才云山第一个问题的答案再说一遍", ["云山"]) == ""
    assert of_the_first("最前面说的那个租金由谁收") == "租金由谁收"
    assert of_the_first("第一个阶段是什么时候") is None


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("哪个更高？", OfTwo(None, "")),
        ("这两个差多少", OfTwo(None, "")),
        ("一共几座", OfTwo(None, "")),
        ("一样吗", OfTwo(None, "")),
        ("两个都由谁收", OfTwo(None, "由谁收")),
        ("前者呢", OfTwo(0, "")),
        ("后者的租金由谁收", OfTwo(1, "租金由谁收")),
        ("一共要建几座冷库", None),
        ("两个仓库有多大", None),
        ("2023年呢", None),
        ("哪个部门负责", None),
    ],
)
def test_what_is_asked_of_two(turn: str, asked: OfTwo | None) -> None:
    assert of_two(turn) == asked
