"""Elementary functions from exactly rounded operations, so that every backend gives the same bits.

Written in the language of `snn.lang`; a model function that calls exp(x) has `exp` inlined. Each is
within 2 ulp of the exact value, free of branches (compilers vectorise it), and right at zeros,
infinities and NaN. sin and cos are NaN beyond |x| = 4e8 (f32) and 1.6e6 (f64); linoid is 0 where
it is below 1e-36. What differs between f32 and f64 is an `Overload`, the rest is written once.

Reduction follows Cody & Waite (1980) and fdlibm (Sun Microsystems, 1993). The series are Taylor's:
on the reduced intervals they need at most two terms more than a minimax polynomial.
"""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan, pi
from typing import Any

import numpy as np

from ..lang import emit, parse
from ..lang.names import MATH, Overload, bits, f32, f64, from_bits, horner, i32, like, where

_BIAS, _FRACTION = Overload(127, 1023), Overload(23, 52)  # of the float formats
_ROUND = Overload(1.5 * 2.0**23, 1.5 * 2.0**52)  # x + _ROUND - _ROUND is x to the nearest integer
_LN2_HIGH = Overload(6.93145751953125e-01, 6.93147180369123816490e-01)  # n times it is exact
_LN2_LOW = Overload(1.428606820309417e-06, 1.90821492927058770002e-10)

# --- exp, expm1 --------------------------------------------------------------------------------
# x = k ln2 + r, |r| <= ln2 / 2.

_LEAST, _MOST = Overload(-104.0, -746.0), Overload(89.0, 710.0)  # exp is 0, is infinite


def _reduce(x):
    """k, r and what r lacks."""
    shifted = x * 1.4426950408889634 + _ROUND(x)
    n = shifted - _ROUND(x)
    high, low = x - n * _LN2_HIGH(x), n * _LN2_LOW(x)
    r = high - low
    return bits(shifted) - bits(_ROUND(x)), r, (high - r) - low


def _scale(x, k):
    """x * 2**k in two steps, which overflow to infinity and underflow with one rounding."""
    half = k >> 1
    first = from_bits((half + _BIAS(x)) << _FRACTION(x))
    return x * first * from_bits((k - half + _BIAS(x)) << _FRACTION(x))


def _tail_f32(r):
    """exp(r) - 1 - r."""
    return r * r * horner(r, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040)


def _tail_f64(r):
    low = horner(r, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320)
    high = horner(r, 1 / 362880, 1 / 3628800, 1 / 39916800, 1 / 479001600, 1 / 6227020800)
    return r * r * (low + r**7 * high)


_tail = Overload(_tail_f32, _tail_f64)


def _exp(x):
    k, r, _ = _reduce(min(max(x, _LEAST(x)), _MOST(x)))
    return where(x == x, _scale(1.0 + (r + _tail(r)), k), x)


def _expm1(x):
    """2**k ((1 - 2**-k) + r + tail), the first sum with what its rounding lost; -1 below -40."""
    k, r, low = _reduce(min(max(x, -40.0), _MOST(x)))
    lead = 1.0 - _scale(like(x, 1.0), -k)
    total = lead + r
    y = _scale(total + (((lead - total) + r) + low + _tail(r)), k)
    return where(x == x and x != 0.0, y, x)


exp = Overload(_exp, _exp)
expm1 = Overload(_expm1, _expm1)

# --- log, log1p --------------------------------------------------------------------------------
# x = 2**k (1 + f) with 1 + f in sqrt(1/2) .. sqrt(2); log(1 + f) = 2 atanh(f / (2 + f)).

_SQRT_HALF = Overload(0x3F3504F3, 0x3FE6A09E667F3BCD)  # its bits
_FRACTION_BITS = Overload(2**23 - 1, 2**52 - 1)
_LEAST_NORMAL = Overload(2.0**-126, 2.0**-1022)


def _split(x):
    """k and f of a positive normal number."""
    above = bits(x) - _SQRT_HALF(x)
    f = from_bits((above & _FRACTION_BITS(x)) + _SQRT_HALF(x)) - 1.0
    return i32(above >> _FRACTION(x)), f


def _atanh_f32(z):
    """2 atanh(s) / s - 2 for z = s²."""
    return z * horner(z, 2 / 3, 2 / 5, 2 / 7, 2 / 9)


def _atanh_f64(z):
    return z * horner(z, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15, 2 / 17, 2 / 19)


_atanh = Overload(_atanh_f32, _atanh_f64)


def _log_sum(k, f, c):
    """k ln2 + log(1 + f) + c, the small parts first."""
    n = like(f, k)
    s = f / (2.0 + f)
    half = 0.5 * f * f
    rest = s * (half + _atanh(s * s)) + (n * _LN2_LOW(f) + c)
    return rest - half + f + n * _LN2_HIGH(f)


def _log_edges(x, y):
    """log(x) = y where it is finite."""
    y = where(x > 0.0, y, where(x == 0.0, -inf, nan))
    return where(x == inf, x, y)


def _log(x):
    tiny = x < _LEAST_NORMAL(x)
    k, f = _split(where(tiny, x * 2.0**54, x))
    return _log_edges(x, _log_sum(where(tiny, k - 54, k), f, 0.0))


