"""Graded synapses lowered: their stages, and where their sums go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import NeuronModel
from ..population import Population
from ..program import Array, Drive
from ..program.graded import GradedDeliver, GradedInput
from ..wiring.matrix import arranged
from ..wiring.synapses import construct
from .arenas import REAL, Place
from .carriers import is_graded
from .drives import first_drive

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection
    from ..wiring.drawing import Draw
    from ..wiring.synapses import ProjectionSpec


def draw_graded(
    network: Network, specs: list[ProjectionSpec], draw: Draw, threads: int
) -> list[GradedDeliver]:
    """Every graded projection as a stage. Synapses are drawn as those of spikes are."""
    stages = []
    for projection, spec in graded_of(network, specs):
        delivers, _ = construct(
            [spec], network.precision, network.seed, network.dt, draw, {}, threads
        )
        columns = arranged(spec, delivers, REAL[network.precision.real], dense=False)
        stages.append(graded_stage(projection, spec, *columns))
    return stages


def graded_of(
    network: Network, specs: list[ProjectionSpec]
) -> list[tuple[Projection, ProjectionSpec]]:
    """The graded projections of a network with their specs."""
    pairs = zip(network.projections, specs, strict=True)
    return [(projection, spec) for projection, spec in pairs if is_graded(projection)]


def graded_stage(
    projection: Projection, spec: ProjectionSpec, start: Array, pre: Array, weight: Array
) -> GradedDeliver:
    """The stage of a projection with these synapses."""
    model = projection.source.population.model
    assert isinstance(model, NeuronModel)
    return GradedDeliver(
        label=projection.name,
        source=spec.source,
        source_lo=spec.source_lo,
        source_hi=spec.source_hi,
        output=model.releases[spec.receptor],
        target=spec.target,
        target_lo=spec.target_lo,
        target_hi=spec.target_hi,
        weight=weight,
        start=start,
        pre=pre,
        member=spec,
        receptor=spec.receptor,
    )


def graded_reached(network: Network) -> list[tuple[Population, str]]:
    """(population, receptor) that graded projections reach, each once."""
    found = ((q.target.population, q.receptor) for q in network.projections if is_graded(q))
    return list(dict.fromkeys(found))


def graded_inputs(
    network: Network,
    places: dict[Population, Place],
    drives: list[Drive],
    stages: list[GradedDeliver],
) -> list[GradedInput]:
    """Where the sums go, and what they are of."""
    inputs = []
    for population, receptor in graded_reached(network):
        place = places[population]
        drive = first_drive(drives, place, receptor)
        own = [
            stage
            for stage in stages
            if stage.target is place.arena
            and place.lo <= stage.target_lo < place.hi
            and stage.receptor == receptor
        ]
        inputs.append(GradedInput(drive, drive.base.copy(), own))
    return inputs
