"""What a turn points at: what was talked of before it, by 它, 这个指标, or another size in its place."""

from __future__ import annotations

from rag.language.numerals import Quantity, quantities
from rag.lazy_re import either, lazy_re

POINTING = lazy_re(
    either(
        # 里头
        "^(?:那|那么|那儿|里头|里面|这|这个|那个|它|其|该|此|上面|前面|刚才|上述|还有|另外|再|下一?[条项个]|上一?[条项个]|同样|也|第[二三四五]|换成|换)",
        "(?:前面|刚才|上面|上述)(?:说|提)?",
        # 这个
        "(?:这|那)(?:[个项条份些事块数层类种期批级段步处家款笔]|指标|方案|文件)",
        "它(?:们)?",
        "该(?:市|区|省|方案|文件|指标)",
        # 选中的人去做什么
        "^[^，。？?的]{1,6}的(?:人(?![才员口均])|钱|地方)",
        # 刚动工的又是哪几家
        "^[^，。？?的]{1,10}的(?=[又都则才]?(?:是|有|由|归|在)?(?:谁|哪|什么|啥|多少|几))",
        "呢[？?]?$",
    )
)
#: 有这个指标吗: whether there is what was talked of.
SAME_MATTER = lazy_re(
    "[也又]?(?:有没有|有无|有|提|写|规定)(?:到|过|了)?(?:这|那)(?:么?一?)(?:个|项|条|种|类|方面)?的?"
    "(?:指标|目标|要求|规定|数字|数据|比例|说法|内容|任务|政策)(?:吗|没有?|么)?[？?。]*$"
)
#: 它的期限: of what was talked of; not 其他, 其中.
ITS = lazy_re("^(?:那么?)?(?:它们?|其(?![他它中余次]))的?")
#: What something has: 有什么隐患.
_HAD = lazy_re(r"有(?:什么|哪些|啥|何)(?P<what>[\u4e00-\u9fff]{1,6})[？?。]?$")


def held_to(topic: str, turn: str, before: str) -> str:
    """The topic without what the turn has something else in the place of.

    Args:
        topic: what was talked of.
        turn: what is asked of it.
        before: the question before.

    >>> held_to("三号仓库的隐患", "它的期限是哪天", "三号仓库有什么隐患")
    '三号仓库'
    >>> held_to("3万元的采购", "那80万的货物呢", "3万元的采购怎么办")
    '采购'
    """
    if ITS.match(turn) and (had := _HAD.search(before)):
        topic = topic.removesuffix(f"的{had['what']}")
    own = {_measured_in(turn, size) for size in quantities(turn)} - {""}
    for size in reversed([size for size in quantities(topic) if _measured_in(topic, size) in own]):
        topic = topic[: size.start] + topic[size.end :].removeprefix("的")
    return topic


def _measured_in(text: str, size: Quantity) -> str:
    """What a size is measured in; 300万 is of money."""
    if size.kind != "number":
        return ""
    return size.unit or ("元" if text[size.start : size.end].endswith(("万", "亿")) else "")
