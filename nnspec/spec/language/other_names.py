"""What keys and sections are called in other tools, and what to write here instead."""

from __future__ import annotations

from collections.abc import Sequence

from nnspec.spec.yaml.nodes import Path

# What people call a key anywhere, in lower case. A name that is no key where it stands is shown in
# full: where it belongs.
_ANYWHERE = {
    "model": "layers",
    "network": "layers",
    "fit": "training",
    "train": "training",
    "trainer": "training",
    "dataset": "data",
    "output_features": "data.target",
    "input_features": "data.features",
    "label": "target",
    "labels": "target",
    "x": "features",
    "y": "target",
    "columns": "features",
    "lr": "compile: {optimizer: {Adam: {learning_rate: ...}}}",
    "learning_rate": "compile: {optimizer: {Adam: {learning_rate: ...}}}",
    "batch": "batch_size",
    "random_state": "seed",
    "val": "validation",
    "validation_split": "training: {validation_split: ...}",
    "loss": "compile: {loss: ...}",
    "optimizer": "compile: {optimizer: ...}",
    "metrics": "compile: {metrics: [...]}",
    "epochs": "training: {epochs: ...}",
    "batch_size": "training: {batch_size: ...}",
    "target": "data: {target: ...}",
    "features": "data: {features: ...}",
    "source": "data: {source: ...}",
    "split": "data: {split: {validation: 0.2, test: 0.2}}",
    "validation": "data: {split: {validation: ...}}",
    "seed": "training: {seed: ...}",
    "early_stopping": "callbacks: [{EarlyStopping: {patience: 10}}]",
    "earlystopping": "callbacks: [{EarlyStopping: {patience: 10}}]",
    "patience": "callbacks: [{EarlyStopping: {patience: 10}}]",
    "callbacks": "callbacks: [...]",
    "validation_data": "data: {split: {validation: FILE}}",
}

# What people write in one section alone.
_IN_DATA = {
    **dict.fromkeys(("file", "path", "filename", "filepath", "csv", "url", "dataset"), "source"),
    **dict.fromkeys(("test_size", "test", "test_split"), "split: {test: ...}"),
    **dict.fromkeys(
        ("val_size", "validation_size", "validation", "val", "val_split"),
        "split: {validation: ...}",
    ),
    **dict.fromkeys(("seed", "random_state", "random_seed"), "split: {seed: ...}"),
    "stratify": "split: {stratify: true}",
    "group": "split: {group: COLUMN}",
    **dict.fromkeys(("exclude", "drop_columns", "ignore"), "features: {exclude: [...]}"),
}
_IN_PREPROCESSING = {
    **dict.fromkeys(
        ("scaler", "scaling", "scale", "normalize", "normalization", "standardize"),
        "numeric: StandardScaler",
    ),
    **dict.fromkeys(
        ("onehot", "one_hot", "encoder", "encoding", "encode"), "categorical: OneHotEncoder"
    ),
    **dict.fromkeys(("cat", "category", "categories", "text"), "categorical"),
    **dict.fromkeys(("num", "numbers", "continuous"), "numeric"),
    **dict.fromkeys(
        ("imputer", "impute", "imputation", "fillna"), "numeric: [SimpleImputer, StandardScaler]"
    ),
}
_IN_SECTION: dict[Path, dict[str, str]] = {
    ("data",): _IN_DATA,
    ("preprocessing",): _IN_PREPROCESSING,
}


def other_name(section: tuple[str | int, ...], name: str, known: Sequence[str]) -> str | None:
    """What a key of another tool is here: `source` for `file`; None where none is known.

    Args:
        section: Where the key stands, as keys; `()` is the top level.
        name: The key.
        known: The keys that there are in this section.
    """
    word = name.lower().replace("-", "_")
    meant = _IN_SECTION.get(section, {}).get(word) or _ANYWHERE.get(word)
    if meant and meant.isidentifier() and meant not in known:
        # Its name, but not its place.
        meant = _ANYWHERE.get(meant)
    return None if meant == name else meant


def as_setting(meant: str, value: str, within: str = "") -> str | None:
    """What `--set` takes for a name with its section: `training.epochs=5`; None for others.

    >>> as_setting("training: {epochs: ...}", "5")
    'training.epochs=5'

    Args:
        meant: What `other_name` gives.
        value: What is to be set.
        within: The section that it begins in, `data` for `split: {test: ...}`.
    """
    section, brace, rest = meant.partition(": {")
    if not brace or not meant.endswith("}"):
        return None
    key, _, inner = rest[:-1].partition(": ")
    setting = f"{within}{'.' if within else ''}{section}.{key}={inner.replace('...', value)}"
    return f"'{setting}'" if " " in setting or "[" in setting else setting
