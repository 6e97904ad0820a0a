"""`python -m nnspec`, the same program as `nnspec`."""

from nnspec.cli.entry import main

main()
