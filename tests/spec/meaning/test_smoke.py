import pytest
from support import MINIMAL

from nnspec.spec.load import load_spec
from nnspec.spec.meaning.smoke import SMOKE_EPOCHS, SMOKE_ROWS, smoke


@pytest.fixture
def smoked(tmp_path):
    (tmp_path / "spec.yaml").write_text(MINIMAL, encoding="utf-8")

    def cut(*settings):
        loaded = load_spec(tmp_path / "spec.yaml", settings)
        again = smoke(loaded)
        assert (again.document, again.path) == (loaded.document, loaded.path)
        return again.spec

    return cut


def test_rows_and_epochs_are_few(smoked):
    spec = smoked()
    assert (spec.training.epochs, spec.data.sample) == (SMOKE_EPOCHS, SMOKE_ROWS)
    assert (spec.data.split.validation, spec.data.split.test) == (0.2, 0.2)
    assert spec.training.batch_size == 32


def test_fewer_stay_fewer(smoked):
    spec = smoked("training.epochs=1", "data.sample=20")
    assert (spec.training.epochs, spec.data.sample) == (1, 20)


def test_counts_leave_rows_to_train_on(smoked):
    split = smoked("data.split={validation: 500, test: 3}").data.split
    assert split.validation + split.test < SMOKE_ROWS / 2
    assert split.test == 3


def test_the_run_has_a_name_of_its_own(smoked):
    assert smoked("name=net").name == "net-smoke"
    assert smoked("name=net-smoke").name == "net-smoke"
