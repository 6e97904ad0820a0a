import numpy as np
import pytest

from nnspec.data.steps.domain import Domain, OutOfDomainError


def test_values_at_the_bound_are_outside():
    block = np.array([[1.0, 0.0], [2.0, 5.0], [-3.0, np.nan]])
    with pytest.raises(OutOfDomainError, match=r"^log needs values above 0$") as error:
        Domain(0, "log").refuse_outside(block)
    assert error.value.rows.tolist() == [0, 2]
    assert (error.value.needs, error.value.smallest) == ("values above 0", -3.0)


def test_a_missing_value_is_not_outside():
    Domain(0, "log").refuse_outside(np.array([[np.nan], [0.5]]))
