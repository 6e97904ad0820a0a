"""How a run's layers hang together, without TensorFlow."""

from __future__ import annotations

import json
import zipfile

import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.errors import RunError
from nnspec.network.inspect.architecture import LayerNode, feature_names, read_architecture
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder

PREPROCESSOR = Preprocessor(
    {
        "left": (FittedColumn("a", "number", ()), FittedColumn("b", "number", ())),
        "right": (FittedColumn("c", "number", ()),),
    },
    {},
)
LAYERS = {
    "left": LayerNode("InputLayer"),
    "right": LayerNode("InputLayer"),
    "norm": LayerNode("BatchNormalization", (("left",),)),
    "both": LayerNode("Concatenate", (("right", "norm"),)),
    "dense": LayerNode("Dense", (("both",),)),
    "deep": LayerNode("Dense", (("dense",),)),
    "tower": LayerNode("Dense", (("left",), ("right",))),
}


def test_a_chain(in_trained):
    assert read_architecture(find_run(in_trained / "runs", "strength")) == {
        "input": LayerNode("InputLayer", (), (None, 8)),
        "dense": LayerNode("Dense", (("input",),), (None, 8)),
        "dense_1": LayerNode("Dense", (("dense",),), (None, 1)),
    }


def test_a_graph(in_trained):
    assert read_architecture(find_run(in_trained / "runs", "twins")) == {
        "input": LayerNode("InputLayer", (), (None, 3)),
        "trunk": LayerNode("Dense", (("input",),), (None, 6)),
        "kind": LayerNode("Dense", (("trunk",),), (None, 3)),
        "mass": LayerNode("Dense", (("trunk",),), (None, 1)),
    }


def test_several_sources_and_several_calls(tmp_path):
    def tensor(name):
        return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}

    layers = [
        {"name": "a", "class_name": "InputLayer", "inbound_nodes": []},
        {
            "name": "sum",
            "class_name": "Add",
            "inbound_nodes": [
                {"args": [[tensor("a"), tensor("b")]], "kwargs": {}},
                {"args": [tensor("c")], "kwargs": {"mask": tensor("d"), "training": None}},
            ],
        },
    ]
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        model = {"class_name": "Functional", "config": {"layers": layers}}
        archive.writestr("config.json", json.dumps(model))
    assert read_architecture(RunFolder(tmp_path)) == {
        "a": LayerNode("InputLayer"),
        "sum": LayerNode("Add", (("a", "b"), ("c", "d"))),
    }


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        ("norm", ("a", "b")),
        ("dense", ("c", "a", "b")),
        ("deep", None),
        ("tower", None),
        ("left", None),
    ],
)
def test_what_the_columns_of_a_layer_stand_for(layer, names):
    assert feature_names(LAYERS, layer, PREPROCESSOR) == names


def test_missing_and_damaged_files(tmp_path):
    run = RunFolder(tmp_path / "net" / "one")
    run.path.mkdir(parents=True)
    with pytest.raises(RunError, match=r"run net/one has no model\.keras"):
        read_architecture(run)
    run.model_keras.write_bytes(b"nothing")
    with pytest.raises(
        RunError, match=r"model\.keras of run net/one is damaged: File is not a zip"
    ):
        read_architecture(run)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ({"class_name": "Dense", "inbound_nodes": []}, "'name'"),
        (
            {
                "name": "a",
                "class_name": "Dense",
                "inbound_nodes": [
                    {"class_name": "__keras_tensor__", "config": {"keras_history": []}}
                ],
            },
            "list index out of range",
        ),
    ],
)
def test_a_file_that_holds_something_else(tmp_path, layer, said):
    run = RunFolder(tmp_path / "net" / "one")
    run.path.mkdir(parents=True)
    with zipfile.ZipFile(run.model_keras, "w") as archive:
        model = {"class_name": "Functional", "config": {"layers": [layer]}}
        archive.writestr("config.json", json.dumps(model))
    with pytest.raises(RunError) as error:
        read_architecture(run)
    assert error.value.problems[0].message == f"model.keras of run net/one is damaged: {said}"


def test_a_layer_that_reads_what_is_not_there_has_no_features():
    layers = {"dense": LayerNode("Dense", (("gone",),))}
    assert feature_names(layers, "dense", PREPROCESSOR) is None
