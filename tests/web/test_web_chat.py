"""The chat page's own steps, called as Gradio calls them; the browser tests do the rest."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browser_fakes import browser
from fakes import DOCUMENTS, LISHUI, XUHUI, FakeAssistant
from fastapi import Request

from rag.records.store import Records
from rag.web.asking import Scope, gathered, pieces, scope_of
from rag.web.chat import ChatPage
from rag.web.exchanges import Conversation, Exchange, kept_from
from rag.web_settings import WebSettings

WRAPPED = Request({"type": "http", "query_string": b"", "headers": [(b"accept-language", b"zh-CN")]})
REQUEST: Any = SimpleNamespace(request=WRAPPED, base_url="https://policy.example/")


@pytest.fixture
def page(tmp_path: Path) -> ChatPage:
    settings = WebSettings(data=tmp_path)  # type: ignore[call-arg]
    return ChatPage(FakeAssistant(), settings)  # type: ignore[arg-type]


def ask(
    page: ChatPage,
    question: str,
    talk: Conversation | None = None,
    stored: Any = None,
    documents: Any = None,
    regions: Any = None,
) -> list[dict[Any, Any]]:
    return list(page.ask(question, talk or Conversation(), stored, documents, regions, REQUEST))


def test_the_question_shows_at_once_then_text_then_the_answer(page: ChatPage) -> None:
    updates = ask(page, "徐汇签约目标，慢慢说")
    assert updates[0][page.box] == ""
    assert "徐汇签约目标" in updates[0][page.chatbot][0]["content"]
    texts = [u[page.chatbot][1]["content"] for u in updates]
    assert "正在查找条款" in texts[0]
    assert len(texts[1]) < len(texts[-2])
    assert 'class="chip"' in texts[-1] and "pending" not in texts[-1]


def test_states_come_with_a_pause_between_them_and_the_turn_at_once() -> None:
    exchange = Exchange("1", "问", "answered", "甲乙丙")
    assert list(gathered(["甲", "乙", "丙", exchange], pause=60.0)) == [exchange]
    assert list(gathered(["甲", "乙", "丙", exchange], pause=0.0)) == ["甲", "甲乙", "甲乙丙", exchange]


def test_the_turn_is_kept_and_the_follow_up_carries_the_history(page: ChatPage) -> None:
    last = ask(page, "徐汇签约目标")[-1]
    stored = browser(last[page.change])
    again = ask(page, "那丽水呢？", last[page.talk], stored)[-1]
    assert len(again[page.chatbot]) == 4
    assert "理解为" in again[page.chatbot][-1]["content"]
    kept = kept_from(browser(again[page.change], stored))
    assert [t.question for t in kept.conversations[0].exchanges] == ["徐汇签约目标", "那丽水呢？"]
    history = page.assistant.asked[-1][1]  # type: ignore[attr-defined]
    assert [m.role for m in history] == ["user", "assistant"]


def test_an_empty_question_does_nothing(page: ChatPage) -> None:
    assert ask(page, "  \n ") == []


def test_an_error_of_ours_shows_a_number_only(page: ChatPage) -> None:
    shown = ask(page, "故障")[-1][page.chatbot][-1]["content"]
    assert "编号" in shown and "secret detail" not in shown


def test_an_error_of_theirs_is_told() -> None:
    (exchange,) = pieces(FakeAssistant(), " ", Conversation(), None, "zh")  # type: ignore[arg-type]
    assert isinstance(exchange, Exchange)
    assert exchange.status == "error" and "type a question" in exchange.text


def test_scope_is_documents_and_regions() -> None:
    assert scope_of(DOCUMENTS, None, []) is None
    assert scope_of(DOCUMENTS, [XUHUI.id], None) == Scope(frozenset({XUHUI.id}), (f"《{XUHUI.title}》",))
    assert scope_of(DOCUMENTS, [], ["浙江省丽水市"]) == Scope(frozenset({LISHUI.id}), ("浙江省丽水市",))
    both = scope_of(DOCUMENTS, [XUHUI.id], ["浙江省丽水市"])
    assert both is not None and both.ids == frozenset()


def test_a_scope_stands_by_the_answer_and_is_kept_with_it(page: ChatPage) -> None:
    """A scope that was set and forgotten must not read as "no document says so"."""
    last = ask(page, "签约", regions=["浙江省丽水市"])[-1]
    assert "限定范围：</span>浙江省丽水市" in last[page.chatbot][-1]["content"]
    assert kept_from(browser(last[page.change])).conversations[0].exchanges[0].scope == ("浙江省丽水市",)


def test_an_empty_scope_is_told_without_asking(page: ChatPage) -> None:
    before = len(page.assistant.asked)  # type: ignore[attr-defined]
    shown = ask(page, "签约", documents=[XUHUI.id], regions=["浙江省丽水市"])[-1]
    assert "没有交集" in shown[page.chatbot][-1]["content"]
    assert len(page.assistant.asked) == before  # type: ignore[attr-defined]


def test_conversations_open_start_and_delete(page: ChatPage) -> None:
    stored = browser(ask(page, "徐汇签约目标")[-1][page.change])
    stored = browser(ask(page, "牙科", None, {**stored, "open": None})[-1][page.change], stored)
    first = kept_from(stored).conversations[1]
    opened = page.open(first.id, stored, REQUEST)
    assert opened[page.talk].exchanges[0].question == "徐汇签约目标"
    fresh = page.start(stored, REQUEST)
    assert fresh[page.chatbot] == [] and len(fresh[page.list].choices) == 2
    assert browser(fresh[page.change], stored)["open"] is None
    gone = page.remove(first, stored, REQUEST)
    left = kept_from(browser(gone[page.change], stored)).conversations
    assert [c.exchanges[0].question for c in left] == ["牙科"]


def test_what_another_tab_has_added_is_read_and_never_told_again(page: ChatPage) -> None:
    """The tab's own copy is the older one; what it tells the browser is its own turn and no more."""
    first = ask(page, "徐汇签约目标")[-1]
    stored = browser(first[page.change])
    other = ask(page, "牙科", first[page.talk], stored)[-1]
    both = browser(other[page.change], stored)
    third = ask(page, "那丽水呢？", first[page.talk], both)[-1]
    assert [e.question for e in third[page.talk].exchanges] == ["徐汇签约目标", "牙科", "那丽水呢？"]
    assert [e["question"] for e in third[page.change]["exchanges"]] == ["那丽水呢？"]
    late = ask(page, "那丽水呢？", first[page.talk], stored)[-1]  # sent before the other tab was done
    assert [e["question"] for e in late[page.change]["exchanges"]] == ["那丽水呢？"]


