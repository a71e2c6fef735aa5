"""Each neuron's synaptic input learns a sinusoid (Arthur, Kim, Chen, Preibisch & Darshan 2023)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
half = round(2048 * float(sys.argv[2] if len(sys.argv) > 2 else 0.125))  # 1.0: as many as theirs
K, L, loops, rng = 205, 29, 20, np.random.default_rng(1)
KICK, LOOP = 0.2 * second, 1.2 * second  # a stimulus says when a loop begins; then it learns
kick = rng.normal(0.0, 1.0, 2 * half)


def balanced():
    """A network in which excitation and inhibition cancel, its neurons, what their input was."""
    net = snn.Network(dt=0.1 * ms)
    cell = snn.LIF(tau_m=10 * ms, v_rest=0.0, v_reset=0.0, v_thresh=1.0, t_ref=0.1 * ms)
    receptors = {"fast": snn.Exponential(3 * ms), "slow": snn.Exponential(150 * ms)}
    N = net.population(cell, 2 * half, "N", receptors, v=snn.Uniform(0.0, 1.0))
    E, I, some = N[:half], N[half:], snn.FixedProbability(K / half)
    for pre, post, weight in ((E, E, 0.07), (E, I, 0.47), (I, E, -0.35), (I, I, -0.47)):
        net.connect(pre, post, "fast", some, weight=weight)
    net.stimulate(N, "I", np.repeat([1.72, 1.15], half))
    net.stimulate(N, "I", lambda t: kick * (t % LOOP < KICK)[:, None])
    return net, N, [net.record(N, name, every=5 * ms) for name in receptors]


net, N, parts = balanced()
net.run(LOOP)
mean = parts[0].values[60:].mean(0)  # of the static input; the targets swing around it
net, N, parts = balanced()
sine = snn.targets.Sinusoids.random(N.n, amplitude=0.5, period=1 * second, mean=mean)
rule = snn.RLS(targets=sine, start=KICK, stop=LOOP, period=LOOP, others=["fast"], penlambda=0.1)
pre = np.concatenate([rng.choice(half, L, False) + k for _ in range(N.n) for k in (0, half)])
pairs, weight = snn.FromPairs(pre, np.arange(N.n).repeat(2 * L)), np.where(pre < half, 1, -1)
net.connect(N, N, "slow", pairs, 0.0124 * weight, plasticity=rule, name="RLS")
t, seen, curve = np.arange(5, 1001, 5) * ms, [], []
wanted = sine(KICK + t)
for loop in range(loops + 1):
    net.run(LOOP, learn=0 < loop < loops)  # without learning at first and at last
    total = parts[0].values[-len(t) :] + parts[1].values[-len(t) :]
    seen.append(snn.targets.smoothed(t - 5, total, 100 * ms).values)
    curve.append(np.corrcoef(seen[-1].T, wanted.T)[: N.n, N.n :].diagonal().mean())
print(net, f"correlation with the target: {curve[0]:.2f} before, {curve[-1]:.2f} after", sep="\n")
figure, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
for ax, i in zip(axes[:2], (half // 2, half + half // 2), strict=True):
    ax.plot(t, seen[0][:, i], color="0.6", label="before")
    ax.plot(t, seen[-1][:, i], color="#0072B2", label="after")
    ax.plot(t, wanted[:, i], "--", color="#D55E00", label="target")
    ax.set(xlabel="time after the stimulus (ms)", ylabel="synaptic input (threshold = 1)")
axes[0].legend(frameon=False)
axes[2].plot(curve, ".-", color="#0072B2")
axes[2].set(xlabel="loop", ylabel="correlation with the target", ylim=(-0.2, 1))
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "train_spiking.png", dpi=120)
