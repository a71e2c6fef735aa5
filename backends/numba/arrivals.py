"""Which synapses the spikes of the past reach now: what delivery and learning share.

Memory latency decides the speed of large networks: the synapses of a spike lie anywhere in
gigabytes. So segments are collected in a batch, and what is read next of each is asked for on the
way: first where they lie, then their first cache lines. When it is their turn, these have come.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import Array, Deliver
from .history import History, between
from .intrinsics import fields, pointer, prefetch
from .passes import Descriptor

BATCH = 64  # segments in flight
NEVER = -(2**62)  # a step before all others
LINES = 4  # cache lines asked for ahead in each; the processor's own prefetch takes over from there


def route(deliver: Deliver, cut: Array, parts: int, part: int, history: History) -> Descriptor:
    """One part's share of a projection group, as `visit` unpacks it.

    `cut` (n_rows, n_delays · parts + 1) divides each row by delay, then by the part that owns the
    target; it counts from the row's start.
    """
    batch = np.empty(4 * BATCH, np.int64)
    rows = (deliver.source_lo, deliver.source_hi, deliver.row_start, cut)
    delays = (len(deliver.delays), deliver.delays, parts, part)
    synapses = (deliver.synapse, deliver.weight, deliver.weight.itemsize)
    span = np.empty((history.canonical.slots, history.chunks, 2), np.int32)
    known = np.array([NEVER])  # the last step whose span is there
    return Descriptor(*delays, *rows, *synapses, batch, *history.fields(), span, known)


@njit(error_model="numpy")
def visit(route: Any, step: Any, act: Any, context: Any) -> None:
    """Call act(context, begin, end, row, past) for every segment that a spike reaches in this step.

    begin..end are synapses; `past` is the step in which the neuron of `row` spiked.
    """
    part = fields(route, 12)
    n_delays, delays, n_parts, mine, source_lo = part[:5]
    ids_at, n, _, _, chunks, bounds_at, slots, span_at, _ = fields(route + 8 * 12, 9)
    bounds, span = pointer(bounds_at, np.int64), pointer(span_at, np.int32)
    batch = pointer(part[11], np.int64)
    delay = pointer(delays, np.int64)
    if n_delays > 0:
        look_up(route, step, delay[0], delay[n_delays - 1])
    held = 0
    for d in range(n_delays):
        past = step - delay[d]
        slot = past % slots
        for chunk in range(chunks):
            ids = pointer(ids_at + 4 * (slot * n + bounds[chunk]), np.int32)
            at = 2 * (slot * chunks + chunk)
            for k in range(span[at], span[at + 1]):
                row = ids[k] - source_lo
                piece = d * n_parts + mine
                prefetch(part[6] + 8 * row)
                prefetch(part[7] + 4 * (row * (n_delays * n_parts + 1) + piece))
                batch[4 * held], batch[4 * held + 1], batch[4 * held + 2] = row, piece, past
                held += 1
                if held == BATCH:
                    drain(part, batch, held, act, context)
                    held = 0
    drain(part, batch, held, act, context)


@njit(error_model="numpy")
def look_up(route: Any, step: Any, shortest: Any, longest: Any) -> None:
    """Find the source's spikes in the steps that are within reach since the last time.

    A spike is met once for every delay; where a step's spikes of this source lie is kept for them.
    """
    source_lo, source_hi = fields(route + 8 * 4, 2)
    ids_at, n, count_at, stride, chunks, bounds_at, slots, span_at, known_at = fields(
        route + 8 * 12, 9
    )
    bounds, span = pointer(bounds_at, np.int64), pointer(span_at, np.int32)
    known = pointer(known_at, np.int64)
    for past in range(max(known[0] + 1, step - longest), step - shortest + 1):
        slot = past % slots
        for chunk in range(chunks):
            ids = pointer(ids_at + 4 * (slot * n + bounds[chunk]), np.int32)
            count = pointer(count_at, np.int64)[(slot * chunks + chunk) * stride]
            at = 2 * (slot * chunks + chunk)
            span[at], span[at + 1] = between(ids, count, source_lo, source_hi)
    known[0] = step - shortest


@njit(error_model="numpy")
def each_segment(route: Any, n_rows: Any, act: Any, context: Any, step: Any) -> None:
    """Call act(context, begin, end, row, step) for all synapses of this part, in pieces of rows."""
    part = fields(route, 12)
    n_delays, _, n_parts, mine = part[:4]
    for row in range(n_rows):
        for d in range(n_delays):
            begin, end = segment(part, row, d * n_parts + mine)
            if begin < end:
                act(context, begin, end, row, step)


@njit(error_model="numpy")
def segment(part: Any, row: Any, piece: Any) -> Any:
    """(begin, end) of the synapses in one piece of a row."""
    n_delays, _, n_parts, _, _, _, row_start_at, cut_at = part[:8]
    start = pointer(row_start_at, np.int64)[row]
    cut = pointer(cut_at + 4 * (row * (n_delays * n_parts + 1) + piece), np.uint32)
    return start + np.int64(cut[0]), start + np.int64(cut[1])


@njit(error_model="numpy")
def ask(part: Any, begin: Any, end: Any) -> None:
    """Ask for the first lines of a segment's synapses, and of its weights if it has any."""
    synapse, weight, size = part[8:11]
    for j in range(begin, min(end, begin + 16 * LINES), 16):
        prefetch(synapse + 4 * j)
        if weight != 0:
            prefetch(weight + size * j)


@njit(error_model="numpy")
def drain(part: Any, batch: Any, held: Any, act: Any, context: Any) -> None:
    """Act on the (row, piece, past) of a batch; they become (begin, end, row, past) on the way."""
    found = 0
    for k in range(held):
        row, piece, past = batch[4 * k], batch[4 * k + 1], batch[4 * k + 2]
        begin, end = segment(part, row, piece)
        if begin < end:
            ask(part, begin, end)
            batch[4 * found], batch[4 * found + 1] = begin, end
            batch[4 * found + 2], batch[4 * found + 3] = row, past
            found += 1
    for k in range(found):
        act(context, batch[4 * k], batch[4 * k + 1], batch[4 * k + 2], batch[4 * k + 3])
