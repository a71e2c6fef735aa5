"""Exact propagators: read off the derivatives, refused where those are not affine."""

from __future__ import annotations

import numpy as np
import pytest

from snn.errors import ModelError
from snn.model import NeuronModel, Param, State
from tests.single import Neurons


def test_exact_integrator_of_coupled_linear_states():
    """A damped oscillator, held against its closed form: the propagator is of the whole system."""

    class Oscillator(NeuronModel):
        k = Param(0.5, "1/ms")
        x = State(1.0, "1")
        y = State(0.0, "1")
        integrators = ("exact", "rk4")

        def derivatives(x, y, k):
            return y, -k * k * x

        def threshold(x):
            return x > 10.0

    neuron = Neurons(Oscillator(), {})
    for _ in range(100):
        neuron.step()
    assert neuron["x"][0] == pytest.approx(np.cos(0.5 * 10.0), rel=1e-12)
    assert neuron["y"][0] == pytest.approx(-0.5 * np.sin(0.5 * 10.0), rel=1e-12)


def test_exact_integrator_of_equations_that_are_not_affine():
    class Quadratic(NeuronModel):
        x = State(0.5, "1")
        integrators = ("exact",)

        def derivatives(x):
            return -x * x

        def threshold(x):
            return x > 10.0

    with pytest.raises(ModelError, match=r"Quadratic: the derivatives are not linear in 'x'.*rk4"):
        Neurons(Quadratic(), {})


def test_exact_integrator_cannot_hold_a_state_that_others_follow():
    class Follower(NeuronModel):
        t_ref = Param(1.0, "ms")
        v = State(0.0, "mV", held=True)
        u = State(0.0, "mV")
        integrators = ("exact", "euler")

        def derivatives(v, u, I):
            return I - v, v - u

        def threshold(v):
            return v > 10.0

    with pytest.raises(ModelError, match=r"'exact' cannot hold 'v', on which 'u' depends"):
        Neurons(Follower(), {})
    Neurons(Follower(integrator="euler"), {})
