"""What stands under a document on a page: links, share buttons, copyright, adverts.

From the first mark of a foot on everything is the page's. So nothing of the document may come
behind it: a foot begins under the last clause label, the last signature and the last annex, and
words that a document may use as well (a file's name, a QR code, 主办单位) are a mark only on what is
surely a web page, and with no sentence behind them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.labels import ANNEX
from rag.language.masthead import DATE_LINE, SPEAKER, in_brackets, organ_and_date
from rag.language.organs import is_organ
from rag.lazy_re import either, lazy_re
from rag.parse.cut import Unit

#: 打印, 【关闭窗口】: what a page offers to do, over a document or under it.
BUTTONS = r"(?:[【\[]?(?:打印|关闭|收藏|返回)(?:本页|此页|窗口|页面|网页|顶部|首页|列表|上一?[页级]|主页)?[】\]]?\s*)+"
#: Lines that only a page has.
_MARK = lazy_re(
    either(
        "免责声明[^。]{0,10}",
        "扫一扫[^，。；]{0,20}",
        "相关(?:推荐|阅读|文章|链接|解读|新闻|报道).{0,4}",
        "更多资讯[^。]{0,60}",
        "来源[:：][^。]{0,16}(?:日报|晚报|早报|时报|新华社|新华网|人民网|电视台|公众号)",
        "查看(?:详情|更多).{0,3}",
        "责任编辑.{0,10}",
        "(?:本作品|[这這]部作品|此作品).{0,30}(?:中华人民共和国|中国共产党|发表|發表|版权|著作权|公有).*",
        "Public domain.*",
        "打印本页.{0,12}|关闭(?:窗口|本页)",
        r"[上下]一[篇条][:：\s].*",
        "[上下]一[篇条]|附件下载[:：]?",
        "分享到[^，。；]{0,20}",
        BUTTONS,
        "版权所有.*|.*ICP备.*",
    ),
    re.IGNORECASE,
)
#: Lines that a page and a document may have.
_UNSURE = lazy_re(
    r"(?!附\s*[件表录图]|\d).{0,60}\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)|主办单位?[:：].*|附件下载.{0,30}|"
    r".{0,200}热线[:：]?\s*\d{3,4}-\d{7,8}.{0,200}(?:微信|二维码|添加).*|"
    r".{0,40}(?:扫描|长按|识别).{0,8}二维码.{0,12}(?:关注|查看|打开|访问|分享|添加|下载|手机).*",
    re.IGNORECASE,
)
#: Reasons for which only what a page has is discarded.
_PAGE_REASONS = frozenset(("navigation", "site link", "advert", "page metadata", "news introduction"))


def foot(units: Sequence[Unit], start: int) -> None:
    """Marks the foot of a page as discarded.

    Args:
        units: of the whole text; what stands over the document is marked already.
        start: the unit behind the last clause label, or behind the first sentence where there is none.
    """
    start = max(start, _document_end(units) + 1)
    kept = [i for i in range(start, len(units)) if units[i].reason is None]
    sure = next((i for i in kept if _MARK.fullmatch(units[i].text)), None)
    page = sure is not None or any(u.reason in _PAGE_REASONS for u in units)
    begin = sure if sure is not None else len(units)
    for i in reversed([i for i in kept if i < begin]):
        if page and _UNSURE.fullmatch(units[i].text):
            begin = i
        elif "。" in units[i].text:
            break
    for unit in units[begin:]:
        unit.reason = unit.reason or "page foot"


def _document_end(units: Sequence[Unit]) -> int:
    """The last unit of a signature, or the one that opens the last annex; -1 without either."""
    return next((i for i in reversed(range(len(units))) if _ends_document(units, i)), -1)


def _ends_document(units: Sequence[Unit], i: int) -> bool:
    unit = units[i]
    if unit.reason is not None or unit.cell:
        return False
    if (annex := ANNEX.match(unit.text)) and annex.end() == len(unit.text):
        return True
    if not DATE_LINE.fullmatch(unit.text) or in_brackets(unit.text):
        return organ_and_date(unit.text) is not None
    above = next((u.text for u in reversed(units[max(0, i - 3) : i]) if u.reason is None), "")
    return is_organ(above) or bool(SPEAKER.fullmatch(above))
