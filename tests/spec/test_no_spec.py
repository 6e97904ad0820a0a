"""A path that leads to no spec."""

import pytest

from nnspec.errors import InputError, SpecError
from nnspec.spec.load import read_spec
from nnspec.spec.no_spec import data_hint


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "iris.yaml").write_text("name: iris\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["iris", "iris.yaml", "iris.yml"])
def test_a_spec_in_the_folder_of_specs(folder, name):
    with pytest.raises(InputError) as error:
        read_spec(name)
    assert str(error.value) == (
        f"error[no-such-file]: there is no file {name}\n  did you mean 'specs/iris.yaml'?"
    )


def test_no_spec_far_and_wide(folder):
    with pytest.raises(InputError) as error:
        read_spec("penguins.yaml")
    assert str(error.value) == "error[no-such-file]: there is no file penguins.yaml"


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"a,b\n1,2\n", "wrong-type"), (b"caf\xe9,b\n", "not-utf8"), (b"a: b: c\n", "yaml-syntax")],
)
def test_data_in_the_place_of_a_spec(folder, raw, code):
    (folder / "my data.csv").write_bytes(raw)
    with pytest.raises(SpecError) as error:
        read_spec("my data.csv")
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == (
        code,
        "this is data; a spec for it: `nnspec init --from 'my data.csv' --target COLUMN -o SPEC`",
    )


def test_a_spec_is_no_data(folder):
    assert data_hint(folder / "specs" / "iris.yaml") is None
    assert data_hint(folder / "iris.json") is None
