"""Logits and scores: one border between the classes, in the history, the table and all files."""

from __future__ import annotations

import csv
import json

import metric_grid
import numpy as np
import onnxruntime
import pandas as pd
import pytest
from sklearn import metrics
from support import Heard

import nnspec
from nnspec.evaluation.own_rows import own_rows
from nnspec.export.export import export
from nnspec.prediction.network import load_keras_network
from nnspec.spec.load import load_spec

WATCHED = "[accuracy, BinaryAccuracy, BinaryIoU, Precision, Recall, TruePositives, AUC]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("scores")
    metric_grid.write_rows(made)
    return made


@pytest.fixture
def trained(folder, monkeypatch):
    monkeypatch.chdir(folder)

    def run(kind):
        text = metric_grid.spec_text(kind, WATCHED)
        (folder / "grid.yaml").write_text(text, encoding="utf-8")
        heard = Heard()
        made = nnspec.train("grid.yaml", plots=False, listener=heard)
        with made.folder.history.open(encoding="utf-8", newline="") as file:
            history = list(csv.DictReader(file))
        table = own_rows(made.folder, load_spec(made.folder.resolved_spec), "validation")
        network = load_keras_network(made.folder)
        raw = network.raw(network.preprocessor.transform(table["validation"]))["two"][:, 0]
        return made, history[-1], table["validation"], raw, heard

    return run


@pytest.mark.parametrize(
    ("kind", "word"),
    [("logits", "logits of BinaryCrossentropy"), ("hinge", "scores of hinge")],
)
def test_everything_is_cut_at_zero(trained, kind, word):
    made, history, table, raw, heard = trained(kind)
    names = "accuracy, BinaryAccuracy, BinaryIoU, Precision, Recall, TruePositives, AUC"
    line = f"{names} read the {word}: the border between the classes is 0, as in the run's own "
    assert f"{line}table" in heard.notes
    true, guess = table["two"] == "yes", raw > 0
    right = {
        "accuracy": metrics.accuracy_score(true, guess),
        "BinaryAccuracy": metrics.accuracy_score(true, guess),
        "BinaryIoU": np.mean(metrics.jaccard_score(true, guess, average=None)),
        "Precision": metrics.precision_score(true, guess),
        "Recall": metrics.recall_score(true, guess),
        "TruePositives": np.sum(true & guess),
    }
    assert 0.5 < right["accuracy"] < 1
    assert {name: float(history[f"val_{name}"]) for name in right} == pytest.approx(right, rel=1e-6)
    # The cut is one that matters: at 0.5 another number would stand there.
    assert np.any((raw > 0) != (raw > 0.5))
    area = metrics.roc_auc_score(true, raw)
    assert float(history["val_AUC"]) == pytest.approx(area, abs=0.01)
    found = json.loads(made.folder.metrics.read_text(encoding="utf-8"))["validation"]
    assert found["accuracy"] == right["accuracy"]
    assert found["roc_auc"] == pytest.approx(area)
    with made.folder.predictions.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "validation"]
    words = np.where(guess, "yes", "no").tolist()
    assert [row["predicted_two"] for row in rows] == words
    value = "score" if kind == "hinge" else "probability"
    assert [name for name in rows[0] if name.endswith("_yes")] == [f"{value}_yes"]
    predicted = nnspec.predict(made.folder, pd.DataFrame(dict(table.columns)), proba=True)
    assert predicted.columns["predicted_two"].tolist() == words
    assert list(predicted.columns)[1:] == [f"{value}_no", f"{value}_yes"]


def test_a_file_for_other_programs_is_cut_at_zero_too(trained, folder):
    made, _, table, raw, _ = trained("hinge")
    export(made.folder, "onnx", folder / "hinge.onnx", with_preprocessing=True)
    session = onnxruntime.InferenceSession(folder / "hinge.onnx")
    found = dict(
        zip(
            [output.name for output in session.get_outputs()],
            session.run(None, {name: table[name] for name in ("a", "b")}),
            strict=True,
        )
    )
    assert found["predicted_two"].tolist() == np.where(raw > 0, "yes", "no").tolist()
    np.testing.assert_allclose(found["scores_two"], np.stack([-raw, raw], axis=1), atol=1e-6)
