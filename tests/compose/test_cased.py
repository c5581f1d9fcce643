"""The row, or the sentence, of the case that a figure falls in goes before what tells of no case."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.cased import of_its_case
from rag.compose.cases import of_the_case, tells_a_case
from rag.language.bands import told_in
from rag.language.tabled import Cell, Row
from rag.pipeline import Assistant

TREES = """汐城古树养护补助办法

第一条 树龄满100年的树木，可以列为古树。

第二条 古树养护补助按下列标准发放：

| 树龄 | 补助标准（元/株·年） | 巡查要求 |
| 100至199年 | 90 | 每季一次 |
| 200至299年 | 170 | 每季一次 |
| 300年以上 | 480 | 每月一次 |

第三条 校园里的古树，每株每年加发养护补助25元。

第四条 古树养护补助每年12月发放，由树木所在的村庄领取。

第五条 水位警戒分为三级：

| 级别 | 触发水位 | 批准人 |
| Ⅲ级 | 达到警戒水位21.0米 | 值班主任 |
| Ⅱ级 | 达到保证水位23.5米 | 副总工程师 |
| Ⅰ级 | 超过保证水位0.8米以上 | 总工程师 |

第六条 用火审批：

（一）一般职工用火1天以内的，由班长批准；1天以上3天以内的，由站长批准；3天以上的，由局长批准。

（二）班长用火1天以内的，由站长批准；1天以上的，由局长批准。

汐城林业局
"""


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(TREES, tmp_path_factory.mktemp("trees"))


@pytest.mark.parametrize(
    ("question", "case", "standard"),
    [
        ("树龄150年的古树每株每年养护补助多少？", "100至199年", "90"),
        ("树龄250年的古树每株每年养护补助多少？", "200至299年", "170"),
        ("300年的古树每年养护补助多少？", "300年以上", "480"),
    ],
)
def test_the_row_of_the_case_goes_before_a_sentence_of_none(
    trees: Assistant, question: str, case: str, standard: str
) -> None:
    """第三条 tells of 每株每年加发 in more of the words of the question."""
    (statement,) = trees.ask(question).statements
    assert case in statement.text and standard in statement.text


def test_of_what_no_case_holds_no_other_sentence_tells(trees: Assistant) -> None:
    assert "25元" not in trees.ask("树龄60年的古树每株每年养护补助多少？").text


def test_a_figure_that_is_asserted_may_be_no_case(trees: Assistant) -> None:
    turn = trees.turn("校园里的古树每株每年是不是加发25年？")
    scored = trees.turn("校园里的古树每年加发多少补助？")
    assert turn.composition.best and scored.composition.best
    assert of_its_case(turn.query, {}, ()) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("水位21米启动几级警戒？", "Ⅲ级"),
        ("水位23.5米的警戒由谁批准？", "副总工程师"),
        ("Ⅲ级警戒由谁批准？", "值班主任"),
        ("Ⅰ级警戒的触发水位是多少？", "0.8米以上"),
    ],
)
def test_a_row_is_named_by_its_number_and_by_its_level(trees: Assistant, question: str, words: str) -> None:
    """21 is 21.0, a lone band of the column sets no case, and Ⅲ is a word."""
    (statement,) = trees.ask(question).statements
    assert words in statement.text


def test_bands_that_meet_set_cases() -> None:
    meeting = "班长用火1天以内的，由站长批准；1天以上的，由局长批准。"
    assert tells_a_case("班长用火两天谁批准", "1天以上的，由局长批准。", meeting)
    goals = "用火培训1天以内；巡查9天以上。"
    assert not tells_a_case("用火两天", "用火培训1天以内", goals)


def test_which_of_several_rows_holds_a_figure() -> None:
    texts = ["不足9吨的，由站长批准", "9吨以上21吨以下的，由局长批准，公示3天", "其他情形"]
    rows = [Row(at, at + 1, (Cell(0, "情形", text, at, at + 1),)) for at, text in enumerate(texts)]
    assert of_the_case(rows, told_in("12吨")) == rows[1:2]
    assert of_the_case(rows, told_in("30吨")) == []
    assert of_the_case(rows, told_in("30米")) is None
