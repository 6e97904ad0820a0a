"""The one place that loads TensorFlow, quietly."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from nnspec.listener import Listener
from nnspec.program import quick_import


def is_loaded() -> bool:
    """Whether TensorFlow is in this process already."""
    return "tensorflow" in sys.modules and "keras" in sys.modules


def load_keras(listener: Listener | None = None) -> ModuleType:
    """Keras on TensorFlow, without the start-up chatter of either.

    What the user has set in the environment wins.

    Args:
        listener: Hears that it is loaded, which takes seconds the first time.

    Returns:
        The module `keras`.
    """
    if not is_loaded():
        if listener is not None:
            listener.stage("loading TensorFlow")
        # Keras reads its backend once, when it is imported. A network trained here must be one of
        # TensorFlow's whatever else the user's ~/.keras says.
        os.environ["KERAS_BACKEND"] = "tensorflow"
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        logging.getLogger("tensorflow").setLevel(logging.ERROR)
        with quiet_stderr(), quick_import("tensorflow"):
            import keras
            import tensorflow  # noqa: F401  (Keras loads it lazily; the chatter belongs in here)
    import keras

    return keras


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drop what C++ writes straight to file descriptor 2, whatever its log level."""
    try:
        sys.stderr.flush()
        saved = os.dup(2)
    except (OSError, ValueError, AttributeError):
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


@contextmanager
def quiet_absl() -> Iterator[None]:
    """Drop Keras' warning that .h5 is an older format: a run keeps both on purpose."""
    logger = logging.getLogger("absl")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow, as `keras.utils.set_random_seed` does, and start anew.

    Clearing the session makes Keras name its layers from the start again, so that a network has
    the same names whatever was built before it in the process.
    """
    keras = load_keras()
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
