"""What speaks for a clause, one number a signal, each worked out by hand."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.retrieve.held import Held
from rag.retrieve.retriever import fusion_weights
from rag.retrieve.signals import SIGNALS, Look, Reader, stem
from rag.types import Clause, Passage
from rag.understand.catalog import Catalog
from rag.understand.query import Query, understand
from rag.understand.reference import matches
from rag.understand.subject import OTHERWISE, Concept
from rag.understand.thesaurus import default_thesaurus

TEXT = "1.到2025年，家庭医生签约覆盖率达到45%以上。"


def clause(text: str = TEXT, path: tuple[str, ...] = ("二", "（一）", "1"), **more: object) -> Clause:
    plain: dict[str, object] = {"heading": "扩大签约", "segments": ((0, len(text)),)}
    return Clause(
        id=f"yunshan-2024#{'/'.join(path)}",
        document_id="yunshan-2024",
        path=path,
        text=text,
        **{**plain, **more},
    )  # type: ignore[arg-type]


def look(of: Clause, **scores: Any) -> Look:
    """A candidate; the scores of the searches are 0 where a test does not name them."""
    passage = Passage(of.id, of.document_id, 0, len(of.text), of.text, f"云山县方案 {of.heading}")
    given: dict[str, Any] = {**dict.fromkeys(("body", "context", "dense", "before", "after"), 0.0), **scores}
    return Look(row=0, held=Held.read(passage, of), **given)


class Weighed:
    """Signals by name for a question, every term equally rare."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __call__(self, text: str, seen: Look) -> dict[str, float]:
        query = understand(text, self.catalog, default_thesaurus())
        return self.of(query, seen)

    def of(self, query: Query, seen: Look) -> dict[str, float]:
        idf = dict.fromkeys(query.terms, 1.0)
        return dict(zip(SIGNALS, Reader(query, idf, 10.0).signals([seen])[0].tolist(), strict=True))


@pytest.fixture
def weigh(catalog: Catalog) -> Weighed:
    return Weighed(catalog)


def test_every_signal_is_described_and_has_a_weight() -> None:
    assert set(fusion_weights()) == set(SIGNALS)
    assert all(SIGNALS.values())


def test_the_scores_of_the_searches_are_shares_of_the_most_they_can_be(weigh: Weighed) -> None:
    found = weigh("签约", look(clause(), body=5.0, context=2.5, dense=0.7))
    assert (found["body"], found["context"], found["dense"]) == (0.5, 0.25, 0.7)


def test_coverage_is_the_share_of_the_terms_held(weigh: Weighed) -> None:
    query = dataclasses.replace(
        weigh.catalog and understand("签约", weigh.catalog, default_thesaurus()),
        terms={"签约": 1.0, "中医": 1.0},
    )
    assert weigh.of(query, look(clause()))["coverage"] == 0.5
    assert weigh.of(query, look(clause()))["passage_coverage"] == 0.5


def test_headings_count_for_the_clause_and_not_for_the_passage(weigh: Weighed) -> None:
    query = dataclasses.replace(understand("签约", weigh.catalog, default_thesaurus()), terms={"扩大": 1.0})
    found = weigh.of(query, look(clause()))
    assert (found["coverage"], found["passage_coverage"]) == (1.0, 0.0)


def test_region_speaks_for_the_documents_named_and_against_others(weigh: Weighed) -> None:
    assert weigh("签约率", look(clause()))["region"] == 0
    assert weigh("云山签约率", look(clause()))["region"] == 1
    assert weigh("临江签约率", look(clause()))["region"] == -1


def test_year_and_figures_asked_about(weigh: Weighed) -> None:
    assert weigh("2025年签约率是45%吗", look(clause()))["year"] == 1
    assert weigh("2025年签约率是45%吗", look(clause()))["number"] == 1
    assert weigh("2030年签约率是60%吗", look(clause()))["year"] == 0
    assert weigh("2030年签约率是60%吗", look(clause()))["number"] == 0
    assert weigh("签约率是百分之四十五吗", look(clause()))["number"] == 1


