"""Synapses and spikes as SciPy, pandas, npz and HDF5 hold them: out and in again, bit for bit."""

from __future__ import annotations

import sys

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import snn
from snn import io, ms, mV
from snn.analysis.trains import SpikeTrains
from tests.conftest import same_bits


def wired(connectivity, backend="numpy", precision="float32", **values):
    """40 cells onto 30, and what drives them."""
    net = snn.Network(dt=0.1 * ms, backend=backend, precision=precision, seed=3)
    A = net.population(snn.LIF(v_rest=-49 * mV), 40, "A", v=snn.Uniform(-60, -50))
    B = net.population(snn.LIF(v_rest=-49 * mV), 30, "B", v=-55)
    return net, net.connect(A, B, "ge", connectivity, **values)


DRAWN = {"weight": snn.Normal(1, 0.2), "delay": snn.Uniform(0.1, 2)}


def columns(projection):
    return projection.pre, projection.post, projection.delay, projection["weight"]


def assert_same_network(one, two):
    """The same synapses, and after 10 ms the same states."""
    (net, p), (other, q) = one, two
    for a, b in zip(columns(p), columns(q), strict=True):
        assert same_bits(a, b)
    for each in (net, other):
        each.run(10 * ms)
    for population in ("A", "B"):
        for state in ("v", "ge"):
            assert same_bits(net[population][state], other[population][state])


@pytest.mark.parametrize("weight", [DRAWN["weight"], 1.3 * mV])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_sparse_matrix_makes_the_same_synapses(weight, precision):
    values = {"weight": weight, "delay": DRAWN["delay"]}
    one = wired(snn.FixedProbability(0.3), precision=precision, **values)
    matrix = io.to_sparse(one[1])
    again = snn.FromSparse(matrix)
    assert matrix.shape == (40, 30) and matrix.nnz == len(one[1])
    given = io.arrays.uniform(matrix.data)
    delay = io.to_sparse(one[1], "delay").data
    two = wired(again, precision=precision, weight=given, delay=delay)
    assert_same_network(one, two)


synapse = st.tuples(st.integers(0, 39), st.integers(0, 29), st.integers(-8, 8), st.integers(1, 9))


@settings(max_examples=15, deadline=None)
@given(synapses=st.lists(synapse, max_size=30, unique_by=lambda each: each[:2]))
def test_any_pairs_come_back_from_a_matrix(synapses):
    pre, post, weight, delay = np.array(synapses, np.int64).reshape(-1, 4).T
    _, p = wired(snn.FromPairs(pre, post), weight=weight * 0.5, delay=delay * 0.1)
    matrix, delays = io.to_sparse(p), io.to_sparse(p, "delay").data
    _, again = wired(snn.FromSparse(matrix), weight=io.arrays.uniform(matrix.data), delay=delays)
    for a, b in zip(columns(p), columns(again), strict=True):
        assert same_bits(a, b)


def test_multapses_are_counted_and_summed_but_never_silently():
    pairs = snn.FromPairs([0, 0, 5, 0], [2, 2, 1, 3])
    _, p = wired(pairs, weight=[1.0, 2.0, 4.0, 0.0])
    assert io.to_sparse(p, "count").toarray()[0, 2] == 2
    matrix = io.to_sparse(p, multapses="sum")
    assert matrix.toarray()[[0, 5], [2, 1]].tolist() == [3.0, 4.0]
    assert matrix.nnz == 3  # a weight of 0 is an entry
    with pytest.raises(snn.DataError, match=r"1 synapses are further ones of a pair.*multapses"):
        io.to_sparse(p)
    with pytest.raises(snn.DataError, match=r"holds one delay per pair; take .pre"):
        io.to_sparse(p, "delay", multapses="sum")
    with pytest.raises(snn.DataError, match="one of weight, delay, count; got 'weights'"):
        io.to_sparse(p, "weights")
    with pytest.raises(snn.DataError, match="expected a projection; got Population"):
        io.to_sparse(p.source)


@pytest.mark.parametrize("weight", [DRAWN["weight"], 1.3 * mV])
def test_a_data_frame_makes_the_same_synapses(weight):
    pytest.importorskip("pandas")
    total = snn.FixedTotal(500, multapses=True)
    one = wired(total, weight=weight, delay=DRAWN["delay"])
    frame = io.to_pandas(one[1])
    assert frame.attrs == {"source": "A", "target": "B", "receptor": "ge"}
    arguments = io.from_pandas(frame)
    assert_same_network(one, wired(arguments.pop("connectivity"), **arguments))


def recorded(**options):
    net, p = wired(snn.FixedProbability(0.3), **DRAWN)
    spikes = net.record(net["A"][5:], "spikes", **options)
    vm = net.record(net["A"], "v", index=[3, 1], every=0.5 * ms)
    net.run(30 * ms)
    assert len(spikes) > 5
    return net, p, spikes, vm


