"""Several replications of one scenario as one record: means with half-widths.

Here key figures and verdicts are averaged; each replication keeps its own record beneath.  Only
``api.compare`` and tests import it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sortsim.api.lean import RunFound
from sortsim.core.atomic import write_text
from sortsim.results.files import to_json
from sortsim.results.record import RunRecord
from sortsim.results.schema import TABLES
from sortsim.results.store import RecordWriter
from sortsim.stats.breaks import Break
from sortsim.stats.intervals import combine_replications
from sortsim.stats.verdict import Condition, Verdict


def replication_folder(number: int) -> str:
    """Return the name of a replication's folder."""
    return f"rep-{number}"


def combine(folder: Path, replications: int) -> None:
    """Make a folder of replications a record itself.

    Its key figures are means with t half-widths (95 %), its verdict is judged on the means, and
    its tables are those of replication 0, which figures show; the manifest says so.

    Parameters
    ----------
    folder
        Folder with ``rep-0``, ``rep-1``, ...
    replications
        Their number, at least 2.
    """
    names = [replication_folder(number) for number in range(replications)]
    records = [RunRecord.open(folder / name) for name in names]
    with RecordWriter(folder) as writer:
        for name in TABLES:
            _linked(folder / names[0] / f"{name}.parquet", writer.folder / f"{name}.parquet")
        for document, content in _documents(records).items():
            writer.document(document, content)
        for name in names:
            shutil.copytree(folder / name, writer.folder / name, copy_function=_linked)


def _linked(source: str | Path, target: str | Path) -> None:
    """Give a finished file a second name, or copy it where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _documents(records: Sequence[RunRecord]) -> dict[str, Any]:
    first = records[0].documents
    kpis = combine_replications([record.documents["kpis"] for record in records])
    note = means_note(len(records))
    manifest = dict(first["manifest"])
    manifest |= {"replications": len(records), "notes": [*manifest.get("notes", ()), note]}
    return {
        "manifest": manifest,
        "scenario": first["scenario"],
        "kpis": kpis,
        "verdict": mean_verdict([record.verdict for record in records], manifest, kpis),
        "bounds": first["bounds"],
        "timing": {"replications": [record.documents["timing"] for record in records]},
    }


def means_note(count: int) -> str:
    """Return the manifest's note on a record whose key figures are means."""
    return f"key figures are means of {count} replications; tables show replication 0"


def settle(folder: Path, found: Sequence[RunFound], margin: Mapping[str, Any]) -> None:
    """Give a record on its way the key figures of all replications of its day.

    Parameters
    ----------
    folder
        A record that nobody has been shown yet; its tables stay those of replication 0.
    found
        What each replication found, that of the record first.
    margin
        Row of ``margin_share``; empty: the record's own stays.
    """
    record = RunRecord.open(folder)
    kpis = combine_replications([one.kpis for one in found])
    kpis["margin_share"] = dict(margin or record.documents["kpis"]["margin_share"])
    manifest = dict(record.manifest)
    if margin:
        manifest["margin"] = {"note": margin["note"], "tried": []}
    note = means_note(len(found))
    if len(found) > 1 and note not in manifest["notes"]:
        manifest |= {"replications": len(found), "notes": [*manifest["notes"], note]}
    verdict = mean_verdict([one.verdict for one in found], manifest, kpis)
    for name, content in (("kpis", kpis), ("manifest", manifest), ("verdict", verdict)):
        write_text(folder / f"{name}.json", to_json(content))


def mean_verdict(
    verdicts: Sequence[Mapping[str, Any]],
    manifest: Mapping[str, Any],
    kpis: Mapping[str, Mapping[str, Any]],
) -> dict[str, object]:
    """Return the verdict on the means of replications; a study has none.

    Parameters
    ----------
    verdicts
        ``verdict.json`` of each replication.
    manifest
        Gives the titles.
    kpis
        Combined key figures, for the margin.
    """
    if not verdicts[0]:
        return {}
    conditions = tuple(_mean_condition(key, verdicts) for key in verdicts[0]["conditions"])
    margin = kpis.get("margin_share", {})
    title, title_zh = _titles(manifest, len(verdicts))
    broken = None if all(condition.holds for condition in conditions) else _first_break(verdicts)
    verdict = Verdict(
        conditions, broken, title, title_zh, margin.get("value"), margin.get("note")
    )  # fmt: skip
    carried = sum(bool(one["carries"]) for one in verdicts)
    return verdict.as_json() | {"replications_carried": carried}


def _titles(manifest: Mapping[str, Any], count: int) -> tuple[str, str]:
    """Return what sentences call a scenario and the mean of its replications."""
    title = str(manifest.get("title") or manifest.get("configuration"))
    title_zh = str(manifest.get("title_zh") or title)
    if count == 1:
        return title, title_zh
    return f"{title} (mean of {count} replications)", f"{title_zh}（{count} 次重复的均值）"


def _mean_condition(key: str, verdicts: Sequence[Mapping[str, Any]]) -> Condition:
    rows = [verdict["conditions"][key] for verdict in verdicts]
    values = [row["value"] for row in rows]
    value = None if None in values else sum(values) / len(values)
    limit = sum(row["limit"] for row in rows) / len(rows)
    return Condition(key, value, limit, is_least=key.endswith("_share"))


def _first_break(verdicts: Sequence[Mapping[str, Any]]) -> Break | None:
    """Return the break of the first replication that has one."""
    found = next((v["breaks_at"] for v in verdicts if v.get("breaks_at")), None)
    return None if found is None else Break.from_json(found)
