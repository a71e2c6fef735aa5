"""STDP whose potentiation wins lets weights and rate grow, unless the weights' sum is kept."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import Hz, ms, mV, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

N, TOTAL = 200, 180 * mV
rates = np.linspace(5, 25, N) * Hz


def simulate(normalized):
    """The synapses of a neuron with N inputs, their weights over time, and its rate in Hz."""
    net = snn.Network(dt=0.1 * ms, seed=2)
    inputs = net.population(snn.Poisson(rate=rates), N, name="inputs")
    cell = net.population(snn.LIF(), 1, name="cell", receptors={"ge": snn.Exponential(5 * ms)})
    rule = snn.STDP(
        tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.02 * mV, a_minus=0.02 * mV, w_max=3 * mV
    )
    start = snn.Uniform(0 * mV, 2 * mV)
    synapses = net.connect(inputs, cell, "ge", snn.AllToAll(), weight=start, plasticity=rule)
    if normalized:
        net.normalize(synapses, TOTAL, every=100 * ms)
    weights = net.record(synapses, "weight", every=500 * ms)
    spikes = net.record(cell, "spikes")
    net.run(60 * second)
    return synapses, weights, float(np.sum(spikes.times > 50 * second) / 10)


snn.plot.use_style()
figure, axes = plt.subplots(2, 2, figsize=(9, 6))
for row, normalized in zip(axes, (False, True), strict=True):
    synapses, weights, rate = simulate(normalized)
    total = synapses["weight"].sum()
    name = "normalised" if normalized else "free"
    print(f"{name}: the weights add up to {total:.3f} mV, the neuron fires at {rate:.1f} Hz")
    snn.plot.weights(weights, unit="mV", ax=row[0])
    row[0].set(xlabel="time (s)", title=f"{name}: sum {total:.1f} mV, {rate:.0f} Hz")
    row[0].xaxis.set_major_formatter(lambda t, _: f"{t / second:g}")
    snn.plot.weights(synapses, unit="mV", ax=row[1])
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "normalized_weights.png", dpi=150)
