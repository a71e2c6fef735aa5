"""Delivery: the weights of arriving spikes are added, in fixed point, to the accumulators.

One function per form of synapse (see program.Deliver); integer sums make their order irrelevant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import Deliver, Learn
from .arrivals import visit
from .counters import note
from .intrinsics import fields, like, pointer
from .passes import Descriptor, Pass, generic

_REAL = {"f": "float32", "d": "float64"}


def make(deliver: Deliver, route: Descriptor, learn: Learn | None) -> Pass:
    """The delivery pass of one part; `learn` if the weights are plastic, to guard them."""
    acc = deliver.target.acc[deliver.receptor]
    form = deliver.form if learn is None else "plastic"
    real = _REAL[deliver.weight.dtype.char]
    values: list[Any] = [deliver.synapse, deliver.weight, acc]
    if form == "constant":
        values += [deliver.constant]
    elif form == "packed":
        values += [deliver.target_bits, deliver.shift]
    else:
        values += [np.array([deliver.scale])]
    if learn is not None:
        guard = np.array([learn.limit, learn.safe], deliver.weight.dtype)
        values += [guard, learn.bad_count, learn.bad_step]
    call = f"deliver(descriptor, step, delivery.{form}, {acc.dtype}, {real})"
    return generic("delivery", call, route, *values)


@njit(error_model="numpy")
def deliver(descriptor: Any, step: Any, form: Any, acc_type: Any, real: Any) -> None:
    """Add the weights of all synapses that a spike reaches in this step.

    The forms get their types as values to be alike: an accumulator and a weight.
    """
    visit(fields(descriptor, 1)[0], step, form, (descriptor + 8, step, acc_type(0), real(0)))


@njit(error_model="numpy")
def constant(context: Any, begin: Any, end: Any, row: Any, past: Any) -> None:
    """Synapses that share one weight."""
    descriptor, _, acc_like, _ = context
    target_at, _, acc_at, weight = fields(descriptor, 4)
    target, acc = pointer(target_at, np.int32), like(acc_at, acc_like)
    for j in range(begin, end):
        acc[target[j]] += weight


@njit(error_model="numpy")
def packed(context: Any, begin: Any, end: Any, row: Any, past: Any) -> None:
    """Synapses in one word: the low bits the target, the rest a signed weight."""
    descriptor, _, acc_like, _ = context
    word_at, _, acc_at, bits, shift = fields(descriptor, 5)
    words, acc = pointer(word_at, np.uint32), like(acc_at, acc_like)
    mask = np.uint32((1 << bits) - 1)
    for j in range(begin, end):
        weight = np.int64(np.int32(words[j])) >> bits
        acc[words[j] & mask] += weight << shift


@njit(error_model="numpy")
def wide(context: Any, begin: Any, end: Any, row: Any, past: Any) -> None:
    """Synapses with a weight in real units, rounded half to even."""
    descriptor, _, acc_like, weight_like = context
    target_at, weight_at, acc_at, scale_at = fields(descriptor, 4)
    target, acc = pointer(target_at, np.int32), like(acc_at, acc_like)
    weight, scale = like(weight_at, weight_like), pointer(scale_at, np.float64)[0]
    for j in range(begin, end):
        acc[target[j]] += np.int64(np.rint(np.float64(weight[j]) * scale))


@njit(error_model="numpy")
def plastic(context: Any, begin: Any, end: Any, row: Any, past: Any) -> None:
    """As `wide`, but corrupt weights are replaced by the safe value and counted."""
    descriptor, step, acc_like, weight_like = context
    target_at, weight_at, acc_at, scale_at, guard_at, count_at, first_at = fields(descriptor, 7)
    target, acc = pointer(target_at, np.int32), like(acc_at, acc_like)
    weight, guard = like(weight_at, weight_like), like(guard_at, weight_like)
    scale, limit, safe = pointer(scale_at, np.float64)[0], guard[0], guard[1]
    bad = 0
    for j in range(begin, end):
        value = weight[j]
        if not abs(value) <= limit:
            weight[j] = value = safe
            bad += 1
        acc[target[j]] += np.int64(np.rint(np.float64(value) * scale))
    note(bad, step, count_at, first_at)
