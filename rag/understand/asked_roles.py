"""Departments in a question: named, asked for, asked what they do, or claimed to have a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from rag.language.short_forms import LEVEL_BEFORE
from rag.language.tokens import tagged
from rag.lazy_re import either, lazy_re

#: What departments are called without region and level.
CORE = (
    r"(?:卫生健康[委局]|卫健[委局]|医保局|医疗保障局|财政局|财政厅|发展改革委|发改委|人力资源(?:和)?社会保障[局厅]|人社[局厅]|市场监(?:督管理|管)局|市监局|民政[局厅]|"
    r"教育[局厅]|公安(?:分局|局|厅)|司法[局厅]|审计[局厅]|税务局|商务[局委厅]|科技[局厅委]|科学技术[局厅]|科委|工业和信息化[局厅]|工信[局厅]|药监局|药品监督管理局|中医药(?:管理)?局|编办|规划资源局|规资局|体育局|城运中心|宣传部|文明办|银保监局|信息中心|"
    r"政务服务和大数据管理局|大数据局|建设管理委|残联|妇联|住建[局厅委]|住房(?:和)?城乡建设[局厅委]|生态环境[局厅]|自然资源[局厅]|农业农村[局厅委]|交通(?:运输)?[局厅委]|水利[局厅]|"
    r"应急(?:管理)?[局厅]|统计局|国资委|城管局|退役军人(?:事务)?[局厅]|乡村振兴局|民宗[局委]|文旅[局厅委]|文化和旅游[局厅]|街道|秘书处|领导小组)"
)
#: The name of a department; ``core`` is what it is called without region and level.
DEPARTMENT = lazy_re(
    rf"(?:{LEVEL_BEFORE}|国家|上海市|江西)?(?:(?![要不由是兼任应须])[\u4e00-\u9fff]){{0,10}}?"
    rf"(?P<core>{CORE})"
)


#: The name of a department with its level.
LEVELLED = rf"(?:{LEVEL_BEFORE}|国家)?{CORE}"
#: Asks for the tasks in one role, of whom has been said before.
ROLE_ASKED = lazy_re(r"^\W*(?:又|再|还|主要)?(?:要)?(?:牵头|配合|负责|承担|参与)(?:的有)?(?:哪|什么|啥)")
_DUTY = lazy_re(
    either(
        # 配合的有哪
        r"(?:配合|负责|承担|参与|参加|牵头|主管|管|干|做|责任单位|分工|分派|安排)\S{0,8}?"
        "(?:什么|啥|哪(?!个部门|个单位|个局|些部门|些单位|几个部门|几家|个委))",
        "(?:职责|任务|分工)(?:是|有)",
        "(?:哪些|什么|啥)(?:职责|任务|活|事)",
        "(?:督办|督促)的?(?:有|是)?(?:什么|啥|哪)",
        # 哪些项目由县住建局督办
        rf"(?:哪|什么|啥)[^，。？]{{0,16}}(?:由|归){LEVELLED}(?:来|去)?(?:牵头|负责|配合|承担|主管|管|督办|督促|落实|办理|审批)(?!吗|吧|么)",
    )
)
#: Asks how many tasks a department has: 卫健委牵头的任务一共有多少项, 医保局牵头几项.
HOW_MANY_TASKS = lazy_re(
    r"(?:牵头|负责|配合|承担|主管|责任单位)\S{0,4}?的?(?:任务|工作|事项?|项目)*(?:一共|总共|共)?(?:有|是)?(?:多少|几)(?:项|个|条|件)"
    r"|(?:多少|几)(?:项|个|条|件)(?:任务|工作|事项?|项目)*的?(?:是?由|归)?\S{0,12}(?:牵头|负责|配合|承担|主管)"
)
#: Everyday words for 牵头, and for having the last word.
_IDIOMS = "(?:[打挑带领]头|主抓|抓总|挂帅|(?:唱|当|是)主角|[扛打]大旗|挑大梁|挑担子)"
_LEADS = f"(?:牵的?头|{_IDIOMS})"
_DECIDES = "(?:拍板|做主|当家|说了算)"
#: Asks for, or claims, the one that leads.
LEADS = lazy_re(f"{_LEADS}|{_DECIDES}")
#: Things that one chooses or goes to, of which 哪家 asks no department.
_NO_BODY = "(?![^，。？]{0,6}?(?:医院|公司|企业|银行|中心|学校|大学|[院厂店站所行]))"
#: A body that is asked for, as subject or object.
_WHICH_BODY = rf"(?:谁|哪(?:[一两几三四五六七]?家|头|方|[一两几三四五六七]?个(?:单位|机构|机关|衙门)|[些几]?(?:单位|机构|衙门)){_NO_BODY})"
#: What is no duty: to be allowed or to get something, to pay, to be more than another, to work with somebody.
_NO_DUTY = (
    "(?!不?[能可会该应要需得有享领拿受赔交缴付掏出买兜]|扛(?!大旗)|做(?!主)|必须|适用|符合|满足|合适|报名|报销|参[加与保]|算|[更最比]|"
    "[^，。？]{0,2}得|[^，。？]{0,3}[高低多少大小快慢先早晚强好差][些了]?[？?]?$|[^，。？]{0,4}(?:合作|签约|对接|共建|联合))"
)
_DOES = (
    rf"(?<![给为对向比帮替被按])(?<!支持)(?<!鼓励)(?<!引导){_WHICH_BODY}(?:来|去|(?![来去])(?![\u4e00-\u9fff][啊呀呢的了]?[？?。]?$))"
    rf"(?P<does>{_NO_DUTY}[\u4e00-\u9fff]{{1,4}}?)[啊呀呢的了]?[？?。]?$"
)
#: A task, as everyday speech calls it.
_TASK = "(?:活儿?|事儿?|任务|差事|担子|责任|职责)"
#: Between a department and what it is asked to do: 市财政局是不是也牵头….
_WHETHER = "(?:是不是|是否|有没有)[也都还要来在]?"
#: To whom something goes: 材料移交给谁.
_GOES_TO = "(?P<goes>移交|[分报抄呈]送|[上提递]交|[上]报|[交送报寄])(?:给|到|至)?谁(?=[啊呀呢？?]*$)"
#: Asks who does something.
ASKS_WHO = lazy_re(
    either(
        # 谁牵头
        "(?:谁|哪(?:两|几|个|些)?(?:家|头|方|边))(?:来|在|去|会|要)?"
        "(?:挑头|牵的?头|主抓|主责|拍板|打下手|打配合|出面|经办|承办|落实|办理|审批|审核|批准|督办|督促|弄|(?:管|负责|主管)(?!得))",
        "谁是(?=[^，。？]{0,10}(?:牵头|负责|责任|主管|主责|配合|[组局市区院县省]长|主任|书记|秘书|成员|召集人|总指挥))",
        # 谁管
        "谁(?:来|在|去|会)?(?:牵头|负责|配合|管|主管|主责|担任|兼|当|落实|承担)",
        # 牵头的是谁
        "(?:牵头|配合|负责|主管|责任)(?:的)?(?:部门|单位|方)?(?:是|都?有|还有)?(?:谁|哪)",
        # 哪些局
        "哪(?:[几两三四五六七]?(?:个|家)|些)?(?:市级|区级|省级|县级|职能|主管|政府|具体)?(?:部门|部委|局|委办|处室|科室|厅)",
        # 哪些单位负责
        r"(?:哪(?:[几两三四五六七]?(?:个|家)|些)?|什么|啥)(?:单位|机构)\S{0,8}(?:负责|牵头|配合|管|落实|承担|指导)",
        # 哪个部门牵头
        r"哪(?:[几两三四五六七]家|[几两三四五六七]个部|个部)\S{0,4}(?:负责|牵头|配合|管|落实|承担|指导)",
        "还有谁",
        # 还有哪家单位
        "还有哪(?:些|几家|几个|家|个)?(?:单位|部门|机构)",
        "(?:牵头|配合|负责|责任)[^，。？]{0,10}还有哪(?:些|几家|几个|家|个)?(?=[？?]?$)",
        # 打头的是医保局还是
        "(?:打头|带头|挑头|牵头|负责|主管|打下手)的?(?:是|归)[^，。？]{1,16}还是",
        "谁一起",
        # What offices do; not 谁来给居民看病
        "(?<!支持)(?<!鼓励)(?<!引导)谁来(?:做|干|办|抓|罚|处罚|查|管|推|弄|谈|宣传|考核|监[督管]|督|检查|组织|协调|统筹|实施|认定|受理|验收|评[估审定])",
        # 跟谁
        "(?:和|跟|同)谁(?:一起)?(?!合作|签|比|对接|共建|联合|结对|联动|开展)",
        # 归谁
        "(?<!用完)(?<!剩下)(?<!剩的)(?<!结余)(?<!钱)(?<!资金)(?<!款)归(?:谁|(?:哪|什么)(?!一?[种类级]))",
        # 移交给谁
        _GOES_TO,
        # 由谁
        "由(?:谁|哪(?:个|些|几个|家|几家)?(?:部门|单位|局|委|机构|科室|领导小组))",
        # Whatever the words for it, at the end: 谁打头, 哪家唱主角, 谁当副手
        _DOES,
        rf"{_TASK}[^，。？]{{0,4}}[给到在归由让算]了?{_WHICH_BODY}",
        rf"是{_WHICH_BODY}(?:单位|部门)?的{_TASK}",
        rf"找{_WHICH_BODY}{_NO_DUTY}",
        "什么部门|责任(?:单位|部门)|牵头(?:单位|部门)|配合(?:单位|部门)|找谁|谁的(?:活|事|责任)",
        "谁.{0,6}(?:牵头|配合|负责)",
    )
)
#: Asks what an office does, whether or not it is one that departments are called.
OF_AN_OFFICE = lazy_re(
    either(
        # 小组要干些
        "(?:局|委|办|厅|部门|政府|医院|中心|院|机构|小组).{0,22}(?:负责|承担|分工|职责|任务|要做|管|牵头|配合|干|做)(?:哪|什么|些|啥|了)",
        "(?:职责|任务|分工)(?:是什么|有哪些)",
    )
)
#: Words of a question for a department's duties that name none: 只由…一家, 在哪些任务中是责任单位.
DUTY_WORDS = lazy_re(
    r"[只仅]?[由归]|独家|一家(?=负责|牵头|承担|管)|不?参[与加]|承担|分[到得]|摊上|中(?=是|为)|(?:责任|牵头|配合|主管)(?:单位|部门)"
)
_WHO_ELSE = lazy_re(r"(?:配合|牵头|负责|责任)的(?:还|都)?(?:有|是)(?:哪|谁)")
#: A department that is said to be the one that does something, whatever the words: 是市财政局打头吗.
_CLAIMED_WHOSE = (
    rf"(?:(?:是不是|是否|[是由归让]){LEVELLED}{_NO_DUTY}[^，。？的]{{1,5}}的?|[是归]{LEVELLED}(?:的{_TASK})?|{LEVELLED}(?:{_LEADS}|{_DECIDES}))"
    r"(?=(?:吗|吧|么|对不对|对吗|没错)\W*$)"
)
_CLAIMS_ROLE = lazy_re(
    rf"{_CLAIMED_WHOSE}|"
    r"(?:牵头|负责|主管|配合|责任).{0,6}(?:吧|吗|对不对|对吗|是不是|没错|么)|参不参[与加]|管不管|负不负责|牵不牵头|有没有份"
    r"|(?:是不是|是否|还是)[^，。？]{2,16}(?:牵头|负责|主管|配合|管)(?:的|着)?[？?]?$"
    rf"|{CORE}{_WHETHER}(?:牵头|负责|主管|配合)(?![^，。？]{{0,4}}[的单])"
)
#: The departments of which it is claimed that they lead or are responsible: 是不是市财政局牵头, 牵头单位是市卫健委吧.
_CLAIMED = lazy_re(
    rf"{_CLAIMED_WHOSE}|(?:是不是|是否)?[由归是让]?{LEVELLED}(?:[、和与]{LEVELLED}|还是{LEVELLED})*(?=(?:{_WHETHER}|[来去在一家]{{0,2}})(?:牵头|负责|主管|主抓|配合|管|承担|落实))"
    rf"|(?:牵头|负责|责任|主管|配合)的?(?:单位|部门|方)?(?:就|应该)?[是为]{LEVELLED}"
)


_WHO_OR_WHAT = lazy_re("谁|[哪啥几]|什么|多少")


_WHO_DOES, _LEADING = lazy_re(_DOES), lazy_re(_IDIOMS)
_TO_WHOM = lazy_re(_GOES_TO)


#: What kind of body or person is to be named: 哪个科室, 哪位局领导. It asks, and is of no matter.
_WHICH, _IN_AN_OFFICE = "哪(?:一?[个家位]|几[个家位]?|些)?", "[科处股]室|局?领导|负责人|人员?"
_WHICH_KIND = lazy_re(f"{_WHICH}(?:部门|单位|机构|机关|{_IN_AN_OFFICE})(?![\u4e00-\u9fff]{{0,2}}的)")
#: The same of those of which documents speak as of a matter: 部门 and 单位 are words of asking anywhere.
_WHICH_IN_AN_OFFICE = lazy_re(f"{_WHICH}(?:{_IN_AN_OFFICE})(?![\u4e00-\u9fff]{{0,2}}的)")


def as_who(text: str) -> str:
    """A question that asks for somebody with the kind of body or person left open.

    >>> as_who("台账报哪个科室备案")
    '台账报谁备案'
    """
    return _WHICH_KIND.sub("谁", text)


def does_asked(text: str) -> str | None:
    """What somebody is asked to do, at the end of a question (组织召开 of 会议是哪家组织召开的); None for everyday words for leading."""
    does = _WHO_DOES.search(as_who(text))
    return does["does"] if does and not _LEADING.search(does["does"]) else None


def goes_to(text: str) -> str | None:
    """What is done where it is asked to whom something goes (移交 of 材料移交给谁); None where that is not asked."""
    goes = _TO_WHOM.search(as_who(text))
    return goes["goes"] if goes else None


def without_role(text: str, held: Callable[[str], bool]) -> str:
    """A question without what says nothing of the task: departments claimed to have it, everyday words for leading.

    As it is where it asks who or what besides. What somebody is asked to do (谁扛大旗) is left out where
    no document holds a word of it.

    Args:
        text: the question.
        held: whether documents hold a word.
    """
    text = _WHICH_IN_AN_OFFICE.sub("谁", text)
    if not _WHO_OR_WHAT.search(text):
        return _CLAIMED.sub("，", text)
    does = _WHO_DOES.search(text)
    if does is None:
        return text
    said = does["does"]
    if _LEADING.search(said) or not any(held(word) for word, _ in tagged(said) if len(word) > 1):
        return f"{text[: does.start('does')]}{text[does.end('does') :]}"
    return text


def part_asked_of(text: str) -> Literal["department", "duty"] | None:
    """What is asked where a department is named: who else has a part or whether it has one, or what it does."""
    if not DEPARTMENT.search(text):
        return None
    if _WHO_ELSE.search(text):
        return "department"
    if _DUTY.search(text) or HOW_MANY_TASKS.search(text):
        return "duty"
    return "department" if _CLAIMS_ROLE.search(text) else None
