"""Colours of the replay, from the palette that all figures share.

Here lanes get the colours of their destinations and pieces those of laps and classes; all can be
told apart by those who see no red or no green.  Only ``report.replay`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sortsim.report.style import BAD, FAINT, INK, MUTED, STAGES, lighten

UNKNOWN = "#8D99AE"
HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#5C4B9B", "#A0522D")
"""Okabe's and Ito's colours, and two of the figures; one a group of lanes."""
SHADES = (0.0, 0.24, 0.42)
"""Shares of white in the three shades of a hue, which neighbours of a group take in turn."""
LAPS = ("#9FB3C8", "#E69F00", "#D55E00", "#7B1E3B")
FILL = ("#E4E7EB", "#B9D5E8", "#7FB5D8", "#3D8EC0", "#0072B2", "#D55E00")
"""Of a chute from empty to full."""


def colours(lane_groups: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """Return what the page needs of colours.

    Parameters
    ----------
    lane_groups
        Group of each lane.
    groups
        Names of the conservation groups.
    """
    return {
        "ink": INK, "muted": MUTED, "faint": FAINT, "edge": "#9AA5B1", "bad": BAD,
        "belt": "#DDE2E8", "box": "#F1F4F7", "vehicle": "#EEF1F5", "arriving": "#FFFFFF",
        "cargo": "#7B8794", "scanner": STAGES["xray"], "induction": STAGES["induction"],
        "carrierColour": "#B8C2CC", "unknown": UNKNOWN, "fill": list(FILL), "laps": list(LAPS),
        "lanes": [lighten(hue, shade) for hue in HUES for shade in SHADES],
        "laneColour": _lane_colours(lane_groups),
        "classes": [HUES[n % len(HUES)] for n in range(max(1, len(groups)))],
        "kinds": {kind: lighten(colour, 0.72) for kind, colour in _KINDS.items()},
        "font": "'Noto Sans', 'Segoe UI', Arial, 'Noto Sans SC', sans-serif",
    }  # fmt: skip


_KINDS: Mapping[str, str] = {
    "door": STAGES["door"], "xray": STAGES["xray"], "check": "#CC79A7", "unbag": STAGES["unbag"],
    "hand": STAGES["hand"], "coding": STAGES["coding"], "lane": "#F1F4F7", "sink": "#F1F4F7",
}  # fmt: skip


def _lane_colours(lane_groups: Sequence[str]) -> list[int]:
    """Return the colour of each lane: hue by group, shade by its turn in the group."""
    hues = {group: n for n, group in enumerate(dict.fromkeys(lane_groups))}
    turns = dict.fromkeys(hues, 0)
    found = []
    for group in lane_groups:
        found.append(hues[group] % len(HUES) * len(SHADES) + turns[group] % len(SHADES))
        turns[group] += 1
    return found
