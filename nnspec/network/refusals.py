"""What Keras or TensorFlow raise over a spec, in their words and at its line.

Not everything that they do not accept is known before they are asked. What they raise while a
network is built, traced or run for the first time is no fault of the program but of the spec.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from traceback import walk_tb
from typing import Any

from nnspec.errors import Location, NnspecError, Problem, SpecError
from nnspec.network.backend import load_keras
from nnspec.network.places import Place, place_of_error
from nnspec.spec.load import LoadedSpec

# Longer sentences hold a shape or an argument for every layer.
_LONGEST = 400
_BOLD = re.compile(r"\x1b\[[0-9;]*m")
_CALLING = re.compile(r"^Exception encountered when calling .*?\.\s*\n\n", re.DOTALL)
_DUMPS = re.compile(r"\n+\s*(?:Call a|A)rguments received by .*", re.DOTALL)
# What a graph's error says of itself and not of its cause.
_GRAPH = re.compile(
    r"(?:^Graph execution error:\s*)|(?:\{\{function_node [^}]*\}\}\s*)"
    r"|(?:\[Op:\w+\](?: name: .*)?)|(?:\[\[\{\{node .*)|(?:^\d+ root error\(s\) found\.\s*)"
    r"|(?:Stack trace for op definition:.*)",
    re.MULTILINE,
)
_NODE = re.compile(r"^\s*(?:Detected at node .*|File \".*\", line \d+.*|<stack traces.*)$\n?", re.M)
# Python's and TensorFlow's own ways to write a tensor, a type, a layer.
_OBJECTS = (
    (re.compile(r" for '\{\{node .*?\}\} = .*?'(?= with |$|\.)"), ""),
    (re.compile(r" \(Tensor is: <.*?>\)"), ""),
    (re.compile(r" \(of type <class '.*?'>\)"), ""),
    (re.compile(r"<tf\.Tensor '.*?' shape=(\(.*?\)) dtype=(\w+)>"), r"\1 \2"),
    (re.compile(r"<KerasTensor shape=(\(.*?\)), dtype=(\w+)[^>]*>"), r"\1 \2"),
    (re.compile(r"<dtype: '(\w+)'>"), r"\1"),
    (re.compile(r"<class '(?:\w+\.)*(\w+)'>"), r"\1"),
    (re.compile(r"<(\w+) name=\w+, built=\w+>"), r"\1"),
)
# Of a function that TensorFlow has rewritten: `in user code: ... ValueError: the sentence`.
_USER_CODE = re.compile(r"^in user code:.*\n\s+(?:\w+Error|\w+Exception): ", re.DOTALL)
# A C++ error at whose conversion Python raised another one.
_MISMATCH = re.compile(r"active exception types: ORIGINAL (\w+) REPLACED BY (\w+)")
# What Keras says around an error inside of a first step that only builds.
_UNBUILT = re.compile(
    r"^Unable to automatically build the model\..*Exception encountered:\s*'(.*)'$", re.DOTALL
)
_SPEAKING = ("ValueError", "TypeError", "InvalidArgumentError", "OutOfRangeError")
_OWN = str(FilePath(__file__).parents[1])
_FULL_AT = "_nnspec_location"
# The disk's faults, which are not those of a name.
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)


@contextmanager
def refused(
    loaded: LoadedSpec,
    place: Place | None = None,
    model: Any = None,
    again: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Inside, what Keras or TensorFlow raise is raised as a SpecError.

    Memory that is full, and Ctrl-C, are raised as they are: they are no matter of the spec.

    Args:
        loaded: The spec.
        place: What they were asked to take, where the error itself does not tell.
        model: The network, where it is built.
        again: Does the same without a graph, whose errors do not tell where they come from.

    Raises:
        SpecError: At the layer or setting in which the error was raised, in Keras' words.
    """
    with whole_tracebacks():
        try:
            yield
        except Exception as error:
            if out_of_memory(error):
                found = place_of_error(error, loaded, model) or place
                if found is not None and place_of_full_memory(error) is None:
                    object.__setattr__(error, _FULL_AT, loaded.document.locate(found.path))
            if not is_refusal(error, loaded, model):
                raise
            found = place_of_error(error, loaded, model) or place
            if found is None and again is not None:
                found = _place_of_again(again, loaded, model)
            raise SpecError(_problem(error, loaded, found)) from error


