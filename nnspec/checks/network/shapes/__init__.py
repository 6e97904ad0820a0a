"""The shape that a layer gives, and what it cannot take, worked out without Keras.

Each module has the rules of one kind of layer; importing it declares them. Of layers without a rule
the catalogue knows the rank. Sources: the layers' pages of the Keras documentation, and Keras'
own `compute_output_shape`.
"""

from nnspec.checks.network.shapes import (  # noqa: F401  (declare the rules)
    codes,
    images,
    merges,
    normalization,
    plain,
    recurrent,
    sound,
    windows,
)
from nnspec.checks.network.shapes.rules import NoFit, Shape, output_shape, words

__all__ = ["NoFit", "Shape", "output_shape", "words"]
