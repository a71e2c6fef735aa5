"""What a backend is: a way to draw synapses, and a way to advance a program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import BackendError
from ..mpi import Ranks
from ..program import Arena, Array, Program, Record, StateRecord, WeightRecord
from ..wiring import forms
from ..wiring.drawing import Draw


class Compiled(ABC):
    """A program that a backend holds ready to run."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @abstractmethod
    def advance(self, n_steps: int, learn: bool = True) -> int:
        """Advance by up to `n_steps` steps and return how many were done.

        Fewer when a record buffer cannot hold one more step: collect, then call again. Starts at
        `program.step` and moves it on. `learn=False` leaves Learn and Normalize out.
        """

    @abstractmethod
    def collect(self, record: Record) -> tuple[NDArray[Any], NDArray[Any]]:
        """Take what was recorded since the last call.

        Spikes: (step int64 (k,), id int32 (k,)) sorted by step, then id. States and weights: (step
        int64 (m,), values (m, n_index) as `sampled` finds them).
        """

    def push(self, part: str = "all") -> None:
        """Take over the program's host arrays after they were written. A host backend uses them.

        part : "stimuli" where only the blocks of Drives were written.
        """

    def pull(self, part: str = "all") -> None:
        """Bring the program's host arrays up to date. Nothing to do where they are in use.

        part : "counters" where only those of scrubbed values are wanted.
        """

    def live(self, arena: Arena, name: str) -> Array:
        """The array (n,) of a state that steps read and write, in the backend's own memory.

        Others may write to it between calls of `advance`.
        """
        return arena.state[name]


def sampled(record: StateRecord | WeightRecord) -> tuple[Array, Array]:
    """(an array, where in it): what a record samples, raw, at the end of a step.

    Packed and constant weights change in no run: they are decoded here, once, to float64.
    """
    if isinstance(record, StateRecord):
        return record.arena.state[record.variable], record.index
    if record.learn is not None:
        return record.learn.local[record.place], record.index
    if record.deliver.form == "wide":
        return record.deliver.weight, record.index
    index = forms.module_of(record.deliver.synapse).asarray(record.index)
    return forms.weights(record.deliver, index), np.arange(len(index))


class Backend(ABC):
    """One way to run networks. Backends differ in speed only: the bits are the same."""

    name: str
    draw: Draw  # the module that draws synapses; see `snn.wiring.drawing`
    ranks = False  # whether it runs a network on several MPI ranks, by `share`

    @abstractmethod
    def compile(self, program: Program, threads: int | None = None) -> Compiled:
        """Make `program` ready to run; `threads=None` lets the backend choose."""

    def share(self, program: Program, threads: int | None, ranks: Ranks) -> Compiled:
        """As `compile`, for one of `ranks`: it runs its own neurons (`Arena.owners`).

        All methods of what is returned are called on all ranks. `pull` makes the arrays of neurons
        complete; `collect` gives what all ranks recorded.
        """
        raise BackendError(f"backend {self.name!r} does not run on several MPI ranks")

    def memory(self) -> int | None:
        """Bytes that the backend's own memory can still take; None where it uses the host's."""
        return None

    def drawing_threads(self, threads: int | None, synapses: float) -> int:
        """How many threads draw synapses at a time, for a network's `threads`.

        synapses : how many are expected of the largest projection.
        """
        return 1
