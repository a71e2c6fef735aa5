"""Graded synapses in a checkpoint: their columns. What they carry is a state of neurons."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lowering.built import Built
from ..lowering.graded import graded_of, graded_stage
from ..program.graded import GradedDeliver
from .tree import TreeReader, TreeWriter

_ARRAYS = ("start", "pre", "weight")


def graded_tree(built: Built, w: TreeWriter) -> list[Any]:
    """Every graded projection, in order."""
    return [
        {name: w.array(getattr(stage, name)) for name in _ARRAYS} for stage in built.program.graded
    ]


def restored_graded(built: Built, stored: list[Any], r: TreeReader) -> list[GradedDeliver]:
    """The stages that `graded_tree` wrote."""
    pairs = zip(graded_of(built.network, built.specs), stored, strict=True)
    return [
        graded_stage(projection, spec, *(np.array(r.array(tree[name])) for name in _ARRAYS))
        for (projection, spec), tree in pairs
    ]
