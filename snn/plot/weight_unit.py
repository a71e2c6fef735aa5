"""In which unit the weights of projections are."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import NeuronModel
from ..projection import Projection
from ..receptors import Delta


def weight_unit(projections: Iterable[Projection]) -> str | None:
    """The one unit of all their weights: "mV", "pA", "nS", ...; None where it is not known.

    A model with a capacitance in pF takes currents in pA and conductances in nS; one that may have
    it and has not takes mV. A jump of a state has its unit.
    """
    found = {_unit(projection) for projection in projections}
    return found.pop() if len(found) == 1 else None


def in_unit(unit: str | None) -> str:
    """Behind the name of a quantity: " (mV)"; nothing for None."""
    return "" if unit is None else f" ({unit})"


def _unit(projection: Projection) -> str | None:
    population = projection.target.population
    model, receptor = population.model, population.receptors.get(projection.receptor)
    if receptor is None or not isinstance(model, NeuronModel):
        return None
    if isinstance(receptor, Delta) and receptor.onto is not None:
        return model.states[receptor.onto].unit
    capacitance = type(model).parameters.get("C")
    if capacitance is None or capacitance.unit != "pF":
        return None
    conductance = receptor.params.get("reversal") is not None
    if model.params.get("C") is not None:
        return "nS" if conductance else "pA"
    return None if conductance else "mV"
