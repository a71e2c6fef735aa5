"""A neuron of the crab's stomatogastric ganglion, of eight channels and calcium."""

from __future__ import annotations

from .. import channels
from ..channels import CalciumPool, ConductanceNeuron, GradedRelease
from ..parameters import Param
from ..receptors import Graded

NANOSIEMENS = 628.0  # of 1 mS/cm² on 0.628e-3 cm² of membrane

# Prinz, Bucher & Marder 2004, table 2: mS/cm² of the channels in the order of the class.
DENSITIES = {
    "AB/PD 1": (400, 2.5, 6, 50, 10, 100, 0.01, 0.00),
    "AB/PD 2": (100, 2.5, 6, 50, 5, 100, 0.01, 0.00),
    "AB/PD 3": (200, 2.5, 4, 50, 5, 50, 0.01, 0.00),
    "AB/PD 4": (200, 5.0, 4, 40, 5, 125, 0.01, 0.00),
    "AB/PD 5": (300, 2.5, 2, 10, 5, 125, 0.01, 0.00),
    "LP 1": (100, 0.0, 8, 40, 5, 75, 0.05, 0.02),
    "LP 2": (100, 0.0, 6, 30, 5, 50, 0.05, 0.02),
    "LP 3": (100, 0.0, 10, 50, 5, 100, 0.00, 0.03),
    "LP 4": (100, 0.0, 4, 20, 0, 25, 0.05, 0.03),
    "LP 5": (100, 0.0, 6, 30, 0, 50, 0.03, 0.02),
    "PY 1": (100, 2.5, 2, 50, 0, 125, 0.05, 0.01),
    "PY 2": (200, 7.5, 0, 50, 0, 75, 0.05, 0.00),
    "PY 3": (200, 10.0, 0, 50, 0, 100, 0.03, 0.00),
    "PY 4": (400, 2.5, 2, 50, 0, 75, 0.05, 0.00),
    "PY 5": (500, 2.5, 2, 40, 0, 125, 0.01, 0.03),
    "PY 6": (500, 2.5, 2, 40, 0, 125, 0.00, 0.02),
}
CHANNELS = ("Na", "CaT", "CaS", "A", "KCa", "Kd", "H", "leak")


def conductances(densities: tuple[float, ...]) -> dict[str, float]:
    """The parameters of a neuron with these conductances in mS/cm²."""
    values = zip(CHANNELS, densities, strict=True)
    return {f"g_{name}": NANOSIEMENS * density for name, density in values}


class Stomatogastric(ConductanceNeuron):
    """The model neuron of Prinz, Billimoria & Marder 2003, J. Neurophysiol. 90:3998.

    It bursts, spikes or is silent as its eight conductances say: `Stomatogastric(preset="AB/PD 2")`
    for those of Prinz, Bucher & Marder 2004, Nat. Neurosci. 7:1345, table 2. It releases glutamate
    ("glut") and acetylcholine ("chol") by its potential, and has receptors for them, -70 and -80
    mV. 0.628e-3 cm² of membrane; the paper's step is 0.025 ms, 0.05 ms does as well.
    """

    C = Param(628.0, "pF", "capacitance", above=0.0)
    v_init = Param(-50.0, "mV", "potential at the beginning; gates are in their steady state there")
    Na = channels.Na()
    CaT = channels.CaT()
    CaS = channels.CaS()
    A = channels.A()
    KCa = channels.KCa()
    Kd = channels.Kd()
    H = channels.H()
    leak = channels.Leak()
    Ca = CalciumPool()
    glut = GradedRelease()
    chol = GradedRelease(k_minus=1.0 / 100.0)

    receptors = {"glut": Graded(reversal=-70.0), "chol": Graded(reversal=-80.0)}
    presets = {name: conductances(densities) for name, densities in DENSITIES.items()}
