"""From a spec to the rows that it uses."""
