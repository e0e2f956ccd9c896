"""The throughput of a day, hour by hour, as an SVG drawing with a text for who cannot see it.

Here lives the drawing alone, fast and without a library; the numbers are given.  ``cli`` imports
it.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from sortsim.report.live.palette import FAINT, GRID, INK, MUTED

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 34, 28
HOURS = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the drawing."""

    name: str
    values: Sequence[float]
    """By hour of the operating day, from 06:00; fewer than 24 while the day runs."""
    colour: str
    is_dashed: bool = False
    width: float = 2.0


def throughput_svg(lines: Sequence[Line], title: str, text: str) -> str:
    """Return the drawing of hourly counts.

    Parameters
    ----------
    lines
        What is drawn, the lowest first.
    title
        Its name.
    text
        What it shows, in words.
    """
    top = _nice_top(max((v for line in lines for v in line.values), default=1.0))
    parts = [
        *_grid(top),
        *(_path(line, top) for line in lines if line.values),
        *_legend(lines),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        'aria-labelledby="curve-title curve-text" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="sans-serif" font-size="12"><title id="curve-title">{escape(title)}</title>'
        f'<desc id="curve-text">{escape(text)}</desc>{"".join(parts)}</svg>'
    )


def picture_html(svg: str, text: str) -> str:
    """Return a drawing as an image that lies in the page itself, with a text in its place.

    A page that cleans what it is given keeps images, and drops drawings.
    """
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return (
        f'<img alt="{escape(text)}" src="data:image/svg+xml;base64,{data}" '
        'style="width:100%;height:auto;display:block">'
    )


def _x(hour: float) -> float:
    return LEFT + hour / HOURS * (WIDTH - LEFT - RIGHT)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)


def _nice_top(most: float) -> float:
    """Return the end of the axis: a round number, at least the most."""
    power = 10.0 ** math.floor(math.log10(max(most, 1.0)))
    return next(f * power for f in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if f * power >= most)


def _grid(top: float) -> Iterator[str]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share * top, top)
        colour = FAINT if share == 0 else GRID
        yield (
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>'
        )
        yield (
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{MUTED}">'
            f"{_count(share * top)}</text>"
        )
    for hour in range(0, HOURS + 1, 3):
        yield (
            f'<text x="{_x(hour):.1f}" y="{HEIGHT - 8}" text-anchor="{_anchor(hour)}" '
            f'fill="{MUTED}">{(hour + 6) % 24:02d}:00</text>'
        )


def _anchor(hour: int) -> str:
    return "end" if hour == HOURS else "middle"


def _count(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def _path(line: Line, top: float) -> str:
    """Return a line of steps: an hour's count holds for the hour."""
    points = []
    for hour, value in enumerate(line.values):
        y = _y(value, top)
        points += [f"{_x(hour):.1f},{y:.1f}", f"{_x(hour + 1):.1f},{y:.1f}"]
    dashes = ' stroke-dasharray="5 4"' if line.is_dashed else ""
    return (
        f'<polyline points="{" ".join(points)}" fill="none" stroke="{line.colour}" '
        f'stroke-width="{line.width}" stroke-linejoin="round"{dashes}/>'
    )


def _legend(lines: Sequence[Line]) -> Iterator[str]:
    x = float(LEFT)
    for line in reversed(lines):
        dashes = ' stroke-dasharray="5 4"' if line.is_dashed else ""
        yield (
            f'<line x1="{x:.0f}" x2="{x + 22:.0f}" y1="14" y2="14" stroke="{line.colour}" '
            f'stroke-width="{line.width + 0.5}"{dashes}/>'
            f'<text x="{x + 28:.0f}" y="18" fill="{INK}">{escape(line.name)}</text>'
        )
        x += 48 + 6.6 * len(line.name)
