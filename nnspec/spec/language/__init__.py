"""The typed sections and objects of a spec, and how messages speak of them."""
