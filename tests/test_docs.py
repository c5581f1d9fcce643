"""The docs hold: what is generated is what the store and the code say, and what is named exists."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from eval import docs, measured, tables, transcripts
from eval.measured import Job, Result
from rag.cli import parser as cli_parser
from rag.errors import InputError
from rag.render import to_text
from rag.web_settings import WebSettings

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
TEXTS = {
    str(file.relative_to(ROOT)): file.read_text("utf-8")
    for file in (
        *docs.doc_files(),
        *(ROOT / name for name in ("CHANGELOG.md", "index/README.md", "eval/README.md", "corpus/README.md")),
    )
}
#: The hosts that an address in the docs may have: this machine, examples, and two public standards.
HOSTS = {"127.0.0.1", "HOST", "portal.example", "keepachangelog.com", "semver.org"}
EACH_README = pytest.mark.parametrize("file", READMES, ids=lambda file: file.name)
EACH_TEXT = pytest.mark.parametrize("name", TEXTS)


# ---- generated parts ---------------------------------------------------------------------------


def test_the_docs_are_what_would_be_written() -> None:
    wrong = sorted(file.name for file in docs.changed())
    assert not wrong, f"{wrong} differ from code and store; run: python -m eval.docs"


def test_rewriting_fills_a_part_and_leaves_the_rest() -> None:
    text = "one\n<!-- begin a -->\nold\n<!-- end a -->\ntwo"
    once = docs.rewrite(text, {"a": lambda: "new"})
    assert once == "one\n<!-- begin a -->\nnew\n<!-- end a -->\ntwo"
    assert docs.rewrite(once, {"a": lambda: "new"}) == once


def test_a_backslash_in_a_part_is_kept() -> None:
    assert "a\\1b" in docs.rewrite("<!-- begin a -->\n<!-- end a -->", {"a": lambda: "a\\1b"})


def test_a_part_that_nobody_writes_is_named() -> None:
    with pytest.raises(InputError, match=r"x\.md: nobody writes the part 'b'"):
        docs.rewrite("<!-- begin b -->\n<!-- end b -->", {"a": str}, "x.md")


@pytest.mark.parametrize("text", ["<!-- begin a -->\n", "<!-- end a -->", "<!-- begin a -->\n<!-- end b -->"])
def test_a_mark_without_its_partner_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="stands alone"):
        docs.rewrite(text, {"a": str, "b": str})


def test_a_difference_is_found_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "README.md").write_text("<!-- begin signals -->\nstale\n<!-- end signals -->\n", "utf-8")
    found = docs.changed(tmp_path)
    assert tables.signals() in found[tmp_path / "README.md"]
    (tmp_path / "README.md").write_text(found[tmp_path / "README.md"], "utf-8")
    assert docs.changed(tmp_path) == {}


def test_every_figure_table_names_its_command() -> None:
    parts = re.findall(r"<!-- begin ([\w-]+) -->\n(.*?)<!-- end", TEXTS["docs/evaluation.md"], re.DOTALL)
    assert len(parts) >= 9
    for name, text in parts:
        if name == "duration":
            continue
        assert re.search(r"`(?:rag eval|python -m eval\.)[^`]*`", text), name
        assert name == "main" or re.search(r"\d{4}-\d\d-\d\d, \d+ cores", text), name


# ---- the store ---------------------------------------------------------------------------------


def test_what_is_stored_was_made_by_the_command_named_today() -> None:
    stored = measured.stored()
    assert {job.name: job.command for job in measured.JOBS} == {n: r.command for n, r in stored.items()}
    assert all(r.output and r.seconds >= 0 and r.machine for r in stored.values())


def test_a_summary_is_that_of_its_run() -> None:
    for name, result in measured.stored().items():
        if result.summary is None:
            continue
        overall = next(line.split() for line in result.output if line.startswith("overall"))
        assert overall[1] == str(result.summary["overall"]["n"]), name
        assert float(overall[3]) == pytest.approx(result.summary["overall"]["recall@5"], abs=6e-4), name


def test_test_and_train_make_all() -> None:
    stored = measured.stored()
    for corpus in ("originals", "digests"):
        sides = [stored[f"{corpus}-{side}"].summary for side in ("train", "test", "all")]
        train, test, everything = (side["overall"] for side in sides if side)
        assert train["n"] + test["n"] == everything["n"]


def test_a_missing_result_says_how_to_measure_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--measure originals-test"):
        measured.stored(tmp_path)
    with pytest.raises(InputError, match="--outputs"):
        transcripts.stored(tmp_path / "outputs.json")


def test_a_result_survives_the_store(tmp_path: Path) -> None:
    for job in measured.JOBS:
        measured.store(
            Result(job.name, job.command, "2026-01-02", "m", 3, 0.5, ("a", "b"), {"n": 1}), tmp_path
        )
    assert measured.stored(tmp_path)["covid"].output == ("a", "b")
    assert not list(tmp_path.glob("*.tmp"))


def test_a_command_that_fails_is_an_error_with_its_last_line() -> None:
    with pytest.raises(InputError, match=r"exit code 2: rag: .*no-such-file"):
        measured.run("rag outline no-such-file.txt")


def test_a_job_without_its_data_keeps_the_stored_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "JOBS", (Job("gone", "python -c pass", "../no-such-folder"),))
    monkeypatch.setattr(measured, "store", lambda result: pytest.fail("stored"))
    told: list[str] = []
    assert measured.measure_all([], told.append) == 1
    assert "needs ../no-such-folder" in told[-1]


def test_an_unknown_measurement_is_refused_before_any_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "measure", lambda job: pytest.fail("ran"))
    with pytest.raises(InputError, match="no such measurement"):
        measured.measure_all(["nonsense"], print)


def test_limits_are_counted_by_hand() -> None:
    overall = {"n": 10, "answerable": 8, "right": 0.75, "refused": 0.5}
    summary = {"overall": overall, "by": {"style": {"everyday": {"right": 0.25}}}}
    told = tables.limits(Result("x", "rag eval", "", "", 1, 0.0, (), summary))
    assert "Of the 8 answerable questions of the test split 2 were not" in told
    assert "of 2 that the documents do not answer" in told and ") 1 got" in told and "25%" in told


# ---- what the README shows is what the program says --------------------------------------------


@pytest.mark.parametrize("name", transcripts.QUESTIONS)
def test_the_answers_shown_are_those_given_today(name: str, assistant: Any) -> None:
    answer = assistant.ask(transcripts.QUESTIONS[name])
    shown = transcripts.stored()[name]
    assert to_text(answer) == shown, "the README shows another answer; run: python -m eval.docs --outputs"
    assert (answer.status == "refused") == (name == "ask-refused")


def test_the_json_shown_is_that_given_today(assistant: Any) -> None:
    from rag.render import to_json

    shown = json.loads(transcripts.stored()["ask-json"])
    today = json.loads(transcripts.shorter(to_json(assistant.ask(transcripts.ASKED))))
    assert shown == today, "run: python -m eval.docs --outputs"


@EACH_README
def test_python_in_the_readme_runs(
    file: Path, assistant: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.pipeline import Assistant

    monkeypatch.setattr(Assistant, "open", classmethod(lambda cls: assistant))
    blocks = re.findall(r"```python\n(.*?)```", file.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 2
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, file.name, "exec"), names)
    printed = capsys.readouterr().out
    assert "45%" in printed and "平办〔2020〕7号" in printed
    assert len(names["embeddings"].embed_query("签约")) == 512


# ---- what is named exists ----------------------------------------------------------------------


def _plain(text: str) -> str:
    """The text without what generated parts hold."""
    return re.sub(r"(<!-- begin [\w-]+ -->\n).*?(<!-- end)", r"\1\2", text, flags=re.DOTALL)


@EACH_TEXT
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[name]):
        if not target.startswith(("http://", "https://", "#")):
            assert (ROOT / name).parent.joinpath(target.partition("#")[0]).exists(), target


_PATH = re.compile(r"(?:rag|eval|tests|corpus|docs)/[\w./-]*|[A-Z]\w+\.md|(?:pyproject|constraints)\.\w+")


@EACH_TEXT
def test_files_that_are_named_exist(name: str) -> None:
    folder = (ROOT / name).parent
    for word in re.findall(r"`([^`\s]+)`", TEXTS[name]):
        if _PATH.fullmatch(word) and not word.startswith("eval/runs"):
            assert (ROOT / word).exists() or (folder / word).exists(), word


def _commands(text: str) -> list[list[str]]:
    """Commands of the text: in backticks, and the lines of its shell and console blocks."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.split("\n")]
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [words for line in (*lines, *inline) if (words := line.split("#")[0].split())]


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """The options of a command and of the commands below it."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    own = {option for action in parser._actions for option in action.option_strings}
    return own.union(*(_options(p) for action in below for p in action.choices.values()))


def _subcommands() -> dict[str, argparse.ArgumentParser]:
    action = next(a for a in cli_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def _known(words: list[str]) -> bool:
    """Whether a command line names a command and options that exist."""
    from eval.cli import _parser as eval_parser
    from rag.access.cli import parser as access_parser

    if words[0] == "make":
        return all(
            re.search(rf"^{word}:", (ROOT / "Makefile").read_text(), re.MULTILINE) for word in words[1:2]
        )
    if words[:2] == ["python", "-m"]:
        return find_spec(words[2]) is not None
    if words[0] != "rag" or len(words) < 2:
        return True
    if words[1] == "--help":
        return True
    found = _subcommands().get(words[1])
    options = {word.partition("=")[0] for word in words[2:] if word.startswith("--")}
    if words[1] == "access":
        found = access_parser()
    known = (
        _options(eval_parser()) | {"--file"} if words[1] == "eval" else _options(found) if found else set()
    )
    return found is not None and options <= known


@EACH_TEXT
def test_commands_exist(name: str) -> None:
    wrong = [" ".join(words) for words in _commands(TEXTS[name]) if not _known(words)]
    assert not wrong


def test_a_command_that_does_not_exist_is_found() -> None:
    assert not _known(["rag", "fly"])
    assert not _known(["rag", "ask", "--loud"])
    assert not _known(["python", "-m", "eval.nothing"])
    assert not _known(["make", "coffee"])


def test_every_command_is_in_the_readme() -> None:
    for file in READMES:
        named = {
            words[1] for words in _commands(file.read_text("utf-8")) if words[0] == "rag" and len(words) > 1
        }
        assert set(_subcommands()) <= named, file.name


@EACH_README
def test_every_setting_is_in_the_table_with_its_default(file: Path) -> None:
    rows = dict(re.findall(r"^\| `(RAG_\w+)` \| (\S+) \| .+ \|$", file.read_text("utf-8"), re.MULTILINE))
    expected = {
        tables.setting(name): tables.default(field) for name, field in WebSettings.model_fields.items()
    }
    assert {name: "".join(value.split()) for name, value in expected.items()} == rows


@EACH_README
def test_every_extra_is_in_the_table(file: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = file.read_text("utf-8")
    rows = re.findall(r"^\| `([a-z]+)` \| .+ \|$", text, re.MULTILINE)
    assert set(project["optional-dependencies"]) == set(rows)
    pinned = next(d for d in project["dependencies"] if d.startswith("torch"))
    assert pinned in text and pinned in (ROOT / "constraints.txt").read_text("utf-8").split()


@EACH_README
def test_addresses_in_the_readme_are_served(file: Path, assistant: Any, tmp_path: Path) -> None:
    from rag.web.app import create_app

    app = create_app(assistant, WebSettings(_env_file=None, data=tmp_path))  # type: ignore[call-arg]
    served = _paths(app.routes)
    named = re.findall(r"`(?:(?:GET|POST) )?(/[a-z][\w./{}-]*)`", _plain(file.read_text("utf-8")))
    assert len(named) >= 15
    for address in named:
        shape = re.sub(r"\{[^}]*\}", "{}", address)
        assert shape in served, address


def _paths(routes: Any) -> set[str]:
    """The paths of all routes, variables as ``{}``; FastAPI keeps included routers as routes."""
    found = set()
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if inner:
            found |= _paths(inner)
        elif path := getattr(route, "path", ""):
            found.add(re.sub(r"\{[^}]*\}", "{}", path))
    return found


# ---- form --------------------------------------------------------------------------------------


def _shape(text: str) -> list[str]:
    """Heading levels, the languages of code blocks and the generated parts, in order."""
    marks = re.findall(r"^(#+) |^```(\w+)$|^<!-- begin ([\w-]+) -->$", text, re.MULTILINE)
    return [next(filter(None, mark)).removesuffix("-zh") for mark in marks]


def test_the_two_readmes_have_the_same_shape() -> None:
    english, chinese = (file.read_text("utf-8") for file in READMES)
    # The settings are generated in English and written by hand in Chinese.
    assert [mark for mark in _shape(english) if mark != "settings"] == _shape(chinese)
    assert "](README.zh-CN.md)" in english.split("\n")[2] and "](README.md)" in chinese.split("\n")[2]


@EACH_TEXT
def test_no_paths_of_a_machine_and_no_other_hosts(name: str) -> None:
    text = TEXTS[name]
    assert not re.search(r"(?<![\w.])/(?:work|home|root|Users|tmp|var|mnt)/", text)
    hosts = {host for host in re.findall(r"https?://([^/\s:`\"'）)]+)", text)}
    assert hosts <= HOSTS


def test_stored_results_hold_no_paths_of_a_machine() -> None:
    for file in measured.BASELINE.glob("*.json"):
        assert not re.search(r"(?<![\w.])/(?:work|home|root|Users|tmp|var|mnt)/", file.read_text("utf-8")), (
            file.name
        )


def test_the_screenshot_is_a_small_picture() -> None:
    picture = (ROOT / "docs" / "chat.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 150_000


def test_the_changelog_has_the_form_and_the_version() -> None:
    text = TEXTS["CHANGELOG.md"]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    heads = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", text, re.MULTILINE)
    assert heads[0] == ("Unreleased", "") and heads[1][0] == version and heads[1][1]
    kinds = set(re.findall(r"^### (\w+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("folder", tables.READING)
def test_every_file_of_the_package_has_its_place_in_reading_order(folder: str) -> None:
    held = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    held |= {f"{path.parent.name}/" for path in (ROOT / folder).glob("*/__init__.py")}
    order = tables.READING[folder]
    assert held == set(order) and len(order) == len(set(order))
