"""What each column is for, and names that are no columns."""

# Messages stand here as they are shown.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from nnspec import catalog
from nnspec.checks.validate import validate
from nnspec.data.features.roles import encoding_of, find_roles, is_classification, make_plan
from nnspec.data.loading.preview import preview
from nnspec.problem_text import problem_lines
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import load_spec

ROWS = "a,b,kind,yes\n1,-2,x,no\n2,3,y,yes\n3,4,x,no\n4,5,y,yes\n5,6,x,no\n6,7,y,yes\n"
# The spec, and what is said of it.
CASES = {
    "target unknown": (
        """\
data: {source: rows.csv, target: bb}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-column]: target 'bb' is not a column of rows.csv
  net.yaml:1:34
  1 | data: {source: rows.csv, target: bb}
    |                                  ^^ did you mean 'b'?
  columns: a, b, kind, yes
""",
    ),
    "feature unknown": (
        """\
data: {source: rows.csv, target: b, features: [a, q]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-column]: feature 'q' is not a column of rows.csv
  net.yaml:1:51
  1 | data: {source: rows.csv, target: b, features: [a, q]}
    |                                                   ^
  columns: a, b, kind, yes
""",
    ),
    "excluded unknown": (
        """\
data: {source: rows.csv, target: b, features: {exclude: [aa]}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-column]: excluded column 'aa' is not a column of rows.csv
  net.yaml:1:58
  1 | data: {source: rows.csv, target: b, features: {exclude: [aa]}}
    |                                                          ^^ did you mean 'a'?
  columns: a, b, kind, yes
""",
    ),
    "nothing left": (
        """\
data: {source: rows.csv, target: b, features: {exclude: [a, kind, yes]}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[no-features]: there is no column left to predict from
  net.yaml:1:47
  1 | data: {source: rows.csv, target: b, features: {exclude: [a, kind, yes]}}
    |                                               ^^^^^^^^^^^^^^^^^^^^^^^^^
""",
    ),
    "target is feature": (
        """\
data: {source: rows.csv, target: b, features: [a, b]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[target-is-feature]: 'b' is the target and a feature as well
  net.yaml:1:51
  1 | data: {source: rows.csv, target: b, features: [a, b]}
    |                                                   ^ a network that is shown the answer learns nothing else; leave it out here
""",
    ),
    "listed twice": (
        """\
data: {source: rows.csv, target: b, features: [a, a]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[listed-twice]: 'a' is listed twice
  net.yaml:1:51
  1 | data: {source: rows.csv, target: b, features: [a, a]}
    |                                                   ^
""",
    ),
    "steps of unknown column": (
        """\
data: {source: rows.csv, target: b, features: [a]}
preprocessing: {columns: {aa: log1p}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-column]: column 'aa' is not a column of rows.csv
  net.yaml:2:27
  2 | preprocessing: {columns: {aa: log1p}}
    |                           ^^ did you mean 'a'?
  columns: a, b, kind, yes
""",
    ),
    "steps of the target": (
        """\
data: {source: rows.csv, target: b, features: [a]}
preprocessing: {columns: {b: log1p}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[not-a-feature]: 'b' is not a feature, so its steps would never run
  net.yaml:2:27
  2 | preprocessing: {columns: {b: log1p}}
    |                           ^ steps of the target stand in preprocessing.target
""",
    ),
    "steps of an unused column": (
        """\
data: {source: rows.csv, target: b, features: [a]}
preprocessing: {columns: {yes: OneHotEncoder}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[not-a-feature]: 'yes' is not a feature, so its steps would never run
  net.yaml:2:27
  2 | preprocessing: {columns: {yes: OneHotEncoder}}
    |                           ^^^
""",
    ),
    "input column no feature": (
        """\
data: {source: rows.csv, target: b, features: [a]}
inputs: {one: [a], two: [kind]}
layers: [{Concatenate: , from: [one, two]}, {Dense: 1}]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[not-a-feature]: 'kind' is not among the features
  net.yaml:2:26
  2 | inputs: {one: [a], two: [kind]}
    |                          ^^^^
""",
    ),
    "outputs and targets": (
        """\
data: {source: rows.csv, target: [a, b], features: [yes]}
layers: [{Dense: 2, name: t}, {Dense: 1, name: a, from: t}, {Dense: 1, name: c, from: t}]
outputs: [a, c]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[outputs-and-targets]: outputs a, c do not say which target column each predicts
  net.yaml:1:34
  1 | data: {source: rows.csv, target: [a, b], features: [yes]}
    |                                  ^^^^^^ write target: {a: a, ...}
""",
    ),
    "loss of no output": (
        """\
data: {source: rows.csv, target: {a: a, c: b}, features: [yes]}
layers: [{Dense: 2, name: t}, {Dense: 1, name: a, from: t}, {Dense: 1, name: c, from: t}]
outputs: [a, c]
compile: {optimizer: adam, loss: {a: mse, d: mse}}
""",
        """\
error[unknown-output]: there is no output 'd'
  net.yaml:4:43
  4 | compile: {optimizer: adam, loss: {a: mse, d: mse}}
    |                                           ^
  outputs: a, c
""",
    ),
}


