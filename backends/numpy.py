"""The reference backend: interprets a program stage by stage in vectorised NumPy.

This file is the definition of what a step does. It is written to be read, not to be fast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..lang import emit
from ..numerics.philox import normals, words
from ..program import (
    BLOCK,
    Arena,
    Array,
    Deliver,
    Drive,
    Learn,
    PoissonDrive,
    Program,
    SpikeRecord,
    StateRecord,
)
from . import numpy_draw
from .base import Backend, Compiled
from .rates import host_rates


class NumpyBackend(Backend):
    """Vectorised NumPy: needs nothing else, and defines what the other backends must do."""

    name = "numpy"
    draw = numpy_draw

    def compile(self, program: Program, threads: int | None = None) -> Compiled:
        return NumpyCompiled(program)


class NumpyCompiled(Compiled):
    """A program with its model functions rendered to NumPy."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        kinds = {arena.kind for arena in program.arenas if arena.kind is not None}
        self._update = {kind: emit.compile_numpy(kind.update) for kind in kinds}
        self._rules = [NumpyRule(learn) for learn in program.learn]
        self._guards = {id(rule.learn.deliver): rule for rule in self._rules}
        self._rates = host_rates(program)
        self._taken: dict[int, list[tuple[Array, Array]]] = {}
        for record in program.records:
            self._taken[id(record)] = []

    def advance(self, n_steps: int, learn: bool = True) -> int:
        with np.errstate(all="ignore"):
            for _ in range(n_steps):
                self._rates.deliver()
                self._step(self.program.step, learn)
                if learn:
                    self._rates.learn(self.program.step)
                self.program.step += 1
        return n_steps

    def _step(self, t: int, learn: bool) -> None:
        program = self.program
        for drive in program.drives:
            apply_drive(drive, t)
        for poisson in program.poisson:
            add_poisson(poisson, program.seed, t)
        for deliver in program.deliver:
            self._deliver(deliver, t)
        for arena in program.arenas:
            spikes = self._update_arena(arena, t) if arena.kind else scheduled(arena, t)
            row = t % arena.history.slots
            arena.history.ids[row, : len(spikes)] = spikes
            arena.history.count[row] = len(spikes)
        if learn:
            for rule in self._rules:
                rule.step(t)
        for record in program.records:
            self._record(record, t)

    def _deliver(self, deliver: Deliver, t: int) -> None:
        acc = deliver.target.acc[deliver.receptor]
        for d in range(len(deliver.delays)):
            _, synapses = arrivals(deliver, d, t)
            if id(deliver) in self._guards:
                self._guards[id(deliver)].scrub(synapses, t)
            target, fixed = decode(deliver, synapses)
            np.add.at(acc, target, fixed.astype(acc.dtype))

    def _update_arena(self, arena: Arena, t: int) -> Array:
        kind = arena.kind
        assert kind is not None
        spikes = []
        for p in range(len(arena.names)):
            lo, hi = int(arena.starts[p]), int(arena.starts[p + 1])
            result = self._update[kind](*update_arguments(arena, p, self.program.seed, t))
            out = list(result) if isinstance(result, tuple) else [result]
            for name in kind.states:
                arena.state[name][lo:hi] = out.pop(0)
            if kind.refractory:
                arena.ref[lo:hi] = out.pop(0)
            spiked = np.broadcast_to(out.pop(0), hi - lo)
            spikes.append(lo + np.flatnonzero(spiked))
            for s, bad in enumerate(out):
                count_bad(arena.bad_count, arena.bad_step, (p, s), int(np.count_nonzero(bad)), t)
            for acc in arena.acc.values():
                acc[lo:hi] = 0
        return np.concatenate(spikes)

    def _record(self, record: SpikeRecord | StateRecord, t: int) -> None:
        if isinstance(record, SpikeRecord):
            history = record.arena.history
            row = t % history.slots
            ids = history.ids[row, : history.count[row]]
            ids = ids[(ids >= record.lo) & (ids < record.hi)] - np.int32(record.lo)
            self._taken[id(record)].append((np.full(len(ids), t, np.int64), ids))
        elif t % record.every == 0:
            values = record.arena.state[record.variable][record.index]
            self._taken[id(record)].append((np.array([t], np.int64), values[None, :]))

    def collect(self, record: SpikeRecord | StateRecord) -> tuple[Array, Array]:
        taken, self._taken[id(record)] = self._taken[id(record)], []
        if taken:
            return np.concatenate([s for s, _ in taken]), np.concatenate([v for _, v in taken])
        if isinstance(record, SpikeRecord):
            return np.empty(0, np.int64), np.empty(0, np.int32)
        dtype = record.arena.state[record.variable].dtype
        return np.empty(0, np.int64), np.empty((0, len(record.index)), dtype)


