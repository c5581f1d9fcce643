"""The word lists of the verifier: duty words, opposites, and words that carry no content.

They are closed lists of official Chinese; nothing here is learned. A word that is missing makes the
verifier stricter (a content word that must be found) or, for the duty words, blind to that word.
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, parted by spaces."""
    return frozenset(text.split())


#: Duty word → class. Two words of one class say the same; classes are never exchanged.
MARKS: dict[str, str] = {
    word: name
    for name, words in {
        "forbid": "决不能 绝不能 决不 绝不 不得 不准 不许 不可 不能 不应 不宜 不要 不该 禁止 严禁 切勿 请勿 不允许 不应当 禁 不能够 无法",
        "neg": "不 未 无 没有 不予 不再 非 尚未 未经 从未 不会 不作 并未 不是 并非 没",
        "noneed": "无需 不必 无须 不需 毋须 不用 免于 不需要 毋需",
        "must": "必须 务必 务须 一律 必",
        "duty": "应 应当 应该 须 应予",
        "soft": "要 需 需要 要求",
        "may": "可以 可 有权 准许 允许 准予",
        "can": "能 能够 可供",
        "principle": "原则上 一般 通常",
        "encourage": "鼓励 提倡 倡导",
        "support": "支持",
        "explore": "探索 试行 摸索",
        "strive": "力争 争取 力求 努力",
        "gradual": "逐步 分步 逐渐 分期 分批 逐年",
        "pilot": "试点",
        "timely": "适时 择机",
        "only": "仅 只 只能 仅限 只有 只可 仅能 只准",
    }.items()
    for word in words.split()
}

#: Classes that deny.
DENIALS = word_set("neg noneed forbid")
#: Classes whose loss changes what the clause says: an aim would become a duty, a ban a licence.
STRICT = word_set(
    "forbid neg noneed may principle encourage support explore strive gradual pilot timely only"
)
#: Classes whose appearance in the statement alone is a fault; 要 and 应 are how a bare order is read.
ADDED = STRICT | {"must"}
#: What a statement's class may lean on in the clause besides itself.
LEANS: dict[str, frozenset[str]] = {
    "may": frozenset({"may", "can"}),
    "neg": DENIALS,
    "forbid": frozenset({"forbid", "neg"}),
}
#: The scope of these ends with the segment; of the others with the sentence.
NARROW = frozenset({"neg", "noneed", "gradual", "only", "timely"})

#: After 不 or 未 these make a bound, which the figures rule compares.
BOUND_TAIL = ("低于", "少于", "超过", "高于", "多于", "小于", "大于", "足", "满", "超", "逾", "低", "高")

#: Sides that exclude each other: a word of one for a word of another is a fault, however well the
#: rest stands. Words of one side say nearly the same.
_SIDES = (
    "提高 提升 增加 上升 上调 增长 增幅 升高 增产 | 降低 下降 减少 下调 压减 降幅 减产",
    "扩大 扩展 拓宽 | 缩小 收窄 压缩",
    "加强 强化 增强 | 削弱 弱化 减弱",
    "建立 设立 保留 恢复 | 取消 撤销 废止",
    "启动 开始 恢复 | 停止 暂停 终止 中止",
    "启动 开工 | 完成 竣工",
    "公立 | 民营 私立 社会办",
    "公益性 公益 | 营利性 营利",
    "免费 无偿 | 收费 有偿",
    "自愿 | 强制",
    "允许 准许 | 禁止",
    "事前 | 事中 | 事后",
    "城镇 城市 | 农村 乡村",
    "国家级 | 省级 | 市级 地市级 | 县级 | 区级 | 乡级 乡镇级 | 村级",
    "放宽 放松 | 收紧 从严",
    "上转 | 下转",
    "供给 | 需求",
    "按月 每月 | 按季 每季度 | 按年 每年 | 每周 | 每日 | 每半年 | 每两年",
    "统一 | 分散",
    "进口 | 出口",
    "公开 | 保密",
    "全部 所有 一切 全数 | 部分 个别 多数 大多数 少数 大部分 主要",
    "快于 | 慢于",
    "去年 上年度 上年 上一年度 | 今年 本年度 当年度 本年 | 明年 下年度 次年度",
    "增量 新增 | 存量",
    "留用 | 收回 上缴",
    "小学 | 初中 | 高中 | 大学",
    "境内 | 境外",
    "国内 | 国外",
    "同比 | 环比",
    "双倍 加倍 翻倍 | 减半",
    "主动 | 被动",
    "轻度 | 中度 | 重度",
    "百兆 | 千兆 | 万兆",
    "大型 | 中型 | 小型 | 微型",
    "在职 | 退休 离休",
    "线上 | 线下",
    "预付 | 后付",
    "上浮 | 下浮",
    "延长 | 缩短",
    "提前 | 推迟 延后",
    "短期 | 中期 | 长期",
    "东部 | 中部 | 西部",
    "专职 | 兼职",
    "全额 | 差额",
    "盈利 | 亏损",
    "甲类 | 乙类 | 丙类",
    "合并 | 单独",
    "宽松 | 从紧 紧缩 收紧",
    "盈余 结余 | 赤字",
    "准入 | 退出",
    "列入 调入 | 退出 调出 移出 剔除",
    "扩张 | 收缩",
    "直接 | 间接",
    "临时 | 永久",
    "自筹 自费 自理 | 拨款 财政拨款 公费",
    "实名 | 匿名",
    "定期 | 不定期 | 实时",
    "高级 | 中级 | 初级",
    "新建 | 改建 | 扩建 | 迁建",
    "上游 | 下游",
    "全面 | 基本 初步",
    "同级 同级别 | 各级 上级 下级",
    "门诊 | 住院",
    "常住 | 户籍",
    "最高 最多 | 最低 最少",
    "集中 | 分散",
    "批准 核准 | 备案",
    "分担 共担 | 自负 自担",
    "重点 | 一般",
    "固定 | 浮动",
    "顺差 | 逆差",
    "升级 | 降级",
    "吸收 | 剥离",
    "赞成 同意 | 反对",
    "延伸 拓展 扩展 | 限于 仅限 局限于",
    "严格 从严 | 参照 酌情",
    "合计 总计 共计 | 分别",
    "统筹 | 区别",
)


