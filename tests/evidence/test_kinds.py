"""Whether a text holds the kind of thing asked for."""

from __future__ import annotations

import pytest

from rag.evidence.counts import (
    answers_date,
    answers_figure,
    counted,
    dated,
    indicator_share,
    of_another_rate,
    with_figures,
)
from rag.evidence.kinds import fields_of, states, tells_who, want_of, wants_of
from rag.evidence.names import answers_list, names_each
from rag.understand.asking import without_asking_for
from rag.understand.subject import Concept
from rag.understand.term import term_of


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("签约率是多少", "达到45%以上", True),
        ("一共招多少人", "区水利局于4月18日17:00前完成", False),
        ("一共招多少人", "区水利局共招18人", True),
        ("师生比是多少", "师生比为1:18", True),
        ("补选几次", "可补选一次", True),
        ("补选几次", "一次性补选", False),
        ("冷库数量目标是多少", "冷库在20天内建成，补贴占一半", False),
        ("冷库数量目标是多少", "省、市两级冷库", False),
        ("冷库数量目标是多少", "冷库达到20座", True),
        ("签约率是多少", "百分之七十", True),
        ("签约率是多少", "实现全覆盖", True),
        ("能报多少", "由医保全额报销", True),
        ("建几个中医馆", "实现全覆盖", False),
        ("签约率是多少", "建设12个中医馆", False),
        ("建几个中医馆", "建设12个中医馆", True),
        ("补助多少元", "建设12个中医馆", False),
        ("补助多少元", "每人补助200元", True),
        ("配几名医生", "做好服务", False),
        ("安排多少人见习", "从2019年1月1日起，实施三年见习计划", False),
        ("安排多少人见习", "安排100万青年见习，共计100万人", True),
        ("要开几条航线", "利用第五航权", False),
        ("保有量目标是多少艘", "电力总装机规模3.1亿千瓦", False),
        ("保有量目标是多少艘", "新建30艘", True),
        ("种够多少亩", "播种面积1530万亩，总产量125亿斤", True),
        ("种够多少亩", "总产量125亿斤", False),
        ("增长几个点", "增长5%左右", True),
        ("增长几个点", "建设12个中医馆", False),
        ("要冲到几级几等", "力争达到三级甲等综合性医院水平", True),
        ("要冲到几级几等", "覆盖率达到100%", False),
        ("免租多少年", "给予五年房租补贴", True),
        ("目标值是多少", "从2019年起，实施三年", False),
        ("1678个项目里甲市有几个", "安排项目1678个，占比58%", False),
        ("覆盖面到多少", "实施“15+3”健康行动", False),
        ("行动是几加几", "实施“15+3”健康行动", True),
        ("一共有几家中心", "中心进入新一轮医联体建设", False),
        ("一年搞几回演练", "形成一支队伍", False),
        ("一年搞几回演练", "每年开展一次演练", True),
        ("要配多少人", "建设12个中医馆", False),
        ("公示几天", "给予533万元奖补", False),
        ("公示几天", "面向社会公示5个工作日", True),
        ("下到社区待几个月", "下沉社区时间3-6个月", True),
        ("建成多少个城市", "贯彻《规划（2014-2020年）》（国发〔2013〕32号）", False),
        ("能补考几次", "定期报送年度情况", False),
        ("一年能补考几次", "每季度组织一次", True),
        ("每万人口全科医生数", "签约服务覆盖率达到45%", False),
        ("每万人口全科医生数是多少", "每万名居民拥有全科医生4名", True),
        ("景气指数是多少", "指数上升45%", True),
        ("生产总值增长多少", "现在每增长1个百分点的增量", False),
        ("生产总值增长多少", "全年增长1个百分点", True),
        ("这个村有多少户", "村里设立5组监测点", False),
        ("这个村有多少户", "共505户1748人", True),
        ("由几家单位发布", "截至2月10日18时前", False),
        ("由几家单位发布", "由3家单位发布", True),
        ("投资总额是多少", "投资增长4%", False),
        ("投资总额是多少", "完成投资300亿元", True),
        ("投资多少亿元", "增长4%", False),
        ("投资多少亿元", "完成投资300亿元", True),
        ("签约目标是多少", "市、区两级质控中心加强控制", False),
        ("签约目标是多少", "新一轮建设共12个中心", True),
        ("每期印多少份", "抽出收入的百分之十来维持月刊", False),
        ("每期印多少份", "印数为三千份", True),
        ("最多列几名参与人", "简历格式参见本指南附件1", False),
        ("要多少项标准", "在推进组（ICV-2035）等机制下", False),
        ("要多少项标准", "形成100项以上标准", True),
        ("能多报几个点", "全部中心进入新一轮建设", False),
        ("能多报几个点", "提高10个百分点", True),
        ("养了多少头猪", "全年养猪二亿七千万头", True),
        ("能骑到几岁", "骑行人不超过七十周岁", True),
        ("能骑到几岁", "骑行人不超过七十人", False),
        ("养了多少头猪", "办起三百九十万个食堂", False),
        ("书柜占全县多少", "书柜增至300个", False),
        ("书柜占全县多少", "书柜占全县的30%", True),
        ("租金收入多少", "租金收入增长3%", False),
        ("租金收入多少", "新设门店30家", False),
        ("租金收入多少", "租金收入达到30亿元", True),
        ("到账额是多少", "到账30亿美元", True),
        ("名额是多少", "共30名", True),
        ("火情多少起", "火情下降12%", False),
        ("火情多少起", "发生火情12起", True),
        ("今年增长目标多少", "落实二十届历次全会精神", False),
        ("今年增长目标多少", "完成二届人大三次会议确定的任务", False),
        ("今年增长目标多少", "增长3%", True),
        ("服务多少年", "服务满3年", True),
        ("PM2.5是多少", "PM_2.5有所好转", False),
    ],
)
def test_whether_a_text_states_a_figure_of_the_sort_asked_for(
    question: str, text: str, answers: bool
) -> None:
    assert answers_figure(question, text) is answers


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("到哪年完成", "2024年9月底前补齐", True),
        ("每个月几号发粮", "自2024年3月1日起施行", False),
        ("每个月几号发粮", "每年4月1日清点", False),
        ("每个月几号发粮", "每月15日前发放", True),
        ("什么时候开船", "服务满2年的船员优先", False),
        ("什么时候换证", "满2年后可以换证", True),
        ("到哪年完成", "每季度公布", False),
        ("多久公布一次", "每季度公布", True),
        ("多少天内办结", "20个工作日内办结", True),
        ("什么时候补齐", "尽快补齐", False),
        ("什么时候补齐", "年底前补齐", True),
        ("多久能打到账上", "实施高新技术企业培育三年行动计划", False),
        ("申报什么时候截止", "受理期限不少于84天", False),
        ("申报什么时候截止", "将2018年度指南予以公布", False),
        ("申报什么时候截止", "12月5日前报送", True),
        ("申报截止日期", "到2025年底前完成", True),
    ],
)
def test_whether_a_text_states_the_sort_of_time_asked_for(question: str, text: str, answers: bool) -> None:
    assert answers_date(question, text) is answers


