"""Spike-timing-dependent plasticity of triplets of spikes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import ModelError
from ..parameters import Param
from .rule import PAIRINGS, PlasticityRule, Trace

_FITTED = ("a2_plus", "a3_plus", "a2_minus", "a3_minus", "tau_x", "tau_y")
# Pfister & Gerstner 2006, tables 3 and 4, by the pairing that they were fitted with. Minimal models
# have no a3_minus, so that tau_x acts on nothing: they take it from the full model here.
_TABLES: dict[str, dict[str, tuple[float, ...]]] = {
    "visual_cortex": {
        "all": (5e-10, 6.2e-3, 7e-3, 2.3e-4, 101.0, 125.0),
        "nearest": (8.8e-11, 5.3e-2, 6.6e-3, 3.1e-3, 714.0, 40.0),
    },
    "visual_cortex_minimal": {
        "all": (0.0, 6.5e-3, 7.1e-3, 0.0, 101.0, 114.0),
        "nearest": (0.0, 5e-2, 8e-3, 0.0, 714.0, 40.0),
    },
    "hippocampus": {
        "all": (6.1e-3, 6.7e-3, 1.6e-3, 1.4e-3, 946.0, 27.0),
        "nearest": (4.6e-3, 9.1e-3, 3e-3, 7.5e-9, 575.0, 47.0),
    },
    "hippocampus_minimal": {
        "all": (5.3e-3, 8e-3, 3.5e-3, 0.0, 946.0, 40.0),
        "nearest": (4.6e-3, 9.1e-3, 3e-3, 0.0, 575.0, 48.0),
    },
}


class TripletSTDP(PlasticityRule):
    """Triplet STDP: a change depends on two spikes of one side and one of the other.

    Presynaptic spikes raise the traces r1 (tau_plus) and r2 (tau_x), postsynaptic ones o1
    (tau_minus) and o2 (tau_y). A presynaptic spike takes o1 (a2_minus + a3_minus r2) from the
    weight, a postsynaptic one adds r1 (a2_plus + a3_plus o2), r2 and o2 without that spike itself;
    the result is clipped to w_min .. w_max. Pfister & Gerstner 2006, J. Neurosci. 26:9673, eqs. 3,
    4. With a3_plus = a3_minus = 0 it is additive `STDP`.

    a2_plus, a3_plus, a2_minus, a3_minus : >= 0, in the weight's unit.
    pairing : "all", traces add up, or "nearest", a spike sets them to 1.
    preset : fits of the paper's tables 3 and 4 with this pairing, "visual_cortex" or "hippocampus",
        and those of its minimal models, "visual_cortex_minimal" and "hippocampus_minimal". Single
        parameters can be given on top of it.
    w_ref : in the weight's unit, the weight whose relative changes a preset gives: its amplitudes
        are w_ref times those of the paper. 1 unless given.

    Presynaptic spikes count when they arrive, after the delay. Two spikes in one step do not pair.
    """

    keyword_only = True
    tau_plus = Param(16.8, "ms", "of r1, potentiation by pairs", above=0.0)
    tau_x = Param(None, "ms", "of r2, depression by triplets", above=0.0)
    tau_minus = Param(33.7, "ms", "of o1, depression by pairs", above=0.0)
    tau_y = Param(None, "ms", "of o2, potentiation by triplets", above=0.0)
    a2_plus = Param(None, "weight", "potentiation of a pair", low=0.0)
    a3_plus = Param(None, "weight", "potentiation of a triplet", low=0.0)
    a2_minus = Param(None, "weight", "depression of a pair", low=0.0)
    a3_minus = Param(None, "weight", "depression of a triplet", low=0.0)
    w_max = Param(None, "weight", "greatest weight")
    w_min = Param(0.0, "weight", "least weight")
    r1 = Trace("pre", lambda p: p.tau_plus)
    r2 = Trace("pre", lambda p: p.tau_x)
    o1 = Trace("post", lambda p: p.tau_minus)
    o2 = Trace("post", lambda p: p.tau_y)

    requirements = {"w_min < w_max": lambda p: p.w_min < p.w_max}
    presets: Mapping[str, Mapping[str, Mapping[str, float]]] = {
        name: {k: dict(zip(_FITTED, v, strict=True)) for k, v in fits.items()}
        for name, fits in _TABLES.items()
    }

    def __init__(
        self,
        *,
        preset: str | None = None,
        pairing: str = "all",
        w_ref: float | None = None,
        **values: Any,
    ) -> None:
        if pairing not in PAIRINGS:
            raise ModelError(
                f"TripletSTDP: pairing={pairing!r} is not one of: {', '.join(PAIRINGS)}"
            )
        self.pairing = pairing
        if preset is not None:
            values = {**_fitted(preset, pairing, 1.0 if w_ref is None else w_ref), **values}
        elif w_ref is not None:
            raise ModelError("TripletSTDP: w_ref scales a preset; give preset= too, or drop w_ref")
        super().__init__(**values)

    def options(self) -> dict[str, Any]:
        return {"pairing": self.pairing}

    def functions(self) -> dict[str, Callable[..., Any]]:
        return {**super().functions(), "bump": PAIRINGS[self.pairing]}

    def on_pre(w, o1, r2, a2_minus, a3_minus):
        return w - o1 * (a2_minus + a3_minus * r2)

    def on_post(w, r1, o2, a2_plus, a3_plus):
        return w + r1 * (a2_plus + a3_plus * o2)


def _fitted(preset: str, pairing: str, w_ref: float) -> dict[str, float]:
    """A preset's parameters by name, amplitudes times `w_ref`."""
    if preset not in TripletSTDP.presets:
        known = ", ".join(TripletSTDP.presets)
        raise ModelError(f"TripletSTDP: preset {preset!r} is not one of: {known}")
    if not w_ref > 0.0:
        raise ModelError(f"TripletSTDP: w_ref must be a weight > 0; got {w_ref!r}")
    fit = TripletSTDP.presets[preset][pairing]
    return {name: w_ref * value if name.startswith("a") else value for name, value in fit.items()}
