"""The values of the scenario as sliders and fields, with units, limits, sources and errors.

Here lives the left side of the page; what a change does is the session's.  ``page`` imports it.
"""

from __future__ import annotations

import streamlit as st

from sortsim.api.studio.knobs import Knob, by_section
from sortsim.api.studio.session import Session
from sortsim.api.studio.sheets import SheetSlot, slots
from sortsim.cli.studio_page.words import plain, setting
from sortsim.spec.patched import Number


def show_fields(session: Session) -> None:
    """Show the chosen part's values, its data sheets, and all that is changed."""
    sections = by_section(session.knobs)
    st.subheader("Values", anchor=False)
    section = st.selectbox(
        "Part of the centre", list(sections), key="section", index=_first(list(sections)),
        format_func=lambda name: _marked(session, sections[name], name),
    )  # fmt: skip
    for knob in sections[section]:
        _show_knob(session, knob)
    _show_sheets(session, sections[section])
    _show_changes(session)


def _first(sections: list[str]) -> int:
    """Return the part to begin with: the first loop, else the first of all."""
    return next((i for i, name in enumerate(sections) if name.startswith("Loop")), 0)


def _marked(session: Session, knobs: list[Knob], name: str) -> str:
    """Return a part's name with what has happened in it."""
    problems = sum(len(session.checked.at(knob.key)) for knob in knobs)
    changed = sum(knob.key in session.variant.changes for knob in knobs)
    if problems:
        return f"{name} ({problems} to mend)"
    return f"{name} ({changed} changed)" if changed else name


# ---------------------------------------------------------------- one value


def _show_knob(session: Session, knob: Knob) -> None:
    """Show one value as a slider and a field that say the same."""
    value = session.variant.value(knob.key)
    if not isinstance(value, int | float):
        return
    value = int(value) if knob.is_whole and value == int(value) else float(value)
    label = f"{knob.label} ({knob.unit})" if knob.unit else knob.label
    left, right = st.columns([5, 4], vertical_alignment="bottom")
    with left:
        _slider(session, knob, value, label)
    with right:
        _field(session, knob, value, label)
    _about(session, knob)


def _slider(session: Session, knob: Knob, value: Number, label: str) -> None:
    low, high = knob.range_for(value)
    kind = int if knob.is_whole and isinstance(value, int) else float
    key = f"slider {knob.key}"
    st.session_state[key] = kind(value)
    st.slider(
        plain(label), kind(low), kind(high), step=kind(knob.step), key=key,
        format="%d" if kind is int else "%g", on_change=_take, args=(session, knob, key),
    )  # fmt: skip


def _field(session: Session, knob: Knob, value: Number, label: str) -> None:
    kind = int if knob.is_whole and isinstance(value, int) else float
    key = f"field {knob.key}"
    st.session_state[key] = kind(value)
    # No limits here: the browser would cut a value short, and say nothing of why.
    st.number_input(
        plain(f"{label}, exactly"), step=kind(knob.step), key=key, help=_help(knob),
        format="%d" if kind is int else "%.10g", on_change=_take, args=(session, knob, key),
        label_visibility="collapsed",
    )  # fmt: skip


def _take(session: Session, knob: Knob, key: str) -> None:
    """Take a new value from the page."""
    session.change(knob.key, st.session_state[key])


def _about(session: Session, knob: Knob) -> None:
    """Show where a value is from, how it was, and what is wrong with it."""
    for problem in session.checked.at(knob.key):
        st.error(plain(problem.message), icon=":material/error:")
    words = [knob.provenance]
    if knob.key in session.variant.changes:
        words.insert(0, f"changed from {setting(knob.base, knob.unit)}")
    st.caption(plain(" · ".join(words)), help=_help(knob))


def _help(knob: Knob) -> str:
    """Return all that is known of a value."""
    told = [f"{knob.key}", f"from {knob.origin}"]
    told += [knob.note] if knob.note else []
    told += [f"in the scenario {setting(knob.base, knob.unit)}"]
    return plain(". ".join(told))


# ---------------------------------------------------------------- data sheets, changes


def _show_sheets(session: Session, knobs: list[Knob]) -> None:
    """Show the data sheets that fit the parts of a section."""
    parts = {".".join(knob.key.split(".")[:2]) for knob in knobs}
    fitting = [
        slot for slot in _slots(session) if ".".join(slot.part.split(".")[:2]) in parts
    ]  # fmt: skip
    if not fitting:
        return
    with st.expander("Data sheet of a supplier"):
        slot = st.selectbox(
            "For", fitting, format_func=lambda one: one.part, key=f"slot {knobs[0].section}"
        )
        name = st.selectbox(
            "Sheet", list(slot.sheets), index=list(slot.sheets).index(slot.present),
            format_func=lambda one: slot.sheets[one] or one, key=f"sheet {slot.part}",
        )  # fmt: skip
        st.button(
            "Load data sheet", on_click=session.load_sheet, args=(slot.part, name),
            key=f"load {slot.part}",
        )  # fmt: skip
        st.caption("What the scenario says in its own words stays as it is.")


def _slots(session: Session) -> tuple[SheetSlot, ...]:
    if "slots" not in st.session_state:
        st.session_state["slots"] = slots(session.base)
    found: tuple[SheetSlot, ...] = st.session_state["slots"]
    return found


def _show_changes(session: Session) -> None:
    """Show every value that is not as the scenario says, each with a way back."""
    changes = session.variant.changes
    if not changes:
        return
    with st.expander(f"Changed values: {len(changes)}", expanded=len(changes) <= 6):
        for key, leaf in sorted(changes.items()):
            words, button = st.columns([4, 1], vertical_alignment="center")
            was = setting(session.variant.said(key), "")
            words.caption(plain(f"{key}: {was} → {setting(leaf.value, '')}"))
            button.button(
                "↺", key=f"back {key}", on_click=session.give_back, args=(key,),
                help=plain(f"Set {key} as the scenario has it"),
            )  # fmt: skip
