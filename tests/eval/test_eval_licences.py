"""Every package that running needs is under a licence that asks for no more than a notice."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest

from eval.licences import ROOT, closure, judged, licence, report, required
from rag.errors import InputError


def test_all_that_running_needs_is_permissive_or_noted() -> None:
    found = [licence(held) for held in closure(ROOT)]
    wrong = [f"{one.name}: {one.expression or one.said}" for one in found if one.verdict == "not permissive"]
    assert not wrong
    names = {one.name.lower() for one in found}
    assert {"policy-rag", "torch", "gradio", "faiss-cpu", "numpy", "lxml"} <= names and len(found) > 50
    assert not names & {"pytest", "hypothesis", "mypy"}, "development is an extra"


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", "permissive"),
        ("MIT AND (Apache-2.0 OR GPL-3.0-only)", "permissive"),
        ("MIT OR GPL-3.0-only", "permissive"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"),
        ("MIT AND MPL-2.0", "noted"),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", "noted"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "not permissive"),
        ("MIT AND LGPL-3.0-or-later", "not permissive"),
        ("AGPL-3.0-only", "not permissive"),
        ("LicenseRef-Proprietary", "not permissive"),
        ("(MIT", "not permissive"),
        ("MIT)", "not permissive"),
        ("MIT GPL-3.0-only", "not permissive"),
        ("MIT AND", "not permissive"),
        ("", "not permissive"),
        ("UNKNOWN", "not permissive"),
    ],
)
def test_expressions_are_judged_by_their_logic(expression: str, verdict: str) -> None:
    assert judged(expression) == verdict


class Made(Distribution):
    """A distribution with the metadata given."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.headers = (("Name", "made"), ("Version", "1"), *headers)

    @property
    def metadata(self) -> Any:
        message = Message()
        for name, value in self.headers:
            message[name] = value
        return message

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Any:
        return Path(path)

    @property
    def requires(self) -> list[str]:
        return [value for name, value in self.headers if name == "Requires-Dist"]


CLASSIFIER = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("headers", "expression"),
    [
        ([("License-Expression", "MIT")], "MIT"),
        ([("License-Expression", "GPL-3.0-only"), ("License", "MIT")], "GPL-3.0-only"),
        ([("License", "Apache License, Version 2.0")], "Apache-2.0"),
        ([("Classifier", f"{CLASSIFIER}BSD License")], "BSD-3-Clause"),
        ([("License", "see file"), ("Classifier", f"{CLASSIFIER}MIT License")], "MIT"),
        ([("License", "MIT License\n\nPermission is hereby granted, free of charge, to any person")], "MIT"),
        ([("License", "GNU General Public License v3")], ""),
        ([("Classifier", f"{CLASSIFIER}GNU General Public License v3 (GPLv3)")], ""),
        (
            [("Classifier", f"{CLASSIFIER}MIT License"), ("Classifier", f"{CLASSIFIER}GNU GPL")],
            "",
        ),
        ([], ""),
    ],
)
def test_a_licence_is_read_from_where_it_stands(headers: list[tuple[str, str]], expression: str) -> None:
    found = licence(Made(*headers))
    assert found.expression == expression
    assert (found.verdict == "permissive") is (expression in ("MIT", "Apache-2.0", "BSD-3-Clause"))


def test_requirements_follow_markers_and_extras() -> None:
    made = Made(
        ("Requires-Dist", "always>=1"),
        ("Requires-Dist", "Other_Name[fast]; python_version >= '3'"),
        ("Requires-Dist", "never; python_version < '3'"),
        ("Requires-Dist", "more; extra == 'x'"),
    )
    assert list(required(made, "")) == [("always", ""), ("other-name", ""), ("other-name", "fast")]
    assert ("more", "") in list(required(made, "x"))


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no-such-package-here"):
        closure("no-such-package-here")


def test_the_report_names_what_is_not_permissive() -> None:
    lines = report([licence(distribution("pytest")), licence(Made(("License", "GPL")))])
    assert lines[-2] == "licences: 1 permissive, 0 noted, 1 not permissive"
    assert lines[-1] == "not permissive: made: GPL"
