"""Arenas: populations of one compiled model side by side, with their states and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..compose.kind import compose, initial_states, parameter_values
from ..errors import PopulationError
from ..models import SpikeSource
from ..numerics.half import decode, encode
from ..numerics.streams import ARENA, INITIAL, stream
from ..population import Population
from ..program import Arena, Array, SpikeHistory
from ..values import draw_values

if TYPE_CHECKING:
    from ..model import NeuronModel
    from ..network import Network

_STORAGE = {"f16": np.uint16, "f32": np.float32, "f64": np.float64}
REAL = {"f32": np.float32, "f64": np.float64}


@dataclass(frozen=True)
class Place:
    """Where a population lies: the index-th of `arena`, neurons lo..hi."""

    arena: Arena
    index: int
    lo: int
    hi: int


def make_arenas(network: Network) -> tuple[list[Arena], dict[Population, Place]]:
    """Arenas without states yet, in order of first use, and where each population lies."""
    groups: dict[Any, list[Population]] = {}
    for population in network.populations:
        groups.setdefault(_group_key(population), []).append(population)
    arenas, places = [], {}
    for number, group in enumerate(groups.values()):
        starts = np.concatenate([[0], np.cumsum([p.n for p in group])]).astype(np.int64)
        arena = Arena(
            name="+".join(p.name for p in group),
            names=[p.name for p in group],
            starts=starts,
            kind=None,
            stream=stream(ARENA, number),
            state={},
            ref=np.zeros(starts[-1], np.uint16),
            acc={},
            params={},
            history=SpikeHistory(np.empty((0, 0), np.int32), np.empty(0, np.int64)),
            bad_count=np.zeros((len(group), 0), np.int64),
            bad_step=np.zeros((len(group), 0), np.int64),
        )
        arenas.append(arena)
        for i, population in enumerate(group):
            places[population] = Place(arena, i, int(starts[i]), int(starts[i + 1]))
    return arenas, places


def _group_key(population: Population) -> Any:
    model = population.model
    if isinstance(model, SpikeSource):
        return population
    return type(model), model.integrator, receptor_keys(population)


def receptor_keys(population: Population) -> tuple[tuple[str, Any], ...]:
    """(name, compiled identity) of a population's receptors."""
    return tuple((name, receptor.key) for name, receptor in population.receptors.items())


def set_schedule(population: Population, place: Place, dt: float) -> None:
    """The spikes of a SpikeSource as (step, id), sorted; off-grid times are reported."""
    source = population.model
    assert isinstance(source, SpikeSource)
    place.arena.schedule = source.schedule(dt, population.n, population.name)


def set_states(network: Network, arena: Arena, members: list[Population]) -> None:
    """Allocate the arena's states and draw their first values."""
    kind = arena.kind
    assert kind is not None
    n_states = len(kind.states)
    arena.bad_count = np.zeros((len(members), n_states), np.int64)
    arena.bad_step = np.full((len(members), n_states), -1, np.int64)
    arena.state = {
        name: np.zeros(arena.n, _STORAGE[storage])
        for name, storage in zip(kind.states, kind.storage, strict=True)
    }
    for i, population in enumerate(members):
        lo, hi = int(arena.starts[i]), int(arena.starts[i + 1])
        model = cast("NeuronModel", population.model)  # that of a spike source has no kind
        defaults = initial_states(model, population.receptors, population.n)
        number = network.populations.index(population)
        for s, name in enumerate(kind.states):
            value = population.initial.get(name, defaults[name])
            key = stream(INITIAL, number * 64 + s)
            drawn = draw_values(value, population.n, network.seed, key)
            if not np.all(np.isfinite(drawn)):
                raise PopulationError(
                    f"population {population.name!r}: the first values of {name!r} must be finite"
                )
            store(arena, name, i, slice(lo, hi), drawn)


def store(arena: Arena, name: str, index: int, where: slice, values: Array) -> None:
    """Write float64 values of a state of population `index` in the form it is stored."""
    state = arena.state[name]
    if state.dtype == np.uint16:
        state[where] = encode(values - _offset(arena, name, index, where))
    else:
        state[where] = values


def load(arena: Arena, name: str, index: int, where: Any, raw: Array | None = None) -> Array:
    """A state of population `index` in the compute type; `raw` is what a recorder kept."""
    kind = arena.kind
    assert kind is not None
    raw = arena.state[name][where] if raw is None else raw
    real = REAL[kind.real]
    if raw.dtype != np.uint16:
        return raw.astype(real)
    decoded: Array = decode(raw).astype(real) + _offset(arena, name, index, where).astype(real)
    return decoded


def _offset(arena: Arena, name: str, index: int, where: Any) -> Array:
    kind = arena.kind
    assert kind is not None
    key = f"{name}_offset"
    if key not in kind.params:
        return np.zeros((), np.float32)
    values = arena.params[key]
    return np.asarray(values[where] if key in kind.arrays else values[index])


def set_kind(
    network: Network,
    arena: Arena,
    members: list[Population],
    scales: dict[str, float],
    drives: list[dict[str, Any]],
    driven: set[str],
) -> None:
    """Compose the arena's kind and fill its parameter tables.

    `drives`: per population, receptor -> constant drive; `driven`: params that a Drive writes.
    A parameter is one value per neuron in the whole arena as soon as one population needs that.
    """
    precision = network.precision
    tables = []
    for population, constant in zip(members, drives, strict=True):
        table: dict[str, Any] = parameter_values(
            cast("NeuronModel", population.model),
            population.receptors,
            network.dt,
            precision.half,
            population.n,
        )
        table |= {f"scale_{name}": 1.0 / scales[name] for name in population.receptors}
        table |= {f"drive_{name}": constant.get(name, 0.0) for name in [*population.receptors, "I"]}
        tables.append(table)
    arrays = frozenset(driven | {k for table in tables for k, v in table.items() if np.ndim(v) > 0})
    first = members[0]
    model: Any = first.model  # a NeuronModel: that of a spike source has no kind
    cls: Any = type(model)
    arena.kind = kind = compose(
        cls,
        model.integrator,
        receptor_keys(first),
        precision.real,
        precision.half,
        tuple("i32" if arena.acc[r].dtype == np.int32 else "i64" for r in first.receptors),
        arrays,
    )
    before, arena.params = arena.params, {}
    for name in kind.params:
        if name in kind.arrays:
            parts = [np.broadcast_to(t[name], p.n) for t, p in zip(tables, members, strict=True)]
            values = np.concatenate(parts).astype(REAL[kind.real])
        else:
            values = np.array([t[name] for t in tables], REAL[kind.real])
        kept = before.get(name)
        if kept is not None and kept.shape == values.shape:
            kept[:] = values  # in place: a backend may hold on to the array
            values = kept
        arena.params[name] = values
