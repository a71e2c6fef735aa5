"""A projection as construction needs it, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import ConnectError
from ..program import Arena
from ..values import ARRAY, CONSTANT, Law, as_law
from .rows import NO_HOLE, Connectivity
from .scaling import Bound

GREATEST_WEIGHT = 1e30  # beyond, fixed point in float32 would overflow
_LONGEST_DELAY = 1 << 20  # steps


@dataclass(frozen=True, eq=False)
class ProjectionSpec:
    """From neurons source_lo..hi of an arena to a receptor of neurons target_lo..hi of another."""

    name: str
    source: Arena
    source_lo: int
    source_hi: int
    target: Arena
    target_lo: int
    target_hi: int
    receptor: str
    connectivity: Connectivity
    weight: Any  # number, array, distribution, or None where the connectivity has weights
    delay: Any  # ms: number, array or distribution
    stream: int  # Philox stream of the wiring
    value_stream: int  # Philox stream of weights and delays
    plastic: tuple[float, float] | None = None  # least and greatest weight of its rule
    change: float = 0.0  # what a pair of spikes changes a weight by, about; 0 if not known
    wide: bool = False  # keep weights as floats whatever the precision
    own: tuple[int, int] | None = None  # the arena's neurons of this rank; None: all are

    @property
    def n_pre(self) -> int:
        return self.source_hi - self.source_lo

    @property
    def n_post(self) -> int:
        return self.target_hi - self.target_lo

    @property
    def kept(self) -> tuple[int, int]:
        """The targets whose synapses are kept here, from the start of the target."""
        if self.own is None:
            return 0, self.n_post
        lo, hi = (min(max(end, self.target_lo), self.target_hi) for end in self.own)
        return lo - self.target_lo, hi - self.target_lo

    @property
    def bound(self) -> Bound | None:
        """What bounds the weights; None if they do not learn."""
        if self.plastic is None:
            return None
        low, high = self.plastic
        which = f"w_min = {low:g}" if abs(low) > abs(high) else f"w_max = {high:g}"
        label = f"projection {self.name!r}: {which}"
        return Bound(max(abs(low), abs(high)), self.change, label)

    @property
    def shift(self) -> int:
        """Pre and post are one neuron where post == pre + shift."""
        return self.source_lo - self.target_lo if self.source is self.target else NO_HOLE

    def laws(self, dt: float) -> tuple[Law, Law]:
        """How weights and delays (ms) follow; ConnectError as `check_projection`."""
        size = self.n_pre, self.n_post, self.shift
        return check_projection(
            self.name, self.connectivity, self.weight, self.delay, *size, dt, self.plastic
        )


def check_projection(
    name: str,
    connectivity: Connectivity,
    weight: Any,
    delay: Any,
    n_pre: int,
    n_post: int,
    shift: int,
    dt: float,
    plastic: tuple[float, float] | None = None,
) -> tuple[Law, Law]:
    """The laws of weights and delays of a projection that is in order.

    `shift`: pre and post are one neuron where post == pre + shift (`rows.NO_HOLE`: nowhere).
    Raises ConnectError, naming the projection, what was expected, what came and the fix.
    """
    what = f"projection {name!r}"
    connectivity.check(what, n_pre, n_post, shift)
    if weight is None:
        weight = connectivity.default_weight()
    if weight is None:
        raise ConnectError(f"{what}: weight is missing; give weight= a number or a distribution")

    def law(value: Any, which: str) -> Law:
        found = as_law(value, f"{what}: {which}")
        if found.kind != ARRAY:
            return found
        arranged = connectivity.arranged(found.array, n_pre, n_post, f"{what}: {which}")
        return replace(found, array=np.ascontiguousarray(arranged))

    weights, delays = law(weight, "weight"), law(delay, "delay")
    if weights.magnitude() > GREATEST_WEIGHT:
        raise ConnectError(
            f"{what}: weight must not exceed {GREATEST_WEIGHT:g} in magnitude; "
            f"got {weights.magnitude():g}. Check its unit"
        )
    _check_delay(f"{what}: delay", delays, delay, dt)
    if plastic is not None:
        weights = _bounded(f"{what}: weight", weights, plastic)
    return weights, delays


def _check_delay(what: str, law: Law, given: Any, dt: float) -> None:
    least, most = law.bounds()
    if law.kind == ARRAY and law.array.size == 0:
        return
    drawn = "" if np.ndim(given) or isinstance(given, (int, float)) else f", which {given} can draw"
    if least < 0:
        raise ConnectError(
            f"{what} must not be negative; got {least:g} ms{drawn}{_clip(drawn, dt)}"
        )
    if least < dt * (1 - 1e-6):
        raise ConnectError(
            f"{what} must be at least one step, dt = {dt:g} ms; got {least:g} ms{drawn}"
            + (_clip(drawn, dt) or ". Make it longer, or dt shorter")
        )
    if most > dt * _LONGEST_DELAY:
        raise ConnectError(
            f"{what} must be at most {_LONGEST_DELAY} steps = {dt * _LONGEST_DELAY:g} ms; "
            f"got {most:g} ms{drawn}"
        )


def _clip(drawn: str, dt: float) -> str:
    return f". Give it clip=({dt:g}, None), or a range above dt" if drawn else ""


def within(least: float, most: float, plastic: tuple[float, float]) -> bool:
    """Whether weights from `least` to `most` are within a rule's bounds, to float32.

    A weight that has learned is at a bound's float32, which may be beyond the bound.
    """
    low, high = plastic
    return least >= min(low, float(np.float32(low))) and most <= max(high, float(np.float32(high)))


def _bounded(what: str, law: Law, plastic: tuple[float, float]) -> Law:
    """The law of weights within a rule's bounds, clipped to these where they are given."""
    least, most = law.bounds()
    low, high = plastic
    if not np.all(np.abs(plastic) <= GREATEST_WEIGHT):
        raise ConnectError(f"{what}: the plasticity rule has no bounds; give it w_min and w_max")
    if law.kind == ARRAY and not law.array.size:
        return law
    listed = law.kind in (ARRAY, CONSTANT)
    if not (within(least, most, plastic) if listed else low <= least and most <= high):
        raise ConnectError(
            f"{what} must be within the bounds of its plasticity rule, {low:g} to {high:g}; got "
            f"{least:g} to {most:g}. Change w_min and w_max, or clip the weights"
        )
    if low <= least and most <= high:
        return law
    return replace(law, a=min(max(law.a, low), high), array=np.clip(law.array, low, high))
