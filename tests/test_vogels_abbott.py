"""The benchmarks of Brette et al. (2007) have the rates that Brian2 finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import snn
from snn.circuits import vogels_abbott_coba, vogels_abbott_cobahh, vogels_abbott_cuba

REFERENCE = json.loads((Path(__file__).parent / "reference" / "vogels_abbott.json").read_text())
CIRCUITS = {
    "cuba": vogels_abbott_cuba,
    "coba": vogels_abbott_coba,
    "cobahh": vogels_abbott_cobahh,
}


@pytest.mark.parametrize("make", [vogels_abbott_coba, vogels_abbott_cobahh])
def test_those_with_conductances_are_the_published_networks(
    make: Callable[..., snn.Network],
) -> None:
    net = make(backend="numpy")
    assert (net["E"].n, net["I"].n, net.dt) == (3200, 800, 0.1)
    n = sum(len(q) for q in net.projections)
    assert abs(n - 80 * 4000) < 5 * np.sqrt(80 * 4000 * 0.98)
    for q in net.projections:
        assert q["weight"] == pytest.approx({"ge": 6.0, "gi": 67.0}[q.receptor])
        assert (q.source.label == "E") == (q.receptor == "ge")
        assert np.all(q.delay == 0.1)
    for p in net.populations:
        expected = {"C": 200, "tau_ge": 5, "tau_gi": 10, "reversal_ge": 0, "reversal_gi": -80}
        assert {name: p[name] for name in expected} == pytest.approx(expected)
        assert p["v"].mean() == pytest.approx(-65, abs=1)
        assert p["ge"].min() >= 0 and p["gi"].min() >= 0
        assert p["gi"].mean() == pytest.approx(200, abs=20)


def test_the_membrane_of_coba_leaks_10_nS() -> None:
    p = vogels_abbott_coba(backend="numpy")["E"]
    assert p["C"] / p["tau_m"] == pytest.approx(10.0)
    assert (p["v_rest"], p["v_thresh"], p["v_reset"], p["t_ref"]) == (-60, -50, -60, 5)


def test_they_say_what_they_cannot_be() -> None:
    with pytest.raises(snn.SNNError, match="n must be a whole number, >= 2; got 1"):
        vogels_abbott_coba(n=1)
    with pytest.raises(snn.SNNError, match="in_degree must be a number, >= 0; got 'a'"):
        vogels_abbott_cuba(in_degree="a")  # type: ignore[arg-type]


def active_rates(name: str, seeds: range) -> list[float]:
    """Hz in 0.2 .. 1.2 s, of every network that is active in its last 100 ms."""
    found = []
    for seed in seeds:
        net = CIRCUITS[name](seed=seed)
        spikes = [net.record(p, "spikes") for p in net.populations]
        net.run(1200.0)
        times = np.concatenate([r.times for r in spikes])
        if np.any(times > 1100.0):
            found.append(float(np.sum(times >= 200.0)) / 4000)
    return found


def test_coba_is_active_near_the_rate_of_brian2() -> None:
    """Ten networks: their mean has a standard error of 2 %."""
    found = active_rates("coba", range(1, 11))
    assert len(found) >= 6
    assert np.mean(found) == pytest.approx(REFERENCE["coba"]["rate_hz"], rel=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("name", CIRCUITS)
def test_rates_are_those_of_brian2(name: str) -> None:
    """The difference of the two means has a standard error of 1.2 % at most."""
    found = active_rates(name, range(1, 65))
    share = len(found) / 64 - REFERENCE[name]["active"] / REFERENCE["runs"]
    assert abs(share) < 0.2
    assert np.mean(found) == pytest.approx(REFERENCE[name]["rate_hz"], rel=0.05)
