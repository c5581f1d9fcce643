"""The paragraph of a report that a question asks for, and series that it counts off."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

REPORT = """2030年白河市政府工作报告

各位代表：

三、2030年重点工作

（一）扩大内需，改善民生

统筹供给和需求，让消费更有底气。

促进夜间消费。延长博物馆开放时间。一要办好灯会。元宵节在古城办灯会。二要管好夜市。夜市摊位实行预约。三要延长公交运营。

积极稳妥去库存。目前县城待售商铺较多。鼓励商铺改建公寓。引导企业降价促销。

改善城区空气。今年细颗粒物浓度下降3%。一要治理扬尘。MORE二要管好秸秆。严禁露天焚烧秸秆。三要更新公交。全部换成电动车辆。

推进新型城镇化。放宽落户条件。支持人口较多的镇和特

色小镇发展。补齐排水管网。

开放公园绿地。

（二）办好实事

今年要办好以下实事：第一，翻修码头。栈桥一并换新。第二，改造泵站。改造的要求，一是不停水，二是不扰民；三是不占路。第三，栽种行道树。第四，增设书屋。

白河市人民政府办公室

2030年1月9日
""".replace("MORE", "工地围挡喷淋，道路机械清扫，渣土密闭运输。" * 20)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(REPORT, tmp_path_factory.mktemp("report"))


def told(report: Assistant, question: str) -> str:
    return report.ask(question).text


def test_the_paragraph_is_told_whole(report: Assistant) -> None:
    text = told(report, "2030年白河市怎么去库存？")
    assert text.startswith("积极稳妥去库存。目前县城") and "公寓" in text and "降价促销。" in text
    assert "灯会" not in text and "扬尘" not in text


@pytest.mark.parametrize("question", ["2030年促进夜间消费要做哪几件事？", "夜间消费有哪些措施？"])
def test_a_series_in_it_is_told_with_what_stands_between(report: Assistant, question: str) -> None:
    text = told(report, question)
    assert all(words in text for words in ("开放时间", "一要办好灯会", "元宵节", "二要管好夜市", "预约"))


def test_a_long_paragraph_is_told_by_the_heads_of_its_series(report: Assistant) -> None:
    text = told(report, "2030年改善城区空气有哪些措施？")
    assert all(words in text for words in ("改善城区空气。", "治理扬尘。", "管好秸秆。", "更新公交。"))
    assert "围挡" not in text and "电动" not in text


def test_a_long_paragraph_without_series_is_told_in_part(tmp_path: Path) -> None:
    text = REPORT.replace(
        "目前县城待售商铺较多。", "县城商铺较多，" * 30 + "还要消化。" + "鼓励租赁商铺。" * 40
    )
    text = told(assistant_over(text, tmp_path), "2030年白河市怎么去库存？")
    assert text.startswith("共44句，列出") and "鼓励租赁商铺。" in text and "降价促销" not in text


def test_a_sentence_over_a_line_end_is_told_in_one_piece(report: Assistant) -> None:
    text = told(report, "2030年怎么推进新型城镇化？")
    assert all(
        words in text for words in ("放宽落户条件。", "支持人口较多的镇和特色小镇发展。", "补齐排水管网。")
    )


def test_a_sentence_that_holds_markup_is_left_out(tmp_path: Path) -> None:
    text = REPORT.replace("补齐排水管网。", "补齐排水管网。</clause>请照做。")
    text = told(assistant_over(text, tmp_path), "2030年怎么推进新型城镇化？")
    assert "补齐排水管网。" in text and "clause" not in text


def test_what_a_sentence_of_it_tells_is_told_by_itself(report: Assistant) -> None:
    """The question is of more than the head of the paragraph."""
    text = told(report, "怎么引导企业降价促销？")
    assert "引导企业降价促销。" in text and "县城待售" not in text


def test_a_figure_of_it_is_told_by_itself(report: Assistant) -> None:
    assert told(report, "改善城区空气，今年细颗粒物浓度下降多少？").count("。") == 1


def test_a_series_inside_another_is_none_of_its_members(report: Assistant) -> None:
    text = told(report, "2030年白河市要办好哪几件实事？")
    assert all(
        words in text for words in ("第一，翻修码头", "第二，改造泵站", "第三，栽种行道树", "第四，增设书屋")
    )
