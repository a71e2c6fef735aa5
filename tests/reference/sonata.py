"""Make sonata.json: what libsonata reads in a circuit and in spikes that `snn.io` wrote.

    python tests/reference/sonata.py > tests/reference/sonata.json

from the root of the repository, with an interpreter that has libsonata (0.2.2 made the file).
`circuit` has no randomness, so that the tests write the same files again.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import snn
from snn import io, ms, mV


def circuit() -> snn.Network:
    """A source and two populations; the second projection is between slices, with multapses."""
    net = snn.Network(dt=0.1 * ms, backend="numpy", seed=1)
    S = net.population(snn.SpikeSource(np.arange(30) * 1.1, np.arange(30) % 6), 6, "S")
    E = net.population(snn.LIF(tau_m=np.arange(10, 22)), 12, "E", v=np.linspace(-60, -51, 12))
    k = np.arange(40)
    pairs = snn.FromPairs(k % 6, (k * 7) % 12)
    net.connect(S, E, "ge", pairs, weight=4 + 0.25 * k, delay=0.1 * (1 + k % 5))
    twice = snn.FromPairs([0, 0, 3, 1], [2, 2, 0, 5])
    net.connect(E[2:8], E[4:], "gi", twice, weight=-2 * mV, delay=1 * ms, name="inner")
    return net


def spikes(net: snn.Network) -> dict[str, Any]:
    """{population: recording} of 40 ms."""
    recorded = {name: net.record(net[name], "spikes") for name in ("S", "E")}
    net.run(40 * ms)
    return recorded


def read(folder: Path) -> dict[str, Any]:
    """All that libsonata finds in the folder."""
    import libsonata

    stored = libsonata.NodeStorage(str(folder / "nodes.h5"))  # it reads no tables of types
    nodes = {}
    for name in sorted(stored.population_names):
        population = stored.open_population(name)
        every = population.select_all()
        names = sorted(population.dynamics_attribute_names)
        values = {k: population.get_dynamics_attribute(k, every).tolist() for k in names}
        nodes[name] = {"size": population.size, **values}
    stored = libsonata.EdgeStorage(str(folder / "edges.h5"))
    edges = {}
    for name in sorted(stored.population_names):
        population = stored.open_population(name)
        every = population.select_all()
        edges[name] = {
            "source": population.source,
            "target": population.target,
            "pre": population.source_nodes(every).tolist(),
            "post": population.target_nodes(every).tolist(),
            "weight": population.get_attribute("syn_weight", every).tolist(),
            "delay": population.get_attribute("delay", every).tolist(),
            "efferent": [population.efferent_edges([k]).flatten().tolist() for k in range(6)],
            "afferent": [population.afferent_edges([k]).flatten().tolist() for k in range(12)],
        }
    reader = libsonata.SpikeReader(str(folder / "out.h5"))
    trains = {}
    for name in sorted(reader.get_population_names()):
        population = reader[name]
        found = population.get_dict()
        trains[name] = {
            "sorting": str(population.sorting),
            "units": population.time_units,
            "times": found["timestamps"].tolist(),
            "ids": found["node_ids"].tolist(),
        }
    return {"nodes": nodes, "edges": edges, "spikes": trains}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        net = circuit()
        io.write_sonata(net, folder)
        io.write_sonata_spikes(Path(folder) / "out.h5", spikes(net))
        print(json.dumps(read(Path(folder))))
