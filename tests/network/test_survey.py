from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from nnspec.network import survey
from nnspec.network.backend import load_keras

ROOT = Path(__file__).parents[2]


def test_the_extras_are_those_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(survey.EXTRAS) == set(project["optional-dependencies"]) - {"test"}


def test_an_extra_is_there_when_all_of_it_is(monkeypatch):
    monkeypatch.setattr(survey.util, "find_spec", lambda name: name == "sqlalchemy" or None)
    there = survey.extras()
    assert (there["sql"], there["postgresql"], there["excel"]) == (True, False, False)


def test_versions_name_what_is_not_installed(monkeypatch):
    monkeypatch.setattr(survey, "OTHER_PACKAGES", ("no-such-package",))
    found = survey.versions()
    assert found["no-such-package"] is None
    assert found["python"] == "{}.{}.{}".format(*sys.version_info[:3])
    assert found["tensorflow"].startswith("2.")


def test_room_of_a_folder_that_is_not_there_yet(tmp_path):
    found = survey.room(tmp_path / "no" / "runs")
    assert found["disk"] > 0
    assert found["memory"] > 0


@pytest.mark.parametrize(
    ("system", "machine", "driver", "cuda", "words"),
    [
        ("Windows", "AMD64", "560.1", False, "WSL2"),
        ("Darwin", "arm64", None, False, "use it only if it names 2.21.0"),
        ("Darwin", "x86_64", None, False, "no longer supports"),
        ("Linux", "aarch64", None, False, "for Linux on aarch64 have no GPUs"),
        ("Linux", "x86_64", None, True, "there is no nvidia-smi"),
        ("Linux", "x86_64", "560.1", False, "driver 560.1 is there, but this TensorFlow is built"),
        ("Linux", "x86_64", "560.1", True, "unset LD_LIBRARY_PATH and CUDA_VISIBLE_DEVICES"),
    ],
)
def test_what_to_do_without_a_gpu(system, machine, driver, cuda, words):
    advice = survey.gpu_advice(
        system=system, machine=machine, driver=driver, built_with_cuda=cuda, tensorflow="2.21.0"
    )
    assert words in " ".join(advice)
    # CUDA's libraries are offered where they exist, and nowhere else.
    offers = "tensorflow[and-cuda]" in " ".join(advice)
    assert offers is (system == "Windows" or (system, machine) == ("Linux", "x86_64"))


def test_no_advice_where_there_is_a_gpu():
    assert survey.missing_gpu({"gpus": [{"name": "GPU:0"}]}) == []


def test_gpus_with_their_memory(monkeypatch):
    load_keras()
    import tensorflow as tf

    gpus = [SimpleNamespace(name=f"GPU:{n}") for n in range(2)]
    details = {"device_name": "NVIDIA L4", "compute_capability": (8, 9)}
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: gpus)
    monkeypatch.setattr(
        tf.config.experimental,
        "get_device_details",
        lambda gpu: details if gpu is gpus[0] else {},
    )
    monkeypatch.setattr(survey.shutil, "which", lambda name: name)
    answer = SimpleNamespace(stdout="560.35.03, 23034\n")
    monkeypatch.setattr(survey.subprocess, "run", lambda *_, **__: answer)
    monkeypatch.setattr(survey, "xla_compiles", lambda tf: True)
    found = survey.devices()
    assert found["driver"] == "560.35.03"
    assert found["gpus"] == [
        {"name": "NVIDIA L4", "compute_capability": "8.9", "memory": 23034 << 20},
        {"name": "GPU:1", "compute_capability": None, "memory": None},
    ]


@pytest.mark.parametrize("text", ["", "No devices were found\n", "a, b, c\n"])
def test_a_driver_that_says_nothing_useful(monkeypatch, text):
    monkeypatch.setattr(survey.shutil, "which", lambda name: name)
    monkeypatch.setattr(survey.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=text))
    assert survey._nvidia() == (None, [])


def test_a_driver_that_fails(monkeypatch):
    def fail(*_, **__):
        raise subprocess.CalledProcessError(9, "nvidia-smi")

    monkeypatch.setattr(survey.shutil, "which", lambda name: name)
    monkeypatch.setattr(survey.subprocess, "run", fail)
    assert survey._nvidia() == (None, [])


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (
            ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow"),
            "no-tensorflow",
            "tensorflow is not installed",
        ),
        (
            ImportError("Traceback:\n  many lines\nlibcudart.so: cannot open\n\n"),
            "broken-tensorflow",
            "TensorFlow does not load: libcudart.so: cannot open",
        ),
        (RuntimeError(), "broken-tensorflow", "TensorFlow does not load: RuntimeError"),
    ],
)
def test_tensorflow_that_does_not_load(monkeypatch, error, code, message):
    def fail():
        raise error

    monkeypatch.setattr("nnspec.network.backend.load_keras", fail)
    with pytest.raises(survey.BrokenTensorFlow) as raised:
        survey.survey(Path("runs"))
    (problem,) = raised.value.problems
    assert (problem.code, problem.message) == (code, message)
    assert raised.value.exit_code == 1
