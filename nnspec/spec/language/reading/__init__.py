"""From a document to plain values and objects, held against the catalogue."""
