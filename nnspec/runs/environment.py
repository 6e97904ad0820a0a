"""Where a run took place: versions of the software, the platform, the state of git."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

PACKAGES = (
    "tensorflow",
    "keras",
    "numpy",
    "scikit-learn",
    "pyarrow",
    "pandas",
    "onnxruntime",
    "tf2onnx",
)
"""The packages whose versions are recorded, by their names on PyPI."""

_GIT_SECONDS = 3.0


def package_versions() -> dict[str, str | None]:
    """The installed version of each package in `PACKAGES`, None for one that is not installed.

    Reads the packages' metadata and imports none of them.
    """
    from importlib import metadata

    versions: dict[str, str | None] = {}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = None
    return versions


def platform_name() -> str:
    """The operating system, its release and the processor's family: `Linux 6.1.0 x86_64`."""
    import platform

    return f"{platform.system()} {platform.release()} {platform.machine()}"


def git_state(folder: Path) -> dict[str, Any]:
    """The commit that a folder is at, and whether tracked files differ from it.

    Args:
        folder: A folder inside a git repository, or not.

    Returns:
        `commit`, 40 or 64 hexadecimal digits, and `dirty`, true when a tracked file of the
        repository was changed. Both None without git, a repository or a first commit.
    """
    import subprocess

    # A git hook points these at the repository it runs for, which need not be this folder's.
    hooks = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    environment = {key: value for key, value in os.environ.items() if key not in hooks}
    # Reading must neither take the index' lock nor start a program that the repository names.
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    command = ["git", "-c", "core.fsmonitor=false", "-C", os.fspath(folder), "status"]
    command += ["--porcelain=v2", "--branch", "--untracked-files=no"]
    unknown = {"commit": None, "dirty": None}
    try:
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            env=environment,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return unknown
    lines = answer.stdout.decode("utf-8", errors="replace").splitlines()
    prefix = "# branch.oid "
    commit = next((line.removeprefix(prefix) for line in lines if line.startswith(prefix)), "")
    if not commit or commit == "(initial)":
        return unknown
    return {"commit": commit, "dirty": any(not line.startswith("#") for line in lines)}
