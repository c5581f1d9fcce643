"""Whether a text states a figure or a time of the sort that a question asks for, and of what it is told.

Patterns of what policy text states; how much each speaks for an answer is learned, not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.evidence.ends import asks_end, of_the_turn, tells_end
from rag.evidence.totals import of_a_part
from rag.language.measures import RATE, in_letters, of_another_measure
from rag.language.numerals import Quantity, quantities
from rag.language.text import fold
from rag.lazy_re import any_of, either, lazy_re
from rag.understand.subject import Concept

#: Texts of which the quantities are kept, the last ones used.
KEPT = 8192
#: Figures that name something: those of a title and of a document's number, how long a plan is named
#: for (三年行动计划), and what a rule is for each of (每增长1个百分点).
_NAMES = lazy_re(
    either(
        "《[^《》]*》",
        "收支两条线",
        # “万企帮万村”
        r"“[\u4e00-\u9fff]{4,12}”",
        # 〔2018〕128号
        r"[〔\[（(【](?:19|20)\d\d[〕\]）)】]第?\d+号",
        # 4月18日17:00前; 1:10 is a ratio
        r"(?<=[午日天早晚夜至到—–-])\d{1,2}[:：][0-5]\d(?!\d)",
        # 60年
        r"(?:[一二三四五六七八九十]|\d{1,2})年(?=[\u4e00-\u9fff]{0,4}(?:行动(?:计划|方案)?|规划|计划|攻坚))",
        # 十六届人大三次会议
        "[一二三四五六七八九十]届[\u4e00-\u9fff]{0,10}?[一二三四五六七八九十]次(?:全体)?会议",
        r"附[件表录图]\s*[\d一二三四五六七八九十]{1,3}(?![个家项])",
        r"[（(]见?[^（）()]{0,8}[图表]\s*\d{1,2}[）)]",
        r"(?<![\u4e00-\u9fff])[图表]\s*\d{1,2}(?=[^\d%％.个家项])",
        r"[A-Za-z]{2,}[-‐–_]\d+",
        r"每(?:增长|增加|提高|上升|下降|降低|减少|新增|多|少|完成|引进|建成|培育|新建)(?:1|一)(?!\d|[十百千万])",
    )
)


@lru_cache(maxsize=KEPT)
def stated(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text but for those that are part of a name."""
    found = quantities(text)
    names = [match.span() for match in _NAMES.finditer(text)] if found else ()
    return tuple(q for q in found if not any(a <= q.start < b for a, b in names)) if names else tuple(found)


@lru_cache(maxsize=KEPT)
def counted(text: str) -> tuple[Quantity, ...]:
    """The percentages and counts of a text; “15+3” and “1721” are names, not counts."""
    return tuple(
        q
        for q in stated(text)
        if q.kind == "percent"
        or (q.kind == "number" and (q.unit or (text[q.start].isdigit() and not _is_name(text, q))))
    )


#: Measure words that stand for one another.
THINGS = frozenset("个家所名人位项条类种支件处间座辆台")


