"""Distances between two spike trains, compiled; linear in the spikes, or in their product.

Imported by the functions that need it, never with snn: it imports Numba. A train is a sorted
float64 array of times in ms; where a distance has a window, it lies in there without equal times.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

VICTOR_PURPURA, VAN_ROSSUM, ISI, SPIKE = range(4)


def _compiled(function: Callable[..., Any]) -> Any:
    """The function compiled, kept on disk where Numba finds a folder that it may write to."""
    try:
        return njit(nogil=True, cache=True, error_model="numpy")(function)
    except RuntimeError:  # no such folder: every process compiles it anew
        return njit(nogil=True, error_model="numpy")(function)


@_compiled
def victor_purpura(a: Any, b: Any, cost: Any) -> Any:
    """The least cost of making a from b: 1 for each spike put in or out, `cost` per ms of shift."""
    row = np.arange(len(b) + 1).astype(np.float64)  # of the first i spikes of a against all of b
    for i in range(len(a)):
        diagonal, row[0] = row[0], i + 1.0
        for j in range(len(b)):
            shifted = diagonal + cost * abs(a[i] - b[j])
            diagonal = row[j + 1]
            row[j + 1] = min(shifted, diagonal + 1.0, row[j] + 1.0)
    return row[len(b)]


@_compiled
def van_rossum(a: Any, b: Any, tau: Any) -> Any:
    """The root of 2 / tau times the integral of the squared difference of the filtered trains.

    Between spikes that difference, h, decays by exp(-t / tau), and the integral over dt of
    2 h² / tau is h² (1 - exp(-2 dt / tau)): a sum of what is not negative, so that little cancels.
    """
    i = j = 0
    h = total = before = 0.0
    while i < len(a) or j < len(b):
        if j == len(b) or (i < len(a) and a[i] <= b[j]):
            t, sign = a[i], 1.0
            i += 1
        else:
            t, sign = b[j], -1.0
            j += 1
        if h != 0.0:
            decay = math.exp((before - t) / tau)
            total -= h * h * math.expm1(2.0 * (before - t) / tau)
            h *= decay
        h += sign
        before = t
    return math.sqrt(total + h * h)


@_compiled
def interval(a: Any, k: Any, start: Any, stop: Any) -> Any:
    """The interval between spikes k - 1 and k, corrected at the edges as Kreuz et al. (2013) do.

    Before the first and after the last spike it is the longer of the time to the edge and the
    neighbouring interval; of an empty train it is the window.
    """
    n = len(a)
    if n == 0:
        return stop - start
    if 0 < k < n:
        return a[k] - a[k - 1]
    to_edge = a[0] - start if k == 0 else stop - a[n - 1]
    if n == 1:
        return to_edge
    return max(to_edge, a[1] - a[0] if k == 0 else a[n - 1] - a[n - 2])


@_compiled
def isi(a: Any, b: Any, start: Any, stop: Any) -> Any:
    """The mean over the window of |x - y| / max(x, y), x and y the present intervals."""
    i = j = 0
    t, total = start, 0.0
    while True:
        after = stop
        if i < len(a):
            after = a[i]
        if j < len(b):
            after = min(after, b[j])
        if after > t:
            x, y = interval(a, i, start, stop), interval(b, j, start, stop)
            total += (after - t) * abs(x - y) / max(x, y)
            t = after
        if i == len(a) and j == len(b):
            return total / (stop - start)
        i += i < len(a) and a[i] <= t
        j += j < len(b) and b[j] <= t


@_compiled
def nearest(a: Any, b: Any, start: Any, stop: Any) -> Any:
    """From each spike of a the time to the nearest of b, which has one more at each edge."""
    n = len(b)
    first, last = start, stop
    if n > 1:
        first = min(start, b[0] - (b[1] - b[0]))
        last = max(stop, b[n - 1] + (b[n - 1] - b[n - 2]))
    found = np.empty(len(a))
    j = 0  # the first of b that is not before the spike
    for k in range(len(a)):
        while j < n and b[j] < a[k]:
            j += 1
        before = b[j - 1] if j > 0 else first
        after = b[j] if j < n else last
        found[k] = min(a[k] - before, after - a[k])
    return found


@_compiled
def gap(a: Any, near: Any, k: Any, t: Any) -> Any:
    """Time to the other train at t: linear between what it is at spikes k - 1 and k."""
    if k == 0:
        return near[0]
    if k == len(a):
        return near[k - 1]
    return (near[k - 1] * (a[k] - t) + near[k] * (t - a[k - 1])) / (a[k] - a[k - 1])


@_compiled
def spike(a: Any, b: Any, start: Any, stop: Any) -> Any:
    """The mean over the window of the dissimilarity S(t) of spike times (Kreuz et al. 2013)."""
    edges = np.array([start, stop])
    a, b = a if len(a) else edges, b if len(b) else edges
    near_a, near_b = nearest(a, b, start, stop), nearest(b, a, start, stop)
    i = j = 0
    t, total = start, 0.0
    while True:
        after = stop
        if i < len(a):
            after = a[i]
        if j < len(b):
            after = min(after, b[j])
        if after > t:  # S is linear in between: its mean is that of its ends
            x, y = interval(a, i, start, stop), interval(b, j, start, stop)
            u = gap(a, near_a, i, t) + gap(a, near_a, i, after)
            v = gap(b, near_b, j, t) + gap(b, near_b, j, after)
            total += (after - t) * (u * y + v * x) / ((x + y) * (x + y))
            t = after
        if i == len(a) and j == len(b):
            return total / (stop - start)
        i += i < len(a) and a[i] <= t
        j += j < len(b) and b[j] <= t


@_compiled
def distance(kind: Any, a: Any, b: Any, start: Any, stop: Any, scale: Any) -> Any:
    """One of the four; scale is the cost (1/ms) or tau (ms), start and stop the window (ms)."""
    if kind == VICTOR_PURPURA:
        return victor_purpura(a, b, scale)
    if kind == VAN_ROSSUM:
        return van_rossum(a, b, scale)
    if kind == ISI:
        return isi(a, b, start, stop)
    return spike(a, b, start, stop)


@_compiled
def fill_row(
    kind: Any, times: Any, first: Any, row: Any, start: Any, stop: Any, scale: Any, out: Any
) -> None:
    """out[row, j] and out[j, row] for all j > row; neuron k has times[first[k] : first[k + 1]]."""
    a = times[first[row] : first[row + 1]]
    for j in range(row + 1, len(first) - 1):
        b = times[first[j] : first[j + 1]]
        out[row, j] = out[j, row] = distance(kind, a, b, start, stop, scale)


@_compiled
def fill_windows(
    kind: Any, train: Any, even: Any, opens: Any, width: Any, scale: Any, slack: Any, out: Any
) -> None:
    """out[k]: the distance of what `train` does in the window that opens at opens[k] from `even`.

    even : the surrogate's times since the window's opening. slack : ms; a spike that is so little
    before a window's edge is on it, as times are rounded.
    """
    nothing = distance(kind, train[:0], even, 0.0, width, scale)
    low = high = 0
    for k in range(len(opens)):
        while low < len(train) and train[low] < opens[k] - slack:
            low += 1
        high = max(low, high)
        while high < len(train) and train[high] < opens[k] + width - slack:
            high += 1
        if low == high:
            out[k] = nothing
        else:
            inside = np.maximum(train[low:high] - opens[k], 0.0)
            out[k] = distance(kind, inside, even, 0.0, width, scale)
