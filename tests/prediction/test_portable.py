"""A run's network on ONNX Runtime."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from nnspec.prediction.portable import PortableModel
from nnspec.runs.find import find_run


@pytest.fixture
def model(in_trained):
    return PortableModel(find_run(in_trained / "runs", "strength").model_onnx)


def test_rows_of_any_number_in_their_order(model):
    x = {"input": np.random.default_rng(0).normal(size=(9000, 8)).astype(np.float32)}
    (whole,) = model.run(x).values()
    assert whole.shape == (9000, 1)
    for start in (0, 4095, 4096, 8999):
        (one,) = model.run({"input": x["input"][start : start + 1]}).values()
        assert np.allclose(one, whole[start : start + 1], rtol=1e-5, atol=1e-6)
    (none,) = model.run({"input": x["input"][:0]}).values()
    assert none.shape == (0, 1)


def test_threads_share_a_model(model):
    x = np.random.default_rng(1).normal(size=(8, 50, 8)).astype(np.float32)
    (alone,) = model.run({"input": x.reshape(400, 8)}).values()
    found = [None] * 8

    def work(i):
        for _ in range(20):
            (found[i],) = model.run({"input": x[i]}).values()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.allclose(np.concatenate(found), alone, rtol=1e-5, atol=1e-6)


def test_a_file_that_is_no_network(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match=r"model\.onnx"):
        PortableModel(tmp_path / "model.onnx")
