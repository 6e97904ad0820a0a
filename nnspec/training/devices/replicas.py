"""Training on several devices at once: each takes a share of every batch.

Every device has a copy of the weights (a replica), computes the gradients of its own rows, and all
copies are updated with the sum: `tf.distribute.MirroredStrategy`. A replica's loss is the mean of
its own rows, and Keras divides it by the number of replicas. Where shares are unequal, that is not
the mean of the batch; each replica's loss is therefore weighed by its share,

    c = n_r * R / n

with n rows in the batch, n_r of them the replica's, and R replicas. The weights c add up to R, so
that regularizers, which every replica adds whole, come out whole too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nnspec.errors import Problem, SpecError
from nnspec.listener import Listener
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import LoadedSpec
from nnspec.training.engine.route import needs_fit

# Losses that compare the rows of a batch with one another, so that shares do not add up to it.
_WHOLE_BATCH = ("Circle", "Dice", "Tversky")


def share_out(loaded: LoadedSpec, listener: Listener) -> Any:
    """The strategy for `distribute: mirrored`, under which the network has to be built.

    Args:
        loaded: The spec.
        listener: Hears on how many devices the network will be trained.

    Returns:
        A `tf.distribute.MirroredStrategy` over the visible GPUs, or over the logical CPUs where
        there is no GPU; None without `distribute`, and with one device, which needs none.

    Raises:
        SpecError: The losses of shares would not add up to the loss of the batch, or a callback
            needs Keras' own `fit`.
    """
    if loaded.spec.training.distribute is None:
        return None
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) == 1:
        kind = devices[0].device_type
        listener.note(f"distribute: mirrored trains on one device, the only {kind} there is")
        return None
    _refuse_unshared(loaded)
    names = [device.name.rpartition("/device:")[2] for device in devices]
    listener.note(f"training on {len(names)} devices: {', '.join(names)}")
    return tf.distribute.MirroredStrategy([f"/{name}" for name in names])


def _refuse_unshared(loaded: LoadedSpec) -> None:
    spec = loaded.spec
    reason = needs_fit(spec)
    if reason is not None:
        message = f"distribute: mirrored shares out whole epochs, but {reason}"
        location = loaded.document.locate(("training", "distribute"))
        raise SpecError(Problem("not-distributed", message, location))
    steps = spec.compile.optimizer.argument("gradient_accumulation_steps")
    if steps is not None:
        message = "gradient_accumulation_steps does not go with distribute: mirrored"
        location = loaded.document.locate(("training", "distribute"))
        hint = "a larger batch_size does the same: each device has only its share in memory"
        raise SpecError(Problem("not-distributed", message, location, hint))
    # Keras looks for gradients that overflowed on the first device alone, and lets the others' in.
    scales = spec.compile.optimizer.name == "LossScaleOptimizer"
    if spec.training.precision == "mixed_float16" or scales:
        what = "LossScaleOptimizer" if scales else "mixed_float16"
        message = f"{what} does not go with distribute: mirrored in this version of Keras"
        location = loaded.document.locate(("training", "distribute"))
        hint = "mixed_bfloat16 does: it has the range of float32"
        raise SpecError(Problem("not-distributed", message, location, hint))
    for layer in spec.layers:
        made = layer.object
        if made is None:
            continue
        if made.name == "BatchNormalization" and not made.argument("synchronized"):
            message = "BatchNormalization would normalize each device's share by itself"
            location = loaded.document.locate(layer.path)
            raise SpecError(Problem("not-distributed", message, location, "add synchronized: true"))
    losses = spec.compile.loss
    for loss in [losses] if isinstance(losses, ObjectSpec) else losses.values():
        reduction = loss.argument("reduction", "sum_over_batch_size")
        if loss.name in _WHOLE_BATCH or reduction not in ("sum_over_batch_size", "mean"):
            why = f" with reduction: {reduction}" if loss.name not in _WHOLE_BATCH else ""
            message = f"{loss.name}{why} is no mean over rows, which distribute: mirrored needs"
            location = loaded.document.locate(loss.path or ("compile", "loss"))
            hint = "leave distribute out"
            raise SpecError(Problem("not-distributed", message, location, hint))


class SharedSteps:
    """A model built under a strategy, whose steps share each batch out to its replicas.

    It stands in for the model in the epoch engine, which needs to know nothing of replicas. Its
    graphs cannot be compiled with XLA, which does not reach across devices.

    Args:
        model: A compiled Keras model that was built under a `tf.distribute.MirroredStrategy`.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._strategy = model.distribute_strategy

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def _symbolic_build(self, **arguments: Any) -> None:
        """Make the variables of optimizer and metrics, a copy for each replica."""
        with self._strategy.scope():
            self._model._symbolic_build(**arguments)

    def train_step(self, batch: Any) -> None:
        """Update all replicas by the loss of a batch.

        Args:
            batch: What Keras' own `train_step` takes, tensors of one or more rows.
        """
        with self._weighed(batch), self._clipped():
            self._strategy.run(lambda: self._model.train_step(self._own(batch)))

    def test_step(self, batch: Any) -> None:
        """Add a batch to the loss and the metrics."""
        self._strategy.run(lambda: self._model.test_step(self._own(batch)))

    def _span(self, batch: Any) -> tuple[Any, Any, Any]:
        """The replica's first row, the row after its last one, and the number of all rows."""
        import tensorflow as tf

        rows = tf.shape(tf.nest.flatten(batch)[0])[0]
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        count = self._strategy.num_replicas_in_sync
        return replica * rows // count, (replica + 1) * rows // count, rows

    def _own(self, batch: Any) -> Any:
        import tensorflow as tf

        start, stop, _ = self._span(batch)
        return tf.nest.map_structure(lambda array: array[start:stop], batch)

    @contextmanager
    def _weighed(self, batch: Any) -> Iterator[None]:
        """Weigh each replica's loss by its share, where Keras lets an optimizer scale it.

        Keras adds the loss to its running mean before, so that the mean stays that of the rows.
        """
        import tensorflow as tf

        optimizer = self._model.optimizer
        plain = optimizer.scale_loss

        def scale_loss(loss: Any) -> Any:
            start, stop, rows = self._span(batch)
            share = tf.cast(stop - start, loss.dtype) / tf.cast(rows, loss.dtype)
            return plain(loss * share * self._strategy.num_replicas_in_sync)

        with _in_place_of(optimizer, "scale_loss", scale_loss):
            yield

    @contextmanager
    def _clipped(self) -> Iterator[None]:
        """Clip the sum of the replicas' gradients, where Keras would clip each and add them up."""
        import tensorflow as tf

        optimizer = self._model.optimizer
        if not (optimizer.clipnorm or optimizer.global_clipnorm or optimizer.clipvalue):
            yield
            return
        plain = optimizer._clip_gradients

        def clip(gradients: list[Any]) -> list[Any]:
            context = tf.distribute.get_replica_context()
            dense = [tf.convert_to_tensor(gradient) for gradient in gradients]
            whole = context.all_reduce(tf.distribute.ReduceOp.SUM, dense)
            # Keras adds up what it gets here, once for each replica.
            count = self._strategy.num_replicas_in_sync
            return [gradient / count for gradient in plain(whole)]

        with _in_place_of(optimizer, "_clip_gradients", clip):
            yield


@contextmanager
def _in_place_of(owner: Any, name: str, function: Any) -> Iterator[None]:
    """Have an object's method be this function for a while."""
    # An optimizer notes every attribute that is set on it; this one is none of its state.
    object.__setattr__(owner, name, function)
    try:
        yield
    finally:
        object.__delattr__(owner, name)


def shared(model: Any) -> Any:
    """The model as the engine takes it: itself, or its shared steps where it has replicas."""
    return SharedSteps(model) if model.distribute_strategy.num_replicas_in_sync > 1 else model
