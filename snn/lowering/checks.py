"""Checks of what a user asks for, at the line that asks: names, shapes, units, ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError, RecordError, SNNError, StimulusError
from ..population import View
from ..program import Array
from ..stimuli import PoissonInput
from ..wiring.rows import NO_HOLE, Connectivity
from ..wiring.specification import check_projection

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection


def whole_steps(duration: float, dt: float, what: str) -> int:
    """`duration` ms as a number of steps; SNNError unless it is a whole number >= 0 of them."""
    steps = round(duration / dt) if np.isfinite(duration) else -1
    if steps < 0 or abs(steps * dt - duration) > 1e-6 * dt:
        raise SNNError(
            f"{what} must be a whole number of steps of dt = {dt:g} ms, >= 0; got {duration!r} ms"
        )
    return steps


def check_view(network: Network, view: Any, error: type[SNNError], what: str) -> None:
    """`error` unless `view` is a population of the network, or a slice of one."""
    if not isinstance(view, View):
        raise error(
            f"{what}: expected a population or a slice of one; got {type(view).__name__} {view!r}"
        )
    if view.population.network is not network:
        raise error(f"{what}: population {view.label!r} belongs to another network")


def _receptor(view: View, receptor: str, error: type[SNNError], what: str, current: bool) -> None:
    names = list(view.population.receptors)
    if receptor in names or (current and receptor == "I"):
        return
    model = type(view.population.model).__name__
    known = ", ".join([*names, *(["I"] if current else [])]) or "(none)"
    raise error(f"{what}: receptor {receptor!r} is not one of {model}'s: {known}")


def check_connection(projection: Projection) -> None:
    """ConnectError unless the projection can be built."""
    what = f"projection {projection.name!r}"
    _receptor(projection.target, projection.receptor, ConnectError, what, current=False)
    if not isinstance(projection.connectivity, Connectivity):
        raise ConnectError(
            f"{what}: expected a connectivity such as FixedProbability(0.1); "
            f"got {projection.connectivity!r}"
        )
    if projection.network.projections and any(
        other.name == projection.name and projection.name != default_name(projection)
        for other in projection.network.projections
    ):
        raise ConnectError(f"{what}: the name is taken; choose another")
    source, target = projection.source, projection.target
    check_projection(
        projection.name,
        projection.connectivity,
        projection.initial_weight,
        projection.initial_delay,
        source.n,
        target.n,
        source.lo - target.lo if source.population is target.population else NO_HOLE,
        projection.network.dt,
        projection.plasticity.bounds() if projection.plasticity else None,
    )


def default_name(projection: Projection) -> str:
    return f"{projection.source.label}->{projection.target.label}"


def check_stimulus(network: Network, view: View, receptor: str, stimulus: Any) -> None:
    """StimulusError unless the stimulus fits the population."""
    what = f"stimulus of {getattr(view, 'label', view)!r}"
    check_view(network, view, StimulusError, what)
    poisson = isinstance(stimulus, PoissonInput)
    _receptor(view, receptor, StimulusError, what, current=not poisson)
    if poisson:
        for name in ("rate", "n", "weight"):
            shape = np.shape(getattr(stimulus, name))
            if shape not in ((), (view.n,)):
                raise StimulusError(
                    f"{what}: PoissonInput's {name} must be a number or have shape ({view.n},); "
                    f"got {shape}"
                )
    elif not callable(stimulus):
        values = np.asarray(stimulus, np.float64)
        if values.shape not in ((), (view.n,)) or not np.all(np.isfinite(values)):
            raise StimulusError(
                f"{what}: expected a finite number or {view.n} of them, a PoissonInput, TimedArray "
                f"or a function of time; got an array of shape {values.shape}"
            )


def check_record(
    network: Network, view: View, what: str, index: Any, every: float | None
) -> tuple[Array, int]:
    """(indices within the view, steps between samples); RecordError where they make no sense."""
    who = f"recording {what!r} of {getattr(view, 'label', view)!r}"
    check_view(network, view, RecordError, who)
    if what == "spikes":
        if index is not None or every is not None:
            raise RecordError(
                f"{who}: spikes take no index= or every=; record a slice such as E[:100] instead"
            )
        return np.arange(view.n), 1
    from .access import state_names

    names = state_names(view.population)
    if what not in names:
        raise RecordError(f"{who}: expected 'spikes' or a state: {', '.join(names) or '(none)'}")
    wanted = np.arange(view.n) if index is None else np.atleast_1d(np.asarray(index))
    whole = wanted.ndim == 1 and wanted.dtype.kind in "iu" and len(wanted) > 0
    if not whole or wanted.min() < 0 or wanted.max() >= view.n:
        raise RecordError(
            f"{who}: index must be 1-D, whole numbers from 0 to {view.n - 1}; got {index!r}"
        )
    if every is None:
        return wanted.astype(np.int64), 1
    steps = whole_steps(every, network.dt, f"{who}: every")
    if steps < 1:
        raise RecordError(f"{who}: every must be at least dt = {network.dt:g} ms; got {every!r}")
    return wanted.astype(np.int64), steps