def test_a_tab_follows_another_and_lets_be_what_has_not_changed(page: ChatPage) -> None:
    first = ask(page, "徐汇签约目标")[-1]
    stored = browser(first[page.change])
    assert page.chatbot not in page.follow(first[page.talk], stored, REQUEST)
    both = browser(ask(page, "牙科", first[page.talk], stored)[-1][page.change], stored)
    followed = page.follow(first[page.talk], both, REQUEST)
    assert len(followed[page.chatbot]) == 4 and len(followed[page.talk].exchanges) == 2
    removed = browser(page.remove(first[page.talk], both, REQUEST)[page.change], both)
    assert page.follow(first[page.talk], removed, REQUEST)[page.chatbot] == []
    fresh = page.follow(Conversation(), {**both, "open": None}, REQUEST)
    assert page.chatbot not in fresh and len(fresh[page.list].choices) == 1


def test_two_tabs_that_begin_empty_begin_a_conversation_each(page: ChatPage) -> None:
    """Gradio hands every tab a copy of the same empty one."""
    empty = Conversation()
    first, second = (ask(page, "徐汇签约目标", empty, {"open": None})[-1][page.talk] for _ in range(2))
    assert first.id != second.id


def test_after_a_restart_a_question_goes_on_with_what_the_browser_kept(page: ChatPage) -> None:
    stored = browser(ask(page, "徐汇签约目标")[-1][page.change])
    again = ask(page, "那丽水呢？", Conversation(), stored)[-1]
    assert [e.question for e in again[page.talk].exchanges] == ["徐汇签约目标", "那丽水呢？"]


