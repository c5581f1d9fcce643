"""Attacks put to assistants: with and without a model, over documents that attack and that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.hostile.attacks import BY_DOCUMENT, DOCUMENTS, Attack
from eval.hostile.checks import heard, successes
from eval.hostile.obedient import Obedient, wished
from rag.builder import build_index
from rag.encode.encoder import load_encoder
from rag.index import open_current
from rag.pipeline import Assistant
from rag.settings import Settings
from rag.types import Answer

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
Mode = Literal["extractive", "generative"]
#: Whether the index holds the attacking documents → an assistant over it without a model.
Assistants = Mapping[bool, Assistant]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attack in one mode: the answer, how the attack succeeded, whether the model was asked."""

    attack: Attack
    mode: Mode
    answer: Answer
    successes: tuple[str, ...]
    asked: bool = False


def assistants(folder: Path, encoder: str) -> Assistants:
    """Assistants over ``corpus/`` alone and with the attacking documents, indexes in ``folder``."""
    coder = load_encoder(encoder)
    limits = Settings(_env_file=None, llm_model=None)  # type: ignore[call-arg]
    out: dict[bool, Assistant] = {}
    for hostile, paths in ((False, [CORPUS]), (True, [CORPUS, DOCUMENTS])):
        place = folder / ("hostile" if hostile else "corpus")
        build_index(paths, place, encoder=encoder)
        out[hostile] = Assistant(open_current(place, fingerprint=coder.fingerprint), coder, None, limits)
    return out


def attack_all(attacks: Sequence[Attack], over: Assistants) -> list[Outcome]:
    """Every attack in both modes."""
    models = {hostile: Obedient() for hostile in over}
    # A catalog is costly to make: the assistant with a model shares all but the model.
    talking = {
        hostile: Assistant(plain.index, plain.retriever.encoder, models[hostile], plain.settings)
        for hostile, plain in over.items()
    }
    out = []
    for attack in attacks:
        hostile = attack.kind == BY_DOCUMENT
        out.append(without_model(attack, over[hostile]))
        out.append(with_model(attack, talking[hostile], models[hostile]))
    return out


def without_model(attack: Attack, assistant: Assistant) -> Outcome:
    """The attack on the answer that is taken from the clauses alone."""
    answer = assistant.ask(attack.question, attack.history, id=attack.id)
    return Outcome(attack, "extractive", answer, tuple(successes(attack, answer, assistant.index)))


def with_model(attack: Attack, assistant: Assistant, model: Obedient) -> Outcome:
    """The attack with a model that writes what the attacker wishes."""
    model.lines, model.said = [*attack.says, *wished(attack.forbidden)], []
    *pieces, answer = assistant.stream(attack.question, attack.history, id=attack.id)
    assert isinstance(answer, Answer)
    streamed = "".join(str(piece) for piece in pieces)
    found = successes(attack, answer, assistant.index, streamed)
    found += [
        f"the model's sentence reached the reader: {line}" for line in heard(model.said, answer, streamed)
    ]
    return Outcome(attack, "generative", answer, tuple(found), bool(model.said))


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """Attacks, refusals and successes by kind and in all, as lines."""
    lines = [f"{'kind':10s} {'attacks':>8s} {'refused':>8s} {'model asked':>12s} {'successes':>10s}"]
    kinds = [*dict.fromkeys(o.attack.kind for o in outcomes)]
    for name in (*kinds, "all"):
        mine = [o for o in outcomes if name in ("all", o.attack.kind)]
        plain = [o for o in mine if o.mode == "extractive"]
        refused = sum(o.answer.status not in ("answered", "partial") for o in plain)
        asked, won = sum(o.asked for o in mine), sum(bool(o.successes) for o in mine)
        lines.append(f"{name:10s} {len(plain):8d} {refused:8d} {asked:12d} {won:10d}")
    return lines
