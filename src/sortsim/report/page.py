"""The page of a figure, laid out in inches: title, panels, keys.

Here lives placing; what goes into a panel lives in ``figures``.  Every module of
``report.figures`` may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sortsim.report.fonts import drawable
from sortsim.report.style import INK, MUTED, rc, strong

TITLE_IN = 0.80
"""Height of title and subtitle [in]."""
LEFT_IN = 0.35
"""Where titles begin [in]."""


@dataclass(slots=True)
class Page:
    """A figure with a size in inches; panels are placed from its top left corner."""

    width_in: float
    height_in: float
    figure: Figure = field(default_factory=Figure)

    def __post_init__(self) -> None:
        self.figure.clear()
        FigureCanvasAgg(self.figure)
        self.figure.set_size_inches(self.width_in, self.height_in)

    def titled(self, title: str, subtitle: str) -> Page:
        """Write the title and what is shown below it."""
        self.write(LEFT_IN, 0.33, title, size=15, **strong(title, INK))
        self.write(LEFT_IN, 0.62, subtitle, size=9.5, color=MUTED)
        return self

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes at a place [in], ``top`` counted from the top of the page."""
        box = (
            left / self.width_in,
            1 - (top + height) / self.height_in,
            width / self.width_in,
            height / self.height_in,
        )
        return self.figure.add_axes(box)

    def write(self, left: float, top: float, words: str, **look: object) -> None:
        """Write words at a place [in]; the baseline is at ``top``."""
        self.figure.text(
            left / self.width_in,
            1 - top / self.height_in,
            drawable(words),
            **look,  # type: ignore[arg-type]
        )

    def key(
        self,
        left: float,
        top: float,
        entries: Sequence[tuple[str, str]],
        width: float,
        size: float = 8.5,
    ) -> float:
        """Write colour squares with words, wrapped to ``width``; return the height used [in]."""
        x, y, row = left, top, 0.21
        for colour, words in entries:
            step = 0.30 + text_width_in(words, size)
            if x > left and x + step > left + width:
                x, y = left, y + row
            self._swatch(x, y, colour)
            self.write(x + 0.17, y, words, size=size, color=INK)
            x += step
        return y + row - top

    def _swatch(self, left: float, baseline: float, colour: str) -> None:
        """Draw one square of a key."""
        side_x, side_y = 0.11 / self.width_in, 0.11 / self.height_in
        corner = (left / self.width_in, 1 - (baseline + 0.005) / self.height_in)
        self.figure.add_artist(Rectangle(corner, side_x, side_y, color=colour, linewidth=0))


def text_width_in(words: str, size: float) -> float:
    """Return about how wide words are [in]; exact measuring would need a draw."""
    units = sum(1.0 if ord(c) > 0x2E80 else 0.60 for c in words)
    return units * size / 72


def fitting_size(words: str, most: float, least: float, width_in: float) -> float:
    """Return the type size at which words fit a width [in], within bounds."""
    return max(least, min(most, width_in * most / max(text_width_in(words, most), 1e-9)))


def shorten(words: str, size: float, width_in: float) -> str:
    """Return words cut in the middle to fit a width [in], since names differ at their ends."""
    kept = len(words)
    cut = words
    while kept > 1 and text_width_in(cut, size) > width_in:
        kept -= 1
        tail = kept * 2 // 5
        cut = words[: kept - tail].rstrip() + "…" + words[len(words) - tail :]
    return cut


def settings() -> AbstractContextManager[None]:
    """Return the context in which figures are drawn and saved."""
    return mpl.rc_context(rc())  # type: ignore[arg-type]  # the stubs want literal keys
