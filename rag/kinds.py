"""Whether a text holds the kind of thing that a question asks for: a figure, a date, a list, money ….

Patterns of what policy text states; how much each speaks for an answer is learned, not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.numerals import Quantity, chinese_number, quantities
from rag.subject import Concept
from rag.text import fold


def counted(text: str) -> tuple[Quantity, ...]:
    """The percentages and counts of a text; “15+3” and “1721” are names, not counts."""
    return tuple(
        q
        for q in quantities(text)
        if q.kind == "percent"
        or (q.kind == "number" and (q.unit or (text[q.start].isdigit() and not _is_name(text, q))))
    )


def _is_name(text: str, quantity: Quantity) -> bool:
    """Whether digits without a unit stand in quotation marks, or in a sum of them."""
    around = text[max(0, quantity.start - 1) : quantity.start] + text[quantity.end : quantity.end + 1]
    return any(mark in '“”"+＋' for mark in around)


_PERIOD = re.compile(r"每(?:年|月|季度?|周|半年|届)|年底|年内|月底|季度|逐年|年度|年通报|有效期|工作日")


_PERCENT_ASKED = re.compile(r"百分|比例|占比|率|几成|比重|覆盖面|几个点")
_UNIT_ASKED = re.compile(
    r"(?:多少|几)\s*(?P<unit>个百分点|个工作日|人次|万人|张|家|所|名|人|项|种|类|支|间|台|床|天|年|月|次|元|万元|岁|平方米|艘|架|亩|斤|公斤|吨|米|毫米|公里|千瓦|批)"
)


#: Units that nothing else is counted in; 个, 家, 所, 名 … stand for one another.
_OWN_UNITS = frozenset(
    {
        "张",
        "台",
        "床",
        "岁",
        "平方米",
        "个百分点",
        "艘",
        "架",
        "亩",
        "斤",
        "公斤",
        "吨",
        "米",
        "毫米",
        "公里",
        "千瓦",
        "批",
    }
)
#: 新一轮, 第三批, 五期: a turn of something, or a grade.
_NO_THINGS = frozenset({"轮", "期", "批", "届", "级", "度", "分", "倍", "章", "节"})
_PEOPLE = frozenset({"人", "名", "位", "人次", "万人", "户"})
_OFTEN = frozenset({"次", "回", "轮", "期", "场"})
_OFTEN_ASKED = re.compile(r"(?:多少|几)[次回趟遍]|(?:多久|多长时间)\S{0,4}一次")
#: What is measured, not counted, where no unit is read with the number.
_MEASURED = re.compile(
    r"\s*(?:[千兆万亿]*瓦|[毫厘分千]?米|公[里顷斤]|[平立]方|亩|吨|克|升|度|摄氏|[美欧日港]元|伏|赫)"
)


_COUNT_ASKED = re.compile(rf"{_UNIT_ASKED.pattern}|(?:多少|几)(?:个(?!点)|位|件|处|辆|台)")
#: Asks for a length of time, an age or how often.
_TIME_ASKED = re.compile(r"[多几]\s*(?:长|久|大)|年[限龄]?|期|时间|天|月|[周岁龄]|小时|分钟|频|次")
_CODE_ASKED = re.compile(r"几加几|代号|编号|号码")
_GRADE_ASKED = re.compile(r"几级|几等|几甲|什么(?:级别|等级|档次)")
_GRADE = re.compile(r"[一二三四五ⅠⅡⅢⅣ\d]\s*级|[甲乙丙]等|[二三][甲乙]|[AＡ]{2,5}")
#: Figures that are written without a number.
_IN_WORDS = re.compile(r"全覆盖|全部|全额|免费|免收|减半|翻[一两]?番|一半|\d+倍|分之")


def answers_figure(question: str, text: str) -> bool:
    """Whether a text states a figure of the sort asked for: a share, a sum, a count of things, a time.

    A count of things answers another (个, 家, 所, 名 stand for one another); years do not, nor does a
    figure that the question itself states.
    """
    if _CODE_ASKED.search(question):
        return bool(re.search(r"\d", text))
    if _GRADE_ASKED.search(question):
        return bool(_GRADE.search(text))
    said = {(q.kind, q.value) for q in counted(question)}
    found = [q for q in counted(text) if (q.kind, q.value) not in said]
    if _OFTEN_ASKED.search(question):
        return any(q.unit in _OFTEN for q in found) or bool(_PERIOD.search(text))
    if not found:
        return bool(_IN_WORDS.search(text)) and not _COUNT_ASKED.search(question)
    asked = _UNIT_ASKED.search(question)
    if _PERCENT_ASKED.search(question) and not asked:
        return any(q.kind == "percent" for q in found) or bool(_IN_WORDS.search(text))
    unit = asked["unit"] if asked else ""
    if unit in ("元", "万元"):
        return any(q.unit == "元" for q in found)
    if unit in _OWN_UNITS:
        return any(q.unit == unit for q in found)
    if _COUNT_ASKED.search(question) and unit not in _TIME_UNITS:
        people = unit in _PEOPLE
        return any(_counts_things(q, text) and (not people or q.unit in _PEOPLE or not q.unit) for q in found)
    return bool(_TIME_ASKED.search(question)) or any(q.unit not in _TIME_UNITS for q in found)


def _counts_things(quantity: Quantity, text: str) -> bool:
    """Whether a quantity is a number of people or things: 50家, 14个, but not 三年, 1.3万亿元, 3.1亿千瓦."""
    if quantity.kind != "number" or quantity.unit == "元" or quantity.unit in _TIME_UNITS | _NO_THINGS:
        return False
    return bool(quantity.unit) or not _MEASURED.match(text, quantity.end)


_YEAR_ASKED = re.compile(r"哪一?年|几几年|何年|到哪年|年份|起止|什么年")
_SPAN_ASKED = re.compile(r"多久|多长|几天|多少天|几个月|期限|几年")
_LENGTH_ASKED = re.compile(r"(?:几|多少)(?:个月|个?工作日|个?小时|年(?!级)|天|日|周)")


def answers_date(question: str, text: str) -> bool:
    """Whether a text states the sort of time asked for: a year, a length of time, or any date."""
    found = quantities(text)
    points = any(q.kind in ("year", "month", "date") for q in found)
    if _YEAR_ASKED.search(question):
        return points
    if _LENGTH_ASKED.search(question):
        return any(q.unit in _TIME_UNITS for q in found)
    if _SPAN_ASKED.search(question):
        return any(q.unit in _TIME_UNITS for q in found) or bool(_PERIOD.search(text)) or points
    return dated(text)


_EXPANDS = re.compile(
    r"(?:指的?是?|分别是?|代表|允许|包含|是)\s*(?:哪|什么(?!的)|啥(?!的))|什么意思|啥意思|什么含义|原文|各(?:是|指)"
)
#: 三高, 两个允许, 1+4: a term that counts its parts can be spelt out; another is a plain name.
_COUNTED = re.compile(r"[一二两三四五六七八九十百\d]")
_NAMED = re.compile(r"[“\"「]([^”\"」]{2,24})[”\"」]")


def answers_list(question: str, text: str) -> bool:
    """Whether a text spells out what a quoted term that counts its parts stands for (两个允许).

    Spelt out: items before the term (高血压、高血糖、高血脂“三高”) or an opening behind it (：, 即, （).
    True where the question does not ask what a quoted term stands for.
    """
    terms = [term for term in _NAMED.findall(question) if _COUNTED.search(term)]
    if not terms or not _EXPANDS.search(question):
        return True
    for term in terms:
        # Not folded: folding makes a comma of 、, and items could not be told from clauses.
        for match in re.finditer(re.escape(term), text):
            before = re.split(r"[，,。.；;：:]", text[max(0, match.start() - 40) : match.start()])[-1]
            behind = text[match.end() : match.end() + 4]
            if "、" in before or re.match(r"[\"”」]?(?:[：:(（“]|即|是?指|包括|分别|—|--)", behind):
                return True
    return False


def indicator_share(concepts: Sequence[Concept], text: str, above: str = "") -> float:
    """The largest share of the content words that stand with one figure of a text, or in the headings above it.

    With: between the stops around the figure; further back too where nothing but words of measure stands
    before it there (…覆盖率，到2025年达到45%).
    """
    if not concepts:
        return 0.5
    head = fold(above)
    best = 0.0
    for quantity in counted(text):
        left = _stop_before(text, quantity.start)
        while left > 0 and len(_MEASURING.sub("", text[left : quantity.start])) < 2:
            left = _stop_before(text, left)
        right = re.search(r"[，,。；;]", text[quantity.end :])
        around = fold(text[left : quantity.end + (right.start() if right else len(text))]) + head
        held = sum(c.word in around or any(o in around for o in c.others) for c in concepts)
        best = max(best, held / len(concepts))
    return best


#: Words that tell how a figure is meant, not of what.
_MEASURING = re.compile(
    r"达到|提高|增加|增长|降低|下降|控制|实现|力争|左右|以上|以下|不低于|不少于|不超过|不高于|比例|其中|分别|全年|累计|每年|截至|[到至达在于年月底末前内为约均各升降过\d\s%.,，、“”]"
)


def _stop_before(text: str, at: int) -> int:
    return max(text.rfind(stop, 0, max(0, at - 1)) for stop in "，,。；;：:") + 1


def dated(text: str) -> bool:
    """Whether a text states a date, a period or a deadline; 15分钟 is how near something is."""
    if any(q.kind in ("year", "month", "date") or q.unit in _DAYS for q in quantities(text)):
        return True
    return bool(_PERIOD.search(text))


#: Units of time from days on.
_DAYS = frozenset({"天", "日", "个工作日", "工作日", "个月", "月", "年", "周", "个自然日"})
_TIME_UNITS = frozenset(
    {"天", "日", "个工作日", "工作日", "个月", "月", "年", "周", "小时", "个小时", "分钟", "个自然日", "期"}
)


#: Special things that are asked for: name, how staff ask, how a text states them.
WANTS: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    ("金额", re.compile(r"多少\S{0,2}(?:钱|元|万|亿|块|资金|经费|保费|补助|补贴|奖金|津贴|费|款)|几[十百千]*(?:块|元|万|亿|毛)(?:钱)?|金额(?:是|为|有|到底)?(?:多少|几)|(?:年薪|工资|罚款|补贴|补助|保费|经费|费用|津贴|养老金|奖金|奖励)(?:标准)?(?:是|为|定|一般|到底|每)?\S{0,8}多少|(?:交|缴|花|拨|罚)多少(?![套个家件次份人名张项])|降价多少|[\u4e00-\u9fff](?:费|金|薪|钱)(?:标准)?(?:是|为|定|一般|到底|每人|每月|给|发|有|要|收|能拿?)*多少(?![%％])"), re.compile(r"[\d百千万亿]\s*元")),
    ("报销或补助的标准", re.compile(r"(?:报|报销|减免|优惠)(?:个|到|了)?(?:多少|几成|百分之几)"), re.compile(r"\d\s*%|百分之|[\d一二三四五六七八九十]成|\d\s*[万亿]?元|全额")),
    ("邮箱或网址", re.compile(r"邮箱|电子邮件|邮件地址|微信号|网址|网站(?:是|地址)"), re.compile(r"@|www|http|微信")),
    ("电话", re.compile(r"电话|联系方式|热线|手机号|传真"), re.compile(r"\d{3,4}[-）)]?\s?\d{7,8}|1\d{10}|热线|(?:电话|咨询|联系)[^\d]{0,12}\d{7,8}(?!\d)")),
    ("地址", re.compile(r"地址|哪条路|几号楼|办公地点|在哪(?:儿|里)?办公|门牌|怎么走"), re.compile(r"[路街道]\d*号|地址")),
    ("姓名", re.compile(r"(?:谁|长|主任|书记|负责人|联系人|签发人|领导)\S{0,6}(?:叫什么|姓名|名字)|姓名|姓什么|何许人|(?:局长|主任|院长|市长|区长|书记|组长|负责人)(?:现在)?是(?:谁|哪位)[？?。]?$|谁签发|签发人|联系人是"), re.compile(r"联系人|签发人|同志")),
    ("处罚", re.compile(r"罚|处分|问责|追责|(?<![谈裁评研])判(?:刑|几|多|什么|不判)|开除|吊销"), re.compile(r"罚|处分|问责|追责|吊销|约谈|惩戒|严肃查处|处理")),
    ("具体日期", re.compile(r"几月几[号日]|哪[一]?天|几号|几月(?!份?饼)|完工|竣工|开工|搬进|启用|投用|投入使用|正式运行"), re.compile(r"\d+\s*月|\d+\s*日|季度|工作日|之日起")),
    ("流程", re.compile(r"(?:办理|申请|报销|备案|报名|申报)(?:的)?(?:流程|手续|材料|步骤)|要(?:带|交|提供|准备)(?:哪些|什么)材料|怎么(?:申请|办理|报名|备案)|在哪(?:里|儿)?(?:申请|办理|报名)"), re.compile(r"流程|申请|提交|材料|备案|报名|办理")),
]  # fmt: skip


#: Items at least where 几 are asked for.
SOME = 3
_NUMBER = "一二两三四五六七八九十"
_MEASURE = "(?:家|所|个|项|类|种|名|座|条|份|块|层|级|位|样|件|句|步|点|方面|重|方|支|部)"
#: What a question wants named one by one: 哪四家医院, 哪几个设区市, 名单; …任务分别是哪些.
_NAMES_WANTED = re.compile(
    rf"哪(?P<number>[几{_NUMBER}\d]+)(?!年|天|月)|名单|(?P<list>(?:目录|清单|名录)(?:里面?|中|上)?(?:都|具体|分别)?(?:有|是|包括|列)了?(?:哪|什么|啥)|(?:选|确定|入选|公布|认定|列入|新增)[了出]?的?(?:是|有)?哪些)|(?:分别|具体)(?:是|指的?是?|有|为|包括|包含|设在|在)?(?P<each>哪些|什么|啥)"
    r"|(?P<told>叫什么名|名字|名称|列(?:给|出来?|举)|有哪些|是哪些|哪些(?:家|所|个|医院|单位|城市|地方|市|县|区|企业|机构|学校|部门))"
)
#: How many there are, said before: 建设的4所医院具体是哪些, “15+3”行动分别是什么.
_SAID = re.compile(
    rf"(?<![第\d])(?P<number>\d+[+＋]\d+|(?:\d+|[{_NUMBER}]+)(?=(?:多|余|来)?(?:大|{_MEASURE})))"
)
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_QUOTE_END = "[”》][“《]"


def names_each(question: str, drafts: Sequence[str]) -> bool | None:
    """Whether the parts of an answer name one by one what a question wants named; None where it does not.

    As many items as it speaks of stand side by side (甲、乙, “甲”“乙”, 甲+乙), or each in a part of
    its own. A number of them is no list: 建设4所医院.
    """
    wanted = _names_wanted(question)
    if wanted is None:
        return None
    return max((_items(text, wanted == 2) for text in drafts), default=0) >= wanted or (
        len(drafts) >= max(3, wanted)
    )


def _names_wanted(question: str) -> int | None:
    """How many things are to be named at least; None where none are."""
    match = _NAMES_WANTED.search(question)
    if match is None:
        return None
    if match["number"]:
        number = _whole(match["number"].replace("几", "")) or SOME
        return None if number == 1 else number
    said = [_whole(m["number"]) for m in _SAID.finditer(question[: match.start()])]
    if match["list"]:
        return SOME
    if match["told"] and not (said and said[-1] > 1):
        return None
    return max(2, said[-1]) if said else 2


def _whole(text: str) -> int:
    """The number that digits (a sum too) or Chinese numerals write; 0 for none."""
    if re.search(r"\d", text):
        return sum(map(int, re.findall(r"\d+", text)))
    return chinese_number(text.replace("两", "二")) or 0


def _items(text: str, pair: bool) -> int:
    """The most items side by side in a stretch of a text; where two will do, 甲和乙 are a pair."""
    most = 0
    between = rf"、|{_QUOTE_END}|[+＋]|(?<=[\u4e00-\u9fff])[-—－](?=[\u4e00-\u9fff])" + (
        "|[和与及或]" if pair else ""
    )
    for stretch in re.split(r"[，,。；;：:\n]", _BRACKET.sub("", text)):
        parts = [part for part in re.split(between, stretch) if part.strip(" “”《》")]
        more = len(parts) > 1 and re.search("等" if pair else "[和与及等]", parts[-1])
        most = max(most, len(parts) + bool(more))
    return most if most > 1 else 0


def want_of(question: str) -> tuple[str, re.Pattern[str]] | None:
    """The special thing that a question asks for, by name, and the pattern of a text that states it."""
    return next(((name, states) for name, asks, states in WANTS if asks.search(question)), None)


_ORGANISATION = (
    r"(?:[局委办厅部院署组府校站社会团]|中心|单位|机构|部门|企业|公司|协会|基金会|[省市区县乡镇州]|地方)"
)
_WHO = re.compile(
    rf"{_ORGANISATION}[^，,。；;]{{0,6}}(?:牵头|负责|配合|承担|组织实施|指导|参与|会同|统筹|协调|审批|担任|主办|承办)"
    rf"|(?:牵头|配合|责任|承办|主办)(?:单位|部门)|由[^，,。；;]{{2,30}}(?:负责|牵头|承担|组织|担任|审批|审核|管理|指导|办理|制定|实施)"
    rf"|^\W*(?:\d+\W+)?[\u4e00-\u9fff、（）()]{{0,20}}(?:{_ORGANISATION}|银行|总公司)[：:]"
    r"|领导小组.{0,10}(?:统筹|协调)|组长|主任|秘书处|设在|兼任"
)


def tells_who(text: str) -> bool:
    """Whether a text tells which organisation or person does something."""
    return bool(_WHO.search(text))
