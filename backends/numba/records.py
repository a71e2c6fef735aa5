"""Recorders: what is seen goes to buffers of fixed size; a run stops before one overflows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from ...program import Array, SpikeRecord, StateRecord, WeightRecord
from ...wiring.forms import targets
from ..base import sampled
from .history import History, present
from .intrinsics import atomic_store, fields, like, pointer
from .passes import Descriptor, Pass, generic

SPIKES = 1 << 18  # least number of spikes that a buffer holds
BYTES = 1 << 24  # size of a buffer of states or weights
ROWS = 4  # of such a buffer, at least


@dataclass
class SpikeBuffer:
    """The spikes of one chunk that are not collected yet."""

    step: Array
    id: Array
    used: Array  # int64 (1,)
    most: int  # spikes that one step can bring

    @property
    def full(self) -> bool:
        return int(self.used[0]) + self.most > len(self.id)

    def take(self) -> tuple[Array, Array]:
        n = int(self.used[0])
        self.used[0] = 0
        return self.step[:n].copy(), self.id[:n].copy()


class Spikes:
    """A recorder of spikes: one buffer for each chunk of the arena that it covers."""

    def __init__(self, record: SpikeRecord, history: History) -> None:
        self.record, self.history = record, history
        bounds = np.clip(history.bounds, record.lo, record.hi)
        self.buffers = [_spike_buffer(int(most)) for most in np.diff(bounds)]

    @property
    def full(self) -> bool:
        return any(buffer.full for buffer in self.buffers)

    def make(self, chunk: int, stop: int) -> list[Pass]:
        """The pass that records a chunk; it writes to address `stop` when its buffer is full."""
        buffer = self.buffers[chunk]
        if not buffer.most:
            return []
        into = (buffer.step, buffer.id, buffer.used, len(buffer.id) - buffer.most)
        mine = Descriptor(*self.history.fields(), chunk)
        values = (mine, self.record.lo, self.record.hi, *into, stop)
        return [generic("records", "spikes(descriptor, step)", *values)]

    def collect(self) -> tuple[Array, Array]:
        """(step, id) since the last call, sorted: a chunk's neurons come before the next one's."""
        taken = [buffer.take() for buffer in self.buffers]
        step = np.concatenate([steps for steps, _ in taken])
        ids = np.concatenate([ids for _, ids in taken])
        if len(taken) == 1:
            return step, ids
        order = np.argsort(step, kind="stable")
        return step[order], ids[order]


class States:
    """A recorder of a state, or of weights: each chunk writes its own columns of a common buffer.

    history : of the arena whose neurons have the state, or are the targets.
    """

    def __init__(self, record: StateRecord | WeightRecord, history: History) -> None:
        self.record, self.history = record, history
        dtype = sampled(record)[0].dtype
        width = len(record.index)
        rows = max(ROWS, BYTES // (dtype.itemsize * max(1, width)))
        self.values = np.empty((min(rows, 1 << 16), width), dtype)
        self.step = np.empty(len(self.values), np.int64)
        self.used = [np.zeros(1, np.int64) for _ in range(history.chunks)]

    @property
    def full(self) -> bool:
        return int(self.used[self.history.first][0]) == len(self.values)

    def make(self, chunk: int, stop: int) -> list[Pass]:
        """The pass that records a chunk's columns; that of the first also notes the step."""
        record, first = self.record, self.history.first
        lo, hi = self.history.bounds[chunk], self.history.bounds[chunk + 1]
        neuron = self._neurons()
        column = np.flatnonzero((neuron >= lo) & (neuron < hi))
        if not len(column) and chunk > first:
            return []
        state, index = sampled(record)
        bits = {2: "uint16", 4: "uint32", 8: "uint64"}[state.dtype.itemsize]
        steps = self.step if chunk == first else np.empty(0, np.int64)
        source = (record.every, len(column), column.astype(np.int64), index[column], state)
        into = (self.values, self.values.shape[1], steps, self.used[chunk], len(self.values))
        return [generic("records", f"states(descriptor, step, {bits}(0))", *source, *into, stop)]

    def _neurons(self) -> Array:
        """Whose thread writes what is recorded: of a weight, that of the target."""
        record = self.record
        if isinstance(record, StateRecord):
            return record.index
        return targets(record.deliver, record.index)

    def collect(self) -> tuple[Array, Array]:
        """(step, raw values (steps, index)) since the last call."""
        n = int(self.used[self.history.first][0])
        for used in self.used:
            used[0] = 0
        return self.step[:n].copy(), self.values[:n].copy()


def _spike_buffer(most: int) -> SpikeBuffer:
    size = max(4 * most, SPIKES if most else 0)
    return SpikeBuffer(
        np.empty(size, np.int64), np.empty(size, np.int32), np.zeros(1, np.int64), most
    )


@njit(error_model="numpy")
def spikes(descriptor: Any, step: Any) -> None:
    """Append the step's spikes of neurons lo..hi; ask to stop if another step might not fit."""
    chunk, lo, hi, step_at, id_at, used_at, limit, stop = fields(descriptor, 8)
    ids, first, last = present(chunk, step, lo, hi)
    used = pointer(used_at, np.int64)
    into = used[0]
    for k in range(first, last):
        pointer(step_at, np.int64)[into] = step
        pointer(id_at, np.int32)[into] = ids[k] - lo
        into += 1
    used[0] = into
    if into > limit:
        atomic_store(stop, step + 1)


@njit(error_model="numpy")
def states(descriptor: Any, step: Any, example: Any) -> None:
    """Append the recorded columns of a state (or weights), raw; ask to stop if no row is left."""
    every, n, column_at, index_at, state_at, values_at, width, step_at, used_at, rows, stop = (
        fields(descriptor, 11)
    )
    if step % every != 0:
        return
    column, index = pointer(column_at, np.int64), pointer(index_at, np.int64)
    state, used = like(state_at, example), pointer(used_at, np.int64)
    row = used[0]
    values = like(values_at, example)
    for k in range(n):
        values[row * width + column[k]] = state[index[k]]
    if step_at != 0:
        pointer(step_at, np.int64)[row] = step
    used[0] = row + 1
    if row + 1 == rows:
        atomic_store(stop, step + 1)
