"""What there is to train with: versions, devices, XLA, memory, and what a GPU is missing."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata, util
from pathlib import Path
from typing import Any

from nnspec.data.formats.registry import every_format
from nnspec.data.memory import free_memory
from nnspec.errors import NnspecError, Problem
from nnspec.runs.environment import PACKAGES, platform_name
from nnspec.version import __version__

EXTRAS = {
    "tensorboard": ("tensorboard",),
    **{name: modules for known in every_format() for name, modules in known.extras.items()},
}
"""The extras of nnspec, each with the modules it installs."""

OTHER_PACKAGES = ("onnxruntime", "onnx", "tf2onnx", "pyyaml", "pydantic", "typer", "matplotlib")
"""Packages whose versions are told beside those of a run."""
_DRIVER_SECONDS = 10.0


class BrokenTensorFlow(NnspecError):
    """TensorFlow is not installed, or does not load."""


def versions() -> dict[str, str | None]:
    """nnspec, Python and the packages by their names on PyPI; None for one not installed.

    Imports none of them.
    """
    found: dict[str, str | None] = {"nnspec": __version__, "python": platform.python_version()}
    for package in (*PACKAGES, *OTHER_PACKAGES):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = None
    return found


def extras() -> dict[str, bool]:
    """Whether each optional part of nnspec is installed."""
    return {
        name: all(util.find_spec(module) is not None for module in modules)
        for name, modules in EXTRAS.items()
    }


def room(runs_dir: Path) -> dict[str, int]:
    """The free bytes of `memory`, and of the `disk` on which a folder is or would be made."""
    folder = runs_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    return {"memory": free_memory(), "disk": shutil.disk_usage(folder).free}


def devices() -> dict[str, Any]:
    """What TensorFlow sees; loads it.

    Returns:
        `cpu_threads`; `gpus`, each with its `name` and, where they are known, `compute_capability`
        and `memory` in bytes; `driver`, NVIDIA's, or None; `xla`, whether it compiles here;
        `built_with_cuda`, whether this TensorFlow could use an NVIDIA GPU.

    Raises:
        BrokenTensorFlow: It is not installed, or does not load.
    """
    tf = _tensorflow()
    driver, memory = _nvidia()
    gpus = []
    for number, gpu in enumerate(tf.config.list_physical_devices("GPU")):
        details = tf.config.experimental.get_device_details(gpu)
        capability = details.get("compute_capability")
        gpus.append(
            {
                "name": details.get("device_name", gpu.name),
                "compute_capability": ".".join(map(str, capability)) if capability else None,
                "memory": memory[number] if number < len(memory) else None,
            }
        )
    return {
        "cpu_threads": _threads(),
        "gpus": gpus,
        "driver": driver,
        "xla": xla_compiles(tf),
        "built_with_cuda": tf.test.is_built_with_cuda(),
    }


def gpu_advice(
    *, system: str, machine: str, driver: str | None, built_with_cuda: bool, tensorflow: str
) -> list[str]:
    """What to do when TensorFlow sees no GPU, a sentence each.

    After https://www.tensorflow.org/install/pip and
    https://developer.apple.com/metal/tensorflow-plugin.

    Args:
        system: `Linux`, `Darwin` or `Windows`, as `platform.system` says.
        machine: `x86_64`, `arm64` and so on, as `platform.machine` says.
        driver: The version of NVIDIA's driver, None where there is none.
        built_with_cuda: Whether the installed TensorFlow could use an NVIDIA GPU.
        tensorflow: Its version.
    """
    if system == "Windows":
        return [
            "TensorFlow has no GPUs on Windows itself since 2.11; with an NVIDIA GPU, install "
            "nnspec in WSL2 and there: python -m pip install 'tensorflow[and-cuda]'"
        ]
    if system == "Darwin":
        if machine != "arm64":
            return ["TensorFlow no longer supports the GPUs of Macs with Intel processors"]
        return [
            "Apple's plug-in may serve: python -m pip install tensorflow-metal",
            f"it follows TensorFlow's releases late: use it only if it names {tensorflow}, for one "
            "of another release fails when it is loaded or computes wrong numbers",
        ]
    if machine not in ("x86_64", "AMD64"):
        return [f"TensorFlow's packages for {system} on {machine} have no GPUs"]
    if driver is None:
        return [
            "there is no nvidia-smi, so no NVIDIA driver or no NVIDIA GPU: nothing to do without "
            "one; with one, install the driver first",
            "then: python -m pip install 'tensorflow[and-cuda]'",
        ]
    if not built_with_cuda:
        return [
            f"NVIDIA's driver {driver} is there, but this TensorFlow is built without CUDA: "
            "python -m pip uninstall tensorflow-cpu, then "
            "python -m pip install --force-reinstall 'tensorflow[and-cuda]'"
        ]
    return [
        f"NVIDIA's driver {driver} is there, but not CUDA's libraries of the right versions: "
        "python -m pip install 'tensorflow[and-cuda]'",
        "if it still sees none: unset LD_LIBRARY_PATH and CUDA_VISIBLE_DEVICES, and update the "
        "driver",
    ]


def missing_gpu(found: dict[str, Any]) -> list[str]:
    """`gpu_advice` for this machine; nothing when there is a GPU.

    Args:
        found: What `devices` found.
    """
    if found["gpus"]:
        return []
    return gpu_advice(
        system=platform.system(),
        machine=platform.machine(),
        driver=found["driver"],
        built_with_cuda=found["built_with_cuda"],
        tensorflow=versions()["tensorflow"] or "TensorFlow",
    )


def survey(runs_dir: Path) -> dict[str, Any]:
    """All of it as one document of plain values; loads TensorFlow.

    Raises:
        BrokenTensorFlow: It is not installed, or does not load.
    """
    found = devices()
    return {
        "versions": versions(),
        "platform": platform_name(),
        "extras": extras(),
        **found,
        "free": room(runs_dir),
        "advice": missing_gpu(found),
    }


def _tensorflow() -> Any:
    from nnspec.network.backend import load_keras

    try:
        load_keras()
        import tensorflow as tf
    # A shared library that is missing or for another processor raises whatever it likes.
    except Exception as error:
        raise BrokenTensorFlow(_broken(error)) from None
    return tf


def _broken(error: Exception) -> Problem:
    if isinstance(error, ModuleNotFoundError) and error.name in ("tensorflow", "keras"):
        message = f"{error.name} is not installed"
        return Problem("no-tensorflow", message, hint="python -m pip install tensorflow keras")
    words = next((line.strip() for line in reversed(str(error).splitlines()) if line.strip()), "")
    message = f"TensorFlow does not load: {words[:300] or type(error).__name__}"
    hint = "python -m pip install --force-reinstall tensorflow keras, in a fresh environment"
    return Problem("broken-tensorflow", message, hint=hint)


def _threads() -> int:
    """The processor's threads that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _nvidia() -> tuple[str | None, list[int]]:
    """The driver's version, and each GPU's memory in bytes."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return None, []
    wanted = ["--query-gpu=driver_version,memory.total", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(
            [program, *wanted], capture_output=True, text=True, timeout=_DRIVER_SECONDS, check=True
        )
        rows = [line.split(",") for line in answer.stdout.splitlines() if line.strip()]
        # The program counts in MiB.
        return rows[0][0].strip(), [int(memory) << 20 for _, memory in rows]
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None, []


def xla_compiles(tf: Any) -> bool:
    """Whether XLA compiles and runs a function here.

    Args:
        tf: TensorFlow.
    """
    try:
        tf.function(lambda x: x * 2.0, jit_compile=True)(tf.constant(1.0))
    except tf.errors.OpError:
        return False
    return True
