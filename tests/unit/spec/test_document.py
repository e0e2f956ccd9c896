"""Files that are no TOML, and where keys stand in those that are."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortsim.core.errors import InputError
from sortsim.spec.document import read_document
from sortsim.spec.positions import Spot, find_positions


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "x.toml: is empty"),
        (b" \n\t\n", "x.toml: is empty"),
        (b"# only a comment\n", "x.toml: holds no keys"),
        (b"a = 1\0", "x.toml: is not text: a NUL byte at offset 5"),
        (b"a = 1\nb = '\xff'", "x.toml:2: is not UTF-8 text; save it as UTF-8"),
        (b"a = 1\nb =\n", "x.toml:2:4: not valid TOML: invalid value"),
        (b'a = "x', "x.toml:1:7: not valid TOML: unterminated string"),
        (b"a = 1\n[t]\nb = 1\nb = 2\n", "x.toml:4:1: t.b: given twice; first on line 3"),
        (b"[t]\nb = 1\n[u]\n[t]\n", "x.toml:4:1: t: given twice; first on line 1"),
        (b"t = 06:00\n", 'write a time of day in quotes: "06:00"'),
        (b"a = " + b"[" * 100_000, "nests arrays or tables too deeply"),
    ],
)
def test_what_is_no_document_is_told(
    data: bytes, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_bytes(data)
    assert told in refusal(Path("x.toml"))


def test_large_files_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    with path.open("wb") as handle:
        handle.truncate(100_000_000)
    assert "is 100.0 MB, more than 5 MB" in refusal(path)


def test_folders_missing_files_and_pipes_are_refused(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    assert "is a folder" in refusal(tmp_path)
    assert "no such file" in refusal(tmp_path / "y.toml")
    assert "is not a regular file" in refusal(tmp_path / "pipe")


def test_windows_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    document = read_document(path)
    assert document.values == {"a": 1, "b": 2}
    assert document.positions.at(("b",)) == Spot(2, 1)


TEXT = """\
top = { x = 1, "y z".q = [1, { k = 2 }] }
[t.'u']
  k = 2.5
[[arr]]
n = 1
[[arr]]
[arr.sub]
"中文" = { "中" = 1, b = 2 }
d.e.f = 3
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("top",), 1, 1),
        (("top", "x"), 1, 9),
        (("top", "y z", "q"), 1, 22),
        (("top", "y z", "q", 0), 1, 27),
        (("top", "y z", "q", 1, "k"), 1, 32),
        (("t", "u"), 2, 1),
        (("t",), 2, 1),
        (("t", "u", "k"), 3, 3),
        (("t", "u", "missing"), 2, 1),
        (("arr", 0, "n"), 5, 1),
        (("arr", 1), 6, 1),
        (("arr", 1, "sub"), 7, 1),
        (("arr", 1, "sub", "中文", "b"), 8, 19),
        (("arr", 1, "sub", "d", "e"), 9, 3),
        (("nowhere",), 1, 1),
    ],
)
def test_every_key_has_its_line_and_column(
    path: tuple[str | int, ...], line: int, column: int
) -> None:
    assert find_positions(TEXT).at(path) == Spot(line, column)
