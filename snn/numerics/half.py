"""float16 as storage: decoded exactly, encoded with stochastic rounding that never stalls a state.

Rounding to nearest would swallow every update under half a spacing; rounding up with a probability
equal to the part cut off is right on average. The first half is written in the language of
`snn.lang`, where a half is the low 16 bits of a u32; the second half is for arrays on the host.
"""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lang.names import bits, f32, from_bits, i32, real, u32, where

# --- in the language ---------------------------------------------------------------------------
# 13 bits of a float's fraction are more than a half holds; the exponents differ by 112 = 127 - 15.

_LEAST_NORMAL = 2.0**-14
_LARGEST = 0x7BFF  # 65504
_NAN = 0x7E00


def half_to_real(h):
    """The value of a half (u32 -> real), exactly; infinities and NaN too."""
    wide = i32((h & 0x7FFF) << 13)
    normal = from_bits(wide + (112 << 23))
    # Of a subnormal half only the fraction is set: it counts in units of 2**-24.
    subnormal = from_bits(wide + (113 << 23)) - f32(_LEAST_NORMAL)
    special = from_bits(wide | 0x7F800000)
    size = where(wide < (1 << 23), subnormal, where(wide < (31 << 23), normal, special))
    return real(where((h & 0x8000) != 0, -size, size))


def real_to_half(x, word):
    """A half (u32) near x, its expected value x, rounded by the low 13 bits of a random u32 word.

    Saturates at 65504, infinity too; NaN stays NaN. Below 2**-37 the expectation is rounded.
    """
    y = f32(x)
    size = abs(y)
    normal = bits(size) - (112 << 23)
    subnormal = bits(size + _LEAST_NORMAL) - (113 << 23)
    wide = where(size < _LEAST_NORMAL, subnormal, normal)
    rounded = (wide + i32(word & 0x1FFF)) >> 13
    sign = (u32(bits(y)) >> 16) & 0x8000
    h = u32(where(size < 65504.0, rounded, i32(_LARGEST))) | sign
    return where(y == y, h, _NAN)


# --- on the host -------------------------------------------------------------------------------


def decode(stored: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The values of stored halves: uint16 -> float32 of the same shape."""
    return stored.view(np.float16).astype(np.float32)


def encode(values: NDArray[Any]) -> NDArray[np.uint16]:
    """Halves nearest to the values, saturating at 65504, NaN kept: float -> uint16, same shape."""
    clipped = np.clip(np.asarray(values), -65504.0, 65504.0)
    halves: NDArray[np.uint16] = clipped.astype(np.float16).view(np.uint16)
    return halves
