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

_GAPS = (
    "for rows with gaps in a feature: data: {filter: COLUMN is not missing}; or fill the gaps: "
    "preprocessing: {numeric: [SimpleImputer, StandardScaler]}"
)
# What is no setting at all, and what stands for it: mostly arguments of Keras' fit() and compile().
_ONCE = "rows are prepared once, before the first epoch: leave it out"
_WHOLE_EPOCHS = "each epoch runs whole in one graph: leave it out"
_NO_KEY: dict[Path, dict[str, str]] = {
    ("data",): dict.fromkeys(("dropna", "drop_na", "drop_missing"), _GAPS),
    ("data", "split"): {
        **dict.fromkeys(
            ("train", "training"), "training takes the rows that are left: leave '{name}' out"
        ),
        "shuffle": "rows are shuffled unless they are split by time: "
        "leave it out, or write time: COLUMN",
    },
    ("training",): {
        "verbose": "the command line says it: `nnspec train --quiet` shows warnings alone",
        "initial_epoch": "a training begins with its first epoch: leave it out",
        "steps_per_epoch": "an epoch is all training rows: leave it out, or use fewer of them with "
        "data: {sample: 1000}",
        "validation_steps": "all validation rows are measured: leave it out, or take fewer with "
        "data: {split: {validation: 0.1}}",
        "validation_batch_size": "batch_size is that of the validation rows too: leave it out",
        "validation_freq": "validation rows are measured after each epoch: leave it out",
        **dict.fromkeys(
            ("sample_weight", "sample_weights"), "name a column: data: {weight: COLUMN}"
        ),
        **dict.fromkeys(
            ("workers", "num_workers", "use_multiprocessing", "max_queue_size", "prefetch"), _ONCE
        ),
        **dict.fromkeys(("pin_memory", "drop_last", "drop_remainder"), _ONCE),
        **dict.fromkeys(("jit_compile", "compile"), "write xla: true"),
        **dict.fromkeys(("run_eagerly", "steps_per_execution"), _WHOLE_EPOCHS),
    },
    ("compile",): {
        "jit_compile": "write training: {xla: true}",
        **dict.fromkeys(("run_eagerly", "steps_per_execution"), _WHOLE_EPOCHS),
        "auto_scale_loss": "training: {precision: mixed_float16} scales the loss: leave it out",
    },
}

# Words that stand for no choice of a key, and what to write for what they mean.
_NO_CHOICE = {
    "data.drop": {
        **dict.fromkeys(
            ("missing", "missing-values", "missing-value", "missing-features", "missing-feature"),
            _GAPS,
        ),
        **dict.fromkeys(
            ("na", "nan", "nans", "nas", "null", "nulls", "none", "gaps", "dropna", "any"), _GAPS
        ),
        **dict.fromkeys(("missing-labels", "missing-label", "missing-y"), "write missing-target"),
        **dict.fromkeys(("empty", "blank", "all", "empty-lines"), "write empty-rows"),
    },
}


def no_key(section: tuple[str | int, ...], name: str) -> str | None:
    """What stands for a key that there is nothing like in a section; None where none is known.

    Args:
        section: Where the key stands, as keys.
        name: The key.
    """
    return _NO_KEY.get(section, {}).get(_word(name), "").replace("{name}", name) or None


def no_choice(key: str, value: str) -> str | None:
    """What to write for a word that is no choice of a key; None where none is known.

    >>> no_choice("data.drop", "empty")
    'write empty-rows'

    Args:
        key: The key with its section.
        value: The word.
    """
    return _NO_CHOICE.get(key, {}).get(_word(value).replace("_", "-"))


def _word(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


def other_name(section: tuple[str | int, ...], name: str, known: Sequence[str]) -> str | None:
    """What a key of another tool is here: `source` for `file`; None where none is known.

    Args:
        section: Where the key stands, as keys; `()` is the top level.
        name: The key.
        known: The keys that there are in this section.
    """
    word = _word(name)
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
