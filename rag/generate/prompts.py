"""Prompt templates: files that declare their variables, checked when loaded, filled without eval.

    ---
    name: answer
    variables: question, clauses
    ---
    [system]
    … rules …
    [user]
    … {{clauses}} … {{question}} …

A value goes in as it is and is never looked at again, so braces in a document mean nothing; only
the tags that the templates fence data with are made harmless in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rag.errors import SettingsError
from rag.lazy_re import lazy_re
from rag.settings import HOME
from rag.settings import PROMPTS as SHIPPED

_FORM = lazy_re(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_PARTS = lazy_re(r"\[system\]\n(?P<system>.*?)\n\[user\]\n(?P<user>.*)", re.DOTALL)
_NAME = lazy_re(r"[a-z][a-z0-9_]*")
_SLOT = lazy_re(r"\{\{\s*([^{}\n]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A system and a user text with places for ``variables``."""

    name: str
    variables: tuple[str, ...]
    system: str
    user: str

    def fill(self, **values: str) -> tuple[tuple[str, str], tuple[str, str]]:
        """The messages as (role, text), every value put in its places in one pass.

        Raises:
            SettingsError: the values are not exactly those that the template declares.
        """
        _same(f"prompt {self.name}", set(values), set(self.variables), "given", "declared")
        tags = set(re.findall(r"</(\w+)>", self.system + self.user))
        safe = {name: fenced(value, tags) for name, value in values.items()}
        system, user = (_SLOT.sub(lambda m: safe[m[1]], text) for text in (self.system, self.user))
        return ("system", system), ("human", user)


def fenced(value: str, tags: Collection[str]) -> str:
    """A value that can neither open nor close one of ``tags``: their bracket becomes full width."""
    names = "|".join(sorted(map(re.escape, tags)))
    opening = re.compile(rf"<(?=\s*/?\s*(?:{names})\b)", re.IGNORECASE)
    return opening.sub("＜", value) if tags else value


#: The prompts that there are, with the variables that the program fills.
PROMPTS = {
    "answer": ("question", "clauses"),
    "repair": ("question", "clauses", "statement", "reasons"),
}


def load(folder: Path, name: str) -> Template:
    """The template ``folder/name.md``, checked against the variables of ``PROMPTS``.

    In the folder that no setting names there need be none: those of the package are taken then.

    Raises:
        SettingsError: no such file, not of the form above, or its variables are others.
    """
    path = folder / f"{name}.md"
    if folder == HOME / "prompts" and not path.exists():
        path = SHIPPED / path.name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"prompt {path}: cannot be read ({error}); restore the file or correct RAG_PROMPTS"
        ) from error
    template = parse(text.replace("\r\n", "\n"), str(path))
    filled = set(PROMPTS[name])
    _same(f"prompt {path}", set(template.variables), filled, "declared", "filled by the program")
    return template


def parse(text: str, where: str) -> Template:
    """A template from its text; ``where`` names it in messages.

    Raises:
        SettingsError: it is not of the form, or declares other variables than it uses.
    """
    whole = _FORM.fullmatch(text)
    parts = _PARTS.fullmatch(whole["body"]) if whole else None
    if whole is None or parts is None:
        raise SettingsError(
            f"prompt {where}: needs a front matter between two lines --- and then "
            "the parts [system] and [user], each on a line of its own"
        )
    front = _front(whole["front"], where)
    variables = tuple(v.strip() for v in front["variables"].split(",") if v.strip())
    for variable in variables:
        if not _NAME.fullmatch(variable):
            raise SettingsError(f"prompt {where}: {variable!r} is no name for a variable")
    used = set(_SLOT.findall(whole["body"]))
    _same(f"prompt {where}", used, set(variables), "used", "declared")
    return Template(front["name"], variables, parts["system"].strip(), parts["user"].strip())


def _front(text: str, where: str) -> dict[str, str]:
    """The lines ``key: value`` of the front matter; exactly name and variables."""
    out: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if not colon or key.strip() in out:
            raise SettingsError(
                f"prompt {where}: the line {line!r} is not 'key: value', or its key stands twice"
            )
        out[key.strip()] = value.strip()
    _same(f"prompt {where}", set(out), {"name", "variables"}, "in the front matter", "wanted there")
    return out


def _same(what: str, these: set[str], those: set[str], named: str, other: str) -> None:
    """Both sets hold the same names, or a message that lists the ones that differ."""
    faults = [f"{name!r} is {named} but not {other}" for name in sorted(these - those)]
    faults += [f"{name!r} is {other} but not {named}" for name in sorted(those - these)]
    if faults:
        raise SettingsError(f"{what}: {'; '.join(faults)}; correct the template")
