"""What a question asks for: a figure, a date, departments …, or a fact of the document itself.

Patterns of how staff ask; no model.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.lazy_re import either, lazy_re
from rag.understand.asked_facts import facts_of

Kind = Literal[
    "figure", "date", "department", "list", "measure", "definition",
    "document", "comparison", "duty", "clause", "yesno",
]  # fmt: skip


_KINDS: list[tuple[Kind, re.Pattern[str]]] = [
    # Whatever the term ends in: 什么是县域就诊率 asks for no figure.
    ("definition", lazy_re(r"^\W*(?:请问)?(?:什么是|何谓|(?:什么|啥)叫)|(?:是|指)(?:什么|啥)意思[？?]?$")),
    (
        "department",
        lazy_re(
            either(
                # 谁牵头
                "(?:谁|哪(?:两|几|个|些)?(?:家|头|方|边))(?:来|在|去|会|要)?"
                "(?:挑头|牵的?头|主抓|主责|拍板|打下手|打配合|出面|经办|承办|落实|办理|审批|审核|批准)",
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
                "谁来(?:做|干|办|抓|罚|处罚|查处?)",
                # 跟谁
                "(?:和|跟|同)谁(?:一起)?(?!合作|签|比|对接|共建|联合|结对|联动|开展)",
                # 归谁
                "(?<!用完)(?<!剩下)(?<!剩的)(?<!结余)(?<!钱)(?<!资金)(?<!款)归(?:谁|哪|什么)",
                # 由谁
                "由(?:谁|哪(?:个|些|几个|家|几家)?(?:部门|单位|局|委|机构|科室|领导小组))",
                "什么部门|责任(?:单位|部门)|牵头(?:单位|部门)|配合(?:单位|部门)|找谁|谁的(?:活|事|责任)",
                "谁.{0,6}(?:牵头|配合|负责)",
            )
        ),
    ),
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
    (
        "definition",
        lazy_re(
            r"什么是|(?:什么|啥)叫|(?:是|指)(?:什么意思|啥意思)|是指(?:什么|哪)|指(?:的是)?(?:什么|哪|啥)|含义|定义|怎么理解|何谓|所谓"
        ),
    ),
    (
        "duty",
        lazy_re(
            either(
                # 小组要干些
                "(?:局|委|办|厅|部门|政府|医院|中心|院|机构|小组).{0,22}(?:负责|承担|分工|职责|任务|要做|管|牵头|配合|干|做)(?:哪|什么|些|啥|了)",
                "(?:职责|任务|分工)(?:是什么|有哪些)",
            )
        ),
    ),
    (
        "yesno",
        lazy_re(
            either(
                "吗",
                # 管不管
                "(?P<verb>[给管包收算让准补发报交用要该许])不(?P=verb)(?!得)",
                "是不是|能不能|可不可以|可以不|能否|是否|有没有|行不行|要不要|对不对|会不会|该不该|得不得|没错吧|对吧|对么",
                "[是有要会能].{0,30}吧[？?]?$",
                "不[？?]$",
                "(?<![什怎多那这])么[？?]?$",
                "允许(?!.{0,6}[哪什])",
            )
        ),
    ),
    (
        "list",
        lazy_re(
            either(
                "哪些|哪几|哪[两二三四五六七八九十]",
                "有什么(?!规定|要求|措施|办法)",
                "包括|列举|列出|几方面|几个方面|分别(?:是|有)",
                # 什么中心
                "什么(?:病|科室|中心|项目|机构|城市|医院|群体|人群)",
                "哪(?:里|个|家|种|类|所|座|市|区|县)",
            )
        ),
    ),
    (
        "measure",
        lazy_re(r"怎么|如何|怎样|咋|什么(?:措施|办法|做法|举措|安排|要求|规定|政策)|措施|办法|路子|靠什么"),
    ),
]
_MORE = r"(?:(?:更|最|比较)?(?:高|低|多|(?<!多)少)|[更最](?:大|小|快|长))"
#: Asks which of several places or documents has more of something: 谁定得高, 哪个地方的占比更高.
WHICH_MORE = lazy_re(
    rf"(?:谁|哪(?:[个边家里儿]|一?份|[省市区县]))[^，。？]{{0,16}}?{_MORE}(?=些|一|[的呢]?[？?]|[的呢]?$)"
)
#: Asks which of all places have something, not what each has.
WHICH_PLACES = lazy_re(r"哪(?:些|几|个|几个|些个)(?:地方|地区|地|省|市|区|县)")
#: 各地 asks what each place has, but not where it names who is to act: 要求各地…, 各地税务部门, 各地要怎样….
EVERY = lazy_re(
    either(
        "(?<!要求)(?<!鼓励)(?<!督促)(?<!指导)(?<!支持)(?<![对给由向让请与和])各[地区市]"
        "(?!县?[^，。？?、的]{0,8}(?:部门|政府|机关|单位|学校|企业|机构)|(?:要|应当?|须|必须)(?:怎么?样?|如何|做))",
        "哪些地(?:方|区)",
        "哪个(?:地方|地区|省|市|区)",
        "哪(?:几|些)个?(?:地|省|市|区)",
        "五份|几份(?:文件|方案)|所有(?:文件|地区)|别的地方|其他地(?:方|区)|都有谁",
        rf"哪[里儿](?=(?:[定建]?得|[定建设]的)?{_MORE}(?:些|一|[的呢]?[？?]|[的呢]?$))",
    )
)


#: What departments are called without region and level.
_CORE = (
    r"(?:卫生健康[委局]|卫健[委局]|医保局|医疗保障局|财政局|财政厅|发展改革委|发改委|人力资源(?:和)?社会保障[局厅]|人社[局厅]|市场监(?:督管理|管)局|民政[局厅]|"
    r"教育[局厅]|公安(?:分局|局|厅)|司法[局厅]|审计[局厅]|税务局|商务[局委厅]|科技[局厅委]|科委|工业和信息化[局厅]|工信[局厅]|药监局|中医药局|编办|规划资源局|规资局|体育局|城运中心|宣传部|文明办|银保监局|信息中心|"
    r"政务服务和大数据管理局|大数据局|建设管理委|残联|妇联|住建局|生态环境局|农业农村局|民宗局|文旅局|街道|秘书处|领导小组)"
)
#: The name of a department; ``core`` is what it is called without region and level.
DEPARTMENT = lazy_re(
    r"(?:[省市区县]|国家|上海市|江西)?(?:(?![要不由是兼任应须])[\u4e00-\u9fff]){0,10}?"
    rf"(?P<core>{_CORE})"
)


#: Asks for the tasks in one role, of whom has been said before.
ROLE_ASKED = lazy_re(r"^\W*(?:又|再|还|主要)?(?:要)?(?:牵头|配合|负责|承担|参与)(?:的有)?(?:哪|什么|啥)")
_DUTY = lazy_re(
    either(
        # 配合的有哪
        r"(?:配合|负责|承担|参与|参加|牵头|主管|管|干|做|责任单位|分工|分派|安排)\S{0,8}?"
        "(?:什么|啥|哪(?!个部门|个单位|个局|些部门|些单位|几个部门|几家|个委))",
        "(?:职责|任务|分工)(?:是|有)",
        "(?:哪些|什么|啥)(?:职责|任务|活|事)",
    )
)
#: Asks how many tasks a department has: 卫健委牵头的任务一共有多少项, 医保局牵头几项.
HOW_MANY_TASKS = lazy_re(
    r"(?:牵头|负责|配合|承担|主管|责任单位)\S{0,4}?的?(?:任务|工作|事项?|项目)*(?:一共|总共|共)?(?:有|是)?(?:多少|几)(?:项|个|条|件)"
    r"|(?:多少|几)(?:项|个|条|件)(?:任务|工作|事项?|项目)*的?(?:是?由|归)?\S{0,12}(?:牵头|负责|配合|承担|主管)"
)
#: Between a department and what it is asked to do: 市财政局是不是也牵头….
_WHETHER = "(?:是不是|是否|有没有)[也都还要来在]?"
#: Asks for the post of a person that is named.
_POST = lazy_re("(?:什么|啥)(?:职务|职位|身份|官)|任(?:什么|啥)职|担任(?:了|的是)?(?:什么|啥)")
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
#: Asks whether something is enough, and names nothing: …算达标吗, …符合要求吗.
COMPLIES = lazy_re(
    r"算?不?算?(?:达标|合规|符合(?:规定|要求|标准|政策)?|够(?:不够|了)?|不?少于|不?超过)(?:了)?(?:吗|么|吧|不|对吗|对吧)?[？?]?$"
)
#: Words of a question for a department's duties that name none: 只由…一家, 在哪些任务中是责任单位.
DUTY_WORDS = lazy_re(
    r"[只仅]?[由归]|独家|一家(?=负责|牵头|承担|管)|不?参[与加]|中(?=是|为)|(?:责任|牵头|配合|主管)(?:单位|部门)"
)
_WHO_ELSE = lazy_re(r"(?:配合|牵头|负责|责任)的(?:还|都)?(?:有|是)(?:哪|谁)")
_CLAIMS_ROLE = lazy_re(
    r"(?:牵头|负责|主管|配合|责任).{0,6}(?:吧|吗|对不对|对吗|是不是|没错|么)|参不参[与加]|管不管|负不负责|牵不牵头|有没有份"
    r"|(?:是不是|是否|还是)[^，。？]{2,16}(?:牵头|负责|主管|配合|管)(?:的|着)?[？?]?$"
    rf"|{_CORE}{_WHETHER}(?:牵头|负责|主管|配合)(?![^，。？]{{0,4}}[的单])"
)
#: The name of a department with its level.
LEVELLED = rf"(?:[省市区县]|国家)?{_CORE}"
#: The departments of which it is claimed that they lead or are responsible: 是不是市财政局牵头, 牵头单位是市卫健委吧.
_CLAIMED = lazy_re(
    rf"(?:是不是|是否)?[由归是让]?{LEVELLED}(?:[、和与]{LEVELLED}|还是{LEVELLED})*(?=(?:{_WHETHER}|[来去在一家]{{0,2}})(?:牵头|负责|主管|主抓|配合|管|承担|落实))"
    rf"|(?:牵头|负责|责任|主管|配合)的?(?:单位|部门|方)?(?:就|应该)?[是为]{LEVELLED}"
)


_WHO_OR_WHAT = lazy_re("谁|[哪啥几]|什么|多少")


def without_claimed(text: str) -> str:
    """A question without the departments that it claims to be responsible, which say nothing of the task.

    As it is where it asks who or what besides.
    """
    return text if _WHO_OR_WHAT.search(text) else _CLAIMED.sub("，", text)


#: States a figure and asks whether it is so: 社区门诊量占比是40%吗.
_STATES_FIGURE = lazy_re(
    r"^(?!.*(?:多少|[哪好]几|几(?:个|家|所|成|年|月|天|项)|什么|啥|谁|哪)).*\d[^，。？]{0,12}(?:吗|对不对|是不是|对吧|没错吧|是吧)[？?]?$"
)


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
    if DEPARTMENT.search(text):
        if _WHO_ELSE.search(text):
            return "department"
        if _DUTY.search(text) or HOW_MANY_TASKS.search(text):
            return "duty"
        if _CLAIMS_ROLE.search(text):
            return "department"
    if _STATES_FIGURE.search(text):
        return "yesno"
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return "list" if kind == "figure" and _DIVIDED.search(text) else kind
    return "measure"


_TERM = lazy_re(
    either(
        # 啥叫场景创新
        r"(?:什么是|何谓|所谓|(?:什么|啥)叫(?:做)?|(?:解释|说明)一下)[“\"《]?(?P<behind>[\u4e00-\u9fffA-Za-z0-9+-]{2,16}?)"
        r"(?=[”\"》啊呀呢？?，,]|$)",
        # “谛听”是什么
        r"(?:^|[的里中上说叫把，,“\"])(?P<before>(?:(?![的里])[\u4e00-\u9fffA-Za-z0-9+-]){2,16}?)[”\"]?"
        r"(?:（[^（）]*）|\([^()]*\))?(?:这个词|这个说法|一词)?(?:到底|具体|究竟)?(?:是|指|指的是|是指)(?:什么|啥|哪|个?什么|个?啥)",
    )
)


def term_of(text: str) -> str:
    """The term that a question wants defined: 最小风险状态 of 老说的最小风险状态是啥意思; empty where there is none."""
    match = _TERM.search(text)
    return (match["behind"] or match["before"] or "") if match else ""


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
