"""The pyloric rhythm of Prinz et al. 2004: its order, its period, its reference."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import snn
from snn import analysis, circuits, ms
from snn.models.stomatogastric import DENSITIES
from tests.conftest import BACKENDS, same_bits
from tests.networks import everything
from tests.prinz import CELLS, SYNAPSES, beginning, slope

QUIET = 250.0  # ms without a spike end a burst
FAST = "numba" if "numba" in BACKENDS else BACKENDS[-1]


def onsets(times: np.ndarray, begin: float = 0.0) -> np.ndarray:
    """The first spikes of bursts that begin after `begin`, ms."""
    found, _, _ = analysis.bursts((times, np.zeros(len(times), int)), QUIET, least=1)
    return found[found > begin]


def bursts(net: snn.Network, duration: float, begin: float) -> dict[str, np.ndarray]:
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    net.run(duration)
    return {name: onsets(each.times, begin) for name, each in spikes.items()}


def test_the_network_is_that_of_the_paper() -> None:
    net = circuits.pyloric(backend="numpy")
    channels = ("Na", "CaT", "CaS", "A", "KCa", "Kd", "H", "leak")
    for name, densities in CELLS.items():
        assert [net[name][f"g_{c}"] for c in channels] == pytest.approx(
            [628 * d for d in densities]
        )
    assert {q.name: q["weight"].tolist() for q in net.projections} == {
        f"{source}->{target} {transmitter}": [weight]
        for (target, transmitter), sources in SYNAPSES.items()
        for source, weight in sources.items()
    }
    assert {r: net["LP"][f"reversal_{r}"] for r in ("glut", "chol")} == {"glut": -70, "chol": -80}
    assert len(DENSITIES) == 16
    assert circuits.pyloric(1, 3, 6, {}, n=2, backend="numpy").projections == []


@pytest.mark.parametrize("key", [("AB/PD", "LP"), ("PD", "LP", "glut"), ("LP", "PY", "GABA")])
def test_synapses_between_what_is_not_there(key: Any) -> None:
    with pytest.raises(snn.SNNError, match=re.escape(f"got {key!r}")):
        circuits.pyloric(synapses={key: 1.0}, backend="numpy")


def test_the_first_milliseconds_have_the_same_bits(backend: str) -> None:
    if backend == "numba":
        pytest.skip("compiles half a minute: among the slow tests")
    compare(backend, 3 * ms)


@pytest.mark.slow
def test_numba_has_the_same_bits() -> None:
    compare("numba", 100 * ms)


def compare(backend: str, duration: float) -> None:
    one, other = (circuits.pyloric(n=5, backend=name) for name in ("numpy", backend))
    for net in (one, other):
        net["AB/PD"]["v"] = np.linspace(-60.0, -20.0, 5)
        net.run(duration)
    a, b = everything(one), everything(other)
    assert np.all(a["LP.glut"] > 0)
    assert [key for key in a if not same_bits(a[key], b[key])] == []


@pytest.mark.slow
def test_bursts_come_in_the_order_of_the_animal() -> None:
    found = bursts(circuits.pyloric(backend=FAST), 16_000 * ms, 3000 * ms)
    pacemaker = found["AB/PD"]
    assert len(pacemaker) >= 7
    periods = np.diff(pacemaker)
    assert np.all((periods > 1000) & (periods < 2000))  # a rhythm of the animal's range, 1 to 2 s
    assert periods.std() < 0.05 * periods.mean()
    for begin, end in pairwise(pacemaker):
        (lp,), (py,) = (
            found[name][(found[name] > begin) & (found[name] < end)] for name in ("LP", "PY")
        )
        assert begin < lp < py < end


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_the_pacemaker_bursts_alone(number: int) -> None:
    net = circuits.pyloric(abpd=number, synapses={}, backend=FAST)
    times = bursts(net, 12_000 * ms, 2000 * ms)["AB/PD"]
    assert len(times) >= 5
    assert np.all((np.diff(times) > 1000) & (np.diff(times) < 2100))


@pytest.mark.slow
def test_followers_do_not_burst_alone() -> None:
    net = circuits.pyloric(backend=FAST)
    for projection in net.projections:
        projection["weight"] = 0.0
    spikes = {name: net.record(net[name], "spikes") for name in ("LP", "PY")}
    net.run(6000 * ms)
    late = {name: each.times[each.times > 2000] for name, each in spikes.items()}
    assert np.diff(late["LP"]).max() < QUIET  # LP 4 spikes tonically when nothing inhibits it
    assert len(late["PY"]) == 0  # and PY 1 is silent


def network_slope(t: float, y: Any) -> Any:
    """d/dt of three neurons' 13 states, then of their releases by transmitter."""
    cells = y[:39].reshape(3, 13)
    release = dict(zip(("glut", "chol"), y[39:].reshape(2, 3), strict=True))
    rate = {"glut": 1.0 / 40.0, "chol": 1.0 / 100.0}
    reversal = {"glut": -70.0, "chol": -80.0}
    names = list(CELLS)
    current = np.zeros(3)
    for (target, transmitter), sources in SYNAPSES.items():
        k = names.index(target)
        g = sum(w * release[transmitter][names.index(source)] for source, w in sources.items())
        current[k] += g * (reversal[transmitter] - cells[k, 0]) * 1e-3  # nA
    out = [slope(t, cells[k], cell, current[k]) for k, cell in enumerate(CELLS.values())]
    steady = 1.0 / (1.0 + np.exp((-35.0 - cells[:, 0]) / 5.0))
    out += [(steady - release[c]) / ((1.0 - steady) / rate[c]) for c in ("glut", "chol")]
    return np.concatenate(out)


@pytest.mark.slow
def test_the_rhythm_converges_to_an_independent_integration() -> None:
    def crossing(t: float, y: Any) -> Any:
        return y[0]

    crossing.direction = 1  # type: ignore[attr-defined]
    events = [crossing, lambda t, y: y[13], lambda t, y: y[26]]
    for event in events[1:]:
        event.direction = 1  # type: ignore[attr-defined]
    first = np.concatenate([beginning() * 3, np.zeros(6)])
    solved = solve_ivp(
        network_slope, (0, 4000), first, "LSODA", rtol=1e-8, atol=1e-10, events=events
    )
    expected = dict(zip(CELLS, map(onsets, solved.t_events), strict=True))
    for dt, most in ((0.05, 60.0), (0.0125, 6.0)):
        net = circuits.pyloric(dt=dt, backend=FAST, precision="float64")
        found = bursts(net, 4000 * ms, 0.0)
        for name in CELLS:
            assert len(found[name]) == len(expected[name]) >= 2
            assert np.abs(found[name] - expected[name]).max() < most, (dt, name)
