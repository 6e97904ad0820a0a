"""Metrics against losses: the whole grid by validation, and the messages."""

from __future__ import annotations

import re

import metric_grid
import pytest

from nnspec import catalog
from nnspec.checks.validate import validate

REFUSED = ("metric-and-loss", "accuracy-of-numbers", "metric-arguments")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("grid")
    metric_grid.write_rows(made)
    return made


@pytest.fixture
def problems(folder):
    def run(kind, metrics, **options):
        path = folder / "spec.yaml"
        path.write_text(metric_grid.spec_text(kind, metrics, **options), encoding="utf-8")
        return validate(path).problems

    return run


def _written(hint):
    """The metric that a hint tells to write, None where it tells something else."""
    found = re.fullmatch(r"write (\{.*\}|\w+)", hint or "")
    return found and found[1]


@pytest.mark.parametrize("kind", metric_grid.KINDS)
def test_a_metric_passes_or_is_refused_with_a_hint_that_helps(problems, kind):
    assert problems(kind, "[]") == ()
    tried = set()
    for metric in metric_grid.metrics():
        found = [p for p in problems(kind, f"[{metric}]") if p.severity == "error"]
        assert {p.code for p in found} <= set(REFUSED), metric
        assert len(found) <= 1, metric
        for problem in found:
            assert problem.location.line == 5, metric
            assert problem.hint, metric
            other = _written(problem.hint)
            if other is not None and other not in tried:
                tried.add(other)
                assert problems(kind, f"[{other}]") == (), f"{metric}: {problem.hint}"


@pytest.mark.parametrize("kind", ["sparse", "sparse logits"])
def test_the_other_loss_that_a_hint_names_takes_the_metric(problems, kind):
    loss = "categorical_crossentropy"
    if kind == "sparse logits":
        loss = "{CategoricalCrossentropy: {from_logits: true}}"
    (problem,) = problems(kind, "[F1Score]")
    assert problem.hint.startswith(f"use {loss} in place of ")
    assert problems(kind, "[F1Score]", loss=loss) == ()


