"""What is known before the first epoch."""

from __future__ import annotations

import numpy as np
import pytest
from support import Heard, flat

from nnspec.checks.validate import validate
from nnspec.data.loading.memory_need import Estimate
from nnspec.errors import DataError, SpecError
from nnspec.listener import Listener
from nnspec.training.read import read_work, run_facts


class Model:
    def count_params(self):
        return 12


def test_the_rows_are_read_dealt_and_preprocessed(workshop):
    listener = Heard()
    work = read_work(validate("twins.yaml"), listener)
    assert listener.lines == [
        "sexes.csv: 333 rows; 199 training, 67 validation, 67 test",
        "not used: island, sex, year",
    ]
    assert work.signature == flat({"input": 3})
    assert work.logits == frozenset()
    assert work.data.training.x["input"].shape == (199, 3)
    assert work.data.training.y["kind"].dtype == np.int32
    assert work.data.training.y["mass"].mean() == pytest.approx(0, abs=1e-6)
    every = np.sort(np.concatenate(list(work.rows.by_name().values())))
    assert every.tolist() == list(range(333))


def test_a_file_longer_than_the_look_is_read_whole(workshop, monkeypatch):
    monkeypatch.setattr("nnspec.data.loading.preview.preview.__kwdefaults__", {"max_rows": 50})
    checked = validate("strength.yaml")
    assert not checked.preview.complete
    listener = Heard()
    work = read_work(checked, listener)
    assert work.table.n_rows == 1030
    assert listener.lines[0] == "reading concrete.csv"


def test_scikit_learns_own_sets_are_loaded(workshop):
    text = (
        "data: {source: load_iris, target: target}\n"
        "layers: [{Dense: {units: 3, activation: softmax}}]\n"
        "compile: {loss: sparse_categorical_crossentropy}\n"
    )
    (workshop / "iris.yaml").write_text(text, encoding="utf-8")
    work = read_work(validate("iris.yaml").require(), Listener())
    assert work.table.n_rows == 150
    assert work.signature == flat({"input": 4})


def test_a_spec_with_errors_is_no_work(workshop):
    with pytest.raises(SpecError):
        read_work(validate("nothing.yaml").require(), Listener())


def test_the_facts_of_a_run(workshop):
    work = read_work(validate("sexes.yaml", ["training.seed=8"]), Listener())
    assert run_facts(work, Model(), smoke=True) == {
        "spec": "sexes.yaml",
        "seed": 8,
        "overrides": ["training.seed=8"],
        "smoke": True,
        "parameters": 12,
        "data": {
            "source": "sexes.csv",
            "rows": 333,
            "columns": list(work.table.names),
            "fingerprint": work.table.fingerprint(),
            "split": {"training": 199, "validation": 67, "test": 67},
            "format": {},
        },
        "outputs": {"sex": {"loss": "BinaryCrossentropy", "from_logits": True}},
    }


@pytest.fixture
def too_large(monkeypatch):
    """Rows of which all need more memory than there is."""
    known = Estimate(1030, 3 << 40, 0)
    monkeypatch.setattr("nnspec.training.read.estimate", lambda *_, **__: known)
    monkeypatch.setattr("nnspec.training.read.memory_budget", lambda _: 1 << 30)


def test_rows_that_do_not_fit_are_prepared_on_disk(workshop, too_large):
    listener = Heard()
    work = read_work(validate("strength.yaml"), listener, lambda: workshop / "cache")
    assert listener.lines[0] == (
        "the 1,030 rows of concrete.csv need about 3.0 TiB of memory, and half of what is free is "
        "1.0 GiB: they are preprocessed once and streamed from disk"
    )
    assert listener.lines[-1] == (
        "concrete.csv: 1,030 rows; 618 training, 206 validation, 206 test"
    )
    whole = read_work(validate("strength.yaml"), Listener())
    assert (work.streamed, whole.streamed) == (True, False)
    assert work.signature == whole.signature
    facts = run_facts(work, Model(), smoke=False)
    assert facts["data"].pop("streamed") is True
    assert facts == run_facts(whole, Model(), smoke=False)
    assert (workshop / "cache").is_dir()
    work.close()
    assert not (workshop / "cache").exists()


MOONS = (
    "data: {source: make_moons, target: target}\n"
    "layers: [{Dense: {units: 1, activation: sigmoid}}]\n"
    "compile: {loss: binary_crossentropy}\n"
)


def test_what_cannot_be_read_in_pieces_is_read_whole_unless_a_limit_is_set(workshop, too_large):
    (workshop / "moons.yaml").write_text(MOONS, encoding="utf-8")
    listener = Heard()
    work = read_work(validate("moons.yaml"), listener, lambda: workshop / "cache")
    assert not work.streamed
    assert listener.lines[0].endswith(
        "half of what is free is 1.0 GiB: they are read whole, as these data cannot be read in "
        "pieces"
    )
    checked = validate("moons.yaml", ["training.memory=1GiB"])
    with pytest.raises(DataError, match="only csv, jsonl, json, parquet, arrow can be"):
        read_work(checked, Listener(), lambda: workshop / "cache")
    assert not (workshop / "cache").exists()


def test_what_validating_worked_out_is_not_worked_out_again(workshop):
    checked = validate("strength.yaml").require()
    assert checked.assigned is not None
    work = read_work(checked, Listener())
    assert work.roles is checked.roles
    assert work.data.shown is checked.preview.table
    assert work.data.shown_rows is checked.assigned.rows
    assert checked.assigned.plan is checked.plan


def test_parts_of_their_own_are_read_and_assigned_by_the_training(workshop):
    parts = ["data.split.validation=concrete.csv", "ignore=[same-source, duplicate-rows]"]
    checked = validate("strength.yaml", parts).require()
    assert checked.assigned is None
    work = read_work(checked, Listener())
    assert work.counts["validation"] == 1030
