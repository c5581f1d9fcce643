"""Tampered statements made by rules: one thing of the clause changed so that it says otherwise."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise

from eval.verifier_text import TIMES, Material, Paragraph, counts, segments
from rag.language.numerals import quantities
from rag.language.text import fold

Random = random.Random


def _done(p: Paragraph, s: str, new: str) -> str | None:
    """The statement, unless the clause says the same elsewhere."""
    if new == s or fold(new) in fold(p.clause.text):
        return None
    return new + "。"


def _swap(s: str, start: int, end: int, new: str) -> str:
    return s[:start] + new + s[end:]


def digit(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """One digit of a figure."""
    found = [q for q in counts(s) if q.kind not in TIMES]
    if not found:
        return None
    q = rng.choice(found)
    spots = [i for i in range(q.start, q.end) if s[i] in "123456789一二三四五六七八九两"]
    if not spots:
        return None
    i = rng.choice(spots)
    pool = "123456789" if s[i].isdigit() else "三四五六七八九"
    return _done(p, s, _swap(s, i, i + 1, rng.choice([c for c in pool if c != s[i]])))


def year(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another year."""
    found = [q for q in counts(s) if q.kind == "year" and s[q.start : q.start + 4].isdigit()]
    if not found:
        return None
    q = rng.choice(found)
    return _done(p, s, _swap(s, q.start, q.start + 4, str(int(q.value) + rng.choice([-2, -1, 1, 2, 3]))))


