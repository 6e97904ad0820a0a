"""New rows to predictions, without TensorFlow."""
