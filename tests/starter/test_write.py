from pathlib import Path

import pytest

from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain
from nnspec.starter.propose import propose
from nnspec.starter.read import read_given
from nnspec.starter.write import spec_text

ROOT = Path(__file__).parents[2]

PENGUINS = """\
# species from 6 columns of penguins.csv, 344 rows.
# Proposed by nnspec init from a look at the data: a first guess, to be changed.
#
#   nnspec train penguins.yaml
name: penguins
description: Predicts species from 6 columns of penguins.csv

data:
  source: penguins.csv
  # 3 classes and their rows: Adelie 152, Gentoo 124, Chinstrap 68.
  # Always saying Adelie would be right in 44 % of the rows.
  target: species
  # Left out: year (as asked).
  features: {exclude: [year]}
  split: {validation: 0.2, test: 0.2, seed: 42, stratify: true}  # every part has each class's share

preprocessing:  # learnt from the training rows alone
  # Every column is filled: new rows may have gaps, also where these have none.
  numeric: [{SimpleImputer: median}, StandardScaler]
  categorical: [{SimpleImputer: most_frequent}, {OneHotEncoder: {handle_unknown: ignore}}]

# Sized to 206 training rows and 9 inputs: first layer about their geometric mean.
layers:
  - Dense: {units: 32, activation: relu, kernel_regularizer: {L2: 0.0001}}
  - Dense: {units: 16, activation: relu, kernel_regularizer: {L2: 0.0001}}
  - Dense: {units: 3, activation: softmax}

compile:
  optimizer: {Adam: {learning_rate: 0.003}}
  loss: sparse_categorical_crossentropy
  metrics: [accuracy]

training: {epochs: 500, batch_size: 8, seed: 42}

callbacks:  # without progress: first smaller steps, then the end
  - ReduceLROnPlateau: {monitor: val_loss, factor: 0.5, patience: 20}
  - EarlyStopping: {monitor: val_loss, patience: 50, restore_best_weights: true}
"""


def text_of(path, targets, *, folder=None, name="a", **options):
    given = read_given(path)
    proposal = propose(given.table, targets, **options)
    folder = Path() if folder is None else folder
    return spec_text(proposal, given, name=name, folder=folder, command=f"nnspec train {name}.yaml")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_whole_spec(monkeypatch):
    monkeypatch.chdir(ROOT / "datasets")
    text = text_of(Path("penguins.csv"), ["species"], name="penguins", exclude=["year"])
    assert text == PENGUINS


def test_the_path_is_as_seen_from_the_spec(here):
    (here / "my data").mkdir()
    path = here / "my data" / "a.csv"
    path.write_text("x,y\n" + "".join(f"{i % 7},{i * 3 % 11}.5\n" for i in range(60)))
    lines = text_of(path.relative_to(here), ["y"], folder=here / "specs").splitlines()
    assert '  source: "../my data/a.csv"' in lines
    other = path.rename(here / "a.data")
    assert "  source: {csv: {path: a.data}}" in text_of(other, ["y"]).splitlines()


def test_missing_words_are_said(here):
    rows = "".join(f"{'?' if i % 9 == 0 else i % 7},{i * 3 % 11}.5\n" for i in range(60))
    (here / "a.csv").write_text("x,y\n" + rows)
    text = text_of(Path("a.csv"), ["y"])
    assert (
        "  # ? among numbers was taken for a missing value.\n"
        '  source: {csv: {path: a.csv, na_values: ["?"]}}\n'
    ) in text


def test_an_editor_s_schema_is_named_where_there_is_one(here):
    (here / "nnspec.schema.json").write_text("{}")
    (here / "a.csv").write_text("x,y\n" + "".join(f"{i % 7},{i % 11}.5\n" for i in range(60)))
    first = text_of(Path("a.csv"), ["y"]).splitlines()[0]
    assert first == "# yaml-language-server: $schema=nnspec.schema.json"


def test_long_lists_and_comments_are_broken(here):
    names = [f"a rather long name of column {i}" for i in range(40)]
    rows = "".join(
        ",".join(str(i * k % 7) for k in range(1, 41)) + f",{i % 11}.5\n" for i in range(60)
    )
    (here / "a.csv").write_text(",".join(names) + ",y\n" + rows)
    text = text_of(Path("a.csv"), ["y"], exclude=names[1:])
    assert max(map(len, text.splitlines())) <= 100
    spec = plain(parse_document(text, "a").root)
    # What is left out for a reason of its own (a copy, a constant) is left out all the same.
    assert set(names[1:]) <= set(spec["data"]["features"]["exclude"])


def test_control_characters_of_the_data_stay_out_of_comments(here):
    (here / "a.csv").write_text(
        "x,y\n" + "".join(f"{i % 7},k\x07{i % 3}\n" for i in range(60)), encoding="utf-8"
    )
    text = text_of(Path("a.csv"), ["y"])
    assert "k\N{REPLACEMENT CHARACTER}0 20" in text
    assert plain(parse_document(text, "a").root)["data"]["target"] == "y"


def test_a_word_on_a_long_line_stands_above_it(here):
    name = "a rather long name of a column " * 2
    rows = "".join(f"{2 ** (i % 12)},{i % 7},{i % 11},{i % 13}.5\n" for i in range(120))
    (here / "a.csv").write_text(f"{name},b,c,y\n" + rows)
    assert (
        "  columns:\n"
        "    # a long tail: by rank, so that any later value has a place\n"
        f"    {name.strip()}: [{{SimpleImputer: median}}, {{QuantileTransformer: "
        "{output_distribution: normal}}]\n"
    ) in text_of(Path("a.csv"), ["y"])


def test_a_split_by_time_and_one_by_group(here):
    rows = [f"2024-{1 + i // 28:02}-{1 + i % 28:02},{i // 2},{i % 7},{i % 13}.5" for i in range(99)]
    (here / "a.csv").write_text("when,house_id,a,y\n" + "\n".join(rows))
    text = text_of(Path("a.csv"), ["y"])
    assert (
        "  # The rows are in the order of their dates: the latest are held out, as in a forecast. "
        "Without\n"
        "  # time, rows are drawn by chance.\n"
        "  split: {validation: 0.2, test: 0.2, time: when}\n"
        "  # Some rows have the same house_id. To keep them in one part:\n"
        "  # split: {validation: 0.2, test: 0.2, seed: 42, group: house_id}\n"
    ) in text


def test_dates_that_do_not_sort_are_said(here):
    rows = [f"{1 + i % 28}.{1 + i // 28}.2024,{i % 7},{i % 13}.5" for i in range(99)]
    (here / "a.csv").write_text("when,a,y\n" + "\n".join(rows))
    assert (
        "  split: {validation: 0.2, test: 0.2, seed: 42}\n"
        "  # The rows are in the order of when. With the year first in the file, as in 2026-11-22, "
        "this holds\n"
        "  # out the latest rows, as in a forecast:\n"
        "  # split: {validation: 0.2, test: 0.2, time: when}\n"
    ) in text_of(Path("a.csv"), ["y"])
