"""When the epoch's graph is compiled with XLA.

XLA fuses the many small operations of a small network, and takes a second or more to do so once. On
a CPU it has slow kernels for large matrices and convolutions: there it can be twenty times slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from nnspec.errors import Problem, SpecError
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.callbacks.state import State, together
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.predrawn import drawing_layers
from nnspec.training.engine.snapshot import Snapshot

# Multiplications of a step, and steps, with which XLA repaid its compilation on the CPUs it was
# measured on. From ten times as many multiplications on it is no quicker than a single thread.
SMALL_STEP = 1_000
MANY_STEPS = 10_000
_SMALL_LAYERS = frozenset(
    {
        "Activation",
        "ActivityRegularization",
        "Add",
        "BatchNormalization",
        "Concatenate",
        "Dense",
        "ELU",
        "Flatten",
        "InputLayer",
        "LeakyReLU",
        "Multiply",
        "ReLU",
        "Reshape",
        "Softmax",
        "Subtract",
    }
)
# Epochs to look at before anything is tried: the first has the graph made.
_LOOK_EPOCHS = 4
WORTH_SECONDS = 10.0
"""Seconds that must be left at the present speed for a compilation to be worth a trial."""
SLOW_STEP = 0.002
"""A step slower than this is no longer made of overhead."""
# XLA's steps must take at most this share of the others' time.
_GAIN = 0.8
# Steps of a trial: enough to be timed, few enough where XLA turns out to be slow.
_TRIAL_STEPS = 3


def compile_from_start(settings: TrainingSection, model: Any, steps: int) -> bool:
    """Whether XLA compiles the epochs from the first one on.

    `auto` decides by counting, so that a spec is always trained in the same way: XLA rounds
    otherwise in the last bit. On a GPU it starts with XLA; on a CPU it does so for a tiny network
    of simple layers with many steps ahead. Without `deterministic` it leaves that to a `Trial`.
    Where layers draw random numbers there is no trial: XLA draws others.

    Args:
        settings: The spec's `training` section.
        model: A compiled model.
        steps: Updates in all epochs.
    """
    if settings.xla != "auto":
        return settings.xla
    if settings.distribute is not None:
        # XLA does not reach across devices.
        return False
    import tensorflow as tf

    if tf.config.get_visible_devices("GPU"):
        return True
    return settings.deterministic and small(model, settings.batch_size) and steps >= MANY_STEPS


def small(model: Any, batch_size: int) -> bool:
    """Whether a step is so small that XLA gains on any CPU, by its layers and multiplications."""
    simple = all(type(layer).__name__ in _SMALL_LAYERS for layer in model._flatten_layers(False))
    return simple and batch_size * model.count_params() <= SMALL_STEP


class Trial:
    """Decides by this run's own figures whether the epochs that are left shall go through XLA.

    Args:
        epochs: All epochs of the training.
        steps: Updates in an epoch.
    """

    def __init__(self, epochs: int, steps: int) -> None:
        self._epochs = epochs
        self._steps = steps
        self._seconds: list[float] = []
        self.over = False

    def wants(self, epoch: int, seconds: float) -> bool:
        """Whether XLA is worth trying now, once.

        Args:
            epoch: The epoch that has just ended, from 0.
            seconds: How long its training took.
        """
        self._seconds.append(seconds)
        if self.over or len(self._seconds) < _LOOK_EPOCHS:
            return False
        self.over = True
        left = self._epochs - epoch - 1
        return self._usual * left > WORTH_SECONDS and self._usual / self._steps < SLOW_STEP

    @property
    def _usual(self) -> float:
        return median(self._seconds[1:])

    def pays(self, seconds_a_step: float) -> bool:
        """Whether the compiled step, so quick, beats the one so far."""
        return seconds_a_step < _GAIN * self._usual / self._steps

    def state(self) -> State:
        """The seconds of every epoch, and whether it is over."""
        return State({"seconds": list(self._seconds), "over": self.over})

    def restore(self, state: State) -> None:
        """Go on from another one's figures."""
        self._seconds, self.over = list(state.values["seconds"]), state.values["over"]


