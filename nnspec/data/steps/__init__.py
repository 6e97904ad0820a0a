"""Preprocessing steps: fitted with scikit-learn, kept as plain numbers, applied with numpy."""
