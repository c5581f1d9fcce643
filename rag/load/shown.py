"""What a spreadsheet shows of a value: numbers, percentages, dates and times in their cell's format."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from operator import eq, ge, gt, le, lt, ne

from rag.lazy_re import lazy_re

#: What a format says to people and not to the number: colours, conditions, gaps, fill characters.
_SILENT = lazy_re(r"\[(?:[A-Za-z]{3,9}\d{0,2}|[<>=][^\]]{0,20}|DBNum\d)\]|_.|\*.")
#: [>=10000]: which numbers a section is for.
_CONDITION = lazy_re(r"\[(?P<is>[<>]=?|<>|=)\s?(?P<number>-?\d{1,15}(?:\.\d{1,9})?)\]")
_COMPARED = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
#: [$¥-804]: a currency and its country.
_CURRENCY = lazy_re(r"\[\$([^\-\]]{0,8})(?:-[^\]]{0,12})?\]")
_LITERAL = lazy_re(r'"([^"]{0,200})"|[\\!](.)')
_PLACE = lazy_re("[#0?]")
_TOKENS = lazy_re(r"\[h+\]|y+|e+|m+|d+|h+|s+(?:\.0+)?|AM/PM|上午/下午|a{3,4}", re.IGNORECASE)
#: Beyond these no spreadsheet shows digits.
_MOST = Decimal(10) ** 18
#: Formats of dates that depend on the country: shown as in China.
_LOCAL = frozenset(("mm-dd-yy", "m/d/yy", "[$-F800]dddd, mmmm dd, yyyy"))
_WEEKDAYS = "一二三四五六日"


def shown(value: object, form: str) -> str:
    """A cell's value as text in its number format; a format that is not understood leaves the plain value."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return _date(value, form)
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}"
    if isinstance(value, int | float):
        return _number(Decimal(repr(value)), form)
    return str(value)


def _number(value: Decimal, form: str) -> str:
    if not value.is_finite() or abs(value) >= _MOST:
        return str(value)
    section, signed = _section(value, form.split(";"))
    section = _SILENT.sub("", _CURRENCY.sub(lambda found: f'"{found[1]}"', section))
    bare = _LITERAL.sub("", section)
    if not _PLACE.search(bare) or "general" in bare.lower() or re.search(r"[Ee][+-]|/", bare):
        return _plain(value)
    percent = 100 if "%" in bare else 1
    return _filled(_parts(section), (value if signed else abs(value)) * percent)


def _section(value: Decimal, sections: Sequence[str]) -> tuple[str, bool]:
    """The section of a format that a number is shown by, and whether that shows its sign.

    The sections are for numbers above, below and equal to 0; or each for those that its condition names.
    """
    if any(_CONDITION.search(section) for section in sections):
        for section in sections:
            told = _CONDITION.search(section)
            if told is None or _COMPARED[told["is"]](value, Decimal(told["number"])):
                return section, True
        return "General", True
    if value < 0 and len(sections) > 1 and sections[1].strip():
        return sections[1], False
    return (sections[2] if not value and len(sections) > 2 else sections[0]), True


def _parts(section: str) -> list[tuple[str, str]]:
    """What a section is made of, in order: ("place", 0 # ? , or .) and ("text", what is printed as it stands)."""
    parts: list[tuple[str, str]] = []
    at = 0
    while at < len(section):
        if literal := _LITERAL.match(section, at):
            parts.append(("text", literal[1] or literal[2] or ""))
            at = literal.end()
        else:
            parts.append(("place" if section[at] in "0#?,." else "text", section[at]))
            at += 1
    return parts


