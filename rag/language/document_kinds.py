"""What documents are called: 通知, 意见, 办法 …. Whatever pattern tells of documents takes its words from here."""

from __future__ import annotations

#: Sets rules, mostly in articles.
RULES = (
    "办法", "规定", "条例", "细则", "制度", "规则", "规范", "标准", "预案", "规程", "准则", "章程", "指南", "指引",
    "导则", "公约",
)  # fmt: skip
#: Tells, asks or settles one matter, or carries another document.
LETTERS = (
    "通知", "公告", "通告", "通报", "公报", "决定", "决议", "批复", "复函", "函", "令", "请示", "议案", "答复",
)  # fmt: skip
#: What the title of a document ends in, and the title of hardly anything else.
NAMES = (*RULES, "意见", "方案", "规划", "计划", "纲要", "要点", "措施", "清单", "报告", *LETTERS)
#: What else ends the title of a document or of another paper, and a heading or a sentence as well.
OTHER_TITLES = (
    "法", "政策", "目录", "任务", "目标", "纪要", "讲话", "总结", "说明", "须知", "倡议", "倡议书", "告知书", "公开信",
    "简章", "名单", "流程", "手册", "打算", "协议", "问答", "分工", "申报", "建议", "解读", "公示", "提示", "行动",
)  # fmt: skip
#: What says of itself from when on and until when it is in force, after 本: 本措施自…起施行.
IN_FORCE = (*NAMES, "法", "政策", "目录", "文件")
#: What staff call a document in passing; they call matters by the other names at least as often (补贴标准).
SPOKEN = (
    "方案", "办法", "通知", "意见", "计划", "规划", "条例", "规定", "细则", "决定", "纲要", "报告", "规范", "规则", "章程",
    "准则", "预案", "指南", "指引",
)  # fmt: skip
