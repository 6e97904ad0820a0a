import sys

import pytest

from nnspec.data import memory
from nnspec.data.memory import free_memory, memory_budget, parse_vm_stat
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


def test_free_memory_on_linux(tmp_path):
    write(tmp_path, "proc/meminfo", MEMINFO)
    assert memory._free_on_linux(tmp_path) == 2_000_000 * 1024
    write(tmp_path, "sys/fs/cgroup/memory.max", "max\n")
    write(tmp_path, "sys/fs/cgroup/memory.current", "123\n")
    assert memory._free_on_linux(tmp_path) == 2_000_000 * 1024
    write(tmp_path, "sys/fs/cgroup/memory.max", "1000123\n")
    assert memory._free_on_linux(tmp_path) == 1_000_000
    write(tmp_path, "sys/fs/cgroup/memory/memory.limit_in_bytes", "500\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.usage_in_bytes", "600\n")
    assert memory._free_on_linux(tmp_path) == 0


def test_free_memory_on_macos():
    text = (
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
        "Pages free:                               10.\n"
        "Pages active:                            400.\n"
        "Pages inactive:                           20.\n"
        "Pages speculative:                         3.\n"
        "Pages purgeable:                           4.\n"
    )
    assert parse_vm_stat(text) == 37 * 16384
    with pytest.raises(ValueError, match="gives no pages"):
        parse_vm_stat("nothing")


def test_a_system_that_does_not_say(monkeypatch):
    def fails(*_):
        raise OSError

    for name in ("_free_on_linux", "_free_on_macos", "_free_on_windows"):
        monkeypatch.setattr(memory, name, fails)
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert free_memory() == 4 << 30
