import pytest

from nnspec.runs.record_shape import RECORD

LEAST = {"status": "complete", "started": "2026-11-22T03:36:00.000Z"}


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"seed": None, "epochs": 5, "metrics": {"loss": 0.5, "auc": None}},
        {"files": {"model.onnx": {"bytes": 10, "sha256": "ab"}}},
        {"data": {"rows": 5, "split": {"test": 1}, "fingerprint": None}},
        {"of_a_later_version": [1, 2]},
    ],
)
def test_what_a_run_may_say_of_itself(facts):
    RECORD({**LEAST, **facts}, "")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"seed": "42"}, "seed"),
        ({"data": {"rows": -5}}, "data.rows"),
        ({"files": {"a": {"bytes": 1}}}, "files.a.sha256"),
        ({"smoke": 1}, "smoke"),
        ({"metrics": {"loss": "low"}}, "metrics.loss"),
    ],
)
def test_what_it_may_not(facts, key):
    with pytest.raises(ValueError, match=f"'{key}'"):
        RECORD({**LEAST, **facts}, "")


def test_its_status_and_start_are_there():
    with pytest.raises(ValueError, match="'started'"):
        RECORD({"status": "complete"}, "")
