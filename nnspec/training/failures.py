"""Failures of a training that a person can do something about, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager

from nnspec.errors import Problem, TrainingError
from nnspec.spec.byte_size import show_bytes
from nnspec.spec.sections import Spec

_TENSOR = re.compile(r"allocating tensor with shape\[([\d,]*)\] and type (\w+) on (\S+)")
# numpy's words.
_ARRAY = re.compile(r"for an array with shape \(([\d, ]*)\) and data type (\w+)")
# XLA's words, and those of pyarrow: `malloc of size 1024 failed`.
_SIZE = re.compile(r"allocate (\d+) ?bytes|malloc of size (\d+) failed")
# What TensorFlow says when rows do not fit into a GPU's memory.
_NOT_COPIED = "Dst tensor is not initialized"
_BYTES = {
    "bool": 1,
    "int8": 1,
    "uint8": 1,
    "half": 2,
    "bfloat16": 2,
    "float": 4,
    "float32": 4,
    "int32": 4,
    "double": 8,
    "float64": 8,
    "int64": 8,
}
# TensorFlow's messages name types as C++ does.
_NAMES = {"float": "float32", "double": "float64", "half": "float16"}


@contextmanager
def told(spec: Spec) -> Iterator[None]:
    """Inside, running out of memory and the like is raised as a TrainingError.

    Args:
        spec: The spec that is trained, for what can be lowered in it.
    """
    try:
        yield
    except Exception as error:
        problem = explain(error, spec)
        if problem is None:
            raise
        raise TrainingError(problem) from error


def explain(error: BaseException, spec: Spec) -> Problem | None:
    """What a failure means and what to do; None for one that this module knows nothing of.

    Args:
        error: What was raised while the network was built or trained.
        spec: The spec.
    """
    kind = type(error).__name__
    text = str(error)
    if kind == "ResourceExhaustedError" or isinstance(error, MemoryError) or _NOT_COPIED in text:
        return _out_of_memory(text, spec)
    # TensorFlow refuses what it has only an undetermined implementation of.
    if kind == "UnimplementedError" and "determinis" in text.lower():
        sentence = next(line for line in text.splitlines() if "determinis" in line.lower())
        return Problem(
            "not-deterministic",
            f"this network cannot be trained deterministically here: {sentence.strip()[:300]}",
            hint="set training: {deterministic: false}, and two runs may differ slightly",
        )
    return None


def _out_of_memory(text: str, spec: Spec) -> Problem:
    found = _TENSOR.search(text) or _ARRAY.search(text)
    message = "there is not enough memory to train this"
    where = ""
    if found is not None:
        shape = [int(length) for length in re.findall(r"\d+", found[1])]
        message += f": {_tensor_words(shape, found[2])} did not fit"
        if found.re is _TENSOR:
            where = found[3].rpartition("device:")[2]
    if where and not where.startswith("CPU"):
        message += f" on {where}"
    size = _SIZE.search(text)
    if found is None and size is not None:
        message += f": {show_bytes(int(size[1] or size[2]))} could not be had"
    if _NOT_COPIED in text:
        message += ": the rows do not fit on the GPU"
        where = "GPU"
    settings = spec.training
    details = []
    if where.startswith("GPU"):
        details.append("device: cpu has the machine's own memory")
    if spec.data.sample is None:
        details.append("data: {sample: 10000} trains on fewer rows")
    hint = f"lower batch_size (now {settings.batch_size}), or the units of the widest layers"
    return Problem("out-of-memory", message, hint=hint, details=tuple(details))


def _tensor_words(shape: list[int], dtype: str) -> str:
    """`an array of 4,096 x 512 float32 (8.0 MiB)`."""
    size = _BYTES.get(dtype)
    count = " x ".join(f"{length:,}" for length in shape) or "1"
    words = f"an array of {count} {_NAMES.get(dtype, dtype)}"
    return words if size is None else f"{words} ({show_bytes(math.prod(shape) * size)})"
