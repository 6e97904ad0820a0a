"""The names of other tools, and where what they mean stands here."""

import pytest
import yaml

from nnspec.checks.validate import validate
from nnspec.spec.language.other_names import _ANYWHERE, _IN_SECTION, as_setting, other_name


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
