"""Pinning variants, comparing them side by side, and saving one as an overlay.

Here lives the lower part of the page; the pins are the session's.  ``page`` imports it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sortsim.api.studio.day import DAY_SETS, DayFound
from sortsim.api.studio.overlay import overlay_text
from sortsim.api.studio.session import Pin, Session
from sortsim.cli.studio_page.setting import Setting
from sortsim.cli.studio_page.words import COMPARED, difference, number, plain, setting
from sortsim.core.atomic import write_text
from sortsim.report.live.table import table_html

MARK = "by sortsim studio"
"""Files with this in their first line may be written over."""


def show_pins(session: Session) -> None:
    """Show the pinned variants beside the scenario as it is and the variant now."""
    st.subheader("Side by side", anchor=False)
    if not session.pins:
        st.caption("Pin a variant, and it stands here beside what comes after it.")
        return
    st.html(_pins_table(session))
    st.html(_differences_table(session))
    for number_, pin in enumerate(session.pins):
        words, take, drop = st.columns([6, 2, 2], vertical_alignment="center")
        words.markdown(plain(pin.name))
        take.button(
            "Go on from it", key=f"take {number_}", on_click=session.take_up, args=(pin,),
            help=plain(f"Go on from {pin.name}"), width="stretch",
        )  # fmt: skip
        drop.button(
            "Unpin", key=f"drop {number_}", on_click=session.unpin, args=(number_,),
            help=plain(f"Unpin {pin.name}"), width="stretch",
        )  # fmt: skip


def _columns(session: Session) -> list[tuple[str, DayFound]]:
    days = [("as the files say", session.base_answers.day)]
    days += [(pin.name, pin.day) for pin in session.pins]
    days += [("now", session.answers.day)]
    return [(name, day) for name, day in days if isinstance(day, DayFound)]


def _pins_table(session: Session) -> str:
    columns = _columns(session)
    first = columns[0][1]
    rows = []
    for key, name in COMPARED:
        unit = first.units.get(key, "")
        row = [f"{name} [{'%' if unit == 'share' else unit}]"]
        for day in (day for _, day in columns):
            value = number(day.kpis.get(key), unit if unit == "share" else "")
            gap = difference(day.kpis.get(key), first.kpis.get(key), "share" * (unit == "share"))
            row.append(value if day is first or gap is None else f"{value}  ({gap})")
        rows.append(row)
    heads = ("figure", *(name for name, _ in columns))
    return table_html("Figures, and in brackets how they differ from the first", heads, rows)


def _differences_table(session: Session) -> str:
    """Return the values that any of the variants has changed."""
    variants = [*(pin.variant for pin in session.pins), session.variant]
    keys = sorted({key for variant in variants for key in variant.changes})
    rows = [
        [key, setting(session.variant.said(key), ""),
         *(setting(variant.value(key), "") for variant in variants)]
        for key in keys
    ]  # fmt: skip
    heads = ("value", "as the files say", *(pin.name for pin in session.pins), "now")
    return table_html("Values that differ", heads, rows)


def pin_now(session: Session) -> None:
    """Pin the variant under the name in its field."""
    name = str(st.session_state.get("pin name", "")).strip()[:60]
    if not session.pin(name):
        st.session_state["said"] = "A variant can be pinned once its day is there; eight at most."
    else:
        st.session_state["pin name"] = ""


def known_pin(session: Session) -> Pin | None:
    """Return the pin that is the variant now."""
    same = (pin for pin in session.pins if pin.variant.changes == session.variant.changes)
    return next(same, None)


# ---------------------------------------------------------------- saving


def show_saving(session: Session, given: Setting) -> None:
    """Show the overlay and ways to keep it."""
    st.subheader("Save as an overlay", anchor=False)
    text = overlay_text(session.variant)
    if not session.variant.changes:
        st.caption("Nothing is changed: there is nothing to save.")
        return
    st.code(text, language="toml")
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.text_input("File", value="studio-overlay.toml", key="overlay file")
    if given.may_write:
        right.button("Save overlay", on_click=_save, args=(name, text), key="save", width="stretch")
    st.download_button("Download overlay", text, file_name=Path(name).name, mime="application/toml")
    st.caption("The scenario's own day with these values, and the very day shown above:")
    run = " ".join(["sortsim run", given.file, *given.layers, f"--overlay {name}"])
    sets = " ".join(f"--set '{one}'" for one in DAY_SETS)
    st.code(f"{run}\n{run} {sets}", language="sh")


def _save(name: str, text: str) -> None:
    """Write the overlay, but over nothing that was not written here."""
    path = Path(name)
    path = path if path.suffix else path.with_suffix(".toml")
    try:
        if path.exists() and MARK not in path.read_text("utf-8").partition("\n")[0]:
            told = f"{path} is there and was not written here; choose another name."
        else:
            write_text(path, text)
            told = f"Saved: {path}"
    except (OSError, UnicodeDecodeError) as error:
        told = f"{path} cannot be written: {error}"
    st.session_state["said"] = told