def spec(data):
    return (
        f"data: {{source: rows.csv, {data}}}\n"
        "layers: [{Dense: 1}]\ncompile: {optimizer: adam, loss: mse}\n"
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_messages(folder, case):
    text, expected = CASES[case]
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    found = validate("net.yaml", ignore=["unscaled-features"]).problems
    assert "".join(f"{line}\n" for problem in found for line in problem_lines(problem)) == expected


def roles_of(text, folder):
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    loaded = load_spec(folder / "net.yaml")
    seen = preview(loaded.spec.data.source, base_dir=folder)
    return loaded, seen, *find_roles(loaded, seen)


def test_features_are_every_column_but_the_target(folder):
    _, _, roles, problems = roles_of(spec("target: b"), folder)
    assert problems == []
    assert roles.inputs == {"input": ("a", "kind", "yes")}
    assert roles.targets == {"b": ("b",)}
    assert (roles.features, roles.target_columns) == (("a", "kind", "yes"), ("b",))
    assert roles.losses["b"].name == "MeanSquaredError"
    assert not is_classification(roles)


@pytest.mark.parametrize(
    ("given", "features"),
    [
        ("target: b, features: {exclude: [yes]}", ("a", "kind")),
        ("target: b, features: [yes, a]", ("yes", "a")),
        ("target: [a, b]", ("kind", "yes")),
    ],
)
def test_features_that_are_chosen(folder, given, features):
    _, _, roles, problems = roles_of(spec(given), folder)
    assert (roles.features, problems) == (features, [])


def test_several_target_columns_of_one_output(folder):
    _, _, roles, _ = roles_of(spec("target: [a, b]"), folder)
    assert roles.targets == {"target": ("a", "b")}


@pytest.mark.parametrize(
    ("given", "targets"),
    [
        ("target: features, features: [a, b]", {"target": ("a", "b")}),
        ("target: features, features: {exclude: [kind, yes]}", {"target": ("a", "b")}),
        ("target: {again: features}, features: [b]", {"again": ("b",)}),
    ],
)
def test_the_features_as_the_target(folder, given, targets):
    loaded, seen, roles, problems = roles_of(spec(given), folder)
    assert problems == []
    assert roles.targets == targets
    assert roles.features == next(iter(targets.values()))
    assert make_plan(loaded.spec, roles, seen.kinds).targets.keys() == targets.keys()


def test_a_column_called_features_is_that_column(folder):
    (folder / "rows.csv").write_text("a,features\n1,2\n", encoding="utf-8")
    _, _, roles, problems = roles_of(spec("target: features"), folder)
    assert (roles.targets, roles.features, problems) == ({"features": ("features",)}, ("a",), [])


@pytest.mark.parametrize(
    ("loss", "columns", "encoding"),
    [
        ("mse", ("a",), "regression"),
        ("binary_crossentropy", ("a", "b"), "binary"),
        ("categorical_crossentropy", ("a",), "one_hot"),
        ("categorical_crossentropy", ("a", "b"), "regression"),
        ("kl_divergence", ("a", "b"), "regression"),
        ("sparse_categorical_crossentropy", ("a",), "sparse"),
    ],
)
def test_the_loss_decides_the_encoding(loss, columns, encoding):
    entry = catalog.load().find("losses", loss)
    assert encoding_of(ObjectSpec(entry.name, identifier=loss), columns) == encoding


def test_the_plan_has_the_steps_of_each_column(folder):
    text = spec("target: b, features: [a, kind]") + (
        "preprocessing: {numeric: StandardScaler, columns: {a: [log1p, MinMaxScaler]}, "
        "target: MinMaxScaler}\n"
    )
    loaded, seen, roles, _ = roles_of(text, folder)
    plan = make_plan(loaded.spec, roles, seen.kinds)
    a, kind = plan.inputs["input"]
    assert (a.kind, [step.name for step in a.steps]) == ("numeric", ["log1p", "MinMaxScaler"])
    assert (kind.kind, [step.name for step in kind.steps]) == ("text", ["OneHotEncoder"])
    target = plan.targets["b"]
    assert (target.encoding, target.loss) == ("regression", "mse")
    assert [step.name for step in target.steps] == ["MinMaxScaler"]
