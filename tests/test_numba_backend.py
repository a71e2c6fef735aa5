"""The numba backend: caching, threads, early stops, and each pass against the NumPy reference."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from snn.backends import numpy as reference
from snn.backends.numba import (
    arrivals,
    cache,
    delivery,
    history,
    noise,
    pace,
    partition,
    passes,
    records,
    step_loop,
    stimuli,
    team,
    update,
)

import snn
from snn.errors import BackendError
from snn.program import BLOCK, Deliver, Drive, PoissonDrive, SpikeHistory
from tests.conftest import same_bits
from tests.networks import cuba, everything, plastic, run_recorded

ROOT = Path(__file__).resolve().parent.parent


def once(each: passes.Pass, step: int = 0) -> None:
    """Call a pass as the step loop does."""
    each.function.ctypes(each.descriptor.address, step)


def arena(n: int, **fields: Any) -> Any:
    """What stages need of an arena."""
    return SimpleNamespace(n=n, **fields)


# --- code on disk ------------------------------------------------------------------------------

SECOND_PROCESS = """
import snn
net = snn.Network(dt=0.1, backend="numba", threads=1)
E = net.population(snn.LIF(), 20, "E")
net.connect(E, E, "ge", snn.FixedProbability(0.5), weight=1.0)
net.record(E, "spikes")
net.run(1.0)
from snn.backends.numba import cache
entries = cache.loaded()
print(len(entries), sum(cache.was_read(entry) for entry in entries))
"""


def in_a_process(folder: Path) -> tuple[int, int]:
    """(entries, entries that were read from disk) of a small run in a process of its own."""
    environment = {**os.environ, "SNN_CACHE": str(folder)}
    run = [sys.executable, "-c", SECOND_PROCESS]
    done = subprocess.run(
        run, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    entries, read = done.stdout.split()
    return int(entries), int(read)


@pytest.mark.slow
def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    entries, read = in_a_process(tmp_path)
    assert entries > 3
    assert read == 0
    assert in_a_process(tmp_path) == (entries, entries)


def test_a_second_network_of_known_kinds_compiles_nothing() -> None:
    cuba(backend="numba", threads=1, seed=1).run(1.0)
    before = len(cache.loaded())
    cuba(300, backend="numba", threads=1, seed=2).run(1.0)
    assert len(cache.loaded()) == before


def test_an_entry_is_named_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNN_CACHE", str(tmp_path))
    text = "from numba import cfunc\n@cfunc('int64()')\ndef entry():\n    return {}\n"
    one, two = cache.entry(text.format(1)), cache.entry(text.format(2))
    assert (one.ctypes(), two.ctypes()) == (1, 2)
    assert cache.entry(text.format(1)) is one
    assert len(list(tmp_path.glob("*.py"))) == 2


def test_a_folder_that_cannot_be_written_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SNN_CACHE", str(tmp_path / "file" / "folder"))
    with pytest.warns(RuntimeWarning, match="SNN_CACHE"):
        assert cache.entry("entry = 'found'  # in a folder of this process") == "found"


@pytest.mark.slow
@pytest.mark.parametrize("xi", [False, True])
def test_neurons_are_updated_in_vectors(xi: bool) -> None:
    net = snn.Network(dt=0.1)
    net.population((snn.NoisyLIF if xi else snn.LIF)(integrator="euler"), 10)
    kind = net.program.arenas[0].kind
    assert kind is not None
    texts = [update.text(kind)] + ([noise._text("f32")] if xi else [])
    for text in texts:
        fresh = cache.entry(text + f"\n# {os.urandom(8).hex()}: not read from disk\n")
        assert re.search(r"fmul <\d+ x float>", fresh.inspect_llvm())


# --- threads -----------------------------------------------------------------------------------


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
    small = SimpleNamespace(arenas=[arena(1000, kind=kind)], deliver=[], dt=0.1)
    large = SimpleNamespace(arenas=[arena(10**6, kind=kind)], deliver=[], dt=0.1)
    assert partition.choose_threads(small, None) == 1  # type: ignore[arg-type]
    assert partition.choose_threads(large, None) == 8  # type: ignore[arg-type]
    assert partition.choose_threads(small, 3) == 3  # type: ignore[arg-type]
    with pytest.raises(BackendError, match="threads must be at least 1"):
        partition.choose_threads(small, 0)  # type: ignore[arg-type]


@given(st.integers(0, 700), st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_threads_divide_neurons_and_synapses(n: int, parts: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    target = arena(n, kind=None)
    stage = random_deliver(rng, arena(20, history=None), target, "constant", np.int32)
    program = SimpleNamespace(deliver=[stage], dt=0.1)
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


# --- records -----------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_run_stops_before_a_buffer_overflows(
    monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    whole = run_recorded(cuba(backend="numba", threads=threads), 30.0)
    monkeypatch.setattr(records, "SPIKES", 1)
    monkeypatch.setattr(records, "BYTES", 1)
    net = cuba(backend="numba", threads=threads)
    vm = net.record(net["E"], "v", index=[5, 100, 2])
    parts = run_recorded(net, 30.0)
    assert [name for name in whole if not same_bits(whole[name], parts[name])] == []
    assert vm.values.shape == (300, 3)
    assert same_bits(vm.values[-1], net["E"]["v"][[5, 100, 2]])


def test_a_full_buffer_holds_the_run() -> None:
    net = snn.Network(dt=0.1, backend="numba", threads=2)
    E = net.population(snn.LIF(), 130, "E")
    net.record(E, "v")
    net.run(0.1)
    compiled = net._built.compiled()  # type: ignore[union-attr]
    rows = len(next(iter(compiled._records.values())).values)  # type: ignore[attr-defined]
    assert compiled.advance(10**6) == rows
    assert compiled.advance(10) == 0
    step, values = compiled.collect(net.program.records[0])
    assert np.array_equal(step, np.arange(1, rows + 1)) and values.shape == (rows, 130)
    assert compiled.advance(10) == 10


# --- single passes -----------------------------------------------------------------------------


def random_deliver(
    rng: np.random.Generator, source: Any, target: Any, form: str, acc: Any
) -> Deliver:
    """Up to 60 synapses per row with delays of 1, 2 and 5 steps."""
    delays = np.array([1, 2, 5])
    rows = [
        np.sort(rng.integers(0, max(1, 3 * target.n), rng.integers(0, 60))) for _ in range(source.n)
    ]
    seg, post = np.zeros((source.n, 4), np.uint32), []
    for r, key in enumerate(rows):
        key = key[key < 3 * target.n]
        seg[r] = np.searchsorted(key, target.n * np.arange(4))
        post.append(key % max(1, target.n))
    synapse = np.concatenate(post).astype(np.int32)
    row_start = np.concatenate([[0], np.cumsum(seg[:, -1].astype(np.int64))])
    weight = rng.normal(0, 3, len(synapse)).astype(np.float32)
    fixed = {"constant": -7, "target_bits": 12, "shift": 3}
    if form == "packed":
        words = rng.integers(-(2**19), 2**19, len(synapse)) << 12 | synapse
        synapse = words.astype(np.int32).view(np.uint32)
    target.acc = {"g": np.zeros(target.n, acc)}
    return Deliver(
        source, 0, source.n, target, "g", form, row_start, delays, seg, synapse,
        weight if form == "wide" else weight[:0], 2.0**12, **fixed,
    )  # fmt: skip


@pytest.mark.parametrize("acc", [np.int32, np.int64])
@pytest.mark.parametrize("form", ["constant", "packed", "wide"])
def test_delivery_equals_the_reference(form: str, acc: Any) -> None:
    rng = np.random.default_rng(5)
    ids, count = np.zeros((6, 150), np.int32), rng.integers(0, 150, 6)
    for slot in range(6):
        ids[slot, : count[slot]] = np.sort(rng.choice(150, count[slot], replace=False))
    source, target = arena(150, history=SpikeHistory(ids, count)), arena(300)
    stage = random_deliver(rng, source, target, form, acc)
    stage.source_lo, stage.source_hi = 0, 150
    bounds, step = np.array([0, 64, 192, 300]), 1000
    spikes = history.History(source, np.array([0, 150]))
    cut = partition.cut(stage, bounds)
    for part in range(3):
        once(delivery.make(stage, arrivals.route(stage, cut, 3, part, spikes), None), step)
    expected = np.zeros(300, acc)
    for d in range(3):
        post, fixed = reference.decode(stage, reference.arrivals(stage, d, step)[1])
        np.add.at(expected, post, fixed.astype(acc))
    assert expected.any()
    assert same_bits(target.acc["g"], expected)


@pytest.mark.parametrize("threads", [1, 2])
def test_corrupt_weights_are_replaced_and_counted(threads: int) -> None:
    nets = [plastic(backend="numpy"), plastic(backend="numba", threads=threads)]
    for net in nets:
        net.run(20.0)
        weight = net.program.learn[0].deliver.weight
        weight[::7], weight[3::50], weight[4::50] = np.nan, -np.inf, 1e6
        net._built.compiled().advance(300)  # type: ignore[union-attr]
    learn = [net.program.learn[0] for net in nets]
    assert learn[0].bad_count[0] > 20
    for field in ("bad_count", "bad_step", "pre", "pre_history", "post"):
        assert same_bits(getattr(learn[0], field), getattr(learn[1], field)), field
    assert same_bits(learn[0].deliver.weight, learn[1].deliver.weight)


@given(st.integers(0, 400), st.floats(0, 1), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_spikes_are_compacted(n: int, p: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    flags = np.zeros(-(-n // 64) * 64, np.uint8)
    flags[:n] = rng.random(n) < p
    place = arena(n, history=SpikeHistory(np.full((2, n), -1, np.int32), np.zeros(2, np.int64)))
    spikes = history.History(place, np.array([0, n]))
    once(passes.generic("history", "append(descriptor, step)", *spikes.fields(), 0, flags), 3)
    count = place.history.count[1]
    assert np.array_equal(place.history.ids[1, :count], np.flatnonzero(flags[:n]))
    assert np.all(place.history.ids[1, count:] == -1)


@pytest.mark.parametrize("size", [5, 40])
@pytest.mark.parametrize("per_neuron", [False, True])
def test_poisson_input_equals_the_reference(size: int, per_neuron: bool) -> None:
    rng = np.random.default_rng(size)
    tables = [np.sort(rng.integers(0, 2**32, size, dtype=np.uint32)) for _ in range(1 + per_neuron)]
    n = 301
    which = rng.integers(0, 2, n) if per_neuron else np.zeros(1)
    weight = rng.integers(1, 6, n if per_neuron else 1)
    acc = [np.zeros(400, np.int32), np.zeros(400, np.int32)]
    stages = [
        PoissonDrive(
            arena(400, acc={"g": a}), 37, 37 + n, "g", 9, np.concatenate(tables),
            size * np.arange(len(tables) + 1), which.astype(np.int32), weight,
        )
        for a in acc
    ]  # fmt: skip
    words = noise.buffer(n, "uint32")
    for lo, hi in ((0, 64), (64, 192), (192, 400)):
        for each in stimuli.poisson(stages[0], lo, hi, 11, words):
            once(each, 7)
    reference.add_poisson(stages[1], 11, 7)
    assert acc[1].any()
    assert same_bits(*acc)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("width", [1, 90])
@pytest.mark.parametrize("base", [1, 90])
def test_drives_equal_the_reference(first: bool, width: int, base: int) -> None:
    rng = np.random.default_rng(0)
    block = rng.normal(size=(BLOCK, width)).astype(np.float32)
    start = rng.normal(size=base).astype(np.float32)
    param = [np.ones(200, np.float32), np.ones(200, np.float32)]
    stages = [
        Drive(arena(200, params={"drive_I": p}), 30, 120, "drive_I", block, first, start)
        for p in param
    ]
    for lo, hi in ((0, 64), (64, 200)):
        for each in stimuli.drive(stages[0], lo, hi):
            once(each, 1234)
    reference.apply_drive(stages[1], 1234)
    assert same_bits(*param)


def test_a_program_needs_contiguous_arrays() -> None:
    with pytest.raises(BackendError, match="C-contiguous"):
        passes.Descriptor(np.zeros((4, 4))[:, 1])


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
