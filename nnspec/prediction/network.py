"""The trained network of a run, and what its outputs mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.errors import Problem, RunError
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.prediction.portable import PortableModel
from nnspec.runs.checksums import verify_file
from nnspec.runs.folder import RunFolder
from nnspec.runs.read_json import read_json
from nnspec.runs.record import status_of
from nnspec.runs.shapes import MAPPING


class Network:
    """A network with its preprocessing: tables in, probabilities or scaled numbers out.

    Args:
        model: The Keras model, or a `PortableModel`.
        preprocessor: The fitted preprocessing of its training.
        logits: The outputs that are logits.

    Attributes:
        model: As given.
        preprocessor: As given.
        logits: As given.
    """

    def __init__(
        self, model: Any, preprocessor: Preprocessor, logits: frozenset[str] = frozenset()
    ) -> None:
        self.model = model
        self.preprocessor = preprocessor
        self.logits = logits
        self._runs: Any = model if isinstance(model, PortableModel) else None

    def outputs(self, x: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What the network makes of preprocessed rows.

        Args:
            x: For each input an array like the preprocessing's signature, (n, ...).

        Returns:
            float64 (n, k) for each output: scaled numbers for a regression, else probabilities.
            Where the network gives a row NaN or an infinity, all of the row's probabilities are
            NaN; see `nnspec.prediction.lost_rows`.
        """
        targets = self.preprocessor.targets
        if len(next(iter(x.values()))) == 0:
            # Neither runtime need be asked about no rows.
            return {name: np.empty((0, target.width)) for name, target in targets.items()}
        made = self.raw(x)
        return {name: self._probabilities(name, made[name]) for name in targets}

    def raw(self, x: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What the network itself puts out.

        Args:
            x: As for `outputs`, with at least one row.

        Returns:
            (n, ...) for each output.
        """
        if self._runs is None:
            from nnspec.network.forward import Forward

            self._runs = Forward(self.model, list(self.preprocessor.targets))
        return self._runs.run(x)

    def _probabilities(self, name: str, array: np.ndarray) -> np.ndarray:
        array = np.asarray(array, dtype=np.float64).reshape(len(array), -1)
        encoding = self.preprocessor.targets[name].encoding
        if encoding == "regression":
            return array
        finite = np.all(np.isfinite(array), axis=1)
        if not finite.all():
            array = np.where(finite[:, None], array, np.nan)
        return from_logits(array, encoding) if name in self.logits else array


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


def load_network(run: RunFolder, listener: Listener | None = None) -> Network:
    """The trained network of a run: on ONNX Runtime, or with Keras where it has no model.onnx.

    Args:
        run: The run.
        listener: Hears that it is Keras, and why.

    Raises:
        RunError: A file of the run is missing or damaged.
    """
    record = run.read()
    sealed = "model.onnx" in (record.get("files") or {})
    if not sealed and not run.model_onnx.is_file():
        listener = listener or Listener()
        killed = status_of(record) == "killed"
        unsaid = "it was killed before it had one" if killed else "it was trained without one"
        reason = (record.get("portable") or {}).get("reason", unsaid)
        listener.note(f"run {run.run_id} has no model.onnx, so Keras is loaded: {reason}")
        load_keras(listener)
        return load_keras_network(run)
    preprocessor = load_preprocessor(run)
    verify_file(run.path, record, "model.onnx")
    try:
        model = PortableModel(run.model_onnx)
    except (ValueError, OSError) as error:
        raise _damaged(run, "model.onnx", "cannot be loaded", error) from None
    _check_ends(run, "model.onnx", preprocessor, model.input_shapes, model.output_names)
    network = Network(model, preprocessor, _logits(record))
    _try_rows(run, "model.onnx", network)
    return network


def _check_ends(
    run: RunFolder,
    file: str,
    preprocessor: Preprocessor,
    shapes: Mapping[str, Sequence[Any]],
    outputs: Sequence[str],
) -> None:
    """Whether a network has the inputs and outputs of the preprocessing.

    Args:
        run: The run.
        file: The network's file, for the message.
        preprocessor: The run's.
        shapes: Those of its inputs by name, the rows first.
        outputs: The names of its outputs.
    """
    message = f"{file} of run {run.run_id} is that of another network"
    if set(shapes) != set(preprocessor.inputs) or set(outputs) != set(preprocessor.targets):
        raise RunError(Problem("damaged-run", message))
    for name, wanted in preprocessor.signature.items():
        shape = tuple(shapes[name][1:])
        if not wanted.is_shape(shape):
            message += f": its input {name!r} has shape {shape}, the preprocessing gives "
            message += str(wanted.shape)
            raise RunError(Problem("damaged-run", message))


def _try_rows(run: RunFolder, name: str, network: Network) -> None:
    """Whether the network takes what the preprocessing gives, and gives what the targets want."""
    preprocessor = network.preprocessor
    # Three: a file of one row a call is that of another network too.
    x = {name: spec.zeros(3) for name, spec in preprocessor.signature.items()}
    try:
        made = network.raw(x)
    except Exception as error:
        raise _damaged(run, name, "does not run on the run's rows", error) from None
    for output, target in preprocessor.targets.items():
        array = np.asarray(made[output])
        if array.dtype.kind != "f" or array.shape[:1] != (3,) or array.size != 3 * target.width:
            message = (
                f"{name} of run {run.run_id} is that of another network: its output {output!r} "
                f"has shape {array.shape[1:]} and type {array.dtype}, the target wants "
                f"({target.width},) of floats"
            )
            raise RunError(Problem("damaged-run", message))


def load_keras_network(run: RunFolder) -> Network:
    """The trained network of a run as a Keras model.

    Raises:
        RunError: A file of the run is missing or damaged.
    """
    preprocessor = load_preprocessor(run)
    record = run.read()
    path = run.saved_network if status_of(record) == "killed" else run.model_keras
    if path is None or not path.is_file():
        raise RunError(Problem("damaged-run", f"run {run.run_id} has no model.keras"))
    name = path.relative_to(run.path).as_posix()
    verify_file(run.path, record, name)
    keras = load_keras()
    try:
        # Safe mode, Keras' default, refuses files that carry Python code.
        model = keras.saving.load_model(path, safe_mode=True)
    except Exception as error:
        # A file that is damaged can fail anywhere in Keras, zipfile or h5py.
        raise _damaged(run, name, "cannot be loaded", error) from None
    shapes, outputs = _ends(model, preprocessor)
    _check_ends(run, name, preprocessor, shapes, outputs)
    network = Network(model, preprocessor, _logits(record))
    _try_rows(run, name, network)
    return network


def _ends(model: Any, preprocessor: Preprocessor) -> tuple[dict[str, Sequence[Any]], Sequence[str]]:
    """The shapes of a Keras model's inputs by name, and the names of its outputs."""
    tensors, outputs = list(getattr(model, "inputs", ())), getattr(model, "output", None)
    names: Sequence[str] = [tensor.name for tensor in tensors]
    # A single input or output is known without a name.
    if len(tensors) == len(preprocessor.inputs) == 1:
        names = list(preprocessor.inputs)
    shapes: dict[str, Sequence[Any]] = {
        name: tuple(tensor.shape) for name, tensor in zip(names, tensors, strict=True)
    }
    if isinstance(outputs, Mapping):
        return shapes, list(outputs)
    single = len(getattr(model, "outputs", ())) == len(preprocessor.targets) == 1
    return shapes, list(preprocessor.targets) if single else ()


def load_preprocessor(run: RunFolder) -> Preprocessor:
    """The fitted preprocessing of a run.

    Raises:
        RunError: preprocessing.json is missing or damaged.
    """
    if not run.preprocessing.is_file():
        raise RunError(Problem("damaged-run", f"run {run.run_id} has no preprocessing.json"))
    verify_file(run.path, run.read(), "preprocessing.json")
    try:
        return Preprocessor.from_json(read_json(run.preprocessing, MAPPING))
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise _damaged(run, "preprocessing.json", "is damaged", error) from None


def _logits(record: Mapping[str, Any]) -> frozenset[str]:
    outputs = record.get("outputs", {}).items()
    return frozenset(name for name, facts in outputs if facts.get("from_logits"))


def _damaged(run: RunFolder, name: str, what: str, error: Exception) -> RunError:
    text = " ".join(str(error).split())[:200]
    return RunError(Problem("damaged-run", f"{name} of run {run.run_id} {what}: {text}"))
