"""The kernel is compiled once: where it is kept, and who waits for whom."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sortsim.plant.kernel import cache

FIRST_RUN = """
import logging, sys
logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")
from sortsim.plant.contract import PlantPlan, SinkPlan
from sortsim.plant.engines import make_engine
class Ledger:
    def left(self, departure): pass
plant = make_engine("compiled", PlantPlan((SinkPlan("sink", "sink", "sink"),), (), 1), Ledger())
print("ran to", plant.advance(1000) or plant.now)
"""


@pytest.fixture(autouse=True)
def _forget_the_folder() -> None:
    cache.folder.cache_clear()


def test_the_folder_is_where_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user may name the folder; it is then named after the content of the package."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    found = cache.folder()
    assert found is not None
    assert found.parent == tmp_path
    assert found.name.startswith("kernel-")


def test_without_a_home_the_folder_is_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither the told folder nor a home can be written, the machine's own will do."""
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(blocked / "x"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked / "y"))
    monkeypatch.setenv("HOME", str(blocked / "z"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "t"))
    found = cache.folder()
    assert found is not None
    assert tmp_path / "t" in found.parents


def test_where_nothing_can_be_written_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No folder is no error: every start compiles, and says so."""
    monkeypatch.setattr(cache, "folder", lambda: None)
    with caplog.at_level(logging.WARNING), cache.one_at_a_time():
        pass
    assert "no folder can be written" in caplog.text


def test_the_folder_changes_with_the_text_of_the_plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody loads what was compiled from other text: the name is a hash of the content."""
    before = cache._fingerprint()
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#")
    assert cache._fingerprint() != before


def test_one_compiles_while_the_others_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second does not begin before the first has ended."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    log: list[str] = []
    inside, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with cache.one_at_a_time():
            inside.set()
            go_on.wait(10)
            log.append("first")

    def second() -> None:
        with cache.one_at_a_time():
            log.append("second")

    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert inside.wait(10)
    threads.append(threading.Thread(target=second))
    threads[1].start()
    threads[1].join(0.2)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert log == ["first", "second"]


@pytest.mark.verify
def test_eight_first_starts_at_once_compile_once(tmp_path: Path) -> None:
    """Eight processes with an empty folder all run, and one of them compiles."""
    environment = {**os.environ, cache.VARIABLE: str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST_RUN], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    told = [process.communicate(timeout=280)[0] for process in started]
    assert [process.returncode for process in started] == [0] * 8
    assert all("ran to 1000" in words for words in told)
    assert sum("compiling the kernel" in words for words in told) == 1