def test_a_count_in_ten_thousands_is_no_sum_of_money() -> None:
    assert want_of("今年粮食要打多少万斤") is None and want_of("要惠及多少万人") is None
    for question in ("今年投入多少万", "奖多少亿元", "补助多少万元"):
        found = want_of(question)
        assert found is not None and found[0] == "金额", question


@pytest.mark.parametrize(
    "text",
    [
        "中国银行负责落实所需贷款。",
        "应向主管单位备案。",
        "确需向境外提供的，应向行业主管部门报备。",
        "工业和信息化部根据相关规定组织开展准入申请受理。",
        "办公厅是本地区工作的主管单位。",
    ],
)
def test_texts_that_tell_who(text: str) -> None:
    assert tells_who(text) and not tells_who("推进准入申请受理，落实所需贷款。")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("老说的最小风险状态是啥意思", "最小风险状态"),
        ("啥叫消费扶贫啊，写一句话解释", "消费扶贫"),
        ("什么是先诊疗后付费？", "先诊疗后付费"),
        ("“无废城市”是什么意思", "无废城市"),
        ("S-BOX是什么意思", "S-BOX"),
        ("什么是S-BOX", "S-BOX"),
        ("签约率要达到多少", ""),
        ("本办法所称游船是指什么", "游船"),
        ("游园条例所称大型游船的定义是什么？", "大型游船"),
    ],
)
def test_the_term_to_be_defined(question: str, term: str) -> None:
    assert term_of(question) == term


