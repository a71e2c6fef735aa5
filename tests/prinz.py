"""The equations of Prinz et al. 2003 once more, in NumPy, integrated by SciPy in float64.

Written from the papers alone, apart from the library's; conductances in mS/cm² on 0.628e-3 cm².
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

AREA, C = 0.628, 628.0  # µS per mS/cm², in thousands; pF

# Prinz, Bucher & Marder 2004, table 2: Na, CaT, CaS, A, KCa, Kd, H, leak of AB/PD 2, LP 4, PY 1.
CELLS = {
    "AB/PD": (100.0, 2.5, 6.0, 50.0, 5.0, 100.0, 0.01, 0.0),
    "LP": (100.0, 0.0, 4.0, 20.0, 0.0, 25.0, 0.05, 0.03),
    "PY": (100.0, 2.5, 2.0, 50.0, 0.0, 125.0, 0.05, 0.01),
}
# nS, figure 3e: by target and transmitter.
SYNAPSES = {
    ("LP", "glut"): {"AB/PD": 30.0, "PY": 30.0},
    ("LP", "chol"): {"AB/PD": 30.0},
    ("PY", "glut"): {"AB/PD": 10.0, "LP": 1.0},
    ("PY", "chol"): {"AB/PD": 3.0},
    ("AB/PD", "glut"): {"LP": 30.0},
}


def sigma(v: Any, half: float, k: float) -> Any:
    """1 / (1 + exp((v + half) / k))"""
    return 1.0 / (1.0 + np.exp((v + half) / k))


def steady(v: Any, Ca: Any) -> list[Any]:
    """m and h of Na, CaT, CaS, A, m of KCa, Kd, H."""
    return [
        sigma(v, 25.5, -5.29),
        sigma(v, 48.9, 5.18),
        sigma(v, 27.1, -7.2),
        sigma(v, 32.1, 5.5),
        sigma(v, 33.0, -8.1),
        sigma(v, 60.0, 6.2),
        sigma(v, 27.2, -8.7),
        sigma(v, 56.9, 4.9),
        Ca / (Ca + 3.0) * sigma(v, 28.3, -12.6),
        sigma(v, 12.3, -11.8),
        sigma(v, 75.0, 5.5),
    ]


def times(v: Any) -> list[Any]:
    """Their time constants, ms."""
    return [
        2.64 - 2.52 * sigma(v, 120.0, -25.0),
        1.34 * sigma(v, 62.9, -10.0) * (1.5 + sigma(v, 34.9, 3.6)),
        43.4 - 42.6 * sigma(v, 68.1, -20.5),
        210.0 - 179.6 * sigma(v, 55.0, -16.9),
        2.8 + 14.0 / (np.exp((v + 27.0) / 10.0) + np.exp((v + 70.0) / -13.0)),
        120.0 + 300.0 / (np.exp((v + 55.0) / 9.0) + np.exp((v + 65.0) / -16.0)),
        23.2 - 20.8 * sigma(v, 32.9, -15.2),
        77.2 - 58.4 * sigma(v, 38.9, -26.5),
        180.6 - 150.2 * sigma(v, 46.0, -22.7),
        14.4 - 12.8 * sigma(v, 28.3, -19.2),
        2.0 / (np.exp((v + 169.7) / -11.6) + np.exp((v - 26.7) / 14.3)),
    ]


def slope(t: float, y: Any, g: Any, synaptic: float = 0.0) -> Any:
    """d/dt of v (mV), Ca (µM) and the gates of one neuron; synaptic: µA/cm² into it, times AREA."""
    v, Ca, gates = y[0], y[1], y[2:]
    mNa, hNa, mT, hT, mS, hS, mA, hA, mK, md, mH = gates
    E_Ca = 8.314462618 * 283.15 / (2 * 96.48533212) * np.log(3000.0 / Ca)
    calcium = (g[1] * mT**3 * hT + g[2] * mS**3 * hS) * (v - E_Ca)
    potassium = (g[3] * mA**3 * hA + g[4] * mK**4 + g[5] * md**4) * (v + 80.0)
    rest = g[0] * mNa**3 * hNa * (v - 50.0) + g[6] * mH * (v + 20.0) + g[7] * (v + 50.0)
    current = AREA * (calcium + potassium + rest)  # nA
    relax = [(goal - x) / tau for x, goal, tau in zip(gates, steady(v, Ca), times(v), strict=True)]
    d_v = (synaptic - current) * 1e3 / C
    return [d_v, (0.05 - 14.96 * AREA * calcium - Ca) / 200.0, *relax]


def beginning() -> list[Any]:
    """-50 mV, 0.05 µM, and the gates' steady states there."""
    return [-50.0, 0.05, *steady(-50.0, 0.05)]


def stomatogastric(densities: tuple[float, ...], duration: float) -> Any:
    """solve_ivp's result for one neuron; its events are upward crossings of 0 mV."""

    def crossing(t: float, y: Any) -> Any:
        return y[0]

    crossing.direction = 1  # type: ignore[attr-defined]
    return solve_ivp(
        lambda t, y: slope(t, y, densities),
        (0.0, duration),
        beginning(),
        "LSODA",
        rtol=1e-9,
        atol=1e-11,
        events=crossing,
    )


def upward(solved: Any) -> np.ndarray:
    """The times at which v crossed 0 mV upward, ms."""
    times: np.ndarray = solved.t_events[0]
    return times
