"""What a report is made of: sections of blocks, inert.

Here live the shapes alone; ``render`` turns them into a page, ``sections`` fills them.  Every
module of ``report.html`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sortsim.report.html.font_faces import Letters
from sortsim.report.html.hover import HoverAxes
from sortsim.report.numbers import Lang

Tone = Literal["", "good", "bad", "muted"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    words: str
    tone: Tone = ""
    hint: str = ""
    """What a reader sees who points at it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, or a command as it is typed."""

    words: str
    kind: Literal["lead", "plain", "note", "command"] = "plain"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one configuration carries the day, in one sentence."""

    name: str
    colour: str
    carries: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; its first column is a heading of the row, all others are set to the right."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_folded: bool = False
    """Shown when asked for, and always on paper."""
    is_text: bool = False
    """Whether all columns hold words and are set to the left."""


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure as SVG, with the values that it shows."""

    name: str
    caption: str
    svg: str
    width: float
    """Width of the drawing [in]."""
    letters: Letters
    """What its words need to look the same everywhere."""
    hover: tuple[HoverAxes, ...] = ()


Block = Words | Verdict | TableBlock | FigureBlock


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading of its own."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report."""

    title: str
    subtitle: str
    lang: Lang
    sections: tuple[Section, ...] = field(default=())
