"""What no answer may do: orders to the program, and how to do what is unlawful.

The same words are of policy (取消限制, 扮演什么角色, 骗取补贴的怎么处罚). An order stands at the head of
its clause or speaks to the program; a request for something unlawful asks how the asker may do it.
"""

from __future__ import annotations

import re

from rag.lazy_re import lazy_re

#: Where an order begins: the head of a clause, or behind what speaks to the program.
_ORDER = (
    r"(?:^|[，。；：！？…,;:!?“”\"]|从现在起|从现在开始|接下来|你(?![们市区县省校院局])(?:可以|就|要|得|应该|必须)?|您|请|[帮给替]我)"
    r"\s?(?:请|你|先|现在|再|然后|并|就|直接|立即|务必|来|我们){0,3}\s?"
)
#: Where it ends: 无视规定的医院 is no order.
_END = r"(?=[，。；：！？…,;:!?]|直接(?:说|给|回答|写|告诉|输出)|凭|来回?答|回答|告诉|然后|$)"
#: What rules the program: 忽略之前的全部规则, but not 取消限购后的要求.
_WHOSE = r"(?:你的?|[之此以][前上]的?|[上前]面的?|上述|全部|所有|一切|任何|这些|那些|给你的|系统){0,3}"
_RULES = r"(?:指令|规则|规定|要求|限制|提示|设定|文件|条款|监管|核对|验证|审查|约束)"
#: Asks after something: 编一个规划要多久 orders nothing.
_NOT_ASKED = r"(?![^。]{0,40}(?:多少|多久|谁|怎么|怎样|如何|什么|啥|哪|吗))"
_ORDERS = lazy_re(
    rf"{_ORDER}(?:忽\s*略|无视|不要(?:理会|遵守|管)|别管|不管|忘掉|忘记|绕过|跳过|解除|关闭|取消){_WHOSE}[^，。？的后时要]{{0,6}}{_RULES}(?:环节|怎么写|里?的?内容)?{_END}"
    rf"|(?:会话|对话|开发者|管理员)[^，。？]{{0,8}}(?:解除|取消|跳过|关闭)[^，。？]{{0,8}}{_RULES}"
    rf"|{_ORDER}规则[^，。？]{{0,6}}作废{_END}|{_ORDER}(?:自由|随意)发挥"
    r"|(?:系统|初始|原始|内部|隐藏|你的)提示词|(?:system|initial|your|the)\s*(?:prompt|message)|(?:ignore|disregard|forget)\b.{0,40}(?:instruction|rule|prompt|previous|above)"
    rf"|{_ORDER}{_NOT_ASKED}(?:用[^，。？]{{1,6}}(?:口吻|语气))?(?:编|造|编写|虚构|捏造|杜撰|伪造|瞎编|编造)(?:一?[个条]|出|一些)"
    r"|(?:[帮给替]我|你)(?:编|造|编写|虚构|捏造|杜撰|瞎编|编造)(?:一?[个条]|出|几|一些)|随便(?:编|[给写说](?:一?个|点))"
    rf"|假设你(?:是|没有)|(?:{_ORDER}假装|请假装|你假装)(?:你|没有)|{_ORDER}扮演(?!什么|啥|怎样|哪|何|的)|你现在是(?!什么)"
    r"|从(?:现在|这一刻|此刻)(?:起|开始)[，,]?(?:你(?![们市区县省校院局])|请|所有回答|回答|每)"
    r"|凭你的(?:印象|感觉|记忆|想象)|凭(?:印象|感觉|记忆|想象)(?:来|直接)?(?:说|回?答|讲|猜|估)"
    rf"|{_ORDER}(?:逐字)?(?:输出|打印|显示|告诉我|重复|泄露|公开)[^，。？怎如]{{0,10}}(?:提示词?|指令|密钥|密码|api[ _-]?key|token|配置(?:文件)?|环境变量)(?=[和及给]|{_END})"
    r"|\b(?:jailbreak|DAN)\b|<\s*/?\s*(?:script|system|iframe|img)\b|(?:act|pretend|roleplay) as\b|developer mode"
    r"|你(?![们市区县省校院局])[^，。？]{0,8}(?:没有|不受)(?:任何)?(?:限制|约束)"
    rf"|(?<!要)(?:不要|不用|别|无需|不必|去掉|不带|省略)(?:再|任何)?(?:标明?|写明?|加上?|给出?|附上?|注明?|引用)?(?:出处|引用|引文|依据|来源|条款号?){_END}"
    r"|(?:密码|口令|密钥)[^？]{0,16}(?:你|请)[^，。？]{0,2}(?:念|说|写|背|读|发|给)"
    # To tell another figure than the clause does.
    r"|(?:把|将)(?:它|(?:这|那|上面的?|刚才的?)?个?(?:答案|结果|数字?))(?:改|换|说|写)(?:成|为|作)\s*\d"
    # Questions about the program itself: its rules, its files, its settings.
    r"|[你您](?:收到|看到|上面|之前|被给|隐藏|内部){0,3}的[^。？，]{0,4}(?:规则|指令|提示|设定|设置|消息)|你有(?:哪些|什么)(?:设置|规则|指令|设定)"
    r"|把(?:你的?|隐藏|内部|系统)(?:上面|之前)?的?(?:提示|指令|规则)|(?:重复|复述|翻译|输出|列出)[^。？，]{0,6}(?:上面|前面|收到)的?[^。？，]{0,6}(?:规则|指令|文字|消息)"
    r"|<\s*\w+\s*>\s*标签|绝对路径|环境变量|你的[^，。？]{0,8}(?:服务器|目录|路径)|\bRAG_[A-Z_]*"
    r"|(?:管理员|后台|登录|数据库)[^。？]{0,4}(?:口令|密码)(?:是|给|告诉|发)",
    re.IGNORECASE,
)

