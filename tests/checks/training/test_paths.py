"""Where callbacks write."""

from __future__ import annotations

import pytest

from nnspec.checks.training.paths import callback_path, leaves_folder
from nnspec.spec.language.objects import ObjectSpec as Object


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Object("EarlyStopping"), None),
        (Object("CSVLogger"), ("filename", "log.csv")),
        (Object("CSVLogger", {"filename": "a.csv"}), ("filename", "a.csv")),
        (Object("TensorBoard"), ("log_dir", "tensorboard")),
        (Object("BackupAndRestore"), ("backup_dir", "checkpoints/backup")),
        (Object("ModelCheckpoint"), ("filepath", "checkpoints/last.keras")),
        (
            Object("ModelCheckpoint", {"save_best_only": True}),
            ("filepath", "checkpoints/best.keras"),
        ),
        (
            Object("ModelCheckpoint", {"save_best_only": True, "save_weights_only": True}),
            ("filepath", "checkpoints/best.weights.h5"),
        ),
    ],
)
def test_where_a_callback_writes(spec, expected):
    assert callback_path(spec) == expected


@pytest.mark.parametrize(
    ("path", "leaves"),
    [
        ("a.csv", False),
        ("deep/{epoch:02d}-{val_loss:.2f}.keras", False),
        ("a..b/c", False),
        ("../a.csv", True),
        ("a/../../b", True),
        ("a\\..\\b", True),
        ("/tmp/a", True),
        ("C:\\a", True),
        ("C:a", True),
        ("\\\\server\\share\\a", True),
    ],
)
def test_what_leads_out_of_the_run(path, leaves):
    assert leaves_folder(path) is leaves
