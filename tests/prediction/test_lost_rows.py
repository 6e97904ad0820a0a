"""Rows for which the network gives no number are no predictions, wherever they come up."""

from __future__ import annotations

import csv
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from support import Heard

import nnspec
from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.evaluation.evaluate import evaluate
from nnspec.export.export import export
from nnspec.prediction.activations import activations
from nnspec.prediction.lost_rows import find_lost, lost_problem, refuse_lost, warn_of_lost
from nnspec.prediction.network import Network
from nnspec.prediction.predict import predict
from nnspec.prediction.predict_file import StreamOptions, predict_file
from nnspec.prediction.results import ResultOptions
from nnspec.report.predictions import read_predictions
from nnspec.runs.find import find_run

# A row of zeros is masked whole, and the mean of none of its steps is NaN.
SPEC = """\
name: words
data: {source: words.csv, target: y, split: {validation: 0.2, test: test.csv}}
layers:
  - Embedding: {input_dim: 6, output_dim: 3, mask_zero: true}
  - GlobalAveragePooling1D
  - Dense: {units: 1, activation: sigmoid}
compile: {loss: binary_crossentropy}
training: {epochs: 1}
"""
ROWS = [(1, 2), (0, 0), (3, 0), (0, 0), (0, 5)]
NAN = "the network gives NaN for the row on line 3 of new.csv"
LOOK = "nnspec activations shows what each layer makes of the row"


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    draw = np.random.default_rng(0).integers(1, 6, size=(40, 2)).tolist()
    labelled = [f"{a},{b},{'high' if a + b > 6 else 'low'}" for a, b in draw]
    write(folder / "words.csv", "a,b,y", labelled)
    write(folder / "new.csv", "a,b", [f"{a},{b}" for a, b in ROWS])
    write(folder / "test.csv", "a,b,y", [f"{a},{b},low" for a, b in ROWS])
    (folder / "words.yaml").write_text(SPEC)
    heard = Heard()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        nnspec.train("words.yaml", listener=heard)
    (folder / "said.json").write_text(json.dumps([p.message for p in heard.warnings]))
    return folder


@pytest.fixture
def in_words(words, monkeypatch):
    monkeypatch.chdir(words)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=RuntimeWarning)
        yield words


def write(path, header, rows):
    path.write_text("\n".join([header, *rows]) + "\n")


def problem(error):
    (only,) = error.value.problems
    return only.code, only.message, only.hint


def stream(to, on_error, **results):
    options = StreamOptions(ResultOptions(**results), on_error=on_error)
    return predict_file("words", Path("new.csv"), to, options)


def test_such_a_row_stops_a_prediction(in_words, tmp_path):
    with pytest.raises(DataError) as error:
        stream(tmp_path / "out.csv", "stop")
    go_on = "or leave such rows out"
    assert problem(error) == ("no-prediction", NAN, f"{LOOK}, {go_on}")
    assert not (tmp_path / "out.csv").exists()


def test_it_is_left_out_or_empty(in_words, tmp_path):
    done = stream(tmp_path / "out.csv", "skip", proba=True)
    assert (done.rows, done.faulty) == (3, 2)
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["a"], row["b"]) for row in rows] == [("1", "2"), ("3", "0"), ("0", "5")]
    assert all(all(row.values()) for row in rows)
    done = stream(tmp_path / "out.parquet", "null", proba=True, top_k=1)
    assert (done.rows, done.faulty) == (5, 2)
    columns = parquet.read_table(tmp_path / "out.parquet").drop_columns(["a", "b"]).to_pydict()
    assert next(iter(columns)) == "predicted_y"
    assert len(columns) == 5
    for name, values in columns.items():
        assert [value is None for value in values] == [False, True, False, True, False], name
    records = []
    options = StreamOptions(ResultOptions(threshold=0.3), on_error="null")
    predict_file("words", Path("new.csv"), None, options, records=records)
    assert records[1] == {"predicted_y": None}


def test_the_python_api_refuses_it(in_words):
    with pytest.raises(DataError) as error:
        predict("words", "new.csv")
    assert problem(error) == ("no-prediction", NAN, LOOK)
    with pytest.raises(DataError, match="NaN for the row in row 2 of the input"):
        nnspec.load("words").predict({"a": [1, 0], "b": [2, 0]})
    with pytest.raises(DataError, match="NaN for the row in row 1 of the input"):
        nnspec.load("words").predict({"a": 0, "b": 0}, proba=True)


