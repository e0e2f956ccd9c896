"""From a report to one HTML page that needs nothing else.

Here lives the filling of the template; every word is escaped by it, and figures are the only
markup that is put in as it is.  ``report.html.write`` imports it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from sortsim.report.fonts import chinese_family
from sortsim.report.html.blocks import FigureBlock, Report, TableBlock, Verdict, Words
from sortsim.report.html.font_faces import Letters, font_faces
from sortsim.report.labels import text

if TYPE_CHECKING:
    from jinja2 import Environment

KINDS = {Words: "words", Verdict: "verdict", TableBlock: "table", FigureBlock: "figure"}


def render(report: Report) -> str:
    """Return a report as one page; equal reports give equal bytes."""
    page = _filled(report, "")
    letters = Letters(frozenset(c for c in page if not c.isascii()))
    return _filled(report, font_faces(Letters.all_of([_drawn(report), letters])))


def _filled(report: Report, fonts: str) -> str:
    environment = _environment()
    return environment.get_template("page.html.j2").render(
        report=report,
        fonts=fonts,
        chinese=chinese_family(),
        style=environment.loader.get_source(environment, "page.css")[0],  # type: ignore[union-attr]
        script=environment.loader.get_source(environment, "page.js")[0],  # type: ignore[union-attr]
        kind=lambda block: KINDS[type(block)],
        hover=_hover_json,
        say=lambda key: text(key, report.lang),
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("sortsim.report.html"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _drawn(report: Report) -> Letters:
    """Return the letters of all figures."""
    blocks = [block for section in report.sections for block in section.blocks]
    return Letters.all_of(block.letters for block in blocks if isinstance(block, FigureBlock))


def _hover_json(figure: FigureBlock) -> str:
    """Return what is told where the reader points, safe inside an element of the page."""
    told = json.dumps([asdict(axes) for axes in figure.hover], ensure_ascii=False,
                      separators=(",", ":"))  # fmt: skip
    return told.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