def _log1p(x):
    """log of u = 1 + x rounded, and what the rounding lost."""
    u = 1.0 + x
    lost = where(u > 2.0, 1.0 - (u - x), x - (u - 1.0))
    k, f = _split(u)
    y = _log_sum(k, where(k == 0, x, f), where(k == 0, 0.0, lost / u))
    return where(x == 0.0, x, _log_edges(u, y))


log = Overload(_log, _log)
log1p = Overload(_log1p, _log1p)

# --- tanh, linoid ------------------------------------------------------------------------------


def _lambert_f32(z):
    """(1 - tanh(x) / x) / z for z = x² <= 0.3: x / (1 + z / (3 + z / (5 + ...))), here to the 9."""
    return (315.0 + 14.0 * z) / horner(z, 945.0, 420.0, 15.0)


def _lambert_f64(z):
    """The same to the 15."""
    above = horner(z, 675675.0, 45045.0, 594.0, 1.0)
    return above / horner(z, 2027025.0, 945945.0, 51975.0, 630.0, 1.0)


_lambert = Overload(_lambert_f32, _lambert_f64)


def _tanh(x):
    """By Lambert's continued fraction near 0, by exp elsewhere."""
    size, z = abs(x), x * x
    large = 1.0 - 2.0 / (exp(2.0 * size) + 1.0)
    y = where(size > 0.55, where(x < 0.0, -large, large), x - x * z * _lambert(z))
    return where(x == 0.0, x, y)


def _linoid(x):
    """x / expm1(x), which is 1 at 0: the guarded rate of Hodgkin-Huxley models.

    It is 0 where expm1 overflows: there the value is below 1e-36.
    """
    e = expm1(x)
    return where(x == 0.0, 1.0, where(e == inf, 0.0, x / e))


tanh = Overload(_tanh, _tanh)
linoid = Overload(_linoid, _linoid)

# --- sin, cos ----------------------------------------------------------------------------------
# x = q pi/2 + r, |r| <= pi/4, with pi/2 in parts of which q times the leading ones is exact.

_HALF_PI_25, _HALF_PI_25_REST = 1.57079631090164184570, 1.58932547735281966916e-08
_HALF_PI_33, _HALF_PI_66 = 1.57079632673412561417, 6.07710050630396597660e-11
_HALF_PI_66_REST = 2.02226624879595063154e-21


def _quadrant_f32(x):
    """q, r and what r lacks: in double precision, which holds r to 2**-40."""
    x = f64(where(abs(x) <= 4e8, x, nan))
    shifted = x * (2 / pi) + _ROUND(x)
    n = shifted - _ROUND(x)
    exact = (x - n * _HALF_PI_25) - n * _HALF_PI_25_REST
    r = f32(exact)
    return i32(bits(shifted)), r, f32(exact - f64(r))


def _quadrant_f64(x):
    x = where(abs(x) <= 1.6e6, x, nan)
    shifted = x * (2 / pi) + _ROUND(x)
    n = shifted - _ROUND(x)
    a, b = x - n * _HALF_PI_33, n * _HALF_PI_66
    high = a - b
    back = high + b
    low = ((a - back) + ((back - high) - b)) - n * _HALF_PI_66_REST
    r = high + low
    return i32(bits(shifted)), r, (high - r) + low


def _sin_core_f32(r):
    z = r * r
    return r + r * z * horner(z, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880)


def _sin_core_f64(r):
    z = r * r
    low = horner(z, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880)
    high = horner(z, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000, 1 / 355687428096000)
    return r + r * z * (low + z**4 * high)


def _cos_core_f32(r):
    z = r * r
    half = 0.5 * z
    whole = 1.0 - half
    rest = z * z * horner(z, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800)
    return whole + (((1.0 - whole) - half) + rest)


def _cos_core_f64(r):
    z = r * r
    half = 0.5 * z
    whole = 1.0 - half
    low = horner(z, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800)
    high = horner(z, 1 / 479001600, -1 / 87178291200, 1 / 20922789888000, -1 / 6402373705728000)
    return whole + (((1.0 - whole) - half) + z * z * (low + z**4 * high))


sin_core = Overload(_sin_core_f32, _sin_core_f64)  # sin on -pi/4 .. pi/4
cos_core = Overload(_cos_core_f32, _cos_core_f64)  # cos on -pi/4 .. pi/4


_quadrant = Overload(_quadrant_f32, _quadrant_f64)


def _turn(q, r, low):
    """sin(q pi/2 + r + low)."""
    s, c = sin_core(r), cos_core(r)
    y = where((q & 1) == 0, s + low * c, c - low * s)
    return where((q & 2) == 0, y, -y)


def _sin(x):
    q, r, low = _quadrant(x)
    return where(x == 0.0, x, _turn(q, r, low))


def _cos(x):
    q, r, low = _quadrant(x)
    return _turn(q + 1, r, low)


sin = Overload(_sin, _sin)
cos = Overload(_cos, _cos)

# --- on the host -------------------------------------------------------------------------------


class _Host:
    """The functions over float64 numbers and arrays, with the bits that a simulation gets."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in MATH:
            raise AttributeError(f"{name!r} is not one of {', '.join(MATH)}")
        compiled = emit.compile_numpy(parse(f"def {name}_of(x):\n    return {name}(x)", real="f64"))

        def function(x: Any) -> Any:
            with np.errstate(all="ignore"):
                return compiled(np.asarray(x, np.float64))[()]

        setattr(self, name, function)  # built once
        return function


host = _Host()
