"""What Keras raises in a first step is said at its line, and leaves no run."""

from __future__ import annotations

import keras
import pytest

from nnspec.checks.validate import validate
from nnspec.data.loading.memory_need import Estimate
from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.problem_text import problem_lines
from nnspec.runs.folder import RunFolder
from nnspec.training.first_step import rehearse
from nnspec.training.read import read_work
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

SPEC = """\
name: net
data: {source: concrete.csv, target: strength}
layers:
  - Dense: {units: 4, activity_regularizer: {L2: 0.001}}
  - Dense: 1
compile: {optimizer: {SGD: 1e-9}, loss: mse, metrics: [mae]}
training: {epochs: 2}
"""

# What Keras is made to refuse, and where that has to be said.
REFUSED = {
    "a layer": (keras.layers.Dense, "call", "Dense", 4),
    "a regularizer": (keras.regularizers.L2, "__call__", "L2", 4),
    "an initializer": (keras.initializers.GlorotUniform, "__call__", "Dense", 4),
    "an optimizer": (keras.optimizers.SGD, "update_step", "SGD", 6),
    "a loss": (keras.losses.Loss, "__call__", "mse", 6),
    "a metric": (keras.metrics.MeanMetricWrapper, "update_state", "mae", 6),
}
ROUTES = {
    "the engine": [],
    "XLA": ["training.xla=true"],
    "fit": ["callbacks=[{ModelCheckpoint: {save_freq: 1}}]"],
    "a smoke run": [],
}


@pytest.fixture
def spec(workshop):
    path = workshop / "net.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def refuse(monkeypatch, owner, method):
    """Have a method of Keras raise what no check of the program has heard of."""

    def raising(self, inputs, *arguments, training=None, **named):
        raise AssertionError("not in this life")

    monkeypatch.setattr(owner, method, raising)


@pytest.mark.parametrize("case", REFUSED)
def test_whatever_raises_is_told_by_its_object(spec, workshop, monkeypatch, case):
    owner, method, label, line = REFUSED[case]
    refuse(monkeypatch, owner, method)
    with pytest.raises(SpecError) as caught:
        train(spec)
    (problem,) = caught.value.problems
    assert problem.code == "keras"
    # Around what is raised while it only builds, Keras says no more than the sentence.
    kind = "" if case in ("a layer", "a regularizer") else "AssertionError: "
    assert problem.message == f"Keras does not accept {label}: {kind}not in this life"
    assert problem.location.line == line
    assert not (workshop / "runs").exists() or not list((workshop / "runs").iterdir())


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_goes_through_the_net(spec, workshop, monkeypatch, route):
    refuse(monkeypatch, keras.optimizers.SGD, "update_step")
    with pytest.raises(SpecError) as caught:
        train(spec, overrides=ROUTES[route], smoke=route == "a smoke run")
    (problem,) = caught.value.problems
    assert "\n".join(problem_lines(problem)) == (
        "error[keras]: Keras does not accept SGD: AssertionError: not in this life\n"
        "  net.yaml:6:22\n".replace("net.yaml", str(spec))
        + "  6 | compile: {optimizer: {SGD: 1e-9}, loss: mse, metrics: [mae]}\n"
        "    |                      ^^^^^^^^^^^"
    )
    assert not list((workshop / "runs").iterdir())


def test_so_do_rows_on_disk(spec, workshop, monkeypatch):
    monkeypatch.setattr(
        "nnspec.training.read.estimate", lambda *_, **__: Estimate(1030, 3 << 40, 1 << 20)
    )
    refuse(monkeypatch, keras.optimizers.SGD, "update_step")
    with pytest.raises(SpecError, match="Keras does not accept SGD: AssertionError"):
        train(spec)
    assert not list((workshop / "runs").iterdir())


def test_an_error_of_the_graph_is_found_by_the_layer_that_raises_it(spec, workshop):
    """An id that is out of range is no matter of shapes, and the graph's error names no layer."""
    text = SPEC.replace("layers:\n", "layers:\n  - CategoryEncoding: {num_tokens: 4}\n")
    text = text.replace("compile:", "preprocessing: {numeric: StandardScaler}\ncompile:")
    spec.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        rehearse_spec(spec, workshop, "codes")
    (problem,) = caught.value.problems
    assert problem.message == (
        "Keras does not accept CategoryEncoding: "
        "Input 'in' must be non-negative! Negative input value found: -1"
    )
    assert problem.location.line == 4


def rehearse_spec(spec, workshop, *ignore):
    work = read_work(validate(spec, ignore=ignore).require(), Listener())
    rehearse(work, build(work.loaded, work.signature), RunFolder(workshop / "kept"))


def test_what_keras_accepts_is_rehearsed_without_a_word(spec, workshop):
    rehearse_spec(spec, workshop)
    assert not (workshop / "kept").exists()


def test_a_bug_of_the_program_stays_one(spec, workshop, monkeypatch):
    def broken(*_, **__):
        raise IndexError("nothing of Keras'")

    monkeypatch.setattr("nnspec.training.engine.loop.epoch_order", broken)
    with pytest.raises(IndexError, match="nothing of Keras'"):
        train(spec)


def test_validate_build_goes_through_the_same_net(spec, workshop, cli, monkeypatch):
    assert cli("validate --build -q net.yaml").exit_code == 0
    refuse(monkeypatch, keras.optimizers.SGD, "update_step")
    answer = cli("validate --build -q net.yaml")
    assert answer.exit_code == 2
    # What validating warned of comes after it.
    assert answer.stderr.splitlines()[:2] == [
        "error[keras]: Keras does not accept SGD: AssertionError: not in this life",
        "  net.yaml:6:22",
    ]
