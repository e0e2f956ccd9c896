"""The live page: fields on the left, the day on the right.

Here the parts are put in their order and the page is drawn again while a day is simulated; what
they show is in the modules beside this one.  ``script`` imports it.
"""

from __future__ import annotations

import time
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sortsim.api.studio.session import Session
from sortsim.cli.studio_page.fields import show_fields
from sortsim.cli.studio_page.keeping import known_pin, pin_now, show_pins, show_saving
from sortsim.cli.studio_page.results import show_results
from sortsim.cli.studio_page.setting import Setting, given
from sortsim.cli.studio_page.words import plain
from sortsim.report.live.palette import MUTED

LOOK_EVERY_S = 0.1
"""So long the page waits for more before it looks whether anything is to be drawn."""
DRAW_EVERY_S = 0.6
"""A day under way is drawn so often at most: drawing takes time from simulating."""
SHORT_S = 2.5
"""Where the last day took less, the next is drawn once, whole."""
STYLE = """<style>
  /* Nothing moves by itself: a browser without a graphics card draws that with the processor. */
  *, *::before, *::after { animation: none !important; transition: none !important }
  [data-testid="stStatusWidget"] { display: none }
  [data-testid="stMainBlockContainer"], [data-testid="stSidebarUserContent"] { padding-top: 1rem }
  [data-testid="stSidebarHeader"] { height: 2.4rem; padding-bottom: 0 }
  [data-testid="stMetricValue"] { font-size: 1.5rem }
  [data-testid="stMetric"] { min-height: 7.4rem }
  [data-testid="stSidebar"] [data-testid="stCaptionContainer"] { margin-top: -0.9rem }
  [data-testid="stSidebar"]:not([data-collapsed="true"], [aria-expanded="false"]) {
    min-width: 25rem
  }
  h1 { font-size: 1.5rem; margin: 0 }
</style>"""


def show() -> None:
    """Show the whole page as it is now, and go on until the day is whole.

    A change on the page ends this at the next thing drawn, and begins it anew.
    """
    setting = given()
    st.set_page_config("sortsim studio", layout="wide", initial_sidebar_state="expanded")
    session = _session(setting)
    st.html(STYLE)
    with st.sidebar:
        show_fields(session)
    _show_head(session, setting)
    _show_buttons(session)
    day, pins, saving = st.empty(), st.container(), st.container()
    with saving:
        show_saving(session, setting)
    _show_day(session, day)
    with pins:
        show_pins(session)


def _session(setting: Setting) -> Session:
    """Return this page's session; a reloaded page begins anew."""
    if "session" not in st.session_state:
        st.session_state["session"] = Session(
            setting.resolved, setting.desk, setting.seed, setting.days_before
        )
    session: Session = st.session_state["session"]
    return session


def _show_day(session: Session, place: DeltaGenerator) -> None:
    """Show the day, hour by hour where it takes long, until it is whole."""
    is_short = (session.waited_last_s or SHORT_S) < SHORT_S
    drawn, drawn_at = session.answers, time.monotonic() + (SHORT_S if is_short else 0.0)
    while not session.listen(LOOK_EVERY_S):
        now, is_due = session.answers, time.monotonic() - drawn_at >= DRAW_EVERY_S
        # Bounds are drawn as soon as they are there, unless the day itself soon is.
        is_due |= now.bounds is not drawn.bounds and not is_short
        if is_due and now != drawn:
            with place.container():
                show_results(session)
            drawn, drawn_at = now, time.monotonic()
    with place.container():
        show_results(session)


def _show_head(session: Session, setting: Setting) -> None:
    scenario = session.base.scenario
    title = scenario.title or scenario.name
    before = "empty at 06:00" if not setting.days_before else f"after {setting.days_before} day(s)"
    told = f"{setting.file} · mean day, {before}, seed {_seed(session)}"
    st.html(f'<h1>{escape(title)}</h1><div style="color:{MUTED}">{escape(told)}</div>')


def _seed(session: Session) -> int:
    return session.base.scenario.run.seed if session.seed is None else session.seed


def _show_buttons(session: Session) -> None:
    """Show what can be done with the variant as a whole."""
    history = session.history
    undo, redo, back, name, pin = st.columns([1, 1, 1.4, 2.2, 1], vertical_alignment="bottom")
    undo.button("Undo", on_click=session.undo, disabled=not history.before, width="stretch")
    redo.button("Redo", on_click=session.redo, disabled=not history.after, width="stretch")
    back.button(
        "As the files say", on_click=session.give_all_back, width="stretch",
        disabled=not session.variant.changes,
    )  # fmt: skip
    name.text_input(
        "Name of the pin", key="pin name", placeholder="Name of the pin",
        label_visibility="collapsed",
    )  # fmt: skip
    pin.button("Pin", on_click=pin_now, args=(session,), width="stretch",
               disabled=known_pin(session) is not None)  # fmt: skip
    _show_said(session)


def _show_said(session: Session) -> None:
    """Show once what a button said, and the problems that belong to no field."""
    said = st.session_state.pop("said", None)
    if said:
        st.info(plain(said))
    for problem in session.checked.elsewhere(knob.key for knob in session.knobs):
        st.error(plain(str(problem)))
