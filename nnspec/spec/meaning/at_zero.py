"""What metrics are told where an output is no probability: that they read logits, or cut at 0.

Keras cuts at 0.5 whatever the outputs are, and says of logits that `thresholds` "should be set to
0". Where a spec leaves it open, this is done for it, so that a run's metrics and its table agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnspec import catalog
from nnspec.errors import listing
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.meaning.ends import Scores
from nnspec.spec.meaning.logs import metric_log_name, metrics_of

_ACCURACY = "accuracy"


def at_zero(metric: ObjectSpec, loss: ObjectSpec, scores: Scores) -> ObjectSpec:
    """A metric with what it must be told of the outputs of a loss; itself where that is nothing.

    Args:
        metric: A metric of the spec.
        loss: The loss of the output that it measures.
        scores: What the output's values are.

    Returns:
        It logs under the same name. What the spec says itself is not changed.
    """
    told = _told(metric, loss, scores)
    if not told:
        return metric
    name = "BinaryAccuracy" if metric.name == _ACCURACY else metric.name
    entry = catalog.load().find("metrics", name)
    if entry is not None and entry.parameter("name") is not None:
        told["name"] = metric_log_name(metric)
    return ObjectSpec(name, {**metric.arguments, **told}, metric.path, metric.identifier)


def cuts_at_zero(
    spec: Spec, losses: Mapping[str, ObjectSpec], scores: Mapping[str, Scores]
) -> list[str]:
    """What is said of the metrics that are told something, a line an output.

    Args:
        spec: The spec.
        losses: The loss of each output.
        scores: What each output's values are.
    """
    lines = []
    for output, loss in losses.items():
        groups = (spec.compile.metrics, spec.compile.weighted_metrics)
        every = [metric for group in groups for metric in metrics_of(group, output)]
        told = [(metric_log_name(one), _told(one, loss, scores[output])) for one in every]
        words = listing(list(dict.fromkeys(name for name, more in told if more)))
        if not words:
            continue
        of = f" of {output}" if len(losses) > 1 else ""
        line = f"{words}{of} read the {scores[output]}s of {loss.identifier or loss.name}"
        if any(more and "from_logits" not in more for _, more in told):
            line += ": the border between the classes is 0, as in the run's own table"
        lines.append(line)
    return lines


def _told(metric: ObjectSpec, loss: ObjectSpec, scores: Scores) -> dict[str, Any]:
    entry, of_loss = catalog.load().find("metrics", metric.name), _entry(loss)
    if entry is None or of_loss is None or scores not in ("logit", "score"):
        return {}
    binary = of_loss.target == "binary"
    if entry.parameter("from_logits") is not None:
        # The sigmoid of a score orders the rows as the score does, which is all that AUC needs.
        fits = binary if metric.name == "AUC" else scores == "logit"
        return {"from_logits": True} if fits and "from_logits" not in metric.arguments else {}
    if not binary:
        return {}
    if metric.name == _ACCURACY or entry.name in ("BinaryAccuracy", "BinaryIoU"):
        return {} if "threshold" in metric.arguments else {"threshold": 0.0}
    if entry.parameter("thresholds") is None or metric.argument("top_k") is not None:
        return {}
    return {} if metric.argument("thresholds") is not None else {"thresholds": 0.0}


def _entry(loss: ObjectSpec) -> catalog.Entry | None:
    return catalog.load().find("losses", loss.name)
