"""A saved network continues bit for bit, on any backend; a file holds data, never code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import snn
from snn import ms, mV
from tests.conftest import BACKENDS, same_bits
from tests.networks import cuba, everything, plastic


@pytest.mark.parametrize("make", [cuba, plastic])
@pytest.mark.parametrize("target", BACKENDS)
@pytest.mark.parametrize("steps", [0, 1, 137])
def test_continues_on_any_backend(make: Any, target: str, steps: int, tmp_path: Path) -> None:
    net = make(backend=BACKENDS[-1], precision="float16")
    spikes = net.record(net.populations[0], "spikes")
    v = net.record(net["E"], "v", index=[2, 5], every=0.5 * ms)
    net.run(steps * 0.1 * ms)
    net.save(tmp_path / "net.h5")
    again = snn.Network.load(tmp_path / "net.h5", backend=target)
    assert again.time == net.time and again.backend == target
    net.run(20 * ms)
    again.run(20 * ms)
    a, b = everything(net), everything(again)
    assert [k for k in a if not same_bits(a[k], b[k])] == []
    spikes2, v2 = again.recordings
    assert same_bits(spikes.times, spikes2.times) and same_bits(spikes.ids, spikes2.ids)
    assert same_bits(v.values, v2.values)


def test_save_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = cuba()
    path = tmp_path / "net.h5"
    net.save(path)
    before = path.read_bytes()

    def fail(*args: Any) -> None:
        raise OSError("killed")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="killed"):
        net.save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["net.h5"]


def test_reset_after_load_repeats_the_run(tmp_path: Path) -> None:
    net = cuba()
    spikes = net.record(net["E"], "spikes")
    net.run(30 * ms)
    net.save(tmp_path / "net.h5")
    again = snn.Network.load(tmp_path / "net.h5")
    again.reset()
    again.run(30 * ms)
    assert same_bits(again.recordings[0].ids, spikes.ids)


class Mine(snn.NeuronModel):
    """A leaky integrator of its own."""

    tau = snn.Param(10.0, "ms")
    v = snn.State(0.0, "mV")

    def step(v, I, dt, tau):
        return v + dt * (I - v) / tau

    def threshold(v):
        return v > 1.0

    def reset(v):
        return 0.0


def test_own_models_and_functions_are_supplied(tmp_path: Path) -> None:
    def ramp(t: Any) -> Any:
        return 0.02 * t

    def make() -> snn.Network:
        net = snn.Network()
        E = net.population(Mine(), 5, "E")
        net.stimulate(E, "I", ramp)
        return net

    net = make()
    net.run(150 * ms)
    net.save(tmp_path / "net.h5")
    with pytest.raises(snn.CheckpointError, match="function 'ramp'"):
        snn.Network.load(tmp_path / "net.h5", models=[Mine])
    again = snn.Network.load(tmp_path / "net.h5", models=[Mine], functions={"ramp": ramp})
    net.run(20 * ms)
    again.run(20 * ms)
    assert same_bits(net["E"]["v"], again["E"]["v"])


def test_changed_equations_and_formats_are_refused(tmp_path: Path) -> None:
    net = snn.Network()
    net.population(Mine(), 5, "E")
    net.save(tmp_path / "net.h5")

    class Changed(Mine):
        def step(v, I, dt, tau):
            return v - dt * (I - v) / tau

    Changed.__qualname__ = "Mine"
    with pytest.raises(snn.CheckpointError, match="equations of populations E have changed"):
        snn.Network.load(tmp_path / "net.h5", models=[Changed])
    with h5py.File(tmp_path / "net.h5", "a") as file:
        file.attrs["format"] = 99
    with pytest.raises(snn.CheckpointError, match="format 99"):
        snn.Network.load(tmp_path / "net.h5")


def test_missing_class_is_named(tmp_path: Path) -> None:
    class Local(Mine):
        pass

    net = snn.Network()
    net.population(Local(), 5, "E")
    net.save(tmp_path / "net.h5")
    with pytest.raises(snn.CheckpointError, match="Local"):
        snn.Network.load(tmp_path / "net.h5")


def test_written_weights_survive(tmp_path: Path) -> None:
    net = cuba()
    q = net.projections[0]
    q["weight"] = np.linspace(0.5, 1.5, len(q)) * mV
    net.save(tmp_path / "net.h5")
    again = snn.Network.load(tmp_path / "net.h5")
    assert same_bits(again.projections[0]["weight"], q["weight"])
