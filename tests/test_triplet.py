"""Triplet STDP against the paper's equations, its figure of frequencies, and pair STDP."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import snn
from snn import ms
from snn.errors import ModelError
from tests.forced import forced_weights, triplet_weight

PRESETS = [(name, pairing) for name in snn.TripletSTDP.presets for pairing in ("all", "nearest")]
OWN = {"tau_x": 101.0, "tau_y": 125.0, "a2_plus": 1e-3, "a3_plus": 6e-3, "a2_minus": 7e-3,
       "a3_minus": 2e-3}  # fmt: skip


def random_trains(n: int, steps: int, rate: float, seed: int) -> list[np.ndarray]:
    """Steps 1 .. steps - 1 of spikes of n neurons that spike with probability `rate` each."""
    drawn = np.random.default_rng(seed).random((n, steps)) < rate
    drawn[:, 0] = False
    return [np.flatnonzero(row) for row in drawn]


@pytest.mark.parametrize(("preset", "pairing"), PRESETS)
def test_random_trains_with_delays_follow_the_equations(preset: str, pairing: str) -> None:
    rule = snn.TripletSTDP(preset=preset, pairing=pairing, w_max=1.5)
    pre, post = random_trains(12, 1000, 0.02, 1), random_trains(12, 1000, 0.02, 2)
    delay = np.arange(12) % 7 + 1
    learned = forced_weights(rule, pre, post, 1.0, delay, backend="numpy", precision="float64")
    each = zip(pre, post, delay, strict=True)
    expected = [triplet_weight(rule, a, b, 1.0, int(d)) for a, b, d in each]
    assert np.ptp(expected) > 0.01
    assert learned == pytest.approx(expected, rel=1e-12)


def test_weights_stop_at_their_bounds() -> None:
    rule = snn.TripletSTDP(**{k: 50 * v if k[0] == "a" else v for k, v in OWN.items()}, w_max=1.5)
    pre, post = random_trains(20, 1000, 0.02, 3), random_trains(20, 1000, 0.02, 4)
    learned = forced_weights(rule, pre, post, 1.0, backend="numpy", precision="float64")
    expected = [triplet_weight(rule, a, b, 1.0) for a, b in zip(pre, post, strict=True)]
    assert {0.0, 1.5} <= set(expected)
    assert learned == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("pairing", ["all", "nearest"])
def test_without_triplet_terms_it_is_pair_stdp(pairing: str) -> None:
    pre, post = random_trains(10, 2000, 0.01, 5), random_trains(10, 2000, 0.01, 6)
    triplet = snn.TripletSTDP(tau_x=50.0, tau_y=60.0, a2_plus=0.02, a3_plus=0.0, a2_minus=0.03,
                              a3_minus=0.0, w_max=2.0, pairing=pairing)  # fmt: skip
    pair = snn.STDP(tau_pre=16.8, tau_post=33.7, a_plus=0.02, a_minus=0.03, w_max=2.0,
                    pairing=pairing)  # fmt: skip
    first, second = (
        forced_weights(rule, pre, post, 1.0, backend="numpy", precision="float64")
        for rule in (triplet, pair)
    )
    assert first == pytest.approx(second, rel=1e-13)


# Sjöström, Turrigiano & Nelson (2001), as in Pfister & Gerstner (2006): Hz; for post 10 ms after
# pre and post 10 ms before pre, the relative change of the weight and its standard error.
RHO = np.array([0.1, 10.0, 20.0, 40.0, 50.0])
CHANGE = np.array([[-0.04, 0.14, 0.29, 0.53, 0.56], [-0.29, -0.41, -0.34, 0.56, 0.75]])
ERROR = np.array([[0.05, 0.10, 0.14, 0.11, 0.26], [0.08, 0.11, 0.10, 0.32, 0.19]])
STEP = 5 * ms  # every spike of the protocols is a whole number of these


def pairings(rho: np.ndarray, lag: float) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Steps of 60 pairs at each frequency in Hz, post `lag` ms after the arrival of pre."""
    pre = [np.rint(np.arange(60) * 1000.0 / f / STEP).astype(int) + 10 for f in rho]
    return pre, [t + 1 + round(lag / STEP) for t in pre]


