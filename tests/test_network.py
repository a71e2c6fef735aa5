"""Running, reading, writing, slicing and resetting a network, on every backend."""

from __future__ import annotations

import time

import numpy as np
import pytest

import snn
from snn import Hz, ms, mV
from tests.conftest import same_bits
from tests.networks import cuba, everything, run_recorded


def test_spikes_are_sorted_and_on_the_grid(backend: str) -> None:
    net = cuba(backend=backend)
    spikes = net.record(net["E"], "spikes")
    net.run(100 * ms)
    assert len(spikes) > 50
    assert spikes.times.dtype == np.float64 and spikes.ids.dtype == np.int32
    order = np.lexsort((spikes.ids, spikes.times))
    assert np.array_equal(order, np.arange(len(order)))
    assert np.allclose(spikes.times / net.dt, np.rint(spikes.times / net.dt), atol=1e-6)
    assert spikes.ids.min() >= 0 and spikes.ids.max() < net["E"].n


def test_run_in_parts_equals_run_in_one(backend: str) -> None:
    whole, parts = cuba(backend=backend), cuba(backend=backend)
    a = run_recorded(whole, 60 * ms)
    spikes = {p.name: parts.record(p, "spikes") for p in parts.populations}
    for piece in (0.1, 3.3, 0.0, 16.6, 40.0):
        parts.run(piece * ms)
    b = everything(parts)
    for name, recording in spikes.items():
        b[f"{name}.times"], b[f"{name}.ids"] = recording.times, recording.ids
    assert a.keys() == b.keys()
    assert [k for k in a if not same_bits(a[k], b[k])] == []
    assert parts.time == pytest.approx(60.0)


def test_slices_record_stimulate_connect(backend: str) -> None:
    net = snn.Network(backend=backend, dt=0.1 * ms)
    E = net.population(snn.LIF(), 100, "E", {"ge": snn.Exponential(5 * ms)})
    net.stimulate(E[20:40], "I", 30 * mV)
    q = net.connect(E[20:40], E[90:], "ge", snn.AllToAll(), weight=1.0 * mV)
    inside, outside = net.record(E[20:40], "spikes"), net.record(E[:20], "spikes")
    ge = net.record(E, "ge", index=[89, 90, 99])
    net.run(50 * ms)
    assert len(inside) > 0 and len(outside) == 0
    assert inside.ids.min() == 0 and inside.ids.max() == 19
    assert len(q) == 200 and q.pre.max() == 19 and q.post.max() == 9
    assert np.all(ge.values[:, 0] == 0) and ge.values[:, 1].max() > 0
    assert same_bits(E[30:50]["v"], E["v"][30:50])
    assert (E[10:30][5:10].lo, E[10:30][5:10].hi) == (15, 20)


def test_spike_arrives_after_its_delay(backend: str) -> None:
    net = snn.Network(backend=backend, dt=0.1 * ms)
    S = net.population(snn.SpikeSource(times=[1.0, 2.0], ids=[0, 0]), 1, "S")
    T = net.population(snn.LIF(), 3, "T", {"ge": snn.Exponential(5 * ms)})
    net.connect(
        S, T, "ge", snn.AllToAll(), weight=np.array([1.0, 2.0, 3.0]) * mV,
        delay=np.array([0.1, 0.5, 2.0]) * ms,
    )  # fmt: skip
    ge = net.record(T, "ge")
    net.run(5 * ms)
    first = [ge.times[np.flatnonzero(ge.values[:, j])[0]] for j in range(3)]
    assert np.allclose(first, [1.1, 1.5, 3.0])


