"""Delivery on the device: which spikes reach which synapses, as tables for deliver.cu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cupy
import numpy as np

from ...program import Arena, Array, Deliver, Program
from .launch import Launch, Module, module
from .neurons import History
from .records import Clock, Recorders
from .structs import Record

THREADS = 256  # of a block, as items.cuh has it
WARPS = THREADS // 32
CHUNK = 128  # synapses of an item: all that a warp loads before it adds the first
MOST_CHUNKS = 64  # of a segment: of a long-tailed population most are empty
RATE = 1e-2  # spikes per ms and neuron that grids are made for
_FORM = {"constant": 0, "packed": 1, "wide": 2}

Histories = Mapping[int, History]  # by id of the arena


def on_device(array: Any) -> Any:
    """The array in device memory, contiguous."""
    if isinstance(array, np.ndarray):
        return cupy.asarray(np.ascontiguousarray(array))
    return array


def settle(deliver: Deliver) -> None:
    """Move a Deliver's synapses to the device. The program has them there from now on."""
    deliver.row_start = on_device(deliver.row_start)
    deliver.seg = on_device(deliver.seg)
    deliver.synapse = on_device(deliver.synapse)
    deliver.weight = on_device(deliver.weight)


def projection(struct: Any, deliver: Deliver, acc: Any, cut: Any = None) -> Record:
    """The struct Projection of a Deliver that is on the device.

    cut : uint32 (rows, columns + 1), in place of `seg`: segments are divided further.
    """
    seg = deliver.seg if cut is None else cut
    wide_form = int(deliver.weight.dtype == np.float64) if deliver.form == "wide" else 0
    record: Record = struct.fill(
        row_start=deliver.row_start,
        seg=seg,
        synapse=deliver.synapse.view(np.uint32),
        weight=deliver.weight if deliver.form == "wide" else None,
        acc=acc,
        scale=deliver.scale,
        constant=deliver.constant,
        source_lo=deliver.source_lo,
        source_hi=deliver.source_hi,
        columns=seg.shape[1] - 1,
        form=_FORM[deliver.form] + wide_form,
        target_bits=deliver.target_bits,
        shift=deliver.shift,
        acc_wide=int(acc.dtype == np.int64),
    )
    return record


def pieces(longest: int, n: int) -> tuple[int, int]:
    """(chunks, chunk) of segments of up to `longest` synapses, of `n` neurons."""
    most = max(1, min(MOST_CHUNKS, (2**31 - 1) // max(n, 1)))
    chunk = max(CHUNK, -(-longest // most))
    return -(-longest // chunk), chunk


class Pairs:
    """Rows of the struct Pair: the spikes of a population some steps ago, and what they cause."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._items = 0  # if every neuron spikes

    def add(
        self, history: History, lo: int, delay: int, target: int, column: int, longest: int
    ) -> None:
        """Add the spikes of the population of neuron `lo` of an arena, `delay` steps ago."""
        arena = history.arena
        p = int(np.searchsorted(arena.starts, lo, side="right")) - 1
        first, last = int(arena.starts[p]), int(arena.starts[p + 1])
        chunks, chunk = pieces(longest, last - first)
        self._items += (last - first) * chunks
        self.rows.append(
            {
                "count": history.count.ravel()[p:],
                "ids": history.ids.ravel()[first:],
                "stride": history.populations,
                "n": arena.n,
                "mask": history.rows - 1,
                "delay": delay,
                "chunks": chunks,
                "chunk": chunk,
                "target": target,
                "column": column,
            }
        )

    def add_deliver(self, deliver: Deliver, history: History, target: int) -> None:
        """Add every delay of a Deliver."""
        if not len(deliver.delays) or not len(deliver.seg):
            return
        longest: Array = (deliver.seg[:, 1:] - deliver.seg[:, :-1]).max(axis=0).get()
        for d, delay in enumerate(deliver.delays):
            if longest[d]:
                self.add(history, deliver.source_lo, int(delay), target, d, int(longest[d]))

    def blocks(self, dt: float, resident: int) -> int:
        """Blocks for the items that a step has at RATE."""
        return int(np.clip(np.ceil(self._items * RATE * dt / WARPS), 1, resident))


def _rings(struct: Any, histories: Histories, arenas: list[Arena]) -> Any:
    living = [histories[id(arena)] for arena in arenas if arena.kind is not None]
    return struct.table(
        [{"count": h.count, "mask": h.rows - 1, "populations": h.populations} for h in living]
    )


def _sources(own: Module, histories: Histories, arenas: list[Arena], recorders: Recorders) -> Any:
    rows = []
    for arena in arenas:
        if arena.schedule is not None:
            step, ids = arena.schedule
            history = histories[id(arena)]
            rows.append(
                {
                    "spikes": history.spikes(own.struct("Spikes"), recorders.log(arena)),
                    "step": cupy.asarray(step),
                    "id": cupy.asarray(ids),
                    "n": len(step),
                }
            )
    return own.struct("Source").table(rows)


def launch(
    program: Program,
    static: list[Deliver],
    histories: Histories,
    accumulators: Mapping[int, Mapping[str, Any]],
    recorders: Recorders,
    clock: Clock,
) -> Launch:
    """The first launch of a step: delivery of static synapses, rings, spike sources."""
    own = module("deliver")
    rows, pairs = [], Pairs()
    for k, deliver in enumerate(static):
        acc = accumulators[id(deliver.target)][deliver.receptor]
        rows.append(projection(own.struct("Projection"), deliver, acc))
        pairs.add_deliver(deliver, histories[id(deliver.source)], k)
    rings = _rings(own.struct("Ring"), histories, program.arenas)
    sources = _sources(own, histories, program.arenas, recorders)
    kernel = own.kernel("deliver")
    blocks = pairs.blocks(program.dt, kernel.resident(THREADS))
    return kernel.prepare(
        blocks + len(sources),
        THREADS,
        own.struct("Pair").table(pairs.rows),
        len(pairs.rows),
        own.struct("Projection").gather(rows),
        rings,
        len(rings),
        sources,
        len(sources),
        clock.now,
        0,
    )
