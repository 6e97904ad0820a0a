"""A run's ONNX file with the preprocessing around the network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.export.onnx_operations import OnnxOperations
from nnspec.export.translate import Translation, end_names
from nnspec.prediction.onnx_runtime import load_onnxruntime

_NETWORK = "network/"


def write_onnx(
    network: Path, preprocessor: Preprocessor, logits: frozenset[str], path: Path
) -> None:
    """Put the preprocessing before and after a network.

    Inputs are the columns by their names: float64 or text of shape (rows,), an empty text being a
    missing value, and arrays (rows, ...) as the run was trained on them. Outputs are those of
    `Translation.results`.

    Args:
        network: The run's model.onnx.
        preprocessor: The run's.
        logits: The outputs that are logits.
        path: The file to write.
    """
    import onnx
    from onnx import compose, helper

    document = onnx.load(network)
    inner = compose.add_prefix(document, _NETWORK).graph
    ops = OnnxOperations()
    translation = Translation(ops, preprocessor, logits)
    kinds = preprocessor.input_kinds
    made = translation.inputs({name: name for name in kinds})
    for name, x in made.items():
        ops.rename(x, _NETWORK + name)
    ops.nodes.extend(inner.node)
    results = translation.results({name: _NETWORK + name for name in preprocessor.targets})
    for name, x in results.items():
        ops.rename(x, name)
    inputs = [helper.make_tensor_value_info(name, *_taken(kind)) for name, kind in kinds.items()]
    outputs = [
        helper.make_tensor_value_info(name, kind, shape)
        for name, (kind, shape) in _ends(preprocessor).items()
    ]
    graph = helper.make_graph(
        ops.nodes, "nnspec", inputs, outputs, [*inner.initializer, *ops.constants]
    )
    imports = {opset.domain: opset.version for opset in document.opset_import}
    # LabelEncoder, which looks text up, is of this domain.
    imports.setdefault("ai.onnx.ml", 2)
    whole = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid(*opset) for opset in imports.items()],
        functions=document.functions,
        ir_version=document.ir_version,
        producer_name="nnspec",
    )
    onnx.checker.check_model(whole, full_check=True)
    onnx.save(whole, path)


def _taken(kind: Kind) -> tuple[int, list[str | int]]:
    """Type and shape of what the file takes of a column."""
    from onnx import TensorProto, helper

    if isinstance(kind, ArraySpec):
        return helper.np_dtype_to_tensor_dtype(np.dtype(kind.dtype)), ["rows", *kind.lengths]
    return TensorProto.DOUBLE if kind == "numeric" else TensorProto.STRING, ["rows"]


def run_onnx(path: Path, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The file's outputs by name, on plain ONNX Runtime.

    Args:
        path: The file.
        arrays: By input, as the file takes them.
    """
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, dict(arrays)), strict=True))


def _ends(preprocessor: Preprocessor) -> dict[str, tuple[int, list[str | int]]]:
    """Type and shape of each output, by the name that it has."""
    from onnx import TensorProto

    made: dict[str, tuple[int, list[str | int]]] = {}
    for target in preprocessor.targets.values():
        if target.encoding == "regression":
            made |= {f"predicted_{name}": (TensorProto.DOUBLE, ["rows"]) for name in target.columns}
        for name, classes in zip(target.columns, target.classes, strict=False):
            kind = TensorProto.DOUBLE
            if any(isinstance(label, str) for label in classes):
                kind = TensorProto.STRING
            elif all(isinstance(label, int) for label in classes):
                kind = TensorProto.INT64
            made[f"predicted_{name}"] = (kind, ["rows"])
            made[f"{target.scores}_{name}"] = (TensorProto.FLOAT, ["rows", len(classes)])
    names = end_names(preprocessor)
    return {names[name]: end for name, end in made.items()}
