"""Train the network of a spec and write the run. Importing this package loads no TensorFlow."""
