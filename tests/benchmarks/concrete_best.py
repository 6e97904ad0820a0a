"""Measure specs/concrete_best.yaml over twenty random splits, beside gradient boosting.

    python tests/benchmarks/concrete_best.py

Seed K deals the 1,030 rows as `data.split.seed=K` does: 103 test rows, 93 validation rows, 834
training rows. nnspec trains with `training.seed=K`; scikit-learn's gradient boosting is fitted on
the training and the validation rows together. Both are measured on the test rows, in MPa.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor

import nnspec
from nnspec.data.split.shares import Split, split_rows

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "specs" / "concrete_best.yaml"
VALIDATION, TEST = 93, 103
BOOSTING = {
    "default": {},
    "500 of depth 4": {"n_estimators": 500, "max_depth": 4},
}
"""The reference as it comes, and with settings that are usual for this data."""


def network(seed: int, runs_dir: str) -> float:
    """The test RMSE of the spec, trained with a seed."""
    overrides = [
        f"data.split.seed={seed}",
        f"data.split.validation={VALIDATION}",
        f"data.split.test={TEST}",
        f"training.seed={seed}",
    ]
    run = nnspec.train(SPEC, overrides=overrides, runs_dir=runs_dir, plots=False)
    return run.metrics["test"]["rmse"]


def boosting(table: pd.DataFrame, seed: int, settings: dict[str, int]) -> float:
    """The test RMSE of gradient boosting on the same rows."""
    rows = split_rows(len(table), Split(VALIDATION, TEST, seed))
    known = np.concatenate([rows.training, rows.validation])
    x, y = table.drop(columns="strength").to_numpy(), table["strength"].to_numpy()
    model = GradientBoostingRegressor(**settings, random_state=seed).fit(x[known], y[known])
    return float(np.sqrt(np.mean((model.predict(x[rows.test]) - y[rows.test]) ** 2)))


def main() -> None:
    """Train, fit, and print a row a seed, then the means and their standard errors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=range(20))
    seeds = parser.parse_args().seeds
    table = pd.read_csv(ROOT / "datasets" / "concrete.csv")
    results = []
    print("| seed | nnspec |", *(f"boosting, {name} |" for name in BOOSTING), "seconds |")
    print("| ---: " * (3 + len(BOOSTING)) + "|")
    with tempfile.TemporaryDirectory() as runs_dir:
        for seed in seeds:
            start = time.perf_counter()
            own = network(seed, runs_dir)
            seconds = time.perf_counter() - start
            others = [boosting(table, seed, settings) for settings in BOOSTING.values()]
            results.append([own, *others])
            shown = " | ".join(f"{value:.3f}" for value in results[-1])
            print(f"| {seed} | {shown} | {seconds:.0f} |", flush=True)
    values = np.array(results)
    errors = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    print("| mean |", " | ".join(f"{value:.3f}" for value in values.mean(axis=0)), "| |")
    print("| standard error |", " | ".join(f"{value:.3f}" for value in errors), "| |")


if __name__ == "__main__":
    main()
