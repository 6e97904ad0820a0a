"""What a run's largest files were when the run ended, and whether they still are."""

from __future__ import annotations

import hashlib

import pytest

from nnspec.errors import RunError
from nnspec.runs.checksums import file_facts, verify_file
from nnspec.runs.folder import RunFolder


@pytest.fixture
def run(tmp_path):
    folder = RunFolder.create(tmp_path, "mine")
    folder.start()
    folder.model_onnx.write_bytes(b"a network")
    folder.preprocessing.write_text("{}", encoding="utf-8")
    (folder.path / "notes.txt").write_text("no matter", encoding="utf-8")
    folder.finish("complete")
    return folder


def test_the_files_stand_in_run_json(run):
    known = run.read()["files"]
    assert known == file_facts(run.path)
    assert list(known) == ["model.onnx", "preprocessing.json"]
    digest = hashlib.sha256(b"a network").hexdigest()
    assert known["model.onnx"] == {"bytes": 9, "sha256": digest}


def test_a_whole_file_passes_and_so_does_one_that_run_json_does_not_know(run):
    verify_file(run.path, run.read(), "model.onnx")
    verify_file(run.path, run.read(), "model.h5")
    verify_file(run.path, {}, "model.onnx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a net", "model.onnx of run {} is damaged: it has 5 bytes, and training wrote 9"),
        (
            b"a netwurk",
            "model.onnx of run {} is damaged: "
            "it was edited since training (its SHA-256 is not that of run.json)",
        ),
        (None, "run {} has no model.onnx"),
    ],
)
def test_a_damaged_file(run, content, said):
    run.model_onnx.unlink()
    if content is not None:
        run.model_onnx.write_bytes(content)
    with pytest.raises(RunError) as caught:
        verify_file(run.path, run.read(), "model.onnx")
    (problem,) = caught.value.problems
    assert problem.code == "damaged-run"
    assert problem.message == said.format(run.run_id)
    assert problem.hint == "copy the run's folder again, or train it again"


def test_checksums_that_are_no_checksums(run):
    record = run.read() | {"files": {"model.onnx": {"bytes": "nine"}}}
    with pytest.raises(RunError, match=r"model\.onnx of run .* is damaged"):
        verify_file(run.path, record, "model.onnx")
