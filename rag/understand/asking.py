"""What a question asks for: a figure, a date, departments …, or a fact of the document itself.

Patterns of how staff ask; no model.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.lazy_re import either, lazy_re
from rag.understand.asked_facts import facts_of
from rag.understand.asked_roles import ASKS_WHO, OF_AN_OFFICE, part_asked_of
from rag.understand.claims import STATES_FIGURE, WHETHER
from rag.understand.each import EVERY
from rag.understand.term import MEANING, MEANT

Kind = Literal[
    "figure", "date", "department", "list", "measure", "definition",
    "document", "comparison", "duty", "clause", "yesno",
]  # fmt: skip


_WHICH_CASES = "(?:什么|啥|何种)(?:情况|情形)"
#: Asks what follows from something.
ASKS_CONSEQUENCE = lazy_re("会怎么?样|(?:什么|何种|啥)(?:后果|责任)|(?:怎么|如何|怎样)处[理置]")
#: Asks for the cases in which something holds.
ASKS_CASES = lazy_re(f"{_WHICH_CASES}|(?:哪些|哪几种)(?:情况|情形)")
#: What a clause has between two such words: without an end, each of the first is held against each of the last.
_SOME = "[^，。？]{0,40}"
#: Says that how much there is of something hangs on something else: 付多少钱要看质量, 跟看多少病人挂钩.
_HANGS = f"(?:多少|(?<![哪好])几){_SOME}(?:挂钩|取决于|[有相]关(?!部门|单位|规定|政策|文件)|(?:[要得是]|全)看(?![病诊护]))"
_KINDS: list[tuple[Kind, re.Pattern[str]]] = [
    # Whether it does, and on what: asks for no figure.
    (
        "yesno",
        lazy_re(f"{_HANGS}{_SOME}[吗么吧][？?]?$|(?:有没有|有无|是不是|是否|会不会){_SOME}{_HANGS}"),
    ),
    ("measure", lazy_re(f"{_HANGS}(?:什么|啥|谁|哪)|(?:跟|和|与)(?:什么|啥)(?:挂钩|有关)")),
    # Whatever the term ends in: 什么是县域就诊率 asks for no figure.
    ("definition", MEANT),
    ("department", ASKS_WHO),
    # 什么情形下签无固定期限合同 asks for no date.
    ("measure", lazy_re(_WHICH_CASES)),
    (
        "date",
        lazy_re(
            either(
                "什么时候|啥时候|何时|哪一?[年天月]|几[年月](?![级轮])|多久|多长时间|期限|截止|几时|何年",
                "时间(?:节点|表|段|安排)",
                "什么时间|几号",
                "多少(?:[天日年]|个?工作日)",
                "起止|什么期间|年份",
                r"(?:时间|期限|日期|时限)\s*$",
            )
        ),
    ),
    (
        "figure",
        lazy_re(
            either(
                "多少|(?<!哪)几[十百千万]",
                "(?<![哪好那这])几(?=[块元个家所成张次回趟遍名人户天%倍项条类支间位件种岁步层级大方亩斤吨米套份本门台辆艘座栋轮批场])",
                "百分之几|百分比|几成|几加几",
                "比例(?:是|要|为|达|目标|定)",
                # 率要达到多
                "(?:率|占比|数量|数|金额|床位|规模|名额)(?:要|是|目标|定|得|需|应)?(?:达到?|到|为)?(?:多|几|什么)",
                "指标值|目标值|硬指标|量化指标",
                "(?:率|占比|比例)的?目标",
                "哪些指标",
                # 谁定得高
                "(?:谁|哪(?:个|边|家|里|儿)?)(?:定得?|的)?(?:更)?(?:高|低|多|少|大|小)(?=[？?些一]|$)",
                # 数量
                r"(?:数量|金额|比例|占比|目标值|额度)\s*$",
                "多高|占比.{0,6}$",
                "率(?:是|呢|目标)?[？?]?$",
                # 面积？
                "(?:(?<![无函参少多])数|总量|产量|规模|面积|总额|增速|强度)(?:目标)?[？?]?$",
                "多大",
            )
        ),
    ),
    ("definition", MEANING),
    ("duty", OF_AN_OFFICE),
    ("yesno", WHETHER),
    (
        "list",
        lazy_re(
            either(
                "哪些|哪几|哪[两二三四五六七八九十]",
                # 三个中心是啥
                r"(?<![第\d])[两二三四五六七八九十][个大项条类种家所][^，。？的里]{1,8}?(?:都|分别|具体)?(?:是|指|有)(?:的?是)?(?:什么|啥)(?!时|地方|人)",
                "有什么(?!规定|要求|措施|办法)",
                "包括|列举|列出|几方面|几个方面|分别(?:是|有)",
                # 什么中心
                "什么(?:病|科室|中心|项目|机构|城市|医院|群体|人群)",
                "哪(?:里|一?(?:个|家|种|类)|所|座|市|区|县)",
            )
        ),
    ),
    (
        "measure",
        lazy_re(r"怎么|如何|怎样|咋|什么(?:措施|办法|做法|举措|安排|要求|规定|政策)|措施|办法|路子|靠什么"),
    ),
]
#: What a document is divided into is named, not counted: 分几步走, 有几个阶段.
_DIVIDED = lazy_re(
    either(
        "(?<=[分成为])几大?块",
        # 几步
        "几(?:步(?!之内)|[个大条项点]*(?:基本|重点|主要|保障|发展)?(?:阶段|步骤|原则|措施|举措|目标))",
        # 步骤分几个
        "(?:阶段|步骤|原则|措施|举措|目标)一?共?[有是分]几[个条项点步大]",
    )
)
#: Asks for the post of a person that is named.
_POST = lazy_re("(?:什么|啥)(?:职务|职位|身份|官)|任(?:什么|啥)职|担任(?:了|的是)?(?:什么|啥)")


def kind_of(text: str, regions: int = 0, referring: bool = False) -> Kind:
    """The kind of thing a question asks for.

    Args:
        text: the question.
        regions: how many regions or documents it names; more than one are compared.
        referring: whether it names a clause by its label.
    """
    if (
        referring
        and re.search(r"讲|说|内容|规定|什么|啥|写|原文|全文|念|哪件|哪一?项", text)
        and (
            not re.search(r"牵头|负责|谁|多少", text) or re.search(r"[写讲说定]了?些?(?:什么|啥)|内容", text)
        )
    ):
        return "clause"
    if regions > 1 or (regions == 0 and EVERY.search(text)):
        return "comparison"
    if facts_of(text):
        return "document"
    if _POST.search(text):
        return "measure"
    if role := part_asked_of(text):
        return role
    if STATES_FIGURE.search(text):
        return "yesno"
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return "list" if kind == "figure" and _DIVIDED.search(text) else kind
    return "measure"


def asks(text: str) -> bool:
    """Whether a stretch of text asks something by itself."""
    return any(pattern.search(text) for _, pattern in _KINDS)


#: Words of asking alone, so that what is asked about stays.
_ASKED_FOR = lazy_re(
    either(
        # 是多少
        "(?:分别|各)?(?:是|要|得|需要?|应)?(?:达到|提高到|控制到|控制在|(?<![规认])定的?是?|有)?"
        "(?:多少(?:[万亿千百]*[张个家所名位种类支倍项条次台辆亩吨户元块][内]?|[万亿千百]+(?:平方)?(?:公里|米)?)?|几(?:点钟?|"
        "[个家所项条次张名人位种类支倍成块份台辆户场层套](?!月))?|百分之几|什么时候|哪一?[年天个些里种]|哪[几些]|何时|是谁|谁|怎么样?|如何|什么|多久|是否|有没有|"
        "能不能|可不可以)",
        "咋(?:样|说|办|弄|整|回事)?的?",
        "啥(?:时[候间])?",
        "了没有?(?=[，,。？?]|$)",
        "[吗呢吧啊么？?]",
    )
)


def without_asking_for(text: str) -> str:
    """What a question is about, in its own words: 签约率 of 签约率要达到多少？."""
    return re.sub(r"\s+", " ", _ASKED_FOR.sub("", text)).strip("，。？? 、")
