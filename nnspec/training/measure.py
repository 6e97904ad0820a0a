"""The metrics of a trained network on each part of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnspec.data.table.table import Table
from nnspec.listener import Listener
from nnspec.network.forward import all_layers
from nnspec.prediction.lost_rows import warn_of_lost
from nnspec.prediction.network import Network
from nnspec.scoring.loss_facts import LossFacts, loss_facts
from nnspec.scoring.score import score, with_output_losses
from nnspec.scoring.total_loss import output_losses, why_no_loss
from nnspec.training.devices.replicas import shared
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.epochs_on_disk import measure_rows
from nnspec.training.engine.measuring_batch import measures_rows_apart
from nnspec.training.read import Work

BATCH_ROWS = 1024
"""Rows that are measured together, where it matters which."""


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


def loss_facts_of(model: Any, outputs: Sequence[str]) -> dict[str, Any]:
    """What a network's loss depends on besides its outputs, for run.json.

    Args:
        model: A built Keras model.
        outputs: The outputs' names; a single output may have any.

    Returns:
        `regularization`; `masked_outputs`, those that Keras' loss finds a mask on; and
        `activity_regularizers`, the layers that add to the loss what they make of the rows.
    """
    # Several outputs are a mapping; Keras' own list of them is sorted by name.
    ends = model.output if len(outputs) > 1 else {outputs[0]: model.outputs[0]}
    return {
        "regularization": regularization_of(model),
        # What `keras.src.backend.get_keras_mask` looks for in `Loss.__call__`.
        "masked_outputs": [
            name for name in outputs if getattr(ends[name], "_keras_mask", None) is not None
        ],
        "activity_regularizers": [
            layer.name for layer in all_layers(model) if layer.activity_regularizer is not None
        ],
    }


def network_of(work: Work, model: Any) -> Network:
    """A model with the preprocessing of its rows."""
    return Network(model, work.data.preprocessor, work.logits)


def measure(
    work: Work, model: Any, engine: Engine | None = None, listener: Listener | None = None
) -> Measured:
    """Measure a trained network on each part that has rows.

    Args:
        work: The rows.
        model: The network.
        engine: The one that trained it, whose graph is at hand; for rows that are measured
            together it does not matter which.
        listener: Hears of rows for which the network gives no number.
    """
    network = network_of(work, model)
    if engine is None or engine.xla or not measures_rows_apart(model):
        batch_size = max(work.loaded.spec.training.batch_size, BATCH_ROWS)
        engine = Engine(shared(model), batch_size=batch_size)
    spec, targets = work.loaded.spec, work.data.preprocessor.targets
    facts = loss_facts(loss_facts_of(model, list(targets)), spec)
    metrics, outputs = {}, {}
    for name, rows in work.data.by_name().items():
        if not rows.n_rows:
            continue
        measured = measure_rows(engine, rows)
        made = rows.outputs(network.outputs)
        truth = rows.truth()
        warn_of_lost(network.preprocessor, made, f"{name} rows", rows.place, listener or Listener())
        scores = score(network.preprocessor, made, truth)
        scores = with_output_losses(scores, _apart(work, facts, truth, made, rows.row_weights()))
        metrics[name] = {"loss": float(measured["loss"]), **scores}
        outputs[name] = made
    return Measured(network, metrics, outputs)


def _apart(
    work: Work,
    facts: LossFacts,
    truth: Table,
    outputs: Mapping[str, np.ndarray],
    weights: np.ndarray | None,
) -> dict[str, float]:
    """The loss of each of several outputs over all rows, as far as the outputs alone say it."""
    spec, targets = work.loaded.spec, work.data.preprocessor.targets
    if len(targets) == 1:
        return {}
    encodings = {name: target.encoding for name, target in targets.items()}
    if why_no_loss(spec, encodings, facts) is not None:
        return {}
    y = work.data.preprocessor.encode_target(truth)
    with np.errstate(invalid="ignore", over="ignore"):
        return output_losses(spec, encodings, y, outputs, sample_weight=weights)
