"""A network from a SONATA circuit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import ConnectError, DataError, PopulationError
from ...models import SpikeSource
from ...precision import Precision
from ...wiring.connectivity import FromPairs
from ..arrays import reading, uniform
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
        are taken too (and, of one that `write_sonata` wrote, seed and precision), or of a file that
        names both.
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
    with reading(config, "read_sonata"):
        options = {"dt": float(found.run.get("dt", 0.1)), **_own_options(found), **options}
        nodes = list(read_nodes(found))
        inputs = _inputs(found, nodes)
    net = Network(**options if dt is None else {**options, "dt": dt})
    given = inputs | dict(spikes or {})
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


def _own_options(config: Config) -> dict[str, Any]:
    """Of `Network`, from a configuration that `write_sonata` wrote."""
    found: dict[str, Any] = {
        key: config.own[key] for key in ("seed", "precision") if key in config.own
    }
    if "precision" in found:
        found["precision"] = Precision(**found["precision"])
    return found


def _inputs(config: Config, nodes: list[Nodes]) -> dict[str, Any]:
    """The spikes that a simulation gives to virtual populations; those of several inputs add up."""
    found: dict[str, Any] = {}
    sizes = {each.name: each.n for each in nodes}
    for name, entry in config.inputs.items():
        kind = entry.get("input_type")
        if kind != "spikes" or entry.get("module", "h5") not in ("h5", "sonata"):
            raise DataError(
                f"read_sonata: input {name!r} of type {kind!r}, module {entry.get('module')!r}, is "
                "not read; expected spikes from an h5 file. Read the circuit's own file, and add "
                "what drives it"
            )
        if "input_file" not in entry:
            raise DataError(f"read_sonata: input {name!r} has no 'input_file'")
        own, chosen = _node_set(config, name, entry.get("node_set", name))
        trains = read_sonata_spikes(entry["input_file"], sizes)
        mine = trains.get(own, trains.get(""))
        if mine is None:
            raise DataError(f"read_sonata: {entry['input_file']} has no spikes of {own!r}")
        kept = slice(None) if chosen is None else np.isin(mine.ids, chosen)
        times, ids = found.get(own, ((), ()))
        found[own] = np.append(times, mine.times[kept]), np.append(ids, mine.ids[kept]).astype(int)
    return found


def _node_set(config: Config, name: str, node_set: Any) -> tuple[str, Any]:
    """(the population, the ids or None for all) of the node set of an input."""
    chosen = node_set
    if isinstance(node_set, str):
        chosen = config.node_sets.get(node_set, {"population": node_set})
    chosen = {"population": node_set, **chosen} if isinstance(chosen, dict) else {"of": chosen}
    if not {"population"} <= chosen.keys() <= {"population", "node_id"} or not isinstance(
        chosen["population"], str
    ):
        raise DataError(
            f"read_sonata: input {name!r}: node set {node_set!r} is not read; expected one that "
            "has a population, and at most node_id"
        )
    return chosen["population"], chosen.get("node_id")


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
    try:
        population = net.population(
            kind.model, nodes.n, nodes.name, kind.receptors, initial=kind.initial
        )
    except PopulationError as error:  # such as a parameter that is no state
        raise DataError(f"{what}: {error}") from None
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
    try:
        net.connect(
            source[lo:hi],
            target[first:last],
            receptor,
            FromPairs(edges.pre[some] - lo, edges.post[some] - first),
            weight=uniform(edges.weight[some]),
            delay=uniform(edges.delay[some]),
            name=name,
        )
    except ConnectError as error:  # such as an id beyond the nodes
        raise DataError(f"read_sonata: edges {edges.name!r}: {error}") from None
