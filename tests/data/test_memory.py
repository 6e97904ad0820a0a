import sys

import psutil
import pytest

from nnspec.data import memory
from nnspec.data.memory import free_memory, memory_budget
from nnspec.errors import SpecError

MEMINFO = "MemTotal: 24000000 kB\nMemAvailable: 2000000 kB\nHugepagesize: 2048 kB\n"


def test_the_budget(monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: 6 << 30)
    assert memory_budget() == 3 << 30
    assert memory_budget("1GiB") == 1 << 30
    monkeypatch.setattr(memory, "free_memory", lambda: 10)
    assert memory_budget() == memory.SMALLEST_BUDGET
    with pytest.raises(SpecError) as error:
        memory_budget("much")
    (problem,) = error.value.problems
    assert (problem.code, problem.message) == (
        "bad-memory",
        "training.memory: 'much' is no size; write for instance 2GiB, 512 MB or a plain number of "
        "bytes",
    )


def test_free_memory_of_this_machine():
    assert 1 << 20 < free_memory() < 1 << 45


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_free_memory_on_linux(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    write(tmp_path, "proc/meminfo", MEMINFO)
    assert free_memory(tmp_path) == 2_000_000 * 1024
    write(tmp_path, "sys/fs/cgroup/memory.max", "max\n")
    write(tmp_path, "sys/fs/cgroup/memory.current", "123\n")
    assert free_memory(tmp_path) == 2_000_000 * 1024
    write(tmp_path, "sys/fs/cgroup/memory.max", "1000123\n")
    assert free_memory(tmp_path) == 1_000_000
    write(tmp_path, "sys/fs/cgroup/memory/memory.limit_in_bytes", "500\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.usage_in_bytes", "600\n")
    assert free_memory(tmp_path) == 0


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_free_memory_elsewhere(platform, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    assert free_memory(tmp_path) == pytest.approx(psutil.virtual_memory().available, rel=0.2)


def test_a_system_that_does_not_say(tmp_path, monkeypatch):
    def fails():
        raise OSError

    monkeypatch.setattr(psutil, "virtual_memory", fails)
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert free_memory(tmp_path) == 4 << 30
