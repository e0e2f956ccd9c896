"""An axis of dates: days, weeks or months, whichever there is room for.

Here live ticks and labels of dates; what is drawn over them lives in ``figures``.  The figures of
a city import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang

DAYS_EACH, DAYS_BY_WEEK = 14, 100
"""Up to so many days each has its label; up to so many, each Monday; of more, each month."""


def date_axis(axes: Axes, dates: Sequence[dt.date], lang: Lang) -> None:
    """Make x the days of a run, each one unit wide, the first from 0 to 1."""
    count = len(dates)
    axes.set_xlim(0, max(count, 1))
    if count <= DAYS_EACH:
        places = [(n + 0.5, short_date(date)) for n, date in enumerate(dates)]
    elif count <= DAYS_BY_WEEK:
        places = [(float(n), short_date(date)) for n, date in enumerate(dates)
                  if date.weekday() == 0]  # fmt: skip
    else:
        places = _months(dates, lang)
    axes.xaxis.set_major_locator(FixedLocator([place for place, _ in places]))
    axes.xaxis.set_major_formatter(FixedFormatter([words for _, words in places]))
    if count > DAYS_BY_WEEK:
        starts = [n for n, date in enumerate(dates) if date.day == 1]
        axes.xaxis.set_minor_locator(FixedLocator(starts))
        axes.tick_params(axis="x", which="major", length=0)
        axes.tick_params(axis="x", which="minor", length=4)


def _months(dates: Sequence[dt.date], lang: Lang) -> list[tuple[float, str]]:
    """Return the middle and the name of each month of which at least ten days are there."""
    months: dict[tuple[int, int], list[int]] = {}
    for n, date in enumerate(dates):
        months.setdefault((date.year, date.month), []).append(n)
    return [
        ((places[0] + places[-1] + 1) / 2, month_name(month, lang))
        for (_, month), places in months.items()
        if len(places) >= 10
    ]


def month_name(month: int, lang: Lang) -> str:
    """Return a month's short name, 1 to 12."""
    return text(f"month.{month}", lang)


def short_date(date: dt.date) -> str:
    """Return month and day, the same in both languages: ``11-08``."""
    return f"{date.month:02d}-{date.day:02d}"
