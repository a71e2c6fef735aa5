"""The channels of Prinz, Billimoria & Marder 2003, J. Neurophysiol. 90:3998, table 1.

After the recordings of Turrigiano, LeMasson & Marder 1995 (J. Neurosci. 15:3640) from cultured
stomatogastric neurons of the crab. Time constants in ms, potentials in mV, calcium Ca in µM.
"""

from __future__ import annotations

from ..lang import exp
from ..parameters import Param
from .channel import CalciumChannel, Channel, Gate


def sigmoid(x):
    """1 / (1 + exp(x)): falls from 1 to 0."""
    return 1.0 / (1.0 + exp(x))


class Na(Channel):
    """Fast sodium."""

    E = Param(50.0, "mV", "reversal potential")
    m = Gate(3)
    h = Gate()

    def m_inf(v):
        return sigmoid((v + 25.5) / -5.29)

    def m_tau(v):
        return 2.64 - 2.52 * sigmoid((v + 120.0) / -25.0)

    def h_inf(v):
        return sigmoid((v + 48.9) / 5.18)

    def h_tau(v):
        return 1.34 * sigmoid((v + 62.9) / -10.0) * (1.5 + sigmoid((v + 34.9) / 3.6))


class CaT(CalciumChannel):
    """Transient calcium."""

    m = Gate(3)
    h = Gate()

    def m_inf(v):
        return sigmoid((v + 27.1) / -7.2)

    def m_tau(v):
        return 43.4 - 42.6 * sigmoid((v + 68.1) / -20.5)

    def h_inf(v):
        return sigmoid((v + 32.1) / 5.5)

    def h_tau(v):
        return 210.0 - 179.6 * sigmoid((v + 55.0) / -16.9)


class CaS(CalciumChannel):
    """Slow calcium."""

    m = Gate(3)
    h = Gate()

    def m_inf(v):
        return sigmoid((v + 33.0) / -8.1)

    def m_tau(v):
        return 2.8 + 14.0 / (exp((v + 27.0) / 10.0) + exp((v + 70.0) / -13.0))

    def h_inf(v):
        return sigmoid((v + 60.0) / 6.2)

    def h_tau(v):
        return 120.0 + 300.0 / (exp((v + 55.0) / 9.0) + exp((v + 65.0) / -16.0))


class A(Channel):
    """Transient potassium."""

    E = Param(-80.0, "mV", "reversal potential")
    m = Gate(3)
    h = Gate()

    def m_inf(v):
        return sigmoid((v + 27.2) / -8.7)

    def m_tau(v):
        return 23.2 - 20.8 * sigmoid((v + 32.9) / -15.2)

    def h_inf(v):
        return sigmoid((v + 56.9) / 4.9)

    def h_tau(v):
        return 77.2 - 58.4 * sigmoid((v + 38.9) / -26.5)


class KCa(Channel):
    """Potassium that calcium opens."""

    E = Param(-80.0, "mV", "reversal potential")
    m = Gate(4)

    def m_inf(v, Ca):
        return Ca / (Ca + 3.0) * sigmoid((v + 28.3) / -12.6)

    def m_tau(v):
        return 180.6 - 150.2 * sigmoid((v + 46.0) / -22.7)


class Kd(Channel):
    """Delayed-rectifier potassium."""

    E = Param(-80.0, "mV", "reversal potential")
    m = Gate(4)

    def m_inf(v):
        return sigmoid((v + 12.3) / -11.8)

    def m_tau(v):
        return 14.4 - 12.8 * sigmoid((v + 28.3) / -19.2)


class H(Channel):
    """Inward current that hyperpolarisation activates."""

    E = Param(-20.0, "mV", "reversal potential")
    m = Gate()

    def m_inf(v):
        return sigmoid((v + 75.0) / 5.5)

    def m_tau(v):
        return 2.0 / (exp((v + 169.7) / -11.6) + exp((v - 26.7) / 14.3))


class Leak(Channel):
    """A constant conductance."""

    E = Param(-50.0, "mV", "reversal potential")
