"""How every figure looks: colours, type, axes of the operating day.

Here live the palette and the rc settings, and the words of emphasis; page layout lives
in ``page``.  Every module of ``report.figures`` may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sortsim.report import fonts
from sortsim.report.numbers import Lang, clock, tick_count

INK = "#1F2933"
MUTED = "#616E7C"
FAINT = "#CBD2D9"
GRID = "#E4E7EB"
REQUIRED = "#000000"
GOOD = "#00734F"
BAD = "#B3261E"
SINGLE_COLOUR = "#0072B2"

_CONFIGURATIONS = {"manual": "#D55E00", "semi": "#E69F00", "auto": "#0072B2"}
_OTHERS = ("#009E73", "#CC79A7", "#56B4E9", "#5C4B9B", "#7F7F7F", "#A0522D")
_DARK = {"#E69F00": "#9A6700", "#D55E00": "#B54F00", "#56B4E9": "#1F78B4", "#CC79A7": "#A34F80"}

STAGES: dict[str, str] = {
    "yard": "#4B5563",
    "door": "#A8B0BA",
    "line": "#DDCC77",
    "xray": "#AA4499",
    "unbag": "#999933",
    "hand": "#CC6677",
    "wheel": "#88CCEE",
    "induction": "#332288",
    "loop": "#44AA99",
    "extra_laps": "#882255",
    "coding": "#D9A6C8",
    "chute": "#117733",
    "staging": "#B9D5A0",
    "loading": "#8A6D4B",
}
"""Colour by stage of the waterfall (Tol's muted palette and greys), in the order of flow."""
_KINDS = {
    "gate": "yard",
    "outside": "yard",
    "source": "yard",
    "check": "xray",
    "desk": "unbag",
    "queue": "hand",
    "hand_area": "hand",
    "wheel_line": "wheel",
    "chutes": "chute",
    "tenders": "chute",
    "lane": "staging",
    "sink": "loading",
    "loaded": "loading",
}
KIND_ORDER = (
    "gate", "yard", "source", "door", "line", "xray", "check", "unbag", "desk", "hand", "hand_area",
    "wheel", "wheel_line", "induction", "loop", "coding", "chute", "tenders", "queue",
    "lane", "sink",
)  # fmt: skip
"""Kinds of station in the order of flow."""
VEHICLES = (
    "#5B7DB1", "#C9A227", "#7A9E7E", "#B56576", "#8E7CC3", "#4C9F9F", "#A67C52", "#8D99AE",
)  # fmt: skip
"""Colours of vehicle kinds, in the order in which they are found."""


def configuration_colours(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each configuration: the fixed ones, then others in order."""
    spare = iter(_OTHERS * (1 + len(names) // len(_OTHERS)))
    return {name: _CONFIGURATIONS.get(name) or next(spare) for name in names}


def for_text(colour: str) -> str:
    """Return a colour dark enough for words on white."""
    return _DARK.get(colour, colour)


def station_colour(kind: str, rank: int = 0) -> str:
    """Return the colour of a station by its kind; ``rank`` > 0 is lighter, for more of a kind."""
    base = STAGES.get(_KINDS.get(kind, kind), "#9AA5B1")
    return lighten(base, (0.0, 0.3, 0.5, 0.62)[min(rank, 3)])


def lighten(colour: str, share: float) -> str:
    """Return a colour mixed with white, ``share`` in [0, 1]."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * share):02X}" for c in channels)


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.56 else "#FFFFFF"


def kind_rank(kind: str) -> int:
    """Return the place of a kind of station in the flow; unknown kinds come before lanes."""
    return KIND_ORDER.index(kind) if kind in KIND_ORDER else KIND_ORDER.index("queue")


def rc() -> dict[str, Any]:
    """Return the matplotlib settings of every figure."""
    return {
        "font.family": [fonts.LATIN, fonts.chinese_family()],
        "font.size": 9,
        "axes.unicode_minus": False,
        "text.parse_math": False,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": MUTED,
        "axes.labelsize": 8.5,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "xtick.color": FAINT,
        "ytick.color": FAINT,
        "xtick.labelcolor": MUTED,
        "ytick.labelcolor": MUTED,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8,
        "text.color": INK,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "svg.hashsalt": "sortsim",
        "svg.fonttype": "path",
        "path.simplify": True,
    }


def strong(words: str, colour: str = INK) -> dict[str, Any]:
    """Return the text settings of emphasis: bold, or a stroke where Chinese has no bold face."""
    if words.isascii():
        return {"weight": "bold", "color": colour, "family": fonts.LATIN}
    stroke = patheffects.withStroke(linewidth=0.45, foreground=colour)
    return {"color": colour, "path_effects": [stroke]}


def halo(width: float = 2.5) -> list[patheffects.AbstractPathEffect]:
    """Return a white outline that keeps words readable over lines."""
    return [patheffects.withStroke(linewidth=width, foreground="white")]


def day_axis(axes: Axes, every_h: int = 3, unit_min: float = 60.0) -> None:
    """Make x the operating day, 06:00 to 06:00; ``unit_min`` minutes are one unit of x."""
    axes.set_xlim(0, 1440 / unit_min)
    ticks = [60 * every_h * i / unit_min for i in range(24 // every_h + 1)]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: clock(round(x * unit_min))))
    axes.xaxis.set_minor_locator(FixedLocator([60 * i / unit_min for i in range(25)]))
    axes.tick_params(which="minor", length=2)


def count_axis(axes: Axes, top: float, lang: Lang, ticks: int = 5) -> None:
    """Make y a count from 0 to ``top`` (1 where there is nothing), labelled in k, M or 万."""
    axes.set_ylim(0, top if top > 0 else 1)
    axes.yaxis.set_major_locator(MaxNLocator(ticks, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: tick_count(y, lang)))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
