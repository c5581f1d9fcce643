"""The long measurements as tables: for the terminal, and as Markdown and plots for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval import plots, stored
from eval.encoders import PLACES, licence
from eval.stored import Stored
from eval.tables import rows

Values = Mapping[str, Any]
Table = tuple[Sequence[str], Sequence[Sequence[str]]]

#: What is aimed at, beside what was measured; "" where nothing is.
AIMS = {
    "help": "≤ 0.2 s",
    "ask": "≤ 1.5 s",
    "share": "≥ 90 %",
    "seconds": "≤ 5 s",
    "server": "≤ 400 MiB",
}


def startup(values: Values) -> Table:
    """Seconds of fresh processes."""
    names = {"python": "bare interpreter", "help": "`rag --help`", "ask": "`rag ask`, first answer"}
    body = [
        [names[name], f"{times['wall_s']:.2f}", f"{times['cpu_s']:.2f}", AIMS.get(name, "")]
        for name, times in values["startup"].items()
    ]
    return ["fresh process", "wall s", "CPU s", "aim"], body


def building(values: Values) -> Table:
    """The build from nothing, and beside it the encoder alone."""
    built = values["building"]
    body = [
        [
            "documents, clauses, passages",
            f"{built['documents']}, {built['clauses']}, {built['passages']}",
            "",
        ],
        ["from nothing, s", f"{built['seconds']:.2f}", AIMS["seconds"]],
        ["the next one from nothing, s", f"{built['next_seconds']:.2f}", ""],
        ["clauses a second", f"{built['clauses_per_s']:.0f}", ""],
        ["characters a second", f"{built['characters_per_s']:.0f}", ""],
        ["share of its CPU time that is encoding", f"{built['share']:.0%}", AIMS["share"]],
        ["the same of the passages alone", f"{built['passage_share']:.0%}", ""],
        ["share of its time by the clock", f"{built['wall_share']:.0%}", ""],
        ["again with nothing new, s", f"{built['unchanged_seconds']:.2f}", ""],
        ["index, bytes a clause", f"{built['bytes_per_clause']:.0f}", ""],
    ]
    return ["build", "", "aim"], body


def stages(values: Values) -> Table:
    """Milliseconds of each stage of an answer."""
    body = [
        [name, *(f"{times[share]:.2f}" for share in ("p50", "p95", "p99"))]
        for name, times in values["stages"].items()
    ]
    return ["stage", "p50 ms", "p95 ms", "p99 ms"], body


def askers(values: Values) -> Table:
    """Answers a second with several threads asking one assistant."""
    body = [
        [count, f"{found['per_s']:.0f}", f"{found['p50']:.0f}", f"{found['p95']:.0f}"]
        for count, found in values["askers"].items()
    ]
    return ["asking at once", "answers a second", "p50 ms", "p95 ms"], body


def memory(values: Values) -> Table:
    """Resident memory of a fresh process that holds one retriever; peers build theirs in memory."""
    names = {
        "python": "interpreter, numpy and the package, nothing opened",
        "server": "ours, the index opened",
        "ours": "ours, the index just built",
        "langchain_usual": "LangChain's pipeline",
        "txtai_usual": "txtai",
        "llamaindex_usual": "LlamaIndex",
    }
    body = [
        [names[name], "not run" if mib is None else f"{mib:.0f}", AIMS.get(name, "")]
        for name, mib in values["memory"].items()
    ]
    return ["memory", "MiB", "aim"], body


def growth(values: Values) -> Table:
    """Build, size, query and memory by the number of articles."""
    body = [
        [
            f"{size['articles']:,}",
            f"{size['passages']:,}",
            f"{size['build_s']:.0f}",
            f"{size['bytes'] / size['passages']:.0f}",
            f"{size['query']['p50']:.0f} / {size['query']['p95']:.0f}",
            f"{size['query']['cpu_p50']:.0f}",
            f"{size['answer']['p50']:.0f}",
            f"{size['own_mib']:.0f} + {size['mapped_mib']:.0f}",
        ]
        for size in values["growth"]
    ]
    heading = ["articles", "passages", "build s", "bytes a passage", "query p50 / p95 ms", "query CPU ms"]
    return [*heading, "answer p50 ms", "memory MiB, own + mapped"], body


def usual(values: Values) -> Table:
    """Ours beside LangChain's pipeline as both grow."""
    body = []
    for size in values["growth"]:
        other = size["usual"]
        theirs = (
            [f"{other['build_s']:.1f}", f"{other['query']['p50']:.1f}", f"{other['own_mib']:.0f}"]
            if other
            else ["not run"] * 3
        )
        ours = (f"{size['build_s']:.1f}", f"{size['query']['p50']:.1f}", f"{size['own_mib']:.0f}")
        body.append(
            [f"{size['articles']:,}", *(cell for pair in zip(ours, theirs, strict=True) for cell in pair)]
        )
    names = ("build s", "query p50 ms", "own memory MiB")
    return ["articles", *(f"{name}, {who}" for name in names for who in ("ours", "LangChain's"))], body


