import json
import math
from pathlib import Path

import numpy as np
import pytest

from nnspec.runs import files
from nnspec.runs.files import replacing, write_bytes, write_json, write_text


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
    monkeypatch.setattr(files, "_PAUSES", (0.0, 0.0, 0.0))
    write_text(tmp_path / "a.txt", "x")
    assert len(attempts) == 3
    assert names(tmp_path) == ["a.txt"]


def test_a_file_held_open_for_good_is_an_error(tmp_path: Path, monkeypatch):
    def replace(self: Path, target: Path) -> Path:
        raise PermissionError("in use by another process")

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files, "_PAUSES", (0.0,))
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
