"""How messages speak of the catalogue's families."""

from __future__ import annotations

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
