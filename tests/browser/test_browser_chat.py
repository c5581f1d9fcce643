"""A person at the chat page, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from rag.records.store import Records

QUESTION = "徐汇的签约目标是多少？"


def ask(page: Any, question: str) -> Any:
    """Type a question, send it, wait for the finished answer; gives the answer's element."""
    done = page.locator(".answer:not(.pending)")
    before = done.count()
    page.fill("#ask textarea", question)
    page.keyboard.press("Enter")
    answer = done.nth(before)
    answer.wait_for()
    return answer


def overflow(page: Any) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def test_ask_see_the_chips_and_open_the_clause_beside_the_answer(opened: Any) -> None:
    page = opened("/")
    answer = ask(page, QUESTION)
    assert "45%以上" in answer.inner_text()
    assert "已核对" in answer.inner_text()
    chip = answer.locator("a.chip").first
    assert "五（二）1" in chip.inner_text()
    chip.hover()
    assert page.locator("#quote-tip").inner_text() == "家庭医生签约覆盖率达到45%以上"
    assert "家庭医生签约覆盖率达到45%以上" in chip.get_attribute("aria-label")
    chip.click()
    frame = page.frame_locator("#clause-panel iframe")
    assert frame.locator("mark").inner_text() == "家庭医生签约覆盖率达到45%以上"
    assert frame.locator("section:target").get_attribute("id") == "五/（二）/1"
    page.keyboard.press("Escape")
    assert page.locator("#clause-panel").is_hidden()


def test_on_a_phone_the_clause_opens_in_a_tab_with_the_quote_in_sight(opened: Any) -> None:
    page = opened("/", width=360)
    answer = ask(page, QUESTION)
    with page.context.expect_page() as tab:
        answer.locator("a.chip").nth(1).click()
    reader = tab.value
    mark = reader.locator("mark")
    mark.wait_for()
    assert mark.inner_text() == "重点人群签约覆盖率不低于80%"
    box = mark.bounding_box()
    assert 0 <= box["y"] < 740
    assert "#%E4%BA%94/" in reader.url


def test_a_tapped_chip_leaves_no_quote_over_the_answer(opened: Any) -> None:
    page = opened("/", width=360, is_mobile=True, has_touch=True)
    answer = ask(page, QUESTION)
    with page.context.expect_page() as tab:
        answer.locator("a.chip").first.tap()
    tab.value.locator("mark").wait_for()
    tab.value.close()
    page.bring_to_front()
    page.wait_for_timeout(300)
    assert page.locator("#quote-tip:visible").count() == 0
    assert answer.locator("a.chip").first.get_attribute("aria-label")  # the quote is still told to a reader


def test_the_answer_streams(opened: Any) -> None:
    page = opened("/")
    page.wait_for_selector("#ask textarea")
    page.evaluate(
        """() => { window.sizes = [];
        new MutationObserver(() => {
          const bubble = [...document.querySelectorAll('.answer.pending')].pop();
          if (bubble) window.sizes.push(bubble.textContent);
        }).observe(document.body, {subtree: true, childList: true, characterData: true}); }"""
    )
    ask(page, "徐汇的签约目标，请慢慢说")
    assert len(set(page.evaluate("window.sizes"))) >= 3


def test_a_question_sent_while_an_answer_arrives_is_asked_next(opened: Any) -> None:
    page = opened("/")
    page.fill("#ask textarea", "徐汇的签约目标，请慢慢说")
    page.keyboard.press("Enter")
    page.locator(".answer.pending").wait_for()
    page.fill("#ask textarea", "牙科诊所有多少？")
    page.keyboard.press("Enter")
    page.locator(".answer.refused").wait_for()
    assert page.locator(".answer.answered").count() == 1
    assert page.locator("#ask textarea").input_value() == ""


def test_a_script_in_a_question_is_shown_as_text(opened: Any) -> None:
    page = opened("/")
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)> **徐汇** $x$ [a](javascript:alert(3))"
    ask(page, bad)
    assert page.locator(".question").inner_text() == bad
    assert page.locator("#chat img[src='x'], #chat a[href^=javascript]").count() == 0


def test_follow_up_refusal_and_unverified_are_told_apart(opened: Any) -> None:
    page = opened("/")
    ask(page, QUESTION)
    follow = ask(page, "那丽水呢？")
    assert "理解为：丽水市家庭医生签约覆盖率目标是多少？" in follow.inner_text()
    assert "（未能核对）" in follow.inner_text()
    assert follow.locator(".foot .state.partly_verified").count() == 1
    refused = ask(page, "牙科诊所有多少？")
    assert "文件没有写明牙科诊所的数量" in refused.inner_text()
    link = refused.locator(".nearest a")
    assert link.get_attribute("href").startswith("/documents/xuhui-2023-community-health?mark=")