def assert_same_trains(trains, spikes):
    assert isinstance(trains, SpikeTrains)
    assert trains.n == spikes.n
    assert same_bits(trains.times, spikes.times)
    assert trains.ids.tolist() == spikes.ids.tolist()


def test_data_frames_of_recordings():
    pd = pytest.importorskip("pandas")
    _, _, spikes, vm = recorded()
    frame = io.to_pandas(spikes)
    assert list(frame.columns) == ["time", "id", "population"]
    assert set(frame["population"]) == {"A[5:40]"}
    trains = io.from_pandas(frame)
    assert_same_trains(trains, spikes)
    assert (trains.start, trains.stop) == spikes.t_range
    states = io.to_pandas(vm)
    assert states.columns.tolist() == [3, 1]
    assert same_bits(states.to_numpy(), vm.values)
    both = pd.concat([frame, frame.assign(population="other")])
    with pytest.raises(snn.DataError, match=r"several populations \(A\[5:40\], other\).* n=, t_r"):
        io.from_pandas(both)
    early = frame[frame["time"] < 10]
    part = io.from_pandas(early, t_range=(0, 10))
    assert (part.n, part.stop, len(part.times)) == (35, 10, len(early))
    late = frame.assign(time=frame["time"] + 30)
    with pytest.raises(snn.DataError, match=r"spikes are outside .* 0 to 30 ms; give t_range="):
        io.from_pandas(late)
    assert len(io.from_pandas(late, t_range=(30, 60)).times) == len(frame)
    frame.loc[2, "time"] = np.nan
    with pytest.raises(snn.DataError, match="column 'time' lacks 1 of"):
        io.from_pandas(frame)
    with pytest.raises(snn.DataError, match=r"expected columns time and id .* got a"):
        io.from_pandas(pd.DataFrame({"a": [1]}))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"time": [-1.0], "id": [0]}, "spikes before time 0, the first at -1 ms; give t_range="),
        ({"time": ["x"], "id": [0]}, "from_pandas: the frame is broken"),
        ({"time": [1.0], "id": ["x"]}, "from_pandas: the frame"),
        ({"time": [1.0], "id": [0.5]}, "ids must be whole numbers"),
        ({"pre": ["x"], "post": [0]}, "from_pandas: the frame: .* whole numbers"),
    ],
)
def test_data_frames_that_are_none(columns, message):
    pd = pytest.importorskip("pandas")
    with pytest.raises(snn.DataError, match=message):
        io.from_pandas(pd.DataFrame(columns))
    with pytest.raises(snn.DataError, match="expected a data frame; got list"):
        io.from_pandas([1])


def test_all_that_is_spikes_is_saved(tmp_path):
    net, _, spikes, vm = recorded()
    other = net.record(net["B"], "spikes")
    net.run(1 * ms)
    arrays = spikes.times, spikes.ids, spikes.n
    for each, names in (
        ((spikes, other), ["A[5:40]", "B"]),
        ([spikes], ["A[5:40]"]),
        ({"x": spikes, "y": arrays}, ["x", "y"]),
        (arrays, ["spikes"]),
        (io.load_spikes(io.save_spikes(tmp_path / "a.npz", arrays))["spikes"], ["spikes"]),
    ):
        found = io.load_spikes(io.save_spikes(tmp_path / "b.npz", each))
        assert list(found) == names
        assert_same_trains(found[names[0]], spikes)
        sonata = io.read_sonata_spikes(io.write_sonata_spikes(tmp_path / "b.h5", each))
        assert list(sonata) == ["A" if name == "A[5:40]" else name for name in names]
    for each in (vm, [vm], {"v": vm}, 3, [3]):
        with pytest.raises(snn.DataError, match="save_spikes: expected recordings of spikes"):
            io.save_spikes(tmp_path / "c.npz", each)


def test_data_frames_of_neurons_and_networks():
    pytest.importorskip("pandas")
    net, p = wired(snn.FixedProbability(0.3), **DRAWN)
    frame = io.to_pandas(net["A"][:7])
    assert len(frame) == 7 and {"v", "ge", "tau_m", "tau_ge"} <= set(frame.columns)
    assert same_bits(frame["v"].to_numpy(), net["A"][:7]["v"])
    table = io.to_pandas(net)
    assert table["synapses"].tolist() == [len(p)]
    assert table["weight"][0] == pytest.approx(1, abs=0.1)
    source = snn.SpikeSource([1.0], [0])
    assert io.to_pandas(snn.Network(backend="numpy").population(source, 2)).shape == (2, 0)
    with pytest.raises(snn.DataError, match=r"expected a recording, .* got int"):
        io.to_pandas(3)


