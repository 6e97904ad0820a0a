"""SavedModels: names that a signature takes, and a folder that appears whole."""

from __future__ import annotations

import pytest

from nnspec.export.saved_model import replacing_folder, signature_names


def test_names_are_identifiers_and_differ():
    names = ["age", "bill length (mm)", "2nd", "class", "a b", "a_b", "größe", "self"]
    assert list(signature_names(names).values()) == [
        *("age", "bill_length__mm_", "c2nd", "class_", "a_b", "a_b_", "gr__e", "self_")
    ]


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "made" / "net"
    for content in ("old", "new"):
        with replacing_folder(path) as beside:
            (beside / content).write_text(content)
    assert [file.name for file in path.iterdir()] == ["new"]
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_old_folder(tmp_path):
    path = tmp_path / "net"
    path.mkdir()
    (path / "old").write_text("")
    with pytest.raises(ZeroDivisionError), replacing_folder(path) as beside:
        (beside / "half").write_text("")
        raise ZeroDivisionError
    assert [file.name for file in tmp_path.rglob("*")] == ["net", "old"]
