"""Colours of the live page, those of the figures without the library that draws them.

Here live names alone; how a figure looks is said by ``style``, and a test holds the two equal.
Only modules of ``report.live`` and ``cli`` import it.
"""

from __future__ import annotations

INK = "#1F2933"
MUTED = "#616E7C"
FAINT = "#CBD2D9"
GRID = "#E4E7EB"
GOOD = "#00734F"
BAD = "#B3261E"
SORTED = "#0072B2"
DEPARTED = "#009E73"
ARRIVED = "#616E7C"
BASE = "#9AA5B1"
"""The scenario as its files say, behind what it has become."""