def test_parameters_change_between_runs_without_a_new_kind(backend: str) -> None:
    net = cuba(backend=backend)
    net.run(10 * ms)
    kind = net.program.arenas[0].kind
    net["E"]["tau_m"] = 15 * ms
    assert net["E"]["tau_m"] == 15.0 and net["I"]["tau_m"] == 20.0
    net.run(10 * ms)
    assert net.program.arenas[0].kind is kind
    net["E"]["v_thresh"] = np.linspace(-50, -45, net["E"].n)
    net.run(10 * ms)
    assert net["E"]["v_thresh"].shape == (net["E"].n,)
    net["I"][:10]["tau_ge"] = 7 * ms
    net.run(1 * ms)
    assert np.array_equal(np.unique(net["I"]["tau_ge"]), [5.0, 7.0])


def test_written_states_are_read_back(backend: str, precision: str) -> None:
    net = cuba(backend=backend, precision=precision)
    net.run(1 * ms)
    values = np.linspace(-59, -51, net["E"].n)
    net["E"]["v"] = values
    net["E"][:10]["v"] = -55 * mV
    expected = values.copy()
    expected[:10] = -55
    tolerance = {"float16": 0.01, "float32": 1e-5, "float64": 1e-12}[precision]
    assert np.allclose(net["E"]["v"], expected, atol=tolerance)
    net.run(1 * ms)


def test_written_weights_act(backend: str) -> None:
    net = cuba(backend=backend)
    q = net.projections[0]
    net.run(1 * ms)
    q["weight"] = 0.0
    assert np.all(q["weight"] == 0)
    values = np.linspace(0.1, 2.0, len(q))
    q["weight"] = values
    assert np.allclose(q["weight"], values, rtol=0.006)
    net.run(1 * ms)


def test_reset_repeats_and_reseeds(backend: str) -> None:
    net = cuba(backend=backend)
    spikes = net.record(net["E"], "spikes")
    net.run(50 * ms)
    first = spikes.times.copy(), spikes.ids.copy()
    net.reset()
    assert net.time == 0 and len(spikes) == 0
    net.run(50 * ms)
    assert same_bits(spikes.times, first[0]) and same_bits(spikes.ids, first[1])
    net.reset(seed=2)
    net.run(50 * ms)
    assert not same_bits(spikes.ids, first[1])


def test_time_of_runs_adds_up(backend: str) -> None:
    net = snn.Network(dt=0.1 * ms, backend=backend)
    net.population(snn.LIF(), 1)
    assert net.run_time == 0.0
    begin, spent = time.perf_counter(), []
    for _ in range(2):
        net.run(1 * ms)
        spent.append(net.run_time)
    assert 0.0 < spent[0] < spent[1] <= time.perf_counter() - begin
    net.reset()
    assert net.run_time == 0.0


def test_recording_added_later_and_to_disk(backend: str, tmp_path) -> None:
    net = cuba(backend=backend)
    net.run(20 * ms)
    memory = net.record(net["E"], "spikes")
    disk = net.record(net["E"], "spikes", to=tmp_path / "spikes.h5")
    v = net.record(net["E"], "v", index=[3, 1], every=1 * ms, to=tmp_path / "v.h5")
    net.run(50 * ms)
    assert memory.times.min() >= 20.0
    assert same_bits(memory.ids, disk.ids) and same_bits(memory.times, disk.times)
    assert v.values.shape == (50, 2) and np.allclose(np.diff(v.times), 1.0)


def test_poisson_population_and_input_have_their_rates(backend: str) -> None:
    net = snn.Network(backend=backend, dt=0.1 * ms, seed=3)
    P = net.population(snn.Poisson(rate=50 * Hz), 500, "P")
    T = net.population(snn.LIF(), 400, "T", {"pulse": snn.Delta()})
    net.stimulate(T, "pulse", snn.PoissonInput(rate=8 * Hz, n=1000, weight=1.0))
    spikes = net.record(P, "spikes")
    counts = net.record(T, "v", every=0.1 * ms, index=[0])
    net.run(1000 * ms)
    n = len(spikes)
    assert abs(n - 25000) < 4 * np.sqrt(25000)
    per_neuron = np.bincount(spikes.ids, minlength=500)
    assert 0.8 < per_neuron.var() / per_neuron.mean() < 1.2
    assert np.isfinite(counts.values).all()


