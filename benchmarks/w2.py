"""W2: W1a with pair STDP on E→E."""

from __future__ import annotations

from typing import Any

import snn
from snn.circuits import vogels_abbott_cuba

W_MAX = 3.24  # mV, twice the first weight


def w2(**network_keywords: Any) -> snn.Network:
    """All-to-all, additive, slightly more depression: the mean weight stays near its 1.62 mV."""
    rule = snn.STDP(
        tau_pre=20.0, tau_post=20.0, a_plus=0.01 * W_MAX, a_minus=0.0105 * W_MAX, w_max=W_MAX
    )
    return vogels_abbott_cuba(plasticity=rule, **network_keywords)
