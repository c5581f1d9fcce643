"""A figure of another indicator with the same head answers nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.indicator import of_another_name
from rag.subject import Concept


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
