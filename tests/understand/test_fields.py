"""What names the kind of thing asked for, and what an open question is about."""

from __future__ import annotations

import pytest

from rag.understand.fields import names_kind, tells_field


@pytest.mark.parametrize(
    ("question", "word", "named"),
    [
        ("停船要交多少钱", "钱", True),
        ("停船要交多少钱", "停船", False),
        ("渔政站电话是多少", "电话", True),
        ("渔政站的咨询电话是多少", "咨询电话", True),
        ("渔政站的咨询电话是多少", "渔政站", False),
        ("码头收费怎么算", "收费", True),
        ("码头哪天开放", "开放", False),
    ],
)
def test_a_word_that_only_names_what_is_wanted(question: str, word: str, named: bool) -> None:
    assert names_kind(question, word) is named


def test_a_field_is_told_by_its_words() -> None:
    assert tells_field("学历", "本科以上毕业。")
    assert not tells_field("学历", "身体健康。")
    assert not tells_field("船闸", "船闸开放。")
