"""Random specs are validated without a crash, and what validates builds.

`python tests/fuzz/by_hand.py` does the same with more of them, and trains those that are valid.
"""

from __future__ import annotations

import re
from itertools import islice

import numpy as np
import pytest
from fuzz.specs import CLASSES, COLUMNS, draw_spec
from fuzz.table import write_table
from support import flat

from nnspec.checks.validate import validate
from nnspec.network.build import build

VALIDATED = 2_000
BUILT = 24


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder with the tables, for specs beside them."""
    folder = tmp_path_factory.mktemp("fuzz")
    write_table(folder)
    return folder


def validated(folder, seed):
    """The validation of a random spec, and its text."""
    text = draw_spec(seed)
    spec = folder / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    return validate(spec), text


def wrong_with(problem, lines):
    """What is not as it should be about a problem, None when it is well-formed."""
    where = problem.location
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", problem.code) or problem.code == "internal":
        return "code"
    if not problem.message or not problem.message.isprintable():
        return "message"
    if problem.hint is not None and not (problem.hint and problem.hint.isprintable()):
        return "hint"
    if where is None or not 1 <= where.line <= lines or where.column < 1 or where.length < 1:
        return "location"
    return None


def test_every_random_spec_is_validated(house):
    wrong, valid = [], 0
    for seed in range(VALIDATED):
        result, text = validated(house, seed)
        valid += not result.errors
        lines = text.count("\n")
        faults = [(p, wrong_with(p, lines)) for p in result.problems]
        wrong += [(seed, fault, problem) for problem, fault in faults if fault is not None]
    assert wrong == []
    # Were nearly all of them wrong, those that follow would show little.
    assert valid > VALIDATED // 5


def test_what_validates_builds_and_predicts(house):
    rows = np.random.default_rng(0).normal(size=(4, COLUMNS)).astype(np.float32)
    valid = (
        result for seed in range(VALIDATED) if not (result := validated(house, seed)[0]).errors
    )
    for result in islice(valid, BUILT):
        (name,) = result.roles.inputs
        model = build(result.loaded, flat({name: COLUMNS}))
        assert tuple(model(rows).shape) in {(4, 1), (4, CLASSES)}


def test_a_seed_is_a_spec():
    assert draw_spec(7) == draw_spec(7)
    assert draw_spec(7) != draw_spec(8)
