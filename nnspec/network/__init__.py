"""A spec becomes a compiled tf.keras model. Importing this package does not load TensorFlow."""
