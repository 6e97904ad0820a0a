"""Keras' callbacks, and what interrupts a training."""
