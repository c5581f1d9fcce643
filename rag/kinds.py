"""Whether a text holds the special thing that a question asks for: money, a phone, a person, who does it.

Patterns of what policy text states; how much each speaks for an answer is learned, not decided here.
"""

from __future__ import annotations

import re

#: Special things that are asked for: name, how staff ask, how a text states them.
WANTS: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    ("金额", re.compile(r"多少\S{0,2}(?:钱|元|[万亿](?![吨斤亩人户辆台套个家件次张平千公立升度瓦米册所间条名标])|块|资金|经费|保费|补助|补贴|奖金|津贴|费|款)|几[十百千]*(?:块|元|万|亿|毛)(?:钱)?|金额(?:是|为|有|到底)?(?:多少|几)|(?:年薪|工资|罚款|补贴|补助|保费|经费|费用|津贴|养老金|奖金|奖励)(?:标准)?(?:是|为|定|一般|到底|每)?\S{0,8}多少|(?:交|缴|花|拨|罚)多少(?![套个家件次份人名张项])|降价多少|[\u4e00-\u9fff](?:费|金|薪|钱)(?:标准)?(?:是|为|定|一般|到底|每人|每月|给|发|有|要|收|能拿?)*多少(?![%％])"), re.compile(r"[\d百千万亿]\s*元|(?:金额|总额|费用|经费|投入|价款|药款|货款|资金)的?\s*(?:\d|百分之|一半)")),
    ("报销或补助的标准", re.compile(r"(?:报|报销|减免|优惠)(?:个|到|了)?(?:多少|几成|百分之几)"), re.compile(r"\d\s*[%％]|百分之|[\d一二三四五六七八九十]成|\d\s*[万亿]?元|全额")),
    ("邮箱或网址", re.compile(r"邮箱|电子邮件|邮件地址|微信号|网址|网站(?:是|地址)"), re.compile(r"@|www|http|微信")),
    ("电话", re.compile(r"电话|联系方式|热线|手机号|传真"), re.compile(r"\d{3,4}[-）)]?\s?\d{7,8}|1\d{10}|热线|(?:电话|咨询|联系)[^\d]{0,12}\d{7,8}(?!\d)")),
    ("地址", re.compile(r"地址|哪条路|几号楼|办公地点|在哪(?:儿|里)?办公|门牌|怎么走"), re.compile(r"[路街道]\d*号|地址")),
    ("姓名", re.compile(r"(?:谁|长|主任|书记|负责人|联系人|签发人|领导)\S{0,6}(?:叫什么|姓名|名字)|姓名|姓什么|何许人|(?:局长|主任|院长|市长|区长|书记|组长|负责人)(?:现在)?是(?:谁|哪位)[？?。]?$|谁签发|签发人|联系人是|(?:联络员|联系人|代表|成员)(?:是|叫)(?:谁|哪位)"), re.compile(r"联系人|签发人|(?<!领导)(?<!负责)同志")),
    ("处罚", re.compile(r"罚|处分|问责|追责|(?<![谈裁评研])判(?:刑|几|多|什么|不判)|开除|吊销"), re.compile(r"罚|处分|问责|追责|吊销|约谈|惩戒|严肃查处|处理")),
    ("具体日期", re.compile(r"几月几[号日]|哪[一]?天|几号|几月(?!份?饼)|完工|竣工|开工|搬进|启用|投用|投入使用|正式运行"), re.compile(r"\d+\s*月|\d+\s*日|季度|工作日|之日起")),
    ("流程", re.compile(r"(?:办理|申请|报销|备案|报名|申报)(?:的)?(?:流程|手续|材料|步骤)|要(?:带|交|提供|准备)(?:哪些|什么)材料|怎么(?:申请|办理|报名|备案)|在哪(?:里|儿)?(?:申请|办理|报名)"), re.compile(r"流程|申请|提交|材料|备案|报名|办理")),
]  # fmt: skip


def wants_of(question: str) -> list[str]:
    """The special thing that a question asks for, by name; a sum and a penalty of 罚多少钱."""
    found = [name for name, asks, _ in WANTS if asks.search(question)]
    return found if found == ["金额", "处罚"] else found[:1]


def states(want: str, question: str, text: str) -> bool:
    """Whether a text states a special thing that a question asks for.

    A penalty that comes before the one asked about is none: 约谈以后会给什么处分.
    """
    pattern = next(states for name, _, states in WANTS if name == want)
    before = _BEFORE.match(question) if want == "处罚" else None
    return any(not before or match[0] not in before[0] for match in pattern.finditer(text))


_BEFORE = re.compile(r".*?(?:以后|之后|后还|后仍|仍不|还不|拒不)")


def want_of(question: str) -> tuple[str, re.Pattern[str]] | None:
    """The special thing that a question asks for, by name, and the pattern of a text that states it."""
    return next(((name, states) for name, asks, states in WANTS if asks.search(question)), None)


_ORGANISATION = r"(?:[局委办厅部院署组府校站社会团]|中心|单位|机构|机关|部门|企业|公司|银行|协会|基金会|海关|[省市区县乡镇州]|地方)"
_NEAR = r"(?:[^，,。；;]{0,16})"
_WHO = re.compile(
    rf"{_ORGANISATION}[^，,。；;]{{0,6}}(?:牵头|负责|配合|承担|组织实施|指导|参与|会同|统筹|协调|审批|担任|主办|承办)"
    rf"|(?:牵头|配合|责任|承办|主办)(?:单位|部门)|由[^，,。；;]{{2,30}}(?:负责|牵头|承担|组织|担任|审批|审核|管理|指导|办理|制定|实施)"
    rf"|(?:向|报|报经|经|送|交){_NEAR}{_ORGANISATION}(?:备案|报备|报告|报批|申请|申报|批准|审批|审核|同意|提出|报送|提交|登记)"
    rf"|{_ORGANISATION}(?:根据|依据|按照?|依照|依法|会同)[^，,。；;]{{0,20}}(?:组织|开展|制定|受理|实施|审批|审核|管理|监管)"
    rf"|{_ORGANISATION}是[^，,。；;]{{2,24}}(?:主管|责任|牵头|主办)(?:单位|部门)"
    rf"|^\W*(?:\d+\W+)?[\u4e00-\u9fff、（）()]{{0,20}}(?:{_ORGANISATION}|银行|总公司)[：:]"
    r"|领导小组.{0,10}(?:统筹|协调)|组长|主任|秘书处|设在|兼任"
)


def tells_who(text: str) -> bool:
    """Whether a text tells which organisation or person does something."""
    return bool(_WHO.search(text))
