"""A folder with scenarios of a tiny centre and a tiny study, for tests of api and command line."""

from __future__ import annotations

from pathlib import Path

from tests.unit.centre.tiny_centre import COMMON, WITH_LOOP, WITH_WHEEL

CHANGES = """
# Small vehicles, so that a few parcels come in several, and people for every station.
extends = ["tiny.toml"]
pool.desk.shift.always.workers = 70
demand.outbound.vehicle.feeder.load_parcels = 50
demand.inbound.vehicle.truck.load_parcels = 100

[economy]
wage_yuan_per_h = { sorter = 25.0 }
"""
STUDY = """
schema_version = 1
name = "desk"
configuration = "study"
title = "One desk"
run = { warm_up_days = 0 }
sink.out = {}

[source.in]
to = "queue.desk"
until_h = 1.0
gap = { law = "exponential", mean_s = 30.0 }

[queue.desk]
servers = 1
work = { law = "deterministic", value_s = 20.0 }
to = "sink.out"
"""


def write_project(folder: Path) -> Path:
    """Write ``hand.toml``, ``loop.toml``, ``full.toml`` and ``desk.toml`` into ``scenarios/``."""
    home = folder / "scenarios"
    home.mkdir(parents=True)
    texts = {
        "parts/tiny": COMMON,
        "parts/common": CHANGES,
        "hand": _extending("parts/common", "manual"),
        "loop": _extending("parts/common", "semi") + WITH_LOOP,
        "full": _extending("loop", "auto") + WITH_WHEEL,
        "desk": STUDY,
    }
    for name, text in texts.items():
        file = home / f"{name}.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def _extending(base: str, configuration: str) -> str:
    return f'extends = ["{base}.toml"]\nconfiguration = "{configuration}"\n'
