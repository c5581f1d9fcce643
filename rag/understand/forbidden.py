"""What no answer may do: orders to the program, and how to do what is unlawful.

The same words are of policy (取消限制, 扮演什么角色, 骗取补贴的怎么处罚). An order stands at the head of
its clause or speaks to the program; a request for something unlawful asks how the asker may do it.
"""

from __future__ import annotations

import re

from rag.lazy_re import either, lazy_re

#: Whoever asks, and not the office: 我市, 我们单位.
ME = r"我(?!们?(?:[市区县省州盟旗国镇乡村校院局委办厅处科司厂矿站]|街道|单位|公司|企业|部门|机构|中心))"
#: The program, and not an office (你局) …
_YOU = "你(?![们市区县省州镇乡村校院局单])"
#: … and a request to it: not 申请, 请问, 请假.
PLEASE = "(?<![申邀聘提报呈])请(?![问教示假求])"
#: Where an order begins: the head of a clause, or behind what speaks to the program.
_ORDER = (
    r"(?:^|[，。；：！？…,;:!?“”\"]|从现在起|从现在开始|接下来"
    rf"|{_YOU}(?:可以|就|要|得|应该|必须)?|您|{PLEASE}|[帮给替]{ME})"
    r"\s?(?:请|你|先|现在|再|然后|并|就|直接|立即|务必|来|我们){0,3}\s?"
)
#: Where it ends: 无视规定的医院 is no order.
_END = r"(?=[，。；：！？…,;:!?]|直接(?:说|给|回答|写|告诉|输出)|凭|来回?答|回答|告诉|然后|$)"
#: What rules the program: 忽略之前的全部规则, but not 取消限购后的要求.
_WHOSE = r"(?:你的?|[之此以][前上]的?|[上前]面的?|上述|全部|所有|一切|任何|这些|那些|给你的|系统){1,3}"
_RULES = r"(?:指令|规则|规定|要求|限制|提示|设定|文件|条款|监管|核对|验证|审查|约束)"
_FORGET = r"(?:忽\s*略|无视|不要(?:理会|遵守|管)|别管|不管|忘掉|忘记)"
#: What is told of rules of the program is told of others too: 取消落户限制，要什么条件; it is followed by an order.
_LIFT = "(?:绕过|跳过|解除|关闭|取消)"
_THEN = r"(?=[，。；,;]?\s?(?:直接|然后|接着|请你?|你|就){0,3}(?:说|讲|给[出我]|回答|告诉|输出|写|打印|凭))"
#: 无视规定，造成事故的怎么追责 asks after those who do so.
_NOT_PUNISHED = r"(?![^。]{0,40}(?:处[罚理置分]|[追问]责|责任|后果|罚))"
_UP_TO_RULES = r"[^，。？的后时要什哪何]{0,6}"
_OF_THEM = "(?:环节|怎么写|里?的?内容)?"
#: Asks after something: 编一个规划要多久 orders nothing.
_NOT_ASKED = r"(?![^。]{0,40}(?:多少|多久|谁|怎么|怎样|如何|什么|啥|哪|吗))"
_ORDERS = lazy_re(
    either(
        rf"{_ORDER}(?:{_FORGET}|{_LIFT}){_WHOSE}{_UP_TO_RULES}{_RULES}{_OF_THEM}{_END}",
        rf"{_ORDER}{_FORGET}{_UP_TO_RULES}{_RULES}{_OF_THEM}{_END}{_NOT_PUNISHED}",
        rf"{_ORDER}{_LIFT}{_UP_TO_RULES}{_RULES}{_OF_THEM}{_THEN}",
        rf"(?:{_YOU}|{PLEASE}){_LIFT}{_UP_TO_RULES}{_RULES}{_OF_THEM}{_END}",
        rf"(?:会话|对话|开发者|管理员)[^，。？]{{0,8}}(?:解除|取消|跳过|关闭)[^，。？]{{0,8}}{_RULES}",
        rf"{_ORDER}规则[^，。？什哪何几]{{0,6}}作废{_END}",
        rf"{_ORDER}(?:自由|随意)发挥",
        "(?:系统|初始|原始|内部|隐藏|你的)提示词",
        r"(?:system|initial|your|the)\s*(?:prompt|message)",
        r"(?<![a-z])(?:ignore|disregard|forget)(?![a-z]).{0,40}(?:instruction|rule|prompt|previous|above)",
        rf"{_ORDER}{_NOT_ASKED}(?:用[^，。？]{{1,6}}(?:口吻|语气))?(?:编|造|编写|虚构|捏造|杜撰|伪造|瞎编|编造)(?:一?[个条]|出|一些)",
        f"(?:[帮给替]{ME}|{_YOU})(?:编|造|编写|虚构|捏造|杜撰|瞎编|编造)(?:一?[个条]|出|几|一些)",
        "(?<![能以得会许])随便(?:编(?!制|排|外)|[给写说](?:一?个|点))",
        "假设你(?:是|没有)",
        rf"(?:{_ORDER}假装|请假装|你假装)(?:你|没有)",
        rf"{_ORDER}扮演(?!什么|啥|怎样|哪|何|的)",
        "你现在是(?!什么)",
        rf"从(?:现在|这一刻|此刻)(?:起|开始)[，,]?(?:{_YOU}|{PLEASE}|(?:所有|每个|每次)?回答|每一?句(?:话|回答|都|[前后末])|每一?次(?:都|你|说))",
        "凭你的(?:印象|感觉|记忆|想象)",
        "凭(?:印象|感觉|记忆|想象)(?:来|直接)?(?:说|回?答|讲|猜|估)",
        rf"{_ORDER}(?:(?:逐字)?(?:输出|打印|显示|告诉我|重复|[给列]出)|(?:泄露|公开)(?:你|您|系统))[^，。？怎如]{{0,10}}"
        rf"(?:提示词?|指令|密钥|密码|api[ _-]?key|token|配置(?:文件)?|环境变量|绝对路径)(?=[和及给]|{_END})",
        "(?<![a-z])(?:jailbreak|DAN)(?![a-z])",
        r"<\s*/?\s*(?:script|system|iframe|img)(?![a-z])",
        "(?<![a-z])(?:act|pretend|roleplay) as(?![a-z])",
        "developer mode",
        rf"{_YOU}[^，。？]{{0,8}}(?:没有|不受)(?:任何)?(?:限制|约束)",
        # 哪些材料无需注明来源 asks for the rule.
        "(?:^|[，。；：！？,;:!?])(?:(?![能是可]否|可以|[哪何怎]|什么)[^，。；：！？,;:!?]){0,30}?(?<!要)(?:不要|不用|别|无需|不必|去掉|不带|省略)(?:再|任何)?(?:标明?|写明?|加上?|给出?|附上?|注明?|引用)?"
        rf"(?:出处|引用|引文|依据|来源|条款号?){_END}",
        rf"(?:密码|口令|密钥)[^，。？]{{0,8}}[，,]?(?:{_YOU}|{PLEASE})[^，。？]{{0,2}}(?:[念背读]|[说写发给](?=[出一我来它]|$))",
        r"(?:把|将)(?:它|(?:这|那|上面的?|刚才的?)?个?(?:答案|结果|数字?))(?:改|换|说|写)(?:成|为|作)\s*\d",
        "[你您](?:收到|看到|上面|之前|被给|隐藏|内部){0,3}的[^。？，]{0,4}(?:规则|指令|提示|设定|设置|消息)",
        "你有(?:哪些|什么)(?:设置|规则|指令|设定)",
        "把(?:你的?|隐藏|内部|系统)(?:上面|之前)?的?(?:提示|指令|规则)",
        "(?:重复|复述|翻译|输出|列出)[^。？，]{0,6}(?:上面|前面|收到)的?[^。？，]{0,6}(?:规则|指令|文字|消息)",
        r"<\s*\w+\s*>\s*标签",
        "你的[^，。？]{0,8}(?:服务器|目录|路径)",
        "(?<![a-z])RAG_[a-z_]*",
        "(?:管理员|后台|登录|数据库)[^。？]{0,4}(?:口令|密码)(?:是(?:什么|多少|啥|[？?]?$)|[给发]?给我|告诉我|发[我来出])",
    ),
    re.IGNORECASE,
)

