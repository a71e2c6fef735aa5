"""The fused update: its shape, the scrub, 16-bit storage, and what a kind shares and does not."""

from __future__ import annotations

import numpy as np
import pytest

from snn.compose.kind import compose, initial_states, parameter_values
from snn.errors import ModelError, TranslationError
from snn.model import NeuronModel, Param, State, derived
from snn.models import LIF, AdEx, ConductanceLIF, HodgkinHuxley, Izhikevich, NoisyLIF, Poisson
from snn.receptors import NMDA, Alpha, Delta, DoubleExponential, Exponential
from tests.single import SCALE, Neurons

MODELS = [
    (LIF(), None),
    (LIF(integrator="rk4", t_ref=1.0), {"a": Alpha(), "d": Delta(), "j": Delta(onto="v")}),
    (NoisyLIF(integrator="euler"), {"g": DoubleExponential()}),
    (ConductanceLIF(), {"ge": Exponential(reversal=0.0), "n": NMDA()}),
    (AdEx(integrator="heun"), None),
    (Izhikevich(), None),
    (HodgkinHuxley(), None),
    (Poisson(0.5), None),
]
each_model = pytest.mark.parametrize(("model", "receptors"), MODELS, ids=lambda x: repr(x)[:30])


@each_model
@pytest.mark.parametrize("real", ["f32", "f64"])
@pytest.mark.parametrize("half", [False, True])
def test_arguments_and_returns_are_as_a_kind_promises(model, receptors, real, half):
    kind = Neurons(model, receptors, real=real, half=half).kind
    expected = [*kind.states, *(["ref"] if kind.refractory else [])]
    expected += [f"acc_{name}" for name in kind.receptors]
    expected += ["xi"] * kind.xi + ["word_u"] * kind.uniform
    expected += [f"word_r{k}" for k in range(kind.rounding)]
    assert [name for name, _ in kind.update.args] == [*expected, *kind.params]
    n_returns = 2 * len(kind.states) + kind.refractory + 1
    assert len(kind.update.returns) == n_returns
    assert kind.rounding == kind.storage.count("f16")
    assert set(kind.storage) <= {"f16", real}
    types = dict(kind.update.args)
    stored = {"f16": "u32", "f32": "f32", "f64": "f64"}
    for name, storage in zip(kind.states, kind.storage, strict=True):
        assert types[name] == stored[storage]


@each_model
def test_every_parameter_has_a_finite_value(model, receptors):
    receptors = model.default_receptors() if receptors is None else receptors
    kind = Neurons(model, receptors, half=True).kind
    values = parameter_values(model, receptors, 0.1, True, 3)
    given = {p for p in kind.params if not p.startswith(("scale_", "drive_"))}
    assert values.keys() == given
    assert all(np.all(np.isfinite(v)) for v in values.values())
    assert initial_states(model, receptors, 3).keys() == set(kind.states)


def test_the_hot_loop_has_no_division_and_no_more_arithmetic_than_its_equations():
    """W1: LIF with two exponential currents, forward Euler."""
    receptors = {"ge": Exponential(5.0), "gi": Exponential(10.0)}
    update = Neurons(LIF(integrator="euler", t_ref=5.0), receptors, real="f32").kind.update
    ops: list[str] = []

    def count(expr):
        ops.append(getattr(expr, "op", ""))
        for arg in getattr(expr, "args", ()):
            count(arg)

    for expr in [*(assign.expr for assign in update.body), *update.returns]:
        count(expr)
    assert "div" not in ops
    assert ops.count("mul") == 7  # two scales, gain, leak, dt, two decays
    assert ops.count("add") == 7  # two drives, two arrivals, two currents, v


def test_equal_kinds_are_one_object_and_parameters_are_data():
    first = Neurons(LIF(tau_m=10.0), {"ge": Exponential(3.0)}).kind
    second = Neurons(LIF(tau_m=20.0), {"ge": Exponential(5.0)}).kind
    assert first is second
    varied = Neurons(LIF(tau_m=[10.0, 20.0]), {"ge": Exponential(3.0)}, n=2).kind
    assert varied.update == first.update
    assert {"v_from_v", "v_from_ge", "v_from_I"} <= varied.arrays < set(varied.params)


