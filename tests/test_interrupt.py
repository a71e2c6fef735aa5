"""Ctrl-C stops between steps and leaves a network that continues to the same bits."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

import snn
from snn import ms, second
from tests.conftest import same_bits
from tests.networks import cuba, everything


def interrupt_after(seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


def test_interrupted_run_continues_to_the_same_bits(backend: str, tmp_path: Path) -> None:
    net = cuba(backend=backend)
    spikes = net.record(net["E"], "spikes")
    net.run(1 * ms)
    timer = interrupt_after(0.3)
    with pytest.raises(KeyboardInterrupt):
        net.run(100_000 * second)
    timer.join()
    stopped = net.time
    assert stopped > 1.0
    net.save(tmp_path / "stopped.h5")
    net.run(10 * ms)
    straight = cuba(backend=backend)
    expected = straight.record(straight["E"], "spikes")
    straight.run(stopped + 10 * ms)
    assert same_bits(spikes.times, expected.times) and same_bits(spikes.ids, expected.ids)
    again = snn.Network.load(tmp_path / "stopped.h5")
    again.run(10 * ms)
    for other in (everything(net), everything(again)):
        reference = everything(straight)
        assert [k for k in reference if not same_bits(reference[k], other[k])] == []


def test_handler_is_restored() -> None:
    before = signal.getsignal(signal.SIGINT)
    cuba(n=20).run(1 * ms)
    assert signal.getsignal(signal.SIGINT) is before


def test_runs_in_a_thread(backend: str) -> None:
    net = cuba(backend=backend)
    worker = threading.Thread(target=net.run, args=(10 * ms,))
    worker.start()
    worker.join()
    assert net.time == pytest.approx(10.0)
