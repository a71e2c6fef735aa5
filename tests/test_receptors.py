"""Each receptor's time course against its closed form, and its current into the membrane."""

from __future__ import annotations

import numpy as np
import pytest

from snn.errors import ModelError
from snn.model import NeuronModel, State
from snn.models import LIF, AdEx, ConductanceLIF, Poisson
from snn.receptors import NMDA, Alpha, Delta, DoubleExponential, Exponential, Receptor
from tests.single import Neurons

WEIGHT = 1.5
QUIET = {"v_thresh": 1e6}


def exponential(t):
    return np.exp(-t / 5.0)


def alpha(t):
    return t / 5.0 * np.exp(1.0 - t / 5.0)


def double(t):
    peak_at = np.log(5.0 / 2.0) / (1.0 / 2.0 - 1.0 / 5.0)
    peak = np.exp(-peak_at / 5.0) - np.exp(-peak_at / 2.0)
    return (np.exp(-t / 5.0) - np.exp(-t / 2.0)) / peak


FORMS = [
    (Exponential(5.0), exponential),
    (Alpha(5.0), alpha),
    (DoubleExponential(2.0, 5.0), double),
    (DoubleExponential(5.0, 5.0), alpha),
    (DoubleExponential(5.0, 5.0 * (1 + 1e-9)), alpha),
    (DoubleExponential(5.0, 2.0), double),  # which one rises makes no difference
]


def named(value):
    """The id of a test: without the address that the repr of a function has."""
    return getattr(value, "__name__", repr(value)[:40])


def response(model, receptor, steps=300, dt=0.1):
    """g after each step, following a weight that arrives in the first."""
    neuron = Neurons(model, {"g": receptor}, dt=dt)
    course = []
    for k in range(steps):
        neuron.step(g=WEIGHT if k == 0 else 0.0)
        course.append(neuron["g"][0])
    return np.array(course)


@pytest.mark.parametrize(("receptor", "form"), FORMS, ids=named)
def test_exact_time_course_is_the_closed_form(receptor, form):
    t = 0.1 * np.arange(1, 301)
    np.testing.assert_allclose(response(LIF(**QUIET), receptor), WEIGHT * form(t), rtol=2e-8)


@pytest.mark.parametrize(("receptor", "form"), FORMS[:3], ids=named)
@pytest.mark.parametrize(("integrator", "order"), [("euler", 1), ("heun", 2), ("rk4", 4)])
def test_time_course_converges_at_the_integrators_order(receptor, form, integrator, order):
    errors = []
    for dt in (0.2, 0.1):
        steps = round(20.0 / dt)
        course = response(LIF(integrator=integrator, **QUIET), receptor, steps, dt)
        errors.append(np.abs(course - WEIGHT * form(dt * np.arange(1, steps + 1))).max())
    assert np.log2(errors[0] / errors[1]) == pytest.approx(order, abs=0.25)


@pytest.mark.parametrize(
    "receptor", [Exponential(3.0), Alpha(3.0), DoubleExponential(1.0, 4.0), NMDA()]
)
def test_peak_is_the_weight(receptor):
    if isinstance(receptor, NMDA):
        course = response(ConductanceLIF(integrator="rk4", **QUIET), receptor, 3000, 0.01)
    else:
        course = response(LIF(**QUIET), receptor, 3000, 0.01)
    assert course.max() == pytest.approx(WEIGHT, rel=1e-2)


def test_conductance_current_is_g_times_the_driving_force():
    model = ConductanceLIF(tau_m=20.0, v_rest=-60.0, **QUIET)
    neuron = Neurons(model, {"g": Exponential(5.0, reversal=0.0)}, v=-55.0)
    neuron.step(g=2.0)
    expected = -55.0 + 0.1 / 20.0 * (-(-55.0 + 60.0) + 2.0 * (0.0 + 55.0))
    assert neuron["v"][0] == pytest.approx(expected, abs=1e-12)


def test_current_based_receptor_adds_g():
    neuron = Neurons(LIF(integrator="euler", **QUIET), {"g": Exponential(5.0)}, v=-55.0)
    neuron.step(g=2.0)
    assert neuron["v"][0] == pytest.approx(-55.0 + 0.1 / 20.0 * (2.0 - 5.0), abs=1e-12)


@pytest.mark.parametrize("v", [-80.0, -40.0, 0.0, 20.0])
def test_magnesium_blocks_nmda(v):
    """Jahr & Stevens (1990): the fraction that is open at v."""
    neuron = Neurons(ConductanceLIF(**QUIET), {"g": NMDA(reversal=10.0, Mg=1.2)}, v=v, g=3.0)
    neuron.step()
    block = 1.0 / (1.0 + 1.2 / 3.57 * np.exp(-0.062 * v))
    expected = v + 0.1 / 20.0 * (-(v + 60.0) + 3.0 * block * (10.0 - v))
    assert neuron["v"][0] == pytest.approx(expected, abs=1e-10)


