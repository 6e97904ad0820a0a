"""The trained network of a run, and what its outputs mean."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.special import expit, softmax

from nnspec.errors import RunError
from nnspec.inference.network import (
    from_logits,
    load_network,
    load_preprocessor,
    model_input,
    model_target,
)
from nnspec.runs.find import find_run


def message(error):
    (problem,) = error.value.problems
    assert problem.code == "damaged-run"
    return problem.message


def test_logits_become_probabilities():
    logits = np.array([[-800.0, 0.0, 3.0], [800.0, 1.0, -1.0]])
    assert np.allclose(from_logits(logits, "binary"), expit(logits), atol=1e-15)
    for encoding in ("sparse", "one_hot"):
        assert np.allclose(from_logits(logits, encoding), softmax(logits, axis=1), atol=1e-15)


def test_one_input_and_target_are_arrays_and_several_are_a_list_and_a_mapping():
    one, other = np.zeros(2), np.ones(2)
    assert model_input({"a": one}) is one
    assert model_input({"a": one, "b": other}) == [one, other]
    assert model_target({"a": one}) is one
    assert model_target({"a": one, "b": other}) == {"a": one, "b": other}


def test_a_loss_from_logits_gives_probabilities(in_trained):
    network = load_network(find_run(in_trained / "runs", "sexes"))
    x = {"input": np.linspace(-3, 3, 12, dtype=np.float32).reshape(4, 3)}
    expected = expit(network.model.predict(x["input"], verbose=0).astype(np.float64))
    assert np.allclose(network.outputs(x)["sex"], expected, atol=1e-12)


def test_several_outputs_come_by_name_and_no_rows_give_none(in_trained):
    network = load_network(find_run(in_trained / "runs", "twins"))
    outputs = network.outputs({"input": np.zeros((2, 3), np.float32)})
    assert {name: array.shape for name, array in outputs.items()} == {
        "kind": (2, 3),
        "mass": (2, 1),
    }
    assert outputs["kind"].sum(axis=1) == pytest.approx(1, abs=1e-6)
    nothing = network.outputs({"input": np.zeros((0, 3), np.float32)})
    assert {name: array.shape for name, array in nothing.items()} == {
        "kind": (0, 3),
        "mass": (0, 1),
    }


def test_a_missing_network(own_trained):
    run = find_run(own_trained / "runs", "species")
    run.model_keras.unlink()
    with pytest.raises(RunError) as caught:
        load_network(run)
    assert message(caught) == f"run {run.run_id} has no model.keras"


def test_a_network_that_is_no_network(own_trained):
    run = find_run(own_trained / "runs", "species")
    run.model_keras.write_bytes(b"not a zip file")
    with pytest.raises(RunError) as caught:
        load_network(run)
    assert message(caught).startswith(f"model.keras of run {run.run_id} cannot be loaded: ")


def test_missing_preprocessing(own_trained):
    run = find_run(own_trained / "runs", "species")
    run.preprocessing.unlink()
    with pytest.raises(RunError) as caught:
        load_preprocessor(run)
    assert message(caught) == f"run {run.run_id} has no preprocessing.json"


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "[]",
        "{}",
        json.dumps({"format": 99}),
        json.dumps({"format": 1, "inputs": {"input": [{}]}, "targets": {}}),
        json.dumps({"format": 1, "inputs": 3, "targets": {}}),
    ],
)
def test_damaged_preprocessing(own_trained, document):
    run = find_run(own_trained / "runs", "species")
    run.preprocessing.write_text(document, encoding="utf-8")
    with pytest.raises(RunError) as caught:
        load_preprocessor(run)
    assert message(caught).startswith(f"preprocessing.json of run {run.run_id} is damaged: ")
