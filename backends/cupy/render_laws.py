"""The formulas by which synapses are drawn as CUDA source: what the kernels `draw*.cu` include.

The rendered text lies in `kernels/generated/laws.cuh`; `generated.py` writes it anew.
"""

from __future__ import annotations

from ... import values
from ...lang import emit
from ...wiring import laws, scaling

_HEAD = (
    "// The formulas of synapses, rendered from snn/wiring/laws.py, and the numbers they go by.\n"
)
_KINDS = "CONSTANT", "ARRAY", "UNIFORM", "NORMAL", "LOGNORMAL"


def text() -> str:
    """All formulas but Philox, which is in generated/philox.cuh, and the constants."""
    tags = {name: value for name, value in vars(laws).items() if name.startswith("TAG_")}
    kinds = {name: getattr(values, name) for name in _KINDS}
    formulas = {k: f for k, f in laws.functions().items() if k != "philox4x32"}
    return "\n".join(
        [
            _HEAD,
            f"enum Kind {{ {_listed(kinds)} }};  // of a values.Law",
            f"enum Tag {{ {_listed(tags)} }};",
            f"constexpr int BINS = {scaling.BINS};  // binary exponents of a double\n",
            *(emit.define(formula, "c") for formula in formulas.values()),
        ]
    )


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in numbers.items())
