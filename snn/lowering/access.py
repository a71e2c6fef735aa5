"""Reading and writing a built network's states, parameters and weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compose.kind import check_translation, parameter_values
from ..compose.system import System
from ..errors import ModelError, PopulationError
from ..models import SpikeSource
from ..population import Population, View
from ..program import Array
from ..program.matrix import Matrix
from ..projection import Projection
from ..values import Value
from ..wiring.blocks import Block
from ..wiring.blocks import blocks as _blocks
from ..wiring.matrix import matrix_synapses, write_matrix
from ..wiring.synapses import Synapses, count_of, gathered
from ..wiring.synapses import write_weights as _write_weights
from .arenas import load, receptor_keys, store
from .carriers import is_graded_receptor
from .checks import as_floats
from .drives import poisson_bounds
from .regression_checks import check_tau

if TYPE_CHECKING:
    from .built import Built


def state_names(population: Population) -> tuple[str, ...]:
    """The states of a population's neurons and receptors; none for a spike source."""
    if isinstance(population.model, SpikeSource):
        return ()
    model = population.model
    return tuple(System(type(model), model.integrator, receptor_keys(population)).states)


def check_population(population: Population) -> None:
    """PopulationError for values of unknown states; ModelError for parameters that do not fit."""
    names = state_names(population)
    for name in population.initial:
        _check_written(population, name)
        if name not in names:
            raise PopulationError(
                f"population {population.name!r}: {name!r} is not one of "
                f"{type(population.model).__name__}'s states: {', '.join(names) or '(none)'}"
            )
    for name, value in population.initial.items():
        if not isinstance(value, Value):
            values = as_floats(value, PopulationError, f"population {population.name!r}: {name!r}")
            if values.shape not in ((), (population.n,)) or not np.all(np.isfinite(values)):
                raise PopulationError(
                    f"population {population.name!r}: first values of {name!r} must be finite: a "
                    f"number, {population.n} values or a distribution; got shape {values.shape}"
                )
    if isinstance(population.model, SpikeSource):
        population.model.check(population.n, population.name)
    _check_parameters(population, population.model, population.receptors)


def _check_parameters(population: Population, model: Any, receptors: dict[str, Any]) -> None:
    """ModelError unless parameters and receptors fit each other and the population's size."""
    if isinstance(model, SpikeSource):
        return
    for owner in (model, *receptors.values()):
        for name, value in owner.params.items():
            if np.ndim(value) and len(value) != population.n:
                raise ModelError(
                    f"population {population.name!r}: {type(owner).__name__}'s {name} must be a "
                    f"number or one per neuron, {population.n} values; got {len(value)}"
                )
    net = population.network
    check_translation(model, receptors, net.precision.real, net.precision.half)
    parameter_values(model, receptors, net.dt, net.precision.half, population.n)


def read(built: Built, view: View, key: str) -> Any:
    """A state as (n,), or a parameter as a float or (n,)."""
    population, place = view.population, built.places[view.population]
    if key in state_names(population):
        built.sync()
        where = slice(place.lo + view.lo, place.lo + view.hi)
        return load(place.arena, key, place.index, where)
    value = np.asarray(_parameter(population, key))
    return float(value) if value.ndim == 0 else value[view.lo : view.hi].copy()


def write(built: Built, view: View, key: str, values: Array) -> None:
    """Set a state or a parameter of the neurons of a view."""
    population, place = view.population, built.places[view.population]
    built.sync()
    if key in state_names(population):
        _check_written(population, key)
        if not np.all(np.isfinite(values)):
            raise PopulationError(f"population {view.label!r}: values of {key!r} must be finite")
        where = slice(place.lo + view.lo, place.lo + view.hi)
        store(place.arena, key, place.index, where, np.broadcast_to(values, view.n))
        built.compiled().push()
        return
    check_tau(built.network, population, key)
    before = place.arena.kind
    where = slice(place.lo, place.hi)
    # 16-bit states are stored relative to parameters: they keep their values when those change.
    kept = {
        name: load(place.arena, name, place.index, where)
        for name, stored in place.arena.state.items()
        if stored.dtype == np.uint16
    }
    _assign(view, key, values)
    built.refresh_kind(place.arena, built.members(place.arena))
    for name, value in kept.items():
        if not np.array_equal(load(place.arena, name, place.index, where), value):
            store(place.arena, name, place.index, where, value.astype(np.float64))
    if place.arena.kind is before and built.running and not built.program.drives:
        built.compiled().push()
    else:
        built.stimulate()


