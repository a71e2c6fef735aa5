"""Three neurons burst in turn, by graded inhibition: Prinz, Bucher & Marder (2004), fig. 3e."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snn import analysis, circuits, ms, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
duration = float(sys.argv[2] if len(sys.argv) > 2 else 9) * second
BEGIN, QUIET = 1.2 * second, 250 * ms  # the rhythm settles; what separates two bursts
COLOURS = {"AB/PD": "#0072B2", "LP": "#D55E00", "PY": "#009E73"}

net = circuits.pyloric()
spikes = {name: net.record(net[name], "spikes") for name in COLOURS}
traces = {name: net.record(net[name], "v", every=0.5 * ms) for name in COLOURS}
net.run(duration, progress=True)

figure, axes = plt.subplots(3, figsize=(8, 5), sharex=True, layout="constrained")
found = {}  # first and last spike of every burst, ms
for name, each in spikes.items():
    onset, end, _ = analysis.bursts(each, QUIET, least=1, t_range=(BEGIN, duration))
    found[name] = list(zip(onset, end, strict=True))
for ax, name in zip(axes, COLOURS, strict=True):
    v = traces[name]
    ax.plot(v.times / second, v.values[:, 0], color="0.15", linewidth=0.7)
    for other in COLOURS:
        for first, last in found[other]:
            style = {"alpha": 0.35 if other == name else 0.1, "linewidth": 0}
            ax.axvspan(first / second, last / second, color=COLOURS[other], **style)
    ax.set(ylabel=f"{name}\nv (mV)", ylim=(-85, 60), yticks=(-80, -40, 0, 40))
axes[-1].set(xlabel="time (s)", xlim=(BEGIN / second, duration / second))
pacemaker = np.array([first for first, _ in found["AB/PD"]])
print(f"period of AB/PD: {np.diff(pacemaker).mean() / second:.2f} s")
for name in ("LP", "PY"):
    starts = np.array([first for first, _ in found[name]])
    after = [starts[starts > t].min(initial=np.inf) - t for t in pacemaker[:-1]]
    print(f"  {name} begins {np.mean(after):.0f} ms after AB/PD")
axes[0].set_title("bursts shaded: AB/PD (blue), then LP (orange), then PY (green)")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "pyloric.png", dpi=150)
