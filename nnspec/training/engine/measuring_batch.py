"""How many rows a network is measured on at a time."""

from __future__ import annotations

from typing import Any

from nnspec.network.forward import all_layers, largest_batch

# Losses and metrics that are not the mean of what each row gives by itself, in Keras' names without
# capitals and underscores: the correlations can go along the rows, and the hinges look whether all
# labels of a batch are 0 or 1.
_OF_BATCHES = frozenset(
    {
        "circle",
        "concordancecorrelation",
        "dice",
        "hinge",
        "pearsoncorrelation",
        "squaredhinge",
        "tversky",
    }
)
_MEANS = frozenset({"sum_over_batch_size", "mean"})


def measuring_batch_size(model: Any, batch_size: int) -> int:
    """The rows of one step of measuring.

    Where every row is measured by itself, it is no matter for the loss and the metrics how the rows
    are put into batches, but for the last digits, and large ones are quicker.

    Args:
        model: A compiled functional or sequential Keras model, whose metrics are built.
        batch_size: Rows of an update in training; the answer is never lower.
    """
    if not measures_rows_apart(model):
        return batch_size
    return max(batch_size, largest_batch(model) or 0)


def draws_while_measuring(model: Any, graph: Any) -> bool:
    """Whether measuring takes the next random numbers of a layer, one batch after the other.

    Keras' recurrent layers with dropout, and some that augment images, draw numbers that they do
    not use. How many batches are measured then decides what training draws next.

    Args:
        model: A Keras model.
        graph: The concrete function that measures with it.
    """
    states = [seed.state.value for layer in all_layers(model) for seed in layer._seed_generators]
    # On several devices a state is a variable for each.
    parts = {id(part) for state in states for part in getattr(state, "values", (state,))}
    return any(id(variable) in parts for variable in graph.graph.variables)


def measures_rows_apart(model: Any) -> bool:
    """Whether the loss and the metrics of a model are those of its rows, however batched."""
    import keras

    if len(model.outputs) > 1:
        # Keras averages each output's own loss by batches, and not by rows.
        return False
    loss = model.loss
    if isinstance(loss, dict):
        (loss,) = loss.values()
    loss = keras.losses.get(loss)
    # A mere function is a loss with Keras' usual reduction.
    if getattr(loss, "reduction", "mean") not in _MEANS:
        return False
    # The mean over a batch is then one over the rows that are left of it.
    if getattr(loss, "ignore_class", None) is not None:
        return False
    measures = [loss, *(part for metric in model.metrics for part in _parts(metric))]
    if any(_name(measure) in _OF_BATCHES for measure in measures):
        return False
    return not any(_mixes_rows(layer) for layer in all_layers(model))


def _parts(metric: Any) -> list[Any]:
    """A metric, or those that Keras keeps together for `compile`."""
    return list(getattr(metric, "metrics", None) or [metric])


def _name(measure: Any) -> str:
    name = getattr(measure, "__name__", type(measure).__name__)
    return name.replace("_", "").lower()


def _mixes_rows(layer: Any) -> bool:
    """Whether a layer of a batch takes rows together, or leaves rows out of the loss."""
    axis = getattr(layer, "axis", None)
    axes = axis if isinstance(axis, list | tuple) else (axis,)
    masks = getattr(layer, "mask_zero", False) or type(layer).__name__ == "Masking"
    return 0 in axes or masks or bool(getattr(layer, "stateful", False))
