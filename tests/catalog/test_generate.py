import json

import pytest

from nnspec.catalog import generate
from nnspec.catalog.formats import FORMATS_FILE
from nnspec.catalog.reader import CATALOG_FILE

pytest.importorskip("keras")


def test_the_committed_catalogue_is_what_the_installed_libraries_offer():
    made = json.loads(generate.render(generate.build()))
    committed = json.loads(CATALOG_FILE.read_text(encoding="utf-8"))
    # Versions are left out: only what a release changes in signatures, choices and names counts.
    changed = [
        f"{family}.{name}"
        for family in sorted({*made["families"], *committed["families"]})
        for name in sorted(
            {*made["families"].get(family, {}), *committed["families"].get(family, {})}
        )
        if made["families"].get(family, {}).get(name)
        != committed["families"].get(family, {}).get(name)
    ]
    assert not changed, (
        f"Keras {made['versions']['keras']} or scikit-learn {made['versions']['scikit-learn']} "
        f"differ from catalog.json in {', '.join(changed)}: "
        "run `python -m nnspec.catalog.generate` and read the difference"
    )


def test_the_committed_formats_are_what_the_formats_say_of_themselves():
    made = generate.render_formats(generate.build_formats())
    assert made == FORMATS_FILE.read_text(encoding="utf-8"), (
        "run `python -m nnspec.catalog.generate`"
    )


def test_a_format_lies_in_a_module_of_its_name():
    for module, known in generate.find_formats().items():
        assert module.removesuffix(".format").rpartition(".")[2] == known.name


def test_parameters_stand_in_the_file_in_the_order_of_the_library():
    committed = json.loads(CATALOG_FILE.read_text(encoding="utf-8"))
    parameters = list(committed["families"]["layers"]["Conv2D"]["parameters"])
    assert parameters[:4] == ["filters", "kernel_size", "strides", "padding"]


def test_the_file_is_rendered_in_one_way_only():
    text = CATALOG_FILE.read_text(encoding="utf-8")
    assert generate.render(json.loads(text)) == text


def test_render_gives_one_line_to_an_entry_and_one_to_a_parameter():
    document = {
        "versions": {"keras": "3"},
        "families": {
            "layers": {
                "Dense": {
                    "summary": "A layer.",
                    "parameters": {"units": {"takes": "integer"}, "name": {"takes": "string"}},
                },
                "Lambda": {"omitted": "no"},
            }
        },
    }
    text = generate.render(document)
    assert json.loads(text) == document
    assert text.split("\n")[4:8] == [
        '    "Dense": {"summary": "A layer.", "parameters": {',
        '      "units": {"takes": "integer"},',
        '      "name": {"takes": "string"}',
        "    }},",
    ]


def test_main_writes_the_file(monkeypatch, tmp_path, capsys):
    target = tmp_path / "catalog.json"
    monkeypatch.setattr(generate, "CATALOG_FILE", target)
    monkeypatch.setattr(generate, "FORMATS_FILE", tmp_path / "formats.json")
    monkeypatch.setattr(
        generate, "build", lambda: {"versions": {}, "families": {"layers": {"Dense": {}}}}
    )
    generate.main()
    assert json.loads(target.read_text(encoding="utf-8"))["families"] == {"layers": {"Dense": {}}}
    assert json.loads((tmp_path / "formats.json").read_text(encoding="utf-8"))["csv"]["is_text"]
    assert capsys.readouterr().out.endswith("1 entries\n")