@pytest.mark.parametrize("name", ["to_pandas", "to_neo", "from_neo", "to_nir", "from_nir"])
def test_a_missing_package_names_the_extra(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name.partition("_")[2], None)
    with pytest.raises(snn.MissingPackageError, match=rf"{name} .*\.\[data\]"):
        getattr(io, name)(3)


def test_npz_keeps_spikes_and_window(tmp_path):
    _, _, spikes, _ = recorded()
    path = io.save_spikes(tmp_path / "spikes.npz", {"A": spikes, "none": ([], [], 4)})
    found = io.load_spikes(path)
    assert_same_trains(found["A"], spikes)
    assert (found["A"].start, found["A"].stop) == spikes.t_range
    assert (len(found["none"].times), found["none"].n) == (0, 4)
    assert list(io.load_spikes(io.save_spikes(tmp_path / "one.npz", spikes))) == ["A[5:40]"]


trains = st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 9)), max_size=30)


@settings(max_examples=25, deadline=None)
@given(spikes=trains)
def test_npz_is_exact(spikes, tmp_path_factory):
    times, ids = np.array([t for t, _ in spikes]), np.array([i for _, i in spikes], np.int32)
    path = io.save_spikes(tmp_path_factory.mktemp("npz") / "x.npz", {"x": (times, ids, 10)})
    found = io.load_spikes(path)["x"]
    assert same_bits(found.times, times)
    assert same_bits(found.ids, ids)


def test_npz_files_that_are_none(tmp_path):
    with pytest.raises(snn.DataError, match=r"must end in .npz; got 'spikes.txt'"):
        io.save_spikes(tmp_path / "spikes.txt", {})
    with pytest.raises(snn.DataError, match="load_spikes: there is no file"):
        io.load_spikes(tmp_path / "none.npz")
    (tmp_path / "text.npz").write_text("no zip")
    with pytest.raises(snn.DataError, match=r"is no .npz file"):
        io.load_spikes(tmp_path / "text.npz")
    np.savez(tmp_path / "other.npz", **{"E/times": np.ones(1)})
    with pytest.raises(snn.DataError, match="has no array 'E/ids'"):
        io.load_spikes(tmp_path / "other.npz")
    good = {"E/times": np.ones(1), "E/ids": np.zeros(1, int), "E/n": 1, "E/t_range": (0, 2)}
    for bad in ({"E/times": ["a"]}, {"E/t_range": (0, 1, 2)}, {"E/ids": [5]}, {"E/n": "x"}):
        np.savez(tmp_path / "bad.npz", **{**good, **bad})
        with pytest.raises(snn.DataError, match=r"load_spikes: .*bad.npz"):
            io.load_spikes(tmp_path / "bad.npz")
    np.save(tmp_path / "array.npy", np.ones(3))
    with pytest.raises(snn.DataError, match=r"array.npy is no .npz file"):
        io.load_spikes(tmp_path / "array.npy")
    _, _, spikes, _ = recorded()
    with pytest.raises(snn.DataError, match=r"two recordings are of 'A\[5:40\]'"):
        io.save_spikes(tmp_path / "x.npz", [spikes, spikes])


def test_a_streamed_recording_is_read_without_its_network(tmp_path):
    net, _, spikes, _ = recorded(to=tmp_path / "spikes.h5")
    found = io.read_recording(tmp_path / "spikes.h5")
    assert_same_trains(found, spikes)
    assert found.start == 0 and spikes.times[-1] < found.stop < 30
    window = io.read_recording(tmp_path / "spikes.h5", (0, 15))
    assert (window.n, window.stop) == (35, 15)
    assert 0 < len(window.times) < len(spikes)
    again = net.record(net["A"], "v", every=1 * ms, to=tmp_path / "v.h5")
    net.run(5 * ms)
    samples = io.read_recording(tmp_path / "v.h5")
    assert (samples.what, samples.source) == ("v", "A")
    assert same_bits(samples.values, again.values) and same_bits(samples.times, again.times)
    assert len(io.read_recording(tmp_path / "v.h5", (30, 32)).times) == 2


def test_files_that_are_no_recordings(tmp_path):
    with pytest.raises(snn.DataError, match="there is no file"):
        io.read_recording(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no HDF5")
    with pytest.raises(snn.DataError, match=r"is no HDF5 file"):
        io.read_recording(tmp_path / "text.h5")
    recorded(to=tmp_path / "cut.h5")
    (tmp_path / "cut.h5").write_bytes((tmp_path / "cut.h5").read_bytes()[:900])
    with pytest.raises(snn.DataError, match=r"cut.h5 is broken"):
        io.read_recording(tmp_path / "cut.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["step"] = [1]
    with pytest.raises(snn.DataError, match="it has no dt_ms, what, seen"):
        io.read_recording(tmp_path / "other.h5")
