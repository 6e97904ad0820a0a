"""Rows from Python: what Keras takes, under the spec's columns."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

import nnspec
from nnspec.data.loading.given import given_table
from nnspec.errors import DataError
from nnspec.listener import Listener
from nnspec.spec.load import load_spec

A, B, Y = np.arange(7.0), np.arange(7.0) * 2, np.arange(7) % 2
X = np.column_stack([A, B])
WORDS = np.array(list("uvwuvwu"))
IMAGES = np.arange(7 * 4, dtype=np.uint8).reshape(7, 2, 2)
COLUMNS = {"a": A, "b": B, "y": Y}
EXPECTED = {"a": A, "b": B, "y": Y.astype(float)}
TAKEN = (
    "give a DataFrame, a dict of arrays, a tuple (x, y), a list of dicts, a tf.data.Dataset, a "
    "keras.utils.PyDataset or a generator of batches"
)


@pytest.fixture
def spec_of(tmp_path):
    def spec_of(data="features: [a, b], target: y"):
        text = f"data: {{source: memory, {data}}}\nlayers: [{{Dense: 1}}]\n"
        text += "compile: {optimizer: adam, loss: mse}\n"
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return load_spec(tmp_path / "spec.yaml").spec

    return spec_of


class Batches(keras.utils.PyDataset):
    def __init__(self, length=4):
        super().__init__()
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, number):
        return X[number * 2 : number * 2 + 2], Y[number * 2 : number * 2 + 2, None]


class Endless(keras.utils.PyDataset):
    @property
    def num_batches(self):
        return None

    def __getitem__(self, number):
        return X, Y


def rows():
    return [{"a": a, "b": b, "y": y} for a, b, y in zip(A, B, Y.tolist(), strict=True)]


def batches():
    return ({name: v[at : at + 3] for name, v in COLUMNS.items()} for at in range(0, 7, 3))


GIVEN = {
    "DataFrame": (lambda: pd.DataFrame(COLUMNS), "the DataFrame"),
    "dict of arrays": (lambda: COLUMNS, "the dict"),
    "dict of tensors": (lambda: {n: tf.constant(v) for n, v in COLUMNS.items()}, "the dict"),
    "dict of lists": (lambda: {n: v.tolist() for n, v in COLUMNS.items()}, "the dict"),
    "arrays": (lambda: (X, Y), "the tuple"),
    "tensors and a column": (lambda: (tf.constant(X), tf.constant(Y[:, None])), "the tuple"),
    "features by name": (lambda: ({"a": A, "b": B}, {"y": Y}), "the tuple"),
    "list of rows": (rows, "the list"),
    "batches of columns": (batches, "the generator"),
    "rows one by one": (lambda: iter(rows()), "the list_iterator"),
    "batches of arrays": (lambda: ((X[i : i + 2], Y[i : i + 2]) for i in (0, 2, 4, 6)), None),
    "arrays one by one": (lambda: ((x, y) for x, y in zip(X, Y, strict=True)), "the generator"),
    "PyDataset": (Batches, "the Batches"),
    "Dataset": (lambda: tf.data.Dataset.from_tensor_slices(COLUMNS).batch(3), "the Dataset"),
    "Dataset of rows": (lambda: tf.data.Dataset.from_tensor_slices((X, Y)), "the Dataset"),
}


@pytest.mark.parametrize("name", GIVEN)
def test_all_that_keras_takes_is_the_same_table(spec_of, name):
    make, origin = GIVEN[name]
    table = given_table(make(), spec_of())
    assert table.origin == (origin or "the generator")
    assert set(table.names) == set(EXPECTED)
    for column, values in EXPECTED.items():
        np.testing.assert_array_equal(table[column], values)


def test_texts_and_images_come_through_a_dataset(spec_of):
    given = {"word": WORDS, "image": IMAGES, "y": Y}
    for made in (
        tf.data.Dataset.from_tensor_slices(given),
        tf.data.Dataset.from_tensor_slices(given).batch(4),
        given,
        ({name: v[i] for name, v in given.items()} for i in range(7)),
    ):
        table = given_table(made, spec_of())
        assert table["word"].tolist() == WORDS.tolist()
        np.testing.assert_array_equal(table["image"], IMAGES)
        assert table["image"].dtype == np.uint8


def test_inputs_outputs_and_weights_go_to_their_columns(spec_of):
    text = "target: {o: [y], p: [z, w]}, features: [a, b, c], weight: share"
    spec = spec_of(text)
    spec = spec.model_copy(update={"inputs": {"left": ("a", "b"), "right": ("c",)}})
    y, share = {"o": Y, "p": X}, np.ones(7)
    for x in ({"left": X, "right": A}, (X, A), {"a": A, "b": B, "c": A}):
        for target in (y, tuple(y.values())):
            table = given_table((x, target, share), spec)
            assert set(table.names) == {"a", "b", "c", "y", "z", "w", "share"}
            np.testing.assert_array_equal(table["b"], B)
            np.testing.assert_array_equal(table["c"], A)
            np.testing.assert_array_equal(table["w"], B)


def endless():
    while True:
        yield X, Y


REFUSED = {
    "text": (
        lambda: "rows.csv",
        "not-rows",
        "an object of type str is no rows to train on or to measure",
        f"name a file as the spec's data.source; {TAKEN}",
    ),
    "array alone": (
        lambda: X,
        "not-rows",
        "an object of type ndarray is no rows to train on or to measure",
        TAKEN,
    ),
    "number": (
        lambda: 7,
        "not-rows",
        "an object of type int is no rows to train on or to measure",
        TAKEN,
    ),
    "generator of arrays alone": (
        lambda: iter([X]),
        "not-rows",
        "element 1 of the list_iterator is of type ndarray, and neither a dict of columns nor a "
        "tuple (x, y)",
        TAKEN,
    ),
    "empty frame": (lambda: pd.DataFrame({"a": []}), "no-rows", "the DataFrame has no rows", None),
    "empty dict": (dict, "no-rows", "the dict has no rows", None),
    "empty list": (list, "no-rows", "the list has no rows", None),
    "empty generator": (lambda: iter(()), "no-rows", "the tuple_iterator has no rows", None),
    "lengths": (
        lambda: (X, Y[:3]),
        "lengths-differ",
        "columns 'a' and 'y' of the tuple have 7 and 3 values",
        None,
    ),
    "lengths in a batch": (
        lambda: iter([COLUMNS, {**COLUMNS, "b": B[:3]}]),
        "lengths-differ",
        "columns 'a' and 'b' of element 2 of the list_iterator have 7 and 3 values",
        None,
    ),
    "columns": (
        lambda: iter([COLUMNS, {"a": A}]),
        "batches-differ",
        "element 2 of the list_iterator has the columns a, and those before it have a, b, y",
        None,
    ),
    "width": (
        lambda: (X[:, :1].repeat(3, axis=1), Y),
        "wrong-shape",
        "x of the tuple is an array of shape (7, 3), and 2 columns are named: a, b",
        "give an array (n, columns), or a dict of columns",
    ),
    "weights without a column": (
        lambda: (X, Y, A),
        "unnamed-columns",
        "the tuple has weights of rows, and the spec names no column for them",
        "add data: {weight: weight}, or leave them out",
    ),
    "shapes of batches": (
        lambda: iter([{"i": np.ones((2, 3))}, {"i": np.ones((2, 4))}]),
        "shapes-differ",
        "column 'i' of the list_iterator has arrays of 3 numbers in element 1 and of 4 numbers in "
        "element 2",
        "every row of a column has an array of one shape: pad or cut the others",
    ),
    "shapes of rows": (
        lambda: iter([{"i": np.ones(3), "y": 0}, {"i": np.ones(4), "y": 0}]),
        "shapes-differ",
        "column 'i' of the list_iterator has arrays of 3 numbers in element 1 and of 4 numbers in "
        "element 2",
        "every row of a column has an array of one shape: pad or cut the others",
    ),
    "endless generator": (
        endless,
        "endless-rows",
        "the generator has given 105 rows and goes on, and all rows are read before the first "
        "epoch",
        "end it, for instance with itertools.islice(batches, 1000)",
    ),
    "endless rows": (
        lambda: itertools.cycle(rows()),
        "endless-rows",
        "the cycle has given 101 rows and goes on, and all rows are read before the first epoch",
        "end it, for instance with itertools.islice(batches, 1000)",
    ),
    "endless Dataset": (
        lambda: tf.data.Dataset.from_tensor_slices(COLUMNS).repeat(),
        "endless-rows",
        "the Dataset repeats for ever, and all rows are read before the first epoch",
        "leave out .repeat()",
    ),
    "endless PyDataset": (
        Endless,
        "endless-rows",
        "the Endless has no end, and all rows are read before the first epoch",
        "give it a __len__",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said(spec_of, name):
    make, code, message, hint = REFUSED[name]
    with pytest.raises(DataError) as caught:
        given_table(make(), spec_of(), most=100)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


def test_arrays_need_names(spec_of):
    with pytest.raises(DataError) as caught:
        given_table((X, Y), spec_of("target: y"))
    (problem,) = caught.value.problems
    assert problem.message == "x of the tuple is an array, and the spec does not name its columns"
    assert problem.hint == (
        "list them in data.features in the order of the array, or give a dict of columns"
    )


def test_rows_that_memory_does_not_hold_are_refused(spec_of, monkeypatch):
    monkeypatch.setattr("nnspec.data.loading.given.memory_budget", lambda: 100)
    with pytest.raises(DataError) as caught:
        given_table(batches(), spec_of())
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == (
        "does-not-fit",
        "write them to a Parquet file, and name it as data.source",
    )
    assert problem.message.startswith("the first 6 rows of the generator need ")
    assert problem.message.endswith(" of memory, and half of what is free is 100 bytes")


def test_a_spec_needs_no_source_then(workshop):
    text = (workshop / "strength.yaml").read_text(encoding="utf-8")
    frame = pd.read_csv("concrete.csv")
    (workshop / "open.yaml").write_text(text.replace("source: concrete.csv, ", ""), "utf-8")
    assert nnspec.validate("open.yaml", data=frame).errors == ()
    (problem,) = nnspec.validate("open.yaml").problems
    assert problem.code == "missing-key"


def test_what_is_wrong_with_the_columns_is_shown_in_the_spec(workshop):
    frame = pd.read_csv("concrete.csv").rename(columns={"strength": "strenght"})
    (problem,) = nnspec.validate("strength.yaml", data=frame).errors
    assert problem.message == "target 'strength' is not a column of the DataFrame"
    assert problem.hint == "did you mean 'strenght'?"
    assert (problem.location.file, problem.location.line) == ("strength.yaml", 2)


def test_a_run_says_that_its_rows_came_from_memory(workshop, no_plots):
    heard = []
    listener = Listener()
    listener.note = heard.append
    listener.warning = lambda problem: heard.append(problem.message)
    frame = pd.read_csv("concrete.csv")
    run = nnspec.train("strength.yaml", data=frame, listener=listener)
    assert "data= takes the place of data.source, concrete.csv" in heard
    assert "the DataFrame: 1,030 rows; 618 training, 206 validation, 206 test" in heard
    same = nnspec.train("strength.yaml")
    assert run.metrics == same.metrics
    record = run.folder.read()
    assert record["data"]["source"] == "memory"
    assert record["data"]["fingerprint"] == same.folder.read()["data"]["fingerprint"]
    assert record["overrides"] == []
    assert "\n  source: memory\n" in run.folder.resolved_spec.read_text(encoding="utf-8")
    # The run's own rows must be given again.
    with pytest.raises(DataError) as caught:
        run.evaluate()
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.hint) == (
        "rows-in-memory",
        f"run {run.folder.run_id} was trained on rows that a Python program held in memory, so "
        "that its test rows are not at hand",
        "give all of them again, nnspec.evaluate(RUN, data=..., split='test'); or measure the rows "
        "of a labelled file with input",
    )
    again = run.evaluate(data=frame, split="test")
    assert again.metrics["r2"] == pytest.approx(run.metrics["test"]["r2"])
    other = nnspec.load(run.folder).evaluate(data=frame.head(100), listener=listener)
    assert (other.rows_of, other.metrics["rows"]) == ("the DataFrame", 100)
    assert any("of 100 rows of the DataFrame" in text for text in heard)
    with pytest.raises(DataError, match="has changed since run"):
        run.evaluate(data=frame.head(100), split="test")
    with pytest.raises(DataError, match="a file and rows are given to be measured"):
        run.evaluate(data=frame, input="concrete.csv")
    assert run.evaluate(input="concrete.csv").metrics["rows"] == 1030
