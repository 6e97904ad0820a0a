import pytest

from nnspec.errors import Location, Problem
from nnspec.passwords import has_password, hide_passwords


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("postgresql://ann:secret@db/plant", "postgresql://ann:******@db/plant"),
        ("postgresql://:secret@db", "postgresql://:******@db"),
        ("postgresql+psycopg://ann:p@ss/w:rd@db:5432/plant",
         "postgresql+psycopg://ann:*********@db:5432/plant"),
        ("postgresql://db/plant?user=ann&password=secret&x=1",
         "postgresql://db/plant?user=ann&password=******&x=1"),
        ("mysql://db/plant?ssl=1&PWD=secret", "mysql://db/plant?ssl=1&PWD=******"),
        ("postgresql://ann:${A}b@db", "postgresql://ann:*****@db"),
    ],
)  # fmt: skip
def test_a_password_is_found_and_hidden(url, hidden):
    assert has_password(url)
    assert hide_passwords(url) == hidden
    assert hide_passwords(f'  url: "{url}", query: "a@b"') == f'  url: "{hidden}", query: "a@b"'


def test_an_encoded_argument_is_found():
    assert has_password("mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BPWD%3Dsecret")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///plant.db",
        "sqlite:////data/plant@2024.db",
        "postgresql://ann@db/plant",
        "postgresql://ann:${DB_PASSWORD}@db:5432/plant",
        "postgresql://${USER}:${DB_PASSWORD}@db:5432/plant?password=${OTHER}&sslmode=require",
        "${DATABASE_URL}",
    ],
)
def test_there_is_none(url):
    assert not has_password(url)
    assert hide_passwords(url) == url


def test_no_problem_holds_one():
    url = "postgresql://ann:secret@db/plant"
    problem = Problem("x", f"bad {url}", Location(f"--set {url}", 1, 1, 5, url), url, (url,))
    assert "secret" not in repr(problem)
    assert problem.location.excerpt == "postgresql://ann:******@db/plant"