@pytest.mark.parametrize(
    ("question", "text", "spelt"),
    [
        ("“三医联动”是哪三医", "推进“三医联动”。", False),
        ("“三医联动”是哪三医", "推进“三医联动”，完善医疗、医保的政策。", False),
        ("“三医联动”是哪三医", "“三医联动”指医疗、医保、医药。", True),
        ("“三医联动”是哪三医", "“三医联动”（医疗、医保、医药）。", True),
        ("“三高”指什么", "高血压、高血糖、高血脂“三高”管理。", True),
        ("“三高”指什么", "高血压、高血糖患者，做好“三高”管理。", False),
        ("“三高”管理谁牵头", "推进“三高”管理。", True),
        ("三高是哪三高", "推进三高管理。", True),
        ("“三纵两环”分别指什么", "形成“三纵两环”路网，三纵即东线、中线、西线。", True),
        ("“三纵两环”分别指什么", "形成“三纵两环”路网，加快三纵建设。", False),
    ],
)
def test_naming_a_quoted_term_again_does_not_spell_it_out(question: str, text: str, spelt: bool) -> None:
    assert answers_list(question, text) is spelt


def test_counts_and_dates() -> None:
    assert [q.value for q in counted("到2025年达到45%，建12个")] == ["45", "12"]
    assert dated("2024年") and dated("20个工作日") and not dated("45%")


def test_the_share_of_words_that_stand_beside_a_figure() -> None:
    text = "家庭医生签约覆盖率达到45%，人均预期寿命达到81.5岁。"

    def share(*words: Concept) -> float:
        return indicator_share(words, text)

    signed, rate, dentist = Concept("签约"), Concept("覆盖率"), Concept("牙科")
    assert share(signed, rate) == 1.0
    assert share(dentist, signed) == 0.5
    assert share(dentist) == 0.0
    assert share(Concept("口腔", ("签约",))) == 1.0
    assert share() == 0.5
    assert indicator_share((signed,), "没有数字") == 0.0
    # Another statement beside it is none of the figure's words, though no stop stands between.
    assert indicator_share((signed,), "在40%的乡镇试点\n推进签约") == 0.0
    assert with_figures("推进签约。\n在40%的乡镇试点") == "在40%的乡镇试点"
    assert with_figures("推进签约。") == "推进签约。"


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("4所区域医疗中心具体是哪四家医院？", "建设4所区域医疗中心。", False),
        ("4所区域医疗中心具体是哪四家医院？", "依托甲医院、乙医院、丙医院和丁医院建设。", True),
        ("先在哪几个设区市试点？", "在甲、乙等3个设区市试点。", True),
        ("先在哪几个设区市试点？", "在全省40%的设区市试点，落实医疗、医保政策。", False),
        ("任务分别是什么？", "任务：充实人员、改善设施。", True),
        ("15项任务分别是哪些？", "强化政府、社会责任，落实15项任务。", False),
        ("先从哪两种病入手？", "以甲病和乙病为切入点。", True),
        ("“15+3”行动具体是哪些？", "实施“15+3”行动，抓好预防、治疗、康复。", False),
        ("附表第28项写了哪几个部门？", "甲局、乙局、丙局。", True),
        (
            "六项投入包括什么？",
            "落实基本建设和设备购置、学科发展、人才培养、人员费用和补贴等六项投入。",
            True,
        ),
        ("15项任务逐项是什么？", "普及健康生活、优化服务、建设环境、发展产业，及15项任务。", False),
        ("6类10项技术都包括哪些技术？", "提供6类10项技术服务，建成中医馆12个以上。", False),
        ("入选名单要公示10个工作日，没错吧？", "机构名单公示5个工作日。", None),
        ("入选名单有哪些？", "机构名单另行公布。", False),
        ("要做哪几件事？", "一要办好灯会。元宵节办。二要管好夜市。三要延长公交运营。", True),
        ("要做哪几件事？", "一要办好灯会。三要延长公交运营。四要管好夜市。", False),
        ("到哪一年完成？", "到2025年完成。", None),
        ("谁牵头？", "由县卫健委牵头。", None),
    ],
)
def test_a_number_of_things_does_not_name_them(question: str, text: str, named: bool | None) -> None:
    assert names_each(question, [text]) is named


