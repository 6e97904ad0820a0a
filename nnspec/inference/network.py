"""The trained network of a run, and what its outputs mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.data.preprocessor import Preprocessor
from nnspec.errors import Problem, RunError
from nnspec.network.backend import load_keras
from nnspec.runs.folder import RunFolder

# Rows of one call: large enough to be quick, small enough for any memory.
_BATCH_ROWS = 4096


class Network:
    """A network with its preprocessing: tables in, probabilities or scaled numbers out.

    Args:
        model: The Keras model.
        preprocessor: The fitted preprocessing of its training.
        logits: The outputs whose loss was told `from_logits`.
    """

    def __init__(
        self, model: Any, preprocessor: Preprocessor, logits: frozenset[str] = frozenset()
    ) -> None:
        self.model = model
        self.preprocessor = preprocessor
        self._logits = logits

    def outputs(self, x: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What the network makes of preprocessed rows.

        Args:
            x: float32 (n, width) for each input.

        Returns:
            float64 (n, k) for each output: scaled numbers for a regression, else probabilities.
        """
        if len(next(iter(x.values()))) == 0:
            # Keras refuses to predict no rows.
            targets = self.preprocessor.targets.items()
            return {name: np.empty((0, target.width)) for name, target in targets}
        made = self.model.predict(model_input(x), batch_size=_BATCH_ROWS, verbose=0)
        names = list(self.preprocessor.targets)
        arrays = made if isinstance(made, dict) else {names[0]: made}
        return {name: self._probabilities(name, arrays[name]) for name in names}

    def _probabilities(self, name: str, array: np.ndarray) -> np.ndarray:
        array = np.asarray(array, dtype=np.float64).reshape(len(array), -1)
        if name not in self._logits:
            return array
        return from_logits(array, self.preprocessor.targets[name].encoding)


def from_logits(logits: np.ndarray, encoding: str) -> np.ndarray:
    """Probabilities of logits: sigmoid for binary targets, softmax over the classes otherwise.

    Args:
        logits: float64 (n, k).
        encoding: The target's encoding.
    """
    if encoding == "binary":
        # tanh neither overflows nor warns, whatever the logit: sigmoid(x) = (1 + tanh(x/2)) / 2.
        return 0.5 * (1.0 + np.tanh(0.5 * logits))
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def model_input(x: Mapping[str, np.ndarray]) -> Any:
    """Inputs as Keras takes them: an array for one, a list in order for several."""
    arrays = list(x.values())
    return arrays[0] if len(arrays) == 1 else arrays


def model_target(y: Mapping[str, np.ndarray]) -> Any:
    """Targets as Keras takes them: an array for one, a mapping by output for several."""
    return next(iter(y.values())) if len(y) == 1 else dict(y)


def load_network(run: RunFolder) -> Network:
    """The trained network of a complete run.

    Raises:
        RunError: A file of the run is missing or damaged.
    """
    preprocessor = load_preprocessor(run)
    record = run.read()
    logits = frozenset(
        name for name, facts in record.get("outputs", {}).items() if facts.get("from_logits")
    )
    if not run.model_keras.is_file():
        raise RunError(Problem("damaged-run", f"run {run.run_id} has no model.keras"))
    keras = load_keras()
    try:
        # Safe mode, Keras' default, refuses files that carry Python code.
        model = keras.saving.load_model(run.model_keras, safe_mode=True)
    except (ValueError, OSError, KeyError, TypeError) as error:
        text = " ".join(str(error).split())[:200]
        raise RunError(
            Problem("damaged-run", f"model.keras of run {run.run_id} cannot be loaded: {text}")
        ) from None
    return Network(model, preprocessor, logits)


def load_preprocessor(run: RunFolder) -> Preprocessor:
    """The fitted preprocessing of a run.

    Raises:
        RunError: preprocessing.json is missing or damaged.
    """
    import json

    try:
        return Preprocessor.from_json(json.loads(run.preprocessing.read_text(encoding="utf-8")))
    except FileNotFoundError:
        problem = Problem("damaged-run", f"run {run.run_id} has no preprocessing.json")
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        text = " ".join(str(error).split())[:200]
        problem = Problem(
            "damaged-run", f"preprocessing.json of run {run.run_id} is damaged: {text}"
        )
    raise RunError(problem)
