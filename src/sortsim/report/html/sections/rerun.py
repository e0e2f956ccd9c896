"""How to get the very same numbers again.

Here lives the section alone; all of it stands in the manifests.  ``report.html.comparison``
imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sortsim.report.html.blocks import Block, Cell, Section, TableBlock, Words
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang
from sortsim.report.source import RecordSource, title


def rerun_section(records: Mapping[str, RecordSource], lang: Lang) -> Section:
    """Return the command as it was typed, versions, seeds and the hashes of all files."""
    blocks: list[Block] = [Words(text("rerun.lead", lang))]
    commands = dict.fromkeys(str(r.manifest["command"]) for r in records.values()
                             if r.manifest.get("command"))  # fmt: skip
    blocks += [Words(command, "command") for command in commands]
    names = tuple(title(name, record, lang) for name, record in records.items())
    manifests = [record.manifest for record in records.values()]
    blocks.append(TableBlock(text("rerun.caption", lang), (text("rerun.what", lang), *names),
                             tuple(_rows(manifests, lang)), is_text=True))  # fmt: skip
    for name, record in records.items():
        files = record.manifest.get("files", ())
        caption = text("rerun.files", lang, name=title(name, record, lang))
        rows = tuple((Cell(str(f["name"])), Cell(str(f["sha256"]), "muted")) for f in files)
        if rows:
            header = (text("rerun.file", lang), "SHA-256")
            blocks.append(TableBlock(caption, header, rows, True, True))
    return Section("rerun", text("section.rerun", lang), tuple(blocks))


def _rows(manifests: list[Mapping[str, Any]], lang: Lang) -> Iterator[tuple[Cell, ...]]:
    told: Mapping[str, Any] = {
        "scenario": lambda m: m.get("scenario"),
        "hash": lambda m: m.get("scenario_sha256"),
        "seed": lambda m: m.get("seed"),
        "replications": lambda m: m.get("replications", 1),
        "engine": lambda m: m.get("engine"),
        "model": lambda m: m.get("model_version"),
        "version": lambda m: m.get("sortsim_version"),
        "packages": lambda m: ", ".join(f"{k} {v}" for k, v in (m.get("packages") or {}).items()),
    }
    for key, of in told.items():
        values = [of(manifest) for manifest in manifests]
        yield (Cell(text(f"rerun.{key}", lang)),
               *(Cell(NOTHING if v is None else str(v)) for v in values))  # fmt: skip
