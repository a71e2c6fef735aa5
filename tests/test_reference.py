"""Spike times and learned weights against Brian2; tests/reference/ has the data and the scripts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import snn

FOLDER = Path(__file__).parent / "reference"
SMALL = json.loads((FOLDER / "small_network.json").read_text())


def small_network(backend: str, precision: str, learn: bool) -> snn.Network:
    ref = SMALL
    n_e, n = ref["n_e"], ref["n_e"] + ref["n_i"]
    net = snn.Network(dt=ref["dt"], backend=backend, precision=precision)
    model = snn.LIF(tau_m=20.0, v_rest=-60.0, v_thresh=-50.0, v_reset=-60.0, t_ref=ref["t_ref"],
                    integrator="euler")  # fmt: skip
    receptors = {"ge": snn.Exponential(5.0), "gi": snn.Exponential(10.0)}
    neurons = net.population(model, n, name="N", receptors=receptors, v=np.array(ref["v0"]))
    net.stimulate(neurons, "I", np.array(ref["current"]))
    pre, post = np.array(ref["pre"]), np.array(ref["post"])
    weight, delay = np.array(ref["weight"]), np.array(ref["delay_steps"]) * ref["dt"]
    stdp = snn.STDP(
        tau_pre=ref["stdp"]["tau"],
        tau_post=ref["stdp"]["tau"],
        a_plus=ref["stdp"]["a_plus"],
        a_minus=ref["stdp"]["a_minus"],
        w_max=ref["stdp"]["w_max"],
    )
    E, I = neurons[:n_e], neurons[n_e:]
    for source, target, receptor, name in (
        (E, E, "ge", "EE"),
        (E, I, "ge", "EI"),
        (I, neurons, "gi", "I"),
    ):
        chosen = (pre >= source.lo) & (pre < source.hi) & (post >= target.lo) & (post < target.hi)
        net.connect(
            source,
            target,
            receptor,
            snn.FromPairs(pre[chosen] - source.lo, post[chosen] - target.lo),
            weight=weight[chosen],
            delay=delay[chosen],
            plasticity=stdp if learn and name == "EE" else None,
            name=name,
        )
    return net


def spike_steps(net: snn.Network) -> dict[int, list[int]]:
    """Steps of the spikes of every neuron."""
    spikes = net.record(net["N"], "spikes")
    net.run(SMALL["duration"])
    return {i: np.rint(spikes.times[spikes.ids == i] / net.dt).astype(int).tolist()
            for i in range(net["N"].n)}  # fmt: skip


def expected_steps(run: str) -> dict[int, list[int]]:
    step, ids = np.array(SMALL[run]["step"]), np.array(SMALL[run]["id"])
    return {i: step[ids == i].tolist() for i in range(SMALL["n_e"] + SMALL["n_i"])}


def assert_same_to_one_step(ours: dict[int, list[int]], theirs: dict[int, list[int]]) -> None:
    assert sum(map(len, theirs.values())) > 150  # there is something to compare
    for neuron, steps in theirs.items():
        assert len(ours[neuron]) == len(steps), f"neuron {neuron}"
        assert np.all(np.abs(np.array(ours[neuron]) - steps) <= 1), f"neuron {neuron}"


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("backend", snn.backends.available())
def test_spike_times_equal_those_of_brian2_to_one_step(backend, precision):
    ours = spike_steps(small_network(backend, precision, learn=False))
    assert_same_to_one_step(ours, expected_steps("fixed"))


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("backend", snn.backends.available())
def test_learned_weights_equal_those_of_brian2(backend, precision):
    net = small_network(backend, precision, learn=True)
    assert_same_to_one_step(spike_steps(net), expected_steps("plastic"))
    projection = next(p for p in net.projections if p.name == "EE")
    keys = list(zip(projection.pre.tolist(), projection.post.tolist(), strict=True))
    learned = dict(zip(keys, projection["weight"], strict=True))
    pre, post = np.array(SMALL["pre"]), np.array(SMALL["post"])
    within_e = (pre < SMALL["n_e"]) & (post < SMALL["n_e"])
    wanted = SMALL["plastic"]["weight_ee"]
    assert (min(wanted), max(wanted)) == (0.0, SMALL["stdp"]["w_max"])  # both bounds are met
    for i, j, weight in zip(pre[within_e], post[within_e], wanted, strict=True):
        assert learned[i, j] == pytest.approx(weight, abs=2e-3), f"{i} -> {j}"
