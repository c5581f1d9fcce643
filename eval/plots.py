"""Plots as inline SVG text: bars, a reliability diagram, a histogram. Labels are escaped here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_BLUE, _GREY = "#3a6ea5", "#8888"


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, colour: str = _BLUE) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" '
        f'height="{max(0.0, height):.1f}" fill="{colour}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_GREY}"/>'


def bars(values: Mapping[str, float | None]) -> str:
    """Horizontal bars of shares (0–1); one without a value keeps its label and shows –."""
    parts = []
    for n, (label, value) in enumerate(values.items()):
        y = 8 + 22 * n
        parts.append(_text(226, y + 13, label, "end"))
        parts.append(_rect(234, y, 220 * (value or 0.0), 16))
        shown = "–" if value is None else f"{value:.2f}"
        parts.append(_text(240 + 220 * (value or 0.0), y + 13, shown))
    return _svg(500, 16 + 22 * len(values), parts, "bars")


def reliability(summary: Mapping[str, Any]) -> str:
    """Share right against mean confidence, a dot for each bin, its area by count."""
    left, top, side = 40.0, 10.0, 240.0
    parts = [_line(left, top + side, left + side, top)]
    parts += [_line(left, top + side, left + side, top + side), _line(left, top, left, top + side)]
    for tick in (0.0, 0.5, 1.0):
        parts.append(_text(left + side * tick, top + side + 18, f"{tick:g}", "middle"))
        parts.append(_text(left - 6, top + side * (1 - tick) + 4, f"{tick:g}", "end"))
    most = max((b["count"] for b in summary["reliability"]), default=1)
    for held in summary["reliability"]:
        x, y = left + side * held["confidence"], top + side * (1 - held["accuracy"])
        size = 3 + 9 * math.sqrt(held["count"] / most)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{_BLUE}" fill-opacity="0.7">'
            f"<title>{held['count']} answers</title></circle>"
        )
    return _svg(left + side + 20, top + side + 30, parts, "reliability")


def histogram(values: Sequence[float], bins: int = 24) -> str:
    """How many values lie in each of ``bins`` equal steps from 0 to the greatest."""
    left, top, width, height = 40.0, 10.0, 360.0, 200.0
    if not values:
        return _svg(left + width, 40, [_text(left, 24, "no timings were kept")], "histogram")
    greatest = max(max(values), 1e-9)
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / greatest * bins))] += 1
    step, most = width / bins, max(counts)
    parts = [
        _rect(left + n * step, top + height * (1 - count / most), step - 1, height * count / most)
        for n, count in enumerate(counts)
    ]
    parts.append(_line(left, top + height, left + width, top + height))
    parts.append(_text(left, top + height + 18, "0"))
    parts.append(_text(left + width, top + height + 18, f"{greatest:.0f}", "end"))
    parts.append(_text(left - 6, top + 12, str(most), "end"))
    return _svg(left + width + 10, top + height + 30, parts, "histogram")