def test_long_sentences_are_no_items_however_many() -> None:
    long = "各地各部门要紧密联系实际，统筹推进各项工作，" * 4
    assert names_each("是哪几个人", [long, long, long]) is False
    assert names_each("是哪几个人", ["甲同志", "乙同志", "丙同志"]) is True


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("由县卫生健康委牵头。", True),
        ("县财政局负责落实资金。", True),
        ("责任单位：县医保局", True),
        ("建成儿童健康管理指导中心18家。", False),
        ("由点到面推进。", False),
    ],
)
def test_who_does_something_is_told_from_what_is_done(text: str, told: bool) -> None:
    assert tells_who(text) is told


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("每人补助200元", True),
        ("按约定采购总金额的50%预付", True),
        ("签约率达到50%", False),
        ("建设12个中医馆", False),
    ],
)
def test_a_sum_may_be_stated_as_a_share_of_another(text: str, states: bool) -> None:
    want = want_of("先预付多少药款？")
    assert want is not None and bool(want[1].search(text)) is states


def test_special_things_asked_for_have_a_name() -> None:
    asked = {"每人补助多少钱？": "金额", "主任是谁？": "姓名", "电话是多少？": "电话", "签约率是多少？": None}
    assert {q: (want_of(q) or [None])[0] for q in asked} == asked


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("家庭医生签约率是多少", "专家团队下沉覆盖率达到100%，拓展家庭医生签约服务", True),
        ("家庭医生签约率是多少", "专家下沉覆盖率达100%，签约服务覆盖率达到45%", False),
        ("家庭医生签约率是多少", "家庭医生签约，到2025年达到45%", False),
        ("报销比例是多少", "按最高50%的比例给予补助", False),
        ("报销比例是多少", "门诊支付比例达到60%", False),
        ("家庭医生签约率是多少", "新建12个中医馆", False),
        # By how much it grew is no share; what is asked of a growth may be one.
        ("家庭医生签约占比多少", "签约费40元，增长5%", True),
        ("家庭医生签约占比多少", "签约费占40%", False),
        ("家庭医生签约占比提高多少", "签约费增长5%", False),
        ("建几个中医馆", "专家团队下沉覆盖率达到100%", False),
    ],
)
def test_a_rate_of_another_name_is_none_that_is_asked_for(question: str, text: str, other: bool) -> None:
    concepts = (Concept("家庭医生签约"),) if "签约" in question else (Concept("报销", ("支付",)),)
    assert of_another_rate(question, concepts, text) is other


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("领导小组组长是谁？", "组 长：李四 副市长", True),
        ("领导小组组长是谁？", "副组长：王五 局长", False),
        ("谁是领导小组副组长", "副组长：王五 局长", True),
        ("专家组组长是谁", "组织以某某院士为组长的专家组", True),
        ("办公室主任由谁兼任，主任是谁", "办公室主任由副部长张三兼任", True),
        ("财政部谁是领导小组成员", "成 员：李四 中央宣传部副部长", False),
        ("第一组长是谁", "市委书记任第一组长、市长任组长", True),
        ("秘书处主任是谁", "市卫健委主任兼任秘书处主任", True),
        ("领导小组组长是谁？", "市相关领导任副组长", False),
        ("领导小组组长是谁？", "由各责任部门组长负责", False),
        ("小组里水利部的成员是谁", "魏青 水利部副部长", True),
        ("小组里水利部的成员是谁", "赵一青 水利部副部长", True),
        ("小组里水利部的成员是谁", "成员：赵一青水利部党组成员", True),
        ("小组里民政部的成员是谁", "刘伟 财政部副部长", False),
        ("小组里水利部的成员是谁", "赵一青 农业农村部副部长", False),
        ("小组里水利部的成员是谁", "水利部负责防汛，由办公厅主任统筹", False),
        ("工作专班的组长叫什么名字？", "由市政府相关领导任组长", False),
        ("领导小组组长是谁？", "领导小组办公室设在生态环境部", False),
        ("抢修组组长是谁？", "抢修组，组长甘小霖，成员9人", True),
        ("抢修组组长是谁？", "抢修组，组长负责调度", False),
    ],
)
def test_who_heads_a_group_is_told_beside_the_part(question: str, text: str, held: bool) -> None:
    assert "姓名" in wants_of(question)
    assert states("姓名", question, text) is held


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("签约的老百姓什么好处", ()),
        ("新院长姓什么", ("姓名",)),
        ("辽宁省长是谁", ("姓名",)),
        ("县长现在是哪位？", ("姓名",)),
        ("今年开工的高铁有哪些", ()),
        ("去年新开工多少套住房", ()),
        ("大桥什么时候开工", ("具体日期",)),
        ("大桥的竣工时间", ("具体日期",)),
        ("租书一个人一年收多少", ("金额",)),
        ("超期一天补多少？", ("金额",)),
        ("补多少课时", ()),
        ("夜校收了多少学生", ()),
    ],
)
def test_whose_name_is_asked_for(question: str, want: tuple[str, ...]) -> None:
    assert wants_of(question) == want


