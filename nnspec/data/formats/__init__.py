"""A format of files or databases each: its endings, its first rows, its batches, its faults."""
