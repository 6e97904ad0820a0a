"""Names of checkpoints that Keras could not make while it trains."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate

DATA = Path(__file__).parents[3] / "datasets" / "concrete.csv"
EPOCH = "known then: epoch, loss, mae, val_loss, val_mae"
BATCH = "known then: epoch, batch, loss, mae"
UNVALIDATED = "known then: epoch, loss, mae"


@pytest.fixture
def found(tmp_path):
    def run(callbacks, split="{validation: 0.2}", metrics="[mae]"):
        text = (
            f"data: {{source: '{DATA.as_posix()}', target: strength, split: {split}}}\n"
            "preprocessing: {numeric: StandardScaler}\n"
            "layers: [{Dense: 1}]\n"
            f"compile: {{optimizer: adam, loss: mse, metrics: {metrics}}}\n"
            f"callbacks: {callbacks}\n"
            "ignore: [duplicate-rows]\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        problems = validate(tmp_path / "spec.yaml").problems
        return [
            (p.message.removeprefix("ModelCheckpoint.filepath: "), p.hint, *p.details)
            for p in problems
        ]

    return run


def saved(path, more=""):
    return f'[{{ModelCheckpoint: {{filepath: "{path}"{more}}}}}]'


@pytest.mark.parametrize(
    "path",
    [
        "x.keras",
        "x-{epoch}.keras",
        "deep/{epoch:02d}-{val_loss:.2f}-{loss:e}-{mae}.keras",
        "x-{epoch:.1f}-{epoch!r:>4}-{epoch:004d}.keras",
        "{{x}}-{epoch}.keras",
    ],
)
def test_names_that_can_be_made(found, path):
    assert found(saved(path)) == []


@pytest.mark.parametrize(
    ("path", "name", "hint"),
    [
        ("x-{val_los}.keras", "val_los", "did you mean 'val_loss'?"),
        ("x-{qqq:.2f}.keras", "qqq", None),
        ("x-{batch}.keras", "batch", None),
        ("x-{}.keras", "", None),
        ("x-{0}.keras", "0", None),
        ("x-{learning_rate}.keras", "learning_rate", None),
        ("x-{epoch.real}.keras", "epoch.real", "did you mean 'epoch'?"),
        ("x-{epoch.__class__.__mro__}.keras", "epoch.__class__.__mro__", None),
        ("x-{x[0]}.keras", "x[0]", None),
    ],
)
def test_names_of_nothing(found, path, name, hint):
    message = f"there is no '{name}' to write at the end of an epoch"
    assert found(saved(path)) == [(message, hint, EPOCH)]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("{val_loss:02d}", "val_loss"),
        ("{val_loss:q}", "val_loss"),
        ("{val_loss!x}", "val_loss"),
        ("{val_loss!r:.2f}", "val_loss"),
        ("{loss:{epoch}}", "loss"),
        ("{loss:{epoch.real}}", "loss"),
        ("{loss:999999999}", "loss"),
    ],
)
def test_formats_that_are_not_for_measured_numbers(found, field, name):
    message = f"'{field}' cannot be written: {name} is a number with decimals"
    hint = f"write {{{name}:.4f}}, for instance"
    assert found(saved(f"x-{field}.keras")) == [(message, hint)]


@pytest.mark.parametrize("field", ["{epoch:q}", "{epoch:s}", "{epoch:c}", "{epoch!r:03d}"])
def test_formats_that_are_not_for_counts(found, field):
    message = f"'{field}' cannot be written: epoch is a whole number"
    assert found(saved(f"x-{field}.keras")) == [(message, "write {epoch:02d}, for instance")]


def test_several_numbers_are_no_name(found):
    metrics = "[{R2Score: {class_aggregation: null}}]"
    message = "'{val_r2_score:.2f}' cannot be written: val_r2_score is several numbers"
    hint = "write R2Score: {class_aggregation: uniform_average}"
    assert found(saved("x-{val_r2_score:.2f}.keras"), metrics=metrics) == [(message, hint)]


@pytest.mark.parametrize("path", ["x-{.keras", "x-}.keras", "x-{epoch.keras", "x-{epoch!}.keras"])
def test_braces_that_make_no_sense(found, path):
    message = f"the braces in '{path}' make no sense"
    hint = "they hold a name, as in {epoch:02d}; a brace itself is {{ or }}"
    assert found(saved(path)) == [(message, hint)]


def test_every_fault_of_a_name_is_told(found):
    messages = [message for message, *_ in found(saved("{epoch:q}-{a}.keras"))]
    assert messages == [
        "'{epoch:q}' cannot be written: epoch is a whole number",
        "there is no 'a' to write at the end of an epoch",
    ]


def test_nothing_is_validated_between_batches(found):
    often = ", monitor: loss, save_freq: 5"
    assert found(saved("{epoch}-{batch:04d}-{loss:.2f}.keras", often)) == []
    message = "there is no 'val_loss' to write at the end of a batch"
    hint = "write {loss}, or leave save_freq out"
    assert found(saved("{val_loss:.2f}.keras", often)) == [(message, hint, BATCH)]


def test_nothing_is_validated_without_rows_for_it(found):
    message = "there is no 'val_mae' to write at the end of an epoch"
    hint = "write {mae}, or set data.split.validation"
    callbacks = saved("{val_mae:.2f}.keras", ", monitor: loss")
    assert found(callbacks, "{validation: 0}") == [(message, hint, UNVALIDATED)]


def test_the_learning_rate_is_known_below_what_sets_it(found):
    setter, checkpoint = "{ReduceLROnPlateau: {}}", saved("{learning_rate:.4f}.keras")[1:-1]
    assert found(f"[{setter}, {checkpoint}]") == []
    message = "there is no 'learning_rate' to write at the end of an epoch"
    hint = "put ReduceLROnPlateau above ModelCheckpoint"
    assert found(f"[{checkpoint}, {setter}]") == [(message, hint, EPOCH)]


def test_a_metric_is_known_by_its_own_name(found):
    metrics = "[{MeanAbsoluteError: {name: my error}}]"
    assert found(saved("{val_my error:.2f}.keras"), metrics=metrics) == []


def test_a_metric_that_could_not_be_read_silences_what_depends_on_it(found):
    (only,) = found(saved("{val_rmse}.keras"), metrics="[rmsee]")
    assert "rmsee" in only[0]
