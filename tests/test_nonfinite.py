"""NaN and Inf are replaced where they appear, counted, reported, and never reach another neuron."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import snn
from snn import ms, mV
from tests.conftest import same_bits
from tests.networks import plastic


def driven(backend: str, precision: str, **options: object) -> snn.Network:
    net = snn.Network(backend=backend, precision=precision, dt=0.1 * ms, **options)
    E = net.population(snn.LIF(), 20, "E", {"ge": snn.Exponential(5 * ms)})
    net.stimulate(E, "I", 14 * mV)
    net.connect(E, E, "ge", snn.AllToAll(self_connections=False), weight=0.3 * mV)
    return net


def corrupt(net: snn.Network, name: str, values: dict[int, float]) -> None:
    """Write past the checks, as a fault in memory would."""
    net.run(40 * ms)
    built = net._ready()
    built.sync()
    state = built.program.arenas[0].state[name]
    for index, value in values.items():
        state[index] = np.float16(value).view(np.uint16) if state.dtype == np.uint16 else value
    built.compiled().push()


@pytest.mark.parametrize("variable", ["v", "ge"])
def test_replaced_counted_and_reported(backend: str, precision: str, variable: str) -> None:
    net = driven(backend, precision)
    corrupt(net, variable, {3: np.nan, 5: np.inf, 7: -np.inf})
    with pytest.warns(snn.NonFiniteWarning) as caught:
        net.run(1 * ms)
    messages = [str(w.message) for w in caught]
    expected = f"population 'E': 3 non-finite values in {variable}, first at t = 40 ms"
    assert expected in messages
    assert np.all(np.isfinite(net["E"]["v"])) and np.all(np.isfinite(net["E"]["ge"]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net.run(10 * ms)
    assert net.scrubbed["E"][variable] == 3
    net.reset()
    assert net.scrubbed == {}


@pytest.mark.parametrize("variable", ["v", "ge"])
def test_never_reaches_another_neuron(backend: str, precision: str, variable: str) -> None:
    clean, ill = driven(backend, precision), driven(backend, precision)
    net_spikes = ill.record(ill["E"], "spikes")
    clean.run(40 * ms)
    corrupt(ill, variable, {3: np.nan, 5: np.inf})
    before = len(net_spikes)
    with pytest.warns(snn.NonFiniteWarning):
        ill.run(0.1 * ms)
    clean.run(0.1 * ms)
    others = np.setdiff1d(np.arange(20), [3, 5])
    for name in ("v", "ge"):
        assert same_bits(clean["E"][name][others], ill["E"][name][others])
    assert not np.isin(net_spikes.ids[before:], [3, 5]).any()


def test_raise(backend: str) -> None:
    net = driven(backend, "float32", on_nonfinite="raise")
    corrupt(net, "v", {0: np.nan})
    with pytest.raises(snn.NonFiniteError, match="population 'E': 1 non-finite values in v"):
        net.run(5 * ms)
    net.run(5 * ms)


def test_raise_is_prompt(backend: str) -> None:
    net = driven(backend, "float32", on_nonfinite="raise")
    corrupt(net, "v", {0: np.nan})
    with pytest.raises(snn.NonFiniteError):
        net.run(1e7 * ms)
    assert net.time < 1e6


@pytest.mark.parametrize(
    "value", [np.nan, *(pytest.param(v, marks=pytest.mark.slow) for v in (np.inf, 1e30))]
)
def test_corrupt_plastic_weight(backend: str, value: float) -> None:
    net = plastic(backend=backend)
    net.run(20 * ms)
    built = net._ready()
    built.sync()
    built.program.learn[0].deliver.weight[10:40] = value
    built.compiled().push()
    with pytest.warns(snn.NonFiniteWarning, match="projection 'PE': .* corrupt values in weight"):
        net.run(200 * ms)
    weight = net.projections[0]["weight"]
    assert np.all(np.isfinite(weight)) and weight.max() <= 3.0
    assert np.all(np.isfinite(net["E"]["v"]))


def test_denormals_become_zero(backend: str, precision: str) -> None:
    net = snn.Network(backend=backend, precision=precision)
    E = net.population(snn.LIF(), 4, "E", {"ge": snn.Exponential(0.5 * ms)}, ge=1.0 * mV)
    net.run(100 * ms)
    assert np.all(E["ge"] == 0)
