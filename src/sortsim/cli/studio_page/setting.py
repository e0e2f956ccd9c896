"""What the command hands to the pages that the server shows.

Here lives the one hand-over between them, which are in one process but know each other not.
``cli.studio`` sets it, the page and tests read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sortsim.api.studio.desk import Desk
    from sortsim.spec.resolved import Resolved
    from sortsim.spec.scenario import Scenario


@dataclass(frozen=True)
class Setting:
    """A scenario to be changed, and who answers."""

    resolved: Resolved[Scenario]
    desk: Desk
    file: str = "FILE"
    """The scenario as typed."""
    layers: tuple[str, ...] = ()
    """Options of its overlays and sets as typed."""
    seed: int | None = None
    days_before: int = 0
    may_write: bool = True
    """Whether pages may write files here: only where nobody else can open them."""


_given: list[Setting] = []


def give(setting: Setting) -> None:
    """Hand a setting to all pages from now on."""
    _given[:] = [setting]


def given() -> Setting:
    """Return what was handed over."""
    return _given[0]
