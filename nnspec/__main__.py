"""`python -m nnspec`, the same program as `nnspec`."""

from nnspec.cli.main import main

main()
