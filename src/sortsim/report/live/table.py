"""Small tables of the live page as HTML, every cell escaped.

Here lives the markup alone.  ``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sortsim.report.live.palette import GRID, MUTED

_CELL = f"padding:0.3rem 0.5rem;white-space:nowrap;border-bottom:1px solid {GRID};"


def table_html(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1
) -> str:
    """Return a table.

    Parameters
    ----------
    caption
        Its name, above it.
    heads
        Heads of the columns.
    rows
        Cells; the first of a row is its head.
    words
        So many columns are of words, the others of numbers, which stand on the right.
    """
    head = "".join(
        f'<th scope="col" style="{_CELL}{_side(i, words)}font-weight:600">{escape(text)}</th>'
        for i, text in enumerate(heads)
    )
    body = "".join(f"<tr>{_row(row, words)}</tr>" for row in rows)
    return (
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse;width:100%;'
        f'font-size:0.875rem;font-variant-numeric:tabular-nums"><caption style="text-align:left;'
        f'color:{MUTED};padding-bottom:0.2rem">{escape(caption)}</caption><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def _side(column: int, words: int) -> str:
    return "text-align:left;" if column < words else "text-align:right;"


def _row(row: Sequence[str], words: int) -> str:
    cells = []
    for i, text in enumerate(row):
        name, scope = ("th", ' scope="row"') if i == 0 else ("td", "")
        style = f"{_CELL}{_side(i, words)}font-weight:400"
        cells.append(f'<{name}{scope} style="{style}">{escape(text)}</{name}>')
    return "".join(cells)
