"""What the report reads: one record folder a configuration, column by column.

Here live the narrow protocol that figures and tables are made from, and its reader
of plain files; nothing here knows how a record was made.  ``report`` and its tests
import it; anything with these attributes will do in its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sortsim.core.errors import InputError, Problem
from sortsim.report import labels
from sortsim.report.numbers import Lang
from sortsim.results.files import readable_folder
from sortsim.results.query import configuration_rank
from sortsim.results.record import RunRecord

_MS_PER_DAY = 86_400_000


class RecordSource(Protocol):
    """What a report needs of one configuration's record."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Scenario, configuration, titles, seed, target."""

    @property
    def kpis(self) -> Mapping[str, Mapping[str, Any]]:
        """KPI to ``value``, ``unit`` and ``half_width``."""

    @property
    def verdict(self) -> Mapping[str, Any]:
        """``carries``, ``sentence``, ``sentence_zh``, ``breaks_at``, ``conditions``."""

    def table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return some columns of a table; no rows where the record has no such table."""


@dataclass(frozen=True)
class FolderRecord:
    """A record folder, read without anything but its files."""

    folder: Path

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Return ``manifest.json``."""
        return _read_object(self.folder / "manifest.json")

    @cached_property
    def kpis(self) -> Mapping[str, Mapping[str, Any]]:
        """Return ``kpis.json``: KPI to ``value``, ``unit``, ``half_width``."""
        return _read_object(self.folder / "kpis.json")

    @cached_property
    def verdict(self) -> Mapping[str, Any]:
        """Return ``verdict.json``; empty where the run has none (a study without a target)."""
        path = self.folder / "verdict.json"
        return _read_object(path) if path.exists() else {}

    def table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return columns of ``<name>.parquet``; no rows where there is no such file.

        Raises
        ------
        InputError
            If the file is damaged or lacks a column.
        """
        path = self.folder / f"{name}.parquet"
        if not path.exists():
            return pd.DataFrame(columns=list(columns))
        try:
            return pd.read_parquet(path, columns=list(columns))
        except (OSError, ValueError, KeyError) as error:
            raise InputError([Problem(f"not a readable table: {error}", str(path))]) from error


@dataclass(frozen=True)
class OpenRecord:
    """A run record that is open or in memory, as a report reads it."""

    record: RunRecord

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Return the record's manifest."""
        return self.record.manifest

    @property
    def kpis(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the record's KPIs as ``kpis.json`` has them."""
        kpis: Mapping[str, Mapping[str, Any]] = self.record.documents.get("kpis", {})
        return kpis

    @property
    def verdict(self) -> Mapping[str, Any]:
        """Return the record's verdict."""
        return self.record.verdict

    def table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return columns of a table of the record."""
        return self.record.table(name)[list(columns)].copy()


def _read_object(path: Path) -> Mapping[str, Any]:
    """Return a JSON object of a record.

    Raises
    ------
    InputError
        If the file is absent, is not JSON or is not an object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([Problem("the record lacks this file", str(path))]) from error
    except ValueError as error:
        raise InputError([Problem(f"not JSON: {error}", str(path))]) from error
    if not isinstance(content, dict):
        raise InputError([Problem("not a JSON object", str(path))])
    return content


def ordered(names: Sequence[str]) -> list[str]:
    """Return configuration names as they are always shown: manual, semi, auto, then by name."""
    return sorted(names, key=configuration_rank)


def open_configurations(folder: Path) -> dict[str, FolderRecord]:
    """Return the records in a comparison folder by configuration, in the order of showing.

    A record folder itself counts as a comparison of one.

    Raises
    ------
    InputError
        If there is no record.
    """
    places = [folder] if (folder / "manifest.json").exists() else sorted(folder.glob("[!.]*/"))
    places = [readable_folder(place) for place in places]
    records = [FolderRecord(p) for p in places if (p / "manifest.json").exists()]
    if not records:
        raise InputError([Problem("no record here (no manifest.json)", str(folder))])
    named = {str(r.manifest.get("configuration") or r.folder.name): r for r in records}
    if len(named) < len(records):  # one name twice: the folders' names tell them apart
        named = {r.folder.name: r for r in records}
    return {name: named[name] for name in ordered(list(named))}


def title(name: str, record: RecordSource, lang: Lang) -> str:
    """Return what a configuration is called: the trade's word, else its own title or name."""
    if labels.known(name):
        return labels.text(name, lang)
    own = record.manifest.get("title_zh" if lang == "zh" else "title")
    return str(own or record.manifest.get("title") or name)


def measured_day_start_ms(record: RecordSource) -> int:
    """Return the instant of 06:00 of the measured day on the clock of the record's tables [ms].

    Tables count milliseconds from 06:00 of the first simulated day.
    """
    days = record.manifest.get("days") or {}
    return int(days.get("warm_up", 0)) * _MS_PER_DAY


def end_ms(record: RecordSource) -> int:
    """Return the instant at which the run ended on the clock of the record's tables [ms]."""
    days = record.manifest.get("days") or {}
    count = int(days.get("measured", 1)) + int(days.get("recovery", 0))
    return measured_day_start_ms(record) + count * _MS_PER_DAY


def target_value(record: RecordSource, key: str) -> float | None:
    """Return a number of ``manifest.json``'s target, ``None`` where there is none."""
    value = (record.manifest.get("target") or {}).get(key)
    return float(value) if isinstance(value, int | float) else None


def kpi_value(record: RecordSource, kpi: str) -> float | None:
    """Return a KPI's value, ``None`` where it is absent or null."""
    value = (record.kpis.get(kpi) or {}).get("value")
    return float(value) if isinstance(value, int | float) and value == value else None


def condition_limit(record: RecordSource, kpi: str) -> float | None:
    """Return the limit of a KPI among the verdict's conditions, ``None`` where it has none."""
    condition = (record.verdict.get("conditions") or {}).get(kpi)
    limit = condition.get("limit") if isinstance(condition, Mapping) else None
    return float(limit) if isinstance(limit, int | float) else None
