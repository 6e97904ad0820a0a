"""A finished run: predictions and metrics."""
