"""Graded synapses: each part sums what reaches its own targets.

Sources may belong to other parts, which update them in the same step. So every part copies what its
neurons release, at the end of a step, to one of two rows, and reads the other one, of the step
before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from ...program import Arena, Array, Program
from ...program.graded import GradedInput
from .alignment import zeros
from .intrinsics import fields, like, pointer
from .options import LOOP
from .passes import Descriptor, Pass, generic


class Released:
    """What the neurons of each arena released in the last two steps: row step & 1 is of `step`."""

    def __init__(self, program: Program) -> None:
        self._rows: dict[tuple[int, str], tuple[Arena, str, Array]] = {}
        for stage in program.graded:
            arena, name = stage.source, stage.output
            dtype = arena.state[name].dtype.name
            self._rows[id(arena), name] = arena, name, zeros(2 * arena.n, dtype)

    def of(self, arena: Arena, name: str) -> Array:
        """Both rows of a state, one after the other."""
        return self._rows[id(arena), name][2]

    def begin(self) -> list[Pass]:
        """The passes that copy all states to the row of the step before a run."""
        return [_copy(*row, (0, row[0].n), 1) for row in self._rows.values()]

    def publish(self, span: Callable[[Arena], tuple[int, int]]) -> list[Pass]:
        """The passes that copy the states of one part, span(arena) = (lo, hi), after a step."""
        return [_copy(*row, span(row[0]), 0) for row in self._rows.values()]


def make(given: GradedInput, lo: int, hi: int, released: Released) -> list[Pass]:
    """The pass that sums what reaches those of neurons lo..hi that the input is of."""
    drive = given.drive
    lo, hi = max(lo, drive.lo), min(hi, drive.hi)
    if lo >= hi:
        return []
    skip = lo - drive.lo
    stages = [
        Descriptor(
            max(lo, stage.target_lo) - lo,
            min(hi, stage.target_hi) - lo,
            lo - stage.target_lo,
            stage.source_lo,
            stage.source.n,
            stage.start,
            stage.pre,
            stage.weight,
            released.of(stage.source, stage.output),
        )
        for stage in given.stages
    ]
    table = np.array([stage.address for stage in stages], np.int64)
    columns = (drive.base[skip:], given.constant[skip:], len(stages), table)
    call = f"graded(descriptor, step, {drive.base.dtype}(0))"
    made = generic("graded", call, hi - lo, *columns, *stages)  # the last keep the table's alive
    return [made]


@njit(error_model="numpy")
def graded(descriptor: Any, step: Any, real: Any) -> None:
    """base = constant, plus every stage's synapses in their order."""
    n, base_at, constant_at, n_stages, table_at = fields(descriptor, 5)
    base, constant = like(base_at, real), like(constant_at, real)
    table = pointer(table_at, np.int64)
    for i in range(n):
        base[i] = constant[i]
    for k in range(n_stages):
        add(table[k], step, base, real)


@njit(error_model="numpy")
def add(stage: Any, step: Any, base: Any, real: Any) -> None:
    """Add one projection's synapses to the sums of its targets, one after the other."""
    first, last, row, source, n, start_at, pre_at, weight_at, released_at = fields(stage, 9)
    start, pre = pointer(start_at, np.int64), pointer(pre_at, np.int32)
    weight, released = like(weight_at, real), like(released_at, real)
    before = ((step + 1) & 1) * n + source
    for i in range(first, last):
        total = base[i]
        for j in range(start[row + i], start[row + i + 1]):
            total += weight[j] * released[before + pre[j]]
        base[i] = total


def _copy(arena: Arena, name: str, rows: Array, span: tuple[int, int], ahead: int) -> Pass:
    state = arena.state[name]
    call = f"copy(descriptor, step, {state.dtype}(0))"
    return generic("graded", call, state, rows, arena.n, *span, ahead)


@njit(error_model="numpy")
def copy(descriptor: Any, step: Any, real: Any) -> None:
    """Copy lo..hi of a state to the row of `step`, or of the step before with `ahead` = 1."""
    state_at, rows_at, n, lo, hi, ahead = fields(descriptor, 6)
    row = ((step + ahead) & 1) * n
    move(lo, hi, row, like(state_at, real), like(rows_at, real))


@njit(**LOOP)
def move(lo: Any, hi: Any, row: Any, state: Any, rows: Any) -> None:
    """rows[row + i] = state[i]"""
    for i in range(lo, hi):
        rows[row + i] = state[i]
