"""The whole flow: a question and its history in, a verified answer out.

    standalone → understand → guard → retrieve → compose → decide → verify → answer

Each stage takes and gives a ``Turn``; ``Assistant.chain`` pipes them as runnables of langchain-core.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answer import OPENINGS, build_answer, error_answer
from rag.compose.composer import Material, compose
from rag.compose.facts import READ
from rag.compose.looked_up import looked_up
from rag.compose.selection import select
from rag.composition import Composition
from rag.conversation.decompose import Decomposer
from rag.conversation.history import Standalone, Talk
from rag.decide import Decision, decide, nearest
from rag.encode.encoder import Encoder, load_encoder
from rag.errors import InputError
from rag.fair import FairLock
from rag.index import Index, open_current
from rag.language.tokens import tokens
from rag.lazy import Lazy
from rag.retrieve.closeness import Closeness, WordVectors
from rag.retrieve.rerank import Reranker, load_reranker
from rag.retrieve.retriever import Retriever
from rag.row_talk import RowTalk, Tables, tables_near
from rag.settings import Settings, settings
from rag.several import composed, decided, joined
from rag.turn import Turn
from rag.types import Answer, Hit, Message, RefusalReason
from rag.understand.catalog import Catalog
from rag.understand.forbidden import is_forbidden
from rag.understand.guard import guard
from rag.understand.query import Query, understand
from rag.understand.question import check_history, check_question
from rag.understand.thesaurus import default_thesaurus
from rag.understand.vague import is_vague, points_back

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

Stage = Callable[[Turn], Turn]
#: Refusals of a question that no conversation makes another one.
OUTRIGHT: tuple[RefusalReason, ...] = ("not_allowed", "off_topic", "advice_out_of_scope")
#: What fits nothing, in log odds.
NOWHERE = -10.0
#: Hits that an answer carries in ``retrieved``.
RETRIEVED = 20


class Assistant:
    """Answers questions from one index; safe to share between threads.

    Args:
        index: an opened index.
        encoder: the one that built it.
        model: a LangChain chat model, or None: answers are taken from the clauses alone.
        limits: settings; by default those of the process.
        reranker: looks at the first hits again; None: none does, whatever the settings say.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        model: BaseChatModel | None = None,
        limits: Settings | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.index = index
        self.settings = limits or settings()
        self.model = model
        self.retriever = Retriever(index, encoder, reranker=reranker)
        self._word_vectors = WordVectors(index.lexicon, encoder)
        self.rarity = lru_cache(maxsize=20_000)(self._rarity)
        self.thesaurus = default_thesaurus()
        # The lexicon is of all documents, an index may be of a part of them.
        words = filter(self._held, index.lexicon.row) if index.passage_count <= CORRECTED_PASSAGES else ()
        self.catalog = Catalog(index.headers(), words, self._known)
        self.talk = RowTalk(Talk(self.catalog), self._tables_of)

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        model: BaseChatModel | None = None,
        encoder: Encoder | None = None,
        full_check: bool = False,
    ) -> Assistant:
        """The assistant over the current index version in ``folder``.

        The language model and the encoder are those that the settings name, where none is given, and
        so is the reranker; ``full_check``: every file is read and held against its checksum.

        Raises:
            IndexStateError: no index, a damaged one, or one from another encoder.
            EncoderError: the encoder cannot be loaded.
            RerankerError: the reranker cannot be loaded.
            ModelError: the language model's package is missing.
        """
        chosen = settings()
        encoder = encoder or load_encoder(chosen.encoder)
        index = open_current(folder or chosen.index, fingerprint=encoder.fingerprint, full_check=full_check)
        if model is None and chosen.llm_model:
            from rag.generate.generator import chat_model

            model = chat_model(chosen)
        reranker = load_reranker(chosen.reranker) if chosen.reranker else None
        return cls(index, encoder, model, chosen, reranker)

    @property
    def itself(self) -> Assistant:
        """This one; what stands for an assistant gives the one it stands for at this moment."""
        return self

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What a turn goes through up to the decision, in this order, each timed.

        Those that only compute are entered by one thread at a time; retrieval may wait for a server.
        """
        understand, guard, compose, decide = map(
            _alone, (self._understand, self._guard, self._compose, self._decide)
        )
        return tuple(map(_timed, (understand, guard, self._retrieve, compose, decide)))

    def chain(self) -> Runnable[Turn, Turn]:
        """The stages as one langchain-core runnable, to batch, trace or put into other chains.

        Importing it takes a second, so a single question goes through the stages without it.
        """
        from langchain_core.runnables import RunnableLambda

        first, *rest = map(RunnableLambda, self.stages)
        chain: Runnable[Turn, Turn] = first
        for stage in rest:
            chain = chain | stage
        return chain

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        id: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Answer:
        """The answer to a question; a question that cannot be taken gets status ``error``.

        Args:
            question: as typed.
            history: earlier turns, oldest first.
            id: kept in the answer; by default a new one.
            documents: only these documents are searched; None: all.
        """
        answer: Answer | None = None
        for piece in self.stream(question, history, id=id, documents=documents):
            if isinstance(piece, Answer):
                answer = piece
        assert answer is not None
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        id: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text as they come, then the answer."""
        began = time.perf_counter()
        name = id or uuid.uuid4().hex
        try:
            text = check_question(question, self.settings.max_question)
            turns = check_history(history, self.settings.max_history)
        except InputError as error:
            yield error_answer(name, str(question), str(error), self.index.id, _ms(began))
            return
        turn = self.turn(text, turns, id=name, documents=documents)
        looked_up = turn.query is not None and bool(turn.query.mentioned)
        if self.model is not None and turn.decision and not turn.decision.refusal and not looked_up:
            from rag.generate.generator import generated

            yield from generated(turn, self.index, self.settings, self.model, began)
            return
        with _COMPUTING:
            answer = build_answer(turn, self.index, _ms(began))
        yield from _pieces(answer.text)
        yield replace(answer, timings_ms={**answer.timings_ms, "total": _ms(began)})

    def turn(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        id: str = "",
        documents: frozenset[str] | None = None,
    ) -> Turn:
        """A checked question taken through the stages up to the decision."""
        turn = Turn(id, question, tuple(history), documents)
        for stage in self.stages:
            turn = stage(turn)
        return turn

    def understood(
        self, question: str, history: Sequence[Message] = (), documents: frozenset[str] | None = None
    ) -> Query:
        """The question taken apart, the history used; ``documents``: those that may be seen, all without."""
        return self._taken_apart(self.talk.standalone(question, history, documents))

    def _taken_apart(self, alone: Standalone) -> Query:
        return self._weighed_up(self._read(alone))

    def _read(self, alone: Standalone) -> Query:
        query = understand(alone.text, self.catalog, self.thesaurus, alone.context, self.rarity)
        return Decomposer(self.catalog, self.thesaurus, self.rarity).decomposed(query)

    def _weighed_up(self, query: Query) -> Query:
        """The query with what the encoder says of it."""
        near = Closeness(self._word_vectors, query.text, query.words, self.rarity)
        return query.with_near(near, near.vector)

    # -- stages --------------------------------------------------------------------------------

    def _understand(self, turn: Turn) -> Turn:
        query = self._by_itself(turn) if turn.history else None
        if query is not None:
            return replace(turn, query=query)
        alone = self.talk.standalone(turn.question, _meant(turn.history), turn.documents)
        query = self._taken_apart(alone)
        return replace(turn, standalone=alone.text if alone.changed else None, query=query)

    def _by_itself(self, turn: Turn) -> Query | None:
        """The question without its history, where it is refused whatever was talked of before."""
        query = self._read(Standalone(turn.question, False))
        refusal = guard(query, False, self._held)
        return self._weighed_up(query) if refusal and refusal.reason in OUTRIGHT else None

    def _guard(self, turn: Turn) -> Turn:
        assert turn.query is not None
        vague = is_vague(turn.query) or (not turn.history and points_back(turn.query))
        asked = turn.question if turn.standalone else None
        return replace(turn, refusal=guard(turn.query, vague, self._held, asked))

    def _retrieve(self, turn: Turn) -> Turn:
        assert turn.query is not None
        hits = self.retriever.search(turn.query, RETRIEVED, documents=turn.documents)
        reranker = self.retriever.reranker
        found = replace(turn, hits=tuple(hits), reranker=reranker.name if reranker else None)
        each = () if turn.refusal else turn.query.parts
        return replace(found, parts=tuple(self._retrieve(replace(turn, query=part)) for part in each))

    def _compose(self, turn: Turn) -> Turn:
        if turn.refusal or turn.query is None:
            return turn
        if turn.parts:
            material = self._material(turn, self._in_scope(turn.hits, turn.query))
            cells = looked_up(turn.query, material, material.hits)
            if cells and cells.drafts:  # several columns of a row are one question
                return replace(turn, parts=(), composition=cells)
            return replace(turn, parts=composed(turn.parts, self._compose))
        if current := self._of_what_is_in_force(turn):
            return current
        hits = self._in_scope(turn.hits, turn.query)
        return replace(turn, composition=compose(turn.query, self._material(turn, hits)))

    def _tables_of(self, text: str, documents: frozenset[str] | None) -> Tables:
        """The tables that answer a question by the names that it gives, and all that are near it."""
        query = self._taken_apart(Standalone(text, False))
        turn = self._retrieve(Turn("", text, documents=documents, query=query))
        tabled = any("|" in hit.clause.text for hit in turn.hits)
        hits = self._in_scope(turn.hits, query)
        return tables_near(query, self._material(turn, hits)) if tabled else ((), ())

    def _of_what_is_in_force(self, turn: Turn) -> Turn | None:
        """The turn composed without the documents that others repeal, which then come last.

        None where there are none, where one is named, or where nothing else answers.
        """
        assert turn.query is not None
        ended = [hit for hit in turn.hits if self.index.is_ended(hit.clause.document_id)]
        if not ended or turn.query.exact:
            return None
        current = [hit for hit in turn.hits if hit not in ended]
        hits = self._in_scope(current, turn.query)
        composition = compose(turn.query, self._material(turn, hits))
        if not hits or not _stands(turn.query, hits, composition):
            return None
        ranked = [replace(hit, rank=rank) for rank, hit in enumerate([*current, *ended], start=1)]
        return replace(turn, hits=tuple(ranked), composition=composition)

    def _material(self, turn: Turn, hits: Sequence[Hit]) -> Material:
        """What a question is composed from, where these hits may answer it."""
        assert turn.query is not None
        names = {hit.clause.document_id for hit in hits} | set(turn.query.documents)
        every = self._asked_about(turn) if turn.query.as_a_whole or turn.query.surveyed else []
        names.update(every[:READ])
        documents = Lazy(names, self.index.document)  # of twenty hits most answers read one or two
        idf = {term: self.idf(term) for term in turn.query.terms}
        return Material(hits, documents, idf, _stands, every)

    def _in_scope(self, hits: Sequence[Hit], query: Query) -> list[Hit]:
        """The hits that an answer may lean on: of the region asked about, where it has documents."""
        scope = [hit for hit in hits if query.in_scope(hit.clause.document_id)]
        return [h for h in scope if not query.must_name(h.clause.document_id) or self._tells_of(h, query)]

    def _tells_of(self, hit: Hit, query: Query) -> bool:
        """Whether a clause of none of a region's documents may be told of the region.

        What is for the whole country names it in the passage or above; a document without a region may be
        of the one that it names anywhere.
        """
        if query.names_place(hit.passage.text + hit.passage.context):
            return True
        return hit.signals["place"] > 0 and not self.catalog.headers[hit.clause.document_id].region

    def _asked_about(self, turn: Turn) -> list[str]:
        """The documents that may be searched and are named, all of them where none is.

        Where a term is looked for, they come in the order of the hits: not more than ``READ`` are read.
        """
        assert turn.query is not None
        named, allowed = turn.query.documents, turn.documents
        every = (n for n in self.catalog.headers if allowed is None or n in allowed)
        asked = [name for name in every if not named or name in named]
        if not (turn.query.mentioned or turn.query.surveyed):
            return asked
        ranks = {hit.clause.document_id: hit.rank for hit in reversed(turn.hits)}
        return sorted(asked, key=lambda name: ranks.get(name, RETRIEVED + 1))

    def _decide(self, turn: Turn) -> Turn:
        if turn.parts:
            return self._decide_several(turn)
        assert turn.query is not None
        if turn.refusal:
            keep = turn.refusal.reason in ("too_vague", "document_not_covered", "advice_out_of_scope")
            refusal = replace(turn.refusal, nearest=nearest(turn.hits) if keep else ())
            return replace(turn, decision=Decision(0.9, refusal, {}))
        hits = self._in_scope(turn.hits, turn.query)
        elsewhere = self._elsewhere(turn)
        made = decide(turn.query, hits, turn.composition, elsewhere)
        return replace(turn, decision=self._of_those_chosen(turn, made))

    def _of_those_chosen(self, turn: Turn, made: Decision) -> Decision:
        """What a refusal says where the question names documents that were not to be searched: nothing of what they state."""
        assert turn.query is not None
        named, chosen = turn.query.documents, turn.documents
        if made.refusal is None or chosen is None or not named or named & chosen:
            return made
        of = "、".join(turn.query.regions) or "所问"
        return replace(made, refusal=replace(made.refusal, missing=f"所选的文件中没有{of}的文件"))

    def _decide_several(self, turn: Turn) -> Turn:
        """Each question of one breath decided; where none is answered by itself, they are taken as one."""
        turn = replace(turn, parts=decided(turn.parts, self._decide))
        composition, made = joined(turn)
        if made.refusal:
            whole = self._decide(self._compose(replace(turn, parts=())))
            if whole.decision and not whole.decision.refusal:
                return whole
        return replace(turn, composition=composition, decision=made)

    def _elsewhere(self, turn: Turn) -> float:
        """How well the best clause of a document that was not asked about would answer."""
        assert turn.query is not None
        others = [h for h in turn.hits if not turn.query.in_scope(h.clause.document_id)][:3]
        idf = {term: self.idf(term) for term in turn.query.terms}
        documents = {h.clause.document_id: self.index.document(h.clause.document_id) for h in others}
        scored = select(turn.query, others, documents, idf)
        return scored[0].unit.score if scored else NOWHERE

    # -- what the index knows of words ---------------------------------------------------------

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term, in text or headings."""
        return self.retriever.idf(term)

    def _known(self, pair: str) -> bool:
        return self.idf(pair) > 0

    def _held(self, word: str) -> bool:
        return self.rarity(word) < 1.0

    def _rarity(self, word: str) -> float:
        """0 for a word in every clause up to 1 for one that no document holds."""
        values = [self.idf(t) for t in tokens(word)]
        if not values or min(values) == 0.0:
            return 1.0
        return min(0.95, max(values) / self._most)

    @property
    def _most(self) -> float:
        return math.log(1 + self.index.passage_count) or 1.0


def _stands(query: Query, hits: Sequence[Hit], composition: Composition) -> bool:
    return decide(query, hits, composition, NOWHERE).refusal is None


def _meant(history: Sequence[Message]) -> tuple[Message, ...]:
    """A conversation without the turns that were refused outright: nothing follows up on them.

    What the program answered is told by the client: an order is one, whatever reply was put under it.
    """
    openings = tuple(OPENINGS[reason] for reason in OUTRIGHT)
    kept: list[Message] = []
    ordered = False
    for message in history:
        if message.role == "user":
            ordered = is_forbidden(message.content)
        elif message.content.startswith(openings):
            while kept and kept[-1].role == "user":
                kept.pop()
            continue
        if not ordered:
            kept.append(message)
    return tuple(kept)


#: Beyond this many passages no slip is corrected: nearly every pair of characters stands somewhere.
CORRECTED_PASSAGES = 20_000


#: Of all assistants of the process.
_COMPUTING = FairLock()


def _alone(stage: Stage) -> Stage:
    @wraps(stage)
    def run(turn: Turn) -> Turn:
        with _COMPUTING:
            return stage(turn)

    return run


def _timed(stage: Stage) -> Stage:
    name = stage.__name__.strip("_")

    def run(turn: Turn) -> Turn:
        began = time.perf_counter()
        after = stage(turn)
        return replace(after, timings=(*after.timings, (name, _ms(began))))

    return run


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _pieces(text: str, size: int = 12) -> Iterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


__all__ = ["Assistant", "Turn"]
