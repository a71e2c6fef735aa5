"""Published parameters of the AdEx neuron, by name."""

from __future__ import annotations

_ORDER = ("C", "g_L", "E_L", "V_T", "delta_T", "a", "tau_w", "b", "v_reset")
# Naud, Marcille, Clopath & Gerstner 2008, Biol. Cybern. 99:335, table 1, where bursting is called
# regular bursting.
_NAUD = {
    "tonic": (200.0, 10.0, -70.0, -50.0, 2.0, 2.0, 30.0, 0.0, -58.0),
    "adapting": (200.0, 12.0, -70.0, -50.0, 2.0, 2.0, 300.0, 60.0, -58.0),
    "initial_burst": (130.0, 18.0, -58.0, -50.0, 2.0, 4.0, 150.0, 120.0, -50.0),
    "bursting": (200.0, 10.0, -58.0, -50.0, 2.0, 2.0, 120.0, 100.0, -46.0),
    "delayed_accelerating": (200.0, 12.0, -70.0, -50.0, 2.0, -10.0, 300.0, 0.0, -58.0),
    "delayed_bursting": (100.0, 10.0, -65.0, -50.0, 2.0, -10.0, 90.0, 30.0, -47.0),
    "transient": (100.0, 10.0, -65.0, -50.0, 2.0, 10.0, 90.0, 100.0, -47.0),
    "irregular": (100.0, 12.0, -60.0, -50.0, 2.0, -11.0, 130.0, 30.0, -48.0),
}
PATTERN_CURRENT = {  # pA
    "tonic": 500.0,
    "adapting": 500.0,
    "initial_burst": 400.0,
    "bursting": 210.0,
    "delayed_accelerating": 300.0,
    "delayed_bursting": 110.0,
    "transient": 180.0,
    "irregular": 160.0,
}
PATTERNS = tuple(_NAUD)

# Park & Geffen 2020, PLoS Comput. Biol. 16:e1008016, as in the authors' program.
_PARK = {
    "excitatory": (180.0, 6.25, -60.0, -40.0, 1.0, 4.0, 150.0, 8.0, -60.0),
    "PV": (80.0, 5.0, -60.0, -40.0, 0.25, 0.0, 150.0, 0.0, -60.0),
    "SST": (80.0, 5.0, -60.0, -45.0, 1.0, 4.0, 150.0, 0.0, -60.0),
}
_FABS = {  # FabulousFabs/AdEx
    "T1": (281.0, 30.0, -70.6, -45.4, 0.5, 4.0, 144.0, 80.5, -70.6),
    "T2": (281.0, 30.0, -70.6, -45.4, 2.0, 4.0, 144.0, 80.5, -70.6),
}


def _named(values: tuple[float, ...], **others: float) -> dict[str, float]:
    return dict(zip(_ORDER, values, strict=True), **others)


PRESETS = {name: _named(values, v_peak=0.0) for name, values in _NAUD.items()}
PRESETS |= {name: _named(values, v_peak=20.0, t_ref=2.0) for name, values in _PARK.items()}
PRESETS |= {name: _named(values, v_peak=20.0) for name, values in _FABS.items()}
