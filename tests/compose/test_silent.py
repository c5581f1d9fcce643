"""What only tells which documents hold, or lists the cases of a breach, answers nothing else."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.silent import _of_a_breach
from rag.language.units import Unit, spans
from rag.pipeline import Assistant

RULES = """碧湖市图书馆借阅证管理办法

第一条　读者凭身份证办理借阅证，在校学生另交学生证复印件。
第二条　残疾读者和七十岁以上读者可免于刷证入馆。
第三条　有下列情形之一的，按违约处理：
（一）冒用他人借阅证的；
（二）代人刷证或者委托他人刷证的。
第四条　外借图书应当在三十日内归还。
第五条　本办法自2025年3月1日起施行。2019年4月印发的《碧湖市图书馆读者卡遗失处置规定》同时废止。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(RULES, tmp_path_factory.mktemp("library"))


@pytest.mark.parametrize(
    ("question", "untold"),
    [
        ("读者卡遗失了怎么办？", "废止"),
        ("读者卡什么时候能补？", "施行"),
        ("哪些人可以不刷证？", "代人刷证"),
        ("借阅证要什么证件？", "冒用"),
    ],
)
def test_they_answer_no_other_question(library: Assistant, question: str, untold: str) -> None:
    assert untold not in library.ask(question).text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("哪份规定同时废止了？", "读者卡遗失处置规定"),
        ("冒用他人借阅证会怎样？", "按违约处理"),
        ("能不能代人刷证？", "代人刷证"),
        ("可以冒用他人借阅证吗？", "冒用他人借阅证"),
        ("2019年的遗失处置规定怎么样了？", "废止"),
        ("哪些情形按违约处理？", "冒用他人借阅证"),
        ("哪些人可以不刷证？", "免于刷证入馆"),
    ],
)
def test_they_answer_their_own(library: Assistant, question: str, told: str) -> None:
    assert told in library.ask(question).text


def test_a_case_is_named_by_the_word_that_it_begins_with(library: Assistant) -> None:
    document = library.index.document(next(iter(library.catalog.headers)))
    case = next(Unit(c, *spans(c)[0]) for c in document.walk() if c.text.startswith("（一）"))
    assert case.text.startswith("冒用") and not _of_a_breach("冒用他人的证行吗", document, case)
    assert _of_a_breach("借阅证要什么证件", document, case)
