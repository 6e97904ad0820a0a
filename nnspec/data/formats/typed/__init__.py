"""Columns whose values have arrow's types: as a table, in pieces, and written."""
