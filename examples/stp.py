"""Short-term plasticity: trains through depressing and facilitating synapses, and what is left of
each at every rate, against the closed form (Tsodyks, Pawelzik & Markram 1998, Neural Comput.
10:821)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, mV

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
SETS = {
    "depressing": {"U": 0.5, "tau_rec": 800 * ms, "tau_facil": 0 * ms},
    "facilitating": {"U": 0.05, "tau_rec": 100 * ms, "tau_facil": 1000 * ms},
}


def simulate(trains, U, tau_rec, tau_facil, tau_syn):
    """Membrane potential and synaptic input of one neuron per train of spike times (ms)."""
    net = snn.Network(dt=0.1 * ms)
    ids = np.repeat(np.arange(len(trains)), [len(train) for train in trains])
    S = net.population(snn.SpikeSource(np.concatenate(trains), ids), len(trains), "S")
    T = net.population(
        snn.LIF(tau_m=30 * ms, v_rest=-65 * mV), len(trains), "T", {"g": snn.Exponential(tau_syn)}
    )
    rule = snn.STP(U=U, tau_rec=tau_rec, tau_facil=tau_facil)
    net.connect(S, T, "g", snn.OneToOne(), weight=10 * mV, plasticity=rule)
    v, g = net.record(T, "v"), net.record(T, "g")
    net.run(max(train[-1] for train in trains) + 100 * ms)
    return v, g


snn.plot.use_style()
figure, axes = plt.subplots(2, 2, figsize=(8, 5), sharex="row")
one = np.append(100 + 50.0 * np.arange(10), 1100.0)  # 20 Hz, and a test of recovery
rates = np.array([1, 2, 5, 10, 15, 20, 30, 40, 50, 70, 100])
for column, (name, values) in enumerate(SETS.items()):
    v, _ = simulate([one], **values, tau_syn=3 * ms)
    axes[0, column].plot(v.times, v.values[:, 0], color="#0072B2", linewidth=1)
    axes[0, column].set(title=f"{name}, 20 Hz", xlabel="time (ms)", ylabel="v (mV)")

    trains = [np.arange(1, max(12, 6 * r)) * np.round(1e3 / r, 1) for r in rates]
    _, g = simulate(trains, **values, tau_syn=1 * ms)
    last = [g.values[g.times > train[-1], k].max() for k, train in enumerate(trains)]
    exact = np.linspace(1, 100, 400)
    kept = np.exp(-1e3 / exact / values["tau_facil"]) if values["tau_facil"] else 0.0
    u = values["U"] / (1 - (1 - values["U"]) * kept)
    back = np.exp(-1e3 / exact / values["tau_rec"])
    ax = axes[1, column]
    ax.plot(exact, u * (1 - back) / (1 - (1 - u) * back), color="#0072B2", label="closed form")
    simulated = np.array(last) / 10 / np.exp(-0.1)  # of the weight; g decays in its first step
    ax.plot(rates, simulated, "o", color="#D55E00", markersize=4, label="simulated")
    ax.set(xlabel="presynaptic rate (Hz)", ylabel="steady efficacy", ylim=0)
    ax.legend()
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "stp.png", dpi=150)
