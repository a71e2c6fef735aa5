"""What goes wrong on one of two ranks: `mpiexec -n 2 python -m tests.mpi_failures raises`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np

import snn
from snn import Hz, ms, mV
from snn.lowering import memory
from tests.networks import cuba


def network(**options: Any) -> snn.Network:
    return cuba(300, backend="numba", comm=snn.mpi.world(), **options)


def raises() -> None:
    """The script raises on rank 1 while rank 0 runs on."""
    net = network()
    net.run(1 * ms)
    if net.ranks.rank == 1:
        raise ValueError("rank 1 has had enough")
    net.run(1e6 * ms)


def killed() -> None:
    """Rank 1 is killed while rank 0 runs on."""
    net = network()
    net.run(1 * ms)
    if net.ranks.rank == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    net.run(1e6 * ms)


def inside() -> None:
    """A function of time raises on rank 1, within a run; catching it there does not help."""
    net = network()
    late = 0.0 if net.ranks.rank == 0 else 90 * ms

    def input(t: np.ndarray) -> np.ndarray:
        if late and t[-1] > late:
            raise ZeroDivisionError("no input on rank 1")
        return 0 * t

    net.stimulate(net["E"], "I", input)
    try:
        net.run(1e6 * ms)
    except ZeroDivisionError:
        print("caught")


def agreed() -> None:
    """Errors that all ranks raise, whichever met them: they go on together."""
    rank = snn.mpi.world().rank
    refused("another seed", lambda: network(seed=rank).run(1 * ms))
    refused("another time", lambda: network().run((1 + rank) * ms))
    refused("another size", lambda: other_size(rank).run(1 * ms))
    room = 1000 if rank == 1 else None
    with mock.patch.object(memory, "available", return_value=room):
        refused("memory", lambda: network().run(1 * ms))
    for backend in ("numpy", "cupy"):
        with mock.patch.dict(os.environ, {"SNN_BACKEND": backend}):
            refused(backend, lambda: on_auto().run(1 * ms))
    for name, make in {"RLS": least_squares, "rates": rates, "graded": graded}.items():
        refused(name, lambda make=make: make().run(1 * ms))
    net = network(on_nonfinite="raise")
    net.run(1 * ms)
    if rank == 1:  # which owns the last neurons
        net._ready().program.arenas[0].state["v"][-1] = np.nan
    refused("scrubbed", lambda: net.run(1 * ms))
    net.run(1 * ms)
    assert net["E"]["v"].shape == (240,)


def refused(what: str, work: Callable[[], Any]) -> None:
    """Print the error, which every rank must get."""
    try:
        work()
    except snn.SNNError as error:
        sys.stdout.write(f"{what}: {type(error).__name__}: {error}\n")
        sys.stdout.flush()
        return
    raise AssertionError(f"{what}: no error")


def other_size(rank: int) -> snn.Network:
    net = network()
    net.population(snn.Poisson(rate=(5 + rank) * Hz), 10, "P")
    return net


def on_auto() -> snn.Network:
    net = snn.Network(comm=snn.mpi.world())
    net.population(snn.LIF(), 10, "E")
    return net


def least_squares() -> snn.Network:
    net = network()
    E = net["E"]
    rule = snn.RLS(targets=snn.TimedArray(np.zeros((4, 240)), 1 * ms), every=1 * ms)
    net.connect(E, E, "ge", snn.FixedInDegree(4), 0.1 * mV, 1 * ms, rule, "fitted")
    return net


def rates() -> snn.Network:
    net = network()
    R = net.population(snn.Rate(), 10, "R")
    net.connect(R, R, "I", snn.AllToAll(), 0.1, name="R->R")
    return net


def graded() -> snn.Network:
    return snn.circuits.pyloric(backend="numba", comm=snn.mpi.world())


if __name__ == "__main__":
    {"raises": raises, "killed": killed, "inside": inside, "agreed": agreed}[sys.argv[1]]()
