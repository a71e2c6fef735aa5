"""Models and rules may use any names: the same bits on every backend, whatever they are called."""

from __future__ import annotations

from typing import Any

import pytest

import snn
from snn import Hz, ms, mV
from tests.conftest import BACKENDS, same_bits
from tests.networks import run_recorded

COMPILED = [name for name in BACKENDS if name != "numpy"]
PRECISIONS = ["float32", pytest.param("float16", marks=pytest.mark.slow)]  # compiling takes long

# What loops and emitted text call their own things, as far as anyone may guess.
RECEPTORS = [
    "e i",
    "lo hi n k memory_v out_v own_v",
    "at_v x x_1 pointer where i32 segment here",
    "drive scale word",
]


def assert_same(make: Any, **options: Any) -> None:
    """Every compiled backend gives the bits of numpy, and neurons spike."""
    reference = run_recorded(make(backend="numpy", **options), 60 * ms)
    assert len(reference["E.ids"]) > 10
    for backend in COMPILED:
        other = run_recorded(make(backend=backend, **options), 60 * ms)
        assert [name for name in reference if not same_bits(reference[name], other[name])] == []


def driven(model: snn.NeuronModel, receptors: Any, rule: Any = None, **options: Any) -> snn.Network:
    """Poisson input, and neurons that excite each other through the first receptor."""
    net = snn.Network(dt=0.1 * ms, **options)
    P = net.population(snn.Poisson(rate=100 * Hz), 20, "P")
    E = net.population(model, 10, "E", receptors)
    first, *rest = receptors
    some, delay = snn.FixedProbability(0.7), snn.Uniform(0.1, 1.0)
    net.connect(P, E, first, some, weight=5 * mV, delay=delay, plasticity=rule)
    for name in rest:
        net.connect(E, E, name, snn.FixedProbability(0.5), weight=-0.1 * mV)
    return net


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("names", RECEPTORS)
def test_receptors(names: str, precision: str) -> None:
    receptors = {name: snn.Exponential((3 + k) * ms) for k, name in enumerate(names.split())}
    assert_same(lambda **options: driven(snn.LIF(), receptors, **options), precision=precision)


class Loop(snn.NeuronModel):
    """A leaky neuron with a second state, in the names of a loop."""

    lo = snn.Param(10.0, "ms", above=0.0)
    hi = snn.Param(10.0, "mV")
    p = snn.Param(0.0, "mV")
    memory_i = snn.Param(0.1, "1/ms")
    t_ref = snn.Param(1.0, "ms", low=0.0)
    bad = snn.derived(lambda p: 1.0 / p.lo, "1/ms")
    i = snn.State(lambda p: p.p, "mV", held=True)
    n = snn.State(0.5, "mV")

    def derivatives(i, n, I, p, bad, memory_i):
        own_i = p - i - n
        return (own_i + I) * bad, (0.1 * i - n) * memory_i

    def threshold(i, hi):
        return i > hi

    def reset(p, n):
        step = n + 1.0
        return p, step


class Text(snn.NeuronModel):
    """The same in the names of the template's functions and arguments."""

    entry = snn.Param(10.0, "ms", above=0.0)
    segment = snn.Param(10.0, "mV")
    descriptor = snn.Param(0.0, "mV")
    append = snn.derived(lambda p: 1.0 / p.entry, "1/ms")
    k = snn.State(lambda p: p.descriptor, "mV")
    fields = snn.State(0.5, "mV")

    def derivatives(k, fields, I, descriptor, append):
        own_k = descriptor - k - fields
        arg_k = own_k + I
        return arg_k * append, (0.1 * k - fields) * append

    def threshold(k, segment):
        return k > segment

    def reset(descriptor, fields):
        return descriptor, fields + 1.0


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(("model", "integrator"), [(Loop, "heun"), (Text, "euler")])
def test_states_and_parameters(model: Any, integrator: str, precision: str) -> None:
    receptors = {"e": snn.Exponential(5 * ms), "step": snn.Delta()}
    neuron = model(integrator=integrator)
    assert_same(lambda **options: driven(neuron, receptors, **options), precision=precision)


def test_parameters_of_every_neuron() -> None:
    neuron = Loop(lo=[8.0 + k for k in range(10)], memory_i=[0.1 + 0.01 * k for k in range(10)])
    receptors = {"hi_": snn.Exponential(5 * ms), "j": snn.Exponential(10 * ms)}
    assert_same(lambda **options: driven(neuron, receptors, **options))


class Indices(snn.PlasticityRule):
    """Pair STDP in the names of the loops over synapses."""

    past = snn.Param(20.0, "ms", above=0.0)
    weight = snn.Param(0.1, "mV")
    row = snn.Param(0.12, "mV")
    w_min = snn.Param(0.0, "mV")
    w_max = snn.Param(8.0, "mV")
    i = snn.Trace("pre", lambda p: p.past)
    j = snn.Trace("post", lambda p: p.past)
    n = snn.Trace("post", lambda p: 2.0 * p.past)

    def on_pre(w, j, n, row, w_min):
        base = j + 0.1 * n
        return max(w - row * base, w_min)

    def on_post(w, i, weight, w_max):
        e = weight * i
        return min(w + e, w_max)


class Arguments(snn.PlasticityRule):
    """The same in the names of their arguments."""

    history = snn.Param(20.0, "ms", above=0.0)
    w_now = snn.Param(0.1, "mV")
    guard = snn.Param(0.12, "mV")
    w_min = snn.Param(0.0, "mV")
    w_max = snn.Param(8.0, "mV")
    pre = snn.Trace("pre", lambda p: p.history)
    post = snn.Trace("post", lambda p: p.history)
    then_0 = snn.Trace("pre", lambda p: 2.0 * p.history)

    def on_pre(w, post, guard, w_min):
        result_0 = guard * post
        return max(w - result_0, w_min)

    def on_post(w, pre, then_0, w_now, w_max):
        param_guard = pre + 0.1 * then_0
        return min(w + w_now * param_guard, w_max)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("rule", [Indices, Arguments])
def test_traces_and_parameters_of_a_rule(rule: Any, precision: str) -> None:
    receptors = {"e": snn.Exponential(5 * ms), "i": snn.Exponential(10 * ms)}
    make = lambda **options: driven(snn.LIF(), receptors, rule(), **options)  # noqa: E731
    assert_same(make, precision=precision)


@pytest.mark.parametrize("name", ["np", "int", "float", "new", "double", "this"])
def test_words_of_c_and_of_the_text_are_refused(name: str) -> None:
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    with pytest.raises(snn.TranslationError, match=f"{name!r} is a reserved word"):
        net.population(snn.LIF(), 1, "E", {name: snn.Exponential(5 * ms)})
