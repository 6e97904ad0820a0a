"""The own process of the program loads TensorFlow quickly; any other is left alone."""

from __future__ import annotations

import gc
import json
import signal
import subprocess
import sys
import time
import warnings

import pytest

from nnspec import program

LOADED = """\
import gc, json, sys
from nnspec import program
if {owned}:
    program.own_process()
import nnspec.network.backend as backend
keras = backend.load_keras()
strangers = [name for name in ("pandas", "sklearn", "matplotlib") if name in sys.modules]
import pandas
print(json.dumps([strangers, gc.isenabled(), gc.get_freeze_count() > 100_000]))
"""


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize("owned", [True, False])
def test_keras_imports_other_large_packages_only_in_a_process_of_others(owned):
    done = run(LOADED.format(owned=owned))
    assert (done.returncode, done.stderr) == (0, "")
    strangers, collects, frozen = json.loads(done.stdout)
    assert strangers == ([] if owned else ["pandas", "sklearn", "matplotlib"])
    assert (collects, frozen) == (True, owned)


def test_a_warning_of_a_library_is_one_line(monkeypatch, capsys):
    monkeypatch.setattr(program, "_owned", False)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    # Nothing of this process is to change for good.
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "__all__")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        program.own_process()
        warnings.warn("No\n  gradients. If using `model.compile()`, did you", stacklevel=1)
    assert capsys.readouterr().err == "warning: No gradients.\n"


class Finalized:
    """Something whose finalizer fails."""

    def __init__(self, error):
        self.error = error

    def __del__(self):
        raise self.error


def test_an_interruption_within_a_finalizer_is_not_lost(monkeypatch, capsys):
    monkeypatch.setattr(sys, "unraisablehook", program.ask_again)
    with pytest.raises(KeyboardInterrupt):
        Finalized(KeyboardInterrupt())
        time.sleep(5)
    assert capsys.readouterr().err == ""


def test_another_failure_of_a_finalizer_is_told_as_ever(monkeypatch, capsys):
    monkeypatch.setattr(sys, "unraisablehook", program.ask_again)
    Finalized(ValueError("no end"))
    assert "ValueError: no end" in capsys.readouterr().err


def test_the_own_process_looks_for_garbage_less_often_and_for_no_plugins():
    code = (
        "import gc, os\nfrom nnspec import program\n"
        "before = gc.get_threshold()\nprogram.own_process()\n"
        "print(before[0] < gc.get_threshold()[0] and gc.isenabled())\n"
        "print(os.environ['PYDANTIC_DISABLE_PLUGINS'])"
    )
    assert run(code).stdout == "True\n__all__\n"


def test_nothing_changes_in_a_process_of_others():
    before = list(sys.meta_path), gc.isenabled(), gc.get_freeze_count()
    with program.quick_import("no_such_package"):
        assert (list(sys.meta_path), gc.isenabled(), gc.get_freeze_count()) == before


def test_an_import_that_fails_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(program, "is_own_process", lambda: True)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    before = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError), program.quick_import("no_such_package"):
        assert not gc.isenabled()
        import no_such_package  # noqa: F401
    assert list(sys.meta_path) == before
    assert gc.isenabled()


def test_a_hidden_package_says_that_it_is_not_there(monkeypatch):
    monkeypatch.setattr(program, "is_own_process", lambda: True)
    monkeypatch.setattr(program, "STRANGERS", ("colorsys", "json"))
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with program.quick_import("no_such_package"):
        with pytest.raises(ImportError, match="No module named 'colorsys'"):
            import colorsys
        import json.tool  # noqa: F401  (what is imported already stays whole)
    import colorsys  # noqa: F401


def test_what_is_ignored_stays_ignored():
    request = program.REQUESTS_TO_END[-1]
    before = {request: signal.getsignal(request) for request in program.REQUESTS_TO_END}
    try:
        signal.signal(request, signal.SIG_IGN)
        program.end_as_ctrl_c_does()
        assert signal.getsignal(request) == signal.SIG_IGN
        signal.signal(request, signal.SIG_DFL)
        program.end_as_ctrl_c_does()
        assert signal.getsignal(request) is signal.default_int_handler
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
