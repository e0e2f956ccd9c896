"""The server of the live page: where it listens, how it is set, when it is ready.

Here Streamlit is begun in this process; what it shows is ``studio_page``'s.  ``cli.studio``
imports it.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortsim.core.errors import InputError, Problem

FIRST_PORT = 8501
READY_WITHIN_S = 60.0
SCRIPT = Path(__file__).parent / "studio_page" / "script.py"
SET: dict[str, Any] = {
    "server_headless": True,
    "server_fileWatcherType": "none",
    "server_runOnSave": False,
    "server_enableStaticServing": False,
    "browser_gatherUsageStats": False,
    "client_toolbarMode": "minimal",
    "client_showErrorDetails": "none",
    "logger_hideWelcomeMessage": True,
    "logger_level": "error",
    "runner_magicEnabled": False,
    "theme_base": "light",
    "theme_primaryColor": "#0072B2",
}
"""How the server is set: it watches no files, tells nobody anything, and shows no buttons of its
own."""


@dataclass(frozen=True)
class Place:
    """Where the server listens."""

    address: str
    port: int

    @classmethod
    def of(cls, address: str, port: int | None) -> Place:
        """Return a free place.

        Parameters
        ----------
        address
            To listen on.
        port
            To listen on; none: the usual one, or any other where it is taken.

        Raises
        ------
        InputError
            The address is not this machine's, or the port is taken.
        """
        for candidate in (FIRST_PORT, 0) if port is None else (port,):
            try:
                return cls(address, _bound(address, candidate))
            except OSError as error:
                why = error.strerror or str(error)
        key, value = ("--address", address) if port is None else ("--port", f"{address}:{port}")
        raise InputError([Problem(f"cannot be listened on: {why}", key=key, value=value)])

    @property
    def is_loopback(self) -> bool:
        """Whether this machine alone can reach it."""
        try:
            return ipaddress.ip_address(self.address).is_loopback
        except ValueError:
            return self.address == "localhost"

    @property
    def url(self) -> str:
        """Address for a browser on this machine."""
        host = self.address
        if host in ("0.0.0.0", "::"):
            host = "127.0.0.1" if host == "0.0.0.0" else "::1"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def _bound(address: str, port: int) -> int:
    """Return a port that can be listened on."""
    family, kind, _, _, at = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(at)
        found: int = tried.getsockname()[1]
    return found


def serve(place: Place, *, opens_browser: bool, as_json: bool) -> None:
    """Serve the page until the process is told to end.

    Parameters
    ----------
    place
        Where.
    opens_browser
        Whether to open it in a browser.
    as_json
        Whether to tell its address as JSON.
    """
    from streamlit.web import bootstrap

    flags = SET | {
        "server_address": place.address, "server_port": place.port,
        "browser_serverAddress": place.address, "browser_serverPort": place.port,
    }  # fmt: skip
    bootstrap.load_config_options(flags)
    ready = threading.Thread(
        target=_tell_when_ready, args=(place, opens_browser, as_json), daemon=True
    )
    ready.start()
    bootstrap.run(str(SCRIPT), False, [], flags)


def _tell_when_ready(place: Place, opens_browser: bool, as_json: bool) -> None:
    """Tell the address once somebody answers there."""
    from sortsim.cli.errors import note
    from sortsim.cli.output import console, one_line

    if not _answers(place):
        return
    if as_json:
        one_line({"url": place.url})
    else:
        console().print(f"Studio: {place.url} (Ctrl-C ends it)", style="bold")
    if not place.is_loopback:
        note("others can reach this address, change the page's values and run days on this machine")
    if opens_browser:
        import webbrowser

        webbrowser.open(place.url)


def _answers(place: Place) -> bool:
    until = time.monotonic() + READY_WITHIN_S
    host = place.url.removeprefix("http://").rpartition(":")[0].strip("[]")
    while time.monotonic() < until:
        try:
            with socket.create_connection((host, place.port), timeout=1.0):
                return True
        except OSError:
            time.sleep(0.05)
    return False
