"""The forms in which a Deliver keeps its synapses: which one fits, and reading and writing them."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..mpi import Ranks
from ..program import Array, Deliver, host

_PIECE = 1 << 22  # synapses decoded at a time
_TOLERANCE = 0.005  # a packed weight is off by at most this fraction of itself


@dataclass(frozen=True)
class Form:
    """A form of `program.Deliver` and its numbers."""

    name: str  # "constant", "packed" or "wide"
    constant: int = 0
    target_bits: int = 0
    shift: int = 0

    def inverse_quantum(self, scale: float) -> float:
        """Packed weights per unit of weight."""
        return math.ldexp(scale, -self.shift)


def packed(least: float, most: float, last_target: int, scale: float) -> Form | None:
    """The packed form for weights of magnitude least..most (or 0), or None where it does not fit.

    Quanta are as fine as the bits allow; half of one must be within 0.5 % of the least weight.
    """
    target_bits = max(1, int(last_target).bit_length())
    greatest = 2 ** (31 - target_bits) - 1
    steps = most * scale
    shift = 0
    if steps > greatest:
        shift = max(0, math.ceil(math.log2(steps / greatest)))
    while np.rint(math.ldexp(steps, -shift)) > greatest:
        shift += 1
    if math.ldexp(0.5, shift) > _TOLERANCE * least * scale:
        return None
    return Form("packed", target_bits=target_bits, shift=shift)


def targets(deliver: Deliver, synapses: slice | Array = slice(None)) -> Array:
    """Targets of some synapses, int32, counted in the arena; where the Deliver's arrays lie."""
    stored = deliver.synapse[synapses]
    if deliver.form == "packed":
        return (stored & np.uint32((1 << deliver.target_bits) - 1)).astype(np.int32)
    return stored


def weights(deliver: Deliver, synapses: slice | Array = slice(None)) -> Array:
    """Weights of some synapses as they are used, float64; where the Deliver's arrays lie."""
    if deliver.form == "wide":
        return deliver.weight[synapses].astype(np.float64)
    stored = deliver.synapse[synapses].view(np.int32)
    if deliver.form == "constant":
        weight: Array = stored.astype(np.float64)
        weight.fill(deliver.constant / deliver.scale)
        return weight
    quanta = (stored >> np.int32(deliver.target_bits)).astype(np.float64)
    return quanta * (math.ldexp(1.0, deliver.shift) / deliver.scale)  # powers of two: exact


def pieces(n: int) -> Iterator[slice]:
    """`n` synapses in pieces that are small beside a big network."""
    for lo in range(0, n, _PIECE):
        yield slice(lo, min(lo + _PIECE, n))


def on_host(decode: Callable[[Deliver, slice], Array], deliver: Deliver) -> Array:
    """What `targets` or `weights` gives for all synapses, in an array on the host."""
    n = len(deliver.synapse)
    out = np.empty(n, decode(deliver, slice(0)).dtype)
    for piece in pieces(n):
        out[piece] = host(decode(deliver, piece))
    return out


def module_of(array: Array) -> Any:
    """The module that an array is of: numpy, or that of a backend's own memory."""
    return np if isinstance(array, np.ndarray) else sys.modules["cupy"]


def store(
    deliver: Deliver, target: Array, weight: Array, scale: float, wide: bool, ranks: Ranks
) -> None:
    """Write all synapses of a Deliver anew, in the smallest form that fits (wide if so wanted).

    `target` and `weight` are on the host; the Deliver gets new arrays, where it had its own. With
    float64 arithmetic weights are not packed. The form is that which fits the synapses of all
    `ranks`.
    """
    xp = module_of(deliver.synapse)
    magnitude = np.abs(weight[weight != 0])
    least = float(ranks.least(magnitude.min(initial=np.inf)))
    most = float(ranks.greatest(magnitude.max(initial=0.0)))
    low = float(ranks.least(weight.min(initial=np.inf)))
    high = float(ranks.greatest(weight.max(initial=-np.inf)))
    last = int(ranks.greatest(int(target.max(initial=0))))
    form = Form("wide")
    if not wide and low == high:
        form = Form("constant", constant=int(np.rint(low * scale)))
    elif not wide and deliver.weight.dtype == np.float32:
        form = packed(least if most else 0.0, most, last, scale) or form
    deliver.form, deliver.constant = form.name, form.constant
    deliver.target_bits, deliver.shift, deliver.scale = form.target_bits, form.shift, scale
    real = deliver.weight.dtype
    deliver.weight = xp.asarray(weight.astype(real) if form.name == "wide" else np.empty(0, real))
    stored: Array = target.astype(np.int32)
    if form.name == "packed":
        quanta = np.rint(weight * form.inverse_quantum(scale)).astype(np.int64)
        stored = target.astype(np.uint32) | (quanta << form.target_bits).astype(np.uint32)
    deliver.synapse = xp.asarray(stored)


def rescale(deliver: Deliver, scale: float, ranks: Ranks) -> None:
    """Keep the weights and change the scale they are added with; exact where it grows."""
    if scale == deliver.scale:
        return
    change = int(math.log2(scale / deliver.scale))
    if deliver.form == "constant":
        deliver.constant = int(np.rint(math.ldexp(deliver.constant, change)))
    elif deliver.form == "packed" and deliver.shift + change < 0:
        weight = on_host(weights, deliver)
        store(deliver, on_host(targets, deliver), weight, scale, wide=False, ranks=ranks)
        return
    elif deliver.form == "packed":
        deliver.shift += change
    deliver.scale = scale
