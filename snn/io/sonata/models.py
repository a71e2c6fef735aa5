"""What a SONATA model_template becomes: this library's neurons and receptors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import snn

from ...errors import DataError, ModelError
from ...lowering.access import state_names
from ...model import NeuronModel
from ...models import SpikeSource
from ...population import Population
from ...receptors import Alpha, Delta, Exponential, Receptor

Parameters = dict[str, Any]  # name -> number, (n,) numbers, or what a JSON file holds


@dataclass(frozen=True, eq=False)
class PointNeurons:
    """What a model_template becomes.

    model : with its parameters, of the neurons. receptors : name -> receptor, of the population.
    positive, negative : the receptors that edges of weight above and below 0 reach, where the edges
    do not name one. current : onto "I", in the model's unit, a number or (n,). initial : first
    values of states.
    """

    model: NeuronModel | SpikeSource
    receptors: dict[str, Receptor]
    positive: str | None = None
    negative: str | None = None
    current: Any = 0.0
    initial: Parameters = field(default_factory=dict)


Template = Callable[[Parameters, int], PointNeurons] | type[NeuronModel]

# NEST's defaults of iaf_psc_alpha, iaf_psc_exp and iaf_psc_delta; ms, mV, pF, pA.
_NEST = {
    "C_m": 250.0,
    "tau_m": 10.0,
    "t_ref": 2.0,
    "E_L": -70.0,
    "V_th": -55.0,
    "V_reset": -70.0,
    "I_e": 0.0,
}
_TAU = {"tau_syn_ex": 2.0, "tau_syn_in": 2.0}


def _nest(given: Parameters, defaults: Mapping[str, float], what: str) -> Parameters:
    """NEST's parameters with its defaults where none is given (NaN), and `V_m` if there is one."""
    for name in given:
        if name not in (*defaults, "V_m"):
            raise DataError(
                f"{what}: parameter {name!r} is not one of: {', '.join(defaults)}, V_m; "
                "give models={template: function} to read it"
            )
    full: Parameters = {}
    for name, value in {**defaults, **given}.items():
        fill = defaults.get(name, np.nan)
        if np.ndim(value):
            value = np.where(np.isnan(value), fill, value)
        full[name] = value
    return full


def _iaf(p: Parameters) -> tuple[NeuronModel, Any, Parameters]:
    """(model, current, first values) of NEST's leaky neurons; they begin at E_L without V_m."""
    model = snn.LIF(
        tau_m=p["tau_m"],
        v_rest=p["E_L"],
        v_reset=p["V_reset"],
        v_thresh=p["V_th"],
        t_ref=p["t_ref"],
        C=p["C_m"],
    )
    if "V_m" not in p:
        return model, p["I_e"], {}
    return model, p["I_e"], {"v": np.where(np.isnan(p["V_m"]), p["E_L"], p["V_m"])}


def _iaf_psc(template: str, shape: type[Exponential | Alpha]) -> Template:
    """NEST's LIF whose two receptors have synaptic currents of one shape."""

    def neurons(given: Parameters, n: int) -> PointNeurons:
        p = _nest(given, {**_NEST, **_TAU}, template)
        receptors: dict[str, Receptor] = {
            "ex": shape(p["tau_syn_ex"]),
            "inh": shape(p["tau_syn_in"]),
        }
        model, current, initial = _iaf(p)
        return PointNeurons(model, receptors, "ex", "inh", current, initial)

    return neurons


def _iaf_psc_delta(given: Parameters, n: int) -> PointNeurons:
    p = _nest(given, _NEST, "nest:iaf_psc_delta")
    model, current, initial = _iaf(p)
    return PointNeurons(model, {"delta": Delta(onto="v")}, "delta", "delta", current, initial)


TEMPLATES: dict[str, Template] = {
    "nest:iaf_psc_alpha": _iaf_psc("nest:iaf_psc_alpha", Alpha),
    "nest:iaf_psc_delta": _iaf_psc_delta,
    "nest:iaf_psc_exp": _iaf_psc("nest:iaf_psc_exp", Exponential),
}


def neurons(
    template: str, given: Parameters, n: int, models: Mapping[str, Template], what: str
) -> PointNeurons:
    """The neurons of a template; DataError, beginning with `what`, where it is not known."""
    found = {**TEMPLATES, **models}.get(template)
    schema, _, name = template.partition(":")
    if found is None and schema == "snn":
        found = getattr(snn, name, None)
        found = found if isinstance(found, type) else None
    if found is None:
        raise DataError(
            f"{what}: model_template {template!r} is not one of: {', '.join(TEMPLATES)}, "
            "snn:<a model>; give models={"
            f"{template!r}: a function of (parameters, n) that returns snn.io.PointNeurons}}"
        )
    try:
        if isinstance(found, type):
            return _own(found, given, what)
        return found(given, n)
    except ModelError as error:
        raise DataError(f"{what}: {error}") from None


def _own(cls: type, given: Parameters, what: str) -> PointNeurons:
    """Neurons of this library, whose parameters, states and "I" have the names of `E[name]`."""
    if not issubclass(cls, NeuronModel):
        raise DataError(f"{what}: {cls.__name__} is no neuron model")
    left = dict(given)
    integrator, listed = left.pop("integrator", None), left.pop("receptors", {})
    if not isinstance(listed, dict):
        raise DataError(f"{what}: receptors must be an object {{name: class}}; got {listed!r}")
    receptors = {k: _receptor(k, described, left, what) for k, described in listed.items()}
    own = {name: left.pop(name) for name in list(left) if name in cls.parameters}
    model = cls(**own) if integrator is None else cls(**own, integrator=integrator)
    current = left.pop("I", 0.0)
    return PointNeurons(model, receptors, current=current, initial=left)


def _receptor(name: str, described: str, left: Parameters, what: str) -> Receptor:
    """A receptor from its class and state, "Delta:v"; its parameters are taken out of `left`."""
    kind, _, onto = str(described).partition(":")
    cls = getattr(snn, kind, None)
    if not (isinstance(cls, type) and issubclass(cls, Receptor)):
        raise DataError(f"{what}: receptor {name!r}: there is no receptor {kind!r}")
    names = [f"{p}_{name}" for p in cls.parameters if f"{p}_{name}" in left]
    values = {key[: -len(name) - 1]: left.pop(key) for key in names}
    return cls(onto=onto, **values) if onto else cls(**values)


def described(population: Population, states: Mapping[str, Any]) -> tuple[Parameters, Parameters]:
    """(one for all neurons, one value per neuron) of a population: the inverse of `_own`."""
    model: Any = population.model
    values = {k: v for k, v in model.params.items() if v is not None}
    for name, receptor in population.receptors.items():
        values |= {f"{k}_{name}": v for k, v in receptor.params.items() if v is not None}
    common: Parameters = {k: v for k, v in values.items() if not np.ndim(v)}
    each: Parameters = {k: v for k, v in values.items() if np.ndim(v)}
    common["receptors"] = {k: _described(r) for k, r in population.receptors.items()}
    common["integrator"] = model.integrator
    for name in state_names(population):
        each[name] = states[name]
    return common, each


def _described(receptor: Receptor) -> str:
    onto = receptor.options().get("onto")
    return type(receptor).__name__ + (f":{onto}" if onto else "")
