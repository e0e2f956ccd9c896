"""Writing a figure as PNG and SVG, the same bytes for the same record.

Here lives writing; drawing lives in ``figures``.  ``report.comparison`` imports it.
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from sortsim.report.page import settings

DOTS_PER_INCH = 150


def save_figure(figure: Figure, stem: Path) -> list[Path]:
    """Write ``stem.png`` and ``stem.svg`` and return both paths.

    SVG ids are hashed with a fixed salt and no date or version is written, so that equal
    records give equal bytes.
    """
    png, svg = stem.with_suffix(".png"), stem.with_suffix(".svg")
    with settings():
        figure.savefig(png, dpi=DOTS_PER_INCH, metadata={"Software": "sortsim"})
        figure.savefig(svg, dpi=2 * DOTS_PER_INCH, metadata={"Date": None, "Creator": "sortsim"})
    return [png, svg]
