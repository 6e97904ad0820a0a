import pytest

from nnspec.spec.language.byte_size import parse_bytes, show_bytes


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("2GiB", 2 << 30),
        ("512 MB", 512_000_000),
        ("1.5gib", 3 << 29),
        (" 128MiB ", 128 << 20),
        (100_000_000, 100_000_000),
        (1e9, 10**9),
        ("900000 kb", 900_000_000),
        ("1TB", 10**12),
    ],
)
def test_sizes(value, size):
    assert parse_bytes(value) == size


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2 GO", "'2 GO' has the unknown unit 'GO'; write for instance 2GiB, 512 MB or a plain "),
        ("lots", "'lots' is no size; write for instance 2GiB, 512 MB or a plain number of bytes"),
        ("-2GiB", "'-2GiB' is no size; write for instance 2GiB, 512 MB or a plain number of bytes"),
        (float("nan"), "nan is no size"),
        (float("inf"), "inf is no size"),
        (2, "2 is 2 bytes; at least 64.0 MiB are needed"),
        ("63MiB", "'63MiB' is 66,060,288 bytes; at least 64.0 MiB are needed"),
        (True, "expected a size, for instance 2GiB, 512 MB or a plain number of bytes"),
        ([1], "expected a size, for instance 2GiB, 512 MB or a plain number of bytes"),
    ],
)
def test_what_is_no_size(value, text):
    with pytest.raises(ValueError) as error:
        parse_bytes(value)
    assert str(error.value).startswith(text)


def test_sizes_for_a_reader():
    assert [show_bytes(n) for n in (12, 2048, 5 << 20, 2 << 30, 3 << 41)] == [
        "12 bytes",
        "2.0 KiB",
        "5.0 MiB",
        "2.0 GiB",
        "6.0 TiB",
    ]
