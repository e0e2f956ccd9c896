"""Write the tables of every column of an experiment into docs/experiments/results.md.

Here lives a small program of its own that reads the registry of those columns.  A test imports
``page`` to see that the page is up to date; people run ``python docs/columns.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sortsim.results.dataset_schema import DATA_TABLES, FACTORS_GO_HERE, ROWS_ARE, DataColumn

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "experiments" / "results.md"
START = "<!-- columns: written by docs/columns.py -->"
END = "<!-- end of columns -->"
FACTORS = "| *a factor's name* | | its own | level of the factor; one column a factor | 因子水平 |"


def row(column: DataColumn) -> str:
    """Return a column's line."""
    if column is FACTORS_GO_HERE:
        return FACTORS
    dtype = f"{column.dtype} or null" if column.is_nullable else column.dtype
    unit = "the figure's" if column.unit == "kpi" else column.unit
    return f"| `{column.name}` | {dtype} | {unit} | {column.meaning} | {column.meaning_zh} |"


def tables() -> str:
    """Return a heading and a table for each file."""
    parts = [
        f"### {name}.parquet\n\n{ROWS_ARE[name].capitalize()}.\n\n"
        "| column | type | unit | meaning | 含义 |\n|---|---|---|---|---|\n"
        + "".join(f"{row(column)}\n" for column in columns)
        for name, columns in DATA_TABLES.items()
    ]
    return "\n".join(parts)


def page() -> str:
    """Return what the page should be: its prose as it stands, its tables anew."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n\n{tables()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
