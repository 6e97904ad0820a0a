"""The sources that are files and databases: nnspec's own entries of the family `sources`."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]

_PATH: Raw = {
    "takes": "string",
    "required": True,
    "summary": "The file, relative to the spec's own folder.",
}
FILES: dict[str, Raw] = {
    "csv": {
        "summary": "A text file with one row a line and the column names in the first.",
        "parameters": {
            "path": _PATH,
            "sep": {
                "takes": "string",
                "default": ",",
                "summary": r"What separates the columns; \s+ for any number of blanks.",
            },
            "header": {
                "takes": "integer or one of infer or null",
                "default": "infer",
                "summary": "0: the first line names the columns; null: none does.",
            },
            "names": {
                "takes": "list of string/integer or null",
                "default": None,
                "summary": "The columns' names, all of them, where the file has none.",
            },
            "skiprows": {
                "takes": "integer >= 0",
                "default": 0,
                "summary": "So many lines at the top are left out.",
            },
            "comment": {
                "takes": "string or null",
                "default": None,
                "summary": "From this character on a line is left out.",
            },
            "decimal": {
                "takes": "string or null",
                "default": None,
                "summary": "The decimal mark; a point, or a comma where thousands is a point.",
            },
            "thousands": {
                "takes": "string or null",
                "default": None,
                "summary": "The mark between thousands, as in 1,234,567.",
            },
            "dtype": {
                "takes": "mapping or null",
                "default": None,
                "summary": "Columns that are text whatever they hold: {zip: str}.",
            },
            "encoding": {"takes": "string", "default": "utf-8", "summary": "The text encoding."},
            "quotechar": {
                "takes": "string",
                "default": '"',
                "summary": "What encloses quoted text.",
            },
            "na_values": {
                "takes": "list of string/number or null",
                "default": None,
                "summary": "Further texts that mean a missing value.",
            },
            "keep_default_na": {
                "takes": "boolean",
                "default": True,
                "summary": "Whether NA, None and the like are missing, as empty fields are.",
            },
        },
    },
    "excel": {
        "summary": "A sheet of an Excel workbook (.xlsx), the column names in its first row.",
        "parameters": {
            "path": _PATH,
            "sheet_name": {
                "takes": "integer >= 0 or string",
                "default": 0,
                "summary": "The sheet's name, or its position from 0.",
            },
        },
    },
    "json": {
        "summary": "A list of JSON objects, whose keys are the columns; or one object a line.",
        "parameters": {"path": _PATH},
    },
    "jsonl": {
        "summary": "A text file with one JSON object a line, whose keys are the columns.",
        "parameters": {"path": _PATH},
    },
    "npz": {
        "summary": "NumPy arrays by name, saved with np.savez.",
        "parameters": {
            "path": _PATH,
            "arrays": {
                "takes": "list of string or null",
                "default": None,
                "summary": "Only these arrays; all of them when left out.",
            },
        },
    },
    "parquet": {
        "summary": "A Parquet file, whose columns have types of their own.",
        "parameters": {
            "path": _PATH,
            "columns": {
                "takes": "list of string or null",
                "default": None,
                "summary": "Only these columns; all of them when left out.",
            },
        },
    },
    "sql": {
        "summary": "The rows that a query selects from a database, through SQLAlchemy.",
        "parameters": {
            "url": {
                "takes": "string",
                "required": True,
                "summary": "The database's address; ${NAME} in it is an environment variable.",
            },
            "query": {
                "takes": "string",
                "required": True,
                "summary": "One SELECT; with ORDER BY, the rows come in the same order each time.",
            },
        },
    },
}
