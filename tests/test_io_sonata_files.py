"""SONATA files as others lay them out, or break them: read right, or refused by name."""

from __future__ import annotations

import json
import shutil

import h5py
import numpy as np
import pytest

import snn
from snn import io, ms
from tests.conftest import same_bits
from tests.test_io_sonata import EDGE_TYPES, circuit


def small(**options):
    """A source, cells with a parameter each, and edges of both."""
    net = snn.Network(backend="numpy", **options)
    P = net.population(snn.SpikeSource([1.0, 2.0, 3.0], [0, 1, 2]), 3, "P")
    cell = snn.LIF(tau_m=np.arange(10.0, 16.0))
    E = net.population(cell, 6, "E", {"ex": snn.Exponential(2 * ms)})
    values = {"weight": snn.Uniform(0, 1), "delay": snn.Uniform(1, 3)}
    net.connect(E, E, "ex", snn.FixedInDegree(2), name="EE", **values)
    net.connect(P, E, "ex", snn.AllToAll(), weight=1.0, name="PE")
    return net


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sonata")
    io.write_sonata(small(), folder)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "circuit")


def again(net, folder, **options):
    return io.read_sonata(io.write_sonata(net, folder), backend="numpy", **options)


def test_types_belong_to_a_population(folder):
    table = folder / "node_types.csv"
    table.write_text(
        "node_type_id population model_type model_template dynamics_params\n"
        "1 E point_neuron snn:LIF E.json\n"
        "1 other point_neuron nest:iaf_psc_exp other.json\n"
        "0 NULL virtual NULL NULL\n"
    )
    net = io.read_sonata(folder / "circuit_config.json")
    assert isinstance(net["E"].model, snn.LIF)
    assert isinstance(net["P"].model, snn.SpikeSource)
    table.write_text(table.read_text() + "1 E point_neuron snn:AdEx E.json\n")
    with pytest.raises(snn.DataError, match="node_type_id 1 of population 'E' is there twice"):
        io.read_sonata(folder / "circuit_config.json")


def test_a_type_that_is_there_twice(tmp_path):
    path = circuit(tmp_path, edge_types=EDGE_TYPES + "7 * 9.0 9.0 NULL static_synapse\n")
    with pytest.raises(snn.DataError, match=r"edges.csv: edge_type_id 7 is there twice"):
        io.read_sonata(path)


def simulated(folder, inputs, sets=None):
    """The source's spikes in a simulation with these inputs."""
    path = folder / "simulation_config.json"
    tree = json.loads(path.read_text()) | {"inputs": inputs}
    path.write_text(json.dumps(tree))
    (folder / "node_sets.json").write_text(json.dumps(sets or {}))
    model = io.read_sonata(path)["P"].model
    return sorted(zip(model.times.tolist(), model.ids.tolist(), strict=True))


def spikes_from(file="inputs.h5", **changes):
    return {"input_type": "spikes", "module": "h5", "input_file": file, "node_set": "P", **changes}


def test_inputs_of_one_population_add_up(folder):
    io.write_sonata_spikes(folder / "more.h5", {"P": ([1.5], [2])})
    found = simulated(folder, {"a": spikes_from(), "b": spikes_from("more.h5")})
    assert found == [(1.0, 0), (1.5, 2), (2.0, 1), (3.0, 2)]


def test_node_sets_choose_neurons(folder):
    last = {"population": "P", "node_id": [2]}
    assert simulated(folder, {"a": spikes_from(node_set=last)}) == [(3.0, 2)]
    assert simulated(folder, {"a": spikes_from(node_set="some")}, {"some": last}) == [(3.0, 2)]
    for node_set in (["P"], {"population": ["P"]}, {"population": "P", "layer": 4}):
        with pytest.raises(snn.DataError, match=r"input 'a': node set .* is not read"):
            simulated(folder, {"a": spikes_from(node_set=node_set)})
    with pytest.raises(snn.DataError, match="input 'a' has no 'input_file'"):
        simulated(folder, {"a": {"input_type": "spikes", "node_set": "P"}})


