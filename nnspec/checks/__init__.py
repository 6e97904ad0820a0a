"""What can be known wrong before TensorFlow is loaded: from the spec and a look at the data.

A file a subject. Each check is a function with a name that a user can silence; `registry` holds
them all and `validate` runs them. This floor lies between the data and the network: it reads both
the spec and the data's first rows, and nothing above it.
"""
