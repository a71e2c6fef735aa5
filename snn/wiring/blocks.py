"""Synapses in blocks that are small beside a big network: who counts them need not hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from ..program import Array, Deliver, host
from . import forms
from .specification import ProjectionSpec

_BLOCK = 1 << 21  # synapses, about: a block ends with a row


class Block:
    """Some synapses of a projection: those of consecutive source neurons, in its order.

    On the host. Weights and delays are decoded when they are read.
    """

    def __init__(self, part: _Part, chosen: Any, first_target: int) -> None:
        self._part, self._chosen = part, chosen
        self.pre: Array = part.pre[chosen]  # int32, from the start of the source
        self.post: Array = part.target[chosen] - np.int32(first_target)  # int32, of the target

    @property
    def weight(self) -> Array:
        """As used, float64, in the receptor's unit."""
        chosen: Array = self._part.weight[self._chosen]
        return chosen

    @property
    def delay(self) -> Array:
        """int64, steps."""
        chosen: Array = self._part.delay[self._chosen]
        return chosen


class _Part:
    """The synapses of rows lo..hi of a Deliver."""

    def __init__(self, deliver: Deliver, row_start: Array, lo: int, hi: int) -> None:
        self._deliver, self._rows = deliver, slice(lo, hi)
        self._places = slice(int(row_start[lo]), int(row_start[hi]))
        self.target = host(forms.targets(deliver, self._places))
        per_row = np.diff(row_start[lo : hi + 1])
        self.pre = np.repeat(np.arange(lo, hi, dtype=np.int32), per_row)

    @cached_property
    def weight(self) -> Array:
        return host(forms.weights(self._deliver, self._places))

    @cached_property
    def delay(self) -> Array:
        seg = host(self._deliver.seg[self._rows]).astype(np.int64)
        per_segment = (seg[:, 1:] - seg[:, :-1]).ravel()
        return np.repeat(np.tile(self._deliver.delays, len(seg)), per_segment)


def blocks(
    deliver: Deliver, wanted: Collection[ProjectionSpec]
) -> Iterator[tuple[ProjectionSpec, Block]]:
    """(projection, some of its synapses), until all those of the `wanted` ones were there once."""
    members = [spec for spec in deliver.members if any(spec is each for each in wanted)]
    row_start = host(deliver.row_start)
    for lo, hi in _rows(row_start) if members else ():
        part = _Part(deliver, row_start, lo, hi)
        for spec in members:
            chosen: Any = slice(None)
            if len(deliver.members) > 1:
                target = part.target
                chosen = np.flatnonzero((target >= spec.target_lo) & (target < spec.target_hi))
            yield spec, Block(part, chosen, spec.target_lo)


def _rows(row_start: Array) -> Iterator[tuple[int, int]]:
    """Ranges of rows with about _BLOCK synapses, at least one row each."""
    lo, n = 0, len(row_start) - 1
    while lo < n:
        fitting = int(np.searchsorted(row_start, row_start[lo] + _BLOCK, side="right")) - 1
        hi = min(max(fitting, lo + 1), n)
        yield lo, hi
        lo = hi
