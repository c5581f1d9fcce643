"""The tables of the docs as Markdown, from what is stored; nothing is computed but what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from eval import fit, policies, training
from eval.measured import Result
from eval.summary import COLUMNS, shown
from rag import decide
from rag.compose import selection
from rag.compose.selection import FEATURES
from rag.retrieve import retriever
from rag.retrieve.signals import SIGNALS
from rag.web_settings import WebSettings
from rag.weigh import EVIDENCE

ROOT = Path(__file__).resolve().parent.parent
Results = Mapping[str, Result]

#: Rows of the main table: name in English and in Chinese, what is aimed at, key of the summary.
MAIN = (
    ("recall@5", "前5条召回率 recall@5", "≥ 0.90", "recall@5"),
    ("right answers", "答对率", "≥ 0.80", "right"),
    ("a gold clause cited", "引用了标准条款", "", "gold_cited"),
    ("label of the cited clause right", "条款标注正确", "≥ 0.95", "label"),
    ("quote verbatim", "引文逐字一致", "", "quote"),
    ("unanswerable refused", "无答案问题拒答", "≥ 0.60", "refused"),
    ("false refusals", "误拒", "≤ 0.05", "false_refusal"),
)
_SETS = ("originals-test", "originals-all", "digests-test")


def rows(heading: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the columns behind the first are aligned to the right."""
    lines = ["| " + " | ".join(heading) + " |", "|---|" + "---:|" * (len(heading) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(line) + " |" for line in body)])


