"""The widget in a portal of another origin, the frame and the card, as a person uses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from channels import served
from fakes import FakeAssistant
from portal import Places, portal_app
from seen import Seen

from rag.records.store import Records
from rag.web.app import create_app
from rag.web_settings import WebSettings

QUESTION = "徐汇的签约目标是多少？"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    found = Places(data=tmp_path_factory.mktemp("data"))
    with served(portal_app(found)) as portal, served(portal_app(found)) as stranger:
        settings = WebSettings(data=found.data, portal_origins=portal)  # type: ignore[call-arg]
        app = create_app(FakeAssistant(), settings)  # type: ignore[arg-type]
        with served(app) as address:
            found.app, found.portal, found.stranger = address, portal, stranger
            yield found


@pytest.fixture
def visit(browser: Any, places: Places) -> Iterator[Any]:
    """Opens an address; on leaving, nothing may have gone to another host or to the console."""
    seen = Seen(places.app)
    contexts = []

    def go(address: str, width: int = 1280, **options: Any) -> Any:
        options = {"locale": "zh-CN", "viewport": {"width": width, "height": 800}} | options
        context = browser.new_context(**options)
        context.set_default_timeout(20000)
        contexts.append(context)
        context.on("page", seen.watch)
        page = context.new_page()
        page.goto(address)
        return page

    go.seen = seen  # type: ignore[attr-defined]
    yield go
    for context in contexts:
        context.close()
    own = (places.portal, places.stranger)
    assert [url for url in seen.foreign if not url.startswith(own)] == []
    assert seen.errors == []


def ask(chat: Any, question: str) -> Any:
    """Type into a widget, wait for the answer's end; gives the answer's element."""
    before = chat.locator(".a").count()
    chat.locator(".panel > form textarea").fill(question)
    chat.locator(".panel > form textarea").press("Enter")
    answer = chat.locator(".a[aria-busy=false]").nth(before)
    answer.wait_for()
    return answer


def test_the_bubble_opens_and_answers_with_a_link_to_the_clause(visit: Any, places: Places) -> None:
    page = visit(places.portal + "/")
    chat = page.locator("policy-chat").nth(1)
    assert chat.locator(".panel").is_hidden()
    chat.get_by_role("button", name="打开政策文件问答").click()
    assert chat.locator(".panel > form textarea").evaluate("e => e.getRootNode().activeElement === e")
    answer = ask(chat, QUESTION)
    assert "45%以上" in answer.inner_text() and "已核对" in answer.inner_text()
    mark = answer.locator("a.n").first
    assert mark.get_attribute("title") == "家庭医生签约覆盖率达到45%以上"
    assert "五（二）1" in answer.locator("ol a").first.inner_text()
    with page.context.expect_page() as tab:
        mark.click()
    reader = tab.value
    reader.locator("article mark").wait_for()
    assert reader.url.startswith(places.app + "/documents/")
    assert reader.locator("article mark").inner_text() == "家庭医生签约覆盖率达到45%以上"
    page.bring_to_front()
    chat.locator(".panel > form textarea").press("Escape")
    assert chat.locator(".panel").is_hidden()


def test_the_panel_keeps_its_history_and_takes_the_portals_colour(visit: Any, places: Places) -> None:
    page = visit(places.portal + "/")
    chat = page.locator("policy-chat").first
    ask(chat, QUESTION)
    follow = ask(chat, "那丽水呢？")
    assert "理解为：丽水市家庭医生签约覆盖率目标是多少？" in follow.inner_text()
    assert "（未能核对）" in follow.inner_text() and "部分核对" in follow.inner_text()
    refused = ask(chat, "牙科诊所有多少？")
    assert "文件没有写明牙科诊所的数量" in refused.inner_text()
    assert refused.locator("ul a").get_attribute("href").startswith(places.app + "/documents/xuhui")
    style = "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.textTransform]; }"
    assert chat.locator(".panel > form button").evaluate(style) == ["rgb(138, 28, 28)", "none"]
    chat.get_by_role("button", name="新对话").click()
    assert chat.locator(".a").count() == 0
    assert "理解为" not in ask(chat, "那丽水呢？").inner_text()


def test_vote_and_copy(visit: Any, places: Places) -> None:
    page = visit(places.portal + "/", permissions=["clipboard-read", "clipboard-write"])
    chat = page.locator("policy-chat").first
    answer = ask(chat, QUESTION)
    answer.get_by_role("button", name="有用").click()
    answer.get_by_text("已记录").wait_for()
    answer.get_by_role("button", name="复制").click()
    answer.get_by_text("已复制").wait_for()
    assert "五（二）1：“家庭医生签约覆盖率达到45%以上”" in page.evaluate("navigator.clipboard.readText()")


def test_a_comment_on_a_vote_is_kept_as_on_the_chat_page(visit: Any, places: Places) -> None:
    page = visit(places.portal + "/", width=360)
    chat = page.locator("policy-chat").first
    answer = ask(chat, QUESTION)
    box = answer.get_by_role("textbox", name="补充说明（可不填）")
    assert box.is_hidden(), "it is offered after a vote"
    answer.get_by_role("button", name="没用").click()
    send = answer.get_by_role("button", name="提交反馈")
    assert send.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(138, 28, 28)", "can be read"
    box.fill("  缺少重点人群 <b>的说明</b>\n")
    send.click()
    box.wait_for(state="hidden")
    vote, said = Records(places.data).opinions()[-2:]
    assert (vote.vote, vote.comment) == ("down", "")
    assert (said.vote, said.comment) == ("down", "缺少重点人群 <b>的说明</b>")
    assert said.exchange["question"] == QUESTION and said.exchange["sources"]


def test_scripts_and_markup_stay_text(visit: Any, places: Places) -> None:
    page = visit(places.portal + "/")
    chat = page.locator("policy-chat").first
    bad = "徐汇 <img src=x onerror=alert(1)> <script>alert(2)</script>"
    ask(chat, bad)
    assert chat.locator(".q").inner_text() == bad
    assert chat.locator("img").count() == 0


def test_a_portal_with_a_strict_policy(visit: Any, places: Places) -> None:
    page = visit(places.portal + "/strict")
    chat = page.locator("policy-chat")
    chat.get_by_role("button", name="打开政策文件问答").click()
    assert "45%以上" in ask(chat, QUESTION).inner_text()
    assert chat.locator(".panel").evaluate("e => getComputedStyle(e).position") == "fixed"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bubble_fits_phone_and_desk(visit: Any, places: Places, width: int, scheme: str) -> None:
    page = visit(places.portal + "/strict", width=width, color_scheme=scheme)
    chat = page.locator("policy-chat")
    chat.get_by_role("button", name="打开政策文件问答").click()
    ask(chat, QUESTION)
    box = chat.locator(".panel").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    dark = chat.locator(".panel").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(18, 22, 28)"
    assert dark == (scheme == "dark")


def test_a_portal_that_is_not_allowed_gets_a_clear_word(visit: Any, places: Places) -> None:
    page = visit(places.stranger + "/strict")
    chat = page.locator("policy-chat")
    chat.get_by_role("button", name="打开政策文件问答").click()
    answer = ask(chat, QUESTION)
    assert "没有连上问答服务" in answer.inner_text()
    assert any("CORS" in error for error in visit.seen.errors)
    visit.seen.errors.clear()


def test_the_frame_answers_in_an_allowed_portal_only(visit: Any, places: Places) -> None:
    page = visit(f"{places.portal}/frame?path=/embed")
    chat = page.frame_locator("iframe").locator("policy-chat")
    assert "45%以上" in ask(chat, QUESTION).inner_text()
    page = visit(f"{places.stranger}/frame?path=/embed")
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator("policy-chat").count() == 0
    assert any("frame-ancestors" in error for error in visit.seen.errors)
    visit.seen.errors.clear()


def test_the_card_in_a_portal_without_scripts(visit: Any, places: Places) -> None:
    path = quote(f"/embed/answer?question={QUESTION}")
    page = visit(f"{places.portal}/frame?path={path}", java_script_enabled=False)
    card = page.frame_locator("iframe")
    assert "45%以上" in card.locator(".answer").inner_text()
    assert card.locator("a.chip").first.get_attribute("href").startswith("/documents/")


def test_set_up_copy_and_preview(visit: Any, places: Places) -> None:
    page = visit(f"{places.app}/embed/setup", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("样式").select_option("card")
    page.get_by_label("卡片回答的问题").fill(QUESTION)
    page.keyboard.press("Enter")
    page.frame_locator("iframe.preview").locator("a.chip").first.wait_for()
    page.get_by_role("button", name="复制代码").click()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith(f'<iframe src="{places.app}/embed/answer?question=')
