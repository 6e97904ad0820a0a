"""Pictures and one HTML page of a run, from the files in its folder alone."""
