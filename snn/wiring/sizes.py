"""How much memory synapses will take, known before any is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from ..precision import Precision
from ..values import CONSTANT, Law
from . import forms
from .groups import delay_range
from .rows import Connectivity

_ROW_START = 8  # bytes a row
_SEGMENT = 4  # bytes a row and delay


@dataclass(frozen=True)
class Size:
    """What a projection is expected to take."""

    synapses: float
    kept: float  # bytes
    passing: float  # bytes needed besides, until it is built


def expected_size(
    connectivity: Connectivity,
    weight: Law,
    delay: Law,
    n_pre: int,
    n_post: int,
    n_arena: int,
    dt: float,
    precision: Precision,
    plastic: bool,
) -> Size:
    """The size of a projection onto neurons of an arena of `n_arena`, met closely.

    Laws as `specification.check_projection` gives them. What a plasticity rule keeps is not in it.
    """
    synapses = connectivity.expected(n_pre, n_post)
    first, last = delay_range(delay, dt)
    segments = n_pre * (_ROW_START + _SEGMENT * (last - first + 2.0))
    kept = synapses * bytes_per_synapse(weight, n_arena, precision, plastic) + segments
    return Size(synapses, kept, synapses * connectivity.scratch + segments)


def bytes_per_synapse(weight: Law, n_arena: int, precision: Precision, plastic: bool) -> int:
    """4 where one weight serves all or the weights pack; else the weight besides."""
    wide = 12 if precision.real == "f64" else 8
    if plastic or precision.weight == "float32":
        return wide
    low, high = weight.bounds()
    if weight.kind == CONSTANT or low == high:
        return 4
    least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    # Relative to the greatest weight, at a scale where the target's bits alone limit the weights.
    fits = forms.packed(least / weight.magnitude(), 1.0, n_arena - 1, 2.0**62)
    return 4 if fits is not None and precision.weight == "packed" else wide
