"""A name with another word before its head answers nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.evidence.modifiers import beside_section_named, of_another_name
from rag.language.text import normalise
from rag.language.units import Unit, spans
from rag.parse.parser import parse
from rag.understand.subject import Concept


@pytest.mark.parametrize(
    ("words", "text", "above", "other"),
    [
        (("注册", "用户量"), "活跃用户量达到30万户。", "", True),
        (("注册", "用户量"), "注册用户量达到30万户。", "", False),
        (("注册", "用户量"), "用户量达到30万户。", "", False),
        (("注册", "用户量"), "提高用户量到30万户。", "", False),
        (("注册", "用户量"), "活跃用户量达到30万户。", "注册管理", False),
        (("注册", "用户量"), "活跃用户量30万户，全县用户量50万户。", "", False),
        (("注册", "用户"), "活跃用户30万户。", "", False),
    ],
)
def test_a_name_with_another_word_before_its_head(
    words: tuple[str, str], text: str, above: str, other: bool
) -> None:
    concepts = [Concept(word, (), 0.5) for word in words]
    assert of_another_name(f"云山的{''.join(words)}是多少", concepts, text, above) is other
    assert not of_another_name("云山的用户量是多少", concepts, text, above)


USERS = """云山县书屋工作报告

一、成绩

书屋活跃用户量达到30万户。

二、办法

书屋用户量按月统计。
"""


def test_another_indicator_is_refused(tmp_path: Path) -> None:
    asked = assistant_over(USERS, tmp_path)
    assert "30万户" in asked.ask("云山书屋活跃用户量是多少").text
    assert asked.ask("云山书屋注册用户量是多少").status == "refused"


@pytest.mark.parametrize(
    ("question", "text", "above", "other"),
    [
        ("鸭蛋储备有多少", "全县白糖储备共3万吨。", "", True),
        ("白糖储备有多少", "全县白糖储备共3万吨。", "", False),
        ("鸭蛋储备有多少", "全县储备共3万吨。", "", False),
        ("鸭蛋储备有多少", "白糖储备共3万吨。", "鸭蛋", False),
        ("PM10平均浓度是多少", "全县PM2.5平均浓度为40微克。", "", True),
        ("PM2.5浓度是多少", "全县PM2.5平均浓度为40微克。", "", False),
        ("Ⅱ类切口感染率要多少", "Ⅰ类切口手术部位感染率不超过1%。", "", True),
        ("自筹经费要多少", "财政经费为40万元。", "", True),
        ("药品支出占业务支出多少", "人员支出占业务支出的40%。", "", True),
        ("人员支出占业务支出多少", "人员支出占业务支出的40%。", "", False),
        ("民间投资多少", "总投资4亿元。", "", True),
        ("城乡居民多少", "城镇和乡村居民40万人。", "", False),
        ("电力装机里，风电占多少", "非化石能源装机占40%。", "", False),
        ("要求专家下沉多少", "落实专家下沉40人。", "", False),
    ],
)
def test_another_word_in_its_place(question: str, text: str, above: str, other: bool) -> None:
    assert of_another_name(question, [], text, above) is other


def test_a_word_of_several_names_is_one_word_however_it_is_cut() -> None:
    whole = Concept("仓库储备", ("库存",), 0.5)
    assert of_another_name("鸭蛋仓库储备多少", [], "白糖仓库储备3万吨", "")
    assert not of_another_name("鸭蛋仓库储备多少", [whole], "白糖仓库储备3万吨", "")


GUIDE = """云山县渡船改造指南

一、改造方向

（一）培育项目

1.动力。渡船改用电动机，改造费用按实列支。

（二）示范项目

1.船体。渡船船体改用铝材，船体厚度不少于6毫米。
"""


def test_another_section_is_refused(tmp_path: Path) -> None:
    asked = assistant_over(GUIDE, tmp_path)
    assert "6毫米" in asked.ask("云山示范项目渡船船体厚度不少于多少毫米").text
    assert asked.ask("云山培育项目渡船船体厚度不少于多少毫米").status == "refused"


def test_a_word_is_not_told_by_another_of_the_same_end() -> None:
    asked = Concept("律师资格", (), 1.0, noun=True)
    assert of_another_name("律师资格考试费多少", [asked], "医师资格考试费180元", "")
    assert not of_another_name("律师资格考试费多少", [asked], "律师资格考试费180元", "")


AIDS = """云山县取暖津贴和护理补贴问答

一、取暖津贴

（一）标准。每户每月30元。

（二）发放。由乡镇发放。

二、护理补贴

（一）标准。每人每月80元。

（二）名额。全县400人。
"""


@pytest.mark.parametrize(
    ("question", "path", "told", "beside"),
    [
        ("取暖津贴每月多少钱", ("二", "（一）"), "标准。每人每月80元。 护理补贴", True),
        ("取暖津贴每月多少钱", ("一", "（一）"), "标准。每户每月30元。 取暖津贴", False),
        # What names it itself is of it, wherever it stands.
        ("取暖津贴每月多少钱", ("二", "（一）"), "领取取暖津贴的，每月80元。 护理补贴", False),
        # No section is named, or not by all of its heading.
        ("津贴每月多少钱", ("二", "（一）"), "标准。每人每月80元。 护理补贴", False),
    ],
)
def test_what_stands_beside_the_section_named(
    question: str, path: tuple[str, ...], told: str, beside: bool
) -> None:
    document = parse(normalise(AIDS), document_id="d")
    clause = next(c for c in document.walk() if c.path == path)
    unit = Unit(clause, *spans(clause)[-1])
    assert beside_section_named(question, unit, document, told) is beside


def test_the_title_speaks_of_all_sections(tmp_path: Path) -> None:
    asked = assistant_over(AIDS, tmp_path)
    assert "400" in asked.ask("护理补贴名额全县多少人").text
    assert asked.ask("取暖津贴名额全县多少人").status == "refused"
