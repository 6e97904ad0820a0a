"""Flags that several commands share mean the same everywhere."""

from __future__ import annotations

import pytest

SHARED = {
    "train": {"--set", "--smoke", "--runs-dir", "--json", "--quiet", "--debug"},
    "validate": {"--set", "--json", "--quiet", "--debug"},
    "evaluate": {"--runs-dir", "--json", "--quiet", "--debug"},
    "predict": {"--runs-dir", "--json", "--quiet", "--debug"},
    "summary": {"--set", "--runs-dir", "--json", "--quiet", "--debug"},
    "runs list": {"--runs-dir", "--json", "--debug"},
    "runs show": {"--runs-dir", "--json", "--debug"},
}


@pytest.mark.parametrize("verb", SHARED)
def test_a_verb_has_its_flags(cli, verb):
    shown = cli(f"{verb} --help").stdout
    assert {flag for flag in SHARED[verb] if flag in shown} == SHARED[verb]


def test_set_is_split_at_the_first_equals_sign(workshop, cli):
    answer = cli("validate species.yaml --set description=a=b")
    assert answer.exit_code == 0


def test_a_setting_that_is_none(workshop, cli):
    answer = cli("validate species.yaml --set training")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "error[bad-override]: a setting is written path=value\n"
        "  --set training\n"
        "  for instance --set training.epochs=5\n"
        "1 error in species.yaml\n"
    )
