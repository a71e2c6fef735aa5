"""Stimuli: blocks over time, Poisson input, and the schedules of spike sources."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import BLOCK, Arena, Array, Drive, PoissonDrive
from . import noise
from .history import History
from .intrinsics import fields, like, pointer
from .options import LOOP
from .passes import Pass, generic

TILE = 256  # neurons whose Poisson counts are made together: they stay in registers and L1
LONGEST_SCAN = 32  # thresholds beyond which a table is searched, not scanned


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


def poisson(stage: PoissonDrive, lo: int, hi: int, seed: int, word: Array) -> list[Pass]:
    """The passes that draw words and add Poisson input to those of neurons lo..hi it reaches."""
    lo, hi = max(lo, stage.lo), min(hi, stage.hi)
    if lo >= hi:
        return []
    acc = stage.arena.acc[stage.receptor]
    begin, end = lo - stage.lo, hi - stage.lo
    tables = (stage.thresholds, stage.table, stage.which, int(len(stage.which) > 1))
    weight = (stage.weight, int(len(stage.weight) > 1))
    scan = len(stage.which) == 1 and len(stage.thresholds) <= LONGEST_SCAN
    name = "poisson_scan" if scan else "poisson_search"
    call = f"{name}(descriptor, {acc.dtype}(0))"
    values = (begin, end, acc[stage.lo : stage.hi], word, *tables, *weight)
    draw = noise.words(word, begin, end, seed, stage.stream)
    return [draw, generic("stimuli", call, *values, np.zeros(TILE, np.int32))]


@njit(error_model="numpy")
def poisson_scan(descriptor: Any, like_acc: Any) -> None:
    """One short table for all neurons: every threshold is compared, without a branch."""
    begin, end, acc_at, word_at, thresholds, table, which, _, weight_at, stride, count_at = fields(
        descriptor, 11
    )
    k = pointer(which, np.int32)[0]
    first, last = pointer(table, np.int64)[k], pointer(table, np.int64)[k + 1]
    count, weight = pointer(count_at, np.int32), pointer(weight_at, np.int64)
    for tile in range(begin, end, TILE):
        n = min(TILE, end - tile)
        word, acc = pointer(word_at + 4 * tile, np.uint32), like(acc_at, like_acc)
        for i in range(n):
            count[i] = 0
        for j in range(first, last):
            tally(n, count, word, pointer(thresholds, np.uint32)[j])
        for i in range(n):
            acc[tile + i] += count[i] * weight[(tile + i) * stride]


@njit(**LOOP)
def tally(n: Any, count: Any, word: Any, threshold: Any) -> None:
    """Count the words that reach a threshold."""
    for i in range(n):
        count[i] = np.int32(count[i] + np.int32(word[i] >= threshold))


@njit(error_model="numpy")
def poisson_search(descriptor: Any, like_acc: Any) -> None:
    """Any tables: the number of thresholds that are not above the word, by bisection."""
    begin, end, acc_at, word_at, thresholds, table_at, which_at, pick, weight_at, stride = fields(
        descriptor, 10
    )
    acc, word, weight = (
        like(acc_at, like_acc),
        pointer(word_at, np.uint32),
        pointer(weight_at, np.int64),
    )
    threshold, table = pointer(thresholds, np.uint32), pointer(table_at, np.int64)
    which = pointer(which_at, np.int32)
    for i in range(begin, end):
        k = which[i * pick]
        lo, hi = table[k], table[k + 1]
        while lo < hi:
            middle = (lo + hi) >> 1
            if threshold[middle] <= word[i]:
                lo = middle + 1
            else:
                hi = middle
        acc[i] += (lo - table[k]) * weight[i * stride]


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
