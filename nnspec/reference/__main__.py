"""Write specs/nnspec.schema.json and the generated parts of specs/README.md anew."""

import sys

from nnspec.reference.files import write

for path in write():
    sys.stdout.write(f"{path}\n")
