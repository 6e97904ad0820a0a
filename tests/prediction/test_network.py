"""The trained network of a run, and what its outputs mean."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.special import expit, softmax
from support import Heard

from nnspec.errors import RunError
from nnspec.listener import Listener
from nnspec.prediction.network import (
    from_logits,
    load_keras_network,
    load_network,
    load_preprocessor,
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


def test_a_loss_from_logits_gives_probabilities(in_trained):
    run = find_run(in_trained / "runs", "sexes")
    network = load_keras_network(run)
    x = {"input": np.linspace(-3, 3, 12, dtype=np.float32).reshape(4, 3)}
    expected = expit(network.model.predict(x["input"], verbose=0).astype(np.float64))
    assert np.allclose(network.outputs(x)["sex"], expected, atol=1e-12)
    assert np.allclose(load_network(run).outputs(x)["sex"], expected, atol=1e-6)


@pytest.mark.parametrize("load", [load_network, load_keras_network])
def test_several_outputs_come_by_name_and_no_rows_give_none(in_trained, load):
    network = load(find_run(in_trained / "runs", "twins"))
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


LOADERS = {"model.onnx": load_network, "model.keras": load_keras_network}


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_network(own_trained, name):
    run = find_run(own_trained / "runs", "species")
    (run.path / name).unlink()
    with pytest.raises(RunError) as caught:
        LOADERS[name](run)
    assert message(caught) == f"run {run.run_id} has no {name}"


@pytest.mark.parametrize("name", LOADERS)
def test_a_network_that_was_cut_short_or_edited(own_trained, name):
    run = find_run(own_trained / "runs", "species")
    path = run.path / name
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    with pytest.raises(RunError) as caught:
        LOADERS[name](run)
    assert message(caught) == (
        f"{name} of run {run.run_id} is damaged: "
        f"it has 1,000 bytes, and training wrote {len(whole):,}"
    )
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(RunError) as caught:
        LOADERS[name](run)
    assert message(caught) == (
        f"{name} of run {run.run_id} is damaged: "
        "it was edited since training (its SHA-256 is not that of run.json)"
    )


def unsealed(run):
    """The run as one of before checksums."""
    record = json.loads(run.run_json.read_text(encoding="utf-8"))
    del record["files"], record["portable"]
    run.run_json.write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize("name", LOADERS)
def test_a_network_that_is_no_network(own_trained, name):
    run = find_run(own_trained / "runs", "species")
    unsealed(run)
    (run.path / name).write_bytes(b"not a network")
    with pytest.raises(RunError) as caught:
        LOADERS[name](run)
    assert message(caught).startswith(f"{name} of run {run.run_id} cannot be loaded: ")


def test_the_network_of_another_run(own_trained):
    run = find_run(own_trained / "runs", "species")
    unsealed(run)
    other = find_run(own_trained / "runs", "twins").model_onnx
    run.model_onnx.write_bytes(other.read_bytes())
    with pytest.raises(RunError) as caught:
        load_network(run)
    assert message(caught) == f"model.onnx of run {run.run_id} is that of another network"


def test_a_network_of_another_width(own_trained):
    import onnx

    run = find_run(own_trained / "runs", "species")
    unsealed(run)
    model = onnx.load(run.model_onnx)
    width = len(load_preprocessor(run).feature_names("input"))
    graph = model.graph
    weights = onnx.helper.make_tensor("w", 1, [11, 3], [1.0] * 33)
    node = onnx.helper.make_node("MatMul", [graph.input[0].name, "w"], [graph.output[0].name])
    wide = onnx.helper.make_tensor_value_info(graph.input[0].name, 1, ["n", 11])
    other = onnx.helper.make_graph([node], "other", [wide], list(graph.output), [weights])
    opset = onnx.helper.make_opsetid("", 17)
    made = onnx.helper.make_model(other, opset_imports=[opset], ir_version=8)
    run.model_onnx.write_bytes(made.SerializeToString())
    with pytest.raises(RunError) as caught:
        load_network(run)
    assert message(caught) == (
        f"model.onnx of run {run.run_id} is that of another network: its input 'input' has "
        f"shape (11,), the preprocessing gives ({width},)"
    )


@pytest.mark.parametrize(
    ("spec", "other", "said"),
    [
        ("species", "twins", ""),
        ("twins", "species", ""),
        (
            "species",
            "strength",
            ": its input 'input' has shape (8,), the preprocessing gives (9,)",
        ),
    ],
)
def test_the_keras_network_of_another_run(own_trained, spec, other, said):
    run = find_run(own_trained / "runs", spec)
    unsealed(run)
    run.model_keras.write_bytes(find_run(own_trained / "runs", other).model_keras.read_bytes())
    with pytest.raises(RunError) as caught:
        load_keras_network(run)
    assert message(caught) == f"model.keras of run {run.run_id} is that of another network{said}"


def test_a_keras_network_of_another_output(own_trained):
    import keras

    run = find_run(own_trained / "runs", "species")
    unsealed(run)
    keras.Sequential([keras.Input((9,)), keras.layers.Dense(2)]).save(run.model_keras)
    with pytest.raises(RunError) as caught:
        load_keras_network(run)
    assert message(caught) == (
        f"model.keras of run {run.run_id} is that of another network: its output 'species' has "
        "shape (2,) and type float32, the target wants (3,) of floats"
    )


def test_a_run_without_a_portable_network_is_loaded_with_keras(own_trained):
    run = find_run(own_trained / "runs", "species")
    expected = load_network(run).outputs({"input": np.zeros((2, 9), np.float32)})
    unsealed(run)
    run.model_onnx.unlink()
    notes = []
    listener = Listener()
    listener.note = notes.append
    network = load_network(run, listener)
    found = network.outputs({"input": np.zeros((2, 9), np.float32)})
    assert np.allclose(found["species"], expected["species"], atol=1e-6)
    assert notes == [
        f"run {run.run_id} has no model.onnx, so Keras is loaded: it was trained without one"
    ]


def test_a_killed_run_gives_the_network_of_its_checkpoint(own_trained):
    run = find_run(own_trained / "runs", "species")
    expected = load_network(run).outputs({"input": np.zeros((2, 9), np.float32)})
    record = json.loads(run.run_json.read_text(encoding="utf-8"))
    del record["files"], record["portable"]
    record |= {"status": "running", "process_id": 10**30}
    run.run_json.write_text(json.dumps(record), encoding="utf-8")
    run.model_onnx.unlink()
    run.checkpoint.parent.mkdir(exist_ok=True)
    run.model_keras.replace(run.checkpoint)
    heard = Heard()
    found = load_network(run, heard).outputs({"input": np.zeros((2, 9), np.float32)})
    assert np.allclose(found["species"], expected["species"], atol=1e-6)
    assert heard.notes == [
        f"run {run.run_id} has no model.onnx, so Keras is loaded: it was killed before it had one"
    ]
    run.checkpoint.write_bytes(b"not a network")
    with pytest.raises(RunError) as caught:
        load_network(run)
    start = f"checkpoints/best.keras of run {run.run_id} cannot be loaded: "
    assert message(caught).startswith(start)


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


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (1, [[1.0] * 2] * 7, "its output 'species' has shape (2,) and type float32, the target"),
        (1, [[1.0]] * 7, "its output 'species' has shape (1,) and type float32, the target wants"),
        (7, [[1] * 3] * 7, "model.onnx of run {run} does not run on the run's rows: "),
    ],
)
def test_a_network_of_another_output(own_trained, kind, value, said):
    import onnx

    run = find_run(own_trained / "runs", "species")
    unsealed(run)
    model = onnx.load(run.model_onnx)
    width = len(load_preprocessor(run).feature_names("input"))
    value = (value * width)[:width]
    names = model.graph.input[0].name, model.graph.output[0].name
    weights = onnx.helper.make_tensor("w", kind, np.shape(value), np.ravel(value).tolist())
    node = onnx.helper.make_node("MatMul", [names[0], "w"], [names[1]])
    ends = [
        onnx.helper.make_tensor_value_info(name, kind, ["n", size])
        for name, size in zip(names, np.shape(value), strict=True)
    ]
    graph = onnx.helper.make_graph([node], "other", ends[:1], ends[1:], [weights])
    opset = onnx.helper.make_opsetid("", 17)
    made = onnx.helper.make_model(graph, opset_imports=[opset], ir_version=8)
    run.model_onnx.write_bytes(made.SerializeToString())
    with pytest.raises(RunError) as caught:
        load_network(run)
    assert said.format(run=run.run_id) in message(caught)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["inputs"], [], "'inputs' is no mapping: []"),
        (["inputs", "input", 0, "kind"], "word", "'inputs.input[0].kind' is none of numeric, text"),
        (["inputs", "input", 1, "steps", 0], {}, "'inputs.input[1].steps[0]' is not one step but"),
        (["targets", "species", "classes"], [["a", "b", 1]], "targets.species: ['a', 'b', 1] are"),
        (["targets", "species", "columns"], [], "targets.species: 0 columns of 1 kinds"),
        (
            ["inputs", "input", 1, "steps", 1, "StandardScaler", "scale"],
            [1.0, 2.0],
            "inputs.input: column 'bill_length_mm': ",
        ),
        (
            ["inputs", "input", 1, "steps", 1, "StandardScaler", "shift"],
            True,
            "StandardScaler.shift cannot be True",
        ),
    ],
)
def test_preprocessing_of_the_wrong_shape_names_the_key(own_trained, path, value, said):
    run = find_run(own_trained / "runs", "species")
    unsealed(run)
    document = json.loads(run.preprocessing.read_text(encoding="utf-8"))
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    run.preprocessing.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(RunError) as caught:
        load_network(run)
    assert caught.value.problems[0].code == "damaged-run"
    assert said in message(caught)
