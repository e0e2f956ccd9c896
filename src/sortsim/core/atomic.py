"""Writing files and folders so that a reader sees all of one or nothing of it.

Here live atomic writes: a hidden temporary name in the same folder, fsync, then a
rename; what the bytes mean is the business of the writer.  Every layer may import it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        File to write; its folder is made where it is missing.  A file that is there is
        replaced in one step.
    data
        Its bytes.

    Raises
    ------
    OSError
        The folder cannot be written; nothing is left behind.
    """
    with atomic_file(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all, in UTF-8 with the newlines as they are."""
    write_bytes(path, text.encode("utf-8"))


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Give a hidden temporary path to write; it becomes ``path`` when the block ends well.

    Any exception, Ctrl-C too, removes the temporary file and leaves ``path`` as it was.
    The temporary name keeps the suffix, since some writers go by it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{path.name}.", suffix=f".tmp{path.suffix}", dir=path.parent
    )
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _open_to_all(temporary, 0o666)
        _sync(temporary)
        os.replace(temporary, path)
        _sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a hidden temporary folder to fill; it becomes ``path`` when the block ends well.

    Parameters
    ----------
    path
        Folder to make; its parents are made where they are missing.
    replace
        Whether a folder that is there already gives way.  It is moved aside before the
        new one takes its name and comes back if that fails.

    Yields
    ------
    pathlib.Path
        The temporary folder, beside ``path``.

    Raises
    ------
    FileExistsError
        ``path`` is there, not empty, and ``replace`` is false; found before the block runs.
    """
    if not replace and path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise FileExistsError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
    try:
        yield temporary
        _open_to_all(temporary, 0o777)
        _sync_tree(temporary)
        _take_name(temporary, path)
        _sync(path.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _take_name(new: Path, path: Path) -> None:
    if not path.exists():
        os.replace(new, path)
        return
    aside = new.with_name(new.name + ".old")
    os.replace(path, aside)
    try:
        os.replace(new, path)
    except BaseException:
        os.replace(aside, path)
        raise
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _open_to_all(path: Path, mode: int) -> None:
    """Give a temporary file the rights that a plainly made one would have."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(mode & ~mask)


def _sync_tree(folder: Path) -> None:
    for inside, _, names in os.walk(folder):
        for name in names:
            _sync(Path(inside) / name)
        _sync(Path(inside))


def _sync(path: Path) -> None:
    """Flush a file or folder to the disk; a system that cannot sync folders is let be."""
    flags = os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR
    with suppress(PermissionError):
        handle = os.open(path, flags)
        try:
            if not path.is_dir() or os.name != "nt":
                os.fsync(handle)
        finally:
            os.close(handle)
