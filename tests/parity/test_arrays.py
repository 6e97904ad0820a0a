"""Arrays as columns, under Conv2D and Embedding, trained as Keras trains them."""

from __future__ import annotations

import json
from functools import cache

import keras
import numpy as np
import pyarrow as pa
import pytest
from keras import layers
from pyarrow import parquet
from row_order import engine_order
from sklearn.datasets import load_digits
from support import Heard

import nnspec
from nnspec.checks.validate import validate
from nnspec.errors import DataError
from nnspec.evaluation.evaluate import evaluate
from nnspec.listener import Listener
from nnspec.prediction.network import load_network
from nnspec.prediction.predict_file import StreamOptions, predict_file
from nnspec.runs.history import read_history
from nnspec.training.read import read_work
from nnspec.training.train import train

EPOCHS = 2
ROWS = 600
IMAGES = """\
name: images
data: {source: digits.npz, target: digit}
layers:
  - Reshape: {target_shape: [8, 8, 1]}
  - Conv2D: {filters: 4, kernel_size: 3, activation: relu}
  - Flatten
  - Dense: {units: 10, activation: softmax}
compile: {optimizer: {Adam: 0.01}, loss: sparse_categorical_crossentropy, metrics: [accuracy]}
training: {epochs: 2, batch_size: 64}
"""
MIXED = """\
name: mixed
data: {source: mixed.parquet, target: positive}
inputs: {image: [pixels], words: [words], numbers: [age, score]}
preprocessing: {numeric: StandardScaler, columns: {score: StandardScaler}}
layers:
  - Rescaling: 0.0625
    from: image
  - Flatten:
    name: seen
  - Embedding: {input_dim: 30, output_dim: 3}
    from: words
  - GlobalAveragePooling1D:
    name: read
  - Dense: {units: 4, activation: relu}
    from: numbers
    name: measured
  - Concatenate:
    from: [seen, read, measured]
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: {Adam: 0.01}, loss: binary_crossentropy, metrics: [accuracy]}
training: {epochs: 2, batch_size: 64}
"""


def columns():
    """Each array by name."""
    digits = load_digits()
    draw = np.random.default_rng(0)
    return {
        "pixels": digits.images[:ROWS].astype(np.uint8),
        "words": draw.integers(0, 30, (ROWS, 6)),
        "age": draw.normal(40, 10, ROWS),
        "score": draw.normal(3, 2, (ROWS, 2)),
        "digit": digits.target[:ROWS],
        "positive": (digits.target[:ROWS] > 4).astype(int),
    }


