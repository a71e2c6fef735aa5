"""A state of neurons times weights, as rate projections and graded synapses deliver it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import Arena, Array


@dataclass
class Matrix:
    """A state of source neurons source_lo..hi times weights, for neurons target_lo..hi.

    Dense: weight is (n_targets, n_sources), start and pre are empty. Sparse: CSR by target; the
    synapses of target i are start[i] .. start[i + 1], by ascending presynaptic neuron.
    """

    label: str
    source: Arena
    source_lo: int
    source_hi: int
    output: str  # the source's state that is read
    target: Arena
    target_lo: int
    target_hi: int
    weight: Array  # compute dtype (n_targets, n_sources), or (n_synapses,)
    start: Array  # int64 (n_targets + 1,), or empty
    pre: Array  # int32 (n_synapses,) from source_lo, or empty
    member: Any  # the ProjectionSpec that it was made of

    @property
    def dense(self) -> bool:
        return self.weight.ndim == 2

    @property
    def n_pre(self) -> int:
        return self.source_hi - self.source_lo

    @property
    def n_post(self) -> int:
        return self.target_hi - self.target_lo

    @property
    def form(self) -> str:
        """How the weights are kept, in words."""
        if self.dense:
            return f"dense, {self.weight.itemsize} bytes"
        return f"sparse, {4 + self.weight.itemsize} bytes"

    @property
    def nbytes(self) -> int:
        return int(self.weight.nbytes + self.start.nbytes + self.pre.nbytes)
