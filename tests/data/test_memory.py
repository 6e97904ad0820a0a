import sys

import pytest

from nnspec.data import memory
from nnspec.data.memory import free_memory, memory_budget, parse_bytes, parse_vm_stat, show_bytes
from nnspec.errors import SpecError

MEMINFO = "MemTotal: 24000000 kB\nMemAvailable: 2000000 kB\nHugepagesize: 2048 kB\n"


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("2GiB", 2 << 30),
        ("512 MB", 512_000_000),
        ("1.5gib", 3 << 29),
        (" 128MiB ", 128 << 20),
        (100_000_000, 100_000_000),
        (1e9, 10**9),
        ("900000 kb", 900_000_000),
        ("1TB", 10**12),
    ],
)
def test_sizes(value, size):
    assert parse_bytes(value) == size


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2 GO", "'2 GO' has the unknown unit 'GO'; write for instance 2GiB, 512 MB or a plain "),
        ("lots", "'lots' is no size; write for instance 2GiB, 512 MB or a plain number of bytes"),
        ("-2GiB", "'-2GiB' is no size; write for instance 2GiB, 512 MB or a plain number of bytes"),
        (float("nan"), "nan is no size"),
        (float("inf"), "inf is no size"),
        (2, "2 is 2 bytes; at least 64.0 MiB are needed"),
        ("63MiB", "'63MiB' is 66,060,288 bytes; at least 64.0 MiB are needed"),
        (True, "expected a size, for instance 2GiB, 512 MB or a plain number of bytes"),
        ([1], "expected a size, for instance 2GiB, 512 MB or a plain number of bytes"),
    ],
)
def test_what_is_no_size(value, text):
    with pytest.raises(ValueError) as error:
        parse_bytes(value)
    assert str(error.value).startswith(text)


def test_sizes_for_a_reader():
    assert [show_bytes(n) for n in (12, 2048, 5 << 20, 2 << 30, 3 << 41)] == [
        "12 bytes",
        "2.0 KiB",
        "5.0 MiB",
        "2.0 GiB",
        "6.0 TiB",
    ]


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