@pytest.mark.parametrize("pairing", ["all", "nearest"])
@pytest.mark.parametrize("preset", ["visual_cortex", "visual_cortex_minimal"])
def test_frequency_of_pairing_changes_the_weight_as_in_the_experiment(
    preset: str, pairing: str
) -> None:
    """The paper's fits leave a mean squared error of 0.2 to 0.4 standard errors."""
    rule = snn.TripletSTDP(preset=preset, pairing=pairing, w_ref=2.0, w_max=5.0)
    (pre, later), (_, earlier) = pairings(RHO, 10 * ms), pairings(RHO, -10 * ms)
    learned = forced_weights(
        rule, pre + pre, later + earlier, 2.0, dt=STEP, backend="numba", precision="float64"
    )
    change = learned.reshape(2, len(RHO)) / 2.0 - 1.0
    expected = [triplet_weight(rule, a, b, 2.0, dt=STEP) / 2.0 - 1.0
                for a, b in zip(pre + pre, later + earlier, strict=True)]  # fmt: skip
    assert change.ravel() == pytest.approx(expected, abs=1e-11)
    assert np.mean(((change - CHANGE) / ERROR) ** 2) < 0.4
    assert change[0, 0] < 0.01 and change[1, 1] < -0.25 and np.all(change[:, -1] > 0.5)


# Wang, Gerkin, Nauen & Bi (2005), as in Pfister & Gerstner (2006): 60 triplets at 1 Hz, whose lone
# spike comes at 0 and the others at these times in ms: relative change and standard error.
PRE_POST_PRE = {(-5, 5): (-0.01, 0.04), (-10, 10): (0.03, 0.04), (-15, 5): (0.01, 0.03),
                (-5, 15): (0.24, 0.06)}  # fmt: skip
POST_PRE_POST = {(-5, 5): (0.33, 0.04), (-10, 10): (0.34, 0.04), (-5, 15): (0.22, 0.08),
                 (-15, 5): (0.29, 0.05)}  # fmt: skip


@pytest.mark.parametrize("pairing", ["all", "nearest"])
@pytest.mark.parametrize("preset", ["hippocampus", "hippocampus_minimal"])
def test_orders_of_triplets_differ_as_in_the_experiment(preset: str, pairing: str) -> None:
    """The mean squared error of the paper's fits, over more protocols, is 2.9 standard errors."""
    rule = snn.TripletSTDP(preset=preset, pairing=pairing, w_max=5.0)
    lone = np.arange(60) * 1000 + 100
    error = []
    for data, lone_is_post in ((PRE_POST_PRE, True), (POST_PRE_POST, False)):
        for times, (measured, deviation) in data.items():
            two = (lone[:, None] + times).ravel()
            pre, post = (two, lone) if lone_is_post else (lone, two)
            change = triplet_weight(rule, pre, post, 1.0, 0, dt=1.0) - 1.0
            error.append((change - measured) / deviation)
    assert np.mean(np.square(error)) < 4.1


def test_presets_scale_with_the_reference_weight_and_can_be_changed() -> None:
    rule = snn.TripletSTDP(preset="hippocampus", w_ref=2.0, w_max=9.0, tau_y=30.0)
    amplitudes = [rule.params[k] for k in ("a2_plus", "a3_plus", "a2_minus", "a3_minus")]
    assert amplitudes == [2 * 6.1e-3, 2 * 6.7e-3, 2 * 1.6e-3, 2 * 1.4e-3]
    assert (rule.tau_x, rule.tau_y, rule.tau_plus, rule.tau_minus) == (946.0, 30.0, 16.8, 33.7)
    assert rule.replace(w_max=3.0).params == {**rule.params, "w_max": 3.0}
    assert rule.label == "TripletSTDP(all)"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"preset": "cortex"}, r"preset 'cortex' is not one of: visual_cortex, visual_cortex_min"),
        ({"preset": "hippocampus", "pairing": "some"}, r"pairing='some' is not one of: all, near"),
        ({"preset": "hippocampus", "w_ref": 0.0}, r"w_ref must be a weight > 0; got 0.0"),
        ({**OWN, "w_ref": 2.0}, r"w_ref scales a preset; give preset= too, or drop w_ref"),
        ({"tau_x": 3.0}, r"parameter 'tau_y' in ms must be given"),
        ({**OWN, "a3_plus": -1.0}, r"'a3_plus' in weight must be .* >= 0; got -1.0"),
        ({**OWN, "w_min": 2.0}, r"w_min < w_max is required"),
    ],
)
def test_bad_values(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        snn.TripletSTDP(**values, w_max=1.0)
