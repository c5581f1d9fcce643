"""What an open question is about besides its matter: whether one must pay, who may apply, why."""

from __future__ import annotations

import re

from rag.language.text import fold
from rag.lazy_re import either, lazy_re
from rag.understand.wants import APPLIED_FOR, WANTS

#: What an open question (yes or no, how, what) is about besides its matter: name, how staff ask, and
#: the words of which a text that tells of it has one. Whether one must pay for a thing is told by no
#: clause that merely sets the thing up.
FIELDS: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    (
        "收费",
        lazy_re(
            either(
                # 加钱
                "(?:[花掏加交收]|不[收要花]|要(?:自己|个人)?出)钱(?!.{0,6}多少)",
                # 按病种付费 is a way to pay
                "[不要得己用]付[钱费]",
                "要不要钱|要钱|免费|收费|押金|自费|白给",
            )
        ),
        # A fee that is only named, as in 合理确定服务费, may be anybody's.
        lazy_re(
            either(
                r"[收缴交自]费|免[费收缴交征除]|[减全]免|不收|收取|钱|[\d百千万亿]元|元[/／]",
                "(?<![评代])价|有偿|无偿|自付|自理|负担|承担|报销|[押租]金",
            )
        ),
    ),
    (
        "报销",
        lazy_re(
            either(
                # 给报
                "(?:能|可以?|给|会|不)(?:直接)?报(?:销)?(?![名告警备批考社到]|[一二两三几多\d]+[个项门所]|[^，。？]{0,10}(?:项目|课题|专项|奖|指南|任务))",
                "报不报",
                "报销",
                "(?:刷|走|用)医保",
                "医保卡?(?:能|可|管|给|付|出钱)",
            )
        ),
        lazy_re("报销|支付|结算|补偿|待遇|纳入|保障范围|付费"),
    ),
    (
        "补贴或奖励",
        lazy_re("补贴|补助|津贴|奖金|奖励|优惠|安家费|[发给]不[发给]钱|好处"),
        lazy_re("[补奖减免元]|津贴|优惠|资助|扶持|支持|资金|经费|激励|红利"),
    ),
    ("税", lazy_re("税"), lazy_re("税")),
    (
        "价格",
        lazy_re("便宜|贵(?:不贵|吗|多少|一?点)|多贵|打折|划算|省钱|[涨降]价"),
        lazy_re("[价费惠]|减[免轻少]|免|报销|支付|负担|差别|补[助贴偿]|降低"),
    ),
    (
        "招录",
        lazy_re("招(?:什么|哪|几|多少|不到|得到|人|聘|录|工|医生|护士|老师)|应聘|报考|录用"),
        lazy_re("招|聘|引进|录用|选[拔聘]|人才|引才|引育"),
    ),
    (
        "原因",
        lazy_re("为什么|为啥|为何|什么原因|怎么会|凭什么|凭啥"),
        lazy_re("因|由于|为了|以便|旨在|鉴于|目的|导致|造成|从而|使|以[防保推促提免]|防止|避免|根据|依据"),
    ),
    (
        "待遇",
        lazy_re(r"工资|薪[酬水]|待遇|退休金|养老金|社保|五险"),
        lazy_re("薪|工资|待遇|社保|保险|参保|养老|绩效|收入|津贴|补助|报酬|激励"),
    ),
    (
        "申诉",
        lazy_re("申诉|复议|异议|不服|投诉"),
        lazy_re("申诉|复议|异议|投诉|举报|诉讼|信访|申辩|仲裁|纠纷|意见"),
    ),
    ("举报", lazy_re("举报"), lazy_re("举报|投诉")),
    ("责任与赔偿", lazy_re("赔|出了?事(?!业|务|项)|撞[了人]|摔伤|受伤"), lazy_re("赔|补偿|责任|保险|事故")),
    ("退回", lazy_re("退[钱回还款]|追回|收回(?!扣)"), lazy_re("退|追[回缴]|收回|返还|缴回|取消")),
    ("迁移", lazy_re("搬[走迁]|迁[走出]|外迁"), lazy_re("迁|搬|转移|变更|注册|撤")),
    (
        "未通过",
        lazy_re(
            either(
                "没(?:通过|批|评上|选上|考过|录取|达标)",
                "不(?:通过|合格|达标)",
                "被(?:退回|驳回|拒)",
            )
        ),
        lazy_re("未|不[予合通达得]|驳回|退[回出]|补正|重新|再次|取消|整改|约谈|[追问]责|淘汰|方可|[才后]"),
    ),
    (
        "条件",
        lazy_re(
            either(
                "(?:什么|啥|哪些|何种)条件",
                "(?:有(?:什么|啥|没有)|设)(?:门槛|资格)",
                "够(?:不够)?(?:条件|资格)",
                "谁(?:能|可以)(?:申请|报|参加|享受|领)",
            )
        ),
        lazy_re("条件|资格|符合|具备|[应须]|以[上下]|要求|对象|属于|满足|认定"),
    ),
    (
        "手续",
        lazy_re(
            either(
                "手续(?!费)",
                # 材料
                "材料(?=[？?]|$|有|是|包括|清单|去|要)",
                "步骤",
                "流程",
                "去?哪(?:儿|里)?办",
            )
        ),
        lazy_re(APPLIED_FOR),
    ),
    (
        "年龄",
        lazy_re("年龄(?:限制|要求|有|多|上限)?|几岁|多大年纪|多少岁"),
        lazy_re("岁|年龄|日以?[前后]出生"),
    ),
    ("学历", lazy_re("学历|文凭|大专|本科"), lazy_re("学历|学位|本科|硕士|博士|大专|专科|毕业")),
    ("户籍", lazy_re("户口|户籍|外地人|本地人|落户"), lazy_re("户籍|户口|常住|居住|落户|外来|流动|市民")),
    ("休假", lazy_re("放假|请假|产假|休假|假期|年假|陪护假"), lazy_re("假")),
    (
        "服务时间",
        lazy_re(
            either(
                "24小时|二十四小时|夜里|夜间|晚上|半夜|周末|节假日|双休日",
                "(?<!哪)几点(?![几意建要])",
                "(?:开|关)门|[上下]班时间|营业时间|服务时间|门诊时间",
            )
        ),
        lazy_re("小时|夜|周末|节假日|全天|假日|延时|无休|时间|[上下]午|[点时]至"),
    ),
    (
        "批准",
        lazy_re(
            either(
                # 同意了没有
                "(?:批|同意|批准|准许|许可|答应)(?:了|下来)?(?:吗|没有?|了没)",
                "能批",
                "批不批",
                "同不同意",
                "准不准",
            )
        ),
        lazy_re(
            "同意|批[复准示]|准[许予]|不[予宜得同准]|审慎|慎重|暂[缓不]|尚不|还不|可以|允许|支持|赞成|原则上|适时"
        ),
    ),
    ("编制", lazy_re("编制|入编|转编|有编|带编"), lazy_re("编制|编内|编外|入编|用编|员额|备案")),
]
#: Of these, what is told in figures.
FEES = frozenset({"收费", "价格"})
#: What asks for a special thing, or for a fee or a price.
_KIND_NAMED = (
    *(asks for _, asks, _ in WANTS),
    *(asks for name, asks, _ in FIELDS if name in FEES),
)


def names_kind(question: str, word: str) -> bool:
    """Whether a word of a question only names the special thing that it asks for: 钱 of 要交多少钱, 电话 of 电话多少."""
    behind = len(word) == 1  # 钱 stands behind 交多少
    asked = ((m, fold(m[0])) for asks in _KIND_NAMED for m in asks.finditer(question))
    return any(
        word in fold(question[m.start() : m.end() + behind]) or word.endswith(said) for m, said in asked
    )


def tells_field(word: str, text: str) -> bool:
    """Whether a word names what an open question may be about, and a text is about that: 学历, of 博士以上."""
    return any(asks.search(word) and told.search(text) for _, asks, told in FIELDS)
