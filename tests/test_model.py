"""Declarations of models: parameters, presets, derived constants, and the errors of bad ones."""

from __future__ import annotations

import numpy as np
import pytest

from snn.compose.kind import check_translation
from snn.compose.system import takes_current
from snn.errors import ModelError, TranslationError
from snn.model import NeuronModel, Param, State, derived
from snn.models import LIF, AdEx, Izhikevich, NoisyIzhikevich, Poisson, SpikeSource
from tests.single import Neurons


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LIF(tau_m=-1.0), r"LIF: parameter 'tau_m' in ms must be .* > 0; got -1.0"),
        (lambda: LIF(tau_m=[5.0, 0.0]), r"'tau_m' in ms must be a number or one per neuron, > 0"),
        (lambda: LIF(tau_m="20 ms"), r"'tau_m'.*got '20 ms'; the default is 20"),
        (lambda: LIF(v_rest=np.nan), r"'v_rest' in mV must be .* finite; got nan"),
        (lambda: LIF(v_rest=np.zeros((2, 2))), r"'v_rest'"),
        (lambda: LIF(tau=3.0), r"LIF has no parameter 'tau'; it has: tau_m, .*mean 'tau_m'"),
        (lambda: LIF(v_reset=-40.0), r"v_reset < v_thresh is required; got v_reset = -40.0"),
        (lambda: LIF(20.0, tau_m=3.0), r"'tau_m' is given twice"),
        (lambda: LIF(1, 2, 3, 4, 5, 6, 7), r"LIF takes 6 positional arguments; got 7"),
        (lambda: LIF(integrator="magic"), r"integrator 'magic' is not one of: exact, euler, heun"),
        (lambda: AdEx(preset="wild"), r"preset 'wild' is not one of: tonic, adapting"),
        (lambda: Poisson(), r"Poisson: parameter 'rate' in kHz must be given"),
        (lambda: SpikeSource([1.0], [0, 1]), r"one length; got 1 times and 2 ids"),
        (lambda: SpikeSource([-1.0], [0]), r"times must be finite and >= 0"),
        (lambda: SpikeSource([1.0], [-2]), r"ids must be >= 0; got -2"),
        (lambda: SpikeSource([1.0], [0.5]), r"ids must be whole numbers"),
        (lambda: SpikeSource([[1.0]], [0]), r"times must be numbers, one-dimensional"),
    ],
)
def test_bad_values(make, message):
    with pytest.raises(ModelError, match=message):
        make()


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        (LIF(tau_m=[5.0, 6.0]), {"n": 3}, r"must be a number or one per neuron, shape \(3,\)"),
        (LIF(t_ref=1e5), {}, r"t_ref must be at most 65535 steps"),
    ],
)
def test_values_that_do_not_fit_the_population(model, options, message):
    with pytest.raises(ModelError, match=message):
        Neurons(model, **options)


def test_preset_and_parameters_combine():
    model = Izhikevich(preset="FS", d=3.0)
    assert model.params == {"a": 0.1, "b": 0.2, "c": -65.0, "d": 3.0}
    assert model.a == 0.1
    assert repr(model) == "Izhikevich(a=0.1, d=3)"
    assert repr(LIF(integrator="euler", tau_m=10.0)) == "LIF(tau_m=10, integrator='euler')"


def test_replace_keeps_the_rest():
    model = LIF(tau_m=10.0, integrator="rk4").replace(t_ref=2.0)
    assert (model.tau_m, model.t_ref, model.integrator) == (10.0, 2.0, "rk4")
    assert model.key == LIF(integrator="rk4").key != LIF().key


def test_arrays_are_copied():
    values = np.array([10.0, 20.0])
    model = LIF(tau_m=values)
    values[:] = 0.0
    np.testing.assert_array_equal(model.tau_m, [10.0, 20.0])


def test_a_model_of_ones_own_with_derived_constants_and_reset_of_several_states():
    class Adapting(NeuronModel):
        """The threshold jumps at a spike and decays; a derived constant builds on another."""

        tau = Param(10.0, "ms", above=0.0)
        rate = derived(lambda p: 1.0 / p.tau, "1/ms")
        half_rate = derived(lambda p: p.rate / 2.0, "1/ms")
        v = State(0.0, "mV")
        barrier = State(lambda p: 1.0, "mV")

        def derivatives(v, barrier, I, rate, half_rate):
            return (I - v) * rate, (1.0 - barrier) * half_rate

        def threshold(v, barrier):
            return v > barrier

        def reset(barrier):
            return 0.0, barrier + 0.5

    assert Adapting.integrators == ("euler", "heun", "rk4")
    neuron = Neurons(Adapting(), {})
    intervals = np.diff(neuron.run(1000, {"I": 3.0})[0])
    assert intervals[1] > intervals[0]


