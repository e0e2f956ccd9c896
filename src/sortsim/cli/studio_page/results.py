"""What a variant's day gave: verdict, key figures, curve, bottleneck, cost, analytic bounds.

Here lives the right side of the page; the numbers are the session's.  ``page`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal

import streamlit as st

from sortsim.api.studio.day import BoundsFound, DayFound, HourRow, NotFound
from sortsim.api.studio.session import Session
from sortsim.cli.studio_page.words import COSTS, FIGURES, NOTHING, difference, number, plain
from sortsim.report.live import palette
from sortsim.report.live.curve import Line, picture_html, throughput_svg
from sortsim.report.live.table import table_html

SHOWN_AREAS = 6


def show_results(session: Session) -> None:
    """Show all that is known of the variant."""
    day = session.answers.day
    _show_state(session)
    if isinstance(day, DayFound):
        _show_verdict(session, day)
    _show_figures(session)
    text = f"Parcels an hour. {_in_words(session)}"
    st.html(picture_html(throughput_svg(_lines(session), "Parcels an hour", text), text))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        st.html(_bounds_table(session))
    with right:
        st.html(_loads_table(session))
    with st.expander("Hour by hour, and cost by item"):
        st.html(_hours_table(session))
        st.html(_cost_table(session))
    # For who watches the page by program: of what scenario all of the above is, and whether whole.
    whole = "no" if session.is_waiting else "yes"
    st.html(f'<div hidden data-day="{session.shown[:12]}" data-whole="{whole}"></div>')


# ---------------------------------------------------------------- state and verdict


def _show_state(session: Session) -> None:
    """Show how far the day is, or how long it took, or why there is none."""
    day = session.answers.day
    if session.checked.problems:
        st.warning("Not simulated: a value is marked. Below is the last day without a mistake.")
    if isinstance(day, NotFound):
        st.error(plain(day.message))
    elif day is None:
        hours = session.answers.hours_over
        st.progress(hours / 24, text=f"Simulating: {(6 + hours) % 24:02d}:00 of the day")
    else:
        st.caption(_took(session, day))


def _took(session: Session, day: DayFound) -> str:
    waited = "" if session.waited_s is None else f", {session.waited_s:.1f} s after the change"
    kept = " (parcels kept from the day before)" if day.tapes_kept else ""
    return (
        f"{number(float(day.planned_parcels))} parcels simulated one by one in "
        f"{day.simulated_s:.1f} s{kept}{waited}"
    )


def _show_verdict(session: Session, day: DayFound) -> None:
    """Say in one sentence how the day went."""
    rule = session.base.scenario.carries
    share, promised = day.kpis["on_planned_share"], day.kpis["next_day_share"]
    keeps = _at_least(share, rule.on_planned_share_min) and _at_least(
        promised, rule.next_day_share_min
    )
    told = [
        "The mean day keeps its promises" if keeps else "The mean day breaks its promises",
        *_promise("on planned departure", share, rule.on_planned_share_min),
        *_promise("next day", promised, rule.next_day_share_min),
    ]
    if not keeps and day.breaks_at:
        told.append(f"breaks first at {day.breaks_at}")
    colour = palette.GOOD if keeps else palette.BAD
    st.html(
        f'<p role="status" style="margin:0;padding:0.5rem 0.9rem;border-left:5px solid {colour};'
        f'background:{colour}14;font-weight:600">{escape("; ".join(told))}.</p>'
    )


def _promise(name: str, value: float | None, least: float) -> Iterator[str]:
    if value is not None:
        yield f"{number(value, 'share')} {name} (asked {number(least, 'share')})"


def _at_least(value: float | None, least: float) -> bool:
    return value is None or value >= least


# ---------------------------------------------------------------- figures


def _show_figures(session: Session) -> None:
    """Show four key figures, each with its difference from the scenario as it is."""
    day, base = session.answers.day, session.base_answers.day
    for column, (key, name, better) in zip(st.columns(len(FIGURES)), FIGURES, strict=True):
        value, unit = _figure(day, key)
        was, _ = _figure(base, key)
        colour: Literal["normal", "inverse"] = "normal" if better == "more" else "inverse"
        gap = difference(value, was, unit) if session.variant.changes else None
        column.metric(name, number(value, unit), gap, delta_color=colour, border=True)


def _figure(day: object, key: str) -> tuple[float | None, str]:
    if not isinstance(day, DayFound):
        return None, ""
    return day.kpis.get(key), day.units.get(key, "")


def _rows(session: Session) -> Sequence[HourRow]:
    """Return the hours that are known."""
    answers = session.answers
    if isinstance(answers.day, DayFound):
        return answers.day.rows
    return answers.so_far.rows if answers.so_far and answers.day is None else ()


def _lines(session: Session) -> list[Line]:
    rows, base = _rows(session), session.base_answers.day
    lines = []
    if isinstance(base, DayFound) and session.variant.changes:
        was = [row.sorted for row in base.rows]
        lines.append(Line("sorted before the changes", was, palette.BASE, width=3.0))
    lines.append(Line("arrived", [row.arrived for row in rows], palette.ARRIVED, is_dashed=True))
    lines.append(Line("departed", [row.departed for row in rows], palette.DEPARTED))
    if isinstance(session.answers.day, DayFound):
        lines.append(Line("sorted", [row.sorted for row in rows], palette.SORTED, width=2.6))
    return lines


def _in_words(session: Session) -> str:
    """Return what the curve shows, for who cannot see it."""
    rows = _rows(session)
    if not rows:
        return "Nothing is known of the day yet."
    told = []
    for name in ("arrived", "sorted", "departed"):
        best = max(rows, key=lambda row: getattr(row, name))
        most = number(float(getattr(best, name)))
        told.append(f"most {name} {most} in the hour from {best.hour_of_day:02d}:00")
    return f"{len(rows)} hours from 06:00: {', '.join(told)}. The table below has every hour."


# ---------------------------------------------------------------- tables


def _bounds_table(session: Session) -> str:
    found = session.answers.bounds
    if not isinstance(found, BoundsFound):
        why = found.message if isinstance(found, NotFound) else "being reckoned"
        return f"<p>Analytic bounds: {escape(why)}.</p>"
    rows = [
        [
            one.area,
            f"{one.hour_of_day:02d}:00",
            number(one.required_per_h),
            number(one.capacity_per_h),
            one.unit,
            f"{one.ratio:.0%}".replace("%", " %"),
        ]
        for one in found.rows[:SHOWN_AREAS]
    ]
    heads = ("area", "from", "asked", "able", "an hour", "asked of able")
    return table_html("Analytic bounds in the worst hour, before any run", heads, rows)


def _loads_table(session: Session) -> str:
    day = session.answers.day
    if not isinstance(day, DayFound):
        return "<p>Simulated bottleneck: not known yet.</p>"
    bounds = session.answers.bounds
    ratio = {one.area: one.ratio for one in bounds.rows} if isinstance(bounds, BoundsFound) else {}
    rows = [
        [
            one.area,
            f"{one.hour_of_day:02d}:00",
            f"{one.busy_share:.0%}".replace("%", " %"),
            f"{ratio[one.area]:.0%}".replace("%", " %") if one.area in ratio else NOTHING,
        ]
        for one in day.loads[:SHOWN_AREAS]
    ]
    heads = ("area", "from", "busy", "asked of able")
    return table_html("Simulated bottleneck: the busiest areas in their hour", heads, rows)


def _hours_table(session: Session) -> str:
    rows = [
        [f"{row.hour_of_day:02d}:00", *(number(float(n)) for n in _counts(row))]
        for row in _rows(session)
    ]
    return table_html("Parcels in each hour", ("hour from", "arrived", "sorted", "departed"), rows)


def _counts(row: HourRow) -> tuple[int, int, int]:
    return row.arrived, row.sorted, row.departed


def _cost_table(session: Session) -> str:
    rows = list(_costs(session))
    return table_html("Cost of a pass [yuan]", ("item", "now", "before the changes"), rows)


def _costs(session: Session) -> Iterator[list[str]]:
    for key, name in COSTS:
        now, _ = _figure(session.answers.day, key)
        was, _ = _figure(session.base_answers.day, key)
        yield [name, *(NOTHING if one is None else f"{one:.4f}" for one in (now, was))]
