"""What a spreadsheet shows of a value: numbers, percentages, dates and times in their cell's format."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

from rag.lazy_re import lazy_re

#: What a format says to people and not to the number: colours, conditions, gaps, fill characters.
_SILENT = lazy_re(r"\[(?:[A-Za-z]{3,9}\d{0,2}|[<>=][^\]]{0,20}|DBNum\d)\]|_.|\*.")
#: [$¥-804]: a currency and its country.
_CURRENCY = lazy_re(r"\[\$([^\-\]]{0,8})(?:-[^\]]{0,12})?\]")
_LITERAL = lazy_re(r'"([^"]{0,200})"|\\(.)')
_PLACES = lazy_re(r"[#0?][#0?,.]*")
_TOKENS = lazy_re(r"\[h+\]|y+|m+|d+|h+|s+(?:\.0+)?|AM/PM|上午/下午|a{3,4}", re.IGNORECASE)
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
    sections = form.split(";")
    negative = value < 0 and len(sections) > 1 and sections[1].strip()
    section = sections[1] if negative else sections[2] if not value and len(sections) > 2 else sections[0]
    section = _SILENT.sub("", _CURRENCY.sub(lambda found: f'"{found[1]}"', section))
    bare = _LITERAL.sub("", section)
    places = _PLACES.search(bare)
    if places is None or "general" in bare.lower() or re.search(r"[Ee][+-]|/", bare):
        return _plain(value)
    percent = 100 if "%" in bare else 1
    number = _digits((abs(value) if negative else value) * percent, places[0])
    before, behind = _around(section, places[0])
    return f"{before}{number}{behind}"


def _around(section: str, places: str) -> tuple[str, str]:
    """What a format prints before and behind the digits."""
    masked = _LITERAL.sub(lambda found: "\x00" * len(found[0]), section)
    at = masked.find(places)
    before, behind = section[:at], section[at + len(places) :]
    return tuple(_LITERAL.sub(lambda found: found[1] or found[2] or "", part) for part in (before, behind))  # type: ignore[return-value]


def _digits(value: Decimal, places: str) -> str:
    """A number with the decimals, thousands and leading zeros that a run of #, 0 and ? asks for."""
    whole, _, decimals = places.partition(".")
    value = value.scaleb(-3 * (len(places) - len(places.rstrip(","))))  # 0.0, shows thousands
    least, most = decimals.count("0"), len(re.findall(r"[0#?]", decimals))
    rounded = value.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    digits = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    head, _, tail = digits.partition(".")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    sign, head = ("-", head[1:]) if head.startswith("-") else ("", head)
    head = head.rjust(whole.count("0"), "0") if "," not in head else head
    return f"{sign}{head}.{tail}" if tail else f"{sign}{head}"


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
    if token[0] == "y":
        return f"{moment.year}" if len(token) > 2 else f"{moment.year % 100:02d}"
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
