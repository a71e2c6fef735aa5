"""Stimuli over time, and the schedules of spike sources."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import BLOCK, Arena, Drive
from .history import History
from .intrinsics import fields, like, pointer
from .passes import Pass, generic


def drive(stage: Drive, lo: int, hi: int) -> list[Pass]:
    """The pass that sets or adds one step of a stimulus, for those of neurons lo..hi it reaches."""
    lo, hi = max(lo, stage.lo), min(hi, stage.hi)
    if lo >= hi:
        return []
    param, block, base = stage.arena.params[stage.param], stage.block, stage.base
    skip = lo - stage.lo
    into = param[lo:hi]
    wide, per_neuron = block.shape[1], block.shape[1] > 1
    values = (hi - lo, into, block, wide, skip if per_neuron else 0, int(per_neuron))
    start = (int(stage.first), base[skip:] if len(base) > 1 else base, int(len(base) > 1))
    call = f"drive_step(descriptor, step, {param.dtype}(0))"
    return [generic("stimuli", call, *values, *start)]


@njit(error_model="numpy")
def drive_step(descriptor: Any, step: Any, real: Any) -> None:
    """into[i] = (base or into)[i] + block[step % BLOCK][i], where strides of 0 repeat one value."""
    n, into_at, block_at, width, skip, stride, first, base_at, base_stride = fields(descriptor, 9)
    into, base = like(into_at, real), like(base_at, real)
    block, row = like(block_at, real), (step % BLOCK) * width + skip
    if first:
        for i in range(n):
            into[i] = base[i * base_stride] + block[row + i * stride]
    else:
        for i in range(n):
            into[i] = into[i] + block[row + i * stride]


def schedule(arena: Arena, history: History, chunk: int, step: int) -> Pass:
    """The pass that puts a chunk of a spike source's schedule into the history, from `step` on."""
    assert arena.schedule is not None
    steps, ids = arena.schedule
    mine = (ids >= history.bounds[chunk]) & (ids < history.bounds[chunk + 1])
    steps, ids = np.ascontiguousarray(steps[mine]), np.ascontiguousarray(ids[mine])
    cursor = np.searchsorted(steps, [step])
    values = (*history.fields(), chunk, len(steps), steps, ids, cursor.astype(np.int64))
    return generic("stimuli", "emit(descriptor, step)", *values)


@njit(error_model="numpy")
def emit(descriptor: Any, step: Any) -> None:
    """Copy the scheduled ids of this step to the history; the cursor stays behind them."""
    (
        ids_at,
        n,
        count_at,
        stride,
        chunks,
        bounds_at,
        slots,
        chunk,
        total,
        steps_at,
        source,
        cursor_at,
    ) = fields(descriptor, 12)
    slot, lo = step % slots, pointer(bounds_at, np.int64)[chunk]
    ids, scheduled = pointer(ids_at + 4 * (slot * n + lo), np.int32), pointer(source, np.int32)
    steps, cursor = pointer(steps_at, np.int64), pointer(cursor_at, np.int64)
    begin = cursor[0]
    end = begin
    while end < total and steps[end] == step:
        ids[end - begin] = scheduled[end]
        end += 1
    cursor[0] = end
    pointer(count_at, np.int64)[(slot * chunks + chunk) * stride] = end - begin
