"""Words that say the same in official Chinese and in the words of those who retell it.

A closed list: each line is a group, and a word of it is taken to stand in a clause that holds another one.
Only what may be exchanged wherever it stands belongs here: 参加 for 参与, never 管理 for 服务.
"""

from __future__ import annotations

_GROUPS = """
参加 参与
设立 设置 开设 设在 设
开办 举办 开设
打造 建设 建立
放在 设在 安排在
至少 最少 不少于
最多 最高 不超过
立即 马上 立刻
互相 相互 互为
一起 共同 一同
担任 任
承担 负担
日均 平均每天
当年 年内
上升 升至 升到 增至 提高到 提高至
之外 以外
之内 以内
突破 超过
合计 总计 加起来 累计
总额 总金额 总数
大约 左右
眼下 目前 暂时 当前
现在 如今 目前
享受 享有
获得 取得 获取
给予 授予
办理 办好 办妥
付清 全额支付 付完
投资 投入
清楚 明确
购房 购买住房
不得 不许 不准
铺开 推开
全面铺开 全面推开
比率 率 比例
事项 事宜
企业 公司
患者 病人
文件 公文
期满 届满
依照 按照 依据 根据 遵照
倘若 如果
尽早 早日 尽快
规定 要求
居民 群众
持续 不断 一直
实行 实施 推行 施行
使用 运用 应用 利用
开展 进行 实施
关停 关闭
劳动者 员工 职工
注重 看重 重视
转为 转向 转变为
基本 大体 大致
世界 全球
"""

_TABLE: dict[str, frozenset[str]] = {}
for _line in _GROUPS.split("\n"):
    _group = frozenset(_line.split())
    for _word in _group:
        _TABLE[_word] = _TABLE.get(_word, frozenset()) | _group


#: What a rule for the first is a rule for as well: a clause on 医疗机构 holds for a 医院, not the other way round.
_KINDS = """
医疗机构 医院
生产经营单位 企业
用人单位 企业
"""
for _line in _KINDS.strip().split("\n"):
    _whole, _kind = _line.split()
    _TABLE[_kind] = _TABLE.get(_kind, frozenset()) | {_whole}


def synonyms(word: str) -> frozenset[str]:
    """The words that say the same as ``word``, or of all of its kind; none where it has no group."""
    return _TABLE.get(word, frozenset())
