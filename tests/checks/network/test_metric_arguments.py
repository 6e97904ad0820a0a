"""Arguments of metrics and losses against the units of the output."""

from __future__ import annotations

import metric_grid
import pytest

from nnspec.checks.validate import validate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("arguments")
    metric_grid.write_rows(made)
    return made


def _found(folder, kind, metrics, loss=None):
    path = folder / "spec.yaml"
    path.write_text(metric_grid.spec_text(kind, metrics, loss=loss), encoding="utf-8")
    return validate(path).problems


@pytest.mark.parametrize(
    ("kind", "metric", "message"),
    [
        ("one-hot", "{Recall: {class_id: 9}}",
         "there is no class_id 9: the output has 3 units, 0 to 2"),
        ("binary", "{PrecisionAtRecall: {recall: 0.5, class_id: 1}}",
         "there is no class_id 1: the output has one unit, 0"),
        ("one-hot", "{Precision: {top_k: 3}}", "top_k: 3 takes every class of 3 for a hit"),
        ("numbers", "{R2Score: {num_regressors: 1}}",
         "num_regressors is for metrics outside a training: Keras has no graph of it"),
        ("one-hot", "TopKCategoricalAccuracy", "k: 5 takes every class of 3 for a hit"),
        ("sparse", "{SparseTopKCategoricalAccuracy: {k: 4}}",
         "k: 4 takes every class of 3 for a hit"),
        ("sparse", "{SparseTopKCategoricalAccuracy: {k: 2, from_sorted_ids: true}}",
         "from_sorted_ids takes outputs that are ranked class numbers"),
        ("one-hot", "{AUC: {multi_label: true, label_weights: [1, 2]}}",
         "2 label_weights for an output of 3 units"),
        ("one-hot", "{AUC: {num_labels: 3}}", "num_labels is for multi_label: true only"),
        ("one-hot", "{AUC: {multi_label: true, num_labels: 2}}",
         "num_labels: 2 of an output of 3 units"),
        ("sparse", "{MeanIoU: {num_classes: 3}}",
         "MeanIoU takes the outputs for class numbers, but they are a number for each class"),
        ("sparse", "{MeanIoU: {num_classes: 3, sparse_y_pred: false, sparse_y_true: false}}",
         "sparse_y_true: false takes one-hot rows, but the target is class numbers"),
        ("sparse", "{MeanIoU: {num_classes: 2, sparse_y_pred: false}}",
         "num_classes: 2 of an output of 3 units"),
        ("one-hot", "{OneHotIoU: {num_classes: 3, target_class_ids: [3]}}",
         "there is no class 3: OneHotIoU has 0 to 2"),
        ("one-hot", "{OneHotIoU: {num_classes: 3, target_class_ids: []}}",
         "no class is named: OneHotIoU has 0 to 2"),
        ("binary", "{BinaryIoU: {target_class_ids: [16]}}",
         "there is no class 16: BinaryIoU has 0 to 1"),
        ("binary", "{Precision: {thresholds: []}}", "no threshold is named"),
        ("one-hot", "{categorical_focal_crossentropy: {alpha: [1, 2]}}",
         "2 weights in alpha for 3 units"),
        ("one-hot", "{CategoricalCrossentropy: {axis: 2}}",
         "axis: 2 of an output that has the axes 0 and 1"),
        ("one-hot", "{CategoricalCrossentropy: {axis: 0}}",
         "axis: 0 is that of the rows; CategoricalCrossentropy goes over the classes"),
        ("several numbers", "{CosineSimilarity: {axis: -3}}",
         "axis: -3 of an output that has the axes 0 and 1"),
    ],
)  # fmt: skip
def test_metrics(folder, kind, metric, message):
    (problem,) = _found(folder, kind, f"[{metric}]")
    assert (problem.code, problem.message) == ("metric-arguments", message)


@pytest.mark.parametrize(
    ("kind", "metric"),
    [
        ("one-hot", "{Recall: {class_id: 2}}"),
        ("multi-label", "{Recall: {class_id: 2, thresholds: [0.3, 0.5]}}"),
        ("one-hot", "{Precision: {top_k: 2}}"),
        ("one-hot", "{AUC: {multi_label: true, num_labels: 3, label_weights: [1, 2, 3]}}"),
        ("one-hot", "{AUC: {label_weights: [1, 2, 3]}}"),
        ("sparse", "{IoU: {num_classes: 3, target_class_ids: [0, 2], sparse_y_pred: false}}"),
        ("one-hot", "{categorical_focal_crossentropy: {alpha: [1, 2, 3]}}"),
        ("one-hot", "{CategoricalCrossentropy: {axis: 1}}"),
        ("numbers", "{PearsonCorrelation: {axis: 0}}"),
    ],
)
def test_metrics_that_fit(folder, kind, metric):
    assert _found(folder, kind, f"[{metric}]") == ()


@pytest.mark.parametrize(
    ("kind", "loss", "message"),
    [
        ("one-hot", "{CategoricalCrossentropy: {axis: 3}}",
         "axis: 3 of an output that has the axes 0 and 1"),
        ("binary", "{BinaryCrossentropy: {axis: 0}}",
         "axis: 0 is that of the rows; BinaryCrossentropy goes over the classes"),
        ("one-hot", "{Dice: {axis: [0, 2]}}", "axis: 2 of an output that has the axes 0 and 1"),
        ("one-hot", "{CategoricalFocalCrossentropy: {alpha: [0.2, 0.3]}}",
         "2 weights in alpha for 3 units"),
        ("one-hot", "{Dice: {axis: 1}}", None),
        ("one-hot", "{CategoricalFocalCrossentropy: {alpha: [0.2, 0.3, 0.5]}}", None),
    ],
)  # fmt: skip
def test_losses(folder, kind, loss, message):
    found = _found(folder, kind, "[]", loss)
    expected = [] if message is None else [("loss-arguments", message)]
    assert [(problem.code, problem.message) for problem in found] == expected
