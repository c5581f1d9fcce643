"""The wheel, unpacked beside nothing else: it carries what it needs, and writes only where one works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, as an installation puts them into site-packages."""
    pytest.importorskip("setuptools", reason="setuptools builds the wheel")
    made: Path = tmp_path_factory.mktemp("wheel")
    source = made / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("rag", "eval"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "runs"))
    build = "from setuptools import build_meta; print(build_meta.build_wheel('..'))"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True, timeout=300)
    with zipfile.ZipFile(next(made.glob("*.whl"))) as wheel:
        wheel.extractall(made / "site")
    return made / "site"


def run(site: Path, work: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    env |= {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1", "RAG_ENCODER": "hashing"}
    return subprocess.run(
        [sys.executable, *words], cwd=work, env=env, capture_output=True, text=True, timeout=300, check=False
    )


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_builds_and_answers_in_the_working_folder_and_writes_nothing_into_itself(
    site: Path, small_corpus: Path, tmp_path: Path
) -> None:
    before = files(site)
    shutil.copytree(small_corpus, tmp_path / "corpus")
    built = run(site, tmp_path, "-m", "rag.cli", "build")
    assert built.returncode == 0, built.stderr
    assert f"{tmp_path}/corpus → {tmp_path}/index" in built.stderr
    asked = run(site, tmp_path, "-m", "rag.cli", "ask", "云山县的规划有哪些目标？")
    assert asked.returncode == 0, asked.stderr
    assert (tmp_path / "index" / "CURRENT").exists()
    assert files(site) == before


def test_the_prompts_are_in_it_and_the_pages_too(site: Path, tmp_path: Path) -> None:
    load = "from rag.generate.prompts import load; from rag.settings import settings; import rag; "
    shown = run(site, tmp_path, "-c", f"{load}print(rag.__file__, load(settings().prompts, 'repair').name)")
    assert shown.stdout.split() == [str(site / "rag" / "__init__.py"), "repair"], shown.stderr
    there = {
        path.name for path in (ROOT / "rag" / "web").rglob("*") if path.is_file() and path.suffix != ".pyc"
    }
    assert there <= {path.name for path in (site / "rag" / "web").rglob("*")}


def test_the_evaluation_is_not_in_it_and_says_so(site: Path, tmp_path: Path) -> None:
    assert {path.name for path in site.iterdir() if not path.name.endswith(".dist-info")} == {"rag"}
    refused = run(site, tmp_path, "-m", "rag.cli", "eval")
    assert refused.returncode == 2 and "run it from a clone" in refused.stderr
