"""Recursive least squares where it does not fit: errors at the line that asks."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import snn
from snn import ms
from tests.rls_networks import recurrent


def connect(receptor: str = "slow", rule: dict[str, Any] | None = None, **more: Any) -> None:
    net = snn.Network(dt=0.1 * ms)
    receptors = {
        "slow": snn.Exponential(50 * ms),
        "each": snn.Exponential(np.linspace(5.0, 9.0, 20)),
        "conductance": snn.Exponential(5 * ms, reversal=0.0),
        "alpha": snn.Alpha(5 * ms),
    }
    N = net.population(snn.LIF(integrator="euler"), 20, "N", receptors)
    given = {"targets": lambda t: np.zeros((len(t), 20)), **(rule or {})}
    q = {"weight": 0.1, "plasticity": snn.RLS(**given), "name": "rls", **more}
    net.connect(N, N, receptor, snn.FixedInDegree(5), **q)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rule": {"targets": lambda t: np.zeros((len(t), 7))}}, "targets must have shape"),
        ({"rule": {"targets": np.zeros((5, 21))}}, "targets must have shape"),
        ({"rule": {"targets": lambda t: np.full(len(t), np.nan)}}, "targets are not finite"),
        ({"rule": {"targets": lambda t: "no"}}, "targets cannot be evaluated"),
        ({"rule": {"every": 0.05}}, "every must be a whole number of steps of dt = 0.1 ms"),
        ({"rule": {"every": 0.25}}, "every must be a whole number of steps"),
        ({"rule": {"period": 25.0}}, "period must be a multiple of every"),
        ({"rule": {"P": "float64"}}, "P='float64' needs a network of precision='float64'"),
        ({"rule": {"others": ["slow"]}}, "others='slow' is not another current-based receptor"),
        ({"rule": {"others": ["conductance"]}}, "there are: each, alpha"),
        ({"receptor": "conductance"}, "RLS needs a current-based receptor Exponential"),
        ({"receptor": "alpha"}, "RLS needs a current-based receptor Exponential"),
        ({"receptor": "each"}, "with one tau for all"),
        ({"weight": 0.0}, "give it w_min and w_max"),
        ({"rule": {"w_min": -1.0, "w_max": 0.05}}, "within the bounds of its plasticity rule"),
    ],
)
def test_projections_that_do_not_fit(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(snn.ConnectError, match=f"'rls'.*{re.escape(message)}"):
        connect(**wrong)


def test_rates_and_normalised_sums_do_not_go_with_the_rule() -> None:
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    R = net.population(snn.Rate(), 5, "R")
    rule = snn.RLS(targets=lambda t: 0 * t)
    with pytest.raises(snn.ConnectError, match="RLS acts on spikes, and this projection carries"):
        net.connect(R, R, "I", snn.AllToAll(), weight=0.1, plasticity=rule)
    net = recurrent(backend="numpy")
    with pytest.raises(snn.ConnectError, match="'rls' has no rule that changes weights"):
        net.normalize(net.projections[1], total=1.0, every=1 * ms)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"penlambda": -0.1}, "parameter 'penlambda'"),
        ({"penlambda": 0.0}, "parameter 'penlambda'"),
        ({"penmu": -1.0}, "parameter 'penmu'"),
        ({"every": [1.0, 2.0]}, "'every' must be one number"),
        ({"P": "float8"}, "P='float8' is not one of: float16, float32, float64"),
        ({"others": "slow"}, "others must be names of receptors"),
        ({"targets": [[np.nan]]}, "targets must be a function of time"),
        ({"targets": "sine"}, "targets must be a function of time"),
        ({"targets": np.zeros((5, 2)), "stop": 60.0}, "must end at 60 ms"),
        ({"w_min": -1.0}, "give w_min and w_max both"),
        ({"start": 20.0, "stop": 10.0}, "start < stop is required"),
    ],
)
def test_rules_that_make_no_sense(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(snn.ModelError, match=re.escape(message)):
        snn.RLS(**{"targets": lambda t: 0 * t, **wrong})


def test_the_time_constant_cannot_change_under_the_rule() -> None:
    net = recurrent(backend="numpy")
    net.run(1 * ms)
    with pytest.raises(snn.PopulationError, match="'tau_plastic' is fixed"):
        net["N"]["tau_plastic"] = 40 * ms
    net["N"]["tau_fixed"] = 4 * ms
