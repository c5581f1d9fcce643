"""What is refused before anything is searched: not allowed, off the field, advice, texts that are not held."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.lazy_re import either, lazy_re
from rag.types import Refusal
from rag.understand.forbidden import ME, PLEASE, is_forbidden
from rag.understand.query import Query

_TO_WRITE = "(?:(?<!填)写|起草|草拟|拟|生成|撰写|代写|改写|润色)"
_WRITE = lazy_re(
    either(
        # 写个年终总结; 起草一份方案要多久 asks for the rule.
        f"{_TO_WRITE}(?:一|两)?(?:下|份|篇|个|段|封|首)(?!什么|哪)(?>[^。？]{{0,24}}?"
        "(?:总结|报告|讲话|稿|文章|通知|方案|诗|邮件|作文|新闻|心得|材料|信(?![用息访贷托号])|贺?词|致辞|检讨|小说|情书|申请书?))"
        "(?![^。？]{0,12}(?:多少|多久|多长|谁|吗|哪|什么|怎么|几))",
        # 写一首
        "(?:写|作|编|来|赋|吟|唱|画)(?:一|几|两)(?:首|副|幅)",
        "(?:写|赋|吟|唱)首",
        "[作来]首(?:诗|词|歌|曲|[五七]言|打油)",
        # 帮我写
        f"(?:[帮替给]|{PLEASE}){ME}(?:{_TO_WRITE}|作|编|画|唱|翻译|排版|算一?卦)(?!明|清|出|入|上)",
    )
)
#: Who asks for advice, or for whom; not 其他, 他人.
_PERSON = lazy_re(either(ME, "本人|自己|老人家|孩子", "(?<!其)[他她](?![人项用国乡])"))
_MYSELF = lazy_re(either(ME, "本人"))
#: 念给我听, 发我看看 ask for a text, not for advice.
_TO_ME = lazy_re(
    "(?:给|告诉|告知|发|念|读|转)我(?:们)?(?!家|妈|爸|老|孩|儿|女|朋|同|姐|哥|弟|妹|邻)(?:听|看)*"
)
_MEDICAL = lazy_re(
    either(
        # 吃几片
        r"(?:吃|服|打)[一二两三四五几半\d]+(?:片|粒|颗|勺|包|瓶|针|支)",
        # 血压1
        r"(?:血压|血糖|体温|心率)(?:是|到|有)?\d",
        # 吃什么药
        "(?:吃|服|停|换|打|用)(?:什么|哪种|不吃|多少)?(?:药|胰岛素|抗生素|激素)(?!目录|店|品目录)",
        # 要不要做
        "要不要(?:吃|打|手术|开刀|做|住院|停|治)",
        "能不能(?:停|吃|喝|怀孕|手术|开刀)",
        # 怎么治
        "(?:怎么|如何)(?:治(?!理)|治疗|调理|止)",
        "严重吗|会不会(?:死|遗传)",
        "(?:该|选|挂|去)(?:哪个|哪家|什么)?(?:医院|科)(?:好|看|(?=[啊呀呢？?]*$))",
        "偏方",
    )
)
#: What somebody ails from; schools and offices are asked about those of others, too.
_AILING = lazy_re("头晕|(?:头|胸|肚子|腰|胃)[疼痛]|发烧|症状|结节|体检查?出|化验单|肿瘤标志物|会不会传染")
_WHICH = lazy_re(
    r"(?:该|应该|应当)(?:吃|用|选|挂|看|做|打|去(?=哪[家所]|\S{0,3}(?:医院|学校|公司)))(?:哪|什么)|(?:帮|替|给)我(?:定|选|挑|推荐|看看)(?:一|个|下|哪)|推荐(?:一|个|几|哪)"
)
#: 「“公共卫生20条”里第5条」 asks for an article of a document that is only named.
_CITED_ARTICLE = lazy_re(
    r"[“《\"](?P<name>[^”》\"]{3,40})[”》\"](?:里面?|中|内)?的?第\s*[\d一二三四五六七八九十]{1,3}\s*[条点项章]"
)
#: 「《劳动合同法》规定的试用期」 asks what another text says.
_OF_ANOTHER = lazy_re(
    r"《(?P<name>[^《》]{3,40})》(?:里面?|中|内)?(?:对\S{1,12})?(?:是?(?:怎么|如何))?(?:规定|明确|要求|写明|第\s*[\d一二三四五六七八九十]{1,3}\s*[条章])"
)
#: Asks whether something is good for whoever asks: what is a duty is asked otherwise (要不要带证件).
_SHOULD = "(?:该不该|要不要|应不应该|需不需要)(?:现在|马上|再|也|去|做|接受)*"
#: 「该不该买城东的房」, 「结节要不要化疗」 ask for advice, whoever asks.
_PRIVATE = lazy_re(
    either(
        # Of nobody but whoever asks
        "^(?:现在|今年|目前|如今|到底|究竟)*该不该",
        "该不该(?:买|卖|投)[？?]?$",
        "哪[只支]股票",
        rf"{_SHOULD}(?:买|卖|抛|炒|投(?!标)资?)[^，。？]{{0,10}}?(?:[股房楼币](?![权份产改源地])|基金|黄金)",
        rf"{_SHOULD}(?:化疗|放疗|透析|手术|开刀|截肢|停药|换药)(?=[啊呀呢吗？?]*$)",
    )
)
#: 「买股票好还是开公司好」, 「我该不该去」 ask what is better for oneself.
_BETTER = lazy_re(
    either(
        r"好还是\S{2,24}好",
        r"[股币基房金盘票]\S{0,6}(?:值得|能不能|可以)买",
        "(?:该|要)不要(?:买|投资|辞职|跳槽|入股)|(?:该不该|应不应该)(?:辞职|跳槽|入股|离婚|分手)",
        # 我该不该
        r"我(?:们家|家\S{1,3})?(?:自己)?(?:到底|究竟|现在)?(?:该不该|要不要去)",
        "该不该(?:让|叫|派)我",
        "值不值得|划不划算",
        "值得(?:买|去|做|报|学)(?:吗|么|不)",
    )
)
#: 「你觉得我们厂该不该上这套系统」 asks for an opinion, which no document has.
_OPINION = lazy_re(
    r"[你您](?:个人|自己)?(?:觉得|认为|看(?!一?[下看])|说|建议)[^。？]{0,20}(?:该不该|应不应该|要不要|值不值|好不好|行不行|划不划算)"
)
#: 「高血压药该吃哪种」 asks for advice, whoever asks.
_DRUG_CHOICE = lazy_re(
    r"(?:该|应该|应当)?(?:吃|喝|服用?)(?:点|些)?(?:哪|什么|啥)(?:种|个|些)?药?(?=[？?好]|$)"
)
#: 「这病住哪个医院好」 asks which is best for oneself: no document tells. 哪家做得好 is told of.
_BEST = lazy_re(
    r"(?:(?:吃|喝|服用?|打)(?:点|些)?(?:什么|啥|哪)|(?:用|住|去|挂|看|买|选|报)(?=哪一?[种个家所款]))[^，。？得]{0,8}?"
    r"(?:好|管用|有效|见效|合适|划算|靠谱|[好降]得快)(?=[一点些啊呀呢？?]*$)"
)
_LEGAL = lazy_re(
    r"(?:(?<![报公通广警布预])告(?![诉知示])|起诉|打官司|索赔|赔(?:我|多少|偿)|维权|仲裁|误诊|医疗事故|离婚|劳动合同|辞退)"
)
_RIDE = "高铁|火车|动车|航班|飞机|公交|地铁|大巴"
_TURN = "最早一班|最晚一班|末班|首班|头班|下一班|晚点|票价"
#: When a train leaves is in no policy that does not speak of trains, whatever places are named.
_TIMETABLE = lazy_re(rf"(?:最早|最晚|{_TURN})\S{{0,6}}(?:{_RIDE})|(?:{_RIDE})\S{{0,6}}(?:几点|{_TURN})")
_OF_TIMETABLES = lazy_re(f"{_RIDE}|{_TURN}")
_OFF_TOPIC = lazy_re(
    either(
        "天气|下不下[雨雪]",
        # 会下雨
        "(?:会|要)?下[雨雪](?=吗|么|不|[？?]|$)",
        # 今天合肥几度; of today's weather no document tells, whatever it says of 天气
        "(?:今天|明天|后天|明儿|今儿|周末).{0,4}(?:天气|[冷热](?=吗|不|么|[？?]|$)|几度|多少度|刮风|晴)",
        "气温(?:多|几)|带伞|股票|基金(?:怎么买|推荐)|彩票|电影|电视剧|明星|游戏|菜谱|做菜|食堂|火车|高铁|机票|航班|酒店|旅游|景点|房价|公积金|贷款|驾照|违章",
        "手机推荐",
        "讲(?:个)?笑话|翻译(?:成|一下)",
        "(?<![填编书])写(?:一|个|段|几|点|出)[^，。？]{0,8}(?:代码|脚本)",
        "[写用][^，。？]{0,8}(?:python|java|sql)(?![a-z])",
        "星座|运势|足球|篮球|世界杯|小学|中学|高考|大学(?:录取|排名)|几点了",
        "你(?:是谁|叫什么|几岁|喜欢)",
    ),
    re.IGNORECASE,
)


#: Said to a person, not asked of documents.
_SMALL_TALK = lazy_re(
    either(
        # 呢?
        "(?:hi|hello|哈喽|嗨|喂|在吗|在不在|早上好|上午好|下午好|晚上好|谢谢|多谢|感谢|辛苦|再见|拜拜|好的|收到|明白|知道|不错|厉害|聪明|棒|[哈呵嘿]|没事|"
        r"没关系|不客气|今天|有点|[累困烦]|[真太很好]|了|你|您|我|啦|啊|呀|呢|吧|哦|嗯|哎|唉|大家|机器人|助手|\W)+",
    ),
    re.IGNORECASE,
)
#: Words of letters from which a question without any Chinese is one in another language.
_FOREIGN_WORDS = 3


def _in_another_language(text: str, held: Callable[[str], bool]) -> bool:
    """Whether a question is in a language that the documents are not in."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    chinese = re.search(r"[\u4e00-\u9fff]", text)
    return not chinese and len(words) >= _FOREIGN_WORDS and sum(map(held, words)) * 2 < len(words)