def update_arguments(arena: Arena, p: int, seed: int, t: int) -> list[Any]:
    """What `kind.update` takes for population `p`, in the order that `Kind` states."""
    kind = arena.kind
    assert kind is not None
    lo, hi = int(arena.starts[p]), int(arena.starts[p + 1])

    def word(stream: int) -> Array:
        return words(seed, arena.stream + stream, t, lo, hi - lo)

    arguments: list[Any] = []
    for name, storage in zip(kind.states, kind.storage, strict=True):
        stored = arena.state[name][lo:hi]
        arguments.append(stored.astype(np.uint32) if storage == "f16" else stored)
    if kind.refractory:
        arguments.append(arena.ref[lo:hi].astype(np.int32))
    arguments += [arena.acc[name][lo:hi] for name in kind.receptors]
    if kind.xi:
        arguments.append(normals(seed, arena.stream, t, lo, hi - lo, kind.real))
    if kind.uniform:
        arguments.append(word(1))
    arguments += [word(2 + k) for k in range(kind.rounding)]
    for name in kind.params:
        values = arena.params[name]
        arguments.append(values[lo:hi] if name in kind.arrays else values[p])
    return arguments


def apply_drive(drive: Drive, t: int) -> None:
    """Set or add one step of a time-varying stimulus."""
    into = drive.arena.params[drive.param][drive.lo : drive.hi]
    if drive.first:
        into[:] = drive.base
    into += drive.block[t % BLOCK]


def add_poisson(poisson: PoissonDrive, seed: int, t: int) -> None:
    """Add each neuron's Poisson count times its weight to its accumulator."""
    lo, hi = poisson.lo, poisson.hi
    word = words(seed, poisson.stream, t, 0, hi - lo)
    which = np.broadcast_to(poisson.which, hi - lo)
    count = np.empty(hi - lo, np.int64)
    for k in range(len(poisson.table) - 1):
        table = poisson.thresholds[poisson.table[k] : poisson.table[k + 1]]
        chosen = which == k
        count[chosen] = np.searchsorted(table, word[chosen], side="right")
    acc = poisson.arena.acc[poisson.receptor]
    acc[lo:hi] += (count * poisson.weight).astype(acc.dtype)


def arrivals(deliver: Deliver, d: int, t: int) -> tuple[Array, Array]:
    """(row, synapse) of every synapse of delay index `d` that a spike reaches in step `t`."""
    history = deliver.source.history
    past = (t - int(deliver.delays[d])) % history.slots
    ids = history.ids[past, : history.count[past]]
    rows = ids[(ids >= deliver.source_lo) & (ids < deliver.source_hi)] - deliver.source_lo
    start = deliver.row_start[rows] + deliver.seg[rows, d]
    length = deliver.seg[rows, d + 1].astype(np.int64) - deliver.seg[rows, d]
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    synapses = np.arange(total) + np.repeat(start - ends + length, length)
    return np.repeat(rows, length), synapses


def decode(deliver: Deliver, synapses: Array) -> tuple[Array, Array]:
    """(target, fixed-point weight as int64) of some synapses."""
    stored = deliver.synapse[synapses]
    if deliver.form == "constant":
        return stored, np.full(len(synapses), deliver.constant, np.int64)
    if deliver.form == "packed":
        target = stored & np.uint32((1 << deliver.target_bits) - 1)
        weight = stored.view(np.int32) >> np.int32(deliver.target_bits)
        return target.astype(np.int64), weight.astype(np.int64) << deliver.shift
    scaled = deliver.weight[synapses].astype(np.float64) * deliver.scale
    return stored, np.rint(scaled).astype(np.int64)


