"""What the checks look at."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.checks.facts import Facts, Unreadable, argument_path
from nnspec.data.features.roles import find_roles
from nnspec.data.loading.preview import preview
from nnspec.spec.load import read_spec


@pytest.fixture
def facts_of(tmp_path):
    """Facts of a spec over a small table: `facts_of(layers, loss)`."""
    (tmp_path / "rows.csv").write_text(
        "a,b,code,kind\n1,0.5,1,x\n2,,2,y\n3,1.5,1,z\n", encoding="utf-8"
    )

    def facts_of(layers="[{Dense: 1}]", target="code", loss="mse", more=""):
        text = (
            f"data: {{source: rows.csv, target: {target}, features: [a]}}\n"
            f"layers: {layers}\ncompile: {{loss: {loss}, optimizer: adam, metrics: [mae]}}\n{more}"
        )
        (tmp_path / "net.yaml").write_text(text, encoding="utf-8")
        loaded, _ = read_spec(tmp_path / "net.yaml")
        seen = preview(loaded.spec.data.source, base_dir=tmp_path)
        return Facts(loaded, seen, find_roles(loaded, seen)[0])

    return facts_of


@pytest.mark.parametrize(
    ("loss", "encoding"),
    [
        ("mse", "regression"),
        ("binary_crossentropy", "binary"),
        ("sparse_categorical_crossentropy", "sparse"),
        ("categorical_crossentropy", "one_hot"),
    ],
)
def test_the_loss_decides_the_encoding(facts_of, loss, encoding):
    assert facts_of(loss=loss).encoding("code") == encoding


def test_what_cannot_be_read_is_not_guessed(facts_of):
    with pytest.raises(Unreadable):
        facts_of(loss="nonsense").encoding("code")
    with pytest.raises(Unreadable):
        facts_of(target="nothing").encoding("nothing")


def test_classes_and_numbers(facts_of):
    facts = facts_of()
    assert facts.classes("code") == (1, 2)
    assert facts_of(target="kind").classes("kind") == ("x", "y", "z")
    assert facts_of(target="b").classes("b") == (0.5, 1.5)
    assert np.array_equal(facts.numbers("b"), [0.5, 1.5])
    assert facts.numbers("kind") is None
    assert facts.numbers("nothing") is None


def test_logs_and_validation(facts_of):
    facts = facts_of()
    assert facts.log_names() == ["loss", "mae"]
    assert facts.has_validation
    assert facts.outputs == ("code",)


@pytest.mark.parametrize(
    ("layers", "units", "activation", "path"),
    [
        ("[{Dense: 3}]", 3, "linear", ("layers", 0)),
        (
            "[{Dense: {units: 3, activation: relu}}]",
            3,
            "relu",
            ("layers", 0, "Dense", "activation"),
        ),
        ("[{Dense: 3}, {Dropout: 0.1}]", 3, "linear", ("layers", 0)),
        ("[{Dense: 3}, Softmax]", 3, "softmax", ("layers", 1)),
        ("[{Dense: 3}, {Activation: sigmoid}, {Dropout: 0.1}]", 3, "sigmoid", ("layers", 1)),
        ("[{Dense: 3}, Flatten]", None, None, ("layers", 1)),
    ],
)
def test_how_a_network_ends(facts_of, layers, units, activation, path):
    end = facts_of(layers).ends["code"]
    assert (end.units, end.activation, end.path) == (units, activation, path)


def test_the_ends_of_a_graph(facts_of):
    facts = facts_of(
        "[{Dense: 2, name: trunk}, {Dense: 1, name: code, from: trunk}, "
        "{Activation: relu, name: kind, from: trunk}]",
        target="{code: code, kind: b}",
        more="outputs: [code, kind]\n",
    )
    assert facts.ends["code"].units == 1
    assert (facts.ends["kind"].units, facts.ends["kind"].activation) == (2, "relu")


def test_where_an_argument_stands(facts_of):
    facts = facts_of(more="callbacks: [{CSVLogger: a.csv}, {CSVLogger: {filename: b.csv}}]\n")
    short, long = facts.spec.callbacks
    assert argument_path(facts, short, "filename") == ("callbacks", 0, "CSVLogger")
    assert argument_path(facts, long, "filename") == ("callbacks", 1, "CSVLogger", "filename")
