"""Writing a report beside the results that it is made from.

Here lives the choice of the kind of report by what a folder holds.  ``cli`` imports it.
"""

from __future__ import annotations

from pathlib import Path

from sortsim.core.atomic import write_text
from sortsim.core.errors import InputError, Problem
from sortsim.report.html.blocks import Report
from sortsim.report.html.city import city_report
from sortsim.report.html.comparison import comparison_report
from sortsim.report.html.experiment import experiment_report
from sortsim.report.html.render import render
from sortsim.report.numbers import Lang
from sortsim.report.source import open_configurations
from sortsim.results.dataset import is_experiment

CITY = "city.json"
"""The file that tells a city run."""


def report_of(folder: Path, lang: Lang) -> Report:
    """Return the report of a results folder.

    Raises
    ------
    InputError
        If the folder holds nothing that can be reported.
    """
    if (folder / CITY).exists():
        return city_report(folder, lang)
    if is_experiment(folder):
        return experiment_report(folder, lang)
    records = open_configurations(folder)
    if not any(record.verdict for record in records.values()):
        told = "a study has no verdict to report; use sortsim run"
        raise InputError([Problem(told, str(folder))])
    return comparison_report(folder, lang)


def write_report(folder: Path, lang: Lang = "en", out: Path | None = None) -> Path:
    """Write the report of a results folder as one HTML file; return its path.

    Parameters
    ----------
    folder
        A record, a folder with several, a city run, or an experiment.
    lang
        Language of the words.
    out
        The file; none: ``report.html`` in the folder, ``report-zh.html`` in Chinese.

    Raises
    ------
    InputError
        If the folder holds nothing that can be reported.
    """
    path = out or folder / ("report.html" if lang == "en" else f"report-{lang}.html")
    write_text(path, render(report_of(folder, lang)))
    return path