@pytest.mark.parametrize(
    ("question", "want", "states_it", "states_nothing"),
    [
        ("热线几点到几点有人接", "钟点", "服务时间为8:30至17:00", "统一受理12368热线的申请"),
        ("早上几点开门？", "钟点", "上午八时开门", "按时限要求开展"),
        ("用的大模型是哪家公司的", "企业名称", "由某某股份有限公司承建", "嵌入大语言模型"),
        ("申请书寄到哪儿", "地址", "寄至双清路83号", "申请书应当真实准确"),
        ("报告交到哪里", "地址", "形成总结报告报送生态环境部", "形成总结报告"),
        ("价格举报电话是多少", "电话", "价格举报电话：12315", "举报60件"),
        ("查档一次收多少", "金额", "档案馆免费为群众查档", "建设免费书屋"),
        ("打什么电话咨询", "电话", "请拨打96118", "2021年咨询3600人次"),
        ("所长叫啥名字", "姓名", "联系人：张三", "很多教员都是我们的好同志"),
    ],
)
def test_a_special_thing_is_stated_or_not(
    question: str, want: str, states_it: str, states_nothing: str
) -> None:
    assert wants_of(question) == (want,)
    assert states(want, question, states_it) and not states(want, question, states_nothing)


def test_the_name_of_a_crop_spends_nothing() -> None:
    assert want_of("棉花多少") is None and want_of("主要抓哪几块") is None
    found = want_of("办一次花多少")
    assert found is not None and found[0] == "金额"


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("社区医院周末几点关门？", "社区医院周末关门"),
        ("想让几成病人在本县看病", "想让病人在本县看病"),
        ("建几个中医馆", "建中医馆"),
        ("修整梯田多少万亩？", "修整梯田"),
        ("宴席的规定是什么", "宴席的规定"),
        ("啥时候修好", "修好"),
    ],
)
def test_what_is_asked_for_leaves_no_measure_word_behind(question: str, matter: str) -> None:
    assert without_asking_for(question) == matter


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("市交通局要在年底前新增公交站台30座", True),
        ("请市财政局安排演练经费", True),
        ("2031年2月，省统计局对普查结果作出认定", True),
        ("民政厅建成养老服务平台", True),
        ("站台全部建成，内部建立台账", False),
        ("请财政局的同志到场", False),
    ],
)
def test_an_office_that_acts_is_who_does_it(text: str, told: bool) -> None:
    assert tells_who(text) is told


def test_to_take_a_bribe_takes_nothing_back() -> None:
    assert "退回" not in fields_of("医生收回扣怎么处理") and "退回" in fields_of("补助会被收回吗")


