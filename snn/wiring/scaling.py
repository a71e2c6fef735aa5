"""Fixed point: how many steps per unit of weight a receptor's accumulator counts in.

The scale is a power of two such that the greatest sum of |weight| that can reach a neuron in one
step stays within half the accumulator's range, so that rounding each weight (by half a step at
most, or by 0.5 % where packed) cannot overflow it. The sum is taken in whole numbers, each |weight|
rounded up to a unit of 2^-30 of the greatest: it does not depend on the order of the synapses.

A weight that learns is in the sum as its bound. How fine the scale must be is judged by the weights
that there are, so that a bound far above them costs a wider accumulator and not the input.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import ConnectError
from ..program import Array, host
from .forms import module_of

BINS = 2048  # binary exponents of float64
_BIAS = 1023
_MEDIAN_BITS = 16  # an int32 accumulator must leave the median weight this many
_ROOM = 7  # a weight that learns counts as its bound where within 2^7 of it: it may yet grow
_LEAST_BITS = 8  # and the least weight of a Poisson drive, for an error of 0.2 % at most
# Of the scale's exponent: it and its inverse are normal in float32. Weights under 1e-30 lose bits.
_LIMIT = 120

Scale = tuple[float, Any]  # steps per unit of weight, dtype of the accumulator


class Scales(dict[tuple[int, str], Scale]):
    """(id of the arena, receptor) -> scale. A receptor that nothing reaches gets scale 1, int32."""

    def __missing__(self, key: tuple[int, str]) -> Scale:
        self[key] = 1.0, np.int32
        return self[key]


@dataclass(frozen=True)
class Bound:
    """What bounds the weights of a projection that learns, and how these count."""

    greatest: float  # magnitude that a weight can reach
    change: float  # what a pair of spikes changes a weight by, about; 0 if that is not known
    label: str  # "projection 'E->I': w_max = 3"

    def counted(self, histogram: Array, n: int) -> Array:
        """The histogram of `n` weights as it is added to a Load's; `histogram`: those not 0.

        Weights under `change` count as that, for they soon are, and so do those that are 0. What is
        within 2^7 of the bound counts as the bound.
        """
        top = biased_exponent(self.greatest)
        least = biased_exponent(self.change or self.greatest)
        out = histogram.copy()
        small = int(n - out.sum())
        if self.change:
            small += int(out[:least].sum())
            out[:least] = 0
        out[min(least, top)] += small
        close = max(0, top - _ROOM)
        near = int(out[close:].sum())
        out[close:] = 0
        out[top] = near
        return out


@dataclass
class Load:
    """What can reach the neurons of one receptor of an arena in one step."""

    unit: float  # a power of two
    sums: Array  # int64 (n,): summed |weight|, in units
    histogram: Array  # int64 (BINS,): how many weights have which biased binary exponent
    bound: Bound | None = None  # the greatest, of the projections that learn

    @classmethod
    def empty(cls, n: int, greatest: float) -> Load:
        """For `n` neurons and weights of at most `greatest` in magnitude."""
        unit = 2.0 ** max(math.frexp(greatest)[1] - 30, -_LIMIT - 30)
        return cls(unit, np.zeros(n, np.int64), np.zeros(BINS, np.int64))

    def add(self, target: Array, weight: Array, bound: Bound | None = None) -> None:
        """Add synapses: int targets and float64 weights, both on the host or both on a device.

        `bound`: that of the projection, if its weights learn.
        """
        xp = module_of(target)
        reach = abs(weight) if bound is None else xp.full(len(weight), bound.greatest)
        units = -xp.floor(-reach / self.unit)  # rounded up
        sums = xp.bincount(target, weights=units, minlength=len(self.sums))
        self.sums += host(sums).astype(np.int64)
        exponents = (weight[weight != 0].view(np.int64) >> 52) & (BINS - 1)
        self.count(host(xp.bincount(exponents, minlength=BINS)), len(weight), bound)

    def count(self, histogram: Array, n: int, bound: Bound | None) -> None:
        """Add to the histogram that of `n` weights, of which it has those that are not 0."""
        if bound is None:
            self.histogram += histogram
            return
        self.histogram += bound.counted(histogram, n)
        if self.bound is None or bound.greatest > self.bound.greatest:
            self.bound = bound


@dataclass
class Outside:
    """What can reach the neurons of one receptor of an arena besides synapses, in one step."""

    most: Any = 0.0  # a number or (n,): the greatest sum of |weight|
    least: float = math.inf  # the least |weight| that can arrive, inf if none can


def scale_of(load: Load | None, outside: Any, real: str) -> Scale:
    """The scale of a receptor that receives `load` and, from Poisson drives, `outside`.

    `outside`: an Outside, or its `most` alone. Accumulators are int32, or int64 where int32 would
    leave the median weight of synapses under 16 bits or the least one from outside under 8, and
    with float64 arithmetic.
    """
    outside = outside if isinstance(outside, Outside) else Outside(outside)
    bound = outside.most
    peak = float(np.max(bound)) if np.size(bound) else 0.0
    median: int | None = None
    if load is not None and len(load.sums):
        peak = float(np.max(load.sums * load.unit + bound))
        median = _median_exponent(load.histogram)
    if peak == 0:
        return 1.0, np.int32
    fraction, exponent = math.frexp(peak)
    exponent -= fraction == 0.5  # peak <= 2^exponent
    short = median is not None and median + 30 - exponent < _MEDIAN_BITS - 1
    short |= outside.least < 2.0 ** (exponent - 30 + _LEAST_BITS)
    bits, dtype = (62, np.int64) if short or real == "f64" else (30, np.int32)
    return 2.0 ** min(max(bits - exponent, -_LIMIT), _LIMIT), dtype


def check_bound(load: Load | None, outside: Any, scale: Scale) -> None:
    """ConnectError where a bound is so far above the weights that 64 bits cannot hold both.

    `scale`: what `scale_of` gave for `load` and `outside`.
    """
    outside = outside if isinstance(outside, Outside) else Outside(outside)
    median = None if load is None else _median_exponent(load.histogram)
    if load is None or median is None or load.bound is None or scale[1] != np.int64:
        return
    steps = math.log2(scale[0])
    lacking = _MEDIAN_BITS - 1 - (median + steps)
    if outside.least < math.inf:
        lacking = max(lacking, _LEAST_BITS - math.log2(outside.least) - steps)
    top = int(np.flatnonzero(load.histogram)[-1])
    bound = load.bound
    if lacking <= 0 or top >= biased_exponent(bound.greatest):
        return  # it is the weights themselves that differ so much
    wanted = bound.greatest * 2.0 ** -(math.ceil(lacking) + 1)
    raise ConnectError(
        f"{bound.label} is more than {bound.greatest / 2.0 ** (median + 1):.0e} times the weights "
        "of that receptor, which sums that may become so great cannot resolve; lower it, to "
        f"{wanted:.0e} or less"
    )


def biased_exponent(value: float) -> int:
    """The bin of a positive number."""
    return max(0, math.frexp(value)[1] - 1 + _BIAS)


def _median_exponent(histogram: Array) -> int | None:
    """e of the median |weight| = m · 2^e, 1 <= m < 2; None if there are no weights."""
    below = np.cumsum(histogram)
    if below[-1] == 0:
        return None
    return int(np.searchsorted(below, (below[-1] + 1) // 2)) - _BIAS
