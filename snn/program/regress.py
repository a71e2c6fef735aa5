"""Recursive least squares as a stage of a program: plain data, like those in `program`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import Array, Deliver


@dataclass
class Regress:
    """Recursive least squares on the synapses of one (wide) Deliver: `weight` in place.

    Every step writes trace[t % slots] = decayed(trace[(t - 1) % slots]), plus `rate` where the
    source spiked at t. Where `learns(t)`, at the end of step t, each target with n synapses does

        r[j] = decayed(trace[(t - delay[j]) % slots, row[j]])
        k[i] = P[i, 0] r[0] + P[i, 1] r[1] + ...    one after the other
        a = sum(r k); the target is left out, and counted as bad, unless a is finite and >= 0
        v = 1 / (1 + a); u = sum(w r) tau + the states `others`; e = u - block[row_of(t)]
        P[i, j] -= (v k[i]) k[j]
        w[j] -= (e v rate) k[j], clipped to low .. high; clips are counted

    `sum` has 32 parts: part l adds elements l, l + 32, ... to 0, then the upper half of the parts
    is added to the lower one until one is left. Nothing is contracted. P is kept as its lower
    triangle, row after row: P[i, j] at first[target] + i (i + 1) / 2 + j, j <= i; in 16 bits
    element e of `p` is rounded with word e of Philox stream `stream`.
    """

    deliver: Deliver
    target_lo: int
    target_hi: int
    start: Array  # int64 (n_targets + 1,): a target's synapses are start[i] .. of the next three
    row: Array  # int32 (n_synapses,): presynaptic row, ascending within a target
    place: Array  # int64 (n_synapses,): in deliver.weight
    delay: Array  # int32 (n_synapses,), or (1,) where all are equal: steps
    first: Array  # int64 (n_targets + 1,): where a target's triangle starts in `p`
    p: Array  # (first[-1],): uint16 (halves), float32 or float64
    trace: Array  # compute dtype (slots, n_rows), slots = longest delay + 1
    block: Array  # compute dtype (rows, 1) or (rows, n_targets): targets of a block of steps
    others: tuple[str, ...]  # states of the target neurons that count as input too
    decay: float  # of the receptor in a step
    rate: float  # 1 / tau, 1/ms
    tau: float  # ms
    every: int  # steps
    begin: int  # learns in steps begin < t % period + 1 <= end
    end: int
    period: int  # steps
    low: float
    high: float
    stream: int
    bad_count: Array  # int64 (1,): updates left out
    bad_step: Array  # int64 (1,): step of the first, -1 if none
    clipped: Array  # int64 (1,): weights clipped
    label: str = ""

    @property
    def real(self) -> str:
        """The compute type: "f32" or "f64"."""
        return "f64" if self.trace.dtype.itemsize == 8 else "f32"

    @property
    def storage(self) -> str:
        """How P is kept: "f16", "f32" or "f64"."""
        return {2: "f16", 4: "f32", 8: "f64"}[self.p.dtype.itemsize]

    @property
    def n_targets(self) -> int:
        return self.target_hi - self.target_lo

    def learns(self, t: int) -> bool:
        """Whether weights change at the end of step t, which is the time (t + 1) dt."""
        phase = t % self.period + 1
        return phase % self.every == 0 and self.begin < phase <= self.end

    def row_of(self, t: int) -> int:
        """The row of `block` that belongs to step t."""
        return (t + 1) // self.every % len(self.block)
