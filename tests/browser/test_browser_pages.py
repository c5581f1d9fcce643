"""The reader and the views in a real browser: phone and desk, light and dark, keyboard."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fakes import XUHUI

READER = f"/documents/{XUHUI.id}"
VIEWS = [
    "/documents",
    "/documents?q=签约",
    READER,
    "/duties",
    "/duties?department=卫生健康委",
    "/targets",
    "/compare?topic=签约",
    "/documents/none",
]


@pytest.mark.parametrize("path", VIEWS[:-1])
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_views_fit_the_screen(opened: Any, path: str, width: int, scheme: str) -> None:
    page = opened(path, width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("nav [aria-current=page]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", VIEWS[:-1])
def test_text_stands_out_from_its_ground(opened: Any, path: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for every run of text on the page."""
    page = opened(path, color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const light = (c) => {
    const linear = (v) => (v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    const [r, g, b] = c.slice(0, 3).map((v) => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const parse = (s) => {
    const n = s.match(/[0-9.]+/g).map(Number);
    return n.length < 4 ? [...n, 1] : n;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c[3] === 1) return c;
    }
    return [255, 255, 255, 1];
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.textContent.trim() || e.closest("script, option")) continue;
    if (!e.checkVisibility({opacityProperty: true})) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(node.textContent.trim().slice(0, 20) + " " + ratio.toFixed(2));
  }
  return bad;
}"""


def test_the_reader_scrolls_to_the_quote_without_hiding_it(opened: Any) -> None:
    start = XUHUI.text.index("失能老人")
    page = opened(f"{READER}?mark={start}-{start + 4}#{quote('五/（二）/2')}", width=360)
    mark = page.locator("mark")
    assert mark.inner_text() == "失能老人"
    assert 50 < mark.bounding_box()["y"] < 740
    assert page.locator(".contents details").get_attribute("open") is None


def test_contents_lead_to_the_clause(opened: Any) -> None:
    page = opened(READER)
    page.get_by_role("navigation", name="目录").get_by_role("link", name="2 推进上门服务").click()
    assert page.locator("section:target").get_attribute("id") == "五/（二）/2"


def test_the_reference_of_a_clause_is_copied(opened: Any) -> None:
    page = opened(READER, permissions=["clipboard-read", "clipboard-write"])
    page.locator("section[id='五/（二）/2']").hover()
    page.locator("section[id='五/（二）/2'] > .tools button").click()
    page.get_by_text("已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("（徐府办〔2023〕5号）五（二）2")


def test_first_tab_stop_skips_to_the_content(opened: Any) -> None:
    page = opened("/targets")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_search_to_the_clause(opened: Any) -> None:
    page = opened("/documents")
    page.get_by_label("在全部文件中查找").fill("失能老人")
    page.keyboard.press("Enter")
    page.locator(".found a").click()
    assert page.locator("article mark").inner_text() == "失能老人"


def test_search_inside_one_document_and_back(opened: Any) -> None:
    page = opened(READER, width=360)
    page.get_by_label("在本文件中查找").fill("签约")
    page.keyboard.press("Enter")
    page.locator(".found a").first.wait_for()
    assert {link.split("?")[0] for link in page.evaluate(FOUND)} == {READER}
    page.get_by_role("link", name="在全部文件中查找").click()
    page.wait_for_function("![...location.search.matchAll(/document=/g)].length")
    assert len({link.split("?")[0] for link in page.evaluate(FOUND)}) == 2
    page.go_back()
    page.get_by_role("link", name="回到文件").click()
    assert page.locator("h1").inner_text() == XUHUI.title


FOUND = "[...document.querySelectorAll('.found a')].map((a) => a.getAttribute('href'))"


def test_choose_a_department_and_save_its_duties(opened: Any) -> None:
    page = opened("/duties")
    page.get_by_role("link", name="区医保局").click()
    assert page.locator("tbody tr").count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text))] == ["部门", "区医保局"]
    page.locator("tbody a").first.click()
    page.locator("article mark").first.wait_for()


def test_filter_and_sort_targets(opened: Any) -> None:
    page = opened("/targets")
    page.get_by_label("地区").select_option("上海市徐汇区")
    page.wait_for_url("**region=**")
    assert page.locator("tbody tr").count() == 2
    page.get_by_role("link", name="数值").click()
    page.get_by_role("link", name="数值").click()
    assert "80%" in page.locator("tbody tr").first.inner_text()
    page.locator("tbody a").first.click()
    assert page.locator("article mark").inner_text() == "不低于80%"


def test_compare_a_topic_and_open_a_cited_clause(opened: Any) -> None:
    page = opened("/compare")
    page.get_by_label("主题").fill("签约覆盖率")
    page.keyboard.press("Enter")
    page.locator("tbody tr").first.wait_for()
    assert page.locator("tbody tr").count() == 2
    page.locator("tbody td a").first.click()
    assert "45%" in page.locator("article mark").inner_text()


def test_pages_change_language_and_keep_it(opened: Any) -> None:
    page = opened("/targets?sort=value")
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Targets"
    page.get_by_role("link", name="Compare").click()
    assert page.locator("h1").inner_text() == "Compare"


def test_pages_work_without_scripts(opened: Any) -> None:
    page = opened(f"{READER}?mark=10-14", java_script_enabled=False)
    assert page.locator("mark").count() >= 1
    assert page.locator("[data-copy]:visible").count() == 0


def test_a_comparison_is_saved_as_it_is_shown(opened: Any) -> None:
    page = opened("/compare")
    page.get_by_label("主题").fill("签约")
    page.get_by_role("button", name="对比").click()
    shown = page.locator("tbody tr").count()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    rows = Path(download.value.path()).read_bytes().decode("utf-8-sig").splitlines()
    assert len(rows) == shown + 1 and "家庭医生签约覆盖率达到45%以上" in rows[1]
    assert download.value.suggested_filename == "对比.csv"
