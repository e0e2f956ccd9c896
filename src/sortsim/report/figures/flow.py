"""Figure ``flow``: a Sankey of the parcels, from how they came to how they left.

Here lives the drawing; the counts are in ``tables.flow``.
"""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sortsim.report.fonts import drawable
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, percent, short_count
from sortsim.report.page import Page
from sortsim.report.style import BAD, GOOD, INK, MUTED, STAGES, strong
from sortsim.report.tables.flow import CLASSES, STEPS, Flow

PANEL_IN, NODE_WIDTH = 3.3, 0.11
GAP = 0.045
"""Between two classes of a step, as a share of all parcels."""
COLOURS: Mapping[str, str] = {
    "outbound": "#5B7DB1", "inbound": "#C9A227",
    "screened": STAGES["xray"], "unscreened": "#9AA5B1",
    "unbagged": STAGES["unbag"], "loose": "#9AA5B1",
    "loop": STAGES["loop"], "loop_hand": STAGES["extra_laps"], "wheel": STAGES["wheel"],
    "hand": STAGES["hand"], "none": "#9AA5B1",
    "bagged": STAGES["chute"], "single": STAGES["staging"],
    "on_plan": GOOD, "late": BAD, "inside": "#E69F00", "taken_out": INK,
}  # fmt: skip


def draw_flow(
    tables: Mapping[str, Flow],
    titles: Mapping[str, str],
    *,
    lang: Lang = "en",
    figure: Figure | None = None,
) -> Figure:
    """Draw a Sankey a configuration, all to one scale.

    Parameters
    ----------
    tables
        Flows by configuration.
    titles
        Names to show.
    lang
        Language of words.
    figure
        A figure to draw into; none: a new one.
    """
    page = Page(11.0, 1.15 + PANEL_IN * len(tables), figure or Figure())
    page.titled(text("flow.title", lang), text("flow.subtitle", lang))
    most = max([flow.parcels for flow in tables.values()], default=0)
    for row, (name, flow) in enumerate(tables.items()):
        top = 1.05 + PANEL_IN * row
        page.write(0.35, top + 0.05, titles[name], size=10.5, **strong(titles[name], INK))
        axes = page.panel(0.35, top + 0.32, 10.3, PANEL_IN - 0.5)
        _draw_one(axes, flow, max(1, most), lang)
    return page.figure


def _draw_one(axes: Axes, flow: Flow, most: int, lang: Lang) -> None:
    axes.set_xlim(-0.02, len(STEPS) - 1 + 1.45)
    axes.set_ylim(1 + GAP * 4, -0.09)
    axes.axis("off")
    places = _places(flow, most)
    for number, step in enumerate(STEPS):
        axes.text(number, -0.045, drawable(text(f"flow.{step}", lang)), size=8.5, color=MUTED)
    for (step, of, to), parcels in _in_order(flow).items():
        _draw_ribbon(axes, STEPS.index(step), places, (step, of), to, parcels / most)
    for (step, name), parcels in flow.nodes.items():
        words = _node_words(step, name, parcels, flow.parcels, lang)
        _draw_node(axes, STEPS.index(step), places[step, name, "top"], parcels / most, name, words)
    if flow.parcels == 0:
        axes.text(2.5, 0.5, text("no_data", lang), ha="center", color=MUTED)


def _places(flow: Flow, most: int) -> dict[tuple[str, str, str], float]:
    """Return where ribbons next leave and reach each class, as shares of the panel's height."""
    found: dict[tuple[str, str, str], float] = {}
    for step in STEPS:
        at = 0.0
        for name in CLASSES[step]:
            parcels = flow.nodes.get((step, name), 0)
            if parcels:
                for side in ("top", "in", "out"):
                    found[step, name, side] = at
                at += parcels / most + GAP
    return found


def _in_order(flow: Flow) -> dict[tuple[str, str, str], int]:
    """Return the ribbons from top to bottom on both sides, so that few cross."""

    def rank(ribbon: tuple[str, str, str]) -> tuple[int, int, int]:
        step, of, to = ribbon
        after = STEPS[STEPS.index(step) + 1]
        return STEPS.index(step), CLASSES[step].index(of), CLASSES[after].index(to)

    return {ribbon: flow.ribbons[ribbon] for ribbon in sorted(flow.ribbons, key=rank)}


def _draw_ribbon(
    axes: Axes,
    column: int,
    places: dict[tuple[str, str, str], float],
    source: tuple[str, str],
    to: str,
    height: float,
) -> None:
    after = STEPS[column + 1]
    begin, end = places[(*source, "out")], places[after, to, "in"]
    places[(*source, "out")] += height
    places[after, to, "in"] += height
    left, right = column + NODE_WIDTH, column + 1.0
    middle = (left + right) / 2
    points = [
        (left, begin), (middle, begin), (middle, end), (right, end),
        (right, end + height), (middle, end + height), (middle, begin + height),
        (left, begin + height), (left, begin),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    colour = COLOURS[to] if STEPS[column + 1] in ("sorter", "outcome") else COLOURS[source[1]]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.28, linewidth=0))


def _draw_node(
    axes: Axes, column: int, top: float, height: float, name: str, words: str
) -> None:
    box = Rectangle((column, top), NODE_WIDTH, height, facecolor=COLOURS[name], linewidth=0)
    axes.add_patch(box)
    axes.text(column + NODE_WIDTH + 0.03, top + height / 2, drawable(words), size=8, va="center",
              color=INK, zorder=5)  # fmt: skip


def _node_words(step: str, name: str, parcels: int, of: int, lang: Lang) -> str:
    """Return what a class is called: with its parcels at both ends, else with their share."""
    words, share = text(f"flow.{name}", lang), percent(parcels / of)
    if step == STEPS[0]:
        return f"{words}  {short_count(parcels, lang)}"
    if step == STEPS[-1]:
        return f"{words}  {short_count(parcels, lang)} · {share}"
    return f"{words}  {share}"
