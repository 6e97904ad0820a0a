"""Steps in the operations of a format, for files with the preprocessing inside."""
