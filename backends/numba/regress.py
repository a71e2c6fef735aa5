"""Recursive least squares: one compiled module per pair of types, of arithmetic and of P.

A part updates the traces of the neurons that it owns in every step, and solves for the targets that
it owns where the step learns. Traces that it reads are at least one step old.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...compose.least_squares import functions
from ...lang import emit, parse
from ...numerics import philox
from ...program.regress import Regress
from . import cache
from .history import History
from .passes import Descriptor, Pass
from .regress_text import SOLVE, TRACE

_TYPE = {"f16": "uint16", "f32": "float32", "f64": "float64"}
_INDENT = " " * 8


def trace(regress: Regress, part: int, source: History) -> Pass:
    """The pass that keeps the traces of one part's neurons."""
    deliver = regress.deliver
    lo, hi = np.clip(source.bounds[part : part + 2], deliver.source_lo, deliver.source_hi)
    spikes = Descriptor(*source.fields(), part)
    slots, n_rows = regress.trace.shape
    numbers = np.array([regress.decay, regress.rate], regress.trace.dtype)
    place = (deliver.source_lo, int(lo), int(hi), slots, n_rows)
    return Pass(
        cache.entry(_trace_text(regress.real)), Descriptor(spikes, *place, regress.trace, numbers)
    )


def solve(regress: Regress, part: int, target: History, seed: int) -> Pass:
    """The pass that changes the weights onto one part's targets."""
    lo, hi = np.clip(target.bounds[part : part + 2], regress.target_lo, regress.target_hi)
    longest = int(np.diff(regress.start).max(initial=0))
    real = regress.trace.dtype
    r, w, k, sums = np.zeros((4, longest + 32), real)
    size = longest * (longest + 1) // 2 + 8
    values = np.zeros(size if regress.storage != regress.real else 0, real)
    words = np.zeros(size if regress.storage == "f16" else 0, np.uint32)
    numbers = np.array([regress.decay, regress.rate, regress.tau, regress.low, regress.high], real)
    states = [regress.deliver.target.state[name][regress.target_lo :] for name in regress.others]
    others = np.array([state.ctypes.data for state in states], np.int64)  # the program keeps them
    halves = np.array([state.dtype == np.uint16 for state in states], np.int64)
    own = (int(lo) - regress.target_lo, int(hi) - regress.target_lo)
    stride = int(len(regress.delay) > 1)
    synapses = (regress.start, regress.row, regress.place, regress.delay, stride)
    descriptor = Descriptor(
        *(regress.every, regress.begin, regress.end, regress.period),
        *own,
        *synapses,
        *(regress.trace, *regress.trace.shape),
        *(regress.first, regress.p, regress.deliver.weight),
        *(regress.block, *regress.block.shape),
        *(len(others), others, halves),
        *(numbers, r, w, k, sums, values, words, seed, regress.stream),
        *(regress.bad_count, regress.bad_step, regress.clipped),
    )
    return Pass(cache.entry(_solve_text(regress.real, regress.storage)), descriptor)


@lru_cache(maxsize=2)
def _trace_text(real: str) -> str:
    """The source of the module that keeps traces."""
    decayed = emit.define(functions(real)["decayed"], "numba", "decayed")
    return TRACE.format(decayed=decayed, real=_TYPE[real], size=np.dtype(_TYPE[real]).itemsize)


@lru_cache(maxsize=6)
def _solve_text(real: str, storage: str) -> str:
    """The source of the module that solves."""
    rules = {name: emit.define(f, "numba", name) for name, f in functions(real).items()}
    block, drawn = emit.body(parse(philox.philox4x32, types=philox.PHILOX_TYPES), "numba", _INDENT)
    half, kept = storage == "f16", _TYPE[storage]
    return SOLVE.format(
        **rules,
        real=_TYPE[real],
        kept=kept,
        size=np.dtype(_TYPE[real]).itemsize,
        bytes=np.dtype(kept).itemsize,
        half=half,
        packed=storage != real,
        load="half_to_real(np.uint32(p[i]))" if half else f"np.{_TYPE[real]}(p[i])",
        store="np.uint16(real_to_half(value[i], word[i]))" if half else f"np.{kept}(value[i])",
        word=", word" if half else "",
        word_pointer=", pointer(words + 4 * (origin & 3), np.uint32)" if half else "",
        philox="\n".join([*block, *(f"{_INDENT}out[4 * b + {j}] = {drawn[j]}" for j in range(4))]),
    )
