"""``sortsim money``: costs a pass, what automating pays, the green ledger, from records.

Here the command's words and what it prints; the work is ``api.money``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sortsim.cli.options import common

if TYPE_CHECKING:
    from sortsim.api.money import Money
    from sortsim.report.numbers import Lang

HELP = """Reckon the money of runs: the cost of a pass by item, what it pays to turn one
configuration into another, the interval that the uncertain prices imply, the green ledger.

DIR is the folder of a comparison or of a record; the records are all that is read. Several DIR
give several measured days: two days of one configuration with different volumes are put together.

\b
Examples:
  sortsim money results/main-centre
  sortsim money results/design results/mean --out results/money
  sortsim money results/main-centre --base manual --discount-rate 0.08
  sortsim money results/main-centre --json --quiet | jq .automation

Hours, electricity and missorts are held as the run found them; wages, prices, lives and rates vary
in their ranges by a Latin hypercube. Tables (CSV), money.json and figures (PNG, SVG) go to
DIR/money.
"""


@click.command(help=HELP, short_help="Costs a pass, payback of automating, green ledger.")
@click.argument("folders", nargs=-1, required=True, metavar="DIR...")
@click.option("--base", metavar="NAME",
              help="Configuration that is changed.  [default: every one but --to]")  # fmt: skip
@click.option("--to", metavar="NAME",
              help="Configuration it is changed into.  [default: the last]")  # fmt: skip
@click.option("--samples", type=click.IntRange(1, 100_000), default=2000, show_default=True,
              metavar="N", help="Samples of the uncertain prices.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True,
              metavar="N", help="Root of their random numbers.")  # fmt: skip
@click.option("--discount-rate", type=click.FloatRange(0, 1), metavar="R",
              help="Discount rate a year, such as 0.06, in place of the scenario's; it does not "
              "vary then.")  # fmt: skip
@click.option("--out", metavar="DIR", help="Folder for tables and figures.  [default: DIR/money]")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of tables and figures.")  # fmt: skip
@common
def money(
    *, folders: tuple[str, ...], base: str | None, to: str | None, samples: int, seed: int,
    discount_rate: float | None, out: str | None, no_figures: bool, lang: str, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Reckon the money."""
    from sortsim.api.money import MoneyOptions, reckon
    from sortsim.cli.errors import note
    from sortsim.report.money import write_money

    made = reckon(folders, MoneyOptions(samples, seed, discount_rate, base, to))
    folder = Path(out) if out is not None else Path(folders[0]) / "money"
    drawing = None if quiet else lambda name: note(f"drawing {name}")
    write_money(made.report, folder, cast("Lang", lang), figures=not no_figures, on_figure=drawing)
    _show(made, folder, cast("Lang", lang), as_json=as_json, quiet=quiet)


def _show(made: Money, folder: Path, lang: Lang, *, as_json: bool, quiet: bool) -> None:
    from sortsim.cli.output import console, one_line

    if as_json:
        one_line(made.as_json())
        return
    from rich.text import Text

    from sortsim.report.money_console import money_renderable

    out = console()
    out.print(money_renderable(made.report, lang, out.width))
    if not quiet:
        out.print(Text(CLASSES, style="dim"))
        out.print()
        out.print(Text(f"Results: {folder.as_posix()}", style="bold"))


CLASSES = "S: from a source; D: derived from sources; E: estimate with its range; else: the run's."
