from pathlib import Path

import pytest

from nnspec.checks.validate import validate
from nnspec.errors import InputError
from nnspec.starter.shipped import copy_shipped, find_shipped, shipped_root, shipped_specs

ROOT = Path(__file__).parents[2]


def test_a_checkout_has_them_beside_the_package():
    assert shipped_root() == ROOT


def test_every_spec_is_listed_with_what_it_is_for():
    specs = {spec.name: spec for spec in shipped_specs()}
    assert set(specs) == {path.stem for path in (ROOT / "specs").glob("*.yaml")}
    assert specs["concrete"].description == (
        "Compressive strength of concrete from its mix and age."
    )
    assert all(spec.description for spec in specs.values())


def test_a_copy_is_valid_where_it_lies(tmp_path):
    for spec in shipped_specs():
        files = copy_shipped(spec, tmp_path / "copy")
        # Several specs share a data set or the schema: what lies there already is not copied anew.
        assert files[next(iter(files))]
        assert validate(next(iter(files))).problems == ()


def test_a_copy_has_its_data(tmp_path):
    files = copy_shipped(find_shipped("concrete"), tmp_path)
    assert tmp_path / "specs" / "concrete.yaml" in files
    assert (tmp_path / "datasets" / "concrete.csv").read_bytes() == (
        ROOT / "datasets" / "concrete.csv"
    ).read_bytes()


def test_equal_files_are_left_alone_and_others_are_not_overwritten(tmp_path):
    spec = find_shipped("concrete.yaml")
    copy_shipped(spec, tmp_path)
    assert not any(copy_shipped(spec, tmp_path).values())
    changed = tmp_path / "specs" / "concrete.yaml"
    changed.write_text("mine", encoding="utf-8")
    (tmp_path / "datasets" / "concrete.csv").unlink()
    with pytest.raises(InputError) as error:
        copy_shipped(spec, tmp_path)
    (problem,) = error.value.problems
    assert problem.message == f"{changed.as_posix()} is there already, and differs"
    assert problem.hint == "--force overwrites it; -o DIR copies to another folder"
    assert changed.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "datasets" / "concrete.csv").exists()
    assert copy_shipped(spec, tmp_path, force=True)[changed]
    assert changed.read_bytes() == spec.path.read_bytes()


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(InputError) as error:
        find_shipped("concret")
    (problem,) = error.value.problems
    assert problem.message == "no spec 'concret' comes with nnspec"
    assert problem.hint == "did you mean 'concrete'?"


def test_files_outside_are_not_copied(tmp_path):
    (tmp_path / "root" / "specs").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    path = tmp_path / "root" / "specs" / "a.yaml"
    path.write_text("data: {source: ../../secret.csv}\n", encoding="utf-8")
    (spec,) = shipped_specs(tmp_path / "root")
    assert spec.files == (Path("specs/a.yaml"),)
