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


#: A colour for each curve of a plot, told apart by people who see red and green alike.
_COLOURS = ("#3a6ea5", "#d1812c", "#5b8c5a", "#8d5a97")


def lengths(values: Mapping[str, float], unit: str) -> str:
    """Horizontal bars whose lengths are the values; the longest takes the whole width."""
    most = max(values.values(), default=0.0) or 1.0
    parts = []
    for n, (label, value) in enumerate(values.items()):
        y, length = 8 + 22 * n, 240 * max(0.0, value) / most
        parts.append(_text(126, y + 13, label, "end"))
        parts.append(_rect(134, y, length, 16))
        parts.append(_text(140 + length, y + 13, f"{value:.2f} {unit}".strip()))
    return _svg(480, 16 + 22 * len(values), parts, "bars")


def curves(series: Mapping[str, Sequence[tuple[float, float]]], x_name: str, y_name: str) -> str:
    """Curves over two logarithmic axes, a dot for each (x, y); what is not above 0 is left out."""
    left, top, width, height = 60.0, 12.0, 420.0, 240.0
    shown = {name: [(x, y) for x, y in points if x > 0 and y > 0] for name, points in series.items()}
    held = [point for points in shown.values() for point in points]
    if not held:
        return _svg(left + width, 40, [_text(left, 24, "nothing was measured")], "curves")
    across, up = (_decades([point[axis] for point in held]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            left + width * (math.log10(x) - across[0]) / (across[1] - across[0]),
            top + height * (1 - (math.log10(y) - up[0]) / (up[1] - up[0])),
        )

    parts = _grid(across, up, (left, top, width, height))
    for n, (name, points) in enumerate(shown.items()):
        colour, found = _COLOURS[n % len(_COLOURS)], [place(x, y) for x, y in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in found)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in found]
        parts.append(_rect(left + 10, top + 6 + 18 * n, 12, 12, colour))
        parts.append(_text(left + 28, top + 16 + 18 * n, name))
    parts.append(_text(left + width / 2, top + height + 36, x_name, "middle"))
    parts.append(_text(8, top + 10, y_name))
    return _svg(left + width + 20, top + height + 44, parts, "curves")


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values, two different ones."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _grid(across: tuple[int, int], up: tuple[int, int], box: tuple[float, ...]) -> list[str]:
    """A line and a number at each power of ten."""
    left, top, width, height = box
    parts = []
    for power in range(across[0], across[1] + 1):
        x = left + width * (power - across[0]) / (across[1] - across[0])
        parts += [_line(x, top, x, top + height), _text(x, top + height + 18, _power(power), "middle")]
    for power in range(up[0], up[1] + 1):
        y = top + height * (1 - (power - up[0]) / (up[1] - up[0]))
        parts += [_line(left, y, left + width, y), _text(left - 6, y + 4, _power(power), "end")]
    return parts


def _power(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def standalone(svg: str) -> str:
    """A plot as a file of its own: with its name space, a font and a white ground."""
    head, _, rest = svg.partition(">")
    return (
        f'{head} xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{rest}\n'
    )