def unit(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another unit."""
    pairs = {"%": "‰", "个": "家", "家": "个", "万元": "亿元", "亿元": "万元", "元": "万元", "名": "所", "年": "个月",
             "个工作日": "个月", "天": "个月", "日": "年", "次": "项", "项": "次", "所": "家", "小时": "天", "人": "户", "岁": "年"}  # fmt: skip
    found = []
    for q in counts(s):
        for old, new in pairs.items():
            if (
                q.kind not in TIMES
                and s[: q.end].endswith(old)
                and (len(old) > 1 or s[q.end - 2] not in "万亿个")
            ):
                found.append((q, old, new))
    if not found:
        return None
    q, old, new = rng.choice(found)
    return _done(p, s, _swap(s, q.end - len(old), q.end, new))


def bound_flipped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """以上 for 以下, 不低于 for 不超过."""
    pairs = [
        ("以上", "以下"),
        ("以下", "以上"),
        ("不低于", "不高于"),
        ("不少于", "不多于"),
        ("不超过", "不低于"),
        ("以内", "以上"),
        ("超过", "低于"),
        ("不高于", "不低于"),
    ]
    for q in counts(s):
        for old, new in pairs:
            if s[q.end :].startswith(old):
                return _done(p, s, _swap(s, q.end, q.end + len(old), new))
            if old[0] != "以" and s[: q.start].endswith(old):
                return _done(p, s, _swap(s, q.start - len(old), q.start, new))
    return None


def bound_dropped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """90%以上 said as 90%."""
    for q in counts(s):
        if q.kind in TIMES:
            continue
        for old in ("以上", "以下", "以内", "左右"):
            if s[q.end :].startswith(old):
                return _done(p, s, _swap(s, q.end, q.end + len(old), ""))
        for old in ("不低于", "不少于", "不超过", "不高于", "超过"):
            if s[: q.start].endswith(old) and not s[: q.start - len(old)].endswith(
                ("最高", "最多", "最低", "一般", "原则上")
            ):
                return _done(p, s, _swap(s, q.start - len(old), q.start, "为"))
    return None


def bound_added(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """90% said as 90%以上 or 不超过90%."""
    found = [
        q
        for q in counts(s)
        if q.bound == "=" and q.kind not in TIMES and not s[q.end :].startswith(("-", "—", "至", "的"))
    ]
    found = [q for q in found if q.kind == "percent" or s[q.end : q.end + 1] in "，、" or q.end == len(s)]
    if not found:
        return None
    q = rng.choice(found)
    if rng.random() < 0.5:
        return _done(p, s, _swap(s, q.end, q.end, "以上"))
    return _done(p, s, _swap(s, q.start, q.start, "不超过"))


def foreign_figure(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """The figure of another document."""
    found = [q for q in counts(s) if q.kind not in TIMES]
    if not found:
        return None
    q = rng.choice(found)
    held = {x.key for x in quantities(p.clause.text)}
    pool = [
        t
        for d, t, o in m.figures
        if d != p.document.id and (o.kind, o.unit) == (q.kind, q.unit) and o.key not in held
    ]
    return _done(p, s, _swap(s, q.start, q.end, rng.choice(pool))) if pool else None


def figures_swapped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Two figures of one sentence exchanged."""
    found = [q for q in counts(s) if q.kind not in TIMES]
    pairs = [(a, b) for a, b in pairwise(found)
             if (a.kind, a.unit) == (b.kind, b.unit) and a.value != b.value and b.start - a.end > 1]  # fmt: skip
    return _exchange(p, s, rng, pairs)


def years_swapped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Two years of one sentence exchanged."""
    found = [q for q in counts(s) if q.kind == "year"]
    pairs = [(a, b) for a, b in pairwise(found) if a.value != b.value and b.start - a.end > 2]
    return _exchange(p, s, rng, pairs)


def _exchange(p: Paragraph, s: str, rng: Random, pairs: list) -> str | None:  # type: ignore[type-arg]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    new = s[: a.start] + s[b.start : b.end] + s[a.end : b.start] + s[a.start : a.end] + s[b.end :]
    return _done(p, s, new)


def _roles(p: Paragraph) -> tuple[list[str], list[str], list[str]]:
    named: dict[str, list[str]] = {"牵头": [], "配合": [], "责任": []}
    for role, names in p.clause.responsible.items():
        for key in named:
            if key in role:
                named[key] = list(names)
    return named["牵头"], named["配合"], named["责任"]


def department(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """A department that the clause does not name."""
    lead, help_, duty = _roles(p)
    pool = [
        d
        for d in m.departments
        if not any(d in n or n in d for n in (*lead, *help_, *duty))
        and d not in p.clause.text
        and not re.search("相关|有关|各|以下|等", d)
    ]
    if not pool or not (lead or duty):
        return None
    names = list(lead or duty)
    names[rng.randrange(len(names))] = rng.choice(pool)
    word, verb = ("牵头部门", "牵头") if lead else ("责任单位", "负责")
    return rng.choice([f"{word}：{'、'.join(names)}。", f"由{'、'.join(names)}{verb}。"])


def role(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """牵头 and 配合, or 牵头 and 责任, exchanged."""
    lead, help_, duty = _roles(p)
    if lead and help_ and not set(lead) & set(help_):
        return rng.choice(
            [
                f"牵头部门：{'、'.join(help_)}；配合部门：{'、'.join(lead)}。",
                f"由{'、'.join(help_)}牵头，{'、'.join(lead)}配合。",
                f"该项工作由{help_[0]}牵头。",
                f"{lead[0]}是配合部门。",
            ]
        )
    if lead and duty and not set(lead) & set(duty):
        return rng.choice([f"由{duty[0]}牵头。", f"牵头单位：{'、'.join(duty)}。", f"牵头的是{duty[0]}。"])
    return None


_PLACES = [
    "徐汇区",
    "杨浦区",
    "江西省",
    "丽水市",
    "平顶山市",
    "浦东新区",
    "三明市",
    "福建省",
    "浙江省",
    "河南省",
    "北京市",
    "广州市",
    "成都市",
    "贵州省",
    "青岛市",
    "苏州市",
    "南昌市",
]


def region(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another region."""
    pool = [x for x in _PLACES if x[:2] not in p.clause.text + p.document.title + (p.document.issuer or "")]
    own = p.document.region
    new = rng.choice(pool)
    held = [x for x in re.findall(r"[\u4e00-\u9fff]{2,3}[省市区]", s) if x in _PLACES or x == own]
    if held:
        return _done(p, s, s.replace(held[0], new))
    if own and (match := re.search(rf"[本全我]{own[-1]}(?!级)", s)):
        return _done(p, s, _swap(s, match.start(), match.end(), new))
    return f"{new}提出，{s}。" if rng.random() < 0.2 else None


def negation_dropped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """不得, 不予, 严禁, 不 left out or turned round."""
    for old, new in (("不得", rng.choice(["", "可以", "应当"])), ("严禁", ""), ("禁止", "允许"), ("不予", "予以"), ("不再", ""), ("不能", "能"),
                     ("不准", "准许"), ("未经", "经"), ("无需", "需"), ("不符合", "符合"), ("不纳入", "纳入"), ("非公立", "公立"), ("不承担", "承担")):  # fmt: skip
        at = s.find(old)
        if at >= 0 and not s[at + len(old) :].startswith(("低于", "少于", "超过", "高于", "不")):
            return _done(p, s, _swap(s, at, at + len(old), new))
    return None


_VERBS = [
    "建立",
    "纳入",
    "实施",
    "开展",
    "设立",
    "取消",
    "申请",
    "参加",
    "收取",
    "提供",
    "使用",
    "审批",
    "公开",
    "调整",
    "享受",
    "报销",
    "承担",
    "转诊",
    "采购",
    "支付",
    "设置",
    "聘用",
    "签约",
    "购买",
    "列入",
    "执行",
]


def negation_added(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """不得 or 不 in front of a verb."""
    if re.search(r"不|未|无|禁", s):
        return None
    spots = [
        match
        for v in _VERBS
        for match in re.finditer(v, s)
        if match.start() == 0 or s[match.start() - 1] not in "的、“和"
    ]
    spots = [x for x in spots if len(s) - x.end() > 2 and s[x.end()] not in "的、，”和"]
    if not spots:
        return None
    at = rng.choice(spots).start()
    return _done(p, s, _swap(s, at, at, rng.choice(["不得", "不", "不再"])))


def duty_changed(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """应当 for 可以, 必须 for 鼓励, and so on."""
    for old, pool in (
        ("应当", ["可以", "不得"]), ("必须", ["可以", "原则上"]), ("可以", ["应当", "必须", "不得"]), ("鼓励", ["要求", "必须", "应当"]),
        ("原则上", ["一律", "必须"]), ("力争", ["必须", "确保"]), ("探索", ["必须", "应当"]), ("逐步", ["立即", "必须"]), ("支持", ["必须", "禁止"]),
        ("适时", ["立即", "必须"]),
    ):  # fmt: skip
        at = s.find(old)
        if (
            at >= 0
            and s[at + len(old) : at + len(old) + 1]
            not in ("", "，", "的", "、", "和", "力", "政", "系", "与")
            and (at == 0 or s[at - 1] in "，。市区县省企医院")
        ):
            return _done(p, s, _swap(s, at, at + len(old), rng.choice(pool)))
    return None


def hedge_dropped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """原则上, 鼓励, 探索, 力争, 逐步, 可以 left out."""
    spots = []
    for match in re.finditer(r"原则上|鼓励|积极探索|探索|力争|逐步|适时|争取|可以(?!说|看|使)", s):
        before, after = s[: match.start()][-1:], s[match.end() : match.end() + 1]
        if (
            before in ("", "，", "市", "区", "、", "位", "人", "构", "门")
            and after
            and after not in "，、的和性。与"
        ):
            spots.append(match)
    if not spots:
        return None
    match = rng.choice(spots)
    return _done(p, s, _swap(s, match.start(), match.end(), ""))


def hedge_added(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """鼓励, 可以, 原则上, 必须 in front of a bare order."""
    if re.search(r"鼓励|支持|探索|可|原则|力争|逐步|应|必须|须|争取|要|试", p.clause.text):
        return None
    spots = [x for v in _VERBS for x in re.finditer(rf"(?:^|，){v}", s)]
    if not spots:
        return None
    match = rng.choice(spots)
    at = match.end() - 2
    return _done(p, s, _swap(s, at, at, rng.choice(["鼓励", "可以", "原则上", "必须", "探索"])))


def condition_dropped(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """除…外, 符合条件的, 经…批准, 在…前提下, 未经…不得 left out."""
    acts = "批准|同意|审批|审核|许可|核准"
    for pattern in (
        r"除(?!了)[^，]{2,40}?(?:以外|之外|外)，", r"(?:对)?符合(?:[^，的]{0,12})条件的", r"(?<=，)但[^，；]*除外$", r"，[^，]{4,40}(?:除外)$", r"(?<![已曾])经(?!办|济|费)[^，]{2,14}(?:" + acts + r")(?:后)?(?!，?现|，?特)，?",
        r"在[^，]{2,24}(?:前提下|条件下)，?", r"(?<!没)有条件的(?=地|县|市|区|医|企|学|单|高)", r"(?:^|(?<=，))(?:如|若|凡)[^，]{4,30}的，", r"^[^，]{6,40}(?<!目)的，(?=应当|可以|由|不得|依法|责令|处)",
    ):  # fmt: skip
        match = re.search(pattern, s)
        if match and s[: match.start()][-1:] not in ("未", "按", "规"):
            new = (s[: match.start()] + s[match.end() :]).strip("，")
            return _done(p, s, new) if len(new) > 9 else None
    return None


def condition_added(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """A condition or exception that the clause does not have."""
    if re.search(r"除|符合|经|前提|条件|批准", p.clause.text):
        return None
    add = rng.choice(
        [
            "经上级部门批准后，",
            "除特殊情况外，",
            "在条件成熟的前提下，",
            "符合条件的单位，",
            "经主管部门同意，",
        ]
    )
    return _done(p, s, add + s)


def opposite(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """提高 for 降低, 扩大 for 缩小, and so on."""
    for old, new in (("提高", "降低"), ("降低", "提高"), ("增加", "减少"), ("减少", "增加"), ("扩大", "缩小"), ("加强", "削弱"), ("取消", "保留"),
                     ("提升", "降低"), ("免费", "收费"), ("公益性", "营利性"), ("上升", "下降"), ("下降", "上升"), ("允许", "禁止"), ("自愿", "强制")):  # fmt: skip
        if old in s and new not in p.clause.text:
            return _done(p, s, s.replace(old, new, 1))
    return None


def number(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another document number."""
    own = p.document.number
    if not own:
        return None
    digits = re.search(r"(\d+)号", own)
    other = rng.choice([n for n in m.numbers if n != own])
    if digits and rng.random() < 0.5:
        other = own.replace(digits[0], f"{int(digits[1]) + rng.choice([1, 2, 10])}号")
    elif rng.random() < 0.3 and "〔" in own:
        other = re.sub(r"((?:19|20)\d)(\d)", lambda x: x[1] + str((int(x[2]) + 1) % 10), own)
    return rng.choice(
        [
            f"发文字号：{other}。",
            f"《{p.document.title}》（{other}）提出，{s}。",
            f"《{p.document.title}》的发文字号是{other}。",
        ]
    )


def label(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another clause label."""
    own = p.clause.path[0]
    if own.startswith("—") or own[0].isdigit():
        return None
    pool = (
        ["第七条", "第十九条", "第三十一条"]
        if own.startswith("第")
        else ["（五）", "（九）", "（二）"]
        if own[0] == "（"
        else ["二", "六", "九"]
    )
    new = rng.choice([x for x in pool if x != own])
    number_ = f"（{p.document.number}）" if p.document.number else ""
    return f"根据《{p.document.title}》{number_}{new}，{s}。"


def date_of_issue(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another date of issue."""
    day = p.document.issued_on
    if not day:
        return None
    y, mo, d = (int(x) for x in day.split("-"))
    return rng.choice(
        [
            f"印发日期：{y}年{mo}月{d - 1}日。",
            f"该文件于{y + 1}年{mo}月{d}日印发。",
            f"发布日期：{y}年{mo - 1}月{d}日。",
        ]
    )


def title(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """Another document's title."""
    other = rng.choice(m.paragraphs).document.title
    return None if other == p.document.title else f"《{other}》提出，{s}。"


def invented(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """A sentence of another document under this clause's citation."""
    other = rng.choice(m.paragraphs)
    if other.document.id.split("-", 1)[-1] == p.document.id.split("-", 1)[-1] or not other.sentences:
        return None
    new = rng.choice(other.sentences)
    return _done(p, s, new) if len(new) > 15 else None


def mixed(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """The first half of this sentence, the second half of one of another paragraph of the document."""
    near = [x for x in m.paragraphs if x.document.id == p.document.id and x is not p and x.sentences]
    if not near or "，" not in s:
        return None
    other = segments(rng.choice(rng.choice(near).sentences))
    mine = segments(s)
    new = "，".join(mine[: max(1, len(mine) // 2)] + other[len(other) // 2 :])
    return _done(p, s, new) if len("".join(other[len(other) // 2 :])) > 12 else None


def subject(p: Paragraph, s: str, rng: Random, m: Material) -> str | None:
    """One indicator or subject said for another: the words in front of a figure exchanged."""
    found = [q for q in counts(s) if q.kind == "percent"]
    names = re.findall(r"[\u4e00-\u9fff]{3,10}率", s)
    if not found or not names:
        return None
    pool = [
        "婴儿死亡率",
        "床位使用率",
        "耕地保有率",
        "林草覆盖率",
        "文盲率",
        "空气优良率",
        "电话普及率",
        "受理办结率",
    ]
    new = rng.choice([x for x in pool if x not in p.clause.text] or [""])
    return _done(p, s, s.replace(names[0], new, 1)) if new else None


Rule = Callable[[Paragraph, str, Random, Material], str | None]
RULES: dict[str, Rule] = {
    f.__name__: f
    for f in (
        digit, year, unit, bound_flipped, bound_dropped, bound_added, foreign_figure, figures_swapped,
        years_swapped, department, role, region, negation_dropped, negation_added, duty_changed,
        hedge_dropped, hedge_added, condition_dropped, condition_added, opposite, number, label,
        date_of_issue, title, invented, mixed, subject,
    )
}  # fmt: skip
