"""The formulas by which synapses and values follow from Philox words, in the restricted language.

Always float64, whatever the network's precision: a network has the same wiring in all of them.
Counters are (post, pre, duplicate, 0) for the values of a synapse, words 0 and 1 for its weight, 2
and 3 for its delay; (block, row, 0, tag) for the wiring, where a row is a source neuron, or the
target neuron of a fixed in-degree; (k low, k high, 0, tag) for the k-th of a fixed total.
"""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lang import bits, emit, exp, floor, i32, i64, log, parse, rint, u64
from ..numerics.mathfun import host
from ..numerics.philox import PHILOX_TYPES, normal_pair, normals, philox4x32, uniform, words
from ..program import Array
from ..values import LOGNORMAL, UNIFORM, Law

if TYPE_CHECKING:
    from ..lang import Function

# Last counter word: what is drawn.
TAG_VALUE, TAG_PROBABILITY, TAG_IN_DEGREE, TAG_OUT_DEGREE, TAG_TOTAL = range(5)

_TYPES = {"word": "u32", "w0": "u32", "w1": "u32", "n": "u64", **PHILOX_TYPES}


def gap(word, inverse, limit):
    """How many targets are skipped before the next one: geometric, inverse = 1 / log(1 - p)."""
    return i64(min(floor(log(uniform(word)) * inverse), limit))


def below(word, n):
    """A whole number from 0 to n - 1, n < 2^32; the probabilities differ by less than 2^-32."""
    return i64((u64(word) * n) >> 32)


def draw_uniform(w0, a, b):
    """Uniform in a..b."""
    return a + (b - a) * uniform(w0)


def draw_normal(w0, w1, a, b, lo, hi):
    """Mean a, standard deviation b, clipped."""
    z, _ = normal_pair(w0, w1)
    return min(max(a + b * z, lo), hi)


def draw_lognormal(w0, w1, a, b, factor, lo, hi):
    """factor · exp of a normal of mean a and standard deviation b, clipped."""
    z, _ = normal_pair(w0, w1)
    return min(max(factor * exp(a + b * z), lo), hi)


def in_steps(delay, dt):
    """A delay in whole steps, half to even, at least one."""
    return i64(max(rint(delay / dt), 1.0))


def load_units(weight, inverse_unit):
    """|weight| in units of the load, rounded up: sums of whole numbers do not depend on order."""
    return i64(-floor(-(abs(weight) * inverse_unit)))


def exponent(weight):
    """The biased binary exponent of a float64; 0 for zero."""
    return i32((bits(weight) >> 52) & 2047)


FORMULAS = (gap, below, draw_uniform, draw_normal, draw_lognormal, in_steps, load_units, exponent)


@cache
def functions() -> dict[str, Function]:
    """Every formula, and philox4x32, translated."""
    translated = {}
    for formula in (*FORMULAS, philox4x32):
        arguments = signature(formula).parameters
        types = {name: type for name, type in _TYPES.items() if name in arguments}
        translated[formula.__name__] = parse(formula, types=types, real="f64")
    return translated


@cache
def vectorised() -> dict[str, Any]:
    """The formulas over NumPy arrays; call them under np.errstate(all="ignore")."""
    return {name: emit.compile_numpy(function) for name, function in functions().items()}


def of_elements(law: Law, n: int, seed: int, stream: int) -> Array:
    """Values of elements 0 .. n - 1 of (seed, stream), float64 (n,), of a law that is drawn."""
    with np.errstate(all="ignore"):
        if law.kind == UNIFORM:
            value = vectorised()["draw_uniform"](words(seed, stream, 0, 0, n), law.a, law.b)
            return np.asarray(value)
        values = law.a + law.b * normals(seed, stream, 0, 0, n, "f64")
        if law.kind == LOGNORMAL:
            values = law.factor * host.exp(values)
        clipped: Array = np.clip(values, law.lo, law.hi)
        return clipped
