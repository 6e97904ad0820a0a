import shutil

import numpy as np
import pytest

from nnspec.data.features.roles import is_classification, make_plan
from nnspec.data.loading.assigned import plan_columns
from nnspec.data.loading.preview import preview
from nnspec.data.loading.sources import load_source
from nnspec.data.ondisk import assign as stream_deal
from nnspec.data.ondisk.assign import (
    assign_on_disk,
    check_room,
    keep_used,
    read_stream,
    stream_of,
    written,
)
from nnspec.data.split.assign import assign_rows
from nnspec.errors import DataError, TrainingError
from nnspec.listener import Listener
from nnspec.spec.load import load_spec

BUDGET = 64 << 20


def spooled(folder, loaded):
    """All rows of a spec in columns on disk."""
    seen = preview(loaded.spec.data.source, base_dir=folder, max_rows=50)
    (folder / "columns").mkdir()
    stream = stream_of(loaded, seen, BUDGET, None)
    return read_stream(loaded, stream, seen, folder / "columns", Listener())


def test_the_rows_are_dealt_as_in_memory(workshop):
    loaded = load_spec(workshop / "species.yaml")
    table = spooled(workshop, loaded)
    roles, plan = plan_columns(loaded, table)
    whole = load_source(loaded.spec.data.source, base_dir=workshop)
    assert table.fingerprint() == whole.fingerprint()
    plan_in_memory = make_plan(loaded.spec, roles, table.kinds)
    expected = assign_rows(loaded.spec, whole, plan_in_memory, classify=is_classification(roles))
    found = assign_on_disk(loaded.spec, table, plan, roles, BUDGET)
    for name, index in expected.by_name().items():
        np.testing.assert_array_equal(found.by_name()[name], index)


@pytest.mark.parametrize(
    ("overrides", "limit", "hint"),
    [
        ([], "half of what is free", "set"),
        (["training.memory=64MiB"], "training.memory", "raise"),
    ],
)
def test_more_rows_than_can_be_dealt(workshop, monkeypatch, overrides, limit, hint):
    monkeypatch.setattr(stream_deal, "DEALT_BY_COLUMN_BYTES", 1 << 20)
    loaded = load_spec(workshop / "species.yaml", overrides)
    table = spooled(workshop, loaded)
    roles, plan = plan_columns(loaded, table)
    with pytest.raises(DataError) as error:
        assign_on_disk(loaded.spec, table, plan, roles, BUDGET)
    (problem,) = error.value.problems
    assert problem.message == (
        "dealing the 344 rows of penguins.csv by 'species' needs 344.0 MiB of memory, and "
        f"{limit} is 64.0 MiB"
    )
    assert problem.hint == (
        f"{hint} training.memory, or name a split file of its own for each part"
    )


def test_columns_that_are_not_used_are_deleted_but_for_those_asked_for(workshop):
    loaded = load_spec(workshop / "sexes.yaml")
    table = spooled(workshop, loaded)
    roles, _ = plan_columns(loaded, table)
    keep_used(loaded.spec, table, roles, ["island"])
    used = ["island", "bill_length_mm", "bill_depth_mm", "body_mass_g", "sex"]
    assert sorted(table.names) == sorted(used)
    assert len(list((workshop / "columns").iterdir())) == len(used)
    assert set(table["island"].tolist()) == {"Biscoe", "Dream", "Torgersen"}


def test_a_folder_stays_unless_writing_to_it_fails(tmp_path):
    with written(tmp_path / "a" / "b", "rows.csv"):
        (tmp_path / "a" / "b" / "file").write_text("")
    assert (tmp_path / "a" / "b" / "file").exists()
    refused = r"the rows of rows.csv cannot be written to .*/a/b: "
    with (
        pytest.raises(TrainingError, match=refused),
        written(tmp_path / "a" / "b", "rows.csv"),
    ):
        pass
    assert (tmp_path / "a" / "b" / "file").exists()
    for failure, raised in ((OSError(28, "No space left"), TrainingError), (KeyError(), KeyError)):
        with pytest.raises(raised), written(tmp_path / "c", "rows.csv"):
            raise failure
        assert not (tmp_path / "c").exists()


def test_room_on_the_disk(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=2048)
    monkeypatch.setattr(stream_deal.shutil, "disk_usage", lambda _: usage)
    check_room(tmp_path, 2048, "buy one")
    with pytest.raises(TrainingError) as error:
        check_room(tmp_path, 4096, "buy one")
    (problem,) = error.value.problems
    where = tmp_path.as_posix()
    assert problem.message == f"the rows need about 4.0 KiB in {where}, where 2.0 KiB are free"
    assert (problem.code, problem.hint) == ("disk-full", "buy one")
