"""A run's network on ONNX Runtime: one row in microseconds, and no TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.prediction.onnx_runtime import load_onnxruntime

# Rows of one call: the arrays between two layers stay in the processor's caches.
_CALL_ROWS = 4096
# Below so many bytes a network is done before a second thread has been woken.
_SMALL_BYTES = 4 << 20


class PortableModel:
    """A network as an ONNX file. Threads may share one.

    Args:
        path: The file, as `nnspec.export.network_onnx` writes it: inputs and outputs have the names
            of the spec.

    Raises:
        ValueError: ONNX Runtime does not accept the file; its words on one line.
    """

    def __init__(self, path: Path) -> None:
        onnxruntime = load_onnxruntime()
        options = onnxruntime.SessionOptions()
        # What goes wrong is raised; the rest is chatter on stderr.
        options.log_severity_level = 4
        options.inter_op_num_threads = 1
        if path.stat().st_size < _SMALL_BYTES:
            options.intra_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # ONNX Runtime's own exceptions have no base of their own.
            raise ValueError(" ".join(str(error).split())[:300]) from None
        self.inputs: tuple[str, ...] = tuple(i.name for i in self._session.get_inputs())
        # The batch's own dimension has a name in place of a number.
        self.input_shapes: dict[str, list[int | str | None]] = {
            i.name: i.shape for i in self._session.get_inputs()
        }
        self.output_names: tuple[str, ...] = tuple(o.name for o in self._session.get_outputs())

    def run(self, x: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The network's outputs as they are.

        Args:
            x: For each input an array (n, ...) as the file takes it.

        Returns:
            (n, ...) for each output.
        """
        arrays = [np.ascontiguousarray(x[name]) for name in self.inputs]
        parts = [
            self._session.run(
                None,
                {
                    name: array[start : start + _CALL_ROWS]
                    for name, array in zip(self.inputs, arrays, strict=True)
                },
            )
            for start in range(0, max(len(arrays[0]), 1), _CALL_ROWS)
        ]
        return {
            name: _joined([part[i] for part in parts]) for i, name in enumerate(self.output_names)
        }


def _joined(parts: Sequence[Any]) -> np.ndarray:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
