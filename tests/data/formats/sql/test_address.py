from pathlib import Path

import pytest

from nnspec.data.formats.sql.address import find_address
from nnspec.errors import DataError


def address(url, **environment):
    return find_address(url, base_dir=Path("specs"), environment=environment)


def message_of(url, **environment):
    with pytest.raises(DataError) as error:
        address(url, **environment)
    return error.value.messages


def test_sqlite_is_relative_to_the_spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = address("sqlite:///../plant.db")
    assert (found.file, found.label) == (Path("specs/../plant.db"), "plant.db")
    whole = address(f"sqlite:////{tmp_path.as_posix().lstrip('/')}/plant.db")
    assert (whole.file, whole.label) == (tmp_path / "plant.db", "plant.db")


def test_a_password_is_filled_in_escaped_and_hidden():
    url = "postgresql://${WHO}:${PW}@${HOST}:5432/plant?sslmode=${MODE}"
    found = address(url, WHO="ann", PW="p@ss/w:rd", HOST="db.example.org", MODE="require")
    expected = "postgresql://ann:p%40ss%2Fw%3Ard@db.example.org:5432/plant?sslmode=require"
    assert found.url == expected
    assert found.label == "postgresql://db.example.org:5432/plant"
    assert "p@ss" not in repr(found) and "p%40ss" not in repr(found)
    assert found.hide("no\n  p@ss/w:rd, p%40ss%2Fw%3Ard") == "no ***, ***"


def test_a_whole_address_from_the_environment():
    found = address("${PLANT}", PLANT="postgresql+psycopg://ann:secret@db/plant?password=other")
    assert found.label == "postgresql://db/plant"
    assert set(found.secrets) == {"secret", "other"}
    assert found.hide("secret and other of ann") == "*** and *** of ann"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("${PLANT}", "sql.url: the environment variable PLANT is not set"),
        ("postgresql://${A}:${B}@db/plant", "sql.url: the environment variables A, B are not set"),
        ("postgresql://ann:secret@db/plant",
         "sql.url has a password written out; a spec names an environment variable instead"),
        ("sqlite://", "sql.url names no file of SQLite"),
        ("sqlite:///:memory:", "sql.url names no file of SQLite"),
        ("${SECRET}", "the environment variable SECRET holds no address"),
        ("${RELATIVE}",
         "the environment variable RELATIVE holds a relative path: sqlite:///plant.db"),
    ],
)  # fmt: skip
def test_wrong_addresses(url, message):
    assert message_of(url, SECRET="hunter2", RELATIVE="sqlite:///plant.db") == message
