"""A network's first step without a training: what Keras does not accept shows in it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nnspec.checks.validation import Checked
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.network.refusals import refused
from nnspec.runs.folder import RunFolder
from nnspec.training.callbacks.callbacks import make_callbacks
from nnspec.training.engine.loop import fit
from nnspec.training.failures import told
from nnspec.training.read import Work, read_work

# Rows that pass through the layers at a time, and in all, to find the layer that fails.
_ROWS = 1024
_MOST_ROWS = 100_000


def try_spec(checked: Checked, listener: Listener) -> None:
    """Build a spec's network on its rows and take its first step, without a run.

    Args:
        checked: A validation without errors.
        listener: Hears that TensorFlow is loaded.

    Raises:
        NnspecError: The data, or Keras, refuse what validating could not know.
    """
    with TemporaryDirectory(prefix="nnspec-") as folder:
        work = read_work(checked, Listener(), lambda: Path(folder) / "cache")
        load_keras(listener)
        with told(work.loaded.spec):
            model = build(work.loaded, work.signature)
            rehearse(work, model, RunFolder(Path(folder) / "run"))


def rehearse(work: Work, model: Any, folder: RunFolder) -> None:
    """Train a network on its first batch and measure it on some rows, as a training begins.

    Args:
        work: The rows.
        model: The network as it was built; afterwards it is another one.
        folder: Where the files of callbacks would go.

    Raises:
        SpecError: Keras does not accept a layer or a setting, shown at its line in Keras' words.
    """
    settings = work.loaded.spec.training
    # XLA takes seconds to compile what it is not needed for here.
    once = settings.model_copy(update={"epochs": 1, "xla": settings.xla is True})
    make_callbacks(work.loaded, folder)
    training = work.data.training.read(0, settings.batch_size)
    validation = training
    if work.data.validation.n_rows:
        validation = work.data.validation.read(0, settings.batch_size)
    with refused(work.loaded, model=model, again=lambda: step_eagerly(work, model)):
        fit(model, training, validation, once)


def step_eagerly(work: Work, model: Any) -> None:
    """The network's first steps without a graph, to see where one of them fails.

    All training rows pass through the layers first, since it may be one row that does not.

    Args:
        work: The rows.
        model: The network, compiled.

    Raises:
        Exception: As Keras or TensorFlow raise it.
    """
    part = work.data.training
    for start in range(0, min(part.n_rows, _MOST_ROWS), _ROWS):
        model(part.read(start, start + _ROWS).inputs, training=True)
    first = part.read(0, work.loaded.spec.training.batch_size)
    for layer in model.layers:
        _differentiate(layer, model, first.inputs)
    model.train_step(first.data)
    model.test_step(first.data)


def _differentiate(self: Any, model: Any, x: Any) -> None:
    """The gradients of a network up to a layer, which stands in this frame as those of methods do.

    Args:
        self: The layer: `place_of_error` finds it by this name.
        model: The whole network.
        x: Some rows.
    """
    import tensorflow as tf

    keras = load_keras()
    if not self._inbound_nodes or not self.trainable_variables:
        return
    part = keras.Model(model.inputs, self._inbound_nodes[0].outputs)
    inputs = x if isinstance(x, list) else [x]

    def differentiate() -> Any:
        with tf.GradientTape() as tape:
            made = tf.nest.flatten(part(inputs, training=True))
            total = tf.add_n([tf.reduce_sum(tf.cast(output, tf.float32)) for output in made])
        return tape.gradient(total, [variable.value for variable in self.trainable_variables])

    # In a graph: some operations have other kernels there.
    tf.function(differentiate, autograph=False)()