def test_names_that_mean_something_else_here(tmp_path):
    net = snn.Network(backend="numpy")
    S = net.population(snn.SpikeSource([1.0], [0]), 2, "$in")
    receptors = {"none": snn.Exponential(2 * ms), "nan": snn.Exponential(4 * ms)}
    H = net.population(snn.HodgkinHuxley(), 3, "H", receptors)
    net.connect(S, H, "none", snn.AllToAll(), weight=0.1, name="a")
    net.connect(S, H, "nan", snn.AllToAll(), weight=0.1, name="b")
    net.connect(H, H, "nan", snn.FromPairs([], []), weight=0.1, name="empty")
    found = again(net, tmp_path)
    assert [(q.name, q.receptor, len(q)) for q in found.projections] == [
        ("a", "none", 6), ("b", "nan", 6), ("empty", "nan", 0),
    ]  # fmt: skip
    assert found["$in"].model.times.tolist() == [1.0]
    assert same_bits(found["H"]["n"], net["H"]["n"])


def test_seed_and_precision_come_back(tmp_path):
    def noisy():
        net = snn.Network(backend="numpy", seed=7, precision=snn.Precision("float32", "float32"))
        net.population(snn.Poisson(rate=0.05), 30, "P")
        return net

    nets = noisy(), again(noisy(), tmp_path)
    assert (nets[1].seed, nets[1].precision) == (7, nets[0].precision)
    spikes = [net.record(net["P"], "spikes") for net in nets]
    for net in nets:
        net.run(20 * ms)
    assert len(spikes[0]) > 5 and spikes[0].ids.tolist() == spikes[1].ids.tolist()
    path = tmp_path / "simulation_config.json"
    assert io.read_sonata(path, seed=8, precision="float16").seed == 8


def test_rate_units_are_refused(tmp_path):
    net = snn.Network(backend="numpy")
    net.population(snn.Readout(), 2, "out")
    with pytest.raises(snn.DataError, match="'out': rate units are no point neurons"):
        io.write_sonata(net, tmp_path)


def test_recorded_slices_keep_their_nodes(tmp_path):
    net = snn.Network(backend="numpy")
    P = net.population(snn.Poisson(rate=0.2), 5, "P")
    spikes = net.record(P[3:5], "spikes")
    net.run(20 * ms)
    found = io.read_sonata_spikes(io.write_sonata_spikes(tmp_path / "s.h5", spikes))
    assert list(found) == ["P"] and found["P"].ids.tolist() == (spikes.ids + 3).tolist()
    found = io.read_sonata_spikes(io.write_sonata_spikes(tmp_path / "s.h5", {"Q": spikes}))
    assert found["Q"].ids.tolist() == (spikes.ids + 3).tolist()
    with pytest.raises(snn.DataError, match="two recordings are of 'P'"):
        io.write_sonata_spikes(tmp_path / "s.h5", [spikes, net.record(P[:3], "spikes")])


def test_variables_that_the_standard_knows(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    path = folder / "circuit_config.json"
    tree = json.loads(path.read_text())
    tree["manifest"] = {"$NETWORK_DIR": "${configdir}"}
    tree["components"]["point_neuron_models_dir"] = "$workingdir/circuit/parameters"
    path.write_text(json.dumps(tree))
    assert io.read_sonata("circuit/circuit_config.json")["E"].n == 6


def test_the_simulator_of_a_simulation_decides_too(tmp_path):
    circuit(tmp_path, edge_types=EDGE_TYPES.replace("1.5", "NULL"))
    tree = {"network": "circuit_config.json", "target_simulator": "NEST"}
    (tmp_path / "simulation.json").write_text(json.dumps(tree))
    net = io.read_sonata(tmp_path / "simulation.json")
    assert net.projections[1].initial_delay == 1.0


def test_types_speak_for_nodes_whose_group_does_not(tmp_path):
    path = circuit(tmp_path)
    with h5py.File(tmp_path / "nodes.h5", "a") as file:
        cells = file["nodes/cells"]
        cells["node_group_id"] = [0, 0, 1, 1]
        cells["1/model_type"] = np.array([b"virtual"] * 2)
    with pytest.raises(snn.DataError, match="differ in model_type: point_process, virtual"):
        io.read_sonata(path)


def test_a_column_of_numbers_holds_numbers(tmp_path):
    with pytest.raises(snn.DataError, match="delay of edge_type_id 7 is no number: 'two'"):
        io.read_sonata(circuit(tmp_path, edge_types=EDGE_TYPES.replace("2.0", "two")))