@pytest.mark.parametrize(
    ("question", "money"),
    [("书柜分几块", False), ("书柜分成几块内容", False), ("一张票几块", True), ("给几块钱", True)],
)
def test_parts_are_no_money(question: str, money: bool) -> None:
    assert ("金额" in wants_of(question)) is money


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("中学能不能报这个书屋项目", ()),
        ("中学能报书屋课题吗", ()),
        ("针灸能不能报", ("报销",)),
        ("针灸能报销吗", ("报销",)),
        ("一个人可以报两门课吧", ()),
        ("借书逾期的怎么处理", ()),
    ],
)
def test_what_is_applied_for_is_no_expense(question: str, fields: tuple[str, ...]) -> None:
    assert fields_of(question) == fields


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("县里出了多少条减税降费措施", ()),
        ("县里发了多少项补助政策", ()),
        ("一共补了多少补助", ("金额",)),
        ("拨了多少个亿", ("金额",)),
        ("停水要多久电话报告", ()),
        ("监督电话是多少", ("电话",)),
        ("镇里要备卫星电话几部", ()),
        ("试用期没满走人赔多少", ("金额",)),
        ("航线名单什么时候公布", ("公布时间",)),
        ("船检结果几号出来", ("公布时间",)),
        ("码头几号开放", ("具体日期",)),
        ("房租最晚交到哪月", ()),
        ("材料交到哪里", ("地址",)),
        ("咋报名", ("流程",)),
    ],
)
def test_what_is_counted_or_done_is_not_what_is_wanted(question: str, want: tuple[str, ...]) -> None:
    assert wants_of(question) == want


@pytest.mark.parametrize(
    ("want", "question", "text", "stated"),
    [
        ("金额", "乱停车罚多少钱", "处警告或者五十元罚款。", True),
        ("处罚", "乱停船怎么罚", "由管理站责令驶离。", True),
        ("处罚", "乱停船怎么罚", "由管理站划定泊位。", False),
        ("金额", "乱停车罚多少钱", "推动城乡二元结构改革。", False),
        ("金额", "交货后付多少", "到货后付合同总价的30%。", True),
        ("钟点", "几点到几点开馆", "自5月6日9时起试开馆。", False),
        ("钟点", "几点到几点开馆", "开馆时间8:30—17:00。", True),
        ("钟点", "几点到几点开馆", "全天开馆。", True),
        ("流程", "怎么报名", "按程序受理。", True),
        ("电话", "渡口电话多少", "东陵渡 0571-8711 0926", True),
        ("电话", "渡口电话多少", "东陵渡 2024年8711人", False),
        ("具体日期", "船检哪一天做", "接到通知之日起7日内可以重检。", False),
        ("具体日期", "船检哪一天做", "3个工作日办结。", False),
        ("具体日期", "船检哪一天做", "每月7日船检。", True),
        ("具体日期", "办法哪一天施行", "自公布之日起施行。", True),
        ("公布时间", "船检结果几号出来", "船检时间为5月24日。", False),
        ("公布时间", "船检结果几号出来", "5月24日公示结果。", True),
        ("公布时间", "船检结果几号出来", "接到通知之日起7日内重检。", False),
    ],
)
def test_how_a_text_states_it(want: str, question: str, text: str, stated: bool) -> None:
    assert states(want, question, text) is stated


@pytest.mark.parametrize(
    "text", ["应急响应由分管副县长批准启动。", "统计数据由病案室提供。", "最终解释权归县图书馆。"]
)
def test_who_approves_provides_or_explains(text: str) -> None:
    assert tells_who(text)


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("这类设备按第几类管理", "设备可分为固定和移动两种类型。", False),
        ("这类设备按第几类管理", "这类设备按照第二类管理。", True),
        ("随访率多少分", "随访率：分值 6", True),
        ("随访率多少分", "随访率每季度通报。", False),
        ("县里扶多少家企业", "落实“千企联万户”行动。", False),
        ("增加多少个编制", "坚持收支两条线管理。", False),
        ("增加多少个编制", "增加3个编制。", True),
        ("冰场一季用电多少千瓦时", "冰场一季用电860千瓦时。", True),
        ("冰场一季用电多少千瓦时", "冰场装机860千瓦。", False),
    ],
)
def test_places_in_an_order_points_and_names(question: str, text: str, answers: bool) -> None:
    assert answers_figure(question, text) is answers


def test_a_time_that_is_told_later_is_told() -> None:
    assert answers_date("免费停车什么时候结束", "具体截止时间另行公布。")
    assert not answers_date("免费停车什么时候结束", "收费标准另行公布。")


