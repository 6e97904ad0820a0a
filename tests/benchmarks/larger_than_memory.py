"""Rows that do not fit memory: time and peak memory of preparing and streaming them.

    python tests/benchmarks/larger_than_memory.py --rows 20000000 --memory 1GiB [--train]

Writes a CSV file of 20 features and a target into a temporary folder, about 190 bytes a row, and
removes it again. The peak is that of the process, in which nothing but nnspec has run before.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

FEATURES = 20
CHUNK_ROWS = 250_000
ROW_BYTES = 190
SPEC = """\
data: {source: rows.csv, target: y}
preprocessing: {numeric: StandardScaler, target: StandardScaler}
layers:
  - Dense: {units: 16, activation: relu}
  - Dense: 1
compile: {loss: mse}
training: {epochs: 1, batch_size: 256}
"""


TRAINED = """\
name: rows
data: {{source: rows.csv, target: y}}
preprocessing: {{numeric: StandardScaler, target: StandardScaler}}
layers:
  - Dense: {{units: 64, activation: relu}}
  - Dense: {{units: 32, activation: relu}}
  - Dense: 1
compile: {{optimizer: adam, loss: mse}}
training: {{epochs: 1, batch_size: 4096, memory: {memory}}}
"""


def write_rows(path: Path, rows: int) -> None:
    """Write `rows` rows of 20 features and a target that depends on them."""
    import pyarrow as pa
    from pyarrow import csv

    rng = np.random.default_rng(0)
    slope = rng.normal(size=FEATURES)
    writer = None
    for start in range(0, rows, CHUNK_ROWS):
        n = min(CHUNK_ROWS, rows - start)
        x = np.round(rng.normal(size=(n, FEATURES)) * 100, 4)
        y = np.round(x @ slope + rng.normal(size=n), 4)
        columns = {f"x{i:02}": x[:, i] for i in range(FEATURES)} | {"y": y}
        table = pa.table(columns)
        if writer is None:
            writer = csv.CSVWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def peak() -> float:
    """The most memory that this process ever had resident, in MiB."""
    return mebibytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def mebibytes(most: int) -> float:
    """What the system says of the most memory that was resident, in MiB."""
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def prepare(folder: Path, memory: str) -> None:
    """Prepare the rows and iterate through an epoch of blocks, printing time and peak memory."""
    from nnspec.data.loading.memory_need import estimate
    from nnspec.data.loading.preview import preview
    from nnspec.data.ondisk.storage import OnDisk
    from nnspec.listener import Listener
    from nnspec.spec.language.byte_size import parse_bytes, show_bytes
    from nnspec.spec.load import load_spec

    last = start = time.perf_counter()
    stage = "looking"

    def done() -> None:
        nonlocal last
        now = time.perf_counter()
        print(f"{stage:<45} {now - last:8.1f} s  peak {peak():7.0f} MiB", flush=True)
        last = now

    class Clock(Listener):
        def stage(self, text: str) -> None:
            nonlocal stage
            done()
            stage = text

        def note(self, text: str) -> None:
            print(text)

    loaded = load_spec(folder / "rows.yaml")
    seen = preview(loaded.spec.data.source, base_dir=folder)
    needed = estimate(loaded.spec.data.source, seen, base_dir=folder)
    print(
        f"estimate: {needed.rows:,} rows, {show_bytes(needed.memory)} in memory, "
        f"{show_bytes(needed.disk)} on disk"
    )
    budget = parse_bytes(memory)
    storage = OnDisk(folder / "cache", budget, needed, room=needed.disk)
    with storage.columns(loaded, seen, Clock()) as columns:
        made = storage.prepare(storage.assign(loaded, columns), None, Clock())
    done()
    for epoch in range(2):
        blocks = made.training.blocks(256, budget // 4, seed=0)
        rows = sum(len(block.y["y"]) for block in blocks.epoch(epoch))
        stage = f"epoch {epoch}: {rows:,} rows in {blocks.count} blocks"
        done()
    print(
        f"{made.source.n_rows:,} rows in {time.perf_counter() - start:.1f} s, peak {peak():.0f} MiB"
    )
    made.close()


def train(folder: Path, memory: str) -> None:
    """Train for one epoch and measure the run again, printing time and peak memory of each."""
    (folder / "train.yaml").write_text(TRAINED.format(memory=memory))
    nnspec(folder, "train", "train.yaml")
    for split in ("test", "training"):
        nnspec(folder, "evaluate", "--split", split)


def nnspec(folder: Path, *words: str) -> None:
    """Run a command of nnspec in a process of its own, printing time and peak memory."""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "nnspec", *words]
    start = time.perf_counter()
    started = subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": root})
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        sys.exit(f"nnspec {' '.join(words)} ended with {started.returncode}")
    seconds = time.perf_counter() - start
    print(
        f"{' '.join(words)}: {seconds:.1f} s, peak {mebibytes(used.ru_maxrss):.0f} MiB", flush=True
    )


def main() -> None:
    """Make the rows, and prepare them or train on them in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--memory", default="1GiB")
    parser.add_argument(
        "--train", action="store_true", help="train and measure, and not only prepare"
    )
    parser.add_argument("--folder", type=Path, help="of rows made before")
    arguments = parser.parse_args()
    if arguments.folder:
        prepare(arguments.folder, arguments.memory)
        return
    needed = arguments.rows * (ROW_BYTES + (FEATURES + 1) * 12)
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < 1.2 * needed:
        sys.exit(f"{needed / 2**30:.1f} GiB are needed in {tempfile.gettempdir()}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        start = time.perf_counter()
        write_rows(folder / "rows.csv", arguments.rows)
        size = (folder / "rows.csv").stat().st_size
        seconds = time.perf_counter() - start
        print(f"{arguments.rows:,} rows, {size / 2**30:.2f} GiB, written in {seconds:.0f} s")
        (folder / "rows.yaml").write_text(SPEC)
        if arguments.train:
            train(folder, arguments.memory)
            return
        command = [sys.executable, __file__, "--folder", made, "--memory", arguments.memory]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
