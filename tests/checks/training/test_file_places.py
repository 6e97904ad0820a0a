"""Where a callback's file or folder cannot stand."""

from __future__ import annotations

import pytest
from spec_of_layers import problems_of

HINT = "choose another name, or leave it out"


def found(folder, *callbacks):
    return problems_of(folder, "[{Dense: 1}]", more=f"callbacks: [{', '.join(callbacks)}]")


@pytest.mark.parametrize(
    ("callback", "said"),
    [
        ('CSVLogger: "."', "CSVLogger.filename: '.' is the run's own folder"),
        ('BackupAndRestore: "./"', "BackupAndRestore.backup_dir: './' is the run's own folder"),
        ('CSVLogger: "logs/"', "CSVLogger.filename: 'logs/' is a folder and no file"),
        ("CSVLogger: plots", "CSVLogger.filename: 'plots' is a folder of the run's own"),
        (
            "BackupAndRestore: Checkpoints",
            "BackupAndRestore.backup_dir: 'Checkpoints' is a folder of the run's own",
        ),
        ("TensorBoard: run.json", "TensorBoard.log_dir: 'run.json' is a file of the run's own"),
        (
            "ModelCheckpoint: model.h5/x.keras",
            "ModelCheckpoint.filepath: 'model.h5/x.keras' lies inside 'model.h5', a file of the "
            "run's own",
        ),
        (f"CSVLogger: {'a' * 201}", f"CSVLogger.filename: '{'a' * 57}...' has a name longer than "
            "200 bytes"),
        (f"CSVLogger: {'/'.join(['a' * 50] * 5)}", f"CSVLogger.filename: '{'a' * 50}/{'a' * 6}...' "
            "is longer than 220 bytes"),
        ('CSVLogger: "a?b.csv"', "CSVLogger.filename: 'a?b.csv' has a character that a file's name "
            "cannot hold on every system"),
        ('CSVLogger: "a\\tb.csv"', "CSVLogger.filename: 'a\\tb.csv' has a character that a file's "
            "name cannot hold on every system"),
        ("CSVLogger: con.csv", "CSVLogger.filename: 'con.csv' has 'con.csv', which is no name of a "
            "file on Windows"),
        ('CSVLogger: "com¹.csv"', "CSVLogger.filename: 'com¹.csv' has 'com¹.csv', which is no name "
            "of a file on Windows"),
        ("TensorBoard: logs./x", "TensorBoard.log_dir: 'logs./x' has 'logs.', which is no name of "
            "a file on Windows"),
    ],
)  # fmt: skip
def test_no_place(tmp_path, callback, said):
    assert found(tmp_path, f"{{{callback}}}") == [("path-place", said, HINT)]


def test_inside_the_file_of_another_callback(tmp_path):
    said = (
        "ModelCheckpoint.filepath: 'log.csv/x.keras' lies inside 'log.csv', the file of CSVLogger"
    )
    callbacks = ("{CSVLogger: log.csv}", "{ModelCheckpoint: log.csv/x.keras}")
    assert found(tmp_path, *callbacks) == [("path-place", said, HINT)]


@pytest.mark.parametrize(
    "callback",
    [
        "CSVLogger: logs/log.csv",
        'ModelCheckpoint: "checkpoints/{epoch:02d}-{loss:.3f}.keras"',
        "BackupAndRestore: checkpoints/mine",
        "TensorBoard: tb/deep",
        "CSVLogger: größe 1.csv",
    ],
)
def test_a_place_of_its_own(tmp_path, callback):
    assert found(tmp_path, f"{{{callback}}}") == []


@pytest.mark.parametrize(
    ("callbacks", "said"),
    [
        (
            ("{BackupAndRestore: mine}", "{CSVLogger: mine/log.csv}"),
            "CSVLogger.filename: 'mine/log.csv' is removed with 'mine' when BackupAndRestore is "
            "done",
        ),
        (
            ('{ModelCheckpoint: "checkpoints/backup/best.keras"}', "BackupAndRestore"),
            "ModelCheckpoint.filepath: 'checkpoints/backup/best.keras' is removed with "
            "'checkpoints/backup' when BackupAndRestore is done",
        ),
        (
            ("{TensorBoard: mine/tb}", "{BackupAndRestore: ./Mine/}"),
            "TensorBoard.log_dir: 'mine/tb' is removed with 'mine' when BackupAndRestore is done",
        ),
    ],
)
def test_what_a_backup_takes_along(tmp_path, callbacks, said):
    assert found(tmp_path, *callbacks) == [("path-place", said, HINT)]


def test_a_backup_that_is_kept_takes_nothing_along(tmp_path):
    kept = "{BackupAndRestore: {backup_dir: mine, delete_checkpoint: false}}"
    assert found(tmp_path, kept, "{CSVLogger: mine/log.csv}") == []
    assert found(tmp_path, "{BackupAndRestore: mine}", "{CSVLogger: mine.csv}") == []
