"""Elementary functions from exactly rounded operations, so that every backend gives the same bits.

Written in the language of `snn.lang`; a model function that calls exp(x) has `exp` inlined. Each is
within 2 ulp of the exact value over its range, free of branches (compilers vectorise it), and right
at 0, infinities and NaN. sin and cos are NaN beyond |x| = 4e8 (f32) and 1.6e6 (f64).

Reduction follows Cody & Waite (1980) and fdlibm (Sun Microsystems, 1993). The series are Taylor's:
on the reduced intervals they need at most two terms more than a minimax polynomial.
"""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan, pi
from typing import Any

import numpy as np

from .lang import emit, parse
from .lang.names import MATH, Overload, bits, f32, f64, from_bits, horner, i32, where

# --- exp, expm1 --------------------------------------------------------------------------------
# x = k ln2 + r, |r| <= ln2 / 2. Adding 1.5 * 2**23 (2**52) rounds to an integer, which is then in
# the low bits. k * LN2_HIGH is exact.

_ROUND_F32, _ROUND_F64 = 1.5 * 2**23, 1.5 * 2**52
_LN2_HIGH_F32, _LN2_LOW_F32 = 0.693145751953125, 1.42860677e-06
_LN2_HIGH_F64, _LN2_LOW_F64 = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def _reduce_f32(x):
    """k, r and what r lacks."""
    shifted = x * 1.4426950408889634 + _ROUND_F32
    n = shifted - _ROUND_F32
    high, low = x - n * _LN2_HIGH_F32, n * _LN2_LOW_F32
    r = high - low
    return bits(shifted) - bits(f32(_ROUND_F32)), r, (high - r) - low


def _reduce_f64(x):
    shifted = x * 1.4426950408889634 + _ROUND_F64
    n = shifted - _ROUND_F64
    high, low = x - n * _LN2_HIGH_F64, n * _LN2_LOW_F64
    r = high - low
    return bits(shifted) - bits(f64(_ROUND_F64)), r, (high - r) - low


def _scale_f32(x, k):
    """x * 2**k in two steps, which overflow to infinity and underflow with one rounding."""
    half = k >> 1
    return x * from_bits((half + 127) << 23) * from_bits((k - half + 127) << 23)


def _scale_f64(x, k):
    half = k >> 1
    return x * from_bits((half + 1023) << 52) * from_bits((k - half + 1023) << 52)


def _tail_f32(r):
    """exp(r) - 1 - r."""
    return r * r * horner(r, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040)


def _tail_f64(r):
    low = horner(r, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040)
    high = horner(r, 1 / 40320, 1 / 362880, 1 / 3628800, 1 / 39916800, 1 / 479001600, 1 / 6227020800)
    r2 = r * r
    return r2 * (low + r2 * r2 * r2 * high)


def _exp_f32(x):
    k, r, _ = _reduce_f32(min(max(x, -104.0), 89.0))
    y = _scale_f32(1.0 + (r + _tail_f32(r)), k)
    return where(x != x, x, y)


def _exp_f64(x):
    k, r, _ = _reduce_f64(min(max(x, -746.0), 710.0))
    y = _scale_f64(1.0 + (r + _tail_f64(r)), k)
    return where(x != x, x, y)


def _expm1_f32(x):
    """2**k ((1 - 2**-k) + r + tail): the leading sum is exact or dominates."""
    k, r, low = _reduce_f32(min(max(x, -30.0), 89.0))
    y = _scale_f32(((1.0 - _scale_f32(f32(1), -k)) + r) + (low + _tail_f32(r)), k)
    return where(x != x or x == 0.0, x, y)


def _expm1_f64(x):
    k, r, low = _reduce_f64(min(max(x, -60.0), 710.0))
    y = _scale_f64(((1.0 - _scale_f64(f64(1), -k)) + r) + (low + _tail_f64(r)), k)
    return where(x != x or x == 0.0, x, y)


