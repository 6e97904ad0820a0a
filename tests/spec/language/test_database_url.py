import pytest

from nnspec.spec.language.database_url import sqlite_file, url_problem, with_sqlite_file


def test_the_file_of_sqlite():
    assert sqlite_file("sqlite:///../plant.db?x=1") == "../plant.db"
    assert sqlite_file("sqlite:////data/plant.db") == "/data/plant.db"
    assert sqlite_file("sqlite+pysqlite:///C:/plant.db") == "C:/plant.db"
    assert sqlite_file("postgresql://db/plant") is None
    assert with_sqlite_file("sqlite:///plant.db", r"../a\1.db") == r"sqlite:///../a\1.db"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://ann:secret@db/plant",
         "sql.url has a password written out; a spec names an environment variable instead"),
        ("plant.db", "sql.url: 'plant.db' is not a database's address"),
        ("postgresql://ann:${DB-PASSWORD}@db", "sql.url has a password written out; a spec names "
         "an environment variable instead"),
        ("postgresql://${DB-HOST}/plant", "sql.url: '${DB-HOST}' is no environment variable's "
         "name"),
        ("sqlite:///${HOME}/plant.db", "sql.url: the file of an SQLite address takes no "
         "environment variable: sqlite:///${HOME}/plant.db"),
    ],
)  # fmt: skip
def test_wrong_addresses(url, message):
    assert url_problem(url).message == message


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///plant.db",
        "${DATABASE_URL}",
        "postgresql://${USER}:${PASSWORD}@${HOST}:5432/plant",
    ],
)
def test_right_addresses(url):
    assert url_problem(url) is None