def left(heading: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A Markdown table, all columns aligned to the left."""
    head, _, *lines = rows(heading, body).split("\n")
    return "\n".join([head, "|" + "---|" * len(heading), *lines])


def told(result: Result) -> str:
    """Which command made a figure, when, on what, and how long it took."""
    busy = f", load average {result.load} when it began" if result.load >= 1 else ""
    return f"`{result.command}` — {result.measured_on}, {result.machine}, {result.seconds} s{busy}."


# ---- the evaluation ----------------------------------------------------------------------------


def main_table(results: Results, chinese: bool = False) -> str:
    """The figures that the README gives: both corpora, the test split and all cases."""
    summaries = [_summary(results[name]) for name in _SETS]
    heading = ["", "aim", "originals, test", "originals, all", "digests, test"]
    if chinese:
        heading = ["", "目标", "原文 测试集", "原文 全部", "摘编 测试集"]
    body = [[_counted(chinese), "", *(_count(s["overall"]) for s in summaries)]]
    for english, other, aim, key in MAIN:
        body.append([other if chinese else english, aim, *(shown(s["overall"][key]) for s in summaries)])
    name = "一个答案的耗时，中位 / p95" if chinese else "time of an answer, median / p95"
    body.append([name, "≤ 60 ms /", *(_latency(s) for s in summaries)])
    made = ", ".join(f"`{results[name].command}`" for name in _SETS)
    return f"{rows(heading, body)}\n\n{made}{'。' if chinese else '.'}"


def _counted(chinese: bool) -> str:
    return "问题数（有答案 + 无答案）" if chinese else "questions (answerable + not)"


def _count(overall: Mapping[str, Any]) -> str:
    return f"{overall['answerable']} + {overall['n'] - overall['answerable']}"


def _latency(summary: Mapping[str, Any]) -> str:
    times = summary["latency_ms"]
    return f"{times['p50']:.0f} / {times['p95']:.0f} ms"


def _summary(result: Result) -> Mapping[str, Any]:
    assert result.summary is not None
    return result.summary


def main_commands(results: Results) -> str:
    """The commands behind the main table."""
    return "\n".join(f"- {told(results[name])}" for name in _SETS)


def everything(results: Results) -> str:
    """Every measure on both corpora and both splits."""
    names = [f"{corpus}-{side}" for corpus in ("originals", "digests") for side in ("train", "test", "all")]
    found = [_summary(results[name])["overall"] for name in names]
    keys = sorted({key for overall in found for key in overall})
    body = [[key, *(shown(overall.get(key)) for overall in found)] for key in keys]
    table = rows(["measure", *(name.replace("-", ", ") for name in names)], body)
    return "\n\n".join([table, "\n".join(f"- {told(results[name])}" for name in names)])


def grouped(result: Result, by: str) -> str:
    """The columns of ``rag eval`` for each group of a run."""
    groups = _summary(result)["by"][by]
    body = [[name, *(shown(values.get(key)) for _, key in COLUMNS)] for name, values in groups.items()]
    return rows([by, *(heading for heading, _ in COLUMNS)], body) + "\n\n" + told(result)


def causes(results: Results) -> str:
    """What the wrong answers are put down to."""
    names = ("originals-train", "originals-test", "digests-train", "digests-test")
    found = [_summary(results[name])["causes"] for name in names]
    kinds = dict.fromkeys(kind for causes in found for kind in causes)
    body = [[kind, *(str(causes.get(kind, 0)) for causes in found)] for kind in kinds]
    table = rows(["wrong answers lost in", *(name.replace("-", ", ") for name in names)], body)
    return table + "\n\n" + "\n".join(f"- {told(results[name])}" for name in names)


def reliability(result: Result) -> str:
    """Confidence beside the share that was right, in ten bins."""
    body = [
        [f"{b['low']:.1f} – {b['high']:.1f}", str(b["count"]), shown(b["confidence"]), shown(b["accuracy"])]
        for b in _summary(result)["reliability"]
        if b["count"]
    ]
    return rows(["confidence", "answers", "mean confidence", "right"], body) + "\n\n" + told(result)


def printed(result: Result, since: str = "") -> str:
    """A command's output as it was printed, from the line that starts with ``since``."""
    lines = list(result.output)
    at = next((i for i, line in enumerate(lines) if line.startswith(since)), 0)
    return "\n".join(["```", *lines[at:], "```", "", told(result)])


def eval_head(result: Result) -> str:
    """The first and the last lines of what ``rag eval`` prints."""
    lines = list(result.output)
    return "\n".join(["```console", f"$ {result.command}", *lines[:5], "…", *lines[-4:], "```"])


def covid_hits(result: Result) -> tuple[str, str]:
    """(questions, hit@5) of the half that nothing was fitted on."""
    line = next(line for line in result.output if line.startswith("test"))
    found = re.search(r"(\d+) questions .*hit@5 (\S+)", line)
    assert found
    return found[1], found[2]


def verifier_rates(result: Result) -> tuple[str, str]:
    """(tampered caught, faithful verified) on the held half, as printed."""
    found = [
        match[1] for line in result.output if (match := re.match(r"\s+held: (\d+ of \d+ \w+ \(\S+%\))", line))
    ]
    return found[0], found[1]


def verifier_exams(result: Result) -> list[str]:
    """What of the statements that nobody read was caught or verified, as printed: "exam, tampered: …"."""
    return [line for line in result.output if re.match(r"(?:second )?exam, ", line)]


def beside(results: Results, chinese: bool = False) -> str:
    """The benchmarks beside the curated questions, in a sentence each."""
    questions, hit = covid_hits(results["covid"])
    caught, kept = verifier_rates(results["verifier"])
    found = _summary(results["peers"])["peers"]["retrieval"]
    recalls = {name: shown(values["recall@5"]) for name, values in found.items()}
    near, other = whole_row(results["exam_five"]), whole_row(results["exam_policies"])
    open_ended = whole_row(results["exam_open"])
    newest = [whole_row(results[name.replace("-", "_")]) for name in policies.EXAMS[1:]]
    said = {name: " / ".join(row[name] for row in newest) for name in ("right", "refused", "falseR")}
    later = ", ".join(f"`{name}`" for name in policies.EXAMS[1:])
    prepared = verifier_exams(results["verifier_hand"])
    lines = {
        "exam_five": (
            f"the newest questions on the five documents, of which no wrong answer was read: right "
            f"{near['right']}, unanswerable refused {near['refused']}, false refusals {near['falseR']}",
            f"五份文件的最新问题（错例从未看过）：答对 {near['right']}，无答案的拒答 {near['refused']}，误拒 {near['falseR']}",
        ),
        "exam_policies": (
            f"the same on eleven documents of other fields: right {other['right']}, unanswerable refused "
            f"{other['refused']}, false refusals {other['falseR']}",
            f"十一份其他领域文件的同类问题：答对 {other['right']}，无答案的拒答 {other['refused']}，误拒 {other['falseR']}",
        ),
        "exam_fifth": (
            f"and on {len(newest)} sets more, each on other documents ({later}, in this order): right {said['right']}, "
            f"unanswerable refused {said['refused']}, false refusals {said['falseR']}",
            f"另外 {len(newest)} 组，文件各不相同（依次为 {later}）：答对 {said['right']}，"
            f"无答案的拒答 {said['refused']}，误拒 {said['falseR']}",
        ),
        "exam_open": (
            f"open questions on the five documents (yes or no, how, what), the weakest point: right "
            f"{open_ended['right']}, unanswerable refused {open_ended['refused']}, false refusals "
            f"{open_ended['falseR']}",
            f"五份文件的开放式问题（是否、如何、什么），这是最弱的一环：答对 {open_ended['right']}，"
            f"无答案的拒答 {open_ended['refused']}，误拒 {open_ended['falseR']}",
        ),
        "covid": (
            f"{questions} human questions on policy pages, the half that nothing was fitted on: "
            f"the right passage is among the first five in {hit}",
            f"{questions} 个真人对政策网页的提问（没有参与拟合的一半）：前五段命中率 {hit}",
        ),
        "peers": (
            f"recall@5 with the same encoder: ours {recalls['ours']}, {_others(recalls)}",
            f"同一编码器下的 recall@5：本项目 {recalls['ours']}，{_others(recalls, '，')}",
        ),
        "verifier": (
            f"the verifier, on the half of the documents that its word lists were not fitted on (failures there were "
            f"read too): tampered statements {caught}, faithful ones {kept}",
            f"核对器（词表没有在其上拟合的一半文件，但看过其中的错例）：篡改句 {caught}，忠实句 {kept}",
        ),
        "verifier_hand": (
            f"the verifier on statements written by hand that nobody prepared for, which is the fair figure for a "
            f"language model's prose: {'; '.join(prepared)}",
            f"核对器遇到无人准备过的手写句子（语言模型的行文以此为准）：{'; '.join(prepared)}",
        ),
    }
    stop = "。" if chinese else "."
    return "\n".join(
        f"- {pair[chinese]}{'：' if chinese else ': '}`{results[name].command}`{stop}"
        for name, pair in lines.items()
    )


def overall(results: Sequence[Result]) -> str:
    """The rows of whole sets, each with its command."""
    rows = [whole_row(result) for result in results]
    head = "".join(f" {name} |" for name in rows[0])
    lines = [f"| set |{head}", f"|---|{'---:|' * len(rows[0])}"]
    for result, row in zip(results, rows, strict=True):
        cells = "".join(f" {value} |" for value in row.values())
        lines.append(f"| `{result.command}` |{cells}")
    return "\n".join(lines) + "\n\n" + "\n".join(f"- {told(result)}" for result in results)


def whole_row(result: Result) -> dict[str, str]:
    """The row of the whole set that ``rag eval`` printed, by the names of its columns."""
    overall = next(line for line in result.output if line.startswith("overall")).split()
    head = next(line for line in result.output if "R@1" in line).split()
    return dict(zip(head, overall[1:], strict=True))


#: Names of the peers as readers know them.
PEERS = {"langchain": "LangChain", "txtai": "txtai", "llamaindex": "LlamaIndex"}


def _others(recalls: Mapping[str, str], comma: str = ", ") -> str:
    """The peers with their recall; those that were not run are not named."""
    others = [name.split() for name in recalls if name != "ours"]
    return comma.join(f"{PEERS[peer]} {mode} {recalls[f'{peer} {mode}']}" for peer, mode in others)


def limits(result: Result, chinese: bool = False) -> str:
    """How often it is wrong, as the item of a list; measured on the test questions."""
    summary = _summary(result)
    total, styles = summary["overall"], summary["by"]["style"]
    answerable, none = total["answerable"], total["n"] - total["answerable"]
    wrong = round((1 - total["right"]) * answerable)
    let_through = round((1 - total["refused"]) * none)
    everyday = f"{styles['everyday']['right']:.0%}"
    if chinese:
        return (
            f"- **有时会答错。** 测试集 {answerable} 个有答案的问题里，{wrong} 个没有完整答对；{none} 个文件没有答案的问题里"
            f"（多数只差一点：别的地区的数字、没写明的年份或金额），{let_through} 个没有拒答，而是给出了相近的条款。"
            f"用词与条款相差很远的口语问法，答对 {everyday}。所以每个答案都附条款：请看条款。"
        )
    return (
        f"- **It is sometimes wrong.** Of the {answerable} answerable questions of the test split {wrong} were not "
        f"answered in full; of {none} that the documents do not answer (most of them near misses: another region's "
        f"figure, a year or an amount not stated) {let_through} got a nearby clause instead of a refusal. Everyday "
        f"wording far from the clause's own is answered right in {everyday}. That is why every answer shows its "
        "clause: read it."
    )


# ---- signals and settings ----------------------------------------------------------------------


def duration(results: Results) -> str:
    """How long the stored measurements took together."""
    minutes = sum(result.seconds for result in results.values()) / 60
    return (
        f"Together the stored measurements took {minutes:.0f} minutes on that machine, busy with other work."
    )


def signals() -> str:
    """Each retrieval signal with its weight, and what the weights were fitted on."""
    table = _weighed("signal", SIGNALS, retriever.fusion_weights())
    return (
        f"{table}\n\nFitted by listwise softmax on {_fitted_on(retriever.WEIGHTS)}: the curated questions of the "
        f"training splits and the training half of the covid questions (each of weight {training.COVID_WEIGHT}), drawn "
        "towards weights set by judgement; see [evaluation.md](evaluation.md)."
    )


def _weighed(kind: str, meanings: Mapping[str, str], weights: Mapping[str, float]) -> str:
    """What a model reads, a row each, with its weight and meaning."""
    body = [[f"`{name}`", f"{weights.get(name, 0.0):+.3f}", _cell(what)] for name, what in meanings.items()]
    return left([kind, "weight", "what it measures"], body)


def _fitted_on(weights: Path) -> str:
    return str(json.loads(weights.read_text("utf-8"))["fitted_on"])


def features() -> str:
    """Each feature of a sense unit with its weight, and what the weights were fitted on."""
    table = _weighed("feature", FEATURES, selection.selection_weights())
    return (
        f"{table}\n\nFitted by listwise softmax on {_fitted_on(selection.WEIGHTS)}: a unit is the right one where it "
        "states the most of the facts asked for, or covers half of the answer span; see [evaluation.md](evaluation.md)."
    )


def evidence() -> str:
    """Each evidence with its weight, and the bias and threshold of the model."""
    model = decide.evidence_model()
    body = [[f"`{name}`", f"{model.get(name, 0.0):+.3f}", _cell(w)] for name, w in EVIDENCE.items()]
    table = left(["evidence", "weight", "what it says"], body)
    return (
        f"{table}\n\nBias {model['bias']:+.3f}. An answer with a confidence below "
        f"**{model['threshold']:.4f}** is refused; below **{decide.UNSURE}** it says that it may "
        f"not be meant, and shows the best words of a second clause too.\n\nFitted by logistic regression on {_fitted_on(decide.WEIGHTS)} of the curated questions, "
        f"those that reach the decision. The threshold is where at most {fit.FALSE_REFUSALS:.0%} of the answerable "
        "training questions are refused."
    )


def settings() -> str:
    """Every setting with its default and meaning."""
    fields = WebSettings.model_fields.items()
    body = [
        [f"`{setting(name)}`", default(field), _cell(field.description or name)] for name, field in fields
    ]
    return left(["setting", "default", "what it is"], body)


def setting(name: str) -> str:
    """The environment variable of a setting."""
    return f"RAG_{name.upper()}"


def default(field: FieldInfo) -> str:
    """The default of a setting as the table shows it; folders as seen from the repository."""
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        value = f"{value.relative_to(ROOT)}/"
    return "–" if value in (None, "") else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# ---- the files ---------------------------------------------------------------------------------

#: The order to read the package in: from the flow on one screen down the way of the data to the surfaces.
READING: dict[str, tuple[str, ...]] = {
    folder: tuple(names.split())
    for folder, names in {
        "rag": "pipeline turn types errors settings lazy lazy_re fair cores language/ load/ parse/ outline corpus "
        "encode/ index/ left_out builder understand/ conversation/ retrieve/ composition evidence/ compose/ weigh decide several row_talk "
        "verify/ answer render generate/ lookup langchain check diff doctor web_settings records/ access/ commands "
        "cli mcp_server web/",
        "rag/language": "text numerals grades measures bounds bands units labels dialogue tokens pairs document_kinds masthead departments organs "
        "region places short_forms rolls tabled keyed apart",
        "rag/parse": "parser cut clean foot running torn lines narrow front node sections heads tree lists numbering damaged parts box "
        "notes rows cells names finish headings figures metadata related ledger",
        "rag/encode": "encoder shared pieces unpacked windows onnx_encoder export",
        "rag/understand": "query question guard forbidden vague asking claims term each asked_roles asked_facts wants contact fields reference stage whole catalog short_titles titles "
        "paraphrases thesaurus spelling subject",
        "rag/conversation": "history answered leaning pointing slots topic substitution rows recalled decompose breath sides",
        "rag/retrieve": "retriever signals held closeness shelf rerank",
        "rag/evidence": "demand kinds counts ends totals names proper contrast tense years periods when where modifiers level indicator definition "
        "predicate matter answered",
        "rag/compose": "composer cited draft selection silent leads answering extract answered neighbours premise asserted directions claimed listed headed series "
        "cases told_cases cased ranked chosen_rows asked_columns told_rows looked_up fines seated printed roles duties facts authors goals worded mentions overview",
        "rag/generate": "generator prompts model given written",
    }.items()
}


def files(folder: str, order: Sequence[str] = ()) -> str:
    """The modules of a folder with the first line of their docstrings, in ``order``, the rest by name."""
    root = ROOT / folder
    names = [p.stem for p in root.glob("*.py") if p.stem != "__init__"]
    names += [f"{p.parent.name}/" for p in root.glob("*/__init__.py")]
    places = {name: place for place, name in enumerate(order)}
    chosen = sorted(names, key=lambda name: (places.get(name, len(order)), name))
    body = [
        [f"`{folder}/{n}{'' if n.endswith('/') else '.py'}`", _cell(_first_line(root, n))] for n in chosen
    ]
    return left(["file", "what it does"], body)


def _first_line(root: Path, name: str) -> str:
    file = root / name / "__init__.py" if name.endswith("/") else root / f"{name}.py"
    match = re.match(r'\s*"""(.+?)(?:\n|""")', file.read_text("utf-8"))
    return match[1].strip() if match else ""


def _inside(folder: str) -> Callable[[], str]:
    return lambda: files(folder, READING.get(folder, ()))


#: The folders of the package whose files have a table of their own.
FOLDERS: dict[str, Callable[[], str]] = {
    f"files-{folder.name}": _inside(f"rag/{folder.name}")
    for folder in sorted((ROOT / "rag").iterdir())
    if (folder / "__init__.py").is_file()
}