def _filled(parts: Sequence[tuple[str, str]], value: Decimal) -> str:
    """A number put into the places of a format; text may stand between them: 000-0000 shows 5551234 as 555-1234."""
    places = "".join(text for kind, text in parts if kind == "place")
    sign, whole, tail = _digits(value, places)
    slots = sum(char in "0#?" for char in places.partition(".")[0])
    head = "" if slots else whole  # .00 has no place for what stands before the point
    out, behind = [], False
    for kind, text in parts:
        if kind == "text":
            out.append(text)
        elif text == "." and not behind:
            behind = True
            out.append(head + ("." + tail if tail else ""))
        elif text in "0#?" and not behind:
            slots -= 1
            # The last places take a digit each, the first all that stand before them.
            own = _last_digits(whole, slots)
            out.append(own)
            whole = whole[len(own) :]
    return sign + "".join(out) if places else sign


def _last_digits(whole: str, slots: int) -> str:
    """What is left of a number's digits and commas when ``slots`` digits at its end are kept back."""
    kept = 0
    for at in range(len(whole), -1, -1):
        if kept == slots:
            return whole[:at]
        kept += whole[at - 1].isdecimal()
    return ""


def _digits(value: Decimal, places: str) -> tuple[str, str, str]:
    """Sign, digits before and digits behind the point, as a run of # 0 ? , . asks for them."""
    whole, _, decimals = places.partition(".")
    scale = len(places) - len(places.rstrip(",")) + (len(whole) - len(whole.rstrip(",")) if decimals else 0)
    value = value.scaleb(-3 * scale)  # 0.0, shows thousands
    least, most = decimals.count("0"), len(re.findall(r"[0#?]", decimals))
    rounded = value.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    digits = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    head, _, tail = digits.partition(".")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    sign, head = ("-", head[1:]) if head.startswith("-") else ("", head)
    return sign, head.rjust(whole.count("0"), "0") if "," not in head else head, tail


def _plain(value: Decimal) -> str:
    """A number without a format: eleven digits, as a spreadsheet shows it, never an exponent."""
    rounded = value if value == value.to_integral_value() else Decimal(f"{value:.11g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: datetime.datetime | datetime.date | datetime.time, form: str) -> str:
    if isinstance(value, datetime.time):
        return f"{value.hour}:{value.minute:02d}"
    timed = isinstance(value, datetime.datetime) and value.time() != datetime.time()
    section = _CURRENCY.sub("", form.split(";")[0])
    if form in _LOCAL or not re.search("y|d|aaa", section, re.IGNORECASE):
        time = f" {value:%H:%M}" if timed else ""
        return f"{value.year}/{value.month}/{value.day}{time}"
    section = re.sub(r"\[(?!h)[^\]]{0,20}\]|_.|\*.", "", section, flags=re.IGNORECASE)
    moment = (
        value
        if isinstance(value, datetime.datetime)
        else datetime.datetime(value.year, value.month, value.day)
    )
    out, at, before = [], 0, ""
    for found in _TOKENS.finditer(section):
        out.append(_literal(section[at : found.start()]))
        token = found[0].lower()
        out.append(_token(token, before, section[found.end() :], moment))
        at, before = found.end(), token
    return "".join([*out, _literal(section[at:])]).strip()


def _literal(text: str) -> str:
    return _LITERAL.sub(lambda found: found[1] or found[2] or "", text)


def _token(token: str, before: str, behind: str, moment: datetime.datetime) -> str:
    """One y, m, d, h or s of a format; m behind h or before s is minutes."""
    wide = len(token) > 1
    if token[0] in "ye":
        return f"{moment.year}" if len(token) > 2 or token[0] == "e" else f"{moment.year % 100:02d}"
    if token[0] == "m":
        minutes = before.startswith(("h", "[h")) or re.match(r"[^A-Za-z]{0,4}s", behind)
        number = moment.minute if minutes else moment.month
    elif token[0] == "d":
        if len(token) > 2:
            return f"星期{_WEEKDAYS[moment.weekday()]}"
        number = moment.day
    elif token[0] == "a" and "/" not in token:
        return f"{'星期' if len(token) > 3 else ''}{_WEEKDAYS[moment.weekday()]}"
    elif "/" in token:
        return "上午" if moment.hour < 12 else "下午"
    else:
        number = moment.second if token[0] == "s" else moment.hour
    return f"{number:02d}" if wide else str(number)
