"""The text of the modules of least squares; `program.regress.Regress` says what they do."""

from __future__ import annotations

_HEAD = """\
import numpy as np
from numba import cfunc, njit

from snn.backends.numba.counters import note
from snn.backends.numba.history import present
from snn.backends.numba.intrinsics import atomic_add, fields, pointer
from snn.backends.numba.options import LOOP

inlined = njit(error_model="numpy", forceinline=True)


@inlined
{decayed}

"""

TRACE = (
    _HEAD
    + """\
@njit(**LOOP)
def decay(lo, hi, before, now, factor):
    for i in range(lo, hi):
        now[i] = decayed(before[i], factor)


@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    source, source_lo, lo, hi, slots, n_rows, trace, numbers = fields(descriptor, 8)
    number = pointer(numbers, np.{real})
    before = pointer(trace + {size} * (((step + slots - 1) % slots) * n_rows), np.{real})
    now = pointer(trace + {size} * ((step % slots) * n_rows), np.{real})
    decay(lo - source_lo, hi - source_lo, before, now, number[0])
    ids, first, last = present(source, step, lo, hi)
    for k in range(first, last):
        now[ids[k] - source_lo] += number[1]
"""
)

SOLVE = (
    _HEAD
    + """\
@inlined
{moved}

@inlined
{half_to_real}

@inlined
{real_to_half}

@njit(**LOOP)
def fill(begin, end, out, low, c1, c2, c3, k0, k1):
    for b in range(begin, end):
        c0 = np.uint32(low + b)
{philox}


@njit(**LOOP)
def gather(n, r, w, row, place, delay, stride, trace, slots, n_rows, weight, step, factor):
    for j in range(n):
        slot = (step + slots - delay[j * stride]) % slots
        r[j] = decayed(trace[slot * n_rows + row[j]], factor)
        w[j] = weight[place[j]]


@njit(**LOOP)
def unpack(n, p, value):
    for i in range(n):
        value[i] = {load}


@njit(**LOOP)
def sequential(n, p, r):
    total = np.{real}(0)
    for i in range(n):
        total += p[i] * r[i]
    return total


@njit(**LOOP)
def spread(n, p, factor, k):
    for i in range(n):
        k[i] += p[i] * factor


@njit(**LOOP)
def folded(n, a, b, part):
    for i in range(32):
        part[i] = np.{real}(0)
    for lo in range(0, n, 32):
        for i in range(min(32, n - lo)):
            part[i] += a[lo + i] * b[lo + i]
    width = 16
    while width > 0:
        for i in range(width):
            part[i] += part[i + width]
        width >>= 1
    return part[0]


@njit(**LOOP)
def lower(n, value, factor, k):
    for i in range(n):
        value[i] -= factor * k[i]


@njit(**LOOP)
def pack(n, p, value{word}):
    for i in range(n):
        p[i] = {store}


@njit(**LOOP)
def move(n, weight, place, w, change, k, low, high):
    clipped = 0
    for j in range(n):
        after = moved(w[j], change, k[j], low, high)
        clipped += after != w[j] - change * k[j]
        weight[place[j]] = after
    return clipped


@njit(**LOOP)
def four_rows(n, p0, p1, p2, p3, r, k):
    # Sums of four rows over n columns, side by side: one alone waits for its own last addition.
    s0 = s1 = s2 = s3 = np.{real}(0)
    for i in range(n):
        s0 += p0[i] * r[i]
        s1 += p1[i] * r[i]
        s2 += p2[i] * r[i]
        s3 += p3[i] * r[i]
    r0, r1, r2, r3 = r[n], r[n + 1], r[n + 2], r[n + 3]
    for i in range(n):
        k[i] = (((k[i] + p0[i] * r0) + p1[i] * r1) + p2[i] * r2) + p3[i] * r3
    k[n] = (((s0 + p0[n] * r0) + p1[n] * r1) + p2[n] * r2) + p3[n] * r3
    k[n + 1] = (((s1 + p1[n] * r0) + p1[n + 1] * r1) + p2[n + 1] * r2) + p3[n + 1] * r3
    k[n + 2] = (((s2 + p2[n] * r0) + p2[n + 1] * r1) + p2[n + 2] * r2) + p3[n + 2] * r3
    k[n + 3] = (((s3 + p3[n] * r0) + p3[n + 1] * r1) + p3[n + 2] * r2) + p3[n + 3] * r3


@inlined
def row(p_at, i):
    return pointer(p_at + {size} * (i * (i + 1) // 2), np.{real})


@njit(error_model="numpy")
def product(n, p_at, r, k):
    # k = P r, by rows of the lower triangle: each k[i] is summed in the order of the columns.
    last = n // 4 * 4
    for j in range(0, last, 4):
        four_rows(j, row(p_at, j), row(p_at, j + 1), row(p_at, j + 2), row(p_at, j + 3), r, k)
    for j in range(last, n):
        k[j] = sequential(j + 1, row(p_at, j), r)
        spread(j, row(p_at, j), r[j], k)


@njit(error_model="numpy")
def rank_one(n, p_at, v, k):
    # P -= (v k) k'.
    for i in range(n):
        lower(i + 1, row(p_at, i), v * k[i], k)


@njit(error_model="numpy")
def error(u, descriptor, step, i):
    # The input of a target with what its other receptors give, minus what it shall be.
    every = fields(descriptor, 1)[0]
    block, rows, width, n_others, others, halves = fields(descriptor + 8 * 17, 6)
    for m in range(n_others):
        state = pointer(others, np.int64)[m]
        if pointer(halves, np.int64)[m] != 0:
            u += half_to_real(np.uint32(pointer(state, np.uint16)[i]))
        else:
            u += pointer(state, np.{real})[i]
    row = ((step + 1) // every) % rows
    return u - pointer(block, np.{real})[row * width + (i if width > 1 else 0)]


@njit(error_model="numpy")
def store(descriptor, step, n, origin, p, value):
    # A triangle back into the type that it is kept in.
    words, seed, stream = fields(descriptor + 8 * 29, 3)
    if {half}:
        block = origin >> 2
        fill(0, ((origin + n + 3) >> 2) - block, pointer(words, np.uint32), np.uint32(block),
             np.uint32(block >> 32), np.uint32(step), np.uint32(step >> 32), np.uint32(seed),
             np.uint32(stream))
    pack(n, p, value{word_pointer})


@njit(error_model="numpy")
def solve(descriptor, step, i):
    # One target; returns how many weights were clipped, and whether it was left out.
    start, row, place, delay, stride, trace, slots, n_rows = fields(descriptor + 8 * 6, 8)
    first, p_at, weight = fields(descriptor + 8 * 14, 3)
    numbers, r_at, w_at, k_at, sums, values = fields(descriptor + 8 * 23, 6)
    number, weight = pointer(numbers, np.{real}), pointer(weight, np.{real})
    r, w, k = pointer(r_at, np.{real}), pointer(w_at, np.{real}), pointer(k_at, np.{real})
    part = pointer(sums, np.{real})
    begin = pointer(start, np.int64)[i]
    n = pointer(start, np.int64)[i + 1] - begin
    if n == 0:
        return 0, False
    place = pointer(place + 8 * begin, np.int64)
    gather(n, r, w, pointer(row + 4 * begin, np.int32), place,
           pointer(delay + 4 * begin * stride, np.int32), stride, pointer(trace, np.{real}), slots,
           n_rows, weight, step, number[0])
    origin = pointer(first, np.int64)[i]
    kept, size = pointer(p_at + {bytes} * origin, np.{kept}), n * (n + 1) // 2
    if {packed}:
        unpack(size, kept, pointer(values, np.{real}))
    else:
        values = p_at + {bytes} * origin
    product(n, values, r, k)
    a = folded(n, r, k, part)
    if not (a >= 0 and np.isfinite(a)):
        return 0, True
    v = np.{real}(1) / (np.{real}(1) + a)
    e = error(folded(n, w, r, part) * number[2], descriptor, step, i)
    rank_one(n, values, v, k)
    if {packed}:
        store(descriptor, step, size, origin, kept, pointer(values, np.{real}))
    clipped = move(n, weight, place, w, (e * v) * number[1], k, number[3], number[4])
    return clipped, False


@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    every, begin, end, period, lo, hi = fields(descriptor, 6)
    phase = step % period + 1
    if phase % every != 0 or phase <= begin or phase > end:
        return
    bad_count, bad_step, clipped_at = fields(descriptor + 8 * 32, 3)
    bad, clipped = 0, 0
    for i in range(lo, hi):
        clips, left_out = solve(descriptor, step, i)
        clipped += clips
        bad += left_out
    note(np.int64(bad), step, bad_count, bad_step)
    if clipped > 0:
        atomic_add(clipped_at, np.int64(clipped))
"""
)
