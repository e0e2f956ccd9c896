"""How records and comparisons show themselves in a notebook: a table and figures.

Here the figures of ``report`` become markup that stands in a cell.  ``simulate`` and ``compare``
import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sortsim.results.record import RunRecord

if TYPE_CHECKING:
    from sortsim.report.source import RecordSource

FIGURES = ("throughput", "waterfall")
"""What is shown of one record."""


def show_records() -> None:
    """Let records show figures in notebooks."""
    RunRecord.drawn_by = record_figures


def record_figures(record: RunRecord) -> str:
    """Return the figures of one record as SVG."""
    from sortsim.report.source import OpenRecord

    return figures({str(record.manifest.get("configuration")): OpenRecord(record)}, FIGURES)


def comparison_html(sources: Mapping[str, RecordSource]) -> str:
    """Return the verdicts, the overview as SVG and the table of a comparison."""
    from html import escape

    from sortsim.report.kpi_rows import ROWS, cell, required

    heads = "".join(f"<th>{escape(name)}</th>" for name in ("", "required", *sources))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(words)}</td>" for words in (
            row.words("en"), required(row, sources), *(cell(row, s) for s in sources.values())
        )) + "</tr>"
        for row in ROWS if any(row.kpi in source.kpis for source in sources.values())
    )  # fmt: skip
    said = "".join(f"<p>{escape(str(s.verdict.get('sentence', '')))}</p>" for s in sources.values())
    drawn = figures(sources, ("overview", "throughput"))
    return f"{said}{drawn}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def figures(sources: Mapping[str, RecordSource], names: tuple[str, ...]) -> str:
    """Return figures as SVG, ready to stand in a cell."""
    from sortsim.report.comparison import make_figure
    from sortsim.report.html.sections.figures import figure_block

    blocks = [figure_block(name, make_figure(name, sources), name) for name in names]
    return "".join(f'<div style="max-width: {b.width}in">{b.svg}</div>' for b in blocks)
