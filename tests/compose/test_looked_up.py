"""A question that is made of the names of a table is answered by the cells where they meet, and by no other row."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant
from rag.types import Message

CENTRE = """云山县体育中心工作手册

一、通讯录

| 序号 | 科室 | 姓名 | 职务 | 办公室 | 办公电话 | 手机 |
| 1 | 办公室 | 丁一鸣 | 主任 | 东楼101 | 7215301 | 13700020001 |
| 2 | 办公室 | 庄敏 | 干事 | 东楼102 | 7215302 | 13700020002 |
| 3 | 器材科 | 韩冬 | 科长 | 东楼201 | 7215303 | 13700020003 |
| 4 | 器材科 | 石玉 | 副科长 | 东楼202 | 7215304 | |
| 5 | 训练中心 | 苏婉 | 主任（管夏令营） | 西楼101 | 7215305 | 13700020005 |
| 6 | 训练中心 | 万红 | 教练 | 西楼102 | 7215306 | 13700020006 |

二、值守安排

| 序号 | 日期 | 带班人 | 值守科长 |
| 1 | 3月4日 | 丁一鸣 | 韩冬 |
| 2 | 3月5日 | 苏婉 | 石玉 |

三、年度任务

| 序号 | 任务 | 牵头部门 | 配合部门 | 完成时限 | 督办人 |
| 1 | 更换看台座椅320个 | 器材科 | 办公室 | 5月底前 | 丁一鸣 |
| 2 | 举办少儿游泳比赛 | 训练中心 | 器材科 | 8月底前 | 苏婉 |
| 3 | 检修消防水泵 | 器材科 | 训练中心 | 4月底前 | 丁一鸣 |
| 4 | 整理历年档案 | 办公室 | 器材科 | 全年 | 苏婉 |

四、收费标准

单位：元/小时

| 序号 | 场馆 | 成人 | 学生 | 周末价 成人 | 周末价 学生 |
| 1 | 羽毛球馆 | 30 | 15 | 40 | 20 |
| 2 | 游泳馆 | 45 | 25 | 55 | 35 |
| 3 | 健身房 | 28 | 18 | | |

五、出差住宿标准

单位：元/人·天

| 序号 | 城市 | 处级 | 其他人员 |
| 1 | 桂林 | 420 | 330 |
| 2 | 洛阳 | 400 | 310 |

六、池水检测与看护

| 序号 | 水池 | 汛期检测 | 非汛期检测 | 会员 | 看护员 |
| 1 | 深水池 | 每天3次 | 每天1次 | | 骆冰 |
| 2 | 戏水池 | 每天2次 | 每周1次 | 免费 | 庄平 |
| 3 | 跳水池 | 每天4次 | 每天2次 | 免费 | 骆冰 |

云山县体育中心

2032年2月20日
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(CENTRE, tmp_path_factory.mktemp("centre"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("训练中心主任叫什么，办公电话多少", ["训练中心 主任（管夏令营）：姓名 苏婉，办公电话 7215305"]),
        ("办公室主任的手机是多少", ["办公室 主任：手机 13700020001"]),
        ("器材科副科长是谁", ["器材科 副科长：姓名 石玉"]),
        ("石玉是哪个科的", ["石玉：科室 器材科"]),
        ("万红是干什么的", ["万红：职务 教练"]),
        ("韩冬在哪办公", ["韩冬：办公室 东楼201"]),
        ("7215306是谁", ["7215306：姓名 万红"]),
        ("训练中心有哪些人", ["姓名：苏婉、万红"]),
        ("3月5日值守科长的办公电话是多少", ["3月5日：值守科长 石玉", "石玉：办公电话 7215304"]),
    ],
)
def test_a_person_and_a_column(centre: Assistant, question: str, told: list[str]) -> None:
    answer = centre.ask(question)
    assert [statement.text for statement in answer.statements] == told
    assert {statement.verdict for statement in answer.statements} == {"verified"}


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("石玉的手机是多少？", "手机"),
        ("3月5日值守科长的手机号是多少？", "手机"),
        ("训练中心副科长的电话", "办公电话"),
        ("器材科教练是谁", "姓名"),
        ("3月9日值守科长的手机是多少？", "数字"),
        ("办公室主任钱大有的手机是多少", "数字"),
    ],
)
def test_no_other_person_answers_where_the_cell_is_empty_or_names_do_not_meet(
    centre: Assistant, question: str, lacks: str
) -> None:
    answer = centre.ask(question)
    assert answer.status == "refused" and not answer.statements
    assert lacks in answer.text and "137000" not in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("器材科牵头的任务有哪些？", ["任务：更换看台座椅320个、检修消防水泵"]),
        ("器材科配合的任务有哪些？", ["任务：举办少儿游泳比赛、整理历年档案"]),
        ("办公室牵头哪些任务？", ["任务：整理历年档案"]),
        ("丁一鸣督办哪些任务", ["任务：更换看台座椅320个、检修消防水泵"]),
        ("少儿游泳比赛谁督办", ["举办少儿游泳比赛：督办人 苏婉"]),
        ("举办少儿游泳比赛由谁牵头", ["举办少儿游泳比赛：牵头部门 训练中心"]),
        ("骆冰看护哪个水池", ["骆冰：水池 深水池", "骆冰：水池 跳水池"]),
        ("深水池谁管", ["深水池：看护员 骆冰"]),
    ],
)
def test_the_column_of_a_name_decides_which_rows(centre: Assistant, question: str, told: list[str]) -> None:
    answer = centre.ask(question)
    assert ([statement.text for statement in answer.statements], answer.status) == (told, "answered")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("游泳馆的收费标准是多少？", "游泳馆：成人 45，学生 25，周末价成人 55，周末价学生 35"),
        ("学生去游泳馆多少钱？", "游泳馆：学生 25，周末价学生 35"),
        ("健身房学生多少钱", "健身房：学生 18"),
        ("游泳馆学生周末多少钱", "游泳馆：学生 25，周末价学生 35"),
        ("戏水池汛期检测几次", "戏水池：汛期检测 每天2次"),
        ("处级干部去洛阳出差住宿能报多少", "洛阳：处级 400"),
    ],
)
def test_one_cell_or_the_row_whole(centre: Assistant, question: str, told: str) -> None:
    assert [statement.text for statement in centre.ask(question).statements] == [told]


