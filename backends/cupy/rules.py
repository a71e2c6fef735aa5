"""Plasticity on the device: the Learn stages of one rule share their launches (plastic.cu)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cupy
import numpy as np

from ...program import Learn, Program
from . import render
from .delivery import THREADS, Histories, Pairs, projection
from .launch import Launch, Module, headers, module
from .neurons import power_of_two
from .records import Clock

_COPIES = 2  # of postsynaptic traces: a step reads one and writes the other


class Plastic:
    """A Learn stage on the device."""

    def __init__(self, learn: Learn) -> None:
        self.learn = learn
        n_rows, n_targets = self._shape = learn.pre.shape[1], learn.post.shape[1]
        self.slots = power_of_two(len(learn.pre_history))
        real = learn.params.dtype
        self.pre = cupy.zeros((len(learn.kind.pre), n_rows), real)
        self.history = cupy.zeros((self.slots, len(learn.kind.pre), n_rows), real)
        self.post = cupy.zeros((_COPIES, len(learn.kind.post), n_targets), real)
        self.bad_count = cupy.asarray(learn.bad_count.astype(np.uint64))
        self.bad_step = cupy.asarray(learn.bad_step)
        self.local = cupy.zeros(learn.local.shape, real)
        self.params = cupy.asarray(learn.params)
        self.columns = Columns(learn)

    def push(self, step: int, turns: int) -> None:
        """Take traces and counters over from the host."""
        learn, slots = self.learn, len(self.learn.pre_history)
        self.pre.set(learn.pre)
        history = np.zeros(self.history.shape, self.history.dtype)
        for k in range(max(0, step - slots), step):
            history[k % self.slots] = learn.pre_history[k % slots]
        self.history.set(history)
        self.post[turns % _COPIES].set(learn.post)
        self.local.set(learn.local)
        self.params.set(learn.params)
        self.bad_count.set(learn.bad_count.astype(np.uint64))
        self.bad_step.set(learn.bad_step)

    def pull(self, step: int, turns: int) -> None:
        """Give traces and counters to the host."""
        learn, slots = self.learn, len(self.learn.pre_history)
        learn.pre[:] = self.pre.get()
        history = self.history.get()
        for k in range(max(0, step - slots), step):
            learn.pre_history[k % slots] = history[k % self.slots]
        learn.post[:] = self.post[turns % _COPIES].get()
        learn.local[:] = self.local.get()
        self.pull_counters()

    def pull_counters(self) -> None:
        self.learn.bad_count[:] = self.bad_count.get()
        self.learn.bad_step[:] = self.bad_step.get()

    def row(self, struct: Any, acc: Any, source: Any, target: Any) -> dict[str, Any]:
        """The struct Plastic; `source` and `target` are flags of the neurons that fired."""
        learn, deliver, columns = self.learn, self.learn.deliver, self.columns
        return {
            "projection": projection(struct("Projection"), deliver, acc),
            "weight": deliver.weight,
            "params": self.params,
            "pre": self.pre,
            "history": self.history,
            "post": self.post,
            "local": self.local,
            "delays": cupy.asarray(deliver.delays),
            "start": columns.start,
            "row": columns.row,
            "offset": columns.offset,
            "column": columns.delay,
            "source_fired": source,
            "target_fired": target,
            "bad_count": self.bad_count,
            "bad_step": self.bad_step,
            "synapses": len(deliver.synapse),
            "every": learn.every,
            "limit": learn.limit,
            "safe": learn.safe,
            "rows": self._shape[0],
            "targets": self._shape[1],
            "target_lo": learn.target_lo,
            "mask": self.slots - 1,
        }


class Columns:
    """The plastic synapses by target: row, place in the row and column of the delay of each.

    Within a target the order is open: every synapse is changed on its own. Empty for rules that
    change nothing.
    """

    def __init__(self, learn: Learn) -> None:
        deliver = learn.deliver
        short_term = learn.kind.short_term
        n = 0 if short_term else len(deliver.synapse)
        n_targets = 0 if short_term else learn.target_hi - learn.target_lo
        count = cupy.zeros(n_targets + 1, np.uint64)
        self.start = cupy.zeros(n_targets + 1, np.int64)
        self.row, self.offset = cupy.empty(n, np.int32), cupy.empty(n, np.uint32)
        self.delay = cupy.empty(n, np.uint16)
        if n:
            self._fill(learn, count)
        self.longest = int(cupy.diff(self.start).max().get()) if n_targets else 0

    def _fill(self, learn: Learn, count: Any) -> None:
        deliver = learn.deliver
        own, stream = module("columns"), cupy.cuda.get_current_stream()
        n_rows, synapse = len(deliver.seg), deliver.synapse.view(np.uint32)
        counting = own.kernel("count_columns")
        grid = min(counting.resident(THREADS), max(1, -(-n_rows // (THREADS // 32))))
        place = (n_rows, synapse, learn.target_lo, count)
        counting.prepare(grid, THREADS, deliver.row_start, *place).start(stream)
        self.start[1:] = cupy.cumsum(count[:-1].astype(np.int64))
        count[:] = self.start.astype(np.uint64)
        rows = (deliver.row_start, deliver.seg, n_rows, len(deliver.delays))
        out = (synapse, learn.target_lo, count, self.row, self.offset, self.delay)
        own.kernel("fill_columns").prepare(grid, THREADS, *rows, *out).start(stream)


class Rule:
    """The stages of one rule."""

    def __init__(
        self,
        program: Program,
        stages: list[Plastic],
        histories: Histories,
        accumulators: Mapping[int, Mapping[str, Any]],
        clock: Clock,
    ) -> None:
        kind = stages[0].learn.kind
        own = module("plastic", headers(rule=render.rule(kind)))
        rows, arriving, departing, neurons = [], Pairs(), Pairs(), 0
        for k, stage in enumerate(stages):
            learn, deliver = stage.learn, stage.learn.deliver
            source, target = histories[id(deliver.source)], histories[id(deliver.target)]
            acc = accumulators[id(deliver.target)][deliver.receptor]
            rows.append(stage.row(own.struct, acc, source.fired, target.fired))
            arriving.add_deliver(deliver, source, k)
            if learn.kind.on_post is not None and stage.columns.longest:
                departing.add(target, learn.target_lo, 0, k, 0, stage.columns.longest)
            neurons = max(neurons, *stage.learn.pre.shape, *stage.learn.post.shape)
        table = own.struct("Plastic").table(rows)
        self.kind = kind
        self._arrive = self._prepare(own, "arrive", program.dt, arriving, 0, table, clock)
        self._learn = [self._prepare(own, "learn", program.dt, departing, neurons, table, clock)]
        if kind.sweep is not None:
            most = max(len(stage.learn.deliver.synapse) for stage in stages)
            self._learn.append(self._sweep(own, most, table, clock))

    def arrive(self, learn: bool) -> Launch:
        """Delivery; with `learn`, arrivals change the weights."""
        return self._arrive.having(learn=int(learn))

    def learn(self, learn: bool) -> list[Launch]:
        """What comes after the update of the neurons, in a step that learns or not."""
        return self._learn if learn or self.kind.short_term else []

    @staticmethod
    def _prepare(
        own: Module, name: str, dt: float, pairs: Pairs, neurons: int, table: Any, clock: Clock
    ) -> Launch:
        kernel = own.kernel(name)
        resident = kernel.resident(THREADS)
        blocks = max(pairs.blocks(dt, resident), min(resident, -(-neurons // THREADS)))
        count = (len(table),) if name == "learn" else ()
        flag = (1,) if name == "arrive" else ()
        given = (own.struct("Pair").table(pairs.rows), len(pairs.rows), table, *count)
        launch: Launch = kernel.prepare(blocks, THREADS, *given, clock.now, clock.turns, 0, *flag)
        return launch

    @staticmethod
    def _sweep(own: Module, synapses: int, table: Any, clock: Clock) -> Launch:
        kernel = own.kernel("sweep")
        blocks = max(1, min(kernel.resident(THREADS), -(-synapses // THREADS)))
        given = (table, len(table), clock.now, clock.turns, 0)
        launch: Launch = kernel.prepare(blocks, THREADS, *given)
        return launch


def rules(
    program: Program,
    histories: Histories,
    accumulators: Mapping[int, Mapping[str, Any]],
    clock: Clock,
) -> tuple[list[Plastic], list[Rule]]:
    """Every Learn stage on the device, and the rules that they follow."""
    stages = [Plastic(learn) for learn in program.learn]
    kinds = list(dict.fromkeys(stage.learn.kind for stage in stages))
    return stages, [
        Rule(program, [s for s in stages if s.learn.kind == kind], histories, accumulators, clock)
        for kind in kinds
    ]
