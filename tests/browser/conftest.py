"""A real browser without a window, and pages whose network is watched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str | None:
    """Return the path of Chromium, ``SORTSIM_CHROMIUM`` where it is set, or none."""
    told = os.environ.get("SORTSIM_CHROMIUM")
    return told or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a headless Chromium; without one installed, tests are skipped and say so."""
    path = chromium()
    if path is None:
        pytest.skip(f"no Chromium on the path ({', '.join(NAMES)}); set SORTSIM_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@dataclass
class Watched:
    """A page, and all that it asked for or complained of."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """Addresses asked for that are no file on this machine."""
        return [url for url in self.requests if not url.startswith("file://")]


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens a file in a new page of 1600 by 1000 pixels and watches it."""
    pages = []

    def opened(path: Path, fragment: str = "") -> Watched:
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        pages.append(page)
        watched = Watched(page)
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("websocket", lambda socket: watched.requests.append(socket.url))
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on(
            "console",
            lambda said: watched.errors.append(said.text) if said.type == "error" else None,
        )
        page.goto(path.resolve().as_uri() + fragment)
        return watched

    yield opened
    for page in pages:
        page.close()
