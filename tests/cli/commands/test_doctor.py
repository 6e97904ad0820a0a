from __future__ import annotations

import pytest

from nnspec.network import survey

GIB = 1 << 30
FOUND = {
    "versions": {
        "nnspec": "0.1.0", "python": "3.12.1", "tensorflow": "2.21.0", "keras": "3.15.1",
        "numpy": "2.4.0", "onnx": None,
    },
    "platform": "Linux 6.1 x86_64",
    "extras": {"excel": True, "sql": False, "postgresql": False},
    "cpu_threads": 8,
    "gpus": [],
    "driver": None,
    "xla": True,
    "built_with_cuda": True,
    "free": {"memory": 3 * GIB, "disk": 40 * GIB},
    "advice": ["first do this", "then that"],
}  # fmt: skip


@pytest.fixture
def machine(monkeypatch):
    """Let the survey find this, with these changes."""

    def find(**changes):
        monkeypatch.setattr(survey, "survey", lambda runs_dir: FOUND | changes)

    return find


def test_a_machine_without_a_gpu(cli, machine):
    machine()
    answer = cli("doctor")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == (
        "versions  nnspec 0.1.0, python 3.12.1, tensorflow 2.21.0, keras 3.15.1\n"
        "          numpy 2.4.0\n"
        "platform  Linux 6.1 x86_64\n"
        "cpu       8 threads\n"
        "gpu       none: training runs on the CPU, which small networks do well on\n"
        "          first do this\n"
        "          then that\n"
        "xla       compiles\n"
        "memory    3.0 GiB free\n"
        "disk      40.0 GiB free for runs/\n"
        "extras    excel\n"
        '          not installed: sql, postgresql; python -m pip install "nnspec[sql,postgresql]"\n'
    )


def test_a_machine_with_gpus(cli, machine):
    machine(
        gpus=[
            {"name": "NVIDIA L4", "compute_capability": "8.9", "memory": 24 * GIB},
            {"name": "GPU:1", "compute_capability": None, "memory": None},
        ],
        driver="560.35.03",
        advice=[],
        xla=False,
        cpu_threads=1,
        extras={"excel": True},
    )
    lines = cli("doctor --runs-dir other").stdout.splitlines()
    assert lines[3:] == [
        "cpu       1 thread",
        "gpu       NVIDIA L4, 24.0 GiB, compute capability 8.9",
        "gpu       GPU:1",
        "driver    NVIDIA 560.35.03",
        "xla       does not compile here",
        "memory    3.0 GiB free",
        "disk      40.0 GiB free for other/",
        "extras    excel",
    ]


def test_json_of_this_very_machine(cli):
    document = cli("doctor --json").document
    assert list(document) == list(FOUND)
    assert document["versions"]["tensorflow"].startswith("2.")
    assert document["cpu_threads"] >= 1
    assert bool(document["gpus"]) is not bool(document["advice"])


def test_it_says_what_it_waits_for(cli, machine, monkeypatch):
    machine()
    monkeypatch.setattr("nnspec.network.backend.is_loaded", lambda: False)
    assert cli("doctor").stderr == "loading TensorFlow ...\n"
    assert cli("doctor --quiet").stderr == ""


def test_a_broken_tensorflow_ends_in_a_line(cli, monkeypatch):
    def fail():
        raise ImportError("DLL load failed while importing _pywrap")

    monkeypatch.setattr("nnspec.network.backend.load_keras", fail)
    answer = cli("doctor")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == (
        "error[broken-tensorflow]: TensorFlow does not load: DLL load failed while importing "
        "_pywrap\n"
        "  python -m pip install --force-reinstall tensorflow keras, in a fresh environment\n"
    )
    assert cli("doctor --json").document["problems"][0]["code"] == "broken-tensorflow"
