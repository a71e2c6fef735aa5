"""Exact propagators: read off the derivatives, refused where those are not affine."""

from __future__ import annotations

import numpy as np
import pytest

from snn.errors import ModelError
from snn.model import NeuronModel, Param, State
from snn.models import LIF
from snn.receptors import Exponential, Receptor
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


class Bilinear(NeuronModel):
    v = State(-60.0, "mV")
    w = State(0.5, "1")
    integrators = ("exact", "rk4")

    def derivatives(v, w):
        return -0.1 * (v + 60.0) + w * (0.0 - v) * 0.1, 0.0 * w

    def threshold(v):
        return v > 100.0


def test_exact_integrator_of_a_product_of_states():
    with pytest.raises(
        ModelError,
        match=r"Bilinear: the derivatives are not linear in 'v', 'w' taken together.*rk4",
    ):
        Neurons(Bilinear(), {})
    neuron = Neurons(Bilinear(integrator="rk4"), {})
    neuron.run(500)
    assert neuron["v"][0] == pytest.approx(-40.0 - 20.0 * np.exp(-7.5), rel=1e-6)


def of_one_state(derivatives):
    """A model with a state v, which changes by `derivatives`."""
    body = {
        "k": Param(2.0, "1/ms"),
        "v": State(0.0, "mV"),
        "integrators": ("exact",),
        "derivatives": derivatives,
        "threshold": above,
    }
    return type("Mine", (NeuronModel,), body)()


def above(v):
    return v > 10.0


def times_input(v, I):
    return v * I


def multiplicative_noise(v, xi):
    return v + v * xi


def divided_input(v, I, k):
    return I / (k + v)


def inverse(v, k):
    return k / (1.0 + v)


def rectified(v, I):
    return I - max(v, 0.0)


@pytest.mark.parametrize(
    ("derivatives", "names"),
    [
        (times_input, "'v', 'I' taken together"),
        (multiplicative_noise, "'v', 'xi' taken together"),
        (divided_input, "'v', 'I' taken together"),
        (inverse, "'v'"),
        (rectified, "'v'"),
    ],
)
def test_equations_that_are_linear_in_each_input_alone_or_in_none(derivatives, names):
    with pytest.raises(ModelError, match=rf"not linear in {names};"):
        Neurons(of_one_state(derivatives), {})


def by_parameters(v, I, xi, k):
    return (I - v * k * k) / (k + 1.0) + xi * max(k, 1.0)


def chosen_by_parameters(v, I, k):
    return I - v if k > 1.0 else 2.0 * I - v


@pytest.mark.parametrize("derivatives", [by_parameters, chosen_by_parameters])
def test_parameters_may_enter_the_coefficients_in_any_way(derivatives):
    Neurons(of_one_state(derivatives), {})


def test_linear_receptors_must_be_linear_and_others_may_stand_beside_them():
    class Product(Receptor):
        g = State(0.0, "mV")
        x = State(0.5, "1")

        def arrive(g, x, input):
            return g + input, x

        def derivatives(g, x):
            return -g * x, 0.0 * x

    class Free(Product):
        linear = False

    for integrator in ("exact", "euler"):
        with pytest.raises(ModelError, match=r"not linear in 'ge', 'ge_x' taken.*linear = False"):
            Neurons(LIF(integrator=integrator), {"ge": Product()})
    neuron = Neurons(LIF(integrator="euler"), {"ge": Free(), "gi": Exponential(10.0)})
    neuron.step(ge=1.0, gi=1.0)
    assert neuron["ge"][0] == pytest.approx(0.95, rel=1e-12)
    assert neuron["gi"][0] == pytest.approx(0.99, rel=1e-12)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"g": State(0.0, "mV")}, r"receptor 'ge': Mine has states but no arrive\(...\)"),
        (
            {"x": State(0.0, "mV"), "arrive": lambda x: x, "derivatives": lambda x: -x},
            r"receptor 'ge': Mine has no state g; define current",
        ),
    ],
)
def test_receptors_that_lack_a_function(body, message):
    receptor = type("Mine", (Receptor,), body)()
    with pytest.raises(ModelError, match=message):
        Neurons(LIF(), {"ge": receptor})
