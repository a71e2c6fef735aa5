"""The processes that run one network together, and what they tell each other."""

from __future__ import annotations

import math
import platform
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import numpy as np

from ..errors import SNNError
from ..program import Array

_FORWARDED = 0.5  # s in which mpiexec has passed on what a process wrote


class Ranks:
    """`size` processes, of which this is number `rank`; without a communicator one that is alone.

    All methods are collective: every rank calls them in the same order. An array that is reduced
    has the same shape and dtype on all. Alone, each gives back what it was given.

    comm : an mpi4py communicator, or None.
    """

    def __init__(self, comm: Any = None) -> None:
        if comm is not None and not (hasattr(comm, "Allgatherv") and hasattr(comm, "Abort")):
            raise SNNError(
                f"Network: comm must be a communicator of mpi4py, such as MPI.COMM_WORLD; "
                f"got {comm!r}"
            )
        self.rank: int = 0 if comm is None else comm.rank
        self.size: int = 1 if comm is None else comm.size
        self.comm = comm if self.size > 1 else None
        if self.comm is not None:
            _end_all_with_this(self.comm)

    @property
    def alone(self) -> bool:
        return self.comm is None

    @property
    def first(self) -> bool:
        """Whether this is the rank that speaks for all."""
        return self.rank == 0

    def sum(self, values: Any) -> Array:
        """The sums over all ranks, element by element."""
        return self._reduce("SUM", np.asarray(values))

    def least(self, values: Any) -> Array:
        """The least of all ranks, element by element."""
        return self._reduce("MIN", np.asarray(values))

    def greatest(self, values: Any) -> Array:
        """The greatest of all ranks, element by element."""
        return self._reduce("MAX", np.asarray(values))

    def before(self, values: Array) -> Array:
        """The sums over the ranks before this one."""
        out = np.zeros_like(values)
        if self.comm is not None:
            from mpi4py import MPI

            self.comm.Exscan(np.ascontiguousarray(values), out, op=MPI.SUM)
        return out if self.rank else np.zeros_like(values)

    def _reduce(self, name: str, values: Array) -> Array:
        if self.comm is None:
            return values
        from mpi4py import MPI

        out = np.empty(values.shape, values.dtype)
        self.comm.Allreduce(np.ascontiguousarray(values), out, op=getattr(MPI, name))
        return out

    def gather(
        self, values: Array, lengths: list[int] | None = None, to_first: bool = False
    ) -> list[Array]:
        """The arrays of all ranks, which may differ in length along the first axis.

        lengths : of all of them, where these are known; they are asked for otherwise.
        to_first : on rank 0 only; the others get an empty list.
        """
        if self.comm is None:
            return [values]
        values = np.ascontiguousarray(values)
        if lengths is None:
            asked = np.zeros(self.size, np.int64)
            asked[self.rank] = len(values)
            lengths = self.sum(asked).tolist()
        rows = sum(lengths) if self.rank == 0 or not to_first else 0
        out = np.empty((rows, *values.shape[1:]), values.dtype)
        width = values.dtype.itemsize * math.prod(values.shape[1:])
        sizes = [width * length for length in lengths]
        sent, into = values.view(np.uint8).reshape(-1), [out.view(np.uint8).reshape(-1), sizes]
        if not to_first:
            self.comm.Allgatherv(sent, into)
        else:
            self.comm.Gatherv(sent, into if self.rank == 0 else None, root=0)
        return np.split(out, np.cumsum(lengths)[:-1]) if rows or not to_first else []

    def each(self, value: Any) -> list[Any]:
        """What every rank gives, by rank."""
        return [value] if self.comm is None else list(self.comm.allgather(value))

    def neighbours(self) -> int:
        """How many of the ranks, this one included, are on this machine."""
        return self.each(platform.node()).count(platform.node())

    def agree(self, stride: int, pending: bool, todo: int) -> tuple[int, bool]:
        """(the least stride, whether any is to be interrupted): ranks take the same steps.

        SNNError where they have not the same steps left to do.
        """
        if self.comm is None:
            return stride, pending
        said = self.each((stride, pending, todo))
        left = [todo for _, _, todo in said]
        if len(set(left)) > 1:
            raise SNNError(
                f"Network.run: ranks run for different times; steps left by rank: {left}"
            )
        return min(stride for stride, _, _ in said), any(pending for _, pending, _ in said)

    def together(self, work: Callable[[], Any]) -> Any:
        """What `work()` returns. An SNNError that it raises on one rank is raised on all."""
        if self.comm is None:
            return work()
        error: SNNError | None = None
        result = None
        try:
            result = work()
        except SNNError as raised:
            error = raised
        for found in self.each(error):
            if found is not None:
                raise found if error is None else error
        return result

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Inside it, an exception that the others cannot know of ends them as well.

        SNNErrors pass: they follow from what all ranks know.
        """
        try:
            yield
        except SNNError:
            raise
        except Exception:
            if self.comm is not None:
                traceback.print_exc()
                _abort(self.comm)
            raise


def _end_all_with_this(comm: Any) -> None:
    """From now on an exception that nobody catches ends all ranks: they would wait for this one."""
    previous = sys.excepthook
    if getattr(previous, "ends_all_ranks", False):
        return

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        previous(kind, error, trace)
        _abort(comm)

    hook.ends_all_ranks = True  # type: ignore[attr-defined]
    sys.excepthook = hook


def _abort(comm: Any) -> None:
    print(f"snn: rank {comm.rank} of {comm.size} failed, and all end with it", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    time.sleep(_FORWARDED)  # mpiexec drops what it has not read yet when it ends the processes
    comm.Abort(1)
