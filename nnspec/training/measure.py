"""The metrics of a trained network on each part of its rows."""

from __future__ import annotations

from typing import Any

from nnspec.inference.network import Network, model_input, model_target
from nnspec.inference.score import score
from nnspec.training.work import Work


def measure(work: Work, model: Any) -> dict[str, Any]:
    """For each part that has rows: Keras' loss, and the metrics in the target's own units."""
    network = Network(model, work.data.preprocessor, work.logits)
    batch_size = work.loaded.spec.training.batch_size
    metrics = {}
    for name in ("training", "validation", "test"):
        part = getattr(work.data, name)
        if not part.n_rows:
            continue
        measured = model.evaluate(
            model_input(part.x),
            model_target(part.y),
            batch_size=max(batch_size, 1024),
            verbose=0,
            return_dict=True,
        )
        scores = score(work.data.preprocessor, network.outputs(part.x), work.table.take(part.rows))
        metrics[name] = {"loss": float(measured["loss"]), **scores}
    return metrics
