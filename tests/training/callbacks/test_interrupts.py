"""Ctrl-C in a training: when it waits for what is under way, and where it is another error."""

from __future__ import annotations

import signal
import threading

import pytest
from support import Heard

from nnspec.errors import Interrupted
from nnspec.listener import Listener
from nnspec.program import REQUESTS_TO_END, end_as_ctrl_c_does
from nnspec.runs.folder import RunFolder
from nnspec.training.callbacks.interrupts import finish_first, interrupt_once, is_interruption
from nnspec.training.train import train


def raised(error, **links):
    for name, value in links.items():
        setattr(error, f"__{name}__", value)
    return error


def test_the_first_ctrl_c_asks_and_the_second_raises():
    class Watch:
        interrupted = False

    watch, before = Watch(), signal.getsignal(signal.SIGINT)
    with interrupt_once(watch, Heard()):
        signal.raise_signal(signal.SIGINT)
        assert watch.interrupted
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_waits_for_the_run_and_is_said_once():
    hearing = Heard()
    before = signal.getsignal(signal.SIGINT)
    with finish_first(hearing):
        for _ in range(3):
            signal.raise_signal(signal.SIGINT)
    assert hearing.notes == ["the run is being written; it is over in a moment"]
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def restored():
    previous = {request: signal.getsignal(request) for request in REQUESTS_TO_END}
    yield
    for request, handler in previous.items():
        signal.signal(request, handler)


@pytest.mark.parametrize("request_to_end", REQUESTS_TO_END)
def test_a_request_to_end_waits_for_the_run_too(restored, request_to_end):
    end_as_ctrl_c_does()
    hearing = Heard()
    with finish_first(hearing):
        signal.raise_signal(request_to_end)
        signal.raise_signal(signal.SIGINT)
    assert hearing.notes == ["the run is being written; it is over in a moment"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(request_to_end)


def test_a_library_leaves_requests_to_end_to_its_program():
    before = [signal.getsignal(request) for request in REQUESTS_TO_END]
    with finish_first(Listener()):
        assert [signal.getsignal(request) for request in REQUESTS_TO_END] == before


def test_a_terminal_that_is_gone_stops_nothing(monkeypatch):
    def gone(*_):
        raise BrokenPipeError

    monkeypatch.setattr(Listener, "note", gone)
    with finish_first(Listener()):
        signal.raise_signal(signal.SIGINT)


def test_one_on_its_way_does_not_get_past_it(monkeypatch):
    set_handler, asked = signal.signal, []

    def interrupted(number, handler):
        asked.append(handler)
        if len(asked) == 1:
            raise KeyboardInterrupt
        return set_handler(number, handler)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(signal, "signal", interrupted)
    hearing = Heard()
    with finish_first(hearing):
        signal.raise_signal(signal.SIGINT)
    assert len(hearing.notes) == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_set_no_handler():
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def finish():
        with finish_first(Listener()):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=finish)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (KeyboardInterrupt(), True),
        (raised(SystemError(), cause=KeyboardInterrupt()), True),
        (raised(SystemError(), context=KeyboardInterrupt()), True),
        (raised(SystemError(), cause=raised(SystemError(), cause=KeyboardInterrupt())), True),
        (
            RuntimeError("... active exception types: ORIGINAL A REPLACED BY KeyboardInterrupt"),
            True,
        ),
        (RuntimeError("... active exception types: ORIGINAL A REPLACED BY ValueError"), False),
        (SystemError("error return without exception set"), False),
        (raised(SystemError(), cause=ValueError()), False),
        (raised(ValueError(), context=KeyboardInterrupt()), False),
    ],
)
def test_what_is_ctrl_c(error, is_one):
    assert is_interruption(error) is is_one


class Stopped:
    """Takes the place of the training: one epoch, and then an error."""

    def __init__(self, error):
        self.error = error

    def __call__(self, model, *_, callbacks, **__):
        watch = callbacks[0]
        watch.history.append({"loss": 1.0})
        watch.best_epoch, watch.best_weights = 1, model.get_weights()
        raise self.error


@pytest.fixture
def stopped(workshop, monkeypatch):
    """Trains the species, is stopped by an error, and returns what that ends in, and the run."""

    def train_stopped(error, ending=Interrupted, listener=None):
        monkeypatch.setattr("nnspec.training.fit.fit_epochs", Stopped(error))
        with pytest.raises(ending) as caught:
            train("species.yaml", listener=listener, plots=False)
        (path,) = (path for path in (workshop / "runs" / "species").iterdir() if path.is_dir())
        return caught.value, RunFolder(path)

    monkeypatch.setattr("nnspec.training.keep.export_portable", lambda *_: {"kept": False})
    return train_stopped


INTERRUPTED = "interrupted after 1 epoch; run {}"
HOLDS_THE_BEST = " holds the best network, that of epoch 1"


def test_ctrl_c_while_the_best_network_is_saved_is_too_late(stopped, monkeypatch):
    from nnspec.training.saving import save_model

    def press_and_save(*args):
        signal.raise_signal(signal.SIGINT)
        save_model(*args)

    monkeypatch.setattr("nnspec.training.keep.save_model", press_and_save)
    listener = Heard()
    error, run = stopped(KeyboardInterrupt(), listener=listener)
    (problem,) = error.problems
    assert problem.message == INTERRUPTED.format(run.run_id) + HOLDS_THE_BEST
    assert listener.notes[-1] == "the run is being written; it is over in a moment"
    assert run.read()["status"] == "interrupted"
    assert run.model_h5.is_file()


def test_a_network_that_could_not_be_saved_is_not_promised(stopped, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("nnspec.training.keep.save_model", pressed)
    error, run = stopped(KeyboardInterrupt())
    (problem,) = error.problems
    assert problem.message == INTERRUPTED.format(run.run_id)
    assert run.read()["status"] == "interrupted"


def test_a_disk_that_is_full_after_ctrl_c_fails_the_run(stopped, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nnspec.training.keep.save_model", full)
    _, run = stopped(KeyboardInterrupt(), OSError)
    assert run.read()["status"] == "failed"
    assert run.read()["reason"] == "[Errno 28] No space left on device"


def test_ctrl_c_in_c_code_is_an_interruption_too(stopped):
    error = SystemError("<method 'take'> returned a result with an exception set")
    error.__cause__ = KeyboardInterrupt()
    ended, run = stopped(error)
    (problem,) = ended.problems
    assert problem.message == INTERRUPTED.format(run.run_id) + HOLDS_THE_BEST
    assert ended.exit_code == 130
    assert run.read()["status"] == "interrupted"
    assert run.model_keras.is_file()
