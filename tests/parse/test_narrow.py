"""Parts set narrower than the text around them."""

from __future__ import annotations

from rag.parse.cut import cut
from rag.parse.lines import paragraphs
from rag.parse.narrow import narrow

BODY = (
    "一、总体要求",
    "坚持以人民为中心的发展思想，深入推进城镇老旧小区改造，补齐配套设施和公共服务短板，改善居民居住条件，推动构建共建共治共享的社区治理体系。",
    "（一）完善配套设施。加强供水、排水、供电、供气、道路、消防、安防等市政配套基础设施改造提升，有条件的楼栋加装电梯，建设停车场和充电设施。",
    "（二）健全服务体系。建设社区综合服务设施、卫生服务站、幼儿园、周界防护等智能感知设施，以及养老、托育、助餐、保洁等社区专项服务设施。",
    "二、组织实施",
    "各区人民政府要切实履行属地责任，建立健全工作推进机制，明确目标任务和完成时限，市住房城乡建设局要会同有关部门定期开展督导检查，及时通报进展情况。",
)
CASE = (
    "云溪街道在老旧小区改造中探索建立居民议事会制度，邀请物业公司、业主代表共同商议。",
    "先后召开座谈会二十余次，由社区党组织牵头收集意见建议三百多条并逐条研究答复，改造方案经三分之二以上业主同意后实施，居民满意度明显提高。",
    "该做法坚持问需于民、问计于民，把居民从旁观者变为参与者，值得在全市范围内推广。",
)
HEAD = "案例：云溪街道改造"


def wrapped(texts: tuple[str, ...], width: int) -> list[str]:
    return [text[i : i + width] for text in texts for i in range(0, len(text), width)]


def of(lines: list[str]) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(cut("\n".join(lines)))]


def test_a_case_set_narrower_than_whole_paragraphs_is_joined() -> None:
    lines = [*BODY[:4], HEAD, *wrapped(CASE, 22), *BODY[4:]]
    assert of(lines) == [*BODY[:4], HEAD, *CASE, *BODY[4:]]


def test_two_widths_in_one_text() -> None:
    lines = [*wrapped(BODY[:4], 35), HEAD, *wrapped(CASE, 22), *wrapped(BODY[4:], 35)]
    assert of(lines) == [*BODY[:4], HEAD, *CASE, *BODY[4:]]


def test_a_narrower_case_in_a_wrapped_text() -> None:
    lines = [*wrapped(BODY[:4] * 3, 35), HEAD, *wrapped(CASE, 22), *wrapped(BODY[4:] * 2, 35)]
    assert of(lines) == [*BODY[:4] * 3, HEAD, *CASE, *BODY[4:] * 2]


def test_lines_of_one_width_that_are_no_running_text_stay_apart() -> None:
    slogans = [
        "坚持党的全面领导推进治理现代化",
        "坚持以人民为中心提升服务均等化",
        "坚持改革创新驱动促进发展绿色化",
    ]
    text = [*BODY[:4], *slogans, "全市各级各部门抓好落实。", *BODY]
    assert of(text) == text
    items = ["——推进教育公平，促进均衡发展，提升质量", "——推进健康惠民，促进资源下沉，提升水平"]
    items += ["——推进养老服务，促进医养结合，提升能力", "全面完成各项任务。"]
    assert narrow(cut("\n".join(items)), 0) == frozenset()
