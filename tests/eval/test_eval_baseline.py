"""The gate over the digests: what the program answers today is no worse than what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import cli

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / "eval" / "baseline" / "gate.json"


def test_no_measure_has_dropped_since_the_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a wanted change: rag eval --corpus corpus --split test --write-baseline eval/baseline/gate.json."""
    words = ["--corpus", str(ROOT / "corpus"), "--split", "test", "--out", str(tmp_path / "run")]
    assert cli.main([*words, "--gate", str(BASELINE)]) == 0, capsys.readouterr().err
    assert "gate: open" in capsys.readouterr().out
