"""The metrics of a trained network on each part of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnspec.data.streamed_part import StreamedPart
from nnspec.inference.network import Network, model_input, model_target
from nnspec.inference.score import score
from nnspec.training.engine import Engine
from nnspec.training.replicas import shared
from nnspec.training.streamed import measure_part
from nnspec.training.work import Work


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a trained network makes of its rows.

    Attributes:
        network: The network.
        metrics: What metrics.json holds: for each part Keras' loss, and the metrics in the
            target's own units.
        outputs: For each part what `Network.outputs` gave.
    """

    network: Network
    metrics: dict[str, Any]
    outputs: dict[str, dict[str, np.ndarray]]


def regularization_of(model: Any) -> float:
    """What the regularizers of a network's weights add to its loss, whatever the rows.

    As `Layer._get_regularization_losses` in Keras: the penalties of the trainable weights. With
    it, `evaluate` gives Keras' loss without Keras.
    """
    weights = model.trainable_weights
    return float(sum(float(w.regularizer(w)) for w in weights if w.regularizer is not None))


def measure(work: Work, model: Any) -> Measured:
    """Measure a trained network on each part that has rows."""
    network = Network(model, work.data.preprocessor, work.logits)
    batch_size = max(work.loaded.spec.training.batch_size, 1024)
    engine = Engine(shared(model), batch_size=batch_size)
    metrics, outputs = {}, {}
    for name in ("training", "validation", "test"):
        part = getattr(work.data, name)
        if not part.n_rows:
            continue
        if isinstance(part, StreamedPart):
            measured = measure_part(engine, part)
            outputs[name] = part.outputs(network.outputs)
            truth = part.targets()
        else:
            measured = model.evaluate(
                model_input(part.x),
                model_target(part.y),
                sample_weight=part.weights,
                batch_size=batch_size,
                verbose=0,
                return_dict=True,
            )
            outputs[name] = network.outputs(part.x)
            truth = work.table.take(part.rows)
        scores = score(work.data.preprocessor, outputs[name], truth)
        metrics[name] = {"loss": float(measured["loss"]), **scores}
    return Measured(network, metrics, outputs)
