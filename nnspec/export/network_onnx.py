"""The trained network as an ONNX file, compared with Keras before it is kept."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.loading.prepared import Prepared
from nnspec.errors import in_one_line
from nnspec.network.backend import load_keras, quiet_stderr
from nnspec.network.forward import all_layers
from nnspec.network.onnx_operators import add_operators
from nnspec.prediction.network import Network
from nnspec.prediction.portable import PortableModel
from nnspec.runs.files import replacing

if TYPE_CHECKING:
    import keras
    import onnx

LARGEST_DIFFERENCE = 1e-4
"""The largest difference from Keras, relative to an output's scale, with which a file is kept."""

# Rows that the two are compared on, at most.
_COMPARED_ROWS = 4096
_MIXED = ("mixed_float16", "mixed_bfloat16")


class _Differs(Exception):
    """The exported network gives other numbers than Keras does."""


def export_portable(network: Network, data: Prepared, path: Path) -> dict[str, Any]:
    """Export a network and compare it with Keras on held-out rows.

    The network is exported as it predicts: layers that only act in training, such as RandomFlip
    or GaussianNoise, are not in the file. One that was trained in mixed precision is exported in
    float32, in which its weights are kept, and compared with Keras in float32.

    Args:
        network: The trained network, of a Keras model.
        data: Its rows; those of the test are compared, else of the validation, else of the
            training.
        path: The file to write. It is not kept where the network cannot be exported, or differs.

    Returns:
        What run.json says of it: `kept`; `reason` where it is not kept; `compared`, the part of the
        rows, and `rows`, how many; `largest_difference`, the largest |ONNX - Keras| of all rows and
        outputs, `absolute` and `relative`, the latter divided by the largest |Keras| of that output
        on these rows; `precision`, where Keras predicts in another one.
    """
    facts: dict[str, Any] = {"kept": False}
    try:
        with replacing(path) as beside, quiet_export():
            single = in_float32(network.model)
            if single is not network.model:
                facts["precision"] = "float32"
                network = Network(single, network.preprocessor)
            outputs = list(network.preprocessor.targets)
            _export(single, outputs, beside)
            part, rows = _held_out(data)
            facts |= _compare(network.raw(rows), PortableModel(beside).run(rows), outputs)
            facts |= {"compared": part, "rows": len(next(iter(rows.values())))}
            found = facts["largest_difference"]["relative"]
            # Not a number is not below anything either.
            if not found <= LARGEST_DIFFERENCE:
                raise _Differs(
                    f"its outputs differ from Keras' by {found:.1e} of their scale; "
                    f"at most {LARGEST_DIFFERENCE:.0e} is accepted"
                )
    except Exception as error:
        # A run is complete without this file, whatever it is that the exporter cannot do.
        return {**facts, "kept": False, "reason": in_one_line(error)}
    return {**facts, "kept": True}


def _export(model: keras.Model, outputs: Sequence[str], path: Path) -> None:
    import onnx

    keras = load_keras()
    # Called once more with `training=False`, a layer that only acts in training leaves no trace.
    inputs = [
        keras.Input(tensor.shape[1:], dtype=tensor.dtype, name=f"nnspec_input_{i}")
        for i, tensor in enumerate(model.inputs)
    ]
    made = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    made = [made[name] for name in outputs] if isinstance(made, Mapping) else made
    inference = keras.Model(inputs if len(inputs) > 1 else inputs[0], made)
    rows = [np.zeros((1, *tensor.shape[1:]), tensor.dtype) for tensor in inputs]
    inference(rows if len(rows) > 1 else rows[0])
    add_operators()
    with _constants(model):
        inference.export(path, format="onnx", verbose=False)
    document = onnx.load(path)
    _name_ends(document.graph, [tensor.name for tensor in model.inputs], outputs)
    onnx.checker.check_model(document)
    onnx.save(document, path)


