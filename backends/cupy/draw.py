"""Drawing synapses on the GPU, to the bits of `numpy/draw.py` (`snn.wiring.drawing.Draw`).

All arrays are in the GPU's memory, and all work is queued in the current stream. No kernel here
waits for the host; the host waits where it needs a number, such as the length of the longest row.
"""

from __future__ import annotations

from typing import Any

import cupy
import numpy as np

from ...program import Array
from ...values import ARRAY, CONSTANT, Law
from ...wiring.drawing import Output, Recipe, Tally
from ...wiring.rows import Key, Rows
from .launch import Kernel, module

xp = cupy
ordered = False
per_call = 1 << 31  # a block counts in 32 bits

_BLOCK, _WARP = 256, 32
_SPARE = 8  # room in passing takes one part in so many of what stays
_CHUNKS = 64
_LEAST_CHUNK = 1 << 20


def chunk(n: int) -> int:
    """A chunk takes 8 to 25 bytes a synapse, of which 4 or more stay.

    Small ones would cost more launches than the memory is worth.
    """
    return min(max(n // _CHUNKS, _LEAST_CHUNK), 1 << 25)


def _launch(kernel: Kernel, grid: int, *values: Any) -> None:
    launch = kernel.prepare(grid, _BLOCK, *values)
    launch.start(cupy.cuda.get_current_stream())


def _each(name: str, n: int, *values: Any) -> None:
    """A kernel with a thread per element."""
    if n:
        kernel = module("draw_lists").kernel(name)
        _launch(kernel, min(kernel.resident(_BLOCK), -(-n // _BLOCK)), *values)


def _blocks(kernel: Kernel, n: int, most_bytes: int = 0, each: int = 0) -> int:
    """How many blocks share `n` blocks' work, if their room of `each` bytes is limited."""
    most = kernel.resident(_BLOCK)
    if each:
        most = min(most, most_bytes // each)
    return max(1, min(n, most))


def pairs(key: Key, first: int, count: int, n_pre: int, n_post: int) -> tuple[Array, Array]:
    pre, post = cupy.empty(count, np.int32), cupy.empty(count, np.int32)
    _each("pairs", count, *key, first, count, n_pre, n_post, pre, post)
    return pre, post


def choices(
    key: Key, tag: int, lo: int, hi: int, n: int, k: int, distinct: bool, hole: int
) -> Array:
    out: Array = cupy.empty((hi - lo, k), np.int32)
    kernels = module("draw_lists")
    kernel, warps = kernels.kernel("choices"), _BLOCK // _WARP
    words = -(-n // 32) if distinct else 0
    room = _CHUNKS // _SPARE * out.nbytes
    grid = _blocks(kernel, -(-(hi - lo) // warps), room, 4 * words * warps)
    taken = cupy.zeros((grid * warps, words), np.uint32) if distinct else None
    given = {"seed": key[0], "stream": key[1], "tag": tag, "lo": lo, "hi": hi, "n": n, "k": k}
    record = kernels.struct("Choices").fill(**given, hole=hole, out=out, taken=taken, words=words)
    _launch(kernel, grid, record)
    return out


def tally(index: Array, count: Array) -> None:
    _each("tally", index.size, index, index.size, count)


def place(row: Array, value: Array, cursor: Array, out: Array) -> None:
    _each("place", row.size, row, value, row.size, cursor, out)


def sort_rows(start: Array, values: Array, n: int) -> None:
    rows, kernel = len(start) - 1, module("draw_lists").kernel("sort_rows")
    longest = int((start[1:] - start[:-1]).max())
    if longest > 1:
        grid = _blocks(kernel, rows, values.nbytes // _SPARE, 4 * longest)
        scratch = cupy.empty(grid * longest, np.int32)
        bits = (n - 1).bit_length()
        _launch(kernel, grid, start, rows, values, bits, scratch, longest)


def census(
    recipe: Recipe, lo: int, hi: int, first: int, table: Array, inverse_unit: float, tally: Tally
) -> None:
    kernel = module("draw").kernel("census")
    counts = (
        module("draw")
        .struct("Tally")
        .fill(
            inverse_unit=inverse_unit,
            load=tally.load,
            histogram=tally.histogram,
            extremes=tally.extremes.view(np.uint64),
        )
    )
    grid = _blocks(kernel, -(-(hi - lo) * _WARP // _BLOCK))
    _launch(kernel, grid, *_recipe(recipe), lo, hi, first, table, table.shape[1], counts)


def fill(recipe: Recipe, lo: int, hi: int, out: Output) -> None:
    kernel, warps = module("draw").kernel("fill"), _BLOCK // _WARP
    longest = recipe.rows.longest if _needs_copies(recipe, out) else 0
    room = out.synapse.nbytes // _SPARE
    grid = _blocks(kernel, -(-(hi - lo) // warps), room, 4 * longest * warps)
    copies = cupy.empty(grid * warps * longest, np.int32) if longest else None
    _launch(kernel, grid, *_recipe(recipe), lo, hi, _output(out, copies, longest))


def _needs_copies(recipe: Recipe, out: Output) -> bool:
    """Whether synapses take the place of their list in another order than the list's."""
    post: Any = recipe.rows.post
    synapse: Any = out.synapse
    in_place = recipe.rows.p == 0 and post.data.ptr == synapse.data.ptr
    return in_place and recipe.delay.kind != CONSTANT


def _output(out: Output, copies: Any, longest: int) -> Any:
    wide = {4: None, 8: None, out.weight.itemsize: out.weight if out.weight.size else None}
    return (
        module("draw")
        .struct("Output")
        .fill(
            first=out.first,
            columns=out.seg.shape[1],
            column=out.column,
            row_start=out.row_start,
            seg=out.seg,
            synapse=out.synapse,
            weight32=wide[4],
            weight64=wide[8],
            packed=out.packed,
            target_lo=out.target_lo,
            target_bits=out.target_bits,
            inverse_quantum=out.inverse_quantum,
            copies=copies,
            longest=longest,
        )
    )


def _recipe(recipe: Recipe) -> tuple[Any, ...]:
    """The kernels' arguments that say which synapses there are."""
    weight, delay = _law(recipe.weight), _law(recipe.delay)
    keys = (
        module("draw")
        .struct("Keys")
        .fill(seed=recipe.wiring[0], wiring=recipe.wiring[1], values=recipe.values[1])
    )
    return _rows(recipe.rows), weight, delay, recipe.dt, keys


def _rows(rows: Rows) -> Any:
    listed = rows.p == 0
    return (
        module("draw")
        .struct("Rows")
        .fill(
            n_post=rows.n_post,
            p=rows.p,
            inverse=rows.inverse if 0 < rows.p < 1 else 0.0,
            hole=rows.hole,
            start=rows.start if listed else None,
            post=rows.post if listed else None,
        )
    )


def _law(law: Law) -> Any:
    return (
        module("draw")
        .struct("Law")
        .fill(
            kind=law.kind,
            a=law.a,
            b=law.b,
            factor=law.factor,
            lo=law.lo,
            hi=law.hi,
            array=law.array if law.kind == ARRAY else None,
        )
    )
