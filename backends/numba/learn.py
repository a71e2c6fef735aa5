"""Learning: one compiled module per rule kind, written from the rule's functions.

Eager: in every step traces decay, arrivals act, post spikes act through an index of synapses by
target, traces bump. A thread decays and bumps the traces of the neurons that it owns, and changes
the weights of the synapses onto them; presynaptic traces that it reads are at least one step old.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from ...lang import Function, emit
from ...program import Array, Learn, RuleKind
from ..own_names import owned
from . import cache
from .columns import Columns, index
from .history import History
from .learn_text import EFFICACY, ENTRY, FAR, HEAD, ON_POST, ON_PRE, SWEEP, TRACES
from .passes import Descriptor, Pass

_TYPE = {"f32": "float32", "f64": "float64"}
_INDENT = " " * 8


def columns(learn: Learn, cut: Array, part: int, parts: int, target: History) -> Columns:
    """The index by target that one of `parts` needs; made once, for it takes time."""
    if learn.kind.short_term:
        nothing = np.empty(0, np.int64)
        return 0, nothing, nothing, nothing, nothing, 0
    targets = own(target, target.first + part, learn.target_lo, learn.target_hi)
    return index(learn, cut, part, parts, targets)


def make(
    learn: Learn, route: Descriptor, columns: Columns, chunk: int, source: History, target: History
) -> Pass:
    """The learning pass of the part that owns a chunk."""
    deliver = learn.deliver
    n_rows = deliver.source_hi - deliver.source_lo
    rows = own(source, chunk, deliver.source_lo, deliver.source_hi)
    targets = own(target, chunk, learn.target_lo, learn.target_hi)
    shape = (n_rows, learn.target_hi - learn.target_lo, len(learn.pre_history))
    traces = (learn.pre, learn.pre_history, learn.post, learn.params)
    spikes = (Descriptor(*source.fields(), chunk), Descriptor(*target.fields(), chunk))
    places = (deliver.source_lo, *rows, learn.target_lo, *targets)
    delays = (len(deliver.delays), deliver.delays, np.empty(len(deliver.delays), np.int64))
    synapses = (deliver.synapse, deliver.weight, learn.local)
    numbers = (len(deliver.synapse), learn.every)
    descriptor = Descriptor(
        route, *spikes, *places, *shape, *traces, *delays, *synapses, *numbers, *guard(learn),
        *columns,
    )  # fmt: skip
    return Pass(cache.entry(text(learn.kind)), descriptor)


def deliver(learn: Learn, route: Descriptor) -> Pass:
    """The delivery pass of one part where the rule says what synapses deliver."""
    made, acc = learn.deliver, learn.deliver.target.acc[learn.deliver.receptor]
    rows = (
        made.source_hi - made.source_lo,
        len(learn.pre_history),
        learn.pre_history,
        learn.params,
    )
    synapses = (made.synapse, made.weight, acc, np.array([made.scale]))
    descriptor = Descriptor(route, *rows, *synapses, *guard(learn))
    return Pass(cache.entry(delivery_text(learn.kind, str(acc.dtype))), descriptor)


def guard(learn: Learn) -> tuple[Array, Array, Array]:
    """What a pass needs to replace and count corrupt weights."""
    limits = np.array([learn.limit, learn.safe], learn.deliver.weight.dtype)
    return limits, learn.bad_count, learn.bad_step


def far_traces(learn: Learn, source: History, chunks: list[int], begin: Array) -> Pass:
    """The pass that keeps the presynaptic traces of other ranks' neurons, in these chunks.

    It does the steps from begin[0] up to the one that it is called with, when their spikes came.
    """
    deliver = learn.deliver
    n_rows = deliver.source_hi - deliver.source_lo
    spikes = [Descriptor(*source.fields(), chunk) for chunk in chunks]
    rows = [own(source, chunk, deliver.source_lo, deliver.source_hi) for chunk in chunks]
    table = [(s.address, *r) for s, r in zip(spikes, rows, strict=True)]
    places = (begin, len(chunks), np.array(table, np.int64), deliver.source_lo, n_rows)
    traces = (len(learn.pre_history), learn.pre, learn.pre_history, learn.params)
    # The spikes come last, for the descriptor to keep: the table has but their addresses.
    descriptor = Descriptor(*places, *traces, *spikes)
    return Pass(cache.entry(far_text(learn.kind)), descriptor)


def own(history: History, chunk: int, lo: int, hi: int) -> tuple[int, int]:
    """The chunk's neurons among lo..hi, relative to lo."""
    first, last = np.clip(history.bounds[chunk : chunk + 2], lo, hi) - lo
    return int(first), int(last)