@pytest.mark.parametrize(
    ("question", "signal"),
    [("签约率是多少", "figure"), ("什么时候签约", "date"), ("谁牵头签约", "department")],
)
def test_the_kind_of_thing_asked_for(weigh: Weighed, question: str, signal: str) -> None:
    full = clause(responsible={"牵头单位": ("县卫生健康局",)})
    bare = clause("做好签约服务。")
    assert weigh(question, look(full))[signal] == 1
    assert weigh(question, look(bare))[signal] == 0
    assert weigh("怎么做好签约", look(full))[signal] == 0


def test_the_task_of_a_named_department(weigh: Weighed) -> None:
    task = clause(responsible={"牵头单位": ("县卫生健康局",)})
    assert weigh("县卫健局负责什么", look(task))["named_department"] == 1
    assert weigh("县医保局负责什么", look(task))["named_department"] == 0
    assert 0 < weigh("县医保局负责什么", look(clause("由县医保局公布。")))["named_department"] < 1


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("云山文号是多少", "title"),
        ("什么时候印发的", "signature"),
        ("主送哪些单位", "addressees"),
        ("依据的是哪份文件", "preamble"),
    ],
)
def test_facts_stand_in_their_part_of_the_document(weigh: Weighed, question: str, kind: str) -> None:
    assert weigh(question, look(clause(kind=kind)))["fact"] == 1
    assert weigh(question, look(clause()))["fact"] == 0
    assert weigh("谁牵头", look(clause(kind=kind)))["front"] == 1
    assert weigh(question, look(clause(kind=kind)))["front"] == 0


def test_a_heading_without_text_and_an_annex(weigh: Weighed) -> None:
    parent = clause("（一）扩大签约", path=("二", "（一）"), children=(clause(),))
    assert weigh("签约", look(parent))["bare_heading"] == 1
    assert weigh("签约", look(clause()))["bare_heading"] == 0
    annex = clause(path=("附件", "一"))
    assert weigh("签约", look(annex))["annex"] == 1 and weigh("签约", look(annex))["annex_asked"] == 0
    assert weigh("附件里的签约", look(annex))["annex_asked"] == 1


def test_the_longest_stretch_to_the_letter_in_tens(weigh: Weighed) -> None:
    assert weigh("家庭医生签约覆盖率", look(clause()))["run"] == 0.9
    assert weigh("家庭的医生", look(clause()))["run"] == pytest.approx(0.2)
    assert weigh("牙科诊所", look(clause()))["run"] == 0


def test_the_length_is_logarithmic(weigh: Weighed) -> None:
    assert weigh("签约", look(clause("签" * 99)))["length"] == pytest.approx(math.log(100) / 6)


@pytest.mark.parametrize(
    ("asked", "path", "score"),
    [
        (("五", "（二）", "1"), ("五", "（二）", "1"), 1.0),
        (("（二）", "1"), ("五", "（二）", "1"), 0.8),
        (("五", "1"), ("五", "（二）", "1"), 0.7),
        (("1", "五"), ("五", "（二）", "1"), 0.0),
        (("五", "（二）"), ("五", "（二）", "1"), 0.0),
        (("六", "（二）", "1"), ("五", "（二）", "1"), 0.0),
        (("2",), ("五", "（二）", "1"), 0.0),
        (("（二）", "第一条"), ("五", "（二）", "1"), 0.75),
        (("第二条",), ("五", "（二）"), 0.75),
        (("第二条",), ("第二条",), 1.0),
        (("第十二条",), ("第三章", "十二"), 0.75),
        (("12",), ("十二",), 0.75),
        (("第七章", "第三十五条"), ("第八章", "三十五"), 0.0),
        (("第二条",), ("三",), 0.0),
    ],
)
def test_labels_match_the_path_to_the_letter(
    asked: tuple[str, ...], path: tuple[str, ...], score: float
) -> None:
    assert matches(asked, path) == score


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("市卫生健康委", "卫健委"),
        ("县卫生健康局", "卫健委"),
        ("区卫健委", "卫健委"),
        ("省卫生健康委员会", "卫健委"),
        ("市医疗保障局", "医保局"),
        ("区发展改革委", "发改委"),
        ("市人力资源社会保障局", "人社局"),
        ("省人力资源和社会保障厅", "人社厅"),
        ("县市场监督管理局", "市场监管局"),
        ("医保局", "医保局"),
    ],
)
def test_departments_under_their_short_names(name: str, short: str) -> None:
    assert stem(name) == short