@pytest.mark.parametrize(
    ("kind", "takes"),
    [
        # What each kind takes of the metrics whose wrong use Keras does not notice.
        ("binary", {"BinaryAccuracy", "accuracy", "AUC"}),
        ("logits", {"BinaryAccuracy", "accuracy", "AUC"}),
        ("hinge", {"BinaryAccuracy", "accuracy", "AUC"}),
        ("multi-label", {"BinaryAccuracy", "AUC"}),
        ("sparse", {"SparseCategoricalAccuracy", "accuracy", "SparseCategoricalCrossentropy"}),
        ("sparse logits", {"SparseCategoricalAccuracy", "accuracy",
                           "SparseCategoricalCrossentropy"}),
        ("one-hot", {"BinaryAccuracy", "AUC", "CategoricalAccuracy", "accuracy", "F1Score",
                     "CategoricalCrossentropy"}),
        ("one-hot logits", {"CategoricalAccuracy", "accuracy", "F1Score",
                            "CategoricalCrossentropy"}),
        ("categorical hinge", {"CategoricalAccuracy", "accuracy", "F1Score"}),
        ("numbers", set()),
        ("several numbers", set()),
        ("0 or 1 as numbers", {"BinaryAccuracy", "accuracy", "AUC"}),
        ("distribution", {"CategoricalAccuracy", "accuracy", "CategoricalCrossentropy"}),
    ],
)  # fmt: skip
def test_what_each_kind_takes(problems, kind, takes):
    watched = ("AUC", "BinaryAccuracy", "CategoricalAccuracy", "CategoricalCrossentropy", "F1Score")
    watched += ("SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "accuracy")
    assert {metric for metric in watched if not problems(kind, f"[{metric}]")} == takes


def test_every_metric_of_the_catalogue_is_in_the_grid():
    names = {re.match(r"\W*(\w+)", metric)[1] for metric in metric_grid.metrics()}
    family = catalog.load().family("metrics")
    assert names == {name for name, entry in family.items() if entry.omitted is None}


@pytest.mark.parametrize(
    ("kind", "metric", "message", "hint"),
    [
        ("sparse", "AUC",
         "AUC takes 0 or 1 for every unit, but the loss sparse_categorical_crossentropy takes "
         "class numbers",
         "use categorical_crossentropy in place of sparse_categorical_crossentropy"),
        ("sparse", "top_k_categorical_accuracy",
         "top_k_categorical_accuracy takes one-hot rows, but the loss "
         "sparse_categorical_crossentropy takes class numbers",
         "write {SparseTopKCategoricalAccuracy: {k: 2}}"),
        ("one-hot", "{MeanIoU: {num_classes: 3}}",
         "MeanIoU takes class numbers, but the loss categorical_crossentropy takes one-hot rows",
         "write {OneHotMeanIoU: {num_classes: 3}}"),
        ("binary", "F1Score",
         "F1Score without a threshold takes the largest unit of a row for its class, but here each "
         "unit is 0 or 1 by itself",
         "write {F1Score: {threshold: 0.5}}"),
        ("one-hot", "bce",
         "bce takes 0 or 1 for every unit, but the loss categorical_crossentropy takes one-hot "
         "rows", "write CategoricalCrossentropy"),
        ("multi-label", "PearsonCorrelation",
         "PearsonCorrelation of a row with one label in all units is no number",
         "write {PearsonCorrelation: {axis: 0}}"),
        ("multi-label", "accuracy",
         "accuracy of several units is that of one class among them, but here each unit is 0 or 1 "
         "by itself",
         "write BinaryAccuracy"),
        ("logits", "{PrecisionAtRecall: {recall: 0.5}}",
         "PrecisionAtRecall wants probabilities, but the outputs are logits",
         "give the last layer activation: sigmoid and leave from_logits out of the loss"),
        ("hinge", "mae", "mae wants probabilities, but the outputs are scores of hinge",
         "use binary_crossentropy and sigmoid, or leave mae out"),
        ("binary", "{AUC: {from_logits: true}}",
         "AUC is told from_logits, but the outputs are probabilities", "leave from_logits out"),
        ("logits", "{BinaryCrossentropy: {from_logits: false}}",
         "BinaryCrossentropy is told that the outputs are no logits, but they are",
         "leave from_logits out"),
        ("numbers", "cosine_similarity",
         "cosine_similarity compares the numbers of a row with one another, and there is one",
         "write {CosineSimilarity: {axis: 0}}"),
        ("numbers", "Precision", "Precision is for classes, but the target is numbers",
         "use mae, RootMeanSquaredError or R2Score"),
    ],
)  # fmt: skip
def test_messages(problems, kind, metric, message, hint):
    (problem,) = problems(kind, f"[{metric}]")
    assert (problem.message, problem.hint) == (message, hint)


def test_weighted_metrics_are_looked_at_too(problems):
    text = "[mae], weighted_metrics: [accuracy]"
    assert [p.code for p in problems("numbers", text)] == ["accuracy-of-numbers"]


def test_a_list_for_all_outputs_names_the_output_that_a_metric_fits(folder):
    (folder / "two.yaml").write_text(
        """\
data: {source: rows.csv, target: {kind: [three], size: [u]}, features: [a, b]}
layers:
  - Dense: 4
    name: h
  - Dense: {units: 3, activation: softmax}
    name: kind
    from: h
  - Dense: 1
    name: size
    from: h
outputs: [kind, size]
compile:
  optimizer: adam
  loss: {kind: sparse_categorical_crossentropy, size: mse}
  metrics: METRICS
""".replace("METRICS", "[mae]"),
        encoding="utf-8",
    )
    (problem,) = validate(folder / "two.yaml").errors
    assert problem.hint == "give it to its output alone: metrics: {size: [mae]}"
    assert not validate(folder / "two.yaml", ["compile.metrics={size: [mae]}"]).errors


@pytest.mark.parametrize(
    ("kind", "metric", "codes"),
    [
        ("logits", "{BinaryAccuracy: {threshold: 0.5}}", ["threshold-of-scores"]),
        ("hinge", "{Recall: {thresholds: [0, 0.5]}}", ["threshold-of-scores"]),
        ("logits", "{Recall: {thresholds: 0}}", []),
        ("binary", "{Recall: {thresholds: 0.4}}", []),
        # Its thresholds are compared with the sigmoid of the logits.
        ("logits", "{AUC: {thresholds: [0.2, 0.5]}}", []),
    ],
)
def test_thresholds_of_logits(problems, kind, metric, codes):
    assert [problem.code for problem in problems(kind, f"[{metric}]")] == codes