def peers(values: Values) -> Table:
    """The peers beside ours."""
    body = []
    for name, found in values["peers"]["retrieval"].items():
        test = values["peers"]["paired"].get(name)
        told = f"{test['p']:.4f}, {test['wins']}/{test['ties']}/{test['losses']}" if test else ""
        recalls = (f"{found[f'recall@{k}']:.3f}" for k in PLACES)
        times = (found["p50_ms"], found["cpu_ms"], found["build"]["wall_s"], found["build"]["cpu_s"])
        body.append([name, *recalls, *(f"{value:.1f}" for value in times), told])
    heading = ["retrieval", *(f"recall@{k}" for k in PLACES), "query p50 ms", "CPU ms", "build s", "CPU s"]
    return [*heading, "recall@5, ours against it: p, win/tie/loss"], body


def ratios(values: Values) -> Table:
    """What the gate compares."""
    return ["ratio", ""], [[name, f"{value:.2f}"] for name, value in values["ratios"].items()]


PARTS = {
    "startup": startup,
    "building": building,
    "stages": stages,
    "askers": askers,
    "memory": memory,
    "growth": growth,
    "usual": usual,
    "peers": peers,
    "ratios": ratios,
}


def text(values: Values) -> str:
    """Everything as it is printed, one table after the other."""
    return "\n\n".join(plain(*part(values)) for part in PARTS.values())


def plain(heading: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A table for a terminal: columns behind the first to the right."""
    lines = [list(heading), *map(list, body)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heading))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        ).rstrip()
        for line in lines
    )


# ---- for the docs ------------------------------------------------------------------------------


def told(result: Stored) -> str:
    """Which command made it, when, on what, how long it took, and how busy the machine was."""
    busy = f", load average {result.load} when it began" if result.load >= 1 else ""
    return f"`{result.command}` — {result.measured_on}, {result.machine}, {result.seconds} s{busy}."


def benchmark(name: str) -> str:
    """One table of the stored benchmark, with its command."""
    result = stored.read("benchmark")
    return f"{rows(*PARTS[name](result.values))}\n\n{told(result)}"


def encoders() -> str:
    """The stored comparison of encoders."""
    result = stored.read("encoders")
    body = [
        [
            *(row["set"], row["way"], row["encoder"] or "–", str(row["questions"])),
            *(f"{value:.3f}" for value in row["found"]),
            *(f"{row['cpu_ms']:.1f}", str(row["bytes"]), licence(row["encoder"])),
        ]
        for row in result.values["rows"]
    ]
    heading = ["set", "retrieval", "encoder", "questions", *(f"@{k}" for k in PLACES)]
    table = rows([*heading, "query CPU ms", "index bytes a passage", "licence"], body)
    return "\n\n".join([table, *result.values["skipped"], told(result)])


def distractors() -> str:
    """The stored run among the law articles, each style of question beside."""
    result = stored.read("distractors")
    alone, among = (result.values[name] for name in ("alone", "among"))
    body = [_found("five documents", alone), _found("with the law articles", among)]
    body += [
        [f"{style} questions", "", *(f"{value:.3f}" for value in recalls), "", ""]
        for style, recalls in among["styles"].items()
    ]
    heading = ["index", "passages", *(f"recall@{k}" for k in PLACES), "query p50 / p95 ms", "query CPU ms"]
    near = f"Of the ten passages nearest to a question by exact comparison the dense search finds {among['nearest']:.3f}."
    return f"{rows(heading, body)}\n\n{near}\n\n{told(result)}"


def _found(name: str, found: Values) -> list[str]:
    times = found["retrieval"]
    recalls = (f"{value:.3f}" for value in found["recall"])
    spread = f"{times['p50']:.0f} / {times['p95']:.0f}"
    return [name, f"{found['passages']:,}", *recalls, spread, f"{times['cpu_p50']:.0f}"]


def drawn(root: Path) -> dict[Path, str]:
    """The plots of the docs, by file; none where the page that shows them is not there."""
    folder = root / "docs"
    if not (folder / "benchmark.md").exists():
        return {}
    values = stored.read("benchmark").values
    grown = values["growth"]
    curves = {
        "query, median ms": [(size["passages"], size["query"]["p50"]) for size in grown],
        "query, CPU ms": [(size["passages"], size["query"]["cpu_p50"]) for size in grown],
        "answer, median ms": [(size["passages"], size["answer"]["p50"]) for size in grown],
        "LangChain's query, median ms": [
            (size["passages"], size["usual"]["query"]["p50"]) for size in grown if size["usual"]
        ],
    }
    sizes = {
        "build s": [(size["passages"], size["build_s"]) for size in grown],
        "index MiB": [(size["passages"], size["bytes"] / 2**20) for size in grown],
        "own memory MiB": [(size["passages"], size["own_mib"]) for size in grown],
    }
    spent = {name: times["p50"] for name, times in values["stages"].items()}
    return {
        folder / "benchmark-query.svg": plots.standalone(plots.curves(curves, "passages", "ms")),
        folder / "benchmark-size.svg": plots.standalone(plots.curves(sizes, "passages", "")),
        folder / "benchmark-stages.svg": plots.standalone(plots.lengths(spent, "ms")),
    }
