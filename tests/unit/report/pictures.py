"""What tests of figures share: every text of a drawn figure with its box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sortsim.report.page import settings


@dataclass(frozen=True)
class Box:
    """A text with its corners in pixels."""

    words: str
    x0: float
    y0: float
    x1: float
    y1: float


def boxes(figure: Figure) -> list[Box]:
    """Return the box of every visible text of a figure, tick labels too."""
    with settings():
        canvas = cast(FigureCanvasAgg, figure.canvas)
        canvas.draw()  # type: ignore[no-untyped-call]
        renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        found = []
        for words in _texts(figure):
            extent = words.get_window_extent(renderer)
            found.append(Box(words.get_text(), extent.x0, extent.y0, extent.x1, extent.y1))
    return found


def _texts(figure: Figure) -> Iterator[Text]:
    """Yield visible texts; of an axis only the ticks inside its limits."""
    yield from _shown(figure.texts)
    for axes in figure.axes:
        if not axes.axison:
            yield from _shown(axes.texts)
            continue
        yield from _shown([*axes.texts, axes.title, axes._left_title])  # type: ignore[attr-defined]
        yield from _shown([axes.xaxis.label, axes.yaxis.label])
        yield from _shown(_ticks(axes))


def _ticks(axes: Axes) -> Iterator[Text]:
    """Yield the major tick labels that are inside the limits."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if low - 1e-9 <= tick.get_loc() <= high + 1e-9 and tick.label1.get_visible():
                yield tick.label1


def _shown(texts: Iterable[Text]) -> Iterator[Text]:
    """Yield those that are visible and not empty."""
    for words in texts:
        if words.get_visible() and words.get_text().strip():
            yield words


def overlaps(found: list[Box], allowed_px: float = 1.5) -> list[tuple[str, str]]:
    """Return the pairs of texts that cover each other by more than so many pixels each way."""
    corners = np.array([[b.x0, b.y0, b.x1, b.y1] for b in found])
    wide = np.minimum(corners[:, None, 2], corners[None, :, 2]) - np.maximum(
        corners[:, None, 0], corners[None, :, 0]
    )
    high = np.minimum(corners[:, None, 3], corners[None, :, 3]) - np.maximum(
        corners[:, None, 1], corners[None, :, 1]
    )
    pairs = np.argwhere(np.triu((wide > allowed_px) & (high > allowed_px), 1))
    return [(found[i].words, found[j].words) for i, j in pairs]


def outside(found: list[Box], figure: Figure) -> list[str]:
    """Return the texts that reach beyond the page."""
    width, height = figure.bbox.width, figure.bbox.height
    return [
        b.words for b in found if b.x0 < -1 or b.y0 < -1 or b.x1 > width + 1 or b.y1 > height + 1
    ]