def test_different_departments_stay_different() -> None:
    names = ["市财政局", "市审计局", "市医保局", "市卫生健康委", "市民政局", "市教育局", "市公安局"]
    assert len({stem(name) for name in names}) == len(names)


@settings(max_examples=60, deadline=None)
@given(
    question=st.text(alphabet="云山临江签约覆盖率谁多少（二）1 2025年45%县医保局", min_size=1, max_size=25),
    text=st.text(alphabet="签约覆盖率达到45%，。到2025年县医保局、", min_size=1, max_size=40),
)
def test_signals_are_finite_and_small(catalog: Catalog, question: str, text: str) -> None:
    found = Weighed(catalog)(question, look(clause(text), body=3.0, context=2.0, dense=0.5))
    assert all(-1 <= value <= 1.5 for value in found.values()), found


def test_a_document_without_a_region_speaks_for_the_place_in_its_title_or_text(weigh: Weighed) -> None:
    query = dataclasses.replace(
        understand("云山签约率", weigh.catalog, default_thesaurus()),
        documents=frozenset({"other"}),
        placeless=frozenset({"yunshan-2024"}),
    )
    assert weigh.of(query, look(clause()))["region"] == 0
    titled = dataclasses.replace(query, titled=frozenset({"yunshan-2024"}))
    assert weigh.of(titled, look(clause()))["region"] == 1
    assert weigh.of(query, look(clause(), place=True))["place"] == 1
    far = dataclasses.replace(query, placeless=frozenset())
    assert weigh.of(far, look(clause(), place=True))["place"] == 0
    assert weigh.of(query, look(clause("云山的签约率")))["place_here"] == 1


def test_what_the_title_says_already_does_not_count_as_beyond_it(weigh: Weighed) -> None:
    held = look(clause("签约率达到45%"), title="签约率")
    assert weigh("签约率", held)["beyond"] == 0
    assert weigh("签约率", look(clause("签约率达到45%"), title="方案"))["beyond"] == 1
    assert weigh("签约率", look(clause(), opening=True))["opening"] == 1


def test_content_words_count_by_any_name_in_clause_and_in_passage(weigh: Weighed) -> None:
    query = dataclasses.replace(
        understand("签约", weigh.catalog, default_thesaurus()), concepts=(Concept("大夫", ("医生",)),)
    )
    whole = look(clause("家庭医生"))
    passage = dataclasses.replace(whole.passage, text="签约服务")
    part = dataclasses.replace(whole, held=Held.read(passage, whole.clause))
    assert weigh.of(query, whole)["passage_subject"] == weigh.of(query, whole)["subject"] == OTHERWISE
    assert weigh.of(query, part)["subject"] == OTHERWISE and weigh.of(query, part)["passage_subject"] == 0


def test_a_place_beside_a_title_speaks_for_no_other_document(weigh: Weighed) -> None:
    query = understand("签约率是多少", weigh.catalog, default_thesaurus())
    named = {"documents": frozenset({"other"}), "titled": frozenset({"yunshan-2024"})}
    of_place = dataclasses.replace(query, **named)
    assert weigh.of(of_place, look(clause()))["region"] == 1
    assert weigh.of(dataclasses.replace(of_place, exact=True), look(clause()))["region"] == -1


def test_what_a_passage_holds_with_its_parts_counts_as_the_clause_s() -> None:
    heading = clause("一、准备", heading="准备")
    alone = Passage(heading.id, heading.document_id, 0, 4, heading.text, "云山县方案 准备")
    whole = dataclasses.replace(alone, end=30, text="一、准备 1.检查水泵，清洗滤网。2.培训救生员。")
    assert "水泵" in Held.read(whole, heading).whole and "水泵" not in Held.read(alone, heading).whole
    assert Held.read(whole, heading).length > Held.read(alone, heading).length
