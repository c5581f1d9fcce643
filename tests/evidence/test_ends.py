"""Beginning and end of something are told apart, and so are its turns."""

from __future__ import annotations

import pytest

from rag.evidence.counts import answers_date
from rag.evidence.ends import asks_end, of_the_turn, tells_end


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("云山的集市关到什么时候？", True),
        ("云山的集市什么时候结束", True),
        ("减免到哪天为止", True),
        ("云山的集市从什么时候开始", False),
        ("到哪一年建成", False),
        ("云山的桥什么时候建成", False),
    ],
)
def test_what_asks_for_an_end(question: str, end: bool) -> None:
    assert asks_end(question) is end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("自3月5日起，全县集市关闭。", False),
        ("3月5日下午，副县长到集市检查。", False),
        ("3月5日是发放的第一天。", False),
        ("自3月5日起至4月30日，全县集市关闭。", True),
        ("自3月5日起至汛期结束，全县集市关闭。", True),
        ("集市关闭三个月。", True),
        ("截至4月底。", True),
        ("整改时限4月30日。", True),
        ("本办法自2021年3月1日起施行，有效期5年。", True),
        ("在2021年6月30日前减免。", True),
    ],
)
def test_what_tells_an_end(text: str, end: bool) -> None:
    assert tells_end(text) is end
    assert answers_date("云山的集市关到什么时候", text) is end


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("云山的轮渡什么时候恢复", "自3月5日起暂停轮渡。", False),
        ("云山的轮渡什么时候恢复", "自3月5日起暂停轮渡。恢复的时间，请看公告。", False),
        ("云山的轮渡什么时候恢复", "轮渡4月1日恢复。", True),
        ("云山的轮渡什么时候停运", "3月5日起开通轮渡。", False),
        ("云山的桥何时建成", "2021年3月启动选址。", False),
        ("云山的桥何时建成", "2021年3月启动选址，2023年建成。", True),
        ("云山的桥何时开工", "2023年底建成。", False),
        ("轮渡从哪天开始优惠", "优惠至4月30日止。", False),
        ("轮渡从哪天开始优惠", "优惠自3月1日至4月30日止。", True),
        ("云山的桥什么时候通车", "2021年3月启动选址。", False),
        ("云山的桥什么时候检修", "2021年3月启动选址。", True),
    ],
)
def test_a_time_is_of_the_turn_asked_about(question: str, text: str, answers: bool) -> None:
    assert answers_date(question, text) is answers


def test_only_the_sentence_of_the_other_turn_is_left_out() -> None:
    text = "自3月5日起暂停轮渡。4月1日恢复轮渡。"
    assert of_the_turn("轮渡什么时候恢复", text) == "4月1日恢复轮渡。"
    assert of_the_turn("轮渡什么时候开行", text) == text
