"""nnspec: a neural network described in one YAML file, trained on tf.keras.

The command line's four words are here too, and `load`, imported when first used:

    import nnspec

    nnspec.validate("specs/concrete.yaml").problems
    run = nnspec.train("specs/concrete.yaml")
    nnspec.evaluate(run.folder)
    nnspec.predict(run.folder, "new.csv")

    concrete = nnspec.load("runs/concrete/latest")
    concrete.predict({"cement": 540.0, ...})
"""

from __future__ import annotations

from typing import Any

from nnspec.version import __version__

_WORDS = {
    "validate": "nnspec.checks.validate",
    "train": "nnspec.training.train",
    "evaluate": "nnspec.evaluation.evaluate",
    "predict": "nnspec.prediction.predict",
    "load": "nnspec.evaluation.load",
}

__all__ = ["__version__", "evaluate", "load", "predict", "train", "validate"]


def __getattr__(name: str) -> Any:
    """Import one of the words when it is first used: TensorFlow takes seconds to load."""
    if name in _WORDS:
        from importlib import import_module

        return getattr(import_module(_WORDS[name]), name)
    raise AttributeError(f"module 'nnspec' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
