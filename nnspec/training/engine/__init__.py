"""The epochs: all batches of one in a graph of TensorFlow."""
