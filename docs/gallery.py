"""Make the gallery of figures: ``python docs/gallery.py``.

A small comparison of the three main centres is run, and every figure of its day is drawn from it by
the code that users run.  The page and its pictures are written beside this file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

import sortsim as ss
from sortsim.report.comparison import FIGURES, make_figure
from sortsim.report.figures.flow import draw_flow
from sortsim.report.figures.where import draw_where
from sortsim.report.page import settings
from sortsim.report.source import FolderRecord, open_configurations, title
from sortsim.report.tables.flow import flow_table
from sortsim.report.tables.where import where_table

DOCS = Path(__file__).parent
PICTURES = DOCS / "images" / "gallery"
SCALE, DPI = 0.05, 80
HOW_TO_READ = {
    "overview": "Passes, busiest hour, punctuality, promises; dashed is what is asked.",
    "throughput": "Sorted passes by hour; dashed: planned arrivals; dotted: the hour asked for.",
    "backlog": "Above: parcels inside by station. Below: pieces waiting, longest queues.",
    "dwell": "Share that left within so many hours; below 100 % some stayed inside.",
    "utilisation": "Busy share of stations by hour; a dot is blocking, a frame the break.",
    "waterfall": "The mean dwell by stage; the parts add up.",
    "docks": "Vehicles at the doors, and those that wait, over the day.",
    "flow": "Every parcel once at each step, from how it came to how it left; one scale.",
    "where": "The mean dwell by station; each bar begins where the one above it ends.",
}
"""Figure to a sentence on how to read it, in the order of the page."""


def main() -> None:
    """Run the comparison, draw, write."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "three"
        three = [
            ss.load_scenario(f"main-centre-{name}", sets=[f"run.scale={SCALE}"])
            for name in ("manual", "semi", "auto")
        ]
        ss.compare(three, out=folder)
        for name, figure in drawn(folder):
            with settings():
                figure.savefig(PICTURES / f"{name}.png", dpi=DPI, metadata={"Software": "sortsim"})
    (DOCS / "gallery.md").write_text(page(), "utf-8")


def drawn(folder: Path) -> Iterator[tuple[str, Figure]]:
    """Yield every figure of a comparison with its name."""
    records = open_configurations(folder)
    for name in FIGURES:
        yield name, make_figure(name, records)
    titles = {key: title(key, record, "en") for key, record in records.items()}
    with settings():
        yield "flow", draw_flow({key: flow_table(r) for key, r in records.items()}, titles)
    last = next(reversed(records))
    yield "where", where(records[last], titles[last])


def where(record: FolderRecord, name: str) -> Figure:
    """Return where the time went in one record."""
    with settings():
        return draw_where(where_table(record), name)


def page() -> str:
    """Return the page."""
    parts = [
        "# Figures\n\nThe figures of a comparison's day, drawn by `python docs/gallery.py` from the"
        f" three main centres at {SCALE:.0%} of the design day's parcels. `sortsim compare` writes"
        " them as PNG and SVG, and the curve over the load (in the README) too; `sortsim report`"
        " puts them into one page; all have Chinese words with `--lang zh`."
        " Colours mean the same everywhere.\n"
    ]
    for name, words in HOW_TO_READ.items():
        parts.append(f"## {name.capitalize()}\n\n{words}\n\n![{name}](images/gallery/{name}.png)\n")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
