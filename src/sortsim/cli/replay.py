"""``sortsim replay``: a page that plays a window of a run, parcel by parcel.

Here the command's words and what it prints; the work is ``api.replay``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common

if TYPE_CHECKING:
    from sortsim.api.replay import Filmed, Window

HELP = """Play a window of a run: one page of HTML with every parcel at its place.

\b
Examples:
  sortsim replay results/main-centre --configuration auto
  sortsim replay results/main-centre/auto --from 20:00 --minutes 10
  sortsim replay main-centre-auto --from 01:30 --minutes 60 --out night.html

DIR is a record, or a folder with several, as run and compare write them; or a scenario, which is
run as it is. The run is repeated up to the end of the window and held against the record. The
page needs nothing but a browser, and asks the network for nothing.
"""


@click.command(help=HELP, short_help="Play a window of a run as a page.")
@click.argument("source", metavar="DIR")
@click.option("--from", "begin", default="20:00", show_default=True, metavar="HH:MM",
              help="Time of the operating day, 06:00 to 06:00, at which to begin.")  # fmt: skip
@click.option("--minutes", type=int, default=10, show_default=True, metavar="M",
              help="How long.")  # fmt: skip
@click.option("--configuration", metavar="NAME", help="Which of several records.")
@click.option("--scenario", metavar="FILE",
              help="The scenario of a record that reads tables of its own.")  # fmt: skip
@click.option("--out", metavar="FILE", help="The page.  [default: replay-HHMM.html in DIR]")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of the page.")  # fmt: skip
@common
def replay(
    source: str, *, begin: str, minutes: int, configuration: str | None, scenario: str | None,
    out: str | None, lang: Any, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Play a window of a run."""
    from sortsim.api.replay import Window, find_run
    from sortsim.cli.output import console, one_line

    window = Window(begin, minutes)
    window.ticks()  # a broken one is told before anything is read
    filmed, folder = find_run(source, configuration, scenario)
    path = Path(out) if out is not None else folder / window.file_name
    _write(filmed, path, window, lang, is_quiet=quiet or as_json)
    size_mb = path.stat().st_size / 1e6
    if as_json:
        one_line({"page": path.as_posix(), "from": begin, "minutes": minutes, "mb": size_mb})
    elif quiet:
        console().print(path.as_posix())
    else:
        console().print(f"Replay: {path.as_posix()} ({size_mb:.1f} MB)", style="bold")


def _write(filmed: Filmed, path: Path, window: Window, lang: Any, *, is_quiet: bool) -> None:
    """Run and write with progress on stderr."""
    from sortsim.api.replay import write_replay
    from sortsim.api.workers import Event
    from sortsim.cli.progress import progress_for
    from sortsim.cli.running import days_of

    name = filmed.resolved.scenario.configuration
    days = days_of(filmed.resolved)
    with progress_for([name], workers=1, days=days, is_quiet=is_quiet) as progress:
        progress(Event("began", name))
        write_replay(
            filmed, path, window, lang,
            lambda share: progress(Event("progress", name, "simulate", share, share)),
        )  # fmt: skip
        progress(Event("done", name))
