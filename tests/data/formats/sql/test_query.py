import pytest

from nnspec.data.formats.sql.query import query_problem


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "  select a from t;  ",
        "-- the newest\nSELECT a FROM t /* ; */ WHERE b = 'x;y' ORDER BY a -- ; done",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT replace(a, 'DELETE FROM', '') AS \"update t set\" FROM t",
        "SELECT $$;$$, E'it\\'s;'",
        "SELECT updated, deleted FROM t",
    ],
)
def test_queries(query):
    assert query_problem(query) is None


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "sql.query is empty"),
        (" ; -- nothing", "sql.query is empty"),
        ("DROP TABLE t", "sql.query must start with SELECT or WITH, found 'DROP'"),
        ("/* SELECT */ delete from t", "sql.query must start with SELECT or WITH, found 'DELETE'"),
        ("'SELECT'", "sql.query must start with SELECT or WITH, found \"''\""),
        ("SELECT 1; DROP TABLE t",
         "sql.query holds more than one statement; a source is one"),
        ("SELECT E'a\\'' ; DROP TABLE t; --'",
         "sql.query holds more than one statement; a source is one"),
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
         "sql.query must only read, found DELETE"),
    ],
)  # fmt: skip
def test_refused_queries(query, message):
    assert query_problem(query).message == message
