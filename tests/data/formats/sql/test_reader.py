"""SQLite for real; of PostgreSQL what needs no server."""

import sqlite3
import sys
import traceback
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nnspec.data.formats.common import extras
from nnspec.data.formats.sql import reader as sql_reader
from nnspec.data.formats.sql.address import Address
from nnspec.data.formats.sql.reader import read_sql
from nnspec.errors import DataError

URL = "sqlite:///plant.db"


@pytest.fixture(autouse=True)
def plant(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    connection = sqlite3.connect("plant.db")
    connection.execute("CREATE TABLE rows (id INTEGER, age REAL, site TEXT, raw BLOB)")
    connection.executemany(
        "INSERT INTO rows VALUES (?, ?, ?, NULL)", [(1, 28, "n"), (2, None, None), (3, 7.5, "50%")]
    )
    connection.commit()
    connection.close()
    return tmp_path


def read(query, url=URL, **arguments):
    return read_sql(url, query, base_dir=Path(), **arguments)


def error_of(query, url=URL):
    with pytest.raises(DataError) as error:
        read(query, url)
    return error.value


def test_rows():
    table = read("SELECT *, id > 1 AS later FROM rows WHERE site LIKE '%' OR 1 ORDER BY id")
    assert table.names == ("id", "age", "site", "raw", "later")
    assert table.origin == "plant.db"
    np.testing.assert_array_equal(table["age"], [28, np.nan, 7.5])
    assert table["site"].tolist() == ["n", None, "50%"]
    assert read("SELECT ':a' AS a FROM rows", max_rows=2)["a"].tolist() == [":a", ":a"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * FROM row", "the query fails on plant.db: no such table: row"),
        ("SELECT agee FROM rows", "the query fails on plant.db: no such column: agee"),
        ("SELECT\nFROM", 'the query fails on plant.db: near "FROM": syntax error'),
        (
            "SELECT id, age AS id FROM rows",
            "the query's result has more than one column named 'id'",
        ),
        ("SELECT id FROM rows WHERE id > 9", "the query selects no rows of plant.db"),
        ("SELECT x'00' AS a", "column 'a' of plant.db holds a bytes: b'\\x00' in row 1"),
        ("DELETE FROM rows", "sql.query must start with SELECT or WITH, found 'DELETE'"),
    ],
)
def test_refused(query, message):
    assert error_of(query).messages == message


def test_the_tables_there_are():
    (problem,) = error_of("SELECT * FROM row").problems
    assert problem.hint == "did you mean 'rows'?"
    (problem,) = error_of("SELECT * FROM measurements").problems
    assert problem.details == ("tables: rows",)


def test_the_file_is_only_read(plant):
    query = "WITH a AS (SELECT 1) REPLACE INTO rows SELECT 9, 9, 9, 9"
    assert error_of(query).messages == (
        "the query fails on plant.db: attempt to write a readonly database"
    )
    assert error_of("SELECT 1", "sqlite:///plan.db").messages == "there is no file plan.db"
    assert not (plant / "plan.db").exists()


def test_no_database(plant):
    (plant / "plant.db").write_text("a,b\n" * 500, encoding="utf-8")
    assert error_of("SELECT * FROM rows").messages == "plant.db is not an SQLite database"


def test_missing_packages(monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "psycopg" else name)
    monkeypatch.setenv("PW", "hunter2")
    assert error_of("SELECT 1", "postgresql://ann:${PW}@127.0.0.1:1/plant").messages == (
        'sql needs the package psycopg: python -m pip install "nnspec[postgresql]"'
    )
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    assert error_of("SELECT 1").messages == (
        'sql needs the package sqlalchemy: python -m pip install "nnspec[sql]"'
    )


class Driver:
    """A PostgreSQL driver whose words quote the password, as some do."""

    paramstyle = "pyformat"
    __version__ = "3.2.0"

    class Error(Exception):
        pass

    class OperationalError(Error):
        pass

    def connect(self, *arguments, **named):
        self.named = named
        raise self.OperationalError(f"connection failed\nfor {named.get('password')} {arguments}")


def test_no_password_gets_out(monkeypatch):
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

    driver = Driver()
    monkeypatch.setattr(extras, "find_spec", lambda name: name)
    monkeypatch.setattr(PGDialect_psycopg, "import_dbapi", classmethod(lambda cls: driver))
    monkeypatch.setattr(PGDialect_psycopg, "__init__", plain_init)
    monkeypatch.setenv("PW", "hunter2/x")
    error = error_of("SELECT 1", "postgresql://ann:${PW}@db.example.org:5432/plant")
    assert error.messages == (
        "cannot connect to postgresql://db.example.org:5432/plant: connection failed for *** ()"
    )
    assert driver.named["password"] == "hunter2/x"
    assert (driver.named["host"], driver.named["connect_timeout"]) == ("db.example.org", 10)
    shown = "".join(traceback.format_exception(error)) + repr(error.problems)
    assert "hunter2" not in shown
    assert error.__context__ is None and error.__cause__ is None