def live(built: Built, view: View, key: str) -> Array:
    """The part of a view in the array of a state that the backend steps; in its own memory."""
    place = built.places[view.population]
    array = built.compiled().live(place.arena, key)
    return array[place.lo + view.lo : place.lo + view.hi]


def _check_written(population: Population, key: str) -> None:
    """PopulationError for the conductance of a graded receptor: every step sets it anew."""
    if is_graded_receptor(population, key):
        raise PopulationError(
            f"population {population.name!r}: {key!r} cannot be written, for every step sets it to "
            "what graded synapses and stimuli give; write the weights of the synapses, or "
            f"stimulate(..., {key!r}, ...)"
        )


def synapses(built: Built, projection: Projection) -> Synapses:
    """The synapses of a projection as used, in its order."""
    built.sync()
    matrix = _matrix(built, projection)
    if matrix is not None:
        return matrix_synapses(matrix)
    return gathered(built.spec(projection), built.program.deliver, built.network.ranks)


def blocks(
    built: Built, projections: Sequence[Projection]
) -> Iterator[tuple[Projection, Block | Synapses]]:
    """(projection, some of its synapses), in blocks: of several ranks those onto one's own neurons.

    Those of spikes are decoded a few million at a time; matrices are one block each.
    """
    built.sync()
    wanted = {id(built.spec(q)): q for q in projections}
    specs = [built.spec(q) for q in projections]
    for deliver in built.program.deliver:
        for spec, block in _blocks(deliver, specs):
            yield wanted[id(spec)], block
    for projection in projections:
        matrix = _matrix(built, projection)
        if matrix is not None:
            yield projection, matrix_synapses(matrix)


def count(built: Built, projection: Projection) -> int:
    """How many synapses a projection has."""
    matrix = _matrix(built, projection)
    if matrix is not None:
        return int(matrix.weight.size)
    return count_of(built.spec(projection), built.program.deliver, built.network.ranks)


def _matrix(built: Built, projection: Projection) -> Matrix | None:
    """The stage of a projection of rates or graded synapses; None for one of spikes."""
    spec, stages = built.spec(projection), [*built.program.rates, *built.program.graded]
    return next((stage for stage in stages if stage.member is spec), None)


def write_weights(built: Built, projection: Projection, values: Array) -> None:
    """Set a projection's weights: one value, or one per synapse."""
    built.sync()
    matrix = _matrix(built, projection)
    if matrix is not None:
        write_matrix(matrix, values)
        if built.running:
            built.compiled().push()
        return
    bounds = poisson_bounds(built.network, built.places)
    own = built.spec(projection), built.program.deliver
    _write_weights(*own, values, built.scales, bounds, built.network.ranks)
    built.stimulate()


def _parameter(population: Population, key: str) -> Any:
    """The value of a model's parameter, or of a receptor's as "tau_ge"."""
    owner, name = _owner(population, key)
    return owner.params[name]


def _owner(population: Population, key: str) -> tuple[Any, str]:
    """Whose parameter `key` is: the model, or a receptor when it ends in "_<receptor>"."""
    model: Any = population.model  # one with parameters: a spike source has no kind to write to
    if key in model.params:
        return model, key
    for name, receptor in population.receptors.items():
        if key.endswith(f"_{name}") and key[: -len(name) - 1] in receptor.params:
            return receptor, key[: -len(name) - 1]
    names = [*state_names(population), *model.params]
    names += [f"{p}_{r}" for r, receptor in population.receptors.items() for p in receptor.params]
    raise PopulationError(
        f"population {population.name!r}: {key!r} is not a state or parameter; "
        f"there are: {', '.join(names)}"
    )


def _assign(view: View, key: str, values: Array) -> None:
    """Give a population a model (or receptor) with one parameter changed."""
    population = view.population
    owner, name = _owner(population, key)
    new: Any = values if values.ndim else float(values)
    if view.n < population.n:
        full = np.array(np.broadcast_to(np.asarray(owner.params[name], np.float64), population.n))
        full[view.lo : view.hi] = values
        new = full
    changed = owner.replace(**{name: new})
    model = changed if owner is population.model else population.model
    receptors = {
        r: changed if receptor is owner else receptor
        for r, receptor in population.receptors.items()
    }
    if owner is not population.model and changed.key != owner.key:
        raise ModelError(
            f"population {population.name!r}: {key!r} would change the receptor from {owner} to "
            f"{changed}, whose equations differ; give the population that receptor when it is made"
        )
    _check_parameters(population, model, receptors)
    population.model, population.receptors = model, receptors
