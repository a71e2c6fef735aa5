"""What several ranks write together: `mpiexec -n 2 python -m tests.mpi_files FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np

import snn
from snn import io, ms


def write_files(folder: Path, **options: Any) -> tuple[Any, Any]:
    """Write a network and its spikes; (the spikes of all cells, the synapses)."""
    net = snn.Network(dt=0.1 * ms, seed=1, **options)
    S = net.population(snn.SpikeSource(np.arange(1, 9), np.arange(8)), 8, "S")
    E = net.population(snn.LIF(), 200, "E", v=snn.Uniform(-60, -50))
    net.connect(E, E, "ge", snn.FixedProbability(0.3), weight=snn.Uniform(0, 1))
    net.connect(S, E, "ge", snn.AllToAll(), weight=1.0)
    net.stimulate(E, "I", 15.0)
    spikes = net.record(E, "spikes")
    net.run(10 * ms)
    assert len(spikes) > 50
    io.write_sonata(net, folder)
    io.write_sonata_spikes(folder / "spikes.h5", spikes)
    io.save_spikes(folder / "spikes.npz", spikes)
    return spikes, net.projections[0]


def contents(path: Path) -> dict[str, Any]:
    """Every dataset of an HDF5 file."""
    found: dict[str, Any] = {}

    def take(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = item[:]

    with h5py.File(path) as file:
        file.visititems(take)
    return found


def main(folder: Path) -> None:
    """Every rank reads at once what the first wrote, and it is what the rank knows."""
    spikes, projection = write_files(folder, backend="numba", comm=snn.mpi.world())
    synapses = [getattr(projection, name) for name in ("pre", "post", "delay")]
    for found in (
        io.load_spikes(folder / "spikes.npz")["E"],
        io.read_sonata_spikes(folder / "spikes.h5")["E"],
    ):
        assert found.times.tolist() == spikes.times.tolist()
        assert found.ids.tolist() == spikes.ids.tolist()
    again = io.read_sonata(folder / "simulation_config.json", backend="numpy").projections[0]
    for name, own in zip(("pre", "post", "delay"), synapses, strict=True):
        assert getattr(again, name).tolist() == own.tolist()
    print("reads what was written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
