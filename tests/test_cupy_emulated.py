"""The cupy backend's own ways: launches, graphs, tiles, blocks of recording, its errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import snn
from snn import Hz, backends, ms, mV
from tests.conftest import BACKENDS, same_bits
from tests.networks import cuba, everything, plastic, run_recorded

pytestmark = pytest.mark.skipif(
    not {"emulated", "cupy"} & set(BACKENDS), reason="neither a GPU nor g++ is here"
)
NAME = "cupy" if "cupy" in BACKENDS else "emulated"
OPTIONS = [{"graphs": False}, {"tiles": True}]


@pytest.fixture(params=OPTIONS, ids=["eager", "tiles"])
def optional(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a backend that launches in another way."""
    from snn.backends.cupy.backend import CupyBackend, Options

    def load() -> Any:
        backend = CupyBackend(Options(**request.param))
        backend.name = "optional"
        return backend

    monkeypatch.setitem(backends._BACKENDS, "optional", backends.Entry(load, lambda: None))
    return "optional"


def compiled(net: snn.Network) -> Any:
    return net._ready().compiled()


def names(net: snn.Network, learn: bool = True) -> list[str]:
    return [launch.kernel.name for launch in compiled(net).launches(learn)]


def crowd(n: int) -> snn.Network:
    """`n` populations of one model, each projecting onto the two after it, some recorded."""
    net = snn.Network(dt=0.1 * ms, backend=NAME)
    model = snn.LIF()
    crowd = [net.population(model, 5, f"p{k}") for k in range(n)]
    for k, pre in enumerate(crowd):
        for post in (crowd[(k + 1) % n], crowd[(k + 2) % n]):
            net.connect(pre, post, "ge", snn.AllToAll(), weight=0.1 * k, delay=(1 + k % 3) * ms)
        net.stimulate(pre, "ge", snn.PoissonInput(rate=50 * Hz, n=3, weight=1 * mV))
        net.record(pre, "spikes")
    return net


def test_launches_of_a_step_do_not_depend_on_the_number_of_objects() -> None:
    assert names(crowd(3)) == names(crowd(40)) == ["deliver", "update"]
    assert names(cuba(backend=NAME)) == ["deliver", "update"]


def test_static_networks_take_at_most_four_launches() -> None:
    net = crowd(3)
    source = net.population(snn.SpikeSource([1.0], [0]), 1, "source")
    noise = net.population(snn.Poisson(rate=5 * Hz), 9, "noise")
    for pre in (source, noise):
        net.connect(pre, net["p0"], "ge", snn.AllToAll(), weight=1.0)
    net.stimulate(net["p1"], "ge", lambda t: np.sin(t))
    net.record(net["p0"], "v")
    assert names(net) == ["deliver", "update", "update", "record"]


def test_plastic_networks_take_at_most_six_launches() -> None:
    net = plastic(backend=NAME)
    net.record(net["E"], "v")
    assert names(net) == ["deliver", "arrive", "update", "update", "learn", "record"]
    assert names(net, learn=False) == ["deliver", "arrive", "update", "update", "record"]


def test_launches_are_counted() -> None:
    net = cuba(backend=NAME)
    queue = compiled(net).queue
    before = queue.launches
    net.run(20 * ms)
    captured = queue.launches - before
    # Two for every step of the graphs of 1, 2, ... 128 steps, and one for the clock of each.
    assert captured == 2 * 255 + 8
    net.run(137 * 0.1 * ms)
    assert queue.launches - before == captured  # graphs are launched again, kernels are not


@pytest.mark.parametrize("precision", ["float32", "float64", "float16"])
@pytest.mark.parametrize("make", [cuba, plastic])
def test_other_ways_to_launch_give_the_same_bits(make: Any, precision: str, optional: str) -> None:
    reference = run_recorded(make(backend="numpy", precision=precision), 50 * ms)
    other = run_recorded(make(backend=optional, precision=precision), 50 * ms)
    assert [k for k in reference if not same_bits(reference[k], other[k])] == []


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    degrees=st.lists(st.integers(0, 400), min_size=1, max_size=30),
    n_post=st.integers(1, 700),
    delays=st.integers(1, 30),
    weight=st.sampled_from([0.3, "drawn"]),
    seed=st.integers(0, 99),
)
def test_uneven_rows_are_delivered_whole(
    degrees: list[int], n_post: int, delays: int, weight: Any, seed: int, optional: str
) -> None:
    rng = np.random.default_rng(seed)
    pre = np.repeat(np.arange(len(degrees)), degrees)
    post = rng.integers(0, n_post, len(pre))

    def run(backend: str) -> Any:
        net = snn.Network(dt=0.1 * ms, backend=backend, seed=seed)
        P = net.population(snn.Poisson(rate=300 * Hz), len(degrees), "P")
        E = net.population(snn.LIF(), n_post, "E")
        w = snn.Normal(0.3, 0.02) if weight == "drawn" else weight
        delay = snn.Uniform(0.1, 0.1 * delays)
        net.connect(P, E, "ge", snn.FromPairs(pre, post), weight=w, delay=delay)
        net.run(5 * ms)
        return everything(net)

    reference = run("numpy")
    for backend in (NAME, optional):
        other = run(backend)
        assert [k for k in reference if not same_bits(reference[k], other[k])] == []


