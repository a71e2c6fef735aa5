"""Learning: one compiled module per rule kind, written from the rule's functions.

Eager: in every step traces decay, arrivals act, post spikes act through an index of synapses by
target, traces bump. A thread decays and bumps the traces of the neurons that it owns, and changes
the weights of the synapses onto them; presynaptic traces that it reads are at least one step old.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...lang import Function, emit
from ...program import Array, Learn, RuleKind
from ..own_names import owned
from . import cache
from .columns import Columns, index
from .history import History
from .learn_text import ENTRY, LOOPS
from .passes import Descriptor, Pass

_TYPE = {"f32": "float32", "f64": "float64"}
_INDENT = " " * 8


def columns(learn: Learn, cut: Array, part: int, target: History) -> Columns:
    """The index by target that one part needs; made once, for it takes time."""
    targets = _own(target, part, learn.target_lo, learn.target_hi)
    return index(learn, cut, part, target.chunks, targets)


def make(
    learn: Learn, route: Descriptor, columns: Columns, part: int, source: History, target: History
) -> Pass:
    """The learning pass of one part."""
    deliver, dtype = learn.deliver, learn.deliver.weight.dtype
    n_rows = deliver.source_hi - deliver.source_lo
    rows = _own(source, part, deliver.source_lo, deliver.source_hi)
    targets = _own(target, part, learn.target_lo, learn.target_hi)
    shape = (n_rows, learn.target_hi - learn.target_lo, len(learn.pre_history))
    traces = (learn.pre, learn.pre_history, learn.post, learn.params)
    spikes = (Descriptor(*source.fields(), part), Descriptor(*target.fields(), part))
    places = (deliver.source_lo, *rows, learn.target_lo, *targets)
    delays = (len(deliver.delays), deliver.delays, np.empty(len(deliver.delays), np.int64))
    synapses = (deliver.row_start, deliver.synapse, deliver.weight)
    guard = (np.array([learn.limit, learn.safe], dtype), learn.bad_count, learn.bad_step)
    descriptor = Descriptor(
        route, *spikes, *places, *shape, *traces, *delays, *synapses, *columns, *guard
    )
    return Pass(cache.entry(text(learn.kind)), descriptor)


def _own(history: History, part: int, lo: int, hi: int) -> tuple[int, int]:
    """The part's neurons among lo..hi, relative to lo."""
    first, last = np.clip(history.bounds[part : part + 2], lo, hi) - lo
    return int(first), int(last)


@lru_cache(maxsize=64)
def text(kind: RuleKind) -> str:
    """The source of the module that applies a rule.

    Traces are read where their neuron has them now (pre, post, and now: already loaded) or in the
    history (then: already loaded, and far: by the row of a synapse).
    """
    pre = [f"pre[{k} * n + i]" for k in range(len(kind.pre))]
    post = [f"post[{k} * n + i]" for k in range(len(kind.post))]
    past = [f"past[{k} * n + i]" for k in range(len(kind.pre))]
    params = [f"param_{name}" for name in kind.params]
    then = [f"then_{k}" for k in range(len(kind.pre))]
    now = [f"now_{k}" for k in range(len(kind.post))]
    far = [f"history[base + {k} * n + row[e]]" for k in range(len(kind.pre))]
    weight = ["w_now"]
    return LOOPS.format(
        params="".join(f", {name}" for name in params),
        then="".join(f", {name}" for name in then),
        now="".join(f", {name}" for name in now),
        decay_pre=_apply(
            kind.decay_pre, pre + params, [[p, q] for p, q in zip(pre, past, strict=True)]
        ),
        decay_post=_apply(kind.decay_post, post + params, [[p] for p in post]),
        bump_pre=_apply(kind.bump_pre, pre + params, [[p] for p in pre]),
        bump_post=_apply(kind.bump_post, post + params, [[p] for p in post]),
        on_pre=_apply(kind.on_pre, weight + then + post + params, [["weight[j]"]]),
        on_post=_apply(kind.on_post, weight + far + now + params, [["weight[j]"]]),
    ) + ENTRY.format(
        real=_TYPE[kind.real],
        size={"f32": 4, "f64": 8}[kind.real],
        n_pre=len(kind.pre),
        params="".join(f", params[{k}]" for k in range(len(params))),
        then="".join(f", history[base + {k} * n_rows + row]" for k in range(len(then))),
        now="".join(f", post[{k} * n_targets + i]" for k in range(len(now))),
    )


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
