"""Typed specs written back as YAML."""