exp = Overload(f32=_exp_f32, f64=_exp_f64)
expm1 = Overload(f32=_expm1_f32, f64=_expm1_f64)

# --- log, log1p --------------------------------------------------------------------------------
# x = 2**k (1 + f) with 1 + f in sqrt(1/2) .. sqrt(2); log(1 + f) = 2 atanh(f / (2 + f)).

_SQRT_HALF_F32, _SQRT_HALF_F64 = 0x3F3504F3, 0x3FE6A09E667F3BCD  # their bits


def _split_f32(x):
    """k and f of a positive normal number."""
    above = bits(x) - _SQRT_HALF_F32
    return above >> 23, from_bits((above & 0x7FFFFF) + _SQRT_HALF_F32) - 1.0


def _split_f64(x):
    above = bits(x) - _SQRT_HALF_F64
    return i32(above >> 52), from_bits((above & 0xFFFFFFFFFFFFF) + _SQRT_HALF_F64) - 1.0


def _log_sum_f32(k, f, c):
    """k ln2 + log(1 + f) + c, the small parts first."""
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    series = z * horner(z, 2 / 3, 2 / 5, 2 / 7, 2 / 9)
    n = f32(k)
    return s * (half + series) + (n * 9.0580006145e-06 + c) - half + f + n * 6.9313812256e-01


def _log_sum_f64(k, f, c):
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    series = z * horner(z, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15, 2 / 17, 2 / 19)
    n = f64(k)
    return s * (half + series) + (n * _LN2_LOW_F64 + c) - half + f + n * _LN2_HIGH_F64


def _log_edges(x, y):
    """log(x) where it is not finite."""
    y = where(x > 0.0, y, where(x == 0.0, -inf, nan))
    return where(x == inf, x, y)


def _log_f32(x):
    tiny = x < 2.0**-126
    k, f = _split_f32(where(tiny, x * 2.0**25, x))
    return _log_edges(x, _log_sum_f32(where(tiny, k - 25, k), f, 0.0))


def _log_f64(x):
    tiny = x < 2.0**-1022
    k, f = _split_f64(where(tiny, x * 2.0**54, x))
    return _log_edges(x, _log_sum_f64(where(tiny, k - 54, k), f, 0.0))


def _lost(x, u):
    """(1 + x) - u for u = 1 + x rounded."""
    return where(u > 2.0, 1.0 - (u - x), x - (u - 1.0))


def _log1p_f32(x):
    u = 1.0 + x
    k, f = _split_f32(u)
    y = _log_sum_f32(k, where(k == 0, x, f), where(k == 0, 0.0, _lost(x, u) / u))
    return where(x == 0.0, x, _log_edges(u, y))


def _log1p_f64(x):
    u = 1.0 + x
    k, f = _split_f64(u)
    y = _log_sum_f64(k, where(k == 0, x, f), where(k == 0, 0.0, _lost(x, u) / u))
    return where(x == 0.0, x, _log_edges(u, y))


log = Overload(f32=_log_f32, f64=_log_f64)
log1p = Overload(f32=_log1p_f32, f64=_log1p_f64)

# --- tanh, linoid ------------------------------------------------------------------------------


def _tanh_edges(x, z, ratio):
    """x - x z ratio near 0, by exp elsewhere."""
    size = abs(x)
    large = 1.0 - 2.0 / (exp(2.0 * size) + 1.0)
    y = where(size > 0.55, where(x < 0.0, -large, large), x - x * z * ratio)
    return where(x == 0.0, x, y)


def _tanh_f32(x):
    """Near 0 by Lambert's continued fraction x / (1 + x² / (3 + x² / (5 + ...))), here to the 9."""
    z = x * x
    return _tanh_edges(x, z, (315.0 + 14.0 * z) / (945.0 + z * (420.0 + 15.0 * z)))


