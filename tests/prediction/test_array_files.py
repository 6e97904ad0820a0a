"""Arrays as files and as text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnspec.errors import InputError
from nnspec.prediction.array_files import check_suffix, csv_rows, json_values, write_arrays

KERNEL = np.array([[0.1, 2], [-3, 1e-7]], np.float32)


def refusal(call, *arguments):
    with pytest.raises(InputError) as caught:
        call(*arguments)
    (problem,) = caught.value.problems
    return problem.message, problem.hint


def test_suffixes():
    assert check_suffix(Path("a.NPY"), (".npy", ".csv")) == ".npy"
    message, _ = refusal(check_suffix, Path("a.txt"), (".npy", ".npz", ".csv"))
    assert message == "cannot write a.txt: expected .npy, .npz or .csv"
    message, _ = refusal(check_suffix, Path("a"), (".png",))
    assert message == "cannot write a: expected .png"


def test_numpy_files(tmp_path):
    write_arrays(tmp_path / "new" / "a.npy", {"dense/kernel": KERNEL})
    np.testing.assert_array_equal(np.load(tmp_path / "new" / "a.npy"), KERNEL)
    write_arrays(tmp_path / "a.npz", {"dense/kernel": KERNEL, "dense/bias": KERNEL[0]})
    with np.load(tmp_path / "a.npz") as file:
        assert list(file) == ["dense/kernel", "dense/bias"]
        np.testing.assert_array_equal(file["dense/bias"], KERNEL[0])


def test_csv_files(tmp_path):
    path = tmp_path / "a.csv"
    write_arrays(path, {"dense/kernel": KERNEL}, ("age", "a, b"))
    assert path.read_text() == 'row,kernel_0,kernel_1\nage,0.1,2.0\n"a, b",-3.0,1e-07\n'
    write_arrays(path, {"dense/bias": KERNEL[0]})
    assert path.read_text() == "row,bias\n0,0.1\n1,2.0\n"


def test_names_that_a_spreadsheet_would_calculate(tmp_path):
    path = tmp_path / "a.csv"
    arrays = {"dense/=k": KERNEL}
    write_arrays(path, arrays, ("=1+1", "-3"))
    assert path.read_text() == "row,=k_0,=k_1\n=1+1,0.1,2.0\n-3,-3.0,1e-07\n"
    write_arrays(path, arrays, ("=1+1", "-3"), escape_formulas=True)
    assert path.read_text() == "row,'=k_0,'=k_1\n'=1+1,0.1,2.0\n-3,-3.0,1e-07\n"
    assert list(csv_rows(KERNEL, ["@a", "b"], escape_formulas=True))[:2] == [
        ["row", "'@a", "b"],
        ["0", "0.1", "2.0"],
    ]


def test_what_a_file_cannot_hold():
    assert refusal(write_arrays, Path("a.npy"), {"d/kernel": KERNEL, "d/bias": KERNEL}) == (
        "a.npy can hold one array, and these are 2",
        "name one, as in 'd/kernel', or write .npz",
    )
    assert refusal(write_arrays, Path("a.csv"), {"c/kernel": np.zeros((3, 3, 1, 2))}) == (
        "a.csv can hold 1 or 2 axes, and c/kernel has 4",
        "write .npy",
    )


def test_rows_without_labels():
    assert list(csv_rows(KERNEL, ["a", "b"])) == [
        ["row", "a", "b"],
        ["0", "0.1", "2.0"],
        ["1", "-3.0", "1e-07"],
    ]


def test_json_has_neither_nan_nor_more_digits_than_a_float32():
    array = np.array([[0.1, np.nan], [np.inf, 2]], np.float32)
    assert json_values(array) == [[0.1, None], [None, 2.0]]
    assert json_values(np.float64(0.1)) == 0.1
