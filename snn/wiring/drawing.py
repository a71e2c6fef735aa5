"""What a backend's drawing code does: the interface between construction and `backend.draw`.

Every function gives the same bits in every backend and may be called from several threads on
disjoint rows; `numpy/draw.py` is the definition. All arrays are of the backend's own module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..program import Array
from ..values import Law
from .rows import Key, Rows
from .scaling import BINS


@dataclass(frozen=True)
class Recipe:
    """All that determines the synapses of a projection."""

    rows: Rows
    weight: Law
    delay: Law  # ms
    dt: float  # ms
    wiring: Key
    values: Key


@dataclass
class Tally:
    """What is counted of synapses beforehand, in whole numbers: parts add up exactly."""

    load: Array  # int64 (n_post,): summed |weight| in units, each rounded up
    histogram: Array  # int64 (2048,): how many weights have which biased binary exponent
    extremes: Array  # float64 (2,): least |weight| that is not zero, greatest |weight|

    @classmethod
    def empty(cls, n_post: int, xp: Any) -> Tally:
        extremes = xp.asarray(np.array([np.inf, 0.0]))
        return cls(xp.zeros(n_post, np.int64), xp.zeros(BINS, np.int64), extremes)


@dataclass
class Output:
    """Where synapses go, and in which form. See `program.Deliver`."""

    first: int  # delay steps of bin 0
    column: Array  # int32 (n_bins,): bin -> column of seg; -1 where no synapse has that delay
    row_start: Array  # int64 (n_rows + 1,)
    seg: Array  # uint32 (n_rows, n_delays + 1): column d + 1 is where the next of delay d goes
    synapse: Array  # uint32; may be the memory of the recipe's own list of targets
    weight: Array  # float32 or float64 where wide, else empty
    packed: bool
    target_lo: int
    target_bits: int
    inverse_quantum: float


class Draw(Protocol):
    """Drawing code of a backend: a module with these names."""

    xp: Any  # the module of the arrays: numpy, or that of the backend's own memory
    ordered: bool  # whether `place` keeps the order of i; else rows have to be sorted after it
    per_call: int  # synapses that a call of `census` or `fill` should draw, about

    def chunk(self, n: int) -> int:
        """Of `n` synapses that are listed, how many should be drawn by one `pairs` or `choices`."""

    def pairs(
        self, key: Key, first: int, count: int, n_pre: int, n_post: int
    ) -> tuple[Array, Array]:
        """(pre, post) of the candidates first .. first + count - 1 of a fixed total, int32."""

    def choices(
        self, key: Key, tag: int, lo: int, hi: int, n: int, k: int, distinct: bool, hole: int
    ) -> Array:
        """For each of the rows lo..hi, `k` of `n` columns, int32 (hi - lo, k).

        Choice i of a row uses word i mod 4 of block i ÷ 4: the column below(word, m) of the m = n
        columns (one less where row + hole is among them: that one is left out). Distinct choices
        by Floyd's algorithm: j = m - k + i; t = below(word, j + 1), or j if t is taken already.
        """

    def tally(self, index: Array, count: Array) -> None:
        """count[i] += 1 for every i of `index` (int32, of any shape); `count` is int64."""

    def place(self, row: Array, value: Array, cursor: Array, out: Array) -> None:
        """out[cursor[row[i]]++] = value[i]; `row`, `value`, `out` int32, `row` of any shape.

        For i ascending where `ordered`, else in any order.
        """

    def sort_rows(self, start: Array, values: Array, n: int) -> None:
        """Sort values[start[r]:start[r + 1]], int32 in 0 .. n - 1, in place, for every row r."""

    def census(
        self,
        recipe: Recipe,
        lo: int,
        hi: int,
        first: int,
        table: Array,
        inverse_unit: float,
        tally: Tally,
    ) -> None:
        """Count the synapses of rows lo..hi: table[r, steps - first + 1] += 1; and `tally`."""

    def fill(self, recipe: Recipe, lo: int, hi: int, out: Output) -> None:
        """Write the synapses of rows lo..hi.

        Where `out.synapse` is the memory of the recipe's list of targets, a row's synapses take
        the place of its targets.
        """
