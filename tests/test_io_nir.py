"""NIR graphs: run here as in snnTorch, out and in again, and what NIR cannot hold."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import snn
from snn import io, mV
from tests.conftest import BACKENDS, same_bits

nir = pytest.importorskip("nir")

from tests.reference.nir_snntorch import graphs, spikes_in  # noqa: E402

REFERENCE = Path(__file__).resolve().parent / "reference"
DT = 0.1  # ms, snnTorch's


def imported(name, **options):
    steps, ids = np.nonzero(spikes_in())
    return io.from_nir(graphs()[name], {"input": (steps * DT, ids)}, dt=DT, **options)


def spikes_of(net, duration=41.0):
    """{population: {(step, neuron)}} of all but the Input that can spike."""
    neurons = [p for p in net.populations if not isinstance(p.model, snn.SpikeSource)]
    spiking = [p for p in neurons if p.model.spikes()]
    recorded = {p.name: net.record(p, "spikes") for p in spiking}
    net.run(duration)
    return {
        name: set(zip(np.rint(r.times / DT).astype(int).tolist(), r.ids.tolist(), strict=True))
        for name, r in recorded.items()
    }


@pytest.mark.parametrize("name", ["feedforward", "cuba", "recurrent"])
def test_the_same_spikes_as_in_snntorch(name):
    """Exactly those, but that the k-th layer is k steps later: each projection takes one."""
    known = json.loads((REFERENCE / "nir_snntorch.json").read_text())[name]
    found = spikes_of(imported(name, backend="numpy"))
    assert found.keys() == known.keys()
    for layer, (population, expected) in enumerate(known.items(), start=1):
        assert len(expected) > 100
        here = {(step - layer, i) for step, i in found[population] if step - layer < 400}
        assert here == set(map(tuple, expected))


def same_graph(one, two):
    assert one.nodes.keys() == two.nodes.keys()
    assert sorted(one.edges) == sorted(two.edges)
    for name, node in one.nodes.items():
        other = two.nodes[name]
        assert type(other) is type(node)
        for key, value in vars(node).items():
            if key == "delay":  # whole steps
                assert np.allclose(other.delay, value, rtol=1e-12)
            elif isinstance(value, np.ndarray):
                assert np.array_equal(getattr(other, key), value), (name, key)


def mixed_graph():
    """All that is known of neurons, delays before and after, numbers that no float32 holds."""
    values = lambda low, high: np.linspace(low, high, 4)  # noqa: E731
    zero, one = np.zeros(4), np.ones(4)
    wide = np.random.default_rng(1).normal(size=(4, 4)).astype(np.float32)
    nodes = {
        "in": nir.Input(np.array([3])),
        "a": nir.Linear(wide[:, :3]),
        "lif": nir.LIF(values(0.01, 0.0213), values(20, 60), zero + 0.1, one, values(-0.1, 0)),
        "b.delay": nir.Delay(values(0.001, 0.0022)),
        "b": nir.Affine(wide, values(0, 0.3)),
        "if": nir.IF(values(1000, 3000), one, zero),
        "c": nir.Linear(wide.T),
        "c.delay": nir.Delay(values(0.0006, 0.003)),
        "cuba": nir.CubaLIF(one / 200, one / 70, values(9, 20), zero, one, zero, values(9, 15)),
        "d": nir.Linear(wide + 1),
        "li": nir.LI(one / 50, one, zero),
        "e": nir.Linear(wide - 1),
        "cubali": nir.CubaLI(one / 100, one / 70, one, zero, values(2, 3)),
        "output_li": nir.Output(np.array([4])),
        "output_cubali": nir.Output(np.array([4])),
    }
    chains = [
        ["in", "a", "lif", "b.delay", "b", "if", "c", "c.delay", "cuba", "d", "li", "output_li"],
        ["cuba", "e", "cubali", "output_cubali"],
    ]
    edges = [pair for chain in chains for pair in pairwise(chain)]
    return nir.NIRGraph(nodes, edges)


@pytest.mark.parametrize("make", [mixed_graph, *(lambda n=n: graphs()[n] for n in graphs())])
def test_a_graph_comes_back_with_equal_arrays(make, tmp_path):
    graph = make()
    nir.write(tmp_path / "graph.nir", graph)
    precision = "float64" if make is mixed_graph else None
    net = io.from_nir(tmp_path / "graph.nir", backend="numpy", dt=0.1, precision=precision)
    again = io.to_nir(net)
    same_graph(graph, again)
    nir.write(tmp_path / "again.nir", again)
    same_graph(graph, nir.read(tmp_path / "again.nir"))


@pytest.mark.slow
def test_the_models_have_the_same_bits_on_every_backend():
    found = []
    for backend in BACKENDS:
        times = np.repeat(np.arange(400) * 0.1, 3)
        net = io.from_nir(mixed_graph(), {"in": (times, np.arange(1200) % 3)}, backend=backend)
        spikes = spikes_of(net, 40.0)
        states = {p.name: p["v"] for p in net.populations[1:]}
        assert all(len(spikes[name]) > 9 for name in ("lif", "if", "cuba"))
        found.append((spikes, states))
    for spikes, states in found[1:]:
        assert spikes == found[0][0]
        assert all(same_bits(v, found[0][1][k]) for k, v in states.items())


def chain(receptors, **parameters):
    """A source onto LIF cells of this library."""
    net = snn.Network(dt=DT, backend="numpy", precision="float64")
    S = net.population(snn.SpikeSource(np.arange(0, 40, 0.5), np.arange(80) % 4), 4, "S")
    cell = snn.LIF(v_rest=-60, v_thresh=-55, v_reset=-62, integrator="euler", **parameters)
    E = net.population(cell, 5, "E", receptors)
    (first, *_) = receptors
    net.connect(S, E, first, snn.AllToAll(), weight=np.linspace(60, 90, 20).reshape(4, 5))
    net.connect(E[1:], E[:3], first, snn.AllToAll(), weight=-2 * mV, delay=1.5, name="loop")
    return net


@pytest.mark.parametrize(
    ("receptor", "kind", "parameters"),
    [
        (snn.Delta(), "LIF", {"tau_m": [5.0, 6, 7, 8, 9], "C": None}),
        (snn.Delta(), "LIF", {"tau_m": 6.0, "C": 3.0}),
        (snn.Exponential(4.0), "CubaLIF", {"tau_m": 6.0}),
    ],
)
def test_our_neurons_become_those_of_nir(receptor, kind, parameters):
    net = chain({"g": receptor}, **parameters)
    graph = io.to_nir(net, outputs=[net["E"]])
    assert type(graph.nodes["E"]).__name__ == kind
    assert np.allclose(graph.nodes["loop.delay"].delay[1:], 0.0015)
    inputs = {"S": net["S"].model}
    again = io.from_nir(graph, inputs, dt=DT, backend="numpy", precision="float64")
    one, two = spikes_of(net, 40.0), spikes_of(again, 40.0)
    assert len(one["E"]) > 20
    assert one == two


@pytest.mark.parametrize("receptor", [snn.Delta(), snn.Exponential(5.0)])
@pytest.mark.parametrize("current", [9.0, np.array([8.0, 9.0, 9.9, 10.4, 12.0])])
def test_a_constant_current_is_part_of_the_leak_voltage(receptor, current, tmp_path):
    net = snn.Network(dt=DT, backend="numpy", precision="float64")
    S = net.population(snn.SpikeSource([20.0, 50.0, 50.0, 52.0], [0, 1, 2, 3]), 4, "S")
    cell = snn.LIF(v_rest=0, v_thresh=10, v_reset=-1, C=[5.0, 6, 7, 8, 9], integrator="euler")
    E = (
        net.population(cell, 5, "E", {"s": receptor}, v=snn.Uniform(0, 9), seed_of="v")
        if False
        else net.population(cell, 5, "E", {"s": receptor}, v=snn.Uniform(0, 9))
    )
    net.connect(S, E, "s", snn.AllToAll(), weight=2.0)
    net.stimulate(E, "I", current)
    net.stimulate(E[2:], "I", 0.5)
    graph = io.to_nir(net)
    nir.write(tmp_path / "graph.nir", graph)
    again = io.from_nir(
        tmp_path / "graph.nir", {"S": S.model}, dt=DT, backend="numpy", precision="float64"
    )
    one, two = spikes_of(net, 100.0), spikes_of(again, 100.0)
    assert len(one["E"]) > 4
    assert one == two


def test_subgraphs_are_opened():
    inner = nir.NIRGraph(
        {
            "input": nir.Input(np.array([2])),
            "lif": nir.LIF(*(np.ones(2) for _ in range(5))),
            "w": nir.Linear(np.eye(2)),
            "output": nir.Output(np.array([2])),
        },
        [("input", "lif"), ("lif", "w"), ("w", "lif"), ("lif", "output")],
    )
    nodes = {
        "in": nir.Input(np.array([2])),
        "scale": nir.Scale(np.array([2.0, 3.0])),
        "sub": inner,
        "fc": nir.Linear(np.ones((1, 2))),
        "lif": nir.LIF(*(np.ones(1) for _ in range(5))),
        "out": nir.Output(np.array([1])),
    }
    names = ["in", "scale", "sub", "fc", "lif", "out"]
    edges = list(pairwise(names))
    net = io.from_nir(nir.NIRGraph(nodes, edges, type_check=False), backend="numpy")
    assert [p.name for p in net.populations] == ["in", "sub.lif", "lif"]
    found = {
        q.name: (q.source.label, q.target.label, q["weight"].tolist()) for q in net.projections
    }
    assert found == {
        "in->sub.lif": ("in", "sub.lif", [2.0, 3.0]),
        "sub.w": ("sub.lif", "sub.lif", [1.0, 1.0]),
        "fc": ("sub.lif", "lif", [1.0, 1.0]),
    }


def recurrent(n_out, *between):
    """Three inputs, nodes between, and LIF neurons that an Output shows."""
    nodes = {"in": nir.Input(np.array([3])), **{f"n{k}": node for k, node in enumerate(between)}}
    nodes["lif"] = nir.LIF(*(np.ones(n_out) for _ in range(5)))
    nodes["out"] = nir.Output(np.array([n_out]))
    return nir.NIRGraph(nodes, list(pairwise(nodes)), type_check=False)


def test_a_delay_and_a_scale_before_weights_that_are_not_square():
    delay, scale = nir.Delay(np.array([0.001, 0.002, 0.003])), nir.Scale(np.array([1.0, 2.0, 3.0]))
    net = io.from_nir(recurrent(2, delay, scale, nir.Linear(np.ones((2, 3)))), backend="numpy")
    (q,) = net.projections
    order = np.lexsort((q.post, q.pre))
    assert q.delay[order].tolist() == [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
    assert q["weight"][order].tolist() == [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
    (again,) = io.from_nir(io.to_nir(net), backend="numpy").projections
    assert np.array_equal(again.delay, q.delay) and np.array_equal(again["weight"], q["weight"])


def test_weights_keep_their_values_and_names_of_their_own():
    weight = np.array([[0.1, 0.2, 0.3]])
    net = io.from_nir(recurrent(1, nir.Linear(weight)), backend="numpy")
    assert net.projections[0]["weight"].tolist() == weight[0].tolist()
    narrow = io.from_nir(recurrent(1, nir.Linear(weight.astype(np.float32))), backend="numpy")
    assert narrow.precision.state == "float32"
    net = snn.Network(backend="numpy")
    A, B = (net.population(snn.LIF(), n, name) for n, name in ((2, "A"), (3, "B")))
    net.connect(A, B, "ge", snn.AllToAll(), weight=1.0)
    net.connect(A, B, "ge", snn.AllToAll(), weight=2.0)
    graph = io.to_nir(net)
    assert [name for name in graph.nodes if "->" in name] == ["A->B", "A->B_2"]
    assert np.all(graph.nodes["A->B_2"].weight == 2.0)


def test_a_matrix_that_does_not_fit_is_refused(monkeypatch):
    net = chain({"g": snn.Delta()})
    monkeypatch.setattr("snn.io.nir_write.available", lambda: 100)
    with pytest.raises(
        snn.OutOfMemoryError, match="'S->E': NIR holds a matrix of all pairs, here 5 x 4"
    ):
        io.to_nir(net)


def test_outputs_stay_where_they_are():
    graph = recurrent(2, nir.Linear(np.ones((2, 3))))
    graph.nodes |= {"w": nir.Linear(np.eye(2)), "last": nir.LIF(*(np.ones(2) for _ in range(5)))}
    graph.edges += [("lif", "w"), ("w", "last")]
    again = io.to_nir(io.from_nir(graph, backend="numpy"))
    assert sorted(again.edges) == sorted(graph.edges)
    net = snn.Network(backend="numpy")
    A, B = (net.population(snn.LIF(), 2, name) for name in "AB")
    for pre, post in ((A, B), (B, A)):
        net.connect(pre, post, "ge", snn.OneToOne(), weight=1.0)
    edges = io.to_nir(net).edges
    assert ("A", "output_A") in edges and ("B", "output_B") in edges
    assert [e for e in io.to_nir(net, outputs=[B]).edges if "output" in e] == [("B", "output")]


def broken(changed):
    graph = graphs()["feedforward"]
    graph.nodes.update(changed)
    return graph


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"fc1": nir.Threshold(np.ones(3))}, "node 'fc1' is a Threshold, which"),
        ({"fc2": nir.Linear(np.ones((6, 15)))}, r"node 'fc2': weight must be \(n_out, 16\)"),
        ({"lif2": nir.LIF(*(np.ones(5) for _ in range(5)))}, "6 values reach node 'lif2' of 5"),
        ({"fc2": nir.Scale(np.ones(7))}, "node 'fc2' has 7 values for 16"),
        ({"lif1": nir.LI(*(np.ones(16) for _ in range(3)))}, "'lif1' is a LI, which has no spikes"),
        ({"lif1": nir.LIF(*(np.zeros(16) for _ in range(5)))}, "'lif1': NIRLIF: parameter 'tau'"),
        ({"lif2": nir.Affine(np.ones((2, 6)), np.ones(2))}, "between 'lif1' and the Output"),
    ],
)
def test_what_is_not_known_is_named(changed, message):
    with pytest.raises(snn.DataError, match=message):
        io.from_nir(broken(changed))


def test_files_and_inputs_that_are_none(tmp_path):
    with pytest.raises(snn.DataError, match="there is no file"):
        io.from_nir(tmp_path / "none.nir")
    (tmp_path / "text.nir").write_text("no HDF5")
    with pytest.raises(snn.DataError, match="holds no NIR graph"):
        io.from_nir(tmp_path / "text.nir")
    with pytest.raises(snn.DataError, match="inputs of 'x'; the graph's Input nodes are: input"):
        io.from_nir(graphs()["cuba"], {"x": ([], [])})


def test_what_nir_cannot_hold_is_named():
    with pytest.raises(snn.DataError, match="'E': NIR's neurons have no refractory period"):
        io.to_nir(chain({"g": snn.Delta()}, t_ref=1.0))
    with pytest.raises(snn.DataError, match="'E': NIR has no receptor like Alpha"):
        io.to_nir(chain({"g": snn.Alpha()}))
    net = chain({"g": snn.Delta()})
    net.stimulate(net["E"], "g", 1.0)
    with pytest.raises(snn.DataError, match="stimulus of 'E' onto 'g' is no constant onto 'I'"):
        io.to_nir(net)
    io.to_nir(net, leave_out=["stimuli"])
    net = snn.Network(backend="numpy")
    A = net.population(snn.AdEx(), 2, "A")
    with pytest.raises(snn.DataError, match="'A': NIR has no neuron like AdEx"):
        io.to_nir(net)
    net = snn.Network(backend="numpy")
    A = net.population(snn.LIF(), 2, "A")
    net.connect(A, A, "ge", snn.AllToAll(), weight=1.0, plasticity=snn.STP(), name="learns")
    with pytest.raises(snn.DataError, match="projection 'learns' learns, which"):
        io.to_nir(net)
    assert "learns" in io.to_nir(net, leave_out=["plasticity"]).nodes
    with pytest.raises(snn.DataError, match="leave_out: 'all' is not one of: stimuli, plasticity"):
        io.to_nir(net, leave_out=["all"])
    net = snn.Network(backend="numpy")
    A = net.population(snn.LIF(), 2, "A")
    delays = np.array([[1.0, 2.0], [2.0, 3.5]])
    net.connect(A, A, "ge", snn.AllToAll(), weight=1.0, delay=delays, name="mix")
    with pytest.raises(snn.DataError, match="'mix': NIR delays neurons, not synapses"):
        io.to_nir(net)
