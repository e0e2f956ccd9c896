"""A variant as an overlay: a file that ``sortsim run --overlay`` lays over the scenario.

Here lives the writing alone.  ``cli`` imports it.
"""

from __future__ import annotations

from sortsim.api.studio.variant import Variant
from sortsim.spec.nodes import STATED, Leaf
from sortsim.spec.to_toml import toml_value


def overlay_text(variant: Variant) -> str:
    """Return a variant's changes as TOML, each value with its class and source where it has them.

    Laid over the scenario it makes the very same scenario, with the same hash.
    """
    name = "".join(c for c in variant.base.scenario.name if c.isprintable())
    head = f"# Laid over {name} by sortsim studio: sortsim run FILE --overlay THIS-FILE\n\n"
    lines = (f"{key} = {_spelled(leaf)}\n" for key, leaf in sorted(variant.changes.items()))
    return head + "".join(lines)


def _spelled(leaf: Leaf) -> str:
    """Return a value as TOML, annotated where more is known of it than that it is stated."""
    origin = leaf.origin
    if origin.cls == STATED:
        return toml_value(leaf.value)
    about = {
        "value": leaf.value, "class": origin.cls, "source": origin.source, "low": origin.low,
        "high": origin.high, "note": origin.note,
    }  # fmt: skip
    return toml_value({key: value for key, value in about.items() if value is not None})
