"""Values of weights, delays and first states: a number, an array, or a distribution.

A distribution is a pure function of two Philox words (formulas: `snn.wiring.laws`), so what a
synapse or neuron draws does not depend on the order or partition in which others are drawn.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .errors import ConnectError, PopulationError
from .program import Array

CONSTANT, ARRAY, UNIFORM, NORMAL, LOGNORMAL = range(5)

# A normal drawn by `philox.normal_pair` stays within sqrt(-2 log 2^-32) = 6.66 standard deviations.
Z_MAX = 6.67

Clip = tuple[float | None, float | None]
_NONE = np.empty(0, np.float64)


@dataclass(frozen=True)
class Law:
    """How a value follows from two words: plain data that the drawing code of every backend takes.

    `a`, `b` are the law's parameters, `factor` multiplies an exponential; results are clipped to
    lo..hi. ARRAY: element k is array[k].
    """

    kind: int
    a: float = 0.0
    b: float = 0.0
    factor: float = 1.0
    lo: float = -math.inf
    hi: float = math.inf
    array: Array = field(default_factory=lambda: _NONE, repr=False)

    def bounds(self) -> tuple[float, float]:
        """Least and greatest value that can be drawn."""
        if self.kind == ARRAY:
            return (float(self.array.min()), float(self.array.max())) if self.array.size else (0, 0)
        if self.kind == CONSTANT:
            return self.a, self.a
        if self.kind == UNIFORM:
            return self.a, self.b
        least, most = self.a - Z_MAX * self.b, self.a + Z_MAX * self.b
        if self.kind == LOGNORMAL:
            # The exponential drawn with may differ from math.exp in the last bits.
            ends = self.factor * math.exp(least - 1e-12), self.factor * math.exp(most + 1e-12)
            least, most = min(ends), max(ends)
        return min(max(least, self.lo), self.hi), min(max(most, self.lo), self.hi)

    def magnitude(self) -> float:
        """An upper bound of |value|."""
        return max(map(abs, self.bounds()))


class Value(ABC):
    """A distribution of values."""

    @abstractmethod
    def law(self) -> Law:
        """The distribution as plain data."""


@dataclass(frozen=True)
class Constant(Value):
    """The same value for all."""

    value: float

    def __post_init__(self) -> None:
        _finite(self, value=self.value)

    def law(self) -> Law:
        return Law(CONSTANT, float(self.value))


@dataclass(frozen=True)
class Uniform(Value):
    """Uniform in lo..hi, both ends excluded before rounding; 2^32 different values."""

    lo: float
    hi: float

    def __post_init__(self) -> None:
        _finite(self, lo=self.lo, hi=self.hi)
        if self.lo > self.hi:
            raise ConnectError(f"{self}: lo must not exceed hi; swap them")

    def law(self) -> Law:
        if self.lo == self.hi:
            return Law(CONSTANT, float(self.lo))
        return Law(UNIFORM, float(self.lo), float(self.hi))


@dataclass(frozen=True)
class Normal(Value):
    """Normal with `mean` and standard deviation `sd` >= 0.

    `clip=(lo, hi)` sets values beyond a bound to the bound (they are not drawn again); None in
    place of a bound leaves that side open. No value is further than 6.67 sd from the mean.
    """

    mean: float
    sd: float
    clip: Clip | None = None

    def __post_init__(self) -> None:
        _finite(self, mean=self.mean, sd=self.sd)
        if self.sd < 0:
            raise ConnectError(f"{self}: sd must be >= 0")
        _bounds(self, self.clip)

    def law(self) -> Law:
        lo, hi = _bounds(self, self.clip)
        if self.sd == 0:
            return Law(CONSTANT, min(max(float(self.mean), lo), hi))
        return Law(NORMAL, float(self.mean), float(self.sd), 1.0, lo, hi)


@dataclass(frozen=True)
class LogNormal(Value):
    """factor · exp(a normal of mean `mu` and standard deviation `sigma` >= 0); the median is
    factor · exp(mu), and a negative factor makes inhibitory weights. `clip` as in `Normal`.
    """

    mu: float
    sigma: float
    clip: Clip | None = None
    factor: float = 1.0

    def __post_init__(self) -> None:
        _finite(self, mu=self.mu, sigma=self.sigma, factor=self.factor)
        if self.sigma < 0:
            raise ConnectError(f"{self}: sigma must be >= 0")
        _bounds(self, self.clip)
        if self.mu + Z_MAX * self.sigma > 80:
            raise ConnectError(f"{self}: values overflow; mu and sigma are those of the logarithm")

    def law(self) -> Law:
        factor, clip = float(self.factor), _bounds(self, self.clip)
        return Law(LOGNORMAL, float(self.mu), float(self.sigma), factor, *clip)


def as_law(value: Any, what: str) -> Law:
    """The law of a number, an array (float64, in its shape) or a distribution.

    Raises ConnectError, beginning with `what`, for anything else and for values not finite.
    """
    if isinstance(value, Value):
        return value.law()
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise ConnectError(
            f"{what}: expected a number, an array or a distribution such as Normal(1, 0.1); "
            f"got {type(value).__name__} {value!r}"
        ) from None
    bad = np.flatnonzero(~np.isfinite(array.ravel()))
    if len(bad):
        where = f" ({len(bad)} of {array.size}, the first at {bad[0]})" if array.ndim else ""
        raise ConnectError(
            f"{what}: expected finite values; got {array.ravel()[bad[0]]}{where}. "
            "Replace them, for example with numpy.nan_to_num"
        )
    if array.ndim == 0:
        return Law(CONSTANT, float(array))
    return Law(ARRAY, array=np.ascontiguousarray(array))


def draw_values(value: Any, n: int, seed: int, stream: int, what: str = "values") -> Array:
    """First values of `n` neurons, float64 (n,).

    A number is repeated and an array of shape (n,) taken as it is. A distribution gives element i
    word i mod 4 of Philox block i ÷ 4, keyed by (seed, stream); normals come in pairs.

    Raises PopulationError, beginning with `what`, for a wrong shape or values that are not finite.
    """
    try:
        law = as_law(value, what)
    except ConnectError as error:
        raise PopulationError(str(error)) from None
    if law.kind == CONSTANT:
        return np.full(n, law.a)
    if law.kind == ARRAY:
        if law.array.shape != (n,):
            raise PopulationError(
                f"{what}: expected a number, {n} values or a distribution; "
                f"got an array of shape {law.array.shape}"
            )
        return law.array.copy()
    from .wiring import laws

    return laws.of_elements(law, n, seed, stream)


def _finite(value: Value, /, **numbers: Any) -> None:
    for name, number in numbers.items():
        if not (isinstance(number, (int, float, np.number)) and math.isfinite(number)):
            raise ConnectError(f"{value}: {name} must be a finite number")


def _bounds(value: Value, clip: Clip | None) -> tuple[float, float]:
    if clip is None:
        return -math.inf, math.inf
    if not (isinstance(clip, tuple) and len(clip) == 2):
        raise ConnectError(f"{value}: clip must be (lo, hi), with None for an open side")
    lo = -math.inf if clip[0] is None else float(clip[0])
    hi = math.inf if clip[1] is None else float(clip[1])
    if not lo <= hi:
        raise ConnectError(f"{value}: clip's lo must not exceed its hi")
    return lo, hi