def test_arrays_are_only_of_parameters_that_the_kind_has():
    arrays = frozenset({"leak", "nonsense"})
    assert compose(LIF, "euler", (), "f32", False, (), arrays).arrays == {"leak"}


def test_a_parameter_per_neuron_acts_like_one_population_each():
    values = np.array([8.0, 15.0, 30.0])
    receptors = {"g": Exponential(tau=values)}
    together = Neurons(LIF(tau_m=values), receptors, n=3)
    together.run(50, {"g": 3.0, "I": 5.0})
    for i, value in enumerate(values):
        alone = Neurons(LIF(tau_m=value), {"g": Exponential(tau=value)})
        alone.run(50, {"g": 3.0, "I": 5.0})
        assert together["v"][i] == pytest.approx(alone["v"][0], rel=1e-14)


def test_input_is_the_fixed_point_sum_times_its_scale_plus_the_drive():
    neuron = Neurons(LIF(v_thresh=1e6), {"ge": Exponential(5.0)}, ge=1.0)
    neuron.step({"ge": 0.25}, ge=3 * SCALE)
    assert neuron["ge"][0] == (1.0 + 3 * SCALE + 0.25) * np.exp(-0.1 / 5.0)


@each_model
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("half", [False, True])
def test_nonfinite_states_are_replaced_counted_and_never_spike(model, receptors, value, half):
    names = Neurons(model, receptors, half=half).kind.states
    for corrupt in names:
        neurons = Neurons(model, receptors, n=3, real="f32", half=half)
        safe = initial_states(model, receptors or model.default_receptors(), 3)
        stored = neurons.stored[corrupt]
        stored[1] = np.float16(value).view(np.uint16) if stored.dtype == np.uint16 else value
        assert not np.any(neurons.step())
        assert neurons.bad[corrupt] == 1
        assert neurons[corrupt][1] == pytest.approx(safe[corrupt], abs=0.02)
        healthy = Neurons(model, receptors, n=3, real="f32", half=half)
        healthy.step()
        for name in names:
            assert np.all(np.isfinite(neurons[name]))
            np.testing.assert_array_equal(neurons[name][[0, 2]], healthy[name][[0, 2]])


def test_nonfinite_input_reaches_only_its_neuron():
    neurons = Neurons(LIF(), n=2, real="f32")
    neurons.step({"I": np.array([np.inf, 1.0])})
    assert neurons.bad == {"v": 1, "ge": 0, "gi": 0}
    assert neurons["v"][0] == -60.0
    assert neurons["v"][1] > -60.0


def test_a_reset_that_overflows_is_scrubbed():
    neuron = Neurons(AdEx(b=3e38), {}, real="f32", v=0.0, w=3e38)
    neuron["v"] = 25.0
    neuron.step({"I": 3.2e38})
    assert neuron.bad["w"] == 1
    assert neuron["w"][0] == 0.0


@pytest.mark.parametrize(("value", "stored"), [(9e-31, 0.0), (-9e-31, 0.0), (1.2e-30, 1.2e-30)])
def test_values_below_1e_30_are_stored_as_zero(value, stored):
    class Still(NeuronModel):
        x = State(0.0, "1")

        def step(x):
            return x

        def threshold(x):
            return x > 1.0

    neuron = Neurons(Still(), {}, real="f32", x=value)
    neuron.step()
    assert neuron["x"][0] == np.float32(stored)
    assert neuron.bad["x"] == 0


def test_decay_ends_at_zero_instead_of_in_denormal_numbers():
    neuron = Neurons(LIF(v_thresh=1e6), {"g": Exponential(1.0)}, real="f32", g=1.0)
    smallest = 1.0
    for _ in range(1000):
        neuron.step()
        smallest = min(smallest, neuron["g"][0] or 1.0)
    assert neuron["g"][0] == 0.0
    assert smallest >= 1e-30


def test_half_storage_follows_float32_on_average():
    """A drive of 11 mV over 20 mV of range settles where it should: to nearest it would stall."""
    model = LIF(v_thresh=1e6)
    half = Neurons(model, {}, n=400, real="f32", half=True)
    full = Neurons(model, {}, n=1, real="f32")
    half.run(2000, {"I": 11.0})
    full.run(2000, {"I": 11.0})
    assert half.kind.storage == ("f16",)
    assert np.mean(half["v"]) == pytest.approx(full["v"][0], abs=0.02)
    assert np.std(half["v"]) < 0.2


