"""Measure predicting and evaluating without TensorFlow beside the script one writes by hand.

    python tests/benchmarks/inference.py

Trains specs/concrete.yaml for three epochs in a temporary folder, and measures whole processes:
wall time, and the largest resident memory that the system saw. The script reads with pandas, loads
model.keras, scales with the numbers of the run's preprocessing, predicts and writes with pandas. It
runs twice over the million rows: with `model.predict` as it comes, whose batches are of 32 rows,
and with batches of 4,096. `--million 0.1` takes a tenth of the rows.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow.csv
import pyarrow.parquet

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "specs" / "concrete.yaml"
DATA = ROOT / "datasets" / "concrete.csv"
REPEATS = 5
"""Of what takes less than a second or two; the median counts."""

WATCH = """\
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process starts the measured one: a child's peak counts the memory that it began with."""

SCRIPT = """\
import json, sys
import numpy as np, pandas as pd, keras
run, source, target, batch_size = sys.argv[1:]
steps = json.load(open(run + "/preprocessing.json"))
(columns,) = steps["inputs"].values()
(scaled,) = steps["targets"].values()
frame = pd.read_csv(source)
x = np.empty((len(frame), len(columns)), np.float32)
for i, column in enumerate(columns):
    values = frame[column["column"]].to_numpy(float)
    for step in column["steps"]:
        if "log1p" in step:
            values = np.log1p(values)
        else:
            values = (values - step["StandardScaler"]["shift"][0])
            values = values / step["StandardScaler"]["scale"][0]
    x[:, i] = values
model = keras.models.load_model(run + "/model.keras")
y = model.predict(x, batch_size=int(batch_size), verbose=0)[:, 0]
back = scaled["steps"][0]["StandardScaler"]
frame["predicted_strength"] = y * back["scale"][0] + back["shift"][0]
frame.to_csv(target, index=False)
"""


def measured(line: Sequence[str]) -> tuple[float, float]:
    """Seconds and MiB of a process, which must succeed."""
    watch = [sys.executable, "-S", "-c", WATCH, *line]
    answer = subprocess.run(watch, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"{' '.join(line)} failed: {answer.stderr[-2000:]}")
    seconds, peak = answer.stdout.split()
    return float(seconds), int(peak) / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def repeated(line: Sequence[str]) -> tuple[float, float]:
    """The medians of some runs, after one that warms the caches of the disk."""
    measured(line)
    pairs = [measured(line) for _ in range(REPEATS)]
    return tuple(map(statistics.median, zip(*pairs, strict=True)))


def make_rows(folder: Path, count: int) -> None:
    """`rows.csv` of so many mixes drawn from the data, ten times that, and both as Parquet."""
    with DATA.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    texts = [",".join(row[:8]) for row in rows]
    drawn = np.random.default_rng(0).integers(0, len(texts), count)
    body = "\n".join(texts[i] for i in drawn) + "\n"
    head = ",".join(header[:8]) + "\n"
    (folder / "rows.csv").write_text(head + body, encoding="utf-8")
    (folder / "one.csv").write_text(head + texts[0] + "\n", encoding="utf-8")
    with (folder / "ten.csv").open("w", encoding="utf-8") as file:
        file.write(head)
        for _ in range(10):
            file.write(body)
    for name in ("rows", "ten"):
        with pyarrow.csv.open_csv(folder / f"{name}.csv") as reader:
            target = folder / f"{name}.parquet"
            with pyarrow.parquet.ParquetWriter(target, reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)


def figures(folder: Path, count: int) -> Iterator[tuple[str, float, float]]:
    """Each piece of work with its seconds and MiB."""
    python = sys.executable
    subprocess.run(
        [
            *(python, "-m", "nnspec", "train", SPEC, "--set", "training.epochs=3"),
            *("--no-plots", "--runs-dir", folder / "runs", "-q"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    name = (folder / "runs/concrete/latest").read_text(encoding="utf-8").strip()
    run = str(folder / "runs/concrete" / name)
    make_rows(folder, count)
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")

    def script(source: str, batch_size: int) -> list[str]:
        files = [str(folder / source), str(folder / "by_hand.csv")]
        return [python, str(folder / "script.py"), run, *files, str(batch_size)]

    def nnspec(source: str, target: str) -> list[str]:
        files = ["-i", str(folder / source), "-o", str(folder / target)]
        return [python, "-m", "nnspec", "predict", run, *files]

    yield "one row: script", *repeated(script("one.csv", 32))
    yield "one row: nnspec predict", *repeated(nnspec("one.csv", "out.csv"))
    yield "test rows: nnspec evaluate", *repeated([python, "-m", "nnspec", "evaluate", run])
    rows = f"{count:,} x 8"
    yield f"{rows} CSV to CSV: script", *measured(script("rows.csv", 32))
    yield f"{rows} CSV to CSV: script, batches of 4,096", *measured(script("rows.csv", 4096))
    yield f"{rows} CSV to CSV: nnspec predict", *repeated(nnspec("rows.csv", "out.csv"))
    compare(folder)
    yield f"{rows} CSV to Parquet: nnspec predict", *repeated(nnspec("rows.csv", "out.parquet"))
    rows = f"{count * 10:,} x 8"
    yield f"{rows} CSV to Parquet: nnspec predict", *measured(nnspec("ten.csv", "out.parquet"))
    line = nnspec("ten.parquet", "out.parquet")
    yield f"{rows} Parquet to Parquet: nnspec predict", *measured(line)


def compare(folder: Path) -> None:
    """Stop if the two wrote other predictions."""
    options = pyarrow.csv.ConvertOptions(include_columns=["predicted_strength"])
    found, expected = (
        pyarrow.csv.read_csv(folder / name, convert_options=options)[0].to_numpy()
        for name in ("out.csv", "by_hand.csv")
    )
    if not np.allclose(found, expected, rtol=1e-4):
        raise SystemExit("the predictions differ")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--million", type=float, default=1.0, help="how many million rows")
    count = int(1_000_000 * parser.parse_args().million)
    print("| work | seconds | peak MiB |")
    print("| --- | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="nnspec-benchmark-") as folder:
        for work, seconds, memory in figures(Path(folder), count):
            print(f"| {work} | {seconds:.2f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
