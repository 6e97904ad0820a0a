"""Write anew what is made of the language: files in specs/, and where objects stand."""

import sys

from nnspec.reference import files, object_places

for path in (object_places.write(), *files.write()):
    sys.stdout.write(f"{path}\n")
