"""Whether things are named one by one: beside what is asked about, and each by itself."""

import pytest

from rag.evidence.names import names_each
from rag.understand.subject import Concept

TALENT = "完善紧缺岗位目录，每年更新，在住房、落户、子女入学、医疗等方面给予支持。"


@pytest.mark.parametrize(
    ("words", "text", "named"),
    [
        # Two stops away, the items are of something else.
        (("岗位", "目录"), TALENT, False),
        (("岗位", "目录"), "公布紧缺岗位目录，包括焊工、钳工、护士、厨师。", True),
        (("岗位", "目录"), "焊工、钳工、护士、厨师等列入紧缺岗位目录。", True),
        # A text that has other words for the matter all through tells nothing of how near it is.
        (("活儿",), TALENT, True),
        # Of a place that the question names every sentence may be.
        (("杭州", "活儿"), f"杭州{TALENT}", True),
    ],
)
def test_items_count_beside_what_is_asked_about(words: tuple[str, ...], text: str, named: bool) -> None:
    concepts = [Concept(word) for word in words]
    assert names_each("紧缺岗位的目录里有哪些岗位？", [text], concepts) is named


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("监测目录里有哪些农药？", "对毒性高、残留多、用量大的农药实施监测。", False),
        ("哪些农药进了监测目录？", "对毒性高、残留多、用量大的农药实施监测。", False),
        ("哪些农药进了监测目录？", "对甲磷、乙胺、丙威实施监测。", True),
        # Where sorts are asked for, sorts will do.
        ("对哪几类农药实施监测？", "对毒性高、残留多、用量大的农药实施监测。", True),
    ],
)
def test_sorts_of_things_name_nothing_that_stands_in_a_catalogue(
    question: str, text: str, named: bool
) -> None:
    assert names_each(question, [text]) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("在中学、小学启动“毕业证+若干技能等级证”试点。", False),
        ("启动“毕业证+技能证+体能证”试点。", True),
        ("核发毕业证、技能证等证书。", True),
    ],
)
def test_items_are_parted_alike_through_a_list(text: str, named: bool) -> None:
    assert names_each("试点有哪几种证书？", [text]) is named


SEVEN = "依托“七大茶港、九大茶市”带动加工、运输和销售等方面。"


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("七大茶港叫什么？", SEVEN, False),
        ("七大茶港都是啥？", SEVEN, False),
        ("七大茶港是什么样的？", SEVEN, None),
        ("三大茶港叫什么？", "三大茶港为东港、西港、南港。", True),
        ("茶市20条都有啥？", "落实“茶市20条”，加强引导。", False),
        ("“12+2”茶事都有啥？", "开展“12+2”茶事。", False),
        ("一廊四湾指哪些？", "形成“一廊四湾”发展格局。", False),
        ("一廊四湾指哪些？", "四湾即龙湾、凤湾、鹿湾、鹤湾。", True),
        ("第一百零八条是什么内容？", "违反规定的，责令改正。", None),
    ],
)
def test_what_a_term_counts_is_named_or_not(question: str, text: str, named: bool | None) -> None:
    assert names_each(question, [text]) is named
