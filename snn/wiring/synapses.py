"""Synapses of projections: what is asked for, what was made of it, reading and writing weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import ConnectError
from ..mpi import Ranks
from ..program import Arena, Array, Deliver, host
from . import forms
from .construct import ALONE
from .construct import construct as construct
from .scaling import Load, Outside, Scales, check_bound, scale_of
from .specification import GREATEST_WEIGHT, within
from .specification import ProjectionSpec as ProjectionSpec
from .specification import check_projection as check_projection
from .whole import in_order, order_of

Bounds = Mapping[tuple[int, str], Any]  # (id of arena, receptor) -> Outside


@dataclass(frozen=True)
class Synapses:
    """Synapses of a projection as used, by presynaptic neuron, delay, target; (n,) each."""

    pre: Array  # int32, from the start of the source
    post: Array  # int32, from the start of the target
    delay: Array  # int64, steps
    weight: Array  # float64, in the receptor's unit
    position: Array  # int64, in the Deliver's columns


def deliver_of(spec: ProjectionSpec, delivers: list[Deliver]) -> Deliver:
    """The Deliver that a projection is in."""
    return next(d for d in delivers if any(member is spec for member in d.members))


def count_of(spec: ProjectionSpec, delivers: list[Deliver], ranks: Ranks = ALONE) -> int:
    """How many synapses a projection has, on all ranks."""
    return int(ranks.sum(_count_here(spec, deliver_of(spec, delivers))))


def _count_here(spec: ProjectionSpec, deliver: Deliver) -> int:
    if len(deliver.members) == 1:
        return len(deliver.synapse)
    count = 0
    for piece in forms.pieces(len(deliver.synapse)):
        target = forms.targets(deliver, piece)
        count += int(((target >= spec.target_lo) & (target < spec.target_hi)).sum())
    return count


def places_of(spec: ProjectionSpec, delivers: list[Deliver], index: Array) -> Array:
    """Where synapses `index` of a projection are in its Deliver's columns, int64."""
    deliver = deliver_of(spec, delivers)
    if len(deliver.members) == 1:
        return index
    target = forms.on_host(forms.targets, deliver)
    own = np.flatnonzero((target >= spec.target_lo) & (target < spec.target_hi))
    return own[index]


def synapses_of(spec: ProjectionSpec, delivers: list[Deliver]) -> Synapses:
    """The synapses of a projection, read back from the form they are kept in; on the host."""
    deliver = deliver_of(spec, delivers)
    target = forms.on_host(forms.targets, deliver)
    segments = host(deliver.seg).astype(np.int64)
    per_segment = (segments[:, 1:] - segments[:, :-1]).ravel()
    n_rows, n_delays = len(deliver.row_start) - 1, len(deliver.delays)
    pre = np.repeat(np.repeat(np.arange(n_rows, dtype=np.int32), n_delays), per_segment)
    delay = np.repeat(np.tile(deliver.delays, n_rows), per_segment)
    weight = forms.on_host(forms.weights, deliver)
    position = np.arange(len(target))
    if len(deliver.members) > 1:
        position = np.flatnonzero((target >= spec.target_lo) & (target < spec.target_hi))
        pre, delay, weight = pre[position], delay[position], weight[position]
        target = target[position]
    post = target - np.int32(spec.target_lo)
    return Synapses(pre, post, delay, weight, position)


def gathered(spec: ProjectionSpec, delivers: list[Deliver], ranks: Ranks) -> Synapses:
    """As `synapses_of`, with the synapses of all ranks in the order of a single process.

    `position` is then not that in the Deliver's columns, but the place in this order.
    """
    mine = synapses_of(spec, delivers)
    if ranks.alone:
        return mine
    order = _order(mine, deliver_of(spec, delivers), ranks)
    columns = mine.pre, mine.post, mine.delay, mine.weight
    pre, post, delay, weight = in_order(order, columns, ranks)
    return Synapses(pre, post, delay, weight, np.arange(len(weight)))


def gathered_values(spec: ProjectionSpec, deliver: Deliver, values: Array, ranks: Ranks) -> Array:
    """One value of each synapse of a projection that has a Deliver of its own, as `gathered`."""
    order = _order(synapses_of(spec, [deliver]), deliver, ranks)
    return in_order(order, [values], ranks)[0]


def places_here(
    spec: ProjectionSpec, delivers: list[Deliver], index: Array, ranks: Ranks
) -> tuple[Array, Array]:
    """(which of `index`, synapses in the order of a single process, are here; as `places_of`)."""
    mine = synapses_of(spec, delivers)
    order = _order(mine, deliver_of(spec, delivers), ranks)
    at = np.minimum(np.searchsorted(order, index), max(len(order) - 1, 0))
    columns = np.flatnonzero(order[at] == index) if len(order) else np.empty(0, np.int64)
    return columns, mine.position[at[columns]]


def _order(mine: Synapses, deliver: Deliver, ranks: Ranks) -> Array:
    """Where each of this rank's synapses of a projection is among those of all ranks, int64."""
    n_rows, n_delays = len(deliver.row_start) - 1, len(deliver.delays)
    segment = mine.pre.astype(np.int64) * n_delays + np.searchsorted(deliver.delays, mine.delay)
    return order_of(segment, n_rows * n_delays, ranks)


