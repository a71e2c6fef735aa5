"""W1a and W1b: current-based LIF networks of 4,000 and of 20,000 neurons."""

from __future__ import annotations

from snn.circuits import headline as w1b
from snn.circuits import vogels_abbott_cuba as w1a

__all__ = ["w1a", "w1b"]
