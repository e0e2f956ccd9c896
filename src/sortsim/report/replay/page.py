"""The page of a replay: scene, columns and program in one file of HTML that asks for nothing.

Here the parts are put together and every name of a scenario is escaped.  ``api.replay`` imports
it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Any

import numpy as np

from sortsim.report.numbers import Lang
from sortsim.report.replay.layout import HEIGHT, WIDTH, Plan, floor_plan
from sortsim.report.replay.look import HUES, LAPS, UNKNOWN, colours
from sortsim.report.replay.pack import columns_of, packed, text
from sortsim.report.replay.words import grouped, words

PROGRAM = (
    "unpack", "words", "model", "places", "floor", "dots", "panel", "controls", "draw", "app",
    "main",
)  # fmt: skip
"""Files of the page's program, in the order in which they are joined."""
SPEEDS = (1, 2, 5, 10, 20, 30, 60)
_KEYS = {
    "space": "Space", "arrows": "← →", "brackets": "[ ]", "w": "W", "c": "C", "zoom": "+ − 0",
    "n": "N P", "f": "F", "escape": "Esc",
}  # fmt: skip


def replay_page(
    scene: Mapping[str, Any], moves: Any, curves: Mapping[str, Any], title: str, lang: Lang
) -> str:
    """Return the page of a replay as HTML.

    Parameters
    ----------
    scene
        What does not move; see ``api.replay_scene``.
    moves
        Pieces and their acts; see ``pack.columns_of``.
    curves
        ``inside``, ``waiting`` and ``passed`` by minute and station.
    title
        What the run is called; it is escaped here.
    lang
        Language of the page.
    """
    found = words(lang)
    sizes, data = packed(columns_of(moves, curves, scene))
    document = {
        "scene": dict(scene),
        "layout": _layout(floor_plan(scene), scene),
        "look": colours(scene["lanes"]["group"], scene["groups"]),
        "words": found | {"acts": grouped(found, "act"), "kinds": grouped(found, "kind")},
        "legend": _legend(scene, found),
        "columns": sizes,
    }
    texts = {key: html.escape(word) for key, word in found.items() if "." not in key}
    return Template(_file("page.html")).substitute(
        texts,
        lang="zh-CN" if lang == "zh" else "en",
        title=html.escape(title),
        subtitle=html.escape(found["from_to"].format(**_times(scene))),
        summary=html.escape(_summary(scene, moves, found)),
        speeds=_options({str(n): f"{n}×" for n in SPEEDS}, "10"),
        colours=_options(grouped(found, "by"), "destination"),
        keys=_keys(found),
        css=_file("page.css"),
        program="\n".join(_file(f"{name}.js") for name in PROGRAM),
        scene=text(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()),
        data=data,
    )


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("page", name).read_text("utf-8")


def _layout(plan: Plan, scene: Mapping[str, Any]) -> dict[str, Any]:
    def near(values: Any) -> list[float]:
        return [round(float(value), 2) for value in values]

    return {
        "width": WIDTH,
        "height": HEIGHT,
        "boxes": {s: near(box) for s, box in plan.boxes.items()},
        "ovals": {
            s: {"x": o.x, "y": o.y, "half": o.half, "radius": o.radius, "slots": o.slots,
                "outward": o.outward}
            for s, o in plan.ovals.items()
        },
        "paths": [[near(point) for point in path] for path in plan.paths],
        "docks": [near(box) for box in plan.docks],
        "labels": [[round(x, 1), round(y, 1), n, round(w, 1)] for x, y, n, w in plan.labels],
        "mouths": _mouths(plan, scene),
    }  # fmt: skip


def _mouths(plan: Plan, scene: Mapping[str, Any]) -> dict[int, list[float]]:
    """Return the middle of the chutes of each tender station, which has no box of its own."""
    ends: dict[int, list[tuple[float, float]]] = {}
    for target, path in zip(scene["links"]["target"], plan.paths, strict=True):
        if path and scene["stations"]["kind"][target] == "tenders":
            ends.setdefault(target, []).append(path[-1])
    return {s: [round(float(v), 2) for v in np.mean(found, axis=0)] for s, found in ends.items()}


# ---------------------------------------------------------------- words


def _clock(seconds: float) -> str:
    minutes = int(seconds // 60 + 6 * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _times(scene: Mapping[str, Any]) -> dict[str, str]:
    begin = scene["begin_s"]
    keys = {"begin": "shown_ms", "end": "end_ms", "worst": "worst_ms"}
    return {name: _clock(begin + scene[key] / 1000) for name, key in keys.items()}


def _summary(scene: Mapping[str, Any], moves: Any, found: Mapping[str, str]) -> str:
    is_shown = moves.at_ms >= scene["shown_ms"]
    counts = {
        name: f"{int(np.count_nonzero(is_shown & (moves.act == scene['acts'].index(act)))):,}"
        for name, act in (("loaded", "loaded"), ("laps", "lapped"))
    }
    return found["summary"].format(pieces=f"{len(moves.number):,}", **counts, **_times(scene))


def _options(choices: Mapping[str, str], chosen: str) -> str:
    return "".join(
        f'<option value="{html.escape(value)}"{" selected" * (value == chosen)}>'
        f"{html.escape(word)}</option>"
        for value, word in choices.items()
    )


def _keys(found: Mapping[str, str]) -> str:
    return "".join(
        f"<tr><td><kbd>{html.escape(key)}</kbd></td><td>{html.escape(found[f'key.{name}'])}</td></tr>"
        for name, key in _KEYS.items()
    )


def _legend(scene: Mapping[str, Any], found: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """Return by colouring the colours and what they mean; the page sets names as text."""
    groups = list(dict.fromkeys(scene["lanes"]["group"]))
    return {
        "destination": [
            *([HUES[n % len(HUES)], group] for n, group in enumerate(groups)),
            [UNKNOWN, found["other"]],
        ],
        "laps": [[colour, found[f"laps.{n}"]] for n, colour in enumerate(LAPS)],
        "class": [
            *([HUES[n % len(HUES)], name] for n, name in enumerate(scene["groups"])),
            [UNKNOWN, found["bag"]],
        ],
    }
