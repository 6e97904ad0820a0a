import numpy as np
import pytest

from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.steps.log1p import Log1p


def test_log1p_refuses_minus_one_and_below():
    with pytest.raises(OutOfDomainError) as error:
        Log1p().apply(np.array([[0.0], [-1.0], [-3.0], [np.nan]]))
    assert error.value.rows.tolist() == [1, 2]
    assert error.value.smallest == -3.0
