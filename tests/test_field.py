"""Questions limited to one field: what is said of other fields alone is no answer."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.compose.draft import of_the_field
from rag.pipeline import Assistant
from rag.understand.subject import Concept, field_asked

FIELDS = """白河市购买服务管理办法

各县（市、区）人民政府：

第一条 在教育领域购买课后服务的，财政部门应当给予补助，补助措施由财政部门制定。（责任单位：市财政局）

第二条 公园内应当开设体育设施，供市民使用。财政部门对课后服务给予补助，补助措施另行制定。

第三条 公园不得向市民收取门票。

白河市人民政府

2023年5月6日
"""


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(FIELDS, tmp_path_factory.mktemp("fields"))


def test_what_is_said_of_another_field_answers_nothing(fields: Assistant) -> None:
    question = "财政部门对体育领域的补助措施"
    told = [draft.text for draft in fields.turn(question).composition.drafts]
    assert told == ["公园内应当开设体育设施，供市民使用。"]
    assert "课后服务" not in fields.ask(question).text


def test_a_field_that_no_document_names_is_refused(fields: Assistant) -> None:
    for question in ("财政部门对旅游领域的补助措施", "旅游领域的补助措施由哪个部门负责？"):
        assert not fields.turn(question).composition.drafts, question


def test_clauses_of_other_fields_fall_away(fields: Assistant) -> None:
    turn = fields.turn("财政部门对体育领域的补助措施")
    assert turn.query is not None
    assert [hit.clause.path for hit in of_the_field(turn.query, turn.hits)] == [("第二条",)]


def concept(word: str, rarity: float = 0.8) -> Concept:
    return Concept(word, rarity=rarity)


def test_the_field_stands_before_the_word() -> None:
    found = field_asked("体育领域有哪些措施", (concept("体育"), concept("措施")))
    assert found is not None and found.word == "体育"
    found = field_asked("教育领域要做什么", (concept("教育领域"),))
    assert found is not None and found.word == "教育", "the dictionary takes it for one word"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("重点瞄准哪些病种领域？", ("重点", "病种")),
        ("重点领域有哪些", ("重点",)),
        ("分领域的大脑要建几个", ("大脑",)),
        ("体育有哪些措施", ("体育",)),
    ],
)
def test_what_names_no_field(question: str, words: tuple[str, ...]) -> None:
    assert field_asked(question, [concept(word) for word in words]) is None


def test_a_field_of_all_documents_limits_nothing() -> None:
    assert field_asked("医疗卫生领域要做什么", (concept("医疗卫生", 0.4),)) is None


def test_a_line_of_business_that_no_document_names() -> None:
    found = field_asked("家具行业有哪些标准", (concept("家具", 1.0), concept("标准")))
    assert found is not None and found.word == "家具"
    assert field_asked("家具行业有哪些标准", (concept("家具"), concept("标准"))) is None
