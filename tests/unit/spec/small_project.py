"""A small model that has every kind of key, and a folder to write scenarios in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

import pytest
from pydantic import Field, model_validator

from sortsim.core.errors import InputError
from sortsim.spec.base import ClockTime, Count, Part, Positive, Seconds, Share
from sortsim.spec.catalogue import Catalogue, load_catalogue
from sortsim.spec.fault import Fault, refuse
from sortsim.spec.load import load_document
from sortsim.spec.positions import Value
from sortsim.spec.resolved import Resolved


class Fixed(Part):
    """A law."""

    law: Literal["fixed"]
    mean_s: Seconds


class Spread(Part):
    """Another law."""

    law: Literal["spread"]
    low_s: Seconds
    high_s: Seconds


class Deck(Part):
    """A part with every kind of key."""

    speed_m_per_s: Annotated[float, Field(gt=0, le=5)]
    pitch_m: Positive = 0.6
    chutes: Count = 1
    service: Annotated[Fixed | Spread, Field(discriminator="law")] | Positive | None = None
    shares: dict[str, Share] = Field(default_factory=dict)


class Single(Deck):
    """One variant."""

    kind: Literal["single"]


class Double(Deck):
    """Another variant."""

    kind: Literal["double"]
    decks: Count


class Wave(Part):
    """An item of an array."""

    at: ClockTime
    loads: tuple[Count, ...] = ()


class Root(Part):
    """The root."""

    name: str
    loop: dict[str, Annotated[Single | Double, Field(discriminator="kind")]]
    wave: tuple[Wave, ...] = ()
    table_csv: str | None = None

    @model_validator(mode="after")
    def _waves_in_order(self) -> Self:
        times = [wave.at for wave in self.wave]
        later = [i for i in range(1, len(times)) if times[i] < times[i - 1]]
        refuse(Fault("is before the wave above it", ("wave", i, "at")) for i in later)
        return self


BASE = """\
name = "base"
[loop.a]
kind = "single"
speed_m_per_s = 2.5
"""


class Project:
    """A folder with scenarios, and the loader on the small model."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue: Catalogue | None = None

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def write_catalogue(self, text: str) -> None:
        """Give the project a catalogue of its own."""
        self.write("cat/a.toml", text)
        self.catalogue = load_catalogue(self.folder / "cat")

    def load(
        self, text: str | None = None, sets: Sequence[str] = (), overlays: Sequence[str] = (),
        name: str = "scenarios/x.toml", **more: Value,
    ) -> Resolved[Root]:  # fmt: skip
        """Load a scenario, written first where its text is given."""
        if text is not None:
            self.write(name, text)
        more.setdefault("catalogue", self.catalogue)
        return load_document(name, Root, overlays=overlays, sets=sets, **more)

    def problems(self, *args: Value, **more: Value) -> list[str]:
        """Return the lines of the problems of a scenario that is wrong."""
        with pytest.raises(InputError) as caught:
            self.load(*args, **more)
        return str(caught.value).split("\n")