def test_a_time_that_is_at_once() -> None:
    assert answers_date("碧湖泵站什么时候修好", "碧湖泵站：检修时限 立即检修")
    assert not answers_date("碧湖泵站什么时候修好", "发现泵站漏水，应当立即报告。")


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("新图书馆建在哪里", "新建图书馆1座，藏书20万册。", False),
        ("新图书馆建在哪里", "新图书馆选址于城北公园旁。", True),
        ("新图书馆建在哪里", "在滨江片区新建图书馆1座。", True),
        ("敬老院搬到哪儿", "启动敬老院迁建。", False),
        ("敬老院搬到哪儿", "敬老院迁至老粮库。", True),
    ],
)
def test_where_something_stands_is_told_by_words_that_place_it(question: str, text: str, held: bool) -> None:
    assert wants_of(question) == ("地点",)
    assert states("地点", question, text) is held


@pytest.mark.parametrize("question", ["哪个镇拖后腿，县里怎么处理", "垃圾分类归哪个街道办管"])
def test_a_place_that_is_only_spoken_of_is_not_asked_for(question: str) -> None:
    assert "地点" not in wants_of(question)


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        # What is counted names nothing, and there are as many as were said.
        ("市里要办的三个书店是什么", "评出半山书店、渡口书店、溪边书店。", True),
        ("市里要办的三个书店是啥", "办好半山书店和渡口书店。", False),
        ("第三个书店是什么时候办的", "办好半山书店和渡口书店。", None),
        ("2家示范书店是哪两家", "评出了2家市级、16家县级示范书店。", False),
        ("2家示范书店是哪两家", "评出半山书店、渡口书店2家示范书店。", True),
        ("新建的4所幼儿园是哪几所", "按照均衡布局、就近入园、普惠优先的原则新建4所幼儿园。", False),
    ],
)
def test_names_are_as_many_as_were_said_and_no_counts(question: str, text: str, named: bool | None) -> None:
    assert names_each(question, [text]) is named


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        # 功率 and 频率 are no shares.
        ("基站的功率是多少", "基站功率为20W。", True),
        ("电台频率是多少", "电台使用409MHz。", True),
        ("基站的合格率是多少", "基站功率为20W。", False),
        # What is measured in other units is another measure.
        ("机房的功率是多少", "机房温度为22℃。", False),
        ("频率容限是多少", "频率容限为5ppm。", True),
        ("夜间噪声限值多少分贝", "夜间噪声限值为50dB。", True),
        # A rate that is given is not asked for.
        ("节电率15%的奖金额是多少", "节电率15%以上的，奖励3万元。", True),
        # A measure is no count.
        ("建多少个基站", "基站功率为20W。", False),
    ],
)
def test_a_measure_in_letters_is_a_figure_and_no_share(question: str, text: str, answers: bool) -> None:
    assert answers_figure(question, text) is answers


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("一年免费给多少人配眼镜", ()),
        ("补贴一共发到多少户", ()),
        ("每户补贴多少", ("金额",)),
        ("一年要交多少费用", ("金额",)),
        ("取暖费是多少", ("金额",)),
        ("补贴多少人民币", ("金额",)),
        ("档案馆的网站是2015年开通的吧", ()),
        ("档案馆的网站是什么", ("邮箱或网址",)),
        ("可以不让住户接打电话吗", ()),
        ("该打哪个电话", ("电话",)),
    ],
)
def test_how_many_people_is_no_sum_and_a_site_no_address(question: str, wants: tuple[str, ...]) -> None:
    assert wants_of(question) == wants


def test_who_drew_something_up_is_told() -> None:
    assert tells_who("县档案馆前期组织起草了《保管规则》初稿。")
    assert tells_who("综合司起草了指南。")
    assert not tells_who("起草工作已经开始。")


def test_a_contract_that_is_ended_is_what_dismissal_asks_for() -> None:
    assert states("处罚", "旷工多久可以开除", "旷工十五日的，可以解除劳动合同。")
    assert not states("处罚", "旷工多久可以开除", "旷工的，按日记录。")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("值班员 丁一，办公室 东楼202，电话 7215304", False),
        ("全市新增母婴室26间", True),
        ("新建实验室 12，", True),
    ],
)
def test_a_phone_or_room_number_counts_nothing(text: str, answers: bool) -> None:
    assert answers_figure("有几间？", text) is answers
