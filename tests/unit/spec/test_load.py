"""Problems told as users read them, ``--set``, the catalogue, and time to load."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest

from sortsim.core.errors import InputError, Problem
from sortsim.spec.catalogue import load_catalogue
from sortsim.spec.load import load_scenario
from sortsim.spec.resolved import Resolved
from tests.unit.spec.small_project import Project, Root

BAD = """\
name = 3
extra = 1
[loop.a]
kind = "single"
speed_ms = 2.5
chutes = true
service = { law = "fxed", mean_s = 1 }
[loop.b]
kind = "double"
speed_m_per_s = 9
decks = 2.5
pitch_m = "900 s"
service = { law = "spread", low_s = 0, hihg_s = 3 }
[loop.c]
speed_m_per_s = 1
[loop.d]
kind = "single"
speed_m_per_s = "fast"
service = "slow"
shares = { small = 1.5 }
[[wave]]
at = "25:00"
loads = [1, -2]
"""

TOLD = """\
scenarios/x.toml:1:1: name = 3: must be a string in quotes
scenarios/x.toml:2:1: extra = 1: unknown key; known here: name, loop, wave, table_csv
scenarios/x.toml:3:1: loop.a.speed_m_per_s: missing key
scenarios/x.toml:5:1: loop.a.speed_ms = 2.5: unknown key; did you mean 'speed_m_per_s'?
scenarios/x.toml:6:1: loop.a.chutes = True: must be a whole number
scenarios/x.toml:7:13: loop.a.service.law = 'fxed': must be one of 'fixed', 'spread'; did you mean 'fixed'?
scenarios/x.toml:10:1: loop.b.speed_m_per_s = 9: must be at most 5
scenarios/x.toml:11:1: loop.b.decks = 2.5: must be a whole number
scenarios/x.toml:12:1: loop.b.pitch_m = '900 s': is a duration, but m is a length
scenarios/x.toml:13:1: loop.b.service.high_s: missing key
scenarios/x.toml:13:29: loop.b.service.low_s = 0: must be greater than 0
scenarios/x.toml:13:40: loop.b.service.hihg_s = 3: unknown key; did you mean 'high_s'?
scenarios/x.toml:14:1: loop.c.kind: missing key, one of single, double
scenarios/x.toml:18:1: loop.d.speed_m_per_s = 'fast': must be a number, not a string
scenarios/x.toml:19:1: loop.d.service = 'slow': must be a table or a number
scenarios/x.toml:20:12: loop.d.shares.small = 1.5: must be at most 1
scenarios/x.toml:22:1: wave.0.at = '25:00': must be a time of day such as "22:30"
scenarios/x.toml:23:1: wave.0.loads.1 = -2: must be at least 1
"""  # noqa: E501


def test_every_problem_comes_at_once_at_its_place(project: Project) -> None:
    assert project.problems(BAD) == TOLD.splitlines()


def test_problems_after_a_merge_name_the_file_that_says_it(project: Project, base: str) -> None:
    project.write("scenarios/base.toml", base.replace("2.5", "25"))
    project.write("over.toml", "\nloop.a.chutes = 0\n")
    lines = project.problems(
        'extends = ["base.toml"]\nloop.a.pitch_m = -1\n',
        overlays=["over.toml"], sets=["loop.a.shares.s=2"],
    )  # fmt: skip
    assert lines == [
        "--set: loop.a.shares.s = 2: must be at most 1",
        "over.toml:2:8: loop.a.chutes = 0: must be at least 1",
        "scenarios/base.toml:4:1: loop.a.speed_m_per_s = 25: must be at most 5",
        "scenarios/x.toml:2:8: loop.a.pitch_m = -1: must be greater than 0",
    ]


def test_a_models_own_checks_point_at_their_keys(project: Project, base: str) -> None:
    waves = "".join(f'[[wave]]\nat = "{at}"\n' for at in ("08:00", "07:00", "06:00"))
    assert project.problems(base + waves) == [
        "scenarios/x.toml:8:1: wave.1.at = '07:00': is before the wave above it",
        "scenarios/x.toml:10:1: wave.2.at = '06:00': is before the wave above it",
    ]


def test_checks_of_the_whole_point_at_keys_too(project: Project, base: str) -> None:
    def check(resolved: Resolved[Root]) -> Iterable[Problem]:
        yield resolved.problem("loop.a.speed_m_per_s", "is too fast", "loop.a.chutes")
        yield resolved.problem("loop.a.nothing", "is not there")

    assert project.problems(base, checks=[check]) == [
        "scenarios/x.toml:2:1: loop.a.nothing: is not there",
        "scenarios/x.toml:4:1: loop.a.speed_m_per_s = 2.5: is too fast; "
        "did you mean 'loop.a.chutes'?",
    ]


# ---------------------------------------------------------------- --set


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("loop.a.speed_m_per_s=1.5", "loop.a.speed_m_per_s", 1.5),
        ("loop.a.speed_m_per_s=60 m/min", "loop.a.speed_m_per_s", 1.0),
        ("loop.a.chutes = 7", "loop.a.chutes", 7),
        ("name=a free text = so", "name", "a free text = so"),
        ("wave.0.at=09:00", "wave.0.at", "09:00"),
        ('loop.a.service={ law = "fixed", mean_s = 3 }', "loop.a.service.mean_s", 3.0),
        ('loop.a.pitch_m={ value = 1, class = "derived" }', "loop.a.pitch_m", 1.0),
    ],
)
def test_set_wins_over_every_file(
    project: Project, base: str, text: str, key: str, value: object
) -> None:
    resolved = project.load(base + '[[wave]]\nat = "06:00"\n', sets=[text])
    row = next(row for row in resolved.rows() if row["key"] == key)
    assert (row["value"], row["origin"]) == (value, "--set")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("loop.a.speed=1", "--set: loop.a.speed = 1: unknown key; did you mean 'speed_m_per_s'?"),
        ("speed_m_per_s=1", "--set: speed_m_per_s = 1: unknown key; "
            "did you mean 'loop.a.speed_m_per_s'?"),
        ("loop.b.chutes=1", "--set: loop.b.chutes: unknown name 'b'; known here: a"),
        ("loop.a.chutes", "--set: loop.a.chutes: must be key=value, such as "
            "loop.a.speed_m_per_s=2.5"),
        ("a b=3", "--set: a b=3: must be key=value, such as loop.a.speed_m_per_s=2.5"),
        ("loop.a.chutes=x", "--set: loop.a.chutes = 'x': must be a whole number"),
        ("loop.a.pitch_m=nan", "--set: loop.a.pitch_m: must be a finite number, not nan"),
    ],
)  # fmt: skip
def test_wrong_sets_are_told(project: Project, base: str, text: str, told: str) -> None:
    assert project.problems(base, sets=[text]) == [told]


# ---------------------------------------------------------------- the catalogue

CATALOGUE = """\
[fast]
about = "A fast loop"
kind = "single"
speed_m_per_s = { value = 3, class = "sourced", source = "S1" }
shares = { small = 0.5, large = 0.5 }
[faster]
spec = "fast"
speed_m_per_s = { value = 4, class = "derived" }
[ring]
spec = "gnir"
[gnir]
spec = "ring"
[xray]
alarm_share = 0.1
"""


def test_an_entry_lies_beneath_the_table_that_names_it(project: Project) -> None:
    project.write_catalogue(CATALOGUE)
    resolved = project.load('name = "x"\n[loop.a]\nspec = "faster"\nshares.small = 0.25\n')
    loop = resolved.scenario.loop["a"]
    assert (loop.kind, loop.speed_m_per_s) == ("single", 4)
    assert loop.shares == {"small": 0.25, "large": 0.5}
    assert resolved.origins["loop.a.speed_m_per_s"].place == "cat/a.toml:8"
    assert {"key": "loop.a.spec", "value": "faster"}.items() <= next(
        row for row in resolved.rows() if row["key"] == "loop.a.spec"
    ).items()
    assert "cat/a.toml" in [file.name for file in resolved.files]


def test_an_overlay_may_name_another_entry(project: Project) -> None:
    project.write_catalogue(CATALOGUE)
    text = 'name = "x"\n[loop.a]\nspec = "faster"\n'
    resolved = project.load(text, sets=["loop.a.spec=fast"])
    assert resolved.scenario.loop["a"].speed_m_per_s == 3


def test_entries_that_are_not_there_or_do_not_fit_are_told(project: Project) -> None:
    project.write_catalogue(CATALOGUE)
    tail = 'kind = "single"\nspeed_m_per_s = 1\n'
    lines = project.problems(
        f'name = "x"\n[loop.a]\nspec = "fats"\n{tail}[loop.b]\nspec = "xray"\n{tail}'
        f'[loop.c]\nspec = "ring"\n{tail}[loop.d]\nspec = 3\n{tail}'
    )
    assert lines == [
        "cat/a.toml:12:1: loop.c.spec: entries build on each other: ring -> gnir -> ring",
        "scenarios/x.toml:3:1: loop.a.spec = 'fats': no such entry in the catalogue; "
        "did you mean 'fast'?",
        "scenarios/x.toml:7:1: loop.b.spec = 'xray': this entry does not fit here: it sets "
        "'alarm_share', unknown to this part",
        "scenarios/x.toml:15:1: loop.d.spec: must be the name of a catalogue entry",
    ]


def test_two_entries_of_one_name_are_refused(project: Project) -> None:
    project.write("cat/a.toml", "[one]\na = 1\n")
    project.write("cat/b.toml", "[one]\na = 1\n")
    with pytest.raises(InputError, match=r"cat/b.toml:1:1: one: a second entry .* cat/a.toml:1"):
        load_catalogue(project.folder / "cat")


def test_every_number_of_the_package_catalogue_is_annotated() -> None:
    from sortsim.spec.nodes import leaves

    catalogue = load_catalogue()
    plain = [
        (name, path)
        for name, entry in catalogue.entries.items()
        for path, leaf in leaves(entry)
        if isinstance(leaf.value, int | float) and leaf.origin.cls == "stated"
    ]
    assert catalogue.entries
    assert plain == []


# ---------------------------------------------------------------- the result


def test_rows_are_sorted_whole_and_have_units_and_origins(project: Project, base: str) -> None:
    rows = project.load(base).rows()
    keys = [row["key"] for row in rows]
    assert keys == sorted(keys)
    by_key = {row["key"]: row for row in rows}
    assert by_key["loop.a.speed_m_per_s"] == {
        "key": "loop.a.speed_m_per_s", "value": 2.5, "unit": "m/s", "class": "stated",
        "source": None, "low": None, "high": None, "note": None,
        "origin": "scenarios/x.toml:4",
    }  # fmt: skip
    assert by_key["loop.a.pitch_m"]["class"] == "default"
    assert by_key["loop.a.pitch_m"]["origin"] == "default"


def test_hash_is_of_values_alone(project: Project, base: str) -> None:
    plain = project.load(base)
    annotated = project.load(
        base.replace("2.5", '{ value = 2.5, class = "derived" }') + "pitch_m = 0.6\n"
    )
    assert plain.sha256 == annotated.sha256
    assert plain.sha256 != project.load(base, sets=["loop.a.chutes=2"]).sha256


def test_paths_count_from_the_file_that_says_them(project: Project, base: str) -> None:
    resolved = project.load('table_csv = "../data/v.csv"\n' + base)
    assert resolved.path_of("table_csv").resolve() == project.folder / "data" / "v.csv"
    resolved = project.load('table_csv = "../../../v.csv"\n' + base)
    with pytest.raises(InputError, match="leaves the project"):
        resolved.path_of("table_csv")


def test_loading_is_fast(project: Project) -> None:
    part = (
        '[loop.{}]\nkind = "single"\n'
        'speed_m_per_s = {{ value = 2, class = "sourced", source = "S1", low = 1, high = 3 }}\n'
        'pitch_m = "900 mm"\nservice = {{ law = "fixed", mean_s = 3 }}\nshares = {{ s = 0.5 }}\n'
    )
    for name in "abc":
        text = "".join(part.format(f"{name}{i}") for i in range(25))
        project.write(f"scenarios/{name}.toml", text)
    top = 'extends = ["a.toml", "b.toml", "c.toml"]\nname = "x"\n'
    project.write("scenarios/x.toml", top + "".join(part.format(f"x{i}") for i in range(25)))
    taken = []
    for _ in range(3):
        start = time.process_time()
        assert len(project.load().scenario.loop) == 100
        taken.append(time.process_time() - start)
    assert min(taken) < 0.3


def test_a_scenario_of_the_package_model_loads(project: Project) -> None:
    project.write("scenarios/x.toml", 'schema_version = 1\nname = "empty"\n')
    assert load_scenario("x").scenario.name == "empty"
    with pytest.raises(InputError, match=r"schema_version = 2: must be 1"):
        load_scenario("x", sets=["schema_version=2"])
