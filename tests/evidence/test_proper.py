"""Places and houses that are asked for by name: whether a text names any."""

import pytest

from rag.evidence.names import names_each
from rag.evidence.proper import proper_asked
from rag.language.places import other_places, place_words
from rag.language.tokens import tagged


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        # so many of them, or each of them, and none by name
        ("疗养院建在哪个县？", "新建1所疗养院，每个县（市、区）配套1个站点。", False),
        ("疗养院建在哪个县？", "疗养院选址松阳县。", True),
        ("幸福驿站试点放在哪个县？", "推进景宁幸福驿站试点。", True),
        ("海东省的试点放在哪个县？", "在浙江省选1个县开展试点。", False),
        ("先行的那些地区，具体是哪几个？", "全国8个地区先行，开展巡查、调度、评议和公示。", False),
        ("先行的那些地区，具体是哪几个？", "在温州、台州、丽水三个地区先行。", True),
        ("定点的2家省级医院是哪两家？", "确定了2家省级、9家市级定点医院并公布，救治重症、危症病例。", False),
        ("远程影像中心设在哪家医院？", "加强远程影像中心建设，提供会诊、预约、复诊服务。", False),
        ("远程影像中心设在哪家医院？", "依托青田县人民医院建立远程影像中心。", True),
        ("培育的研究型机构是哪家医院？", "培育研究型医院1家。", False),
        ("哪几所大学参加共建？", "联合甲山、乙水、丙川等本地的大学共建实验室。", True),
        ("共享平台试点选了哪些地方？", "选择基础好的地方开展试点。", False),
        ("哪些县已经开通快线？", "每个县至少有一条快线。", False),
    ],
)
def test_what_is_asked_for_by_name_is_named_or_not(question: str, text: str, named: bool) -> None:
    asked = proper_asked(question)
    assert asked is not None
    assert asked.named_in(text) is named
    assert (names_each(question, [text]) is False) is not named


@pytest.mark.parametrize(
    "question",
    [
        "哪个县进度落后了，市里会怎么处理？",
        "要是哪个县进度落后",
        "听说随便哪家医院都能报销吗？",
        "哪些企业可以申请补助？",
        "哪些县可以申请示范？",
        "报名点放在哪个地方？",
    ],
)
def test_whichever_it_is_no_name_is_asked_for(question: str) -> None:
    assert proper_asked(question) is None


def test_items_of_something_else_are_no_houses() -> None:
    text = "建设能力拔尖、水平较高、服务优良的队伍，依托青田县人民医院开展。"
    assert names_each("哪几家医院在做试点？", [text]) is False


def test_a_place_is_known_in_a_text_without_its_level() -> None:
    assert place_words("支持景宁县、龙泉市建设") == ("景宁", "龙泉市")
    assert place_words("推进景宁托育试点") == ("景宁",)
    # tagged as names, but used too often for a place, or all level
    assert dict(tagged("智慧康复"))["智慧"] == "nr"
    assert place_words("智慧康复服务，每个县、新区和城市都有") == ()
    assert place_words("") == ()


def test_a_place_is_known_whatever_the_dictionary_takes_it_for() -> None:
    assert set(place_words("大连、海口和保定大兴调查研究")) == {"大连", "海口", "保定"}
    assert other_places("大兴调查研究要去几次", ()) == ()


def test_a_place_that_one_travels_to_is_none_that_is_asked_about() -> None:
    assert other_places("处级去贵阳出差住宿标准是多少", ()) == ()
    assert other_places("贵阳出差住宿标准是多少", ()) == ()
    assert other_places("去贵阳落户要什么条件", ()) == ("贵阳",)
    assert other_places("贵阳的住宿标准是多少", ()) == ("贵阳",)
