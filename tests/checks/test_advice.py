"""Every hint is followed to the letter: its problem is gone then, and no error is new.

What settings do comes with the problem. A word or a piece of YAML that a hint names is put in the
place of what is underlined. What else a hint of a check says is written out in `FOLLOWED`, so that
a new check cannot have a hint that nobody has tried.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from nnspec.checks.registry import CHECKS
from nnspec.checks.validate import validate

ROOT = Path(__file__).parents[2]
BAD = Path("tests/specs/bad")
CASES = Path("tests/checks/cases")
SPECS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*(ROOT / BAD).glob("*.yaml"), *(ROOT / CASES).glob("*.bad.yaml")]
)
_THREE = "layers.0={Dense: {units: 3, activation: softmax}}"
_MACRO = "compile.metrics=[{F1Score: {average: macro, name: F1Score}}]"
GPU = "training.device=gpu"
# By check: the settings of each way that its hint names.
FOLLOWED = {
    "accuracy-of-numbers": [
        ["compile.metrics=[mae]"],
        ["compile.metrics=[mae, RootMeanSquaredError]"],
        ["compile.metrics=[mae, R2Score]"],
    ],
    "bias-before-normalization": [["layers.0={Dense: {units: 8, use_bias: false}}"]],
    "array-step": [["preprocessing={columns: {}}"]],
    "binary-classes": [["compile.loss=sparse_categorical_crossentropy", _THREE]],
    "cell-as-layer": [["layers.1={LSTM: 4}"], ["layers.1={RNN: {cell: {LSTMCell: 4}}}"]],
    "channels-first": [
        [
            "layers=[{Reshape: [2, 4]}, {Permute: [2, 1]}, {Conv1D: {filters: 2, kernel_size: 2, "
            "data_format: channels_last}}, Flatten, {Dense: 1}]"
        ],
        [GPU],
    ],
    "codes-as-numbers": [["data.source={csv: {path: data/codes.csv, dtype: {zip: str}}}"]],
    "codes": [
        [
            "layers=[{Discretization: {bin_boundaries: [1, 2, 3]}}, {CategoryEncoding: "
            "{num_tokens: 4, output_mode: multi_hot}}, {Dense: 1}]"
        ]
    ],
    "dense-on-axes": [
        [
            "layers=[{Reshape: [4, 2]}, {Conv1D: {filters: 3, kernel_size: 2}}, Flatten, "
            "{Dense: 4}, {Dense: 1}]"
        ]
    ],
    "dilated-transpose": [["layers.1.Conv1DTranspose={filters: 2, kernel_size: 3}"], [GPU]],
    "dropout-at-the-end": [["layers=[{Dense: 8}, {Dropout: 0.2}, {Dense: 1}]"]],
    "ema-weights": [["compile.optimizer={Adam: {use_ema: true}}"]],
    "half-precision-draws": [["layers.1={CutMix: {dtype: float32}}"]],
    "half-precision-output": [["layers.1={Dense: {units: 1, dtype: float32}}"]],
    "half-precision-start": [
        ["layers.1.LSTM={units: 4, dtype: mixed_bfloat16}"],
        ["layers.1.LSTM={units: 4, dtype: bfloat16, recurrent_initializer: GlorotUniform}"],
    ],
    "mixed-gradients": [
        ["compile.optimizer={Adam: {clipnorm: 1.0}}"],
        ["layers.0.Dense={units: 8, dtype: float32}"],
    ],
    "stacked-cells": [
        [
            "layers.1.RNN={cell: {StackedRNNCells: {cells: [{GRUCell: 2}, {LSTMCell: 2}]}}, "
            "dtype: mixed_bfloat16}"
        ]
    ],
    "profiled-batches": [["callbacks.0.TensorBoard.profile_batch=[2, 5]"]],
    "penalty-of-rows": [["compile.loss=mse"], ["layers.0={Dense: 8}"]],
    "half-precision-penalty": [["layers.0.Dense.dtype=float32"], ["layers.0={Dense: 8}"]],
    "input-shape": [["layers.0={Dense: 8}"]],
    "layer-arguments": [[f"layers.1.BatchNormalization.axis={n}"] for n in (1, 2, -2, -1)],
    "layer-name": [["layers.1.name=grosse_1"]],
    "layer-rank": [["layers.1={LSTM: {units: 4, return_sequences: true}}"]],
    "learning-rate": [["compile.optimizer={Adam: 0.001}"]],
    "logits": [
        ["layers.0={Dense: {units: 3, activation: softmax}}"],
        ["compile.loss={SparseCategoricalCrossentropy: {from_logits: true}}"],
    ],
    "logits-twice": [
        ["layers.1={Dense: 3}"],
        ["compile.loss=SparseCategoricalCrossentropy"],
    ],
    "logs-of-outputs": [["layers.0={Dense: {units: 1, activation: softplus}}"]],
    "loss-and-columns": [["compile.loss=mse"]],
    "loss-arguments": [["compile.loss.CategoricalCrossentropy.axis=-1"]],
    "loss-of-batches": [
        ["callbacks.0.EarlyStopping.monitor=val_loss"],
        [
            "callbacks.0.EarlyStopping.monitor=val_kind_accuracy",
            "callbacks.0.EarlyStopping.mode=max",
        ],
    ],
    "merge-of-one": [
        [
            "inputs={left: [cement, slag], right: [water, age]}",
            "layers=[{Dense: 8, name: a, from: left}, {Dense: 8, name: b, from: right}, "
            "{Concatenate: , from: [a, b]}, {Dense: 1}]",
        ]
    ],
    "metric-and-loss": [["compile.loss=categorical_crossentropy"]],
    "metric-named-epoch": [["compile.metrics=[{MeanAbsoluteError: {name: error}}]"]],
    "monitor-direction": [["callbacks.0.EarlyStopping.mode=max"]],
    "monitor-mode": [["callbacks.0.EarlyStopping.mode=min"]],
    "monitor-of-many": [[_MACRO]],
    "no-dropout": [["layers=[{Dense: 8}, {Dense: 1}]"]],
    "no-regularization": [["layers.0={Dense: 8}"]],
    "no-validation-rows": [
        ["callbacks.0.EarlyStopping.monitor=loss"],
        ["data.split.validation=0.2"],
    ],
    "numbers-as-text": [['data.source={csv: {path: data/visits.tsv, sep: "\\t", thousands: ","}}']],
    "object-name": [["compile.metrics=[{R2Score: {name: r_2}}]"]],
    "optimizer-arguments": [["compile.optimizer={Adam: {clipnorm: 1.0}}"]],
    "out-of-domain": [["preprocessing.columns.flyash=[{SimpleImputer: median}, PowerTransformer]"]],
    "output-range": [["layers.1={Dense: 1}"], ["layers.1={Dense: {units: 1, activation: linear}}"]],
    "output-rank": [["layers.1={LSTM: 4}"]],
    "path-leaves-run": [["callbacks.0.ModelCheckpoint.filepath=best.keras"]],
    "path-place": [["callbacks=[{CSVLogger: log.csv}]"], ["callbacks=[CSVLogger]"]],
    "path-taken": [["callbacks=[{CSVLogger: log.csv}]"]],
    "plateau-patience": [["callbacks.1.ReduceLROnPlateau.patience=2"]],
    "restore-best-weights": [["callbacks.0.EarlyStopping.restore_best_weights=true"]],
    "same-source": [["data.split={validation: 0.2, test: 0.2}"]],
    "cudnn": [["layers.1.LSTM={units: 4}"], [GPU]],
    "crossed-values": [
        [
            "layers=[{Dense: 1}, {Discretization: {bin_boundaries: [0]}, name: left}, {Dense: 1}, "
            "{Hashing: {num_bins: 4}, name: right}, {HashedCrossing: {num_bins: 8, output_mode: "
            "one_hot}, from: [left, right]}, {Dense: 1}]"
        ]
    ],
    "crop-in-training": [
        ["layers.1={CenterCrop: {height: 2, width: 2}}"],
        ["layers.2=GlobalAveragePooling2D"],
    ],
    "scaled-labels": [["preprocessing={numeric: [{SimpleImputer: median}, StandardScaler]}"]],
    "scheduled-learning-rate": [["callbacks=[]"], ["compile.optimizer.Adam.learning_rate=0.01"]],
    "shared-file": [["callbacks.1.ModelCheckpoint.filepath=last.keras"]],
    "several-targets": [["preprocessing.categorical=OneHotEncoder"]],
    "shared-weights": [["layers.3={LayerNormalization: , name: again}"]],
    "softmax-on-one-unit": [["layers.1={Dense: 1}"]],
    "softmax-with-binary": [
        ["layers.1.Dense.activation=sigmoid"],
        [
            "data.target=[and, xor]",
            "compile={optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}",
        ],
    ],
    "step-arguments": [
        [
            "preprocessing.numeric=[{SimpleImputer: median}, {QuantileTransformer: {n_quantiles: "
            "200, subsample: 200}}]",
            "preprocessing.categorical=[{SimpleImputer: most_frequent}, {OneHotEncoder: "
            "{min_frequency: 2}}]",
            "preprocessing.columns={year: [{MinMaxScaler: {feature_range: [-1, 1]}}, "
            "{RobustScaler: {quantile_range: [10, 90]}}], island: {OrdinalEncoder: "
            "{handle_unknown: use_encoded_value, unknown_value: -1}}, sex: [{SimpleImputer: "
            "most_frequent}, {OrdinalEncoder: {handle_unknown: use_encoded_value, "
            "unknown_value: 2}}]}",
        ]
    ],
    "tensorboard-of-many": [[_MACRO]],
    "positive-outputs": [["layers.0={Dense: {units: 2, activation: softmax}}"]],
    "text-target": [["compile.loss=sparse_categorical_crossentropy", _THREE]],
    "thousands-as-decimals": [
        ['data.source={csv: {path: data/visits.tsv, sep: "\\t", thousands: ","}}']
    ],
    "thousands-or-decimal": [
        ['data.source={csv: {path: data/visits.csv, thousands: "."}}'],
        ['data.source={csv: {path: data/visits.csv, decimal: "."}}'],
    ],
    "threshold-of-scores": [["compile.metrics=[Precision]"]],
    "too-large": [["layers.0.Dense.units=64"]],
    "unseen-category": [
        ["preprocessing.columns={slag: {OneHotEncoder: {handle_unknown: ignore}}}"],
        ["preprocessing.columns={slag: StandardScaler}"],
    ],
    "whole-numbers": [
        [
            "layers=[{Reshape: [4, 4, 1]}, {Rescaling: 0.00392156862745098}, {Conv2D: {filters: 2, "
            "kernel_size: 3, activation: relu}}, Flatten, {Dense: {units: 1, activation: sigmoid}}]"
        ]
    ],
    "zero-weights": [["data={source: data/weighed.csv, target: kind}"]],
    "weight-rank": [["layers.0={Dense: 8}"]],
}
# No setting of the spec does it: the data themselves are to be mended.
OF_THE_DATA = {"duplicate-rows"}
_MEANT = re.compile(r"did you mean '?(.+?)'?\?")
_WRITE = re.compile(r"(?:^|: )(?:write|use) ([^']+?)(?:, or .*)?$")
# Where a hint leaves a value or a place open, or says which text it is about in words.
_OPEN = re.compile(
    r"\.\.\.|[A-Z]{4,}|without quotes|in its place|in place of|first$|for a number|for equal"
    r"|^- |single quotes|, R| or | and |: min|axis: |quantiles: "
)


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """All bad specs with their data, to be changed."""
    folder = tmp_path_factory.mktemp("hints")
    for name in ("tests/specs", CASES):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.txt", "*.py"))
    shutil.copytree(ROOT / "datasets", folder / "datasets")
    return folder


@pytest.fixture
def there(copies, monkeypatch):
    monkeypatch.chdir(copies)
    return copies


def said(problems):
    return {(problem.code, problem.message) for problem in problems}


def with_word(spec, problem):
    """A copy of a spec in which the hint's word stands for what is underlined, or None."""
    place = problem.location
    found = _MEANT.fullmatch(problem.hint) or _WRITE.search(problem.hint)
    if found is None or place is None or place.file != spec or not place.line:
        return None
    if _OPEN.search(found[1]):
        return None
    lines = Path(spec).read_text(encoding="utf-8").splitlines()
    line, start = lines[place.line - 1], place.column - 1
    lines[place.line - 1] = line[:start] + found[1] + line[start + place.length :]
    copy = Path(spec).with_name(f"followed_{Path(spec).name}")
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy


