"""The run folder: made once, sealed once, found again. Standard library only.

    folder = RunFolder.create(Path("runs"), "concrete")
    folder.start({"seed": 42}, command=sys.argv, spec=Path("specs/concrete.yaml"))
    ...
    folder.finish("complete", {"epochs": 100})

    find_run(Path("runs"), "concrete").model_onnx

What lies in a run's folder is described in `runs/README.md` of the repository.
"""

from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import read_history, write_history
from nnspec.runs.summary import RunSummary, headline, list_runs

__all__ = [
    "RunFolder",
    "RunSummary",
    "find_run",
    "headline",
    "list_runs",
    "read_history",
    "write_history",
]
