"""Figures as blocks of the page: drawn, written as SVG, with the values behind them.

Here lives the way from a matplotlib figure to a block, and the sections that are figures alone.
Modules of ``report.html`` import it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.text import Text

from sortsim.report.comparison import FIGURES, make_curve, make_figure
from sortsim.report.figures.flow import draw_flow
from sortsim.report.figures.where import draw_where
from sortsim.report.html.blocks import Block, FigureBlock, Section
from sortsim.report.html.font_faces import STRONG, Letters
from sortsim.report.html.hover import hover_axes
from sortsim.report.html.svg import inline_svg
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.source import RecordSource, title
from sortsim.report.tables.flow import flow_table
from sortsim.report.tables.where import where_table

RASTER_DPI = 110
"""Resolution of the parts of a figure that are no vectors, such as heat maps."""


def figure_block(name: str, figure: Figure, caption: str) -> FigureBlock:
    """Return a drawn figure as a block; equal figures give equal bytes."""
    file = io.StringIO()
    _embolden(figure)
    with settings(), mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(file, format="svg", dpi=RASTER_DPI,
                       metadata={"Date": None, "Creator": "sortsim"})  # fmt: skip
        hover = hover_axes(figure)
    width, svg = float(figure.get_size_inches()[0]), file.getvalue()
    return FigureBlock(name, caption, inline_svg(svg, name), width, Letters.of(svg), hover)


def _embolden(figure: Figure) -> None:
    """Mark words that a stroke emphasises, which a browser writes bold: so they stay text."""
    for number, words in enumerate(figure.findobj(Text)):
        effects = words.get_path_effects()
        colours = {effect._gc.get("foreground") for effect in effects}  # type: ignore[attr-defined]
        if colours == {words.get_color()}:
            words.set_path_effects([])
            words.set_gid(f"{STRONG}-{number}")


def day_section(
    records: Mapping[str, RecordSource], curve: Mapping[str, Any], lang: Lang
) -> Section:
    """Return the figures of the measured day, and the curve over the load where there is one."""
    blocks: list[Block] = []
    if curve:
        blocks.append(figure_block("curve", make_curve(curve, records, lang),
                                   text("caption.curve", lang)))  # fmt: skip
    for name in FIGURES:
        if name != "waterfall":
            caption = text(f"caption.{name}", lang)
            blocks.append(figure_block(name, make_figure(name, records, lang), caption))
    return Section("figures", text("section.figures", lang), tuple(blocks))


def flow_section(records: Mapping[str, RecordSource], lang: Lang) -> Section:
    """Return the Sankey of the parcels."""
    tables = {name: flow_table(record) for name, record in records.items()}
    titles = {name: title(name, record, lang) for name, record in records.items()}
    with settings():
        figure = draw_flow(tables, titles, lang=lang)
    block = figure_block("flow", figure, text("caption.flow", lang))
    return Section("flow", text("section.flow", lang), (block,))


def time_section(records: Mapping[str, RecordSource], lang: Lang) -> Section:
    """Return where the mean dwell was spent: by stage, then by station a configuration."""
    caption = text("caption.waterfall", lang)
    blocks = [figure_block("waterfall", make_figure("waterfall", records, lang), caption)]
    for number, (name, record) in enumerate(records.items()):
        shown = title(name, record, lang)
        with settings():
            figure = draw_where(where_table(record), shown, lang=lang)
        told = text("caption.where", lang, name=shown)
        blocks.append(figure_block(f"where-{number}", figure, told))
    return Section("time", text("section.time", lang), tuple(blocks))
