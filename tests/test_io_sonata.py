"""SONATA: networks and spikes out and in again, bit for bit; circuits of other programs."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

import snn
from snn import Hz, io, ms, mV, pA, pF
from tests.conftest import same_bits
from tests.reference.sonata import circuit as circuit_of_reference
from tests.reference.sonata import spikes as spikes_of_reference

REFERENCE = Path(__file__).resolve().parent / "reference"


def balanced(**options):
    """Cells of different kinds, slices, multapses, per-synapse and common weights and delays."""
    net = snn.Network(dt=0.1 * ms, backend="numpy", seed=5, **options)
    S = net.population(snn.SpikeSource(np.arange(1, 60) * 0.5, np.arange(59) % 20), 20, "S")
    own = np.linspace(18, 22, 80)
    cell = snn.LIF(tau_m=own, v_rest=-49 * mV, t_ref=2 * ms)
    E = net.population(cell, 80, "E", v=snn.Uniform(-60 * mV, -50 * mV))
    fast = {"g": snn.Exponential(3 * ms, reversal=0 * mV), "d": snn.Delta(onto="v")}
    C = net.population(snn.ConductanceLIF(integrator="heun"), 20, "C", fast, v=-55)
    A = net.population(snn.AdEx(preset="bursting"), 5, "A", {"syn": snn.Alpha(2 * ms)})
    some = snn.FixedProbability(0.2)
    net.connect(S, E, "ge", some, weight=snn.Normal(2, 0.4), delay=snn.Uniform(0.1, 3))
    net.connect(E, E, "ge", some, weight=1.6 * mV, delay=1 * ms)
    net.connect(E[:30], E[20:], "gi", snn.FixedTotal(300), weight=-2 * mV, name="inner/loop")
    net.connect(E, C, "g", some, weight=snn.Normal(0.1, 0.02), delay=snn.Uniform(1, 2))
    net.connect(S, C, "d", some, weight=3 * mV)
    net.connect(E, A, "syn", some, weight=200 * pA)
    net.stimulate(A, "I", 300 * pA)
    net.stimulate(A[1:3], "I", np.array([50.0, 60.0]))
    return net


@pytest.mark.parametrize("precision", ["float32", pytest.param("float16", marks=pytest.mark.slow)])
def test_a_network_comes_back_and_runs_with_the_same_bits(tmp_path, precision):
    net = balanced(precision=precision)
    config = io.write_sonata(net, tmp_path / "circuit")
    again = io.read_sonata(config, backend="numpy")
    assert (again.seed, again.precision) == (net.seed, net.precision)
    assert [p.name for p in again.populations] == [p.name for p in net.populations]
    assert [q.name for q in again.projections] == [q.name for q in net.projections]
    for q, other in zip(net.projections, again.projections, strict=True):
        assert (other.source.label, other.target.label) == (q.source.label, q.target.label)
        for a, b in zip(_columns(q), _columns(other), strict=True):
            assert same_bits(a, b)
    assert _run(net) == _run(again)


def _columns(q):
    return q.pre, q.post, q.delay, q["weight"]


def _run(net, duration=20 * ms):
    spikes = [net.record(p, "spikes") for p in net.populations]
    net.run(duration)
    assert len(spikes[1]) > 40
    seen = [(s.times.tobytes(), s.ids.tobytes()) for s in spikes]
    return seen, *(p["v"].tobytes() for p in net.populations[1:])


def test_the_files_are_what_the_standard_says(tmp_path):
    net = balanced()
    io.write_sonata(net, tmp_path)
    with h5py.File(tmp_path / "edges.h5") as file:
        assert file.attrs["magic"] == 0x0A7A and file.attrs["version"].dtype == np.uint32
        group = file["edges/inner_loop"]
        q = net.projections[2]
        assert (group["source_node_id"][:] == q.pre).all()
        assert (group["target_node_id"][:] == q.post + 20).all()
        assert group["target_node_id"].attrs["node_population"] == "E"
        ids = group["target_node_id"][:]
        index = group["indices/target_to_source"]
        for node in (0, 20, 79):
            first, stop = index["node_id_to_ranges"][node]
            ranges = index["range_to_edge_id"][first:stop]
            found = [k for lo, hi in ranges for k in range(lo, hi)]
            assert found == np.flatnonzero(ids == node).tolist()
    table = (tmp_path / "edge_types.csv").read_text().splitlines()
    assert table[2] == "1 E->E static_synapse ge"


def test_libsonata_reads_what_we_write(tmp_path):
    """The numbers of tests/reference/sonata.json are what libsonata read in such files."""
    known = json.loads((REFERENCE / "sonata.json").read_text())
    net = circuit_of_reference()
    again = io.read_sonata(io.write_sonata(net, tmp_path), backend="numpy")
    for name, nodes in known["nodes"].items():
        assert nodes.pop("size") == net[name].n
        for key, values in nodes.items():
            assert again[name][key].tolist() == values == net[name][key].tolist()
    with h5py.File(tmp_path / "edges.h5") as file:
        for q in net.projections:
            read, index = known["edges"][q.name], file["edges"][q.name]["indices"]
            assert (np.array(read["pre"]) - q.source.lo == q.pre).all()
            assert (np.array(read["post"]) - q.target.lo == q.post).all()
            assert read["weight"] == q["weight"].tolist() and read["delay"] == q.delay.tolist()
            for end, side in (("efferent", "source_to_target"), ("afferent", "target_to_source")):
                ranges = index[side]["range_to_edge_id"][:]
                of_node = index[side]["node_id_to_ranges"][:]
                for node, edges in enumerate(read[end]):
                    own = ranges[slice(*of_node[node])]
                    assert sorted(edges) == sorted(k for lo, hi in own for k in range(lo, hi))
    io.write_sonata_spikes(tmp_path / "out.h5", spikes_of_reference(net))
    found = io.read_sonata_spikes(tmp_path / "out.h5")
    for name, read in known["spikes"].items():
        assert (read["sorting"], read["units"]) == ("by_time", "ms")
        assert found[name].times.tolist() == read["times"]
        assert found[name].ids.tolist() == read["ids"]


def test_spikes_come_back(tmp_path):
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    P, Q = (net.population(snn.Poisson(rate=r * Hz), 9, n) for r, n in ((80, "P"), (40, "Q")))
    spikes = {"P": net.record(P, "spikes"), "Q": net.record(Q, "spikes")}
    net.run(50 * ms)
    path = io.write_sonata_spikes(tmp_path / "spikes.h5", spikes)
    found = io.read_sonata_spikes(path, {"P": 9, "Q": 9}, (0, 50))
    for name, each in spikes.items():
        assert same_bits(found[name].times, each.times)
        assert found[name].ids.tolist() == each.ids.tolist()
        assert (found[name].n, found[name].stop) == (9, 50)
    with h5py.File(path) as file:
        group = file["spikes/P"]
        assert group.attrs["sorting"] == 2  # by_time, of none, by_id, by_time
        assert group["timestamps"].attrs["units"] == "ms"
        assert group["node_ids"].dtype == np.uint64


def test_spike_files_of_other_programs(tmp_path):
    path = tmp_path / "spikes.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("spikes/A")
        group["timestamps"], group["node_ids"] = [0.002, 0.001], [3, 1]
        group["timestamps"].attrs["units"] = "s"
    found = io.read_sonata_spikes(path)["A"]
    assert (found.times.tolist(), found.ids.tolist(), found.n) == ([1.0, 2.0], [1, 3], 4)
    with h5py.File(path, "a") as file:
        file["spikes/A/timestamps"].attrs["units"] = "fortnights"
    with pytest.raises(snn.DataError, match=r"timestamps of /spikes/A are in 'fortnights'"):
        io.read_sonata_spikes(path)
    with h5py.File(path, "a") as file:
        del file["spikes/A/node_ids"]
    with pytest.raises(snn.DataError, match="/spikes/A has no dataset 'node_ids'"):
        io.read_sonata_spikes(path)
    with h5py.File(path, "w") as file:  # of before there were populations
        file["spikes/timestamps"], file["spikes/gids"] = [2.0, 1.0], [0, 0]
    assert io.read_sonata_spikes(path)[""].times.tolist() == [1.0, 2.0]
    with pytest.raises(snn.DataError, match="there is no file"):
        io.read_sonata_spikes(tmp_path / "none.h5")


# A circuit as the builder of bmtk writes it: two types of cells, shared weights, old names.
NODE_TYPES = """node_type_id ei model_template model_type dynamics_params
100 e nest:iaf_psc_exp point_process exc.json
101 i nest:iaf_psc_exp point_process inh.json
"""
EDGE_TYPES = """edge_type_id target_query delay syn_weight dynamics_params model_template
7 "ei=='e' & x" 2.0 300.0 empty.json static_synapse
8 * 1.5 -200.0 NULL static_synapse
"""


def circuit(folder, node_types=NODE_TYPES, edge_types=EDGE_TYPES, **changes):
    """Nodes 0 .. 3 of `cells`, two edges; returns the path of its configuration."""
    (folder / "nodes.csv").write_text(node_types)
    (folder / "edges.csv").write_text(edge_types)
    for name, params in (
        ("exc", {"tau_m": 20.0, "I_e": 500.0}),
        ("inh", {"C_m": 100}),
        ("empty", {}),
    ):
        (folder / f"{name}.json").write_text(json.dumps(params))
    with h5py.File(folder / "nodes.h5", "w") as file:
        group = file.create_group("nodes/cells")
        group["node_type_id"] = [100, 101, 100, 101]
        group["node_id"], group["node_group_index"] = [3, 1, 0, 2], [0, 1, 2, 3]
        group["0/dynamics_params/V_th"] = [-50.0, -51.0, -52.0, -53.0]
    with h5py.File(folder / "edges.h5", "w") as file:
        group = file.create_group("edges/cells_to_cells")
        group["edge_type_id"] = [7, 8]
        for name, ids in (("source_node_id", [3, 1]), ("target_node_id", [0, 2])):
            group[name] = ids
            group[name].attrs["node_population"] = "cells"
    tree = {
        "manifest": {"$BASE": ".", "$NET": "${BASE}"},
        "components": {"point_neuron_models_dir": "$NET", "synaptic_models_dir": "$BASE"},
        "networks": {
            "nodes": [{"nodes_file": "$NET/nodes.h5", "node_types_file": "$NET/nodes.csv"}],
            "edges": [{"edges_file": "$NET/edges.h5", "edge_types_file": "$NET/edges.csv"}],
        },
        **changes,
    }
    path = folder / "circuit_config.json"
    path.write_text(json.dumps(tree))
    return path


def test_a_circuit_for_nest(tmp_path):
    net = io.read_sonata(circuit(tmp_path), dt=0.5 * ms, backend="numpy")
    cells = net["cells"]
    # Neuron i is node i, whatever the row it stands in; what no type gives is NEST's default.
    assert cells["tau_m"].tolist() == [20, 10, 10, 20]
    assert cells["C"].tolist() == [250, 100, 100, 250]
    assert cells["v_thresh"].tolist() == [-52, -51, -53, -50]
    assert (cells["t_ref"], cells["tau_ex"]) == (2.0, 2.0)
    assert (cells["v"] == -70).all()
    assert net.stimuli[0][2].tolist() == [500, 0, 0, 500]
    ex, inh = net.projections
    assert (ex.name, ex.receptor, ex["weight"].tolist(), ex.delay.tolist()) == (
        "cells_to_cells.ex", "ex", [300.0], [2.0],
    )  # fmt: skip
    assert (inh.receptor, inh.pre.tolist(), inh.post.tolist()) == ("inh", [1], [2])


def test_templates_of_ones_own(tmp_path):
    types = NODE_TYPES.replace("nest:iaf_psc_exp", "own:cell")
    path = circuit(tmp_path, types)

    def cell(parameters, n):
        assert np.isnan(parameters["tau_m"]).tolist() == [False, True, True, False]
        receptors = {"all": snn.Exponential(2 * ms)}
        return io.PointNeurons(snn.LIF(C=100 * pF), receptors, "all", "all")

    net = io.read_sonata(path, models={"own:cell": cell}, backend="numpy")
    assert len(net.projections) == 1 and net.projections[0].receptor == "all"
    with pytest.raises(snn.DataError, match=r"'own:cell' is not one of: nest:.*PointNeurons"):
        io.read_sonata(path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"node_types": NODE_TYPES.replace("point_process", "hoc")}, "'hoc' is none"),
        ({"node_types": NODE_TYPES.replace("101 i nest:iaf_psc_exp", "101 i nest:x")}, "differ in"),
        ({"node_types": NODE_TYPES.replace("exc.json", "no.json")}, "no file .*no.json"),
        ({"node_types": NODE_TYPES.replace("101 ", "102 ")}, "node_type_id 101 is not in"),
        ({"edge_types": EDGE_TYPES.replace("static", "stdp")}, "'stdp_synapse' of edge_type_id 7"),
        ({"edge_types": EDGE_TYPES.replace("empty", "exc")}, "exc.json gives the synapses tau_m"),
        ({"edge_types": EDGE_TYPES.replace("-200.0", "NULL")}, "1 edges have no syn_weight"),
        ({"edge_types": EDGE_TYPES.replace("1.5", "NULL")}, "1 edges have no delay; give delay="),
        ({"manifest": {}}, r"\$NET is not in its 'manifest'"),
        ({"components": {}}, "exc.json is in 'point_neuron_models_dir', which"),
        ({"networks": {"nodes": [{}]}}, "an entry of 'nodes' has no 'nodes_file'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(tmp_path, changed, message):
    with pytest.raises(snn.DataError, match=message):
        io.read_sonata(circuit(tmp_path, **changed))


def test_nests_delay_where_none_is_given(tmp_path):
    types = EDGE_TYPES.replace("1.5", "NULL")
    net = io.read_sonata(circuit(tmp_path, edge_types=types, target_simulator="NEST"))
    assert net.projections[1].initial_delay == 1.0
    net = io.read_sonata(circuit(tmp_path, edge_types=types), delay=3 * ms)
    assert net.projections[1].initial_delay == 3.0


def test_an_unknown_parameter_is_named(tmp_path):
    path = circuit(tmp_path)
    (tmp_path / "exc.json").write_text('{"tau_w": 3.0}')
    with pytest.raises(snn.DataError, match=r"nest:iaf_psc_exp: parameter 'tau_w' is not one of"):
        io.read_sonata(path)
    with h5py.File(tmp_path / "nodes.h5", "a") as file:
        del file["nodes/cells/node_type_id"]
    with pytest.raises(snn.DataError, match=r"/nodes/cells has no dataset 'node_type_id'"):
        io.read_sonata(path)


def test_what_a_circuit_cannot_hold_is_refused(tmp_path):
    net = balanced()
    net.stimulate(net["E"], "ge", snn.PoissonInput(rate=2 * Hz, n=10, weight=0.1))
    with pytest.raises(snn.DataError, match=r"stimulus of 'E' onto 'ge' .*leave_out=\['stimuli'\]"):
        io.write_sonata(net, tmp_path)
    io.write_sonata(net, tmp_path, leave_out=["stimuli"])
    net = snn.Network(backend="numpy")
    E = net.population(snn.LIF(), 4, "E")
    rule = snn.STDP(tau_pre=20, tau_post=20, a_plus=0.1, a_minus=0.1, w_max=2)
    net.connect(E, E, "ge", snn.AllToAll(), weight=1, plasticity=rule)
    with pytest.raises(snn.DataError, match="'E->E' learns"):
        io.write_sonata(net, tmp_path)
    io.write_sonata(net, tmp_path, leave_out=["plasticity"])
    assert len(io.read_sonata(tmp_path / "circuit_config.json").projections) == 1
    with pytest.raises(snn.DataError, match="'rules' is not one of: stimuli, plasticity"):
        io.write_sonata(net, tmp_path, leave_out=["rules"])
