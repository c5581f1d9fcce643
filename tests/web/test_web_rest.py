"""The link to the rest of a list: only where a part is listed, and to the department asked about."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from fakes import SIGNING, cite

from rag.types import Answer, Statement
from rag.web.rest import rest_of

TOLD = (
    "扩大服务覆盖面（牵头部门：区卫生健康委、区医保局）",
    "加大投入保障（责任部门：区卫生健康委、区财政局（区国资委））",
)
CITED = cite(1, SIGNING, "家庭医生签约覆盖率达到45%以上")
ANSWER = Answer(
    id="a",
    question="区卫健委负责什么？",
    status="answered",
    text="共77项，列出2项：\n" + "\n".join(TOLD),
    statements=tuple(Statement(text, (1,), "verified") for text in TOLD),
    citations=(CITED,),
    index="v1",
)


def test_the_department_that_most_lines_name_in_the_document_cited() -> None:
    link = urlsplit(rest_of(ANSWER) or "")
    assert link.path == "/duties"
    wanted = {"department": ["区卫生健康委"], "document": [SIGNING.partition("#")[0]]}
    assert parse_qs(link.query) == wanted


def test_of_several_documents_none_is_named() -> None:
    other = cite(2, "lishui-2023-health-modernisation#一/（一）", "家庭医生签约覆盖率达到44%")
    assert "document" not in (rest_of(replace(ANSWER, citations=(CITED, other))) or "")


def test_a_department_with_a_bracket_in_its_name_is_linked_whole() -> None:
    told = (Statement("开展巡诊（责任单位：各街道（镇）、区民政局）", (1,), "verified"),) * 2
    link = urlsplit(rest_of(replace(ANSWER, statements=told)) or "")
    assert parse_qs(link.query)["department"] == ["各街道（镇）"]


def test_where_only_what_a_department_leads_is_counted_the_page_lists_no_more() -> None:
    told = (Statement("加大投入保障（牵头单位：区财政局）", (1,), "verified"),) * 2
    leads = replace(ANSWER, question="区财政局牵头哪些任务？", statements=told)
    assert parse_qs(urlsplit(rest_of(leads) or "").query)["role"] == ["牵头单位"]
    both = replace(leads, statements=(*told, Statement("巡诊（责任单位：区财政局）", (1,), "verified")))
    assert "role" not in (rest_of(both) or "")
    assert "role" not in (rest_of(replace(leads, question="区财政局负责什么？")) or "")


@pytest.mark.parametrize(
    "answer",
    [
        replace(ANSWER, text="\n".join(TOLD)),
        replace(ANSWER, statements=(Statement("签约覆盖率达到45%以上。", (1,), "verified"),)),
    ],
)
def test_a_whole_list_and_one_of_no_department_have_no_rest(answer: Answer) -> None:
    assert rest_of(answer) is None
