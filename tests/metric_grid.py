"""Every metric of the catalogue under every kind of loss, as specs."""

from __future__ import annotations

import numpy as np

from nnspec import catalog

ROWS = 80

KINDS = {
    "binary": ("two", "{units: 1, activation: sigmoid}", "binary_crossentropy"),
    "logits": ("two", "1", "{BinaryCrossentropy: {from_logits: true}}"),
    "hinge": ("two", "{units: 1, activation: tanh}", "hinge"),
    "multi-label": ("[p, q, r]", "{units: 3, activation: sigmoid}", "binary_crossentropy"),
    "sparse": (
        "three",
        "{units: 3, activation: softmax}",
        "sparse_categorical_crossentropy",
    ),
    "sparse logits": ("three", "3", "{SparseCategoricalCrossentropy: {from_logits: true}}"),
    "one-hot": ("three", "{units: 3, activation: softmax}", "categorical_crossentropy"),
    "one-hot columns": (
        "[low, mid, high]",
        "{units: 3, activation: softmax}",
        "categorical_crossentropy",
    ),
    "one-hot logits": ("three", "3", "{CategoricalCrossentropy: {from_logits: true}}"),
    "categorical hinge": ("three", "3", "categorical_hinge"),
    "numbers": ("u", "1", "mse"),
    "several numbers": ("[u, v]", "2", "mse"),
    "0 or 1 as numbers": ("p", "{units: 1, activation: sigmoid}", "mse"),
    "distribution": ("[s, t]", "{units: 2, activation: softmax}", "kl_divergence"),
}
"""Target, last layer and loss."""

_ARGUMENTS = {
    "IoU": "num_classes: 3, target_class_ids: [1]",
    "MeanIoU": "num_classes: 3",
    "OneHotIoU": "num_classes: 3, target_class_ids: [1]",
    "OneHotMeanIoU": "num_classes: 3",
    "PrecisionAtRecall": "recall: 0.5",
    "RecallAtPrecision": "precision: 0.5",
    "SensitivityAtSpecificity": "specificity: 0.5",
    "SpecificityAtSensitivity": "sensitivity: 0.5",
}

WITH_ARGUMENTS = (
    "{AUC: {curve: PR}}",
    "{BinaryAccuracy: {threshold: 0.3}}",
    "{BinaryIoU: {target_class_ids: [1]}}",
    "{CosineSimilarity: {axis: 0}}",
    "{F1Score: {threshold: 0.5}}",
    "{FBetaScore: {average: macro, beta: 2.0}}",
    "{IoU: {num_classes: 3, target_class_ids: [1], sparse_y_pred: false}}",
    "{MeanIoU: {num_classes: 3, sparse_y_pred: false}}",
    "{PearsonCorrelation: {axis: 0}}",
    "{Precision: {class_id: 0}}",
    "{R2Score: {class_aggregation: variance_weighted_average}}",
    "{Recall: {thresholds: 0.3}}",
    "{SparseTopKCategoricalAccuracy: {k: 2}}",
    "{TopKCategoricalAccuracy: {k: 2}}",
    "{TruePositives: {thresholds: [-0.2, 0.2, 0.7]}}",
)
"""Metrics with arguments, some of which they need in order to fit: a name once each."""


def metrics() -> list[str]:
    """Every metric, as a spec names it with what it cannot do without."""
    family = catalog.load().family("metrics")
    names = sorted(name for name, entry in family.items() if entry.omitted is None)
    return [f"{{{n}: {{{_ARGUMENTS[n]}}}}}" if n in _ARGUMENTS else n for n in names]


def write_rows(folder) -> None:
    """Write the rows: two features and a target of every kind."""
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, ROWS))
    noise = rng.normal(size=(4, ROWS))
    two = np.where(a + b + noise[0] > 0.4, "yes", "no")
    three = np.array(["low", "mid", "high"])[np.digitize(a - b + noise[1], (-0.7, 0.9))]
    p, q, r = (a + noise[1] > 0.5, b + noise[2] > 0, a - b > noise[3])
    u, v = 2 + a - b + 0.3 * noise[0], 40 * b + noise[2]
    s = 1 / (1 + np.exp(-a))
    lines = ["a,b,two,three,low,mid,high,p,q,r,u,v,s,t"]
    for i in range(ROWS):
        numbers = [f"{x:.4f}" for x in (u[i], v[i], s[i], 1 - s[i])]
        labels = [str(int(three[i] == name)) for name in ("low", "mid", "high")]
        labels += [str(int(x[i])) for x in (p, q, r)]
        lines.append(",".join([f"{a[i]:.4f}", f"{b[i]:.4f}", two[i], three[i], *labels, *numbers]))
    (folder / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def spec_text(kind: str, metrics: str, *, loss: str | None = None, epochs: int = 3) -> str:
    """A spec of a kind with these metrics, a list in YAML."""
    target, layer, own = KINDS[kind]
    return f"""\
name: grid
data: {{source: rows.csv, target: {target}, features: [a, b], split: {{stratify: false, seed: 1}}}}
layers:
  - Dense: {layer}
compile: {{optimizer: {{Adam: 0.05}}, loss: {loss or own}, metrics: {metrics}}}
training: {{epochs: {epochs}, batch_size: 16, seed: 1}}
ignore: [unscaled-target, unscaled-features]
"""
