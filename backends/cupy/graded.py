"""Graded synapses on the device: one launch for all of them (graded.cu)."""

from __future__ import annotations

from typing import Any

import cupy
import numpy as np

from ...program import Program
from ...program.graded import GradedDeliver
from .launch import Launch, module
from .neurons import Neurons

THREADS = 128  # of a block, as graded.cu is bounded


class DeviceGraded:
    """The graded synapses of a program, their columns on the device."""

    def __init__(self, program: Program, neurons: list[Neurons]) -> None:
        self._own = {id(each.arena): each for each in neurons}
        self._inputs = program.graded_inputs
        self._weights = {id(stage): _filled(stage.weight) for stage in program.graded}
        self._stages = program.graded

    def launches(self) -> list[Launch]:
        """The launch that sums, if there are graded synapses. The same ones in every step."""
        if not self._inputs:
            return []
        own = module("graded")
        kernel = own.kernel("graded")
        rows: list[dict[str, Any]] = []
        inputs = []
        for given in self._inputs:
            drive = given.drive
            inputs.append(
                {
                    "base": self._own[id(drive.arena)].base(drive),
                    "constant": cupy.asarray(given.constant),
                    "n": drive.hi - drive.lo,
                    "first": len(rows),
                    "stages": len(given.stages),
                    "wide": int(drive.base.dtype == np.float64),
                }
            )
            rows += [self._row(stage, drive.lo) for stage in given.stages]
        most = max(row["n"] for row in inputs)
        grid = min(kernel.resident(THREADS), -(-most // THREADS))
        tables = own.struct("Input").table(inputs), len(inputs), own.struct("Stage").table(rows)
        return [kernel.prepare(grid, THREADS, *tables, 0)]

    def _row(self, stage: GradedDeliver, lo: int) -> dict[str, Any]:
        """The struct Stage."""
        return {
            "released": self._own[id(stage.source)].state[stage.output][stage.source_lo :],
            "start": cupy.asarray(stage.start),
            "pre": _filled(stage.pre),
            "weight": self._weights[id(stage)],
            "lo": stage.target_lo - lo,
            "targets": stage.n_post,
        }

    def push(self) -> None:
        """Take weights over from the host."""
        for stage in self._stages:
            self._weights[id(stage)][: len(stage.weight)].set(stage.weight)


def _filled(array: Any) -> Any:
    """A device copy of at least one element: an empty array has no address."""
    return cupy.asarray(array if len(array) else np.zeros(1, array.dtype))
