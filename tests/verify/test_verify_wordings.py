"""The verifier on free wordings: what says the same is let through, what only sounds like it is caught."""

from __future__ import annotations

from datetime import date

import pytest

from rag.language.numerals import quantities
from rag.language.short_forms import short_name, shortened
from rag.types import Clause, Document
from rag.verify import Evidence, verdict, verify

TODAY = date(2026, 1, 1)


def _says(statement: str, clause: str) -> verdict.Verdict:
    text = f"青川县旧厂房改造办法\n{clause}"
    start = text.index("\n") + 1
    one = Clause("d#1", "d", ("一",), "", clause, ((start, len(text)),))
    document = Document(
        "d", "青川县旧厂房改造办法", None, "青川县人民政府", "2024-01-01", "青川县",
        "d.txt", "0" * 64, text, (one,), (), status="in_force",
    )  # fmt: skip
    return verify(statement, [Evidence(one, document, clause)], today=TODAY)


#: (what it is about, the clause, a faithful statement, a wrong one, the rule that must say so)
PAIRS = [
    ("this year", "今年拨付修缮资金300万元，比去年增加20万元。", "2024年拨付修缮资金300万元。", "2025年拨付修缮资金300万元。", "figure"),
    ("last year", "去年修缮厂房12处。", "2023年修缮厂房12处。", "2024年修缮厂房12处。", "figure"),
    ("an adjective that is no hedge", "一般性支出压减5%，重点项目经费增加8%。", "重点项目经费增加8%，一般性支出压减5%。", "重点项目经费压减5%，一般性支出增加8%。", "opposite"),
    ("any of them", "查阅涉密图纸时须登记姓名。", "查阅涉密图纸时要登记姓名。", "查阅任何图纸时要登记姓名。", "opposite"),
    ("an exception in other words", "除文物修缮外，禁止在夜间开展拆除作业。", "夜间一律不得开展拆除作业，只有文物修缮例外。", "夜间一律不得开展拆除作业。", "condition"),
    ("an exception told with 除了", "除消防车外，禁止车辆驶入老街区。", "除了消防车，车辆一律不得驶入老街区。", "车辆一律不得驶入老街区。", "condition"),
    ("where a ban holds, in front of it", "禁止在木构厂房周边燃放烟花。禁止在展馆开放期间搬运钢材。", "展馆开放期间不许搬运钢材。", "展馆开放期间可以搬运钢材。", "negation"),
    ("cause and effect", "屋面年久失修，导致墙体渗水开裂。", "墙体渗水开裂，是因为屋面年久失修。", "墙体渗水开裂，从而屋面年久失修。", "opposite"),
    ("cause and effect in the order of the clause", "统一采购钢材，摊薄运输费用。", "统一采购钢材，从而摊薄运输费用。", "摊薄运输费用，从而统一采购钢材。", "opposite"),
    ("either and both", "屋面漏水或者墙体倾斜的厂房列入危房名册。", "屋面漏水的厂房，或者墙体倾斜的，列入危房名册。", "屋面漏水并且墙体倾斜的厂房列入危房名册。", "opposite"),
    ("beforehand", "业主拆除隔墙，应当事先将图纸交街道核对。", "业主要拆除隔墙，应事先把图纸交街道核对。", "业主拆除隔墙，应在拆除之后把图纸交街道核对。", "condition"),
    ("a step behind a verb", "检测后通知相邻住户。", "检测之后通知相邻住户。", "检测之前通知相邻住户。", "condition"),
    ("first and then", "图则由县住建局编制，经专家评审后公示。", "图则由县住建局编制，先经专家评审，再公示。", "图则由县住建局编制，先公示，再经专家评审。", "condition"),
    ("the share of what", "展馆面积占厂房面积的30%。", "展馆面积要占到厂房面积的30%。", "厂房面积要占到展馆面积的30%。", "role"),
    ("from and to in words", "修缮重点从木构厂房转向砖墙仓库。", "修缮重点要从木构厂房转为砖墙仓库。", "修缮重点要从砖墙仓库转为木构厂房。", "role"),
    ("a department in its short form", "展馆日常维护由县卫生健康行政部门承担。", "展馆日常维护归县卫生健康行政部门负责。", "展馆日常维护归县医疗保障行政部门负责。", "department"),
    ("days", "验收结果公示7日。", "验收结果要公示7天。", "验收结果要公示7个工作日。", "figure"),
    ("a range in words", "未登记的，处1000元以上5000元以下罚款。", "未登记的，罚款1000元至5000元。", "未登记的，罚款1000元至6000元。", "figure"),
    ("what is counted", "全年装运钢材5000万标准箱。", "全年装运钢材5000万标准箱。", "全年装运钢材5000万吨。", "figure"),
    ("a bound in words of every day", "租期不满一年的，免收押金。", "租期不到一年的，免收押金。", "租期一年以上的，免收押金。", "bound"),
    ("an approval that is asked for", "改造方案由县住建局编制，报县人民政府批准后实施。", "改造方案由县住建局编制，经县政府批准后实施。", "改造方案由县住建局编制，报县政府备案后实施。", "opposite"),
    ("whom it is told to", "发现渗漏及时向街道报告。", "发现渗漏要及时向街道报告。", "发现渗漏要及时向社会公布。", "role"),
    ("a member put into a list", "考核结果与租金补助、装修奖励、展位分配挂钩。", "考核结果同租金补助、装修奖励和展位分配挂钩。", "考核结果同租金补助、学区名额、装修奖励和展位分配挂钩。", "opposite"),
    ("of its kind", "用人单位应当安排消防演练。", "企业应当安排消防演练。", "企业可以安排消防演练。", "duty"),
    ("in and out of a list", "年底前将砖构厂房调出危房名册。", "年底前让砖构厂房从危房名册中调出。", "年底前把砖构厂房列入危房名册。", "opposite"),
    ("borne by all", "超支部分由业主与租户分担。", "超支部分要由业主和租户分担。", "超支部分要由业主与租户自负。", "opposite"),
    ("asked for is not done", "与会业主建议尽快修订图则、尽早公布。", "与会业主建议尽快修订并公布图则。", "图则已经修订公布。", "duty"),
    ("no more than a limit", "噪声值小于50分贝。", "噪声值必须小于50分贝。", "噪声值必须大于50分贝。", "bound"),
    ("opposites", "改造增量资金向老街区倾斜。", "改造的增量资金要向老街区倾斜。", "改造的存量资金要向老街区倾斜。", "opposite"),
    ("a penalty that is not there", "拒不整改的予以通报。", "拒不整改的，通报。", "拒不整改的，予以罚款。", "opposite"),
    ("what is never to be done alone", "发现渗漏，要立即逐级上报到县里，不得擅自处理。", "发现渗漏的，都要立即逐级上报到县里，禁止自行处理。", "发现渗漏要立即上报并自行处理。", "opposite"),
    ("subjects exchanged", "木构厂房修缮屋架，砖构厂房加固墙体。", "砖构厂房加固墙体，木构厂房修缮屋架。", "砖构厂房修缮屋架，木构厂房加固墙体。", "opposite"),
    ("subjects exchanged over two sentences", "涉及邻里的，书面征求意见；涉及文物的，召开论证会。", "涉及文物的召开论证会；涉及邻里的书面征求意见。", "涉及文物的书面征求意见；涉及邻里的召开论证会。", "opposite"),
    ("a department of another sentence", "县住建局编制图则，县财政局安排资金。验收结果报送县档案馆备查。评估报告由县审计局抽查。", "验收结果要报送县档案馆备查。", "验收结果要送给县审计局，报送备查。", "department"),
    ("who pays", "设计费由业主从自筹资金和维修基金中支付。奖励资金从土地出让收益列支。", "奖励资金要从土地出让收益列支。", "奖励资金要从自筹资金和维修基金里列支。", "role"),
    ("a role in other words", "领导小组由副县长牵头。日常事务由县住房和城乡建设局承担。", "日常事务由县住建局承担。", "领导小组由县住建局牵头。", "role"),
    ("a condition shown by words that stand elsewhere too", "改造厂房的业主，没有改造贷款的，申请补助时提供改造预算。", "改造厂房的业主没有改造贷款的，申请补助时应提供改造预算。", "改造厂房的业主，申请补助时应提供改造预算。", "condition"),
    ("a short condition", "符合消防验收条件的厂房可以出租。", "符合条件的厂房可以出租。", "厂房可以出租。", "condition"),
    ("an aim told as done", "对接省级平台，力争在青川设置展馆。", "青川要对接省级平台，争取设展馆。", "青川已对接省级平台并设置了展馆。", "duty"),
    ("a ban in other words", "内部图纸、会议记录，不纳入公开范围。", "内部图纸和会议记录不在公开范围之内。", "内部图纸和会议记录，也在公开范围之内。", "negation"),
    ("one negation for another", "整改后仍未达标的，撤销称号。", "整改后还是不达标的，撤销称号。", "整改后达标的，撤销称号。", "negation"),
    ("what is given may be had", "对完成改造的业主给予一次性奖励。", "完成改造的业主可获得一次性奖励。", "完成改造的业主必须获得一次性奖励。", "duty"),
    ("a bare order", "每周巡查屋面，登记隐患。", "应每周巡查屋面，登记隐患。", "可每周巡查屋面，登记隐患。", "duty"),
    ("才能 is two words", "业主在备案完成后才能开展施工。", "业主完成备案之后才可以开展施工。", "业主完成备案之后必须开展施工。", "duty"),
    ("the whole and a part", "全部厂房设置疏散标识。", "所有厂房都要设置疏散标识。", "个别厂房要设置疏散标识。", "opposite"),
    ("tenths and halves", "业主承担改造费用的50%。", "改造费用的一半由业主承担。", "改造费用的四成由业主承担。", "figure"),
    ("twice", "补缴金额给予双倍计算。", "补缴的金额按两倍计算。", "补缴的金额减半计算。", "opposite"),
    ("a bound far off", "改造补助最高可给予评估造价的30%。", "改造补助不超过评估造价的30%。", "改造补助不低于评估造价的30%。", "bound"),
    ("a share at its bound", "租金占收入的比例小于20%。", "租金占收入的比例在20%以下。", "租金占收入的比例在20%以上。", "bound"),
    ("by and to", "闲置厂房减少1386万平方米。", "闲置厂房减少了1386万平方米。", "闲置厂房减少到1386万平方米。", "indicator"),
    ("a figure of two", "为业主和租户减免费用约3亿元。", "给业主和租户减免费用大约3亿元。", "给业主减免费用大约3亿元。", "indicator"),
    ("a leading year", "到2025年，改造全面铺开。厂房利用率达到80%。到2030年，改造基本完成。厂房利用率达到95%。", "2030年的目标是厂房利用率达到95%。", "2030年的目标是厂房利用率达到80%。", "indicator"),
    ("dealt out by levels", "市、县级展馆分别设1家、8家。", "县级展馆设8家。", "县级展馆设1家。", "indicator"),
    ("of how many", "每百名住户配备2名网格员。", "每100名住户配备2名网格员。", "每名住户配备2名网格员。", "figure"),
    ("how often", "按每户不超过3000元给予补助。", "每户补助最多3000元。", "每户每月补助最多3000元。", "figure"),
    ("a day without a year", "申报材料须在3月5日17时前提交。", "3月5日17时之前要提交申报材料。", "3月5日17时之后要提交申报材料。", "bound"),
    ("one by one", "生活补贴每人每年只享受一次。", "生活补贴一人一年只能享受一次。", "生活补贴一人一年只能享受两次。", "figure"),
    ("a part and its whole", "全县共修缮厂房38处，其中砖构厂房26处。", "全县修缮砖构厂房26处。", "全县修缮砖构厂房38处。", "indicator"),
    ("a part without its name", "改造面积增长12%，其中展馆面积增长30%。", "展馆面积增长30%。", "改造面积增长30%。", "indicator"),
    ("what a share is of", "在40%的街道设改造专员，专员经费占街道经费的比例达到30%。", "四成的街道设改造专员。", "三成的街道设改造专员。", "indicator"),
    ("from and to", "厂房利用率从2020年的60%提高到2025年的85%。", "厂房利用率2025年达到85%。", "厂房利用率2025年达到60%。", "indicator"),
    ("one year for all", "到2025年，砖构厂房修缮率达到70%，木构厂房修缮率达到50%。", "到2025年木构厂房修缮率达到50%。", "到2025年木构厂房修缮率达到70%。", "indicator"),
    ("a list with another name", "扩建大桥、枫溪、康健图书分馆，启动田林图书分馆选址。", "大桥、枫溪、康健图书分馆要扩建。", "大桥、枫溪、田林图书分馆要扩建。", "opposite"),
    ("a partner that is not named", "探索与青川文史馆共建展厅。", "探索和青川文史馆共建展厅。", "探索和复旦大学共建展厅。", "department"),
    ("a place the list does not know", "在首都圈地区建设示范展馆。", "示范展馆要建在首都圈地区。", "要在长三角地区建设示范展馆。", "region"),
    ("a step before or after", "消防验收应在完成加固并通电后进行。", "完成加固并通电以后，进行消防验收。", "完成加固并通电以前，进行消防验收。", "condition"),
    ("a condition freed by name", "补助符合条件的租户。", "符合条件的租户，给予补助。", "不论是否符合条件，租户都给予补助。", "condition"),
    ("what is undone", "取消厂房出租登记收费。", "厂房出租登记收费要取消。", "厂房出租登记收费全面推开。", "opposite"),
    ("tight and loose", "执行从紧的用地政策。", "用地政策从紧执行。", "执行宽松的用地政策。", "opposite"),
    ("at least once and at most", "每年至少检查1次屋面。", "屋面每年最少检查一次。", "屋面每年最多检查一次。", "bound"),
    ("half", "50%以上的厂房设置展柜。", "半数以上的厂房设置展柜。", "半数以下的厂房设置展柜。", "bound"),
    ("four hours", "接报后4个小时内到场。", "接报后4小时内到场。", "接报后4小时后到场。", "bound"),
    ("a year for its date", "展馆于2006年1月1日开放。", "展馆在2006年开放。", "展馆在2006年前开放。", "bound"),
    ("one level, no first level", "同级别展馆的参观门票和讲解预约予以互认。", "同一级别展馆的参观门票和讲解预约，予以互认。", "一级展馆的参观门票和讲解预约，予以互认。", "term"),
    ("a hedge in front", "一处厂房原则上只设一个出口。", "原则上，一处厂房只设一个出口。", "一处厂房只设一个出口。", "duty"),
    ("what is not fit", "对不宜整体改造的厂房，可分期修缮。", "不适合整体改造的厂房，可以分期修缮。", "适合整体改造的厂房，可以分期修缮。", "negation"),
    ("what one already has", "具有文物资格的厂房优先修缮。", "已经有文物资格的厂房优先修缮。", "没有文物资格的厂房优先修缮。", "negation"),
    ("only then", "备案完成后方可施工。", "备案完成之后才能施工。", "备案完成之后必须施工。", "duty"),
    ("a number cited", "县住建局《关于请求加固青石厂房的请示》（青建〔2004〕15号）收悉。", "请求加固青石厂房的请示，文号是青建〔2004〕15号。", "请求加固青石厂房的请示，文号是青建〔2004〕51号。", "number"),
    ("a thing for another", "加强旧厂房外墙砖瓦价格的市场监测，每年公布结果。", "旧厂房外墙砖瓦的市场价格要加强监测，结果每年公布。", "旧厂房外墙木料的市场价格要加强监测，结果每年公布。", "opposite"),
    ("a doing for another", "厂房沉降监测系统实现县域示范应用。", "厂房沉降监测系统要在县域实现示范应用。", "厂房沉降预警系统要在县域实现示范应用。", "opposite"),
    ("one head, two things", "不宜整租的大型厂房和仓储费用，可按月结算。", "不适合整租的大型厂房和仓储费用，可以按月结算。", "不适合整租的大型厂房和运输费用，可以按月结算。", "opposite"),
    ("in the part restated", "砖构厂房实现批量修缮及出租，木构厂房、土构厂房实现样板修缮。", "木构厂房、土构厂房要实现样板修缮。", "木构厂房、土构厂房要实现批量修缮。", "opposite"),
    ("who sends whom", "推行文物所向沿街展馆和租户派驻结构修缮专员。", "文物所要向沿街展馆和租户派驻结构修缮专员。", "沿街展馆和租户要向文物所派结构修缮专员。", "role"),
    ("how much of it", "对客流量大、租期长的厂房，实施集中修缮。", "客流量大、租期长的厂房，要集中修缮。", "客流量小、租期长的厂房，要集中修缮。", "opposite"),
    ("contraries behind their things", "对迟交的租户提高保证金，降低返还比例。", "迟交的租户保证金提高、返还比例降低。", "迟交的租户保证金降低、返还比例提高。", "opposite"),
    ("of which grade", "二级及以上展馆要成立修缮委员会，三级展馆要全面实行馆长负责制度。", "二级以上展馆要成立修缮委员会，三级展馆要全部实行馆长负责制度。", "二级以上展馆要成立修缮委员会，并全部实行馆长负责制度。", "term"),
    ("allowed, not bound", "县属展馆应当开设夜场，其他展馆可根据客流规范开设。", "县属展馆应当开设夜场，其他展馆可以按客流开设。", "县属展馆应当开设夜场，其他展馆也应当按客流开设。", "duty"),
    ("figures of a list", "推选砖雕工艺带头人20人、木雕骨干400名。", "推选20名砖雕工艺带头人、400名木雕骨干。", "推选20名木雕骨干、400名砖雕工艺带头人。", "indicator"),
    ("who sets it", "租户未提供完整清单，不能确定厂房原值的，由县文物所核定厂房原值。", "租户没有提供完整清单、不能确定厂房原值的，由县文物所核定。", "租户没有提供完整清单、不能确定厂房原值的，由租户申报。", "role"),
    ("crossed beside a sentence with both", "增强市县级展馆服务能力。开展市级展馆达标建设，实施县级展馆扩能建设。", "市级展馆开展达标建设，县级展馆实施扩能建设。", "县级展馆开展达标建设，市级展馆实施扩能建设。", "opposite"),
    ("all and some", "名录库应包括所有相关的修缮工匠。", "名录库要包括所有相关的修缮工匠。", "名录库要包括部分相关的修缮工匠。", "opposite"),
    ("nearly and wholly", "到2025年，厂房名录全面建成，修缮标准化基本实现。", "到2025年，厂房名录全面建成，修缮基本实现标准化。", "到2025年，厂房名录基本建成，修缮标准化全面实现。", "opposite"),
    ("undone last year", "去年又取消65项厂房改造的审批事项。", "去年又取消了65项厂房改造审批事项。", "去年又下放65项厂房改造的审批事项。", "opposite"),
    ("at once", "发现冒名展馆，要求平台立即关停。", "发现冒名展馆，要求平台马上关停。", "发现冒名展馆，鼓励平台马上关停。", "duty"),
    ("spread words", "修缮要遵守木构标准和规范，县级文物所派员指导。", "修缮要遵守木构标准规范，县级文物所派员指导。", "修缮要遵守木构标准规范，市级文物所派员指导。", "opposite"),
    ("a level reached", "厂房出租率达42%。", "厂房出租率要提高到42%。", "厂房出租率要降低到42%。", "opposite"),
    ("a level without its word", "加强市、县公立展馆修缮。", "县级公立展馆要加强修缮。", "乡级公立展馆要加强修缮。", "opposite"),
    ("at most what one can", "租户修缮厂房的，可申请最高不超过15万元的贷款。", "租户修缮厂房的，最多能申请15万元贷款。", "租户修缮厂房的，最少能申请15万元贷款。", "bound"),
    ("told by its figure", "讲解员定期参加培训，一般两个月安排一次。青石馆定期举办讲座。", "讲解员定期参加的培训，一般两个月举办一次。", "讲解员定期参加的培训，一般三个月举办一次。", "figure"),
    ("not ruled out", "倾向于认为裂缝由沉降造成，不能排除与蓄水有关。", "倾向于认为裂缝由沉降造成，并不排除与蓄水有关。", "倾向于认为裂缝由沉降造成，排除与蓄水有关。", "negation"),
    ("and some more", "同本馆交流的展馆已经达到一百二十多个。", "同本馆交流的展馆已经超过120个。", "同本馆交流的展馆不超过120个。", "bound"),
    ("a condition led in", "具有文物资格的同等条件下优先修缮。", "具有文物资格的，在同等条件下优先修缮。", "没有文物资格的，在同等条件下优先修缮。", "negation"),
    ("them, named before", "鼓励有条件的街道选择重点厂房。", "有条件的街道，鼓励它们选择重点厂房。", "有条件的街道，要求它们选择重点厂房。", "duty"),
    ("a meeting and its members", "联席会议由教育局、财政局、文物局9个单位组成，教育局为牵头单位。", "修缮联席会议由教育局等9个单位组成，牵头的是教育局。", "修缮联席会议由教育局等9个单位组成，牵头的是财政局。", "role"),
    ("a department by its work", "厂房消防由卫生健康行政部门负责。", "厂房消防由卫健部门负责。", "厂房消防由医保部门负责。", "department"),
    ("another's predicate", "展馆的门票收入、讲解收入，应当分别合并结算。从本地取得的其他收入，应当分别单独结算。", "展馆的门票收入、讲解收入，要分别合并结算。", "展馆的门票收入、讲解收入，要分别单独结算。", "opposite"),
    ("whose number", "县住建局《关于请求加固青石厂房的请示》（青建〔2004〕15号）收悉。", "请求加固青石厂房的请示，文号是青建〔2004〕15号。", "青川县旧厂房改造办法的文号是青建〔2004〕15号。", "number"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "clause", "faithful"), [p[:3] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_another_wording_is_verified(what: str, clause: str, faithful: str) -> None:
    found = _says(faithful, clause)
    assert found.verdict == "verified", (what, found.reasons)


@pytest.mark.parametrize(
    ("what", "clause", "wrong", "rule"), [(p[0], p[1], p[3], p[4]) for p in PAIRS], ids=[p[0] for p in PAIRS]
)
def test_another_meaning_is_caught(what: str, clause: str, wrong: str, rule: str) -> None:
    found = _says(wrong, clause)
    assert found.verdict != "verified", what
    assert rule in {reason.split(":")[0] for reason in found.reasons}, found.reasons


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("check_crossing", "crossed beside a sentence with both"),
        ("check_placed", "who sets it"),
        ("check_exchanged", "a thing for another"),
        ("check_exchanged", "a doing for another"),
        ("check_grades", "of which grade"),
        ("check_dealt", "figures of a list"),
        ("check_slots", "how much of it"),
        ("check_slots", "in the part restated"),
        ("check_pivots", "who sends whom"),
        ("check_periods", "how often"),
        ("check_periods", "of how many"),
    ],
)
def test_the_removal_of_a_rule_is_noticed(name: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, clause, _, wrong, _ = next(p for p in PAIRS if p[0] == what)
    monkeypatch.setattr(verdict, "check_edits", lambda *_: [])  # some of these are edits too
    monkeypatch.setattr(verdict, "check_invented", lambda *_: [])
    assert _says(wrong, clause).verdict != "verified"
    monkeypatch.setattr(verdict, name, lambda *_: [])
    assert _says(wrong, clause).verdict == "verified"


def test_short_forms() -> None:
    assert short_name("市卫生健康委员会") == short_name("市卫健委") == "市卫健委"
    assert shortened("国家高新技术产业开发区") == "国家高新区"
    assert shortened("人力资源和社会保障部门") == shortened("人力资源社会保障部门") == "人社部门"
    assert shortened("人力资源开发") == "人力资源开发"


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit", "bound"),
    [
        ("400多万人", "number", "4000000", "人", "="),
        ("1亿千瓦", "number", "100000000", "千瓦", "="),
        ("占1/4", "percent", "25", "%", "="),
        ("双倍", "number", "2", "倍", "="),
        ("把一半交给", "percent", "50", "%", "="),
        ("不超过年度利润总额12%", "percent", "12", "%", "<="),
        ("最长一年", "number", "1", "年", "<="),
        ("近三年", "number", "3", "年", "="),
        ("满三年", "number", "3", "年", ">="),
        ("3日（星期一）起", "number", "3", "日", ">="),
        ("最低水平，海拔500米", "number", "500", "米", "="),
    ],
)
def test_figures_are_read(text: str, kind: str, value: str, unit: str, bound: str) -> None:
    (found,) = [q for q in quantities(text) if q.kind in ("number", "percent")]
    assert (found.kind, found.value, found.unit, found.bound) == (kind, value, unit, bound)


@pytest.mark.parametrize("text", ["上一年度", "每一年", "零部件"])
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert quantities(text) == ()
