"""Regress stages in vectorised NumPy: the definition of what recursive least squares does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...compose.least_squares import functions
from ...lang import emit
from ...numerics.half import decode
from ...numerics.philox import words
from ...program import Array
from ...program.regress import Regress
from .learn import count_bad, spikes_between

LANES = 32
_TARGETS = 64  # whose P is unpacked at a time


class NumpyRegress:
    """One Regress stage, its targets sorted by their number of synapses."""

    def __init__(self, regress: Regress, seed: int) -> None:
        self.regress, self.seed = regress, seed
        self.call: dict[str, Callable[..., Any]] = {
            name: emit.compile_numpy(f) for name, f in functions(regress.real).items()
        }
        count = np.diff(regress.start)
        self.groups = [
            (int(n), piece)
            for n in np.unique(count[count > 0])
            for same in [np.flatnonzero(count == n)]
            for piece in np.split(same, range(_TARGETS, len(same), _TARGETS))
        ]

    def trace(self, t: int) -> None:
        """Traces decay; those of neurons that spiked in step t jump."""
        regress, deliver = self.regress, self.regress.deliver
        trace, real = regress.trace, regress.trace.dtype.type
        slots = len(trace)
        rows = spikes_between(deliver.source, deliver.source_lo, deliver.source_hi, t)
        trace[t % slots] = self.call["decayed"](trace[(t - 1) % slots], real(regress.decay))
        trace[t % slots, rows] += real(regress.rate)

    def step(self, t: int) -> None:
        """The weights of all targets, if step t learns."""
        if self.regress.learns(t):
            for n, targets in self.groups:
                self._solve(n, targets, t)

    def _solve(self, n: int, targets: Array, t: int) -> None:
        """The targets all have n synapses."""
        regress = self.regress
        real = regress.trace.dtype.type
        synapse = regress.start[targets][:, None] + np.arange(n)
        place = regress.place[synapse]
        w, r = regress.deliver.weight[place], self._traces(synapse, t)
        entry = regress.first[targets][:, None, None] + square(n)
        P = self._load(regress.p[entry])
        k = np.zeros_like(r)
        for j in range(n):
            k = k + P[:, :, j] * r[:, j, None]
        a = folded(r * k)
        good = (a >= 0) & (a <= np.finfo(real).max)
        count_bad(regress.bad_count, regress.bad_step, 0, int((~good).sum()), t)
        v = real(1) / (real(1) + a)
        step = (self._error(w, r, targets, t) * v) * real(regress.rate)
        after = self.call["moved"](w, step[:, None], k, real(regress.low), real(regress.high))
        regress.clipped += int((after != w - step[:, None] * k)[good].sum())
        P = P - (v[:, None] * k)[:, :, None] * k[:, None, :]
        regress.deliver.weight[place[good]] = after[good]
        row, column = np.tril_indices(n)
        self._store(entry[good][:, row, column], P[good][:, row, column], t)

    def _traces(self, synapse: Array, t: int) -> Array:
        """What has arrived of each presynaptic neuron's spikes, at the end of step t."""
        regress = self.regress
        delay = regress.delay[synapse if len(regress.delay) > 1 else 0]
        then = regress.trace[(t - delay) % len(regress.trace), regress.row[synapse]]
        now: Array = self.call["decayed"](then, then.dtype.type(regress.decay))
        return now

    def _error(self, w: Array, r: Array, targets: Array, t: int) -> Array:
        """The input that the targets have, minus what they shall have."""
        regress, arena = self.regress, self.regress.deliver.target
        real = w.dtype.type
        u = folded(w * r) * real(regress.tau)
        for name in regress.others:
            stored = arena.state[name][regress.target_lo + targets]
            u = u + (decode(stored).astype(real) if stored.dtype == np.uint16 else stored)
        wanted = regress.block[regress.row_of(t)]
        error: Array = u - (wanted[targets] if len(wanted) > 1 else wanted)
        return error

    def _load(self, stored: Array) -> Array:
        real = self.regress.trace.dtype
        if stored.dtype == np.uint16:
            return decode(stored).astype(real)
        return stored.astype(real)

    def _store(self, entry: Array, values: Array, t: int) -> None:
        p = self.regress.p
        if p.dtype == np.uint16:
            word = words(self.seed, self.regress.stream, t, 0, len(p))[entry]
            values = self.call["real_to_half"](values, word)
        p[entry] = values.astype(p.dtype)


def square(n: int) -> Array:
    """Where in its triangle P[i, j] is, int64 (n, n)."""
    i, j = np.arange(n)[:, None], np.arange(n)
    high, low = np.maximum(i, j), np.minimum(i, j)
    place: Array = high * (high + 1) // 2 + low
    return place


def folded(x: Array) -> Array:
    """Sums over the last axis, in the order that `Regress` states."""
    n = x.shape[-1]
    parts = np.zeros((*x.shape[:-1], LANES), x.dtype)
    for lo in range(0, n, LANES):
        piece = x[..., lo : lo + LANES]
        parts[..., : piece.shape[-1]] += piece
    width = LANES
    while width > 1:
        width //= 2
        parts = parts[..., :width] + parts[..., width : 2 * width]
    total: Array = parts[..., 0]
    return total
