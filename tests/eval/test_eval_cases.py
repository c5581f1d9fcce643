"""eval.cases: the format, and a split that never lets a test clause into train."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eval_fakes import case, unanswerable
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import FRONT, from_json, largest_component, load_cases, split, to_json
from eval.lint import QUESTIONS
from rag.errors import InputError
from rag.types import Message

LINE = to_json(case())


def test_round_trip_keeps_everything() -> None:
    whole = case(
        style="followup",
        history=(Message("user", "问"), Message("assistant", "答")),
        gold=(("a#一", "a#二"), ("b#三",)),
    )
    assert from_json(json.loads(json.dumps(to_json(whole)))) == whole
    assert from_json(to_json(unanswerable())) == unanswerable()
    assert "history" not in to_json(case())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"question": " "}, "question"),
        ({"id": 3}, "id"),
        ({"answerable": "yes"}, "answerable"),
        ({"gold": ["a#一"]}, "gold"),
        ({"gold": [[]]}, "gold"),
        ({"facts": [[""]]}, "facts"),
        ({"history": [{"role": "system", "content": "x"}]}, "role"),
        ({"near": 1}, "near"),
        ({"anser": 1}, "anser"),
    ],
)
def test_a_bad_field_is_named_with_its_line(tmp_path: Path, change: dict[str, object], named: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps(LINE) + "\n\n" + json.dumps(LINE | change) + "\n", "utf-8")
    with pytest.raises(InputError, match=r"q\.jsonl:3") as caught:
        load_cases(tmp_path)
    assert named in str(caught.value)


def test_bad_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no questions"):
        load_cases(tmp_path)
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE) + "\n{", "utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:2: not valid JSON"):
        load_cases(tmp_path)
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE), "utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(LINE), "utf-8")
    with pytest.raises(InputError, match=r"b.jsonl:1: id 'c1' is used by a.jsonl:1"):
        load_cases(tmp_path)


def test_fingerprint_changes_with_the_case() -> None:
    assert case().fingerprint == case().fingerprint
    assert case().fingerprint != case(facts=(("46%",),)).fingerprint


golds = st.lists(
    st.lists(st.sampled_from([f"d#{n}" for n in range(12)]), min_size=1, max_size=3).map(tuple),
    max_size=3,
).map(tuple)


@given(st.lists(golds, max_size=25))
def test_no_clause_on_both_sides(gold: list[tuple[tuple[str, ...], ...]]) -> None:
    cases = [case(f"c{n}", gold=evidences) for n, evidences in enumerate(gold)]
    sides = split(cases)
    train = {c for x in cases if sides[x.id] == "train" for c in x.gold_ids}
    test = {c for x in cases if sides[x.id] == "test" for c in x.gold_ids}
    assert not train & test
    assert split(cases[::-1]) == sides


def test_a_chain_of_shared_clauses_stays_together() -> None:
    chain = [case(f"c{n}", gold=((f"d#{n}",), (f"d#{n + 1}",))) for n in range(30)]
    assert len(set(split(chain).values())) == 1
    assert largest_component(chain) == 30


def test_front_matter_joins_nothing() -> None:
    cases = [case(f"c{n}", gold=(("d#标题", "d#落款"),)) for n in range(60)]
    assert set(split(cases).values()) == {"train", "test"}
    assert largest_component(cases) == 0


def test_the_shipped_cases_divide_and_no_test_clause_is_in_train() -> None:
    cases = load_cases(QUESTIONS)
    sides = split(cases)
    held: dict[str, set[str]] = {"train": set(), "test": set()}
    for item in cases:
        clauses = (c for c in item.gold_ids if c.rpartition("#")[2] not in FRONT)
        held[sides[item.id]].update(clauses)
    assert held["train"] and held["test"] and not held["train"] & held["test"]
    share = sum(side == "test" for side in sides.values()) / len(cases)
    assert 0.35 <= share <= 0.65
    assert largest_component(cases) * 3 < len(cases)
