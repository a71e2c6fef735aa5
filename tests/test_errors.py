"""Each bad input raises a typed error at its line that names the object, what came and the fix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import snn
from snn import Hz, ms, mV
from snn.lowering.memory import needed


def net_of_two() -> tuple[snn.Network, snn.Population, snn.Population]:
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    receptors = {"ge": snn.Exponential(5 * ms), "gi": snn.Exponential(10 * ms)}
    E = net.population(snn.LIF(), 8, "E", receptors)
    return net, E, net.population(snn.LIF(), 2, "I", receptors)


ALL = snn.AllToAll()
P = snn.FixedProbability

CONNECT: dict[str, tuple[Callable[..., Any], str]] = {
    "receptor": (
        lambda n, E, I: n.connect(E, I, "gx", ALL, weight=1.0),
        r"projection 'E->I': receptor 'gx' is not one of LIF's: ge, gi",
    ),
    "probability": (lambda n, E, I: n.connect(E, I, "ge", P(1.5), weight=1.0), r"E->I.*1\.5"),
    "negative delay": (
        lambda n, E, I: n.connect(E, I, "ge", ALL, weight=1.0, delay=-1 * ms),
        r"E->I.*delay.*-1",
    ),
    "delay below dt": (
        lambda n, E, I: n.connect(E, I, "ge", ALL, weight=1.0, delay=0.01 * ms),
        r"E->I.*delay.*0\.01",
    ),
    "NaN weight": (
        lambda n, E, I: n.connect(E, I, "ge", ALL, weight=float("nan")),
        r"E->I.*weight.*nan",
    ),
    "NaN in weights": (
        lambda n, E, I: n.connect(E, I, "ge", ALL, weight=np.full((8, 2), np.nan)),
        r"E->I.*weight",
    ),
    "shape of weights": (
        lambda n, E, I: n.connect(E, I, "ge", ALL, weight=np.ones(5)),
        r"E->I.*\(8, 2\).*\(5,\)",
    ),
    "indices": (
        lambda n, E, I: n.connect(E, I, "ge", snn.FromPairs([0, 9], [0, 1]), weight=1.0),
        r"E->I.*9",
    ),
    "not a population": (lambda n, E, I: n.connect(E, "I", "ge", ALL, weight=1.0), "str 'I'"),
    "not a connectivity": (lambda n, E, I: n.connect(E, I, "ge", 0.1, weight=1.0), "FixedProb"),
    "a class for a rule": (
        lambda n, E, I: n.connect(E, I, "ge", ALL, weight=0.5, plasticity=snn.STDP),
        "E->I': plasticity must be a rule",
    ),
    "no weight": (lambda n, E, I: n.connect(E, I, "ge", ALL), "E->I.*weight"),
    "weights outside the rule's bounds": (
        lambda n, E, I: n.connect(
            E, I, "ge", ALL, weight=2.0,
            plasticity=snn.STDP(
                tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.1, a_minus=0.1, w_max=1.0
            ),
        ),
        r"E->I.*weight.*1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONNECT)
def test_connect(case: str) -> None:
    act, message = CONNECT[case]
    with pytest.raises(snn.ConnectError, match=message):
        act(*net_of_two())


OTHER: dict[str, tuple[type[Exception], Callable[..., Any], str]] = {
    "unknown backend": (
        snn.BackendError,
        lambda: snn.Network(backend="cuda"),
        r"backend 'cuda' is unknown; expected one of: auto, numpy",
    ),
    "dt": (snn.SNNError, lambda: snn.Network(dt=-1), r"dt must be a positive number of ms; got -1"),
    "seed": (snn.SNNError, lambda: snn.Network(seed=-1), "seed.*got -1"),
    "threads": (snn.SNNError, lambda: snn.Network(threads=0), "threads.*got 0"),
    "precision": (snn.SNNError, lambda: snn.Network(precision="float8"), "float8.*float16"),
    "name taken": (
        snn.PopulationError,
        lambda: net_of_two()[0].population(snn.LIF(), 1, "E"),
        "'E': the name is taken",
    ),
    "size": (
        snn.PopulationError,
        lambda: snn.Network().population(snn.LIF(), 0, "Z"),
        "'Z': n must be a whole number >= 1; got 0",
    ),
    "unknown state": (
        snn.PopulationError,
        lambda: snn.Network().population(snn.LIF(), 3, "Z", u=1.0),
        "'Z': 'u' is not one of LIF's states: v",
    ),
    "unknown parameter": (snn.ModelError, lambda: snn.LIF(tau=3), "LIF.*'?tau'?.*tau_m"),
    "parameter out of range": (snn.ModelError, lambda: snn.LIF(tau_m=-1), "LIF.*tau_m.*ms.*-1"),
    "parameter per neuron of another size": (
        snn.ModelError,
        lambda: snn.Network().population(snn.LIF(tau_m=np.ones(4)), 3, "Z"),
        r"tau_m.*3.*4",
    ),
    "conductance receptor with exact": (
        snn.ModelError,
        lambda: snn.Network().population(snn.LIF(), 3, "Z", {"g": snn.Exponential(5, reversal=0)}),
        "exact.*euler",
    ),
    "no such population": (
        snn.PopulationError,
        lambda: net_of_two()[0]["X"],
        "'X'; there are: E, I",
    ),
    "key": (snn.PopulationError, lambda: net_of_two()[1]["x"], "'E': 'x' is not a state or param"),
    "strided slice": (snn.PopulationError, lambda: net_of_two()[1][::2], "contiguous"),
    "written shape": (
        snn.PopulationError,
        lambda: net_of_two()[1].__setitem__("v", np.ones(3)),
        r"'E': 'v' takes a number or an array of shape \(8,\); got shape \(3,\)",
    ),
    "written NaN": (
        snn.PopulationError,
        lambda: net_of_two()[1].__setitem__("v", np.nan),
        "'v' must be finite",
    ),
    "written parameter": (
        snn.ModelError,
        lambda: net_of_two()[1].__setitem__("tau_m", 0.0),
        "tau_m.*got 0",
    ),
    "duration": (
        snn.SNNError,
        lambda: net_of_two()[0].run(0.05),
        "whole number of steps of dt = 0.1 ms",
    ),
    "recorded state": (
        snn.RecordError,
        lambda: (lambda n, E, I: n.record(E, "w"))(*net_of_two()),
        "'w' of 'E': expected 'spikes' or a state: v, ge, gi",
    ),
    "recorded index": (
        snn.RecordError,
        lambda: (lambda n, E, I: n.record(E, "v", index=[8]))(*net_of_two()),
        "from 0 to 7",
    ),
    "recorded interval": (
        snn.RecordError,
        lambda: (lambda n, E, I: n.record(E, "v", every=0.0))(*net_of_two()),
        "at least one; got 0 ms",
    ),
    "stimulus receptor": (
        snn.StimulusError,
        lambda: (lambda n, E, I: n.stimulate(E, "x", 1.0))(*net_of_two()),
        "'E': receptor 'x' is not one of LIF's: ge, gi, I",
    ),
    "stimulus shape": (
        snn.StimulusError,
        lambda: (lambda n, E, I: n.stimulate(E, "I", np.ones(3)))(*net_of_two()),
        r"shape \(3,\)",
    ),
    "stimulus rate": (snn.StimulusError, lambda: snn.PoissonInput(rate=-1), "rate must be >= 0"),
    "function of time": (
        snn.StimulusError,
        lambda: (lambda n, E, I: (n.stimulate(E, "I", lambda t: np.ones(7)), n.run(1.0)))(
            *net_of_two()
        ),
        r"must return shape \(1000,\) or \(1000, 8\)",
    ),
    "late population": (
        snn.PopulationError,
        lambda: (lambda n, E, I: (n.run(1.0), n.population(snn.LIF(), 1, "L")))(*net_of_two()),
        "'L': the network is already built",
    ),
    "late projection": (
        snn.ConnectError,
        lambda: (lambda n, E, I: (n.run(1.0), n.connect(E, I, "ge", ALL, weight=1)))(*net_of_two()),
        "already built",
    ),
    "another network's population": (
        snn.ConnectError,
        lambda: (lambda n, E, I: n.connect(E, net_of_two()[2], "ge", ALL, weight=1))(*net_of_two()),
        "'I' belongs to another network",
    ),
    "a class for a model": (
        snn.PopulationError,
        lambda: snn.Network().population(snn.LIF, 1, "Z"),
        r"'Z': expected a neuron model such as LIF\(\)",
    ),
    "a name for a model": (
        snn.PopulationError,
        lambda: snn.Network().population("LIF", 1, "Z"),
        r"'Z': expected a neuron model such as LIF\(\); got 'LIF'",
    ),
    "a class for a receptor": (
        snn.PopulationError,
        lambda: snn.Network().population(snn.LIF(), 1, "Z", {"ge": snn.Exponential}),
        "'Z': receptors must be a dictionary",
    ),
    "a list of receptors": (
        snn.PopulationError,
        lambda: snn.Network().population(snn.LIF(), 1, "Z", [snn.Exponential()]),
        "'Z': receptors must be a dictionary",
    ),
    "first values of another size": (
        snn.PopulationError,
        lambda: snn.Network().population(snn.LIF(), 3, "Z", v=[1.0, 2.0]),
        r"'Z': first values of 'v' .* 3 values .* shape \(2,\)",
    ),
    "text for dt": (snn.SNNError, lambda: snn.Network(dt="0.1"), "dt must be a positive number"),
    "text for threads": (snn.SNNError, lambda: snn.Network(threads="2"), "threads.*got '2'"),
    "text for a duration": (snn.SNNError, lambda: net_of_two()[0].run("1"), "got '1' ms"),
    "text for a state": (
        snn.PopulationError,
        lambda: net_of_two()[1].__setitem__("v", "abc"),
        "'E': 'v': expected numbers; got str 'abc'",
    ),
    "text for a stimulus": (
        snn.StimulusError,
        lambda: (lambda n, E, I: n.stimulate(E, "I", "abc"))(*net_of_two()),
        "expected numbers; got str 'abc'",
    ),
    "late function of a wrong shape": (
        snn.StimulusError,
        lambda: (lambda n, E, I: (n.run(1.0), n.stimulate(E, "I", lambda t: np.ones(7))))(
            *net_of_two()
        ),
        "must return shape",
    ),
    "function with NaN": (
        snn.StimulusError,
        lambda: (lambda n, E, I: n.stimulate(E, "I", lambda t: np.where(t > 5, np.nan, 0.0)))(
            *net_of_two()
        ),
        "non-finite values between 0 and 99.9 ms",
    ),
    "another form of receptor": (
        snn.ModelError,
        lambda: _reversal(),
        "'E': 'reversal_ge' would change the receptor",
    ),
    "current into neurons that take none": (
        snn.StimulusError,
        lambda: _current_into(snn.Poisson(rate=5 * Hz)),
        r"'Z': receptor 'I' is not one of Poisson's: \(none\)",
    ),
    "loop in a model": (
        snn.TranslationError,
        lambda: snn.Network().population(Looping(), 1, "Z"),
        "for",
    ),
    "receptor named as the update names things": (
        snn.ModelError,
        lambda: snn.Network().population(snn.LIF(), 1, "Z", {"next_v": snn.Exponential()}),
        "LIF: receptor 'next_v' needs another name: 'next_v' is a name that the fused update makes",
    ),
    "receptor named by a keyword": (
        snn.ModelError,
        lambda: snn.Network().population(snn.LIF(), 1, "Z", {"in": snn.Exponential()}),
        "LIF: receptor 'in' needs another name",
    ),
    "source id": (
        snn.ModelError,
        lambda: _source([0.1], [3]),
        "'S'.*3",
    ),
}


def _source(times: list[float], ids: list[int]) -> None:
    net = snn.Network(dt=0.1 * ms)
    net.population(snn.SpikeSource(times=times, ids=ids), 2, "S")
    net.run(1 * ms)


def _current_into(model: snn.NeuronModel) -> None:
    net = snn.Network()
    net.stimulate(net.population(model, 2, "Z"), "I", 1.0)


class Looping(snn.NeuronModel):
    """A model outside the restricted language."""

    v = snn.State(0.0, "mV")

    def step(v, I):
        for _ in range(3):
            v = v + I
        return v

    def threshold(v):
        return v > 1.0


def _reversal() -> None:
    net = snn.Network()
    E = net.population(snn.LIF(integrator="euler"), 2, "E")
    E["reversal_ge"] = 0.0


@pytest.mark.parametrize("case", OTHER)
def test_other(case: str) -> None:
    kind, act, message = OTHER[case]
    with pytest.raises(kind, match=message):
        act()


def test_too_large_a_network_is_refused_before_allocating() -> None:
    net = snn.Network(dt=0.1 * ms)
    E = net.population(snn.LIF(), 3_000_000, "E", {"ge": snn.Exponential(5 * ms)})
    net.connect(E, E, "ge", snn.FixedProbability(0.5), weight=0.1 * mV)
    net.stimulate(E, "ge", snn.PoissonInput(rate=1 * Hz))
    with pytest.raises(snn.OutOfMemoryError, match=r"4\.5.*synapses.*need.*available"):
        net.run(1 * ms)


def test_spike_history_of_long_delays_counts() -> None:
    net = snn.Network(dt=0.1 * ms)
    E = net.population(snn.LIF(), 20_000, "E", {"ge": snn.Exponential(5 * ms)})
    net.connect(E, E, "ge", snn.OneToOne(), weight=0.1 * mV, delay=200 * ms)
    _, expected = needed(net)
    actual = net.program.nbytes
    assert 0.9 * actual < expected < 1.5 * actual
