"""The families that come from scikit-learn: preprocessing steps, and sources of data.

Kinds and bounds are scikit-learn's own: it declares them for every parameter, as constraints that
it checks itself.
"""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Iterable
from typing import Any

from nnspec.catalog import docstrings
from nnspec.data.chains.chain import STEPS
from nnspec.data.steps.step import Step

Raw = dict[str, Any]

BUNDLED = {
    "load_breast_cancer": "classification",
    "load_diabetes": "regression",
    "load_digits": "classification",
    "load_iris": "classification",
    "load_linnerud": "regression",
    "load_wine": "classification",
}
# Generator to its task and to what says how many features, targets and classes it makes.
GENERATORS: dict[str, Raw] = {
    "make_blobs": {"task": "classification", "feature_count_parameter": "n_features"},
    "make_circles": {"task": "classification", "feature_count": 2, "classes": [0, 1]},
    "make_classification": {
        "task": "classification",
        "feature_count_parameter": "n_features",
        "class_count_parameter": "n_classes",
    },
    "make_friedman1": {"task": "regression", "feature_count_parameter": "n_features"},
    "make_friedman2": {"task": "regression", "feature_count": 4},
    "make_friedman3": {"task": "regression", "feature_count": 4},
    "make_gaussian_quantiles": {
        "task": "classification",
        "feature_count_parameter": "n_features",
        "class_count_parameter": "n_classes",
    },
    "make_hastie_10_2": {"task": "classification", "feature_count": 10, "classes": [-1, 1]},
    "make_moons": {"task": "classification", "feature_count": 2, "classes": [0, 1]},
    "make_regression": {
        "task": "regression",
        "feature_count_parameter": "n_features",
        "target_count_parameter": "n_targets",
    },
    "make_s_curve": {"task": "regression", "feature_count": 3},
    "make_sparse_uncorrelated": {"task": "regression", "feature_count_parameter": "n_features"},
    "make_swiss_roll": {"task": "regression", "feature_count": 3},
}
# Generators accept tuples for these, or arrays whose shape nnspec would have to check.
_SOURCE_KINDS = {
    "make_blobs.center_box": "list[2] of number",
    "make_blobs.centers": "integer or list of list or null",
    "make_blobs.cluster_std": "number >= 0 or list of number >= 0",
    "make_blobs.n_samples": "integer >= 1 or list of integer >= 1",
    "make_circles.n_samples": "integer >= 1 or list[2] of integer >= 1",
    "make_moons.n_samples": "integer >= 1 or list[2] of integer >= 1",
    "random_state": "integer >= 0",
}
# What shapes the answer rather than the data: nnspec sets it.
_NOT_OFFERED = {"as_frame", "coef", "return_X_y", "return_centers"}

_MATRIX = "it makes a matrix and not rows with a target"
OMITTED_SOURCES = {
    "load_files": "it reads a folder of text files; a spec's data is a table",
    "load_sample_image": "it loads a photo and not a table",
    "load_sample_images": "it loads photos and not a table",
    "load_svmlight_file": "its format is sparse; convert the file to CSV",
    "load_svmlight_files": "its format is sparse; convert the files to CSV",
    "make_biclusters": _MATRIX,
    "make_checkerboard": _MATRIX,
    "make_low_rank_matrix": _MATRIX,
    "make_multilabel_classification": "its rows have any number of labels",
    "make_sparse_coded_signal": _MATRIX,
    "make_sparse_spd_matrix": _MATRIX,
    "make_spd_matrix": _MATRIX,
}
_FETCH = "it downloads its data; fetch it once, and name the file as the source"


def build() -> dict[str, dict[str, Raw]]:
    """The families `preprocessing` and `sources`: name to entry."""
    return {
        "preprocessing": {name: _step(STEPS[name]) for name in _ordered()},
        "sources": _sources(),
    }


def _ordered() -> list[str]:
    """The steps that are nnspec's own, then scikit-learn's."""
    return sorted(STEPS, key=lambda name: ("" not in STEPS[name].ABOUT, name))