def scheduled(arena: Arena, t: int) -> Array:
    """The spikes that a spike source has for step `t`."""
    assert arena.schedule is not None
    step, ids = arena.schedule
    return ids[np.searchsorted(step, t) : np.searchsorted(step, t, side="right")]


def count_bad(count: Array, first: Array, where: Any, n: int, t: int) -> None:
    """Add `n` scrubbed values to a counter and note the step of the first."""
    if n:
        count[where] += n
        if first[where] < 0:
            first[where] = t


class NumpyRule:
    """One Learn stage with its functions rendered, and an index of synapses by target."""

    def __init__(self, learn: Learn) -> None:
        self.learn = learn
        kind, deliver = learn.kind, learn.deliver
        self.call: dict[str, Callable[..., Any]] = {
            name: emit.compile_numpy(getattr(kind, name))
            for name in ("decay_pre", "bump_pre", "decay_post", "bump_post", "on_pre", "on_post")
        }
        per_row: Array = np.diff(deliver.row_start)
        self.row = np.repeat(np.arange(len(per_row)), per_row)
        segments: Array = np.diff(deliver.seg.astype(np.int64), axis=1).ravel()
        self.delay = np.repeat(np.tile(deliver.delays, len(per_row)), segments)
        self.column = np.argsort(deliver.synapse, kind="stable")
        targets = np.arange(learn.target_lo, learn.target_hi + 1)
        self.column_start = np.searchsorted(deliver.synapse[self.column], targets)

    def scrub(self, synapses: Array, t: int) -> None:
        """Replace corrupt weights among `synapses` by the safe value, and count them."""
        learn = self.learn
        weight = learn.deliver.weight
        bad = synapses[~(np.abs(weight[synapses]) <= weight.dtype.type(learn.limit))]
        weight[bad] = learn.safe
        count_bad(learn.bad_count, learn.bad_step, 0, len(bad), t)

    def step(self, t: int) -> None:
        learn, deliver = self.learn, self.learn.deliver
        self._traces("decay_pre", learn.pre, slice(None))
        self._traces("decay_post", learn.post, slice(None))
        slots = len(learn.pre_history)
        learn.pre_history[t % slots] = learn.pre
        for d in range(len(deliver.delays)):
            rows, synapses = arrivals(deliver, d, t)
            self._act("on_pre", rows, synapses, deliver.delays[d], t)
        post = spikes_between(deliver.target, learn.target_lo, learn.target_hi, t)
        columns = [self.column[self.column_start[i] : self.column_start[i + 1]] for i in post]
        synapses = np.concatenate([*columns, np.empty(0, np.int64)]).astype(np.int64)
        self.scrub(synapses, t)
        self._act("on_post", self.row[synapses], synapses, self.delay[synapses], t)
        pre = spikes_between(deliver.source, deliver.source_lo, deliver.source_hi, t)
        self._traces("bump_pre", learn.pre, pre)
        self._traces("bump_post", learn.post, post)

    def _traces(self, function: str, traces: Array, which: Any) -> None:
        if len(traces):
            out = self.call[function](*traces[:, which], *self.learn.params)
            traces[:, which] = np.stack(out if isinstance(out, tuple) else (out,))

    def _act(self, function: str, rows: Array, synapses: Array, delay: Any, t: int) -> None:
        learn = self.learn
        weight = learn.deliver.weight
        past = (t - delay) % len(learn.pre_history)
        pre = [learn.pre_history[past, k, rows] for k in range(len(learn.pre))]
        target = learn.deliver.synapse[synapses] - learn.target_lo
        post = [trace[target] for trace in learn.post]
        weight[synapses] = self.call[function](weight[synapses], *pre, *post, *learn.params)


def spikes_between(arena: Arena, lo: int, hi: int, t: int) -> Array:
    """Neurons lo..hi of an arena that spiked in step `t`, relative to `lo`."""
    row = t % arena.history.slots
    ids = arena.history.ids[row, : arena.history.count[row]]
    return ids[(ids >= lo) & (ids < hi)] - lo
