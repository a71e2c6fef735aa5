"""Synapses of rate projections and graded ones: by target, where those of spikes are by source.

Read and written in the order of every projection: by presynaptic neuron, delay, target.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..program import Array, Deliver
from ..program.matrix import Matrix
from .specification import ProjectionSpec
from .synapses import Synapses, checked, synapses_of


def arranged(
    spec: ProjectionSpec, delivers: list[Deliver], real: Any, dense: bool = True
) -> tuple[Array, Array, Array]:
    """(start, pre, weight) of drawn synapses, as a Matrix keeps them.

    Dense, if that is allowed, where every pair of neurons is connected once.
    """
    drawn = synapses_of(spec, delivers)
    order = np.argsort(drawn.post, kind="stable")
    pre, weight = drawn.pre[order], drawn.weight[order].astype(real)
    per_target = np.bincount(drawn.post, minlength=spec.n_post)
    whole = dense and len(pre) == spec.n_pre * spec.n_post
    if whole and np.array_equal(pre, np.tile(np.arange(spec.n_pre), spec.n_post)):
        empty = np.empty(0, np.int64)
        return empty, empty.astype(np.int32), weight.reshape(spec.n_post, spec.n_pre)
    start = np.concatenate([[0], np.cumsum(per_target)]).astype(np.int64)
    return start, pre, weight


def post_of(stage: Matrix) -> Array:
    """The target of every synapse of a sparse Matrix, from target_lo, int32."""
    return np.repeat(np.arange(stage.n_post, dtype=np.int32), np.diff(stage.start))


def matrix_synapses(stage: Matrix) -> Synapses:
    """The synapses of a Matrix; `position` is that in its flattened weights."""
    n_post, n_pre = stage.n_post, stage.n_pre
    if stage.dense:
        position = np.arange(n_post * n_pre).reshape(n_post, n_pre).T.ravel()
        pre = np.repeat(np.arange(n_pre, dtype=np.int32), n_post)
        post = np.tile(np.arange(n_post, dtype=np.int32), n_pre)
    else:
        position = np.argsort(stage.pre, kind="stable")
        pre, post = stage.pre[position], post_of(stage)[position]
    weight = stage.weight.ravel()[position].astype(np.float64)
    return Synapses(pre, post, np.ones(len(pre), np.int64), weight, position)


def write_matrix(stage: Matrix, values: Array) -> None:
    """Set the weights in place: one value, or one per synapse in `matrix_synapses`' order."""
    values = checked(stage.member, values, stage.weight.size)
    stage.weight.reshape(-1)[matrix_synapses(stage).position] = values
