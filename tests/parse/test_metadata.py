"""What a document says of itself; what it does not say stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.compose.facts import _validity
from rag.language.document_kinds import IN_FORCE, RULES
from rag.language.region import own_region
from rag.parse.metadata import NUMBER_LINE, is_addressees, is_organ, region_of
from rag.parse.parser import parse
from rag.types import Document


def read(text: str, title: str | None = None) -> Document:
    return parse(text, document_id="d", title=title)


NOTICE = """某省人民政府办公厅关于加强
基层卫生工作的通知
某政办〔2023〕5号
各市、县人民政府，省政府各部门：
根据《国务院关于健康工作的意见》（国发〔2019〕13号）和《某省健康条例》，现就有关事项通知如下。
一、总体要求
到2025年，覆盖率达到90%。
二、附则
本通知自2023年4月1日起施行，有效期5年。《某省基层卫生工作办法》（某政办〔2010〕8号）同时废止。
某省人民政府办公厅
二〇二三年三月一日"""


def test_a_notice() -> None:
    document = read(NOTICE, title="下载.txt")
    assert document.title == "某省人民政府办公厅关于加强基层卫生工作的通知"
    assert document.number == "某政办〔2023〕5号"
    assert document.issuer == "某省人民政府办公厅"
    assert document.issued_on == "2023-03-01"
    assert document.effective_on == "2023-04-01"
    assert document.expires_on == "2028-04-01"
    assert document.addressees == ("各市、县人民政府", "省政府各部门")
    assert document.implements == ("《国务院关于健康工作的意见》（国发〔2019〕13号）", "《某省健康条例》")
    assert document.replaces == ("《某省基层卫生工作办法》（某政办〔2010〕8号）",)
    assert not document.digest


def test_a_cited_number_is_not_the_documents_own() -> None:
    document = read("某市健康工作方案\n根据《意见》（国发〔2019〕13号），制定本方案。\n一、目标\n甲。")
    assert document.number is None


def test_what_the_text_does_not_state_is_unknown() -> None:
    document = read("一、目标\n到2025年完成。\n二、任务\n乙。")
    assert (document.number, document.issuer, document.issued_on, document.region) == (None,) * 4
    assert (document.effective_on, document.expires_on, document.status) == (None, None, "unknown")


def test_the_signature_beats_the_date_of_the_page() -> None:
    page = f"发布时间：2024-09-09\n{NOTICE}"
    assert read(page).issued_on == "2023-03-01"
    assert read("发布时间：2024-09-09\n某市健康工作方案\n一、目标\n甲。").issued_on is None


def test_without_a_title_the_container_names_it_not_the_first_sentence() -> None:
    text = "各区县卫生健康委：\n为加强工作，通知如下。\n一、甲\n乙。"
    assert read(text, title="健康工作通知").title == "健康工作通知"
    assert read("为加强工作，制定本方案。\n一、甲\n乙。", title="方案.docx").title == "方案.docx"


def test_the_plan_that_a_notice_carries_gives_the_title() -> None:
    text = "某市卫生健康委关于印发《某市健康行动实施方案》的通知\n各区：\n现印发给你们。\n一、甲\n乙。"
    assert read(text).title == "某市健康行动实施方案"
    assert read(text.replace("《", "").replace("》", "")).title == "某市健康行动实施方案"


def test_a_title_that_could_end_earlier_goes_on() -> None:
    text = "国务院办公厅关于全面推行某某公示制度\n某某审核制度的指导意见\n国办发〔2018〕118号\n一、甲\n乙。"
    assert read(text).title == "国务院办公厅关于全面推行某某公示制度某某审核制度的指导意见"
    assert (
        read("某行业标准体系\n建设指南\n（2022版）\n一、甲\n乙。").title == "某行业标准体系建设指南（2022版）"
    )


def test_a_decree_takes_the_name_of_its_organ() -> None:
    text = "中华人民共和国国务院令\n第707号\n现公布《某某条例》。\n总理 李某某\n2018年12月18日\n某某管理条例\n第一条　甲。\n第二条　乙。"
    document = read(text)
    assert (document.number, document.issuer, document.issued_on) == (
        "国务院令第707号",
        "国务院",
        "2018-12-18",
    )
    assert document.title == "某某管理条例"


def test_a_report_is_dated_by_its_subtitle() -> None:
    text = "2026年河北省政府工作报告\n——2026年1月26日在河北省人民代表大会上\n来源：某报\n时间：2026-02-02\n各位代表：\n一、甲\n乙。"
    document = read(text)
    assert (document.issued_on, document.region) == ("2026-01-26", "河北省")


def test_trial_documents() -> None:
    assert read("某市数据管理办法（试行）\n第一条　甲。\n第二条　乙。").status == "trial"


@pytest.mark.parametrize(
    ("names", "region"),
    [
        (("上海市杨浦区卫生健康委员会",), "上海市杨浦区"),
        (("江西省人民政府办公厅",), "江西省"),
        (("中共平顶山市委办公室",), "平顶山市"),
        (("推进丽水市卫生健康现代化建设实施方案",), "丽水市"),
        (("2026年广西壮族自治区政府工作报告",), "广西壮族自治区"),
        (("关于深化杨浦区医药卫生体制改革的工作方案",), "杨浦区"),
        (("国务院办公厅",), "全国"),
        (("国务院关于在市场监管领域推行监管的意见",), "全国"),
        (("工业和信息化部",), "全国"),
        (("市场监管总局办公厅、工业和信息化部办公厅",), "全国"),
        (("智慧城市建设指南",), None),
        (("促进民族地区发展的意见",), None),
        (("全市健康工作方案",), None),
        (("关于成立云溪县消防安全领导小组的通知",), "云溪县"),
        (("关于同意设立南湖市高新区的批复",), "南湖市高新区"),
        (("关于核定临江县停车收费标准的通知",), "临江县"),
        (("关于加强和改进云山县城市管理工作的意见",), "云山县"),
        (("关于调整县城公交票价的通知",), None),
        (("关于成立县医院建设指挥部的通知",), None),
        (("通道县人民政府",), "通道县"),
        (("开化县人民政府",), "开化县"),
        (("2026年度云溪市技能提升补贴申领指南",), "云溪市"),
        (("望月区市场监督管理局",), "望月区"),
        (("望湖区市场监督管理局",), "望湖区"),
        (("2026年望月区国民经济统计公报",), "望月区"),
        (("云溪市望月区统计局", "望月区统计公报"), "云溪市望月区"),
        (("关于建城区停车的通知",), None),
        ((), None),
    ],
)
def test_regions(names: tuple[str, ...], region: str | None) -> None:
    assert region_of(*names) == region


def test_the_number_of_a_standard_is_no_part_of_its_title() -> None:
    found = parse("DB99/T 1204—2023\n食堂服务规范\n1 范围\n适用于食堂。\n2 要求\n每日留样。", document_id="d")
    assert (found.title, found.number) == ("食堂服务规范", "DB99/T 1204—2023")


def test_number_lines() -> None:
    for line in (
        "平办〔2020〕7号",
        "国发[2017] 5 号",
        "第707号",
        "文号：某政发〔2020〕1号",
        "（某科函〔2021〕12号）",
        "国家卫生健康委公告 2021年第3号",
        "DB99/T 1204—2023",
        "GB 12345.1-2020",
    ):
        assert NUMBER_LINE.fullmatch(line), line
    for line in ("国发〔2017〕5号文件要求", "2020年", "第三条", "GB/T 12345 食堂规范", "A区3栋—2023年"):
        assert not NUMBER_LINE.fullmatch(line), line


def test_organs_and_addressees() -> None:
    assert is_organ("某市人民政府办公室") and is_organ("国家税务总局")
    assert is_organ("云溪市东湖街道办事处") and not is_organ("群众办事处处方便")
    assert not is_organ("决胜全面建成小康社会") and not is_organ("关于某局")
    assert is_addressees("各县（市、区）党委和人民政府，市委各部委：")
    assert is_addressees("辽宁省人民政府：")
    assert not is_addressees("现将有关事项通知如下：")


@given(st.text(alphabet="关于印发《》的通知方案〔〕2020号第（）市政府 　", max_size=60))
def test_titles_are_never_empty(text: str) -> None:
    assert read(text, title="名").title


def told(text: str) -> Document:
    return parse(text, document_id="d")


BOXED = "索引号：K02\n发文字号：某政发〔2024〕9号\n发文机关：某市人民政府\n成文日期：2024-03-01\n有效性：{}\n某市社区食堂建设方案\n一、目标\n建设食堂。"


def test_the_box_of_the_page_tells_what_the_text_does_not() -> None:
    found = told(BOXED.format("现行有效"))
    assert (found.number, found.issuer, found.issued_on) == (
        "某政发〔2024〕9号",
        "某市人民政府",
        "2024-03-01",
    )
    assert found.status == "in_force"
    assert told(BOXED.format("已失效")).status == "repealed"
    signed = told(BOXED.format("有效") + "\n某市民政局\n2024年2月2日")
    assert (signed.issuer, signed.issued_on) == ("某市民政局", "2024-02-02"), "the signature beats the box"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("【本文件已废止】", "repealed"),
        ("（已失效）", "repealed"),
        ("本办法已被《某市新办法》替代", "superseded"),
        ("各区人民政府：", "unknown"),
    ],
)
def test_a_line_over_the_text_says_that_it_holds_no_longer(line: str, status: str) -> None:
    assert told(f"某市社区食堂管理办法\n{line}\n第一条 甲。").status == status


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("本办法自2024年5月1日起施行，有效期5年。", ("2024-05-01", "2029-05-01")),
        ("本办法自2024年5月1日起试行，试行期两年。", ("2024-05-01", "2026-05-01")),
        ("本规范在全县适用，本规范自2024年5月1日起试行，试行期两年。", ("2024-05-01", "2026-05-01")),
        ("实施期限为2022年1月1日至2023年12月31日。", ("2022-01-01", "2023-12-31")),
        ("本通知自2024年5月1日起执行，有效期至2026年4月30日。", ("2024-05-01", "2026-04-30")),
        ("有关部门自2024年起每年评估。", (None, None)),
    ],
)
def test_terms(text: str, dates: tuple[str | None, str | None]) -> None:
    found = told(f"某市管理办法\n第一条 甲。\n第二条 {text}")
    assert (found.effective_on, found.expires_on) == dates


@pytest.mark.parametrize("kind", IN_FORCE)
def test_a_document_of_any_kind_says_how_long_it_holds(kind: str) -> None:
    document = told(f"某市社区食堂补贴{kind}\n第一条 甲。\n第二条 本{kind}自2024年1月1日起施行，有效期5年。")
    assert (document.effective_on, document.expires_on) == ("2024-01-01", "2029-01-01")
    stated = _validity(document, ends=True)
    assert stated is not None and "有效期5年" in stated.text


@pytest.mark.parametrize("kind", [*RULES, "意见", "方案", "规划", "措施", "名单"])
def test_a_notice_carries_a_document_of_any_kind(kind: str) -> None:
    assert (
        told(f"某市民政局关于印发社区食堂补贴{kind}的通知\n各区民政局：\n一、甲\n乙。").title
        == f"社区食堂补贴{kind}"
    )


def test_what_a_document_ends() -> None:
    found = told(
        "某市通知\n一、甲\n自本通知印发之日起，《某市旧通知》（某政办〔2016〕8号）停止执行。《他法》另有规定的，暂停执行。"
    )
    assert found.replaces == ("《某市旧通知》（某政办〔2016〕8号）",)


def test_a_decree_in_the_history_under_the_title() -> None:
    found = told("某市养犬办法\n（2021年5月6日某某市人民政府令第35号公布 自2021年7月1日起施行）\n第一条 甲。")
    assert (found.number, found.issuer, found.issued_on) == (
        "某某市人民政府令第35号",
        "某某市人民政府",
        "2021-05-06",
    )


def test_the_imprint_names_the_issuer_where_nothing_else_does() -> None:
    found = read(
        "为建设食堂，制定本方案。\n一、目标\n建成。\n抄送：各区。\n云溪省人民政府办公厅2020年12月10日印发"
    )
    assert (found.issuer, found.issued_on) == ("云溪省人民政府办公厅", "2020-12-10")


@pytest.mark.parametrize(
    ("title", "issuer", "region"),
    [
        ("交通运输部等五部门关于建设食堂的意见", "交通运输部等五部门", "全国"),
        ("国家林草局 全国绿化办关于建设食堂的通知", "国家林草局、全国绿化办", "全国"),
        ("交通运输部运输司关于建设食堂的通知", "交通运输部运输司", "全国"),
    ],
)
def test_the_bodies_before_the_word_about_in_a_title(title: str, issuer: str, region: str) -> None:
    found = read(f"{title}\n各省交通运输厅：\n通知如下。\n一、目标\n建成。")
    assert (found.title, found.issuer, found.region) == (title, issuer, region)


def test_a_spaced_out_organ_is_one_name() -> None:
    assert read("一、目标\n建成。\n科 技 部\n2018年10月12日").issuer == "科技部"


@pytest.mark.parametrize(
    "line",
    [
        "各省、自治区、直辖市及兵团卫生健康委（老龄办），各有关社会组织：",
        "某某副主席：",
        "某某等代表：",
    ],
)
def test_addressees_with_brackets_and_persons(line: str) -> None:
    found = read(f"关于建设食堂的函\n{line}\n现将有关情况函复如下。\n一、目标\n建成。")
    assert [clause.path[0] for clause in found.clauses] == ["标题", "主送", "前言", "一"]


def test_whom_to_ask_stands_outside_the_last_clause() -> None:
    text = "一、目标\n建成。\n{}\n联系电话：0101-2345678"
    asked = read(text.format("市民政局联系人：某某，电话：0101-2345679"))
    assert [clause.path[0] for clause in asked.clauses] == ["一", "落款"]
    inside = read(text.format("材料寄送：地址见附页。") + "\n材料应当于月底前寄出，逾期不再受理。")
    assert [clause.path[0] for clause in inside.clauses] == ["一"]


def test_a_date_under_the_title_dates_a_report() -> None:
    assert (
        read("在大会上的报告\n（2017年10月18日）\n某某\n同志们：\n报告如下。\n一、回顾\n很好。").issued_on
        == "2017-10-18"
    )


NOTE = "各区民政局：\n现将有关事项通知如下。\n一、目标\n建成食堂。\n某市民政局\n2024年3月5日"


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("某市民政局文件\n某民发〔2024〕12号\n", "某民发〔2024〕12号"),
        ("000123\n机密★1年\n特急\n某市民政局文件\n某民发〔2024〕12号 签发人：某某\n", "某民发〔2024〕12号"),
        ("某市民政局文件\n某民发 〔2024〕 12 号\n", "某民发〔2024〕12号"),
        ("某市民政局文件\n某民发〔２０２４〕１２号\n", "某民发〔2024〕12号"),
        ("某市民政局\n某市财政局\n文件\n某民发〔2024〕12号\n", "某民发〔2024〕12号"),
        ("| 某民发〔2024〕12号 | 签发人：某某 |\n", "某民发〔2024〕12号"),
        ("2024年  第3号\n", "2024年第3号"),
        ("（某市人民政府令第280号）\n", "某市人民政府令第280号"),
    ],
)
@pytest.mark.parametrize("kind", ["请示", "通知", "答复", "一封信"])
def test_the_head_over_a_title_is_not_joined_to_it(head: str, number: str, kind: str) -> None:
    title = f"某市民政局关于建设食堂的{kind}"
    found = read(f"{head}{title}\n{NOTE}")
    assert (found.title, found.number, found.issuer) == (title, number, "某市民政局")


def test_a_red_head_names_the_issuer_where_nothing_else_does() -> None:
    found = read("某市民政局文件\n建设食堂二十条\n现提出意见。\n一、目标\n建成。")
    assert (found.title, found.issuer) == ("建设食堂二十条", "某市民政局")


def test_full_width_digits_are_read_as_others_are() -> None:
    found = read(
        "某市食堂办法\n某政办发〔２０２３〕１５号\n各区：\n通知如下。\n一、目标\n"
        "本办法自２０２３年５月１日起施行，有效期至２０２８年４月３０日。\n某市民政局\n２０２３年４月１８日"
    )
    assert (found.number, found.issued_on) == ("某政办发〔2023〕15号", "2023-04-18")
    assert (found.effective_on, found.expires_on) == ("2023-05-01", "2028-04-30")
    assert found.clauses[-1].kind == "signature"


def test_in_a_wrapped_text_the_number_stands_alone() -> None:
    wrapped = (
        "某某市民政局关于建设社区\n食堂服务体系的实施意见\n某市民发〔２０２３〕５号\n各区民政局，市属有关事业\n单位：\n"
        "为进一步做好社区食堂的建\n设工作，满足老年人的就餐\n需要，现提出以下意见，请\n认真贯彻执行。\n一、目标\n建成食堂。"
    )
    found = read(wrapped)
    assert (found.title, found.number) == (
        "某某市民政局关于建设社区食堂服务体系的实施意见",
        "某市民发〔2023〕5号",
    )
    assert found.addressees == ("各区民政局", "市属有关事业单位")


def test_minutes_have_an_issue_and_a_list_of_those_present() -> None:
    found = read(
        "某市人民政府常务会议纪要\n第35期\n某市人民政府办公室      2024年2月8日\n2月6日，市长主持召开会议。\n"
        "一、会议研究了补贴。\n二、会议确定了标准。\n出席：某某、某某\n列席：各区区长"
    )
    assert (found.title, found.number) == ("某市人民政府常务会议纪要", "第35期")
    assert (found.issuer, found.issued_on) == ("某市人民政府办公室", "2024-02-08")
    assert [clause.path[0] for clause in found.clauses] == ["标题", "前言", "一", "二", "落款"]
    numbered = read(
        "某市人民政府\n专题会议纪要\n〔2024〕18号\n某市人民政府办公室  2024年4月12日\n\n"
        "关于研究食堂建设的会议纪要\n会议议定如下：\n一、建成食堂。"
    )
    assert (numbered.title, numbered.number) == ("关于研究食堂建设的会议纪要", "〔2024〕18号")


def test_who_spoke_is_no_part_of_the_title() -> None:
    found = read(
        "在全市民政工作会议上的讲话\n（2024年2月23日）\n市民政局党组书记、局长  某某某\n同志们：\n讲三点意见。\n一、回顾\n很好。"
    )
    assert (found.title, found.issued_on) == ("在全市民政工作会议上的讲话", "2024-02-23")


def test_a_report_names_its_government_and_the_congress_that_heard_it() -> None:
    head = "政府工作报告\n——2024年1月16日在云溪市第十六届人民代表大会第三次会议上\n{}各位代表：\n报告如下。\n一、回顾\n很好。"
    told = read(head.format("云溪市人民政府市长  某某某\n"))
    assert (told.title, told.issuer, told.region) == ("政府工作报告", "云溪市人民政府", "云溪市")
    untold = read(head.format("市人民政府市长  某某某\n"))
    assert (untold.issuer, untold.region) == (None, "云溪市")


def test_the_date_under_the_title_beats_that_of_the_imprint() -> None:
    text = "某市食堂意见\n（2023年9月28日）\n为建设食堂，提出意见。\n一、目标\n建成。\n抄送：各区。\n某市委办公室  2023年10月8日印发"
    assert read(text).issued_on == "2023-09-28"
    assert read(text.replace("（2023年9月28日）\n", "")).issued_on == "2023-10-08"


def test_the_authors_of_a_forwarded_plan_do_not_sign_the_notice() -> None:
    found = read(
        "某市人民政府办公室关于转发食堂方案的通知\n各区：\n方案已经同意，现转发给你们。\n某市人民政府办公室\n2023年8月30日\n"
        "某市食堂建设行动方案\n市民政局  市财政局\n（2023年8月20日）\n为建设食堂，制定本方案。\n一、目标\n建成。"
    )
    assert (found.issuer, found.issued_on) == ("某市人民政府办公室", "2023-08-30")
    signature = next(clause for clause in found.clauses if clause.kind == "signature")
    assert "市财政局" not in signature.text


def test_a_cited_title_of_two_organs_is_whole() -> None:
    found = read(
        "某市食堂意见\n    为贯彻落实《中共中央  国务院关于建设食堂的意见》精神，提出意见。\n一、目标\n建成。"
    )
    assert found.implements == ("《中共中央 国务院关于建设食堂的意见》",)
    assert found.clauses[1].text.startswith("为贯彻落实")


@pytest.mark.parametrize(
    "line",
    [
        "科技部、某某自治区人民政府、某某生产建设兵团：",
        "国家电网有限公司、南方电网公司：",
        "市水务集团，排水中心，节水中心：",
    ],
)
def test_lists_of_organs_are_addressees(line: str) -> None:
    assert is_addressees(line)
    assert not is_addressees(f"{line[:-1]}、主要做法：")


def test_a_notice_of_a_project_has_no_project_as_its_issuer() -> None:
    text = (
        "云溪县智慧停车采购项目公开招标公告\n项目概况\n投标人应当于6月1日前递交文件。\n一、预算\n30万元。\n"
    )
    assert parse(text, document_id="d").issuer is None
    assert (
        parse("国家税务总局公告\n2024年第3号\n现将事项公告如下。\n", document_id="d").issuer == "国家税务总局"
    )


def test_the_last_of_many_signers_is_no_text_of_the_clause_above() -> None:
    organs = [f"中华人民共和国{name}部" for name in "甲乙丙丁戊己庚辛壬癸子丑寅"]
    text = (
        "关于建设站点的意见\n一、目标\n建成站点。\n二、保障\n加强领导。\n"
        + "\n".join(organs)
        + "\n2020年7月3日\n"
    )
    document = parse(text, document_id="d")
    assert document.issuer == "、".join(organs)
    assert next(c for c in document.walk() if c.path == ("二",)).text == "二、保障\n加强领导。"


def test_particulars_stay_in_their_clause() -> None:
    text = "云溪县采购公告\n现公告如下。\n一、预算\n30万元。\n二、联系方式\n名称：云溪县城管局\n联系人：王某\n联系方式：0579-1234567\n"
    document = parse(text, document_id="d")
    assert next(c for c in document.walk() if c.path == ("二",)).text.endswith("0579-1234567")


def test_lines_with_a_bullet_or_a_blank_to_fill_in_are_no_title() -> None:
    text = "【一图读懂】云溪县耕地补贴\n★ 补给谁\n☞ 种地的农民\n◆ 每亩90元\n"
    assert parse(text, document_id="d").title == "【一图读懂】云溪县耕地补贴"
    text = (
        "云溪县房屋租赁合同（示范文本）\n合同编号：____\n出租方：____\n双方约定如下。\n一、标的\n房屋一间。\n"
    )
    assert parse(text, document_id="d").title == "云溪县房屋租赁合同（示范文本）"


@pytest.mark.parametrize(
    ("title", "text", "region"),
    [
        ("夜间我市公园免收门票", "自三月起，晋城市的早市免收租金。", "晋城市"),
        ("夜间本市公园免收门票", "晋城市与上海市的早市免收租金。", None),  # which of the two is not said
        ("夜间我市公园免收门票", "全市的早市免收租金，农贸市场不在其内。", None),
        ("夜间公园免收门票", "晋城市的早市免收租金。", None),
        ("关于本市场免收租金", "晋城市的早市免收租金。", None),
    ],
)
def test_a_document_of_our_city_is_for_the_only_one_that_it_names(
    title: str, text: str, region: str | None
) -> None:
    assert own_region(title, text) == region
    document = parse(f"{title}\n\n一、要求\n\n{text}\n", document_id="d")
    assert document.region == region


@pytest.mark.parametrize(
    "dateline", ["某某社云溪2月5日电（记者 ", "云溪日报讯（记者 ", "某某社云溪2月5日电\n某某社记者"]
)
def test_dateline_and_byline_are_no_title(dateline: str) -> None:
    text = (
        f"云溪县新建两所幼儿园 {dateline}甲乙丙）记者从县里获悉，两所幼儿园秋季招生，每所有九个班，离家近的孩子优先入园，"
        + "详情另行公布，" * 20
        + "敬请留意。"
    )
    title = f"云溪县新建两所幼儿园{dateline.strip()}"
    document = read(text.replace("\n", " "), title.replace("\n", ""))
    assert document.title == "云溪县新建两所幼儿园"
    told = next(c for c in document.walk() if c.kind == "preamble").text
    assert told.startswith(dateline[:3]) and "甲乙丙）记者" in told


def test_what_the_container_says_more_than_the_printed_title_is_text() -> None:
    text = "云溪县书店减租问答\n1、减多少？\n三成。\n2、减多久？\n半年。\n"
    assert read(text, "云溪县书店减租问答1、减多少？").title == "云溪县书店减租问答"
    assert read("云溪\n云溪日报2020-02-19\n书店减租三成。\n", "云溪云溪日报2020-02-19").title != "云溪"
    assert (
        read("云溪县书店\n可以少交租\n凡是书店都减租三成。\n", "云溪县书店可以少交租").title
        == "云溪县书店可以少交租"
    )


def test_a_title_that_a_page_prints_over_the_documents_own_is_told_once() -> None:
    text = "云溪县书业协会关于统一全县书店营业时间做好\n云溪县书业协会关于统一全县书店\n营业时间做好夜间服务的通知\n各书店：\n现通知如下。\n"
    assert read(text).title == "云溪县书业协会关于统一全县书店营业时间做好夜间服务的通知"
    twice = "云溪县书业协会\n云溪县书业协会\n云溪县印刷协会关于印刷的通知\n各书店：\n现通知如下。\n"
    assert read(twice).title == "云溪县书业协会云溪县印刷协会关于印刷的通知"


def test_the_box_knows_validity_and_an_added_code() -> None:
    text = "关于书店的通知\n索引号：1-2\n时效：有效\n附加码：/2023-1\n发文日期：2023-02-10\n现通知如下。\n一、甲。\n"
    document = read(text)
    assert (document.status, document.issued_on, document.title) == (
        "in_force",
        "2023-02-10",
        "关于书店的通知",
    )
    assert not any("附加码" in clause.text for clause in document.walk())


@pytest.mark.parametrize(
    ("opening", "region"),
    [
        ("现在，我代表国务院，向大会报告过去一年的工作，请予审议。", "全国"),
        ("我代表云山县人民政府向大会报告工作，请予审议。", "云山县"),
        ("我代表省人民政府，向大会报告工作，请予审议。", None),
        ("我代表全体职工，向来宾表示感谢。", None),
    ],
)
def test_an_untitled_report_is_of_the_government_that_gives_it(opening: str, region: str | None) -> None:
    text = f"各位代表：\n{opening}\n一、工作回顾\n林场产值增长3%。\n二、工作安排\n新建林场3个。"
    assert read(text, title="gwr-1").region == region


TALK = "\n各位代表：\n一、床位\n新增床位。\n二、医师\n招聘医师。"


@pytest.mark.parametrize(
    ("line", "number", "issued_on", "issuer"),
    [
        ("云教提〔2026〕8号　　　　（类别：B）", "云教提〔2026〕8号", None, None),
        ("（云水发〔2026〕11号，2026年4月9日印发）", "云水发〔2026〕11号", "2026-04-09", None),
        ("云水发〔2026〕11号   附件", "云水发〔2026〕11号", None, None),
        ("发文字号：云水办〔2026〕2号　　印发日期：2026年5月7日", "云水办〔2026〕2号", "2026-05-07", None),
        (
            "制定单位：云溪市水务局、云溪市财政局    截至：2026年3月1日",
            None,
            None,
            "云溪市水务局、云溪市财政局",
        ),
        ("（根据国发〔2019〕5号，2026年1月2日修订）", None, None, None),
    ],
)
def test_a_line_under_the_title_says_more_than_one_thing(
    line: str, number: str | None, issued_on: str | None, issuer: str | None
) -> None:
    for text in (f"云溪市河道管护办法\n{line}{TALK}", f"{line}\n云溪市河道管护办法{TALK}"):
        document = read(text)
        assert document.title == "云溪市河道管护办法"
        assert (document.number, document.issuer) == (number, issuer)
    assert read(f"云溪市河道管护办法\n{line}{TALK}").issued_on == issued_on


def test_one_line_signs_with_organ_and_date() -> None:
    document = read("养犬问答\n为便民制定。\n一、登记\n到窗口登记。\n云溪市公安局办公室   2026年2月3日")
    assert (document.issuer, document.issued_on) == ("云溪市公安局办公室", "2026-02-03")


@pytest.mark.parametrize("mark", ["[1]", "[¹]", "①", "*"])
def test_the_mark_of_a_note_is_none_of_the_title_and_hides_no_menu(mark: str) -> None:
    menu = "本站首页\n统计数据\n公报查询\n"
    organs = "云溪市统计局　国家统计局云溪调查队\n2026年3月3日\n"
    document = read(f"{menu}2026年云溪市统计公报{mark}\n{organs}一、综合\n全年增长。\n二、农业\n粮食增产。")
    assert document.title == "2026年云溪市统计公报"
    assert document.issuer == "云溪市统计局、国家统计局云溪调查队"
    assert (document.issued_on, document.region) == ("2026-03-03", "云溪市")
