"""Facts of a document that a question may ask for: its number, its date, who issued it …."""

from __future__ import annotations

import re

from rag.language.document_kinds import IN_FORCE, SPOKEN
from rag.language.text import fold
from rag.language.tokens import tagged
from rag.lazy_re import any_of, either, lazy_re

#: What a document is called; 批复, 函 and the like only where it is said that they are issued.
_DOCUMENT = any_of("文件", *SPOKEN)
_ISSUED = any_of("文件", "政策", "函", "批复", "通报", *SPOKEN)
#: The document, pointed at by whoever has it in hand: 这一整套, 那份东西, 这套方案.
_POINTED_AT = f"[这那](?:一?整?套|份)(?:东西|任务|要点|措施|清单|改革|{_DOCUMENT})?"
#: How it came to be, in everyday words: 弄出来的, 定的, 出来的.
_MADE = "(?:[弄搞定做写整发印]?(?:出来|下来|来)|[弄搞定做写整发印出])的?(?=[啊呀呢？?]*$)"
_WHEN = "(?:哪一?天|几号|什么时[候间]|何时)"
#: Heads of governments, who give reports.
OFFICE = "(?<!副)(?:[省市区县州]长|总理)"
#: Asks who drew the document up: 谁编的, 哪个部门组织编制的; 由谁编制 asks of a task.
DRAWN_UP = lazy_re(
    either(
        "(?:谁|哪(?:个|几个|些|几?家)(?:单位|部门|机关|机构|厅局|局|厅)?)(?:组织|牵头|负责)*"
        "(?:编[制写]?|写|起草|拟[订定])(?:出来)?的(?=[啊呀呢？?]*$)",
        "(?:编[制写]|起草)(?:单位|部门|机关)(?=是|有|$)",
    )
)
_ISSUE = "(?:联合|共同)?(?:印发|发布|出台|下发|制[定订]|转发|签发|发|出)"
#: An organ of which is asked whether it issued the document: 方案是市卫健委发的吗, 是不是省政府发的文件.
ISSUER_CLAIMED = lazy_re(
    either(
        rf"(?:{_ISSUED}|任务|要点|措施|清单)[^，。？是]{{0,4}}(?:是不是|是否|[是由])(?:由)?(?P<first>[^，。？是由谁哪]{{1,16}}?)来?{_ISSUE}的(?=[吗吧么啊对没是不？?]|$)",
        rf"(?:是不是|是否|[是由])(?:由)?(?P<second>[^，。？是由谁哪]{{1,16}}?)来?{_ISSUE}的(?:这[份个]|那[份个])?(?:{_ISSUED})(?=[吗吧么啊对没是不？?]|$)",
    )
)
#: Any paper is signed and sealed, and whoever may do so is told by a rule: of the document itself it is asked
#: only where it is pointed at, or where it has been done (方案是谁签发的).
_BETWEEN, _SEALS = "[^，。？]{0,10}?", "(?:签发|盖章|谁的章|盖的(?:谁|哪|什么|是谁))"
#: What the name of an organ ends in.
_ORGAN = lazy_re("[局委部厅院会府署室办组]|中心")
#: What a question may ask of the document itself, with how staff ask it.
FACTS: dict[str, re.Pattern[str]] = {
    "number": lazy_re(
        # 规范的编号 is one of a list, of which the document tells
        r"文号|发文字号|发文号|几号文|第?几号文件|^编号|(?:公文|发文|文件|通知|[它这那该][个份]?[^，。？]{0,6})的?编号"
    ),
    "title": lazy_re(
        either(
            rf"(?:{_DOCUMENT}|标题|它|这[个份]|那[个份])的?\S{{0,3}}(?:全称|全名)",
            "^(?:全称|全名)",
            "[这那](?:一?整?套|份)(?:东西|文件)(?:叫|是)(?:什么|啥)(?:名字?)?(?=[啊呀呢？?]*$)",
            "关于(?:啥|什么)的",
            "标题(?:是|叫|怎)",
            # 那套办法叫什么 asks for a matter
            "(?:文件|方案|通知)(?:名|叫什么|的名)",
            "完整(?:的)?名",
        )
    ),
    "date": lazy_re(
        either(
            f"{_WHEN}(?:作出?|答复|批复)的",
            # 印发在前
            "(?:印发|发布|出台|成文|发文|落款|签发|下发|公布|转发|发出)(?:的|于|是|在|日期)?(?:各|分别)?(?:的|于|是|在)?"
            r"(?:什么时[候间]|何时|哪一?[年天月日]|几[号月年时]|日期|时间|多久|在前|在后|更早|最早|(?:19|20)\d\d)",
            # 哪一天公布
            "(?:什么时[候间]|什么日子|何时|哪一?[年天月]|几号|几月|啥时[候间])(?:才)?(?:就)?"
            "(?:印[的发出]|落的?款|印发|发布|出台|发(?:的|出|布)?(?:[？?]|$|，)|下发|公布|签发|出的|成文|转发)",
            # 2022年12月印发的
            r"(?:20\d\d年\S{0,8})(?:才)?(?:印发|发布|出台|发)的",
            # 批复是哪天下的
            f"{_ISSUED}(?:是|在|于)?{_WHEN}(?:下|批|发|出|印|作|定)(?:下来|出来)?的",
            # 批复的日期是哪天
            f"{_ISSUED}的?日期(?:是|为)?(?:哪|几|什么|多少|[？?]?$)",
            # 那份东西哪天出来的
            f"{_POINTED_AT}[是在]?(?:{_WHEN}|哪一?[年月]|哪年哪月|啥时[候间]?|几[月号]){_MADE}",
            # 哪个先出
            "(?:谁|哪(?:个|边|家|里)?)(?:的?文件?)?(?:先|更早|最早)(?:印发|出|发)",
            f"(?:谁|哪(?:个|边|家)?)发的?(?:文|{_DOCUMENT})?(?:更|最)?[早晚先]",
            f"{_DOCUMENT}(?:谁|哪个)(?:更|最)?[早晚]",
        )
    ),
    "issuer": lazy_re(
        either(
            # 谁发的
            "(?:谁(?!来?(?:负责|牵头))|哪(?:个|两个|几个|些)?(?:单位|部门|机关|办公室)|哪(?:几|两|三)?家(?:单位|部门)?)"
            r"(?:[、，]?\S{0,6})?(?:联合发|一[起块]儿?发|共同发|印发|发布|发的|发文|出台|下发|制定|制订|转发|答复的|批复的|(?<!推)(?<!作)(?<!做)出的)"
            "(?![到至给往])",
            "(?:发文|印发|制定|落款|发布|转发)(?:的)?(?:单位|机关|部门|机构)|落款(?:的|是|署)*(?:谁|哪(?:个|家|几家)(?!日))",
            # 这份通知谁签发
            rf"(?:[这那该本][份个套]|它|落款|[》号]){_BETWEEN}{_SEALS}",
            # 方案盖的是谁的章
            rf"{_ISSUED}{_BETWEEN}(?:(?:签发|盖章)(?:的|单位|机关|部门)|谁的章|盖的(?:谁|哪|什么|是谁))",
            # 由谁发出
            r"由(?:谁|哪个?\S{0,4})(?:印发|制定|转发|发出|发的|发布|出台|下发)(?![到至在给往])",
            "是谁(?:印|发|制|定|转)",
            # 这套东西是谁弄出来的
            rf"{_POINTED_AT}是?(?:谁|哪(?:几?[个家])?(?:部门|单位|机关|衙门|局|委)?){_MADE}",
            DRAWN_UP.pattern,
        )
    ),
    "addressees": lazy_re(
        r"主送|(?:印?发|(?<![分抄移报])送|转发|下发|发|写|回复?|批复)给(?:了)?(?:[哪那]|谁|什么|的)|收文(?:单位|机关|部门|对象|的是)|发到(?:哪|什么)|发往"
    ),
    "basis": lazy_re(
        either(
            # 依据省里哪份文件
            "(?:依据|根据|按照|照着|贯彻|落实|上位)(?:的)?(?:是)?(?:上级|上面|省里|国家|市里|上位|区级|市级)?(?:的)?哪(?:份|个|几份|几个|些|部)"
            f"(?:上级|省里|国家|区级|市级)?(?:的)?(?:法规|{_DOCUMENT})",
            # 照着省里哪份文件
            f"(?:对着|对照着?|照着|依着)(?:上级|上面|省里|国家|市里|区里)?的?哪(?:一?[份个]|些)?(?:文?号)?的?{_DOCUMENT}",
            f"{_DOCUMENT}(?:的)?(?:制定)?(?:依据|根据)",
            "制定依据",
            # 这套是照国家哪份文弄的
            rf"{_POINTED_AT}\S{{0,3}}[按照依](?:着|照)?\S{{0,4}}?(?:哪一?[份个]|什么|啥)的?(?:{_DOCUMENT}|文)的?(?:精神)?{_MADE}",
            # 所依据的省级文件文号
            rf"所?(?:依据|根据|对照|贯彻)的?\S{{0,6}}{_DOCUMENT}的?(?:文号|字号)",
            r"(?:依据|根据)的?(?:\S{0,4})文件(?:是|有)",
            "(?:上级|上位)(?:文件|依据)",
            # 照着省里哪
            "(?:照着|按照|根据)(?:省里|上级|上面|国家)(?:的)?哪",
        )
    ),
    "speaker": lazy_re(
        either(
            # 报告是谁作的
            "报告[^，。？]{0,8}(?:谁|哪位)[^。？]{0,14}(?:作|做)的?(?=[？?]?$)",
            "(?:谁|哪位)[^，。？]{0,8}(?:作|做)(?:的|了)[^，。？]{0,8}报告",
            "报告人(?:是谁|叫什么|是哪位)",
            "(?:作|做)报告的(?:人)?(?:是|叫)(?:谁|哪位|什么)",
            # 省长是谁
            rf"{OFFICE}(?:现在)?(?:是|叫)(?:谁|哪位|什么名?)[？?]?$",
        )
    ),
    "validity": lazy_re(
        either(
            # 打哪天开始实行
            "(?:[打从自]|是)(?:哪一?天|什么时[候间]|何时|几号)(?:起|开始)?(?:实行|施行|执行|实施|生效|算)",
            "有效期|有效到|有效(?=[\\d一二两三四五六七八九十]+(?:年|个月|天))",
            # 用到哪一年; 用到哪些医院 and 管到几岁 ask how far it reaches, not how long
            "(?:管|用|执行|施行)到(?:哪一?[年天月日]|几[年月号时]|什么时|啥时|何时)",
            # 哪天开始算
            r"(?:哪天|什么时[候间]|何时|几号)\S{0,3}(?:开始(?:算|执行|实施)|作废|到期|失效)",
            "何时(?:生效|施行|失效|废止)",
            # 办法是2024年7月1日开始执行的吗
            rf"(?:{_DOCUMENT}|制度|政策)[^，。？\d]{{0,6}}(?:20\d\d年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}[日号])?(?<=[年月日号])(?:起|开始|才|正式)*(?:[施执实]行|实施|生效)的?[，,]?(?:吗|吧|么|对|没错|是)",
            # 哪天起施行
            "(?:哪天|几号|什么时[候间])(?:起|开始)?(?:生效|施行|失效|废止)",
            "生效日期|施行日期",
            "(?:还|仍|是否|是不是|现在)(?:还|仍|继续)?(?:有效|管用|在用|能用)(?:吗|么|不|[？?]?$)",
            "(?:废止|失效|作废|过期)(?:了)?(?:吗|么|没有?)",
        )
    ),
}


