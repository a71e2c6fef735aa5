"""An index of plastic synapses by target, for what post spikes do to them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...errors import BackendError
from ...program import Array, Learn
from .intrinsics import fields, pointer
from .passes import generic

Columns = tuple[int, Array, Array, Array, Array, int]


def index(learn: Learn, cut: Array, part: int, parts: int, targets: tuple[int, int]) -> Columns:
    """The synapses onto one part's targets lo..hi (relative to target_lo), by target.

    Returns lo, start int64 (hi - lo + 1,), and per synapse its row, its place in the Deliver's
    columns, the index of its delay; last the stride of that index, 0 where one value serves all.
    """
    deliver = learn.deliver
    if len(deliver.synapse) >= 1 << 32:
        raise BackendError(
            f"numba: {len(deliver.synapse):,} synapses in {learn.label!r}; at most 2^32 can learn "
            "in one projection: divide its source"
        )
    n_delays = len(deliver.delays)
    if n_delays > 1 << 16:
        raise BackendError(f"numba: {n_delays} distinct delays in {learn.label!r}; at most 65,536")
    lo, hi = targets
    start = np.zeros(hi - lo + 1, np.int64)
    where = (len(cut), n_delays, parts, part, learn.target_lo + lo)
    data = (deliver.row_start, cut, deliver.synapse)
    _run("count_columns(descriptor)", *where, *data, start[1:])
    start = np.cumsum(start)
    n = int(start[-1])
    row, place = np.empty(n, np.int32), np.empty(n, np.uint32)
    delay = np.empty(n if n_delays > 1 else 1, np.uint16)
    delay[:] = 0
    stride = int(n_delays > 1)
    _run("fill_columns(descriptor)", *where, *data, start[:-1].copy(), row, place, delay, stride)
    return lo, start, row, place, delay, stride


def _run(call: str, *values: Any) -> None:
    once = generic("columns", call, *values)
    once.function.ctypes(once.descriptor.address, 0)


@njit(error_model="numpy")
def count_columns(descriptor: Any) -> None:
    """How many synapses each target has."""
    n_rows, n_delays, parts, part, origin, row_start, cut, synapse, count_at = fields(descriptor, 9)
    count = pointer(count_at, np.int64)
    for row in range(n_rows):
        target = pointer(synapse + 4 * pointer(row_start, np.int64)[row], np.int32)
        for d in range(n_delays):
            piece = pointer(cut + 4 * (row * (n_delays * parts + 1) + d * parts + part), np.uint32)
            for j in range(piece[0], piece[1]):
                count[target[j] - origin] += 1


@njit(error_model="numpy")
def fill_columns(descriptor: Any) -> None:
    """Write each synapse to the next place of its target."""
    n_rows, n_delays, parts, part, origin, row_start, cut, synapse, next_at = fields(descriptor, 9)
    row_at, place_at, delay_at, stride = fields(descriptor + 8 * 9, 4)
    next_place, of_delay = pointer(next_at, np.int64), pointer(delay_at, np.uint16)
    for row in range(n_rows):
        begin = pointer(row_start, np.int64)[row]
        target = pointer(synapse + 4 * begin, np.int32)
        for d in range(n_delays):
            piece = pointer(cut + 4 * (row * (n_delays * parts + 1) + d * parts + part), np.uint32)
            for j in range(piece[0], piece[1]):
                e = next_place[target[j] - origin]
                next_place[target[j] - origin] = e + 1
                pointer(row_at, np.int32)[e] = row
                pointer(place_at, np.uint32)[e] = begin + j
                of_delay[e * stride] = d