def test_constant_time_array_and_function_drives_agree(backend: str) -> None:
    def nets(stimulus):
        net = snn.Network(backend=backend, dt=0.1 * ms)
        E = net.population(snn.LIF(), 10, "E")
        net.stimulate(E, "I", stimulus)
        return run_recorded(net, 250 * ms)

    constant = nets(20.0 * mV)
    timed = nets(snn.TimedArray(np.full(3, 20.0), dt=50 * ms))
    function = nets(lambda t: np.full((len(t), 10), 20.0))
    assert len(constant["E.times"]) > 0
    for key in constant:
        assert same_bits(constant[key], timed[key]), key
        assert same_bits(constant[key], function[key]), key


def test_drives_add_up_on_slices(backend: str) -> None:
    net = snn.Network(backend=backend, dt=0.1 * ms, precision="float64")
    E = net.population(snn.LIF(v_thresh=1e6), 4, "E", {})
    net.stimulate(E, "I", 1.0)
    net.stimulate(E[1:3], "I", 2.0)
    net.stimulate(E[2:], "I", lambda t: np.where(t < 1000, 4.0, 0.0))
    net.run(1000 * ms)
    settled = E["v"] - E["v_rest"]
    assert np.allclose(settled, [1, 3, 7, 5], atol=1e-9)


def test_print_and_program_name_everything(backend: str) -> None:
    net = cuba(backend=backend)
    text = str(net)
    for word in ("E", "I", "160", "LIF", "E->I", backend, "kB", "one weight"):
        assert word in text
    stages = str(net.program)
    for word in ("poisson", "deliver", "update", "LIF"):
        assert word in stages


def test_a_failed_stimulus_leaves_the_network_as_it_was(backend: str) -> None:
    net, other = cuba(backend=backend), cuba(backend=backend)
    net.run(1 * ms)
    with pytest.raises(snn.StimulusError):
        net.stimulate(net["E"], "I", lambda t: np.ones(3))
    net.run(5 * ms)
    other.run(6 * ms)
    assert same_bits(net["E"]["v"], other["E"]["v"])


def test_states_keep_their_values_when_parameters_change(backend: str, precision: str) -> None:
    net = cuba(backend=backend, precision=precision)
    net.run(5 * ms)
    before, others = net["E"]["v"], net["I"]["v"]
    net["E"]["v_rest"] = -70 * mV
    assert np.allclose(net["E"]["v"], before, atol=0.02)
    assert same_bits(net["I"]["v"], others)


def test_functions_of_time_are_not_evaluated_again_when_parameters_change(backend: str) -> None:
    asked: list[float] = []

    def drive(t: np.ndarray) -> np.ndarray:
        asked.append(t[0])
        return 0.01 * t

    net = snn.Network(backend=backend)
    E = net.population(snn.LIF(), 5, "E")
    net.stimulate(E, "I", drive)
    net.run(50 * ms)
    before = len(asked)
    E["t_ref"] = 2 * ms
    net.run(10 * ms)
    assert len(asked) == before
    net.run(50 * ms)
    assert asked[before:] == [100.0]


def test_an_empty_projection_can_be_printed(backend: str) -> None:
    net = snn.Network(backend=backend)
    E = net.population(snn.LIF(), 5, "E")
    net.connect(E, E, "ge", snn.FixedProbability(0.0), weight=1 * mV)
    net.run(1 * ms)
    assert "0 synapses" in str(net.program) and "E->E" in str(net)


def test_initial_names_states_that_are_called_as_an_argument() -> None:
    net = snn.Network(backend="numpy")
    P = net.population(snn.HodgkinHuxley(), 2, initial={"n": 0.25}, h=0.5)
    with pytest.raises(snn.PopulationError, match="'x'"):
        net.population(snn.LIF(), 2, "Q", initial={"x": 1.0})
    assert (P["n"] == 0.25).all() and (P["h"] == 0.5).all()
