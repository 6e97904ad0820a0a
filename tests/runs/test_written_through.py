"""Writing to pipes and devices, which stay what they are."""

from __future__ import annotations

import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from nnspec.errors import InputError
from nnspec.runs import written_through
from nnspec.runs.files import replacing, write_bytes

# What a pipe holds, and more.
CONTENT = b"0123456789" * 20_000


def test_a_pipe_is_written_to(tmp_path: Path):
    pipe, found = tmp_path / "out.csv", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    write_bytes(pipe, CONTENT)
    reader.join()
    assert found == [CONTENT]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_pipe_through_a_link(tmp_path: Path):
    pipe, link, found = tmp_path / "pipe", tmp_path / "out.csv", []
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    with replacing(link) as temporary:
        assert temporary.name == "out.csv"
        temporary.write_bytes(b"x")
    reader.join()
    assert found == [b"x"]
    assert link.is_symlink()


def test_a_pipe_that_nobody_reads_is_given_up(tmp_path: Path, monkeypatch):
    os.mkfifo(tmp_path / "out.csv")
    monkeypatch.setattr(written_through, "PATIENCE", 0.0)
    with pytest.raises(InputError, match="nobody reads from this pipe"):
        write_bytes(tmp_path / "out.csv", b"x")
    assert stat.S_ISFIFO((tmp_path / "out.csv").stat().st_mode)


def test_a_reader_that_goes_away_is_no_closed_stdout(tmp_path: Path):
    pipe = tmp_path / "out.csv"
    os.mkfifo(pipe)

    def glance():
        with pipe.open("rb") as file:
            file.read(10)

    reader = threading.Thread(target=glance)
    reader.start()
    with pytest.raises(InputError, match="its reader has gone away"):
        write_bytes(pipe, CONTENT * 10)
    reader.join()


def test_a_terminal_is_written_to(tmp_path: Path):
    ours, theirs = os.openpty()
    try:
        device = Path(os.ttyname(theirs))
        (tmp_path / "out.csv").symlink_to(device)
        write_bytes(tmp_path / "out.csv", b"a,b")
        assert os.read(ours, 100) == b"a,b"
        assert stat.S_ISCHR(device.stat().st_mode)
    finally:
        os.close(ours)
        os.close(theirs)


def test_an_open_file_of_the_shell_is_appended_to(tmp_path: Path):
    log = tmp_path / "log.csv"
    log.write_bytes(b"before\n")
    with log.open("ab") as file:
        write_bytes(Path(f"/dev/fd/{file.fileno()}"), b"after\n")
    assert log.read_bytes() == b"before\nafter\n"


def test_a_socket_is_refused(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("out.csv")
        with pytest.raises(InputError, match="it is a socket and no file"):
            write_bytes(Path("out.csv"), b"x")
    assert stat.S_ISSOCK((tmp_path / "out.csv").stat().st_mode)


def test_a_disk_is_refused(tmp_path: Path):
    with (
        pytest.raises(InputError, match="it is a disk and no file"),
        written_through.written_through(tmp_path / "sda", stat.S_IFBLK | 0o660),
    ):
        pass