def test_half_storage_keeps_the_f_i_curve():
    drive = np.repeat([12.0, 16.0, 30.0], 20)
    model = LIF(t_ref=2.0)
    half = Neurons(model, {}, n=60, real="f32", half=True).run(4000, {"I": drive})[1]
    full = Neurons(model, {}, n=60, real="f32").run(4000, {"I": drive})[1]
    for k in range(3):
        rate, expected = (np.sum(ids // 20 == k) for ids in (half, full))
        assert rate == pytest.approx(expected, rel=0.02)


def test_states_can_stay_out_of_half_storage():
    class Mixed(NeuronModel):
        wide = State(1.0, "1", half=False)
        v = State(0.0, "mV")

        def step(wide, v):
            return wide, v

        def threshold(v):
            return v > 1.0

    kind = Neurons(Mixed(), {}, real="f32", half=True).kind
    assert kind.storage == ("f32", "f16")
    assert kind.rounding == 1


def test_a_step_is_what_the_equations_say_in_float32():
    """The same operations by hand, bit for bit."""
    model = LIF(integrator="euler", tau_m=20.0, v_rest=-49.0, t_ref=5.0)
    neuron = Neurons(model, {"ge": Exponential(5.0)}, real="f32", v=-55.0, ge=2.0)
    neuron.step(ge=SCALE * 1000)
    f = np.float32
    ge = f(2.0) + (f(1000) * f(SCALE) + f(0.0))
    v = f(-55.0)
    v = v + f(0.1) * (f(1 / 20.0) * (f(0.0) + ge) - f(1 / 20.0) * (v - f(-49.0)))
    assert neuron["v"][0].tobytes() == v.tobytes()
    assert neuron["ge"][0].tobytes() == (f(1 - 0.1 / 5.0) * ge).tobytes()


def test_a_model_function_outside_the_language_is_named_with_its_line():
    class Looping(NeuronModel):
        x = State(0.0, "1")

        def step(x):
            for _ in range(3):
                x = x + 1.0
            return x

        def threshold(x):
            return x > 1.0

    with pytest.raises(TranslationError, match=r"test_update.py:\d+: in step\(\).*a loop"):
        Neurons(Looping(), {})


def test_a_function_that_gives_too_few_states():
    class Short(NeuronModel):
        x = State(0.0, "1")
        y = State(0.0, "1")

        def step(x):
            return x

        def threshold(x):
            return x > 1.0

    with pytest.raises(TranslationError, match=r"2 targets for 1 value"):
        Neurons(Short(), {})


def test_a_parameter_named_like_a_line_of_the_update():
    class Clash(NeuronModel):
        next_x = Param(0.0, "1")
        x = State(0.0, "1")

        def step(x, next_x):
            return x + next_x

        def threshold(x):
            return x > 1.0

    with pytest.raises(ModelError, match=r"Clash: 'next_x' needs another name"):
        Neurons(Clash(), {})


def test_a_parameter_that_is_not_given_but_used():
    class Needs(NeuronModel):
        tau = Param(None, "ms", optional=True)
        x = State(0.0, "1")

        def step(x, tau):
            return x / tau

        def threshold(x):
            return x > 1.0

    with pytest.raises(ModelError, match=r"Needs: 'tau' is not given, but the equations use it"):
        Neurons(Needs(), {})


def test_escape_noise_uses_the_state():
    """A probability per step may depend on v: soft thresholds need nothing else."""

    class Escape(NeuronModel):
        v = State(0.0, "mV")
        scale = derived(lambda p: 0.1 * p.dt, "1/mV")

        def step(v):
            return v

        def probability(v, scale):
            return v * scale

    neurons = Neurons(Escape(), {}, n=5000, real="f32", v=np.repeat([0.0, 10.0], 2500))
    counts = np.sum([neurons.step() for _ in range(40)], axis=0)
    assert np.all(counts[:2500] == 0)
    assert np.mean(counts[2500:]) == pytest.approx(4.0, abs=4 * np.sqrt(3.6 / 2500))
