from pathlib import PurePosixPath

import numpy as np
import pytest

from nnspec.checks.validate import validate
from nnspec.errors import SpecError
from nnspec.spec.load import read_spec
from nnspec.spec.overrides import apply_overrides, settings_of
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain

TEXT = """\
data: {source: x.csv, target: y}
layers:
  - Dense: {units: 3, activation: relu}
    name: first
  - BatchNormalization
  - &end {Dense: {units: 1}}
  - *end
training:
"""


def changed(*settings, text=TEXT):
    document = parse_document(text, "a.yaml")
    apply_overrides(document, settings)
    return plain(document.root)


def refused(*settings):
    with pytest.raises(SpecError) as error:
        changed(*settings)
    return [(p.code, p.message, str(p.location), p.hint) for p in error.value.problems]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("a=5", 5),
        ("a=1e-3", 0.001),
        ("a='5'", "5"),
        ("a=on", "on"),
        ("a=", None),
        ("a=[x, y]", ["x", "y"]),
        ("a={L2: 0.01}", {"L2": 0.01}),
        ("a=b=c", "b=c"),
        ("a= 5 ", 5),
        (" a =5", 5),
        ("a=🦄", "🦄"),
    ],
)
def test_values(setting, value):
    assert changed(setting, text="a: 1")["a"] == value


def test_paths():
    assert changed("data.target=z")["data"] == {"source": "x.csv", "target": "z"}
    assert changed("data.split.seed=1")["data"]["split"] == {"seed": 1}
    assert changed("layers.0.Dense.units=5")["layers"][0]["Dense"]["units"] == 5
    assert changed("layers.first.Dense.units=5")["layers"][0]["Dense"]["units"] == 5
    assert changed("layers.1=Flatten")["layers"][1] == "Flatten"
    assert changed("layers=[]")["layers"] == []


def test_an_empty_section_takes_keys():
    assert changed("training.epochs=5")["training"] == {"epochs": 5}


def test_later_settings_win():
    assert changed("a=1", "a=2", text="b: 1")["a"] == 2


def test_an_alias_elsewhere_stays_as_it_is():
    layers = changed("layers.3.Dense.units=7")["layers"]
    assert layers[2:] == [{"Dense": {"units": 1}}, {"Dense": {"units": 7}}]


@pytest.mark.parametrize(
    ("setting", "message", "hint"),
    [
        ("epochs", "a setting is written path=value", "for instance --set training.epochs=5"),
        ("=5", "a setting is written path=value", "for instance --set training.epochs=5"),
        ("a..b=5", "a setting is written path=value", "for instance --set training.epochs=5"),
        ("", "a setting is written path=value", "for instance --set training.epochs=5"),
        (
            "data.source.path=5",
            "data.source is the text 'x.csv', so nothing below it can be set",
            "set data.source itself",
        ),
        (
            "layers.1.units=5",
            "layers.1 is the text 'BatchNormalization', so nothing below it can be set",
            "set layers.1 itself",
        ),
        ("layers.9=5", "layers has no entry '9'", "entries: 0, 1, 2, 3"),
        ("layers.-1=5", "layers has no entry '-1'", "entries: 0, 1, 2, 3"),
        ("layers.²=5", "layers has no entry '²'", "entries: 0, 1, 2, 3"),
        ("layers.last.Dense=5", "layers has no entry 'last'", "entries: 0, 1, 2, 3"),
    ],
)
def test_refused(setting, message, hint):
    assert refused(setting) == [("bad-override", message, f"--set {setting}", hint)]


def test_an_endless_position():
    (found,) = refused("layers." + "9" * 5000 + "=5")
    assert found[0] == "bad-override"


def test_a_value_that_is_not_yaml():
    (found,) = refused("a=[1, 2")
    assert found[:3] == (
        "yaml-syntax",
        "the value is not YAML: '[' opened here is not closed, or a comma is missing, "
        "before the end",
        "--set a=[1, 2",
    )


def test_all_refused_settings_are_said():
    assert [found[2] for found in refused("a", "data.target=z", "b")] == ["--set a", "--set b"]


SPEC = "data: {source: x.csv, target: b}\nlayers: [{Dense: 1}]\ncompile: {loss: mse}\n"


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("trainin.epochs=5", "unknown-section", "there is no section 'trainin'"),
        ("training.epoch=5", "unknown-key", "training has no key 'epoch'"),
        (
            "training.epochs=many",
            "wrong-type",
            "training.epochs: expected a whole number, found the text 'many'",
        ),
        ("layers.0.Dense=-1", "out-of-range", "Dense.units: expected at least 1, found -1"),
        ("compile.loss=mze", "unknown-loss", "there is no loss 'mze'"),
        ("data.target=c", "unknown-column", "target 'c' is not a column of x.csv"),
    ],
)
def test_what_is_set_is_checked_as_if_written(tmp_path, setting, code, message):
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "x.csv").write_text("a,b\n" + "".join(f"{n},{n}.5\n" for n in range(30)))
    found = validate(tmp_path / "spec.yaml", [setting]).errors[0]
    assert (found.code, found.message) == (code, message)
    assert str(found.location) == f"--set {setting}"


def test_settings_are_kept(tmp_path):
    (tmp_path / "spec.yaml").write_text(SPEC)
    loaded, problems = read_spec(tmp_path / "spec.yaml", ["training={epochs: 5}", "name=new"])
    assert not problems
    assert loaded.overrides == ("training={epochs: 5}", "name=new")
    assert (loaded.spec.name, loaded.spec.training.epochs) == ("new", 5)


def test_a_dict_of_values():
    values = {
        "training.epochs": np.int64(5),
        "compile.optimizer": {"Adam": {"learning_rate": 1e-07}},
        "layers.0.Dense.activation": None,
        "data.features": ("a", "b: c"),
        "name": "0.2",
        "ignore": np.array([True, False]),
        "data.source": PurePosixPath("a/b.csv"),
    }
    assert settings_of(values) == (
        "training.epochs=5",
        "compile.optimizer={Adam: {learning_rate: 1e-07}}",
        "layers.0.Dense.activation=null",
        'data.features=[a, "b: c"]',
        'name="0.2"',
        "ignore=[true, false]",
        "data.source=a/b.csv",
    )
    assert settings_of(["training.epochs=5"]) == ("training.epochs=5",)


@pytest.mark.parametrize(
    ("overrides", "text"),
    [
        (
            "training.epochs=5",
            "error[bad-override]: overrides are a list of settings or a dict, found a text\n"
            "  write ['training.epochs=5']",
        ),
        (
            {"training.epochs": {1: object()}},
            "error[bad-override]: expected a text, number, list or dict, found an object\n"
            "  --set training.epochs",
        ),
    ],
)
def test_overrides_that_are_none(overrides, text):
    with pytest.raises(SpecError) as caught:
        settings_of(overrides)
    assert str(caught.value) == text