def test_an_example_question_is_asked_on_a_click(opened: Any) -> None:
    page = opened("/")
    page.locator("#chat button.example").first.click()
    page.locator(".answer .chip").first.wait_for()
    assert "徐汇" in page.locator(".question").inner_text()


def test_conversations_survive_a_reload(opened: Any) -> None:
    page = opened("/")
    ask(page, QUESTION)
    page.reload()
    page.locator(".answer .chip").first.wait_for()
    assert page.locator(".question").inner_text() == QUESTION
    page.locator("#fresh").click()
    page.locator("#chat button.example").first.wait_for()
    ask(page, "牙科诊所有多少？")
    page.locator("#conversations label", has_text="徐汇").click()
    page.locator(".answer .chip").first.wait_for()
    assert page.locator(".question").inner_text() == QUESTION
    page.get_by_role("button", name="删除本对话").click()
    assert page.locator("#conversations label").count() == 2  # not before it is confirmed
    page.get_by_role("button", name="确认删除").click()
    page.locator("#chat button.example").first.wait_for()
    assert page.locator("#conversations label").count() == 1
    assert page.get_by_role("button", name="删除本对话").count() == 0


def questions(page: Any) -> list[str]:
    found: list[str] = page.locator("#chat .question").all_inner_texts()
    return found


def second_tab(page: Any) -> Any:
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#ask textarea")
    return other


def test_two_tabs_of_one_conversation_keep_each_others_turns(opened: Any) -> None:
    one = opened("/")
    ask(one, QUESTION)
    two = second_tab(one)
    two.locator(".answer .chip").first.wait_for()
    ask(two, "牙科诊所有多少？")
    one.locator(".answer.refused").wait_for()  # it follows by itself
    ask(one, "那丽水呢？")
    every = [QUESTION, "牙科诊所有多少？", "那丽水呢？"]
    for page in (one, two):
        page.wait_for_function("document.querySelectorAll('#chat .question').length === 3")
        assert questions(page) == every
        page.reload()
        page.wait_for_function("document.querySelectorAll('#chat .question').length === 3")
        assert questions(page) == every


def test_two_tabs_opened_empty_keep_a_conversation_each(opened: Any) -> None:
    one = opened("/")
    one.wait_for_selector("#ask textarea")
    two = second_tab(one)
    two.wait_for_timeout(500)
    ask(one, QUESTION)
    ask(two, "牙科诊所有多少？")
    ask(one, "那丽水呢？")
    for page, own in ((one, [QUESTION, "那丽水呢？"]), (two, ["牙科诊所有多少？"])):
        page.wait_for_function("document.querySelectorAll('#conversations label').length === 2")
        page.reload()
        page.locator(".answer").first.wait_for()
        page.wait_for_function("document.querySelectorAll('#conversations label').length === 2")
        assert questions(page) == own
    two.get_by_role("button", name="删除本对话").click()
    two.get_by_role("button", name="确认删除").click()
    one.wait_for_function("document.querySelectorAll('#conversations label').length === 1")
    assert questions(one) == [QUESTION, "那丽水呢？"]


def test_turns_that_end_together_in_two_tabs_are_both_kept(opened: Any) -> None:
    one = opened("/")
    ask(one, QUESTION)
    two = second_tab(one)
    two.locator(".answer .chip").first.wait_for()
    for page, question in ((one, "徐汇的签约目标，请慢慢说"), (two, "丽水的签约目标，请慢慢说")):
        page.fill("#ask textarea", question)
        page.keyboard.press("Enter")
    for page in (one, two):
        page.wait_for_function("document.querySelectorAll('#chat .answer:not(.pending)').length === 3")
    one.reload()
    one.wait_for_function("document.querySelectorAll('#chat .question').length === 3")
    assert {"徐汇的签约目标，请慢慢说", "丽水的签约目标，请慢慢说"} < set(questions(one))


def test_a_conversation_deleted_in_one_tab_closes_in_the_other(opened: Any) -> None:
    one = opened("/")
    ask(one, QUESTION)
    two = second_tab(one)
    two.locator(".answer .chip").first.wait_for()
    two.get_by_role("button", name="删除本对话").click()
    two.get_by_role("button", name="确认删除").click()
    one.wait_for_function("document.querySelectorAll('#chat .question').length === 0")
    ask(one, "牙科诊所有多少？")
    one.reload()
    one.locator(".answer").first.wait_for()
    assert questions(one) == ["牙科诊所有多少？"]


