"""What a run keeps of its rows, and what happens where it cannot."""

from __future__ import annotations

import csv
import json

import pytest
from support import Heard

from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.runs.folder import RunFolder
from nnspec.training.keep_rows import keep_evidence
from nnspec.training.measure import measure
from nnspec.training.read import read_work


@pytest.fixture
def kept(workshop):
    work = read_work(validate("species.yaml").require(), Listener())
    measured = measure(work, build(work.loaded, work.signature))
    return work, measured, RunFolder.create(workshop / "runs", "species"), Heard()


def test_the_held_out_rows_with_what_the_network_makes_of_them(kept):
    work, _, run, heard = kept
    keep_evidence(*kept)
    assert heard.warnings == []
    with run.predictions.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    held_out = {
        name: len(index) for name, index in work.rows.by_name().items() if name != "training"
    }
    assert len(rows) == sum(held_out.values())
    document = json.loads(run.data.read_text(encoding="utf-8"))
    assert document["rows"] == {"training": len(work.rows.training), **held_out}
    # Of more than two features there is no plane to draw.
    assert not run.boundary.exists()


def test_what_cannot_be_kept_is_a_warning(kept, monkeypatch):
    _, _, run, heard = kept

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nnspec.training.keep_rows.write_json", full)
    keep_evidence(*kept)
    (problem,) = heard.warnings
    assert (problem.code, problem.severity) == ("not-kept", "warning")
    assert problem.message == (
        f"what the pictures of run {run.run_id} need could not be kept: "
        "[Errno 28] No space left on device"
    )
