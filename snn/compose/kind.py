"""From a model with its receptors to a `Kind`, for which backends build code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..lang import parse
from ..model import NeuronModel
from ..program import Kind
from ..receptors import Receptor
from .constants import initial_states as initial_states
from .constants import parameter_values as parameter_values
from .fused import composition
from .system import Receptors, System


@cache
def compose(
    model: type[NeuronModel],
    integrator: str,
    receptors: Receptors,
    real: str,
    half: bool,
    accumulator: tuple[str, ...],
    arrays: frozenset[str],
) -> Kind:
    """The kind of a model class with receptors (name, key).

    real : compute type, "f32" or "f64". half : states in 16 bits where they allow it.
    accumulator : "i32" or "i64" per receptor. arrays : the parameters with one value per neuron.

    Raises ModelError where they do not fit, TranslationError for functions outside the language.
    """
    system = System(model, integrator, receptors)
    text = composition(system, half)
    acc = {f"acc_{name}": kind for (name, _), kind in zip(receptors, accumulator, strict=True)}
    update = parse(
        text.source, types=text.types | acc, real=real, names=text.functions, file=system.label
    )
    return Kind(
        name=system.label,
        real=real,
        states=tuple(system.states),
        storage=tuple("f16" if is_half else real for is_half in text.half),
        receptors=tuple(name for name, _ in receptors),
        accumulator=accumulator,
        params=text.params,
        arrays=arrays & frozenset(text.params),
        refractory=system.refractory,
        xi=text.xi,
        uniform=text.uniform,
        rounding=sum(text.half),
        update=update,
        source=text.source,
    )


def check_translation(
    model: NeuronModel, receptors: Mapping[str, Receptor], real: str, half: bool
) -> None:
    """TranslationError if a function of the model or its receptors is outside the language."""
    cls: Any = type(model)  # a class is hashable, whatever its metaclass says to mypy
    keys = tuple((name, receptor.key) for name, receptor in receptors.items())
    compose(cls, model.integrator, keys, real, half, ("i32",) * len(keys), frozenset())
