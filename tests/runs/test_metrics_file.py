import json

import pytest

from nnspec.errors import RunError
from nnspec.runs.folder import RunFolder
from nnspec.runs.metrics_file import read_metrics


def write(folder, document):
    run = RunFolder(folder)
    run.metrics.write_text(json.dumps(document), encoding="utf-8")
    return run


def test_what_was_measured_is_read(tmp_path):
    document = {
        "test": {
            "rows": 5,
            "loss": 0.5,
            "auc": None,
            "confusion_matrix": [[2, 1], [0, 2]],
            "per_class": {"no": {"recall": 1.0}, "yes": {"recall": None}},
            "outputs": {"a": {"loss": 0.25}},
        }
    }
    assert read_metrics(write(tmp_path, document)) == document


def test_a_run_that_failed_has_none(tmp_path):
    assert read_metrics(RunFolder(tmp_path)) == {}
    assert read_metrics(RunFolder(tmp_path / "nowhere")) == {}


@pytest.mark.parametrize(
    "part",
    [
        {"loss": "low"},
        {"rows": -1},
        {"confusion_matrix": [[1, 2]]},
        {"confusion_matrix": [[1]], "per_class": {"no": {}, "yes": {}}},
        {"outputs": {"a": {"loss": []}}},
    ],
)
def test_a_damaged_one(tmp_path, part):
    with pytest.raises(RunError, match="is damaged"):
        read_metrics(write(tmp_path, {"test": part}))
