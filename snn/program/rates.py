"""Rate projections as stages of a program: plain data, like those in `program`.

In step t, before the populations update, every rate projection gives W @ r with the rates r as they
were at the end of step t - 1. The sums go to the `base` of the Drive that a target population has
onto "I": what its input current is before functions of time are added. After the populations have
updated, and if learning, the rules act.

Weights are not checked while they change: where a rule diverges, the populations report non-finite
states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .matrix import Matrix

if TYPE_CHECKING:
    from ..lang import Function
    from . import Array, Drive


@dataclass
class RateChange:
    """A rule for each weight alone: weight = update(weight, pre, post, params...).

    pre is the source's rate at the end of step t - 1, post the target's at the end of step t.
    """

    name: str
    update: Function
    post: str  # the target's state that `update` takes
    params: Array  # compute dtype (n_params,)
    every: int  # acts in steps that are multiples of it

    @property
    def nbytes(self) -> int:
        return int(self.params.nbytes)


@dataclass
class LeastSquares:
    """Recursive least squares: k = P r, c = 1 / (1 + r.k), W -= c e k', P -= c k k', e = z - f.

    f = block[step % BLOCK]; z is what the projection delivers in this step, or with `whole` all
    that rate projections deliver to its targets. With P (k, k) all targets have the same k
    presynaptic neurons; with P (n_targets, k, k) each has its own, k the most of them: the rows and
    columns beyond a target's own number are 0. An update is left out, and counted as bad, unless
    r.k is finite and >= 0: with a P for each target, that target's alone.
    """

    name: str
    P: Array  # compute dtype
    block: Array  # compute dtype (BLOCK, 1) or (BLOCK, n_targets)
    whole: bool
    every: int
    bad_count: Array  # int64 (1,): updates left out
    bad_step: Array  # int64 (1,): step of the first, -1 if none

    @property
    def nbytes(self) -> int:
        """P twice: a step of learning works out its change beside it."""
        return int(2 * self.P.nbytes + self.block.nbytes)


@dataclass
class RateDeliver(Matrix):
    """Rates times weights, onto "I" (see Matrix)."""

    rule: RateChange | LeastSquares | None

    @property
    def nbytes(self) -> int:
        return super().nbytes + (0 if self.rule is None else self.rule.nbytes)

    def __str__(self) -> str:
        rule = self.rule
        learning = f", {rule.name} every {rule.every} steps" if rule else ""
        if isinstance(rule, LeastSquares):
            learning += f", P {' x '.join(map(str, rule.P.shape))}"
        return f"{self.label}: {self.weight.size:,} weights, {self.form}{learning}"


@dataclass
class RateInput:
    """Where the sums for one population go: drive.base = constant + all that is delivered."""

    drive: Drive
    constant: Array  # compute dtype (drive.hi - drive.lo,)
