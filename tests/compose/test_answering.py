"""The unit that answers: of what is asked for, not what stands near it."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.compose.answering import answering
from rag.compose.selection import Scored
from rag.index.passages import passages
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Hit, Passage

TEXT = """某县书院建设方案

一、碧湖书院筹备新馆开馆。

二、球场到2030年全部达标。

三、碧湖书院新馆到2029年开馆。
"""


@pytest.mark.parametrize(("other", "chosen"), [("二", "一"), ("三", "三")])
def test_the_date_of_something_else_is_none_of_what_is_asked(
    small: Assistant, other: str, chosen: str
) -> None:
    document = parse(normalise(TEXT), document_id="d")
    clauses = {c.path[0]: c for c in document.walk()}
    contexts = {p.clause_id: p.context for p in passages(document)}
    scored = [
        Scored(
            Unit(clauses[name], *spans(clauses[name])[-1], score),
            Hit(clauses[name], 1.0, 1, Passage(name, "d", 0, 1, "", contexts[clauses[name].id])),
        )
        for name, score in (("一", 5.0), (other, 4.0))
    ]
    query = small.understood("碧湖书院新馆什么时候开馆？")
    assert query.kind == "date"
    assert answering(query, scored).unit.clause.path == (chosen,)


def test_a_unit_that_lacks_what_is_asked_for_gives_way_to_one_that_has_it(small: Assistant) -> None:
    text = (
        "某县办法\n\n第一条 申报平台的奖励由企业自愿提出，奖励材料应当真实。\n\n"
        "第二条 平台奖励由县科技局负责。\n\n第三条 县卫生健康局负责别的事。\n"
    )
    document = parse(normalise(text), document_id="d")
    clauses = {c.path[0]: c for c in document.walk() if c.path[0].startswith("第")}
    query = small.understood("申报平台的奖励归哪个局受理？")

    def scored(*scores: float) -> list[Scored]:
        units = [
            Unit(clause, *spans(clause)[0], score)
            for clause, score in zip(clauses.values(), scores, strict=True)
        ]
        hits = [Hit(u.clause, 1.0, 1, Passage(u.clause.id, "d", 0, 1, "", "")) for u in units]
        return [Scored(unit, hit) for unit, hit in zip(units, hits, strict=True)]

    assert answering(query, scored(5.0, 4.0, 1.0)).unit.clause.path == ("第二条",)
    assert answering(query, scored(5.0, 1.0, 0.0)).unit.clause.path == ("第一条",), "too far behind"


def test_what_was_reached_gives_way_to_what_is_planned(small: Assistant) -> None:
    text = (
        "某县政府工作报告\n\n一、2025年工作回顾\n\n粮食总产量达到120万斤。\n\n"
        "二、2026年工作安排\n\n粮食总产量达到125万斤。\n"
    )
    document = parse(normalise(text), document_id="d")
    clauses = [c for c in document.walk() if c.path in (("一",), ("二",))]
    contexts = {p.clause_id: p.context for p in passages(document)}
    scored = [
        Scored(
            Unit(clause, *spans(clause)[-1], score),
            Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", f"{contexts[clause.id]} {clause.heading}")),
        )
        for clause, score in zip(clauses, (5.0, 4.0), strict=True)
    ]
    planned = small.understood("今年粮食总产量要达到多少万斤？")
    assert answering(planned, scored).unit.clause.path == ("二",)
    reached = small.understood("粮食总产量达到多少万斤？")
    assert answering(reached, scored).unit.clause.path == ("一",)


@pytest.mark.parametrize(
    ("headings", "question"),
    [
        (("2015年工作", "2016年工作"), "2015年新增就业多少人？"),
        (("“十二五”时期发展", "“十三五”时期发展"), "十二五期间新增就业多少人？"),
    ],
)
def test_a_figure_of_another_time_gives_way(
    small: Assistant, headings: tuple[str, str], question: str
) -> None:
    text = f"某县报告\n\n一、{headings[0]}\n\n新增就业312人。\n\n二、{headings[1]}\n\n新增就业350人。\n"
    document = parse(normalise(text), document_id="d")
    clauses = [c for c in document.walk() if c.path in (("二",), ("一",))]
    scored = [
        Scored(
            Unit(clause, *spans(clause)[-1], score),
            Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", f"某县报告 {clause.heading}")),
        )
        for clause, score in zip(reversed(clauses), (5.0, 4.0), strict=True)
    ]
    assert scored[0].unit.clause.path == ("二",)
    assert answering(small.understood(question), scored).unit.clause.path == ("一",)


GOALS = """某县规划

一、目标

共有三个平台，分布在20个乡镇。到2025年，平台达到12个。队伍水平明显提高。

