"""Which metric measures which output, where a spec of its own would say no more."""

from __future__ import annotations

import pytest

from nnspec.checks.network.metric_rules import Measured, misfit, word, written
from nnspec.spec.language.objects import ObjectSpec

LOSS = ObjectSpec("CategoricalCrossentropy", {"from_logits": True}, identifier="CCE")


@pytest.mark.parametrize(
    ("metric", "at", "fits"),
    [
        (ObjectSpec("Precision", {"top_k": 1}), Measured("one_hot", "logit", LOSS, 3), True),
        (ObjectSpec("Precision"), Measured("one_hot", "logit", LOSS, 3), False),
        (ObjectSpec("F1Score", {"threshold": 0.5}), Measured("one_hot", "logit", LOSS, 3), False),
        (ObjectSpec("F1Score", {"threshold": 0.5}), Measured("binary", "logit", LOSS, 1), False),
        (ObjectSpec("BinaryCrossentropy"), Measured("one_hot", "logit", LOSS, 3), False),
        (ObjectSpec("AUC"), Measured("one_hot", "score", LOSS, 3), False),
        (ObjectSpec("KLDivergence"), Measured("one_hot", "score", LOSS, 3), False),
        # A target of several columns that is a distribution is no place for logits either.
        (ObjectSpec("KLDivergence"), Measured("regression", "logit", LOSS, 2, distribution=True),
         False),
        (ObjectSpec("CategoricalCrossentropy"),
         Measured("regression", "logit", LOSS, 2, distribution=True), True),
        # What is not known of the units stops nothing.
        (ObjectSpec("CosineSimilarity"), Measured("one_hot", "probability", LOSS), True),
        (ObjectSpec("accuracy"), Measured("binary", "probability", LOSS), True),
    ],
)  # fmt: skip
def test_what_fits(metric, at, fits):
    assert (misfit(metric, at) is None) == fits


def test_how_a_metric_is_written():
    metric = ObjectSpec("Recall", {"name": "found"}, identifier="recall")
    assert written(metric, thresholds=0.5) == "{Recall: {name: found, thresholds: 0.5}}"
    assert written(ObjectSpec("Recall")) == "Recall"
    assert word(metric) == "recall"
