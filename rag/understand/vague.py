"""What says too little to be looked for: a question of nothing, or one of what was said before."""

from __future__ import annotations

from collections.abc import Sequence

from rag.lazy_re import either, lazy_re
from rag.understand.query import Query

_BACK = lazy_re(
    either(
        # 那个要多少
        r"^那[个项笔]\S{0,4}(?:一共|总共|到底|究竟)?(?:怎么|咋|如何|多少|几|什么|啥|谁|哪)",
        "刚才|刚刚|上面(?:说|提|讲)|前面(?:说|提|讲|那)|上一[个条次]",
        # 那个标准
        "^[那这]个(?:标准|比例|目标|规定|数字?|金额|要求|政策|时间|期限|名单|清单|办法)(?![里中上下内])",
        # 那个指标
        "那个(?:地方|文件|方案|数|指标|人|单位|部门|事)",
        # 这件事
        "^[这那]件?(?:事儿?|活儿?)(?=归|由|谁|哪|怎|咋|该|要|[？?]?$)",
        "这件事|那件事|你(?:刚|说)的",
    )
)


#: Content words beyond which a question speaks of a matter of its own.
MATTER = 2


def points_back(query: Query) -> bool:
    """Whether the question speaks of something said before, names no document and hardly a matter itself.

    那个文件里外国留学生勤工助学由谁管 says enough to be looked for.
    """
    named = query.documents or query.references or len(query.concepts) > MATTER
    return bool(_BACK.search(query.text)) and not named


_EMPTY = lazy_re(
    either(
        # 可以吗？
        "(?:请问|请|哪些|什么|多少|怎么|如何|谁|部门|负责|比例|目标|规定|文件|政策|方案|条|份|要求|讲|说|主要|介绍|给我|一下|那|这|是|的|有|吗|呢|吧|"
        "了|和|几|个|内容|情况|时候|时间|牵头|标准|数字|指标|它|他|我|想|知道|能|不|可以|告诉|查|看|关于|怎么样|怎么办|详细|具体|一点|再|还|到底|有没有|"
        r"哪|年|\W)+",
    )
)


#: Words of the form of an application, of which every document that grants something speaks.
_FORMS = lazy_re("材料|资料|手续|流程|程序|条件|表格|申报|申请|办理|审批|步骤|电话|期限|时限")
_THIS = lazy_re(r"^这[个项事]?\S{0,2}(?:怎么|咋|如何)(?:弄|办|搞|做|走)")


def _form_alone(subject: Sequence[str]) -> bool:
    """Whether content words speak of nothing but the form of an application: 申报材料都要啥."""
    words = "".join(subject)
    return bool(words) and len(_FORMS.sub("", words)) <= 1


#: 继续, 接着往下说: of an answer, not of a matter.
_GO_ON = lazy_re(
    r"(?:请|你|那|再|就)*(?:继续|接着|往下|然后|[说讲]下去|接下去)(?:往下|下去|说|讲|回答|呢|吧|呀|啊|\W)*"
)


def is_vague(query: Query) -> bool:
    """Whether the question names nothing to look for: no subject, clause, fact or department."""
    if query.references or query.departments or query.asked:
        return False
    if query.as_a_whole or (query.of_document and (query.documents or query.regions)):
        return False
    if not query.documents and (_THIS.search(query.text) or _form_alone(query.subject)):
        return True
    if _GO_ON.fullmatch(query.text):
        return True
    if not (query.subject or query.documents or query.regions or query.years or query.facts):
        return True  # 归谁管, 什么时候完成: of what?
    bare = query.text
    for region in (*query.regions, *query.places):
        bare = bare.replace(region, "")
    return not query.subject and (not bare.strip() or bool(_EMPTY.fullmatch(bare)))
