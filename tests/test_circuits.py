"""Published networks: sizes, degrees and activity."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn.circuits import headline, vogels_abbott_cuba


def synapses(net: snn.Network) -> int:
    return sum(len(p) for p in net.projections)


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