_HOW = r"(?:怎么|怎样|如何|咋)"
#: Between how and the deed stands nothing that fights it: 怎样防止骗保, 如何应对网络攻击.
_MEANS = r"(?:才|能够?|可以|去|来|偷偷|悄悄|快速|轻松|成功|样|用[^，。？]{1,6}|在[^，。？]{1,8}?){0,3}"
_CHECKS = r"(?:监[管控测]|[检核稽督]查|审[核查批计]|执法|门禁|定位|规定|限[制行购]|处罚|追责|验证|认证|实名|识别|密码|防火墙|系统|平台|摄像头|法律|法规|责任|账号)"
_DEED = (
    r"(?:入侵|攻击|黑[掉进入]|伪造|假冒|冒[用充领名]|骗(?!局|术|子)|套[取现]|逃避|逃税|偷|盗[取用刷]|窃取|造假|行贿|虚[报开]|作弊|代考|倒卖|私刻"
    rf"|(?:绕[过开]|躲[过避开]|逃过|避开|破解|突破)[^，。？]{{0,10}}{_CHECKS})"
)
_UNLAWFUL = lazy_re(
    rf"(?:{_HOW}|有(?:什么|啥|哪些)(?:办法|门路|法子|渠道)){_MEANS}{_DEED}|{_HOW}(?:才|能){0, 2}不被[^，。？]{{0,10}}(?:查[到出处]|发现|监控|审计|抓)"
    rf"|(?:^|[，。])(?:我?(?:想|要|打算|准备))?{_DEED}[^，。？]{{0,14}}[，,]?{_HOW}(?:做|弄|搞|操作|实现|才)"
    rf"|教教?我(?:(?![防避别辨报打查处应])[^，。？]){{0,14}}?(?:{_DEED}|套[医出])|[帮替]我{_MEANS}{_DEED}"
    r"|不让[^。？]{0,14}(?:查出|发现|看出)"
)


def is_forbidden(text: str) -> bool:
    """Whether a question orders the program about or asks how to do what is unlawful."""
    return bool(_ORDERS.search(text) or _UNLAWFUL.search(text))
