"""Faithful paraphrases made by rules: what a careful reader would accept for the clause."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from eval.verifier_text import TIMES, Material, Paragraph, counts, segments
from rag.language.numerals import to_chinese

#: Words that bind a part to what stands before it; such parts are not cut off or moved.
_BOUND = re.compile(
    r"不得|不予|原则上|鼓励|支持|探索|力争|争取|逐步|试点|可以|应当|必须|除|但|符合|未经|经|前提|条件|如|若|凡|只|仅|的$|时$|分别|其|该|此|上述|"
    r"适时|努力|禁止|严禁|一般|通常|可$|后$|情况|对|由|从|因|故|同时|即|也|还|并|又|而|无|不|未|非"
)


def verbatim(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """The sentence itself."""
    return s + "。"


def lead_in(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """Words of the answer's own voice in front."""
    leads = [
        "根据该条，",
        "该条提出，",
        "文件要求：",
        "该文件规定，",
        "《" + p.document.title + "》提出，",
    ]
    region = p.document.region
    if region:
        leads += [f"{region}要求：", f"{region}提出，"]
    return rng.choice(leads) + s + "。"


def labelled(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """The official label in front."""
    number = f"（{p.document.number}）" if p.document.number else ""
    if p.clause.path[0].startswith("—"):
        return None
    return f"根据《{p.document.title}》{number}{''.join(p.clause.path)}，{s}。"


def numerals(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """45% ↔ 百分之四十五, 3个 ↔ 三个, 2022年 ↔ 二〇二二年."""
    out, changed = s, False
    for q in reversed(counts(s)):
        if s[: q.start].endswith(("-", "—", "－", "~", "至")):
            continue
        shown = s[q.start : q.end]
        if q.kind == "percent" and re.fullmatch(r"\d{1,2}(?:\.\d+)?%", shown):
            whole, _, part = q.value.partition(".")
            digits = "".join(to_chinese(int(c)) if c != "0" else "零" for c in part)
            new = "百分之" + to_chinese(int(whole)) + (f"点{digits}" if part else "")
        elif q.kind == "percent" and shown.startswith("百分之"):
            new = q.value + "%"
        elif q.kind == "year" and re.fullmatch(r"\d{4}年", shown):
            new = "".join("〇一二三四五六七八九"[int(c)] for c in q.value) + "年"
        elif q.kind == "number" and re.fullmatch(rf"\d{{1,4}}{q.unit}", shown) and int(q.value) > 2:
            if q.unit in ("级", "类", "分", "条", "") or s[q.end : q.end + 1] in "级医":
                continue
            new = to_chinese(int(q.value)) + q.unit
        elif q.kind == "number" and q.unit == "元" and re.fullmatch(r"\d+万元", shown):
            new = q.value + "元"
        else:
            continue
        out, changed = out[: q.start] + new + out[q.end :], True
    return out + "。" if changed else None


def bound(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """90%以上 ↔ 不低于90%, 不超过5个 ↔ 5个以下."""
    match = re.search(r"(?P<verb>达到|达|提高到|保持在|稳定在)(?P<q>\d+(?:\.\d+)?%)以上", s)
    if match:
        return s[: match.start()] + "不低于" + match["q"] + s[match.end() :] + "。"
    match = re.search(
        r"(?<![要得均])不(?:低于|少于)(?P<q>\d+(?:\.\d+)?(?:%|个|家|名|人|次|万元))(?!以|工作|量级|月)", s
    )
    return s[: match.start()] + match["q"] + "以上" + s[match.end() :] + "。" if match else None


_RHETORIC = re.compile(
    r"^(?:为(?!止|主|期)|为了|坚持|按照|围绕|贯彻|立足|聚焦|着眼|遵循|秉持|紧扣|以[^，]{2,14}为(?:导向|引领|抓手|目标|核心|主线|重点|中心|基础|突破口))"
)


def no_rhetoric(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """Without the leading clause of purpose."""
    parts = segments(s)
    if len(parts) < 2 or not _RHETORIC.search(parts[0]) or counts(parts[0]) or len(parts[0]) > 45:
        return None
    rest = "，".join(parts[1:])
    weak = _BOUND.search(parts[0]) or _RHETORIC.search(rest) or len(rest) < 10
    return None if weak or "、" in parts[0][-4:] else rest + "。"


def time_moved(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """「到2022年，A达到90%」 → 「A到2022年达到90%」 or 「A达到90%（到2022年）」."""
    match = re.match(r"(?P<time>(?:到|至)?20\d\d年(?:底|末)?(?:前)?)，(?P<rest>[^，]+)$", s)
    if not match:
        return None
    verb = re.search(r"达到|提高到|实现|完成|建成|建立|形成|控制在|降至|降到", match["rest"])
    if (
        verb
        and verb.start() > 1
        and rng.random() < 0.6
        and not re.match(r"全面|基本|力争|努力", match["rest"])
    ):
        rest = match["rest"]
        return rest[: verb.start()] + match["time"] + rest[verb.start() :] + "。"
    return f"{match['rest']}（{match['time']}）。"


def reordered(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """Two independent parts exchanged."""
    parts = segments(s)
    if len(parts) < 2 or _BOUND.search(s) or counts(s) or any(len(x) < 6 for x in parts):
        return None
    i = rng.randrange(len(parts) - 1)
    parts[i], parts[i + 1] = parts[i + 1], parts[i]
    return "，".join(parts) + "。"


def one_part(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """One part of the sentence that depends on nothing around it."""
    parts = segments(s)
    if len(parts) < 2 or _BOUND.search(s):
        return None
    part = rng.choice(parts)
    others = [x for x in parts if x is not part]
    if counts(part) and any(q.kind in TIMES for x in others for q in counts(x)):
        return None
    return part + "。" if 9 <= len(part) <= 60 and "、" not in part[-3:] else None


def two_sentences(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """A comma turned into a full stop."""
    parts = segments(s)
    if len(parts) < 2 or _BOUND.search(s) or any(q.kind in TIMES for q in counts(s)):
        return None
    i = rng.randrange(1, len(parts))
    first, second = "，".join(parts[:i]), "，".join(parts[i:])
    return f"{first}。{second}。" if len(first) > 8 and len(second) > 8 else None


def shorter_list(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """The last member of a list left out."""
    parts = segments(s)
    spots = [
        i for i, x in enumerate(parts) if re.search(r"、[^、，（）《》]{2,12}$", x) and x.count("、") >= 2
    ]
    spots = [i for i in spots if not re.search(r"[的和与及等]", parts[i].rsplit("、", 1)[1])]
    if not spots or _BOUND.search(s) or counts(s):
        return None
    i = rng.choice(spots)
    parts[i] = parts[i].rsplit("、", 1)[0]
    return "，".join(parts) + "。"


_VERB = re.compile(
    r"^(?P<verb>建立健全|建立完善|建立|完善|健全|推进|推动|加强|强化|深化|优化|规范|落实|实施|开展|提高|提升|扩大|加快)(?P<rest>[^，、]{4,24})$"
)


def passive(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """「建立X」 → 「X要建立」, 「将X纳入Y」 → 「X被纳入Y」."""
    match = re.search(
        r"(?:^|，)(?:把|将)(?P<what>[^，、]{3,20})(?P<verb>纳入|作为|列入)(?P<where>[^，、]{3,20})(?=，|$)",
        s,
    )
    if match and not _BOUND.search(match[0][1:]):
        return f"{match['what']}被{match['verb']}{match['where']}。"
    for part in segments(s):
        found = _VERB.match(part)
        if found and not _BOUND.search(s) and not counts(s):
            tail = rng.choice([f"要{found['verb']}", f"得到{found['verb']}", f"需要{found['verb']}"])
            return f"{found['rest']}{tail}。"
    return None


def _departments(p: Paragraph, words: str) -> list[str]:
    for role, names in p.clause.responsible.items():
        if role[:2] in words.split():
            return list(names)
    return []


def roles(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """The departments by role, as the composer writes them."""
    lead, help_ = _departments(p, "牵头"), _departments(p, "配合")
    other = _departments(p, "责任 负责")
    if lead and help_:
        return rng.choice(
            [
                f"牵头部门：{'、'.join(lead)}；配合部门：{'、'.join(help_)}。",
                f"由{'、'.join(lead)}牵头，{'、'.join(help_)}配合。",
                f"该项工作由{lead[0]}牵头。",
                f"{help_[0]}是配合部门。",
            ]
        )
    if lead:
        return rng.choice(
            [f"牵头单位：{'、'.join(lead)}。", f"由{'、'.join(lead)}牵头。", f"牵头的是{lead[0]}。"]
        )
    if other:
        return rng.choice(
            [
                f"责任单位：{'、'.join(other)}。",
                f"由{'、'.join(other)}负责。",
                f"{other[0]}为责任单位。",
            ]
        )
    return None


def facts(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """A fact of the document."""
    d = p.document
    forms = []
    if d.number:
        forms += [f"发文字号：{d.number}。", f"《{d.title}》的发文字号是{d.number}。"]
    if d.issued_on:
        year, month, day = d.issued_on.split("-")
        forms += [
            f"印发日期：{year}年{int(month)}月{int(day)}日。",
            f"该文件于{year}年{int(month)}月{int(day)}日印发。",
        ]
    if d.issuer:
        forms.append(f"发文机关：{d.issuer}。")
    return rng.choice(forms) if forms else None


def figure(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """「县域就诊率：90%以上（2022年）」."""
    match = re.search(
        r"(?:^|，|、)(?:到(?P<year>20\d\d年)，?)?(?P<what>[^，、到的]{4,16}?(?:率|比例|数|量|规模|占比))(?:到(?P<year2>20\d\d年))?"
        r"(?:达到|达|提高到|提升至|控制在|保持在)(?P<q>\d+(?:\.\d+)?(?:%|人|万人|个|岁|亿元|万元)(?:以上|以下|以内|左右)?)(?=，|$)",
        s,
    )
    if not match or "控制" in match[0]:
        return None
    year = match["year"] or match["year2"]
    return f"{match['what']}：{match['q']}" + (f"（{year}）。" if year else "。")


def own_region(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """本区, 本市, 全省 by the region's name."""
    region = p.document.region
    if not region:
        return None
    kind = region[-1]
    match = re.search(rf"[本全我]{kind}(?!级)", s)
    return s[: match.start()] + region + s[match.end() :] + "。" if match else None


def question_form(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """A whole sentence with other words of the answer's voice around it."""
    return rng.choice(["具体来说，{}。", "按照文件规定，{}。", "主要内容是：{}。", "是的，{}。"]).format(s)


_LIGHT = {
    "推进": "推动",
    "推动": "推进",
    "完善": "健全",
    "加强": "强化",
    "强化": "加强",
    "开展": "组织开展",
    "落实": "贯彻落实",
}


def light_verb(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """A verb of guidance by another: 推进 for 推动."""
    found = [w for w in _LIGHT if s.count(w) == 1 and _LIGHT[w] not in s]
    if not found:
        return None
    word = rng.choice(found)
    return s.replace(word, _LIGHT[word]) + "。"


def plainer(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """Without 进一步, 积极, 切实, 着力."""
    new = re.sub(
        r"进一步|积极(?=[推开参引配])|切实|着力(?=[推提构])|大力|全面(?=[推落贯加])|不断(?=[提完加优])|扎实",
        "",
        s,
    )
    return None if new == s or "积极探索" in s else new + "。"


def subject_added(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """「建立X」 → 「该市要建立X」."""
    if not _VERB.match(segments(s)[0]) or _BOUND.search(s):
        return None
    place = p.document.region or rng.choice(["该市", "该省", "文件要求各地"])
    return f"{place}{rng.choice(['要', '将', '', '提出要'])}{s}。"


def connected(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """并, 同时 or 此外 between two parts."""
    parts = segments(s)
    if len(parts) < 2 or _BOUND.search(s) or counts(s):
        return None
    i = rng.randrange(1, len(parts))
    parts[i] = rng.choice(["同时", "并", "此外，还要", "以及"]) + parts[i]
    return "，".join(parts) + "。"


def merged(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """Two sentences of the clause told as one."""
    others = [x for x in p.sentences if x != s and len(x) < 80]
    if not others or len(s) > 80:
        return None
    return f"{s}{rng.choice(['；', '；同时，', '。此外，', '。其中，'])}{rng.choice(others)}。"


def should(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """应 ↔ 应当, 须 ↔ 应当."""
    match = re.search(r"(?<![相对响供适反不也均都报])应(?=[当按在由依及自将向对根])(?!对|用|急|届)|应当", s)
    if not match:
        return None
    return (
        s[: match.start()]
        + ("应" if match[0] == "应当" else "应当")
        + s[match.end() :].removeprefix("当")
        + "。"
    )


def corrected(p: Paragraph, s: str, rng: random.Random, m: Material) -> str | None:
    """The figure first: 「90%以上」 and what it measures behind."""
    match = re.match(
        r"(?P<what>[^，、]{4,24}?)(?:达到|提高到|达)(?P<q>\d+(?:\.\d+)?(?:%|人|个|家|万人|亿元)(?:以上)?)$", s
    )
    if not match or _BOUND.search(match["what"]):
        return None
    return rng.choice(["{q}，即{what}。", "{what}的目标是{q}。", "目标为{q}（{what}）。"]).format(
        **match.groupdict()
    )


Rule = Callable[[Paragraph, str, random.Random, Material], str | None]
RULES: dict[str, Rule] = {
    f.__name__: f
    for f in (
        verbatim, lead_in, labelled, numerals, bound, no_rhetoric, time_moved, reordered, one_part,
        two_sentences, shorter_list, passive, roles, facts, figure, own_region, question_form,
        light_verb, plainer, subject_added, connected, merged, should, corrected,
    )
}  # fmt: skip
