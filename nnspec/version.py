"""The version of nnspec, kept apart so that the build can read it without importing anything."""

__version__ = "0.1.0"
