"""Recordings as they are asked for: checked, and made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import RecordError
from ..plasticity import PlasticityRule
from ..population import View
from ..program import Array
from ..projection import Projection
from ..recorders import (
    Recording,
    SpikeRecording,
    StateRecording,
    WeightRecording,
    check_synapses,
)
from .access import state_names
from .carriers import can_spike, is_graded, is_rate, output_of
from .checks import check_projection_of, check_view
from .steps import whole_steps

if TYPE_CHECKING:
    from ..network import Network


def make_recording(
    network: Network, source: Any, what: str, index: Any, every: float | None, to: Path | None
) -> Recording:
    """What `Network.record` returns; RecordError where it makes no sense."""
    real = network.precision.dtype
    if isinstance(source, Projection):
        synapses, steps = _check_weights(network, source, what, index, every)
        dtype = real if source.plasticity else np.float64
        return WeightRecording(source, what, synapses, steps, dtype, to)
    neurons, steps = _check_states(network, source, what, index, every)
    if what == "spikes":
        return SpikeRecording(source, to)
    return StateRecording(source, what, neurons, steps, real, to)


def _check_states(
    network: Network, view: View, what: str, index: Any, every: float | None
) -> tuple[Array, int]:
    """(indices within the view, steps between samples); RecordError where they make no sense."""
    who = f"recording {what!r} of {getattr(view, 'label', view)!r}"
    check_view(network, view, RecordError, who)
    if what == "spikes":
        _check_spiking(view, who)
        if index is not None or every is not None:
            raise RecordError(
                f"{who}: spikes take no index= or every=; record a slice such as E[:100] instead"
            )
        return np.arange(view.n), 1
    names = state_names(view.population)
    if what not in names:
        raise RecordError(f"{who}: expected 'spikes' or a state: {', '.join(names) or '(none)'}")
    wanted = np.arange(view.n) if index is None else _index(who, index, view.n)
    return wanted.astype(np.int64), _interval(network, every, who)


def _check_spiking(view: View, who: str) -> None:
    """RecordError where there will be no spikes."""
    if not can_spike(view):
        model, output = type(view.population.model).__name__, output_of(view.population)
        raise RecordError(f"{who}: {model} never spikes; record {output!r}")


def _check_weights(
    network: Network, projection: Projection, what: str, index: Any, every: float | None
) -> tuple[Array | None, int]:
    """(synapses or None for all, steps between samples); RecordError where they make no sense.

    That synapses are there can be said only when they are drawn: see `WeightRecording.fit`.
    """
    who = f"recording {what!r} of {projection.label!r}"
    check_projection_of(network, projection, RecordError, who)
    if is_rate(projection) or is_graded(projection):
        kind = "between rate units" if is_rate(projection) else "of graded synapses"
        raise RecordError(
            f"{who}: weights {kind} are not recorded within a run; read "
            "the projection's ['weight'] between runs as long as the interval that is wanted"
        )
    rule = projection.plasticity
    known = ["weight", *(rule.synaptic if isinstance(rule, PlasticityRule) else ())]
    if what not in known:
        raise RecordError(f"{who}: of its synapses can be recorded: {', '.join(known)}")
    if index is None and every is None:
        raise RecordError(
            f"{who}: give every=, ms between samples of all its synapses, or index=, those to "
            "record in every step"
        )
    wanted = None if index is None else _index(who, index).astype(np.int64)
    if wanted is not None and network._built is not None:
        check_synapses(who, wanted, len(projection))
    return wanted, _interval(network, every, who)


def _index(who: str, index: Any, n: int | None = None) -> Array:
    """`index` as a 1-D array of whole numbers from 0 to n - 1; of None, nobody knows n yet."""
    wanted = np.atleast_1d(np.asarray(index))
    whole = wanted.ndim == 1 and wanted.dtype.kind in "iu" and len(wanted) > 0
    if not whole or wanted.min() < 0 or (n is not None and wanted.max() >= n):
        last = "" if n is None else f" to {n - 1}"
        raise RecordError(f"{who}: index must be 1-D, whole numbers from 0{last}; got {index!r}")
    return wanted


def _interval(network: Network, every: float | None, who: str) -> int:
    """Steps between samples."""
    if every is None:
        return 1
    return whole_steps(every, network.dt, RecordError, f"{who}: every")
