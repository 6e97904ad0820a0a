import json
import math
import os
from pathlib import Path

import numpy as np
import pytest

from nnspec.errors import InputError
from nnspec.runs import files
from nnspec.runs.files import append_text, replacing, write_bytes, write_json, write_text


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_written_as_it_is(tmp_path: Path):
    write_text(tmp_path / "a.txt", "Grüße\nzwei\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "Grüße\nzwei\r\n".encode()


def test_bytes_replace_an_older_file(tmp_path: Path):
    write_bytes(tmp_path / "a.bin", b"old and longer")
    write_bytes(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert names(tmp_path) == ["a.bin"]


def test_folders_are_made(tmp_path: Path):
    write_text(tmp_path / "checkpoints" / "best" / "a.txt", "x")
    assert (tmp_path / "checkpoints" / "best" / "a.txt").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("name", ["model.keras", "best.weights.h5", "spec.resolved.yaml", "latest"])
def test_the_temporary_name_ends_with_the_final_name(tmp_path: Path, name: str):
    with replacing(tmp_path / name) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.name != name
        assert temporary.name.endswith(name)
        assert temporary.suffix == Path(name).suffix or name == "latest"
        temporary.write_bytes(b"x")
        assert not (tmp_path / name).exists()
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: type):
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(failure), replacing(tmp_path / "a.txt") as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise failure
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "old"


def test_nothing_written_is_a_failure(tmp_path: Path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "a.txt"):
        pass


def test_a_file_held_open_elsewhere_is_tried_again(tmp_path: Path, monkeypatch):
    attempts = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        attempts.append(target)
        if len(attempts) < 3:
            raise PermissionError("in use by another process")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files, "PAUSES", (0.0, 0.0, 0.0))
    write_text(tmp_path / "a.txt", "x")
    assert len(attempts) == 3
    assert names(tmp_path) == ["a.txt"]


def test_a_file_held_open_for_good_is_an_error(tmp_path: Path, monkeypatch):
    def replace(self: Path, target: Path) -> Path:
        raise PermissionError("in use by another process")

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files, "PAUSES", (0.0,))
    with pytest.raises(PermissionError):
        write_text(tmp_path / "a.txt", "x")
    assert names(tmp_path) == []


def test_json_text(tmp_path: Path):
    write_json(tmp_path / "a.json", {"name": "Größe", "values": (1, 2.5, True, None)})
    expected = """{
  "name": "Größe",
  "values": [
    1,
    2.5,
    true,
    null
  ]
}
"""
    assert (tmp_path / "a.json").read_bytes() == expected.encode()


def test_json_has_no_nan(tmp_path: Path):
    document = {"a": math.nan, "b": [math.inf, -math.inf, 1.5], "c": np.float64("nan")}
    write_json(tmp_path / "a.json", document)
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read == {"a": None, "b": [None, None, 1.5], "c": None}


def test_json_of_numpy_and_paths(tmp_path: Path):
    document = {
        "a": np.float32(0.5),
        "b": np.arange(3),
        "c": np.bool_(True),
        "d": np.array([1.0, np.nan]),
        "e": Path("x.csv"),
        3: np.int64(7),
    }
    write_json(tmp_path / "a.json", document)
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read == {"a": 0.5, "b": [0, 1, 2], "c": True, "d": [1.0, None], "e": "x.csv", "3": 7}


def test_json_of_a_name_that_is_no_text(tmp_path: Path):
    write_json(tmp_path / "a.json", {"command": ["nnspec", "bad\udcff.yaml"]})
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read["command"][1] == "bad\udcff.yaml"


def test_json_refuses_what_it_cannot_hold(tmp_path: Path):
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        write_json(tmp_path / "a.json", {"a": object()})
    assert names(tmp_path) == []


def test_a_link_is_followed_and_stays(tmp_path: Path):
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.bin", tmp_path / "link.csv"
    real.write_bytes(b"old")
    link.symlink_to(real)
    with replacing(link) as temporary:
        # The format is told by the name that was asked for.
        assert temporary.suffix == ".csv"
        temporary.write_bytes(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(tmp_path) == ["link.csv", "there"]
    assert names(tmp_path / "there") == ["real.bin"]


def test_a_link_that_leads_nowhere_yet(tmp_path: Path):
    (tmp_path / "link.csv").symlink_to("new.csv")
    write_bytes(tmp_path / "link.csv", b"x")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "new.csv").read_bytes() == b"x"
    (tmp_path / "far.csv").symlink_to("no/folder.csv")
    with pytest.raises(FileNotFoundError):
        write_bytes(tmp_path / "far.csv", b"x")


def test_a_loop_of_links_is_refused(tmp_path: Path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match=r"cannot write .*/a: it is a loop of links"):
        write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").is_symlink()
    assert names(tmp_path) == ["a", "b"]


def test_a_file_keeps_its_mode(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    for mode in (0o600, 0o664, 0o755):
        path.chmod(mode)
        write_bytes(path, b"new")
        assert path.stat().st_mode & 0o7777 == mode


def test_a_file_keeps_its_owner_where_one_may_give_it(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    given = []
    monkeypatch.setattr(os, "chown", lambda path, uid, gid: given.append((uid, gid)))
    write_bytes(path, b"new")
    assert given == []
    there = list(path.stat())
    there[4], there[5] = 4711, 4712
    stat = Path.stat

    def stat_of_another(self, **options):
        return os.stat_result(there) if self == path else stat(self, **options)

    monkeypatch.setattr(Path, "stat", stat_of_another)
    write_bytes(path, b"new")
    assert given == [(4711, 4712)]


def test_a_folder_is_not_replaced(tmp_path: Path):
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match=r"cannot write .*/a: it is a folder"):
        write_bytes(tmp_path / "a", b"x")
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").is_dir()


def test_a_full_disk_is_said_of_the_file_itself(tmp_path: Path, full_disk):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(OSError) as error, full_disk(4096):
        write_bytes(path, bytes(5000))
    assert error.value.filename == path.as_posix()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_all_of_a_text_is_appended_or_nothing(tmp_path: Path, full_disk):
    path = tmp_path / "a.csv"
    append_text(path, "epoch,loss\n")
    append_text(path, "1,ä\n")
    with pytest.raises(OSError) as error, full_disk(20):
        append_text(path, "2,0.123456789\n")
    assert error.value.filename == path.as_posix()
    assert path.read_text(encoding="utf-8") == "epoch,loss\n1,ä\n"
