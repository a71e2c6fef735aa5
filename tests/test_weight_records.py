"""Recordings of weights: what is sampled when, the same bits everywhere, files, checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import snn
from snn import ms, mV
from tests.conftest import BACKENDS, same_bits
from tests.networks import Full, cuba, rules
from tests.small import learning

WAYS = [
    (name, threads) for name in BACKENDS for threads in ((1, 2) if name == "numba" else (None,))
]
PACKED = snn.Normal(0.5 * mV, 0.05 * mV)


def seen(backend: str, threads: int | None, folder: Path | None = None, **options: Any) -> Any:
    """Everything that recordings of a plastic and two static projections saw, of three runs."""
    net = learning(backend=backend, threads=threads, **options)
    learns, static = net.projections
    packed = net.connect(net["P"], net["E"][3:], "ge", snn.FixedProbability(0.2), weight=PACKED)

    def to(name: str) -> Path | None:
        return None if folder is None else folder / name

    recordings = [
        net.record(learns, "weight", every=0.7 * ms, to=to("all.h5")),
        net.record(learns, "weight", index=[500, 3, 17, 3], to=to("some.h5")),
        net.record(static, "weight", index=[1, 0], every=0.5 * ms),
        net.record(packed, "weight", every=1 * ms, to=to("packed.h5")),
    ]
    net.run(8 * ms)
    net.run(0.1 * ms, learn=False)
    net.run(2.9 * ms)
    return [array for r in recordings for array in (r.times, r.values)]


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_same_bits_on_every_backend(precision: str) -> None:
    reference = seen("numpy", None, precision=precision)
    assert [values.shape for values in reference[1::2]] == [(16, 592), (110, 4), (22, 2), (11, 210)]
    real = np.float64 if precision == "float64" else np.float32
    assert not same_bits(reference[1][0], reference[1][-1]) and not same_bits(
        *reference[3][[0, -1]]
    )
    dtypes = [values.dtype for values in reference[1::2]]
    assert dtypes == [real, real, np.float64, np.float64]
    for backend, threads in WAYS:
        found = seen(backend, threads, precision=precision)
        same = [same_bits(a, b) for a, b in zip(reference, found, strict=True)]
        assert all(same), (backend, threads, same)


@pytest.mark.parametrize(("backend", "threads"), WAYS)
def test_streamed_or_not(backend: str, threads: int | None, tmp_path: Path) -> None:
    memory, disk = seen(backend, threads), seen(backend, threads, tmp_path)
    assert all(same_bits(a, b) for a, b in zip(memory, disk, strict=True))
    with h5py.File(tmp_path / "some.h5") as file:
        named = {"projection": "PE", "what": "weight"}
        assert dict(file.attrs) == {"dt_ms": 0.1, "start_ms": 0.0, **named}


@pytest.mark.parametrize("backend", BACKENDS)
def test_buffers_may_be_small(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = seen(backend, None)
    if backend == "numba":
        monkeypatch.setattr("snn.backends.numba.records.BYTES", 1)
        monkeypatch.setattr("snn.backends.numba.records.ROWS", 1)
    elif backend != "numpy":
        monkeypatch.setattr("snn.backends.cupy.records.VALUES", 1)
    assert all(same_bits(a, b) for a, b in zip(whole, seen(backend, None), strict=True))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_sample_is_taken_at_the_end_of_its_step_after_learning(backend: str) -> None:
    net = learning(backend=backend)
    PE = net.projections[0]
    every = net.record(PE, "weight", every=0.1 * ms)
    before = PE["weight"]
    changed = 0
    for k in range(20):
        net.run(0.5 * ms)
        now = PE["weight"].astype(np.float32)
        assert same_bits(every.values[-1], now) and len(every) == 5 * k + 5
        changed += not np.array_equal(now, before)
        before = now
    assert changed > 5
    assert same_bits(every.times, np.arange(100) * 0.1)


@pytest.mark.parametrize("backend", BACKENDS)
def test_weights_that_are_written_are_followed(backend: str) -> None:
    net = cuba(backend=backend)
    EE, IE = net.projections[:2]
    one, packed = net.record(EE, "weight", index=[5]), net.record(IE, "weight", index=[7, 2])
    net.run(0.2 * ms)
    first = IE["weight"][[7, 2]]
    EE["weight"], IE["weight"] = 0.25 * mV, np.linspace(-9, -8, len(IE))
    net.run(0.1 * ms)
    assert one.values[:, 0] == pytest.approx([1.296, 1.296, 0.25])
    assert same_bits(packed.values, np.stack([first, first, IE["weight"][[7, 2]]]))
    assert IE["weight"][7] != first[0]
    net = learning(backend=backend)
    learns = net.record(net.projections[0], "weight", every=0.1 * ms)
    for value in (1.5, 0.5):
        net.projections[0]["weight"] = value * mV
        net.run(0.1 * ms, learn=False)
        assert np.all(learns.values[-1] == np.float32(value))


def test_recordings_added_between_runs_keep_what_others_saw() -> None:
    net = learning()
    PE = net.projections[0]
    first = net.record(PE, "weight", every=1 * ms)
    net.run(3 * ms)
    second = net.record(PE, "weight", every=1 * ms)
    net.run(2 * ms)
    assert (len(first), len(second)) == (5, 2)
    assert same_bits(first.values[3:], second.values)
    assert repr(first) == "<WeightRecording of weight of PE: 5 samples of 592 synapses>"
    assert "record   weight of PE" in str(net.program)


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_a_rule_keeps_for_each_synapse(backend: str, tmp_path: Path) -> None:
    net = rules(backend=backend)
    q = next(q for q in net.projections if q.name == "full")
    c, count = net.record(q, "c", every=0.5 * ms), net.record(q, "count", index=[7, 3])
    weight = net.record(q, "weight", every=0.1 * ms)
    short_term = net.record(net.projections[2], "weight", index=[0])
    net.run(10 * ms)
    net.save(tmp_path / "net.h5")
    net.run(10 * ms)
    assert same_bits(count.values[-1], q["count"][[7, 3]].astype(np.float32))
    assert count.values.max() > 0 and len(weight) == 200
    net.run(0.1 * ms)
    assert same_bits(c.values[-1], q["c"].astype(np.float32))
    assert np.abs(c.values).max() > 0
    assert np.all(short_term.values == 0.5) and short_term.values.dtype == np.float32
    assert "record   c of full" in str(net.program)
    again = snn.Network.load(tmp_path / "net.h5", backend="numpy", models=[Full])
    again.run(10.1 * ms)
    for before, after in zip((c, count, weight, short_term), again.recordings, strict=True):
        assert same_bits(before.values, after.values) and before.what == after.what


@pytest.mark.parametrize("target", BACKENDS)
def test_checkpoints_continue(target: str, tmp_path: Path) -> None:
    net = learning(backend=BACKENDS[-1])
    PE, EE = net.projections
    memory = net.record(PE, "weight", every=0.5 * ms)
    disk = net.record(PE, "weight", index=[9, 4], to=tmp_path / "weight.h5")
    static = net.record(EE, "weight", every=2 * ms)
    net.run(5 * ms)
    net.save(tmp_path / "net.h5")
    rows = len(disk)
    net.run(5 * ms)
    expected = [r.values for r in (memory, disk, static)]
    again = snn.Network.load(tmp_path / "net.h5", backend=target)
    assert [len(r) for r in again.recordings] == [10, rows, 3]
    again.run(5 * ms)
    assert [same_bits(r.values, v) for r, v in zip(again.recordings, expected, strict=True)] == [
        True
    ] * 3
    again.save(tmp_path / "twice.h5")
    assert len(snn.Network.load(tmp_path / "twice.h5").recordings[0]) == 20


def test_all_synapses_of_another_draw(tmp_path: Path) -> None:
    net = learning()
    PE = net.projections[0]
    memory = net.record(PE, "weight", every=0.1 * ms)
    disk = net.record(PE, "weight", every=0.1 * ms, to=tmp_path / "weight.h5")
    assert len(disk) == 0
    net.run(1 * ms)
    before = len(PE)
    assert same_bits(memory.index, np.arange(before))
    net.reset(seed=9)
    net.run(1 * ms)
    assert memory.values.shape == disk.values.shape == (10, len(PE)) != (10, before)
    assert same_bits(memory.values, disk.values)


def net_and_projection() -> tuple[snn.Network, snn.Projection]:
    net = learning(backend="numpy")
    return net, net.projections[0]


ERRORS = {
    "what": (
        lambda n, p: n.record(p, "delay", every=1 * ms),
        "'delay' of 'PE': of its synapses .*: weight$",
    ),
    "spikes": (lambda n, p: n.record(p, "spikes"), "'spikes' of 'PE': of its synapses can be"),
    "all in every step": (lambda n, p: n.record(p, "weight"), "'weight' of 'PE': give every="),
    "negative index": (
        lambda n, p: n.record(p, "weight", index=[-1]),
        "'PE': index must be 1-D, whole numbers from 0; got",
    ),
    "index of numbers": (lambda n, p: n.record(p, "weight", index=[0.5]), "'PE': index must be"),
    "index too large": (
        lambda n, p: (len(p), n.record(p, "weight", index=[0, 592])),
        "'PE': it has 592 synapses; index must be from 0 to 591; got 592",
    ),
    "index too large, not yet drawn": (
        lambda n, p: (n.record(p, "weight", index=[592]), n.run(1 * ms)),
        "'PE': it has 592 synapses; index must be from 0 to 591; got 592",
    ),
    "every": (lambda n, p: n.record(p, "weight", every=0.0), "every must be.*at least one"),
    "another network": (
        lambda n, p: n.record(net_and_projection()[1], "weight", every=1 * ms),
        "projection 'PE' belongs to another network",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_is_refused(case: str) -> None:
    act, message = ERRORS[case]
    with pytest.raises(snn.RecordError, match=message):
        act(*net_and_projection())


def test_a_refused_index_leaves_no_recording() -> None:
    net, PE = net_and_projection()
    assert len(PE) == 592
    with pytest.raises(snn.RecordError):
        net.record(PE, "weight", index=[10_000])
    net.reset()
    net.record(PE, "weight", index=[10_000])
    with pytest.raises(snn.RecordError, match="got 10000"):
        net.run(1 * ms)
    net.run(1 * ms)
    assert net.recordings == []
