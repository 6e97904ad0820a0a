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
            "sep": {"takes": "string", "default": ",", "summary": "What separates the columns."},
            "decimal": {"takes": "string", "default": ".", "summary": "The decimal point."},
            "encoding": {"takes": "string", "default": "utf-8", "summary": "The text encoding."},
            "quotechar": {
                "takes": "string",
                "default": '"',
                "summary": "What encloses quoted text.",
            },
            "na_values": {
                "takes": "list of string or null",
                "default": None,
                "summary": "Further texts that mean a missing value.",
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
