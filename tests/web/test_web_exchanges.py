"""Exchanges and what the browser keeps of them: states, limits, and damage done to the store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fakes import SIGNING, FakeAssistant, FakeIndex

from rag.types import Message
from rag.web.exchanges import (
    MAX_CONVERSATIONS,
    MAX_STORED,
    Conversation,
    Exchange,
    Kept,
    Sentence,
    exchange_from,
    kept_from,
    safe_link,
    to_plain,
)


def exchange(question: str = "问") -> Exchange:
    assistant = FakeAssistant()
    return exchange_from(assistant.ask(question), assistant.index)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        (["verified", "verified"], "verified"),
        (["verified", "unsupported"], "partly_verified"),
        (["partly_verified"], "partly_verified"),
        (["partly_verified", "unsupported"], "partly_verified"),
        (["unsupported"], "unsupported"),
        ([], "unsupported"),
    ],
)
def test_state_is_never_better_than_its_sentences(verdicts: list[Any], state: str) -> None:
    sentences = tuple(Sentence("x", (), v) for v in verdicts)
    assert Exchange("1", "q", "answered", "x", sentences=sentences).state == state
    assert Exchange("1", "q", "refused", "x", sentences=sentences).state == "refused"


def test_a_turn_keeps_label_quote_link_and_verdict() -> None:
    kept = exchange("徐汇签约")
    assert [s.mark for s in kept.sources] == [1, 2]
    assert kept.sources[0].label.endswith("五（二）1")
    assert kept.sources[0].url.startswith("/documents/xuhui-2023-community-health?mark=")
    assert kept.sources[0].digest


def test_a_refusal_names_the_nearest_clauses_that_still_exist() -> None:
    refused = exchange("牙科")
    assert refused.missing == "文件没有写明牙科诊所的数量"
    assert refused.nearest[0][0].endswith("五（二）2 推进上门服务")
    answer = FakeAssistant().ask("牙科")
    assert exchange_from(answer, FakeIndex([])).nearest == ()  # type: ignore[arg-type]


def test_what_is_stored_comes_back() -> None:
    kept = Kept().put(Conversation("c1", (exchange("徐汇签约"), exchange("牙科"))))
    assert kept_from(to_plain(kept)) == kept


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        [],
        5,
        {"conversations": "x"},
        {"conversations": [{"id": 1}]},
        {"open": {}},
        {"conversations": [{"id": "a", "exchanges": [{"question": "q"}]}]},
    ],
)
def test_a_damaged_store_counts_as_empty(stored: Any) -> None:
    assert kept_from(stored) == Kept()


def test_a_damaged_conversation_takes_no_other_with_it() -> None:
    kept = Kept().put(Conversation("c1", (exchange("徐汇签约"),)))
    plain = to_plain(kept)
    plain["conversations"].insert(0, {"id": "a", "exchanges": [{"question": "q"}]})
    assert kept_from(plain) == kept


def test_two_copies_of_a_conversation_are_joined_by_their_turns() -> None:
    first, second, third = exchange("一"), replace(exchange("二"), id="2"), replace(exchange("三"), id="3")
    own, other = Conversation("c", (first, third)), Conversation("c", (first, second))
    assert own.joined(other).exchanges == (first, second, third)
    assert own.joined(None) == own


def test_a_store_of_an_older_release_is_read() -> None:
    kept = Kept().put(Conversation("c1", (exchange("徐汇签约"),)))
    plain = to_plain(kept)
    plain["conversations"][0]["turns"] = plain["conversations"][0].pop("exchanges")
    assert kept_from(plain) == kept


def test_links_put_into_the_store_lead_nowhere_else() -> None:
    plain = to_plain(Kept().put(Conversation("c1", (exchange("徐汇签约"), exchange("牙科")))))
    plain["conversations"][0]["exchanges"][0]["sources"][0]["url"] = "javascript:alert(1)"
    plain["conversations"][0]["exchanges"][1]["nearest"][0][1] = "//evil.example/documents/x"
    exchanges = kept_from(plain).conversations[0].exchanges
    assert exchanges[0].sources[0].url == "#"
    assert exchanges[1].nearest[0][1] == "#"


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("/documents/a?mark=1-2#五/（二）", True),
        ("/documents/%E5%BE%90?mark=1-2#%E4%BA%94", True),
        ("javascript:alert(1)", False),
        ("https://evil.example/documents/a", False),
        ("//evil.example/documents/a", False),
        ('/documents/a" onclick="x', False),
        ("/documents/", False),
        ("", False),
    ],
)
def test_safe_link(link: str, safe: bool) -> None:
    assert safe_link(link) == (link if safe else "#")


def test_newest_conversation_first_and_the_oldest_dropped() -> None:
    kept = Kept()
    for number in range(MAX_CONVERSATIONS + 5):
        kept = kept.put(Conversation(f"c{number}", (exchange(),)))
    assert kept.open == kept.conversations[0].id == f"c{MAX_CONVERSATIONS + 4}"
    assert len(kept.conversations) == MAX_CONVERSATIONS
    kept = kept.put(Conversation("c20", (exchange(), exchange())))
    assert kept.conversations[0].id == "c20"
    assert len([c for c in kept.conversations if c.id == "c20"]) == 1
    assert kept.drop("c20").get("c20") is None


def test_the_store_stays_small() -> None:
    big = replace(exchange(), text="字" * (MAX_STORED // 10))
    kept = Kept()
    for number in range(20):
        kept = kept.put(Conversation(str(number), (big,)))
    assert len(str(to_plain(kept))) < 2 * MAX_STORED
    assert kept.conversations[0].id == "19"


def test_history_leaves_out_what_failed() -> None:
    bad = Exchange("1", "坏", "error", "x")
    talk = Conversation("c", (exchange("徐汇签约"), bad))
    assert [m.role for m in talk.history()] == ["user", "assistant"]
    assert talk.history()[0] == Message("user", "徐汇签约")


def test_title_is_one_short_line() -> None:
    assert Conversation("c", (exchange("一\n二  三"),)).title == "一 二 三"
    assert len(Conversation("c", (exchange("长" * 100),)).title) == 28
    assert SIGNING
