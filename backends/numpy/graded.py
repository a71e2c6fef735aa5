"""Graded synapses: sums of weights times what presynaptic neurons release, in one order."""

from __future__ import annotations

import numpy as np

from ...program import Program
from ...program.graded import GradedDeliver, GradedInput
from ...wiring.matrix import post_of


class NumpyGraded:
    """All graded synapses of a program."""

    def __init__(self, program: Program) -> None:
        self._inputs = program.graded_inputs
        self._post = {id(stage): post_of(stage) for stage in program.graded}

    def deliver(self) -> None:
        """Sum, from the states at the end of the step before, into the Drives of this step."""
        for given in self._inputs:
            given.drive.base[:] = given.constant
            for stage in given.stages:
                self._add(given, stage)

    def _add(self, given: GradedInput, stage: GradedDeliver) -> None:
        released = stage.source.state[stage.output][stage.source_lo : stage.source_hi]
        into = given.drive.base[stage.target_lo - given.drive.lo :]
        # One after the other in the order of the synapses; a reduction would add in pairs.
        np.add.at(into, self._post[id(stage)], stage.weight * released[stage.pre])