def write_weights(
    spec: ProjectionSpec,
    delivers: list[Deliver],
    values: Array,
    scales: Scales,
    bounds: Bounds,
    ranks: Ranks = ALONE,
) -> None:
    """Set a projection's weights: one value, or one per synapse in the order of `synapses_of`.

    The form is chosen anew, and the receptor's scale is derived again. Nothing is written in place:
    Delivers get new arrays for `synapse` and `weight` where these change.
    Raises ConnectError for a wrong shape, values that are not finite or beyond a rule's bounds.
    """
    own = deliver_of(spec, delivers)
    mine = synapses_of(spec, delivers)
    values = checked(spec, values, count_of(spec, delivers, ranks))
    weight = forms.on_host(forms.weights, own)
    weight[mine.position] = values if values.ndim == 0 else values[_order(mine, own, ranks)]
    key = id(spec.target), spec.receptor
    together = [d for d in delivers if (id(d.target), d.receptor) == key]
    load, outside = _measure(together, {id(own): weight}, ranks), bounds.get(key, Outside())
    scale = scale_of(load, outside, _real(own))
    check_bound(load, outside, scale)
    if spec.plastic is not None:
        own.weight = forms.module_of(own.weight).asarray(weight.astype(own.weight.dtype))
    else:
        forms.store(own, forms.on_host(forms.targets, own), weight, scale[0], spec.wide, ranks)
    rescale(delivers, [spec.target], scales, bounds, ranks)


def rescale(
    delivers: list[Deliver],
    arenas: list[Arena],
    scales: Scales,
    bounds: Bounds,
    ranks: Ranks = ALONE,
) -> None:
    """Derive every receptor's scale again from the weights as used and the Poisson bounds.

    Updates `scales`, the Delivers and the dtype of the arenas' accumulators, all in place.
    """
    keys = {(id(d.target), d.receptor) for d in delivers} | set(bounds)
    order = {id(arena): i for i, arena in enumerate(arenas)}
    known = [key for key in keys if key[0] in order]
    for key in sorted(known, key=lambda key: (order[key[0]], key[1])):  # alike on all ranks
        arena = arenas[order[key[0]]]
        together = [d for d in delivers if (id(d.target), d.receptor) == key]
        load = _measure(together, {}, ranks) if together else None
        real = _real(together[0]) if together else _real_of(arena)
        scales[key] = scale, dtype = scale_of(load, bounds.get(key, Outside()), real)
        for deliver in together:
            forms.rescale(deliver, scale, ranks)
        acc = arena.acc.get(key[1])
        if acc is not None and acc.dtype != dtype:
            arena.acc[key[1]] = acc.astype(dtype)


def _measure(delivers: list[Deliver], written: Mapping[int, Array], ranks: Ranks) -> Load:
    """The load of all the Delivers onto one receptor; `written`: weights about to be stored."""
    learning = [d.members[0].bound if d.members else None for d in delivers]
    greatest = max((bound.greatest for bound in learning if bound is not None), default=0.0)
    for deliver in delivers:
        for _, weight in _parts(deliver, written):
            greatest = max(greatest, float(abs(weight).max()))
    greatest = float(ranks.greatest(greatest))
    load = Load.empty(delivers[0].target.n, greatest)
    for deliver, bound in zip(delivers, learning, strict=True):
        for target, weight in _parts(deliver, written):
            load.add(target, weight, bound)
    load.sums, load.histogram = ranks.sum(load.sums), ranks.sum(load.histogram)
    if not ranks.alone:  # this one may have no synapses of the projection with the bound
        bounds = [bound for bound in learning if bound is not None]
        load.bound = max(bounds, key=lambda bound: bound.greatest, default=None)
    return load


def _parts(deliver: Deliver, written: Mapping[int, Array]) -> Iterator[tuple[Array, Array]]:
    """(targets, weights): those about to be stored, else what is used."""
    for piece in forms.pieces(len(deliver.synapse)):
        target = forms.targets(deliver, piece)
        if id(deliver) in written:
            yield host(target), written[id(deliver)][piece]
        else:
            yield target, forms.weights(deliver, piece)


def checked(spec: ProjectionSpec, values: Array, n: int) -> Array:
    """Weights to be written to n synapses, float64 () or (n,); ConnectError if they do not fit."""
    values = np.asarray(values, np.float64)
    what = f"projection {spec.name!r}: weight"
    if values.shape not in ((), (n,)):
        raise ConnectError(f"{what}: expected a number or {n} values; got shape {values.shape}")
    if not np.all(np.abs(values) <= GREATEST_WEIGHT):
        raise ConnectError(
            f"{what}: expected finite values of at most {GREATEST_WEIGHT:g} in magnitude; "
            f"got {np.abs(values).max():g}"
        )
    if spec.plastic is not None and values.size:
        low, high = spec.plastic
        if not within(values.min(), values.max(), spec.plastic):
            raise ConnectError(
                f"{what}: expected values from {low:g} to {high:g}, the bounds of its plasticity "
                f"rule; got {values.min():g} to {values.max():g}"
            )
        values = np.clip(values, low, high)
    return values


def _real(deliver: Deliver) -> str:
    return "f64" if deliver.weight.dtype == np.float64 else "f32"


def _real_of(arena: Arena) -> str:
    return "f32" if arena.kind is None else arena.kind.real
