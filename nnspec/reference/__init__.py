"""The language explained: what each name, key and check is, for `nnspec describe` and the docs.

`find` answers a question, `examples` writes specs' lines that validate, `page` makes the generated
parts of specs/README.md and `files` the schema. Everything comes from the catalogue, the sections
and the checks; nothing is told twice. `python -m nnspec.reference` writes the files anew.
"""