#: Verbs that undo what they stand before: without them the rest says the contrary.
UNDOING = word_set(
    "暂缓 取消 撤销 废止 废除 停止 暂停 终止 中止 停办 停用 停业 停征 停发 停产 关闭 关停 淘汰 清退 退出 解除 免除 豁免 免征 减免 减征 缓征 "
    "拒绝 没收 收回 追回 扣减 扣除 剥离 脱钩 整治 打击 查处 取缔 破除 杜绝 避免 防止 遏制 限制 禁止 抑制 防范 压减 削减 降低 减少 减轻 "
    "缩短 推迟 延迟 否决 驳回 不予 注销 吊销 下架 召回 拆除 清理"
)


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _SIDES:
        sides = [frozenset(side.split()) for side in line.split("|")]
        for side in sides:
            others = frozenset().union(*(s for s in sides if s is not side))
            found |= {word: found.get(word, frozenset()) | others for word in side}
    return found


OPPOSITES = _opposites()


def _alike() -> dict[str, frozenset[str]]:
    return {
        word: frozenset(side.split()) for line in _SIDES for side in line.split("|") for word in side.split()
    }


_ALIKE = _alike()


def alike(word: str) -> frozenset[str]:
    """The words that say nearly the same as ``word`` (提高: 提升, 上调 …), itself among them."""
    return _ALIKE.get(word, frozenset({word}))


def same_side(word: str, other: str) -> bool:
    """Whether two words say nearly the same."""
    return other in alike(word)


#: What a statement may not add: quantifiers, finality, the next step of a procedure, and what is paid for it.
ABSOLUTE = word_set(
    "全部 所有 一律 任何 完全 唯一 永久 首次 始终 绝不 均由 一切 立即 从不 一概 长期 自行 审议 表决 批准 "
    "罚款 没收 拘留 吊销 开除 追究"
)

#: Those of them that open a longer token: 自行处理, 长期有效.
FINAL = ("自行", "长期有", "永久")

#: Words of the answer's own voice, and words without content of their own.
STOP = word_set(
    "根据 依据 按照 依照 规定 要求 提出 明确 指出 表示 认为 显示 说明 载明 写明 列明 回答 原文 文件 方案 通知 办法 意见 "
    "条款 该条 条文 政策 上述 下列 以下 如下 其中 其他 其它 包括 包含 分别 以及 并且 同时 此外 另外 而且 因此 所以 即为 "
    "主要 具体 相关 有关 各项 各类 一些 这些 那些 这个 该项 此项 本条 本项 本市 本区 本省 本县 该市 该区 该省 该县 我市 我省 我区 "
    "全市 全区 全省 全县 对于 关于 针对 方面 情况 内容 事项 措施 任务 工作 进行 做好 需要 目标 指标 期间 时间 方式 通过 "
    "成为 作为 属于 就是 也就是 是指 即 叫做 称为 视为 方法 问题 部分 以上 以下 以内 以外 不少 不多 不低 不高 之间 之一 左右 为了 使得 从而 "
    "负责 牵头 配合 参与 协助 承担 落实 部门 单位 责任 职责 分工 实施 主管 主办 协办 角色 名单 数量 数值 比例 年份 日期 "
    "低于 高于 少于 多于 超过 不足 小于 大于 至少 最多 最高 最低 最少 最长 最短 不到 控制 截至 截止 到期 目前 现在 今后 届时 之前 之后 以前 以后 年底 年末 年初 已经 正在 将会 由于 如果 那么 可见 综上 总之 各司其职 同比 "
    "印发 发布 公布 发文 字号 文号 成文 标题 名称 地区 机关 该文 文中 第条 予以 加以 给予 得到 达到 达 占 为 "
    "符合条件 具备条件 方案中 文件中 对应 所在 所述 所列 列为 定为 设为 年满 起来 上来 下来 下去 出来 具有 存在 涉及 回应 应对 采取 采用 采取有效措施 等等 之 其 该"
)
#: Verbs of guidance that policy language exchanges freely: half a word when they are missing.
LIGHT = word_set(
    "开展 推进 推动 加强 完善 健全 强化 促进 提升 加快 深化 推行 组织 全面 积极 进一步 切实 有效 持续 不断 大力 着力 继续 "
    "充分 统筹 抓好 抓紧 深入 扎实 努力 重点 及时 严格 认真 有序 稳步 有关部门 相关部门 更加 更好 各级 各地 建设 形成 构建 "
    "不断完善 做到 实现 保障 确保 提供 制定 使用 利用 建成 建立 设立 确定 安排 增强 优化 到位 付诸实施 加大力度 各项任务 落到实处 完毕 贯彻 贯彻落实 建立健全 建立完善 组织开展 建立和完善 推进实施 深入推进 扎实推进"
)
#: Nouns of which nearly every retelling has one more: they name nothing.
OPEN = word_set(
    "对象 机构 范围 领域 功能 基础 道路 队伍 方向 环节 层面 面向 地方 计划 方面 方式 办法 情况 时候 目标 内容 事情 要求 任务 措施 政策 规定 分配 软件 申报 两地 三市 三地 之内 之外 先行 办理 今年 今年底 元旦 比例 总数 数量"
)
#: Single characters that never make up an unknown word.
FUNCTION = frozenset(
    "的了在和与及对由将把为以到达于按从向等各其该本并也都就能可应须不未无非要需是有被给让使之而或且若如当上下中内外前后时间个所者这那此第每"
    "又还只仅再更最很均已曾正年月日号区市省县至自因则即共总起据经同跟比用令请即但并"
)

