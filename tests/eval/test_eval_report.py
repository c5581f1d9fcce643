"""eval.report: what it shows, escaped, and nothing from another host."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from eval_fakes import CLAUSES, FIRST, Scripted, answer, case, refusal, unanswerable
from lxml import html

from eval.page import page
from eval.plots import bars, histogram, reliability
from eval.report import markdown, write_report
from eval.run import run
from eval.summary import summarise
from rag.types import Message

EVIL = '<script>alert("1")</script>|`x`\n![x](http://evil.example/a.png)'
CASES = [
    case("c1", question=EVIL),
    case("c2", style="followup", history=(Message("user", EVIL), Message("assistant", "好"))),
    case("c3", gold=((FIRST, "jia#九"),), facts=(("45%",), ("九九九",))),
    unanswerable("u1"),
]
TEXTS = {name: clause.text for name, clause in CLAUSES.items()}


def written(folder: Path) -> dict[str, str]:
    script = {"c1": answer(EVIL, question=EVIL), "c2": refusal(), "c3": answer()}
    records = run(Scripted(script), CASES)
    summary = summarise(records, [3.0, 4.0, 50.0])
    files = write_report(folder, EVIL, records, CASES, summary, TEXTS, [3.0, 4.0, 50.0])
    return {file.name: file.read_text("utf-8") for file in files}


def test_html_is_well_formed_escaped_and_alone(tmp_path: Path) -> None:
    text = written(tmp_path)["report.html"]
    tree = html.fromstring(text.encode())
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //a[@href]")
    assert not tree.xpath("//@src | //@href | //@*[starts-with(name(), 'on')]")
    assert "url(" not in text and "@import" not in text
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert EVIL in "".join(tree.xpath("//summary[1]//text()"))


def test_each_question_stands_beside_its_gold(tmp_path: Path) -> None:
    tree = html.fromstring(written(tmp_path)["report.html"].encode())
    assert tree.xpath("//details/@id") == ["c1", "c2", "c3", "u1"]
    assert tree.xpath("//details/@class") == ["wrong", "wrong", "wrong", "right"]
    third = "".join(tree.get_element_by_id("c3").itertext())
    assert TEXTS[FIRST] in third and "no such clause" in third
    assert "45% (found)" in third and "九九九 (missing)" in third
    assert "composition: facts missing: 九九九" in third
    assert "off_topic" in "".join(tree.get_element_by_id("u1").itertext())
    assert len(tree.xpath("//svg")) == 4


def test_markdown_and_json(tmp_path: Path) -> None:
    files = written(tmp_path)
    assert "### composition" in files["report.md"] and "| overall | 4 |" in files["report.md"]
    assert "<script" not in files["report.md"]
    tables = [line for line in files["report.md"].split("\n") if line.startswith("| overall")]
    assert tables[0].count("|") == files["report.md"].split("\n")[2].count("|")
    whole = json.loads(files["report.json"])
    assert whole["summary"]["overall"]["n"] == 4 and len(whole["records"]) == 4


def test_a_run_of_nothing_has_a_report() -> None:
    summary = summarise([])
    assert "<h1>" in page("none", [], [], summary, {}) and markdown("none", [], summary)


def test_plots_stay_inside_their_frame() -> None:
    assert bars({"<a>": 1.0, "b": None}).count("<rect") == 2 and "&lt;a&gt;" in bars({"<a>": 1.0})
    drawn = histogram([0.0, 5.0, 5.0, 10.0])
    heights = [float(x) for x in re.findall(r'height="([\d.]+)" fill', drawn)]
    assert max(heights) == 200 and sum(heights) == pytest.approx(400)
    assert histogram([0.0]) and "no timings" in histogram([])
    held = [{"low": 0.9, "high": 1.0, "count": 3, "confidence": 1.0, "accuracy": 0.0}]
    assert 'cx="280.0" cy="250.0"' in reliability({"reliability": held})
