"""Every code that the program says is explained."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import nnspec
from nnspec import catalog
from nnspec.checks import every  # noqa: F401
from nnspec.checks.registry import CHECKS
from nnspec.reference.find import checks, find
from nnspec.reference.problems import explained
from nnspec.spec.language.words import code_word

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Words with a hyphen that are no codes: encodings, arguments of scikit-learn and others.
WORDS = {
    *(
        "array-like",
        "box-cox",
        "yeo-johnson",
        "one-hot",
        "onehot-dense",
        "steps-pre",
        "scikit-learn",
    ),
    *("empty-rows", "nvidia-smi", "latin-1", "utf-8", "utf-8-sig"),
    *("utf-16", "utf-16-be", "utf-16-le"),
    # What other words of `data.drop` mean.
    *("missing-labels", "missing-label", "missing-y", "missing-features", "missing-feature"),
    "empty-lines",
}


def codes():
    """Each code in the source: of calls that make problems, and each word with a hyphen."""
    found = {f"unknown-{code_word(family)}" for family in catalog.load().families()}
    for path in Path(nnspec.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("Problem", "PydanticCustomError", "Fault", "check"):
                    found |= {text for text in _texts(node.args[0]) if CODE.fullmatch(text)}
            found |= {text for text in _texts(node) if "-" in text and CODE.fullmatch(text)}
    return found - WORDS


def _texts(node):
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_code_is_explained_and_none_besides():
    found = codes()
    assert len(found) > 250
    assert sorted(explained()) == sorted(found)


@pytest.mark.parametrize("name", ["reason", "cure"])
def test_explanations_are_sentences(name):
    for code, (reason, cure) in explained().items():
        text = {"reason": reason, "cure": cure}[name]
        assert text[:1].isupper() or text[:1].isdigit() or text.startswith("nnspec"), code
        assert text.endswith("."), code


def test_a_code_of_no_check():
    (topic,) = find("no-such-file")
    assert (topic.topic, topic.reason) == ("problem", "There is no such file.")


def test_a_check_has_its_threshold():
    assert set(checks()) == set(CHECKS)
    (topic,) = find("learning-rate")
    assert "1e-6 to 1" in topic.reason