def test_figures_of_such_rows_are_none_and_said(in_words):
    heard = Heard()
    made = evaluate("words", listener=heard).metrics
    found = made["loss"], made["rows"], made["accuracy"], made["roc_auc"], made["confusion_matrix"]
    assert found == (None, 5, None, None, None)
    said = "the network gives no number for 2 of the 5 {}, the first on line 3"
    assert [p.message for p in heard.warnings] == [said.format("test rows")]
    assert heard.warnings[0].hint == f"the figures of all of them are therefore none; {LOOK}"
    assert said.format("test rows") in json.loads(Path("said.json").read_text())
    stored = json.loads(find_run(Path("runs"), "words").metrics.read_text())["test"]
    assert (stored["loss"], stored["accuracy"]) == (None, None)
    heard = Heard()
    made = evaluate("words", input="test.csv", ci=0.9, listener=heard)
    assert made.metrics["accuracy"] is None
    assert said.format("rows of test.csv") in [p.message for p in heard.warnings]


def test_predictions_csv_has_their_truth_alone(in_words):
    run = find_run(Path("runs"), "words")
    with run.predictions.open(newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "test"]
    assert rows[1] == ["test", "3", "low", "", "", ""]
    assert all(rows[2])
    found = read_predictions(run.predictions, nnspec.load("words")._network.preprocessor)
    assert [(p.part, len(p.actual)) for p in found] == [("test", 3), ("validation", 8)]
    assert (run.path / "plots" / "confusion_matrix.png").is_file()


def test_activations_show_it_and_say_so(in_words):
    heard = Heard()
    layer = next(name for name in ("global_average_pooling1d", "global_average_pooling1d_1"))
    found = activations("words", layer, Path("new.csv"), listener=heard).values
    assert np.isnan(found).all(axis=1).tolist() == [False, True, False, True, False]
    assert [p.message for p in heard.warnings] == [
        f"{layer} gives NaN or infinite numbers for 2 of 5 rows, the first on line 3 of new.csv"
    ]


@pytest.mark.parametrize("to", ["onnx", "saved_model"])
def test_exported_files_have_no_class_for_it(in_words, tmp_path, to):
    from nnspec.export.onnx_file import run_onnx
    from nnspec.export.saved_model import run_saved_model

    path = export("words", to, tmp_path / "file", with_preprocessing=True).path
    columns = np.array([*ROWS, (2, 1e39)], np.float64).T
    run = run_onnx if to == "onnx" else run_saved_model
    found = run(path, {"a": columns[0], "b": columns[1]})
    gone = [False, True, False, True, False, True]
    assert [label == "" for label in found["predicted_y"].tolist()] == gone
    assert np.isnan(found["probabilities_y"]).all(axis=1).tolist() == gone


INPUTS = {"x": (FittedColumn("x", "numeric", (Passthrough(),)),)}
REGRESSION = FittedTarget("y", ("y",), ("numeric",), "regression", (Log1p(),))
CLASSES = FittedTarget("k", ("k",), ("text",), "sparse", (), (("a", "b"),))


class Given(Network):
    """A network that gives these arrays."""

    def __init__(self, preprocessor, **arrays):
        super().__init__(None, preprocessor, frozenset({"k"}))
        self.arrays = arrays

    def raw(self, x):
        return self.arrays


def test_what_cannot_be_undone_is_no_prediction_either():
    preprocessor = Preprocessor(INPUTS, {"y": REGRESSION})
    table = Table({"x": np.zeros(4)}, "new.csv")
    network = Given(preprocessor, y=np.float32([[1.0], [800.0], [np.inf], [-np.inf]]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = network.outputs({"x": np.zeros((4, 1), np.float32)})
        assert find_lost(preprocessor, outputs).tolist() == [False, True, True, True]
        with pytest.raises(DataError) as error:
            refuse_lost(preprocessor, outputs, table)
    assert problem(error) == (
        "no-prediction",
        "the network gives 800 for the row in row 2 of new.csv, of which undoing the target's "
        "log1p makes no finite number",
        None,
    )
    assert lost_problem(preprocessor, outputs, 2, "there").message == (
        "the network gives an infinity for the row there"
    )


def test_logits_that_are_infinite_make_no_class():
    preprocessor = Preprocessor(INPUTS, {"y": REGRESSION, "k": CLASSES})
    logits = np.float32([[0.0, 1.0], [np.inf, 0.0], [-np.inf, 0.0], [1.0, 0.0]])
    network = Given(preprocessor, y=np.float32([[1], [1], [1], [np.nan]]), k=logits)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = network.outputs({"x": np.zeros((4, 1), np.float32)})
    assert np.isnan(outputs["k"]).all(axis=1).tolist() == [False, True, True, False]
    assert find_lost(preprocessor, outputs).tolist() == [False, True, True, True]
    assert lost_problem(preprocessor, outputs, 1, "there").message == (
        "the network gives NaN for 'k' of the row there"
    )
    heard = Heard()
    warn_of_lost(preprocessor, outputs, "validation rows", lambda _row: None, heard)
    assert heard.warnings[0].message == (
        "the network gives no number for 3 of the 4 validation rows"
    )
