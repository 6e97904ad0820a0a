import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from nnspec.errors import RunError
from nnspec.runs.record import format_timestamp, parse_timestamp, read_record, status_of

STARTED = '"started": "2026-11-22T03:36:00.125Z"'


def write(folder: Path, content: str | bytes) -> Path:
    content = content.encode() if isinstance(content, str) else content
    (folder / "run.json").write_bytes(content)
    return folder


def test_a_record(tmp_path: Path):
    write(tmp_path, f'{{"status": "complete", {STARTED}, "seed": 42}}')
    record = read_record(tmp_path)
    assert record == {"status": "complete", "started": "2026-11-22T03:36:00.125Z", "seed": 42}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it is not JSON (line 1, column 1)"),
        ('{"status": "run', "it is not JSON (line 1, column 12)"),
        (b'{"status": "\xff"}', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it is no mapping"),
        (f"{{{STARTED}}}", "it has no 'status'"),
        ('{"status": "complete"}', "it has no 'started'"),
        (f'{{"status": "done", {STARTED}}}', "its status is 'done'"),
        (f'{{"status": ["running"], {STARTED}}}', "its status is ['running']"),
        ('{"status": "complete", "started": "now"}', "'started' is no time: 'now'"),
        ('{"status": "complete", "started": 5}', "'started' is no time: 5"),
        (
            '{"status": "complete", "started": "2026-11-22T03:36:00"}',
            "'started' is no time: '2026-11-22T03:36:00'",
        ),
        (
            f'{{"status": "complete", {STARTED}, "finished": null}}',
            "'finished' is no time: None",
        ),
    ],
)
def test_damaged(tmp_path: Path, content: str | bytes, reason: str):
    write(tmp_path, content)
    with pytest.raises(RunError) as caught:
        read_record(tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "damaged-run"
    assert problem.message == f"{(tmp_path / 'run.json').as_posix()} is damaged: {reason}"


def test_run_json_that_cannot_be_read(tmp_path: Path):
    (tmp_path / "run.json").mkdir()
    with pytest.raises(RunError, match=r"run\.json is damaged: it cannot be read: "):
        read_record(tmp_path)


def test_no_run(tmp_path: Path):
    with pytest.raises(RunError) as caught:
        read_record(tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "not-a-run"
    assert problem.message == f"{tmp_path.as_posix()} is no run: it has no run.json"


def test_status_of_a_running_process():
    assert status_of({"status": "running", "process_id": os.getpid()}) == "running"


def test_status_of_a_process_that_is_gone():
    assert status_of({"status": "running", "process_id": 10**30}) == "killed"


@pytest.mark.parametrize("process_id", [None, "7", 1.5])
def test_status_without_a_process_is_believed(process_id: object):
    assert status_of({"status": "running", "process_id": process_id}) == "running"


def test_status_of_an_ended_run_does_not_ask_for_its_process():
    assert status_of({"status": "failed", "process_id": 10**30}) == "failed"


def test_timestamps():
    moment = datetime(2026, 11, 22, 4, 36, 0, 125_999, tzinfo=timezone(timedelta(hours=1)))
    text = format_timestamp(moment)
    assert text == "2026-11-22T03:36:00.125Z"
    assert parse_timestamp(text) == datetime(2026, 11, 22, 3, 36, 0, 125_000, tzinfo=UTC)
