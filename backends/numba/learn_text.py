"""The text of a learning module: loops over traces and synapses, a rule's functions in place."""

from __future__ import annotations

HEAD = """\
import sys

import numpy as np
from numba import cfunc, njit

from snn.backends.numba.arrivals import each_segment, visit
from snn.backends.numba.counters import note
from snn.backends.numba.history import present
from snn.backends.numba.intrinsics import fields, pointer
from snn.backends.numba.options import LOOP

here = sys.modules[__name__]  # Numba caches a function passed as here.arrive, but not as arrive
"""

TRACES = """

@njit(**LOOP)
def decay_pre(lo, hi, n, pre, past{params}):
    for i in range(lo, hi):
{decay_pre}


@njit(**LOOP)
def decay_post(lo, hi, n, post{params}):
    for i in range(lo, hi):
{decay_post}


@njit(**LOOP)
def bump_pre(first, last, ids, origin, n, pre{params}):
    for k in range(first, last):
        i = ids[k] - origin
{bump_pre}


@njit(**LOOP)
def bump_post(first, last, ids, origin, n, post{params}):
    for k in range(first, last):
        i = ids[k] - origin
{bump_post}
"""

ON_PRE = """

@njit(**LOOP)
def on_pre(begin, end, target, weight, local, synapses, origin, n, post{then}{params}):
    for j in range(begin, end):
        i = np.int64(target[j]) - origin
        w_now = weight[j]
{on_pre}


@njit(error_model="numpy")
def arrive(descriptor, begin, end, row, past):
    target_lo = fields(descriptor + 8 * 6, 1)[0]
    n_rows, n_targets, slots, _, history, post, params = fields(descriptor + 8 * 9, 7)
    target, weight, local, synapses = fields(descriptor + 8 * 19, 4)
    history, post = pointer(history, np.{real}), pointer(post, np.{real})
    params = pointer(params, np.{real})
    base = (past % slots) * {n_pre} * n_rows
    on_pre(begin, end, pointer(target, np.int32), pointer(weight, np.{real}),
           pointer(local, np.{real}), synapses, target_lo, n_targets, post{then_of_row}{params_of})
"""

ON_POST = """

@njit(**LOOP)
def on_post(begin, end, row, place, delay, stride, weight, local, synapses, past, n, history,
            guard{now}{params}):
    bad, limit, safe, only = 0, guard[0], guard[1], past[0]  # stores may alias: read once
    for e in range(begin, end):
        base = past[delay[e]] if stride != 0 else only
        j = np.int64(place[e])
        w_now = weight[j]
        corrupt = not abs(w_now) <= limit
        bad += corrupt
        w_now = safe if corrupt else w_now
{on_post}
    return bad


@njit(error_model="numpy")
def depart(descriptor, step, i):
    n_rows, n_targets, slots, _, history, post, params = fields(descriptor + 8 * 9, 7)
    n_delays, delays, past = fields(descriptor + 8 * 16, 3)
    weight, local, synapses, _, guard, count, noted = fields(descriptor + 8 * 20, 7)
    first, start, row, place, delay, stride = fields(descriptor + 8 * 27, 6)
    history, post = pointer(history, np.{real}), pointer(post, np.{real})
    params, start = pointer(params, np.{real}), pointer(start, np.int64)
    past, delays = pointer(past, np.int64), pointer(delays, np.int64)
    for d in range(n_delays):
        past[d] = ((step - delays[d]) % slots) * {n_pre} * n_rows
    bad = on_post(
        start[i - first], start[i - first + 1], pointer(row, np.int32), pointer(place, np.uint32),
        pointer(delay, np.uint16), stride, pointer(weight, np.{real}), pointer(local, np.{real}),
        synapses, past, n_rows, history, pointer(guard, np.{real}){now_of}{params_of})
    note(bad, step, count, noted)
"""