def test_delta_is_a_current_for_one_step():
    neuron = Neurons(LIF(integrator="euler", **QUIET), {"d": Delta()}, v=-60.0)
    neuron.step(d=4.0)
    assert neuron["v"][0] == pytest.approx(-60.0 + 0.1 / 20.0 * 4.0, abs=1e-12)
    neuron["v"] = -60.0
    neuron.step()
    assert neuron["v"][0] == -60.0


def test_delta_onto_v_jumps_except_while_refractory():
    model = LIF(t_ref=0.2, v_rest=-60.0, v_reset=-65.0, v_thresh=-50.0, tau_m=1e9)
    neuron = Neurons(model, {"d": Delta(onto="v")})
    neuron.step(d=4.0)
    assert neuron["v"][0] == pytest.approx(-56.0, abs=1e-6)
    assert neuron.step(d=7.0)[0]
    for _ in range(2):
        neuron.step(d=100.0)
        assert neuron["v"][0] == -65.0
    neuron.step(d=1.0)
    assert neuron["v"][0] == pytest.approx(-64.0, abs=1e-6)


def test_receptors_of_one_kind_keep_apart():
    neuron = Neurons(LIF(**QUIET), {"a": Alpha(2.0), "b": Alpha(8.0)})
    assert neuron.kind.states == ("v", "a", "a_x", "b", "b_x")
    neuron.step(a=1.0, b=2.0)
    assert neuron["a_x"][0] == pytest.approx(np.e * np.exp(-0.1 / 2.0), rel=1e-12)
    assert neuron["b_x"][0] == pytest.approx(2.0 * np.e * np.exp(-0.1 / 8.0), rel=1e-12)


class Saturating(Receptor):
    """A receptor that is not linear: dg/dt = -g * g / 10."""

    linear = False
    g = State(0.0, "nS")

    def arrive(g, input):
        return g + input

    def derivatives(g):
        return -0.1 * g * g


@pytest.mark.parametrize(("integrator", "error"), [("euler", 1e-3), ("rk4", 1e-10)])
def test_nonlinear_receptor(integrator, error):
    model = LIF(integrator=integrator, **QUIET)
    course = response(model, Saturating(), steps=2000, dt=0.01)
    t = 0.01 * np.arange(1, 2001)
    np.testing.assert_allclose(course, WEIGHT / (1.0 + 0.1 * WEIGHT * t), rtol=error)


class FalselyLinear(Saturating):
    linear = True


@pytest.mark.parametrize(
    ("model", "receptors", "message"),
    [
        (LIF(), {"ge": Exponential(5.0, reversal=0.0)}, r"'exact'.*depends on v.*'euler'"),
        (LIF(), {"ge": NMDA()}, r"receptor 'ge'.*'exact'.*NMDA\[conductance\]"),
        (LIF(), {"s": Saturating()}, r"its states non-linearly"),
        (LIF(integrator="euler"), {"s": FalselyLinear()}, r"not linear in 's'.*linear = False"),
        (LIF(), {"v": Exponential()}, r"receptor 'v' needs another name: 'v' is taken"),
        (LIF(), {"I": Exponential()}, r"'I' is taken"),
        (LIF(), {"m": Exponential()}, r"receptor 'm' needs another name: 'tau_m' is taken"),
        (LIF(), {"a b": Exponential()}, r"must be an identifier"),
        (LIF(), {"d": Delta(onto="w")}, r"onto='w' is not one of its states: v"),
        (Poisson(0.01), {"ge": Exponential()}, r"Poisson takes no input"),
        (AdEx(), {"g": Exponential(0.01)}, r"too fast for Euler steps of dt = 0.1 ms"),
    ],
)
def test_receptors_that_do_not_fit(model, receptors, message):
    with pytest.raises(ModelError, match=message):
        Neurons(model, receptors)


def test_receptor_needs_a_state_that_the_model_has():
    class Phase(NeuronModel):
        x = State(0.0, "1")

        def derivatives(x, I):
            return I - x

        def threshold(x):
            return x > 1.0

    with pytest.raises(ModelError, match=r"Exponential.current uses 'v'.*states: x"):
        Neurons(Phase(), {"g": Exponential(5.0, reversal=0.0)})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Exponential(-1.0), r"'tau' in ms must be .* > 0; got -1.0"),
        (lambda: Exponential(5.0, revresal=0.0), r"no parameter 'revresal'.*mean 'reversal'"),
        (lambda: Delta(onto=3), r"onto must be the name of a state"),
        (lambda: Delta(reversal=0.0), r"Delta has no parameter 'reversal'"),
        (lambda: NMDA(Mg=np.nan), r"'Mg' in mM"),
    ],
)
def test_bad_values(make, message):
    with pytest.raises(ModelError, match=message):
        make()


def test_delta_onto_a_state_that_is_not_held_arrives_at_all_times():
    model = AdEx(t_ref=0.2, v_peak=-60.0, tau_w=1e9, a=0.0, b=0.0)
    neuron = Neurons(model, {"v_in": Delta(onto="v"), "w_in": Delta(onto="w")})
    assert neuron.step(v_in=20.0, w_in=1.0)[0]
    neuron.step(v_in=20.0, w_in=1.0)
    assert neuron["v"][0] == -70.6
    assert neuron["w"][0] == pytest.approx(2.0, abs=1e-6)
