"""A network as a SONATA circuit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import DataError
from ...lowering import access
from ...lowering.carriers import output_of
from ...models import SpikeSource
from ...population import Population
from ...program import Array
from ...projection import Projection
from ..arrays import blocks, uniform, writer
from ..held import check_held, current
from .models import described
from .spikes import _mark, write_sonata_spikes

if TYPE_CHECKING:
    import h5py

    from ...network import Network
    from ...wiring.synapses import Synapses

PARAMETERS = "parameters"  # the folder of the neurons' parameters


def write_sonata(net: Network, folder: str | Path, leave_out: Iterable[str] = ()) -> Path:
    """Write a network as a SONATA circuit; returns the path of `simulation_config.json`.

    The folder gets nodes.h5 and edges.h5 with the tables node_types.csv and edge_types.csv, the
    neurons' parameters as JSON, circuit_config.json, and a simulation_config.json with dt and, for
    populations that are a SpikeSource, their spikes. Node populations have the names of the
    populations, edge populations those of the projections. The template of an LIF is "snn:LIF";
    its parameters have the names and units that `E["tau_m"]` has.

    States are written as they are now, weights as used, delays in ms, constants onto "I" as the
    parameter I. Seed and precision stand in the simulation's configuration, under "snn". From it
    `read_sonata` makes the same network, which runs with the same bits from time 0 on. Spikes
    under way and refractory periods are not part of a circuit.

    leave_out : "stimuli" (but for constants onto "I") and "plasticity", which a circuit cannot
        hold: without it they are a DataError, as are rate units and graded synapses.

    Of several ranks all take part, and the first writes.
    """
    folder = Path(folder)
    check_held(net, leave_out, "write_sonata")
    _check(net)
    with writer(net.ranks) as first:
        if first:
            (folder / PARAMETERS).mkdir(parents=True, exist_ok=True)
        _nodes(net, folder)
        _edges(net, folder)
        if first:
            _configs(net, folder)
    return folder / "simulation_config.json"


def _check(net: Network) -> None:
    for population in net.populations:
        if "/" in population.name:
            raise DataError(f"write_sonata: population {population.name!r}: '/' names no group")
        if output_of(population) is not None:
            raise DataError(
                f"write_sonata: population {population.name!r}: rate units are no point neurons"
            )


def _nodes(net: Network, folder: Path) -> None:
    rows = []
    with _top(folder, "nodes", net) as top:
        for number, population in enumerate(net.populations):
            common, each = _parameters(population)  # gathered from all ranks
            if top is None:
                continue
            group = top.create_group(population.name)
            group["node_type_id"] = np.full(population.n, number, np.uint64)
            group["node_id"] = np.arange(population.n, dtype=np.uint64)
            group["node_group_id"] = np.zeros(population.n, np.uint32)
            group["node_group_index"] = np.arange(population.n, dtype=np.uint64)
            own = group.create_group("0")
            if isinstance(population.model, SpikeSource):
                rows.append([number, population.name, "virtual", None, None])
                continue
            params = own.create_group("dynamics_params")
            for name, values in each.items():
                params[name] = np.asarray(values, np.float64)
            file = f"{population.name}.json"
            (folder / PARAMETERS / file).write_text(json.dumps(common, indent=2) + "\n")
            template = f"snn:{type(population.model).__name__}"
            rows.append([number, population.name, "point_neuron", template, file])
    if net.ranks.first:
        head = ["node_type_id", "population", "model_type", "model_template", "dynamics_params"]
        _table(folder / "node_types.csv", head, rows)


@contextmanager
def _top(folder: Path, kind: str, net: Network) -> Iterator[Any]:
    """The group `kind` of a new file of that name; None on ranks that do not write."""
    import h5py

    if not net.ranks.first:
        yield None
        return
    with h5py.File(folder / f"{kind}.h5", "w", track_order=True) as file:
        _mark(file)
        yield file.create_group(kind, track_order=True)


def _parameters(population: Population) -> tuple[dict[str, Any], dict[str, Any]]:
    """(one for all neurons, one value per neuron), with the states and the constant input."""
    if isinstance(population.model, SpikeSource):
        return {}, {}
    states = {name: population[name] for name in access.state_names(population)}
    common, each = described(population, states)
    constant = current(population)
    if np.ndim(constant):
        each["I"] = constant
    elif constant:
        common["I"] = constant
    return common, each


def _edges(net: Network, folder: Path) -> None:
    rows, taken = [], set[str]()
    with _top(folder, "edges", net) as top:
        for number, projection in enumerate(net.projections):
            found = access.synapses(net._ready(), projection)  # gathered from all ranks
            if top is None:
                continue
            name = plain = projection.name.replace("/", "_")
            while name in taken:
                name = f"{plain}_{number}"
            taken.add(name)
            group = top.create_group(name)
            group.attrs["projection"] = projection.name
            group.attrs["receptor"] = projection.receptor
            _synapses(projection, found, group, number)
            rows.append([number, name, "static_synapse", projection.receptor])
    if net.ranks.first:
        head = ["edge_type_id", "population", "model_template", "receptor"]
        _table(folder / "edge_types.csv", head, rows)


def _synapses(projection: Projection, found: Synapses, group: h5py.Group, number: int) -> None:
    """Write the edges of a projection."""
    n = len(found.pre)
    ends = (("source", found.pre, projection.source), ("target", found.post, projection.target))
    for name, ids, view in ends:
        stored = group.create_dataset(f"{name}_node_id", (n,), np.uint64)
        stored.attrs["node_population"] = view.population.name
        stored.attrs["range"] = [view.lo, view.hi]  # of a slice
        for piece in blocks(n):
            stored[piece] = ids[piece].astype(np.uint64) + np.uint64(view.lo)
    for name, value, dtype in (("type_id", number, np.uint32), ("group_id", 0, np.uint16)):
        group.create_dataset(f"edge_{name}", (n,), dtype, fillvalue=value)
    stored = group.create_dataset("edge_group_index", (n,), np.uint64)
    for piece in blocks(n):
        stored[piece] = np.arange(piece.start, piece.stop, dtype=np.uint64)
    own = group.create_group("0")
    values = {"delay": found.delay * projection.network.dt, "syn_weight": found.weight}
    for name, array in values.items():
        one = uniform(array)
        if np.ndim(one):
            own[name] = array
        else:
            own.create_dataset(name, (n,), np.float64, fillvalue=one)
    _index(group, "source_to_target", found.pre + projection.source.lo, projection.source)
    _index(group, "target_to_source", found.post + projection.target.lo, projection.target)


def _index(group: h5py.Group, name: str, ids: Array, view: Any) -> None:
    """For every node the ranges of its edges, as rows (first, last + 1) of range_to_edge_id."""
    breaks = np.flatnonzero(np.diff(ids)) + 1
    first = np.concatenate([np.zeros(min(len(ids), 1), np.int64), breaks])
    stop = np.append(breaks, len(ids))[: len(first)]
    owner = ids[first]
    order = np.argsort(owner, kind="stable")
    start = np.searchsorted(owner[order], np.arange(view.population.n + 1))
    index = group.create_group(f"indices/{name}")
    index["range_to_edge_id"] = np.stack([first, stop], axis=1)[order].astype(np.uint64)
    index["node_id_to_ranges"] = np.stack([start[:-1], start[1:]], axis=1).astype(np.uint64)


def _table(path: Path, head: list[str], rows: list[list[Any]]) -> None:
    import csv

    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=" ", lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            writer.writerow(["NULL" if cell is None else cell for cell in row])


def _configs(net: Network, folder: Path) -> None:
    files = {kind: {f"{kind}_file": f"$NETWORK_DIR/{kind}.h5"} for kind in ("nodes", "edges")}
    for kind, entry in files.items():
        entry[f"{kind[:-1]}_types_file"] = f"$NETWORK_DIR/{kind[:-1]}_types.csv"
    circuit = {
        "manifest": {"$NETWORK_DIR": "."},
        "components": {"point_neuron_models_dir": f"$NETWORK_DIR/{PARAMETERS}"},
        "networks": {kind: [entry] for kind, entry in files.items()},
    }
    sources = {p.name: p for p in net.populations if isinstance(p.model, SpikeSource)}
    inputs = {}
    if sources:
        spikes = {k: (p.model.times, p.model.ids, p.n) for k, p in sources.items()}  # type: ignore[union-attr]
        write_sonata_spikes(folder / "inputs.h5", spikes)
        about = {"input_type": "spikes", "module": "h5", "input_file": "inputs.h5"}
        inputs = {name: {**about, "node_set": name} for name in sources}
    simulation = {
        "network": "circuit_config.json",
        "run": {"tstop": net.time or net.dt, "dt": net.dt},
        "node_sets_file": "node_sets.json",
        "inputs": inputs,
        "output": {"output_dir": "output", "spikes_file": "spikes.h5"},
        "snn": {"seed": net.seed, "precision": asdict(net.precision)},
    }
    sets = {p.name: {"population": p.name} for p in net.populations}
    for name, tree in (("circuit_config", circuit), ("node_sets", sets)):
        (folder / f"{name}.json").write_text(json.dumps(tree, indent=2) + "\n")
    (folder / "simulation_config.json").write_text(json.dumps(simulation, indent=2) + "\n")
