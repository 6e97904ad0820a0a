"""Data: sources, splits and preprocessing, fitted with scikit-learn and applied with numpy."""
