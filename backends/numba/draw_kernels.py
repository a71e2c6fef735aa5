"""Loops that draw synapses row by row.

Every loop that computes is written so that it vectorises: words, gaps and values go through small
buffers. `draw` compiles these loops and keeps the machine code.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...values import ARRAY, CONSTANT, NORMAL, UNIFORM
from ...wiring.laws import TAG_PROBABILITY, TAG_TOTAL, TAG_VALUE
from .draw_formulas import (
    below,
    draw_lognormal,
    draw_normal,
    draw_uniform,
    exponent,
    gap,
    in_steps,
    load_units,
    philox4x32,
)
from .history import lower_bound

_BLOCKS = 64  # Philox blocks that a row draws at a time, at most
_MAGNITUDE = 2**63 - 1  # the bits of |x|; they order as the numbers do


def kernel(function: Any) -> Any:
    """Compile as part of its caller: exact arithmetic, no checks."""
    return njit(nogil=True, error_model="numpy")(function)


@kernel
def buffers(longest: int) -> Any:
    """Room for one row: targets, duplicates, words, weights, delays, and whole numbers.

    Not initialised: of room for all targets a sparse row touches, and so takes, only the beginning.
    """
    return (
        np.empty(longest, np.int64),
        np.empty(longest, np.uint32),
        np.empty((4, longest), np.uint32),
        np.empty(longest, np.float64),
        np.empty(longest, np.float64),
        np.empty(longest, np.int64),
    )


@kernel
def bernoulli(rows: Any, key: Any, r: int, post: Any) -> Any:
    """Own targets of row r, each with probability p: geometric gaps between them."""
    n_post, p, inverse, hole, _, _, own_lo, own_hi = rows
    left_out = r + hole
    words = np.empty(4 * _BLOCKS, np.uint32)
    gaps = np.empty(4 * _BLOCKS, np.int64)
    last, block, n = -1, 0, 0
    while True:
        mean = max(0, own_hi - 1 - last) * p
        n_blocks = min(_BLOCKS, int((mean + 2 * np.sqrt(mean)) / 4) + 1)
        for b in range(n_blocks):
            words[4 * b], words[4 * b + 1], words[4 * b + 2], words[4 * b + 3] = philox4x32(
                np.uint32(block + b),
                np.uint32(r),
                np.uint32(0),
                np.uint32(TAG_PROBABILITY),
                np.uint32(key[0]),
                np.uint32(key[1]),
            )
        for k in range(4 * n_blocks):
            gaps[k] = gap(words[k], inverse, np.float64(n_post))
        block += n_blocks
        for k in range(4 * n_blocks):
            last += gaps[k] + 1
            if last >= own_hi:
                return n
            post[n] = last
            n += (last != left_out) & (last >= own_lo)


@kernel
def targets(rows: Any, key: Any, r: int, post: Any) -> Any:
    """(own targets of row r, ascending: how many; the place of the first among those listed)."""
    n_post, p, _, hole, start, listed, own_lo, own_hi = rows
    n = 0
    if p == 0.0:
        first, end = start[r], start[r + 1]
        if own_lo > 0 or own_hi < n_post:
            first += lower_bound(listed[first:end], end - first, own_lo)
            end = first + lower_bound(listed[first:end], end - first, own_hi)
        for i in range(first, end):
            post[n] = listed[i]
            n += 1
        return n, first
    if p == 1.0:
        for target in range(own_lo, own_hi):
            post[n] = target
            n += target != r + hole
        return n, np.int64(0)
    return bernoulli(rows, key, r, post), np.int64(0)


@kernel
def value_words(key: Any, r: int, post: Any, duplicate: Any, n: int, words: Any) -> None:
    """The block of every synapse of row r."""
    for i in range(n):
        words[0, i], words[1, i], words[2, i], words[3, i] = philox4x32(
            np.uint32(post[i]),
            np.uint32(r),
            duplicate[i],
            np.uint32(TAG_VALUE),
            np.uint32(key[0]),
            np.uint32(key[1]),
        )


@kernel
def values(
    law: Any, rows: Any, r: int, first: int, post: Any, n: int, w0: Any, w1: Any, out: Any
) -> None:
    """Values of the synapses of row r, the first of which is the one listed at `first`."""
    kind, a, b, factor, lo, hi, array = law
    if kind == CONSTANT:
        out[:n] = a
    elif kind == ARRAY:
        n_post, p = rows[:2]
        for i in range(n):
            out[i] = array[first + i] if p == 0.0 else array[r * n_post + post[i]]
    elif kind == UNIFORM:
        for i in range(n):
            out[i] = draw_uniform(w0[i], a, b)
    elif kind == NORMAL:
        for i in range(n):
            out[i] = draw_normal(w0[i], w1[i], a, b, lo, hi)
    else:
        for i in range(n):
            out[i] = draw_lognormal(w0[i], w1[i], a, b, factor, lo, hi)


@kernel
def row(recipe: Any, r: int, room: Any) -> Any:
    """Targets and values of row r into `room`; returns how many."""
    rows, weight, delay, _, wiring, key = recipe
    post, duplicate, words, weights, delays, _ = room
    n, first = targets(rows, wiring, r, post)
    if weight[0] > ARRAY or delay[0] > ARRAY:
        duplicate[:n] = np.uint32(0)
        if rows[1] == 0.0:  # only a list can hold a pair twice
            for i in range(1, n):
                if post[i] == post[i - 1]:
                    duplicate[i] = duplicate[i - 1] + np.uint32(1)
        value_words(key, r, post, duplicate, n, words)
    values(weight, rows, r, first, post, n, words[0], words[1], weights)
    values(delay, rows, r, first, post, n, words[2], words[3], delays)
    return n


@kernel
def bins(delay: Any, delays: Any, dt: float, first: int, n: int, out: Any) -> Any:
    """Delay bins of a row into `out`; returns the one bin of a constant delay, else -1."""
    if delay[0] == CONSTANT:
        return in_steps(delay[1], dt) - first
    for i in range(n):
        out[i] = in_steps(delays[i], dt) - first
    return -1


@kernel
def count_weights(weights: Any, n: int, histogram: Any, extremes: Any) -> None:
    """What `Tally` keeps of the weights besides the load."""
    magnitudes, limits = weights.view(np.int64), extremes.view(np.int64)
    least, most = limits[0], limits[1]
    for i in range(n):
        magnitude = magnitudes[i] & _MAGNITUDE
        least = min(least, magnitude if magnitude != 0 else _MAGNITUDE)
        most = max(most, magnitude)
    limits[0], limits[1] = least, most
    for i in range(n):
        histogram[exponent(weights[i])] += weights[i] != 0.0


@kernel
def census(
    recipe: Any,
    lo: int,
    hi: int,
    longest: int,
    first: int,
    table: Any,
    inverse_unit: float,
    load: Any,
    histogram: Any,
    extremes: Any,
) -> None:
    _, _, delay, dt, _, _ = recipe
    room = buffers(longest)
    post, _, _, weights, delays, whole = room
    for r in range(lo, hi):
        n = row(recipe, r, room)
        for i in range(n):
            whole[i] = load_units(weights[i], inverse_unit)
        for i in range(n):
            load[post[i]] += whole[i]
        count_weights(weights, n, histogram, extremes)
        common = bins(delay, delays, dt, first, n, whole)
        if common >= 0:
            table[r, common + 1] += np.uint32(n)
        else:
            for i in range(n):
                table[r, whole[i] + 1] += np.uint32(1)


@kernel
def encode(post: Any, weights: Any, n: int, form: Any, words: Any) -> None:
    """The target column of a row: targets, or packed words."""
    packed, target_lo, target_bits, inverse_quantum = form
    for i in range(n):
        words[i] = np.uint32(post[i] + target_lo)
    if packed:
        for i in range(n):
            quanta = np.int64(np.rint(weights[i] * inverse_quantum))
            words[i] |= np.uint32(quanta << target_bits)


@kernel
def fill(
    recipe: Any,
    lo: int,
    hi: int,
    longest: int,
    first: int,
    column: Any,
    row_start: Any,
    seg: Any,
    synapse: Any,
    weights_out: Any,
    form: Any,
) -> None:
    _, _, delay, dt, _, _ = recipe
    room = buffers(longest)
    post, _, words, weights, delays, whole = room
    weight32, weight64 = weights_out
    wide32, wide64 = len(weight32) > 0, len(weight64) > 0
    for r in range(lo, hi):
        n = row(recipe, r, room)
        encode(post, weights, n, form, words[0])
        common = bins(delay, delays, dt, first, n, whole)
        if common >= 0 and n > 0:
            d = column[common] + 1
            at = row_start[r] + np.int64(seg[r, d])
            seg[r, d] += np.uint32(n)
            synapse[at : at + n] = words[0, :n]
            if wide32:
                weight32[at : at + n] = weights[:n]
            if wide64:
                weight64[at : at + n] = weights[:n]
        elif common < 0:
            for i in range(n):
                d = column[whole[i]] + 1
                at = row_start[r] + np.int64(seg[r, d])
                seg[r, d] += np.uint32(1)
                synapse[at] = words[0, i]
                if wide32:
                    weight32[at] = weights[i]
                if wide64:
                    weight64[at] = weights[i]


@kernel
def pairs(key: Any, first: int, n_pre: int, n_post: int, pre: Any, post: Any) -> None:
    for i in range(len(pre)):
        k = np.uint64(first + i)
        w0, w1, _, _ = philox4x32(
            np.uint32(k & np.uint64(0xFFFFFFFF)),
            np.uint32(k >> np.uint64(32)),
            np.uint32(0),
            np.uint32(TAG_TOTAL),
            np.uint32(key[0]),
            np.uint32(key[1]),
        )
        pre[i] = below(w0, np.uint64(n_pre))
        post[i] = below(w1, np.uint64(n_post))


@kernel
def choices(key: Any, tag: int, lo: int, n: int, distinct: bool, hole: int, out: Any) -> None:
    n_rows, k = out.shape
    words = np.empty(k + 3, np.uint32)
    taken_by = np.full(n if distinct else 0, -1, np.int64)
    for i in range(n_rows):
        for b in range((k + 3) // 4):
            words[4 * b], words[4 * b + 1], words[4 * b + 2], words[4 * b + 3] = philox4x32(
                np.uint32(b),
                np.uint32(lo + i),
                np.uint32(0),
                np.uint32(tag),
                np.uint32(key[0]),
                np.uint32(key[1]),
            )
        left_out = lo + i + hole
        inside = 0 <= left_out < n
        m = n - 1 if inside else n
        for c in range(k):
            j = m - k + c
            chosen = below(words[c], np.uint64(j + 1 if distinct else m))
            if distinct:
                chosen = j if taken_by[chosen] == i else chosen
                taken_by[chosen] = i
            out[i, c] = chosen + (inside and chosen >= left_out)


@kernel
def tally(index: Any, count: Any) -> None:
    for i in range(len(index)):
        count[index[i]] += 1


@kernel
def place(row: Any, value: Any, cursor: Any, out: Any) -> None:
    for i in range(len(row)):
        out[cursor[row[i]]] = value[i]
        cursor[row[i]] += 1
