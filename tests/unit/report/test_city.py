"""Every figure of a city and of its roadmap: nothing overlaps, nothing is lost, both languages."""

from __future__ import annotations

import functools
import logging
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle, StepPatch

from sortsim.core.errors import InputError
from sortsim.report.city import (
    CITY_FIGURES,
    make_city_figure,
    make_roadmap_figure,
    render_city,
    render_roadmap,
)
from sortsim.report.numbers import Lang
from sortsim.report.style import BAD
from sortsim.report.tables.city import (
    COST_ITEMS,
    CityRun,
    calendar_table,
    margin_rows,
    money_table,
    passes_table,
    promises_table,
    read_run,
)
from sortsim.results.roadmap import write_roadmap
from tests.builders_city import roadmap_told, write_run
from tests.unit.report.pictures import boxes, outside, overlaps

CASES = (
    (1, 3, "2025-11-11", "en"), (7, 22, "2025-11-08", "zh"), (30, 22, "2025-10-20", "en"),
    (365, 22, "2025-01-01", "en"), (365, 22, "2025-01-01", "zh"),
)  # fmt: skip


@functools.cache
def _run(days: int, sites: int = 22, start: str = "2025-01-01") -> CityRun:
    with tempfile.TemporaryDirectory() as folder:
        return read_run(write_run(Path(folder), days, sites=sites, start=start))


@pytest.mark.parametrize("name", list(CITY_FIGURES))
@pytest.mark.parametrize(("days", "sites", "start", "lang"), CASES)
def test_no_text_covers_another_or_leaves_the_page(
    name: str, days: int, sites: int, start: str, lang: Lang, caplog: pytest.LogCaptureFixture
) -> None:
    """For a day, a week, a month and the year labels never overlap and all glyphs are there."""
    with caplog.at_level(logging.WARNING):
        figure = make_city_figure(name, _run(days, sites, start), lang)
        found = boxes(figure)
    assert overlaps(found) == []
    assert outside(found, figure) == []
    assert caplog.messages == []


def test_the_calendar_colours_planned_over_capacity() -> None:
    """A row a site, a column a day; the share is that of the table, without capacity none."""
    run = _run(30, 22, "2025-10-20")
    table = calendar_table(run)
    site = table.sites[4]
    planned = run.days[(run.days["site"] == site) & (run.days["date"] == "2025-11-11")]
    expected = planned["planned_parcels"].sum() / run.sites[site]["capacity_parcels_per_day"]
    place = [str(date) for date in table.dates].index("2025-11-11")
    assert table.load_share[4, place] == pytest.approx(expected)
    assert np.isnan(table.load_share[table.sites.index("exchange")]).all()
    figure = make_city_figure("calendar", run)
    meshes = [c for c in figure.axes[0].collections if isinstance(c, QuadMesh)]
    assert [mesh.get_array().size for mesh in meshes] == [30] * 22  # type: ignore[union-attr]


def test_broken_days_are_marked_on_their_dates() -> None:
    """The marks of a row are the site's broken dates, and the count stands beside it."""
    run = _run(30, 22, "2025-10-20")
    table = calendar_table(run)
    for row, site in enumerate(table.sites):
        marked = [
            str(d) for d, is_on in zip(table.dates, table.is_broken[row], strict=True) if is_on
        ]
        assert run.sites[site]["broken_dates"] == marked
    words = [box.words for box in boxes(make_city_figure("calendar", run))]
    assert all(f"{found['days_broken']} d" in words for found in run.sites.values())


def test_margins_come_sorted_and_seen_ones_are_hatched() -> None:
    """The widest first; a margin that broken days showed is hatched, one of the bound is not."""
    run = _run(365)
    rows = margin_rows(run)
    known = [row.margin_share for row in rows if row.margin_share is not None]
    assert sorted(known, reverse=True) == known
    assert {row.site for row in rows} == set(run.sites)
    bars = [p for p in make_city_figure("margin", run).axes[0].patches if isinstance(p, Rectangle)]
    assert [bool(bar.get_hatch()) for bar in bars] == [row.by == "days" for row in rows]
    assert {row.by for row in rows} == {"days", "bound"}


def test_passes_stack_to_those_of_the_day() -> None:
    """The roles of a day add up to all passes; the top step is that sum."""
    run = _run(30, 22, "2025-10-20")
    table = passes_table(run)
    total = run.days.groupby("date")["sorted_parcels"].sum().to_numpy()
    assert np.allclose(sum(table.by_role.values()), total)
    steps = [p for p in make_city_figure("passes", run).axes[0].patches if isinstance(p, StepPatch)]
    assert np.allclose(steps[-1].get_data().values, total)


