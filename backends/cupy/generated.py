"""What lies in `kernels/generated/`: python -m snn.backends.cupy.generated writes it anew.

Models and rules are rendered when they are compiled. Those that are built in, in float32, lie there
as well, to be read and so that a test notices when the translator changes them.
"""

from __future__ import annotations

from typing import Any

from ... import models, plasticity
from ...compose.kind import compose
from ...kernels import FOLDER as KERNELS
from ...model import NeuronModel
from ...program import Kind, RuleKind
from . import render, render_laws

FOLDER = KERNELS / "generated"


def kinds(real: str = "f32", half: bool = False) -> dict[str, Kind]:
    """Every built-in model with its own receptors and default integrator."""
    found = {}
    for name, cls in vars(models).items():
        if isinstance(cls, type) and issubclass(cls, NeuronModel) and name == cls.__name__:
            receptors = tuple((each, r.key) for each, r in cls.receptors.items())
            sums = ("i64" if real == "f64" else "i32",) * len(receptors)
            model: Any = cls  # a class is hashable, whatever its metaclass says to mypy
            kind = compose(model, cls.integrators[0], receptors, real, half, sums, frozenset())
            found[name] = kind
    return found


def rules(real: str = "f32") -> dict[str, RuleKind]:
    """Every built-in rule, in all its variants."""
    pair = {"tau_pre": 20.0, "tau_post": 20.0, "a_plus": 0.1, "a_minus": 0.1, "w_max": 1.0}
    made: dict[str, Any] = {"RewardSTDP": plasticity.RewardSTDP(**pair), "STP": plasticity.STP()}
    for pairing in ("all", "nearest"):
        for dependence in ("additive", "multiplicative", "power-law"):
            rule = plasticity.STDP(**pair, dependence=dependence, pairing=pairing)
            made[f"STDP_{dependence.replace('-', '_')}_{pairing}"] = rule
        triplet = plasticity.TripletSTDP(preset="visual_cortex", pairing=pairing, w_max=1.0)
        made[f"TripletSTDP_{pairing}"] = triplet
    return {name: rule.compose(real) for name, rule in made.items()}


def files() -> dict[str, str]:
    """File name -> text of everything in the folder."""
    texts = {"prelude": render.prelude(), "philox": render.philox(), "laws": render_laws.text()}
    texts |= {name: render.model(kind) for name, kind in kinds().items()}
    texts |= {name: render.rule(kind) for name, kind in rules().items()}
    return {f"{name}.cuh": text for name, text in texts.items()}


if __name__ == "__main__":
    for path in FOLDER.glob("*.cuh"):
        path.unlink()
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
