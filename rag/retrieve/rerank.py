"""The reranker seam: a question and the texts found for it to scores, and hits put in a new order.

Off by default. A cross-encoder reads question and text together, which tells more than two vectors
and costs a run of the model for each text, so only the first hits are looked at again.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rag.errors import RerankerError
from rag.types import Hit, Passage

#: Hits from the front that are looked at again.
DEPTH = 20
#: The constant of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (2009).
RRF = 60


class Reranker(Protocol):
    """How well each of some texts answers a question; ``name`` as the setting gives it."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """A number for each text, higher is better; only their order counts."""
        ...


class CrossEncoderReranker:
    """Any cross-encoder of sentence-transformers with one output; safe to share between threads."""

    def __init__(self, name: str) -> None:
        """Loads ``name``: a folder, or a hub name that is on this machine already.

        Raises:
            RerankerError: no such model here, or one that does not give a score.
        """
        self.name = name
        self._model = _cross_encoder(name)
        self._lock = threading.Lock()  # the tokenizer cannot be used by two threads at once

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A logit for each text, higher is better."""
        if not texts:
            return []
        import torch

        # The usual sigmoid is flat at its end: good texts would all have the score 1.
        bare = torch.nn.Identity()
        with self._lock:
            found = self._model.predict(
                [(question, text) for text in texts],
                activation_fn=bare,
                batch_size=DEPTH,
                show_progress_bar=False,
            )
        return [float(score) for score in found]


def load_reranker(name: str) -> Reranker:
    """The reranker that a setting names: a hub name or a folder.

    Raises:
        RerankerError: it cannot be loaded; the message says what to do.
    """
    return CrossEncoderReranker(name)


def _cross_encoder(name: str) -> Any:
    import os

    folder = Path(name)
    if (folder.exists() or name.startswith((".", "/"))) and not folder.is_dir():
        raise RerankerError(
            f"reranker {name}: no such folder; set RAG_RERANKER to a model folder or hub name, or unset it"
        )
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name, local_files_only=True)
    except (OSError, ValueError) as error:
        raise RerankerError(
            f"reranker {name}: not on this machine, and nothing is downloaded at run time; fetch it once "
            f"(hf download {name}) or give its folder in RAG_RERANKER, or unset it"
        ) from error
    kept = model.config.architectures or []
    # A model without a head for scores loads all the same, with a head of random numbers.
    if type(model[0].auto_model).__name__ not in kept or model.num_labels != 1:
        raise RerankerError(
            f"reranker {name}: {', '.join(kept) or 'a model'} with {model.num_labels} outputs does not give "
            "one score for a question and a text; set RAG_RERANKER to a cross-encoder, or unset it"
        )
    return model


def text_of(passage: Passage) -> str:
    """What a reranker reads of a passage: title and headings, then its text."""
    return f"{passage.context}\n{passage.text}"


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit], groups: Sequence[Hashable]) -> list[Hit]:
    """The hits with the first ``DEPTH`` in a new order.

    The score belongs to the place, not to the hit: the one that is put first gets the score that
    stood first. Later stages read scores as the log-linear ones that they were fitted on, and a
    reranker's have another scale.

    Args:
        reranker: reads question and text.
        question: the standalone question.
        hits: best first.
        groups: the group of each hit; places are exchanged within a group only.

    Raises:
        RerankerError: the reranker returned what it must not.
    """
    front = hits[:DEPTH]
    given = np.asarray(reranker.scores(question, [text_of(hit.passage) for hit in front]), np.float64)
    if given.shape != (len(front),) or not np.isfinite(given).all():
        raise RerankerError(
            f"reranker {reranker.name}: {len(front)} texts did not get one finite score each "
            f"(shape {given.shape}); set RAG_RERANKER to another model, or unset it"
        )
    order = fused_order(given.tolist(), groups[:DEPTH])
    moved = [
        replace(front[old], score=front[new].score, rank=front[new].rank) for new, old in enumerate(order)
    ]
    return [*moved, *hits[DEPTH:]]


def fused_order(scores: Sequence[float], groups: Sequence[Hashable]) -> list[int]:
    """The order that joins the one at hand with that of ``scores``, by reciprocal rank fusion.

    An item weighs 1 / (k + its rank at hand) + 1 / (k + its rank by score), k = 60, ranks from 1
    and within its group (Cormack, Clarke and Büttcher, Reciprocal Rank Fusion outperforms Condorcet
    and individual Rank Learning Methods, SIGIR 2009). The order at hand decides between equals.

    Args:
        scores: of the items in the order at hand, higher is better.
        groups: the group of each item; a group keeps its places among the others.

    Returns:
        For each place the number of the item that stands there now, counted from 0.
    """
    order = list(range(len(scores)))
    for group in dict.fromkeys(groups):
        places = [place for place, other in enumerate(groups) if other == group]
        by_score = sorted(places, key=lambda place: -scores[place])
        rank = {place: n for n, place in enumerate(by_score, start=1)}
        weight = {place: 1 / (RRF + n) + 1 / (RRF + rank[place]) for n, place in enumerate(places, start=1)}
        for place, item in zip(places, sorted(places, key=lambda place: -weight[place]), strict=True):
            order[place] = item
    return order
