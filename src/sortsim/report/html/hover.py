"""The values behind a figure, so that a page can tell them where the reader points.

Here lives the reading of a drawn figure: every artist with a label gives its points.  Only
``report.html`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import StepPatch
from matplotlib.ticker import PercentFormatter, ScalarFormatter

Floats = npt.NDArray[np.float64]
MOST_POINTS = 150
"""Points told of one series; a longer one is thinned evenly."""


@dataclass(frozen=True, slots=True)
class HoverSeries:
    """One labelled series: places in the figure and the words of each point."""

    label: str
    x: tuple[float, ...]
    """From the left edge of the figure, 0 to 1."""
    y: tuple[float, ...]
    """From the top edge of the figure, 0 to 1."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoverAxes:
    """The series of one panel, and where it lies in the figure, 0 to 1."""

    box: tuple[float, float, float, float]
    """Left, top, width, height."""
    series: tuple[HoverSeries, ...]


def hover_axes(figure: Figure) -> tuple[HoverAxes, ...]:
    """Return the labelled series of a figure that has been drawn, by panel."""
    found = []
    for axes in figure.axes:
        series = tuple(_all_series(figure, axes))
        if series:
            box = axes.get_position()
            found.append(HoverAxes((box.x0, 1 - box.y1, box.width, box.height), series))
    return tuple(found)


def _all_series(figure: Figure, axes: Axes) -> Iterator[HoverSeries]:
    for line in axes.get_lines():
        if _is_told(line.get_label()):
            yield from _of_line(figure, axes, line)
    for patch in axes.patches:
        if isinstance(patch, StepPatch) and _is_told(patch.get_label()):
            yield _of_steps(figure, axes, patch)
    for bars in axes.containers:
        if isinstance(bars, BarContainer) and _is_told(bars.get_label()):
            yield _of_bars(figure, axes, bars)


def _is_told(label: object) -> bool:
    return bool(label) and not str(label).startswith("_")


def _of_line(figure: Figure, axes: Axes, line: Line2D) -> Iterator[HoverSeries]:
    x = np.asarray(line.get_xdata(orig=False), np.float64)
    y = np.asarray(line.get_ydata(orig=False), np.float64)
    is_known = np.isfinite(x) & np.isfinite(y)
    if is_known.any():
        yield _series(figure, axes, str(line.get_label()), x[is_known], y[is_known])


def _of_steps(figure: Figure, axes: Axes, steps: StepPatch) -> HoverSeries:
    values, edges, _ = steps.get_data()
    edges = np.asarray(edges, np.float64)
    middles = (edges[:-1] + edges[1:]) / 2
    return _series(figure, axes, str(steps.get_label()), middles, np.asarray(values, np.float64),
                   told=edges[:-1])  # fmt: skip


def _of_bars(figure: Figure, axes: Axes, bars: BarContainer) -> HoverSeries:
    """Return bars as points at their middles; what is told is their length."""
    boxes = [bar.get_bbox() for bar in bars.patches]
    x = np.array([(box.x0 + box.x1) / 2 for box in boxes])
    y = np.array([(box.y0 + box.y1) / 2 for box in boxes])
    is_flat = bars.orientation == "horizontal"
    lengths = [box.width if is_flat else box.height for box in boxes]
    axis = axes.xaxis if is_flat else axes.yaxis
    places = _places(figure, axes, x, y)
    return HoverSeries(str(bars.get_label()), *places, tuple(_number(axis, v) for v in lengths))


def _series(
    figure: Figure, axes: Axes, label: str, x: Floats, y: Floats, told: Floats | None = None
) -> HoverSeries:
    kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(int))
    x, y, told = x[kept], y[kept], (x if told is None else told)[kept]
    words = tuple(
        f"{_tick(axes.xaxis, at)}: {_number(axes.yaxis, value)}"
        for at, value in zip(told.tolist(), y.tolist(), strict=True)
    )
    return HoverSeries(label, *_places(figure, axes, x, y), words)


def _places(
    figure: Figure, axes: Axes, x: Floats, y: Floats
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return points of a panel as shares of the figure, from its top left corner."""
    at = axes.transData.transform(np.column_stack([x, y]))
    at = figure.transFigure.inverted().transform(at)
    return tuple(np.round(at[:, 0], 4).tolist()), tuple(np.round(1 - at[:, 1], 4).tolist())


def _tick(axis: Axis, value: float) -> str:
    """Return a place on an axis as its ticks are written."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, ScalarFormatter):
        return f"{value:.4g}"
    return str(formatter.format_data_short(value)).strip() or f"{value:.4g}"


def _number(axis: Axis, value: float) -> str:
    """Return a value with the unit that its axis states."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, PercentFormatter):
        return f"{100 * value / formatter.xmax:.1f} %"
    words = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{words} {axis.get_label_text()}".strip()