def _step(step: type[Step]) -> Raw:
    from sklearn import impute, preprocessing

    name = step.name()
    if "" in step.ABOUT:
        return {"summary": step.ABOUT[""], "applies_to": step.COLUMNS}
    estimator = getattr(preprocessing, name, None) or getattr(impute, name)
    kinds = {f"{name}.{parameter}": takes for parameter, takes in step.TAKES.items()}
    constraints = estimator._parameter_constraints
    made = _parameters(name, estimator, constraints, step.PARAMETERS, kinds)
    for parameter, summary in step.ABOUT.items():
        made[parameter]["summary"] = summary
    return {
        "summary": docstrings.summary(estimator),
        "applies_to": step.COLUMNS,
        "parameters": made,
    }


def _sources() -> dict[str, Raw]:
    from sklearn import datasets

    public = [name for name in datasets.__all__ if name.startswith(("fetch_", "load_", "make_"))]
    sources: dict[str, Raw] = {}
    for name in public:
        if name.startswith("fetch_"):
            sources[name] = {"omitted": _FETCH}
        elif name in OMITTED_SOURCES:
            sources[name] = {"omitted": OMITTED_SOURCES[name]}
        else:
            sources[name] = _source(name, getattr(datasets, name))
    return sources


def _source(name: str, function: Any) -> Raw:
    """A bundled set or a generator.

    Raises:
        LookupError: It is new in this release, and neither `BUNDLED` nor `GENERATORS` has it.
    """
    if name not in BUNDLED and name not in GENERATORS:
        raise LookupError(f"sklearn.datasets.{name} needs a line in scikit_families.py")
    constraints = function._skl_parameter_constraints
    wanted = [key for key in inspect.signature(function).parameters if key not in _NOT_OFFERED]
    entry: Raw = {
        "summary": docstrings.summary(function),
        "parameters": _parameters(name, function, constraints, wanted, _SOURCE_KINDS),
    }
    return entry | (_bundled_facts(name, function) if name in BUNDLED else GENERATORS[name])


def _bundled_facts(name: str, load: Any) -> Raw:
    """What a spec is checked against: columns, rows and classes of the set."""
    data = load(as_frame=True)
    targets = data.target
    found: Raw = {
        "task": BUNDLED[name],
        "columns": list(data.feature_names),
        "target_columns": list(getattr(targets, "columns", ["target"])),
        "rows": len(data.data),
    }
    if BUNDLED[name] == "classification":
        # Numbers for the digits; for the others, names.
        found["classes"] = [
            getattr(value, "item", lambda v=value: v)() for value in data.target_names
        ]
    return found


def _parameters(
    name: str,
    thing: Any,
    constraints: dict[str, Any],
    wanted: Iterable[str],
    kinds: dict[str, str],
) -> dict[str, Raw]:
    signature = inspect.signature(thing).parameters
    texts = docstrings.argument_summaries(thing)
    parameters: dict[str, Raw] = {}
    for key in wanted:
        takes = kinds.get(f"{name}.{key}") or kinds.get(key) or notation(constraints[key])
        default = signature[key].default
        if key == "random_state":
            # scikit-learn's None makes other data each time; nnspec's data is reproducible.
            default = 0
        raw: Raw = {"takes": takes}
        raw["default"] = list(default) if isinstance(default, tuple) else default
        if key in texts:
            raw["summary"] = texts[key]
        if key == "random_state":
            raw["summary"] = "Seed of the data: the same seed makes the same data."
        parameters[key] = raw
    return parameters


def notation(constraints: Iterable[Any]) -> str:
    """scikit-learn's constraints of one parameter in the notation of `kinds.py`.

    Raises:
        LookupError: A constraint has no counterpart there.
    """
    return " or ".join(_alternative(constraint) for constraint in constraints)


def _alternative(constraint: Any) -> str:
    if constraint is None:
        return "null"
    if constraint == "boolean":
        return "boolean"
    if constraint == "array-like":
        return "list of number"
    if hasattr(constraint, "closed"):
        kind = "integer" if constraint.type is numbers.Integral else "number"
        closed = constraint.closed
        low = (
            ""
            if constraint.left is None
            else (f" {'>=' if closed in ('left', 'both') else '>'} {constraint.left}")
        )
        high = (
            ""
            if constraint.right is None
            else (f" {'<=' if closed in ('right', 'both') else '<'} {constraint.right}")
        )
        return f"{kind}{low}{high}"
    if hasattr(constraint, "options"):
        return f"one of {' '.join(sorted(constraint.options))}"
    raise LookupError(f"{constraint!r} needs a case in scikit_families.py")
