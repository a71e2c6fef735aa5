"""The program of one process, from the parts that several ranks have of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..mpi import Ranks
from ..program import Deliver, Learn, Program
from ..wiring.whole import in_order, whole_deliver


def whole_program(program: Program, ranks: Ranks) -> Program:
    """With the synapses of all ranks, on rank 0; what neurons have is there already (`pull`)."""
    whole: dict[int, Deliver] = {}
    local: dict[int, Learn] = {}
    learning = {id(stage.deliver): stage for stage in program.learn}
    for deliver in program.deliver:
        whole[id(deliver)], order = whole_deliver(deliver, ranks)
        stage = learning.get(id(deliver))
        if stage is not None:
            own = whole[id(deliver)]
            values = np.empty((len(stage.local), len(own.synapse)), stage.local.dtype)
            for k, column in enumerate(in_order(order, list(stage.local), ranks, to_first=True)):
                values[k] = column
            local[id(stage)] = replace(stage, deliver=own, local=values)
    return replace(
        program,
        deliver=[whole[id(deliver)] for deliver in program.deliver],
        learn=[local[id(stage)] for stage in program.learn],
    )