def _tanh_f64(x):
    """The same to the 15."""
    z = x * x
    above = horner(z, 675675.0, 45045.0, 594.0, 1.0)
    below = horner(z, 2027025.0, 945945.0, 51975.0, 630.0, 1.0)
    return _tanh_edges(x, z, above / below)


def _linoid(x):
    """x / expm1(x), which is 1 at 0: the guarded rate of Hodgkin-Huxley models.

    It is 0 where expm1 overflows: there the value is below 1e-36.
    """
    e = expm1(x)
    return where(x == 0.0, 1.0, where(e == inf, 0.0, x / e))


tanh = Overload(f32=_tanh_f32, f64=_tanh_f64)
linoid = Overload(f32=_linoid, f64=_linoid)

# --- sin, cos ----------------------------------------------------------------------------------
# x = q pi/2 + r, |r| <= pi/4, with pi/2 in parts of which q times the leading ones is exact.

_HALF_PI_25, _HALF_PI_25_REST = 1.57079631090164184570, 1.58932547735281966916e-08
_HALF_PI_33, _HALF_PI_66 = 1.57079632673412561417, 6.07710050630396597660e-11
_HALF_PI_66_REST = 2.02226624879595063154e-21


def _quadrant_f32(x):
    """q, r and what r lacks: in double precision, which holds r to 2**-40."""
    x = f64(x)
    shifted = x * (2 / pi) + _ROUND_F64
    n = shifted - _ROUND_F64
    exact = (x - n * _HALF_PI_25) - n * _HALF_PI_25_REST
    r = f32(exact)
    return i32(bits(shifted) - bits(f64(_ROUND_F64))), r, f32(exact - f64(r))


def _quadrant_f64(x):
    shifted = x * (2 / pi) + _ROUND_F64
    n = shifted - _ROUND_F64
    a, b = x - n * _HALF_PI_33, n * _HALF_PI_66
    high = a - b
    back = high + b
    low = ((a - back) + ((back - high) - b)) - n * _HALF_PI_66_REST
    r = high + low
    return i32(bits(shifted) - bits(f64(_ROUND_F64))), r, (high - r) + low


def _sin_core_f32(r):
    z = r * r
    return r + r * z * horner(z, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880)


def _sin_core_f64(r):
    z = r * r
    low = horner(z, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880)
    z4 = z * z * z * z
    high = horner(z, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000, 1 / 355687428096000)
    return r + r * z * (low + z4 * high)


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
    z4 = z * z * z * z
    high = horner(z, 1 / 479001600, -1 / 87178291200, 1 / 20922789888000, -1 / 6402373705728000)
    return whole + (((1.0 - whole) - half) + z * z * (low + z4 * high))


sin_core = Overload(f32=_sin_core_f32, f64=_sin_core_f64)  # sin on -pi/4 .. pi/4
cos_core = Overload(f32=_cos_core_f32, f64=_cos_core_f64)  # cos on -pi/4 .. pi/4


def _turn(q, r, low):
    """sin(q pi/2 + r + low)."""
    s, c = sin_core(r), cos_core(r)
    y = where((q & 1) == 0, s + low * c, c - low * s)
    return where((q & 2) == 0, y, -y)


def _sin_f32(x):
    q, r, low = _quadrant_f32(x)
    return where(x == 0.0, x, where(abs(x) <= 4e8, _turn(q, r, low), nan))


def _sin_f64(x):
    q, r, low = _quadrant_f64(x)
    return where(x == 0.0, x, where(abs(x) <= 1.6e6, _turn(q, r, low), nan))


def _cos_f32(x):
    q, r, low = _quadrant_f32(x)
    return where(abs(x) <= 4e8, _turn(q + 1, r, low), nan)


def _cos_f64(x):
    q, r, low = _quadrant_f64(x)
    return where(abs(x) <= 1.6e6, _turn(q + 1, r, low), nan)


sin = Overload(f32=_sin_f32, f64=_sin_f64)
cos = Overload(f32=_cos_f32, f64=_cos_f64)

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