def same_sort(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities count or measure the same sort of thing: 3年 and 五年, 50家 and 14个."""
    if one.kind != other.kind:
        return False
    if one.kind == "percent" or one.key[2] == other.key[2]:  # 周岁 is 岁
        return True
    return all(q.unit in THINGS for q in (one, other)) or all(q.unit in TIME_UNITS for q in (one, other))


def _is_name(text: str, quantity: Quantity) -> bool:
    """Whether digits without a unit stand in quotation marks, or in a sum of them."""
    around = text[max(0, quantity.start - 1) : quantity.start] + text[quantity.end : quantity.end + 1]
    return any(mark in '“”"+＋' for mark in around)


_PERIOD = lazy_re(r"每(?:年|月|季度?|周|半年|届)|年底|年内|月底|季度|逐年|年度|年通报|有效期|工作日")


#: Asks for a share; one that is given is not asked for: 节水率15%奖励多少.
_PERCENT_ASKED = lazy_re(
    rf"(?:百分|比例|占比|{RATE}|几成|比重|覆盖面|几个点)(?![为是达到有]{{0,3}}\d[\d.]*\s*[%％])"
)
#: Asks which part of a whole something is, and how texts tell it.
_PART_ASKED = lazy_re(r"占(?![地用比])[^，。？]{1,8}(?:多少|几)")
_PART = lazy_re("占|比[重例]|分之|半")
_POINTS_ASKED = lazy_re(r"几个百?分?点")
#: Units that nothing else is counted in; 个, 家, 所, 名 … stand for one another.
_OWN_UNITS = frozenset(
    "张 台 床 岁 平方米 个百分点 艘 架 亩 斤 公斤 吨 米 毫米 公里 千瓦 批 户 场 平方公里 公顷 立方米 课时 学时 学分 倍 册 份 头 只 株 "
    "枚 篇 例 海里 毫克 毫升 厘米 兆瓦 吉瓦 千瓦时".split()
)
_UNIT_ASKED = lazy_re(
    rf"(?:多少|几)\s*(?P<unit>(?!只(?:有|能|要|是)){any_of(*_OWN_UNITS)}|个工作日|个自然日|个?小时|个?月|分钟|周|人次|万人|家|所|名|人|项|种|"
    "类|支|间|天|日|年|月|次|[万亿]*元|分(?![钟之点成贝]))"
)


#: 新一轮, 第三批, 五期: a turn of something, or a grade.
_NOTHINGS = frozenset({"轮", "期", "批", "届", "级", "度", "分", "倍", "章", "节"})
#: 市、区两级, 新一轮: how high or the how manieth, never how much.
TURNS = frozenset({"轮", "期", "批", "届", "级", "章", "节"})
_PEOPLE = frozenset({"人", "名", "位", "人次", "万人", "户"})
_OFTEN = frozenset({"次", "回", "轮", "期", "场"})
#: How often, in words: 只递补一次; 一次性 is none.
_TIMES = lazy_re("(?<!第)[一二两三四五六七八九十][次回](?![性会])")
_OFTEN_ASKED = lazy_re(r"(?:多少|几)[次回趟遍]|(?:多久|多长时间)\S{0,4}一次")
#: What is measured, not counted, where no unit is read with the number.
_MEASURED = lazy_re(
    r"\s*(?:[千兆万亿]*瓦|[毫厘分千]?米|公[里顷斤]|[平立]方|亩|吨|克|升|度|摄氏|[美欧日港]元|伏|赫|时(?![代期])|[号路])"
)


#: Money, also where its unit stands in the head of a table.
_SUMS = frozenset({"", "元", "美元", "欧元", "日元", "港元"})
_COUNT_ASKED = lazy_re(rf"{_UNIT_ASKED.pattern}|(?:多少|几)(?:个(?!点)|位|件|处|辆|台|起(?!步)|宗|座|部)")
#: Asks for a number or a sum by its name, which no share is: 每万人口全科医生数, 投资总额.
_NUMBER_ASKED = lazy_re(
    r"(?:(?<![无函参少多指分])数量?(?:目标)?|总[额量值])(?:是|为|要|应|得|需|有)?(?:达到?|到)?(?:多少|几何)?[？?]?$"
)
#: Asks for a sum of money by its name, which is neither a share, nor a growth, nor a count of things.
SUM_ASKED = lazy_re(
    r"(?P<head>(?<![名数])额|收入|支出|产值|增加值)(?:是|为|有|共|共有|达)?(?:达到|到)?多少[？?]?$"
)
#: 多少亿, 几十万: a number, whatever is counted.
_SCALE_ASKED = lazy_re("(?:多少|几[十百千]?)[万亿]")
#: Asks for a length of time, an age or how often.
_TIME_ASKED = lazy_re(
    r"[多几]\s*(?:长|久|大)|(?<![今去明前上本当全往\d])年[限龄]?|(?<!预)期|时[间限]|天|月|[周岁龄]|小时|分钟|频|次"
)
_CODE_ASKED = lazy_re(r"几加几|代号|编号|号码")
_GRADE_ASKED = lazy_re(r"几级|几等|几甲|什么(?:级别|等级|档次)")
_GRADE = lazy_re(r"[一二三四五ⅠⅡⅢⅣ\d]\s*级|[甲乙丙]等|[二三][甲乙]|[AＡ]{2,5}")
#: Asks for the place in an order: 按第几类管理.
_ORDINAL_ASKED = lazy_re("第几")
#: 1∶3, 1：1.5; 8：30 is a time.
_RATIO = r"(?<![\d:：∶.])\d{1,3}(?:\.\d+)?\s*(?:∶|[:：](?!\d\d(?!\d)))\s*\d{1,3}(?:\.\d+)?(?![\d:：∶])"
#: Shares that are written without a number; 全额 and 免费 are none of a rate.
_SHARE_IN_WORDS = lazy_re(rf"全覆盖|全部|减半|翻[一两]?番|一半|\d+倍|分之|{_RATIO}")
#: How long it takes where it takes no time.
_AT_ONCE = lazy_re("(?:当场|即时|立即|当即)(?:办|受理|发|领|给|出|核|审|完)|即办|立等可取")
#: Figures that are written without a number.
_IN_WORDS = lazy_re(r"全覆盖|全部|全额|免费|免收|减半|翻[一两]?番|一半|\d+倍|分之")


def answers_figure(question: str, text: str) -> bool:
    """Whether a text states a figure of the sort asked for: a share, a sum, a count of things, a time.

    A count of things answers another (个, 家, 所, 名 stand for one another); years do not, nor does a
    figure that the question itself states.
    """
    if _CODE_ASKED.search(question):
        return bool(re.search(r"\d", text))
    if _GRADE_ASKED.search(question):
        return bool(_GRADE.search(text))
    if _ORDINAL_ASKED.search(question):
        return any(q.kind == "ordinal" for q in stated(text))
    said = {(q.kind, q.value) for q in counted(question)}
    counts = _COUNT_ASKED.search(question)
    found = [
        q
        for q in counted(text)
        if (q.kind, q.value) not in said
        and not of_a_part(question, text, q.start, q.end)
        and not (counts and not q.unit and _CODED.search(text, 0, q.start))
    ]
    if _OFTEN_ASKED.search(question):
        by_time = re.search("每|一年|全年|多久|多长", question) and _PERIOD.search(text)
        return any(q.unit in _OFTEN for q in found) or bool(by_time or _TIMES.search(text))
    asked = _UNIT_ASKED.search(question)
    if asked and asked["unit"] in TIME_UNITS and _AT_ONCE.search(text):
        return True
    if not found:
        return bool(_IN_WORDS.search(text)) and not _COUNT_ASKED.search(question)
    if of_another_measure(question, [q.unit for q in found]):
        return False
    if _POINTS_ASKED.search(question):
        return any(q.kind == "percent" or q.unit == "个百分点" for q in found)
    if _PART_ASKED.search(question) and not asked and not _PART.search(text):
        return False
    if _PERCENT_ASKED.search(question) and not asked:
        return any(q.kind == "percent" for q in found) or bool(_SHARE_IN_WORDS.search(text))
    if _NUMBER_ASKED.search(question) and not asked:
        timed = bool(_TIME_ASKED.search(question))
        return any(q.kind == "number" and (timed or q.unit not in TIME_UNITS | TURNS) for q in found)
    if SUM_ASKED.search(question):
        return any(q.kind == "number" and q.unit in _SUMS for q in found)
    return _of_unit(question, text, found, asked["unit"] if asked else "")


def _of_unit(question: str, text: str, found: Sequence[Quantity], unit: str) -> bool:
    """Whether one of the figures found has the unit asked for; "" where none is named."""
    if unit.endswith("元"):
        return any(q.unit == "元" for q in found)
    if unit == "分":  # a table tells points without their unit
        return any(q.unit in ("分", "") for q in found)
    if unit in _OWN_UNITS:
        return any(unit in (q.unit, q.key[2]) or _in_cell(q, text) for q in found)
    if unit in TIME_UNITS:
        return any(q.unit in TIME_UNITS for q in found) or bool(_PERIOD.search(text))
    if _COUNT_ASKED.search(question):
        people = unit in _PEOPLE
        return any(_counts_things(q, text) and (not people or q.unit in _PEOPLE or not q.unit) for q in found)
    others = TURNS if _TIME_ASKED.search(question) else TIME_UNITS | TURNS
    return any(q.unit not in others for q in found)


#: Before a number that reaches somebody or names a room, and counts nothing: 办公电话 7215304, 东楼202.
_CODED = lazy_re(r"(?:电话|手机|传真|邮编|编号|代码)[：:\s]{0,2}$|[楼栋室]$")


def _in_cell(quantity: Quantity, text: str) -> bool:
    """Whether a number fills a cell of a row, whose table tells no unit: 闸顶高程 36.80，."""
    head, behind = text[: quantity.start], text[quantity.end : quantity.end + 1]
    return not quantity.unit and head.endswith((" ", "）")) and behind in ("", "，", "\n")


def asks_number(question: str) -> bool:
    """Whether a question asks how many or how much there is, which neither a share nor a time tells."""
    asked = _UNIT_ASKED.search(question)
    if asked:
        return asked["unit"] not in TIME_UNITS and asked["unit"] != "个百分点"
    patterns = (_COUNT_ASKED, _SCALE_ASKED, _NUMBER_ASKED, SUM_ASKED)
    return any(pattern.search(question) for pattern in patterns)


def _counts_things(quantity: Quantity, text: str) -> bool:
    """Whether a quantity is a number of people or things: 50家, 14个, but not 三年, 1.3万亿元, 3.1亿千瓦."""
    if quantity.kind != "number" or quantity.unit == "元" or quantity.unit in TIME_UNITS | _NOTHINGS:
        return False
    if in_letters(quantity.unit):
        return False
    return bool(quantity.unit) or not _MEASURED.match(text, quantity.end)


_YEAR_ASKED = lazy_re(r"哪一?年|几几年|何年|到哪年|年份|起止|什么年")
#: Asks for a day, which neither a year nor a length of time is.
_DAY_ASKED = lazy_re(r"(?:什么时候|何时|几时|哪天|几[月号]|时间|日期)\S{0,2}截止|截止(?:时间|日期)")
#: A day without its year, or the end of something: 12月5日前, 年底前.
_DAY = lazy_re(r"\d\s*月(?:\d|底|初|份)|底")
_SPAN_ASKED = lazy_re(r"多久|多长|几天|多少天|几个月|期限|几年")
_LENGTH_ASKED = lazy_re(r"(?:几|多少)(?:个月|个?工作日|个?小时|年(?!级)|天|日|周)")


#: Says of a time that it is told later, or at once: 具体截止时间另行通知, 整改时限 立即整改.
_NO_DATE = lazy_re(
    "(?:时间|[时期]限|日期)[^，,。；;]{0,12}(?:另行(?:通知|公告|公布|通告|确定)|立即|立刻|即[刻时]|当场)"
)


#: Asks on which day something is that comes again each month, and what tells that it does.
_MONTHLY_ASKED = lazy_re("每个?月[^，。？]{0,12}(?:几[号日]|哪一?天)")
_MONTHLY = lazy_re("[每次当逐按]月|月[底末初上中下]")


def answers_date(question: str, text: str) -> bool:
    """Whether a text states the sort of time asked for: a year, a length of time, or any date."""
    if _NO_DATE.search(text):
        return True
    text = of_the_turn(question, text)
    end = asks_end(question)
    found = stated(text)
    if _MONTHLY_ASKED.search(question) and not _MONTHLY.search(text):
        return False
    points = any(q.kind in ("year", "month", "date") for q in found)
    if _DAY_ASKED.search(question):
        return any(q.kind in ("month", "date") for q in found) or bool(_DAY.search(text))
    if _YEAR_ASKED.search(question):
        return points and (not end or tells_end(text))
    if end:
        return tells_end(text)
    if _LENGTH_ASKED.search(question):
        return any(q.unit in TIME_UNITS for q in found)
    if _SPAN_ASKED.search(question):
        return any(q.unit in TIME_UNITS for q in found) or bool(_PERIOD.search(text)) or points
    return dated(text)


def indicator_share(concepts: Sequence[Concept], text: str, above: str = "") -> float:
    """The largest share of the content words that stand with one figure of a text, or in the headings above it."""
    if not concepts:
        return 0.5
    head = fold(above)
    best = 0.0
    for words in beside_figures(text):
        around = fold(words) + head
        held = sum(c.word in around or any(o in around for o in c.others) for c in concepts)
        best = max(best, held / len(concepts))
    return best


def with_figures(text: str) -> str:
    """The sentences of a text that state a figure; all of it where none does."""
    sentences = [
        sentence for sentence in re.split(r"(?<=[。\n])", text) if any(True for _ in counted(sentence))
    ]
    return "".join(sentences) or text


def beside_figures(text: str, kinds: Container[str] = ("percent", "number")) -> Iterator[str]:
    """The words that stand with each figure of a text, of some kinds.

    With: between the stops around the figure; further back too where nothing but words of measure stands
    before it there (…覆盖率，到2025年达到45%).
    """
    for quantity in counted(text):
        if quantity.kind not in kinds:
            continue
        left = _stop_before(text, quantity.start)
        while left > 0 and len(MEASURING.sub("", text[left : quantity.start])) < 2:
            left = _stop_before(text, left)
        right = re.search(r"[，,。；;\n]", text[quantity.end :])
        yield text[left : quantity.end + (right.start() if right else len(text))]


#: Words that tell how a figure is meant, not of what.
MEASURING = lazy_re(
    either(
        "达到|提高|增加|增长|降低|下降|控制|实现|力争|左右|以上|以下|不低于|不少于|不超过|不高于|比例|其中|分别|全年|累计|每年|截至",
        r"[到至达在于年月底末前内为约均各升降过\d\s%.,，、“”]",
    )
)


#: What is told in percent, and what of its name any such may hold.
_RATE = lazy_re(f"{RATE}|比例|占比|比重")
_OF_ANY_RATE = lazy_re("覆盖|达标|目标|比例|占比|比重|提高|[达到至为在]")
_ASKS_RATE = lazy_re(rf"[\u4e00-\u9fff]{{2}}(?:{RATE}|占比|比例|比重)")


_SHARE_ASKED = lazy_re("^(?!.*[增升提降减]).*(?:占比|比重)")
_CHANGED = lazy_re("(?:增长|增加|上升|上涨|下降|降低|减少|下跌)(?:了|约)*$")


def of_another_rate(question: str, concepts: Sequence[Concept], text: str) -> bool:
    """Whether a rate is asked for and every percentage of a text is, by its own name there, of another.

    家庭医生签约率 is none that 专家团队下沉覆盖率达到100% tells: not two characters of the name are shared.
    """
    if not _ASKS_RATE.search(question):
        return False
    asked = {pair for c in concepts for name in (c.word, *c.others) for pair in _pairs(fold(name))}
    asked |= _pairs(fold(question))
    shares = []
    for quantity in counted(text):
        if quantity.kind != "percent":
            continue
        before = fold(text[_stop_before(text, quantity.start) : quantity.start])
        names = list(_RATE.finditer(before))
        if _SHARE_ASKED.search(question) and _CHANGED.search(before):  # 增长5.5% is no share
            shares.append(False)
            continue
        own = _pairs(before[: names[-1].start()]) if names else set()
        shares.append(bool(not own or own & asked))
    return bool(shares) and not any(shares)


def _pairs(text: str) -> set[str]:
    """The pairs of characters of a name, those aside that any rate may hold."""
    return {pair for a, b in pairwise(text) if not _OF_ANY_RATE.search(pair := a + b)}


def _stop_before(text: str, at: int) -> int:
    return max(text.rfind(stop, 0, max(0, at - 1)) for stop in "，,。；;：:\n") + 1


def dated(text: str) -> bool:
    """Whether a text states a date, a period or a deadline; 15分钟 is how near something is."""
    found = [q for q in stated(text) if not _of_a_condition(text, q)]
    if any(q.kind in ("year", "month", "date") or q.unit in _DAYS for q in found):
        return True
    return bool(_PERIOD.search(text))


#: 服务满2年的 says who is meant; 满6个月后 says when.
_COMPLETED = lazy_re(r"满\s*$")
_THEN = lazy_re("[之以]?后|时|的?[次当]|[，,]?(?:可以?|方可|自动|应当?)")


def _of_a_condition(text: str, quantity: Quantity) -> bool:
    """Whether a length of time is one that must have passed for somebody to be meant."""
    before = text[max(0, quantity.start - 2) : quantity.start]
    return bool(_COMPLETED.search(before)) and not _THEN.match(text, quantity.end)


#: Units of time from days on.
_DAYS = frozenset({"天", "日", "个工作日", "工作日", "个月", "月", "年", "周", "个自然日"})
TIME_UNITS = frozenset(
    {"天", "日", "个工作日", "工作日", "个月", "月", "年", "周", "小时", "个小时", "分钟", "个自然日", "期"}
)