到2035年，平台达到30个。队伍水平全国领先。
"""


def _scored_units(words: dict[str, float]) -> list[Scored]:
    """Units of the clause by how they begin, with scores, best first."""
    document = parse(normalise(GOALS), document_id="d")
    clause = next(c for c in document.walk() if c.path == ("一",))
    hit = Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", "某县规划 目标"))
    units = [Unit(clause, *span) for span in spans(clause)]
    found = [
        Scored(unit.scored(score), hit)
        for unit in units
        for start, score in words.items()
        if unit.text.startswith(start)
    ]
    return sorted(found, key=lambda entry: -entry.unit.score)


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("云山2025年平台要有多少个", {"共有三个": 5.0, "到2025年": 4.5}, "到2025年"),
        ("云山2025年平台要有多少个", {"共有三个": 5.0, "到2025年": 3.5}, "共有三个"),  # too far behind
        ("云山到2025年队伍要怎么样", {"队伍水平全国": 5.0, "队伍水平明显": 4.0}, "队伍水平明显"),
        ("云山到2035年队伍要怎么样", {"队伍水平全国": 5.0, "队伍水平明显": 4.0}, "队伍水平全国"),
    ],
)
def test_what_is_told_for_the_year_goes_first(
    small: Assistant, question: str, words: dict[str, float], told: str
) -> None:
    found = answering(small.understood(question), _scored_units(words))
    assert found.unit.text.startswith(told)


BREEDING = """碧湖县养殖条例

第一条 本条例所称严重鱼病，是指一月内使半数以上鱼苗死亡的鱼病。

第二条 本条例所称鱼病，是指由病菌引起的鱼类异常。

第三条 鱼病的诊治由县渔业站负责。养殖户不得丢弃病死鱼。

第四条 养殖户应当记录鱼病用药。

第五条 有下列情形之一的，可以关闭鱼塘：

（一）三年未投放鱼苗的；

（二）水质连续两年为劣的。

第六条 有下列情形之一的，不得关闭鱼塘：

（一）塘内尚有待售成鱼的；

（二）租约未满的。

第七条 养殖户有下列行为之一的，由县渔业站责令改正，处二百元罚款：

（一）丢弃病死鱼的；

（二）未记录鱼病用药的。

第八条 关闭鱼塘由县渔业站备案。关闭鱼塘的，应当放干塘水。
"""


@pytest.fixture(scope="module")
def breeding(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(BREEDING, tmp_path_factory.mktemp("breeding"))


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("鱼病是指什么？", "本条例所称鱼病，"),
        ("鱼病是什么？", "本条例所称鱼病，"),
        ("严重鱼病的定义是什么？", "本条例所称严重鱼病，"),
        ("养殖户丢弃病死鱼怎么处理？", "养殖户有下列行为之一的，由县渔业站责令改正，处二百元罚款："),
        ("没记录鱼病用药会怎么样？", "养殖户有下列行为之一的，由县渔业站责令改正，处二百元罚款："),
        ("什么情况下可以关闭鱼塘？", "有下列情形之一的，可以关闭鱼塘："),
        ("哪些情形不能关闭鱼塘？", "有下列情形之一的，不得关闭鱼塘："),
    ],
)
def test_what_a_rule_is_asked_for_goes_before_what_else_is_said_of_its_matter(
    breeding: Assistant, question: str, begins: str
) -> None:
    answer = breeding.ask(question)
    assert answer.status == "answered"
    assert answer.statements[0].text.startswith(begins)


def test_all_cases_are_told_and_none_of_them_again(breeding: Assistant) -> None:
    texts = [statement.text for statement in breeding.ask("哪些情形不能关闭鱼塘？").statements]
    assert texts[:3] == ["有下列情形之一的，不得关闭鱼塘：", "塘内尚有待售成鱼的", "租约未满的。"]
    assert not any("不得关闭鱼塘" in text for text in texts[3:])


PHONES = """渡口问答

一、渡口服务。有事拨打市渡口服务处电话0571-8600 1180。

二、各县渡口服务电话

云山县 0571-8623 3311

东陵县 0571-8711 0926
"""


@pytest.mark.parametrize(
    ("question", "chosen"), [("东陵县渡口服务电话是多少", "东陵县"), ("渡口服务电话是多少", "有事")]
)
def test_each_place_has_a_number_of_its_own(small: Assistant, question: str, chosen: str) -> None:
    document = parse(normalise(PHONES), document_id="d")
    contexts = {p.clause_id: p.context for p in passages(document)}
    scored = [
        Scored(
            Unit(clause, begin, end, score),
            Hit(clause, 1.0, 1, Passage(clause.id, "d", 0, 1, "", contexts[clause.id])),
        )
        for clause in document.walk()
        for begin, end in spans(clause)
        for opens, score in (("有事", 5.0), ("云山县 ", 4.5), ("东陵县 ", 4.0))
        if clause.text[begin:end].startswith(opens)
    ]
    scored.sort(key=lambda entry: -entry.unit.score)
    assert len(scored) == 3
    assert answering(small.understood(question), scored).text.startswith(chosen)


CONTACTS = """渡口改造指南

一、联系方式

| 单位 | 联系人 | 电话 |
| 云山县渡口站 | 俞立 | 0571-8623 0908 |
| 东陵县渡口站 | 郭锋 | 0571-8711 3345 |
"""


def test_a_question_that_only_names_what_is_wanted_is_about_what_the_one_before_is(tmp_path: Path) -> None:
    text = assistant_over(CONTACTS, tmp_path).ask("东陵县渡口站联系人是谁，电话多少").text
    assert "郭锋" in text and "8711 3345" in text and "8623" not in text