def guard(
    query: Query, vague: bool, held: Callable[[str], bool] = lambda _: False, asked: str | None = None
) -> Refusal | None:
    """A refusal that needs no search, or None.

    Args:
        query: the question taken apart.
        vague: whether nothing is left to search for once words of asking are taken away.
        held: whether the documents use a word; what they speak of is not off the field.
        asked: the user's own words, where the query holds what was talked of before, too.
    """
    text = asked or query.as_typed
    personal = bool(_PERSON.search(text))
    return (
        _of_no_document(text, held)
        or _whether_to(text, personal)
        or _off_the_field(query, text, held)
        or _which_for_me(text, personal)
        or _of_another_text(query, text)
        or (_TOO_VAGUE if vague else None)
        or _of_several(query)
    )


#: What whoever asks must decide, or asks a doctor.
_NO_CHOICE = Refusal("advice_out_of_scope", "不提供个人投资、择业、就医或选购的意见；政策问题可以问条款")
_NOT_HERE = Refusal("off_topic", "这个问题不在所收文件的范围内")
_TOO_VAGUE = Refusal("too_vague", "问题太笼统：请说明哪个地区或文件、什么事项")


def _of_no_document(text: str, held: Callable[[str], bool]) -> Refusal | None:
    """What is no question of documents: one that is not allowed, small talk, one in another language."""
    if is_forbidden(text):
        return Refusal("not_allowed", "只依据文件条款作答并注明出处；不能改变规则、编造内容或透露内部设置")
    if _SMALL_TALK.fullmatch(text):
        return Refusal("off_topic", "请直接问文件里的事项，例如哪个地区、什么指标、谁负责、什么时候完成")
    if _in_another_language(text, held):
        return Refusal("too_vague", "请用中文提问，所收文件是中文的（please ask in Chinese）")
    return None