def test_the_oldest_conversations_go_when_there_are_too_many(opened: Any) -> None:
    page = opened("/")
    page.wait_for_selector("#ask textarea")
    kept = page.evaluate(
        """() => { const store = window.policyStore;
        const turn = (number) => ({ number: `n${number}`, talk: `t${number}`, owner: "", most: 3, largest: 2000,
          exchanges: [{ id: "e", question: "问".repeat(number === 5 ? 1500 : 10) }], open: `t${number}` });
        const names = [];
        for (const number of [1, 2, 3, 4, 4, 5]) {
          store.keep(turn(number));
          names.push(store.read().conversations.map((one) => one.id).join(" "));
        }
        store.keep({ ...turn(6), owner: "account wang" });
        names.push(store.read().conversations.map((one) => one.id).join(" "));
        return names; }"""
    )
    assert kept == ["t1", "t2 t1", "t3 t2 t1", "t4 t3 t2", "t4 t3 t2", "t5 t4 t3", "t6"]


def test_scope_limits_the_documents_asked(opened: Any) -> None:
    page = opened("/")
    page.locator("#scope-regions input").click()
    page.get_by_role("option", name="浙江省丽水市").click()
    page.keyboard.press("Escape")
    answer = ask(page, "签约目标是多少？")
    assert "44%" in answer.inner_text()
    assert "限定范围：浙江省丽水市" in answer.inner_text()


def test_copy_gives_the_references(opened: Any) -> None:
    page = opened("/", permissions=["clipboard-read", "clipboard-write"])
    answer = ask(page, QUESTION)
    answer.locator("button.copy").click()
    page.get_by_text("已复制").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "[1] 《徐汇区进一步提升社区卫生服务能力的实施方案》（徐府办〔2023〕5号）五（二）1" in text


@pytest.mark.parametrize(("button", "start"), [("#export-md", b"# "), ("#export-docx", b"PK")])
def test_a_conversation_is_saved_as_a_file(opened: Any, button: str, start: bytes) -> None:
    page = opened("/")
    ask(page, QUESTION)
    page.get_by_role("button", name="导出对话").click()
    for _ in range(2):  # the same file twice: a second click must save again
        with page.expect_download() as download:
            page.locator(button).click()
        assert Path(download.value.path()).read_bytes().startswith(start)
    assert download.value.suggested_filename.startswith("徐汇的签约目标是多少")


def test_one_answer_is_saved_with_links_to_its_clauses(opened: Any, address: str) -> None:
    page = opened("/")
    ask(page, "牙科诊所有多少？")
    answer = ask(page, QUESTION)
    with page.expect_download() as download:
        answer.get_by_role("button", name="存为 Markdown").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert QUESTION in text and "牙科" not in text
    assert f"](<{address}/documents/xuhui-2023-community-health?mark=" in text
    with page.expect_download() as download:
        answer.get_by_role("button", name="存为 Word").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def test_a_long_answer_is_read_from_its_beginning_and_scrolling_is_let_be(opened: Any) -> None:
    page = opened("/", width=360)
    ask(page, QUESTION)
    answer = ask(page, QUESTION)
    page.wait_for_timeout(300)
    question = page.locator(".question").last.bounding_box()
    bar = page.locator("#bar").bounding_box()
    assert bar["y"] + bar["height"] <= question["y"] < 200
    log = page.locator("#chat [role=log]")
    page.mouse.move(180, 400)
    page.mouse.wheel(0, -3000)
    page.wait_for_function("document.querySelector('#chat [role=log]').scrollTop === 0")
    answer.locator("summary").evaluate("e => e.click()")  # the page changes
    page.wait_for_timeout(200)
    assert log.evaluate("e => e.scrollTop") == 0


def test_the_buttons_of_gradio_speak_chinese(opened: Any) -> None:
    page = opened("/", width=360)
    ask(page, QUESTION)
    page.get_by_role("button", name="有用").click()
    page.get_by_role("button", name="有用", pressed=True).wait_for()
    page.get_by_role("button", name="没用", pressed=False).wait_for()
    page.locator("#comment-text textarea, #comment-text input").fill("很有用")
    page.get_by_role("button", name="提交反馈").click()
    page.get_by_text("已记录").wait_for()
    names = page.evaluate(NAMES)
    assert [
        name for name in names if re.search("[A-Za-z]{3}", re.sub("Word|Markdown|English", "", name))
    ] == []


