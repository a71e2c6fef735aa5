"""Plasticity as stages of a program: plain data, like all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..lang import Function
    from . import Array, Deliver


@dataclass(frozen=True)
class RuleKind:
    """The compiled identity of a plasticity rule: equal kinds share code, parameters are data.

    `pre`, `post`: values of pre- and postsynaptic neurons, the last of `post` the `signals`;
    `local`: values of synapses besides the weight. The functions, where a rule has them:
      decay_pre, bump_pre: (pre..., params...) -> pre...; the same for post
      on_pre, on_post: (w, local..., pre..., post..., params...) -> w, local...
      sweep: (w, local..., post..., params...) -> w, local...
      efficacy: (w, pre..., params...) -> the weight that an arrival delivers, at most |w|
    """

    name: str
    real: str
    pre: tuple[str, ...]
    post: tuple[str, ...]
    signals: tuple[str, ...]
    local: tuple[str, ...]
    params: tuple[str, ...]
    decay_pre: Function
    bump_pre: Function
    decay_post: Function
    bump_post: Function
    on_pre: Function | None
    on_post: Function | None
    sweep: Function | None
    efficacy: Function | None

    @property
    def short_term(self) -> bool:
        """Whether it says what arrivals deliver: such a rule acts with `learn=False` as well."""
        return self.efficacy is not None


@dataclass
class Learn:
    """Plasticity of the synapses of one (wide) Deliver, acting on its `weight` in place.

    In step t: traces decay; the decayed presynaptic values go to pre_history[t % slots]; arrivals
    act (on_pre, for the segments of delay d of the spikes of t - d); then the target neurons that
    spiked at t act on all their synapses (on_post); then the traces of neurons that spiked bump;
    then, where t + 1 is a multiple of `every`, all synapses change (sweep). A synapse of delay d
    reads the presynaptic traces at pre_history[(t - d) % slots], for its efficacy as well. A sweep
    reads the postsynaptic traces after the bump.
    """

    deliver: Deliver
    kind: RuleKind
    target_lo: int
    target_hi: int
    params: Array  # compute dtype (n_params,)
    pre: Array  # compute dtype (n_pre, n_rows): the traces after the last bump
    pre_history: Array  # compute dtype (slots, n_pre, n_rows)
    post: Array  # compute dtype (n_post, target_hi - target_lo)
    local: Array  # compute dtype (n_local, n_synapses)
    every: int  # steps between sweeps
    limit: float  # weights beyond this magnitude or NaN are corrupt: replaced by `safe` when met
    safe: float
    bad_count: Array  # int64 (1,)
    bad_step: Array  # int64 (1,), -1 if none
    label: str = ""

    def forget(self) -> None:
        """Traces and the values of synapses start at 0 again; signals stay."""
        traces = len(self.post) - len(self.kind.signals)
        for array in (self.pre, self.pre_history, self.post[:traces], self.local):
            array[...] = 0


@dataclass
class Normalize:
    """Scaling of the weights of a Learn onto each target, at the end of step t's learning.

    Where t + 1 is a multiple of `every`: corrupt weights are replaced as Learn says. s is the sum
    of |w| onto a target: each in whole units of 1 / scale, rounded half to even, added as int64;
    then turned to float64, divided by scale, turned to the compute type. The factor is total / s,
    at most the greatest finite number, and 1 where s is 0. w · factor is clipped to low..high.
    """

    learn: Learn
    every: int
    total: Array  # compute dtype (target_hi - target_lo,), > 0
    scale: float  # units per unit of weight, a power of two: sums stay within int64
    low: float
    high: float
    label: str = ""
