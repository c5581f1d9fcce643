"""The reranker: ranks joined by hand, what keeps its place, and a real cross-encoder of random weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from handmade import settings_for_tests
from hypothesis import given
from hypothesis import strategies as st
from tiny_models import bert, cross_encoder

from rag.access.part import limited
from rag.cli import main
from rag.doctor import examine
from rag.encode.encoder import HashingEncoder
from rag.errors import RerankerError
from rag.index import Index
from rag.pipeline import Assistant
from rag.records.entry import Asked
from rag.records.replay import replay
from rag.records.store import Records
from rag.retrieve.rerank import DEPTH, CrossEncoderReranker, fused_order, load_reranker, text_of
from rag.retrieve.retriever import Retriever
from rag.settings import Settings, settings
from rag.types import Hit

COMPARISON = "云山和临江的家庭医生签约覆盖率分别是多少"
QUESTIONS = [
    "家庭医生签约",
    "云山二（二）讲什么",
    COMPARISON,
    "医保基金能不能挪作他用",
    "云山方案的文号是多少？",
    "各地签约率",
]


class Backwards:
    """Gives every text a better score than the one before it."""

    name = "backwards"

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, list(texts)))
        return [float(n) for n in range(len(texts))]


class Likes(Backwards):
    """Gives 1 to the texts that hold a word, else 0."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(self.word in text) for text in texts]


class Gives(Backwards):
    """Gives what it is told to."""

    def __init__(self, scores: list[float]) -> None:
        super().__init__()
        self.given = scores

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return self.given


def assistant(index: Index, reranker: Backwards | None) -> Assistant:
    return Assistant(index, HashingEncoder(), limits=settings_for_tests(), reranker=reranker)


def search(of: Assistant, text: str, k: int = 20) -> list[Hit]:
    return of.retriever.search(of.understood(text), k)


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.clause.id for hit in hits]


# ---- the order ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "order"),
    [
        # 1/61 + 1/63 = .032266, 1/62 + 1/61 = .032522, 1/63 + 1/62 = .032002
        ([0.1, 0.9, 0.5], [1, 0, 2]),
        # the first and the last exchange their ranks: 1/61 + 1/63 twice, and 1/62 + 1/62 = .032258
        ([0.1, 0.5, 0.9], [0, 2, 1]),
        # two that exchange their ranks are equal: the order at hand decides
        ([0.1, 0.2], [0, 1]),
        # ranks by score 4, 2, 3, 1: .032018, .032258, .031746, .032018
        ([1.0, 3.0, 2.0, 4.0], [1, 0, 3, 2]),
        ([5.0, 5.0, 5.0], [0, 1, 2]),
        ([], []),
        ([7.0], [0]),
    ],
)
def test_ranks_are_joined_as_by_hand(scores: list[float], order: list[int]) -> None:
    assert fused_order(scores, ["all"] * len(scores)) == order


def test_a_group_keeps_its_places() -> None:
    """a: scores .1 .9 .5 at the places 0, 2, 4; b: .2 .3 at 1 and 3, which tie."""
    assert fused_order([0.1, 0.2, 0.9, 0.3, 0.5], list("ababa")) == [2, 1, 0, 3, 4]
    assert fused_order([0.0, 0.1, 0.9, 0.5], ["named", None, None, None]) == [0, 2, 1, 3]


@given(st.lists(st.tuples(st.floats(-9, 9), st.sampled_from("abc")), max_size=30))
def test_nothing_is_lost_and_groups_stay(items: list[tuple[float, str]]) -> None:
    scores, groups = [s for s, _ in items], [g for _, g in items]
    order = fused_order(scores, groups)
    assert sorted(order) == list(range(len(items)))
    assert [groups[i] for i in order] == groups


# ---- in retrieval ------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_one_hits_are_as_before(small_index: Index, small: Assistant, question: str) -> None:
    assert search(assistant(small_index, None), question) == search(small, question)
    equal = assistant(small_index, Gives([0.0] * len(search(small, question))))
    assert search(equal, question) == search(small, question), "nothing to choose, nothing moves"


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_belong_to_places(small_index: Index, small: Assistant, question: str) -> None:
    before, after = search(small, question), search(assistant(small_index, Backwards()), question)
    assert sorted(ids(after)) == sorted(ids(before))
    assert [hit.score for hit in after] == [hit.score for hit in before]
    assert [hit.rank for hit in after] == list(range(1, len(after) + 1))
    kept = {hit.clause.id: (hit.signals, hit.passage) for hit in before}
    assert all(kept[hit.clause.id] == (hit.signals, hit.passage) for hit in after)


