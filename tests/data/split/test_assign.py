"""Which rows a spec uses, and for what."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.features.roles import find_roles, is_classification, make_plan
from nnspec.data.loading.sources import load_source
from nnspec.data.split.assign import assign_rows
from nnspec.data.table.preview import preview_of
from nnspec.spec.load import load_spec


def assigned(name, *overrides):
    loaded = load_spec(f"{name}.yaml", overrides)
    table = load_source(loaded.spec.data.source, base_dir=loaded.base_dir)
    seen = preview_of(table)
    roles, _ = find_roles(loaded, seen)
    plan = make_plan(loaded.spec, roles, seen.kinds)
    rows = assign_rows(loaded.spec, table, plan, classify=is_classification(roles))
    return table, rows


def shares(table, part):
    labels = table["species"][part].tolist()
    return [labels.count(name) / len(labels) for name in ("Adelie", "Chinstrap", "Gentoo")]


def test_every_row_is_in_one_part(workshop):
    table, rows = assigned("strength")
    every = np.concatenate(list(rows.by_name().values()))
    assert np.array_equal(np.sort(every), np.arange(table.n_rows))


def test_classes_are_stratified_unless_told_otherwise(workshop):
    table, rows = assigned("species")
    whole = shares(table, np.arange(table.n_rows))
    for part in rows.by_name().values():
        assert shares(table, part) == pytest.approx(whole, abs=0.02)
    _, other = assigned("species", "data.split.stratify=false")
    assert not np.array_equal(rows.test, other.test)


def test_the_seed_deals_anew_and_the_same_seed_alike(workshop):
    _, one = assigned("strength")
    _, same = assigned("strength")
    _, other = assigned("strength", "data.split.seed=1")
    assert np.array_equal(one.test, same.test)
    assert not np.array_equal(one.test, other.test)


def test_a_sample_is_dealt_alone(workshop):
    _, rows = assigned("strength", "data.sample=50", "data.split.test=5")
    assert {name: len(part) for name, part in rows.by_name().items()} == {
        "training": 35,
        "validation": 10,
        "test": 5,
    }
    every = np.concatenate(list(rows.by_name().values()))
    assert len(set(every.tolist())) == 50
    table, sample = assigned("species", "data.sample=60")
    whole = shares(table, np.arange(table.n_rows))
    every = np.concatenate(list(sample.by_name().values()))
    assert shares(table, every) == pytest.approx(whole, abs=0.02)


def test_a_sample_larger_than_the_table_is_the_table(workshop):
    table, rows = assigned("strength", "data.sample=5000")
    assert sum(len(part) for part in rows.by_name().values()) == table.n_rows


def test_a_sample_keeps_a_row_of_each_class_for_each_part(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    labels = ["often"] * 960 + ["seldom"] * 40
    rows = "\n".join(f"{n},{label}" for n, label in enumerate(labels))
    (tmp_path / "data.csv").write_text(f"x,kind\n{rows}\n", encoding="utf-8")
    (tmp_path / "rare.yaml").write_text(
        "data: {source: data.csv, target: kind, sample: 50}\nlayers: [{Dense: 1}]\n"
        "compile: {loss: binary_crossentropy}\n",
        encoding="utf-8",
    )
    table, sample = assigned("rare")
    for part in sample.by_name().values():
        assert "seldom" in table["kind"][part].tolist()
    assert 50 <= sum(len(part) for part in sample.by_name().values()) <= 52


@pytest.fixture
def plants(tmp_path, monkeypatch):
    """A spec over rows with a plant, a day and the part that each is for."""
    monkeypatch.chdir(tmp_path)
    parts = ["train"] * 6 + ["val"] * 2 + ["test"] * 2
    rows = [f"{n},plant{n % 5},2026-01-{10 + n},{part},{n}.5" for n, part in enumerate(parts)]
    text = "x,plant,day,part,y\n" + "\n".join(rows) + "\n"
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    (tmp_path / "plants.yaml").write_text(
        "data: {source: data.csv, target: y}\nlayers: [{Dense: 1}]\ncompile: {loss: mse}\n",
        encoding="utf-8",
    )


def test_whole_groups(plants):
    table, rows = assigned("plants", "data.split.group=plant")
    groups = [set(table["plant"][part].tolist()) for part in rows.by_name().values()]
    assert [len(group) for group in groups] == [3, 1, 1]
    assert len(set.union(*groups)) == 5


def test_the_latest_rows_test(plants):
    _, rows = assigned("plants", "data.split.time=day")
    assert [part.tolist() for part in rows.by_name().values()] == [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
        [8, 9],
    ]


def test_parts_that_a_column_names(plants):
    _, rows = assigned("plants", "data.split.by=part")
    assert [part.tolist() for part in rows.by_name().values()] == [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
        [8, 9],
    ]


@pytest.mark.parametrize(("key", "column"), [("group", "plant"), ("time", "day"), ("by", "part")])
def test_the_column_that_splits_is_no_feature_unless_listed(plants, key, column):
    loaded = load_spec("plants.yaml", [f"data.split.{key}={column}"])
    table = load_source(loaded.spec.data.source, base_dir=loaded.base_dir)
    roles, problems = find_roles(loaded, preview_of(table))
    assert problems == []
    assert column not in roles.features


def test_validation_split_takes_the_last_rows_of_the_source(workshop):
    settings = ("data.split.test=0", "training.validation_split=0.2")
    table, rows = assigned("strength", *settings)
    assert rows.training.tolist() == list(range(824))
    assert rows.validation.tolist() == list(range(824, table.n_rows))
    _, rows = assigned("strength", *settings, "data.sample=50")
    assert (len(rows.training), len(rows.validation)) == (40, 10)
    assert max(rows.training) < min(rows.validation)


def test_validation_split_takes_the_last_of_what_was_dealt_to_training(workshop):
    _, plain = assigned("strength", "data.split.validation=0")
    _, rows = assigned("strength", "training.validation_split=0.25")
    assert np.array_equal(rows.test, plain.test)
    assert np.array_equal(np.concatenate([rows.training, rows.validation]), plain.training)
    assert (len(rows.training), len(rows.validation)) == (618, 206)
