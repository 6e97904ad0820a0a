"""A spec of eight columns around some layers, and what validating it finds."""

from support import said

from nnspec.checks.validate import validate

SCALED = "preprocessing: {numeric: StandardScaler}"
COLUMNS = [f"x{n}" for n in range(8)]


def problems_of(folder, layers, *, compiled="{loss: mse}", more="", preprocessing=SCALED):
    """The (code, message, hint) of each error of a spec.

    Args:
        folder: Where to write it and its table.
        layers: The network, as YAML.
        compiled: The section `compile`.
        more: Further sections.
        preprocessing: What is done to the columns.
    """
    rows = [[(i * 7 + j * 3) % 11 - 5 for j in range(9)] for i in range(12)]
    lines = [",".join([*COLUMNS, "y"]), *(",".join(map(str, row)) for row in rows)]
    (folder / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = f"data: {{source: data.csv, target: y}}\n{preprocessing}\n"
    text += f"layers: {layers}\ncompile: {compiled}\n{more}\n"
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return said(validate(folder / "spec.yaml").errors)
