"""The last layer, the loss and the target must fit together."""

# Messages stand here as they are shown.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate
from nnspec.problem_text import problem_lines

ROWS = "a,b,kind,yes\n1,-2,x,no\n2,3,y,yes\n3,4,z,no\n4,5,x,yes\n5,6,y,no\n6,7,z,yes\n"
# The spec, and what is said of it.
CASES = {
    "text, three classes": (
        """\
data: {source: rows.csv, target: kind, features: [a]}
layers:
  - Dense: 4
  - Dense: 1
compile: {optimizer: adam, loss: mse}
""",
        """\
error[text-target]: the target 'kind' is text (x, y, z), but the loss mse is for numbers
  net.yaml:5:34
  5 | compile: {optimizer: adam, loss: mse}
    |                                  ^^^ for classes: sparse_categorical_crossentropy, with a unit a class and softmax
""",
    ),
    "text, two classes": (
        """\
data: {source: rows.csv, target: yes, features: [a]}
layers:
  - Dense: 4
  - Dense: 1
compile: {optimizer: adam, loss: mse}
""",
        """\
error[text-target]: the target 'yes' is text (no, yes), but the loss mse is for numbers
  net.yaml:5:34
  5 | compile: {optimizer: adam, loss: mse}
    |                                  ^^^ for two classes: binary_crossentropy, with one unit and sigmoid
""",
    ),
    "three classes, binary": (
        """\
data: {source: rows.csv, target: kind, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy}
""",
        """\
error[binary-classes]: binary_crossentropy tells two classes apart; 'kind' has 3 (x, y, z)
  net.yaml:5:34
  5 | compile: {optimizer: adam, loss: binary_crossentropy}
    |                                  ^^^^^^^^^^^^^^^^^^^ use sparse_categorical_crossentropy and Dense: {units: 3, activation: softmax}
""",
    ),
    "units for classes": (
        """\
data: {source: rows.csv, target: kind, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 2, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
""",
        """\
error[units-and-target]: the last layer has 2 units, but 'kind' has 3 classes (x, y, z)
  net.yaml:4:5
  4 |   - Dense: {units: 2, activation: softmax}
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ write Dense: {units: 3, activation: softmax}
""",
    ),
    "one unit, two classes, sparse": (
        """\
data: {source: rows.csv, target: yes, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
""",
        """\
error[units-and-target]: the last layer has 1 unit, but 'yes' has 2 classes (no, yes)
  net.yaml:4:5
  4 |   - Dense: {units: 1, activation: sigmoid}
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ with one unit: sigmoid and binary_crossentropy in place of sparse_categorical_crossentropy
warning[sigmoid-with-categorical]: sigmoid gives each class its own probability, but sparse_categorical_crossentropy wants probabilities that sum to 1
  net.yaml:4:35
  4 |   - Dense: {units: 1, activation: sigmoid}
    |                                   ^^^^^^^ use softmax
""",
    ),
    "two units, binary": (
        """\
data: {source: rows.csv, target: yes, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 2, activation: sigmoid}
compile: {optimizer: adam, loss: binary_crossentropy}
""",
        """\
error[units-and-target]: the last layer has 2 units, but binary_crossentropy takes one unit for the two classes of 'yes'
  net.yaml:4:5
  4 |   - Dense: {units: 2, activation: sigmoid}
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ write Dense: {units: 1, activation: sigmoid}, or use sparse_categorical_crossentropy
""",
    ),
    "units for columns": (
        """\
data: {source: rows.csv, target: [b, a], features: [yes]}
layers:
  - Dense: 4
  - Dense: 1
compile: {optimizer: adam, loss: mse}
""",
        """\
error[units-and-target]: the last layer has 1 unit, but the target is 2 columns (b, a)
  net.yaml:4:5
  4 |   - Dense: 1
    |     ^^^^^^^^ write Dense: 2
""",
    ),
    "softmax on one unit": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: softmax}
compile: {optimizer: adam, loss: mse}
""",
        """\
error[softmax-on-one-unit]: softmax over one unit is always 1: the network could never learn anything
  net.yaml:4:35
  4 |   - Dense: {units: 1, activation: softmax}
    |                                   ^^^^^^^ for two classes use sigmoid; for numbers leave it out
""",
    ),
    "logits": (
        """\
data: {source: rows.csv, target: kind, features: [a]}
layers:
  - Dense: 4
  - Dense: 3
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
""",
        """\
error[logits]: sparse_categorical_crossentropy wants probabilities, but the last layer's activation is linear
  net.yaml:4:5
  4 |   - Dense: 3
    |     ^^^^^^^^ add activation: softmax, or write {SparseCategoricalCrossentropy: {from_logits: true}}