NAMES = """() => [...document.querySelectorAll("button, a, textarea, [role], .toast-body *, .gradio-container span")]
  .filter((e) => e.checkVisibility())
  .flatMap((e) => [e.getAttribute("aria-label"), e.title, e.placeholder, e.children.length ? "" : e.textContent])
  .filter(Boolean)"""


def test_the_side_bar_leads_to_the_pages_that_the_bar_does_not_name(opened: Any) -> None:
    page = opened("/")
    page.locator("#side.open #places").wait_for()
    assert page.locator("#places a:visible").all_inner_texts() == ["接口", "嵌入门户", "管理"]
    page.locator("#places").get_by_role("link", name="管理").click()
    page.get_by_role("heading", name="管理", level=1).wait_for()


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_the_whole_bar_fits_a_phone(opened: Any, locale: str) -> None:
    page = opened("/", width=360, locale=locale)
    page.wait_for_selector("#ask textarea")
    assert page.evaluate(
        "[...document.querySelectorAll('#bar ul')].every((e) => e.scrollWidth <= e.clientWidth)"
    )


def test_the_button_of_the_side_bar_covers_nothing_of_the_bar(opened: Any) -> None:
    page = opened("/", width=1440)
    toggle = page.locator("#side .toggle-button")
    page.locator("html.with-side").wait_for()
    toggle.click()
    page.locator("html:not(.with-side)").wait_for()
    page.wait_for_timeout(600)  # it slides
    brand, button = page.locator("#bar a.brand:visible").bounding_box(), toggle.bounding_box()
    assert brand["x"] >= button["x"] + button["width"]


def test_thumb_and_comment_are_stored(opened: Any, feedback_folder: Path) -> None:
    page = opened("/")
    ask(page, QUESTION)
    page.get_by_role("button", name="有用").click()
    page.locator("#comment-text textarea, #comment-text input").fill("很有用")
    page.get_by_role("button", name="提交反馈").click()
    page.get_by_text("已记录").wait_for()
    last = Records(feedback_folder).opinions()[-1]
    assert last.comment == "很有用" and last.exchange["question"] == QUESTION


def test_an_error_is_told_and_the_page_goes_on(opened: Any) -> None:
    page = opened("/")
    answer = ask(page, "故障")
    assert "编号" in answer.inner_text() and "secret" not in answer.inner_text()
    assert "45%" in ask(page, QUESTION).inner_text()


def test_keyboard_alone_reaches_question_chip_and_clause(opened: Any) -> None:
    page = opened("/")
    page.wait_for_selector("#ask textarea")
    page.wait_for_function("document.activeElement.matches('#ask textarea')")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".answer a.chip").first.wait_for()
    page.locator(".answer a.chip").first.focus()
    assert page.locator("#quote-tip").is_visible()
    page.keyboard.press("Enter")
    page.frame_locator("#clause-panel iframe").locator("mark").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "chip"


def test_english_by_the_browser_language(opened: Any) -> None:
    page = opened("/", locale="en-US")
    page.get_by_role("link", name="Documents").wait_for()
    answer = ask(page, QUESTION)
    assert "Verified" in answer.inner_text()
    assert page.locator("#ask textarea").get_attribute("placeholder") == "Ask about the documents"
    assert page.get_by_role("button", name="New conversation").count() == 1


def test_the_language_switch_counts_on_every_page_and_after_a_reload(opened: Any) -> None:
    page = opened("/")
    placeholder = page.locator("#ask textarea[placeholder='Ask about the documents']")
    page.get_by_role("link", name="English").click()
    placeholder.wait_for()
    page.reload()
    placeholder.wait_for()
    assert page.get_by_role("button", name="New conversation").count() == 1
    answer = ask(page, QUESTION)
    assert "Verified" in answer.inner_text() and "已核对" not in answer.inner_text()
    page.get_by_role("link", name="Documents").click()
    assert page.locator("h1").inner_text() == "Documents"
    page.get_by_role("link", name="中文").click()
    page.get_by_role("link", name="问答", exact=True).click()
    page.locator("#ask textarea[placeholder^=请输入问题]").wait_for()
    page.locator(".answer .chip").first.wait_for()
    assert "已核对" in page.locator(".answer").inner_text()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_the_screen_in_light_and_dark(opened: Any, width: int, scheme: str) -> None:
    page = opened("/", width=width, color_scheme=scheme)
    ask(page, QUESTION)
    assert overflow(page) <= 0
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(x) for x in back.strip("rgba()").split(",")[:3])
    assert (brightness < 200) == (scheme == "dark")
