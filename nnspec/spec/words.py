"""How messages speak of the catalogue's families."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf

from nnspec.errors import did_you_mean

_SINGULAR = {
    "layers": "layer",
    "activations": "activation",
    "initializers": "initializer",
    "regularizers": "regularizer",
    "constraints": "constraint",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "losses": "loss",
    "metrics": "metric",
    "callbacks": "callback",
    "preprocessing": "preprocessing step",
    "sources": "data source",
}


# What people call a thing, and its name in Keras.
SYNONYMS = {
    "rmse": "RootMeanSquaredError",
    "r2": "R2Score",
    "rsquared": "R2Score",
    "r_squared": "R2Score",
    "f1": "F1Score",
    "lr": "learning_rate",
    "nodes": "units",
    "neurons": "units",
    "cross_entropy": "sparse_categorical_crossentropy",
    "sparse_crossentropy": "sparse_categorical_crossentropy",
    "alpha": "negative_slope",
}


def right_word(word: str, known: SequenceOf[str]) -> str | None:
    """`did you mean 'units'?` for `unit`, and for `neurons` too; None when nothing is near."""
    synonym = SYNONYMS.get(word.lower())
    return f"did you mean '{synonym}'?" if synonym in known else did_you_mean(word, known)


def singular(family: str) -> str:
    """`layers` as `layer`, `preprocessing` as `preprocessing step`."""
    return _SINGULAR.get(family, family)


def code_word(family: str) -> str:
    """The family in a problem's code: `layers` gives `layer`, as in `unknown-layer`."""
    return {"preprocessing": "step", "sources": "source"}.get(family, singular(family))


def with_article(noun: str) -> str:
    """`layer` as `a layer`, `optimizer` as `an optimizer`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def either(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
