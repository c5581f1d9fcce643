"""The words of the interface, Chinese and English, and which of the two a browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["zh", "en"]

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
    "stop": ("停止", "Stop"),
    "conversation": ("对话", "Conversation"),
    "conversations": ("历史对话", "Conversations"),
    "new_conversation": ("新对话", "New conversation"),
    "delete_conversation": ("删除本对话", "Delete this conversation"),
    "scope": ("限定范围", "Scope"),
    "scope_documents": ("文件（不选为全部）", "Documents (none chosen: all)"),
    "scope_regions": ("地区（不选为全部）", "Regions (none chosen: all)"),
    "scope_empty": (
        "所选的文件和地区没有交集，请放宽范围。",
        "No document is in both the documents and the regions chosen; widen the scope.",
    ),
    "export": ("导出对话", "Export conversation"),
    "export_md": ("Markdown", "Markdown"),
    "export_docx": ("Word (DOCX)", "Word (DOCX)"),
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
    "copy_answer": ("复制（含出处）", "Copy with references"),
    "copied": ("已复制", "Copied"),
    "question": ("问", "Question"),
    "answer": ("答", "Answer"),
    "open_clause": ("打开条款", "Open the clause"),
    "panel": ("条款原文", "Clause"),
    "panel_close": ("关闭", "Close"),
    "panel_tab": ("在新标签页打开", "Open in a new tab"),
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
    "search": ("查找", "Search"),
    "clear_search": ("清除", "Clear"),
    "title": ("标题", "Title"),
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
    "unknown": ("未载明", "Not stated"),
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
    "responsible": ("责任", "Responsible"),
    "marked": ("引用的原文", "The words quoted"),
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
    "year_suffix": ("年", ""),
    "not_stated": ("未载明", "not stated"),
    "export_csv": ("导出 CSV", "Export CSV"),
    "export_xlsx": ("导出 Excel", "Export Excel"),
    "filter": ("筛选", "Filter"),
    "rows": ("条", "rows"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "page": ("页", "Page"),
    "sort_by": ("排序", "Sort by"),
    "topic": ("主题", "Topic"),
    "topic_hint": ("例如：家庭医生签约覆盖率", "for example 家庭医生签约覆盖率"),
    "compare_documents": ("对比的文件", "Documents compared"),
    "not_provided": ("本文件未见规定", "Not found in this document"),
    "nearest_clause": ("最接近的条款", "Nearest clause"),
    "too_many_documents": (
        "一次最多对比 {limit} 份文件，已取前 {limit} 份。",
        "At most {limit} documents are compared at once; these are the first {limit}.",
    ),
    "cell_failed": ("未能取得", "Could not be obtained"),
    # for portals and programs
    "setup": ("嵌入门户", "Embed"),
    "setup_intro": (
        "选择样式，把生成的代码放进门户网页即可。代码中没有密钥。",
        "Choose a form and put the code into the portal's page. It holds no key.",
    ),
    "mode": ("样式", "Form"),
    "mode_bubble": ("右下角气泡", "Chat bubble"),
    "mode_inline": ("页内面板", "Panel in the page"),
    "mode_frame": ("内嵌框架（iframe）", "Frame (iframe)"),
    "mode_card": ("答案卡片（无需脚本）", "Answer card (no script)"),
    "theme": ("配色", "Theme"),
    "theme_auto": ("随系统", "As the system"),
    "theme_light": ("浅色", "Light"),
    "theme_dark": ("深色", "Dark"),
    "widget_language": ("界面语言", "Language"),
    "language_auto": ("随浏览器", "As the browser"),
    "heading": ("标题（可不填）", "Heading (optional)"),
    "card_question": ("卡片回答的问题", "Question that the card answers"),
    "setup_code": ("放进网页的代码", "Code for the page"),
    "setup_copy": ("复制代码", "Copy the code"),
    "setup_preview": ("预览", "Preview"),
    "setup_origins": ("允许嵌入的门户", "Portals allowed"),
    "setup_no_origins": (
        "尚未允许任何门户：其他网站的页面不能嵌入，也不能调用接口。请管理员设置 RAG_PORTAL_ORIGINS，"
        "例如 https://portal.example。",
        "No portal is allowed yet: pages of other sites can neither frame this nor call it. The "
        "operator sets RAG_PORTAL_ORIGINS, for example https://portal.example.",
    ),
    "setup_token": ("门户用户的签名令牌", "The portal's user, signed"),
    "setup_token_how": (
        "把代码中的 SIGNED_TOKEN 换成门户服务器为当前用户签发的令牌（JWT，HS256，密钥为 RAG_PORTAL_SECRET，"
        '密钥只留在服务器上）。用户只能看到其各组的文件；令牌到期前用 chat.setAttribute("token", …) 换新。',
        "Put in the place of SIGNED_TOKEN the token that the portal's server signs for its user (JWT, HS256, "
        "with RAG_PORTAL_SECRET, which stays on the server). The user sees the documents of the groups named; "
        'set a fresh one before it expires with chat.setAttribute("token", …).',
    ),
    "setup_colours": (
        "气泡和面板的颜色、大小用 CSS 变量调整：",
        "Colours and sizes of bubble and panel are CSS variables:",
    ),
    "api": ("接口", "API"),
    "api_intro": (
        "下列接口返回 JSON；完整格式见",
        "These routes give JSON; all forms are in",
    ),
    "api_parameter": ("参数", "Parameter"),
    "api_type": ("类型", "Type"),
    "api_required": ("必填", "required"),
    "api_meaning": ("说明", "Meaning"),
    "api_body": ("请求体", "Request body"),
    "api_example": ("示例", "Example"),
    # 管理
    "manage": ("管理", "Manage"),
    "manage_token": ("请输入管理口令", "Enter the operator's token"),
    "manage_wrong": ("口令不对。", "That is not the token."),
    "manage_enter": ("进入", "Enter"),
    "manage_closed": (
        "管理页面只能在服务器本机打开。要从别处打开，请设置 RAG_ADMIN_TOKEN。",
        "This page opens on the server itself only. To open it from elsewhere, set RAG_ADMIN_TOKEN.",
    ),
    "manage_index": ("索引", "Index"),
    "manage_rebuild": ("重建索引", "Rebuild the index"),
    "manage_running": ("正在重建…", "Building…"),
    "manage_built": ("已重建：", "Built:"),
    "manage_skipped": ("未读入", "Skipped"),
    "manage_files": ("文件夹中的文件", "Files in the folder"),
    "manage_upload": ("上传", "Upload"),
    "manage_upload_hint": (
        "上传文件（TXT、Markdown、HTML、DOCX、PDF、ZIP），然后重建索引",
        "Upload files (TXT, Markdown, HTML, DOCX, PDF, ZIP), then rebuild the index",
    ),
    "manage_remove": ("移除", "Remove"),
    "manage_health": ("读入情况", "How well they were read"),
    "manage_discarded": ("未归入条款的字数", "Characters in no clause"),
    "manage_voices": ("用户反馈", "Feedback"),
    "manage_vote": ("评价", "Vote"),
    "vote_up": ("有用", "helpful"),
    "vote_down": ("没用", "not helpful"),
    "manage_candidates": ("下载为候选评测题（JSONL）", "Download as candidate cases (JSONL)"),
    "manage_when": ("时间", "When"),
    "manage_version": ("正在使用的版本：", "Version in use:"),
    "manage_no_voices": ("还没有用户反馈。", "No feedback yet."),
    "manage_no_usage": ("还没有人提问。", "Nobody has asked yet."),
    "usage_channel": ("渠道", "Channel"),
    "usage_status": ("结果", "Result"),
    "usage_reason": ("拒答原因", "Refused because"),
    "usage_chat": ("问答页", "chat page"),
    "usage_api": ("接口", "API"),
    "usage_sse": ("接口（流式）", "API (stream)"),
    "usage_openai": ("OpenAI 接口", "OpenAI form"),
    "usage_card": ("答案卡片", "card"),
    "usage_answered": ("已答", "answered"),
    "usage_partial": ("部分答出", "in part"),
    "usage_refused": ("拒答", "refused"),
    "usage_error": ("无法受理", "not taken"),
    "manage_usage": ("使用情况（自启动起）", "Usage since the start"),
    # signing in
    "sign_in": ("登录", "Sign in"),
    "sign_out": ("退出", "Sign out"),
    "user_name": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "account": ("账户", "Account"),
    "groups": ("组", "Groups"),
    "none_of_them": ("无", "none"),
    "role_ask": ("提问", "ask"),
    "role_curate": ("整理反馈", "curate"),
    "role_administer": ("管理", "administer"),
    "reads_all": ("可以查看全部文件。", "All documents can be read."),
    "reads_groups": (
        "可以查看对所有人或对以上各组开放的文件。",
        "Documents that are open to everyone or to these groups can be read.",
    ),
    "wrong_password": ("用户名或密码不对。", "The user name or the password is wrong."),
    "too_many_tries": (
        "尝试次数过多，请过几分钟再试。",
        "Too many tries; try again in a few minutes.",
    ),
    "sign_in_first": (
        "请先登录（程序请在 Authorization: Bearer 中给出密钥）。",
        "Sign in first (programs: give a key as Authorization: Bearer).",
    ),
    "wrong_key": (
        "密钥无效或已撤销，请向管理员索取新的密钥。",
        "The key is unknown or was revoked; ask the operator for a new one.",
    ),
    "no_role": (
        "您的角色不能这样做；如有需要，请联系管理员。",
        "Your role does not allow this; ask the operator if you need it.",
    ),
    "other_site": (
        "请求来自其他网站的页面，未予执行。",
        "The request came from a page of another site and was not carried out.",
    ),
    "not_the_proxy": (
        "用户名请求头只接受来自所设反向代理的（RAG_TRUSTED_PROXIES）。",
        "The header that names a user is taken from the trusted proxies only (RAG_TRUSTED_PROXIES).",
    ),
    "proxy_header": (
        "反向代理给出的用户名无法识别：应只有一个，1 至 200 字。",
        "The user's name that the proxy gave cannot be read: one header of 1 to 200 characters.",
    ),
    "too_many": (
        "请求过于频繁，请稍后再试。",
        "Too many requests; wait a moment and try again.",
    ),
    "busy": (
        "提问的人较多，服务器暂时忙不过来，请稍后再试。",
        "Many are asking right now and the server is busy; try again in a moment.",
    ),
    "too_slow": (
        "请求没有及时传完，请检查网络后重试。",
        "The request did not arrive in time; check the line and try again.",
    ),
    "other_name": (
        "本服务只供这台机器使用，请用 localhost 打开；要供他人使用，请管理员设置 RAG_ACCESS"
        "（无访问控制则设 RAG_PUBLIC_WITHOUT_ACCESS=yes）。",
        "This server is for this machine alone: open it as localhost. To serve others, the operator sets "
        "RAG_ACCESS, or RAG_PUBLIC_WITHOUT_ACCESS=yes where no access control is meant.",
    ),
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
    return {key: pair[column] for key, pair in _WORDS.items()}


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