def assert_followed(problem, before, after, *, every=False):
    """The problem is gone (`every`: all of its code), and nothing else stops the spec."""
    if every:
        assert problem.code not in {code for code, _ in said(after)}
    assert (problem.code, problem.message) not in said(after)
    assert said(p for p in after if p.severity == "error") <= said(before)


# The right word shows what else is wrong: another kind of loss or source needs other lines too.
_SHOWS_MORE = {
    "graph_unknown_shared",
    "missing_comma",
    "python_words",
    "unknown_alias",
    "unknown_source",
}


@pytest.mark.parametrize("spec", SPECS)
def test_settings_and_words_of_hints(there, spec):
    before = validate(spec).problems
    for problem in before:
        if problem.settings:
            assert_followed(problem, before, validate(spec, problem.settings).problems)
        elif problem.code in FOLLOWED or not problem.hint:
            continue
        elif Path(spec).stem not in _SHOWS_MORE:
            copy = with_word(spec, problem)
            if copy is not None:
                assert_followed(problem, before, validate(copy).problems)


@pytest.mark.parametrize("name", FOLLOWED)
def test_other_hints_of_checks(there, name):
    spec = (CASES / f"{name}.bad.yaml").as_posix()
    before = validate(spec).problems
    (problem, *_) = (p for p in before if p.code == name)
    for settings in FOLLOWED[name]:
        assert_followed(problem, before, validate(spec, settings).problems, every=True)