def test_what_a_release_before_kept_in_one_piece_is_taken_over(page: ChatPage) -> None:
    kept = browser(ask(page, "徐汇签约目标")[-1][page.change])
    restored = page.restore(kept, {}, REQUEST)
    assert restored[page.talk].exchanges[0].question == "徐汇签约目标"
    taken = browser(restored[page.change])
    assert taken["conversations"] == kept["conversations"] and taken["open"] == kept["open"]
    assert page.restore({}, taken, REQUEST)[page.change] is None


def test_what_another_visitor_left_is_not_shown(page: ChatPage) -> None:
    stored = browser(ask(page, "徐汇签约目标")[-1][page.change]) | {"owner": "account wang"}
    assert page.talk not in page.restore({}, stored, REQUEST)
    assert page.restore(stored, {}, REQUEST)[page.change] is None
    assert page.open(stored["open"], stored, REQUEST)[page.chatbot] == []


def test_opening_the_page_leaves_alone_what_was_asked_before_it_was_ready(page: ChatPage) -> None:
    restored = page.restore({}, {"conversations": "damaged"}, REQUEST)
    assert page.talk not in restored
    given = restored[page.chatbot]._constructor_args[0]
    assert given["examples"] and "value" not in given
    stored = browser(ask(page, "徐汇签约目标")[-1][page.change])
    restored = page.restore({}, stored, REQUEST)
    assert restored[page.talk].exchanges[0].question == "徐汇签约目标"
    assert restored[page.chatbot]._constructor_args[0]["value"]


def test_thumbs_and_comment_are_stored(page: ChatPage, tmp_path: Path) -> None:
    talk = ask(page, "徐汇签约目标")[-1][page.talk]
    like: Any = SimpleNamespace(index=1, liked=False)
    voted = page.vote(talk, like, REQUEST)[page.voted]
    page.say(" 数字不对 ", voted, talk, REQUEST)
    said = Records(tmp_path).opinions()
    assert [(x.vote, x.comment) for x in said] == [("down", ""), ("down", "数字不对")]
    assert said[0].exchange["question"] == "徐汇签约目标"
    assert said[0].index == "v1"


def test_a_vote_on_nothing_is_ignored(page: ChatPage, tmp_path: Path) -> None:
    gone: Any = SimpleNamespace(index=9, liked=True)
    page.vote(Conversation(), gone, REQUEST)
    assert Records(tmp_path).opinions() == []


def test_files_of_an_empty_conversation_are_none(page: ChatPage) -> None:
    assert page.as_markdown(Conversation(), REQUEST) is None
    assert page.as_docx(Conversation(), REQUEST) is None


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"exchange": 1, "kind": "docx"}, "牙科诊所有多少.docx"),
        ({"exchange": 0, "kind": "md"}, "徐汇签约目标.md"),
        ({"exchange": 2, "kind": "md"}, None),
        ({"exchange": -1, "kind": "md"}, None),
        ({"exchange": 0, "kind": "exe"}, None),
        ("nonsense", None),
    ],
)
def test_one_answer_is_saved_and_nothing_for_what_there_is_not(
    page: ChatPage, told: Any, name: str | None
) -> None:
    first = ask(page, "徐汇签约目标")[-1][page.talk]
    talk = ask(page, "牙科诊所有多少", first)[-1][page.talk]
    file = page.save_one(talk, SimpleNamespace(_data=told), REQUEST)  # type: ignore[arg-type]
    assert (file and file["name"]) == name


def test_what_acts_on_a_conversation_is_there_only_with_one(page: ChatPage) -> None:
    after = ask(page, "徐汇签约目标")[-1]
    fresh = page.start(browser(after[page.change]), REQUEST)
    for part in (page.exporting, page.deleting):
        assert after[part].visible is True and fresh[part].visible is False
