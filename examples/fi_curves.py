"""f-I curves of four neurons, of the LIF with its closed form (Gerstner et al. 2014, eq. 1.13)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, mV, nS, pA, second
from snn.analysis import fi_curve

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

DT, BLUE, ORANGE = 0.02 * ms, "#0072B2", "#D55E00"
TAU, T_REF, THRESHOLD = 20 * ms, 5 * ms, 10 * mV  # threshold above rest, where reset is too
LIF = snn.LIF(tau_m=TAU, t_ref=T_REF, v_rest=-60 * mV, v_reset=-60 * mV, v_thresh=-50 * mV)


def closed_form(current):
    """Hz: 1 over the refractory period and the way from reset to threshold."""
    rate, fires = np.zeros(len(current)), current > THRESHOLD
    way = TAU * np.log(current[fires] / (current[fires] - THRESHOLD))
    rate[fires] = 1000 / (T_REF + way)
    return rate


def draw(ax, title, unit, current, models, **style):
    """Rate in Hz against current, one line per model; returns the last."""
    for (label, model), color in zip(models.items(), (ORANGE, BLUE), strict=False):
        rate = fi_curve(model, current, duration=1 * second, dt=DT)
        ax.plot(current, rate, color=color, label=label, **style)
    ax.set(title=title, xlabel=f"input current ({unit})", ylabel="firing rate (Hz)")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False)
    return rate


figure, axes = plt.subplots(2, 2, figsize=(8, 6), layout="constrained")
current = np.linspace(0, 40, 81) * mV
axes[0, 0].plot(current, closed_form(current), color=BLUE, label="closed form")
dots = {"linestyle": "", "marker": "o", "markersize": 3.5, "markevery": 3}
rate = draw(axes[0, 0], "LIF, refractory 5 ms", "mV", current, {"simulated": LIF}, **dots)
fires = rate > 0
late = (1000 / rate[fires] - 1000 / closed_form(current[fires])) / DT
print(f"intervals are {late.min():.2f} to {late.max():.2f} steps longer than the closed form's")
adex = {"adapting": snn.AdEx(), "without adaptation": snn.AdEx(a=0 * nS, b=0 * pA)}
draw(axes[0, 1], "AdEx", "pA", np.linspace(0, 2000, 201) * pA, adex)
kinds = {"regular spiking": snn.Izhikevich(), "fast spiking": snn.Izhikevich(a=0.1, d=2)}
draw(axes[1, 0], "Izhikevich", "mV/ms", np.linspace(0, 30, 151), kinds)
hh = {"V_T = -63 mV": snn.HodgkinHuxley(), "V_T = -55 mV": snn.HodgkinHuxley(V_T=-55 * mV)}
draw(axes[1, 1], "Hodgkin-Huxley (Traub & Miles)", "pA", np.linspace(-500, 2000, 101) * pA, hh)
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "fi_curves.png", dpi=150)
