"""The numba backend's threads: who does what, in step with one another, to the same bits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from snn.backends.numba import (
    cache,
    pace,
    partition,
    passes,
    step_loop,
    team,
)
from snn.backends.numba.backend import NumbaBackend

import snn
from snn.errors import BackendError
from tests.conftest import same_bits
from tests.networks import cuba, everything, plastic, run_recorded
from tests.stages import arena, random_deliver


@pytest.mark.parametrize("make", [cuba, plastic])
def test_any_number_of_threads_gives_the_same_bits(make: Any) -> None:
    one = run_recorded(make(backend="numba", threads=1), 30.0)
    assert any(len(values) for name, values in one.items() if name.endswith(".ids"))
    for threads in (2, 3):
        other = run_recorded(make(backend="numba", threads=threads), 30.0)
        assert [name for name in one if not same_bits(one[name], other[name])] == []


METER = """
import numpy as np
from numba import cfunc
from snn.backends.numba.intrinsics import atomic_load, atomic_store, fields

@cfunc("void(int64, int64)")
def entry(descriptor, step):
    mine, other, worst = fields(descriptor, 3)
    atomic_store(mine, step)
    ahead = atomic_load(other) - step
    atomic_store(worst, max(abs(ahead), atomic_load(worst)))
"""


def test_no_thread_runs_ahead() -> None:
    clocks, worst = np.zeros((3, 8), np.int64), np.zeros((3, 8), np.int64)
    parts = []
    for k in range(3):
        words = passes.Descriptor(clocks[k], clocks[(k + 1) % 3], worst[k])
        parts.append(team.Tables([], [passes.Pass(cache.entry(METER), words)], [], [], []))
    crew = team.Team(adapt=False)
    crew.arrange(parts)
    assert crew.advance(0, 5000, True) == 5000
    assert clocks[:, 0].tolist() == [4999] * 3
    assert worst[:, 0].max() <= 1


def test_without_all_threads_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    net, calm = (cuba(backend="numba", threads=3) for _ in range(2))
    for each in (net, calm):
        each.run(5.0)
    before = everything(net)
    start = Thread.start
    count = iter(range(10))

    def refuse(thread: Thread) -> None:
        if next(count) == 1:
            raise RuntimeError("can't start new thread")
        start(thread)

    with monkeypatch.context() as patch:
        patch.setattr(Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="can't start"):
            net.run(5.0)
    after = everything(net)
    assert [name for name in before if not same_bits(before[name], after[name])] == []
    net.run(5.0)
    calm.run(5.0)
    one, other = everything(net), everything(calm)
    assert [name for name in one if not same_bits(one[name], other[name])] == []


def test_threads_are_chosen_by_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "cores", lambda: 8)
    kind = SimpleNamespace(
        real="f32", uniform=False, rounding=0, xi=False, update=SimpleNamespace(body=range(40))
    )
    none = {"deliver": [], "learn": [], "graded": [], "poisson": [], "dt": 0.1}
    small = SimpleNamespace(arenas=[arena(1000, kind=kind)], **none)
    large = SimpleNamespace(arenas=[arena(10**6, kind=kind)], **none)
    assert partition.choose_threads(small, None) == 1  # type: ignore[arg-type]
    assert partition.choose_threads(large, None) == 8  # type: ignore[arg-type]
    many = SimpleNamespace(weight=range(10**6))  # graded synapses act in every step
    busy = SimpleNamespace(**{**vars(small), "graded": [many]})
    assert partition.choose_threads(busy, None) == 8  # type: ignore[arg-type]
    assert partition.choose_threads(small, 3) == 3  # type: ignore[arg-type]
    with pytest.raises(BackendError, match="threads must be at least 1"):
        partition.choose_threads(small, 0)  # type: ignore[arg-type]


@given(st.integers(0, 700), st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_threads_divide_neurons_and_synapses(n: int, parts: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    target = arena(n, kind=None)
    stage = random_deliver(rng, arena(20, history=None), target, "constant", np.int32)
    kind = SimpleNamespace(short_term=False)
    learn = [SimpleNamespace(deliver=stage, kind=kind)] if seed % 2 else []
    program = SimpleNamespace(deliver=[stage], poisson=[], graded=[], learn=learn, dt=0.1)
    bounds = partition.divide(program, target, parts)  # type: ignore[arg-type]
    assert bounds[0] == 0 and bounds[-1] == n and np.all(np.diff(bounds) >= 0)
    cut = partition.cut(stage, bounds).astype(np.int64)
    for row in range(len(cut)):
        for d in range(len(stage.delays)):
            for part in range(parts):
                lo, hi = stage.row_start[row] + cut[row, d * parts + part :][:2]
                mine = stage.synapse[lo:hi]
                assert np.all((mine >= bounds[part]) & (mine < bounds[part + 1]))
    assert np.array_equal(cut[:, -1], np.diff(stage.row_start))


def test_input_that_comes_in_every_step_is_divided() -> None:
    kind = SimpleNamespace(
        real="f32", uniform=False, rounding=0, xi=False, update=SimpleNamespace(body=range(40))
    )
    target = arena(2048, kind=kind)
    start = 2048 * np.minimum(np.arange(2049), 512)  # all graded synapses end at the first 512
    graded = SimpleNamespace(target=target, target_lo=0, start=start)
    drive = SimpleNamespace(arena=target, lo=1024, hi=2048)
    none = {"deliver": [], "learn": [], "dt": 0.1}
    by_graded = SimpleNamespace(graded=[graded], poisson=[], **none)
    by_poisson = SimpleNamespace(graded=[], poisson=[drive], **none)
    assert 192 <= partition.divide(by_graded, target, 2)[1] <= 320  # type: ignore[arg-type]
    assert 1280 <= partition.divide(by_poisson, target, 2)[1] <= 1472  # type: ignore[arg-type]


def test_the_faster_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(pace, "perf_counter", lambda: clock[0])
    choice = pace.Pace()
    taken = []
    for _ in range(400):
        way, n = choice.plan(10**6)
        clock[0] += n * (3e-5, 1e-5 if clock[0] < 2.0 else 1e-4)[way]
        choice.note(way, n, n * (3e-5, 1e-5 if clock[0] < 2.0 else 1e-4)[way])
        taken.append((clock[0], way, n))
    assert {way for _, way, _ in taken[:4]} == {0, 1}
    early, late = ([x for x in taken if lo < x[0] < hi] for lo, hi in ((0.1, 1.9), (2.2, 9.0)))
    assert sum(n for _, way, n in early if way == 1) > 0.95 * sum(n for _, _, n in early)
    assert sum(n for _, way, n in late if way == 0) > 0.95 * sum(n for _, _, n in late)
    assert any(way == 1 for _, way, _ in late)  # in case the machine is less busy now
    assert choice.plan(5) == (0, 5)


@pytest.mark.parametrize("make", [cuba, plastic])
def test_one_thread_does_the_parts_of_several(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = run_recorded(make(backend="numba", threads=1), 30.0)
    monkeypatch.setattr(partition, "choose_threads", lambda program, threads: 3)
    monkeypatch.setattr(pace, "REVIEW", 0.0)
    monkeypatch.setattr(pace, "TRIAL", 7)
    other = run_recorded(make(backend="numba", threads=None), 30.0)
    assert [name for name in one if not same_bits(one[name], other[name])] == []


def test_the_step_loop_does_as_many_steps_as_asked() -> None:
    count = np.zeros(1, np.int64)
    words = passes.Descriptor(count, count, np.zeros(1, np.int64))
    part = team.Tables([], [passes.Pass(cache.entry(METER), words)], [], [], [])
    crew = team.Team(adapt=False)
    crew.arrange([part])
    assert crew.advance(10, 0, True) == 0
    assert crew.advance(10, 7, True) == 7
    assert count[0] == 16
    assert step_loop.compiled()


def test_synapses_are_drawn_by_the_threads_that_pay() -> None:
    backend = NumbaBackend()
    assert backend.drawing_threads(3, 100 * partition.DRAWN) == 3
    assert backend.drawing_threads(3, 0.5 * partition.DRAWN) == 1
    assert backend.drawing_threads(3, 2 * partition.DRAWN) == 2
    assert backend.drawing_threads(None, 1e12) == partition.cores()
    assert backend.drawing_threads(1, 1e12) == 1


@pytest.mark.parametrize("weight", [0.1, snn.Normal(0.1, 0.01)])
def test_any_number_of_drawing_threads_gives_the_same_synapses(
    weight: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partition, "DRAWN", 10.0)

    def synapses(threads: int) -> dict[str, np.ndarray]:
        net = snn.Network(dt=0.1, backend="numba", threads=threads)
        E = net.population(snn.LIF(), 301, "E", {"ge": snn.Exponential(5.0)})
        delay = snn.Uniform(0.1, 2.0)
        net.connect(E, E, "ge", snn.FixedProbability(0.1), weight=weight, delay=delay)
        net.connect(E, E, "ge", snn.FixedInDegree(7), weight=weight, delay=delay)
        return everything(net)

    one = synapses(1)
    for threads in (2, 5):
        other = synapses(threads)
        assert [name for name in one if not same_bits(one[name], other[name])] == []


def test_threads_may_ask_for_the_same_entry_at_once() -> None:
    text = METER + f"\n# {np.random.default_rng().integers(1 << 60)}\n"
    with ThreadPoolExecutor(4) as pool:
        entries = list(pool.map(cache.entry, [text] * 4))
    assert all(each is entries[0] for each in entries)
