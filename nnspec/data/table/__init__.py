"""Columns and rows as values, whatever they come from."""
