from __future__ import annotations

import re

import pytest

from nnspec.reference.files import PAGE_FILE
from nnspec.reference.page import fill, generated_names, part, undocumented
from nnspec.spec.load import read_spec
from nnspec.spec.yaml.document import parse_document

PAGE = PAGE_FILE.read_text(encoding="utf-8")


def test_the_page_is_fresh():
    assert fill(PAGE) == PAGE, "run: python -m nnspec.reference"


def test_the_page_says_everything():
    assert undocumented(PAGE) == []
    assert "section top" in generated_names(PAGE)


def test_fill_replaces_what_stands_between_the_markers():
    page = "a\n<!-- begin generated: counts -->\nold\n<!-- end generated: counts -->\nb\n"
    filled = fill(page)
    assert "old" not in filled
    assert filled.startswith("a\n<!-- begin generated: counts -->\n")
    assert filled.endswith("\n<!-- end generated: counts -->\nb\n")


@pytest.mark.parametrize("name", ["section nothing", "family nothing", "nothing"])
def test_no_such_part(name):
    with pytest.raises(KeyError):
        part(name)


def test_a_section():
    assert part("section training").split("\n")[:3] == [
        "| key | what it is | takes | default |",
        "| --- | --- | --- | --- |",
        "| `epochs` | Passes over the training rows | a whole number (at least 1) | `100` |",
    ]


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE, re.S))
def test_every_block_of_yaml_is_yaml(block):
    if block.startswith("source:"):
        block = "\n".join(f"- {{{line}}}" for line in block.splitlines())
    if not block.startswith("#"):
        parse_document(block, "block")


def test_the_first_spec_is_whole(tmp_path):
    spec = tmp_path / "spec.yaml"
    first = re.search(r"## A spec\n.*?```yaml\n(.*?)```", PAGE, re.S).group(1)
    spec.write_text(first, encoding="utf-8")
    assert read_spec(spec)[1] == []


def test_every_link_inside_the_page_leads_somewhere():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", PAGE, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_every_other_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (PAGE_FILE.parent / target).exists()
