"""Each pass of the numba backend against the NumPy reference; early stops of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from snn.backends.numba import (
    arrivals,
    delivery,
    history,
    partition,
    passes,
    poisson,
    records,
    stimuli,
)
from snn.backends.numpy import backend as reference

import snn
from snn.errors import BackendError
from snn.program import BLOCK, Drive, PoissonDrive, SpikeHistory
from tests.conftest import same_bits
from tests.networks import cuba, plastic, run_recorded
from tests.stages import arena, once, random_deliver


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
    for lo, hi in ((0, 64), (64, 192), (192, 400)):
        for each in poisson.make(stages[0], lo, hi, 11):
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