#: Asks which document treats a matter, or what a document of that number is about.
WHICH = lazy_re(
    rf"(?<![据照实彻])哪(?:一?份|个)(?:\S{{0,6}}?){_DOCUMENT}(?:里面?|中|上)?(?:讲|说|提|写|规定|部署|要求|明确|安排)|"
    r"(?<![文字])号(?:文件|文)?(?:是|讲|说的?|写的?)?(?:讲|关于)?(?:的是)?(?:啥|什么)"
)


#: What others have to issue, and by when, is no fact of the document: 试点城市应当在什么时候印发实施方案;
#: nor is what comes every year.
_TO_BE_ISSUED = lazy_re(
    r"(?:应当?|须|必须|得|需要?|要)(?:于|在|由)?(?:什么时候|啥时候|何时|哪|几|多久|谁)\S{0,8}(?:印发|发布|出台|制定|公布|下发)"
    r"|每(?:半?年|个?月|个?季度?|次|期)[^，。？]{0,16}(?:什么时[候间]|啥时候|何时|几[号月]|哪天)"
    r"|(?:细则|标准|目录|名单|清单|指标)(?:又|都|分别)?(?:是|由)?(?:谁|哪\S{0,4})来?(?:制?定|出台|发布|公布|印发)"
)


#: Tells that a document is meant: what it is called, its number, a word that points at it, what is done to
#: documents alone. Whatever else is published, by whomever, is no document.
_IS_DOCUMENT = lazy_re(
    rf"{any_of(*IN_FORCE)}|[《文函令]|[一二三四五六七八九十\d]条|\d号|[这那它该本]|印|落\S{{0,2}}款|[签成][发文]|答复|批复|谁|哪(?:个|边|家|里)"
)