class Epochs:
    """The epochs of a training, through XLA or not.

    Args:
        make: Makes an `Engine`, given `xla`.
        model: The model that the engines train.
        settings: The spec's `training` section.
        rows: How many training rows there are.
        note: Hears when XLA is taken up.
    """

    def __init__(
        self,
        make: Callable[..., Engine],
        model: Any,
        settings: TrainingSection,
        rows: int,
        note: Callable[[str], None],
    ) -> None:
        steps = -(-rows // settings.batch_size)
        compiled = compile_from_start(settings, model, steps * settings.epochs)
        self.engine = make(xla=compiled)
        self._make = make
        self._choice = settings.xla
        self._note = note
        self._trial: Trial | None = None
        drawing = drawing_layers(model)
        if settings.xla is True and drawing:
            names = ", ".join(sorted(drawing))
            note(f"xla: true draws other random numbers than training without it, for {names}")
        if settings.xla == "auto" and not (
            settings.deterministic or settings.distribute or compiled or drawing
        ):
            self._trial = Trial(settings.epochs, steps)

    def train(self, epoch: int, data: Any, order: np.ndarray) -> dict[str, Any]:
        """One epoch; its loss and metrics.

        Raises:
            SpecError: XLA was asked for and cannot compile the network.
        """
        began = time.perf_counter()
        try:
            logs = self.engine.train_epoch(data, order)
        except _refusals() as error:
            if not self.engine.xla:
                raise
            if self._choice != "auto":
                raise _refused(error) from None
            self.engine = self._make(xla=False)
            logs = self.engine.train_epoch(data, order)
        if self._trial is not None and self._trial.wants(epoch, time.perf_counter() - began):
            compiled = self._make(xla=True)
            if self._pays(self._trial, compiled, data, order):
                self.engine = compiled
                self._note(f"XLA from epoch {epoch + 2} on: its steps are quicker")
        return logs

    def state(self) -> State:
        """Whether the epochs go through XLA by now, and the trial that decides it."""
        trial = State({"seconds": [], "over": True}) if self._trial is None else self._trial.state()
        return together({"engine": State({"xla": self.engine.xla}), "trial": trial})

    def restore(self, state: State) -> None:
        """Go on as another one did."""
        xla = state.part("engine").values["xla"]
        if xla != self.engine.xla:
            self.engine = self._make(xla=xla)
        if self._trial is not None:
            self._trial.restore(state.part("trial"))

    def _pays(self, trial: Trial, compiled: Engine, data: Any, order: np.ndarray) -> bool:
        run = partial(compiled.train_steps, data, order, _TRIAL_STEPS)
        try:
            return trial.pays(time_steps(compiled.model, run))
        except _refusals():
            return False


def time_steps(model: Any, run: Callable[[], int]) -> float:
    """Seconds that a step of compiled training takes; the model is afterwards as it was.

    Args:
        model: The model that `run` trains.
        run: Trains some steps and returns how many; its first call compiles.
    """
    present = Snapshot(model)
    try:
        run()
        began = time.perf_counter()
        steps = run()
        return (time.perf_counter() - began) / steps
    finally:
        present.put_back()


@contextmanager
def refusing(*, xla: bool) -> Iterator[None]:
    """Inside, what XLA cannot compile is raised as a SpecError.

    Args:
        xla: Whether XLA is asked for at all.
    """
    try:
        yield
    except _refusals() as error:
        if not xla:
            raise
        raise _refused(error) from None


def _refusals() -> tuple[type[Exception], ...]:
    """What TensorFlow raises for a graph that XLA cannot compile."""
    import tensorflow as tf

    return (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError)


def _refused(error: Exception) -> SpecError:
    """The error for a network that XLA cannot compile."""
    text = " ".join(str(error).split("\n")[0].split())[:300]
    return SpecError(
        Problem("xla", f"XLA cannot compile this network: {text}", hint="set training.xla: false")
    )
