"""The words of the pages for portals, for programs, for signing in and for whoever runs it."""

from __future__ import annotations

#: key: (Chinese, English)
OPERATORS: dict[str, tuple[str, str]] = {
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
    "manage_built": (
        "已重建：{documents} 份文件，{clauses} 个条款。",
        "Built: {documents} documents, {clauses} clauses.",
    ),
    "manage_waiting": (
        "文件夹有改动，重建索引后才用于回答。",
        "The folder has changed; answers use it once the index is rebuilt.",
    ),
    "manage_new": ("待重建", "not built yet"),
    "manage_gone": ("已移除，仍在索引中：", "Removed, still in the index: "),
    "manage_sending": ("正在上传…", "Sending…"),
    "manage_skipped": ("未读入", "Skipped"),
    "manage_files": ("文件夹中的文件", "Files in the folder"),
    "manage_upload": ("上传", "Upload"),
    "manage_upload_hint": (
        "上传文件（TXT、Markdown、HTML、DOCX、XLSX、PDF、ZIP），然后重建索引",
        "Upload files (TXT, Markdown, HTML, DOCX, XLSX, PDF, ZIP), then rebuild the index",
    ),
    "manage_remove": ("移除", "Remove"),
    "manage_remove_now": ("确认移除", "Yes, remove"),
    "manage_clauses": ("条款数", "Clauses"),
    "manage_missing": ("文件未载明", "Not stated"),
    "manage_comment": ("补充说明", "Comment"),
    "manage_metrics": ("监控指标（Prometheus）", "Metrics (Prometheus)"),
    "manage_health": ("读入情况", "How well they were read"),
    "manage_discarded": ("未归入条款的字数", "Characters in no clause"),
    "manage_voices": ("用户反馈", "Feedback"),
    "manage_vote": ("评价", "Vote"),
    "vote_up": ("有用", "helpful"),
    "vote_down": ("没用", "not helpful"),
    "manage_candidates": ("下载为候选评测题（JSONL）", "Download as candidate cases (JSONL)"),
    "manage_when": ("时间", "When"),
    "manage_version": ("正在使用的版本：", "Version in use: "),
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
}
