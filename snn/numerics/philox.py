"""Random numbers without state: Philox4x32-10, counted by (step, element), keyed by (seed, stream).

Element i of (seed, stream, step) takes word i mod 4 of the block whose counter is (i // 4 low,
i // 4 high, step low, step high) and whose key is (seed, stream). Normals 4j and 4j + 1, and 4j + 2
and 4j + 3, are the Box-Muller pairs of the words of these elements.

Source: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3. SC'11.
The first half is written in the language of `snn.lang`, for every backend; the second half is the
host's use of it.
"""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lang import emit, f32, f64, i32, parse, real, sqrt, u32, u64, where
from ..lang.names import Overload
from .mathfun import cos_core, log, sin_core

# --- in the language ---------------------------------------------------------------------------

PHILOX_TYPES = dict.fromkeys(("c0", "c1", "c2", "c3", "k0", "k1"), "u32")
_M0, _M1 = 0xD2511F53, 0xCD9E8D57  # multipliers of a round
_W0, _W1 = 0x9E3779B9, 0xBB67AE85  # Weyl increments of the key
_LOW = 0xFFFFFFFF


def _round(c0, c1, c2, c3, k0, k1):
    """One round, and the key of the next; of each u64 word only the low half counts.

    Words that stay 64 bits wide save the vector units half of their instructions.
    """
    p0 = (c0 & _LOW) * _M0
    p1 = (c2 & _LOW) * _M1
    return (p1 >> 32) ^ c1 ^ k0, p1, (p0 >> 32) ^ c3 ^ k1, p0, k0 + _W0, k1 + _W1


def philox4x32(c0, c1, c2, c3, k0, k1):
    """Ten rounds over a counter of four u32 words with a key of two: four random u32 words."""
    c0, c1, c2, c3, k0, k1 = u64(c0), u64(c1), u64(c2), u64(c3), u64(k0), u64(k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3, k0, k1 = _round(c0, c1, c2, c3, k0, k1)
    return u32(c0), u32(c1), u32(c2), u32(c3)


def _uniform_f32(word):
    return (f32(i32(word >> 9)) + 0.5) * 2.0**-23  # 23 bits: with 24 the largest would round to 1


def _uniform_f64(word):
    return (f64(word) + 0.5) * 2.0**-32


uniform = Overload(_uniform_f32, _uniform_f64)  # a u32 word -> real in the open (0, 1)


def normal_pair(w0, w1):
    """Two standard normals from two u32 words, by Box & Muller (1958), Ann. Math. Stat. 29:610.

    The radius takes 31 bits (|x| <= 6.7). The top two bits of the angle are its quadrant and the
    rest a position in it, so that sine and cosine need no reduction.
    """
    radius = sqrt(-2.0 * log((real(i32(w0 >> 1)) + 0.5) * 2.0**-31))
    angle = real(i32(w1 << 2)) * (pi / 2 * 2.0**-32)  # -pi/4 .. pi/4
    s, c = sin_core(angle), cos_core(angle)
    quadrant = (w1 + 2**29) >> 30
    odd = (quadrant & 1) != 0
    a, b = where(odd, -s, c), where(odd, c, s)
    radius = where((quadrant & 2) != 0, -radius, radius)
    return radius * a, radius * b


# --- on the host -------------------------------------------------------------------------------


@cache
def _compiled(real: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """philox4x32 and normal_pair over arrays."""
    words = parse(philox4x32, types=PHILOX_TYPES)
    pair = parse(normal_pair, types={"w0": "u32", "w1": "u32"}, real=real)
    return emit.compile_numpy(words), emit.compile_numpy(pair)


def _blocks(seed: int, stream: int, step: int, first: int, n: int) -> NDArray[np.uint32]:
    """The four words of blocks first .. first + n - 1: uint32 (n, 4)."""
    block = np.arange(first, first + n, dtype=np.uint64)
    low, high = block.astype(np.uint32), (block >> np.uint64(32)).astype(np.uint32)
    fixed = (step & 0xFFFFFFFF, step >> 32, seed, stream)
    with np.errstate(all="ignore"):
        words = _compiled("f32")[0](low, high, *(np.uint32(x) for x in fixed))
    return np.stack(words, axis=1)


def words(seed: int, stream: int, step: int, index0: int, n: int) -> NDArray[np.uint32]:
    """The words of elements index0 .. index0 + n - 1: uint32 (n,).

    seed and stream are in 0 .. 2**32 - 1, step and index0 in 0 .. 2**63 - 1; beyond: OverflowError.
    """
    first = index0 // 4
    block = _blocks(seed, stream, step, first, (index0 + n + 3) // 4 - first)
    return block.reshape(-1)[index0 - 4 * first :][:n]


def normals(
    seed: int, stream: int, step: int, index0: int, n: int, real: str = "f32"
) -> NDArray[Any]:
    """The standard normals of elements index0 .. index0 + n - 1: float32 or float64 (n,)."""
    first = index0 // 4
    block = _blocks(seed, stream, step, first, (index0 + n + 3) // 4 - first).reshape(-1, 2)
    with np.errstate(all="ignore"):
        pairs = _compiled(real)[1](block[:, 0], block[:, 1])
    return np.stack(pairs, axis=1).reshape(-1)[index0 - 4 * first :][:n]
