"""Random words and normals of a step, drawn into buffers before the neurons are updated."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...lang import emit, parse
from ...numerics import philox
from ...program import Array
from . import cache
from .alignment import zeros
from .passes import Descriptor, Pass

_FILL = """\
import numpy as np
from numba import cfunc, njit

from snn.backends.numba.intrinsics import fields, pointer
from snn.backends.numba.options import LOOP


@njit(**LOOP)
def fill(begin, end, out, c1, c2, c3, k0, k1):
    for block in range(begin, end):
        c0 = np.uint32(block)
{body}


"""

_ENTRY = """\
@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    begin, end, out, seed, stream = fields(descriptor, 5)
    low, high = np.uint32(step), np.uint32(step >> 32)
    seed, stream = np.uint32(seed), np.uint32(stream)
    fill(begin, end, pointer(out, np.{dtype}), np.uint32(0), low, high, seed, stream)
"""


def words(out: Array, begin: int, end: int, seed: int, stream: int) -> Pass:
    """Fill out[begin:end] (uint32) with the words of its elements, up to 3 more at either end."""
    return _fill(text(None, _ENTRY.format(dtype="uint32")), out, begin, end, seed, stream)


def normals(out: Array, begin: int, end: int, seed: int, stream: int) -> Pass:
    """Fill out[begin:end] (float32 or float64) with normals, up to 3 more at either end."""
    real = "f32" if out.dtype == np.float32 else "f64"
    return _fill(text(real, _ENTRY.format(dtype=out.dtype)), out, begin, end, seed, stream)


def buffer(n: int, dtype: str) -> Array:
    """Room for the draws of `n` elements: whole blocks of four."""
    return zeros(-(-n // 4) * 4, dtype)


def _fill(text: str, out: Array, begin: int, end: int, seed: int, stream: int) -> Pass:
    return Pass(cache.entry(text), Descriptor(begin // 4, -(-end // 4), out, seed, stream))


@lru_cache(maxsize=16)
def text(real: str | None, entry: str) -> str:
    """A module with fill(...), which draws the words of blocks, or normals of a type, and `entry`.

    fill(begin, end, out, c1, c2, c3, k0, k1) writes out[4 · begin : 4 · end].
    """
    indent = " " * 8
    block = parse(philox.philox4x32, types=philox.PHILOX_TYPES)
    lines, drawn = emit.body(block, "numba", indent)
    if real is not None:
        pair = parse(philox.normal_pair, types={"w0": "u32", "w1": "u32"}, real=real)
        normals: list[str] = []
        for k in (0, 2):
            lines += [f"{indent}w{j} = {drawn[k + j]}" for j in (0, 1)]
            more, values = emit.body(pair, "numba", indent, prefix=f"pair{k}_")
            lines += more
            lines += [f"{indent}normal{k + j} = {values[j]}" for j in (0, 1)]
            normals += [f"normal{k}", f"normal{k + 1}"]
        drawn = normals
    lines += [f"{indent}out[4 * block + {j}] = {drawn[j]}" for j in range(4)]
    return _FILL.format(body="\n".join(lines)) + entry
