"""Supply chain: what is installed is bounded above, pinned by a file, and comes from the registry alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from eval.licences import ROOT as PACKAGE
from eval.licences import closure

ROOT = Path(__file__).resolve().parent.parent
WHOLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = WHOLE["project"]
LINES = (ROOT / "constraints.txt").read_text("utf-8").split("\n")
PINS = dict(line.split("==") for line in LINES if line and not line.startswith("#"))
EXTRAS = PROJECT["optional-dependencies"].values()
TEXTS = [*WHOLE["build-system"]["requires"], *PROJECT["dependencies"], *(one for e in EXTRAS for one in e)]
REQUIRED = [required for required in map(Requirement, TEXTS) if required.name != PACKAGE]


def is_bounded(required: Requirement) -> bool:
    return any(one.operator in ("<", "<=", "==", "~=") for one in required.specifier)


@pytest.mark.parametrize("required", REQUIRED, ids=str)
def test_every_requirement_has_an_upper_bound(required: Requirement) -> None:
    assert is_bounded(required) and required.url is None


def test_the_bound_is_what_is_looked_for() -> None:
    assert not is_bounded(Requirement("a>=1")) and not is_bounded(Requirement("a"))


def test_everything_that_running_needs_is_pinned_within_the_bounds() -> None:
    pinned = {canonicalize_name(name): version for name, version in PINS.items()}
    needed = {canonicalize_name(held.metadata["Name"]) for held in closure()} - {PACKAGE}
    assert needed and needed <= pinned.keys(), needed - pinned.keys()
    for required in REQUIRED:
        version = pinned.get(canonicalize_name(required.name))
        assert version is None or required.specifier.contains(version), required


@pytest.mark.parametrize("name", ["Makefile", "pyproject.toml", "constraints.txt"])
def test_nothing_is_fetched_but_from_the_registry(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(
        r"https?://|git\+|curl |wget |--(extra-)?index-url|--find-links|--trusted-host", text
    )
