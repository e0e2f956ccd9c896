"""Finding a font for Chinese labels: an installed one, else the subset we ship.

Here lives the search; no drawing lives here.  ``report.style`` alone imports it.
"""

from __future__ import annotations

import functools
from pathlib import Path

from matplotlib import font_manager

SEARCH_ORDER = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Droid Sans Fallback",
    "Noto Sans CJK JP",
)
"""Families that hold simplified Chinese, best first."""
SHIPPED = Path(__file__).parents[1] / "data" / "fonts" / "NotoSansCJKsc-Regular-subset.otf"
"""GB2312 level 1 of Noto Sans CJK SC (OFL); its licence lies beside it."""
LATIN = "DejaVu Sans"
"""The font of everything else; matplotlib brings it."""


@functools.cache
def chinese_family() -> str:
    """Return the family that draws Chinese labels; registers the shipped one where none is."""
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    for family in SEARCH_ORDER:
        if family in installed:
            return family
    return _register_shipped()


def _register_shipped() -> str:
    """Make the shipped subset known to matplotlib and return its family name."""
    font_manager.fontManager.addfont(str(SHIPPED))
    return str(font_manager.fontManager.ttflist[-1].name)


@functools.cache
def _faces() -> tuple[object, ...]:
    """Return the two faces that labels are drawn with."""
    paths = [font_manager.findfont(family) for family in (LATIN, chinese_family())]
    return tuple(font_manager.get_font(path) for path in paths)


def drawable(words: str) -> str:
    """Return words with each character that neither font holds replaced by ``?``."""
    if words.isascii():
        return words
    return "".join(c if _has_glyph(c) else "?" for c in words)


@functools.cache
def _has_glyph(character: str) -> bool:
    """Return whether one of the two faces holds a character."""
    return any(face.get_char_index(ord(character)) for face in _faces())  # type: ignore[attr-defined]
