"""Rate projections in a checkpoint: their weights, and what their rules have learnt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..lowering.built import Built
from ..lowering.carriers import is_rate
from ..lowering.rates import rate_stage
from ..program.rates import LeastSquares, RateChange, RateDeliver
from . import meaning
from .tree import TreeReader, TreeWriter

_ARRAYS = ("start", "pre", "weight")
_LEARNT = ("P", "bad_count", "bad_step")  # of recursive least squares


def rates_tree(built: Built, w: TreeWriter) -> list[Any]:
    """Every rate projection, in order."""
    return [_stage_tree(stage, w) for stage in built.program.rates]


def _stage_tree(stage: RateDeliver, w: TreeWriter) -> Any:
    tree: dict[str, Any] = {name: w.array(getattr(stage, name)) for name in _ARRAYS}
    if isinstance(stage.rule, LeastSquares):
        tree |= {name: w.array(getattr(stage.rule, name)) for name in _LEARNT}
    if isinstance(stage.rule, RateChange):
        tree["meaning"] = meaning.of_change(stage.rule)
    return tree


def restored_rates(built: Built, stored: list[Any], r: TreeReader, path: Path) -> list[RateDeliver]:
    """The stages that `rates_tree` wrote. CheckpointError where a rule means something else."""
    pairs = zip(built.network.projections, built.specs, strict=True)
    carrying = [(projection, spec) for projection, spec in pairs if is_rate(spec)]
    stages = []
    for (projection, spec), tree in zip(carrying, stored, strict=True):
        start, pre, weight = (np.array(r.array(tree[name])) for name in _ARRAYS)
        stage = rate_stage(projection, spec, start, pre, weight)
        if isinstance(stage.rule, LeastSquares):
            for name in _LEARNT:
                getattr(stage.rule, name)[...] = r.array(tree[name])
        if isinstance(stage.rule, RateChange):
            meaning.check_change(tree["meaning"], stage, path)
        stages.append(stage)
    return stages