def test_a_text_that_the_reranker_likes_comes_forward(small_index: Index, small: Assistant) -> None:
    question = "家庭医生签约"
    before = ids(search(small, question))
    after = ids(search(assistant(small_index, Likes("中医馆")), question))
    clause = "yunshan-2024#二/（一）/2"
    assert after.index(clause) < before.index(clause)


def test_the_reranker_is_given_context_and_text_of_the_first_hits_once(small_index: Index) -> None:
    listening = Backwards()
    made = assistant(small_index, listening)
    plain = search(assistant(small_index, None), "云山的家廷医生")
    search(made, "云山的家廷医生", 3)
    ((question, texts),) = listening.asked
    assert question == made.understood("云山的家廷医生").text
    assert texts == [text_of(hit.passage) for hit in plain[:DEPTH]]
    assert texts[0] == f"{plain[0].passage.context}\n{plain[0].passage.text}" and plain[0].passage.context


def test_how_many_are_wanted_does_not_change_the_order(small_index: Index) -> None:
    made = assistant(small_index, Backwards())
    every = ids(search(made, "家庭医生签约", 50))
    assert [ids(search(made, "家庭医生签约", k)) for k in (1, 5, 12)] == [every[:1], every[:5], every[:12]]
    hits = search(assistant(small_index, None), "家庭医生签约", 50)
    assert every[DEPTH:] == ids(hits)[DEPTH:], "what lies further back stays"


@pytest.mark.parametrize("question", ["云山二（二）讲什么", "云山三（二）讲什么", "云山二（一）2是什么"])
def test_a_clause_named_by_its_label_stays_first(small_index: Index, small: Assistant, question: str) -> None:
    reranker = Backwards()
    first = search(small, question)[0]
    found = search(assistant(small_index, reranker), question)
    assert reranker.asked and found[0] == first
    assert ids(found)[1:] != ids(search(small, question))[1:], "the others are put in order"


def test_a_comparison_goes_on_in_turn(small_index: Index, small: Assistant) -> None:
    before = [hit.clause.document_id for hit in search(small, COMPARISON)]
    after = search(assistant(small_index, Backwards()), COMPARISON)
    assert [hit.clause.document_id for hit in after] == before
    assert len(set(before[:2])) == len(set(before[2:4])) == 2
    assert ids(after) != ids(search(small, COMPARISON))


@pytest.mark.parametrize("given", [[], [1.0], [float("nan")] * 20, [float("inf")] * 20])
def test_scores_that_are_none_are_an_error(small_index: Index, given: list[float]) -> None:
    assert len(search(assistant(small_index, None), "家庭医生签约")) == 20
    with pytest.raises(RerankerError, match=r"backwards: 20 texts.*RAG_RERANKER"):
        search(assistant(small_index, Gives(given)), "家庭医生签约")


def test_no_documents_no_hits(small_index: Index) -> None:
    made = assistant(small_index, Backwards())
    assert made.retriever.search(made.understood("签约"), documents=frozenset()) == []


def test_a_visitor_with_fewer_documents_has_the_same_reranker(small_index: Index) -> None:
    reranker = Backwards()
    part = limited(assistant(small_index, reranker), frozenset({"yunshan-2024"}))
    assert part.retriever.reranker is reranker
    assert part.ask("家庭医生签约覆盖率").reranker == "backwards"


# ---- a real model ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("models") / "cross")


def test_a_cross_encoder_gives_each_text_its_score(model: Path) -> None:
    reranker = load_reranker(str(model))
    texts = ["家庭医生签约", "医保基金" * 60, "", "指纹"]
    scores = reranker.scores("家庭医生签约覆盖率", texts)
    assert len(set(scores)) == 4 and reranker.scores("家庭医生签约覆盖率", texts) == scores
    alone = [reranker.scores("家庭医生签约覆盖率", [text])[0] for text in texts]
    assert scores == pytest.approx(alone, abs=1e-4), "whatever stands beside it"
    assert reranker.scores("家庭", []) == []


