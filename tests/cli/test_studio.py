"""``sortsim studio`` as typed: what it refuses, where it listens, how it ends."""

from __future__ import annotations

import http.client
import importlib.util
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sortsim.cli.studio_server import FIRST_PORT, Place
from sortsim.core.errors import InputError
from tests.cli.conftest import ENVIRONMENT, Command


@pytest.fixture
def server(project: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Return a server of the small centre, and what it said first."""
    command = [sys.executable, "-m", "sortsim", "studio", "loop", "--no-browser", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=project,
        env=ENVIRONMENT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield process, process.stdout.readline()
        process.kill()


def test_it_answers_on_this_machine_alone_and_ends_with_ctrl_c(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    """The address is told once somebody answers there; another interface has nobody."""
    process, said = server
    assert said.startswith('{"url": "http://127.0.0.1:')
    port = int(said.rpartition(":")[2].strip('"}\n'))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"<script" in answer.read()
    connection.close()
    assert _listeners(port) in (["0100007F"], [])
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def _listeners(port: int) -> list[str]:
    """Return the addresses that are listened on at a port, as Linux writes them."""
    found = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            place, state = line.split()[1], line.split()[3]
            if state == "0A" and int(place.partition(":")[2], 16) == port:
                found.append(place.partition(":")[0])
    return found


def test_a_broken_scenario_is_told_before_anything_is_served(sortsim: Command) -> None:
    """With file, key and limit, as every command tells it."""
    said = sortsim("studio", "loop", "--set", "loop.sorter.speed_m_per_s=-1")
    assert (said.code, said.out) == (2, "")
    assert "loop.sorter.speed_m_per_s = -1: must be greater than 0" in said.err
    assert sortsim("studio", "no-such-file").code == 2


def test_a_study_has_no_mean_day(sortsim: Command) -> None:
    """It is refused in words."""
    said = sortsim("studio", "desk")
    assert said.code == 2
    assert "a study has sources and no mean day" in said.err


def test_without_the_extra_it_says_how_to_get_it(
    sortsim: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, with the line to type."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    said = sortsim("studio", "loop", "--no-browser")
    assert said.code == 2
    assert "pip install 'sortsim[studio]'" in said.err


def test_a_port_that_is_taken_is_refused_and_without_one_another_is_found() -> None:
    """As is an address that is not this machine's."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="cannot be listened on"):
            Place.of("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(InputError, match="--address"):
        Place.of("192.0.2.1", None)
    with socket.socket() as usual:
        usual.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            usual.bind(("127.0.0.1", FIRST_PORT))
            usual.listen()
        except OSError:
            pass  # taken by somebody else: as good
        assert Place.of("127.0.0.1", None).port != FIRST_PORT


@pytest.mark.parametrize(
    ("address", "is_loopback", "url"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:80"),
        ("localhost", True, "http://localhost:80"),
        ("::1", True, "http://[::1]:80"),
        ("0.0.0.0", False, "http://127.0.0.1:80"),
        ("10.1.2.3", False, "http://10.1.2.3:80"),
    ],
)
def test_only_loopback_may_write_files(address: str, is_loopback: bool, url: str) -> None:
    """Whoever can reach a page from elsewhere may not write here."""
    place = Place(address, 80)
    assert (place.is_loopback, place.url) == (is_loopback, url)
