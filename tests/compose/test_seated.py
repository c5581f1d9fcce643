"""Who is in a group: by the part, by the name, by the organ, or all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over, said, settings_for_tests

from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.pipeline import Assistant

GROUP = """碧湖市人民政府办公室关于成立碧湖市防旱工作领导小组的通知
碧政办发〔2025〕17号

各县区人民政府，市直有关部门：

为加强防旱工作的组织领导，决定成立碧湖市防旱工作领导小组。

一、组成人员
组　长：甘　霖　　市委副书记、市长
常务副组长：骆明远　　市委常委、副市长
副组长：邢　岚　　市政府秘书长
　　　　贺兰山　　市水利局局长
成　员：尤小满　　市财政局副局长
　　　　聂　川　　市气象台台长
　　　　杭一舟　　市农业农村局总农艺师
领导小组办公室设在市水利局，由贺兰山同志兼任办公室主任。

二、主要职责
（一）领导小组每月会商一次旱情。
（二）市水利局负责水库调度。

碧湖市人民政府办公室
2025年6月3日
"""


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(GROUP, tmp_path_factory.mktemp("group"))


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("防旱工作领导小组组长是谁？", ["甘霖（市委副书记、市长）"], ["骆明远", "邢岚"]),
        ("碧湖市防旱领导小组副组长有谁？", ["骆明远", "邢岚", "贺兰山（市水利局局长）"], ["甘霖", "聂川"]),
        ("防旱领导小组常务副组长是谁？", ["骆明远"], ["邢岚"]),
        ("防旱领导小组成员有哪些？", ["尤小满", "聂川", "杭一舟"], ["甘霖"]),
        ("防旱领导小组成员名单", ["甘霖", "贺兰山", "杭一舟"], []),
        ("杭一舟担任什么职务？", ["成员：杭一舟（市农业农村局总农艺师）"], ["聂川"]),
        ("贺兰山是哪个单位的？", ["副组长：贺兰山（市水利局局长）", "兼任办公室主任"], ["邢岚"]),
        ("市财政局谁是防旱领导小组成员？", ["尤小满"], ["聂川"]),
    ],
)
def test_those_of_the_list_who_are_asked_for(
    group: Assistant, question: str, told: list[str], untold: list[str]
) -> None:
    answer = group.ask(question)
    assert all(words in answer.text for words in told), answer.text
    assert not any(words in answer.text for words in untold)
    assert {statement.verdict for statement in answer.statements} == {"verified"}


@pytest.mark.parametrize(
    "question",
    [
        "森林防火领导小组组长是谁？",
        "防旱领导小组秘书长是谁？",
        "防旱工作领导小组组成人员里市体育局的成员是谁？",
    ],
)
def test_another_group_or_part_is_not_told(group: Assistant, question: str) -> None:
    answer = group.ask(question)
    assert "甘霖" not in answer.text and "邢岚（" not in answer.text


def test_who_does_something_with_members_is_not_who_they_are(group: Assistant) -> None:
    for question in ("防旱领导小组成员调整由谁批准？", "防旱领导小组组长多久会商一次旱情？"):
        assert "成员：" not in group.ask(question).text and "组长：" not in group.ask(question).text


def test_who_heads_the_office_is_no_member(group: Assistant) -> None:
    answer = group.ask("防旱领导小组办公室主任是谁？")
    assert "由贺兰山同志兼任办公室主任" in answer.text and "成员：" not in answer.text


def test_a_part_behind_the_name_of_a_group_is_read_whole(tmp_path: Path) -> None:
    members = "一、组成人员\n指挥长：甘　霖　市长\n副指挥长：邢　岚　副市长\n成　员：聂　川　市气象台台长\n"
    text = f"碧湖市除雪指挥部组成人员\n\n{members}二、值班\n指挥部昼夜值班。\n"
    answer = assistant_over(text, tmp_path).ask("碧湖市除雪指挥部副指挥长是谁？")
    assert "副指挥长：邢岚（副市长）" in answer.text and "甘霖" not in answer.text


def test_who_sits_for_an_organ_is_told_alone(tmp_path: Path) -> None:
    text = (
        "临江市关于调整防汛领导小组成员的通知\n\n各县：\n\n现将调整后的防汛领导小组名单通知如下：\n\n组 长：韩 青 副市长\n\n"
        "成 员：魏山 水利局副局长\n\n刘大伟 财政局局长\n\n防汛领导小组办公室设在水利局。\n\n临江市人民政府\n\n2024年5月1日\n"
    )
    (tmp_path / "zu.txt").write_text(text, encoding="utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    asked = Assistant(index, HashingEncoder(), limits=settings_for_tests())
    assert said(asked, "防汛领导小组组长是谁") == ["组长：韩青（副市长）"]
    assert said(asked, "防汛领导小组财政局的成员是谁") == ["成员：刘大伟（财政局局长）"]
    assert asked.ask("防汛领导小组民政局的成员是谁").status == "refused"
    index.close()