def test_a_model_named_by_the_setting_gives_the_same_order_twice(
    process_settings: Settings, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("RAG_RERANKER", str(model))
    settings.cache_clear()
    first, second = Assistant.open(), Assistant.open()
    assert isinstance(first.retriever.reranker, CrossEncoderReranker)
    monkeypatch.delenv("RAG_RERANKER")
    settings.cache_clear()
    plain = Assistant.open()
    assert plain.retriever.reranker is None
    differs = 0
    for question in QUESTIONS:
        found = search(first, question)
        assert found == search(first, question) == search(second, question)
        differs += ids(found) != ids(search(plain, question))
        a, b = first.ask(question, id="x"), second.ask(question, id="x")
        assert (a.text, a.citations, a.retrieved) == (b.text, b.citations, b.retrieved)
    assert differs, "random weights have an opinion"


def test_a_recorded_answer_comes_again_from_the_same_reranker(
    process_settings: Settings, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings of today name none; the record says which one it was."""
    made = Assistant.open()
    made.retriever.reranker = load_reranker(str(model))
    records = Records(tmp_path)
    for question in QUESTIONS:
        records.answered(Asked("api", question), made.ask(question))
    entries = records.entries()
    assert {entry.reranker for entry in entries} == {str(model)}
    assert {replay(entry, process_settings.index).result for entry in entries} == {"same"}


def test_records_from_before_there_were_rerankers_are_read(
    small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.records import database, schema, store

    for module in (database, store):
        monkeypatch.setattr(module, "FORMAT", 2)
    monkeypatch.setattr(database, "STEPS", schema.STEPS[:2])
    old = Records(tmp_path)
    with old._base.writing() as connection:
        columns = "at, id, user, channel, index_version, clauses, verdicts, status, timings, program"
        values = "'2026-01-01', 'a', '-', 'api', 'v', '[]', '[]', 'refused', '{}', 'p'"
        connection.execute(f"INSERT INTO answers ({columns}) VALUES ({values})")
    old.close()
    monkeypatch.undo()
    records = Records(tmp_path)
    records.answered(Asked("api", "签约"), small.ask("签约"))
    assert [(entry.number, entry.reranker) for entry in records.entries()] == [(1, None), (2, None)]


@pytest.mark.parametrize("name", ["./no-such-folder", "/no/such/folder"])
def test_a_folder_that_is_not_there_says_so(name: str) -> None:
    with pytest.raises(RerankerError, match=r"no-such|no/such.*no such folder; set RAG_RERANKER"):
        load_reranker(name)


def test_a_hub_name_that_is_not_here_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(RerankerError, match=r"no-such/model.*not on this machine.*RAG_RERANKER"):
        load_reranker("no-such/model")


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="RAG_RERANKER"):
        load_reranker(str(tmp_path))


@pytest.mark.parametrize("kind", ["BertModel", "BertForMaskedLM"])
def test_a_model_without_scores_is_refused(tmp_path: Path, kind: str) -> None:
    """It would get a head of random numbers."""
    with pytest.raises(RerankerError, match=rf"{kind} .*cross-encoder"):
        load_reranker(str(bert(tmp_path / "plain", kind)))


def test_a_model_of_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="with 3 outputs"):
        load_reranker(str(cross_encoder(tmp_path / "three", num_labels=3)))


def test_the_doctor_loads_it(
    process_settings: Settings,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {finding.name: finding for finding in examine(process_settings.index)}
    assert found["reranker"].well and "none set" in found["reranker"].detail
    for name, well, told in ((str(model), True, "1 score"), ("./none", False, "no such folder")):
        monkeypatch.setenv("RAG_RERANKER", name)
        settings.cache_clear()
        found = {finding.name: finding for finding in examine(process_settings.index)}
        assert found["reranker"].well is well and told in found["reranker"].detail
    assert main(["ask", "云山签约率"]) == 2
    assert "RAG_RERANKER" in capsys.readouterr().err


def test_the_index_does_not_depend_on_it(
    small_index: Index, process_settings: Settings, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.builder import is_stale

    monkeypatch.setenv("RAG_RERANKER", str(model))
    settings.cache_clear()
    assert not is_stale(process_settings.corpus, process_settings.index)


def test_passages_are_not_reranked(small_index: Index, small: Assistant) -> None:
    """What the evaluation asks for passage by passage is the fusion's own ranking."""
    made = Retriever(small_index, HashingEncoder(), reranker=Backwards())
    query = small.understood("家庭医生签约")
    assert made.passages(query) == small.retriever.passages(query)
