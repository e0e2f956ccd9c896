"""How files extend, overlay and contradict each other."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.spec.annotate import build_tree
from sortsim.spec.merge import Layer, combine, override
from sortsim.spec.nodes import bare
from sortsim.spec.sources import find_scenario, project_root, split_key
from tests.unit.spec.small_project import Project


def test_a_file_overrides_what_it_extends(project: Project, base: str) -> None:
    project.write("scenarios/base.toml", base + "shares = { a = 0.5 }\n")
    resolved = project.load(
        'extends = ["base.toml"]\nname = "mine"\n[loop.a]\nshares = { b = 0.25 }\n'
    )
    assert resolved.scenario.name == "mine"
    assert resolved.scenario.loop["a"].shares == {"a": 0.5, "b": 0.25}
    assert resolved.origins["loop.a.speed_m_per_s"].place == "scenarios/base.toml:4"
    assert resolved.origins["name"].place == "scenarios/x.toml:2"
    assert [file.name for file in resolved.files] == ["scenarios/x.toml", "scenarios/base.toml"]


def test_arrays_and_values_replace(project: Project, base: str) -> None:
    project.write("scenarios/base.toml", base + '[[wave]]\nat = "06:00"\n[[wave]]\nat = "07:00"\n')
    resolved = project.load('extends = ["base.toml"]\nwave = [{ at = "09:00" }]\n')
    assert [wave.at for wave in resolved.scenario.wave] == ["09:00"]


PARENTS = 'extends = ["base.toml", "left.toml", "right.toml"]\n'


def test_two_parents_in_conflict_are_told_with_both_places(project: Project, base: str) -> None:
    project.write("scenarios/base.toml", base)
    project.write("scenarios/left.toml", "[loop.a]\nchutes = 2\npitch_m = 1\n")
    project.write("scenarios/right.toml", "# the other\n[loop.a]\nchutes = 3\npitch_m = 1.0\n")
    assert project.problems(PARENTS) == [
        "scenarios/right.toml:3:1: loop.a.chutes = 3: in conflict with scenarios/left.toml:2, "
        'which says 2; if this one is to win, put replaces = ["loop.a.chutes"] at the top of '
        "scenarios/right.toml"
    ]


@pytest.mark.parametrize("key", ["loop.a.chutes", "loop.a", "loop"])
def test_replaces_settles_a_conflict(project: Project, base: str, key: str) -> None:
    project.write("scenarios/left.toml", base + "chutes = 2\npitch_m = 1\n")
    project.write(
        "scenarios/right.toml", f'replaces = ["{key}"]\n' + base.split("\n", 1)[1] + "chutes = 3\n"
    )
    loop = project.load('extends = ["left.toml", "right.toml"]\n').scenario.loop["a"]
    assert loop.chutes == 3
    assert loop.pitch_m == (1 if key == "loop.a.chutes" else 0.6)


def test_what_a_sibling_merely_inherits_gives_way(project: Project, base: str) -> None:
    project.write("scenarios/base.toml", base)
    project.write("scenarios/left.toml", 'extends = ["base.toml"]\nloop.a.speed_m_per_s = 1\n')
    project.write("scenarios/right.toml", 'extends = ["base.toml"]\nloop.a.chutes = 9\n')
    for order in ('"left.toml", "right.toml"', '"right.toml", "left.toml"'):
        loop = project.load(f"extends = [{order}]\nname = 'x'\n").scenario.loop["a"]
        assert (loop.speed_m_per_s, loop.chutes) == (1, 9)


def test_overlays_override_the_file_and_conflict_among_themselves(
    project: Project, base: str
) -> None:
    project.write("one.toml", "[loop.a]\nchutes = 2\n")
    project.write("two.toml", "[loop.a]\nchutes = 3\n")
    assert project.load(base, overlays=["one.toml"]).scenario.loop["a"].chutes == 2
    lines = project.problems(base, overlays=["one.toml", "two.toml"])
    assert lines[0].startswith("two.toml:2:1: loop.a.chutes = 3: in conflict with one.toml:2")
    project.write("two.toml", 'replaces = ["loop.a.chutes"]\n[loop.a]\nchutes = 3\n')
    both = project.load(base, overlays=["one.toml", "two.toml"])
    assert both.scenario.loop["a"].chutes == 3


def test_an_overlay_may_replace_a_whole_table(project: Project, base: str) -> None:
    text = base + 'service = { law = "fixed", mean_s = 3 }\n'
    law = 'loop.a.service = { law = "spread", low_s = 1, high_s = 2 }\n'
    project.write("o.toml", law)
    assert "mean_s = 3: unknown key" in project.problems(text, overlays=["o.toml"])[0]
    project.write("o.toml", 'replaces = ["loop.a.service"]\n' + law)
    service = project.load(text, overlays=["o.toml"]).scenario.loop["a"].service
    assert getattr(service, "high_s", None) == 2


def test_replaces_must_name_a_key_of_the_file(project: Project, base: str) -> None:
    lines = project.problems('replaces = ["loop.a.speed"]\n' + base)
    assert lines == [
        "scenarios/x.toml:1:13: replaces = 'loop.a.speed': names a key that this file does not "
        "set; did you mean 'loop.a.speed_m_per_s'?"
    ]


def test_a_cycle_is_told_as_a_chain(project: Project) -> None:
    project.write("scenarios/b.toml", 'extends = ["c.toml"]\n')
    project.write("scenarios/c.toml", 'extends = [\n  "x.toml",\n]\n')
    assert project.problems('extends = ["b.toml"]\n') == [
        "scenarios/c.toml:2:3: extends = 'x.toml': extends itself: scenarios/x.toml -> "
        "scenarios/b.toml -> scenarios/c.toml -> scenarios/x.toml"
    ]


def test_a_cycle_further_up_is_told_too(project: Project) -> None:
    project.write("scenarios/b.toml", 'extends = ["c.toml"]\n')
    project.write("scenarios/c.toml", 'extends = ["b.toml"]\n')
    assert project.problems('extends = ["b.toml"]\n') == [
        "scenarios/c.toml:1:12: extends = 'b.toml': extends itself: scenarios/b.toml -> "
        "scenarios/c.toml -> scenarios/b.toml"
    ]


def test_files_outside_the_project_are_refused(project: Project) -> None:
    outside = project.folder.parent / "outside.toml"
    outside.write_text("a = 1\n")
    os.symlink(outside, project.folder / "scenarios" / "link.toml")
    lines = project.problems(
        f'extends = ["../../outside.toml", "link.toml", "{outside}", "../../../../etc/passwd"]\n'
    )
    assert len(lines) == 4
    assert all(f"leaves the project {project.folder}" in line for line in lines)


def test_missing_parents_are_told_all_at_once_with_the_nearest_name(project: Project) -> None:
    project.write("scenarios/base.toml", "a = 1\n")
    lines = project.problems('extends = ["bsae.toml", "nope.toml"]\n')
    assert [line.partition(": ")[0] for line in lines] == [
        "scenarios/x.toml:1:12", "scenarios/x.toml:1:25",
    ]  # fmt: skip
    assert lines[0].endswith(
        "no such file beside this one or in the package; did you mean 'base.toml'?"
    )


def test_extends_must_be_an_array(project: Project, base: str) -> None:
    assert "must be an array of strings" in project.problems('extends = "base.toml"\n' + base)[0]


def test_project_root_is_marked_or_the_files_own_folder(project: Project) -> None:
    assert project_root(project.folder / "scenarios" / "deep" / "x.toml") == project.folder
    (project.folder / "scenarios").rmdir()
    inner = project.folder / "inner"
    inner.mkdir()
    if not any((above / ".git").exists() for above in inner.parents):
        assert project_root(inner / "x.toml") == inner


def test_names_resolve_in_the_working_folder(project: Project, base: str) -> None:
    project.write("scenarios/mine.toml", base)
    for name in ("mine", "mine.toml", "scenarios/mine", "scenarios/mine.toml"):
        assert find_scenario(name).resolve() == project.folder / "scenarios" / "mine.toml"


@pytest.mark.parametrize(
    ("key", "path"),
    [("a.b", ("a", "b")), ('a."b.c"', ("a", "b.c")), ("a b", None), ("", None), ("a=1\nb", None)],
)
def test_split_key(key: str, path: tuple[str, ...] | None) -> None:
    assert split_key(key) == path


LEAVES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))
"""A name is always a value or always a table, as in any one model."""
TABLES = st.builds(
    lambda leaves, tables: {**leaves, **tables},
    LEAVES,
    st.dictionaries(st.sampled_from("xy"), LEAVES),
)
TREES = st.builds(
    lambda leaves, tables: {**leaves, **tables},
    LEAVES,
    st.dictionaries(st.sampled_from("xy"), TABLES),
)


def layer(values: dict[str, object], name: str) -> Layer:
    return Layer(build_tree(values, name, None)[0], frozenset({name}))


@given(TREES, TREES, TREES)
def test_override_is_associative_and_has_a_unit(
    a: dict[str, object], b: dict[str, object], c: dict[str, object]
) -> None:
    x, y, z = (build_tree(v, "f", None)[0] for v in (a, b, c))
    assert bare(override(override(x, y), z)) == bare(override(x, override(y, z)))
    assert bare(override(x, x)) == a
    assert bare(override(x, build_tree({}, "f", None)[0])) == a


@given(TREES, TREES)
def test_siblings_without_conflict_combine_in_any_order(
    a: dict[str, object], b: dict[str, object]
) -> None:
    one, other = layer(a, "one"), layer(b, "other")
    there, faults = combine([one, other])
    back, back_faults = combine([other, one])
    assert {p.key for p in faults} == {p.key for p in back_faults}
    if not faults:
        assert bare(there.table) == bare(back.table) == bare(override(one.table, other.table))
