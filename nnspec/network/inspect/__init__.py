"""What is in a trained network, read from its files without TensorFlow."""
