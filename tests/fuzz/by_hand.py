"""Validate many random specs and train those that are valid, each for an epoch.

    python tests/fuzz/by_hand.py --validate 20000 --train 1000

Takes an hour or two on two cores. What comes of each valid spec is written as one JSON line into
`fuzz.jsonl`, and a count of it all at the end; `draw_spec(SEED)` gives a spec again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection, wait
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.specs import draw_spec
from fuzz.table import write_table

PROCESSES = 2


def main() -> None:
    """Validate, then train, then say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--validate", type=int, default=20_000, help="how many specs to validate")
    parser.add_argument("--train", type=int, default=1_000, help="how many valid ones to train")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seconds", type=float, default=60.0, help="the limit for one training")
    parser.add_argument("--first-step", action="store_true", help="no whole training: a step each")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--output", type=Path, default=Path("fuzz.jsonl"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nnspec-fuzz-") as folder:
        seeds = _valid(range(options.first, options.first + options.validate), Path(folder))
        print(f"{options.validate} validated, {len(seeds)} valid", flush=True)
        counts: Counter[str] = Counter()
        with options.output.open("w", encoding="utf-8") as out:
            for outcome in _trained(seeds[: options.train], Path(folder), options):
                counts[outcome["came"]] += 1
                out.write(json.dumps(outcome) + "\n")
                out.flush()
    print(dict(counts), flush=True)


def _valid(seeds: range, folder: Path) -> list[int]:
    """The seeds whose specs have no error."""
    from nnspec.checks.validate import validate

    write_table(folder)
    spec, valid = folder / "spec.yaml", []
    for seed in seeds:
        spec.write_text(draw_spec(seed), encoding="utf-8")
        if not validate(spec).errors:
            valid.append(seed)
    return valid


def _trained(seeds: list[int], folder: Path, options: argparse.Namespace):
    """What comes of each training, as it ends; a process that takes too long is replaced."""
    waiting = list(reversed(seeds))
    context = multiprocessing.get_context("spawn")
    workers: dict[Connection, tuple[multiprocessing.Process, int, float]] = {}

    def start() -> tuple[multiprocessing.Process, Connection]:
        ours, theirs = context.Pipe()
        place = Path(tempfile.mkdtemp(dir=folder))
        process = context.Process(
            target=_work, args=(theirs, place, options.first_step), daemon=True
        )
        process.start()
        return process, ours

    def give(process: multiprocessing.Process, pipe: Connection) -> None:
        seed = waiting.pop()
        pipe.send(seed)
        workers[pipe] = (process, seed, time.monotonic())

    for _ in range(min(options.processes, len(waiting))):
        give(*start())
    while workers:
        for pipe in wait(list(workers), timeout=1.0):
            process, seed, _ = workers.pop(pipe)
            try:
                yield pipe.recv()
            except EOFError:
                yield {"seed": seed, "came": "died", "text": f"exit code {process.exitcode}"}
                process, pipe = start()
            if waiting:
                give(process, pipe)
            else:
                process.terminate()
        for pipe, (process, seed, since) in list(workers.items()):
            # The first training of a process loads TensorFlow too.
            if time.monotonic() - since > options.seconds:
                del workers[pipe]
                process.kill()
                yield {"seed": seed, "came": "slow", "text": f"{options.seconds:g} s"}
                if waiting:
                    give(*start())


def _work(pipe: Connection, folder: Path, first_step: bool) -> None:
    """Train each spec whose seed comes through the pipe, and send back what came of it."""
    write_table(folder)
    while True:
        seed = pipe.recv()
        spec, runs = folder / "spec.yaml", folder / "runs"
        spec.write_text(draw_spec(seed), encoding="utf-8")
        came, text = _came_of(spec, runs, first_step)
        shutil.rmtree(runs, ignore_errors=True)
        pipe.send({"seed": seed, "came": came, "text": text})


def _came_of(spec: Path, runs: Path, first_step: bool) -> tuple[str, str]:
    """What came of a training: complete, not built, failed or internal; and what was said."""
    from nnspec.checks.validate import validate
    from nnspec.errors import NnspecError, SpecError
    from nnspec.listener import Listener
    from nnspec.training.first_step import try_spec
    from nnspec.training.train import train

    try:
        if first_step:
            try_spec(validate(spec), Listener())
        else:
            train(spec, runs_dir=runs, plots=False)
    except SpecError as error:
        return "not built", "; ".join(f"{p.code}: {p.message}" for p in error.problems)[:400]
    except NnspecError as error:
        return "failed", "; ".join(f"{p.code}: {p.message}" for p in error.problems)[:400]
    # Whatever is no error of nnspec's own is a fault of the program.
    except Exception as error:
        return "internal", f"{type(error).__name__}: {' '.join(str(error).split())[:400]}"
    return "complete", ""


if __name__ == "__main__":
    main()
