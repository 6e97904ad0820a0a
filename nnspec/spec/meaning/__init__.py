"""What a spec implies: how a network ends, what is logged, a smoke run of it."""