def test_events_are_told_by_name_dates_and_factor() -> None:
    """Each event of the calendar that touches the days stands below the figure."""
    words = "\n".join(box.words for box in boxes(make_city_figure("passes", _run(365))))
    assert "2  Spring Festival, 01-28 – 02-04, × 0.26" in words
    assert "Double-11, 11-11, × 1.45" in words
    chinese = "\n".join(box.words for box in boxes(make_city_figure("passes", _run(365), "zh")))
    assert "春节, 01-28 – 02-04, × 0.26" in chinese


def test_promises_of_a_week_are_those_of_its_days() -> None:
    """Monday to Sunday, kept over eligible; the weeks at the ends are cut."""
    run = _run(30, 22, "2025-10-20")
    table = promises_table(run)
    assert len(table.by_day) == 30
    assert [(str(a), str(b)) for a, b in table.weeks][:1] == [("2025-10-20", "2025-10-26")]
    assert len(table.weeks) == 5
    own = run.days[(run.days["role"] == "municipal") & (run.days["flow"] == "outbound")]
    week = own[(own["date"] >= "2025-10-20") & (own["date"] <= "2025-10-26")]
    expected = week["promise_kept_parcels"].sum() / week["eligible_parcels"].sum()
    assert table.by_week[0] == pytest.approx(expected)
    assert table.limit == 0.95


def test_money_is_by_parcel_collected_and_by_pass() -> None:
    """Revenue as told; the items of a role add up to its cost a pass."""
    run = _run(7, 22, "2025-11-08")
    table = money_table(run)
    assert table.revenue_per_parcel == pytest.approx(6.14)
    yuan = float(run.costs.filter(like="_yuan").to_numpy().sum())
    assert sum(table.per_parcel.values()) * run.summary["collected_parcels"] == pytest.approx(yuan)
    assert set(table.per_pass) == {"municipal", "county", "air", "rail", "exchange"}
    assert sum(table.per_pass["county"].values()) == pytest.approx(0.369)
    assert tuple(table.per_parcel) == COST_ITEMS


def test_rendering_writes_both_files_of_every_figure_alike(tmp_path: Path) -> None:
    """PNG and SVG of all figures, the same bytes for the same tables."""
    write_run(tmp_path, 3, sites=3)
    heard: list[str] = []
    written = render_city(tmp_path, "zh", heard.append)
    assert list(CITY_FIGURES) == heard
    assert {path.name for path in written} == {
        f"{n}.{e}" for n in CITY_FIGURES for e in ("png", "svg")
    }
    before = {path: path.read_bytes() for path in written}
    render_city(tmp_path, "zh")
    assert {path: path.read_bytes() for path in written} == before


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    """Neither a city run nor a roadmap: the message names the file."""
    with pytest.raises(InputError, match=r"city\.json: there is no city run here"):
        render_city(tmp_path)
    with pytest.raises(InputError, match=r"roadmap\.json: there is no roadmap here"):
        render_roadmap(tmp_path)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("sites", [1, 22])
def test_the_roadmap_has_no_overlaps(
    lang: Lang, sites: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Two rows of cells a site, letters inside; nothing covers anything."""
    with caplog.at_level(logging.WARNING):
        figure = make_roadmap_figure(roadmap_told(sites), lang)
        found = boxes(figure)
    assert overlaps(found) == []
    assert outside(found, figure) == []
    assert caplog.messages == []


def test_the_roadmap_colours_the_months_that_fall_short() -> None:
    """As many dark cells as months that fall short, with and without; counts stand beside."""
    told: dict[str, Any] = roadmap_told(4)
    figure = make_roadmap_figure(told)
    cells = [p for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    assert len(cells) == 4 * 2 * 36
    short = sum(
        len(s[f"months_short_{v}"]) for s in told["sites"].values() for v in ("with", "without")
    )
    assert sum(to_hex(cell.get_facecolor()).upper() == BAD.upper() for cell in cells) == short
    words = [box.words for box in boxes(figure)]
    for found in told["sites"].values():
        counts = f"{len(found['months_short_with'])} / {len(found['months_short_without'])}"
        assert counts in words


def test_the_roadmap_is_drawn_from_its_file(tmp_path: Path) -> None:
    """PNG and SVG lie in the folder's figures."""
    write_roadmap(tmp_path, roadmap_told(2))
    assert [path.name for path in render_roadmap(tmp_path)] == ["roadmap.png", "roadmap.svg"]