@pytest.mark.parametrize(("steps", "room"), [(7, 1 << 25), (2000, 150), (2000, 1)])
def test_recordings_longer_than_their_buffers(
    steps: int, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from snn.backends.cupy import records

    monkeypatch.setattr(records, "STEPS", steps)
    monkeypatch.setattr(records, "ROOM", room)

    def run(backend: str) -> tuple[np.ndarray, ...]:
        net = cuba(n=60, backend=backend)
        spikes, some = net.record(net["E"], "spikes"), net.record(net["E"][10:20], "spikes")
        v = net.record(net["E"], "v", index=[3, 0], every=0.3 * ms)
        net.run(30.1 * ms)
        net.run(0.5 * ms)
        return spikes.times, spikes.ids, some.times, some.ids, v.times, v.values

    for a, b in zip(run("numpy"), run(NAME), strict=True):
        assert same_bits(a, b)


def test_wrong_arguments_are_refused_before_a_launch() -> None:
    import cupy
    from snn.backends.cupy.launch import module

    tick = module("record").kernel("tick")
    clock, counts = cupy.zeros(1, np.int64), cupy.zeros(1, np.int32)
    with pytest.raises(TypeError, match=r"kernel tick takes \(clock, turns, steps, learned\); got"):
        tick.prepare(1, 1, clock, clock, 1)
    with pytest.raises(TypeError, match=r"kernel tick: turns: expected int64\*"):
        tick.prepare(1, 1, clock, counts, 1, 1)
    with pytest.raises(TypeError, match=r"kernel tick: steps: 0\.5 does not fit int"):
        tick.prepare(1, 1, clock, clock, 0.5, 1)


def test_a_model_with_too_many_states_is_refused() -> None:
    receptors = {f"r{k}": snn.Exponential(5 * ms) for k in range(32)}
    net = snn.Network(backend=NAME)
    net.population(snn.LIF(), 3, "E", receptors)
    with pytest.raises(snn.BackendError, match="33 states; at most 32"):
        net.run(1 * ms)


def test_device_memory_is_checked_before_allocating(monkeypatch: pytest.MonkeyPatch) -> None:
    from snn.backends.cupy.backend import CupyBackend

    monkeypatch.setattr(CupyBackend, "memory", lambda self: 50_000)
    with pytest.raises(snn.OutOfMemoryError, match=r"needs .* are available"):
        cuba(n=2000, backend=NAME).run(1 * ms)


def test_small_networks_of_every_kernel() -> None:
    from tests.smoke import differences

    assert differences(NAME) == []


def test_the_profile_of_a_step_adds_up() -> None:
    from benchmarks.launches import profile

    times = profile(cuba(n=50, backend=NAME))
    assert {"0 deliver", "1 update", "empty launch", "step in graphs"} <= times.keys()
    assert all(times[name] > 0 for name in ("0 deliver", "empty launch", "step in graphs"))


def test_large_accumulators_are_tiled_within_shared_memory() -> None:
    from snn.backends.cupy.launch import module
    from snn.backends.cupy.tiles import divided

    static = module("tiles").kernel("deliver_tiles").function.shared_size_bytes
    for n, itemsize in ((1_000_000, 4), (1_000_000, 8), (77_169, 4), (5, 8)):
        tile, tiles = divided(n, itemsize)
        assert tile * tiles >= n > tile * (tiles - 1)
        assert tile * itemsize + static <= 48 * 1024


@pytest.mark.skipif(NAME != "emulated", reason="a GPU works when it likes")
def test_nothing_is_read_before_its_stream_was_waited_for() -> None:
    from tests import emulation
    from tests.smoke import differences

    emulation.defer(True)
    try:
        assert differences(NAME) == []
    finally:
        emulation.defer(False)