_HOW = r"(?:怎么|怎样|如何|咋)"
#: Between how and the deed stands nothing that fights it: 怎样防止骗保, 如何应对网络攻击.
_MEANS = r"(?:才|能够?|可以|去|来|偷偷|悄悄|快速|轻松|成功|样|用[^，。？]{1,6}|在[^，。？]{1,8}?){0,3}"
_CHECKS = r"(?:监[管控测]|[检核稽督]查|审[核查批计]|执法|门禁|定位|规定|限[制行购]|处罚|追责|验证|认证|实名|识别|密码|防火墙|系统|平台|摄像头|法律|法规|责任|账号)"
_DEED = (
    r"(?:入侵|攻击|黑[掉进入]|伪造|假冒|冒[用充领名]|骗(?!局|术|子)|套[取现]|逃避|逃税|偷|盗[取用刷]|窃取|造假|行贿|虚[报开]|作弊|编造|编(?:假)?(?:数据|病历|发票|票据|业绩)|改(?:假)?(?:病历|成绩)|代考|倒卖|私刻"
    # 破解审批难题, 突破编制限制 are what offices want.
    rf"|(?:绕[过开]|躲[过避开]|逃过|避开)[^，。？]{{0,10}}{_CHECKS}"
    r"|(?:破解|突破)[^，。？]{0,10}(?:门禁|定位|验证|认证|实名|识别|密码|防火墙|系统|摄像头|账号)(?![^，。？]{0,8}(?:难|不|瓶颈|障碍|问题|短板|堵点|壁垒|孤岛)))"
)
_UNLAWFUL = lazy_re(
    rf"(?:{_HOW}|有(?:什么|啥|哪些)(?:办法|门路|法子|渠道)){_MEANS}{_DEED}|{_HOW}(?:才|能){{0,2}}不被[^，。？]{{0,10}}(?:查[到出处]|发现|监控|审计|抓)"
    rf"|(?:^|[，。])(?:我?(?:想|要|打算|准备))?{_DEED}[^，。？]{{0,14}}(?<![的者人])[，,]?{_HOW}(?:做|弄|搞|操作|实现|才)"
    rf"|教教?{ME}(?:(?![防避别辨报打查处应])[^，。？]){{0,14}}?(?:{_DEED}|套[医出])|[帮替]{ME}{_MEANS}{_DEED}"
    # 不让隐患发展成事故才被发现 keeps nothing from anybody.
    r"|不让[^，。？才]{0,8}(?:监[管控测]|[检核稽督审]\S|执法|警|领导|上[面级]|别人|[局人])[^，。？才]{0,3}(?:查出|看出|发现)(?=[来了的]|$|[，。？！,?!])"
)


def is_forbidden(text: str) -> bool:
    """Whether a question orders the program about or asks how to do what is unlawful."""
    return bool(_ORDERS.search(text) or _UNLAWFUL.search(text))