def define(**body):
    return type("Mine", (NeuronModel,), {"v": State(0.0, "mV"), **body})


def test_definitions_that_name_what_they_do_not_have():
    with pytest.raises(ModelError, match=r"Mine.step: argument 'tau' is not one of: v, I, dt, xi"):
        define(step=lambda v, tau: v, threshold=lambda v: v > 1.0)
    with pytest.raises(ModelError, match=r"Mine: the name 'I' is taken"):
        define(I=Param(0.0, "pA"), step=lambda v: v, threshold=lambda v: v > 1.0)
    with pytest.raises(ModelError, match=r"neither threshold\(...\) nor probability\(...\)"):
        define(step=lambda v: v)()


def test_derived_constant_that_is_not_finite():
    model = define(
        rate=derived(lambda p: 1.0 / np.float64(p.tau), "1/ms"),
        tau=Param(0.0, "ms"),
        step=lambda v, rate: v,
        threshold=lambda v: v > 1.0,
    )
    with pytest.raises(
        ModelError, match=r"derived constant 'rate' in 1/ms must be finite; got inf"
    ):
        model().values(0.1)


def test_derived_constant_that_uses_an_unknown_name():
    model = define(
        rate=derived(lambda p: 1.0 / p.tua, "1/ms"),
        step=lambda v: v,
        threshold=lambda v: v > 1.0,
    )
    with pytest.raises(ModelError, match=r"Mine: p.tua is not one of: dt"):
        model().values(0.1)


def subclass(base, **body):
    return type("Mine", (base,), body)


@pytest.mark.parametrize(
    ("base", "body", "message"),
    [
        (
            LIF,
            {"step": lambda v, I, dt: v},
            r"Mine: none of its integrators \(exact, euler, heun, rk4\) calls step\(...\); "
            r"set integrators = \('step',\)",
        ),
        (
            Izhikevich,
            {"derivatives": lambda v, u, I: (I - v, v)},
            r"Mine: none of its integrators \(step\) calls derivatives\(...\); "
            r"set integrators = \('euler', 'heun', 'rk4'\)",
        ),
        (
            NeuronModel,
            {"v": State(0.0, "mV"), "derivatives": lambda v: v, "step": lambda v: v},
            r"none of its integrators \(euler, heun, rk4\) calls step",
        ),
        (Poisson, {"threshold": lambda I: I > 0.0}, r"threshold\(...\) is not called"),
    ],
)
def test_functions_that_nothing_would_call(base, body, message):
    with pytest.raises(ModelError, match=message):
        subclass(base, **body)


def test_functions_of_a_subclass_run_where_its_integrators_name_them():
    class Mine(LIF):
        integrators = ("step",)

        def step(v, I, dt):
            return v + 0.5 * dt * I

    neuron = Neurons(Mine(), {}, v=-60.0)
    neuron.step({"I": 10.0})
    assert neuron["v"][0] == -59.5
    assert subclass(LIF).integrators == LIF.integrators
    assert subclass(Poisson).integrators == ("none",)


def test_a_model_whose_states_nothing_changes():
    base = define(threshold=lambda v: v > 1.0)  # parts of a model for others to complete
    with pytest.raises(ModelError, match=r"Mine defines no step\(...\).*derivatives.*change: v"):
        base()
    assert subclass(base, derivatives=lambda v, I: I - v).integrators == ("euler", "heun", "rk4")
    listed = define(integrators=("euler", "mine"), mine=lambda v: v, threshold=lambda v: v > 1.0)
    assert listed(integrator="mine").integrator == "mine"
    with pytest.raises(
        ModelError, match=r"defines no derivatives\(...\), which integrator 'euler'"
    ):
        listed()


def looping(v, I):
    for _ in range(3):
        v = v + I
    return v


def test_translation_is_checked_without_a_network():
    check_translation(LIF(), LIF().default_receptors(), "f32", False)
    model = define(step=looping, threshold=lambda v: v > 1.0)()
    with pytest.raises(TranslationError, match="for"):
        check_translation(model, {}, "f32", False)


def test_which_models_take_a_current():
    assert all(takes_current(m) for m in (LIF(), AdEx(), Izhikevich(), NoisyIzhikevich()))
    assert not takes_current(Poisson(0.01))
    assert not takes_current(SpikeSource([], []))
    both = define(
        integrators=("euler", "alone"),
        derivatives=lambda v, I: I - v,
        alone=lambda v: v,
        threshold=lambda v: v > 1.0,
    )
    assert takes_current(both()) and not takes_current(both(integrator="alone"))
