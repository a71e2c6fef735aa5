"""Recursive least squares of rates where precision ends: updates are left out, and that is said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import ms
from snn.program.rates import LeastSquares
from tests.conftest import BACKENDS, same_bits
from tests.rate_networks import slow_wave

WIRED = {"one P": snn.AllToAll(), "a P for each target": snn.FixedProbability(0.7)}
LEFT_OUT = r"'q': ([\d,]+) updates of FORCE left out.*first at t = (\d+) ms"
STEPS, INPUTS = 150, 30


def ill_posed(connectivity: Any, alpha: float = 1e-7, **options: Any) -> snn.Network:
    """Two readouts of 30 irregular inputs, |r|^2 about 30."""
    net = snn.Network(dt=1 * ms, seed=2, **options)
    X = net.population(snn.Readout(), INPUTS, "X")
    Z = net.population(snn.Readout(), 2, "Z")
    data = np.random.default_rng(0).normal(size=(2 * STEPS, INPUTS))
    net.stimulate(X, "I", snn.TimedArray(data, 1 * ms))
    rule = snn.FORCE(slow_wave, alpha=alpha)
    net.connect(X, Z, "I", connectivity, weight=0.0, plasticity=rule, name="q")
    return net


def kept(net: snn.Network) -> LeastSquares:
    (stage,) = net.program.rates
    assert isinstance(stage.rule, LeastSquares)
    return stage.rule


@pytest.mark.parametrize("wired", WIRED)
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_indefinite_p_leaves_updates_out(backend: str, wired: str) -> None:
    net = ill_posed(WIRED[wired], backend=backend)
    with pytest.warns(snn.NonFiniteWarning, match=LEFT_OUT) as caught:
        net.run(STEPS * ms)
    assert len(caught) == 1
    count, first = re.search(LEFT_OUT, str(caught[0].message)).groups()  # type: ignore[union-attr]
    most = STEPS * (1 if wired == "one P" else 2)
    assert 0 < int(count) < most and 10 < int(first) < 50
    assert np.all(np.isfinite(net.projections[0]["weight"])) and np.all(np.isfinite(kept(net).P))
    assert (kept(net).bad_count[0], kept(net).bad_step[0]) == (0, -1)  # reported, and forgotten


@pytest.mark.parametrize("wired", WIRED)
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_update_that_is_left_out_changes_nothing_of_its_target(backend: str, wired: str) -> None:
    net = ill_posed(WIRED[wired], alpha=1.0, backend=backend)
    net.run(10 * ms)
    rule, q = kept(net), net.projections[0]
    before = q["weight"]
    rule.P[...] *= -1 if wired == "one P" else np.array([1, -1])[:, None, None]
    P = rule.P.copy()
    q["weight"] = before  # writing takes the program over again
    with pytest.warns(snn.NonFiniteWarning, match="'q': 5 updates of FORCE left out.*t = 10 ms"):
        net.run(5 * ms)
    same = q["weight"] == before
    bad = np.ones(len(q), bool) if wired == "one P" else q.post == 1
    assert np.all(same[bad]) and not np.any(same[~bad])
    assert same_bits(kept(net).P[-1], P[-1])


def test_float64_solves_what_float32_cannot() -> None:
    net = ill_posed(snn.AllToAll(), precision="float64")
    net.run(STEPS * ms)
    assert np.abs(net.projections[0]["weight"]).max() < 1


def test_left_out_updates_can_stop_a_run() -> None:
    net = ill_posed(snn.AllToAll(), on_nonfinite="raise")
    with pytest.raises(snn.NonFiniteError, match=LEFT_OUT):
        net.run(STEPS * ms)


@pytest.mark.parametrize("wired", WIRED)
def test_a_checkpoint_goes_on_with_the_same_bits(tmp_path: Path, wired: str) -> None:
    net = ill_posed(WIRED[wired], backend="numpy")
    with pytest.warns(snn.NonFiniteWarning, match=LEFT_OUT):
        net.run(STEPS * ms)
    kept(net).bad_count[:], kept(net).bad_step[:] = 3, STEPS  # as after Ctrl-C: not reported yet
    net.save(tmp_path / "net.h5")
    functions = {"slow_wave": slow_wave}
    again = snn.Network.load(tmp_path / "net.h5", backend="numpy", functions=functions)
    said = []
    for each in (net, again):
        with pytest.warns(snn.NonFiniteWarning, match=LEFT_OUT) as caught:
            each.run(20 * ms)
        said.append([str(w.message) for w in caught])
    assert said[0] == said[1] and f"t = {STEPS} ms" in said[0][0]
    assert same_bits(kept(net).P, kept(again).P)
    assert same_bits(net.projections[0]["weight"], again.projections[0]["weight"])