_ASKS_WHEN = lazy_re("时[候间]|日[期子]")
#: Behind a thing, how long it is valid: 登记卡有效期几年.
_IS_VALID = lazy_re("(?P<thing>[\u4e00-\u9fff]{2,})的?有效期")


def _of_a_matter(text: str) -> tuple[str, ...]:
    """The facts that a question asks of a thing that is no document: when 成绩 are published, how long a 登记卡 is valid."""
    if _IS_DOCUMENT.search(text):
        return ()
    valid = _IS_VALID.search(text)
    thing = tagged(fold(valid["thing"])) if valid else []
    if thing and _names_a_thing(thing[-1][1]):
        return "date", "validity"
    words = tagged(_ASKS_WHEN.sub("，", fold(text)))
    return ("date",) if any(_names_a_thing(tag) for _, tag in words) else ()


def _names_a_thing(tag: str) -> bool:
    """Whether a part of speech is that of a name, and not of a place."""
    return (tag[0] in "njl" and tag != "ns") or tag == "vn"


def issuer_claimed(text: str) -> str:
    """The organ of which a question asks whether it issued the document; empty where it asks of none."""
    found = ISSUER_CLAIMED.search(text)
    name = (found["first"] or found["second"]) if found else ""
    return name if name and _ORGAN.search(name, len(name) - 2) else ""


def facts_of(text: str) -> tuple[str, ...]:
    """The facts of a document that a question asks for (keys of ``FACTS``)."""
    found = tuple(fact for fact, pattern in FACTS.items() if pattern.search(text))
    if "issuer" not in found and issuer_claimed(text):
        found = (*found, "issuer")
    if _TO_BE_ISSUED.search(text):
        found = tuple(fact for fact in found if fact not in ("date", "issuer"))
    if {"date", "validity"}.intersection(found):
        others = _of_a_matter(text)
        found = tuple(fact for fact in found if fact not in others)
    if WHICH.search(text) and "title" not in found:
        found = (*found, "title")
    # The number of the document that this one is based on stands in its basis.
    return tuple(fact for fact in found if fact not in ("number", "title") or "basis" not in found)
