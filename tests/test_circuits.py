"""Published networks: sizes, degrees and activity."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn.circuits import headline, potjans_diesmann, vogels_abbott_cuba
from snn.circuits.potjans_diesmann import NAMES, PROBABILITIES, RATES, SIZES


def synapses(net: snn.Network) -> int:
    return sum(len(p) for p in net.projections)


@pytest.fixture(scope="module")
def microcircuit() -> snn.Network:
    """Potjans-Diesmann with 2,315 neurons and 269,000 synapses."""
    return potjans_diesmann(0.03, backend="numpy")


def test_vogels_abbott_is_benchmark_2_of_brette_et_al():
    net = vogels_abbott_cuba(backend="numpy")
    assert (net["E"].n, net["I"].n, net.dt) == (3200, 800, 0.1)
    mean, sd = 80 * 4000, np.sqrt(80 * 4000 * 0.98)
    assert abs(synapses(net) - mean) < 5 * sd
    for projection in net.projections:
        expected = {"ge": 1.62, "gi": -9.0}[projection.receptor]
        assert projection["weight"] == pytest.approx(expected)


def test_headline_keeps_the_synapses_per_neuron_at_every_scale():
    for scale in (0.02, 0.1):
        net = headline(scale, backend="numpy")
        n = net["E"].n + net["I"].n
        assert n == 20_000 * scale
        assert synapses(net) / n == pytest.approx(200, rel=0.01)


def test_network_keywords_are_passed_on():
    net = headline(0.01, backend="numpy", seed=5, precision="float64", dt=0.2)
    assert (net.seed, str(net.precision), net.dt) == (5, "float64", 0.2)


def test_plasticity_is_on_the_synapses_within_e():
    rule = snn.STDP(tau_pre=20, tau_post=20, a_plus=0.01, a_minus=0.01, w_max=3)
    net = vogels_abbott_cuba(plasticity=rule, backend="numpy")
    assert [p.name for p in net.projections if p.plasticity is not None] == ["E->E"]


def test_the_microcircuit_has_the_published_size():
    net = potjans_diesmann(backend="numpy")  # nothing is drawn before it is read
    assert {p.name: p.n for p in net.populations} == dict(zip(NAMES, SIZES, strict=True))
    assert sum(p.n for p in net.populations) == 77_169
    assert sum(q.connectivity.n for q in net.projections) == pytest.approx(298.88e6, rel=1e-4)
    for q in net.projections:
        miss = 1 - 1 / (q.source.n * q.target.n)  # of a pair, by one synapse
        i, j = NAMES.index(q.target.label), NAMES.index(q.source.label)
        assert 1 - miss**q.connectivity.n == pytest.approx(PROBABILITIES[i, j], rel=1e-3)
    assert len(net.projections) == np.count_nonzero(PROBABILITIES)


def test_the_microcircuit_is_one_arena_with_packed_synapses(microcircuit):
    program = microcircuit.program
    assert len(program.arenas) == 1
    assert [d.form for d in program.deliver] == ["packed"] * 8


def test_scaling_multiplies_neurons_and_in_degrees(microcircuit):
    full = potjans_diesmann(backend="numpy")
    assert sum(p.n for p in microcircuit.populations) == pytest.approx(0.03 * 77_169, abs=4)
    for small, whole in zip(microcircuit.projections, full.projections, strict=True):
        assert small.name == whole.name
        assert len(small) == pytest.approx(whole.connectivity.n * 0.03**2, abs=0.5)


def test_weights_and_delays_of_the_microcircuit(microcircuit):
    for q in microcircuit.projections:
        if len(q) < 2000:
            continue
        excitatory = q.source.label.endswith("E")
        mean = 87.8 * (1 if excitatory else -4) * (2 if q.name == "4E->23E" else 1) / np.sqrt(0.03)
        weight, delay = q["weight"], q.delay
        assert weight.mean() == pytest.approx(mean, rel=0.01)
        assert weight.std() == pytest.approx(0.1 * abs(mean), rel=0.06)
        assert np.all(weight > 0) if excitatory else np.all(weight < 0)
        centre = 1.5 if excitatory else 0.75
        # Clipped at dt from below, the normal gains 0.8 % of mean and loses 4 % of deviation.
        assert delay.mean() - 0.1 == pytest.approx(1.008 * centre, rel=0.03)
        assert delay.std() == pytest.approx(0.48 * centre, rel=0.06)
        assert delay.min() == pytest.approx(0.2)


@pytest.mark.parametrize("drive", ["poisson", "dc"])
def test_scaling_keeps_the_mean_input(drive):
    """Of each population in pA, at the rates of the full network."""
    rates = dict(zip(NAMES, RATES * 1e-3, strict=True))

    def mean_input(scale: float) -> dict[str, float]:
        net = potjans_diesmann(scale, drive, backend="numpy")
        total = dict.fromkeys(NAMES, 0.0)
        for q in net.projections:
            per_neuron = q.connectivity.n / q.target.n * rates[q.source.label]
            total[q.target.label] += 0.5 * q.initial_weight.mean * per_neuron
        for view, _, stimulus in net.stimuli:
            poisson = isinstance(stimulus, snn.PoissonInput)
            assert drive == "poisson" or not poisson
            total[view.label] += (
                0.5 * stimulus.rate * stimulus.n * stimulus.weight if poisson else stimulus
            )
        return total

    full = mean_input(1.0)
    for scale in (0.05, 0.3):  # the last terms are large and of both signs
        assert mean_input(scale) == pytest.approx(full, abs=5.0)


def test_first_potentials_of_the_microcircuit(microcircuit):
    drawn = [microcircuit[name]["v"] for name in ("23E", "4I")]
    assert [v.mean() for v in drawn] == pytest.approx([-68.28, -63.45], abs=1.2)
    assert [v.std() for v in drawn] == pytest.approx([5.36, 4.94], rel=0.15)
    other = potjans_diesmann(0.01, v=-60.0, backend="numpy")
    assert np.all(other["4E"]["v"] == -60.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0,), "scale must be a number, > 0 and <= 1; got 0.0"),
        ((2.0,), "scale must be a number, > 0 and <= 1; got 2.0"),
        ((float("nan"),), "scale must be a number, > 0 and <= 1; got nan"),
        ((4e-4,), "leaves no neuron in '5I'"),
        ((0.1, "ac"), "drive must be 'poisson' or 'dc'; got 'ac'"),
    ],
)
def test_the_microcircuit_says_what_it_cannot_be(arguments, message):
    with pytest.raises(snn.SNNError, match=message):
        potjans_diesmann(*arguments)


def test_a_small_microcircuit_is_active():
    net = potjans_diesmann(0.02, seed=2)
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    net.run(200.0)
    assert 0.5 < sum(map(len, spikes.values())) / 1543 / 0.2 < 5


@pytest.mark.slow
@pytest.mark.parametrize("drive", ["poisson", "dc"])
def test_rates_of_the_microcircuit(drive):
    """At scale 0.3 they lie up to a third under those of the full network."""
    net = potjans_diesmann(0.3, drive)
    net.run(200.0)
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    net.run(1500.0)
    rates = np.array([len(spikes[name]) / spikes[name].n / 1.5 for name in NAMES])
    assert np.all(rates < 1.05 * RATES) and np.all(rates > 0.64 * RATES)
