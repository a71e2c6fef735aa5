"""The spikes of the last steps, from every rank to every rank.

A rank's message is one block of 32-bit words: how many words it takes, then for every arena and
step the number of spikes and their ids. All blocks have one size, which grows when one does not
fit, so that one collective call is an exchange.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
from numba import njit

from ...mpi import Ranks
from ...program import Array
from .history import History
from .intrinsics import fields, pointer
from .passes import Descriptor, Pass, generic

_WORDS = 256  # of a block at first


class Exchange:
    """Exchanges of the steps begin[0] .. end - 1 between the ranks' chunks of histories.

    `count` exchanges have taken `seconds`, in which is the time that this rank waited for others.
    """

    def __init__(self, histories: list[History], parts: int, ranks: Ranks) -> None:
        self._ranks = ranks
        self._comm: Any = ranks.comm
        self._parts = parts
        self._histories = [Descriptor(*history.fields()) for history in histories]
        self.begin = np.zeros(1, np.int64)
        self.count, self.seconds = 0, 0.0
        self._allocate(_WORDS)

    def _allocate(self, words: int) -> None:
        """Room for blocks of so many words."""
        ranks, addresses = self._ranks, [each.address for each in self._histories]
        self.block = np.zeros(words, np.int32)
        self.blocks = np.zeros((ranks.size, words), np.int32)
        common = (len(addresses), np.array(addresses, np.int64), self.begin, self._parts)
        here = (ranks.rank, words)
        write = generic("exchange", "write(descriptor, step)", *common, *here, self.block)
        into = (self.blocks, ranks.size)
        read = generic("exchange", "read(descriptor, step)", *common, *here, *into)
        self._write, self._read = Call(write), Call(read)

    def __call__(self, begin: int, end: int) -> None:
        since = perf_counter()
        self.begin[0] = begin
        most = self._send(end)
        if most > len(self.block):  # all ranks see it
            self._allocate(most + most // 2)
            self._send(end)
        self._read(end)
        self.count += 1
        self.seconds += perf_counter() - since

    def _send(self, end: int) -> int:
        """Exchange blocks; the words that the longest takes."""
        self._write(end)
        self._comm.Allgather(self.block, self.blocks)
        return int(self.blocks[:, 0].max())


class Call:
    """A pass that is called from outside of the step loop."""

    def __init__(self, made: Pass) -> None:
        self._keep = made
        self._function, self._address = made.function.ctypes, made.descriptor.address

    def __call__(self, step: int) -> None:
        self._function(self._address, step)


@njit(error_model="numpy")
def write(descriptor: Any, end: Any) -> None:
    """Write this rank's block; of one that does not fit, how many words it would take."""
    n_arenas, histories_at, begin_at, parts, rank, room, block_at = fields(descriptor, 7)
    histories, block = pointer(histories_at, np.int64), pointer(block_at, np.int32)
    used = np.int64(1)
    for k in range(n_arenas):
        ids_at, n, count_at, stride, chunks, bounds_at, slots = fields(histories[k], 7)
        bounds, count = pointer(bounds_at, np.int64), pointer(count_at, np.int64)
        for step in range(max(pointer(begin_at, np.int64)[0], end - slots), end):
            slot = step % slots
            head = used
            used += 1
            for chunk in range(rank, rank + parts):
                held = count[(slot * chunks + chunk) * stride]
                ids = pointer(ids_at + 4 * (slot * n + bounds[chunk]), np.int32)
                if used + held <= room:
                    for i in range(held):
                        block[used + i] = ids[i]
                used += held
            if head < room:
                block[head] = used - head - 1
    block[0] = used


@njit(error_model="numpy")
def read(descriptor: Any, end: Any) -> None:
    """Put the ids of the other ranks' blocks into their chunks."""
    n_arenas, histories_at, begin_at, parts, rank, room, blocks_at, ranks = fields(descriptor, 8)
    histories = pointer(histories_at, np.int64)
    for other in range(ranks):
        if other == rank:
            continue
        block = pointer(blocks_at + 4 * other * room, np.int32)
        chunk = other if other < rank else other + parts - 1
        used = np.int64(1)
        for k in range(n_arenas):
            ids_at, n, count_at, stride, chunks, bounds_at, slots = fields(histories[k], 7)
            bounds, count = pointer(bounds_at, np.int64), pointer(count_at, np.int64)
            for step in range(max(pointer(begin_at, np.int64)[0], end - slots), end):
                slot = step % slots
                held = np.int64(block[used])
                ids = pointer(ids_at + 4 * (slot * n + bounds[chunk]), np.int32)
                for i in range(held):
                    ids[i] = block[used + 1 + i]
                count[(slot * chunks + chunk) * stride] = held
                used += 1 + held


def least_delay(delays: list[int], most: int, ranks: Ranks) -> int:
    """Steps from one exchange to the next: the least of all ranks' delays, `most` without any."""
    return int(ranks.least(np.int64(min([*delays, most]))))


def crossing(row_start: Array, source_lo: int, own: tuple[int, int]) -> bool:
    """Whether any synapse comes from a neuron outside of `own`."""
    lo, hi = np.clip(np.array(own) - source_lo, 0, len(row_start) - 1)
    return int(row_start[hi] - row_start[lo]) < int(row_start[-1])
