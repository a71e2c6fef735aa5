"""The reference backend: interprets a program stage by stage in vectorised NumPy.

This file is the definition of what a step does. It is written to be read, not to be fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...lang import emit
from ...numerics.philox import normals, words
from ...program import (
    BLOCK,
    Arena,
    Array,
    Deliver,
    Drive,
    PoissonDrive,
    Program,
    Record,
    SpikeRecord,
)
from ..base import Backend, Compiled, sampled
from ..rates import host_rates
from . import draw
from .graded import NumpyGraded
from .learn import NumpyRule, arrivals, count_bad
from .normalize import normalize
from .regress import NumpyRegress


class NumpyBackend(Backend):
    """Vectorised NumPy: needs nothing else, and defines what the other backends must do."""

    name = "numpy"
    draw = draw

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
        self._fits = [NumpyRegress(regress, program.seed) for regress in program.regress]
        self._rates = host_rates(program)
        self._graded = NumpyGraded(program)
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
        self._graded.deliver()
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
        for rule in self._rules:
            if learn or rule.kind.short_term:
                rule.step(t)
        for stage in program.normalize:
            if learn and (t + 1) % stage.every == 0:
                self._guards[id(stage.learn.deliver)].scrub(slice(None), t)
                normalize(stage)
        for fit in self._fits:
            fit.trace(t)
            if learn:
                fit.step(t)
        for record in program.records:
            self._record(record, t)

    def _deliver(self, deliver: Deliver, t: int) -> None:
        acc = deliver.target.acc[deliver.receptor]
        for d in range(len(deliver.delays)):
            rows, synapses = arrivals(deliver, d, t)
            rule = self._guards.get(id(deliver))
            if rule is not None:
                rule.scrub(synapses, t)
            if rule is not None and rule.kind.short_term:
                delivered = rule.efficacy(rows, synapses, deliver.delays[d], t)
                target, fixed = deliver.synapse[synapses], fixed_point(delivered, deliver.scale)
            else:
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

    def _record(self, record: Record, t: int) -> None:
        if isinstance(record, SpikeRecord):
            history = record.arena.history
            row = t % history.slots
            ids = history.ids[row, : history.count[row]]
            ids = ids[(ids >= record.lo) & (ids < record.hi)] - np.int32(record.lo)
            self._taken[id(record)].append((np.full(len(ids), t, np.int64), ids))
        elif t % record.every == 0:
            array, index = sampled(record)
            self._taken[id(record)].append((np.array([t], np.int64), array[index][None, :]))

    def collect(self, record: Record) -> tuple[Array, Array]:
        taken, self._taken[id(record)] = self._taken[id(record)], []
        if taken:
            return np.concatenate([s for s, _ in taken]), np.concatenate([v for _, v in taken])
        if isinstance(record, SpikeRecord):
            return np.empty(0, np.int64), np.empty(0, np.int32)
        array, index = sampled(record)
        return np.empty(0, np.int64), np.empty((0, len(index)), array.dtype)


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


def decode(deliver: Deliver, synapses: Array) -> tuple[Array, Array]:
    """(target, fixed-point weight as int64) of some synapses."""
    stored = deliver.synapse[synapses]
    if deliver.form == "constant":
        return stored, np.full(len(synapses), deliver.constant, np.int64)
    if deliver.form == "packed":
        target = stored & np.uint32((1 << deliver.target_bits) - 1)
        weight = stored.view(np.int32) >> np.int32(deliver.target_bits)
        return target.astype(np.int64), weight.astype(np.int64) << deliver.shift
    return stored, fixed_point(deliver.weight[synapses], deliver.scale)


def fixed_point(weight: Array, scale: float) -> Array:
    """Weights in steps of 1 / scale, rounded half to even, as int64."""
    fixed: Array = np.rint(weight.astype(np.float64) * scale).astype(np.int64)
    return fixed


def scheduled(arena: Arena, t: int) -> Array:
    """The spikes that a spike source has for step `t`."""
    assert arena.schedule is not None
    step, ids = arena.schedule
    return ids[np.searchsorted(step, t) : np.searchsorted(step, t, side="right")]
