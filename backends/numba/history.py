"""The spikes of the last steps, while several threads append to them.

Between calls a row of the history is canonical: all ids ascending from its first place. While a
program runs on several threads, each owns a chunk of the neurons and writes its ids at the place in
the row where its chunk begins, so that nobody waits; `spread` and `pack` convert in place.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import Arena, Array
from .intrinsics import fields, pointer
from .passes import Pass, generic

LINE = 8  # 64-bit words in a cache line: counts of two threads must not share one


class History:
    """An arena's spike history in chunks: chunk c holds neurons bounds[c]..bounds[c + 1].

    first : the chunk of this process's first thread; those of other ranks may come before it.
    """

    def __init__(self, arena: Arena, bounds: Array, first: int = 0) -> None:
        self.bounds = bounds.astype(np.int64)
        self.first = first
        self.chunks = len(bounds) - 1
        self.canonical = arena.history
        self.n = arena.history.ids.shape[1]
        shared = self.chunks == 1
        self.stride = 1 if shared else LINE
        rows = self.canonical.slots * self.chunks * self.stride
        self.count = self.canonical.count if shared else np.zeros(rows, np.int64)

    def fields(self) -> tuple[Any, ...]:
        """What passes need to read or write it, in the order that they unpack."""
        canonical = self.canonical
        return (
            canonical.ids,
            self.n,
            self.count,
            self.stride,
            self.chunks,
            self.bounds,
            canonical.slots,
        )

    def chunk(self, part: int) -> tuple[int, int]:
        """The neurons lo..hi of a chunk."""
        return int(self.bounds[part]), int(self.bounds[part + 1])

    def conversions(self) -> tuple[list[Pass], list[Pass]]:
        """Passes that spread the rows before a run and pack them after it."""
        if self.chunks == 1:
            return [], []
        values = (*self.fields(), self.canonical.count)
        spread_pass = generic("history", "spread(descriptor)", *values)
        pack_pass = generic("history", "pack(descriptor)", *values)
        return [spread_pass], [pack_pass]


@njit(error_model="numpy")
def spread(descriptor: Any) -> None:
    """Move every id of a canonical row to its chunk, from the last to the first."""
    ids_at, n, count_at, stride, chunks, bounds_at, slots, total_at = fields(descriptor, 8)
    bounds, count = pointer(bounds_at, np.int64), pointer(count_at, np.int64)
    for slot in range(slots):
        ids = pointer(ids_at + 4 * slot * n, np.int32)
        end = pointer(total_at, np.int64)[slot]
        for chunk in range(chunks - 1, -1, -1):
            begin = lower_bound(ids, end, bounds[chunk])
            for k in range(end - 1, begin - 1, -1):
                ids[bounds[chunk] + k - begin] = ids[k]
            count[(slot * chunks + chunk) * stride] = end - begin
            end = begin


@njit(error_model="numpy")
def pack(descriptor: Any) -> None:
    """Close the gaps between the chunks of every row."""
    ids_at, n, count_at, stride, chunks, bounds_at, slots, total_at = fields(descriptor, 8)
    bounds, count = pointer(bounds_at, np.int64), pointer(count_at, np.int64)
    for slot in range(slots):
        ids = pointer(ids_at + 4 * slot * n, np.int32)
        total = 0
        for chunk in range(chunks):
            held = count[(slot * chunks + chunk) * stride]
            for k in range(held):
                ids[total + k] = ids[bounds[chunk] + k]
            total += held
        pointer(total_at, np.int64)[slot] = total


@njit(error_model="numpy")
def lower_bound(ids: Any, count: Any, value: Any) -> Any:
    """How many of the ascending ids are below `value`."""
    lo, hi = 0, count
    while lo < hi:
        middle = (lo + hi) >> 1
        if ids[middle] < value:
            lo = middle + 1
        else:
            hi = middle
    return lo


@njit(error_model="numpy")
def between(ids: Any, count: Any, lo: Any, hi: Any) -> Any:
    """(first, last + 1) position of the ascending ids in lo..hi."""
    return lower_bound(ids, count, lo), lower_bound(ids, count, hi)


@njit(error_model="numpy")
def compact(flags: Any, lo: Any, hi: Any, ids: Any) -> Any:
    """Write the ids of the neurons lo..hi whose flag byte is set; return how many.

    Spikes are rare: 64 flags are looked at together, then 8, then one. `lo` is a multiple of 64
    unless lo == hi, and the flags from `hi` to the next multiple of 64 are 0.
    """
    eight, one = pointer(flags, np.uint64), pointer(flags, np.uint8)
    held = 0
    for first in range(lo >> 3, (hi + 7) >> 3 if lo < hi else 0, 8):
        found = np.uint64(0)
        for word in range(8):
            found |= eight[first + word]
        if found != 0:
            for word in range(first, first + 8):
                if eight[word] != 0:
                    for i in range(8 * word, 8 * word + 8):
                        if one[i] != 0:
                            ids[held] = i
                            held += 1
    return held


@njit(error_model="numpy")
def append(descriptor: Any, step: Any) -> None:
    """The flagged neurons of a chunk become the spikes of this step."""
    ids_at, n, count_at, stride, chunks, bounds_at, slots, chunk, flags = fields(descriptor, 9)
    bounds = pointer(bounds_at, np.int64)
    slot = step % slots
    lo, hi = bounds[chunk], bounds[chunk + 1]
    ids = pointer(ids_at + 4 * (slot * n + lo), np.int32)
    count = pointer(count_at, np.int64)
    count[(slot * chunks + chunk) * stride] = compact(flags, lo, hi, ids)


@njit(error_model="numpy")
def present(descriptor: Any, step: Any, lo: Any, hi: Any) -> Any:
    """The ids of a chunk that spiked in this step; those in lo..hi are ids[first:last]."""
    ids_at, n, count_at, stride, chunks, bounds_at, slots, chunk = fields(descriptor, 8)
    slot = step % slots
    ids = pointer(ids_at + 4 * (slot * n + pointer(bounds_at, np.int64)[chunk]), np.int32)
    count = pointer(count_at, np.int64)[(slot * chunks + chunk) * stride]
    first, last = between(ids, count, lo, hi)
    return ids, first, last