@pytest.mark.parametrize("question", ["石玉有几间房", "健身房有几张床", "骆冰有几张证"])
def test_a_number_of_which_no_column_is_is_not_stated(centre: Assistant, question: str) -> None:
    assert centre.ask(question).status == "refused"


def test_what_is_claimed_is_held_against_the_row(centre: Assistant) -> None:
    assert "带班人 丁一鸣" in centre.ask("3月4日带班的是苏婉吧？").text
    assert "职务 副科长" in centre.ask("器材科科长是石玉吧？").text
    assert "办公电话 7215304" in centre.ask("石玉的办公电话是7215399，对吗？").text


def test_a_year_that_the_table_is_not_of(centre: Assistant) -> None:
    assert centre.ask("2035年游泳馆的学生收费标准是多少？").status == "refused"


def test_a_column_alone_is_of_no_row(tmp_path: Path) -> None:
    rows = "\n".join(f"| {n} | 职工{n:02d}号 | 72153{n:02d} |" for n in range(10, 30))
    long = assistant_over(
        f"云山县体育中心通讯录\n\n一、通讯录\n\n| 序号 | 姓名 | 电话 |\n{rows}\n\n云山县体育中心\n\n2032年2月20日\n",
        tmp_path,
    )
    assert long.ask("他的电话是多少").status == "refused"
    assert not long.ask("通讯录里的电话是多少？").statements
    assert long.ask("职工12号的电话是多少").statements[0].text == "职工12号：电话 7215312"


def _talk(assistant: Assistant, *turns: str) -> list[list[str]]:
    """What each turn of a conversation is told."""
    history: list[Message] = []
    told = []
    for turn in turns:
        answer = assistant.ask(turn, tuple(history))
        told.append([statement.text for statement in answer.statements])
        history += [Message("user", turn), Message("assistant", answer.text)]
    return told


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("韩冬的办公电话是多少？", "他手机呢？", "他在哪办公？"), "韩冬：办公室 东楼201"),
        (("3月4日谁带班？", "值守科长呢？"), "3月4日：值守科长 韩冬"),
        (("3月4日谁带班？", "3月5日呢？", "她手机多少"), "苏婉：手机 13700020005"),
        (("训练中心主任是谁？", "手机呢？"), "训练中心 主任（管夏令营）：手机 13700020005"),
        (("学生去游泳馆多少钱？", "羽毛球馆呢？", "成人呢？"), "羽毛球馆：成人 30，周末价成人 40"),
        (("器材科科长是谁？", "训练中心呢？"), "训练中心：姓名 苏婉"),
    ],
)
def test_a_turn_exchanges_one_cell_of_the_question(
    centre: Assistant, turns: tuple[str, ...], told: str
) -> None:
    assert _talk(centre, *turns)[-1][0] == told


def test_nobody_else_is_told_where_the_next_turn_asks_what_is_not_stated(centre: Assistant) -> None:
    assert _talk(centre, "石玉的办公电话是多少？", "他手机呢？")[-1] == []
