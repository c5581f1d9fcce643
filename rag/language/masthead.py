"""The lines over and under a document's title that are not the title: number, date, organ, speaker.

GB/T 9704-2012 (党政机关公文格式): 7.2 is the head over the title (份号, 密级和保密期限, 紧急程度,
发文机关标志, 发文字号, 签发人), 10.3 the head of minutes (纪要标志, whose number counts issues).
"""

from __future__ import annotations

import re

from rag.language.organs import is_organ
from rag.language.text import squeeze
from rag.lazy_re import lazy_re

#: ``\d`` reads full-width digits; a literal 19 or 20 does not.
CENTURY = "(?:[1１][9９]|[2２][0０])"
_YEAR = rf"[〔\[（(【［]\s*{CENTURY}\d\d\s*[〕\])）】］]"
#: 平办〔2020〕7号, 国发[2017]5号, 青政办 〔2024〕 6 号.
NUMBER = lazy_re(rf"[\u4e00-\u9fff]{{1,14}}[ \u3000]{{0,4}}{_YEAR}\s*第?\s*\d{{1,5}}\s*号")
#: DB53/T 2031—2023, GB/T 1.1-2020: the number of a standard.
_STANDARD = r"[A-Z]{1,4}\d{0,4}(?:/[A-Z]{1,6})?\s{0,3}\d{1,6}(?:\.\d{1,3})?\s?[-—–－]{1,2}\s?(?:19|20)\d\d"
#: 第35期: which issue of minutes or of a bulletin.
ISSUE = lazy_re(r"[（(]?\s*总?第\s*[\d一二三四五六七八九十百零〇]+\s*期\s*[）)]?")
_SIGNER = r"签\s*发\s*人\s*[:：][^。]{0,40}"
NUMBER_LINE = lazy_re(
    rf"(?:文号[:：]\s*)?(?:[（(]?{NUMBER.pattern}[）)]?|[（(]?第\s*[\d一二三四五六七八九十百零〇]+\s*号(?:令)?[）)]?|"
    rf"[（(]?[\u4e00-\u9fff]{{2,16}}(?:令|公告)\s*第\s*\d+\s*号[）)]?|{_YEAR}\s*第?\s*\d{{1,5}}\s*号|"
    rf"[（(]?(?:[\u4e00-\u9fff]{{0,16}}公告)?\s*{CENTURY}\d\d\s*年\s*第\s*\d+\s*号[）)]?|{ISSUE.pattern}|{_STANDARD})"
    rf"(?:\s*{_SIGNER})?"
)
CN_DATE = (
    rf"(?:{CENTURY}\d\d|[二〇○零一二三四五六七八九ＯO]{{4}})\s*年\s*[\d一二三四五六七八九十]{{1,3}}\s*月"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
DATE_LINE = lazy_re(rf"[（(]?\s*{CN_DATE}\s*[）)]?")
_ENDS_IN_DATE = lazy_re(rf"\s*+(?:[（(]\s*+)?{CN_DATE}\s*[）)]?$")
#: 000123, 机密★1年, 特急, 签发人：…, one or more on a line.
_MARKS = lazy_re(
    r"(?:(?:份号[:：]?\s*)?\d{6}|(?:密\s*级\s*[:：]\s*)?(?:绝密|机密|秘密|内部)(?:[★☆*]\s*[\w\u4e00-\u9fff]{0,8})?|"
    rf"特急|加急|特提|平急|急件|{_SIGNER})(?:\s+|$)"
)
OFFICE = (
    r"(?:总理|主席|委员长|书记|省长|市长|州长|盟长|县长|区长|旗长|镇长|乡长|部长|厅长|局长|署长|行长|主任|"
    r"院长|校长|会长|检察长|秘书长|司长|处长)"
)
#: 市卫生健康委党组书记、主任 王某某: who spoke, under the title of a speech or report.
SPEAKER = lazy_re(
    rf"[\u4e00-\u9fff、（）()，\s]{{0,40}}{OFFICE}\s+[\u4e00-\u9fff·]{{1,12}}(?:\s+[\u4e00-\u9fff]{{1,2}})?|"
    r"(?:总理|主席|省长|市长|部长|局长|主任)\s*[\u4e00-\u9fff]{2,4}"
)
_GOVERNMENT = lazy_re(
    rf"(?!(?:自治区|[省市区县州盟旗])人民政府)([\u4e00-\u9fff]{{2,20}}人民政府)\s*代?{OFFICE}\s*[\u4e00-\u9fff·\s]{{2,12}}"
)


#: What may stand behind a document's own number on its line: a gap, a date, a class in brackets.
_NUMBER_LEADS = lazy_re(
    rf"[（(]?\s*(?P<number>(?!根据|依据|依照|按照|参照|转发){NUMBER.pattern})"
    rf"(?=\s{{2}}|\u3000|[，,；;\s]\s*{CN_DATE}|\s*[（(])"
)


def leading_number(line: str) -> str | None:
    """The number that a line of the title block begins with, where more than it stands there: 某卫〔2025〕19号（类别：A）."""
    match = _NUMBER_LEADS.match(line)
    return match["number"] if match else None


def red_head(line: str) -> str | None:
    """The organ of 某市人民政府文件 in large red type, "" for 文件 alone under several organs; else None."""
    bare = squeeze(line)
    if not bare.endswith("文件") or len(bare) > 60:
        return None
    organ = bare.removesuffix("文件")
    return organ if not organ or is_organ(organ) else None


def is_masthead(line: str) -> bool:
    """Whether a line, or a cell of a table drawn for the layout, is of the head over the title."""
    return bool(NUMBER_LINE.fullmatch(line)) or is_mark(line) or bool(red_head(line))


def is_mark(line: str) -> bool:
    """Copy number, secrecy, urgency, signer: what stands over the red head or beside the number."""
    at = 0
    while at < len(line) and (match := _MARKS.match(line, at)):
        at = match.end()
    return 0 < at == len(line)


def organ_and_date(text: str) -> str | None:
    """The organ of a line that is an organ and a date: 某市卫生健康委 2023年5月1日."""
    match = _ENDS_IN_DATE.search(text) if len(text) <= 120 else None
    organ = text[: match.start()].strip() if match else ""
    return organ if organ and is_organ(organ) else None


def government(line: str) -> str | None:
    """The government whose head gave a report: 某市人民政府市长 陈某某."""
    match = _GOVERNMENT.fullmatch(line)
    return match[1] if match else None


def in_brackets(date_line: str) -> bool:
    """Whether a date is printed as one under a title is; the date of a signature has no brackets."""
    return bool(re.match("[（(]", date_line))
