"""axe-core over every view, light and dark, phone and desk: no serious or critical finding."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from fakes import XUHUI

PACKAGE = "axe-core@4.14.1"
QUESTION = "徐汇的签约目标是多少？"
VIEWS = {
    "chat": "/",
    "documents": "/documents",
    "search": "/documents?q=签约",
    "reader": f"/documents/{XUHUI.id}?mark=10-14",
    "duties": "/duties?department=卫生健康委",
    "targets": "/targets",
    "compare": "/compare?topic=签约",
    "api": "/docs",
    "setup": "/embed/setup",
    "frame": "/embed",
    "manage": "/manage",
    "card": f"/embed/answer?question={QUESTION}",
}


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core's source, packed by npm; it is no part of this package."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here; axe-core comes from it")
    folder = tmp_path_factory.mktemp("axe")
    try:
        subprocess.run(
            [npm, "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, timeout=90
        )
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"{PACKAGE} cannot be had from npm: {error}")
    with tarfile.open(next(Path(folder).glob("axe-core-*.tgz"))) as packed:
        source = packed.extractfile("package/axe.min.js")
        assert source is not None
        return source.read().decode("utf-8")


RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.filter((v) => ['serious', 'critical'].includes(v.impact)).flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.target} ${n.html.slice(0, 120)} ${n.any.map((a) => a.message).slice(0, 1)}`));
}"""


def findings(page: Any, axe: str) -> list[str]:
    """Serious and critical findings of the page as it stands; shadow roots are looked into."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found: list[str] = page.evaluate(RUN)
    return found


SCREENS = [(scheme, width) for scheme in ("light", "dark") for width in (360, 1440)]


@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_finding(opened: Any, axe: str, view: str) -> None:
    page = opened(VIEWS[view], width=1440, color_scheme="light")
    found = []
    for scheme, width in SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        if view == "chat":
            page.reload()  # Gradio looks at the colour scheme once
            page.wait_for_selector("#ask textarea")
            page.wait_for_selector("#chat button.example")
        if view == "frame":
            page.locator("policy-chat .panel > form textarea").wait_for()
        found += [f"{scheme} {width} {finding}" for finding in findings(page, axe)]
    assert found == []


CHAT_QUESTIONS = [QUESTION, "牙科诊所有多少？", "故障"]


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_no_serious_finding_in_answers(opened: Any, axe: str, scheme: str, width: int) -> None:
    page = opened("/", width=width, color_scheme=scheme)
    for number, question in enumerate([*CHAT_QUESTIONS, "那丽水的签约呢？"]):
        page.fill("#ask textarea", question)
        page.keyboard.press("Enter")
        page.locator(".answer:not(.pending)").nth(number).wait_for()
    page.wait_for_timeout(300)  # Gradio fades messages in
    assert findings(page, axe) == []
    page.locator(".answer summary").first.click()
    if width == 1440:
        page.locator(".answer a.chip").first.click()
        page.frame_locator("#clause-panel iframe").locator("mark").wait_for()
    else:
        page.locator("#side .toggle-button").click()
        page.wait_for_timeout(400)
    assert findings(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_in_the_widget(opened: Any, axe: str, scheme: str) -> None:
    page = opened("/embed", color_scheme=scheme)
    for number, question in enumerate([QUESTION, "牙科诊所有多少？", "那丽水的签约呢？"]):
        page.locator("policy-chat .panel > form textarea").fill(question)
        page.locator("policy-chat .panel > form textarea").press("Enter")
        page.locator("policy-chat .a[aria-busy=false]").nth(number).wait_for()
    page.get_by_role("button", name="有用").first.click()
    page.get_by_role("textbox", name="补充说明").first.wait_for()
    assert findings(page, axe) == []
