"""What a decision repeals, by its words and by its lists."""

from __future__ import annotations

from datetime import date

import pytest

from rag.check import check
from rag.parse.parser import parse

A, B = "《云溪市食堂办法》（云政发〔2008〕12号）", "《云溪市公厕规定》（云政发〔2010〕5号）"
FRAME = (
    "云溪市人民政府关于清理文件的决定\n云政发〔2024〕9号\n各区人民政府：\n{}\n云溪市人民政府\n2024年5月20日{}"
)


def replaced(body: str, annexes: str = "") -> tuple[str, ...]:
    return parse(FRAME.format(body, annexes), document_id="d").replaces


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"经研究，决定如下：\n一、废止{A}、{B}。", (A, B)),
        (f"经研究，决定如下：\n一、废止{A}和{B}等文件（附件1）。", (A, B)),
        (f"经研究，决定对下列文件予以废止：\n一、{A}\n二、云溪市公厕规定（云政发〔2010〕5号）", (A, B)),
        (f"经研究，决定废止下列文件：\n1.{A}\n2.{B}", (A, B)),
        (f"经研究，决定如下：\n一、废止{A}第三条。\n二、废止{B}中有关收费的规定。", ()),
        (f"经研究，提出如下意见：\n一、推动废止{A}，研究废止{B}。", ()),
        (f"经研究，决定如下：\n一、已废止{A}的，按新规定办理。", ()),
        (f"通知如下。\n一、本通知自印发之日起施行，{A}第三条同时废止，{B}同时废止。", (B,)),
        (f"通知如下。\n一、本通知自印发之日起施行，{A}中与本通知不一致的规定同时废止。", ()),
        (f"通知如下。\n一、本通知自印发之日起施行，{A}与本通知不一致的，停止执行。", ()),
        (f"通知如下。\n一、本通知自印发之日起施行，{A}五（二）1已废止，{B}的（三）同时废止。", ()),
        (
            "通知如下。\n一、本通知自印发之日起施行，《云溪市公厕办法》（试行）同时废止。",
            ("《云溪市公厕办法》",),
        ),
        (f"经研究，决定对下列文件予以废止和修改：\n一、{A}\n二、{B}", ()),
    ],
)
def test_what_stands_behind_the_word_that_ends_it(body: str, found: tuple[str, ...]) -> None:
    assert replaced(body) == found


def test_the_title_alone_may_name_what_is_repealed() -> None:
    text = f"云溪市人民政府关于废止{A}的决定\n各区：\n现公布施行。\n一、本决定自公布之日起施行。"
    assert parse(text, document_id="d").replaces == (A,)


def test_a_title_over_a_line_end_is_one() -> None:
    body = "经研究，决定如下：\n一、废止《云溪市\n食堂办法》（云政发〔2008〕12号），并在年底以前完成有关的清理工作。"
    assert replaced(body) == (A,)


def test_annexes_list_what_is_repealed_in_lines_and_in_tables() -> None:
    body = "经研究，决定如下：\n一、废止《云溪市食堂办法》（云政发〔2008〕12号）等文件（附件1）。"
    lines = f"\n附件1\n废止的行政规范性文件目录\n1.{A}\n2.{B}"
    kept = "\n附件2\n继续有效的文件目录\n1.《云溪市公园办法》（云政发〔2011〕7号）"
    assert replaced(body, lines + kept) == (A, B)
    table = (
        "\n附件1\n宣布失效的文件目录\n| 序号 | 名称 | 文号 |\n| 1 | 云溪市人民政府关于印发《云溪市食堂办法》的通知 | 云政发〔2008〕12号 |"
        "\n| 2 | 云溪市公厕规定 | 云政发〔2010〕5号 |"
    )
    assert replaced("经研究，决定如下：\n一、宣布一批文件失效。", table + kept) == (A, B)


def test_a_check_names_what_a_decision_repeals() -> None:
    decision = FRAME.format(f"经研究，决定如下：\n一、废止{A}。", "")
    old = "云溪市食堂办法\n云政发〔2008〕12号\n各区：\n通知如下。\n一、目标\n建成。\n云溪市人民政府\n2008年5月20日"
    documents = [
        parse(text, document_id=name, source=name) for name, text in (("new", decision), ("old", old))
    ]
    found = [(p.source, p.kind) for p in check(documents, today=date(2026, 1, 1))]
    assert ("old", "superseded") in found
