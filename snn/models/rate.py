"""Rate units: neurons that do not spike but have a firing rate, a function of their input."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ModelError
from ..lang import exp, tanh
from ..model import NeuronModel, Param, State, derived

TRANSFERS = ("tanh", "logistic", "relu", "linear")


def tanh_of(x):
    """From -1 to 1."""
    return tanh(x)


def logistic_of(x):
    """1 / (1 + exp(-x)), from 0 to 1."""
    return 1.0 / (1.0 + exp(-x))


def relu_of(x):
    """Threshold-linear: x where it is positive, else 0."""
    return max(x, 0.0)


def euler(x, I, share):
    """tau dx/dt = -x + I over one step; share = dt / tau."""
    return x + share * (I - x)


class RateModel(NeuronModel):
    """Base of the rate units: one step function per transfer function, chosen by its name.

    transfer : "tanh", "logistic", "relu" (threshold-linear) or "linear".
    """

    integrators = TRANSFERS
    output = "r"
    r = State(0.0, "1", "rate", half=False)

    def __init__(self, *args: Any, transfer: str = TRANSFERS[0], **values: Any) -> None:
        if transfer not in TRANSFERS:
            known = ", ".join(TRANSFERS)
            raise ModelError(f"{type(self).__name__}: transfer {transfer!r} is not one of: {known}")
        super().__init__(*args, integrator=transfer, **values)

    @property
    def transfer(self) -> str:
        """The name of the transfer function."""
        return self.integrator

    def options(self) -> dict[str, Any]:
        return {"transfer": self.transfer}

    def tanh(I):
        return tanh_of(I)

    def logistic(I):
        return logistic_of(I)

    def relu(I):
        return relu_of(I)

    def linear(I):
        return I


class Readout(RateModel):
    """A unit without dynamics, r = f(I): what reads a network out. Linear by default.

    A step behind what it reads: in step t its input is the weights times the rates of step t - 1.
    """

    def __init__(self, *, transfer: str = "linear") -> None:
        super().__init__(transfer=transfer)


class Rate(RateModel):
    """tau dx/dt = -x + I, r = f(x): the units of Sompolinsky, Crisanti & Sommers 1988, PRL 61:259.

    Advanced by Euler, x + (dt / tau) (I - x), so dt must not exceed tau. x and r have no unit. r
    starts at 0 unless it is given: the first step has no recurrent input. Both are kept in full
    precision, in "float16" too.
    """

    tau = Param(10.0, "ms", "time constant", above=0.0)
    share = derived(lambda p: p.dt / p.tau, "1", high=1.0)
    x = State(0.0, "1", "activation", half=False)

    def tanh(x, I, share):
        x = euler(x, I, share)
        return tanh_of(x), x

    def logistic(x, I, share):
        x = euler(x, I, share)
        return logistic_of(x), x

    def relu(x, I, share):
        x = euler(x, I, share)
        return relu_of(x), x

    def linear(x, I, share):
        x = euler(x, I, share)
        return x, x


class NoisyRate(Rate):
    """Rate with white noise: tau dx = (-x + I) dt + sigma sqrt(tau) dW.

    Without input x is normal with variance sigma^2 / 2 in the stationary state, to dt / (2 tau).
    """

    sigma = Param(0.1, "1", "noise amplitude", low=0.0)
    kick = derived(lambda p: p.sigma * np.sqrt(p.dt / p.tau), "1")

    def tanh(x, I, xi, share, kick):
        x = euler(x, I, share) + kick * xi
        return tanh_of(x), x

    def logistic(x, I, xi, share, kick):
        x = euler(x, I, share) + kick * xi
        return logistic_of(x), x

    def relu(x, I, xi, share, kick):
        x = euler(x, I, share) + kick * xi
        return relu_of(x), x

    def linear(x, I, xi, share, kick):
        x = euler(x, I, share) + kick * xi
        return x, x
