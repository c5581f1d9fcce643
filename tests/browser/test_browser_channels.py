"""The contract in a real browser: the chat page, the widget and the frame show what Python gives.

The assistant is the real one over ``corpus/``; what is read here is what a person sees: the chips
and their quotes, where they lead, the verdicts, and every line that is no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from channels import CASES, Case, Outcome, answered, assistant, expected, lived, served, unsaid, web_app
from portal import Places, portal_app
from seen import Seen

STATES = ("answered", "partial", "refused", "error")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """The real application and a portal that it allows."""
    found = Places()
    data = tmp_path_factory.mktemp("data")
    with served(portal_app(found)) as portal, served(web_app(data, portal_origins=portal)) as address:
        found.app, found.portal = address, portal
        yield found


@pytest.fixture(scope="module")
def visit(browser: Any, places: Places) -> Iterator[Any]:
    """Opens an address in one tab, if it is not open; on leaving, nothing may have gone out or wrong."""
    seen = Seen(places.app)
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30000)
    page = context.new_page()
    seen.watch(page)

    def go(address: str) -> Any:
        if page.url != address:
            page.goto(address)
        return page

    yield go
    context.close()
    assert [url for url in seen.foreign if not url.startswith(places.portal)] == []
    # Chromium prints a refused question (status 400) as an error of the page.
    assert [error for error in seen.errors if "status of 400" not in error] == []


def test_the_rest_of_a_list_is_a_click_away(visit: Any, places: Places) -> None:
    """共20项，列出8项: on the chat page, in the widget and on the card, and from there to the clauses."""
    question = "市医保局负责哪些工作？"
    page = visit(places.app + "/")
    page.fill("#ask textarea", question)
    page.keyboard.press("Enter")
    page.locator(".answer:not(.pending)").wait_for()
    shown = [page.locator(".answer")]
    widget = page.context.new_page()
    widget.goto(places.portal + "/")
    chat = widget.locator("policy-chat").first
    chat.locator(".panel > form textarea").fill(question)
    chat.locator(".panel > form textarea").press("Enter")
    chat.locator(".a[aria-busy=false]").wait_for()
    shown.append(chat.locator(".a"))
    card = page.context.new_page()
    card.goto(f"{places.app}/embed/answer?question={question}")
    shown.append(card.locator(".answer"))
    for answer in shown:
        total = re.search(r"共(\d+)项，列出8项", answer.inner_text())
        assert total
        with page.context.expect_page() as tab:
            answer.get_by_role("link", name="查看全部条款").click()
        duties = tab.value
        assert duties.get_by_role("status").first.inner_text() == f"{total[1]} 条"
        duties.locator("tbody a").last.click()
        assert "医疗保障局" in duties.locator("section:target").inner_text()
        duties.close()
    widget.close()
    card.close()


def clause_id(link: str) -> str:
    """The clause that a deep link opens."""
    parts = urlsplit(link)
    return f"{unquote(parts.path.removeprefix('/documents/'))}#{unquote(parts.fragment)}"


def verdict_of(element: Any) -> str:
    """The verdict among an element's classes."""
    return str(element.get_attribute("class")).split()[-1]


def on_the_page(page: Any, case: Case) -> tuple[Outcome, str]:
    """Asks on the chat page in a new conversation; what it shows, and its text."""
    page.locator("#fresh").click()
    page.locator("#chat button.example").first.wait_for()
    done = page.locator(".answer:not(.pending)")
    for number, question in enumerate([*(t for role, t in case.history if role == "user"), case.question]):
        page.fill("#ask textarea", question)
        page.keyboard.press("Enter")
        done.nth(number).wait_for()
    answer = done.last
    chips = answer.locator(".sources li").all()
    cited = tuple(
        (
            clause_id(chip.locator("a.chip").get_attribute("href")),
            chip.locator("a.chip").inner_text().removeprefix(chip.locator(".n").inner_text()).strip(),
            chip.locator("a.chip").get_attribute("data-quote"),
            verdict_of(chip),
        )
        for chip in chips
    )
    verdicts = tuple(verdict_of(sentence) for sentence in answer.locator(".sentence").all())
    status = next(s for s in STATES if s in str(answer.get_attribute("class")).split())
    return Outcome(status, cited, verdicts), answer.inner_text()


def in_the_widget(chat: Any, case: Case) -> tuple[Outcome, str]:
    """Asks in a widget in a new conversation; what it shows, and its text."""
    chat.get_by_role("button", name="新对话").click()
    for number, question in enumerate([*(t for role, t in case.history if role == "user"), case.question]):
        chat.locator(".panel > form textarea").fill(question)
        chat.locator(".panel > form textarea").press("Enter")
        chat.locator(".a[aria-busy=false]").nth(number).wait_for()
    answer = chat.locator(".a").last
    if answer.locator(".state.error").count():
        return Outcome("error", (), ()), answer.inner_text()
    cited = tuple(
        (
            clause_id(item.locator("a").get_attribute("href")),
            re.sub(r"^\[\d+\] ", "", item.locator("a").inner_text()),
            item.locator("blockquote").inner_text(),
            verdict_of(item),
        )
        for item in answer.locator("ol li").all()
    )
    verdicts = tuple(verdict_of(line) for line in answer.locator("p.s").all())
    return Outcome(verdict_of(answer), cited, verdicts), answer.inner_text()


def compare(case: Case, shown: tuple[Outcome, str]) -> None:
    """What is shown is what Python gives for the same conversation, and no line of it is lost."""
    case = lived(case)
    outcome, text = shown
    assert outcome == expected(case)
    answer = answered(case)
    said = " ".join(text.split())
    for line in unsaid(answer):
        assert line in said
    if answer.refusal:
        assert answer.refusal.missing in said
        for identity in answer.refusal.nearest:
            assert assistant().index.clause(identity).heading in said
    if answer.status == "error":
        assert answer.text.split(" / ")[0] in said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_chat_page_shows_the_same(visit: Any, places: Places, case: Case) -> None:
    page = visit(places.app + "/")
    page.wait_for_selector("#ask textarea")
    compare(case, on_the_page(page, case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_widget_in_a_portal_shows_the_same(visit: Any, places: Places, case: Case) -> None:
    page = visit(places.portal + "/")
    compare(case, in_the_widget(page.locator("policy-chat").first, case))


#: The frame holds the widget's script: what differs is the origin, not what is shown.
FRAMED = [case for case in CASES if case.name in ("comparison", "partial", "off topic", "follow-up region")]


@pytest.mark.parametrize("case", FRAMED, ids=lambda case: case.name)
def test_the_frame_in_a_portal_shows_the_same(visit: Any, places: Places, case: Case) -> None:
    page = visit(f"{places.portal}/frame?path=/embed")
    compare(case, in_the_widget(page.frame_locator("iframe").locator("policy-chat"), case))
