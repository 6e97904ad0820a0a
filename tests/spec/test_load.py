from pathlib import Path

import pytest
from support import MINIMAL

from nnspec.errors import InputError, Location, Problem, SpecError
from nnspec.spec.language.objects import UNREADABLE
from nnspec.spec.language.reading.reader import MAX_PROBLEMS
from nnspec.spec.load import in_file_order, load_spec, read_spec


@pytest.fixture
def file(tmp_path):
    def write(text, name="spec.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_load_spec(file):
    path = file(MINIMAL)
    loaded = load_spec(path, ["training.epochs=5"])
    assert loaded.spec.training.epochs == 5
    assert loaded.spec.layers[0].object.arguments == {"units": 1}
    assert (loaded.path, loaded.base_dir) == (path, path.parent)
    assert loaded.overrides == ("training.epochs=5",)
    assert loaded.document.label == str(path)


def test_a_path_may_be_text(file):
    assert load_spec(str(file(MINIMAL))).spec.name == "spec"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("concrete.yaml", "concrete"),
        ("my net (2).yaml", "my-net-2"),
        ("a.b.yaml", "a"),
        (".yaml", "yaml"),
        ("été.yaml", "t"),
        ("日本.yaml", "spec"),
        ("x" * 80 + ".yaml", "x" * 64),
    ],
)
def test_the_file_names_the_spec(file, name, expected):
    assert load_spec(file(MINIMAL, name)).spec.name == expected


def test_its_own_name_wins(file):
    assert load_spec(file("name: other\n" + MINIMAL)).spec.name == "other"


def test_what_cannot_be_read_is_raised(file, tmp_path):
    with pytest.raises(InputError):
        load_spec(tmp_path / "none.yaml")
    with pytest.raises(SpecError):
        load_spec(file("a: ["))
    with pytest.raises(SpecError, match="a spec is a mapping of sections, found a list"):
        read_spec(file("- a"))
    with pytest.raises(SpecError, match="epochs: expected at least 1"):
        load_spec(file(MINIMAL), ["training.epochs=0"])


def test_the_rest_is_still_read(file):
    text = MINIMAL.replace("mse", "mze") + "training: {epochs: 0, batch_size: 8, sed: 1}\n"
    loaded, problems = read_spec(file(text))
    assert [problem.code for problem in problems] == [
        "unknown-loss",
        "out-of-range",
        "unknown-key",
    ]
    assert loaded.spec.compile.loss is UNREADABLE
    assert (loaded.spec.training.epochs, loaded.spec.training.batch_size) == (100, 8)


def test_too_little_to_go_on(file):
    loaded, problems = read_spec(file("name: a"))
    assert loaded is None
    assert len(problems) == 3


def test_no_more_problems_than_one_can_read(file):
    layers = "".join(f"  - Dens{n}: 1\n" for n in range(300))
    text = f"data: {{source: a.csv, target: y}}\nlayers:\n{layers}compile: {{loss: mse}}\n"
    _, problems = read_spec(file(text))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[0].code == "more-problems"
    assert problems[0].severity == "warning"
    assert problems[1].location.line == 3


def test_in_file_order():
    late = Problem("a", "m", Location("f", 9, 1))
    early = Problem("b", "m", Location("f", 2, 7))
    earlier = Problem("c", "m", Location("f", 2, 3))
    nowhere = Problem("d", "m")
    assert in_file_order([late, early, nowhere, earlier]) == [nowhere, earlier, early, late]


@pytest.mark.parametrize("name", ["concrete", "penguins"])
def test_shipped_specs_are_right(name):
    root = Path(__file__).resolve().parents[2]
    assert load_spec(root / "specs" / f"{name}.yaml").spec.name == name
