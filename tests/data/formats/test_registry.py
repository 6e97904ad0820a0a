"""Each format is imported when it is asked for."""

import subprocess
import sys

import pytest

from nnspec.catalog.formats import format_facts, titles
from nnspec.data.formats.registry import every_file_format, every_format, file_format_of, format_of


def test_a_source_of_no_format_is_one_of_scikit_learn():
    assert format_of("load_iris") is format_of("make_moons") is format_of("bundled")
    assert format_of("csv").name == "csv"


def test_what_the_floors_below_know_is_what_the_formats_say():
    assert tuple(known.name for known in every_format()) == tuple(format_facts())
    for known in every_file_format():
        facts = format_facts()[known.name]
        assert (facts.endings, facts.is_text) == (known.endings, known.is_text)


def test_lists_for_people():
    listed = titles()
    assert listed.startswith("CSV, TSV, JSON, Parquet, ") and listed.endswith(" or .npz")
    assert "Excel" not in titles(written=True)


@pytest.mark.parametrize("known", every_file_format(), ids=lambda known: known.name)
def test_a_format_says_all_that_is_asked_of_it(known):
    assert known.what.split()[0] in ("a", "an")
    source = file_format_of(known.source or known.name)
    assert {*known.written_like, *known.arguments} <= {*source.parameters}
    assert set(source.example) <= set(source.parameters)


def test_a_csv_file_imports_no_other_format(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from nnspec.data.loading.preview import preview\n"
        "from nnspec.spec.language.file_kinds import file_source\n"
        "preview(file_source('a.csv'), base_dir=Path())\n"
        "print([n for n in sys.modules if n.startswith('nnspec.data.formats.') and any(\n"
        "    w in n for w in ('excel', 'npz', 'parquet', 'json', 'sql', 'bundled', 'tsv'))])\n"
        "print([n for n in ('pyarrow', 'pandas', 'sklearn') if n in sys.modules])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n[]\n"
