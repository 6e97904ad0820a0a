import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from nnspec.runs.environment import PACKAGES, git_state, package_versions, platform_name

UNKNOWN = {"commit": None, "dirty": None}
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    command = ["git", "-C", os.fspath(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.yaml").write_text("a", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_versions_are_those_installed():
    versions = package_versions()
    assert tuple(versions) == PACKAGES
    assert versions["numpy"] == metadata.version("numpy")


def test_a_package_that_is_not_installed(monkeypatch):
    def version(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", version)
    assert package_versions() == dict.fromkeys(PACKAGES)


def test_platform():
    import platform

    assert platform_name().split()[0] == platform.system()
    assert platform_name().split()[-1] == platform.machine()


@needs_git
def test_a_clean_repository(repository: Path):
    commit = git(repository, "rev-parse", "HEAD")
    assert git_state(repository / "specs") == {"commit": commit, "dirty": False}


@needs_git
def test_a_changed_file(repository: Path):
    (repository / "specs" / "a.yaml").write_text("b", encoding="utf-8")
    assert git_state(repository)["dirty"] is True


@needs_git
def test_a_new_file_is_not_a_change(repository: Path):
    (repository / "runs.txt").write_text("b", encoding="utf-8")
    assert git_state(repository)["dirty"] is False


@needs_git
def test_no_commit_yet(tmp_path: Path):
    git(tmp_path, "init", "-q")
    assert git_state(tmp_path) == UNKNOWN


@needs_git
def test_inside_a_git_hook_of_another_repository(repository: Path, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    commit = git(repository, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", os.fspath(other / ".git"))
    assert git_state(repository) == {"commit": commit, "dirty": False}


@needs_git
def test_no_repository(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path.parent))
    assert git_state(tmp_path) == UNKNOWN
    assert git_state(tmp_path / "missing") == UNKNOWN


def test_no_git(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    assert git_state(Path(__file__).parent) == UNKNOWN


def test_git_that_hangs(tmp_path: Path, monkeypatch):
    def run(command, *, timeout, **options):
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", run)
    assert git_state(tmp_path) == UNKNOWN


def test_the_runs_floor_imports_the_standard_library_only():
    code = (
        "import sys, nnspec.runs; "
        "heavy = {'tensorflow', 'keras', 'sklearn', 'pandas', 'pyarrow', 'numpy', 'pydantic'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
