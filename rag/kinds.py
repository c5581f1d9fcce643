"""Whether a text holds the special thing that a question asks for: money, a phone, a person, who does it.

Patterns of what policy text states; how much each speaks for an answer is learned, not decided here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lazy_re import lazy_re

#: Special things that are asked for: name, how staff ask, how a text states them.
WANTS: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    ("金额", lazy_re(r"多少\S{0,2}(?:钱|元|[万亿](?![吨斤亩人户辆台套个家件次张平千公立升度瓦米册所间条名标])|块|资金|经费|保费|补助|补贴|奖金|津贴|费|款|[\u4e00-\u9fff]{1,3}金(?![\u4e00-\u9fff]))|(?<!哪)几[十百千]*(?:块|元|万|亿|毛)(?:钱)?|金额(?:是|为|有|到底)?(?:多少|几)|(?:年薪|工资|罚款|补贴|补助|保费|经费|费用|津贴|养老金|奖金|奖励)(?:标准)?(?:是|为|定|一般|到底|每)?\S{0,8}多少|(?:交|缴|拨|罚|(?<![棉鲜烟菊红种])花)多少(?![套个家件次份人名张项])|(?:付|补|(?<![招回吸接丰])收)(?:了|到|取)?多少(?=[？?。]?$)|降价多少|[\u4e00-\u9fff](?:费|金|薪|钱)(?:标准)?(?:是|为|定|一般|到底|每人|每月|给|发|有|要|收|能拿?)*多少(?![%％])"), lazy_re(r"[\d百千万亿]\s*元|[（(](?:单位[：:])?[十百千万亿]?元(?:/[^（）()|]{1,8})?[）)]|(?:金额|总额|费用|经费|投入|价款|药款|货款|资金)的?\s*(?:\d|百分之|一半)")),
    ("报销或补助的标准", lazy_re(r"(?:报|报销|减免|优惠)(?:个|到|了)?(?:多少|几成|百分之几)"), lazy_re(r"\A(?=.*(?:\d\s*[%％]|百分之|[\d一二三四五六七八九十]成|\d\s*[万亿]?元|全额))(?=.*(?:报|补[助贴偿]|[减免]|优惠|支付(?:比例|标准|限额)|待遇|结算|起付|封顶|自付|资助|奖|给予|承担|全额)).", re.DOTALL)),
    ("钟点", lazy_re(r"(?<!哪)几点(?:钟|半)?(?:到|至|开始|结束|之?[前后]|[开关上下]|[？?]|$)|[早中晚]上?几点"), lazy_re(r"\d{1,2}\s*[:：]\s*\d\d|[\d一二三四五六七八九十]\s*(?:点|时)(?![以之]|[间期代候段常刻有])|24小时|二十四小时|全天")),
    ("邮箱或网址", lazy_re(r"邮箱|电子邮件|邮件地址|微信号|网址|网站(?:是|地址)"), lazy_re(r"@|www|http|微信")),
    ("电话", lazy_re(r"电话|联系方式|热线|手机号|传真"), lazy_re(r"\d{3,4}[-）)]?\s?\d{7,8}|1\d{10}|热线|(?:电话|咨询|联系)[^\d]{0,12}\d{7,8}(?!\d)|(?:电话|拨打?|举报|投诉|咨询)[^\d。；;]{0,8}\d{3,6}(?![\d年月日元件个条项名人家起%％.．])")),
    ("地址", lazy_re(r"地址|(?:寄|送|交|邮|投)(?:到|往|去|至)哪(?:儿|里)?(?![个家些级])|哪条路|几号楼|办公地点|在哪(?:儿|里)?办公|门牌|(?<!手续)(?<!流程)(?<!程序)怎么走"), lazy_re(r"[路街道]\d*号|地址|(?:报送|送交|寄[至送到]|交[至到由]|[报投]至|提交)[^，。；]{2}|向[^，。；]{2,16}提交")),
    ("姓名", lazy_re(r"(?:谁|长|主任|书记|负责人|联系人|签发人|领导)\S{0,6}(?:叫(?:什么|啥)|姓名|名字)|姓名|(?<!百)姓什么|何许人|(?:[省市区县州局厅部院校镇乡处组]长|主任|书记|负责人)(?:现在)?是(?:谁|哪位)[？?。]?$|谁签发|签发人|联系人是|(?:联络员|联系人|代表|成员)(?:是|叫)(?:谁|哪位)|(?:谁|哪位)[是当任]\S{0,14}(?:[组局市区院县]长|主任|书记|成员|委员|负责人)"), lazy_re(r"联系人|签发人|(?<!领导)(?<!负责)(?<![的好])同志")),
    ("处罚", lazy_re(r"罚|处分|问责|追责|(?<![谈裁评研])判(?:刑|几|多|什么|不判)|开除|吊销"), lazy_re(r"罚|处分|问责|追责|吊销|约谈|惩戒|严肃查处|处理")),
    ("具体日期", lazy_re(r"几月几[号日]|哪[一]?天|几号|几月(?!份?饼)|(?:什么时[候间]|[啥几]时|何时|啥时候|多久)[^，。？]{0,16}(?:完工|竣工|开工|搬进|启用|投用|投入使用|正式运行)|(?:完工|竣工|开工|搬进|启用|投用|投入使用|正式运行)(?:的?(?:时间|日期)|了?(?:吗|没))"), lazy_re(r"\d\s*月|\d\s*日|季度|工作日|之日起")),
    ("企业名称", lazy_re(r"哪(?:一|几)?家(?:公司|企业|厂家?|厂商|供应商|开发商|银行|机构)(?:的|做|开发|研发|提供|生产|承建|中标|[？?]|$)"), lazy_re(r"公司|集团|厂(?!家)|股份|银行|研究院|中心")),
    ("流程", lazy_re(r"(?:办理|申请|报销|备案|报名|申报)(?:的)?(?:流程|手续|材料|步骤)|要(?:带|交|提供|准备)(?:哪些|什么)材料|怎么(?:申请|办理|报名|备案)|在哪(?:里|儿)?(?:申请|办理|报名)"), lazy_re(r"流程|申请|提交|材料|备案|报名|办理")),
]  # fmt: skip

#: What an open question (yes or no, how, what) is about besides its matter: name, how staff ask, and
#: the words of which a text that tells of it has one. Whether one must pay for a thing is told by no
#: clause that merely sets the thing up.
FIELDS: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    ("收费", lazy_re(r"(?:[花掏加交付收]|不[收要花]|要出)钱(?!.{0,6}多少)|要不要钱|要钱|免费|收费|押金|自费|付费|白给"), lazy_re(r"费|钱|免|价|元|有偿|无偿|自付")),
    ("医保报销", lazy_re(r"(?:能|可以?|给|会|不)(?:直接)?报(?:销)?(?![名告警备批考社到])|报不报|报销|(?:刷|走|用)医保|医保卡?(?:能|可|管|给|付|出钱)"), lazy_re("报销|支付|结算|补偿|待遇|纳入|保障范围|付费")),
    ("补贴或奖励", lazy_re(r"补贴|补助|津贴|奖金|奖励|优惠|安家费|[发给]不[发给]钱|好处"), lazy_re("[补奖减免元]|津贴|优惠|资助|扶持|支持|资金|经费|激励|红利")),
    ("税", lazy_re("税"), lazy_re("税")),
    ("价格", lazy_re("便宜|贵(?:不贵|吗|多少|一?点)|多贵|打折|划算|省钱|[涨降]价"), lazy_re("[价费惠]|减[免轻少]|免|报销|支付|负担|差别|补[助贴偿]|降低")),
    ("招录", lazy_re("招(?:什么|哪|几|多少|不到|得到|人|聘|录|工|医生|护士|老师)|应聘|报考|录用"), lazy_re("招|聘|引进|录用|选[拔聘]|人才|引才|引育")),
    ("原因", lazy_re("为什么|为啥|为何|什么原因|怎么会|凭什么|凭啥"), lazy_re("因|由于|为了|以便|旨在|鉴于|目的|导致|造成|从而|使|以[防保推促提免]|防止|避免|根据|依据")),
    ("待遇", lazy_re(r"工资|薪[酬水]|待遇|退休金|养老金|社保|五险"), lazy_re("薪|工资|待遇|社保|保险|参保|养老|绩效|收入|津贴|补助|报酬|激励")),
    ("申诉", lazy_re("申诉|复议|异议|不服|投诉"), lazy_re("申诉|复议|异议|投诉|举报|诉讼|信访|申辩|仲裁|纠纷|意见")),
    ("举报", lazy_re("举报"), lazy_re("举报|投诉")),
    ("责任与赔偿", lazy_re("赔|出了?事(?!业|务|项)|撞[了人]|摔伤|受伤"), lazy_re("赔|补偿|责任|保险|事故")),
    ("处理", lazy_re("[怎咋]么?样?(?:处理|处置)"), lazy_re("[处办]理|处置|留用|用于|返还|上缴|[追问]责|查处|整[改治]|纠正|约谈|罚|惩|通报|移送|取消|责令|监管|解[聘除]|扣[减除发]|辞退|开除")),
    ("退回", lazy_re("退[钱回还款]|追回|收回"), lazy_re("退|追[回缴]|收回|返还|缴回|取消")),
    ("迁移", lazy_re("搬[走迁]|迁[走出]|外迁"), lazy_re("迁|搬|转移|变更|注册|撤")),
    ("未通过", lazy_re("没(?:通过|批|评上|选上|考过|录取|达标)|不(?:通过|合格|达标)|被(?:退回|驳回|拒)"), lazy_re("未|不[予合通达得]|驳回|退[回出]|补正|重新|再次|取消|整改|约谈|[追问]责|淘汰|方可|[才后]")),
    ("条件", lazy_re("(?:什么|啥|哪些|何种)条件|(?:有(?:什么|啥|没有)|设)(?:门槛|资格)|够(?:不够)?(?:条件|资格)|谁(?:能|可以)(?:申请|报|参加|享受|领)"), lazy_re("条件|资格|符合|具备|[应须]|以[上下]|要求|对象|属于|满足|认定")),
    ("手续", lazy_re(r"手续(?!费)|材料(?=[？?]|$|有|是|包括|清单|去|要)|步骤|流程|[怎咋]么?(?:申请|报名|办理)|去?哪(?:儿|里)?(?:申请|报名|办)"), lazy_re("流程|申请|提交|材料|备案|报名|办理|程序|申报|步骤|手续|受理|审批")),
    ("年龄", lazy_re("年龄(?:限制|要求|有|多|上限)?|几岁|多大年纪|多少岁"), lazy_re("岁|年龄|日以?[前后]出生")),
    ("学历", lazy_re("学历|文凭|大专|本科"), lazy_re("学历|学位|本科|硕士|博士|大专|专科|毕业")),
    ("户籍", lazy_re("户口|户籍|外地人|本地人|落户"), lazy_re("户籍|户口|常住|居住|落户|外来|流动|市民")),
    ("休假", lazy_re("放假|请假|产假|休假|假期|年假|陪护假"), lazy_re("假")),
    ("服务时间", lazy_re("24小时|二十四小时|夜里|夜间|晚上|半夜|周末|节假日|双休日|(?<!哪)几点(?![几意建要])|(?:开|关)门|[上下]班时间|营业时间|服务时间|门诊时间"), lazy_re("小时|夜|周末|节假日|全天|假日|延时|无休|时间|[上下]午|[点时]至")),
    ("批准", lazy_re("(?:批|同意|批准|准许|许可|答应)(?:了|下来)?(?:吗|没有?|了没)|能批|批不批|同不同意|准不准"), lazy_re("同意|批[复准示]|准[许予]|不[予宜得同准]|审慎|慎重|暂[缓不]|尚不|还不|可以|允许|支持|赞成|原则上|适时")),
    ("编制", lazy_re("编制|入编|转编|有编|带编"), lazy_re("编制|编内|编外|入编|用编|员额|备案")),
]  # fmt: skip


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
    if want == "姓名" and (_heads(question, text) or _sits_for(question, text)):
        return True
    if want == "金额" and _CHARGED.search(question) and _FREE.search(text):
        return True
    before = _BEFORE.match(question) if want == "处罚" else None
    return any(not before or match[0] not in before[0] for match in pattern.finditer(text))


#: What is charged, not what is given; nothing is, where that is done for free, and not only called so (免费服务).
_CHARGED = lazy_re(r"[收交缴付费][^，。？给补奖]{0,4}多少")
_FREE = lazy_re(r"免费(?=[为给向对提办发开乘使享]|[。，；]|$)|免[收交缴]|不收")


#: Who heads a group, not what the name is: 组 长：…, 以某院士为组长, 某人任第一组长, 主任由某人兼任.
_HEAD = lazy_re("^(?!.*(?:叫什么|名字|姓)).*?(?P<part>副?(?:组长|主任|主席|总指挥|指挥长|召集人|秘书长))")


def _heads(question: str, text: str) -> bool:
    """Whether a text tells who holds the part in a group that a question asks for; 副组长 is not 组长."""
    asked = _HEAD.search(question)
    if asked is None:
        return False
    spaced = r"\s*".join(asked["part"])
    stated = rf"(?<!副){spaced}\s*[：:由]\s*[\u4e00-\u9fff]|[以由][^，,。；;：:]{{2,24}}为{spaced}|(?<=[\u4e00-\u9fff])(?<![责主信现])任[\u4e00-\u9fff]{{0,10}}(?<!副){spaced}"
    return bool(re.search(stated, text))


#: A line of a list of members, with a name of so many characters: 魏山忠 水利部副部长, 副组长：丁学东 国务院副秘书长.
_MEMBERS = tuple(
    lazy_re(
        rf"(?:^|[\s：:。；])[\u4e00-\u9fff]\s*[\u4e00-\u9fff]{{{rest}}}\s*(?P<organ>[\u4e00-\u9fff]{{2,9}}?[部委局署办厅院会行府司])[\u4e00-\u9fff]{{0,12}}(?:长|主任|书记|主席|委员|成员|总监)(?=$|[\s，。；、])"
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


_ORGANISATION = r"(?:[局委办厅部院署组府校站社会团]|中心|单位|机构|机关|部门|企业|公司|银行|协会|基金会|海关|[省市区县乡镇州]|地方)"
#: An office that acts: 全部, 内部 and 一部 are none.
_OFFICE = r"[\u4e00-\u9fff]{1,14}(?:局|委(?:员会)?|办(?:公室)?|厅|署|政府|(?<![全内一外中])部)"
_NEAR = r"(?:[^，,。；;]{0,16})"
_WHO = lazy_re(
    rf"{_ORGANISATION}[^，,。；;]{{0,6}}(?:牵头|负责|配合|承担|组织实施|指导|参与|会同|统筹|协调|审批|担任|主办|承办)"
    rf"|(?:牵头|配合|责任|承办|主办)(?:单位|部门)|由[^，,。；;]{{2,30}}(?:负责|牵头|承担|组织|担任|审批|审核|管理|指导|办理|制定|实施)"
    rf"|(?:向|报|报经|经|送|交){_NEAR}{_ORGANISATION}(?:备案|报备|报告|报批|申请|申报|批准|审批|审核|同意|提出|报送|提交|登记)"
    rf"|{_ORGANISATION}(?:根据|依据|按照?|依照|依法|会同)[^，,。；;]{{0,20}}(?:组织|开展|制定|受理|实施|审批|审核|管理|监管)"
    rf"|{_ORGANISATION}(?:将|拟|要|应当?)(?:会同|组织|推[动进行]|加强|研究|制定|开展|进一步|积极|继续|统筹)"
    rf"|{_ORGANISATION}对[^。；;]{{2,40}}(?:承担|负有?)[^，,。；;]{{0,6}}责任"
    rf"|{_ORGANISATION}是[^，,。；;]{{2,24}}(?:主管|责任|牵头|主办)(?:单位|部门)"
    rf"|^\W*(?:\d+\W+)?[\u4e00-\u9fff、（）()]{{0,20}}(?:{_ORGANISATION}|银行|总公司)[：:]"
    rf"|{_OFFICE}(?:将|拟|要|应当?)(?:于|在)|请{_OFFICE}(?!的)[^，,。；;]{{2}}"
    rf"|(?:^|[，,。；;：:]){_OFFICE}(?:对[^，,。；;]{{2,30}})?(?:作出|建成|建立|推出|开通|启动|拿出|提出|新增)(?!的)"
    r"|领导小组.{0,10}(?:统筹|协调)|组长|主任|秘书处|设在|兼任"
)


#: Asks who bears a cost or pays: no bracket of departments tells it.
ASKS_WHO_PAYS = lazy_re(
    r"(?:费用?|[钱款资]金?|超支|成本|[税薪]|开支|经费|药费|学费)[^，。？]{0,6}(?:由|让)?(?:谁|哪\S{0,4})(?:来)?(?:承担|负担|分担|出|付|掏|垫|交|缴|支付|买单)|(?:谁|哪个\S{0,4})(?:来)?(?:买单|出钱|掏钱|付钱|付款|付费|垫付|支付|分担)"
)
_PAYS = lazy_re(
    rf"由[^，,。；;]{{2,24}}(?:承担(?![^，,。；;]{{0,6}}(?:责任|任务|工作|职责))|负担|支付|分担|出资|解决|列支|垫付|缴纳)|(?:{_ORGANISATION}|个人|患者|用人单位|参保人)[^，,。；;]{{0,16}}(?:承担(?![^，,。；;]{{0,6}}(?:责任|任务|工作|职责))|负担|支付|付给|分担|出资|垫付|缴纳)|(?:基金|财政|经费)[^，,。；;]{{0,8}}(?:支付|承担|负担|列支|补助|保障)"
)


def tells_who_pays(text: str) -> bool:
    """Whether a text tells who bears a cost or pays."""
    return bool(_PAYS.search(text))


def tells_who(text: str) -> bool:
    """Whether a text tells which organisation or person does something."""
    return bool(_WHO.search(text))