def _whether_to(text: str, personal: bool) -> Refusal | None:
    """An opinion, or whether to do something: advice, even if it names what is off the field."""
    if _OPINION.search(text):
        return Refusal("advice_out_of_scope", "不提供意见或建议；政策问题可以问条款")
    if _PRIVATE.search(text) or (_BETTER.search(text) and (personal or "值得" in text)):
        return _NO_CHOICE
    return None


def _off_the_field(query: Query, text: str, held: Callable[[str], bool]) -> Refusal | None:
    """What the documents do not speak of, or a text to be written."""
    off = [match[0] for match in _OFF_TOPIC.finditer(text)]
    others = [
        c for c in query.concepts if c.noun and c.known and not any(w in c.word or c.word in w for w in off)
    ]
    if off and not query.references and len(others) < 2 and not all(map(held, off)):
        return _NOT_HERE
    spoken_of = all(map(held, _OF_TIMETABLES.findall(text)))
    if _TIMETABLE.search(text) and not query.references and not spoken_of:
        return _NOT_HERE
    if _WRITE.search(text):
        return Refusal("off_topic", "只回答文件写明的内容，不代写文稿")
    return None


def _which_for_me(text: str, personal: bool) -> Refusal | None:
    """What is right or best for whoever asks: a thing, a treatment, a way to a court."""
    if personal and _WHICH.search(text):
        return _NO_CHOICE
    own = _MYSELF.search(_TO_ME.sub("", text))
    ails = _AILING.search(text) and (own or (personal and "怎么办" in text))
    if ails or (_MEDICAL.search(text) and personal) or (_LEGAL.search(text) and own):
        return Refusal(
            "advice_out_of_scope", "不提供个人诊疗或法律意见；请咨询医生或律师，政策问题可以问条款"
        )
    if _BEST.search(text):
        return _NO_CHOICE
    if _DRUG_CHOICE.search(text):
        return Refusal("advice_out_of_scope", "不提供个人用药意见；请咨询医生，政策问题可以问条款")
    return None


#: Titles that a question may mean, as many as are shown.
_CHOICES = 8


def _of_several(query: Query) -> Refusal | None:
    """Of a title that many documents bear, which one is meant."""
    if not query.unclear or query.documents:
        return None
    return which_of(query.unclear)


def which_of(names: Sequence[str]) -> Refusal:
    """Asks which of several documents is meant."""
    more = "等" if len(names) > _CHOICES else ""
    return Refusal("too_vague", f"请说明是哪一份文件：{'、'.join(names[:_CHOICES])}{more}")


def _of_another_text(query: Query, text: str) -> Refusal | None:
    """What a document says that is named but not held, or those of a region that has none."""
    cited = _CITED_ARTICLE.search(text)
    if cited and not query.exact:
        return Refusal("not_in_documents", f"“{cited['name']}”的原文不在所收文件中")
    other = _OF_ANOTHER.search(text)
    if other and other["name"] in query.unheld:
        return Refusal("document_not_covered", f"《{other['name']}》的原文不在所收文件中")
    if query.foreign and not query.regions:
        return Refusal("document_not_covered", f"所收文件中没有{'、'.join(query.foreign)}的文件")
    return None