@pytest.mark.parametrize(
    ("text", "facts", "connected", "message", "hint"),
    [
        (
            # What psycopg 3 and PostgreSQL 15 say; the text of a query's error also draws it.
            'relation "rowz" does not exist\nLINE 1: SELECT * FROM rowz\n                      ^',
            {"message_primary": 'relation "rowz" does not exist', "message_hint": None},
            True,
            'the query fails on postgresql://db/plant: relation "rowz" does not exist',
            "did you mean 'rows'?",
        ),
        (
            'column "agee" does not exist\nLINE 1: SELECT agee FROM rows\n               ^',
            {
                "message_primary": 'column "agee" does not exist',
                "message_hint": 'Perhaps you meant to reference the column "rows.age".',
            },
            True,
            'the query fails on postgresql://db/plant: column "agee" does not exist',
            'Perhaps you meant to reference the column "rows.age".',
        ),
        (
            'connection failed: connection to server at "db", port 5432 failed: '
            'FATAL:  password authentication failed for user "ann"',
            {"message_primary": None, "message_hint": None},
            False,
            'cannot connect to postgresql://db/plant: connection to server at "db", port 5432 '
            'failed: FATAL: password authentication failed for user "ann"',
            None,
        ),
        (
            'connection failed: connection to server at "db", port 5432 failed: Connection refused'
            "\n\tIs the server running on that host and accepting TCP/IP connections?",
            {"message_primary": None, "message_hint": None},
            False,
            'cannot connect to postgresql://db/plant: connection to server at "db", port 5432 '
            "failed: Connection refused Is the server running on that host and accepting TCP/IP "
            "connections?",
            None,
        ),
    ],
)
def test_what_postgresql_says(text, facts, connected, message, hint, monkeypatch):
    error = Exception(text)
    error.diag = SimpleNamespace(**facts)
    monkeypatch.setattr(sql_reader, "list_tables", lambda engine: ["rows", "plants"])
    address = Address("postgresql://ann:hunter2@db/plant", "postgresql://db/plant", ("hunter2",))
    problem = sql_reader._refused(None, address, error, connected)
    assert (problem.message, problem.hint) == (message, hint)


def test_a_long_value_of_sqlite_is_refused_before_it_is_in_memory():
    (problem,) = error_of("SELECT id, hex(zeroblob(250000000)) AS photo FROM rows").problems
    message = "a result of the query on plant.db: a value is longer than 16 MiB"
    assert (problem.code, problem.message) == ("long-value", message)
    assert problem.hint == "leave its column out of sql.query"


def test_a_long_value_in_a_column_that_is_left_out_does_no_harm():
    connection = sqlite3.connect("plant.db")
    connection.execute("CREATE TABLE photos (raw BLOB, age REAL)")
    connection.execute("INSERT INTO photos VALUES (zeroblob(17000000), 28)")
    connection.commit()
    connection.close()
    assert error_of("SELECT * FROM photos").problems[0].code == "long-value"
    assert read("SELECT age FROM photos")["age"].tolist() == [28]


def test_a_long_value_of_a_server_has_its_column_and_row():
    address = Address("postgresql://db/plant", "postgresql://db/plant")
    rows = [(1, "short"), (2, "x" * 16_777_217)]
    problem = sql_reader._long_value(["id", "photo"], rows, address)
    assert problem.message == (
        "column 'photo' of postgresql://db/plant, row 2: "
        "a value of 16,777,217 characters is longer than 16 MiB"
    )
    assert sql_reader._long_value(["id"], [(1,), (None,), ("x" * 16_777_216,)], address) is None


def plain_init(self, **named):
    from sqlalchemy.dialects.postgresql.base import PGDialect

    PGDialect.__init__(self, **named)
    self.client_encoding = self._psycopg_adapters_map = None


def test_an_unknown_database():
    assert error_of("SELECT 1", "nosuch://db/plant").messages == (
        "sql.url: SQLAlchemy knows no database 'nosuch'"
    )


def test_sqlalchemy_is_imported_only_when_needed():
    import subprocess

    script = "import sys, nnspec.data.loading.sources; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "False"
