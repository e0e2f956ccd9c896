"""The letters that figures need, inside the page: one small subset a face.

Here lives the cutting of fonts, so that figures keep their words as text and still look the same
where neither font is installed.  Only ``report.html`` imports it.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from matplotlib import font_manager

from sortsim.report.fonts import LATIN, SHIPPED, chinese_family

FIRST_CHINESE, CHINESE_RANGE = 0x2E80, "unicode-range: U+2E80-FFFF; "
"""Letters of the second face alone: a browser asks it for nothing else."""
BOLD = re.compile(r'font-weight: ?(?:bold|[6-9]00)')
STRONG = "strong"
"""Begins the id of a group of words that are emphasised, see ``page.css``."""
TEXT = re.compile(r"(<g id=\"[^\"]*\">\s*(?:<!--.*?-->\s*)?)?(<text[^>]*>)(.*?)</text>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters drawn plain and bold."""

    plain: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()

    @classmethod
    def of(cls, svg: str) -> Letters:
        """Return the letters of an SVG file that keeps its words as text."""
        found: dict[bool, set[str]] = {False: set(), True: set()}
        for group, opening, words in TEXT.findall(svg):
            is_strong = f'"{STRONG}-' in group or BOLD.search(opening) is not None
            found[is_strong].update(unescape(re.sub(r"<[^>]*>", "", words)))
        return cls(frozenset(found[False]), frozenset(found[True]))

    @classmethod
    def all_of(cls, several: Iterable[Letters]) -> Letters:
        """Return the letters of several drawings."""
        several = list(several)
        plain = frozenset[str]().union(*(one.plain for one in several))
        return cls(plain, frozenset[str]().union(*(one.strong for one in several)))


def font_faces(letters: Letters) -> str:
    """Return the style rules that bring letters with them.

    The Chinese letters are cut from the font that sortsim ships, which may be passed on.
    """
    rules = []
    for some, weight in ((letters.plain, "normal"), (letters.strong, "bold")):
        if some:
            face = font_manager.findfont(font_manager.FontProperties(family=LATIN, weight=weight))
            rules.append(_rule(LATIN, weight, _cut(face, some)))
    chinese = frozenset(c for c in letters.plain | letters.strong if ord(c) >= FIRST_CHINESE)
    if chinese:
        rules.append(_rule(chinese_family(), "normal", _cut(str(SHIPPED), chinese), CHINESE_RANGE))
    return "\n".join(rules)


def _cut(face: str, letters: frozenset[str]) -> bytes:
    """Return a font file with some letters alone; equal letters give equal bytes."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["kern"], notdef_outline=True)
    options.drop_tables += ["FFTM"]
    with subset.load_font(face, options) as font, io.BytesIO() as file:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, letters)))
        cutter.subset(font)
        subset.save_font(font, file, options)
        return file.getvalue()


def _rule(family: str, weight: str, font: bytes, span: str = "") -> str:
    data = base64.b64encode(font).decode("ascii")
    return (f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
            f'{span}src: url(data:font/woff;base64,{data}) format("woff"); }}')  # fmt: skip
