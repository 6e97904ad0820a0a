"""Failures of a training that a person can do something about, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from nnspec.errors import Problem, TrainingError
from nnspec.network.refusals import out_of_memory, place_of_full_memory
from nnspec.spec.language.byte_size import SMALLEST_BUDGET, parse_bytes, show_bytes
from nnspec.spec.language.sections import Spec
from nnspec.training.engine.route import can_stream

_TENSOR = re.compile(r"allocating tensor with shape\[([\d,]*)\] and type (\w+) on (\S+)")
# numpy's words.
_ARRAY = re.compile(r"for an array with shape \(([\d, ]*)\) and data type (\w+)")
# XLA's words, and those of pyarrow: `malloc of size 1024 failed`.
_SIZE = re.compile(r"allocate (\d+) ?bytes|malloc of size (\d+) failed")
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
def told(spec: Spec, *, reading: bool = False, counts: Collection[int] = ()) -> Iterator[None]:
    """Inside, running out of memory and the like is raised as a TrainingError.

    Args:
        spec: The spec that is trained, for what can be lowered in it.
        reading: Whether the rows are only read yet.
        counts: How many rows each part has: a tensor of as many rows is that of the part.
    """
    try:
        yield
    except Exception as error:
        problem = explain(error, spec, reading=reading, counts=counts)
        if problem is None:
            raise
        raise TrainingError(problem) from error


def explain(
    error: BaseException, spec: Spec, *, reading: bool = False, counts: Collection[int] = ()
) -> Problem | None:
    """What a failure means and what to do; None for one that this module knows nothing of.

    Args:
        error: What was raised while the rows were read, or the network was built or trained.
        spec: The spec.
        reading: Whether it was the first of these.
        counts: As for `told`.
    """
    kind = type(error).__name__
    text = str(error)
    if out_of_memory(error):
        # Arrays outside TensorFlow are those of rows; its own may be any layer's.
        tensor = _TENSOR.search(text)
        of_part = tensor is not None and tensor[1].partition(",")[0] in map(str, counts)
        of_rows = isinstance(error, MemoryError) or _NOT_COPIED in text or of_part
        found = _out_of_memory(text, spec, of_rows=of_rows, reading=reading)
        return replace(found, location=place_of_full_memory(error))
    # TensorFlow refuses what it has only an undetermined implementation of.
    if kind == "UnimplementedError" and "determinis" in text.lower():
        sentence = next(line for line in text.splitlines() if "determinis" in line.lower())
        return Problem(
            "not-deterministic",
            f"this network cannot be trained deterministically here: {sentence.strip()[:300]}",
            hint="set training: {deterministic: false}, and two runs may differ slightly",
        )
    return None


def _out_of_memory(text: str, spec: Spec, *, of_rows: bool, reading: bool) -> Problem:
    found = _TENSOR.search(text) or _ARRAY.search(text)
    message = "there is not enough memory to "
    message += "read and prepare the rows" if reading else "train this"
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
    streaming = _streaming(spec) if of_rows else None
    if streaming is not None:
        details.append(streaming)
    if spec.data.sample is None:
        details.append("data: {sample: 10000} trains on fewer rows")
    hint: str | None = (
        f"lower batch_size (now {settings.batch_size}), or the units of the widest layers"
    )
    if reading:
        # No layer is there yet: the first thing that helps stands by itself.
        hint = details.pop(0) if details else None
    return Problem("out-of-memory", message, hint=hint, details=tuple(details))


def _streaming(spec: Spec) -> str | None:
    """What `training.memory` can do for rows that did not fit; None where it can do nothing."""
    if not can_stream(spec):
        return None
    memory = spec.training.memory
    if memory is None:
        set_to = "set training.memory, such as 1GiB (now half of what is free)"
    elif parse_bytes(memory) > SMALLEST_BUDGET:
        set_to = f"lower training.memory (now {show_bytes(parse_bytes(memory))})"
    else:
        return None
    return f"{set_to}: rows that need more are streamed from disk"


def _tensor_words(shape: list[int], dtype: str) -> str:
    """`an array of 4,096 x 512 float32 (8.0 MiB)`."""
    size = _BYTES.get(dtype)
    count = " x ".join(f"{length:,}" for length in shape) or "1"
    words = f"an array of {count} {_NAMES.get(dtype, dtype)}"
    return words if size is None else f"{words} ({show_bytes(math.prod(shape) * size)})"
