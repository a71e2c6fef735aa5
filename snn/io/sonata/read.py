"""A network from a SONATA circuit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import DataError
from ...models import SpikeSource
from ...wiring.connectivity import FromPairs
from ..arrays import uniform
from .config import Config, read_config
from .edges import Edges, read_edges
from .models import PointNeurons, Template, neurons
from .nodes import Nodes, read_nodes
from .spikes import read_sonata_spikes

if TYPE_CHECKING:
    from ...network import Network
    from ...population import Population


def read_sonata(
    config: str | Path,
    models: Mapping[str, Template] | None = None,
    spikes: Mapping[str, Any] | None = None,
    delay: float | None = None,
    dt: float | None = None,
    **options: Any,
) -> Network:
    """The network of a SONATA circuit of point neurons.

    Parameters
    ----------
    config : path of a circuit_config.json, of a simulation_config.json, whose dt and input spikes
        are taken too, or of a file that names both.
    models : model_template -> a function of (parameters, n) that returns `PointNeurons`, or for
        "snn:Name" a model class of one's own. parameters: name -> a number, or (n,) numbers where
        types or nodes differ, NaN where a type gives none. Known without: "nest:iaf_psc_alpha",
        "nest:iaf_psc_exp", "nest:iaf_psc_delta" (parameters, defaults and units of NEST), "snn:LIF"
        and the other models of this library, as `write_sonata` writes them.
    spikes : virtual population -> spikes (a recording, `SpikeTrains`, (times, ids)), in place of
        the simulation's inputs.
    delay : ms, of edges that have none; without it 1 ms, NEST's default, where the circuit is made
        for NEST, else an error.
    dt : ms, the step; without it the simulation's, else 0.1. **options: of `Network`.

    Node populations become populations of the same names, virtual ones SpikeSources; node i is
    neuron i. NEST's neurons begin at E_L, unless V_m is given. Edge populations become projections;
    positive weights of NEST's neurons reach the receptor "ex", negative ones "inh" ("delta" takes
    both). Only point neurons and static synapses are read: whatever else a circuit has of models
    and synapses is a DataError that names it. Positions, and edge indices, are not read.
    Source: the SONATA developer guide, github.com/AllenInstitute/sonata.
    """
    from ...network import Network

    found = read_config(config)
    own = float(found.run.get("dt", 0.1)) if dt is None else dt
    net = Network(dt=own, **options)
    nodes = list(read_nodes(found))
    given = _inputs(found, nodes) | dict(spikes or {})
    for name in given:
        if name not in [each.name for each in nodes if each.template is None]:
            raise DataError(f"read_sonata: spikes of {name!r}, which is no virtual population")
    made = {each.name: _populate(net, each, models or {}, given) for each in nodes}
    for edges in read_edges(found, delay):
        for name in (edges.source, edges.target):
            if name not in made:
                raise DataError(f"read_sonata: edges {edges.name!r}: no nodes {name!r} are there")
        _connect(net, edges, made[edges.target])
    return net


def _inputs(config: Config, nodes: list[Nodes]) -> dict[str, Any]:
    """The spikes that a simulation gives to virtual populations."""
    found = {}
    sizes = {each.name: each.n for each in nodes}
    for name, entry in config.inputs.items():
        kind = entry.get("input_type")
        if kind != "spikes" or entry.get("module", "h5") not in ("h5", "sonata"):
            raise DataError(
                f"read_sonata: input {name!r} of type {kind!r}, module {entry.get('module')!r}, is "
                "not read; expected spikes from an h5 file. Read the circuit's own file, and add "
                "what drives it"
            )
        node_set = entry.get("node_set", name)
        chosen = config.node_sets.get(node_set, {}) if isinstance(node_set, str) else node_set
        own = str(chosen.get("population", node_set))
        trains = read_sonata_spikes(entry["input_file"], sizes)
        found[own] = trains.get(own, trains.get(""))
        if found[own] is None:
            raise DataError(f"read_sonata: {entry['input_file']} has no spikes of {own!r}")
    return found


def _populate(
    net: Network, nodes: Nodes, models: Mapping[str, Template], given: Mapping[str, Any]
) -> tuple[Population, PointNeurons]:
    if nodes.template is None:
        trains = given.get(nodes.name, ((), ()))
        times, ids = trains if isinstance(trains, tuple) else (trains.times, trains.ids)
        source = PointNeurons(SpikeSource(times, ids), {})
        return net.population(source.model, nodes.n, nodes.name), source
    what = f"read_sonata: nodes {nodes.name!r}"
    kind = neurons(nodes.template, nodes.parameters, nodes.n, models, what)
    population = net.population(kind.model, nodes.n, nodes.name, kind.receptors, **kind.initial)
    if np.any(kind.current):
        net.stimulate(population, "I", kind.current)
    return population, kind


def _connect(net: Network, edges: Edges, target: tuple[Population, PointNeurons]) -> None:
    """One projection, or two where the signs of the weights reach different receptors."""
    if edges.receptor is not None:
        _projection(net, edges, edges.receptor, np.ones(len(edges.pre), bool), edges.name)
        return
    kind = target[1]
    if kind.positive is None or kind.negative is None:
        raise DataError(
            f"read_sonata: edges {edges.name!r} name no receptor of {edges.target!r}, and its "
            "template does not say which one takes which sign of the weight"
        )
    if kind.positive == kind.negative:
        _projection(net, edges, kind.positive, np.ones(len(edges.pre), bool), edges.name)
        return
    above = edges.weight >= 0
    both = bool(above.any() and not above.all())
    for receptor, some in ((kind.positive, above), (kind.negative, ~above)):
        if some.any():
            name = f"{edges.name}.{receptor}" if both else edges.name
            _projection(net, edges, receptor, some, name)


def _projection(net: Network, edges: Edges, receptor: str, some: Any, name: str) -> None:
    source, target = net[edges.source], net[edges.target]
    (lo, hi), (first, last) = (
        (0, view.n) if between is None else between
        for view, between in ((source, edges.source_range), (target, edges.target_range))
    )
    net.connect(
        source[lo:hi],
        target[first:last],
        receptor,
        FromPairs(edges.pre[some] - lo, edges.post[some] - first),
        weight=uniform(edges.weight[some]),
        delay=uniform(edges.delay[some]),
        name=name,
    )
