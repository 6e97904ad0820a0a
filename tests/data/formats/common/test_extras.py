import pytest

from nnspec.data.formats.common.extras import need_package
from nnspec.errors import DataError


def test_a_missing_package_is_named_with_its_extra():
    need_package("excel", "json", "excel")
    with pytest.raises(DataError) as error:
        need_package("excel", "no_such_package", "excel")
    assert error.value.messages == (
        'excel needs the package no_such_package: python -m pip install "nnspec[excel]"'
    )