def test_every_hint_of_every_check_is_tried(there):
    untried = set()
    for name in CHECKS:
        spec = (CASES / f"{name}.bad.yaml").as_posix()
        for problem in validate(spec).problems:
            if problem.code != name or not problem.hint or problem.settings:
                continue
            if name not in FOLLOWED and name not in OF_THE_DATA and not with_word(spec, problem):
                untried.add(name)
    assert untried == set()


@pytest.fixture
def spec_of(tmp_path, monkeypatch):
    """Validate a spec over 60 rows with a constant column, gaps and text: `spec_of(data, more)`."""
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{n * 7 % 31},{n * 5 % 17},7,{'' if n % 9 == 4 else n % 13},"
        f"{'' if n % 8 == 3 else 'ab'[n % 2]},{n * 11 % 41 / 9:.3f}"
        for n in range(60)
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["a,b,c,gap,word,y", *rows]), encoding="utf-8")

    def spec_of(data="", more="", layers="[{Dense: 8}, {Dense: 1}]"):
        (tmp_path / "spec.yaml").write_text(
            f"data: {{source: rows.csv, target: y{data}}}\n{more}"
            f"layers: {layers}\ncompile: {{optimizer: adam, loss: mse}}\n",
            encoding="utf-8",
        )
        return [(p.code, p.hint, p.settings) for p in validate("spec.yaml").problems]

    return spec_of


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (
            (", features: {exclude: [gap, word]}",),
            "leave it out: features: {exclude: [gap, word, c]}",
        ),
        ((", features: [a, c]",), "leave it out of the features"),
        (
            (
                ", features: {exclude: [gap, word]}",
                "preprocessing: {columns: {c: [StandardScaler], a: [MinMaxScaler]}}\n",
            ),
            "leave it out: features: {exclude: [gap, word, c]}, and out of preprocessing.columns",
        ),
        (
            (
                ", features: [a, b, c]",
                "inputs: {left: [a, c], right: [b]}\n",
                "[{Dense: 2, name: l, from: left}, {Dense: 2, name: r, from: right}, "
                "{Concatenate: , from: [l, r]}, {Dense: 1}]",
            ),
            "leave it out of the features, and out of the input 'left'",
        ),
    ],
)
def test_a_feature_is_left_out_wherever_it_is_named(spec_of, arguments, hint):
    ((code, said, settings),) = spec_of(*arguments)
    assert (code, said) == ("constant-column", hint)
    assert validate("spec.yaml", settings).problems == ()


