"""The names of other tools, and where what they mean stands here."""

import pytest
import yaml

from nnspec.checks.validate import validate
from nnspec.spec.language.keys import find_key
from nnspec.spec.language.other_names import (
    _ANYWHERE,
    _IN_SECTION,
    _NO_CHOICE,
    _NO_KEY,
    as_setting,
    no_choice,
    no_key,
    other_name,
)


@pytest.mark.parametrize(
    ("section", "name", "meant"),
    [
        ("data", "file", "source"),
        ("data", "CSV", "source"),
        ("data", "columns", "features"),
        ("data", "test-size", "split: {test: ...}"),
        ("data", "exclude", "features: {exclude: [...]}"),
        ("preprocessing", "scaler", "numeric: StandardScaler"),
        ("preprocessing", "cat", "categorical"),
        ("preprocessing", "impute", "numeric: [SimpleImputer, StandardScaler]"),
        ("training", "batch", "batch_size"),
        ("training", "patience", "callbacks: [{EarlyStopping: {patience: 10}}]"),
        ("training", "validation_data", "data: {split: {validation: FILE}}"),
        ("training", "optimizer", "compile: {optimizer: ...}"),
        ("", "model", "layers"),
        ("", "batch", "training: {batch_size: ...}"),
        ("", "val", "data: {split: {validation: ...}}"),
        ("", "something", None),
    ],
)
def test_other_name(section, name, meant):
    path = (section,) if section else ()
    known = {
        "": ["data", "layers", "training"],
        "data": ["source", "features"],
        "preprocessing": ["numeric", "categorical"],
        "training": ["batch_size"],
    }[section]
    assert other_name(path, name, known) == meant


@pytest.mark.parametrize(
    ("meant", "value", "setting"),
    [
        ("training: {epochs: ...}", "5", "training.epochs=5"),
        ("compile: {metrics: [...]}", "acc", "'compile.metrics=[acc]'"),
        (
            "compile: {optimizer: {Adam: {learning_rate: ...}}}",
            "0.1",
            "'compile.optimizer={Adam: {learning_rate: 0.1}}'",
        ),
        ("layers", "5", None),
    ],
)
def test_as_setting(meant, value, setting):
    assert as_setting(meant, value) == setting


LEAST = "data: {source: x.csv, target: y}\nlayers: [{Dense: 1}]\ncompile: {loss: mse}\n"


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ("epochs=5", "write --set training.epochs=5"),
        ("metrics=mae", "write --set 'compile.metrics=[mae]'"),
        ("lr=0.1", "write --set 'compile.optimizer={Adam: {learning_rate: 0.1}}'"),
        ("training.epoch=5", "did you mean 'epochs'?"),
        ("data.test_size=0.3", "write --set data.split.test=0.3"),
    ],
)
def test_a_setting_is_answered_with_a_setting(tmp_path, setting, hint):
    (tmp_path / "x.csv").write_text("x,y\n1,2\n2,3\n3,4\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(LEAST, encoding="utf-8")
    found = validate(tmp_path / "a.yaml", [setting])
    assert hint in [problem.hint for problem in found.errors]
    if hint.startswith("write"):
        # As a shell hands it over.
        told = hint.removeprefix("write --set ").strip("'")
        again = validate(tmp_path / "a.yaml", [told]).errors
        assert not {"unknown-section", "unknown-key"} & {problem.code for problem in again}


@pytest.mark.parametrize(
    "meant", sorted({*_ANYWHERE.values(), *(w for s in _IN_SECTION.values() for w in s.values())})
)
def test_what_is_told_is_yaml(meant):
    assert yaml.safe_load(f"{{{meant}}}")


@pytest.mark.parametrize("section", sorted(_NO_KEY))
def test_what_is_no_key_is_none(section):
    assert [name for name in _NO_KEY[section] if find_key(".".join((*section, name)))] == []


@pytest.mark.parametrize(
    ("setting", "message", "hint"),
    [
        (
            "training.verbose=1",
            "training has no key 'verbose'",
            "the command line says it: `nnspec train --quiet` shows warnings alone",
        ),
        (
            "training.steps-per-epoch=9",
            "training has no key 'steps-per-epoch'",
            "an epoch is all training rows: leave it out, or use fewer of them with "
            "data: {sample: 1000}",
        ),
        (
            "training.workers=4",
            "training has no key 'workers'",
            "rows are prepared once, before the first epoch: leave it out",
        ),
        (
            "compile.run_eagerly=true",
            "compile has no key 'run_eagerly'",
            "each epoch runs whole in one graph: leave it out",
        ),
        (
            "data.split.train=0.6",
            "data.split has no key 'train'",
            "training takes the rows that are left: leave 'train' out",
        ),
        (
            "data.drop=[missing]",
            "data.drop.0: 'missing' is not one of missing-target, empty-rows",
            "for rows with gaps in a feature: data: {filter: COLUMN is not missing}; or fill the "
            "gaps: preprocessing: {numeric: [SimpleImputer, StandardScaler]}",
        ),
        (
            "data.drop=empty_lines",
            "data.drop: 'empty_lines' is not one of missing-target, empty-rows",
            "write empty-rows",
        ),
        (
            f"training.epochs={'9' * 900_000}",
            "training.epochs: expected a whole number, found a number of 900,000 digits",
            None,
        ),
        ("training.epochs=.inf", "training.epochs: expected a whole number, found inf", None),
    ],
)
def test_what_stands_for_what_is_no_setting(tmp_path, setting, message, hint):
    (tmp_path / "x.csv").write_text("x,y\n1,2\n2,3\n3,4\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(LEAST, encoding="utf-8")
    (found,) = validate(tmp_path / "a.yaml", [setting]).errors
    assert (found.message, found.hint) == (message, hint)


def test_a_row_with_a_gap_in_a_feature_is_left_out_by_a_filter(tmp_path):
    (tmp_path / "x.csv").write_text("x,y\n1,2\n,3\n3,4\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(LEAST, encoding="utf-8")
    told = no_choice("data.drop", "NaN").partition("data: {")[2].partition("}")[0]
    setting = "data." + told.replace(": ", "=").replace("COLUMN", "x")
    assert "missing-values" in {p.code for p in validate(tmp_path / "a.yaml").errors}
    assert "missing-values" not in {p.code for p in validate(tmp_path / "a.yaml", [setting]).errors}


def test_words_are_known_however_they_are_written():
    assert no_key(("training",), "Steps-Per-Epoch") == no_key(("training",), "steps_per_epoch")
    assert no_choice("data.drop", "Missing Values") == no_choice("data.drop", "missing")
    assert no_key(("training",), "x") is None is no_choice("data.split", "x")
    assert set(_NO_CHOICE) == {"data.drop"}