def images_by_hand(rows, validation):
    data = columns()
    pixels, digit = (data["pixels"] / 16).astype(np.float32), data["digit"]
    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((8, 8)),
            layers.Reshape((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    return fitted(model, "sparse_categorical_crossentropy", pixels, digit, rows, validation)


def mixed_by_hand(rows, validation):
    data = columns()
    numbers = np.column_stack([data["age"], data["score"].astype(np.float32)])
    numbers = (numbers - numbers[rows].mean(0)) / numbers[rows].std(0)
    keras.utils.set_random_seed(42)
    image = keras.Input((8, 8), dtype="uint8", name="image")
    words = keras.Input((6,), dtype="int32", name="words")
    measures = keras.Input((3,), name="numbers")
    seen = layers.Flatten()(layers.Rescaling(0.0625)(image))
    read = layers.GlobalAveragePooling1D()(layers.Embedding(30, 3)(words))
    measured = layers.Dense(4, activation="relu")(measures)
    joined = layers.Concatenate()([seen, read, measured])
    output = layers.Dense(1, activation="sigmoid")(joined)
    model = keras.Model([image, words, measures], output)
    x = [data["pixels"], data["words"].astype(np.int32), numbers.astype(np.float32)]
    return fitted(model, "binary_crossentropy", x, data["positive"], rows, validation)


def fitted(model, loss, x, y, rows, validation):
    def part(index):
        return ([a[index] for a in x] if isinstance(x, list) else x[index]), y[index]

    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss, metrics=["accuracy"])
    history = model.fit(
        *part(rows), validation_data=part(validation), epochs=EPOCHS, batch_size=64, verbose=0
    )
    return history.history


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Both specs with their data."""
    folder = tmp_path_factory.mktemp("arrays")
    data = columns()
    pixels = (data["pixels"] / 16).astype(np.float32)
    np.savez(folder / "digits.npz", pixels=pixels, digit=data["digit"])
    table = {name: pa.array(values) for name, values in data.items() if values.ndim == 1}
    table["pixels"] = pa.FixedShapeTensorArray.from_numpy_ndarray(data["pixels"])
    table["words"] = pa.array(data["words"].tolist())
    table["score"] = pa.array(data["score"].tolist(), pa.list_(pa.float64(), 2))
    parquet.write_table(pa.table(table).drop("digit"), folder / "mixed.parquet")
    (folder / "images.yaml").write_text(IMAGES, encoding="utf-8")
    (folder / "mixed.yaml").write_text(MIXED, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(folder):
    """A run of each spec, trained when it is first asked for."""

    @cache
    def run_of(name):
        keras.backend.clear_session()
        return train(folder / f"{name}.yaml", runs_dir=folder / "runs", plots=False).folder

    return run_of


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        pytest.param("images", images_by_hand, marks=pytest.mark.slow),
        ("mixed", mixed_by_hand),
    ],
)
def test_the_numbers_are_those_of_keras(folder, trained, name, by_hand):
    run = trained(name)
    ours = read_history(run.history)
    ours.pop("epoch")
    rows = read_work(validate(folder / f"{name}.yaml").require(), Listener()).rows
    keras.backend.clear_session()
    with engine_order(run.read()["seed"]):
        script = by_hand(rows.training, rows.validation)
    assert set(ours) == set(script)
    for quantity, values in script.items():
        assert ours[quantity] == pytest.approx(values, rel=1e-5, abs=1e-8), quantity


def test_the_run_keeps_shapes_and_types(trained):
    network = load_network(trained("mixed"))
    assert {
        name: (spec.shape, spec.dtype) for name, spec in network.preprocessor.signature.items()
    } == {
        "image": ((8, 8), "uint8"),
        "words": ((6,), "int32"),
        "numbers": ((3,), "float32"),
    }
    # The network is the portable one: no Keras is needed to predict.
    assert type(network.model).__name__ == "PortableModel"
    found = json.loads(trained("mixed").data.read_text(encoding="utf-8"))["columns"]
    facts = {column["name"]: column for column in found}
    assert facts["pixels"]["kind"] == "array"
    assert (facts["pixels"]["shape"], facts["pixels"]["dtype"]) == ([8, 8], "uint8")
    assert (facts["pixels"]["min"], facts["pixels"]["max"]) == (0, 16)


@pytest.mark.parametrize("name", [pytest.param("images", marks=pytest.mark.slow), "mixed"])
def test_evaluate_measures_what_training_measured(trained, name):
    run = trained(name)
    stored = json.loads(run.metrics.read_text(encoding="utf-8"))["test"]
    found = evaluate(run, split="test").metrics
    assert found["loss"] == pytest.approx(stored["loss"], rel=1e-5)
    assert found["accuracy"] == stored["accuracy"]


@pytest.mark.slow
def test_python_of_one_array(trained):
    data = columns()
    pixels = data["pixels"][:5] / 16
    run = nnspec.load(trained("images"))
    expected = run.predict({"pixels": pixels})
    assert expected.tolist() == run.predict(pixels).tolist()
    assert run.predict({"pixels": pixels[0]}) == expected[0]
    assert run.predict([{"pixels": image.tolist()} for image in pixels]) == expected.tolist()


def test_python(trained):
    data = columns()
    mixed = nnspec.load(trained("mixed"))
    rows = {name: data[name][:5] for name in ("pixels", "words", "age", "score")}
    found = mixed.predict(rows, proba=True)
    # Whole numbers of another type are the same numbers.
    other = mixed.predict({**rows, "pixels": rows["pixels"].astype(np.int64)}, proba=True)
    assert {name: values.tolist() for name, values in found.items()} == {
        name: values.tolist() for name, values in other.items()
    }


def test_files_of_new_rows(trained, tmp_path):
    run, heard = trained("mixed"), Heard()
    data = columns()
    rows = {name: data[name][:20] for name in ("pixels", "words", "age", "score")}
    expected = nnspec.load(run).predict(rows).tolist()
    np.savez(tmp_path / "new.npz", **rows)
    predict_file(run, tmp_path / "new.npz", tmp_path / "out.csv", listener=heard)
    said = "left out of csv: pixels, words, score; .parquet and .jsonl hold arrays"
    assert heard.notes[1:] == [said]
    header, first, *_ = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert header == "age,predicted_positive"
    assert first.endswith(f",{expected[0]}")
    predict_file(run, tmp_path / "new.npz", tmp_path / "out.parquet")
    again = parquet.read_table(tmp_path / "out.parquet")
    assert again["predicted_positive"].to_pylist() == expected
    np.testing.assert_array_equal(
        again["pixels"].combine_chunks().to_numpy_ndarray(), rows["pixels"]
    )
    predict_file(run, tmp_path / "new.npz", tmp_path / "out.jsonl")
    (line, *_) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    answer = json.loads(line)
    assert answer["words"] == rows["words"][0].tolist()
    assert np.asarray(answer["pixels"]).tolist() == rows["pixels"][0].tolist()


def test_rows_without_the_right_array(trained, tmp_path):
    run, data = trained("mixed"), columns()
    words = data["words"][:5].tolist()
    words[1], words[3] = words[1][:4], None
    table = {name: pa.array(data[name][:5].tolist()) for name in ("pixels", "age", "score")}
    parquet.write_table(pa.table({**table, "words": pa.array(words)}), tmp_path / "new.parquet")
    with pytest.raises(DataError) as raised:
        predict_file(run, tmp_path / "new.parquet", tmp_path / "out.csv")
    (problem,) = raised.value.problems
    assert (problem.code, problem.message, problem.hint) == (
        "not-an-array",
        f"column 'words' of {tmp_path.as_posix()}/new.parquet must hold an array of 6 numbers "
        "(int32): it does not in row 2",
        "give every row an array of this shape, or leave such rows out",
    )
    options = StreamOptions(on_error="null", columns=["predicted_positive"])
    done = predict_file(run, tmp_path / "new.parquet", tmp_path / "out.csv", options)
    assert (done.rows, done.faulty) == (5, 2)
    found = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [not value.strip('"') for value in found] == [False, True, False, True, False]
