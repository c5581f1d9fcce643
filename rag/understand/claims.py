"""What a question claims or asks to be told yes or no: 对吗, 是不是, 够不够."""

from __future__ import annotations

from rag.lazy_re import either, lazy_re

#: The question states something: 对吗, 是分三年拨付的吧.
STATES = lazy_re(r"吧[？?]?$|对吗|对不对|没错|听说|是真的|对么|对吧|不是.{1,12}吗")
#: The same, or asks whether it is so: 是不是.
ASSERTS = lazy_re(rf"{STATES.pattern}|是不是")
#: The same, or asks whether it is so.
YES_OR_NO = lazy_re(rf"{ASSERTS.pattern}|吗[？?]?$|么[？?]?$")
#: Asks yes or no, wherever in the question.
WHETHER = lazy_re(
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
)
#: States a figure and asks whether it is so: 社区门诊量占比是40%吗.
STATES_FIGURE = lazy_re(
    r"^(?!.*(?:多少|[哪好]几|几(?:个|家|所|成|年|月|天|项)|什么|啥|谁|哪)).*\d[^，。？]{0,12}(?:吗|对不对|是不是|对吧|没错吧|是吧)[？?]?$"
)
#: Asks whether something is enough, and names nothing: …算达标吗, …符合要求吗.
COMPLIES = lazy_re(
    r"算?不?算?(?:达标|合规|符合(?:规定|要求|标准|政策)?|够(?:不够|了)?|不?少于|不?超过)(?:了)?(?:吗|么|吧|不|对吗|对吧)?[？?]?$"
)
