"""Figure ``overview``: required against achieved with a verdict, in one picture.

Here lives one drawing; it reads no file, its table is ``tables.overview``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from sortsim.report.labels import station_label, text
from sortsim.report.numbers import NOTHING, Lang, long_count, percent, short_count
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import (
    BAD,
    GOOD,
    INK,
    MUTED,
    REQUIRED,
    configuration_colours,
    for_text,
    strong,
)
from sortsim.report.tables.overview import Overview

_ROW_IN, _TOP_IN = 0.92, 1.50
_LEFT_IN = (2.35, 4.60, 6.85, 8.70)
_WIDTH_IN = (1.95, 1.95, 1.55, 1.55)
_BADGE_IN = 10.55
_TRACK = "#EEF1F4"


def draw_overview(
    tables: Mapping[str, Overview],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw passes, peak hour and promises against what is required, and the verdicts.

    Parameters and return value as for `draw_throughput`; 12.9 in wide.
    """
    page = Page(12.9, _TOP_IN + _ROW_IN * len(tables) + 0.25, figure or Figure())
    annual = next((t.annual_parcels for t in tables.values() if t.annual_parcels), None)
    subtitle = text("overview.subtitle_plain", lang)
    if annual:
        subtitle = text("overview.subtitle", lang, annual=short_count(annual, lang))
    page.titled(text("overview.title", lang), subtitle)
    colours = configuration_colours(list(tables))
    _draw_heads(page, tables, lang)
    tops = [_top(tables, measure) for measure in range(4)]
    for row, (name, table) in enumerate(tables.items()):
        top = _TOP_IN + row * _ROW_IN
        _draw_name(page, table, titles[name], for_text(colours[name]), top, lang)
        for measure in range(4):
            axes = page.panel(_LEFT_IN[measure], top + 0.08, _WIDTH_IN[measure], _ROW_IN - 0.28)
            _draw_bar(axes, table, measure, tops[measure], titles[name], colours[name], lang)
        _draw_badge(page, table, top, lang)
    return page.figure


def _measure(table: Overview, measure: int) -> tuple[float | None, float | None]:
    """Return the value and the required value of one of the four columns."""
    return (
        (table.passes_per_day, table.required_per_day),
        (table.passes_peak_hour, table.required_per_h),
        (table.on_planned_share, table.on_planned_limit),
        (table.next_day_share, table.next_day_limit),
    )[measure]


def _words(value: float | None, measure: int, lang: Lang) -> str:
    """Return a value of a column in words."""
    if value is None:
        return NOTHING
    return short_count(value, lang) if measure < 2 else percent(value)


def _top(tables: Mapping[str, Overview], measure: int) -> float:
    """Return the end of a column's bars."""
    if measure >= 2:
        return 1.0
    values = [v or 0.0 for table in tables.values() for v in _measure(table, measure)]
    return max([*values, 1.0]) * 1.04


def _draw_heads(page: Page, tables: Mapping[str, Overview], lang: Lang) -> None:
    """Write what each column is and what is required there."""
    table = next(iter(tables.values()))
    for measure, key in enumerate(("day", "peak", "on_planned", "next_day")):
        head = text(f"overview.{key}", lang)
        page.write(_LEFT_IN[measure], 1.10, head, size=9, **strong(head, INK))
        limit = _measure(table, measure)[1]
        if limit is not None:
            sign = "≥ " if measure >= 2 else ""
            words = f"{text('overview.required', lang)} {sign}{_words(limit, measure, lang)}"
            page.write(_LEFT_IN[measure], 1.29, words, size=8.5, color=MUTED)


def _draw_name(
    page: Page, table: Overview, title: str, colour: str, top: float, lang: Lang
) -> None:
    """Write a configuration's name with labour and cost under it."""
    size = fitting_size(title, 12.5, 9.0, 1.85)
    name = shorten(title, size, 1.85)
    page.write(0.35, top + 0.31, name, size=size, **strong(name, colour))
    facts = []
    if table.labour_h is not None:
        hours = f"{long_count(table.labour_h)} {text('unit.labour_h', lang)}"
        facts.append(f"{text('overview.labour', lang)} {hours}")
    if table.cost_per_pass_yuan is not None:
        yuan = f"{table.cost_per_pass_yuan:.2f} {text('unit.yuan', lang)}"
        facts.append(f"{text('overview.cost', lang)} {yuan}")
    for i, fact in enumerate(facts):
        page.write(0.35, top + 0.51 + 0.16 * i, fact, size=8, color=MUTED)


def _draw_bar(
    axes: Axes, table: Overview, measure: int, top: float, title: str, colour: str, lang: Lang
) -> None:
    """Draw one bar on its track, the required level as a dashed line, the value above it."""
    value, required = _measure(table, measure)
    axes.set_xlim(0, top)
    axes.set_ylim(0, 1)
    axes.axis("off")
    axes.barh(0.24, top, 0.34, color=_TRACK)
    axes.barh(0.24, value or 0.0, 0.34, color=colour, label=title)
    if required:
        axes.plot(
            [required] * 2,
            [-0.02, 0.50],
            color=REQUIRED,
            linewidth=1.5,
            linestyle=(0, (2.2, 1.2)),
            clip_on=False,
        )
    words = _words(value, measure, lang)
    axes.text(0, 0.60, words, size=11.5, va="bottom", **strong(words, INK))
    if measure < 2 and value is not None and required:
        axes.text(
            top, 0.62, percent(value / required), size=8.5, va="bottom", ha="right", color=MUTED
        )


def _draw_badge(page: Page, table: Overview, top: float, lang: Lang) -> None:
    """Draw the verdict at the right end of a row."""
    word, colour = {
        True: (text("overview.carries", lang), GOOD),
        False: (text("overview.breaks", lang), BAD),
        None: (text("overview.unknown", lang), MUTED),
    }[table.carries]
    corner = (_BADGE_IN / page.width_in, 1 - (top + 0.40) / page.height_in)
    size = (1.35 / page.width_in, 0.28 / page.height_in)
    box = FancyBboxPatch(
        corner, *size, boxstyle="round,pad=0,rounding_size=0.006", color=colour, linewidth=0,
        mutation_aspect=page.width_in / page.height_in,
    )  # fmt: skip
    page.figure.add_artist(box)
    page.write(
        _BADGE_IN + 0.675, top + 0.31, word, size=9.5, ha="center", **strong(word, "#FFFFFF")
    )
    for i, line in enumerate(_reasons(table, lang)):
        page.write(
            _BADGE_IN, top + 0.58 + 0.16 * i, shorten(line, 8.5, 2.25), size=8.5, color=MUTED
        )


def _reasons(table: Overview, lang: Lang) -> list[str]:
    """Return what is said under the badge: the margin, or where and when it breaks."""
    lines = []
    if table.breaks_station and not table.carries:
        station = station_label(table.breaks_station, "", lang)
        lines.append(text("overview.breaks_at", lang, station=station))
        if table.breaks_hour is not None:
            lines.append(text("overview.breaks_hour", lang, clock=f"{table.breaks_hour:02d}:00"))
    elif table.margin_share is not None:
        sign = "+" if table.margin_share > 0 else "−" if table.margin_share < 0 else ""
        lines.append(text("overview.margin", lang, share=sign + percent(abs(table.margin_share))))
    return lines
