import pytest

from nnspec.errors import RunError
from nnspec.runs.read_json import damaged, read_json
from nnspec.runs.shapes import NUMBER, record_of

SHAPE = record_of({"loss": NUMBER}, ("loss",))


def test_a_document_of_the_shape(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"loss": 0.5}', encoding="utf-8")
    assert read_json(path, SHAPE) == {"loss": 0.5}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"loss": ', "it is not JSON (line 1, column 10)"),
        (b'{"loss": NaN}', "it is not JSON"),
        (b'{"loss": 1e999}', "it is not JSON"),
        (b"\xff\xfe", "it is not JSON"),
        (b"[1]", "it is no mapping"),
        (b"[" * 100_000, "it is not JSON"),
        (b"{}", "it has no 'loss'"),
    ],
)
def test_a_damaged_document(tmp_path, content, reason):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(RunError) as caught:
        read_json(path, SHAPE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "damaged-run",
        f"{path.as_posix()} is damaged: {reason}",
    )
    assert damaged(path, reason).problems == caught.value.problems


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_json(tmp_path / "a.json", SHAPE)
    with pytest.raises(RunError, match="it cannot be read"):
        read_json(tmp_path, SHAPE)