""",
    ),
    "logits, binary": (
        """\
data: {source: rows.csv, target: yes, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: tanh}
compile: {optimizer: adam, loss: {BinaryCrossentropy: {label_smoothing: 0.1}}}
""",
        """\
error[logits]: BinaryCrossentropy wants probabilities, but the last layer's activation is tanh
  net.yaml:4:35
  4 |   - Dense: {units: 1, activation: tanh}
    |                                   ^^^^ write activation: sigmoid in place of tanh, or write {BinaryCrossentropy: {label_smoothing: 0.1, from_logits: true}}
""",
    ),
    "logits twice": (
        """\
data: {source: rows.csv, target: yes, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: {BinaryCrossentropy: {from_logits: true}}}
""",
        """\
warning[logits-twice]: BinaryCrossentropy is told from_logits, but the last layer's sigmoid makes probabilities of them already
  net.yaml:4:35
  4 |   - Dense: {units: 1, activation: sigmoid}
    |                                   ^^^^^^^ leave sigmoid out, or from_logits
""",
    ),
    "below zero": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: relu}
compile: {optimizer: adam, loss: mse}
""",
        """\
error[output-range]: relu never goes below zero, but 'b' goes down to -2
  net.yaml:4:35
  4 |   - Dense: {units: 1, activation: relu}
    |                                   ^^^^ leave the activation out: linear
""",
    ),
    "above one": (
        """\
data: {source: rows.csv, target: a, features: [b]}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, loss: mse}
""",
        """\
error[output-range]: sigmoid never goes above one, but 'a' goes up to 6
  net.yaml:4:35
  4 |   - Dense: {units: 1, activation: sigmoid}
    |                                   ^^^^^^^ leave the activation out: linear
""",
    ),
    "scaled around zero": (
        """\
data: {source: rows.csv, target: b, features: [a]}
preprocessing: {target: StandardScaler}
layers:
  - Dense: 4
  - Dense: {units: 1, activation: softplus}
compile: {optimizer: adam, loss: mse}
""",
        """\
error[output-range]: softplus never goes below zero, but the target is scaled around zero by StandardScaler
  net.yaml:5:35
  5 |   - Dense: {units: 1, activation: softplus}
    |                                   ^^^^^^^^ leave the activation out: linear
""",
    ),
    "scaled labels": (
        """\
data: {source: rows.csv, target: kind, features: [a]}
preprocessing: {target: StandardScaler}
layers:
  - Dense: 4
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
""",
        """\
error[scaled-labels]: the target holds classes (sparse_categorical_crossentropy), which cannot be scaled
  net.yaml:2:17
  2 | preprocessing: {target: StandardScaler}
    |                 ^^^^^^ leave preprocessing.target out
""",
    ),
}


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


@pytest.mark.parametrize(
    ("target", "layer", "loss", "hint"),
    [
        ("yes", "3", "hinge", "write Dense: 1"),
        ("yes", "{units: 2, activation: tanh}", "squared_hinge", "write Dense: 1, or use sparse"),
        ("yes", "3", "{BinaryCrossentropy: {from_logits: true}}", "write Dense: 1"),
        ("kind", "3", "hinge", "use sparse_categorical_crossentropy and Dense: {units: 3, "),
    ],
)
def test_the_units_that_a_hint_names_suit_the_loss(folder, target, layer, loss, hint):
    text = f"""\
data: {{source: rows.csv, target: {target}, features: [a]}}
layers: [{{Dense: {layer}}}]
compile: {{optimizer: adam, loss: {loss}}}
"""
    (folder / "units.yaml").write_text(text, encoding="utf-8")
    (problem,) = validate(folder / "units.yaml").errors
    assert problem.hint.startswith(hint)
    if target == "yes":
        text = text.replace(f"Dense: {layer}", "Dense: 1")
        (folder / "units.yaml").write_text(text, encoding="utf-8")
        assert not validate(folder / "units.yaml").errors


def test_many_different_numbers_may_be_no_classes(tmp_path):
    rows = "".join(f"{i},{i * 37 % 101}\n" for i in range(100))
    (tmp_path / "rows.csv").write_text(f"a,price\n{rows}", encoding="utf-8")
    spec = tmp_path / "net.yaml"
    spec.write_text(
        "data: {source: rows.csv, target: price}\nlayers: [{Dense: 1}]\n"
        "compile: {loss: sparse_categorical_crossentropy}\n",
        encoding="utf-8",
    )
    (problem,) = [p for p in validate(spec).errors if p.message.startswith("the last layer has")]
    assert problem.details == (
        "if 'price' is a number and no class: compile: {loss: mse}, and Dense: 1",
    )
    assert validate(spec, ["compile.loss=mse"]).errors == ()
