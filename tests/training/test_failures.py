from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest

from nnspec.errors import TrainingError
from nnspec.network.backend import load_keras
from nnspec.spec.language.objects import ObjectSpec
from nnspec.training.failures import explain, told
from nnspec.training.train import train


def spec(source="csv", memory=None, callbacks=(), files=None, sample=None):
    """What is looked at in a spec."""
    return SimpleNamespace(
        training=SimpleNamespace(batch_size=256, memory=memory),
        data=SimpleNamespace(
            sample=sample,
            source=SimpleNamespace(name=source),
            split=SimpleNamespace(files=files or {}),
        ),
        callbacks=callbacks,
    )


SPEC = spec()
BATCHES = ObjectSpec("ModelCheckpoint", {"save_freq": 5})
UNSET = (
    "set training.memory, such as 1GiB (now half of what is free): rows that need more are "
    "streamed from disk"
)
SET = "lower training.memory (now 4.0 GiB): rows that need more are streamed from disk"
SAMPLE = "data: {sample: 10000} trains on fewer rows"
GPU = "device: cpu has the machine's own memory"


def exhausted(text):
    load_keras()
    import tensorflow as tf

    return tf.errors.ResourceExhaustedError(None, None, text)


@pytest.mark.parametrize(
    ("error", "message", "details"),
    [
        (
            lambda: exhausted(
                "Graph execution error:\n\nDetected at node MatMul\nOOM when allocating tensor "
                "with shape[4194304,512] and type float on /job:localhost/replica:0/task:0/"
                "device:CPU:0 "
                "by allocator mklcpu\n\t [[{{node MatMul}}]]"
            ),
            "there is not enough memory to train this: an array of 4,194,304 x 512 float32 "
            "(8.0 GiB) did not fit",
            (SAMPLE,),
        ),
        (
            lambda: exhausted(
                "OOM when allocating tensor with shape[256,1024] and type half on "
                "/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc"
            ),
            "there is not enough memory to train this: an array of 256 x 1,024 float16 "
            "(512.0 KiB) did not fit on GPU:0",
            (GPU, SAMPLE),
        ),
        (
            lambda: exhausted("Out of memory while trying to allocate 4294967296 bytes."),
            "there is not enough memory to train this: 4.0 GiB could not be had",
            (SAMPLE,),
        ),
        (
            lambda: MemoryError(
                "Unable to allocate 8.00 TiB for an array with shape (1099511627776,) and data "
                "type float64"
            ),
            "there is not enough memory to train this: an array of 1,099,511,627,776 float64 "
            "(8.0 TiB) did not fit",
            (UNSET, SAMPLE),
        ),
        (
            lambda: pa.ArrowMemoryError("malloc of size 4294967296 failed"),
            "there is not enough memory to train this: 4.0 GiB could not be had",
            (UNSET, SAMPLE),
        ),
        (MemoryError, "there is not enough memory to train this", (UNSET, SAMPLE)),
        (
            lambda: RuntimeError(
                "Failed copying input tensor from CPU:0 to GPU:0: Dst tensor is not initialized."
            ),
            "there is not enough memory to train this: the rows do not fit on the GPU",
            (GPU, UNSET, SAMPLE),
        ),
    ],
)
def test_out_of_memory(error, message, details):
    problem = explain(error(), SPEC)
    assert (problem.code, problem.message) == ("out-of-memory", message)
    assert problem.hint == "lower batch_size (now 256), or the units of the widest layers"
    assert problem.details == details


@pytest.mark.parametrize(
    ("settings", "details"),
    [
        ({"memory": "4GiB"}, (SET, SAMPLE)),
        ({"memory": 4 << 30, "source": "parquet"}, (SET, SAMPLE)),
        ({"source": "jsonl", "sample": 500}, (UNSET,)),
        # Less it cannot be.
        ({"memory": "64MiB"}, (SAMPLE,)),
        # What must fit memory.
        ({"source": "make_moons"}, (SAMPLE,)),
        ({"source": "excel", "memory": "4GiB"}, (SAMPLE,)),
        ({"files": {"test": "test.csv"}}, (SAMPLE,)),
        ({"callbacks": (BATCHES,)}, (SAMPLE,)),
    ],
)
def test_rows_that_could_be_streamed(settings, details):
    assert explain(MemoryError(), spec(**settings)).details == details


