"""A saved network continues bit for bit, on any backend; a file holds data, never code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import snn
from snn import ms, mV
from snn.plasticity.rule import Trace
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


def _streaming(tmp_path: Path) -> snn.Network:
    net = cuba()
    net.record(net["E"], "spikes", to=tmp_path / "spikes.h5")
    net.record(net["E"], "v", index=[2, 5], every=0.5 * ms, to=tmp_path / "v.h5")
    return net


def test_streamed_recordings_continue_where_they_were(tmp_path: Path) -> None:
    net = _streaming(tmp_path)
    memory = net.record(net["E"], "spikes")
    net.run(20 * ms)
    net.save(tmp_path / "net.h5")
    net.run(20 * ms)
    for _ in range(2):
        again = snn.Network.load(tmp_path / "net.h5")
        spikes, v, _ = again.recordings
        assert spikes.times.max() < 20.0 and len(v) == 40
        again.run(20 * ms)
        assert same_bits(spikes.times, memory.times) and same_bits(spikes.ids, memory.ids)
        assert len(v) == 80 and np.allclose(np.diff(v.times), 0.5)
    snn.Network.load(tmp_path / "net.h5")
    with pytest.raises(snn.RecordError, match="something else writes to it"):
        net.run(20 * ms)  # its file is now the other network's


@pytest.mark.parametrize("harm", ["missing", "shorter", "another", "no HDF5"])
def test_streamed_file_that_does_not_fit_is_refused(harm: str, tmp_path: Path) -> None:
    net = _streaming(tmp_path)
    net.run(10 * ms)
    net.save(tmp_path / "net.h5")
    net.run(10 * ms)
    stream = tmp_path / "v.h5"
    if harm == "missing":
        stream.unlink()
    elif harm == "shorter":
        with h5py.File(stream, "a") as file:
            file["step"].resize(3, axis=0)
    elif harm == "another":
        stream.write_bytes((tmp_path / "spikes.h5").read_bytes())
    else:
        stream.write_text("no HDF5")
    others = (tmp_path / "spikes.h5").read_bytes()
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: recording 'v' of 'E'.*v\.h5.*put the"):
        snn.Network.load(tmp_path / "net.h5")
    assert (tmp_path / "spikes.h5").read_bytes() == others, "cut although the load failed"
    if harm == "missing":
        with pytest.raises(snn.CheckpointError, match=r"v\.h5 is missing"):
            net.save(tmp_path / "net.h5")


def test_load_that_fails_cuts_no_recording(tmp_path: Path) -> None:
    def ramp(t: Any) -> Any:
        return 0.02 * t

    net = cuba()
    spikes = net.record(net["E"], "spikes", to=tmp_path / "spikes.h5")
    net.stimulate(net["E"], "I", ramp)
    net.save(tmp_path / "net.h5")
    net.run(20 * ms)
    n = len(spikes)
    with pytest.raises(snn.CheckpointError, match="ramp"):
        snn.Network.load(tmp_path / "net.h5")
    assert len(spikes) == n > 0


class Host(Mine):
    """Mine with constants computed on the host."""

    rate = snn.derived(lambda p: 1 / p.tau, "1/ms")
    u = snn.State(lambda p: p.tau, "mV", offset=lambda p: p.tau)

    def step(v, u, I, dt, rate):
        return v + dt * (I - v) * rate, u

    def reset(u):
        return 0.0, u


class Synapse(snn.Exponential):
    """Exponential of its own."""


@pytest.mark.parametrize("tau", [10.0, np.linspace(5.0, 10.0, 5)])
@pytest.mark.parametrize(
    "changed",
    [
        {"rate": snn.derived(lambda p: 50 / p.tau, "1/ms")},
        {"u": snn.State(lambda p: 2 * p.tau, "mV", offset=lambda p: p.tau)},
        {"u": snn.State(lambda p: p.tau, "mV", offset=lambda p: 2 * p.tau)},
    ],
    ids=["derived", "default", "offset"],
)
def test_changed_definitions_of_a_model_are_refused(
    changed: dict[str, Any], tau: Any, tmp_path: Path
) -> None:
    net = snn.Network(precision="float16")
    net.population(Host(tau=3.0), 4, "A")
    net.population(Host(tau=tau), 5, "E")
    net["A"]["tau"] = 10.0
    net.save(tmp_path / "net.h5")
    assert snn.Network.load(tmp_path / "net.h5", models=[Host])["E"].n == 5
    other = type("Host", (Host,), {**changed, "__qualname__": "Host"})
    name = "rate" if "rate" in changed else "u_"
    with pytest.raises(snn.CheckpointError, match=f"definitions of population 'A'.*{name}"):
        snn.Network.load(tmp_path / "net.h5", models=[other])


def test_changed_definitions_of_a_receptor_are_refused(tmp_path: Path) -> None:
    net = snn.Network()
    net.population(snn.LIF(), 5, "E", {"ge": Synapse(5 * ms)})
    net.save(tmp_path / "net.h5")
    snn.Network.load(tmp_path / "net.h5", models=[Synapse])
    rate = snn.derived(lambda p: 2 / p.tau, "1/ms")
    other = type("Synapse", (Synapse,), {"rate": rate, "__qualname__": "Synapse"})
    with pytest.raises(snn.CheckpointError, match=r"definitions of population 'E'.* then, .* now"):
        snn.Network.load(tmp_path / "net.h5", models=[other])


class Rule(snn.STDP):
    """STDP of its own."""


def _twice(trace):
    return trace + 2.0


def _functions(self: Any) -> dict[str, Any]:
    return {**snn.STDP.functions(self), "bump": _twice}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"functions": _functions}, "equations"),
        ({"y": Trace("post", lambda p: 2 * p.tau_post)}, "definitions"),
        ({"per_range": snn.derived(lambda p: 1.0, "1/weight")}, "definitions"),
        ({"bounds": lambda self: (0.0, 5.0)}, "definitions"),
    ],
    ids=["bump", "tau", "derived", "bounds"],
)
def test_changed_rules_are_refused(changed: dict[str, Any], what: str, tmp_path: Path) -> None:
    net = snn.Network()
    E = net.population(snn.LIF(), 5, "E", {"ge": snn.Exponential(5 * ms)})
    rule = Rule(
        tau_pre=20 * ms,
        tau_post=20 * ms,
        a_plus=0.2,
        a_minus=0.2,
        w_max=3 * mV,
        dependence="multiplicative",
    )
    net.connect(E, E, "ge", snn.FixedProbability(0.5), weight=1 * mV, plasticity=rule, name="EE")
    net.save(tmp_path / "net.h5")
    snn.Network.load(tmp_path / "net.h5", models=[Rule])
    other = type("Rule", (Rule,), {**changed, "__qualname__": "Rule"})
    with pytest.raises(snn.CheckpointError, match=f"{what} of projection 'EE' have changed"):
        snn.Network.load(tmp_path / "net.h5", models=[other])


def test_files_that_are_no_checkpoints_are_named(tmp_path: Path) -> None:
    path = tmp_path / "net.h5"
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: there is no such file"):
        snn.Network.load(path)
    with pytest.raises(snn.CheckpointError, match="expected an HDF5 file"):
        snn.Network.load(tmp_path)
    path.write_text("no HDF5")
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: expected an HDF5 file"):
        snn.Network.load(path)
    net = cuba()
    net.record(net["E"], "spikes", to=tmp_path / "spikes.h5")
    with pytest.raises(snn.CheckpointError, match="it lacks its data"):
        snn.Network.load(tmp_path / "spikes.h5")
    net.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: expected an HDF5 file.*damaged"):
        snn.Network.load(path)
    path.write_bytes(whole)
    with h5py.File(path, "a") as file:
        del file["arrays/0"]
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: the file is damaged: its array 0"):
        snn.Network.load(path)
    with h5py.File(path, "a") as file:
        del file["tree"]
        file["tree"] = "{"
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: the file is damaged"):
        snn.Network.load(path)


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_mode_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        cuba().save(tmp_path / "net.h5")
    finally:
        os.umask(before)
    assert (tmp_path / "net.h5").stat().st_mode & 0o777 == 0o640
