"""Records and comparisons show themselves in a notebook, and write names, never markup."""

from __future__ import annotations

from pathlib import Path

from sortsim.api.compare import Comparison
from sortsim.api.notebook import record_figures
from tests.builders_record import build_record, write_comparison


def test_a_record_shows_its_figures_and_its_key_figures() -> None:
    """The cell has the verdict, the hours and the waterfall, and the table."""
    record = build_record("auto", parcels=300)
    shown = record._repr_html_()
    assert shown.count("<svg") == 2
    assert "on_planned_share" in shown
    assert record_figures(record) in shown


def test_a_comparison_shows_verdicts_figures_and_one_table(tmp_path: Path) -> None:
    """One column a configuration, and what is asked beside them."""
    folder = write_comparison(tmp_path, ("manual", "auto"), parcels=300)
    shown = Comparison(folder, ("manual", "auto"), {}, True)._repr_html_()
    assert shown.count("<svg") == 2
    assert "<th>manual</th><th>auto</th>" in shown
    assert "on planned departure" in shown


def test_names_are_written_and_never_taken_as_markup(tmp_path: Path) -> None:
    """A configuration may be called anything."""
    folder = write_comparison(tmp_path, ("auto",), parcels=100)
    (folder / "auto").rename(folder / "<b>")
    assert "<th><b></th>" not in Comparison(folder, ("<b>",), {}, True)._repr_html_()
