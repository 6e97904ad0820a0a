"""A finished run, measured on rows."""
