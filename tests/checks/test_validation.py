import pytest

from nnspec.checks.validate import validate
from nnspec.checks.validation import Checked, Validation
from nnspec.errors import SpecError


def test_what_has_no_error_is_checked_and_knows_everything():
    checked = validate("specs/concrete.yaml").require()
    assert isinstance(checked, Checked)
    assert checked.require() is checked
    assert checked.loaded.spec.name == "concrete"
    assert checked.preview.names[-1] == "strength"
    assert checked.roles.target_columns == ("strength",)
    assert [column.column for column in checked.plan.inputs["input"]] == [*checked.roles.features]
    assert checked.plan.targets["strength"].encoding == "regression"


def test_what_has_an_error_is_not_and_raises_all_problems():
    found = validate("specs/concrete.yaml", ["data.target=strenth", "training.epochs=1"])
    assert type(found) is Validation
    with pytest.raises(SpecError) as caught:
        found.require()
    assert caught.value.problems == found.problems != ()
