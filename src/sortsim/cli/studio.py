"""``sortsim studio``: a live page on which a scenario is changed and its mean day simulated again.

Here the command's words and its checks; the page is ``studio_page``'s, the server
``studio_server``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sortsim.cli.errors import State, note
from sortsim.cli.options import common, layers

if TYPE_CHECKING:
    from sortsim.spec.resolved import Resolved
    from sortsim.spec.scenario import Scenario

HELP = """Change a scenario on a live page and see its whole mean day again.

\b
Examples:
  sortsim studio
  sortsim studio my-centre.toml --set loop.main.speed_m_per_s=2.2
  sortsim studio sites/county-yongjia --port 8600 --no-browser

Needs the extra studio: pip install 'sortsim[studio]'. The page is served on this machine alone
unless --address says otherwise, and asks the network for nothing. Ctrl-C ends it.
With --debug a bug in the simulation is told here with its traceback, and on the page in a sentence.
"""


@click.command(help=HELP, short_help="Change a scenario on a live page.")
@click.argument("file", metavar="[FILE]", default="main-centre-auto")
@click.option("--address", default="127.0.0.1", show_default=True, metavar="IP",
              help="Address to listen on.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), metavar="N",
              help="Port to listen on.  [default: 8501, or another where it is taken]")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option("--days-before", type=click.IntRange(0, 14), default=0, show_default=True,
              metavar="N", help="Days simulated before the day that is shown; without one it "
              "begins at 06:00 with an empty centre.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N",
              help="Root of all random numbers.  [default: the scenario's]")  # fmt: skip
@layers
@common
def studio(
    file: str, *, address: str, port: int | None, no_browser: bool, days_before: int,
    seed: int | None, overlays: tuple[str, ...], sets: tuple[str, ...], as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Serve the page until Ctrl-C."""
    del quiet  # the address is the result
    from sortsim.cli.running import loaded

    resolved = loaded([file], overlays, sets)[0]
    _check(resolved, days_before)
    from sortsim.api.studio.desk import Desk
    from sortsim.cli.studio_page.setting import Setting, give
    from sortsim.cli.studio_server import Place, serve

    place = Place.of(address, port)
    is_debug = click.get_current_context().ensure_object(State).is_debug
    desk = Desk(note if is_debug else None)
    layers = [f"--overlay {one}" for one in overlays] + [f"--set '{one}'" for one in sets]
    give(
        Setting(resolved, desk, file, tuple(layers), seed, days_before, may_write=place.is_loopback)
    )
    try:
        serve(place, opens_browser=not no_browser, as_json=as_json)
    finally:
        desk.end()


def _check(resolved: Resolved[Scenario], days_before: int) -> None:
    """Refuse what cannot be shown, before anything is served."""
    from importlib.util import find_spec

    from sortsim.api.load import is_study
    from sortsim.api.studio.day import mean_day
    from sortsim.core.errors import InputError, Problem

    if is_study(resolved):
        told = "a study has sources and no mean day; use sortsim run"
        raise InputError([Problem(told, file=resolved.files[0].shown)])
    mean_day(resolved, days_before)
    if find_spec("streamlit") is None:
        told = "needs the extra studio: pip install 'sortsim[studio]'"
        raise InputError([Problem(told, key="sortsim studio")])
