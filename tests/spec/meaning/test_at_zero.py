"""What metrics are told of logits and scores."""

from __future__ import annotations

import pytest

from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.at_zero import at_zero, cuts_at_zero

LOGITS = ObjectSpec("BinaryCrossentropy", {"from_logits": True}, identifier="BinaryCrossentropy")
CLASSES = ObjectSpec("CategoricalCrossentropy", {"from_logits": True})
HINGE = ObjectSpec("Hinge", identifier="hinge")


@pytest.mark.parametrize(
    ("metric", "loss", "scores", "name", "told"),
    [
        (ObjectSpec("accuracy", identifier="acc"), LOGITS, "logit", "BinaryAccuracy",
         {"threshold": 0.0, "name": "acc"}),
        (ObjectSpec("Precision", identifier="Precision"), LOGITS, "logit", "Precision",
         {"thresholds": 0.0, "name": "Precision"}),
        (ObjectSpec("Recall", {"class_id": 0}), HINGE, "score", "Recall",
         {"class_id": 0, "thresholds": 0.0, "name": "recall"}),
        (ObjectSpec("AUC", {"curve": "PR", "name": "pr"}), LOGITS, "logit", "AUC",
         {"curve": "PR", "name": "pr", "from_logits": True}),
        (ObjectSpec("AUC", identifier="AUC"), HINGE, "score", "AUC",
         {"from_logits": True, "name": "AUC"}),
        (ObjectSpec("CategoricalCrossentropy", identifier="categorical_crossentropy"), CLASSES,
         "logit", "CategoricalCrossentropy",
         {"from_logits": True, "name": "categorical_crossentropy"}),
        # A function of Keras takes no name: the identifier is its log's.
        (ObjectSpec("binary_focal_crossentropy", identifier="binary_focal_crossentropy"), LOGITS,
         "logit", "binary_focal_crossentropy", {"from_logits": True}),
    ],
)  # fmt: skip
def test_what_is_left_open_is_said(metric, loss, scores, name, told):
    made = at_zero(metric, loss, scores)
    assert (made.name, dict(made.arguments)) == (name, told)
    assert made.identifier == metric.identifier


@pytest.mark.parametrize(
    ("metric", "loss", "scores"),
    [
        (ObjectSpec("accuracy"), ObjectSpec("BinaryCrossentropy"), "probability"),
        # A sigmoid before a loss that is told from_logits: Keras looks behind it.
        (ObjectSpec("accuracy"), LOGITS, "probability"),
        (ObjectSpec("Precision", {"thresholds": 0.3}), LOGITS, "logit"),
        (ObjectSpec("Precision", {"top_k": 2}), LOGITS, "logit"),
        (ObjectSpec("AUC", {"from_logits": False}), LOGITS, "logit"),
        (ObjectSpec("accuracy"), CLASSES, "logit"),
        (ObjectSpec("BinaryCrossentropy"), HINGE, "score"),
        (ObjectSpec("Hinge"), HINGE, "score"),
        (ObjectSpec("MeanAbsoluteError"), ObjectSpec("MeanSquaredError"), "number"),
    ],
)
def test_the_rest_stays_as_it_is(metric, loss, scores):
    assert at_zero(metric, loss, scores) is metric


def test_it_is_said_once_an_output(in_tmp_spec):
    spec = in_tmp_spec("[accuracy, AUC, mae]")
    assert cuts_at_zero(spec, {"y": LOGITS}, {"y": "logit"}) == [
        "accuracy, AUC read the logits of BinaryCrossentropy: the border between the classes is "
        "0, as in the run's own table"
    ]
    assert cuts_at_zero(spec, {"y": HINGE, "z": HINGE}, {"y": "score", "z": "probability"}) == [
        "accuracy, AUC of y read the scores of hinge: the border between the classes is 0, as in "
        "the run's own table"
    ]
    assert cuts_at_zero(in_tmp_spec("[AUC]"), {"y": HINGE}, {"y": "score"}) == [
        "AUC read the scores of hinge"
    ]
    assert cuts_at_zero(spec, {"y": HINGE}, {"y": "probability"}) == []


@pytest.fixture
def in_tmp_spec(tmp_path):
    from nnspec.spec.load import load_spec

    def make(metrics):
        text = "data: {source: rows.csv, target: y}\nlayers: [{Dense: 1}]\n"
        text += f"compile: {{optimizer: adam, loss: mse, metrics: {metrics}}}\n"
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return load_spec(tmp_path / "spec.yaml").spec

    return make