@contextlib.contextmanager
def _constants(model: keras.Model) -> Iterator[None]:
    """Have Normalization hold its numbers as arrays: a graph takes its tensors for inputs."""
    layers = [layer for layer in all_layers(model) if type(layer).__name__ == "Normalization"]
    tensors = [(layer.mean, layer.variance) for layer in layers]
    try:
        for layer in layers:
            layer.mean, layer.variance = np.asarray(layer.mean), np.asarray(layer.variance)
        yield
    finally:
        for layer, (mean, variance) in zip(layers, tensors, strict=True):
            layer.mean, layer.variance = mean, variance


def _name_ends(graph: onnx.GraphProto, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Give inputs and outputs the spec's names, through Identity nodes that the runtime drops."""
    from onnx import helper

    first = []
    for tensor, name in zip(graph.input, inputs, strict=True):
        first.append(helper.make_node("Identity", [name], [tensor.name]))
        tensor.name = name
        tensor.type.tensor_type.shape.dim[0].dim_param = "rows"
    for tensor, name in zip(graph.output, outputs, strict=True):
        graph.node.append(helper.make_node("Identity", [tensor.name], [name]))
        tensor.name = name
        tensor.type.tensor_type.shape.dim[0].dim_param = "rows"
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend([*first, *rest])


def in_float32(model: keras.Model) -> keras.Model:
    """The model itself, or for one of mixed precision the same network in float32."""
    if not any(layer.dtype_policy.name in _MIXED for layer in model.layers):
        return model
    single = type(model).from_config(_single_precision(model.get_config()))
    single.set_weights(model.get_weights())
    return single


def _single_precision(config: Any) -> Any:
    """A model's configuration with float32 in place of each mixed policy."""
    if isinstance(config, Mapping):
        return {key: _single_precision(value) for key, value in config.items()}
    if isinstance(config, list | tuple):
        return type(config)(_single_precision(value) for value in config)
    return "float32" if isinstance(config, str) and config in _MIXED else config


def _held_out(data: Prepared) -> tuple[str, dict[str, np.ndarray]]:
    """The name of the rows to compare on, and their inputs."""
    parts = {"test": data.test, "validation": data.validation, "training": data.training}
    name = next(name for name, rows in parts.items() if rows.n_rows)
    return name, parts[name].read(0, _COMPARED_ROWS).x


def _compare(
    expected: Mapping[str, np.ndarray], found: Mapping[str, np.ndarray], outputs: Sequence[str]
) -> dict[str, Any]:
    """The largest differences between Keras and the file on some rows."""
    differences = [difference(found[name], expected[name]) for name in outputs]
    absolute, relative = (float(np.max(values)) for values in zip(*differences, strict=True))
    return {"largest_difference": {"absolute": absolute, "relative": relative}}


def difference(found: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """How far an output is from the expected one.

    Args:
        found: Shape (n, ...).
        expected: Of the same shape.

    Returns:
        max |found - expected|, and that divided by max |expected|; two zeros where they are equal,
        NaN where one is no number and the other is.

    Raises:
        ValueError: The shapes differ.
    """
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    if found.shape != expected.shape:
        raise ValueError(f"shape {found.shape} and not {expected.shape}")
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    if same.all():
        return 0.0, 0.0
    # A row for which both give NaN, or the same infinity, says nothing of the others.
    absolute = float(np.max(np.abs(found[~same] - expected[~same])))
    scale = float(np.max(np.abs(expected), where=np.isfinite(expected), initial=0.0))
    return absolute, absolute / scale if scale else float("inf")


@contextlib.contextmanager
def quiet_export() -> Iterator[None]:
    """Drop what the exporters say: what matters of it is in the exception."""
    loggers = [logging.getLogger(name) for name in ("tf2onnx", "tensorflow", "absl")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        with (
            contextlib.redirect_stdout(io.StringIO()),
            quiet_stderr(),
            warnings.catch_warnings(action="ignore"),
        ):
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
