"""ONNX Runtime writes nothing where others can lay a link."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_no_link_in_the_temporary_folder_is_followed(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / ".ses").symlink_to(tmp_path / "mine.txt")
    lines = (
        "import os; from nnspec.prediction.onnx_runtime import load_onnxruntime as load\n"
        "assert load() is load()\n"
        "print(os.environ['TMPDIR'], os.environ.get('TEMP'))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "TEMP"}
    environment["TMPDIR"] = str(shared)
    made = subprocess.run(
        [sys.executable, "-c", lines], env=environment, capture_output=True, text=True, check=True
    )
    assert made.stdout == f"{shared} None\n"
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in shared.iterdir()] == [".ses"]
