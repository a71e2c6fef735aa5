"""The same bits on every backend and number of threads, for every plasticity rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import snn
from snn import Hz, ms, mV, second
from tests.conftest import PRECISIONS
from tests.networks import everything, plastic, reward, rules, run_recorded
from tests.test_parity import OTHERS, differences

Make = Callable[..., snn.Network]
PAIR = {"tau_pre": 15 * ms, "tau_post": 20 * ms, "a_plus": 0.05, "a_minus": 0.06, "w_max": 3 * mV}
RULES: dict[str, Callable[[str], snn.PlasticityRule]] = {
    "additive": lambda pairing: snn.STDP(**PAIR, pairing=pairing),
    "power-law": lambda pairing: snn.STDP(**PAIR, dependence="power-law", pairing=pairing),
    "triplet": lambda pairing: snn.TripletSTDP(
        preset="hippocampus", w_ref=8 * mV, w_max=3 * mV, pairing=pairing
    ),
    "reward": lambda pairing: snn.RewardSTDP(**PAIR, tau_reward=50 * ms, interval=0.1 * ms),
    "short-term": lambda pairing: snn.STP(U=0.4, tau_rec=80 * ms, tau_facil=100 * ms),
}
LEARNING = ("additive", "power-law", "triplet")  # from the first spike on


def with_rule(rule: snn.PlasticityRule) -> Make:
    """The plastic network of the tests with a rule, and more activity."""

    def make(**options: Any) -> snn.Network:
        net = plastic(**options)
        net.projections[0].plasticity = rule
        net.stimulate(net["E"], "I", 8 * mV)
        return net

    return make


def check(
    others: list[tuple[str, int | None]], make: Make, duration: float, **options: Any
) -> dict[str, np.ndarray]:
    """Compare backends with numpy bit by bit; what numpy gave."""
    reference = run_recorded(make(backend="numpy", **options), duration)
    for backend, threads in others:
        other = run_recorded(make(backend=backend, threads=threads, **options), duration)
        assert differences(reference, other) == [], (backend, threads)
    return reference


# Compiling a rule takes seconds: one pairing of each in float32 here, the rest is slow.
QUICK = [("power-law", "nearest", "float32"), ("triplet", "all", "float32")]
ALL = [(r, p, x) for r in ("power-law", "triplet") for p in ("all", "nearest") for x in PRECISIONS]


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize(
    ("rule", "pairing", "precision"),
    [pytest.param(*case, marks=() if case in QUICK else pytest.mark.slow) for case in ALL],
)
def test_every_rule(rule: str, pairing: str, precision: str, others: Any) -> None:
    make = with_rule(RULES[rule](pairing))
    learned = check(others, make, 60 * ms, precision=precision)["0.PE.weight"]
    before = make(backend="numpy", precision=precision).projections[0]["weight"]
    assert np.any(learned > before) and np.any(learned < before)


@pytest.mark.slow
@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("rule", LEARNING)
def test_every_rule_for_two_seconds(rule: str, others: Any) -> None:
    make = with_rule(RULES[rule]("all"))
    result = check(others, make, 2 * second)
    assert len(result["E.ids"]) > 100
    before = make(backend="numpy").projections[0]["weight"]
    assert np.mean(result["0.PE.weight"] != before) > 0.9


def rewarded(**options: Any) -> snn.Network:
    """The network `rules` after its first steps, with rewards given."""
    net = rules(**options)
    net.run(20 * ms)
    reward(net)
    return net


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize(
    "precision",
    [pytest.param(p, marks=() if p == "float32" else pytest.mark.slow) for p in PRECISIONS],
)
def test_all_that_a_rule_can_have(precision: str, others: Any) -> None:
    """Third factors, values of synapses, sweeps, traces with steps of their own, efficacies."""
    before = everything(rewarded(backend="numpy", precision=precision))
    after = check(others, rewarded, 60 * ms, precision=precision)
    for name in ("0.rewarded.weight", "1.full.weight", "0.rewarded.c", "1.full.count"):
        assert np.mean(after[name] != before[name]) > 0.3, name


@pytest.mark.slow
@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("precision", PRECISIONS)
def test_all_that_a_rule_can_have_for_two_seconds(precision: str, others: Any) -> None:
    assert len(check(others, rewarded, 2 * second, precision=precision)["E.ids"]) > 1000


@pytest.mark.parametrize("rule", ["power-law", "triplet"])
def test_a_checkpoint_continues_with_the_same_bits(rule: str, tmp_path: Path) -> None:
    make = with_rule(RULES[rule]("nearest"))
    whole, first = make(backend="numpy"), make(backend="numpy")
    whole.run(30 * ms)
    first.run(15 * ms)
    first.save(tmp_path / "half.h5")
    second_half = snn.Network.load(tmp_path / "half.h5", backend="numpy")
    second_half.run(15 * ms)
    loaded = second_half.projections[0].plasticity
    assert repr(loaded) == repr(RULES[rule]("nearest"))
    assert differences(everything(whole), everything(second_half)) == []


@st.composite
def learning_networks(draw: Any, rules: tuple[tuple[str, str], ...]) -> Make:
    """Poisson neurons onto neurons that excite each other; rules of any parameters, any delays."""
    sizes = draw(st.tuples(st.integers(1, 40), st.integers(1, 25)))
    seed, rate = draw(st.integers(0, 2**32 - 1)), draw(st.floats(10.0, 400.0))
    links = []
    for _ in range(2):
        name, pairing = draw(st.sampled_from(rules))
        rule = RULES[name](pairing)
        size = st.floats(0.0, 1.0)
        changes = {k: draw(st.floats(1.0, 200.0)) for k in rule.params if k.startswith("tau")}
        changes |= {k: draw(size) for k in rule.params if k.startswith("a") or k == "U"}
        low = draw(st.sampled_from([0.0, 0.3, -1.0]))
        high = low + draw(st.floats(0.1, 4.0))
        changes |= {"w_min": low, "w_max": high} if rule.bounds() is not None else {}
        if rule.params.get("mu") is not None:
            changes["mu"] = draw(st.floats(0.05, 1.0))
        between = draw(st.floats(0.1, 1.0)), draw(st.integers(1, 30)), low, high
        links.append((rule.replace(**changes), *between))
    reward = draw(st.floats(-1.0, 1.0))

    def make(**options: Any) -> snn.Network:
        net = snn.Network(dt=0.1 * ms, seed=seed, **options)
        P = net.population(snn.Poisson(rate=rate * Hz), sizes[0], "P")
        E = net.population(snn.LIF(), sizes[1], "E", {"ge": snn.Exponential(5 * ms)})
        net.stimulate(E, "I", 9.5 * mV)
        for source, (rule, p, longest, low, high) in zip((P, E), links, strict=True):
            net.connect(
                source, E, "ge", snn.FixedProbability(p), weight=snn.Uniform(low, high),
                delay=snn.Uniform(0.1, 0.1 * longest), plasticity=rule,
            )  # fmt: skip
        for made in net.projections:
            if "reward" in made.plasticity.signals:
                made["reward"] = reward
        return net

    return make


# Kinds that other tests compile anyway.
FEW = (
    *(("additive", "all"), ("power-law", "nearest"), ("triplet", "all")),
    *(("reward", "all"), ("short-term", "all")),
)


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(make=learning_networks(FEW))
def test_random_rules_and_networks(others: Any, make: Make) -> None:
    check(others, make, 15 * ms)


@pytest.mark.slow
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(make=learning_networks(tuple((r, p) for r in RULES for p in ("all", "nearest"))))
def test_many_random_rules_and_networks(others: Any, precision: str, make: Make) -> None:
    check(others, make, 40 * ms, precision=precision)
