"""Check that every relative link and anchor in the project's Markdown files leads somewhere.

Here lives a small program of its own; it reads Markdown and nothing else, and opens no
network connection.  The tests import ``broken_links``; people run ``nox -s docs``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
NAMED_ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")
SKIPPED_FOLDERS = {".git", ".venv", ".nox", "node_modules", "results", "build", "dist"}


def markdown_files(root: Path) -> list[Path]:
    """Return the project's Markdown files in order of path."""
    files = (path.relative_to(root) for path in root.rglob("*.md"))
    return sorted(root / path for path in files if not SKIPPED_FOLDERS & set(path.parts))


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines outside code blocks, code spans taken out."""
    in_code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif not in_code:
            yield number, re.sub(r"`[^`]*`", "", line)


def slug(heading: str) -> str:
    """Return the anchor that a code host gives to a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.strip().replace(" ", "-")


def anchors(path: Path) -> set[str]:
    """Return the anchors of a Markdown file: headings and named anchors."""
    found: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        found.update(NAMED_ANCHOR.findall(line))
        if match := HEADING.match(line):
            found.add(slug(match[1].replace("`", "")))
    return found


def problem_of(target: str, path: Path) -> str | None:
    """Return what is wrong with a link target in a file; ``None`` if nothing."""
    if re.match(r"[a-z]+:", target):
        return None
    name, _, anchor = target.partition("#")
    file = (path.parent / name).resolve() if name else path
    if not file.exists():
        return "no such file"
    if anchor and file.suffix == ".md" and anchor not in anchors(file):
        return f"no heading or anchor '{anchor}'"
    return None


def broken_links(root: Path) -> list[str]:
    """Return one line a broken link: file, line, target and what is wrong.

    Parameters
    ----------
    root
        Folder of the project.
    """
    broken = []
    for path in markdown_files(root):
        for number, line in text_lines(path):
            for match in LINK.finditer(line):
                target = match[1] or match[2]
                if problem := problem_of(target, path):
                    broken.append(f"{path.relative_to(root)}:{number}: {target}: {problem}")
    return broken


def main() -> int:
    """Print the broken links; return 1 if there are any."""
    root = Path(__file__).resolve().parents[1]
    broken = broken_links(root)
    print("\n".join(broken) or f"{len(markdown_files(root))} files, every link leads somewhere")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