#: Time words behind a date that turn it round.
TIME_AFTER = ("后", "以后", "之后", "起", "以来")
TIME_BEFORE = ("前", "以前", "之前")

REGION_ENDS = ("省", "市", "区", "县", "州", "盟", "旗")
#: Words of the dictionary that end like a region and are none.
NO_REGION = word_set(
    "社区 地区 城区 市区 辖区 小区 园区 开发区 山区 郊区 景区 灾区 特区 示范区 城市 超市 省市 县市 市县 全市 全省 全区 全县 本市 本省 "
    "本区 本县 该市 该区 该省 该县 我市 我省 我区 股市 上市 都市 门市 各省 各市 各县 各区 外省 外市 省区 街区 片区 厂区 港区 校区 "
    "学区 病区 院区 矿区 林区 牧区 库区 军区 战区 新区 老区 高新区 试验区 保护区 自治区 直辖市 设区市 地级市 县级市 跨省 跨市 节省 "
    "区县 州市 行政区 功能区 聚集区 集聚区 自贸区 保税区 疫区 农区 集市 夜市 楼市 债市 误区 禁区 分区 片区 湾区 贫困县 中国 我国 全国 "
    "中华人民共和国 中央 边疆 大湾区 城乡 亚洲 世界 欧洲 国家 中心 东部 西部 中部 东北 西北 华东 祖国 国外 海外 境外 香 港澳台 两岸"
)

#: Ends of departments and organisations, as single tokens or as the end of a longer token.
PARTY_ENDS = tuple(
    word_set(
        "委员会 领导小组 联席会议 人民政府 人民法院 人民检察院 办公室 管委会 部门 政府 法院 检察院 机关 党委 中心 医院 银行 公司 协会 集团 "
        "大学 学院 研究院 研究所 科学院 "
        "总局 总队 支队 局 厅 署 委 部 办 院 会"
    )
)
#: Ends that name an organisation only together with what stands in front.
BARE = word_set(
    "政府 部门 中心 机关 公司 银行 集团 协会 医院 大学 学院 研究院 研究所 学校 单位 办公室 委员会 领导小组 党委 院 办 会"
)
#: Dictionary words that end so and name no organisation.
NO_PARTY = word_set(
    "布局 格局 结局 全局 大局 全部 内部 外部 干部 局部 中部 西部 东部 南部 北部 部署 住院 出院 入院 转院 社会 机会 体会 举办 主办 承办 "
    "协办 经办 督办 催办 代办 开办 兴办 申办 筹办 重心 核心 各部门 各部 委托 理事会 大会 会议 开会 全会 学会 养老院 幼儿园 总部 分部 "
    "本部 支部 党支部 本院 分院 全院 门诊部 该部门 本部门 该局 该委 不会 将会 议会 展会 博览会 分会 总会 商会 行业协会 村委会 居委会 一部 "
    "各单位 前部 后部 头部 腰部 面部 肺部 腹部 胸部 根部 底部 顶部 上部 下部 深部 公办 民办 多部门 跨部门 帮办 交办 转办 领办 补办 "
    "换办 一网通办 医联体 都会"
)
#: Role words → class of the role.
ROLES = {
    "牵头": "lead",
    "主办": "lead",
    "配合": "support",
    "协办": "support",
    "参与": "support",
    "参加": "support",
    "协助": "support",
    "协同": "support",
    "责任": "responsible",
    "负责": "responsible",
    "主管": "responsible",
    "分工": "responsible",
    "实施": "responsible",
    "落实": "responsible",
}
