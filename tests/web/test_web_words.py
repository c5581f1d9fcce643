"""Interface words: both languages, no word that hides a method, the language a browser asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.web.page import FOLDER
from rag.web.words import Language, preferred, told, words


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.3, zh-TW;q=0.7", "zh"),
        ("fr-FR, de;q=0.5", "en"),
        ("fr, zh;q=0.1", "zh"),
        ("zh;q=0, en", "en"),
        ("zh;q=nonsense, en;q=0.1", "en"),
        ("english", "en"),
    ],
)
def test_language_follows_the_browser(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_every_word_is_in_both_languages() -> None:
    assert words("zh").keys() == words("en").keys()
    assert all(words("zh").values())
    assert all(words("en").values())


def test_no_word_is_hidden_by_a_method_of_dict() -> None:
    """In a template ``w.copy`` is the method of dict, not the word."""
    assert not set(words("zh")) & set(dir(dict))


def test_templates_use_only_words_that_exist() -> None:
    for template in Path(FOLDER / "templates").glob("*.html"):
        used = set(re.findall(r"\bw\.([a-z_]+)", template.read_text()))
        assert used <= set(words("zh")), template.name


@pytest.mark.parametrize(
    ("text", "language", "half"),
    [
        ("问题为空 / the question is empty", "zh", "问题为空"),
        ("问题为空 / the question is empty", "en", "the question is empty"),
        ("a.pdf: 已损坏 / is damaged; print it", "zh", "a.pdf: 已损坏"),
        ("a.pdf: 已损坏 / is damaged; print it", "en", "a.pdf: is damaged; print it"),
        ("the corpus / is missing", "zh", "the corpus / is missing"),
        ("问题为空", "en", "问题为空"),
    ],
)
def test_a_message_is_told_in_one_language(text: str, language: Language, half: str) -> None:
    assert told(text, language) == half
