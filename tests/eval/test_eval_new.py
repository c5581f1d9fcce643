"""eval.new: a case made in a dialogue, each answer checked as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

from eval_fakes import DOCUMENT, FIRST, SECOND, case

from eval.cases import load_cases, to_json
from eval.new import add_case


def test_an_answerable_case_with_slips_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps(to_json(case("c1"))) + "\n", "utf-8")
    lines = [
        *("c1", "own-1", "sonnet", "formal", "", "签约率和工作站的目标？", "figure", "yes"),
        *("", "专家 工作站", "jia#九", f"{FIRST} {SECOND}", SECOND, ""),
        *("", "46%", "九成 | 45%", "12个", ""),
    ]
    said: list[str] = []
    answers = iter(lines)
    file = tmp_path / "own.jsonl"
    made = add_case(file, [DOCUMENT], lambda _: next(answers), said.append)
    assert next(answers, None) is None
    assert load_cases(file) == [made]
    assert made.gold == ((FIRST, SECOND), (SECOND,)) and made.facts == (("九成", "45%"), ("12个",))
    text = "\n".join(said)
    assert "in use" in text and "one of: formal" in text and "needed" in text
    assert f"{SECOND}  建立12个专家工作站" in text and "not stated by the gold clauses" in text
    assert "  到2025年，签约率达到45%以上。" in text


def test_an_unanswerable_followup(tmp_path: Path) -> None:
    lines = ["own-2", "followup", "签约率？", "45%", "那电话呢？", "figure"]
    answers = iter([*lines, "no", "not_in_documents", "yes"])
    file = tmp_path / "deep" / "own.jsonl"
    made = add_case(file, [DOCUMENT], lambda _: next(answers), lambda _: None)
    assert not made.answerable and made.near and made.history[1].content == "45%"
    assert load_cases(file) == [made]