@lru_cache(maxsize=64)
def text(kind: RuleKind) -> str:
    """The source of the module that applies a rule.

    Traces are read where their neuron has them now (pre, post, and now: already loaded) or in the
    history (then: already loaded, and far: by the row of a synapse).
    """
    p = _Places(kind)
    parts = [HEAD, TRACES]
    words = (
        p.words()
        | p.traces()
        | {
            "arrive": "",
            "depart": "",
            "sweep_all": "",
        }
    )
    changed = [[place] for place in ["weight[j]", *p.local]]
    synapse = ["w_now", *p.local]
    if kind.on_pre is not None:
        parts.append(ON_PRE)
        words["on_pre"] = _apply(kind.on_pre, synapse + p.then + p.post + p.params, changed)
        words["arrive"] = "    visit(route, step, here.arrive, descriptor)"
    if kind.on_post is not None:
        parts.append(ON_POST)
        words["on_post"] = _apply(kind.on_post, synapse + p.far + p.now + p.params, changed)
        words["depart"] = (
            "    for k in range(first, last):\n        depart(descriptor, step, ids[k] - target_lo)"
        )
    if kind.sweep is not None:
        parts.append(SWEEP)
        words["sweep"] = _apply(kind.sweep, synapse + p.post + p.params, changed)
        words["sweep_all"] = (
            "    if (step + 1) % every == 0:\n"
            "        each_segment(route, n_rows, here.sweep_segment, descriptor, step)"
        )
    return "".join([*parts, ENTRY]).format(**words)


@lru_cache(maxsize=64)
def far_text(kind: RuleKind) -> str:
    """The source of the module that keeps the presynaptic traces of other ranks' neurons."""
    p = _Places(kind)
    return (HEAD + TRACES + FAR).format(**p.words(), **p.traces())


@lru_cache(maxsize=64)
def delivery_text(kind: RuleKind, acc: str) -> str:
    """The source of the module that delivers what a rule's efficacy gives, into type `acc`."""
    assert kind.efficacy is not None
    p = _Places(kind)
    apply = _apply(kind.efficacy, ["w_now", *p.then, *p.params], [["delivered"]])
    return (HEAD + EFFICACY).format(**p.words(), acc=acc, efficacy=apply)


class _Places:
    """Where the functions of a rule find what they take, and where what they return goes."""

    def __init__(self, kind: RuleKind) -> None:
        n_pre, n_post = len(kind.pre), len(kind.post)
        self.kind = kind
        self.pre = [f"pre[{k} * n + i]" for k in range(n_pre)]
        self.post = [f"post[{k} * n + i]" for k in range(n_post)]
        self.params = [f"param_{name}" for name in kind.params]
        self.then = [f"then_{k}" for k in range(n_pre)]
        self.now = [f"now_{k}" for k in range(n_post)]
        self.far = [f"history[base + {k} * n + row[e]]" for k in range(n_pre)]
        self.local = [f"local[{k} * synapses + j]" for k in range(len(kind.local))]

    def traces(self) -> dict[str, str]:
        """The bodies of the loops over traces."""
        kind, p = self.kind, self
        past = [f"past[{k} * n + i]" for k in range(len(kind.pre))]
        both = [[a, b] for a, b in zip(p.pre, past, strict=True)]
        return {
            "decay_pre": _apply(kind.decay_pre, p.pre + p.params, both),
            "decay_post": _apply(kind.decay_post, p.post + p.params, [[a] for a in p.post]),
            "bump_pre": _apply(kind.bump_pre, p.pre + p.params, [[a] for a in p.pre]),
            "bump_post": _apply(kind.bump_post, p.post + p.params, [[a] for a in p.post]),
        }

    def words(self) -> dict[str, Any]:
        """What the templates need besides the bodies of the functions."""
        return {
            "real": _TYPE[self.kind.real],
            "size": {"f32": 4, "f64": 8}[self.kind.real],
            "n_pre": len(self.pre),
            "params": _listed(self.params),
            "then": _listed(self.then),
            "now": _listed(self.now),
            "params_of": _listed(f"params[{k}]" for k in range(len(self.params))),
            "then_of_row": _listed(
                f"history[base + {k} * n_rows + row]" for k in range(len(self.then))
            ),
            "now_of": _listed(f"post[{k} * n_targets + i]" for k in range(len(self.now))),
        }


def _listed(names: Iterable[str]) -> str:
    """Further arguments of a function or a call."""
    return "".join(f", {name}" for name in names)


def _apply(function: Function, arguments: list[str], into: list[list[str]]) -> str:
    """Statements that load the arguments, evaluate the function and store what it returns."""
    function = owned(function)
    load = [
        f"{_INDENT}{name} = {value}"
        for (name, _), value in zip(function.args, arguments, strict=True)
    ]
    body, returns = emit.body(function, "numba", _INDENT)
    result = [f"{_INDENT}result_{k} = {value}" for k, value in enumerate(returns)]
    store = [f"{_INDENT}{place} = result_{k}" for k, places in enumerate(into) for place in places]
    return "\n".join([*load, *body, *result, *store]) or f"{_INDENT}pass"
