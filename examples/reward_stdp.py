"""A reward that comes late strengthens what caused it: of 20 groups, stimulated in random order,
the one followed by reward evokes ever more spikes (Izhikevich 2007, Cereb. Cortex 17:2443)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import Hz, ms, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
GROUPS, SIZE = 20, 50
DURATION = float(sys.argv[2] if len(sys.argv) > 2 else 100) * second

rng = np.random.default_rng(5)
times = np.arange(100, DURATION - 1 * second, 200) + rng.integers(0, 100, int(DURATION / 200) - 5)
group = rng.integers(0, GROUPS, len(times))
rewards = np.sort(times[group == 0] + rng.integers(0, 1000, np.sum(group == 0)))

net = snn.Network(dt=1 * ms, seed=4)
jump = {"exc": snn.Delta(), "inh": snn.Delta(), "kick": snn.Delta()}
E = net.population(snn.Izhikevich(a=0.02, d=8), 800, "E", jump)
I = net.population(snn.Izhikevich(a=0.1, d=2), 200, "I", jump)
S = net.population(snn.SpikeSource(times, group), GROUPS, "S")
rule = snn.RewardSTDP(
    tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.1, a_minus=0.15, w_max=4,
    tau_c=1 * second, tau_reward=200 * ms, interval=10 * ms,
)  # fmt: skip
EE = net.connect(E, E, "exc", snn.FixedOutDegree(80), weight=1.0, plasticity=rule)
net.connect(E, I, "exc", snn.FixedOutDegree(20), weight=1.0)
net.connect(I, E, "inh", snn.FixedOutDegree(100), weight=-1.0)
members = np.array([rng.choice(800, SIZE, replace=False) for _ in range(GROUPS)])
pairs = snn.FromPairs(np.repeat(np.arange(GROUPS), SIZE), members.ravel())
net.connect(S, E, "kick", pairs, weight=40.0)
for population in (E, I):
    net.stimulate(population, "kick", snn.PoissonInput(rate=1 * Hz, n=1, weight=20.0))
spikes = net.record(E, "spikes")
for reward in rewards:
    net.run(reward - net.time)
    EE["reward"] += 0.15
net.run(DURATION - net.time)

first, last = (np.searchsorted(spikes.times, times + lag) for lag in (2 * ms, 22 * ms))
evoked, own = last - first, group == 0
snn.plot.use_style()
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
axes[0].plot(times[~own] / second, evoked[~own], ".", color="0.7", label="other groups")
axes[0].plot(times[own] / second, evoked[own], "o", color="#D55E00", label="rewarded group")
axes[0].set(xlabel="time (s)", ylabel="spikes within 20 ms of a stimulus", ylim=0)
rewarded = np.isin(EE.pre, members[0])
for which, color, label in ((~rewarded, "0.7", "others"), (rewarded, "#D55E00", "rewarded group")):
    density, edges = np.histogram(EE["weight"][which], bins=40, density=True)
    axes[1].stairs(density, edges, color=color, label=f"from {label}", linewidth=1.5)
axes[1].set(xlabel="weight (mV/ms)", ylabel="density", yscale="log")
for ax in axes:
    ax.legend()
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "reward_stdp.png", dpi=150)
