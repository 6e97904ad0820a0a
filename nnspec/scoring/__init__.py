"""How good predictions are: metrics, losses, thresholds, with numpy alone."""
