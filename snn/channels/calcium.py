"""The concentration of calcium in a neuron, which its calcium currents change."""

from __future__ import annotations

from typing import Any

from ..lang import log
from ..model import State
from ..parameters import Param, derived
from .component import Component

_GAS, _FARADAY = 8.314462618, 96485.33212  # J / (mol K), C / mol
_ZERO_CELSIUS = 273.15  # K
LEAST = 1e-3  # µM, below which the Nernst potential does not follow


class CalciumPool(Component):
    """tau dCa/dt = -f I_Ca - Ca + rest, with the Nernst potential of calcium as reversal.

    I_Ca (pA) is the neuron's calcium current, negative inward. The defaults are those of Prinz,
    Billimoria & Marder 2003, J. Neurophysiol. 90:3998; f is for a membrane of 0.628e-3 cm². A
    neuron's class body names it, and so the concentration: `Ca = CalciumPool()`.
    """

    tau = Param(200.0, "ms", "time constant", above=0.0)
    f = Param(0.01496, "µM/pA", "concentration per current", low=0.0)
    rest = Param(0.05, "µM", "concentration without current", above=0.0)
    out = Param(3000.0, "µM", "concentration outside", above=0.0)
    temperature = Param(10.0, "°C", "temperature", above=-_ZERO_CELSIUS)
    RT_zF = derived(
        lambda p: 500.0 * _GAS / _FARADAY * (p.temperature + _ZERO_CELSIUS), "mV"
    )  # z = 2, and 1000 mV/V

    def neuron_states(self, name: str, calcium: tuple[str, Any] | None) -> dict[str, State]:
        """The concentration, at first at rest."""
        return {name: State(lambda p: p[f"rest_{name}"], "µM", "concentration of calcium")}


def nernst(Ca, RT_zF, out):
    """The reversal potential of calcium, mV."""
    return RT_zF * log(out / max(Ca, LEAST))
