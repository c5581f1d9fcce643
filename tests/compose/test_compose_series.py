"""Lists that a text counts off or announces are told whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over, said

from rag.compose.leads import units_in
from rag.compose.series import series as series_of
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.understand.query import Query

SERIES = """临江市工作方案

一、主要问题

近年来取得成效。目前存在三个问题：一是人员不足；二是设备老化；三是经费紧张。下一步要抓紧改进。

二、办理材料

申请人应当如实填写申请书，并提交材料。材料包括：

1.身份证复印件。

2.学历证书。

三、发展目标

到2035年，建成三十家中心。队伍达到全国先进水平。

四、惠企举措

惠企举措有两个方面：一是加大降低用电成本的支持。工业用电价格及时调整。二是加大金融保障的支持。合理延长还款期限。

五、办税服务

优化网上办税平台，持续完善各项功能，提升纳税人和缴费人的体验。全市窗口逐步减少。办税方式如下：

（一）登录电子税务局。

（二）邮寄申报材料。
"""


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(SERIES, tmp_path_factory.mktemp("series"))


@pytest.mark.parametrize("question", ["临江存在哪些经费方面的问题", "临江在设备老化等方面有哪些问题"])
def test_a_series_is_told_whole(series: Assistant, question: str) -> None:
    text = "".join(said(series, question))
    assert all(words in text for words in ("人员不足", "设备老化", "经费紧张")), text
    assert "取得成效" not in text and "抓紧改进" not in text


def test_a_series_of_several_sentences_each_is_told_whole(series: Assistant) -> None:
    text = "".join(said(series, "临江的惠企举措有哪些"))
    assert all(words in text for words in ("用电成本", "价格及时调整", "金融保障")), text


def test_of_a_long_series_the_first_sentences_are_told(tmp_path: Path) -> None:
    more = "价格及时调整，" * 80
    text = SERIES.replace("工业用电价格及时调整。", f"工业用电{more}一年一次。")
    told = "".join(said(assistant_over(text, tmp_path), "临江的惠企举措有哪些"))
    assert "用电成本" in told and "金融保障" in told and "及时调整" not in told


def test_what_the_end_of_a_clause_announces_is_told_with_what_answers(series: Assistant) -> None:
    """The sentence that answers stands before the one that announces the parts."""
    told = said(series, "临江怎么优化网上办税平台")
    assert told[0].startswith("优化网上办税平台") and not told[-1].endswith("：")
    assert "办税方式如下" in "".join(told[:-2])
    assert [text for text in told if "电子税务局" in text or "邮寄" in text] == told[-2:]


def test_the_parts_that_the_last_sentence_announces_are_told(series: Assistant) -> None:
    text = "".join(said(series, "临江的申请书要提交哪些材料"))
    assert "身份证复印件" in text and "学历证书" in text


def test_whether_it_is_so_is_told_first(series: Assistant) -> None:
    """Another sentence of the clause may stand before the one that answers."""
    turn = series.turn("临江的材料是不是要提交？")
    assert turn.composition.best is not None and turn.query is not None and turn.query.kind == "yesno"
    assert turn.composition.drafts[0].text.startswith(turn.composition.best.text[:6])


def test_a_goal_is_put_right_with_its_year(series: Assistant) -> None:
    composition = series.turn("临江到2025年队伍要达到全国先进水平吗？").composition
    assert composition.lead.startswith("与文件不符")
    assert composition.drafts[0].text == "到2035年，建成三十家中心。队伍达到全国先进水平。"
    assert series.turn("临江到2035年队伍要达到全国先进水平吗？").composition.lead == ""


RULES = """临江市养殖方案

一、转为合作社的条件

就养殖户转为合作社的条件来说，第一，养殖户达到三十家；第二，自有水面占了多数；第三，章程经全体通过。转为合作社要经镇里同意。

养殖户转为合作社的，应当满足镇里的条件，按季度报送存塘量、投苗量和用药量，并接受检查。

二、防治赤潮

防治赤潮有三件事。一要减少投饵。推广配合饵料。二要监测水质。发生赤潮的，停止换水，并关闭进水口。三要清理网箱。
"""


def test_what_stands_inside_a_member_is_told_with_it_alone() -> None:
    clause = next(c for c in parse(normalise(RULES), document_id="d").walk() if c.path == ("二",))
    units = units_in(clause)
    best, head = (next(u for u in units if word in u.text) for word in ("停止换水", "监测水质"))
    query = Query("发生赤潮怎么办", "measure", {})
    told = "".join(unit.text for unit in series_of(query, best, [head]))
    assert told == "二要监测水质。发生赤潮的，停止换水，并关闭进水口。"


def test_a_member_told_beside_what_stands_behind_the_series_brings_all_of_it() -> None:
    clause = next(c for c in parse(normalise(RULES), document_id="d").walk() if c.path == ("一",))
    units = units_in(clause)
    best, head = (next(u for u in units if word in u.text) for word in ("存塘量", "第一"))
    query = Query("转为合作社要满足哪几个条件", "list", {})
    told = "".join(unit.text for unit in series_of(query, best, [head]))
    assert "第二，自有水面占了多数" in told and "第三，章程经全体通过" in told
