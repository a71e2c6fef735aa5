"""Networks of graded synapses that the tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

import snn
from snn import ms, mV, nS, pA


class Leaky(snn.ConductanceNeuron):
    """A leak and two releases: the least that has graded synapses."""

    leak = snn.channels.Leak(g=10.0 * nS, E=-60.0 * mV)
    glut = snn.GradedRelease()
    chol = snn.GradedRelease(k_minus=1.0 / 100.0)


class Relay(snn.NeuronModel):
    """A neuron of one's own that releases by two states, and spikes; quickly compiled."""

    releases = {"glut": "s", "chol": "r"}
    tau = snn.Param(10.0, "ms", above=0.0)
    v = snn.State(-60.0, "mV")
    s = snn.State(0.0, "1", half=False)
    r = snn.State(0.0, "1", half=False)

    def derivatives(v, s, r, I, tau):
        u = max(v + 60.0, 0.0)
        steady = u * u / (400.0 + u * u)
        return (-60.0 - v) / tau + 0.02 * I, 0.1 * (steady - s), 0.03 * (steady - r)

    def threshold(v):
        return v > -30.0

    def reset(v, s, r):
        return -65.0, s, r


RECEPTORS = {
    "glut": snn.Graded(reversal=-70 * mV),
    "chol": snn.Graded(reversal=-80 * mV),
    "ge": snn.Exponential(5 * ms, reversal=0 * mV),
}


def sine(t: np.ndarray) -> np.ndarray:
    """A current for each of 7 neurons, pA."""
    return 400.0 * np.sin(t[:, None] / 3.0 + np.arange(7))


def ripple(t: np.ndarray) -> np.ndarray:
    """A conductance for all neurons, nS."""
    return 0.5 + 0.1 * np.sin(t)


def graded(**options: Any) -> snn.Network:
    """Loops, slices, autapses, multapses, no synapses; two receptors, drives and spikes beside."""
    net = snn.Network(dt=0.1 * ms, **options)
    A = net.population(Relay(), 7, "A", RECEPTORS, v=snn.Uniform(-60 * mV, -30 * mV))
    B = net.population(Relay(tau=8 * ms), 140, "B", RECEPTORS, v=snn.Uniform(-60 * mV, -30 * mV))
    R = net.population(Relay(), 3, "R", {"glut": snn.Graded()})
    some, weight = snn.FixedProbability(0.5), snn.Uniform(0.0, 3.0 * nS)
    net.stimulate(A, "I", sine)
    net.stimulate(B[10:70], "glut", 2.0 * nS)
    net.stimulate(B, "chol", ripple)
    net.stimulate(R, "I", 300.0 * pA)
    net.connect(A, B, "glut", some, weight=weight, name="AB")
    net.connect(B[5:90], B[40:130], "glut", some, weight=weight)
    net.connect(B, B, "chol", snn.FixedTotal(900), weight=weight)
    net.connect(A, A, "chol", snn.OneToOne(), weight=4 * nS)
    net.connect(R, B[100:], "glut", some, weight=weight)
    net.connect(A[:3], R, "glut", snn.FixedProbability(0.0), weight=1 * pA)
    net.connect(A[3:], R, "glut", snn.AllToAll(), weight=50 * pA)
    net.connect(R, A, "ge", snn.AllToAll(), weight=1 * nS, delay=0.4 * ms)
    return net
