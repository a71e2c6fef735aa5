"""Synapses that ranks have divided among them, in the order of a single process, and back.

A segment is the synapses of one row at one delay. In it those of the ranks follow one another, as
their targets do; so the place of each follows from how long the segments are on every rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..mpi import Ranks
from ..program import Array, Deliver
from . import forms


def order_of(segment: Array, n_segments: int, ranks: Ranks) -> Array:
    """The place of each of this rank's synapses among those of all ranks, int64.

    segment : int64 (n,), ascending: the segment of each synapse, 0 .. n_segments - 1.
    """
    here = np.bincount(segment, minlength=n_segments)
    every = ranks.sum(here)
    start = np.cumsum(every) - every + ranks.before(here) - (np.cumsum(here) - here)
    order: Array = start[segment] + np.arange(len(segment))
    return order


def in_order(
    order: Array, columns: Sequence[Array], ranks: Ranks, to_first: bool = False
) -> list[Array]:
    """Values of all ranks' synapses, in columns, each at its place in `order`.

    to_first : on rank 0 only; the others get empty arrays.
    """
    names = [f"column {k}" for k in range(len(columns))]
    typed = [("place", np.int64), *((n, c.dtype) for n, c in zip(names, columns, strict=True))]
    table = np.empty(len(order), typed)
    table["place"] = order
    for name, column in zip(names, columns, strict=True):
        table[name] = column
    rows = np.concatenate([table[:0], *ranks.gather(table, to_first=to_first)])
    whole = [np.empty(len(rows), column.dtype) for column in columns]
    for name, column in zip(names, whole, strict=True):
        column[rows["place"]] = rows[name]
    return whole


def whole_deliver(deliver: Deliver, ranks: Ranks) -> tuple[Deliver, Array]:
    """(a Deliver with the synapses of all ranks, on rank 0; the order of this rank's own)."""
    length = _lengths(deliver)
    segment = np.repeat(np.arange(length.size), length.ravel())
    order = order_of(segment, length.size, ranks)
    seg, row_start = _laid_out(ranks.sum(length))
    columns = [deliver.synapse, *([deliver.weight] if deliver.form == "wide" else [])]
    synapse, *weight = in_order(order, columns, ranks, to_first=True)
    kept = weight[0] if weight else deliver.weight
    return replace(deliver, seg=seg, row_start=row_start, synapse=synapse, weight=kept), order


def own_deliver(deliver: Deliver, own: tuple[int, int]) -> tuple[Deliver, Array]:
    """(a Deliver with only the synapses onto neurons `own` of its target; which those are)."""
    target = forms.targets(deliver)
    kept = np.flatnonzero((target >= own[0]) & (target < own[1]))
    length = _lengths(deliver)
    segment = np.repeat(np.arange(length.size), length.ravel())[kept]
    seg, row_start = _laid_out(np.bincount(segment, minlength=length.size).reshape(length.shape))
    weight = deliver.weight[kept] if deliver.form == "wide" else deliver.weight
    synapse = deliver.synapse[kept]
    return replace(deliver, seg=seg, row_start=row_start, synapse=synapse, weight=weight), kept


def _lengths(deliver: Deliver) -> Array:
    """(n_rows, n_delays): of every segment."""
    length: Array = np.diff(deliver.seg.astype(np.int64), axis=1)
    return length


def _laid_out(length: Array) -> tuple[Array, Array]:
    """(seg, row_start) of segments of these lengths."""
    seg = np.zeros((len(length), length.shape[1] + 1), np.uint32)
    seg[:, 1:] = np.cumsum(length, axis=1)
    row_start = np.zeros(len(length) + 1, np.int64)
    row_start[1:] = np.cumsum(length.sum(axis=1))
    return seg, row_start