SWEEP = """

@njit(**LOOP)
def sweep(begin, end, target, weight, local, synapses, origin, n, post, guard{params}):
    bad, limit, safe = 0, guard[0], guard[1]
    for j in range(begin, end):
        i = np.int64(target[j]) - origin
        w_now = weight[j]
        corrupt = not abs(w_now) <= limit
        bad += corrupt
        w_now = safe if corrupt else w_now
{sweep}
    return bad


@njit(error_model="numpy")
def sweep_segment(descriptor, begin, end, row, step):
    target_lo = fields(descriptor + 8 * 6, 1)[0]
    _, n_targets, _, _, _, post, params = fields(descriptor + 8 * 9, 7)
    target, weight, local, synapses, _, guard, count, noted = fields(descriptor + 8 * 19, 8)
    params = pointer(params, np.{real})
    bad = sweep(begin, end, pointer(target, np.int32), pointer(weight, np.{real}),
                pointer(local, np.{real}), synapses, target_lo, n_targets,
                pointer(post, np.{real}), pointer(guard, np.{real}){params_of})
    note(bad, step, count, noted)
"""

EFFICACY = """

@njit(**LOOP)
def add(begin, end, target, weight, acc, scale, guard{then}{params}):
    bad, limit, safe = 0, guard[0], guard[1]
    for j in range(begin, end):
        w_now = weight[j]
        corrupt = not abs(w_now) <= limit
        bad += corrupt
        w_now = safe if corrupt else w_now
        weight[j] = w_now
{efficacy}
        acc[target[j]] += np.int64(np.rint(np.float64(delivered) * scale))
    return bad


@njit(error_model="numpy")
def release(context, begin, end, row, past):
    descriptor, step = context
    n_rows, slots, history, params, target, weight, acc, scale, guard, count, noted = fields(
        descriptor + 8 * 1, 11)
    history, params = pointer(history, np.{real}), pointer(params, np.{real})
    base = (past % slots) * {n_pre} * n_rows
    bad = add(begin, end, pointer(target, np.int32), pointer(weight, np.{real}),
              pointer(acc, np.{acc}), pointer(scale, np.float64)[0],
              pointer(guard, np.{real}){then_of_row}{params_of})
    note(bad, step, count, noted)


@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    visit(fields(descriptor, 1)[0], step, here.release, (descriptor, step))
"""

ENTRY = """

@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    route, source, target, source_lo, row_lo, row_hi = fields(descriptor, 6)
    target_lo, own_lo, own_hi = fields(descriptor + 8 * 6, 3)
    n_rows, n_targets, slots, pre, history, post, params = fields(descriptor + 8 * 9, 7)
    every = fields(descriptor + 8 * 23, 1)[0]
    history += {size} * (step % slots) * {n_pre} * n_rows
    pre, history = pointer(pre, np.{real}), pointer(history, np.{real})
    post, params = pointer(post, np.{real}), pointer(params, np.{real})
    decay_pre(row_lo, row_hi, n_rows, pre, history{params_of})
    decay_post(own_lo, own_hi, n_targets, post{params_of})
{arrive}
    ids, first, last = present(target, step, target_lo + own_lo, target_lo + own_hi)
{depart}
    bump_post(first, last, ids, target_lo, n_targets, post{params_of})
    ids, first, last = present(source, step, source_lo + row_lo, source_lo + row_hi)
    bump_pre(first, last, ids, source_lo, n_rows, pre{params_of})
{sweep_all}
"""

FAR = """

@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, end):
    begin, chunks, table, source_lo, n_rows, slots, pre, past, params = fields(descriptor, 9)
    table, pre = pointer(table, np.int64), pointer(pre, np.{real})
    params = pointer(params, np.{real})
    for step in range(pointer(begin, np.int64)[0], end):
        now = pointer(past + {size} * (step % slots) * {n_pre} * n_rows, np.{real})
        for k in range(chunks):
            lo, hi = table[3 * k + 1], table[3 * k + 2]
            decay_pre(lo, hi, n_rows, pre, now{params_of})
            ids, first, last = present(table[3 * k], step, source_lo + lo, source_lo + hi)
            bump_pre(first, last, ids, source_lo, n_rows, pre{params_of})
"""
