"""Who does what: each thread owns a contiguous range of every arena's neurons and all input to it.

Targets are divided, not spikes: accumulators, states and plastic weights then have one writer each,
and threads meet once a step. Rows are sorted by target, so a thread's share of each segment is
contiguous; where it begins is found here once. Synapses are not moved.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numba import njit

from ...errors import BackendError
from ...program import Arena, Array, Deliver, Program
from .intrinsics import fields, pointer
from .passes import generic

GRAIN = 64  # neurons; ranges begin at multiples, so that no cache line has two writers
RATE = 3e-3  # spikes per ms and neuron that the estimates of cost assume
STATEMENT = 0.026  # ns for one statement of a neuron's update, in float32
NORMAL, WORD = 1.2, 0.2  # ns for a normal, a random word
POISSON = 1.0  # ns for one neuron's Poisson input
EVENT = 0.6  # ns for the delivery of a spike by one synapse
LEARNED = 6.0  # ns for what a spike of either side does to one synapse that learns, on average
PAYS = 1500.0  # ns of work per step and thread below which one more thread does not pay
DRAWN = 1e5  # synapses of a projection per thread below which one more thread does not pay
SAMPLE = 1 << 22  # synapses looked at to balance the threads


def choose_threads(program: Program, threads: int | None) -> int:
    """How many threads to run: as asked, else one for every PAYS ns of work in a step."""
    if threads is not None:
        if threads < 1:
            raise BackendError(f"threads must be at least 1 or None for a choice, not {threads}")
        return threads
    return max(1, min(cores(), int(work(program) / PAYS)))


def work(program: Program) -> float:
    """Estimated ns that a step takes on one thread."""
    neurons = sum(arena.n * update_cost(arena) for arena in program.arenas)
    drive = POISSON * sum(stage.hi - stage.lo for stage in program.poisson)
    events = sum(event_cost(program, d) * len(d.synapse) for d in program.deliver)
    graded = EVENT * sum(len(stage.weight) for stage in program.graded)  # in every step
    return neurons + drive + events * RATE * program.dt + graded


def event_cost(program: Program, deliver: Deliver) -> float:
    """Estimated ns for all that a spike brings to one synapse."""
    learns = any(rule.deliver is deliver and not rule.kind.short_term for rule in program.learn)
    return EVENT + (LEARNED if learns else 0.0)


def update_cost(arena: Arena) -> float:
    """Estimated ns for the update of one neuron."""
    kind = arena.kind
    if kind is None:
        return 0.0
    width = 2 if kind.real == "f64" else 1
    words = kind.uniform + kind.rounding
    return width * STATEMENT * len(kind.update.body) + NORMAL * kind.xi + WORD * words


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def divide(program: Program, arena: Arena, parts: int, own: tuple[int, int] | None = None) -> Array:
    """The bounds (parts + 1,) of ranges of an arena's neurons with about equal work.

    own : the neurons to divide, from a multiple of GRAIN on; None: all.
    """
    begin, end = (0, arena.n) if own is None else own
    if parts == 1 or end - begin <= GRAIN:
        return np.array([begin] + [end] * parts, np.int64)
    share = np.cumsum(_load(program, arena)[begin // GRAIN : -(-end // GRAIN)])
    inner = np.searchsorted(share, share[-1] * np.arange(1, parts) / parts) + 1
    bounds = np.concatenate([[begin], begin + inner * GRAIN, [end]])
    clipped: Array = np.minimum(bounds, end).astype(np.int64)
    return clipped


def cut(deliver: Deliver, bounds: Array) -> Array:
    """(n_rows, n_delays · parts + 1): each row's synapses by delay, then by the target's part."""
    seg = np.ascontiguousarray(deliver.seg, np.uint32)
    parts = len(bounds) - 1
    if parts == 1:
        return seg
    n_rows, n_delays = len(seg), len(deliver.delays)
    out = np.empty((n_rows, n_delays * parts + 1), np.uint32)
    where = (n_rows, n_delays, parts, bounds, target_mask(deliver))
    find = generic(
        "partition", "find_cuts(descriptor)", *where, deliver.row_start, seg, deliver.synapse, out
    )
    find.function.ctypes(find.descriptor.address, 0)
    return out


def target_mask(deliver: Deliver) -> int:
    """The bits of a synapse word that hold the target."""
    return (1 << deliver.target_bits) - 1 if deliver.form == "packed" else 0x7FFFFFFF


def _load(program: Program, arena: Arena) -> Array:
    """Estimated ns that a step takes for each grain of an arena's neurons."""
    load = np.full(-(-arena.n // GRAIN), GRAIN * max(0.1, update_cost(arena)))
    for drive in program.poisson:
        if drive.arena is arena:
            load[drive.lo // GRAIN : -(-drive.hi // GRAIN)] += POISSON * GRAIN
    for graded in program.graded:
        if graded.target is arena:
            grain = (graded.target_lo + np.arange(len(graded.start) - 1)) // GRAIN
            load += EVENT * np.bincount(grain, np.diff(graded.start), len(load))
    for deliver in program.deliver:
        if deliver.target is arena and len(deliver.synapse):
            cost = event_cost(program, deliver) * RATE * program.dt
            load += cost * _incoming(deliver, len(load))
    return load


def _incoming(deliver: Deliver, bins: int) -> Array:
    """About how many synapses end in each grain of neurons, from a sample."""
    every = max(1, len(deliver.synapse) // SAMPLE)
    target = deliver.synapse[::every].astype(np.int64) & target_mask(deliver)
    return np.bincount(target // GRAIN, minlength=bins) * every


@njit(error_model="numpy")
def find_cuts(descriptor: Any) -> None:
    """In every segment of every row, find where the targets of each part begin."""
    n_rows, n_delays, parts, bounds_at, mask, row_start, seg_at, synapse_at, out_at = fields(
        descriptor, 9
    )
    seg, out = pointer(seg_at, np.uint32), pointer(out_at, np.uint32)
    bounds = pointer(bounds_at, np.int64)
    for row in range(n_rows):
        synapse = pointer(synapse_at + 4 * pointer(row_start, np.int64)[row], np.uint32)
        for d in range(n_delays):
            lo, hi = (
                np.int64(seg[row * (n_delays + 1) + d]),
                np.int64(seg[row * (n_delays + 1) + d + 1]),
            )
            for part in range(parts):
                at = row * (n_delays * parts + 1) + d * parts + part
                out[at] = first_target(synapse, mask, lo, hi, bounds[part])
        out[(row + 1) * (n_delays * parts + 1) - 1] = seg[(row + 1) * (n_delays + 1) - 1]


@njit(error_model="numpy")
def first_target(synapse: Any, mask: Any, lo: Any, hi: Any, value: Any) -> Any:
    """The first synapse in lo..hi whose target is not below `value`."""
    while lo < hi:
        middle = (lo + hi) >> 1
        if np.int64(synapse[middle]) & mask < value:
            lo = middle + 1
        else:
            hi = middle
    return lo
