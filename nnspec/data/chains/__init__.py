"""Steps one after the other: fitted, applied, undone, kept as JSON, and what goes wrong in them."""
