"""FORCE learning."""

from __future__ import annotations

from .least_squares import LeastSquaresRule


class FORCE(LeastSquaresRule):
    """What the projection delivers follows `target`: Sussillo & Abbott 2009, Neuron 63:544.

    z is W r of this projection alone. For the networks of the paper the projection goes
    from a chaotic Rate population to a Readout, which is connected back; alpha of the order of 1 to
    100, `every` of a tenth to half of tau.
    """
