"""Whether a text holds the special thing that a question asks for: money, a phone, a person, who does it.

Patterns of what policy text states; how much each speaks for an answer is learned, not decided here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.rolls import names_members
from rag.lazy_re import either, lazy_re
from rag.understand.fields import FIELDS
from rag.understand.wants import WANTS


@lru_cache(maxsize=256)
def fields_of(question: str) -> tuple[str, ...]:
    """What an open question is about besides its matter, by name."""
    return tuple(name for name, asks, _ in FIELDS if asks.search(question))


@lru_cache(maxsize=256)
def wants_of(question: str) -> tuple[str, ...]:
    """The special thing that a question asks for, by name; a sum and a penalty of 罚多少钱."""
    found = tuple(name for name, asks, _ in WANTS if asks.search(question))
    return found if found == ("金额", "处罚") else found[:1]


def states(want: str, question: str, text: str) -> bool:
    """Whether a text states a special thing that a question asks for, or is about.

    A penalty that comes before the one asked about is none: 约谈以后会给什么处分.
    """
    pattern = _STATES[want]
    if want == "姓名" and (names_members(text) or _heads(question, text) or _sits_for(question, text)):
        return True
    if want == "金额" and _CHARGED.search(question) and _FREE.search(text):
        return True
    if want == "钟点" and question.count("几点") > 1:
        return len(pattern.findall(text)) > 1 or bool(_ALL_DAY.search(text))
    before = _BEFORE.match(question) if want == "处罚" else None
    return any(not before or match[0] not in before[0] for match in pattern.finditer(text))


#: From when to when, in a word.
_ALL_DAY = lazy_re("24小时|二十四小时|全天")
#: What is charged, not what is given; nothing is, where that is done for free, and not only called so (免费服务).
_CHARGED = lazy_re(r"[收交缴付费][^，。？给补奖]{0,4}多少")
_FREE = lazy_re(r"免费(?=[为给向对提办发开乘使享]|[。，；]|$)|免[收交缴]|不收")


#: Who heads a group, not what the name is: 组 长：…, 组长某某，以某院士为组长, 某人任第一组长, 主任由某人兼任.
_HEAD = lazy_re("^(?!.*(?:叫什么|名字|姓)).*?(?P<part>副?(?:组长|主任|主席|总指挥|指挥长|召集人|秘书长))")


def _heads(question: str, text: str) -> bool:
    """Whether a text tells who holds the part in a group that a question asks for; 副组长 is not 组长."""
    asked = _HEAD.search(question)
    if asked is None:
        return False
    spaced = r"\s*".join(asked["part"])
    stated = rf"(?<!副){spaced}\s*[：:由]\s*[\u4e00-\u9fff]|[，、：:]{spaced}[\u4e00-\u9fff]{{2,3}}(?=[，。；、]|$)|[以由][^，,。；;：:]{{2,24}}为{spaced}|(?<=[\u4e00-\u9fff])(?<![责主信现])任[\u4e00-\u9fff]{{0,10}}(?<!副){spaced}"
    return bool(re.search(stated, text))


#: A line of a list of members, with a name of so many characters: 魏山忠 水利部副部长, 副组长：丁学东 国务院副秘书长.
_MEMBERS = tuple(
    lazy_re(
        either(
            rf"(?:^|[\s：:。；])[\u4e00-\u9fff]\s*[\u4e00-\u9fff]{{{rest}}}\s*"
            r"(?P<organ>[\u4e00-\u9fff]{2,9}?[部委局署办厅院会行府司])[\u4e00-\u9fff]{0,12}"
            r"(?:长|主任|书记|主席|委员|成员|总监)(?=$|[\s，。；、])",
        )
    )
    for rest in (1, 2, 3)
)


def _sits_for(question: str, text: str) -> bool:
    """Whether a line of a list of members names who is there for an organ that the question names."""
    return any(match["organ"] in question for pattern in _MEMBERS for match in pattern.finditer(text))


_STATES = {name: states for name, _, states in (*WANTS, *FIELDS)}
_BEFORE = lazy_re(r".*?(?:以后|之后|后还|后仍|仍不|还不|拒不)")


def want_of(question: str) -> tuple[str, re.Pattern[str]] | None:
    """The special thing that a question asks for, by name, and the pattern of a text that states it."""
    return next(((name, states) for name, asks, states in WANTS if asks.search(question)), None)


_ORGANISATION = r"(?:[局委办厅部司院署组府校站社会团科室队]|处(?![理置罚分于])|中心|办事处|单位|机构|机关|部门|企业|公司|银行|协会|基金会|海关|[省市区县乡镇州]|地方)"
#: What the name of a post ends in.
_PERSON = "(?:[长员]|主任|书记|领导|负责人)"
#: An office that acts: 全部, 内部 and 一部 are none.
_OFFICE = r"[\u4e00-\u9fff]{1,14}(?:局|委(?:员会)?|办(?:公室)?|厅|署|政府|(?<![全内一外中])部)"
_NEAR = r"(?:[^，,。；;]{0,16})"
_WHO = lazy_re(
    rf"{_ORGANISATION}[^，,。；;]{{0,6}}(?:牵头|(?<![科室队])负责(?!人、)|(?<=[科室队])负责(?!人)|配合|承担|组织实施|起草|编制|拟[订定]|指导|参与|会同|(?<!的)统筹|协调|审批|担任|主办|承办)"
    rf"|(?:牵头|配合|责任|承办|主办)(?:单位|部门)|由[^，,。；;]{{2,30}}(?:负责|牵头|承担|组织|担任|审批|审核|管理|指导|办理|制定|实施|解释|提供|批准|决定)|权归[^，,。；;]{{2}}"
    rf"|由[^，,。；;]{{0,20}}{_ORGANISATION}[^，,。；;]{{0,12}}[将把]"
    rf"|(?:向|报|报经|经|送|交){_NEAR}{_ORGANISATION}(?:备案|报备|报告|报批|申请|申报|批准|审批|审核|同意|提出|报送|提交|登记)"
    rf"|{_ORGANISATION}(?:根据|依据|按照?|依照|依法|会同)[^，,。；;]{{0,20}}(?:组织|开展|制定|受理|实施|审批|审核|管理|监管)"
    rf"|{_ORGANISATION}(?:将|拟|要|应当?)(?:会同|组织|推[动进行]|加强|研究|制定|开展|进一步|积极|继续|统筹|自[^，,。；;]{{2,20}}日起|[在于][^，,。；;]{{2,20}}[内前])"
    rf"|{_ORGANISATION}对[^。；;]{{2,40}}(?:承担|负有?)[^，,。；;]{{0,6}}责任"
    rf"|{_ORGANISATION}是[^，,。；;]{{2,24}}(?:主管|责任|牵头|主办)(?:单位|部门)"
    rf"|^\W*(?:\d+\W+)?[\u4e00-\u9fff、（）()]{{0,20}}(?:{_ORGANISATION}|银行|总公司)[：:]"
    rf"|{_OFFICE}(?:将|拟|要|应当?)(?:于|在)|请{_OFFICE}(?!的)[^，,。；;]{{2}}"
    rf"|(?:^|[，,。；;：:]){_OFFICE}(?:对[^，,。；;]{{2,30}})?(?:作出|建成|建立|推出|开通|启动|拿出|提出|新增)(?!的)"
    r"|领导小组.{0,10}(?:统筹|协调)|组长|主任|秘书处|设在|兼任"
)


#: Asks who bears a cost or pays: no bracket of departments tells it.
ASKS_WHO_PAYS = lazy_re(
    either(
        # 费用谁出
        r"(?:费用?|[钱款资]金?|超支|成本|[税薪]|开支|经费|药费|学费)[^，。？]{0,6}(?:由|让)?(?:谁|哪\S{0,4})(?:来)?"
        "(?:承担|负担|分担|出|付|掏|垫|交|缴|支付|买单)",
        r"(?:谁|哪个\S{0,4})(?:来)?(?:买单|出钱|掏钱|付钱|付款|付费|垫付|支付|分担|赔)",
        # 隔离的钱是政府全包吧
        "(?:费用?|[钱款]|超支|成本|开支|经费)[^，。？]{0,4}(?:自己|个人|老百姓|百姓|群众|居民|患者|病人|家属|家里|政府|国家|公家|财政|单位|公司|企业)"
        "[来全]*(?:承担|负担|出|付|掏|垫|交|缴|包|买单)(?:[了的吗吧么？?]|$)",
    )
)
_PAYS = lazy_re(
    either(
        "由[^，,。；;]{2,24}(?:承担(?![^，,。；;]{0,6}(?:责任|任务|工作|职责))|负担|支付|分担|出资|解决|列支|垫付|缴纳)",
        rf"(?:{_ORGANISATION}|个人|患者|用人单位|参保人)[^，,。；;]{{0,16}}"
        "(?:承担(?![^，,。；;]{0,6}(?:责任|任务|工作|职责))|负担|支付|付给|分担|出资|垫付|缴纳)",
        "(?:基金|财政|经费)[^，,。；;]{0,8}(?:支付|承担|负担|列支|补助|保障)",
        # 费用自理
        "自(?:理|负|付|费|担)|自行(?:承担|负担)",
        # 依法承担赔偿责任, 由保险公司赔付
        "(?:承担|负)[^，,。；;]{0,8}赔偿|赔付|[应当予依]法?以?给?予?赔偿",
    )
)


def tells_who_pays(text: str) -> bool:
    """Whether a text tells who bears a cost or pays."""
    return bool(_PAYS.search(text))


def tells_who_does(deed: str, text: str) -> bool:
    """Whether a text tells which organisation does just that: 甲司在北京组织召开….

    Whoever it is, an organisation or a person, may stand behind 由 before it.

    >>> tells_who_does("组织召开", "3月4日，装备司在白河组织召开座谈会。"), tells_who_does("审议", "草案已审议。")
    (True, False)
    >>> tells_who_does("保管", "钥匙由值班员保管。"), tells_who_does("保管", "钥匙应当妥善保管。")
    (True, False)
    """
    deed = re.escape(deed)
    return bool(
        re.search(
            rf"{_ORGANISATION}[^，,。；;\s]{{0,8}}{deed}|{deed}[^，,。；;\s]{{0,4}}{_ORGANISATION}"
            rf"|由[^，,。；;]{{2,24}}?{deed}|[经报凭][^，,。；;]{{0,14}}{_PERSON}{deed}",
            text,
        )
    )


def tells_to_whom(deed: str, text: str) -> bool:
    """Whether a text tells to which organisation or person something goes: 上报市水利局."""
    deed = re.escape(deed)
    return bool(
        re.search(
            rf"{deed}[^，,。；;]{{0,16}}?(?:{_ORGANISATION}|{_PERSON})|(?:向|[给至]){_NEAR}{_ORGANISATION}{deed}",
            text,
        )
    )


#: Asks who provides something, and how texts tell it: 进出口数据来自海关.
_PROVIDED = lazy_re("提供(?!服务)|来源")
_COMES_FROM = lazy_re(rf"(?:来自|来源于|取自|采自)[^，,。；;]{{0,16}}?{_ORGANISATION}(?=[，,。；;、\s]|$)")


def tells_whence(question: str, text: str) -> bool:
    """Whether a question asks who provides something, and a text tells from which organisation it comes."""
    return bool(_PROVIDED.search(question) and _COMES_FROM.search(text))


def tells_who(text: str) -> bool:
    """Whether a text tells which organisation or person does something."""
    return bool(_WHO.search(text)) or names_members(text)
