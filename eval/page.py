"""The HTML report: one file, plots as inline SVG, no script, nothing from another host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.cases import Case
from eval.facts import fact_found
from eval.plots import bars, histogram, reliability
from eval.records import Record
from eval.summary import rows

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --good: #1a7f4b; --bad: #b3261e; --soft: #8881; }
body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 76rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; font-size: 13px; }
td, th { padding: .15rem .5rem; border-bottom: 1px solid var(--line); text-align: right; }
td:first-child, th:first-child { text-align: left; }
.group th { padding-top: .8rem; }
.wide { overflow-x: auto; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; }
svg { max-width: 100%; } svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .3rem 0;
  padding: .2rem .7rem; }
summary { cursor: pointer; }
.right > summary::before { content: "right "; color: var(--good); font-weight: 600; }
.wrong > summary::before { content: "wrong "; color: var(--bad); font-weight: 600; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.pair > div { min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 50rem) { .pair { grid-template-columns: 1fr; } }
blockquote { margin: .3rem 0; padding: .2rem .7rem; background: var(--soft); }
.text { white-space: pre-wrap; } .id, .note { opacity: .75; font-size: 13px; }
.found { color: var(--good); } .missing { color: var(--bad); }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; base-uri 'none'"


def page(
    name: str,
    records: Sequence[Record],
    cases: Sequence[Case],
    summary: Mapping[str, Any],
    clause_texts: Mapping[str, str],
    timings: Sequence[float] = (),
) -> str:
    """The whole page; everything that comes from questions, answers or documents is escaped."""
    by_id = {case.id: case for case in cases}
    questions = "\n".join(
        question(item, by_id[item.id], clause_texts) for item in records if item.id in by_id
    )
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>Evaluation: {escape(name)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Evaluation: {escape(name)}</h1>
<div class="wide">{_table(summary)}</div>
{_facts(summary)}
<h2>Plots</h2>
<div class="plots">{_plots(summary, timings)}</div>
<h2>Questions</h2>
{questions}
</body>
</html>
"""


def _table(summary: Mapping[str, Any]) -> str:
    head, *body = rows(summary)
    lines = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"]
    for line in body:
        if len(line) == 1:
            lines.append(f'<tr class="group"><th colspan="{len(head)}">{escape(line[0])}</th></tr>')
        else:
            lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>")
    return "<table>" + "\n".join(lines) + "</table>"


def _facts(summary: Mapping[str, Any]) -> str:
    total, times = summary["overall"], summary["latency_ms"]
    causes = ", ".join(f"{cause} {count}" for cause, count in summary["causes"].items())
    parts = [
        f"refusal precision {_number(total['refusal_precision'])}",
        f"refusal recall {_number(total['refusal_recall'])}",
        f"false refusals {_number(total['false_refusals'])}",
        f"ECE {_number(total['ece'])}",
        f"crashes {_number(total['crashes'])}",
        f"latency p50 {_number(times['p50'], 1)} ms, p95 {_number(times['p95'], 1)} ms",
        f"wrong answers by cause: {causes or 'none'}",
    ]
    return "<p>" + " · ".join(escape(part) for part in parts) + "</p>"


def _number(value: float | None, places: int = 3) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _plots(summary: Mapping[str, Any], timings: Sequence[float]) -> str:
    plots = []
    for group in ("kind", "document"):
        right = {
            key: values["right"] if values.get("right") is not None else values.get("refused")
            for key, values in summary["by"][group].items()
        }
        plots.append((f"right answers by {group}", bars(right)))
    plots.append(("reliability: confidence against share right", reliability(summary)))
    plots.append(("latency (ms)", histogram(timings)))
    return "".join(f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>" for title, svg in plots)


def question(item: Record, case: Case, clause_texts: Mapping[str, str]) -> str:
    """One question: the answer on the left, the gold on the right."""
    verdict = "right" if item.right else "wrong"
    why = f'<p class="missing">{escape(item.cause or "")}: {escape(item.why or "")}</p>'
    history = "".join(
        f'<p class="note">{escape(turn.role)}: {escape(turn.content)}</p>' for turn in case.history
    )
    return (
        f'<details class="{verdict}" id="{escape(item.id)}"><summary>'
        f'<span class="id">{escape(item.id)} · {escape(item.kind)} · {escape(item.style)}</span> '
        f"{escape(case.question)}</summary>{history}{why if item.cause else ''}"
        f'<div class="pair"><div><h4>Answer ({escape(item.status)}, '
        f"confidence {item.confidence:.2f})</h4>{_answer(item)}</div>"
        f"<div><h4>Gold</h4>{_gold(item, case, clause_texts)}</div></div></details>"
    )


def _answer(item: Record) -> str:
    answer = item.answer
    parts = [f'<p class="text">{escape(str(answer["text"]))}</p>']
    for citation in answer["citations"]:
        notes = [citation["verdict"]]
        notes += [] if citation["label_right"] else ["label wrong"]
        notes += [] if citation["quote_right"] else ["quote not verbatim"]
        parts.append(
            f"<blockquote>[{citation['mark']}] {escape(citation['label'])} "
            f'<span class="id">{escape(citation["clause_id"])} · {escape(", ".join(notes))}</span>'
            f'<br><span class="text">{escape(citation["quote"])}</span></blockquote>'
        )
    if answer["refusal"]:
        refusal = answer["refusal"]
        parts.append(f'<p class="note">{escape(refusal["reason"])}: {escape(refusal["missing"])}</p>')
    first = ", ".join(answer["retrieved"][:10])
    return "".join([*parts, f'<p class="note">retrieved: {escape(first) or "nothing"}</p>'])


def _gold(item: Record, case: Case, clause_texts: Mapping[str, str]) -> str:
    if not case.answerable:
        near = ", a near miss" if case.near else ""
        return f"<p>The documents do not answer it ({escape(case.reason or '')}{near}).</p>"
    rows_text = "\n".join(" | ".join(row) for row in item.answer.get("table", []))
    text = f"{item.answer['text']}\n{rows_text}"
    for citation in item.answer["citations"]:  # a mark is no figure, see measures.answer_text
        text = text.replace(f"[{citation['mark']}]", " ")
    parts = []
    for fact in case.facts:
        state = "found" if fact_found(fact, text) else "missing"
        parts.append(f'<span class="{state}">{escape(" | ".join(fact))} ({state})</span>')
    shown = [f"<p>facts: {'; '.join(parts)}</p>"]
    for evidence in case.gold:
        for n, clause in enumerate(evidence):
            kept = clause_texts.get(clause, "no such clause in the corpus")
            shown.append(
                f'<blockquote><span class="id">{"or " if n else ""}{escape(clause)}</span><br>'
                f'<span class="text">{escape(kept)}</span></blockquote>'
            )
    return "".join(shown)
