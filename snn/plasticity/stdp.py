"""Pair-based spike-timing-dependent plasticity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import ModelError
from ..lang import exp, log, where
from ..parameters import Param, derived
from .rule import PAIRINGS, PlasticityRule, Trace


class STDP(PlasticityRule):
    """Pair STDP: a postsynaptic spike s ms after a presynaptic one adds a_plus exp(-s / tau_pre) to
    the weight; one s ms before it takes a_minus exp(-s / tau_post) away.

    a_plus, a_minus : >= 0, in the weight's unit.
    dependence : of a change on the weight, with u = (w - w_min) / (w_max - w_min).
        "additive": none, clipped to w_min .. w_max (Song, Miller & Abbott 2000, Nat. Neurosci.
        3:919). "multiplicative": potentiation times 1 - u, depression times u (Rubin, Lee &
        Sompolinsky 2001, PRL 86:364). "power-law": potentiation times u**mu, depression times u,
        clipped; a weight at w_min stays there (Morrison, Aertsen & Diesmann 2007, Neural Comput.
        19:1437, with w_max - w_min as the reference weight w_0; compare Gütig et al. 2003, J.
        Neurosci. 23:3697).
    mu : exponent of "power-law", 0.4 unless given; no parameter of the others.
    pairing : "all" pairs of spikes, or for each spike only the "nearest" one before it on the other
        side (Morrison, Diesmann & Gerstner 2008, Biol. Cybern. 98:459).

    Potentiation adds: where weights are negative, it weakens inhibition.
    Weights are clipped to w_min .. w_max where they change.
    Presynaptic spikes count when they arrive, after the delay. Two spikes in one step do not pair.
    """

    keyword_only = True
    tau_pre = Param(None, "ms", "window of potentiation", above=0.0)
    tau_post = Param(None, "ms", "window of depression", above=0.0)
    a_plus = Param(None, "weight", "potentiation of a pair", low=0.0)
    a_minus = Param(None, "weight", "depression of a pair", low=0.0)
    w_max = Param(None, "weight", "greatest weight")
    w_min = Param(0.0, "weight", "least weight")
    mu = Param(None, "1", "exponent of power-law", above=0.0, high=1.0, optional=True)
    per_range = derived(lambda p: 1.0 / (p.w_max - p.w_min), "1/weight")
    x = Trace("pre", lambda p: p.tau_pre)
    y = Trace("post", lambda p: p.tau_post)

    requirements = {"w_min < w_max": lambda p: p.w_min < p.w_max}

    def __init__(
        self, *, dependence: str = "additive", pairing: str = "all", **values: Any
    ) -> None:
        for name, value, known in (
            ("dependence", dependence, _CHANGE), ("pairing", pairing, PAIRINGS)
        ):  # fmt: skip
            if value not in known:
                raise ModelError(f"STDP: {name}={value!r} is not one of: {', '.join(known)}")
        self.dependence, self.pairing = dependence, pairing
        given = values.pop("mu", None)
        if dependence == "power-law":
            values["mu"] = 0.4 if given is None else given
        elif given is not None:
            raise ModelError(
                f"STDP: mu={given!r} is used with dependence='power-law' only; "
                f"got dependence={dependence!r}"
            )
        super().__init__(**values)

    def options(self) -> dict[str, Any]:
        return {"dependence": self.dependence, "pairing": self.pairing}

    def functions(self) -> dict[str, Callable[..., Any]]:
        on_pre, on_post = _CHANGE[self.dependence]
        return {"on_pre": on_pre, "on_post": on_post, "bump": PAIRINGS[self.pairing]}


def _depress_by_amount(w, y, a_minus):
    return w - a_minus * y


def _potentiate_by_amount(w, x, a_plus):
    return w + a_plus * x


def _depress_by_fraction(w, y, a_minus, per_range, w_min):
    return w - a_minus * y * ((w - w_min) * per_range)


def _potentiate_by_fraction(w, x, a_plus, per_range, w_max):
    return w + a_plus * x * ((w_max - w) * per_range)


def _potentiate_by_power(w, x, a_plus, per_range, w_min, mu):
    u = (w - w_min) * per_range
    return w + a_plus * x * where(u > 0.0, exp(mu * log(u)), 0.0)


_CHANGE: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "additive": (_depress_by_amount, _potentiate_by_amount),
    "multiplicative": (_depress_by_fraction, _potentiate_by_fraction),
    "power-law": (_depress_by_fraction, _potentiate_by_power),
}