def test_the_last_feature_cannot_be_left_out(spec_of):
    assert spec_of(", features: [c]") == [
        (
            "constant-column",
            "there is no other column to predict from: name more features, or add some to the data",
            (),
        )
    ]


@pytest.mark.parametrize(
    ("preprocessing", "hint"),
    [
        ("", "add to the spec:  preprocessing: {numeric: [SimpleImputer: median]}"),
        (
            "preprocessing: {numeric: StandardScaler}\n",
            "write in the spec:  preprocessing: {numeric: [SimpleImputer: median, StandardScaler]}",
        ),
        (
            "preprocessing: {numeric: StandardScaler, columns: {gap: [log1p], a: [log1p]}}\n",
            "write in the spec:  preprocessing: {columns: {gap: [SimpleImputer: median, log1p]}}",
        ),
    ],
)
def test_gaps_are_filled_in_the_steps_that_the_column_has(spec_of, preprocessing, hint):
    ((code, said, settings),) = spec_of(", features: [a, gap]", preprocessing)
    assert (code, said) == ("missing-values", hint)
    assert validate("spec.yaml", settings).problems == ()


def test_text_gets_an_encoder_beside_the_steps_of_others(spec_of):
    more = "preprocessing: {categorical: passthrough, columns: {a: [log1p]}}\n"
    found = spec_of(", features: [a, word]", more)
    assert [code for code, *_ in found] == ["text-column", "missing-values"]
    assert validate("spec.yaml", found[0][2]).problems == ()


def test_scalers_follow_the_steps_that_are_there(spec_of):
    rows = Path("rows.csv").read_text(encoding="utf-8").splitlines()
    for n, row in enumerate(rows[1:], 1):
        rows[n] = f"{n * 13 % 61}000,{row.partition(',')[2]}"
    Path("rows.csv").write_text("\n".join(rows), encoding="utf-8")
    more = "preprocessing: {numeric: {SimpleImputer: mean}}\n"
    ((code, hint, settings),) = spec_of(", features: [a, b, gap]", more)
    assert (code, hint) == (
        "unscaled-features",
        "write in the spec:  preprocessing: {numeric: [SimpleImputer: mean, StandardScaler]}",
    )
    assert validate("spec.yaml", settings).problems == ()
