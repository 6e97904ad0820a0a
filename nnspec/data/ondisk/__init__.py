"""Rows that do not fit memory, in columns on disk."""
