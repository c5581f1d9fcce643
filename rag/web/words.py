"""The words of the interface, Chinese and English, and which of the two a browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from rag.lazy_re import lazy_re
from rag.web.words_operators import OPERATORS

Language = Literal["zh", "en"]

_CHINESE = lazy_re("[\u4e00-\u9fff]")

#: key: (Chinese, English)
_WORDS: dict[str, tuple[str, str]] = {
    "site": ("政策文件问答", "Policy answers"),
    "lang": ("zh-CN", "en"),
    "other_language": ("English", "中文"),
    "skip": ("跳到正文", "Skip to content"),
    "navigation": ("主导航", "Main navigation"),
    "chat": ("问答", "Chat"),
    "documents": ("文件", "Documents"),
    "duties": ("责任分工", "Duties"),
    "targets": ("指标", "Targets"),
    "compare": ("对比", "Compare"),
    # chat
    "ask_placeholder": ("请输入问题，例如：签约覆盖率目标是多少？", "Ask about the documents"),
    "send": ("发送", "Send"),
    "conversation": ("对话", "Conversation"),
    "conversations": ("历史对话", "Conversations"),
    "new_conversation": ("新对话", "New conversation"),
    "delete_now": ("确认删除", "Yes, delete it"),
    "delete_conversation": ("删除本对话", "Delete this conversation"),
    "scope": ("限定范围", "Scope"),
    "scope_documents": ("文件（不选为全部）", "Documents (none chosen: all)"),
    "scope_regions": ("地区（不选为全部）", "Regions (none chosen: all)"),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "scope_empty": (
        "所选的文件和地区没有交集，请放宽范围。",
        "No document is in both the documents and the regions chosen; widen the scope.",
    ),
    "export": ("导出对话", "Export conversation"),
    "export_md": ("Markdown", "Markdown"),
    "export_docx": ("Word (DOCX)", "Word (DOCX)"),
    "save_docx": ("存为 Word", "Save as Word"),
    "save_md": ("存为 Markdown", "Save as Markdown"),
    "welcome": (
        "回答只来自所载文件，每句话都注明条款。可以这样问：",
        "Answers come from the loaded documents only, each sentence with its clause. Try:",
    ),
    "thinking": ("正在查找条款…", "Looking for clauses…"),
    "failed": (
        "服务器处理时出错，问题未能回答。请重试；若仍出错，请把编号告诉管理员：",
        "The server failed on this question. Try again; if it fails again, report number ",
    ),
    "comment": ("补充说明（可不填）", "Comment (optional)"),
    "comment_hint": ("哪里有用，哪里不对？", "What helped, what is wrong?"),
    "comment_send": ("提交反馈", "Send feedback"),
    "thanks": ("已记录，谢谢。", "Recorded, thank you."),
    "understood": ("理解为", "Understood as"),
    "sources": ("依据", "Sources"),
    "quotes": ("查看引用原文", "Show the words quoted"),
    "missing": ("缺少的内容", "What is missing"),
    "nearest": ("最接近的条款", "Nearest clauses"),
    "see_all": ("查看全部条款", "See the whole list"),
    "copy_answer": ("复制（含出处）", "Copy with references"),
    "copied": ("已复制", "Copied"),
    "question": ("问题", "Question"),
    "answer": ("回答", "Answer"),
    "open_clause": ("打开条款", "Open the clause"),
    "verified": ("已核对", "Verified"),
    "partly_verified": ("部分核对", "Partly verified"),
    "unsupported": ("未能核对", "Not verified"),
    "refused": ("文件未规定", "Not in the documents"),
    "error": ("无法受理", "Cannot be taken"),
    "verified_hint": (
        "每句话的数字、期限、部门和条款号都与所引条款逐一核对一致。",
        "Every figure, date, department and label was checked against the cited clause.",
    ),
    "partly_hint": (
        "部分内容未能与所引条款核对一致，已逐句标明。",
        "Some of this could not be checked against the cited clauses; it is marked.",
    ),
    "unsupported_hint": (
        "内容未能与条款核对一致，请以原文为准。",
        "This could not be checked against the clauses; rely on the original.",
    ),
    "partial": ("只答出一部分", "Answered in part"),
    "partial_hint": (
        "问题的一部分在文件中没有依据，已在正文中写明。",
        "The documents do not answer a part of the question; the text says which.",
    ),
    "quote_not_found": ("引文不符", "Quote not found"),
    "figure_mismatch": ("数字不符", "Figure differs"),
    "label_mismatch": ("条号不符", "Label differs"),
    "superseded": ("已失效", "No longer in force"),
    "weak_support": ("依据不足", "Weak support"),
    "not_in_documents": ("现有文件没有规定", "The documents do not say"),
    "document_not_covered": ("所问的文件或地区未收录", "That document or region is not loaded"),
    "off_topic": ("与所载文件无关", "Not about these documents"),
    "too_vague": ("问题不够具体", "The question is too vague"),
    "not_allowed": ("不能回答", "Cannot be answered"),
    "advice_out_of_scope": ("超出文件范围的建议", "Advice beyond the documents"),
    # reader
    "search_documents": ("在全部文件中查找", "Search all documents"),
    "search_within": ("查找文件", "Search "),
    "search_this": ("在本文件中查找", "Search this document"),
    "search_how": (
        "逐字查找：多个词之间留空格；换个说法，或到“问答”里提问。",
        "Words are looked for to the letter, with spaces between; try others, or ask in the chat.",
    ),
    "back_to_document": ("回到文件", "Back to the document"),
    "search": ("查找", "Search"),
    "clear_search": ("清除", "Clear"),
    "number": ("文号", "Number"),
    "issuer": ("发文机关", "Issuer"),
    "issued_on": ("发布日期", "Issued"),
    "effective_on": ("施行日期", "In force from"),
    "expires_on": ("失效日期", "Expires"),
    "region": ("地区", "Region"),
    "status": ("效力", "Status"),
    "in_force": ("有效", "In force"),
    "trial": ("试行", "Trial"),
    "superseded_document": ("已被替代", "Superseded"),
    "repealed": ("已废止", "Repealed"),
    "digest": ("摘编", "Digest"),
    "digest_banner": (
        "摘编，以正式文本为准。本页是按条款改写的摘要，不是正式文本。",
        "A digest, not the official text: the official text prevails.",
    ),
    "contents": ("目录", "Contents"),
    "copy_reference": ("复制引用", "Copy reference"),
    "clauses_found": ("处条款", "clauses"),
    "documents_found": ("份文件", "documents"),
    "nothing_found": ("没有找到。", "Nothing found."),
    "more_not_shown": (
        "结果较多，只列出前面的部分，请加词缩小范围。",
        "More were found; add words.",
    ),
    "lost_heading": ("（原标题缺失）", "(heading lost)"),
    # views
    "department": ("部门", "Department"),
    "role": ("角色", "Role"),
    "document": ("文件", "Document"),
    "clause": ("条款", "Clause"),
    "content": ("内容", "Content"),
    "all": ("全部", "All"),
    "show": ("查看", "Show"),
    "choose_department": ("请选择一个部门。", "Choose a department."),
    "duties_intro": (
        "选择部门，列出它牵头、配合或负责的每一条款。",
        "Choose a department to list every clause where it leads, cooperates or is responsible.",
    ),
    "targets_intro": (
        "文件中写明的指标和数值，逐条可回到原文。",
        "The targets and figures that the documents state, each linked to its clause.",
    ),
    "compare_intro": (
        "一个主题，各文件怎么规定；每格引用一个条款，没有规定的明确写出。",
        "One topic, what each document says: one cited clause a cell; what is not said is stated as such.",
    ),
    "indicator": ("指标", "Indicator"),
    "value": ("数值", "Value"),
    "by": ("期限", "By"),
    "not_stated": ("未载明", "not stated"),
    "export_csv": ("导出 CSV", "Export CSV"),
    "export_xlsx": ("导出 Excel", "Export Excel"),
    "filter": ("筛选", "Filter"),
    "rows": ("条", "rows"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "page": ("页", "Page"),
    "topic": ("主题", "Topic"),
    "topic_hint": ("例如：家庭医生签约覆盖率", "for example 家庭医生签约覆盖率"),
    "compare_documents": ("对比的文件", "Documents compared"),
    "checked": ("核对", "Check"),
    "quote": ("引用原文", "Words quoted"),
    "not_provided": ("本文件未见规定", "Not found in this document"),
    "nearest_clause": ("最接近的条款", "Nearest clause"),
    "too_many_documents": (
        "一次最多对比 {limit} 份文件，已取前 {limit} 份。",
        "At most {limit} documents are compared at once; these are the first {limit}.",
    ),
    "unknown_documents": (
        "没有这些文件，未作对比：",
        "There are no such documents; they are not compared: ",
    ),
    "cell_failed": ("未能取得", "Could not be obtained"),
    # errors
    "error_title": ("无法显示此页", "This page cannot be shown"),
    "not_found": ("没有这个地址。", "There is no such address."),
    "method_not_allowed": (
        "这个地址不接受这种请求方法。",
        "This address does not take that method.",
    ),
    "no_document": (
        "没有这份文件。它可能已被移除，或索引已更新。",
        "There is no such document. It may have been removed, or the index has changed.",
    ),
    "server_error": (
        "服务器处理时出错，已记入日志。请重试；若仍出错，请告诉管理员编号：",
        "The server failed and wrote it to its log. Try again; if it fails again, report number ",
    ),
    "go_documents": ("查看全部文件", "See all documents"),
}


def words(language: Language) -> Mapping[str, str]:
    """All words of one language, by key."""
    column = 0 if language == "zh" else 1
    return {key: pair[column] for key, pair in (_WORDS | OPERATORS).items()}


def told(text: str, language: Language) -> str:
    """A message in one language: its half of ``中文 / English`` behind what both share (``a.pdf: ``)."""
    chinese, cut, english = text.partition(" / ")
    if not cut or not _CHINESE.search(chinese):
        return text
    shared = "".join(chinese.rpartition(": ")[:2])
    return chinese if language == "zh" else shared + english


def preferred(accept_language: str | None) -> Language:
    """The language for an ``Accept-Language`` header (RFC 9110, 12.5.4).

    Chinese without a header; the better of the two where one is named; English for a browser
    that asks for other languages only.
    """
    if not accept_language or accept_language.strip() == "*":
        return "zh"
    best: tuple[float, Language] = (0.0, "en")
    for item in accept_language.split(","):
        tag, _, parameters = item.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in ("zh", "en") and (weight := _weight(parameters)) > best[0]:
            best = (weight, "zh" if primary == "zh" else "en")
    return best[1]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
