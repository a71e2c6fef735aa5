"""Plasticity in the reference backend: one Learn stage, as `program.Learn` defines it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...lang import emit
from ...program import Arena, Array, Deliver, Learn

_FUNCTIONS = ("decay_pre", "bump_pre", "decay_post", "bump_post")
_OPTIONAL = ("on_pre", "on_post", "sweep", "efficacy")


class NumpyRule:
    """One Learn stage with its functions rendered, and an index of synapses by target."""

    def __init__(self, learn: Learn) -> None:
        self.learn = learn
        self.kind = kind = learn.kind
        deliver = learn.deliver
        given = [*_FUNCTIONS, *(name for name in _OPTIONAL if getattr(kind, name) is not None)]
        self.call: dict[str, Callable[..., Any]] = {
            name: emit.compile_numpy(getattr(kind, name)) for name in given
        }
        per_row: Array = np.diff(deliver.row_start)
        self.row = np.repeat(np.arange(len(per_row)), per_row)
        segments: Array = np.diff(deliver.seg.astype(np.int64), axis=1).ravel()
        self.delay = np.repeat(np.tile(deliver.delays, len(per_row)), segments)
        self.column = np.argsort(deliver.synapse, kind="stable")
        targets = np.arange(learn.target_lo, learn.target_hi + 1)
        self.column_start = np.searchsorted(deliver.synapse[self.column], targets)

    def scrub(self, synapses: Any, t: int) -> None:
        """Replace corrupt weights among `synapses` by the safe value, and count them."""
        learn = self.learn
        weight = learn.deliver.weight
        bad = ~(np.abs(weight[synapses]) <= weight.dtype.type(learn.limit))
        weight[synapses] = np.where(bad, weight.dtype.type(learn.safe), weight[synapses])
        count_bad(learn.bad_count, learn.bad_step, 0, int(np.count_nonzero(bad)), t)

    def efficacy(self, rows: Array, synapses: Array, delay: int, t: int) -> Array:
        """What `synapses` deliver to spikes of their `rows` that left `delay` steps ago."""
        weight = self.learn.deliver.weight[synapses]
        delivered = self.call["efficacy"](weight, *self._pre(rows, delay, t), *self.learn.params)
        return np.broadcast_to(delivered, weight.shape)

    def step(self, t: int) -> None:
        """What the rule does in step `t`."""
        learn, deliver = self.learn, self.learn.deliver
        self._traces("decay_pre", learn.pre, slice(None))
        self._traces("decay_post", learn.post, slice(None))
        learn.pre_history[t % len(learn.pre_history)] = learn.pre
        if "on_pre" in self.call:
            for d in range(len(deliver.delays)):
                rows, synapses = arrivals(deliver, d, t)
                self._act("on_pre", synapses, self._pre(rows, deliver.delays[d], t))
        post = spikes_between(deliver.target, learn.target_lo, learn.target_hi, t)
        if "on_post" in self.call:
            columns = [self.column[self.column_start[i] : self.column_start[i + 1]] for i in post]
            synapses = np.concatenate([*columns, np.empty(0, np.int64)]).astype(np.int64)
            self.scrub(synapses, t)
            self._act("on_post", synapses, self._pre(self.row[synapses], self.delay[synapses], t))
        pre = spikes_between(deliver.source, deliver.source_lo, deliver.source_hi, t)
        self._traces("bump_pre", learn.pre, pre)
        self._traces("bump_post", learn.post, post)
        if "sweep" in self.call and (t + 1) % learn.every == 0:
            self.scrub(slice(None), t)
            self._act("sweep", slice(None), [])

    def _traces(self, function: str, traces: Array, which: Any) -> None:
        if len(traces):
            out = self.call[function](*traces[:, which], *self.learn.params)
            for trace, after in zip(traces, out if isinstance(out, tuple) else (out,), strict=True):
                trace[which] = after

    def _pre(self, rows: Array, delay: Any, t: int) -> list[Array]:
        """The presynaptic traces of `rows` as spikes that arrive now, after `delay`, met them."""
        history = self.learn.pre_history
        past = (t - delay) % len(history)
        return [history[past, k, rows] for k in range(history.shape[1])]

    def _act(self, function: str, synapses: Any, pre: list[Array]) -> None:
        learn = self.learn
        weight = learn.deliver.weight
        target = learn.deliver.synapse[synapses] - learn.target_lo
        post = [trace[target] for trace in learn.post]
        local = [values[synapses] for values in learn.local]
        out = self.call[function](weight[synapses], *local, *pre, *post, *learn.params)
        changed = out if isinstance(out, tuple) else (out,)
        for values, after in zip((weight, *learn.local), changed, strict=True):
            values[synapses] = after


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


def count_bad(count: Array, first: Array, where: Any, n: int, t: int) -> None:
    """Add `n` scrubbed values to a counter and note the step of the first."""
    if n:
        count[where] += n
        if first[where] < 0:
            first[where] = t


def spikes_between(arena: Arena, lo: int, hi: int, t: int) -> Array:
    """Neurons lo..hi of an arena that spiked in step `t`, relative to `lo`."""
    row = t % arena.history.slots
    ids = arena.history.ids[row, : arena.history.count[row]]
    return ids[(ids >= lo) & (ids < hi)] - lo
