"""A clause on the matter that tells nothing of what is asked of it answers no yes-or-no question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.evidence.predicate import lost_predicate, told_of
from rag.pipeline import Assistant
from rag.understand.query import FAR
from rag.understand.subject import Concept


@pytest.mark.parametrize(
    ("question", "quoted", "lost"),
    [
        ("云山的中医馆能不能承包给个人", "新建12个中医馆。", True),
        ("云山的中医馆能不能开展针灸", "新建12个中医馆，开展针灸、推拿。", False),
        ("家庭医生可不可以换", "家庭医生签约覆盖率达到45%。", True),
        ("家庭医生可不可以换", "对家庭医生不满意的居民可以更换。", False),
        ("全科医生有没有寒假", "每个卫生院配备3名全科医生。", True),
        ("乡镇卫生院允许养狗吗", "每个乡镇卫生院配备3名全科医生。", True),
        ("卫生院还要充实人员吗", "充实人员，空缺岗位在9月底前补齐。", False),
        # Asserted, asked for a figure, or several at once: others look after these.
        ("中医馆是承包给个人的吧", "新建12个中医馆。", False),
        ("中医馆承包费是多少", "新建12个中医馆。", False),
        # Nothing stands behind 会不会 but a verb that goes with anything.
        ("云山的中医馆会不会有", "新建12个中医馆。", False),
    ],
)
def test_what_a_yes_or_no_question_asks_of_its_matter(
    small: Assistant, question: str, quoted: str, lost: bool
) -> None:
    assert lost_predicate(small.understood(question), quoted, "") is lost


def test_a_heading_tells_what_is_asked_too(small: Assistant) -> None:
    query = small.understood("云山的卫生院要不要充实人员")
    assert lost_predicate(query, "每个卫生院配备3名全科医生。", "")
    assert not lost_predicate(query, "每个卫生院配备3名全科医生。", "充实人员")


def test_an_adverb_says_nothing_of_it(small: Assistant) -> None:
    """Without 直接 nothing is left that the clause could lack."""
    assert not lost_predicate(small.understood("云山的中医馆能不能直接用"), "新建12个中医馆。", "")


def test_a_clause_that_leaves_it_open_is_shown_not_quoted(small: Assistant) -> None:
    answer = small.ask("云山县的中医馆能不能养猫？")
    assert answer.status == "refused" and answer.refusal is not None
    assert any("中医馆" in small.index.clause(name).text for name in answer.refusal.nearest)
    assert small.ask("云山县要不要新建中医馆？").status == "answered"


@pytest.mark.parametrize(
    ("question", "quoted", "lost"),
    [
        # A ban, a licence or a duty on the matter, whatever its verb: one may not sell what may not be transferred.
        ("优惠购得的住房能卖吗", "优惠购得的住房10年内不得转让。", False),
        ("优惠购得的住房能卖吗", "优惠购得的住房由县里统一建设。", True),
        ("阅览室能不能打盹", "阅览室暂停使用。", False),
        # On another matter it says nothing.
        ("优惠购得的住房能卖吗", "值班人员不得离岗。", True),
        # A relief rules on what one pays, and so does what changes nothing.
        ("图书馆的读者要掏腰包吗", "图书馆的读者免交年费。", False),
        ("图书馆的读者要掏腰包吗", "图书馆的读者按号就座。", True),
        ("阅览室能不能打盹", "阅览室只能看书。", False),
        ("图书馆的租约要重签吗", "更换馆长不影响图书馆的租约。", False),
        # Right behind the auxiliary stands a verb, whatever the whole question makes of it.
        ("怀孕的女馆员能裁掉吗", "不得解聘怀孕的女馆员。", False),
        ("阅览室要不要另给钱", "阅览室不得存放易燃物品。", True),
        # A figure of the sort asked about rules on it, whatever the verb; on another matter, or of ages, it does not.
        ("图书馆的采购款先付三成过得去吗", "图书馆的采购款按50%预付。", False),
        ("图书馆的采购款先付三成过得去吗", "门诊量占比达到50%。", True),
        ("六十岁以上读者要交押金吗", "读者年龄放宽至六十周岁。", True),
        # What is lost is a thing, not only another verb.
        ("阅览室能不能养猫", "阅览室不得存放易燃物品。", True),
    ],
)
def test_a_rule_on_the_matter_answers_whether_one_may(
    small: Assistant, question: str, quoted: str, lost: bool
) -> None:
    assert lost_predicate(small.understood(question), quoted, "") is lost


@pytest.mark.parametrize(
    ("question", "quoted", "lost"),
    [
        ("云山有没有要求卫生院设康复医学科", "乡镇卫生院配备3名全科医生。", True),
        ("云山有没有要求卫生院设康复医学科", "乡镇卫生院设立康复医学科。", False),
        # The tail of the name is part of it.
        ("云山有没有要求卫生院设康复医学科", "乡镇卫生院开展康复服务。", True),
        ("云山要不要建中医馆", "新建12个中医馆。", False),
        # With one wrong character.
        ("云山有没有家庭医声签约", "推广家庭医生签约。", False),
        # No thing is asked for, but whether one can do something.
        ("中医馆有没有针灸可以做", "中医馆开展针灸、推拿。", False),
    ],
)
def test_what_there_may_be_is_named_whole(small: Assistant, question: str, quoted: str, lost: bool) -> None:
    assert lost_predicate(small.understood(question), quoted, "") is lost


def test_the_place_asked_about_is_not_what_is_asked(small: Assistant) -> None:
    """Without the place nothing is left that the clause could lack."""
    assert not lost_predicate(small.understood("贵阳还封着吗"), "国省道恢复通行。", "")


class Beside:
    """Some words are near one of a text, which is as rare as is said: 保障 is near 保险 and stands everywhere."""

    def __init__(self, **near: tuple[str, float]) -> None:
        self._near = near

    def __call__(self, words: Sequence[str], texts: Sequence[str], rare: float = 0.0) -> NDArray[np.float64]:
        def one(word: str, text: str) -> float:
            other, rarity = self._near.get(word, ("", 0.0))
            return float(bool(other) and other in text and rarity >= rare)

        return np.array([[one(word, text) for text in texts] for word in words])


@pytest.mark.parametrize(
    ("question", "quoted", "near", "lost"),
    [
        # 保障 stands in every other clause: that it is near tells of nothing; 参保 does.
        ("云山的全科医生能不能办保险", "落实全科医生的保障。", {"保险": ("保障", 0.3)}, True),
        ("云山的全科医生能不能办保险", "全科医生按月参保。", {"保险": ("参保", 0.9)}, False),
        # A part of what is asked is near and is not it.
        ("云山的中医馆能不能收停车费", "中医馆加强停车管理。", {"停车费": ("停车", 0.9)}, True),
        ("云山的中医馆能不能收停车费", "中医馆可以收取泊车的钱。", {"停车费": ("泊车", 0.9)}, False),
        ("云山有没有上门服务", "云山县做好服务。", {"上门服务": ("服务", 0.9)}, True),
        ("云山有没有上门服务", "云山县安排出诊。", {"上门服务": ("出诊", 0.9)}, False),
    ],
)
def test_what_is_near_tells_of_it_only_where_it_says_as_much(
    small: Assistant, question: str, quoted: str, near: dict[str, tuple[str, float]], lost: bool
) -> None:
    query = replace(small.understood(question), near=Beside(**near))
    assert lost_predicate(query, quoted, "") is lost


@pytest.mark.parametrize(
    ("question", "quoted", "lost"),
    [
        # 是不是 asks whether, as 能不能 does; with 吧 it would be stated.
        ("云山的中医馆是不是要交押金", "新建12个中医馆。", True),
        ("云山的中医馆是不是要交押金", "中医馆交押金2万元。", False),
        # 先看 is no word, and no clause could hold it; 住院 of 先住院 is one.
        ("云山中医馆的病人能不能先看", "中医馆的病人优先就诊。", False),
        ("云山中医馆的病人能不能先住院", "中医馆的病人优先就诊。", True),
        # Of a thing the name must stand there, not what is done with it.
        ("云山有没有配备全科医生", "每个卫生院有3名全科医生。", False),
        ("云山有没有配备全科医生", "每个卫生院配备3台电脑。", True),
    ],
)
def test_what_must_be_told_and_what_need_not(
    small: Assistant, question: str, quoted: str, lost: bool
) -> None:
    assert lost_predicate(replace(small.understood(question), near=FAR), quoted, "") is lost


@pytest.mark.parametrize(
    ("question", "quoted", "lost"),
    [
        ("临江渡口能办新证吗", "临江渡口只受理换证、补证。", False),
        ("一个人能不能报两条航线", "每人限报1条航线。", False),
        ("临江渡口能办新证吗", "临江渡口设在东街。", True),
        # Of another matter, whomever it is for.
        ("临江渡口能办新证吗", "图书馆只能借书。", True),
    ],
)
def test_what_is_for_some_alone_is_for_no_other(
    small: Assistant, question: str, quoted: str, lost: bool
) -> None:
    query = replace(small.understood(question), near=FAR, kind="yesno")
    assert lost_predicate(query, quoted, "") is lost


def test_what_is_near_the_head_of_an_unknown_word_tells_of_it(small: Assistant) -> None:
    def near(words: Sequence[str], texts: Sequence[str], rare: float = 0.0) -> NDArray[np.float64]:
        held = [[any(part in text for part in ("健康", "阶段")) for text in texts] for _ in words]
        return np.array(held, np.float64)

    query = replace(small.understood("什么"), near=near)
    assert not told_of(query, Concept("健康证", (), 1.0), "儿童健康经费30万元。")
    assert told_of(query, Concept("健康证", (), 0.5), "儿童健康经费30万元。")
    assert told_of(query, Concept("第二阶段", (), 1.0), "实施阶段到年底。")
    assert told_of(query, Concept("健康证", (), 1.0), "健康证每本30元。")
