"""The starter project that ``sortsim init`` makes.

Here live its few files and the refusal of a folder that is in use; the scenario that it
builds on comes with the package.  The command line imports it.
"""

from __future__ import annotations

import json
from pathlib import Path

from sortsim.core.atomic import atomic_folder, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.spec.document import shown_name

BASE = "main-centre-auto.toml"
"""The packaged scenario that the starter's scenario extends."""

_SCENARIO = """\
#:schema ./scenario.schema.json
# A centre of your own: the main centre of the package, fully automatic, with your changes.
# `sortsim explain scenarios/my-centre.toml` lists every key with its value and source;
# any of them may be given here and wins over what the file below says.

extends = ["{base}"]

name = "my-centre"
title = "My centre"

[run]
seed = 1
scale = {{ value = 1.1, class = "estimate", low = 1.0, high = 1.2, note = "growth" }}
"""

_README = """\
# A sortsim project

`scenarios/my-centre.toml` is a parcel sorting centre. It extends the fully automatic main
centre that comes with sortsim and changes what it says itself.

```
sortsim check scenarios/my-centre.toml      # is every value possible?
sortsim explain scenarios/my-centre.toml    # every value with its source; the likely bottleneck
sortsim run scenarios/my-centre.toml        # simulate the day; results go to results/
sortsim run scenarios/my-centre.toml --set run.scale=1.2
sortsim diff {stem} scenarios/my-centre.toml
```

A value is written plain, or with what stands behind it:
`{{ value = 2.5, class = "sourced", source = "data sheet", low = 1.5, high = 3.0 }}`. Keys carry
their unit; a value in another unit goes in quotes, such as `"500 ft/min"`.

Editors that know JSON Schema (Tombi, Even Better TOML) complete and check the keys from
`scenarios/scenario.schema.json`; `sortsim schema` writes it anew after an update of sortsim.
"""

_GITIGNORE = """\
/results/
.venv/
__pycache__/
"""


def starter_files() -> dict[str, str]:
    """Return the text of each file of the starter project, by its path in the folder."""
    from sortsim.spec.scenario import Scenario
    from sortsim.spec.schema import json_schema

    schema = json.dumps(json_schema(Scenario), ensure_ascii=False, indent=1) + "\n"
    return {
        "README.md": _README.format(stem=Path(BASE).stem),
        ".gitignore": _GITIGNORE,
        "scenarios/my-centre.toml": _SCENARIO.format(base=BASE),
        "scenarios/scenario.schema.json": schema,
    }


def write_starter(folder: str | Path) -> tuple[Path, ...]:
    """Write the starter project.

    Parameters
    ----------
    folder
        A folder that is not there yet, or an empty one.

    Returns
    -------
    tuple of pathlib.Path
        The files written.

    Raises
    ------
    InputError
        The folder is a file, or has something in it; nothing is written.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise InputError([Problem("is a file; give a folder", file=shown_name(target))])
    if target.exists() and any(target.iterdir()):
        raise InputError([Problem("is not empty; give a new folder", file=shown_name(target))])
    files = starter_files()
    if target.exists():
        # The shell may stand in it, so it must stay the same folder.
        _write(target, files)
    else:
        with atomic_folder(target) as fresh:
            _write(fresh, files)
    return tuple(target / name for name in files)


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        write_text(folder / name, text)
