"""The tasks of a department: those of each role, told with their clauses."""

from __future__ import annotations

from handmade import composed, paths, said

from rag.pipeline import Assistant


def test_the_duties_of_a_department_are_every_clause_that_names_it(small: Assistant) -> None:
    composition = composed(small, "云山县财政局要配合什么？")
    assert {"一", "二/（二）"} == set(paths(composition))
    assert all("配合单位：县财政局" in draft.text for draft in composition.drafts)
    assert set(paths(composed(small, "云山县医保局牵头哪些工作？"))) == {"二/（二）"}


def test_a_role_that_a_department_has_nowhere_is_said(small: Assistant) -> None:
    lead = composed(small, "云山县财政局牵头哪些工作？").lead
    assert lead.startswith("文件没有写明由财政局牵头的任务，列名的条款如下。")
    assert composed(small, "云山县卫生健康局配合哪些工作？").lead.startswith(
        "文件没有写明由卫生健康局配合的任务"
    )
    assert composed(small, "云山县财政局要配合什么？").lead == ""


def test_a_department_that_no_clause_names_has_no_duties(small: Assistant) -> None:
    composition = composed(small, "云山县公安局负责哪些工作？")
    assert composition.drafts == () and "公安局" in composition.missing[0]


def test_a_department_of_another_level_is_another(small: Assistant) -> None:
    assert composed(small, "云山县财政局要配合什么？").drafts
    county = said(small, "县卫生健康局负责哪些工作？")
    assert county and all("县卫生健康局" in text for text in county if "（" in text)
    assert not any("县卫生健康局" in text for text in said(small, "省卫生健康局负责哪些工作？"))


def test_the_tasks_in_each_role_are_told_one_after_the_other(small: Assistant) -> None:
    """The second question names no department: it is still that of the first."""
    turn = small.turn("云山县审计局牵头哪些，配合哪些？")
    assert turn.query is not None and [part.kind for part in turn.query.parts] == ["duty", "duty"]
    (told,) = [draft.text for draft in turn.composition.drafts]
    assert told.startswith("管好医保基金：") and told.endswith("（配合单位：县审计局）")
    assert turn.composition.lead.startswith("文件没有写明由审计局牵头的任务")


def test_who_leads_does_not_take_part(assistant: Assistant) -> None:
    """Its clauses know 牵头单位 and 责任单位: asked for 配合, those that the bureau leads are left out."""

    def told(question: str) -> list[str]:
        return [draft.text for draft in assistant.turn(question).composition.drafts]

    assert any("牵头单位" in text for text in told("平顶山市财政局牵头哪些工作？"))
    assert not any("责任单位" in text for text in told("平顶山市财政局牵头哪些工作？"))
    taking_part = told("平顶山市财政局配合哪些工作？")
    assert taking_part and not any("牵头单位" in text for text in taking_part)
    both = assistant.turn("平顶山市财政局牵头和配合哪些工作？").composition
    assert "共17项" in both.lead