def _place_of_again(again: Callable[[], None], loaded: LoadedSpec, model: Any) -> Place | None:
    try:
        again()
    except Exception as error:
        return place_of_error(error, loaded, model)
    return None


def is_refusal(error: Exception, loaded: LoadedSpec, model: Any = None) -> bool:
    """Whether an error is Keras' or TensorFlow's, and a matter of the spec.

    Args:
        error: What was raised, with its whole traceback.
        loaded: The spec.
        model: As for `refused`.
    """
    if isinstance(error, NnspecError | SystemError) or out_of_memory(error) or replaced_by(error):
        return False
    if isinstance(error, OSError):
        # A callback's file may have a name that no file can have; a full disk is another matter.
        placed = place_of_error(error, loaded, model) is not None
        return placed and error.errno not in _DISK
    if "determinis" in str(error) and type(error).__name__ == "UnimplementedError":
        return False
    return _is_theirs(error)


def _problem(error: Exception, loaded: LoadedSpec, place: Place | None) -> Problem:
    found = place or Place("this network", ("layers",))
    location = loaded.document.locate(found.path)
    return Problem("keras", f"Keras does not accept {found.label}: {keras_words(error)}", location)


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory is full."""
    if type(error).__name__ == "ResourceExhaustedError" or isinstance(error, MemoryError):
        return True
    text = str(error)
    mismatch = _MISMATCH.search(text)
    # What TensorFlow says when rows do not fit into a GPU's memory.
    return "Dst tensor is not initialized" in text or (
        mismatch is not None and mismatch[1] == "ResourceExhaustedError"
    )


def place_of_full_memory(error: BaseException) -> Location | None:
    """Where in a spec the layer stands for which there was no memory; None where that is unknown.

    Args:
        error: What was raised through `refused`.
    """
    return getattr(error, _FULL_AT, None)


def replaced_by(error: BaseException | None) -> str | None:
    """The kind of error that Python raised while a C++ error was on its way."""
    mismatch = _MISMATCH.search(str(error)) if isinstance(error, RuntimeError) else None
    return None if mismatch is None else mismatch[2]


def keras_words(error: BaseException) -> str:
    """The sentence in an error of Keras or TensorFlow, on one line.

    Without where it came from, what the layers were called with, the graph's own names and bold
    type. Of an error that is no sentence, such as a KeyError, also its kind.
    """
    kind = type(error).__name__
    text = _BOLD.sub("", getattr(error, "message", None) or str(error))
    text = _DUMPS.sub("", _USER_CODE.sub("", text))
    unbuilt = _UNBUILT.search(text.strip())
    if unbuilt is not None:
        text, kind = unbuilt[1], _SPEAKING[0]
    text = _GRAPH.sub("", _NODE.sub("", _CALLING.sub("", text)))
    if isinstance(error, OSError) and error.strerror:
        text, kind = error.strerror, _SPEAKING[0]
    text = " ".join(text.replace(" with name 'None'", "").split())
    for written, short in _OBJECTS:
        text = written.sub(short, text)
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + " ..."
    if kind in _SPEAKING and text:
        return text
    return f"{kind}: {text}" if text else kind


@contextmanager
def whole_tracebacks() -> Iterator[None]:
    """Inside, Keras leaves its frames in tracebacks: they tell which object was at work."""
    config = load_keras().config
    if not config.is_traceback_filtering_enabled():
        yield
        return
    config.disable_traceback_filtering()
    try:
        yield
    finally:
        config.enable_traceback_filtering()


def _is_theirs(error: BaseException) -> bool:
    """Whether an error was raised by Keras, TensorFlow or what these call."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        module = frame.f_globals.get("__name__", "").partition(".")[0]
        if module in ("keras", "tensorflow"):
            return True
        if frame.f_code.co_filename.startswith(_OWN):
            return type(error).__module__.startswith(("tensorflow", "keras"))
    return False