def test_a_tensor_of_all_rows_of_a_part():
    error = exhausted(
        "OOM when allocating tensor with shape[618000,32] and type float on /job:localhost/"
        "replica:0/task:0/device:CPU:0 by allocator cpu"
    )
    assert explain(error, SPEC, counts=(618_000, 206_000)).details == (UNSET, SAMPLE)
    assert explain(error, SPEC, counts=(61_800, 32)).details == (SAMPLE,)


@pytest.mark.parametrize(
    ("settings", "hint", "details"),
    [
        ({"memory": "4GiB"}, SET, (SAMPLE,)),
        ({"source": "excel"}, SAMPLE, ()),
        ({"source": "excel", "sample": 500}, None, ()),
    ],
)
def test_rows_that_could_not_be_read(settings, hint, details):
    error = MemoryError(
        "Unable to allocate 8.00 GiB for an array with shape (1073741824,) and data type float64"
    )
    problem = explain(error, spec(**settings), reading=True)
    assert problem.message == (
        "there is not enough memory to read and prepare the rows: an array of 1,073,741,824 "
        "float64 (8.0 GiB) did not fit"
    )
    assert (problem.hint, problem.details) == (hint, details)


def test_an_operation_without_a_deterministic_form():
    load_keras()
    import tensorflow as tf

    text = "Graph execution error:\n\nA deterministic GPU implementation of X is not available."
    problem = explain(tf.errors.UnimplementedError(None, None, text), SPEC)
    assert (problem.code, problem.message, problem.hint) == (
        "not-deterministic",
        "this network cannot be trained deterministically here: A deterministic GPU "
        "implementation of X is not available.",
        "set training: {deterministic: false}, and two runs may differ slightly",
    )


def test_other_failures_stay_what_they_are():
    assert explain(ValueError("x"), SPEC) is None
    with pytest.raises(ValueError, match="x"), told(SPEC):
        raise ValueError("x")


def test_a_network_that_does_not_fit_leaves_no_run(workshop, monkeypatch):
    def build(*_):
        raise exhausted("OOM when allocating tensor with shape[9] and type float on device:CPU:0")

    monkeypatch.setattr("nnspec.training.train.build", build)
    with pytest.raises(TrainingError) as error:
        train("strength.yaml")
    assert error.value.exit_code == 1
    assert "an array of 9 float32 (36 bytes) did not fit" in error.value.messages
    assert not (workshop / "runs").exists()


def test_a_training_that_runs_out_of_memory_is_a_failed_run(cli, workshop, monkeypatch):
    def fit(*_, **__):
        raise MemoryError

    monkeypatch.setattr("nnspec.training.fit.fit_epochs", fit)
    answer = cli("train strength.yaml")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(
        "error[out-of-memory]: there is not enough memory to train this\n"
        "  lower batch_size (now 32), or the units of the widest layers\n"
        f"  {UNSET}\n"
        f"  {SAMPLE}\n"
    )
    assert " failed (there is not enough memory to train this)" in cli("runs show strength").stdout


def test_rows_that_do_not_fit_leave_no_run(cli, workshop, monkeypatch):
    def read(*_, **__):
        raise pa.ArrowMemoryError("malloc of size 4294967296 failed")

    monkeypatch.setattr("nnspec.training.read.estimate", read)
    answer = cli("train strength.yaml -q")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(
        "error[out-of-memory]: there is not enough memory to read and prepare the rows: 4.0 GiB "
        "could not be had\n"
        f"  {UNSET}\n"
        f"  {SAMPLE}\n"
    )
    assert not (workshop / "runs").exists()
