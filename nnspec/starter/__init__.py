"""A first spec for data that nobody has described yet, and the specs that nnspec ships.

`read` reads a table, `columns`, `goal`, `parts` and `layers` each guess one thing, `propose` puts
the guesses together, and `write` makes the commented YAML. This floor reads the data floor alone;
a rule of thumb that it follows is written where the rule is applied.
"""
