"""From an SVG file to a drawing inside a page: small, with ids and looks of its own.

Here lives the rewriting of what matplotlib wrote.  ``report.html`` alone imports it.
"""

from __future__ import annotations

import re

_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
"""A hundredth of a point is finer than any screen or paper."""


def inline_svg(svg: str, name: str) -> str:
    """Return an SVG file's drawing for a page: no prologue, ids of its own, no size in points.

    Parameters
    ----------
    svg
        What matplotlib wrote.
    name
        Goes before every id, since a page holds several drawings.
    """
    body = _DECIMALS.sub(r"\1", svg[svg.index("<svg") :])
    body = re.sub(r"\s*\n\s*", "\n", body)
    body = re.sub(r'\bd="[^"]*"', lambda path: re.sub(r" ?\n?([A-Za-z]) ", r"\1", path[0]), body)
    body = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", body)
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", body)
    body = re.sub(r'<svg ([^>]*?)width="[^"]+"', r"<svg \1", body, count=1)
    body = re.sub(r'<svg ([^>]*?)height="[^"]+"', r'<svg aria-hidden="true" \1', body, count=1)
    return _styled_once(body, name)


def _styled_once(svg: str, name: str) -> str:
    """Return a drawing whose looks stand once, in a style of its own, and not at every shape."""
    looks: dict[str, str] = {}

    def as_class(match: re.Match[str]) -> str:
        look = match.group(1)
        return f'class="{looks.setdefault(look, f"{name}-{len(looks)}")}"'

    svg = re.sub(r'(?<!<svg )style="([^"]*)"', as_class, svg)
    rules = "".join(f".{own}{{{look}}}" for look, own in looks.items())
    start = svg.index(">") + 1
    return f"{svg[:start]}<style>{rules}</style>{svg[start:]}"
