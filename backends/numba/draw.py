"""Drawing synapses in compiled loops, to the bits of numpy/draw.py (`snn.wiring.drawing.Draw`)."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np

from ...program import Array
from ...values import Law
from ...wiring.drawing import Output, Recipe, Tally
from ...wiring.rows import Key
from ..numpy.draw import chunk as chunk
from ..numpy.draw import per_call as per_call
from ..numpy.draw import sort_rows as sort_rows
from . import draw_kernels
from .cache import entry
from .draw_formulas import TEXT

xp = np
ordered = True

_REALS = (np.float32, np.float64)

_TEXT = """\
# Formulas: {formulas}
from numba import njit

from snn.backends.numba import draw_kernels


@njit(cache=True, nogil=True, error_model="numpy")
def entry({arguments}):
    draw_kernels.{name}({arguments})
"""

_ARGUMENTS = {
    "census": "recipe, lo, hi, longest, first, table, inverse_unit, load, histogram, extremes",
    "fill": "recipe, lo, hi, longest, first, column, row_start, seg, synapse, weights, form",
    "pairs": "key, first, n_pre, n_post, pre, post",
    "choices": "key, tag, lo, n, distinct, hole, out",
    "tally": "index, count",
    "place": "row, value, cursor, out",
}


@cache
def _kernel(name: str) -> Any:
    """A loop of `draw_kernels`; its machine code is kept on disk, under all that goes into it."""
    numbers = {k: v for k, v in vars(draw_kernels).items() if isinstance(v, int)}
    formulas = hashlib.sha256(repr((TEXT, numbers)).encode()).hexdigest()
    return entry(_TEXT.format(name=name, arguments=_ARGUMENTS[name], formulas=formulas))


def _law(law: Law) -> tuple[Any, ...]:
    return law.kind, law.a, law.b, law.factor, law.lo, law.hi, law.array


def _recipe(recipe: Recipe) -> tuple[Any, ...]:
    """The recipe as nested tuples of numbers and arrays, always of the same types."""
    rows = recipe.rows
    inverse = rows.inverse if 0 < rows.p < 1 else 0.0
    wiring = rows.n_post, rows.p, inverse, rows.hole, rows.start, rows.post, *rows.kept
    weight, delay = _law(recipe.weight), _law(recipe.delay)
    return wiring, weight, delay, recipe.dt, recipe.wiring, recipe.values


def pairs(key: Key, first: int, count: int, n_pre: int, n_post: int) -> tuple[Array, Array]:
    pre, post = np.empty(count, np.int32), np.empty(count, np.int32)
    _kernel("pairs")(key, first, n_pre, n_post, pre, post)
    return pre, post


def choices(
    key: Key, tag: int, lo: int, hi: int, n: int, k: int, distinct: bool, hole: int
) -> Array:
    out = np.empty((hi - lo, k), np.int32)
    _kernel("choices")(key, tag, lo, n, distinct, hole, out)
    return out


def tally(index: Array, count: Array) -> None:
    _kernel("tally")(index.reshape(-1), count)


def place(row: Array, value: Array, cursor: Array, out: Array) -> None:
    _kernel("place")(row.reshape(-1), value, cursor, out)


def census(
    recipe: Recipe, lo: int, hi: int, first: int, table: Array, inverse_unit: float, tally: Tally
) -> None:
    longest = recipe.rows.longest
    counts = tally.load, tally.histogram, tally.extremes
    _kernel("census")(_recipe(recipe), lo, hi, longest, first, table, inverse_unit, *counts)


def fill(recipe: Recipe, lo: int, hi: int, out: Output) -> None:
    form = out.packed, out.target_lo, out.target_bits, out.inverse_quantum
    # Both types are always passed, one of them empty: one compilation serves both precisions.
    weights = tuple(out.weight if out.weight.dtype == t else np.empty(0, t) for t in _REALS)
    where = out.column, out.row_start, out.seg, out.synapse, weights
    _kernel("fill")(_recipe(recipe), lo, hi, recipe.rows.longest, out.first, *where, form)
