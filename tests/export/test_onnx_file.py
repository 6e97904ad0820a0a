"""The ONNX file with the preprocessing: its inputs and outputs, and any number of rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from nnspec.export.onnx_file import run_onnx, write_onnx
from nnspec.prediction.network import load_preprocessor
from nnspec.runs.find import find_run


def test_columns_in_labels_and_probabilities_out(in_trained, tmp_path):
    folder = find_run(Path("runs"), "species")
    path = tmp_path / "species.onnx"
    write_onnx(folder.model_onnx, load_preprocessor(folder), frozenset(), path)
    session = onnxruntime.InferenceSession(path)
    numbers = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    kinds = {
        "island": "tensor(string)",
        **dict.fromkeys(numbers, "tensor(double)"),
        "sex": "tensor(string)",
    }
    assert {end.name: end.type for end in session.get_inputs()} == kinds
    assert {tuple(end.shape) for end in session.get_inputs()} == {("rows",)}
    assert [(end.name, end.type, end.shape) for end in session.get_outputs()] == [
        ("predicted_species", "tensor(string)", ["rows"]),
        ("probabilities_species", "tensor(float)", ["rows", 3]),
    ]
    for count in (0, 1, 5):
        rows = {
            name: np.full(count, "Biscoe", object) if name == "island" else np.full(count, np.nan)
            for name in kinds
        }
        # What is missing is filled: an empty text as well.
        rows["sex"] = np.full(count, "", object)
        made = run_onnx(path, rows)
        assert made["probabilities_species"].shape == (count, 3)
        assert set(made["predicted_species"]) <= {"Adelie", "Chinstrap", "Gentoo"}
