"""Where TensorFlow computes, and in which precision: what `training` of a spec says of it.

Most of these settings hold for the whole process, and TensorFlow takes some of them only before it
has computed anything. What an earlier spec of the same process has settled otherwise is therefore
refused or said, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nnspec.errors import Problem, SpecError
from nnspec.network.backend import load_keras
from nnspec.spec.load import LoadedSpec

_OWN_PROCESS = "train this spec with a command of its own"


def prepare_devices(loaded: LoadedSpec) -> list[str]:
    """Choose devices and their settings; to be called before the network is built.

    Args:
        loaded: The spec, of which `training` decides.

    Returns:
        What a person should know, a sentence each; nothing when all is as the spec says.

    Raises:
        SpecError: The spec wants a GPU and there is none, or wants what this process can no longer
            do.
    """
    load_keras()
    import tensorflow as tf

    settings = loaded.spec.training
    notes: list[str] = []
    if settings.device == "cpu":
        _hide_gpus(loaded, tf)
    else:
        notes += _see_gpus(loaded, tf)
    notes += _set_memory_growth(tf, settings.memory_growth)
    notes += _set_determinism(tf, settings.deterministic)
    return notes


@contextmanager
def dtype_policy(name: str) -> Iterator[None]:
    """Layers made inside have this dtype policy; afterwards the former one holds again.

    It is what `keras.config.set_dtype_policy` does for a script, as does its older name
    `keras.mixed_precision.set_global_policy`. A layer's own `dtype` wins. Under `mixed_float16`
    the model must be compiled inside too: Keras then scales the loss, so that small gradients do
    not vanish.

    Args:
        name: float32, mixed_float16 or mixed_bfloat16.
    """
    keras = load_keras()
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _hide_gpus(loaded: LoadedSpec, tf: Any) -> None:
    try:
        tf.config.set_visible_devices([], "GPU")
    except RuntimeError:
        message = "device: cpu is too late: an earlier spec of this process computes on the GPU"
        raise SpecError(_problem(loaded, "device-in-use", message, _OWN_PROCESS)) from None


def _see_gpus(loaded: LoadedSpec, tf: Any) -> list[str]:
    """Take the GPUs that there are, and insist on one for `device: gpu`."""
    there = tf.config.list_physical_devices("GPU")
    wants = loaded.spec.training.device == "gpu"
    if wants and not there:
        hint = "device: auto trains on the CPU; nnspec doctor says what a GPU needs"
        message = "device: gpu, but TensorFlow sees no GPU"
        raise SpecError(_problem(loaded, "no-gpu", message, hint))
    if not there or tf.config.get_visible_devices("GPU"):
        return []
    try:
        tf.config.set_visible_devices(there, "GPU")
    except RuntimeError:
        message = "an earlier spec of this process hid the GPU by device: cpu"
        if wants:
            problem = _problem(loaded, "device-in-use", f"device: gpu, but {message}", _OWN_PROCESS)
            raise SpecError(problem) from None
        return [f"training on the CPU: {message}"]
    return []


def _set_memory_growth(tf: Any, growth: bool) -> list[str]:
    try:
        for gpu in tf.config.get_visible_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, growth)
    except RuntimeError:
        written = "true" if growth else "false"
        return [f"memory_growth: {written} is too late: this process uses the GPU already"]
    return []


def _set_determinism(tf: Any, deterministic: bool) -> list[str]:
    # TensorFlow has no public name for the question, and no way back at all.
    from tensorflow.python.framework import config

    if deterministic:
        tf.config.experimental.enable_op_determinism()
    elif config.is_op_determinism_enabled():
        return [
            "deterministic: false is too late: an earlier spec of this process was deterministic"
        ]
    return []


def _problem(loaded: LoadedSpec, code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, loaded.document.locate(("training", "device")), hint)
